//! What holds for whatever people type: how it is read, and what a meeting makes of it.
//!
//! The fuzz target `line` looks for lines that break it; `tests/it/properties.rs` keeps those that
//! once did, and tries what is typed in the transcripts. Nothing here knows a command but the words
//! of a person and the tick of the clock.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use convenor::command::grammar::{Line, MESSAGE_CHARS, MESSAGE_LINES, Names, Read, read};
use convenor::command::is_bare_label;
use convenor::document::{Format, render};
use convenor::group::Group;
use convenor::group::charter::{Charter, Policy};
use convenor::group::command::{Command, Gathered, InternalCommand, RecordCommand, Request};
use convenor::group::event::{Entry, Event, Source};
use convenor::group::person::{AccountId, Role};
use convenor::text::html::{self, Ping};
use convenor::text::{Text, clean, markdown, plain};
use convenor::view;
use convenor::view::minutes::minutes;
use serde_json::Value;

use super::alarms::assert_alarms_are_announced;
use super::plain::assert_plain;

/// Stands between two messages of one input; the next person in turn says the next message.
pub const NEXT_MESSAGE: char = '\u{1e}';
/// Who speaks in turn, with the right they have.
const PEOPLE: [(&str, Role); 3] = [("Carla", Role::Chair), ("Ana", Role::Secretary), ("Bo", Role::Participant)];
/// What is typed before, so that there is something to be asked about.
const BEFORE: [&str; 12] = [
    "!start Overlap",
    "present+ Ana, Bo, Dana (Example Corp)",
    "agenda+ Overlap table\nagenda+ Next steps",
    "take up item 1",
    "scribe+",
    "q+ to ask about row 4",
    "q+",
    "ack",
    "Row four is about gateways.\nSo is row five.",
    "ACTION: Ana to write it down by 2026-12-20",
    "AGREED: row four stays",
    "NOTE: row five is open",
];
/// Wake-ups that are lived through after the last message.
const WAKEUPS: usize = 6;

static OPEN: LazyLock<Meeting> = LazyLock::new(Meeting::open);

/// Says the messages of an input in an open meeting.
///
/// # Panics
/// Something does not hold; the message says what.
pub fn hold_for(input: &str) {
    let mut meeting = OPEN.clone();
    for message in input.split(NEXT_MESSAGE) {
        meeting.say(message);
    }
    meeting.end();
}

/// Reads a message, and checks that the same words are read the same, and that nothing is lost but what is
/// kept out of the record on purpose.
fn read_whole(message: &str) -> Vec<Line> {
    let lines = read(message, &Names::default());
    let again = read(message, &Names::default());
    assert_eq!(format!("{lines:?}"), format!("{again:?}"), "the same message is read the same");
    let kept = clean(message);
    let sources: Vec<&str> = kept.lines().map(str::trim_end).collect();
    if kept.chars().count() > MESSAGE_CHARS || sources.len() > MESSAGE_LINES {
        assert!(matches!(lines.as_slice(), [Line { read: Read::Hint(_), .. }]), "too much is told, and nothing taken");
        return lines;
    }
    let mut is_read = vec![false; sources.len()];
    let index_of = |line: &Line| usize::try_from(line.index).expect("a message has few lines");
    for (number, line) in lines.iter().enumerate() {
        let start = index_of(line);
        let end = lines.get(number + 1).map_or(sources.len(), index_of);
        assert!(start < end, "lines come in their order");
        is_read[start] = true;
        for below in start + 1..end {
            is_read[below] |= is_taken_by(&line.read, sources[below]);
        }
        let mut at = start;
        for words in words_of(&line.read).into_iter().flat_map(|words| words.split('\n')) {
            let found = (at..end).find(|at| sources[*at] == words || sources[*at].trim_start() == words);
            let found = found.unwrap_or_else(|| panic!("{words:?} was never said"));
            assert!(at != start || found == start, "prose begins where its line says");
            is_read[found] = true;
            at = found + 1;
        }
    }
    for (source, _) in sources.iter().zip(is_read).filter(|(_, is_read)| !is_read) {
        assert!(is_kept_out(source.trim_start()) || is_bare_label(source), "{source:?} was lost");
    }
    lines
}

/// Whether a line below a record is part of it.
fn is_taken_by(read: &Read, source: &str) -> bool {
    let Read::Command { row, values, .. } = read else { return false };
    // Below an item of a pasted agenda are its parts, the columns of a table, and where people join.
    let is_item = row.name == "agenda add";
    let draws =
        source.trim().starts_with('|') || source.trim().chars().all(|c| matches!(c, '-' | '=' | '_' | '*' | ' '));
    if is_item && (draws || source.contains("://")) {
        return true;
    }
    let is_list = ["present", "regrets"].contains(&row.name);
    let text = values.0.last().filter(|_| row.takes_lines || is_item || is_list).map(|(_, text)| text.as_str());
    let words = source.trim().trim_start_matches("...").trim_start_matches(['…', '.']).trim();
    let listed = words.split_once(char::is_whitespace).map_or(words, |(_, listed)| listed.trim());
    let ends = |words: &str| words.trim_end_matches([',', '，', ';']).to_owned();
    text.is_some_and(|text| text.contains(&ends(words)) || text.contains(&ends(listed)))
}

