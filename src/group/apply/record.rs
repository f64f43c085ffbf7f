//! What is added to the record of a meeting. A conclusion or an amendment may come after the end; it belongs to the
//! meeting that was held.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::Metadata;
use crate::group::Group;
use crate::group::action::Action;
use crate::group::agenda::{Item, ItemState};
use crate::group::decision::{Decision, Reopening, Wording};
use crate::group::event::{DELETED, DecisionId, HandKind, Kind, Manner, NoteKind, Source};
use crate::group::meeting::{Asked, Meeting};
use crate::group::person::{AccountId, Person};
use crate::group::poll::{Poll, Question};
use crate::group::proposal::{Proposal, ProposalState};
use crate::group::record::{Amended, Body, Record};

/// An entry of what someone said, as a record keeps it.
pub(super) struct Said {
    pub seq: u64,
    pub at: DateTime<Utc>,
    pub by: Option<Arc<Person>>,
    pub source: Option<Box<Source>>,
    pub words: String,
    pub manner: Manner,
}

/// Whether words have what ends a question in one script or another.
fn asks(words: &str) -> bool {
    memchr::memchr(b'?', words.as_bytes()).is_some() || !words.is_ascii() && words.contains(['？', '؟'])
}

/// Where a record belongs in the minutes.
#[derive(Clone, Copy)]
struct Place {
    item: Option<u32>,
    /// The entry before whose record it comes, where it was left out and inserted later.
    before: Option<NonZeroU64>,
}

impl Place {
    fn under(item: Option<u32>) -> Place {
        Place { item, before: None }
    }
}

impl Group {
    pub(super) fn said(&mut self, speaker: &Person, said: Said) {
        let Some(meeting) = self.latest_meeting_mut() else { return };
        let Said { seq, at, by, source, words, manner } = said;
        let speaker = match &by {
            Some(by) if **by == *speaker => Arc::clone(by),
            Some(_) | None => meeting.meet(speaker),
        };
        if manner == Manner::Scribed {
            meeting.last_quoted = Some(Arc::clone(&speaker));
        }
        if let Some(floor) = meeting.floor.as_mut().filter(|floor| floor.person.is(&speaker)) {
            floor.last_said = Some(at);
        }
        let is_question = manner != Manner::Remark && asks(&words);
        if is_question {
            meeting.asked = Some(Asked { by: Arc::clone(&speaker), words: words.clone(), entry: seq });
        }
        let (item, body) = (meeting.agenda.open, Body::Said { speaker, words, manner });
        meeting.keep(Record { entry: seq, at, by, item, source, before: None, body, is_withdrawn: false });
    }

    pub(super) fn inserted(
        &mut self,
        metadata: Metadata<'_>,
        before: u64,
        speaker: &Person,
        words: &str,
        manner: Manner,
    ) {
        let Some(meeting) = self.latest_meeting_mut() else { return };
        let item = meeting.records.get(before).and_then(|record| record.item);
        let body = Body::Said { speaker: meeting.shared(speaker), words: words.to_owned(), manner };
        meeting.record_at(Place { item, before: NonZeroU64::new(before) }, metadata, body);
    }

    /// A point of order gets the floor: it stands in the minutes with its words, also if nothing more is said.
    pub(super) fn point_of_order(&mut self, metadata: Metadata<'_>, person: &Person) {
        let Some(meeting) = self.meeting.as_mut().filter(|meeting| meeting.is_recording()) else { return };
        let Some(floor) = meeting.floor.as_ref().filter(|floor| floor.kind == HandKind::PointOfOrder) else { return };
        let (speaker, notes) = (meeting.shared(person), floor.notes.clone());
        let (item, by) = (meeting.agenda.open, metadata.by.map(|by| meeting.shared(by)));
        meeting.keep(record(Place::under(item), metadata, by, Body::PointOfOrder { speaker, notes }));
    }

    pub(super) fn noted(&mut self, metadata: Metadata<'_>, kind: NoteKind, text: &str) {
        let Some(meeting) = self.latest_meeting_mut() else { return };
        meeting.record(metadata, Body::Note { kind, text: text.to_owned() });
    }

    pub(super) fn subtopic_opened(&mut self, metadata: Metadata<'_>, title: &str) {
        let Some(meeting) = self.latest_meeting_mut() else { return };
        meeting.record(metadata, Body::Subtopic { title: title.to_owned() });
    }

    pub(super) fn concluded(&mut self, metadata: Metadata<'_>, item: u32, text: &str) {
        self.end_turns(metadata.at);
        let Some(meeting) = self.meeting.as_mut().or(self.finished.as_mut()) else { return };
        // What comes to something after the end need not open the next agenda.
        let is_left = |item: &&mut Item| matches!(item.state, ItemState::Unfinished | ItemState::Skipped);
        if let Some(unfinished) = meeting.agenda.items.get_mut(&item).filter(is_left) {
            unfinished.state = ItemState::Closed;
            let carried = self.draft_agenda.items.values_mut().filter(|draft| draft.entry == unfinished.entry);
            carried.for_each(|draft| draft.state = ItemState::Dropped);
        }
        meeting.record_at(Place::under(Some(item)), metadata, Body::Conclusion { item, text: text.to_owned() });
    }

