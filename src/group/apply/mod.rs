//! How entries change a group. No rule stands here, and nothing here can fail: an entry that
//! refers to what is not in memory changes nothing.

mod answer;
mod correction;
mod people;
mod record;
mod schedule;
mod set_back;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Group;
use super::agenda::{Item, ItemState};
use super::event::{DELETED, Entry, Event, Stage};
use super::meeting::{Meeting, Reminder, Stopwatch};
use super::person::Person;
use super::queue::{Floor, Ordering, Spoken};
use super::record::Heard;
use super::sessions::Held;
use record::Said;

impl Group {
    /// Applies what was heard as [`Group::apply`] does the entry of it, which nobody wants here.
    pub fn keep(&mut self, at: DateTime<Utc>, by: &Person, heard: &Heard<'_>) {
        let seq = self.head + 1;
        let by = self.begin(seq, at, Some(by));
        let said = Said { seq, at, by, source: None, words: heard.words.to_owned(), manner: heard.manner };
        self.apply_said(&heard.speaker, said);
    }

    /// Applies one entry of the log.
    pub fn apply(&mut self, entry: &Entry) {
        let author = self.begin(entry.seq, entry.at, entry.by.as_ref());
        match &entry.event {
            Event::MeetingStarted { .. }
            | Event::MeetingEnded
            | Event::RecessBegan { .. }
            | Event::RecessEnded
            | Event::SecondSessionOpened => {
                self.apply_meeting(entry);
            }
            Event::HandRaised { .. }
            | Event::LaterHandRaised { .. }
            | Event::HandLowered { .. }
            | Event::HandMovedLast { .. }
            | Event::QueueSet { .. }
            | Event::QueueClosed
            | Event::QueueReopened
            | Event::FloorGiven { .. }
            | Event::FloorYielded { .. }
            | Event::FloorPaused
            | Event::FloorResumed
            | Event::SpeakingTimeSet { .. }
            | Event::SpeakingTimeCleared
            | Event::SpeakerWarned { .. } => self.apply_queue(entry),
            Event::ItemAdded { .. }
            | Event::ItemRenamed { .. }
            | Event::ItemDropped { .. }
            | Event::AgendaOrdered { .. }
            | Event::AgendaCleared
            | Event::ItemTakenUp { .. }
            | Event::ItemClosed { .. }
            | Event::ItemSkipped { .. }
            | Event::ItemBoxed { .. }
            | Event::ItemWarned { .. } => self.apply_agenda(entry),
            Event::SubtopicOpened { .. }
            | Event::Concluded { .. }
            | Event::DocumentConsidered { .. }
            | Event::ActionRecorded { .. }
            | Event::DecisionRecorded { .. }
            | Event::DecisionAmended { .. }
            | Event::DecisionReopened { .. }
            | Event::ProposalOpened { .. }
            | Event::PollOpened { .. }
            | Event::QuestionAsked { .. }
            | Event::Inserted { .. }
            | Event::Noted { .. } => self.apply_record(entry),
            Event::Said { speaker, words, manner } => {
                let source = entry.source.clone().map(Box::new);
                let said =
                    Said { seq: entry.seq, at: entry.at, by: author, source, words: words.clone(), manner: *manner };
                self.apply_said(speaker, said);
            }
            Event::ActionReworded { .. }
            | Event::ActionClosed { .. }
            | Event::Reworded { .. }
            | Event::Withdrawn { .. }
            | Event::Redacted { .. } => self.apply_correction(entry),
            Event::ProposalDue { .. }
            | Event::ProposalDropped { .. }
            | Event::StandTaken { .. }
            | Event::StandWithdrawn { .. }
            | Event::VoteWithdrawn { .. }
            | Event::ObjectionRaised { .. }
            | Event::ObjectionWithdrawn { .. }
            | Event::VoteCast { .. }
            | Event::PollClosed { .. }
            | Event::QuestionBacked { .. } => self.apply_answer(entry),
            Event::ReminderSet { .. } | Event::ReminderDue { .. } => self.apply_reminder(entry),
            Event::QuietSet { is_quiet } => self.is_quiet = *is_quiet,
            Event::ZoneChosen { .. } | Event::ZoneDeclined => self.apply_own_zone(entry),
            Event::PersonForgotten => {}
            Event::WordsExpired { through } => self.ended.retain(|(last, _)| last > through),
            Event::RecordSuspended
            | Event::RecordResumed
            | Event::PresenceDeclared { .. }
            | Event::PresenceWithdrawn { .. }
            | Event::RegretsDeclared { .. }
            | Event::Arrived { .. }
            | Event::ScribeNamed { .. }
            | Event::ScribeReleased { .. }
            | Event::ChairNamed { .. }
            | Event::ChairReleased { .. } => self.apply_people(entry),
            Event::MeetingPlanned { .. }
            | Event::MeetingMoved { .. }
            | Event::MeetingCancelled { .. }
            | Event::JoinLinkSet { .. }
            | Event::NoticeShown { .. }
            | Event::NoticeQueued { .. }
            | Event::MeetingNeared { .. } => self.apply_schedule(entry),
            Event::MinutesShown { .. }
            | Event::MinutesEdited { .. }
            | Event::MinutesApproved { .. }
            | Event::MinutesQueued { .. }
            | Event::MinutesBecameFinal { .. }
            | Event::MailHandedOver { .. }
            | Event::MailSeen { .. }
            | Event::MailRefused { .. }
            | Event::MailWithdrawn { .. } => self.apply_minutes(entry),
        }
    }

