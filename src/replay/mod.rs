//! Minutes of meetings that had no bot: the lines of a log drive the same core, which drafts the same
//! minutes. Logs of W3C's bots, of `MeetBot`, of IRC clients, and exports of Matrix and Discord.

mod ahead;
mod correct;
mod dialect;
pub mod log;
mod meetbot;
mod meetings;
pub mod merge;
mod motion;
mod names;
mod record;
pub mod report;
mod room;
mod run;
mod spelling;
mod spoken;
mod times;
mod told;

use chrono::NaiveDate;

use crate::command::grammar::{Names, is_plainly_prose};
use crate::command::{Read, read};
use crate::group::Group;
use crate::group::agenda::ItemState;
use crate::group::command::{ActionCommand, AgendaCommand, Command, DecisionCommand, RecordCommand};
use crate::group::meeting::Meeting;
use crate::group::person::Person;
use crate::group::proposal::ProposalState;
use crate::time::Zone;
use crate::view::minutes::Transcript;

use log::{Line, Log};
use meetings::Rules;
use report::{Assigned, Attendee, Decided, Proposed, Remark, Report, Topic};
use run::Run;

use ahead::Meanings;

pub use ahead::Meaning;
pub use names::People;

/// What is known besides the log.
#[derive(Clone, Debug)]
pub struct Options {
    /// The day of the first line, where the log does not say it.
    pub date: NaiveDate,
    /// Number of the meeting.
    pub number: u32,
    /// Zone of the log's clock times.
    pub zone: Zone,
    pub people: People,
    pub names: Names,
    /// Whether what the bot would have said is wanted.
    pub with_replies: bool,
    /// Whether what people said is wanted; the documents that they named are listed in any case.
    pub with_statements: bool,
    /// Whether what was said aloud is wanted in full.
    pub with_annex: bool,
    /// Told how many lines of how many are read, now and then.
    pub progress: fn(done: usize, all: usize),
}

/// A meeting that was replayed.
#[derive(Debug)]
pub struct Replay {
    pub group: Group,
    pub report: Report,
    /// What the minutes of a transcript say besides.
    pub transcript: Transcript,
    /// How many meetings the log holds.
    pub meetings: usize,
    /// How much of the log was read.
    pub share: Share,
}

/// How many lines could be read, of how many; blank ones are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub read: usize,
    pub all: usize,
}

impl Share {
    fn of(log: &Log<'_>) -> Share {
        Share { read: log.seen.saturating_sub(log.unread_count + log.doubtful), all: log.seen }
    }

    /// Whether so much is missing that it is told first of all: more than a line of twenty.
    pub fn is_low(self) -> bool {
        (self.all - self.read) * 20 > self.all
    }

    /// Whether most of the log was not understood.
    pub fn is_hardly_any(self) -> bool {
        self.read * 2 < self.all
    }
}

/// The day that a log names in a `Date:` line, in its stamps or heads, or in what its bots say: none, one, or those
/// that a `Date:` line can mean.
pub fn days_of(log: &Log<'_>) -> Vec<NaiveDate> {
    let told = || log.lines.iter().find_map(|line| dialect::day(&line.words, || names::is_bot(&line.who)));
    let may_name = |line: &&Line<'_>| dialect::may_begin(&line.words, b"Dd");
    let named = log.lines.iter().filter(may_name).flat_map(Line::parts).find_map(|line| match dialect::read(line) {
        Some(dialect::Native::Date(days)) => Some(days),
        _ => None,
    });
    let known = || log.date.or_else(told);
    match named {
        Some(days) if days.len() > 1 => match known() {
            Some(day) if days.contains(&day) => vec![day],
            _ => days,
        },
        Some(days) => days,
        None => known().into_iter().collect(),
    }
}

/// Whether a command records words that minutes would miss.
fn is_record(command: &Command) -> bool {
    matches!(
        command,
        Command::Action(ActionCommand::RecordAction { .. })
            | Command::Decision(DecisionCommand::RecordDecision { .. })
            | Command::Record(RecordCommand::RecordNote { .. } | RecordCommand::Conclude { .. })
            | Command::Agenda(AgendaCommand::OpenSubtopic { .. })
    )
}

/// Whether words that nobody is named for are a command as they are typed in a room.
fn is_typed_command(words: &str) -> bool {
    let names = Names::default();
    !is_plainly_prose(words, &names)
        && read(words, &names).into_iter().all(|line| matches!(line.read, Read::Command { .. }))
}

/// Replays a meeting of a log, counted from 1.
pub fn replay(log: Log<'_>, meeting: usize, options: &Options) -> Replay {
    Prepared::new(log, meeting, options).replay(&mut std::iter::empty())
}