    /// Records a document under its item, or keeps it for the next meeting when none is open.
    pub(super) fn document_considered(&mut self, metadata: Metadata<'_>, item: Option<u32>, reference: &str) {
        self.note_considered(metadata, item, reference);
        let (place, body) = (Place::under(item), Body::Document { reference: reference.to_owned() });
        let Some(meeting) = &mut self.meeting else {
            let by = metadata.by.cloned().map(Arc::new);
            self.draft_documents.push(record(place, metadata, by, body));
            return;
        };
        meeting.record_at(place, metadata, body);
    }

    /// Adds the documents that were named before the meeting to its record, each under its item if that is still there.
    pub(super) fn record_drafts(&mut self, meeting: &mut Meeting) {
        for mut record in std::mem::take(&mut self.draft_documents) {
            record.item = record.item.filter(|item| meeting.agenda.item(*item).is_some());
            meeting.formal.push(record.entry);
            meeting.keep(record);
        }
    }

    pub(super) fn action_recorded(
        &mut self,
        metadata: Metadata<'_>,
        number: u32,
        text: &str,
        owners: &[String],
        accounts: &[AccountId],
        due: Option<NaiveDate>,
    ) {
        let Some(latest) = self.latest_meeting_mut() else { return };
        let (meeting, item) = (latest.number, latest.agenda.open);
        latest.record(metadata, Body::Action { action: number });
        self.last_action = number;
        let recorded = Action {
            number,
            text: text.to_owned(),
            owners: owners.to_vec(),
            accounts: accounts.to_vec(),
            known_by_name: self.known_by_name(metadata.by, (owners, accounts), None),
            due,
            meeting,
            item,
            entry: metadata.seq,
            outcome: None,
            closed_by: None,
            is_withdrawn: false,
        };
        self.actions.insert(number, recorded);
    }

    pub(super) fn decision_recorded(
        &mut self,
        metadata: Metadata<'_>,
        number: u32,
        kind: Kind,
        text: &str,
        proposal: Option<u32>,
    ) {
        self.end_turns(metadata.at);
        self.note_terms_decision(metadata.seq, metadata.by, text);
        let Some(meeting) = self.latest_meeting_mut() else { return };
        let id = DecisionId { meeting: meeting.number, number };
        // A decision belongs where its words were proposed, even if another item is open by then.
        let proposed = proposal.and_then(|proposal| meeting.proposal(proposal));
        let proposed = proposed.and_then(|proposal| meeting.records.get(proposal.entry));
        let item = proposed.and_then(|record| record.item).or(meeting.agenda.open);
        meeting.record_at(Place::under(item), metadata, Body::Decision { decision: id });
        meeting.decisions = number;
        let mut objections = Vec::new();
        if let Some(proposal) = proposal.and_then(|proposal| meeting.proposal_mut(proposal)) {
            proposal.state = ProposalState::Decided(number);
            objections.clone_from(&proposal.objections);
        }
        let decision = Decision {
            id,
            kind,
            tags: self.tags_of(text),
            entry: metadata.seq,
            wordings: vec![wording(metadata, id.meeting, text, None)],
            proposal,
            reopenings: Vec::new(),
            objections,
            is_withdrawn: false,
        };
        self.decisions.insert(id, decision);
    }

    pub(super) fn decision_amended(
        &mut self,
        metadata: Metadata<'_>,
        id: DecisionId,
        text: &str,
        reason: Option<&str>,
    ) {
        self.note_terms_decision(metadata.seq, metadata.by, text);
        let Some(meeting) = self.latest_meeting_mut() else { return };
        let number = meeting.number;
        let amended = Amended { text: Some(text.to_owned()), reason: reason.map(str::to_owned) };
        meeting.record(metadata, Body::Amendment { decision: id, amended: Box::new(amended) });
        if let Some(decision) = self.decisions.get_mut(&id) {
            decision.wordings.push(wording(metadata, number, text, reason));
        }
        self.renew_tags(id);
    }

    pub(super) fn decision_reopened(&mut self, metadata: Metadata<'_>, id: DecisionId, reason: Option<&str>) {
        let Some(meeting) = self.latest_meeting_mut() else { return };
        let number = meeting.number;
        let reason = reason.map(str::to_owned);
        let amended = Amended { text: None, reason: reason.clone() };
        meeting.record(metadata, Body::Amendment { decision: id, amended: Box::new(amended) });
        if let Some(decision) = self.decisions.get_mut(&id) {
            let Metadata { seq: entry, at, .. } = metadata;
            decision.reopenings.push(Reopening { at, meeting: number, entry, reason, is_withdrawn: false });
        }
    }

