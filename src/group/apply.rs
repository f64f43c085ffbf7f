//! How entries change a group. No rule stands here, and nothing here can fail: an entry that
//! refers to what is not in memory changes nothing.

use super::Group;
use super::agenda::{Item, ItemState};
use super::event::{DELETED, Entry, Event, Stage};
use super::meeting::{Meeting, Stopwatch};
use super::minutes::{Delivery, Sent, Version};
use super::queue::Floor;
use super::record::{Action, Body, Record};

impl Group {
    /// Applies one entry of the log.
    pub fn apply(&mut self, entry: &Entry) {
        self.head = entry.seq;
        self.last_at = Some(entry.at);
        if let (Some(by), Some(meeting)) = (&entry.by, &mut self.meeting) {
            meeting.meet(by);
        }
        match &entry.event {
            Event::MeetingStarted { .. } | Event::MeetingEnded | Event::RecessBegan { .. } | Event::RecessEnded => {
                self.apply_meeting(entry);
            }
            Event::HandRaised { .. }
            | Event::HandLowered { .. }
            | Event::QueueClosed
            | Event::QueueReopened
            | Event::FloorGiven { .. }
            | Event::FloorYielded { .. }
            | Event::SpeakingTimeSet { .. }
            | Event::SpeakingTimeCleared
            | Event::SpeakerWarned { .. } => self.apply_queue(entry),
            Event::ItemAdded { .. }
            | Event::ItemRenamed { .. }
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
            | Event::Noted { .. }
            | Event::Said { .. } => self.apply_record(entry),
            Event::ActionReworded { .. }
            | Event::ActionClosed { .. }
            | Event::Reworded { .. }
            | Event::Withdrawn { .. }
            | Event::Redacted { .. } => self.apply_correction(entry),
            Event::RecordSuspended
            | Event::RecordResumed
            | Event::PresenceDeclared { .. }
            | Event::PresenceWithdrawn { .. }
            | Event::RegretsDeclared { .. }
            | Event::Arrived { .. }
            | Event::ScribeNamed { .. }
            | Event::ScribeReleased { .. } => self.apply_people(entry),
            Event::MinutesShown { .. }
            | Event::MinutesApproved { .. }
            | Event::MinutesQueued { .. }
            | Event::MailHandedOver { .. }
            | Event::MailRefused { .. }
            | Event::MailWithdrawn { .. } => self.apply_minutes(&entry.event),
        }
    }