/// A log with its lines as they are replayed: pasted text joined, and corrected.
#[derive(Debug)]
pub struct Prepared<'a> {
    log: Log<'a>,
    rules: Rules,
    corrections: correct::Corrections,
    span: meetings::Span,
    meetings: usize,
    options: &'a Options,
}

impl<'a> Prepared<'a> {
    /// For a meeting of the log, counted from 1; the last where there are fewer.
    pub fn new(mut log: Log<'a>, meeting: usize, options: &'a Options) -> Prepared<'a> {
        spelling::normalise(&mut log);
        // `MeetBot` knows neither pasted text nor corrections nor continuations.
        let rules = meetings::rules(&log);
        if rules != Rules::MeetBot {
            spelling::join_pasted(&mut log);
        }
        let corrections = if rules == Rules::MeetBot {
            correct::Corrections::default()
        } else {
            correct::correct(&mut log, &options.names)
        };
        let spans = meetings::meetings(&log);
        let span = spans[meeting.clamp(1, spans.len()) - 1];
        Prepared { log, rules, corrections, span, meetings: spans.len(), options }
    }

    fn lines(&self) -> &[Line<'a>] {
        &self.log.lines[self.span.first..self.span.end]
    }

    /// How many lines the meeting has.
    pub fn count(&self) -> usize {
        self.lines().len()
    }

    /// What each line means, in order, found out as they are taken.
    pub fn meanings(&self) -> impl Iterator<Item = Option<Meaning>> + Send {
        let mut meanings = Meanings::default();
        self.lines().iter().map(move |line| meanings.of_line(line, self.rules, &self.options.names))
    }

    /// Replays the meeting. What the `meanings` do not say of a line, because they end, is found out here.
    pub fn replay(&self, meanings: &mut dyn Iterator<Item = Option<Meaning>>) -> Replay {
        let Prepared { log, rules, corrections, span, meetings, options } = self;
        let share = Share::of(log);
        let run = run::replay(log, *span, *rules, &corrections.before, options, meanings);
        let mut diagnostics: Vec<Remark> = log.told.iter().map(|text| Remark { line: 0, text: text.clone() }).collect();
        let unread = log.unread.iter().map(|(line, words)| (*line, format!("cannot be read: {words}")));
        tell_some(&mut diagnostics, unread, log.unread_count, "lines cannot be read");
        let asides = log.asides.iter().map(|(line, why)| (*line, (*why).to_owned()));
        tell_some(&mut diagnostics, asides, log.aside_count, "lines were not said to everybody and are left out");
        if log.has_no_renames {
            let text = "the log has no changes of nicks, so one person may be listed under several names".to_owned();
            diagnostics.push(Remark { line: 0, text });
        }
        if *meetings > 1 {
            let text = format!("the log holds {meetings} meetings; --meeting NUMBER names one");
            diagnostics.push(Remark { line: 0, text });
        }
        diagnostics.extend(corrections.unmatched.iter().map(|(line, words)| Remark {
            line: *line,
            text: format!("the correction matches nothing: {}", crate::text::shorten(words, 80)),
        }));
        let report = report_of(&run, diagnostics);
        Replay { group: run.group, report, transcript: run.transcript, meetings: *meetings, share }
    }
}

/// Tells the first lines of a kind, and how many more there are.
fn tell_some(diagnostics: &mut Vec<Remark>, first: impl Iterator<Item = (u32, String)>, all: usize, what: &str) {
    let told = diagnostics.len();
    diagnostics.extend(first.map(|(line, text)| Remark { line, text }));
    let more = all - (diagnostics.len() - told);
    if more > 0 {
        diagnostics.push(Remark { line: 0, text: format!("{more} more {what}") });
    }
}

fn report_of(run: &Run, mut diagnostics: Vec<Remark>) -> Report {
    let mut report = Report { version: report::VERSION, ..Report::default() };
    let Some(meeting) = run.group.latest_meeting() else { return report };
    report.title.clone_from(&run.title);
    report.date = Some(run.date.to_string());
    let name = |person: &Person| person.name.clone();
    report.started_by = run.started_by.as_ref().map(name);
    report.start.clone_from(&run.start);
    report.end.clone_from(&run.end);
    report.chairs = run.chairs.iter().map(name).collect();
    report.scribes = meeting.all_scribes.iter().map(name).collect();
    let attendee = |person: &Person| Attendee { name: person.name.clone(), organization: person.organization.clone() };
    if !run.has_no_list {
        report.present = meeting.present.iter().map(attendee).collect();
    }
    report.regrets = meeting.regrets.iter().map(name).collect();
    report.topics = topics(run);
    report.decisions = decisions(run, meeting);
    report.proposals = proposals(run, meeting);
    report.actions = actions(run, meeting);
    report.items.clone_from(&run.items);
    report.people.clone_from(&run.people);
    report.links.clone_from(&run.links.words);
    let mut documents = record::Once::default();
    let of_record = crate::view::minutes::documents_of(&run.group, meeting);
    of_record.into_iter().chain(run.documents.words.iter().cloned()).for_each(|document| documents.add(document));
    report.documents = documents.words;
    report.replies.clone_from(&run.replies);
    diagnostics.extend(run.near_misses.iter().chain(&run.ignored).cloned());
    diagnostics.extend(missing(run, meeting));
    diagnostics.sort_by_key(|remark| remark.line);
    report.diagnostics = diagnostics;
    report
}

