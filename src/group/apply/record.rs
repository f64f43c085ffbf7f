//! What is added to the record of a meeting.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::group::Group;
use crate::group::action::Action;
use crate::group::agenda::{Item, ItemState};
use crate::group::decision::{Decision, Reopening, Wording};
use crate::group::event::{DELETED, DecisionId, Entry, Event, Manner, Source};
use crate::group::meeting::Meeting;
use crate::group::person::Person;
use crate::group::poll::{Poll, Question};
use crate::group::proposal::{Proposal, ProposalState};
use crate::group::record::{Body, Record};

/// An entry of what somebody said, as a record keeps it.
pub(super) struct Said {
    pub seq: u64,
    pub at: DateTime<Utc>,
    pub by: Option<Arc<Person>>,
    pub source: Option<Box<Source>>,
    pub words: String,
    pub manner: Manner,
}

impl Group {
    /// Adds what somebody said, to the meeting that was held where it comes after the end.
    pub(super) fn apply_said(&mut self, speaker: &Person, said: Said) {
        let Some(meeting) = self.meeting.as_mut().or(self.finished.as_mut()) else { return };
        let Said { seq, at, by, source, words, manner } = said;
        let speaker = meeting.meet(speaker);
        if manner == Manner::Scribed {
            meeting.last_quoted = Some(Arc::clone(&speaker));
        }
        let (item, body) = (meeting.agenda.open, Body::Said { speaker, words, manner });
        meeting.records.add(Record { entry: seq, at, by, item, source, before: None, body, is_withdrawn: false });
    }

    /// Adds what was recorded. A conclusion or an amendment may come after the end; it belongs to the
    /// meeting that was held.
    pub(super) fn apply_record(&mut self, entry: &Entry) {
        if let (None, Event::DocumentConsidered { item, reference }) = (&self.meeting, &entry.event) {
            self.draft_documents.push(Record {
                entry: entry.seq,
                at: entry.at,
                by: entry.by.clone().map(Arc::new),
                item: *item,
                source: entry.source.clone().map(Box::new),
                before: None,
                body: Body::Document { reference: reference.clone() },
                is_withdrawn: false,
            });
            return;
        }
        let Some(latest) = self.meeting.as_ref().or(self.finished.as_ref()) else { return };
        let (number, mut item, mut before) = (latest.number, latest.agenda.open, None);
        match &entry.event {
            Event::Concluded { item: concluded, .. } => item = Some(*concluded),
            Event::DocumentConsidered { item: considered, .. } => item = *considered,
            // A decision stands where its words were proposed, even if another item is open by then.
            Event::DecisionRecorded { proposal: Some(proposal), .. } => {
                let proposed = latest.proposal(*proposal).and_then(|proposal| latest.records.get(proposal.entry));
                item = proposed.and_then(|record| record.item).or(item);
            }
            Event::Inserted { before: anchor, .. } => {
                before = Some(*anchor);
                item = latest.records.get(*anchor).and_then(|record| record.item);
            }
            _ => {}
        }
        let body = self
            .written(entry)
            .or_else(|| self.assigned(entry, number, item))
            .or_else(|| self.decided(entry, number))
            .or_else(|| self.asked(entry));
        let (Some(body), Some(meeting)) = (body, self.meeting.as_mut().or(self.finished.as_mut())) else { return };
        meeting.formal.push(entry.seq);
        let record = Record {
            entry: entry.seq,
            at: entry.at,
            by: entry.by.as_ref().map(|by| meeting.shared(by)),
            item,
            source: entry.source.clone().map(Box::new),
            before,
            body,
            is_withdrawn: false,
        };
        if record.is_outcome() {
            meeting.outcomes.push(entry.seq);
        }
        meeting.records.add(record);
    }

    /// What was named before the meeting stands in its record, under its item if that is still there.
    pub(super) fn record_drafts(&mut self, meeting: &mut Meeting) {
        for mut record in std::mem::take(&mut self.draft_documents) {
            record.item = record.item.filter(|item| meeting.agenda.item(*item).is_some());
            meeting.formal.push(record.entry);
            meeting.records.add(record);
        }
    }

    /// Notes, documents, headings, conclusions, and words that were left out.
    fn written(&mut self, entry: &Entry) -> Option<Body> {
        let meeting = self.meeting.as_mut().or(self.finished.as_mut())?;
        Some(match &entry.event {
            Event::SubtopicOpened { title } => Body::Subtopic { title: title.clone() },
            Event::Concluded { item, text } => {
                // What comes to something after the end need not open the next agenda.
                let is_left = |item: &&mut Item| matches!(item.state, ItemState::Unfinished | ItemState::Skipped);
                if let Some(unfinished) = meeting.agenda.items.get_mut(item).filter(is_left) {
                    unfinished.state = ItemState::Closed;
                    let carried = self.draft_agenda.items.values_mut().filter(|draft| draft.entry == unfinished.entry);
                    carried.for_each(|draft| draft.state = ItemState::Dropped);
                }
                Body::Conclusion { item: *item, text: text.clone() }
            }
            Event::DocumentConsidered { reference, .. } => Body::Document { reference: reference.clone() },
            Event::Noted { kind, text } => Body::Note { kind: *kind, text: text.clone() },
            Event::Inserted { speaker, words, manner, .. } => {
                Body::Said { speaker: meeting.shared(speaker), words: words.clone(), manner: *manner }
            }
            _ => return None,
        })
    }

