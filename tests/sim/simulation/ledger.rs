//! What must hold of the log, kept beside the bot: a second group made from the entries as they
//! come, and a model of its own for the queue and the numbers, which knows nothing of the code it
//! checks.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use convenor::group::Group;
use convenor::group::charter::Charter;
use convenor::group::event::{Entry, Event, HandKind};
use convenor::group::person::Person;
use convenor::group::queue::Hand;

/// The log so far.
pub struct Ledger {
    /// The group as the entries alone make it.
    pub group: Group,
    pub entries: Vec<Entry>,
    waiting: Vec<Waiting>,
    /// The last speaker, as long as nobody yielded or ended.
    granted: Option<Grant>,
    meeting: u32,
    pub actions: BTreeSet<u32>,
    pub decisions: BTreeSet<(u32, u32)>,
    last_decision: BTreeMap<u32, u32>,
    recorded: BTreeSet<(String, u32)>,
    pub mails: usize,
    cancelled: BTreeSet<u32>,
    /// Numbers of the meetings that were opened.
    held: BTreeSet<u32>,
    /// Entries whose message was deleted.
    redacted: BTreeSet<u64>,
}

/// A raised hand in the model.
struct Waiting {
    person: Person,
    kind: HandKind,
    /// By what it is ordered: what was set by hand goes like new points.
    rank: HandKind,
}

struct Grant {
    by: Option<Person>,
    at: DateTime<Utc>,
}

impl Ledger {
    pub fn new(charter: Charter) -> Ledger {
        Ledger {
            group: Group::new(charter),
            entries: Vec::new(),
            waiting: Vec::new(),
            granted: None,
            meeting: 0,
            actions: BTreeSet::new(),
            decisions: BTreeSet::new(),
            last_decision: BTreeMap::new(),
            recorded: BTreeSet::new(),
            mails: 0,
            cancelled: BTreeSet::new(),
            held: BTreeSet::new(),
            redacted: BTreeSet::new(),
        }
    }

    /// Takes the next entry. `typed` is the line that asked for it, if a line did.
    pub fn add(&mut self, entry: Entry, typed: Option<&str>) {
        assert_eq!(entry.seq, self.group.head + 1, "the log has no gaps");
        assert!(self.group.last_at.is_none_or(|last| last <= entry.at), "time never goes back in the log");
        self.count(&entry);
        self.queue(&entry, typed);
        self.group.apply(&entry);
        if is_set_otherwise(&entry.event) {
            self.read_queue();
        }
        self.compare_queue();
        self.entries.push(entry);
    }

    /// Numbers go up by one and are never used again; a line of a message is recorded once.
    fn count(&mut self, entry: &Entry) {
        match &entry.event {
            Event::MeetingStarted { number, .. } => {
                let is_planned = |number| self.group.plans.contains_key(&number);
                let mut skipped = self.held.last().map_or(1, |last| last + 1)..*number;
                let is_left_out = |number| self.cancelled.contains(&number) || is_planned(number);
                assert!(skipped.all(is_left_out), "only cancelled and planned meetings are left out");
                assert!(self.held.insert(*number), "a meeting's number is used once");
                self.meeting = *number;
            }
            Event::ActionRecorded { action, .. } => {
                assert_eq!(*action, self.actions.last().map_or(1, |last| last + 1), "actions are counted");
                self.actions.insert(*action);
            }
            Event::DecisionRecorded { number, .. } => {
                let last = self.last_decision.entry(self.meeting).or_default();
                assert_eq!(*number, *last + 1, "decisions of a meeting are counted");
                *last = *number;
                self.decisions.insert((self.meeting, *number));
            }
            Event::MailWithdrawn { .. } => self.mails -= 1,
            Event::MeetingCancelled { meeting, .. } => drop(self.cancelled.insert(*meeting)),
            Event::MinutesQueued { .. } | Event::NoticeQueued { .. } | Event::PaperQueued { .. } => self.mails += 1,
            _ => {}
        }
        let is_record = matches!(
            entry.event,
            Event::ActionRecorded { .. }
                | Event::DecisionRecorded { .. }
                | Event::Noted { .. }
                | Event::Said { .. }
                | Event::Concluded { .. }
                | Event::DocumentConsidered { .. }
                | Event::SubtopicOpened { .. }
                | Event::ItemAdded { .. }
                | Event::MeetingStarted { .. }
        );
        if let Some(source) = entry.source.as_ref().filter(|_| is_record) {
            let is_first = self.recorded.insert((source.message.clone(), source.line));
            assert!(is_first, "line {} of {} is recorded twice", source.line, source.message);
        }
    }

    /// A deleted `q= NAMES` takes the names with it that no other line has given.
    pub fn take_names_of_deleted_lines(&mut self) {
        let redacted = self.entries.iter().filter_map(|entry| match &entry.event {
            Event::Redacted { entries } => Some(entries),
            _ => None,
        });
        self.redacted = redacted.flatten().copied().collect();
        let (gone, kept): (Vec<&Entry>, Vec<&Entry>) =
            self.entries.iter().partition(|entry| self.redacted.contains(&entry.seq));
        let given: Vec<&Person> = gone
            .iter()
            .filter_map(|entry| if let Event::QueueSet { people, .. } = &entry.event { Some(people) } else { None })
            .flatten()
            .filter(|person| person.account.is_none())
            .collect();
        let is_named = |person: &Person, entry: &&Entry| {
            let told = serde_json::to_string(&entry.event).expect("an entry has a JSON form");
            let is_written = told.contains(&format!("\"name\":{:?}", person.name));
            let is_author = entry.by.as_ref().is_some_and(|by| by.is(person));
            is_author || (entry.event.nature().names.are_typed() && is_written)
        };
        self.waiting.retain(|waiting| {
            let is_given = given.iter().any(|given| given.is(&waiting.person));
            !is_given || kept.iter().any(|entry| is_named(&waiting.person, entry))
        });
    }

