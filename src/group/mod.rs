//! The core: a group, its meetings, and every rule.
//!
//! [`Group::decide`] holds every rule and changes nothing. [`Group::apply`] holds none and
//! cannot fail. [`Group::next_wakeup`] says when the clock will have something to say. Time,
//! person and role come with the [`Request`]; nothing here waits, reads a
//! clock or knows a platform.

pub mod agenda;
pub mod charter;
pub mod command;
pub mod event;
pub mod meeting;
pub mod minutes;
pub mod person;
pub mod queue;
pub mod record;
pub mod refusal;
mod roster;

mod apply;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use agenda::Agenda;
use charter::Charter;
use command::{Command, Request};
use event::{ActionOutcome, Event};
use meeting::Meeting;
use minutes::MinutesState;
use person::{AccountId, Person};
use record::Action;
use refusal::Refusal;

/// The answer of [`Group::decide`]: what happens (nothing is fine too), or why not.
pub type Decided = Result<Vec<Event>, Refusal>;

/// Bounds on what people can make grow.
pub struct Limits {
    pub hands: usize,
    pub items: usize,
    pub people: usize,
    pub open_actions: usize,
    pub name_chars: usize,
    /// Characters of one recorded text.
    pub text_chars: usize,
    /// Bytes a compiled pattern may take.
    pub pattern_bytes: usize,
    /// Records that `s///` looks back over.
    pub looked_back: usize,
}

pub const LIMITS: Limits = Limits {
    hands: 500,
    items: 200,
    people: 2_000,
    open_actions: 1_000,
    name_chars: 80,
    text_chars: 8_000,
    pattern_bytes: 1 << 20,
    looked_back: 500,
};

/// A standards group as its log tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub charter: Charter,
    /// Number of the last entry.
    pub head: u64,
    pub last_at: Option<DateTime<Utc>>,
    /// Number of the last meeting.
    pub last_meeting: Option<u32>,
    /// The meeting that is open.
    pub meeting: Option<Meeting>,
    /// The last meeting that was held, kept until the next one opens.
    pub finished: Option<Meeting>,
    /// What the next meeting has on its agenda so far.
    pub draft_agenda: Agenda,
    /// Who has sent regrets for the next meeting.
    pub draft_regrets: Vec<Person>,
    pub actions: BTreeMap<u32, Action>,
    pub last_action: u32,
    /// Minutes by number of the meeting.
    pub minutes: BTreeMap<u32, MinutesState>,
}

impl Group {
    pub fn new(charter: Charter) -> Group {
        Group {
            charter,
            head: 0,
            last_at: None,
            last_meeting: None,
            meeting: None,
            finished: None,
            draft_agenda: Agenda::default(),
            draft_regrets: Vec::new(),
            actions: BTreeMap::new(),
            last_action: 0,
            minutes: BTreeMap::new(),
        }
    }

    /// The person behind an account, as the group and the meeting know them.
    pub fn person(&self, account: &AccountId, shown: &str) -> Person {
        let person = self.charter.person(account, shown);
        self.meeting.as_ref().or(self.finished.as_ref()).map_or(person.clone(), |meeting| meeting.known(&person))
    }

    /// The meeting that is open or was the last.
    pub fn latest_meeting(&self) -> Option<&Meeting> {
        self.meeting.as_ref().or(self.finished.as_ref())
    }

    fn next_meeting(&self) -> u32 {
        self.last_meeting.map_or(self.charter.first_meeting, |last| last + 1)
    }

    /// The open meeting, refusing when there is none or it is in recess.
    fn running(&self) -> Result<&Meeting, Refusal> {
        let meeting = self.meeting.as_ref().ok_or(Refusal::NoMeeting)?;
        if meeting.recess.is_some() { Err(Refusal::InRecess) } else { Ok(meeting) }
    }

    /// The running meeting, refusing off the record.
    fn recording(&self) -> Result<&Meeting, Refusal> {
        let meeting = self.running()?;
        if meeting.is_off_record { Err(Refusal::OffRecord) } else { Ok(meeting) }
    }

    /// Off the record nothing new is kept; before and after a meeting there is no such thing.
    fn refuse_off_record(&self) -> Result<(), Refusal> {
        let is_off = self.meeting.as_ref().is_some_and(|meeting| meeting.is_off_record);
        if is_off { Err(Refusal::OffRecord) } else { Ok(()) }
    }

