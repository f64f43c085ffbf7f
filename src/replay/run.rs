//! Drives the core with the lines of a log.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::Options;
use super::dialect::{self, Native};
use super::log::{Kind as LineKind, Line, Log, When};
use super::meetings::{Span, title_of};
use super::names;
use super::report::{Item, Remark, Speaker, decision_word, note_word};
use super::times::{Times, written};
use crate::command::grammar::is_plainly_prose;
use crate::command::{Read, read};
use crate::group::Group;
use crate::group::charter::{Charter, Member};
use crate::group::command::{Command, Request};
use crate::group::event::{Entry, Event, NoteKind, Stand};
use crate::group::person::{Person, Role, same_name};
use crate::group::refusal::Refusal;
use crate::text::plain;
use crate::view;
use crate::view::references::references;

/// A meeting that was driven through the core.
#[derive(Debug)]
pub struct Run {
    pub group: Group,
    pub title: Option<String>,
    pub date: NaiveDate,
    pub started_by: Option<Person>,
    pub start: Option<String>,
    pub end: Option<String>,
    pub items: Vec<Item>,
    pub people: Vec<Speaker>,
    pub links: Vec<String>,
    /// Documents in statements that are not kept.
    pub documents: Vec<String>,
    pub replies: Vec<Remark>,
    pub near_misses: Vec<Remark>,
    /// Line of the log by number of the entry, from 1.
    pub line_of: Vec<u32>,
    /// Who presided, in order of being named.
    pub chairs: Vec<Person>,
    /// What people tried that their log's bot lets only chairs do.
    pub ignored: Vec<Remark>,
    /// The words of actions as they were typed, with their date, by entry.
    pub typed_actions: BTreeMap<u64, String>,
    spoke: Vec<Person>,
    /// Time of each line as the log has it, by number of the entry.
    pub time_of: Vec<When>,
}

impl Run {
    /// The people who said something.
    pub fn speakers(&self) -> impl Iterator<Item = &Person> {
        self.spoke.iter()
    }
}

/// Replays one meeting of a log.
///
/// `before` holds what corrected lines said first, by number: the bot answered to that.
pub fn replay(log: &Log<'_>, span: Span, before: &BTreeMap<u32, String>, options: &Options) -> Run {
    let lines = &log.lines[span.first..span.end];
    let mut driver = Driver::new(lines, log.room.as_deref(), before, options);
    driver.open(lines);
    for (index, line) in lines.iter().enumerate() {
        driver.below = &lines[index + 1..];
        driver.take(line);
    }
    driver.close(lines);
    driver.run
}

/// Somebody in a log.
struct Somebody {
    person: Person,
    lines: u32,
    is_bot: bool,
    /// Named by `#chair` or `#nick`: listed even without a line.
    is_named: bool,
}

struct Driver<'a> {
    options: &'a Options,
    run: Run,
    /// Everyone who speaks, by nick: the person, and how many lines.
    speakers: BTreeMap<&'a str, usize>,
    known: Vec<Somebody>,
    at: DateTime<Utc>,
    /// The latest moment so far.
    latest: DateTime<Utc>,
    times: Times,
    line: u32,
    when: When,
    /// The log is `MeetBot`'s: its commands are of chairs, and what people do is none.
    is_tagged: bool,
    /// Zakim was there: what it opened was opened, and nothing else.
    has_zakim: bool,
    /// The line says `#accepted`, which `MeetBot` lists apart from what was agreed.
    is_accepted: bool,
    /// The lines that follow, among which an answer of Zakim's stands.
    below: &'a [Line<'a>],
    /// What corrected lines said first, by number.
    before: &'a BTreeMap<u32, String>,
}

/// Zakim's answer stands at most so many lines below.
const ANSWERED_WITHIN: usize = 7;

/// So many people are known by name; whoever comes after them is a nick.
const MEMBERS: usize = 500;