    fn queue(&mut self, entry: &Entry, typed: Option<&str>) {
        match &entry.event {
            Event::MeetingStarted { .. } => {
                self.waiting.clear();
                self.granted = None;
            }
            Event::HandRaised { person, hand, .. } => self.raise(person, *hand),
            Event::LaterHandRaised { person, .. } => {
                self.waiting.push(Waiting { person: person.clone(), kind: HandKind::New, rank: HandKind::New });
            }
            Event::HandMovedLast { person, behind: None } => {
                let is_point = |waiting: &Waiting| waiting.kind == HandKind::New && waiting.person.is(person);
                match self.waiting.iter().position(is_point) {
                    Some(position) => drop(self.waiting.remove(position)),
                    None => self.call_up(person),
                }
                self.waiting.push(Waiting { person: person.clone(), kind: HandKind::New, rank: HandKind::New });
            }
            Event::QueueSet { people, .. } => {
                let hand =
                    |person: &Person| Waiting { person: person.clone(), kind: HandKind::New, rank: HandKind::New };
                self.waiting = people.iter().map(hand).collect();
            }
            Event::HandLowered { person, hand: None } => self.waiting.retain(|waiting| !waiting.person.is(person)),
            Event::FloorGiven { person, .. } => {
                if typed.is_some_and(is_next) {
                    self.expect_next(entry, person, typed.is_some_and(|typed| !typed.starts_with("!next ")));
                }
                self.call_up(person);
                self.granted = Some(Grant { by: entry.by.clone(), at: entry.at });
            }
            Event::FloorYielded { .. } | Event::MeetingEnded => self.granted = None,
            Event::SecondSessionOpened => {
                self.granted = None;
                self.waiting.clear();
            }
            _ => {}
        }
    }

    /// Takes the queue over from the group.
    pub fn read_queue(&mut self) {
        let hands = self.group.meeting.as_ref().map_or(&[] as &[_], |meeting| meeting.queue.hands.as_slice());
        self.waiting = hands.iter().map(waiting).collect();
    }

    /// The first hand of somebody leaves the queue.
    fn call_up(&mut self, person: &Person) {
        if let Some(position) = self.waiting.iter().position(|waiting| waiting.person.is(person)) {
            self.waiting.remove(position);
        }
    }

    /// One hand of each kind: a second of the same kind adds nothing.
    fn raise(&mut self, person: &Person, kind: HandKind) {
        if self.waiting.iter().any(|waiting| waiting.kind == kind && waiting.person.is(person)) {
            return;
        }
        let position = self.waiting.iter().position(|waiting| waiting.rank > kind).unwrap_or(self.waiting.len());
        self.waiting.insert(position, Waiting { person: person.clone(), kind, rank: kind });
    }

    /// `ack` gives the floor to the first, and two chairs who type it at once mean one speaker.
    fn expect_next(&self, entry: &Entry, person: &Person, is_bare: bool) {
        let first = self.waiting.first().map(|waiting| waiting.person.name.as_str());
        assert_eq!(first, Some(person.name.as_str()), "the first in the queue gets the floor");
        if let (Some(before), Some(by)) = (self.granted.as_ref().filter(|_| is_bare), &entry.by) {
            let is_other = before.by.as_ref().is_some_and(|chair| !chair.is(by));
            let is_at_once = (entry.at - before.at).num_seconds() < 5;
            assert!(!(is_other && is_at_once), "two chairs at once advanced the queue twice, to {}", person.name);
        }
    }

    /// By precedence, then first come first served.
    fn compare_queue(&self) {
        let Some(meeting) = &self.group.meeting else { return };
        let model: Vec<(&str, HandKind)> =
            self.waiting.iter().map(|waiting| (waiting.person.name.as_str(), waiting.kind)).collect();
        let queue: Vec<(&str, HandKind)> =
            meeting.queue.hands.iter().map(|hand| (hand.person.name.as_str(), hand.kind)).collect();
        assert_eq!(queue, model, "the queue is in order");
    }
}

/// What changes the queue by kinds and places that the model does not follow.
fn is_set_otherwise(event: &Event) -> bool {
    match event {
        Event::QueueSet { hands, .. } => hands.iter().any(|kind| *kind != HandKind::New),
        Event::HandLowered { hand, .. } => hand.is_some(),
        Event::HandMovedLast { behind, .. } => behind.is_some(),
        Event::HandChanged { .. } => true,
        _ => false,
    }
}

fn waiting(hand: &Hand) -> Waiting {
    let rank = if hand.is_placed { HandKind::New } else { hand.kind };
    Waiting { person: hand.person.clone(), kind: hand.kind, rank }
}

fn is_next(typed: &str) -> bool {
    matches!(typed, "ack" | "ack next" | "next speaker") || typed.starts_with("!next")
}