/// Topics and subtopics as they were opened and named.
fn topics(run: &Run) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    let mut number = 0;
    for item in &run.items {
        let level = match item.kind {
            "TOPIC" => 1,
            "SUBTOPIC" => 2,
            _ => continue,
        };
        number += u32::from(level == 1);
        topics.push(Topic { number, title: crate::text::one_line(&item.text), level });
    }
    topics
}

/// Who did an entry, when and in which line.
fn trace(run: &Run, by: Option<&Person>, entry: u64) -> (String, String, u32) {
    let by = by.map_or_else(String::new, |by| by.name.clone());
    match run.trace(entry) {
        Some(trace) => (by, times::written(trace.when), trace.line),
        None => (by, String::new(), 0),
    }
}

fn decisions(run: &Run, meeting: &Meeting) -> Vec<Decided> {
    let kept = run.group.decisions.values().filter(|decision| decision.is_kept());
    let decided = kept.map(|decision| {
        let by = meeting.records.get(decision.entry).and_then(|record| record.by.as_deref());
        let (by, at, line) = trace(run, by, decision.entry);
        Decided { kind: report::decision_word(decision.kind), text: decision.text().to_owned(), by, at, line }
    });
    decided.collect()
}

fn proposals(run: &Run, meeting: &Meeting) -> Vec<Proposed> {
    let proposed = meeting.proposals.iter().map(|proposal| {
        let (by, at, line) = trace(run, proposal.by.as_ref(), proposal.entry);
        let outcome = match proposal.state {
            ProposalState::Decided(_) => "decided",
            ProposalState::Open | ProposalState::Due => "open",
            ProposalState::Dropped => "dropped",
        };
        Proposed { text: proposal.text.clone(), by, at, line, outcome }
    });
    proposed.collect()
}

fn actions(run: &Run, meeting: &Meeting) -> Vec<Assigned> {
    let kept = run.group.actions.values().filter(|action| action.is_kept());
    let assigned = kept.map(|action| {
        let by = meeting.records.get(action.entry).and_then(|record| record.by.as_deref());
        let (by, at, line) = trace(run, by, action.entry);
        let text = run.typed_actions.get(&action.entry).unwrap_or(&action.text).clone();
        let due = action.due.map(|due| due.to_string());
        Assigned { text, owners: action.owners.clone(), due, by, at, line }
    });
    assigned.collect()
}

/// What minutes of the meeting would lack.
fn missing(run: &Run, meeting: &Meeting) -> Vec<Remark> {
    let mut missing: Vec<Remark> = Vec::new();
    if !meeting.present.is_empty() && !run.has_no_list {
        let spoke = run.spoke.iter().filter(|speaker| !meeting.present.iter().any(|present| present.is(speaker)));
        // A machine that writes down what is said is nobody's presence.
        let spoke = spoke.filter(|speaker| !speaker.name.eq_ignore_ascii_case("transcriber"));
        missing.extend(
            spoke.map(|speaker| Remark {
                line: 0,
                text: format!("{} spoke and is not listed as present", speaker.name),
            }),
        );
    }
    for action in run.group.actions.values().filter(|action| action.is_kept()) {
        let lack = match (action.owners.is_empty(), action.due.is_none()) {
            (true, true) => "no owner and no date",
            (true, false) => "no owner",
            (false, true) => "no date",
            (false, false) => continue,
        };
        let (_, _, line) = trace(run, None, action.entry);
        missing.push(Remark { line, text: format!("action A{} has {lack}", action.number) });
    }
    let outcomes = meeting.items_with_outcome();
    for item in meeting.agenda.in_order() {
        let was_open = item.opened_at.is_some() && item.state != ItemState::Skipped;
        if was_open && !outcomes.contains(&item.number) {
            let (_, _, line) = trace(run, None, item.entry);
            missing.push(Remark { line, text: format!("item {} ({}) has no outcome", item.number, item.title) });
        }
    }
    missing
}