    /// What every entry changes; gives its author as a record keeps them, in a meeting.
    fn begin(&mut self, seq: u64, at: DateTime<Utc>, by: Option<&Person>) -> Option<Arc<Person>> {
        self.head = seq;
        self.set_back(at);
        self.last_at = Some(at);
        by.zip(self.meeting.as_mut()).map(|(by, meeting)| meeting.meet(by))
    }

    fn apply_meeting(&mut self, entry: &Entry) {
        match &entry.event {
            Event::MeetingStarted { number, title } => {
                let mut meeting = Meeting::new(*number, title.clone(), entry.at, entry.by.clone(), entry.seq);
                meeting.agenda = std::mem::take(&mut self.draft_agenda);
                meeting.regrets = std::mem::take(&mut self.draft_regrets);
                self.record_drafts(&mut meeting);
                if let Some(by) = &entry.by {
                    meeting.meet(by);
                    meeting.chairs.push(by.clone());
                    meeting.all_chairs.push(by.clone());
                }
                self.finished = None;
                self.last_meeting = Some(*number);
                self.hold_plan(*number);
                self.meeting = Some(meeting);
            }
            Event::MeetingEnded => {
                let Some(mut meeting) = self.meeting.take() else { return };
                meeting.ended_at = Some(entry.at);
                meeting.last_entry = Some(entry.seq);
                self.ended.push((entry.seq, entry.at));
                meeting.floor = None;
                if let Some(open) = meeting.agenda.open {
                    meeting.agenda.close(open, ItemState::Unfinished, entry.at);
                }
                if let Some(poll) = meeting.polls.last_mut() {
                    poll.is_open = false;
                }
                if meeting.second_session.is_some() {
                    let outcomes = meeting.items_with_outcome();
                    meeting.agenda.end_again(&outcomes);
                }
                self.held.push(Held {
                    meeting: meeting.number,
                    sittings: meeting.sittings(entry.at),
                    is_twin: meeting.second_session.is_some(),
                });
                self.draft_agenda = meeting.agenda.carried_over();
                self.finished = Some(meeting);
            }
            Event::RecessBegan { until } => {
                if let Some(meeting) = &mut self.meeting {
                    meeting.begin_recess(entry.at, *until);
                }
            }
            Event::RecessEnded => {
                if let Some(meeting) = &mut self.meeting {
                    meeting.end_recess(entry.at);
                }
            }
            Event::SecondSessionOpened => {
                if let Some(meeting) = &mut self.meeting {
                    meeting.begin_second_session(entry.at);
                }
            }
            _ => {}
        }
    }

    fn apply_queue(&mut self, entry: &Entry) {
        let Some(meeting) = &mut self.meeting else { return };
        match &entry.event {
            // A hand that a deleted line had raised for somebody whom nobody else has named.
            Event::HandRaised { person, .. } | Event::LaterHandRaised { person, .. } if person.is_deleted() => {}
            Event::FloorGiven { person, .. } if person.is_deleted() => meeting.floor = None,
            Event::HandRaised { person, hand, note } => {
                meeting.meet(person);
                let note = note.clone().filter(|note| note != DELETED);
                meeting.queue.raise(entry.seq, person, *hand, note.as_deref());
            }
            Event::LaterHandRaised { person, note } => {
                meeting.meet(person);
                let note = note.clone().filter(|note| note != DELETED);
                meeting.queue.raise_later(entry.seq, person, note.as_deref());
            }
            Event::HandMovedLast { person } => meeting.queue.move_last(entry.seq, person),
            Event::QueueSet { people } => {
                let people: Vec<Person> = people.iter().filter(|person| !person.is_deleted()).cloned().collect();
                for person in &people {
                    meeting.meet(person);
                }
                meeting.queue.set(entry.seq, &people);
            }
            Event::HandLowered { person } => meeting.queue.hands.retain(|hand| !hand.person.is(person)),
            Event::QueueClosed => meeting.queue.is_closed = true,
            Event::QueueReopened => meeting.queue.is_closed = false,
            Event::FloorGiven { person, hand } => {
                meeting.meet(person);
                meeting.spoken.add(person);
                let queue = &mut meeting.queue;
                let position = queue.position_of(person, *hand).or_else(|| queue.position(person));
                let queued = position.map(|position| queue.hands.remove(position));
                meeting.floor = Some(Floor {
                    person: person.clone(),
                    kind: *hand,
                    notes: queued.map_or_else(Vec::new, |hand| hand.notes),
                    since: entry.at,
                    given_by: entry.by.clone(),
                    clock: Stopwatch::started(entry.at),
                    is_paused: false,
                });
            }
            Event::FloorYielded { .. } => meeting.floor = None,
            Event::FloorPaused => {
                if let Some(floor) = &mut meeting.floor {
                    floor.is_paused = true;
                    floor.clock.stop(entry.at);
                }
            }
            Event::FloorResumed => {
                if let Some(floor) = &mut meeting.floor {
                    floor.is_paused = false;
                    floor.clock.go_on(entry.at);
                }
            }
            Event::SpeakingTimeSet { secs } => {
                meeting.speaking_secs = Some(*secs);
                if let Some(floor) = &mut meeting.floor {
                    floor.clock.warned = None;
                }
            }
            Event::SpeakingTimeCleared => meeting.speaking_secs = None,
            Event::SpeakerWarned { stage } => {
                if let Some(floor) = &mut meeting.floor {
                    floor.clock.warned = Some(*stage);
                }
            }
            _ => {}
        }
        meeting.queue.arrange(&Ordering { order: self.charter.order, spoken: &meeting.spoken });
    }

