//! Drives the core with the lines of a log.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::Options;
use super::ahead::Meaning;
use super::dialect::{self, Native};
use super::log::{Kind as LineKind, Line, Log, When};
use super::meetbot;
use super::meetings::{Rules, Span, title_of};
use super::motion::Motions;
use super::names::{self, Somebody};
use super::record::Once;
use super::report::{Item, Remark, Speaker};
use super::room;
use super::times::{Times, written};
use crate::command::{Read, read};
use crate::group::Group;
use crate::group::charter::{Charter, Discussion, Member};
use crate::group::command::{
    AgendaCommand, Command, DecisionCommand, Gathered, MeetingCommand, ProposalCommand, QueueCommand, RecordCommand,
    Request,
};
use crate::group::event::{Entry, Event, Manner, Stand};
use crate::group::person::{Person, Role, same_name};
use crate::text::trimmed;
use crate::view;
use crate::view::minutes::Transcript;
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
    pub links: Once,
    /// Documents in statements that are not kept.
    pub documents: Once,
    pub replies: Vec<Remark>,
    pub near_misses: Vec<Remark>,
    /// From where in the log entries come, in order; of what people said nobody asks it.
    pub traces: Vec<Trace>,
    /// Who presided, in order of being named.
    pub chairs: Vec<Person>,
    /// What people tried that their log's bot lets only chairs do.
    pub ignored: Vec<Remark>,
    /// The words of actions as they were typed, with their date, by entry.
    pub typed_actions: BTreeMap<u64, String>,
    pub spoke: Vec<Person>,
    /// Nobody was listed as present, so that those who spoke stand for them in the minutes.
    pub has_no_list: bool,
    /// There are neither scribe nor queue, so that the minutes have what everybody said.
    pub says_all: bool,
    pub transcript: Transcript,
    /// What was said aloud has numbers, and is shown in brief.
    pub is_transcript: bool,
}

/// Where in the log an entry comes from.
#[derive(Clone, Copy, Debug)]
pub struct Trace {
    entry: u64,
    pub line: u32,
    /// The time of the line as the log has it.
    pub when: When,
}

impl Run {
    /// Where an entry comes from. `None`: people said it.
    pub fn trace(&self, entry: u64) -> Option<Trace> {
        self.traces.binary_search_by_key(&entry, |trace| trace.entry).ok().map(|at| self.traces[at])
    }
}

/// Replays one meeting of a log.
///
/// `before` holds what corrected lines said first, by number: the bot answered to that. `meanings` are what the lines mean,
/// as far as that is known.
pub fn replay(
    log: &Log<'_>,
    span: Span,
    rules: Rules,
    before: &BTreeMap<u32, String>,
    options: &Options,
    meanings: &mut dyn Iterator<Item = Option<Meaning>>,
) -> Run {
    let lines = &log.lines[span.first..span.end];
    let mut driver = Driver::new(log, lines, rules, before, options);
    driver.run.is_transcript = log.is_transcript;
    driver.open(lines);
    if let Some(meeting) = driver.run.group.meeting.as_mut().filter(|_| options.with_statements) {
        // Most lines are statements. Room that is not used costs nothing; making more would need both at once.
        meeting.records.reserve(lines.len());
    }
    for (index, line) in lines.iter().enumerate() {
        driver.below = &lines[index + 1..];
        driver.meaning = meanings.next().flatten();
        if (index + 1).is_multiple_of(STEP) {
            (options.progress)(index + 1, lines.len());
        }
        if let Some(who) = driver.said_by[index] {
            driver.take(who.get() as usize - 1, line);
        }
    }
    driver.close(lines);
    driver.run
}