    fn assigned(&mut self, entry: &Entry, meeting: u32, item: Option<u32>) -> Option<Body> {
        let Event::ActionRecorded { action, text, owners, accounts, due } = &entry.event else { return None };
        self.last_action = *action;
        let recorded = Action {
            number: *action,
            text: text.clone(),
            owners: owners.clone(),
            accounts: accounts.clone(),
            known_by_name: self.known_by_name(entry.by.as_ref(), (owners, accounts), None),
            due: *due,
            meeting,
            item,
            entry: entry.seq,
            outcome: None,
            closed_by: None,
            is_withdrawn: false,
        };
        self.actions.insert(*action, recorded);
        Some(Body::Action { action: *action })
    }

    /// Decisions, and what becomes of them.
    fn decided(&mut self, entry: &Entry, meeting: u32) -> Option<Body> {
        let worded = |text: &String, reason: &Option<String>| Wording {
            at: entry.at,
            entry: entry.seq,
            meeting,
            text: text.clone(),
            reason: reason.clone(),
            is_withdrawn: false,
        };
        Some(match &entry.event {
            Event::DecisionRecorded { number, kind, text, proposal } => {
                let id = DecisionId { meeting, number: *number };
                let mut objections = Vec::new();
                if let Some(latest) = self.meeting.as_mut().or(self.finished.as_mut()) {
                    latest.decisions = *number;
                    if let Some(proposal) = proposal.and_then(|proposal| latest.proposal_mut(proposal)) {
                        proposal.state = ProposalState::Decided(*number);
                        objections.clone_from(&proposal.objections);
                    }
                }
                let decision = Decision {
                    id,
                    kind: *kind,
                    tags: self.tags_of(text),
                    entry: entry.seq,
                    wordings: vec![worded(text, &None)],
                    proposal: *proposal,
                    reopenings: Vec::new(),
                    objections,
                    is_withdrawn: false,
                };
                self.decisions.insert(id, decision);
                Body::Decision { decision: id }
            }
            Event::DecisionAmended { decision, text, reason } => {
                self.decisions.entry(*decision).and_modify(|known| known.wordings.push(worded(text, reason)));
                self.renew_tags(*decision);
                Body::Amendment { decision: *decision, text: Some(text.clone()), reason: reason.clone() }
            }
            Event::DecisionReopened { decision, reason } => {
                let (at, seq) = (entry.at, entry.seq);
                let reopening = Reopening { at, entry: seq, reason: reason.clone(), is_withdrawn: false };
                self.decisions.entry(*decision).and_modify(|known| known.reopenings.push(reopening));
                Body::Amendment { decision: *decision, text: None, reason: reason.clone() }
            }
            _ => return None,
        })
    }

    /// What is put to the group: proposals, polls, questions.
    fn asked(&mut self, entry: &Entry) -> Option<Body> {
        let meeting = self.meeting.as_mut().or(self.finished.as_mut())?;
        Some(match &entry.event {
            Event::ProposalOpened { proposal, text, until } => {
                let opened = Proposal {
                    number: *proposal,
                    text: text.clone(),
                    by: entry.by.clone(),
                    entry: entry.seq,
                    until: *until,
                    state: if text == DELETED { ProposalState::Dropped } else { ProposalState::Open },
                    stands: BTreeMap::new(),
                    objections: Vec::new(),
                };
                meeting.proposals.push(opened);
                Body::Proposal { proposal: *proposal }
            }
            Event::PollOpened { poll, question, choices } => {
                let opened = Poll {
                    number: *poll,
                    question: question.clone(),
                    choices: choices.clone(),
                    entry: entry.seq,
                    is_open: question != DELETED,
                    votes: BTreeMap::new(),
                };
                meeting.polls.push(opened);
                Body::Poll { poll: *poll }
            }
            Event::QuestionAsked { question, text } => {
                let backers = entry.by.iter().cloned().collect();
                meeting.questions.push(Question {
                    number: *question,
                    text: text.clone(),
                    entry: entry.seq,
                    backers,
                    is_withdrawn: false,
                });
                Body::Question { question: *question }
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::charter::Charter;
    use crate::group::command::{Command, Request};
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
            let command = Command::Say { words: words.to_owned() };
            let say = Request { at, by: Some(by.clone()), role: Role::Participant, command, profile_zone: None };
            for event in decided.decide(&say).expect("anyone may say it") {
                decided.apply(&entry(&decided, by, event));
            }
            let heard = kept.hear(by, words).expect("it is short").expect("the meeting is recorded");
            kept.keep(at, by, &heard);
            assert_eq!(kept, decided, "{words}");
        }
    }
}
