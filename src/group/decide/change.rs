//! Messages that were edited or deleted: what comes of each command.

use chrono::{DateTime, Utc};

use super::record::begins_with_address;
use crate::group::command::{
    ActionCommand, AgendaCommand, Change, ChangeCommand, Command, DecisionCommand, PollCommand, ProposalCommand,
    QueueCommand, RecordCommand, Request,
};
use crate::group::event::{Event, Manner, NoteKind};
use crate::group::minuted::Minuted;
use crate::group::person::{Person, Right};
use crate::group::queue::Hand;
use crate::group::record::Body;
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_change(&self, request: &Request, by: &Person, command: &ChangeCommand) -> Decided {
        match command {
            ChangeCommand::Reword { changes } => self.reword_on_record(request, by, changes),
            ChangeCommand::Restore { changes } => self.reword(request.at, by, changes),
            ChangeCommand::Retract { entries } => Ok(self.retracted(entries)),
        }
    }

    /// An edited message changes what it had recorded and never runs anything again.
    /// Off the record words can only be taken out, and so after the end, but by those who prepare the minutes.
    fn reword_on_record(&self, request: &Request, by: &Person, changes: &[Change]) -> Decided {
        if changes.iter().any(|change| change.now.is_some()) {
            self.refuse_off_record()?;
        }
        let mut events = Vec::new();
        for change in changes {
            let reworded = self.reword(request.at, by, std::slice::from_ref(change))?;
            let over = self.meeting_over_of(change.entry).filter(|_| change.now.is_some() && !reworded.is_empty());
            if let Some(meeting) = over.filter(|_| !request.role.may(Right::Secretary)) {
                return Err(Refusal::RecordClosed { meeting });
            }
            events.extend(reworded);
        }
        Ok(events)
    }

    /// The meeting that is over and whose minutes tell what an entry holds. Talk that they leave out is in none.
    fn meeting_over_of(&self, entry: u64) -> Option<u32> {
        let is_over = |number: &u32| self.meeting.as_ref().is_none_or(|meeting| meeting.number != *number);
        if let Some(action) = self.actions.values().find(|action| action.entry == entry) {
            return Some(action.meeting).filter(is_over);
        }
        let meeting = self.finished.as_ref()?;
        let record = meeting.records.get(entry)?;
        let is_minuted = match &record.body {
            Body::Said { manner, .. } => Minuted::of(self, meeting.number).has(entry, *manner),
            _ => true,
        };
        is_minuted.then_some(meeting.number)
    }

    fn reword(&self, at: DateTime<Utc>, by: &Person, changes: &[Change]) -> Decided {
        let mut events = Vec::new();
        for change in changes {
            let Some(now) = &change.now else {
                events.push(Event::Redacted { entries: vec![change.entry] });
                continue;
            };
            events.extend(self.reword_one(at, by, change.entry, now)?);
        }
        Ok(events)
    }

    fn reword_one(&self, at: DateTime<Utc>, by: &Person, entry: u64, now: &Command) -> Decided {
        if let Some(action) = self.actions.values().find(|action| action.entry == entry && action.is_kept()) {
            let Command::Action(ActionCommand::RecordAction { text }) = now else {
                return Err(Refusal::EditChangesKind { what: format!("action A{}", action.number) });
            };
            return Ok(self.reassigned(at, by, action, text, false));
        }
        if let Some(item) = self.agenda().items.values().find(|item| item.entry == entry) {
            let Command::Agenda(AgendaCommand::AddItem { title, .. }) = now else {
                return Err(Refusal::EditChangesKind { what: format!("agendum {}", item.number) });
            };
            let renamed = Event::ItemRenamed { entry, item: item.number, title: title.clone() };
            return Ok(if *title == item.title { Vec::new() } else { vec![renamed] });
        }
        let kept = self.reword_row(entry, now).or_else(|| self.reword_document(entry, now));
        if let Some(decided) = kept.or_else(|| self.reword_liaison(entry, now)) {
            return decided;
        }
        if let Command::Queue(QueueCommand::RaiseHand { words, .. }) = now {
            return self.reword_hand(by, entry, words.as_deref());
        }
        let mut meetings = self.meeting.iter().chain(&self.finished);
        let Some(record) = meetings.find_map(|meeting| meeting.records.get(entry)) else {
            return Ok(Vec::new());
        };
        if !record.is_kept() {
            return Ok(Vec::new());
        }
        let text = match (&record.body, now) {
            (Body::Said { manner: Manner::Scribed, .. }, Command::Record(RecordCommand::Say { words })) => {
                let meeting = self.meeting.as_ref().or(self.finished.as_ref());
                meeting
                    .and_then(|meeting| self.quoted(meeting, words))
                    .map_or_else(|| words.clone(), |(_, words)| words.to_owned())
            }
            (Body::Said { .. }, Command::Record(RecordCommand::Say { words })) => words.clone(),
            (Body::Conclusion { .. }, Command::Record(RecordCommand::Conclude { text, .. })) => text.clone(),
            (Body::Note { kind: NoteKind::Link, .. }, Command::Record(RecordCommand::Say { words }))
                if begins_with_address(words) =>
            {
                words.clone()
            }
            (Body::Note { kind, .. }, Command::Record(RecordCommand::RecordNote { kind: now, text }))
                if kind == now =>
            {
                text.clone()
            }
            (Body::Decision { decision }, Command::Decision(DecisionCommand::RecordDecision { kind, text }))
                if !self.is_proposed(*decision)
                    && self.decisions.get(decision).is_some_and(|decision| decision.kind == *kind) =>
            {
                text.clone()
            }
            (Body::Question { .. }, Command::Poll(PollCommand::AskQuestion { text })) => text.clone(),
            (Body::Proposal { .. }, Command::Proposal(ProposalCommand::Propose { text }))
                if self.text_of(record) == Some(text) =>
            {
                text.clone()
            }
            (Body::Document { .. }, Command::Record(RecordCommand::ConsiderDocument { reference, .. })) => {
                reference.clone()
            }
            (Body::Subtopic { .. }, Command::Agenda(AgendaCommand::OpenSubtopic { title })) => title.clone(),
            (body, _) => return Err(Refusal::EditChangesKind { what: body.called().to_owned() }),
        };
        let is_same = self.text_of(record) == Some(text.as_str());
        Ok(if is_same { Vec::new() } else { vec![Event::Reworded { entry, text }] })
    }

    /// What follows from the deletion of a message, whoever deleted it: its words go, and the hands that it raised, unless
    /// another message is behind them too.
    pub(super) fn retracted(&self, entries: &[u64]) -> Vec<Event> {
        let hands = self.meeting.as_ref().map_or(&[] as &[Hand], |meeting| meeting.queue.hands.as_slice());
        // A chair who sets the queue raises nobody's hand.
        let is_gone = |hand: &&Hand| {
            !hand.is_placed
                && entries.contains(&hand.since)
                && hand.notes.iter().all(|(from, _)| entries.contains(from))
        };
        let lowered = hands.iter().filter(is_gone).map(|hand| {
            let has_others = hands.iter().filter(|other| other.person.is(&hand.person)).count() > 1;
            Event::HandLowered { person: hand.person.clone(), hand: has_others.then(|| hand.key()) }
        });
        let redacted = (!entries.is_empty()).then(|| Event::Redacted { entries: entries.to_vec() });
        lowered.chain(redacted).collect()
    }
}