pub(super) struct Driver<'a> {
    pub(super) options: &'a Options,
    pub(super) run: Run,
    /// Everyone who speaks, by nick.
    pub(super) speakers: BTreeMap<&'a str, usize>,
    /// Which of the known people each line is of, from 1; none where it has no name.
    said_by: Vec<Option<NonZeroU32>>,
    pub(super) known: Vec<Somebody>,
    pub(super) at: DateTime<Utc>,
    /// The latest moment so far.
    pub(super) latest: DateTime<Utc>,
    pub(super) times: Times,
    pub(super) line: u32,
    pub(super) when: When,
    pub(super) rules: Rules,
    /// Zakim was there: what it opened was opened, and nothing else.
    pub(super) has_zakim: bool,
    /// The line says `#accepted`, which `MeetBot` lists apart from what was agreed.
    pub(super) is_accepted: bool,
    /// What of a scribe and of a queue is in the log.
    pub(super) customs: room::Customs,
    /// The bot of this log took votes.
    pub(super) has_votes: bool,
    /// People move and vote as with hcoop-meetbot.
    pub(super) motions: Motions,
    /// The lines that follow, among which an answer of Zakim's stands.
    pub(super) below: &'a [Line<'a>],
    /// What the line means, if that is known already.
    meaning: Option<Meaning>,
    /// What corrected lines said first, by number.
    pub(super) before: &'a BTreeMap<u32, String>,
}

/// Zakim's answer stands at most so many lines below.
pub(super) const ANSWERED_WITHIN: usize = 7;

/// Lines between two words of progress.
const STEP: usize = 20_000;

/// So many people are known by name; whoever comes after them is a nick.
const MEMBERS: usize = 500;
/// First letters of lines that tell of the meeting as a whole: what it is called, who is called up or listed, who scribes,
/// who asks for the floor.
const TELLING: &[u8] = b"#+AIMPQSaimpqs";
/// Characters of what the meeting is called.
const TITLE_CHARS: usize = 300;