impl<'a> Driver<'a> {
    fn new(
        lines: &'a [Line<'a>],
        room: Option<&str>,
        before: &'a BTreeMap<u32, String>,
        options: &'a Options,
    ) -> Driver<'a> {
        let mut speakers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut known = Vec::new();
        for line in lines.iter().filter(|line| !line.who.is_empty()) {
            if !speakers.contains_key(&*line.who) {
                speakers.insert(&line.who, known.len());
                // A nick is who somebody is; `ana_` is ana again.
                let person = options.people.of(&line.who);
                known.push(Somebody { person, lines: 0, is_bot: names::is_bot(&line.who), is_named: false });
            }
        }
        let is_tagged = lines.iter().any(|line| line.words.starts_with("#startmeeting"));
        let title = title_of(lines, is_tagged);
        let mut charter = Charter::open("replay", title.as_deref().or(room).unwrap_or("Meeting"));
        charter.first_meeting = options.number;
        charter.objection_secs = 0;
        charter.zone = options.zone;
        charter.members = known
            .iter()
            .filter(|somebody| !somebody.is_bot)
            .take(MEMBERS)
            .map(|somebody| member(&somebody.person))
            .collect();
        let run = Run {
            group: Group::new(charter),
            title,
            date: options.date,
            started_by: None,
            start: None,
            end: None,
            items: Vec::new(),
            people: Vec::new(),
            links: Vec::new(),
            documents: Vec::new(),
            replies: Vec::new(),
            near_misses: Vec::new(),
            line_of: Vec::new(),
            chairs: Vec::new(),
            ignored: Vec::new(),
            typed_actions: BTreeMap::new(),
            spoke: Vec::new(),
            time_of: Vec::new(),
        };
        let at = options.date.and_time(NaiveTime::MIN).and_utc();
        Driver {
            options,
            run,
            speakers,
            known,
            at,
            latest: at,
            times: Times::new(options.date, options.zone),
            line: 0,
            when: When::Unknown,
            is_tagged,
            has_zakim: false,
            is_accepted: false,
            below: &[],
            before,
        }
    }

    fn open(&mut self, lines: &[Line<'_>]) {
        let Some(first) = lines.first() else { return };
        if let Some(spoken) = lines.iter().find(|line| !names::is_bot(&line.who)) {
            self.tell_time(spoken);
        }
        self.run.started_by = self.is_tagged.then(|| self.person(&first.who)).flatten();
        self.run.chairs.extend(self.run.started_by.clone());
        self.run.start = Some(written(first.when));
        let by = self.run.started_by.clone();
        self.apply(by, Event::MeetingStarted { number: self.options.number, title: None });
        self.has_zakim = lines.iter().any(|line| line.who.eq_ignore_ascii_case("zakim"));
    }

    fn close(&mut self, lines: &[Line<'_>]) {
        if let Some(last) = lines.last() {
            self.run.end = Some(written(last.when));
        }
        if self.run.group.meeting.is_some() {
            self.apply(None, Event::MeetingEnded);
        }
        let spoke = self.known.iter().filter(|somebody| somebody.lines > 0 && !somebody.is_bot);
        self.run.spoke = spoke.map(|somebody| somebody.person.clone()).collect();
        let mut people: Vec<Speaker> = Vec::new();
        for somebody in self.known.iter().filter(|somebody| somebody.lines > 0 || somebody.is_named) {
            let name = &somebody.person.name;
            match people.iter_mut().find(|known| known.name == *name) {
                Some(known) => known.lines += somebody.lines,
                None => people.push(Speaker { name: name.clone(), lines: somebody.lines }),
            }
        }
        people.sort_by_key(|speaker| std::cmp::Reverse(speaker.lines));
        self.run.people = people;
    }

    fn person(&self, nick: &str) -> Option<Person> {
        self.speakers.get(nick).map(|index| self.known[*index].person.clone())
    }

    fn tell_time(&mut self, line: &Line<'_>) {
        if let Some(at) = self.times.moment(line.when) {
            self.at = at;
        }
    }

    fn take(&mut self, line: &Line<'_>) {
        let Some(index) = self.speakers.get(&*line.who).copied() else { return };
        self.when = line.when;
        // Bots may stand in another zone, and logs that were edited have their lines anywhere.
        if !self.known[index].is_bot {
            self.tell_time(line);
        }
        self.line = line.number;
        if line.kind != LineKind::Notice {
            self.known[index].lines += 1;
        }
        if self.known[index].is_bot {
            self.bot_said(index, line);
            return;
        }
        match line.kind {
            LineKind::Notice | LineKind::Applied => {}
            LineKind::Emote if self.is_tagged => {}
            LineKind::Emote => {
                let done = line.words.split_once(' ').map_or("", |(_, done)| done);
                self.said(index, &format!("/me {done}"));
            }
            LineKind::Said => self.said(index, line.words.trim()),
        }
    }

    /// Of what bots say only the agenda counts, and which item was opened.
    fn bot_said(&mut self, index: usize, line: &Line<'_>) {
        if let Some(title) = dialect::taken_up(&line.words) {
            self.taken_up(title);
        } else if line.who.eq_ignore_ascii_case("agendabot")
            && (line.words.starts_with("agenda+") || line.words.starts_with("clear agenda"))
        {
            self.said(index, &line.words);
        }
    }

    /// Zakim says what was opened: where our own agenda knows better or the same, nothing changes.
    fn taken_up(&mut self, title: &str) {
        let agenda = self.run.group.agenda();
        if agenda.open_item().is_some_and(|item| same_name(&item.title, title)) {
            return;
        }
        let open = agenda.open;
        let waiting = agenda.in_order().find(|item| same_name(&item.title, title)).map(|item| item.number);
        let item = waiting.unwrap_or_else(|| agenda.next_number());
        if let Some(open) = open {
            self.apply(None, Event::ItemClosed { item: open });
        }
        if waiting.is_none() {
            self.apply(None, Event::ItemAdded { item, title: title.to_owned(), proposer: None });
        }
        self.apply(None, Event::ItemTakenUp { item });
        self.item("TOPIC", title, "");
    }

    fn said(&mut self, index: usize, words: &str) {
        if self.is_tagged
            && dialect::is_for_chairs(words)
            && !self.chairs().any(|chair| chair.is(&self.known[index].person))
        {
            let text = format!("only chairs may: {}", crate::text::shorten(words, 60));
            self.run.ignored.push(Remark { line: self.line, text });
            return;
        }
        if let Some(native) = dialect::read(words) {
            self.native(index, native, words);
            return;
        }
        let is_minuted = self.is_minuted(index);
        if is_plainly_prose(words, &self.options.names) {
            if is_minuted {
                self.state(index, words);
            }
            return;
        }
        self.is_accepted = words.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("#accept"));
        for line in read(words, &self.options.names) {
            match line.read {
                Read::Command { command, .. } => self.ask(index, command),
                Read::Prose(words) | Read::Aside { words, .. } if is_minuted => self.state(index, &words),
                Read::Hint(hint) => self.run.near_misses.push(Remark { line: self.line, text: hint }),
                Read::Prose(_) | Read::Aside { .. } => {}
            }
        }
    }

    /// Words that stand in minutes. Where nobody asks for them only the documents in them count.
    fn state(&mut self, index: usize, words: &str) {
        if self.options.with_statements {
            return self.ask(index, Command::Say { words: words.to_owned() });
        }
        for document in references(words) {
            if !self.run.documents.contains(&document) {
                self.run.documents.push(document);
            }
        }
    }

    /// Whether what the person says now stands in minutes: remarks from the room do not.
    fn is_minuted(&self, index: usize) -> bool {
        let person = &self.known[index].person;
        let meeting = self.run.group.meeting.as_ref();
        meeting.is_some_and(|meeting| {
            meeting.floor.as_ref().is_some_and(|floor| floor.person.is(person))
                || meeting.scribes.iter().any(|scribe| scribe.is(person))
        })
    }

    fn native(&mut self, index: usize, native: Native, words: &str) {
        match native {
            Native::Chairs(names) => {
                let chairs = self.run.group.meeting.as_ref().map(|meeting| meeting.chairs.clone()).unwrap_or_default();
                for person in chairs {
                    self.apply(None, Event::ChairReleased { person });
                }
                self.add_chairs(index, &names);
                self.run.chairs.clear();
                self.run.chairs.extend(self.chairs());
            }
            Native::MoreChairs(names) => self.add_chairs(index, &names),
            Native::FewerChairs(names) => {
                for name in names {
                    let person = self.called(index, &name);
                    self.apply(None, Event::ChairReleased { person });
                }
            }
            Native::Nicks(names) => names.iter().for_each(|name| self.count_nobody(name)),
            Native::Empty(kind) => {
                let by = self.known[index].person.name.clone();
                self.item(kind, "", &by);
            }
            Native::Link => self.ask(index, Command::RecordNote { kind: NoteKind::Link, text: words.to_owned() }),
            Native::AgendaLink(address) => self.link(address),
            Native::Proposal(text) => self.ask(index, Command::Propose { text }),
            Native::Date(day) => self.run.date = day,
            Native::Title(_) | Native::MeetingTopic(_) | Native::Nothing => {}
        }
    }

    fn add_chairs(&mut self, index: usize, names: &[String]) {
        for name in names {
            let person = self.called(index, name);
            if self.is_tagged {
                self.count_nobody(name);
            }
            if !self.chairs().any(|chair| chair.is(&person)) {
                self.apply(None, Event::ChairNamed { person: person.clone() });
                self.run.chairs.push(person);
            }
        }
    }

    fn chairs(&self) -> impl Iterator<Item = Person> + use<> {
        self.run.group.meeting.as_ref().map(|meeting| meeting.chairs.clone()).unwrap_or_default().into_iter()
    }

    /// Somebody by name: `me`, a nick of the log, or a name that says nothing in it.
    fn called(&self, index: usize, name: &str) -> Person {
        if name.eq_ignore_ascii_case("me") {
            return self.known[index].person.clone();
        }
        let named = self.options.people.of(name);
        let known = self.speakers.get(name).map(|index| &self.known[*index].person);
        let known = known.or_else(|| {
            self.known.iter().map(|somebody| &somebody.person).find(|person| same_name(&person.name, &named.name))
        });
        known.cloned().unwrap_or(named)
    }

    /// Somebody who is named and says nothing.
    fn count_nobody(&mut self, name: &str) {
        if let Some(known) = self.known.iter_mut().find(|known| known.person.name == name) {
            known.is_named = true;
        } else if !name.is_empty() {
            let person = self.options.people.of(name);
            self.known.push(Somebody { person, lines: 0, is_bot: false, is_named: true });
        }
    }

    fn link(&mut self, address: String) {
        if !self.run.links.contains(&address) {
            self.run.links.push(address);
        }
    }

    fn ask(&mut self, index: usize, command: Command) {
        let command = match command {
            // Where a meeting begins and ends is known already, and nobody told this bot when a break was over.
            Command::StartMeeting { .. } | Command::EndMeeting | Command::Recess { .. } | Command::ResumeMeeting => {
                return;
            }
            // Everyone has a chair's rights here, and an “agreed” from the floor settles nothing.
            Command::Agree { typed } if self.presides(index) != Some(true) => {
                Command::TakeStand { stand: Stand::For, words: None, typed }
            }
            // “Noted: …” is a chair's word in a group that has chairs, and a remark of others.
            Command::RecordDecision { kind, text } if kind.is_of_itu() && self.presides(index) == Some(false) => {
                return self.state(index, &format!("{}: {text}", kind.word()));
            }
            command => command,
        };
        let by = self.known[index].person.clone();
        // A log that was edited may have a decision before its proposal: what was decided was decided.
        let at = match command {
            Command::RecordDecision { .. } | Command::Agree { .. } => self.at.max(self.latest),
            _ => self.at,
        };
        self.latest = self.latest.max(self.at);
        let request = Request { at, by: Some(by), role: Role::Chair, command };
        let decided = self.run.group.decide(&request);
        let is_by_words = matches!(request.command, Command::OpenTopic { .. });
        if let Ok(events) = decided.as_ref().map(Vec::as_slice)
            && self.has_zakim
            && !is_by_words
            && !self.is_confirmed(events, |line| &line.words)
        {
            let before = self.before;
            let said_first = |line: &'a Line<'a>| before.get(&line.number).map_or(&*line.words, String::as_str);
            if self.options.with_replies && self.is_confirmed(events, said_first) {
                self.reply_only(&request, events);
            }
            return;
        }
        match decided {
            Ok(events) => {
                let mut entries = Vec::with_capacity(events.len());
                for event in events {
                    entries.push(self.apply(request.by.clone(), event));
                }
                self.record_items(&request, &entries);
                if self.options.with_replies {
                    let says = view::speak(&self.run.group, &request, &entries);
                    self.reply(&says);
                }
            }
            Err(refusal) => {
                self.again(&request, &refusal);
                if self.options.with_replies {
                    self.reply(&[view::refuse(&refusal)]);
                }
            }
        }
    }

    /// Whether Zakim's answer says that the item was taken up which would be taken up here.
    fn is_confirmed(&self, events: &[Event], words_of: impl Fn(&'a Line<'a>) -> &'a str) -> bool {
        let item =
            events.iter().find_map(|event| if let Event::ItemTakenUp { item } = event { Some(*item) } else { None });
        let Some(item) = item else { return true };
        let title = self.run.group.agenda().items.get(&item).map(|item| item.title.as_str());
        let zakim = self.below.iter().take(ANSWERED_WITHIN).filter(|line| line.who.eq_ignore_ascii_case("zakim"));
        let is_answer = |words: &&str| words.starts_with("agendum ") || words.starts_with("I see");
        let answer = zakim.map(words_of).find(is_answer).and_then(dialect::taken_up);
        title.zip(answer).is_some_and(|(title, answer)| same_name(title, answer))
    }

    /// What would have been said; a correction has taken it back since.
    fn reply_only(&mut self, request: &Request, events: &[Event]) {
        let mut group = self.run.group.clone();
        let mut entries = Vec::new();
        for event in events {
            let entry =
                Entry { seq: group.head + 1, at: self.at, by: request.by.clone(), source: None, event: event.clone() };
            group.apply(&entry);
            entries.push(entry);
        }
        self.reply(&view::speak(&group, request, &entries));
    }

    /// Whether somebody is one of the chairs; nothing in a log that names none.
    fn presides(&self, index: usize) -> Option<bool> {
        let chairs: Vec<Person> = self.chairs().collect();
        let person = &self.known[index].person;
        (!chairs.is_empty()).then(|| chairs.iter().any(|chair| chair.is(person)))
    }

    fn reply(&mut self, says: &[view::Say]) {
        for say in says {
            let text = plain::render(&say.text, None);
            self.run.replies.extend(text.lines().map(|text| Remark { line: self.line, text: text.to_owned() }));
        }
    }

    fn apply(&mut self, by: Option<Person>, event: Event) -> Entry {
        let seq = self.run.group.head + 1;
        let entry = Entry { seq, at: self.at, by, source: None, event };
        self.run.group.apply(&entry);
        self.run.line_of.push(self.line);
        self.run.time_of.push(self.when);
        entry
    }

    /// A topic that is open already stands in the record once more.
    fn again(&mut self, request: &Request, refusal: &Refusal) {
        if let (Command::OpenTopic { title }, Refusal::ItemOpenAlready { .. }) = (&request.command, refusal) {
            let by = request.by.as_ref().map_or(String::new(), |by| by.name.clone());
            self.item("TOPIC", title, &by);
        }
    }

    fn item(&mut self, kind: &'static str, text: &str, by: &str) {
        let (at, line) = (written(self.when), self.line);
        self.run.items.push(Item { kind, text: text.to_owned(), by: by.to_owned(), at, line });
    }

    fn record_items(&mut self, request: &Request, entries: &[Entry]) {
        let by = request.by.as_ref().map_or(String::new(), |by| by.name.clone());
        for entry in entries {
            match &entry.event {
                Event::ItemTakenUp { item } => {
                    let title =
                        self.run.group.agenda().items.get(item).map_or(String::new(), |item| item.title.clone());
                    self.item("TOPIC", &title, &by);
                }
                Event::SubtopicOpened { title } => self.item("SUBTOPIC", title, &by),
                Event::Noted { kind, text } => {
                    if *kind == NoteKind::Link {
                        self.link(text.split_whitespace().next().unwrap_or_default().to_owned());
                    }
                    self.item(note_word(*kind), text, &by);
                }
                Event::ActionRecorded { text, .. } => {
                    let typed = if let Command::RecordAction { text } = &request.command { text } else { text };
                    self.run.typed_actions.insert(entry.seq, typed.clone());
                    self.item("ACTION", typed, &by);
                }
                Event::ActionReworded { entry: action, .. } => drop(self.run.typed_actions.remove(action)),
                Event::DecisionRecorded { kind, text, .. } => {
                    let kind = if self.is_accepted { "ACCEPTED" } else { decision_word(*kind) };
                    self.item(kind, text, &by);
                }
                Event::ProposalOpened { text, .. } => self.item("PROPOSED", text, &by),
                Event::PollClosed { poll } => {
                    let poll = self.run.group.latest_meeting().and_then(|meeting| meeting.poll(*poll));
                    let words = poll.map(|poll| {
                        let counts = poll.counts().into_iter().filter(|count| count.people > 0);
                        let counts: Vec<String> =
                            counts.map(|count| format!("{}: {}", count.choice, count.people)).collect();
                        format!("Voted on \"{}\" Results are, {}", poll.question, counts.join(", "))
                    });
                    self.item("VOTE", &words.unwrap_or_default(), &by);
                }
                Event::Concluded { text, .. } => self.item("CONCLUSION", text, &by),
                Event::QuestionAsked { text, .. } => self.item("QUESTION", text, &by),
                Event::DocumentConsidered { reference, .. } => self.item("DOCUMENT", reference, &by),
                Event::Withdrawn { .. } => {
                    self.run.items.pop();
                }
                _ => {}
            }
        }
    }
}

fn member(person: &Person) -> Member {
    Member {
        name: person.name.clone(),
        organization: person.organization.clone(),
        side: None,
        accounts: person.account.iter().cloned().collect(),
    }
}