    fn apply_meeting(&mut self, entry: &Entry) {
        match &entry.event {
            Event::MeetingStarted { number, title } => {
                let mut meeting = Meeting::new(*number, title.clone(), entry.at, entry.by.clone(), entry.seq);
                meeting.agenda = std::mem::take(&mut self.draft_agenda);
                meeting.regrets = std::mem::take(&mut self.draft_regrets);
                if let Some(by) = &entry.by {
                    meeting.meet(by);
                    meeting.chairs.push(by.clone());
                }
                self.finished = None;
                self.last_meeting = Some(*number);
                self.meeting = Some(meeting);
            }
            Event::MeetingEnded => {
                let Some(mut meeting) = self.meeting.take() else { return };
                meeting.ended_at = Some(entry.at);
                meeting.last_entry = Some(entry.seq);
                meeting.floor = None;
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
            _ => {}
        }
    }

    fn apply_queue(&mut self, entry: &Entry) {
        let Some(meeting) = &mut self.meeting else { return };
        match &entry.event {
            Event::HandRaised { person, hand, note } => {
                meeting.meet(person);
                let note = note.clone().filter(|note| note != DELETED);
                meeting.queue.raise(person, *hand, note.map(|note| (entry.seq, note)));
            }
            Event::HandLowered { person } => meeting.queue.hands.retain(|hand| !hand.person.is(person)),
            Event::QueueClosed => meeting.queue.is_closed = true,
            Event::QueueReopened => meeting.queue.is_closed = false,
            Event::FloorGiven { person, hand } => {
                meeting.meet(person);
                let queued = meeting.queue.position(person).map(|position| meeting.queue.hands.remove(position));
                meeting.floor = Some(Floor {
                    person: person.clone(),
                    kind: *hand,
                    notes: queued.map_or_else(Vec::new, |hand| hand.notes),
                    since: entry.at,
                    given_by: entry.by.clone(),
                    clock: Stopwatch::started(entry.at),
                });
            }
            Event::FloorYielded { .. } => meeting.floor = None,
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
                }
            }
            Event::ItemClosed { item } => agenda.close(*item, ItemState::Closed, entry.at),
            Event::ItemSkipped { item } => agenda.close(*item, ItemState::Skipped, entry.at),
            Event::ItemBoxed { item, secs } => {
                if let Some(item) = agenda.items.get_mut(item) {
                    item.box_secs = Some(*secs);
                    item.clock = Some(Stopwatch::started(entry.at));
                }
            }
            Event::ItemWarned { item, stage } => set_warned(agenda.items.get_mut(item), *stage),
            _ => {}
        }
    }

    fn apply_record(&mut self, entry: &Entry) {
        // A conclusion may come after the end; it belongs to the meeting that was held.
        let Some(meeting) = self.meeting.as_mut().or(self.finished.as_mut()) else { return };
        let mut item = meeting.agenda.open;
        let body = match &entry.event {
            Event::SubtopicOpened { title } => Body::Subtopic { title: title.clone() },
            Event::Concluded { item: concluded, text } => {
                item = Some(*concluded);
                Body::Conclusion { item: *concluded, text: text.clone() }
            }
            Event::DocumentConsidered { item: considered, reference } => {
                item = *considered;
                Body::Document { reference: reference.clone() }
            }
            Event::ActionRecorded { action, text, owners, due } => {
                self.last_action = *action;
                let recorded = Action {
                    number: *action,
                    text: text.clone(),
                    owners: owners.clone(),
                    due: *due,
                    meeting: meeting.number,
                    item,
                    entry: entry.seq,
                    outcome: None,
                    closed_by: None,
                    is_withdrawn: false,
                };
                self.actions.insert(*action, recorded);
                Body::Action { action: *action }
            }
            Event::DecisionRecorded { number, kind, text } => {
                meeting.decisions = *number;
                Body::Decision { number: *number, kind: *kind, text: text.clone() }
            }
            Event::Noted { kind, text } => Body::Note { kind: *kind, text: text.clone() },
            Event::Said { speaker, words, manner } => {
                meeting.meet(speaker);
                if *manner == super::event::Manner::Scribed {
                    meeting.last_quoted = Some(speaker.clone());
                }
                Body::Said { speaker: speaker.clone(), words: words.clone(), manner: *manner }
            }
            _ => return,
        };
        if !matches!(body, Body::Said { .. }) {
            meeting.formal.push(entry.seq);
        }
        let record = Record {
            entry: entry.seq,
            at: entry.at,
            by: entry.by.clone(),
            item,
            source: entry.source.clone(),
            body,
            is_withdrawn: false,
        };
        meeting.records.insert(entry.seq, record);
    }

    fn apply_correction(&mut self, entry: &Entry) {
        match &entry.event {
            // A correction whose message was deleted says nothing any more.
            Event::ActionReworded { text, .. } | Event::Reworded { text, .. } if text == DELETED => {}
            Event::ActionReworded { action, text, owners, due, .. } => {
                if let Some(action) = self.actions.get_mut(action) {
                    action.text.clone_from(text);
                    action.owners.clone_from(owners);
                    action.due = *due;
                }
            }
            Event::ActionClosed { action, outcome } => {
                if let Some(action) = self.actions.get_mut(action) {
                    action.outcome = Some(*outcome);
                    action.closed_by = Some(entry.seq);
                }
            }
            Event::Reworded { entry, text } => {
                if let Some(record) = self.record_mut(*entry) {
                    record.set_text(text);
                }
            }
            Event::Withdrawn { entry } => {
                if let Some(action) = self.actions.values_mut().find(|action| action.entry == *entry) {
                    action.is_withdrawn = true;
                }
                if let Some(record) = self.record_mut(*entry) {
                    record.is_withdrawn = true;
                }
            }
            Event::Redacted { entries } => entries.iter().for_each(|entry| self.redact(*entry)),
            _ => {}
        }
    }

    fn record_mut(&mut self, entry: u64) -> Option<&mut Record> {
        self.meeting.iter_mut().chain(self.finished.iter_mut()).find_map(|meeting| meeting.records.get_mut(&entry))
    }

    /// Takes the words of a deleted entry out of memory, wherever they are.
    fn redact(&mut self, entry: u64) {
        if let Some(record) = self.record_mut(entry) {
            record.set_text(DELETED);
        }
        if let Some(action) = self.actions.values_mut().find(|action| action.entry == entry) {
            DELETED.clone_into(&mut action.text);
            action.owners.clear();
            action.due = None;
        }
        let meetings = self.meeting.iter_mut().chain(self.finished.iter_mut());
        let mut agendas: Vec<_> = vec![&mut self.draft_agenda];
        for meeting in meetings {
            for notes in meeting.queue.hands.iter_mut().map(|hand| &mut hand.notes) {
                notes.retain(|(from, _)| *from != entry);
            }
            if let Some(floor) = &mut meeting.floor {
                floor.notes.retain(|(from, _)| *from != entry);
            }
            if meeting.first_entry == entry {
                meeting.title = None;
            }
            agendas.push(&mut meeting.agenda);
        }
        for item in agendas.into_iter().flat_map(|agenda| agenda.items.values_mut()).filter(|item| item.entry == entry)
        {
            DELETED.clone_into(&mut item.title);
        }
    }

    fn apply_people(&mut self, entry: &Entry) {
        let event = &entry.event;
        let Some(meeting) = &mut self.meeting else {
            if let Event::RegretsDeclared { person } = event {
                self.draft_regrets.push(person.clone());
                self.draft_regrets.retain(|absent| absent.name != DELETED);
            }
            return;
        };
        match event {
            Event::PresenceDeclared { person } | Event::RegretsDeclared { person } | Event::ScribeNamed { person }
                if person.name == DELETED => {}
            Event::RecordSuspended => {
                meeting.is_off_record = true;
                meeting.off_since = Some(entry.at);
            }
            Event::RecordResumed => {
                meeting.is_off_record = false;
                meeting.off_spans.extend(meeting.off_since.take().map(|since| (since, entry.at)));
            }
            Event::PresenceDeclared { person } => {
                meeting.meet(person);
                meeting.regrets.retain(|absent| !absent.is(person));
                match meeting.present.iter_mut().find(|present| present.is(person)) {
                    Some(present) => present.clone_from(person),
                    None => meeting.present.push(person.clone()),
                }
            }
            Event::PresenceWithdrawn { person } => meeting.present.retain(|present| !present.is(person)),
            Event::RegretsDeclared { person } => {
                meeting.present.retain(|present| !present.is(person));
                meeting.regrets.push(person.clone());
            }
            Event::Arrived { person } => meeting.meet(person),
            Event::ScribeNamed { person } => {
                meeting.meet(person);
                meeting.scribes.push(person.clone());
                if !meeting.all_scribes.iter().any(|scribe| scribe.is(person)) {
                    meeting.all_scribes.push(person.clone());
                }
            }
            Event::ScribeReleased { person } => meeting.scribes.retain(|scribe| !scribe.is(person)),
            _ => {}
        }
    }

    fn apply_minutes(&mut self, event: &Event) {
        match event {
            Event::MinutesShown { meeting, version, digest } => {
                let state = self.minutes.entry(*meeting).or_default();
                state.shown = Some(Version { number: *version, digest: digest.clone() });
            }
            Event::MinutesApproved { meeting, version } => {
                self.minutes.entry(*meeting).or_default().approved = Some(*version);
            }
            Event::MinutesQueued { meeting, version, message_id } => {
                let sent = Sent { version: *version, message_id: message_id.clone(), state: Delivery::Queued };
                self.minutes.entry(*meeting).or_default().sent.push(sent);
            }
            Event::MailHandedOver { message_id } => self.set_delivery(message_id, &Delivery::HandedOver),
            Event::MailWithdrawn { message_id } => self.set_delivery(message_id, &Delivery::Withdrawn),
            Event::MailRefused { message_id, reason } => {
                self.set_delivery(message_id, &Delivery::Refused { reason: reason.clone() });
            }
            _ => {}
        }
    }

    fn set_delivery(&mut self, message_id: &str, state: &Delivery) {
        let all = self.minutes.values_mut().flat_map(|minutes| &mut minutes.sent);
        for sent in all.filter(|sent| sent.message_id == message_id && sent.state == Delivery::Queued) {
            sent.state = state.clone();
        }
    }
}

fn set_warned(item: Option<&mut Item>, stage: Stage) {
    if let Some(clock) = item.and_then(|item| item.clock.as_mut()) {
        clock.warned = Some(stage);
    }
}