impl<'a> Driver<'a> {
    fn new(
        log: &'a Log<'_>,
        lines: &'a [Line<'a>],
        rules: Rules,
        before: &'a BTreeMap<u32, String>,
        options: &'a Options,
    ) -> Driver<'a> {
        let mut speakers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut known = Vec::new();
        let mut said_by = Vec::with_capacity(lines.len());
        // One person often writes several lines.
        let mut last = ("", None);
        for line in lines {
            let who: &str = &line.who;
            // What nobody is named for was said by somebody all the same.
            let is_said = !who.is_empty() || matches!(line.kind, LineKind::Said | LineKind::Spoken);
            if who.is_empty() || who != last.0 {
                let index = is_said.then(|| {
                    *speakers.entry(who).or_insert_with(|| {
                        // A nick is who somebody is; `ana_` is ana again.
                        let person = if who.is_empty() { Person::named(names::NOBODY) } else { options.people.of(who) };
                        known.push(Somebody { person, lines: 0, is_bot: names::is_bot(who), is_named: false });
                        known.len() - 1
                    })
                });
                last = (who, index);
            }
            let (_, index) = last;
            said_by.push(index.and_then(|index| u32::try_from(index + 1).ok()).and_then(NonZeroU32::new));
        }
        if rules != Rules::Zakim {
            // `MeetBot` takes commands of everybody but itself.
            let bots = room::meetbots(lines);
            for (nick, index) in &speakers {
                let somebody: &mut Somebody = &mut known[*index];
                somebody.is_bot = bots.contains(*nick) || names::is_meetbot(nick);
            }
        }
        for (nick, name) in names::short_names(&speakers.keys().copied().collect::<Vec<_>>()) {
            let person = speakers.get(nick).map(|index| &mut known[*index].person);
            if let Some(person) = person.filter(|person| person.name == nick) {
                person.name = name;
            }
        }
        let telling: Vec<&Line<'_>> = lines.iter().filter(|line| dialect::may_begin(&line.words, TELLING)).collect();
        let title = title_of(lines.first(), &telling, rules);
        let called = title.as_deref().or(log.room.as_deref()).map(|name| crate::text::title(name, TITLE_CHARS));
        let mut charter = Charter::open("replay", called.as_deref().unwrap_or("Meeting"));
        charter.first_meeting = options.number;
        charter.objection_secs = 0;
        // What chairs type beside a call is not what they say in it.
        charter.discussion = Discussion::Floor;
        charter.zone = options.zone;
        charter.members = known
            .iter()
            .filter(|somebody| !somebody.is_bot && !somebody.is_nobody())
            .take(MEMBERS)
            .map(|somebody| member(&somebody.person))
            .chain(names::called_in(&telling).into_iter().take(MEMBERS).map(|name| member(&options.people.of(name))))
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
            links: Once::default(),
            documents: Once::default(),
            replies: Vec::new(),
            near_misses: Vec::new(),
            traces: Vec::new(),
            chairs: Vec::new(),
            ignored: Vec::new(),
            typed_actions: BTreeMap::new(),
            spoke: Vec::new(),
            has_no_list: false,
            says_all: false,
            transcript: Transcript::default(),
            is_transcript: false,
        };
        let at = options.date.and_time(NaiveTime::MIN).and_utc();
        Driver {
            options,
            run,
            speakers,
            said_by,
            known,
            at,
            latest: at,
            times: Times::new(options.date, options.zone, log.clock_offset),
            line: 0,
            when: When::Unknown,
            rules,
            has_zakim: false,
            is_accepted: false,
            customs: room::customs(&telling),
            has_votes: lines.iter().any(|line| line.words.starts_with("Begin voting on")),
            motions: Motions::of(lines),
            below: &[],
            meaning: None,
            before,
        }
    }

    fn open(&mut self, lines: &[Line<'_>]) {
        let Some(first) = lines.first() else { return };
        if let Some(spoken) = lines.iter().find(|line| !names::is_bot(&line.who)) {
            self.tell_time(spoken);
        }
        self.run.started_by = (self.rules != Rules::Zakim).then(|| self.person(&first.who)).flatten();
        self.run.chairs.extend(self.run.started_by.clone());
        self.run.start = Some(written(first.when));
        let by = self.run.started_by.clone();
        self.apply(by, Event::MeetingStarted { number: self.options.number, title: None });
        self.has_zakim = lines.iter().any(|line| line.who.eq_ignore_ascii_case("zakim"));
        self.find_scribe(lines);
    }

    fn person(&self, nick: &str) -> Option<Person> {
        self.speakers.get(nick).map(|index| self.known[*index].person.clone())
    }

    fn tell_time(&mut self, line: &Line<'_>) {
        if let Some(at) = self.times.moment(line.when) {
            self.at = at;
        }
    }

    fn take(&mut self, index: usize, line: &Line<'_>) {
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
            LineKind::Emote if self.rules == Rules::MeetBot => {}
            LineKind::Emote => {
                // `/me raises hand`; what else people say they do records nothing.
                let done = line.words.split_once(' ').map_or("", |(_, done)| done);
                if let Some(Read::Command { command, .. }) =
                    read(done, &self.options.names).into_iter().next().map(|line| line.read)
                    && matches!(
                        command,
                        Command::Queue(
                            QueueCommand::RaiseHand { .. }
                                | QueueCommand::RaiseFor { .. }
                                | QueueCommand::LowerHand { .. }
                        )
                    )
                {
                    self.ask(index, command);
                }
            }
            LineKind::Said => dialect::parts(trimmed(&line.words), |part| self.said(index, part)),
            LineKind::Spoken => self.spoken(index, line),
        }
    }

    pub(super) fn said(&mut self, index: usize, words: &str) {
        let is_of_meetbot = match self.rules {
            Rules::Zakim => false,
            Rules::Both => words.starts_with('#'),
            Rules::MeetBot => true,
        };
        if is_of_meetbot {
            return self.tagged(index, words);
        }
        if let Some(native) = dialect::read(words) {
            return self.native(index, native, words);
        }
        self.understand(index, words);
    }

    /// What a line says in `MeetBot`'s log: a command, a link, or nothing for the record.
    fn tagged(&mut self, index: usize, words: &str) {
        if self.motions.are_made && self.moved(index, words) {
            return;
        }
        let Some(tagged) = meetbot::read(words, self.has_votes) else {
            if self.rules == Rules::Both {
                self.understand(index, words);
            } else if dialect::is_address(words) {
                self.native(index, Native::Link, words);
            } else if let Some(Read::Hint(hint)) = words
                .starts_with('#')
                .then(|| read(words, &self.options.names))
                .and_then(|lines| lines.into_iter().next())
                .map(|line| line.read)
            {
                self.run.near_misses.push(Remark { line: self.line, text: hint });
            } else {
                self.state(index, words);
            }
            return;
        };
        // Here names are compared letter by letter, as `MeetBot` does.
        let name = &self.known[index].person.name;
        if tagged.is_for_chairs() && !self.chairs().iter().any(|chair| chair.name == *name) {
            let text = format!("only chairs may: {}", crate::text::shorten(words, 60));
            self.run.ignored.push(Remark { line: self.line, text });
            return;
        }
        let spelled = tagged.spelled();
        match dialect::read(&spelled) {
            Some(native) => self.native(index, native, &spelled),
            None if tagged.word == "undo" => self.undo_last(),
            None => self.understand(index, &spelled),
        }
    }

    /// `#undo` takes back the last item, whoever's and whatever it is.
    fn undo_last(&mut self) {
        if let Some(item) = self.run.items.pop()
            && item.entry > 0
        {
            self.apply(None, Event::Withdrawn { entry: item.entry });
        }
    }

    fn understand(&mut self, index: usize, words: &str) {
        let meaning = self.meaning.take().unwrap_or_else(|| Meaning::of(words, &self.options.names));
        let Meaning::Read(lines) = meaning else { return self.state(index, words) };
        self.is_accepted = words.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("#accept"));
        for line in lines {
            match line.read {
                Read::Command { command, .. } => self.ask(index, command),
                Read::Prose(words) => self.state(index, &words),
                Read::Aside { hint, words, .. } => {
                    // What is said to another bot is not meant for this one.
                    if hint.starts_with("That counts as ") {
                        self.run.near_misses.push(Remark { line: self.line, text: hint });
                    }
                    self.state(index, &words);
                }
                Read::Hint(hint) => self.run.near_misses.push(Remark { line: self.line, text: hint }),
            }
        }
    }

    /// Words that stand in minutes. Where nobody asks for them only the documents in them count.
    fn state(&mut self, index: usize, words: &str) {
        if !self.run.says_all && !self.is_minuted(index) {
            return;
        }
        let by = &self.known[index].person;
        // Nobody answers to what is said, and words that are too long are not kept.
        let Ok(Some(mut heard)) = self.run.group.hear(by, words) else { return };
        if self.run.says_all && heard.manner == Manner::Remark {
            heard.manner = Manner::Statement;
        }
        if self.options.with_statements {
            self.latest = self.latest.max(self.at);
            self.run.group.keep(self.at, by, &heard);
            return;
        }
        let Some(meeting) = self.run.group.meeting.as_mut() else { return };
        meeting.agenda.heard();
        meeting.meet(by);
        meeting.meet(&heard.speaker);
        if heard.manner == Manner::Remark {
            return;
        }
        if heard.manner == Manner::Scribed {
            meeting.last_quoted = Some(heard.speaker);
        }
        for document in references(heard.words) {
            self.run.documents.add(document);
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

    pub(super) fn chairs(&self) -> &[Person] {
        self.run.group.meeting.as_ref().map(|meeting| meeting.chairs.as_slice()).unwrap_or_default()
    }

    /// Somebody by name: `me`, a nick of the log, or a name that says nothing in it.
    pub(super) fn called(&self, index: usize, name: &str) -> Person {
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
    pub(super) fn count_nobody(&mut self, name: &str) {
        if let Some(known) = self.known.iter_mut().find(|known| known.person.name == name) {
            known.is_named = true;
        } else if !name.is_empty() {
            let person = self.options.people.of(name);
            self.known.push(Somebody { person, lines: 0, is_bot: false, is_named: true });
        }
    }

    pub(super) fn ask(&mut self, index: usize, command: Command) {
        let command = match command {
            // Where a meeting begins and ends is known already, and nobody told this bot when a break was over.
            Command::Meeting(
                MeetingCommand::StartMeeting { .. }
                | MeetingCommand::EndMeeting
                | MeetingCommand::Recess { .. }
                | MeetingCommand::ResumeMeeting,
            ) => {
                return;
            }
            // Corrections are made before anything is driven, and those that match nothing are told.
            Command::Record(RecordCommand::Substitute { .. } | RecordCommand::Insert { .. }) => return,
            // No window was kept, so an “agreed” settles nothing: `RESOLVED: …` does.
            Command::Proposal(ProposalCommand::Agree { typed }) => {
                Command::Proposal(ProposalCommand::TakeStand { stand: Stand::For, words: None, typed })
            }
            // The log has the words all the same; whoever wanted them out of it left them out.
            Command::Meeting(MeetingCommand::GoOffRecord | MeetingCommand::GoOnRecord) => {
                let text = "a log cannot go off the record: leave out of it what is not to be minuted".to_owned();
                self.run.ignored.push(Remark { line: self.line, text });
                return;
            }
            // “Noted: …” is a chair's word in a group that has chairs, and a remark of others.
            Command::Decision(DecisionCommand::RecordDecision { kind, text })
                if kind.is_of_itu() && self.presides(index) == Some(false) =>
            {
                return self.state(index, &format!("{}: {text}", kind.word()));
            }
            command => command,
        };
        let by = self.known[index].person.clone();
        // A log that was edited may have a decision before its proposal: what was decided was decided.
        let at = match command {
            Command::Decision(DecisionCommand::RecordDecision { .. }) => self.at.max(self.latest),
            _ => self.at,
        };
        self.latest = self.latest.max(self.at);
        let request = Request { at, by: Some(by), role: Role::Chair, command, gathered: Gathered::default() };
        let decided = self.run.group.decide(&request);
        let is_by_words = matches!(request.command, Command::Agenda(AgendaCommand::OpenTopic { .. }));
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
                    // `chair- Lou` corrects who presided, where no bot kept the chairs.
                    if let Event::ChairReleased { person } = &event
                        && self.rules == Rules::Zakim
                    {
                        self.run.chairs.retain(|chair| !chair.is(person));
                    }
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
                self.closed_by_zakim(&request, &refusal);
                if super::is_record(&request.command)
                    || matches!(request.command, Command::Proposal(ProposalCommand::Propose { .. }))
                {
                    self.run.ignored.push(Remark { line: self.line, text: format!("not recorded: {refusal}") });
                }
                if self.options.with_replies {
                    self.reply(&[view::refuse(&refusal)]);
                }
            }
        }
    }

    /// Whether somebody is one of the chairs; nothing in a log that names none.
    fn presides(&self, index: usize) -> Option<bool> {
        let chairs = self.chairs();
        let person = &self.known[index].person;
        if self.known[index].is_nobody() {
            return None;
        }
        (!chairs.is_empty()).then(|| chairs.iter().any(|chair| chair.is(person)))
    }

    pub(super) fn apply(&mut self, by: Option<Person>, event: Event) -> Entry {
        let seq = self.run.group.head + 1;
        let entry = Entry { seq, at: self.at, by, source: None, event };
        self.run.group.apply(&entry);
        self.run.traces.push(Trace { entry: seq, line: self.line, when: self.when });
        entry
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
