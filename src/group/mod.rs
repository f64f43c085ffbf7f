//! The core: a group, its meetings, and every rule.
//!
//! [`Group::decide`] holds every rule and changes nothing. [`Group::apply`] holds none and
//! cannot fail. [`Group::next_wakeup`] says when the clock will have something to say. Time,
//! person and role come with the [`Request`](command::Request); nothing here waits, reads a
//! clock or knows a platform.

pub mod act;
pub mod action;
pub mod agenda;
pub mod around;
pub mod charter;
pub mod command;
pub mod considered;
pub mod decision;
pub mod documents;
pub mod event;
pub mod given;
pub mod hand;
pub mod heard;
pub mod kinds;
pub mod liaison;
mod liaison_change;
mod liaison_words;
pub mod line;
pub mod list_proposal;
pub mod listed;
pub mod mail;
pub mod mandate;
pub mod mechanism;
pub mod meeting;
pub mod minuted;
pub mod nature;
pub mod own_zone;
pub mod paper;
pub mod permalink;
pub mod person;
pub mod poll;
pub mod proposal;
pub mod queue;
mod quoted;
pub mod record;
pub mod refusal;
pub mod register;
pub mod report;
pub mod roster;
pub mod row;
pub mod schedule;
mod seats;
pub mod seen;
pub mod sessions;
pub mod setup;
pub mod stationery;
pub mod stopwatch;
pub mod suggested;
mod telling;
pub mod terms;
pub mod terms_numbers;
mod titles;
pub mod turns;

mod apply;
mod bounds;
mod decide;
mod deletion;
mod due;
mod naming;
mod words;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use act::Acts;
use action::Action;
use agenda::Agenda;
use around::Around;
use charter::Charter;
use decision::Decision;
use documents::{ConsideredAt, Document};
use event::{DecisionId, Event};
use liaison::Liaison;
use list_proposal::ListProposal;
use mail::Mailbox;
use mandate::Mandate;
use meeting::{Meeting, Reminder};
use own_zone::OwnZone;
use paper::{Paper, PaperId};
use person::{AccountId, Person};
use record::Record;
use refusal::Refusal;
use register::Row;
use report::{DaysLeft, ParentChange, Report};
use roster::ScribeTurns;
use schedule::Planned;
use sessions::Held;
use terms::Terms;

/// The answer of [`Group::decide`]: what happens (nothing is fine too), or why not.
pub type Decided = Result<Vec<Event>, Refusal>;

/// Bounds on what people can make grow.
pub struct Limits {
    pub hands: usize,
    pub items: usize,
    pub people: usize,
    pub open_actions: usize,
    pub proposals: usize,
    pub polls: usize,
    pub choices: usize,
    pub questions: usize,
    pub reminders: usize,
    /// Changes by hand in the minutes of one meeting.
    pub edits: usize,
    /// Mails that wait for the secretary.
    pub held_mails: usize,
    /// Agenda items that one person adds to a meeting by mail.
    pub mailed_items: usize,
    /// Corrections that wait for the secretary.
    pub corrections: usize,
    /// Rows of the register, also those that were dropped.
    pub rows: usize,
    /// Documents of the group, also those that were dropped.
    pub documents: usize,
    /// Meetings of parent bodies that the log has changed.
    pub parent_meetings: usize,
    /// Changes of one row, or of one document.
    pub row_changes: usize,
    /// Work items, and documents, of one side in one row.
    pub per_side: usize,
    /// Liaison statements, also those that were dropped.
    pub liaisons: usize,
    /// Proposals to the list, also those that were dropped.
    pub list_proposals: usize,
    /// Bodies to which one liaison statement goes.
    pub addressees: usize,
    pub name_chars: usize,
    /// Characters of one recorded text.
    pub text_chars: usize,
    /// Characters of the text of a liaison statement.
    pub long_chars: usize,
    /// Characters of a title.
    pub title_chars: usize,
    /// Characters of a pattern that looks for a title.
    pub pattern_chars: usize,
    /// Classes of characters in a pattern: each costs as much to compile as hundreds of letters.
    pub pattern_classes: usize,
    /// Bytes a compiled pattern may take.
    pub pattern_bytes: usize,
    /// Bytes of a compiled pattern times bytes of the titles that it is held against. The time a search takes grows
    /// with both; this much takes a few milliseconds.
    pub pattern_work: usize,
    /// Records that `s///` looks back over.
    pub looked_back: usize,
}