/// The words of what is no command.
fn words_of(read: &Read) -> Option<&str> {
    match read {
        Read::Prose(words) | Read::Aside { words, .. } => Some(words),
        Read::Command { .. } | Read::Hint(_) => None,
    }
}

/// Blank lines, quotes, `[off] …` and what people say they do.
fn is_kept_out(line: &str) -> bool {
    let is_off = line.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("[off]"));
    line.is_empty() || line.starts_with('>') || line.starts_with("/me ") || is_off
}

/// A meeting without bot and store: the group, its log and the time.
#[derive(Clone)]
struct Meeting {
    group: Group,
    log: Vec<Entry>,
    at: DateTime<Utc>,
    messages: usize,
}

impl Meeting {
    fn open() -> Meeting {
        let at = DateTime::from_timestamp(1_796_767_200, 0).expect("it is a moment in December 2026");
        let mut meeting = Meeting { group: Group::new(charter()), log: Vec::new(), at, messages: 0 };
        for message in BEFORE {
            meeting.messages = 0;
            meeting.say(message);
        }
        meeting.messages = 0;
        assert!(meeting.group.meeting.is_some(), "the meeting is open");
        meeting
    }

    fn say(&mut self, message: &str) {
        let (name, role) = PEOPLE[self.messages % PEOPLE.len()];
        self.messages += 1;
        self.at += TimeDelta::seconds(7);
        for line in read_whole(message) {
            let source = Some(Source {
                message: format!("${}", self.log.len()),
                line: line.index,
                room: None,
                edit: None,
                is_by_menu: false,
            });
            let by = Some(self.group.person(&account(name), name));
            let command = match line.read {
                Read::Command { command, .. } => command,
                Read::Prose(words) | Read::Aside { words, .. } => Command::Record(RecordCommand::Say { words }),
                Read::Hint(words) => {
                    show(&Text::plain(words));
                    continue;
                }
            };
            self.ask(&Request { at: self.at, by, role, command, gathered: Gathered::default() }, source.as_ref());
        }
    }

    fn ask(&mut self, request: &Request, source: Option<&Source>) {
        let decided = self.group.decide(request);
        assert_eq!(decided, self.group.decide(request), "the same request is decided the same");
        let events = match decided {
            Ok(events) => events,
            Err(refusal) => return show(&view::refuse(&refusal).text),
        };
        let start = self.log.len();
        for event in events {
            let stored = serde_json::to_value(&event).expect("an event has a JSON form");
            assert_harmless(&stored);
            assert_eq!(serde_json::from_value::<Event>(stored).as_ref().ok(), Some(&event), "what is stored is read");
            let seq = self.group.head + 1;
            let entry = Entry { seq, at: request.at, by: request.by.clone(), source: source.cloned(), event };
            self.group.apply(&entry);
            self.log.push(entry);
        }
        for say in view::speak(&self.group, request, &self.log[start..]) {
            show(&say.text);
        }
        assert_alarms_are_announced(&self.group);
    }

    /// Lets the clock speak, and looks at what came out of it all.
    fn end(mut self) {
        for _ in 0..WAKEUPS {
            let Some(due) = self.group.next_wakeup() else { break };
            self.at = self.at.max(due);
            let request = Request {
                at: self.at,
                by: None,
                role: Role::Participant,
                command: Command::Internal(InternalCommand::Tick { now: self.at }),
                gathered: Gathered::default(),
            };
            self.ask(&request, None);
        }
        let mut replayed = Group::new(charter());
        for entry in &self.log {
            replayed.apply(entry);
        }
        assert!(replayed == self.group, "the log tells the group as it is");
        if let Some(board) = view::board::board(&self.group) {
            show(&board.text);
        }
        if let Some(meeting) = self.group.latest_meeting() {
            let minutes = minutes(&self.group, meeting);
            for format in Format::ALL {
                assert_plain(&render(&minutes, format));
            }
        }
    }
}

fn charter() -> Charter {
    let list = Some("group@lists.example.org".to_owned());
    let chairs = [account("Carla")].into();
    let secretaries = [account("Ana")].into();
    Charter { list, chairs, secretaries, policy: Policy::Strict, ..Charter::open("fuzz", "Fuzz") }
}

fn account(name: &str) -> AccountId {
    AccountId(format!("console:{}", name.to_lowercase()))
}

/// Whatever is said can be written in every form, and hides nothing.
fn show(text: &Text) {
    for shown in [plain::render(text, None), html::render(text, Ping::Nobody), markdown::render(text)] {
        assert_plain(&shown);
    }
}

fn assert_harmless(stored: &Value) {
    match stored {
        Value::String(words) => assert_plain(words),
        Value::Array(values) => values.iter().for_each(assert_harmless),
        Value::Object(fields) => fields.values().for_each(assert_harmless),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
