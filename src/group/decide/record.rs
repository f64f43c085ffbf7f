//! What is recorded and corrected: what comes of each command.

use std::sync::Arc;

use crate::group::command::{Reach, RecordCommand, Request};
use crate::group::event::{DecisionId, Event, HandKind, Manner, NoteKind};
use crate::group::heard::Heard;
use crate::group::meeting::Meeting;
use crate::group::person::{Person, Right};
use crate::group::record::{Body, Record};
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};
use crate::text::is_address;

impl Group {
    pub(super) fn decide_record(&self, request: &Request, by: &Person, command: &RecordCommand) -> Decided {
        match command {
            RecordCommand::Conclude { item, text } => self.conclude(*item, text),
            RecordCommand::ConsiderDocument { reference, item } => self.consider(reference, *item),
            RecordCommand::Insert { place, line, records: None } => self.insert(request, by, place, line),
            RecordCommand::Insert { place, line, records: Some(records) } => {
                self.insert_record(request, by, place, (line, records))
            }
            RecordCommand::RecordNote { kind, text } => self.record_note(*kind, text),
            RecordCommand::Substitute { old, new, reach } => {
                self.refuse_off_record()?;
                self.substitute(request, by, old, new, *reach)
            }
            RecordCommand::Undo => self.undo(request, by),
            RecordCommand::UndoNamed { what } => self.undo_named(request, by, *what),
            RecordCommand::Say { words } => {
                self.continue_record(request, by, words).unwrap_or_else(|| self.say_or_link(by, words))
            }
        }
    }

    fn conclude(&self, item: Option<u32>, text: &str) -> Decided {
        self.refuse_off_record()?;
        let meeting = self.meeting.as_ref().or(self.finished.as_ref()).ok_or(Refusal::NoMeeting)?;
        if self.meeting.is_none() {
            self.refuse_when_sent(meeting.number, Some(meeting.number))?;
        }
        let agenda = &meeting.agenda;
        let item = item.or(agenda.open).or(agenda.last_closed).ok_or(Refusal::NoOpenItem)?;
        if agenda.item(item).is_none() {
            return Err(Refusal::NoSuchItem { item });
        }
        Ok(vec![Event::Concluded { item, text: text.to_owned() }])
    }

    fn consider(&self, reference: &str, item: Option<u32>) -> Decided {
        if self.meeting.is_none() && self.planned().is_some() {
            if let Some(number) = item.filter(|number| self.draft_agenda.item(*number).is_none()) {
                return Err(Refusal::NoSuchItem { item: number });
            }
            if self.draft_documents.len() >= LIMITS.items {
                return Err(Refusal::TooMany { what: "documents", limit: LIMITS.items });
            }
            return Ok(vec![Event::DocumentConsidered { item, reference: reference.to_owned() }]);
        }
        let meeting = self.recording()?;
        if let Some(number) = item.filter(|number| meeting.agenda.item(*number).is_none()) {
            return Err(Refusal::NoSuchItem { item: number });
        }
        let item = item.or(meeting.agenda.open);
        Ok(vec![Event::DocumentConsidered { item, reference: reference.to_owned() }])
    }

    pub(super) fn say(&self, by: &Person, words: &str) -> Decided {
        Ok(self.hear(by, words)?.map(Heard::event).into_iter().collect())
    }

    /// A remark that begins with an address is a link for the minutes; words from the floor stay what they are.
    fn say_or_link(&self, by: &Person, words: &str) -> Decided {
        match self.hear(by, words)? {
            Some(heard) if heard.manner == Manner::Remark && begins_with_address(words) => {
                let text = words.trim_start_matches("->").trim_start().to_owned();
                Ok(vec![Event::Noted { kind: NoteKind::Link, text }])
            }
            heard => Ok(heard.map(Heard::event).into_iter().collect()),
        }
    }

    fn record_note(&self, kind: NoteKind, text: &str) -> Decided {
        let meeting = self.recording()?;
        let noted = Event::Noted { kind, text: text.to_owned() };
        if kind != NoteKind::Ruling {
            return Ok(vec![noted]);
        }
        // A ruling answers the point of order that has the floor, or else the one that waits for it.
        let is_order = |hand: HandKind| hand == HandKind::PointOfOrder;
        let speaking = meeting.floor.as_ref().filter(|floor| is_order(floor.kind)).map(|floor| floor.person.clone());
        let waiting = meeting.queue.hands.first().filter(|hand| speaking.is_none() && is_order(hand.kind));
        let given = waiting.map(|hand| Event::FloorGiven { person: hand.person.clone(), hand: hand.kind });
        let over = speaking.or_else(|| waiting.map(|hand| hand.person.clone()));
        let over = over.map(|person| Event::FloorYielded { person });
        Ok(given.into_iter().chain([noted]).chain(over).collect())
    }