    /// Decides on a request: events, no events, or the reason why not.
    ///
    /// # Errors
    /// A [`Refusal`] when a rule stands against the request; nothing has changed then.
    pub fn decide(&self, request: &Request) -> Decided {
        let right = request.command.right();
        let Some(by) = &request.by else { return self.decide_alone(request) };
        if !request.role.may(right) {
            return Err(Refusal::not_yours(right));
        }
        Self::refuse_too_long(&request.command)?;
        match &request.command {
            Command::StartMeeting { title } => self.start_meeting(title.as_deref()),
            Command::EndMeeting => self.end_meeting(),
            Command::Recess { secs } => self.recess(request.at, *secs),
            Command::ResumeMeeting => self.resume(),
            Command::RaiseHand { kind, words } => self.raise_hand(by, *kind, words.as_deref()),
            Command::LowerHand { name } => self.lower_hand(request, by, name.as_deref()),
            Command::GiveFloor { to } => self.give_floor(request, by, to),
            Command::YieldFloor => self.yield_floor(request, by),
            Command::CloseQueue => self.close_queue(),
            Command::ReopenQueue => self.reopen_queue(),
            Command::TimeSpeakers { secs } => self.running().map(|_| vec![Event::SpeakingTimeSet { secs: *secs }]),
            Command::StopTimingSpeakers => {
                let is_timed = self.running()?.speaking_secs.is_some();
                if is_timed { Ok(vec![Event::SpeakingTimeCleared]) } else { Err(Refusal::NotTimed) }
            }
            Command::AddItem { title, proposer } => self.add_item(by, title, proposer.as_deref()),
            Command::TakeUpItem { which } => self.take_up(which),
            Command::NextItem => self.next_item(request),
            Command::OpenTopic { title } => self.open_topic(title),
            Command::OpenSubtopic { title } => {
                self.recording().map(|_| vec![Event::SubtopicOpened { title: title.clone() }])
            }
            Command::CloseItem { item, despite_queue } => self.close_item(request, by, *item, *despite_queue),
            Command::SkipItem => self.skip_item(request, by),
            Command::BoxItem { secs } => self.box_item(*secs),
            Command::Conclude { item, text } => self.conclude(*item, text),
            Command::ConsiderDocument { reference, item } => self.consider(reference, *item),
            Command::RecordAction { text } => self.record_action(by, text),
            Command::CloseAction { action } => self.close_action(request, by, *action, ActionOutcome::Done),
            Command::DropAction { action } => self.close_action(request, by, *action, ActionOutcome::Dropped),
            Command::RecordDecision { kind, text } => self.record_decision(*kind, text),
            Command::RecordNote { kind, text } => self.record_note(*kind, text),
            Command::Substitute { old, new, reach } => {
                self.refuse_off_record()?;
                self.substitute(request, by, old, new, *reach)
            }
            Command::Undo => self.undo(request, by),
            Command::GoOffRecord => self.go_off_record(),
            Command::GoOnRecord => self.go_on_record(),
            Command::Say { words } => self.say(by, words),
            Command::DeclarePresence { names } => self.declare_presence(by, names.as_deref()),
            Command::WithdrawPresence { name } => self.withdraw_presence(by, name.as_deref()),
            Command::DeclareRegrets { names } => self.declare_regrets(by, names.as_deref()),
            Command::AddScribe { name } => self.add_scribe(by, name.as_deref()),
            Command::RemoveScribe { name } => self.remove_scribe(by, name.as_deref()),
            Command::Arrive => self.arrive(by),
            Command::ShowMinutes { draft, .. } => self.show_minutes(draft.as_ref()),
            Command::ApproveMinutes { draft, .. } => self.approve_minutes(draft.as_ref()),
            Command::SendMinutes { draft, .. } => self.send_minutes(draft.as_ref()),
            Command::Reword { changes } => self.reword_on_record(by, changes),
            Command::Restore { changes } => self.reword(by, changes),
            Command::Retract { entries } => Ok(redacted(entries)),
            Command::ShowQueue { .. }
            | Command::ShowAgenda
            | Command::ShowActions { .. }
            | Command::ShowPresence
            | Command::CatchUp
            | Command::ShowStatus
            | Command::ShowHelp { .. } => Ok(Vec::new()),
            Command::Tick | Command::ReportMail { .. } => self.decide_alone(request),
        }
    }

    /// What nobody asked for: the clock, the post office, deletions by a moderator.
    fn decide_alone(&self, request: &Request) -> Decided {
        match &request.command {
            Command::Tick => self.tick(request.at),
            Command::ReportMail { message_id, outcome } => self.report_mail(message_id, outcome),
            Command::Retract { entries } => Ok(redacted(entries)),
            // Only people can ask for the rest.
            _ => Ok(Vec::new()),
        }
    }

    /// Whatever a person types is bounded before any rule looks at it.
    fn refuse_too_long(command: &Command) -> Result<(), Refusal> {
        let refuse = |limit: usize| Refusal::TooLong { limit };
        for text in command.texts() {
            if text.chars().count() > LIMITS.text_chars {
                return Err(refuse(LIMITS.text_chars));
            }
        }
        match command.name().filter(|name| name.chars().count() > LIMITS.name_chars) {
            Some(_) => Err(refuse(LIMITS.name_chars)),
            None => Ok(()),
        }
    }
}

fn redacted(entries: &[u64]) -> Vec<Event> {
    if entries.is_empty() { Vec::new() } else { vec![Event::Redacted { entries: entries.to_vec() }] }
}