pub const LIMITS: Limits = Limits {
    hands: 500,
    items: 200,
    people: 2_000,
    open_actions: 1_000,
    proposals: 200,
    polls: 200,
    choices: 20,
    questions: 500,
    reminders: 50,
    edits: 1_000,
    held_mails: 200,
    mailed_items: 5,
    corrections: 200,
    rows: 500,
    documents: 5_000,
    parent_meetings: 200,
    row_changes: 1_000,
    per_side: 50,
    liaisons: 500,
    list_proposals: 500,
    addressees: 20,
    name_chars: 80,
    text_chars: 8_000,
    long_chars: 40_000,
    title_chars: 300,
    pattern_chars: 200,
    pattern_classes: 10,
    pattern_bytes: 64 << 10,
    pattern_work: 32 << 20,
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
    /// Documents that were named for the next meeting, as the record will have them.
    pub draft_documents: Vec<Record>,
    /// Who has sent regrets for the next meeting.
    pub draft_regrets: Vec<Person>,
    pub actions: BTreeMap<u32, Action>,
    pub last_action: u32,
    pub decisions: BTreeMap<DecisionId, Decision>,
    pub reminders: Vec<Reminder>,
    pub last_reminder: u32,
    /// The reminder whose time has just come.
    pub reminded: Option<Reminder>,
    /// How often people have scribed, by [`Person::key`].
    pub scribed: BTreeMap<String, ScribeTurns>,
    /// What people have said about the zones in which they want to be told times, by [`Person::key`].
    /// Nobody else sees them.
    pub own_zones: BTreeMap<String, OwnZone>,
    /// Whether the bot leaves out what only confirms.
    pub is_quiet: bool,
    /// Meetings that have ended and whose words are kept, each with its last entry.
    pub ended: Vec<(u64, DateTime<Utc>)>,
    /// When the group has met so far.
    pub held: Vec<Held>,
    /// Meetings that were planned, by number.
    pub plans: BTreeMap<u32, Planned>,
    /// The demarcation register, by number of the row.
    pub register: BTreeMap<u32, Row>,
    /// The group's documents, by their place in the list.
    pub library: BTreeMap<u32, Document>,
    /// What meetings considered, in the order of the log.
    pub considered: Vec<ConsideredAt>,
    /// Liaison statements to the group and from it, by number.
    pub liaisons: BTreeMap<u32, Liaison>,
    /// What was put to the mailing list, by number.
    pub list_proposals: BTreeMap<u32, ListProposal>,
    /// Meetings of parent bodies that the log has set, moved or cancelled.
    pub parent_changes: Vec<ParentChange>,
    /// Reports to parent bodies, by number.
    pub reports: BTreeMap<u32, Report>,
    /// What the rooms have been reminded of, by body and first day of its meeting.
    pub told_of_reports: BTreeMap<(String, NaiveDate), DaysLeft>,
    /// What was shown, approved or mailed.
    pub papers: BTreeMap<PaperId, Paper>,
    pub mailbox: Mailbox,
    pub mandate: Mandate,
    /// The terms of reference, as the log has changed them.
    pub terms: Terms,
    /// What people did last that is no record, by [`Person::key`].
    pub acts: BTreeMap<String, Acts>,
    /// What is known of people while a message is taken; empty between messages.
    pub around: Around,
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
            draft_documents: Vec::new(),
            draft_regrets: Vec::new(),
            actions: BTreeMap::new(),
            last_action: 0,
            decisions: BTreeMap::new(),
            reminders: Vec::new(),
            last_reminder: 0,
            reminded: None,
            scribed: BTreeMap::new(),
            own_zones: BTreeMap::new(),
            is_quiet: false,
            ended: Vec::new(),
            held: Vec::new(),
            plans: BTreeMap::new(),
            register: BTreeMap::new(),
            library: BTreeMap::new(),
            considered: Vec::new(),
            liaisons: BTreeMap::new(),
            list_proposals: BTreeMap::new(),
            parent_changes: Vec::new(),
            reports: BTreeMap::new(),
            told_of_reports: BTreeMap::new(),
            papers: BTreeMap::new(),
            mailbox: Mailbox::default(),
            mandate: Mandate::default(),
            terms: Terms::default(),
            acts: BTreeMap::new(),
            around: Around::default(),
        }
    }

    /// The person behind an account, as the group and the meeting know them.
    pub fn person(&self, account: &AccountId, shown: &str) -> Person {
        let person = self.as_known(self.charter.person(account, shown));
        let is_member = self.charter.members.iter().any(|member| member.accounts.contains(account));
        match &self.meeting {
            Some(meeting) if !is_member => meeting.by_first_name_shown(person),
            Some(_) | None => person,
        }
    }

    /// The person as the meeting knows them, if there is one.
    fn as_known(&self, person: Person) -> Person {
        match self.latest_meeting() {
            Some(meeting) => meeting.known(person),
            None => person,
        }
    }

    /// The meeting that is open or was the last.
    pub fn latest_meeting(&self) -> Option<&Meeting> {
        self.meeting.as_ref().or(self.finished.as_ref())
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

    /// Off the record nothing new is kept; that is only possible during a meeting.
    fn refuse_off_record(&self) -> Result<(), Refusal> {
        let is_off = self.meeting.as_ref().is_some_and(|meeting| meeting.is_off_record);
        if is_off { Err(Refusal::OffRecord) } else { Ok(()) }
    }
}