    fn apply_agenda(&mut self, entry: &Entry) {
        let agenda = self.meeting.as_mut().map_or(&mut self.draft_agenda, |meeting| &mut meeting.agenda);
        match &entry.event {
            Event::ItemAdded { item, title, proposer } => {
                let added = Item {
                    number: *item,
                    title: title.clone(),
                    proposer: proposer.clone(),
                    state: ItemState::Waiting,
                    opened_at: None,
                    opened_by: None,
                    box_secs: None,
                    clock: None,
                    entry: entry.seq,
                };
                agenda.items.insert(*item, added);
            }
            Event::ItemRenamed { title, .. } if title == DELETED => {}
            Event::ItemRenamed { item, title, .. } => {
                if let Some(item) = agenda.items.get_mut(item) {
                    item.title.clone_from(title);
                }
            }
            Event::ItemTakenUp { item } => {
                agenda.open(*item, entry.at, entry.by.as_ref());
                if let Some(meeting) = &mut self.meeting {
                    meeting.queue.is_closed = false;
                    meeting.spoken = Spoken::default();
                    meeting.queue.arrange(&Ordering { order: self.charter.order, spoken: &meeting.spoken });
                }
            }
            Event::ItemDropped { item } => {
                if let Some(item) = agenda.items.get_mut(item) {
                    item.state = ItemState::Dropped;
                }
            }
            Event::AgendaOrdered { order } => agenda.order.clone_from(order),
            // As long as nothing was taken up nobody has used the numbers, and they start again.
            Event::AgendaCleared if agenda.items.values().all(|item| item.opened_at.is_none()) => {
                agenda.items.clear();
                agenda.order.clear();
            }
            Event::AgendaCleared => {
                let waiting = agenda.items.values_mut().filter(|item| item.state == ItemState::Waiting);
                waiting.for_each(|item| item.state = ItemState::Dropped);
            }
            Event::ItemClosed { item } => agenda.close(*item, ItemState::Closed, entry.at),
            Event::ItemSkipped { item } => agenda.close(*item, ItemState::Skipped, entry.at),
            Event::ItemBoxed { item, secs } => {
                if let Some(item) = agenda.items.get_mut(item) {
                    item.box_secs = Some(*secs);
                    item.clock = (item.state == ItemState::Open).then(|| Stopwatch::started(entry.at));
                }
            }
            Event::ItemWarned { item, stage } => set_warned(agenda.items.get_mut(item), *stage),
            _ => {}
        }
    }

    fn apply_reminder(&mut self, entry: &Entry) {
        match &entry.event {
            Event::ReminderSet { reminder, due, text } => {
                self.last_reminder = *reminder;
                if text != DELETED {
                    let by = entry.by.as_ref().map(|by| by.name.clone());
                    let (number, text) = (*reminder, text.clone());
                    self.reminders.push(Reminder { number, due: *due, text, by, entry: entry.seq });
                }
            }
            Event::ReminderDue { reminder } => {
                let due = self.reminders.iter().position(|waiting| waiting.number == *reminder);
                self.reminded = due.map(|due| self.reminders.remove(due));
            }
            _ => {}
        }
    }
}

fn set_warned(item: Option<&mut Item>, stage: Stage) {
    if let Some(clock) = item.and_then(|item| item.clock.as_mut()) {
        clock.warned = Some(stage);
    }
}