    /// `s/old/new/`: one's own lines; a scribe's, secretary's and chair's reach everyone's. What items came to is
    /// out of reach for a scribe whom neither a chair nor a secretary named.
    fn substitute(&self, request: &Request, by: &Person, old: &str, new: &str, reach: Reach) -> Decided {
        let meeting = self.correctable(request)?;
        let is_scribe = meeting.is_scribe(by);
        let is_appointed = is_scribe && meeting.is_appointed(by);
        // Who may correct it; `None`: nobody.
        let whose = |record: &Record| match record.body {
            // What the group decided is the chair's to amend, in the open.
            Body::Decision { decision } if self.is_proposed(decision) => None,
            Body::Decision { .. } => Some((request.role.may(Right::Chair), "a chair")),
            // The exact words that people have answered to stay; new words are a new proposal.
            Body::Proposal { .. } | Body::Poll { .. } | Body::Amendment { .. } | Body::PointOfOrder { .. } => None,
            // A ruling is the chair's.
            Body::Note { kind: NoteKind::Ruling, .. } => Some((request.role.may(Right::Chair), "a chair")),
            Body::Conclusion { .. } => {
                let may = is_appointed || request.role.may(Right::Secretary);
                Some((may, "a chair, a secretary or a scribe whom they named"))
            }
            Body::Said { .. }
            | Body::Note { .. }
            | Body::Document { .. }
            | Body::Subtopic { .. }
            | Body::Question { .. }
            | Body::Action { .. } => {
                let may = is_scribe || request.role.may(Right::Secretary) || record.belongs_to(by);
                Some((may, "a scribe, a secretary or a chair"))
            }
        };
        let holding = || {
            let kept = meeting.records.values().rev().take(LIMITS.looked_back).filter(|record| record.is_kept());
            kept.filter_map(|record| Some((record, self.text_of(record)?)).filter(|(_, text)| text.contains(old)))
        };
        let mut matching = holding().filter(|(record, _)| whose(record).is_some_and(|(may, _)| may));
        let none = || {
            if let Some(elsewhere) = self.substitute_elsewhere(request, by, old, new) {
                return elsewhere;
            }
            let of_others = holding().find_map(|(record, _)| Some((record.body.called(), whose(record)?.1)));
            let old = crate::text::shorten(old, 60);
            Err(match of_others {
                Some((what, who)) => Refusal::NotYoursToCorrect { old, what, who },
                None => Refusal::NothingMatched { old },
            })
        };
        let left = |text: String| if text.trim().is_empty() { Err(Refusal::NothingLeft) } else { Ok(text) };
        match reach {
            Reach::First => {
                let Some((record, text)) = matching.next() else { return none() };
                Ok(self.reworded(request, by, record, &left(text.replacen(old, new, 1))?))
            }
            Reach::Line => {
                let Some((record, text)) = matching.next() else { return none() };
                Ok(self.reworded(request, by, record, &left(text.replace(old, new))?))
            }
            Reach::Item => {
                let item = meeting.agenda.open;
                let in_item: Vec<_> = matching.take_while(|(record, _)| record.item == item).collect();
                if in_item.is_empty() {
                    return none();
                }
                let in_order = in_item.into_iter().rev();
                let mut events = Vec::new();
                for (record, text) in in_order {
                    events.extend(self.reworded(request, by, record, &left(text.replace(old, new))?));
                }
                Ok(events)
            }
        }
    }

    /// The meeting whose record a person may correct: the one that is open, or the last for those who have to do with
    /// its minutes.
    pub(super) fn correctable(&self, request: &Request) -> Result<&Meeting, Refusal> {
        let meeting = self.latest_meeting().ok_or(Refusal::NoMeeting)?;
        if meeting.ended_at.is_some() && !request.role.may(Right::Secretary) {
            return Err(Refusal::RecordClosed { meeting: meeting.number });
        }
        Ok(meeting)
    }

    /// Whether people have answered to the very words of a decision: those are amended, not corrected.
    pub(super) fn is_proposed(&self, decision: DecisionId) -> bool {
        self.decisions.get(&decision).is_some_and(|decision| decision.proposal.is_some())
    }

    pub(super) fn reworded(&self, request: &Request, by: &Person, record: &Record, text: &str) -> Vec<Event> {
        let action = match record.body {
            Body::Action { action } => self.actions.get(&action),
            _ => None,
        };
        if let Some(action) = action {
            return self.reassigned(request.at, by, action, text, true);
        }
        vec![Event::Reworded { entry: record.entry, text: text.to_owned() }]
    }

    /// `i/where/new line/`: before the last line of one's own that holds `place`; a scribe, secretary or
    /// chair before anyone's.
    fn insert(&self, request: &Request, by: &Person, place: &str, line: &str) -> Decided {
        self.refuse_off_record()?;
        let meeting = self.correctable(request)?;
        let is_scribe = meeting.is_scribe(by);
        let may_touch = |record: &&Record| is_scribe || request.role.may(Right::Secretary) || record.belongs_to(by);
        let looked_at = meeting.records.values().rev().take(LIMITS.looked_back);
        let mut kept = looked_at.filter(|record| record.is_kept()).filter(may_touch);
        let holds = |record: &&Record| self.text_of(record).is_some_and(|text| text.contains(place));
        let found = kept.find(holds).ok_or_else(|| Refusal::NothingMatched { old: place.to_owned() })?;
        let quoted = self.quoted(meeting, line).filter(|_| is_scribe);
        let (speaker, words, manner) = match quoted {
            Some((speaker, words)) => (Arc::unwrap_or_clone(speaker), words, Manner::Scribed),
            None => (by.clone(), line, Manner::Statement),
        };
        Ok(vec![Event::Inserted { before: found.entry, speaker, words: words.to_owned(), manner }])
    }
}

/// Whether words begin with a web address, as an addition to the minutes does: `https://example.org/table the table`.
pub(super) fn begins_with_address(words: &str) -> bool {
    words.trim_start_matches("->").split_whitespace().next().is_some_and(is_address)
}