    pub(super) fn proposal_opened(
        &mut self,
        metadata: Metadata<'_>,
        number: u32,
        text: &str,
        (until, awaits_rooms): (DateTime<Utc>, bool),
    ) {
        if metadata.by.is_some_and(|by| self.presides(by)) {
            self.end_turns(metadata.at);
        }
        let Some(meeting) = self.latest_meeting_mut() else { return };
        meeting.proposals.push(Proposal {
            number,
            text: text.to_owned(),
            by: metadata.by.cloned(),
            entry: metadata.seq,
            until,
            awaits_rooms,
            state: if text == DELETED { ProposalState::Dropped } else { ProposalState::Open },
            stands: BTreeMap::new(),
            objections: Vec::new(),
        });
        meeting.record(metadata, Body::Proposal { proposal: number });
    }

    /// The time for objections begins.
    pub(super) fn proposal_shown_until(&mut self, number: u32, until: DateTime<Utc>) {
        let proposal = self.meeting.as_mut().and_then(|meeting| meeting.proposal_mut(number));
        if let Some(proposal) = proposal {
            (proposal.until, proposal.awaits_rooms) = (until, false);
            // There is more time.
            if proposal.state == ProposalState::Due {
                proposal.state = ProposalState::Open;
            }
        }
    }

    pub(super) fn poll_opened(&mut self, metadata: Metadata<'_>, number: u32, question: &str, choices: &[String]) {
        let Some(meeting) = self.latest_meeting_mut() else { return };
        meeting.polls.push(Poll {
            number,
            question: question.to_owned(),
            choices: choices.to_vec(),
            entry: metadata.seq,
            is_open: question != DELETED,
            votes: BTreeMap::new(),
        });
        meeting.record(metadata, Body::Poll { poll: number });
    }

    pub(super) fn question_asked(&mut self, metadata: Metadata<'_>, number: u32, text: &str) {
        let Some(meeting) = self.latest_meeting_mut() else { return };
        meeting.questions.push(Question {
            number,
            text: text.to_owned(),
            entry: metadata.seq,
            backers: metadata.by.into_iter().cloned().collect(),
            is_withdrawn: false,
        });
        meeting.record(metadata, Body::Question { question: number });
    }
}

impl Meeting {
    /// Adds something formal (not words from the floor) to the record, under the open item.
    fn record(&mut self, metadata: Metadata<'_>, body: Body) {
        self.record_at(Place::under(self.agenda.open), metadata, body);
    }

    /// Adds a record under its item.
    fn keep(&mut self, record: Record) {
        if record.item == self.agenda.open {
            self.agenda.heard();
        }
        self.records.add(record);
    }

    /// Adds it where it belongs.
    fn record_at(&mut self, place: Place, metadata: Metadata<'_>, body: Body) {
        let by = metadata.by.map(|by| self.shared(by));
        let record = record(place, metadata, by, body);
        self.formal.push(record.entry);
        if record.is_outcome() {
            self.outcomes.push(record.entry);
        }
        self.keep(record);
    }
}

fn record(place: Place, metadata: Metadata<'_>, by: Option<Arc<Person>>, body: Body) -> Record {
    let Place { item, before } = place;
    let source = metadata.source.cloned().map(Box::new);
    Record { entry: metadata.seq, at: metadata.at, by, item, source, before, body, is_withdrawn: false }
}

fn wording(metadata: Metadata<'_>, meeting: u32, text: &str, reason: Option<&str>) -> Wording {
    let (text, reason) = (text.to_owned(), reason.map(str::to_owned));
    Wording { at: metadata.at, entry: metadata.seq, meeting, text, reason, is_withdrawn: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::charter::Charter;
    use crate::group::command::{Command, Gathered, RecordCommand, Request};
    use crate::group::event::{Entry, Event};
    use crate::group::person::Role;

    /// What is kept as it is heard leaves the same group as the entries of what is decided.
    #[test]
    fn what_is_kept_is_what_its_entry_records() {
        let at = DateTime::from_timestamp(1_796_738_400, 0).expect("it is an instant");
        let (ana, bo) = (Person::named("ana"), Person::named("Bo"));
        let entry = |group: &Group, by: &Person, event: Event| Entry {
            seq: group.head + 1,
            at,
            by: Some(by.clone()),
            source: None,
            event,
        };
        let mut decided = Group::new(Charter::open("test", "Test"));
        decided.apply(&entry(&decided, &ana, Event::MeetingStarted { number: 1, title: None }));
        decided.apply(&entry(&decided, &bo, Event::ScribeNamed { person: bo.clone(), is_appointed: false }));
        let mut kept = decided.clone();
        for (by, words) in [
            (&ana, "a remark"),
            (&bo, "ana: what ana says"),
            (&bo, "... and more"),
            (&bo, "Cy: what somebody says whom nobody has met"),
            (&bo, "a scribe's own remark"),
            (&ana, "Bo: no scribe wrote this"),
        ] {
            let command = Command::Record(RecordCommand::Say { words: words.to_owned() });
            let say =
                Request { at, by: Some(by.clone()), role: Role::Participant, command, gathered: Gathered::default() };
            for event in decided.decide(&say).expect("anyone may say it") {
                decided.apply(&entry(&decided, by, event));
            }
            let heard = kept.hear(by, words).expect("it is short").expect("the meeting is recorded");
            kept.keep(at, by, &heard);
            assert_eq!(kept, decided, "{words}");
        }
    }
}
