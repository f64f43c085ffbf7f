//! Corrections, taking back, and deletions.

use chrono::NaiveDate;

use crate::group::Group;
use crate::group::event::{ActionOutcome, DELETED, DecisionId};
use crate::group::person::{AccountId, Person};
use crate::group::proposal::ProposalState;
use crate::group::record::{Body, Record};

impl Group {
    pub(super) fn action_reworded(
        &mut self,
        by: Option<&Person>,
        number: u32,
        text: &str,
        owners: &[String],
        accounts: &[AccountId],
        due: Option<NaiveDate>,
    ) {
        // A correction whose message was deleted says nothing any more.
        if text == DELETED {
            return;
        }
        let known_by_name = self.known_by_name(by, (owners, accounts), self.actions.get(&number));
        if let Some(action) = self.actions.get_mut(&number) {
            text.clone_into(&mut action.text);
            owners.clone_into(&mut action.owners);
            accounts.clone_into(&mut action.accounts);
            action.known_by_name = known_by_name;
            action.due = due;
        }
    }

    pub(super) fn action_closed(&mut self, seq: u64, number: u32, outcome: ActionOutcome) {
        if let Some(action) = self.actions.get_mut(&number) {
            action.outcome = Some(outcome);
            action.closed_by = Some(seq);
        }
    }

    pub(super) fn action_reopened(&mut self, number: u32) {
        if let Some(action) = self.actions.get_mut(&number) {
            action.outcome = None;
            action.closed_by = None;
        }
    }

    pub(super) fn entry_reworded(&mut self, entry: u64, text: &str) {
        // A correction whose message was deleted says nothing any more.
        if text == DELETED {
            return;
        }
        self.reword_elsewhere(entry, text);
        if let Some(record) = self.record_mut(entry) {
            record.set_text(text);
        }
    }

    pub(super) fn speaker_corrected(&mut self, entry: u64, speaker: &Person) {
        // A correction whose message was deleted says nothing any more.
        if speaker.name == DELETED {
            return;
        }
        for meeting in self.meeting.iter_mut().chain(self.finished.iter_mut()) {
            let met = meeting.shared(speaker);
            if let Some(Body::Said { speaker, .. }) = meeting.records.get_mut(entry).map(|record| &mut record.body) {
                *speaker = met;
            }
        }
    }

    pub(super) fn entry_withdrawn(&mut self, entry: u64) {
        if let Some(action) = self.actions.values_mut().find(|action| action.entry == entry) {
            action.is_withdrawn = true;
        }
        self.withdraw_elsewhere(entry);
        self.withdraw_row_entry(entry);
        self.withdraw_document_entry(entry);
        self.withdraw_liaison_entry(entry);
        self.withdraw_approval_entry(entry);
        self.withdraw_mandate_entry(entry);
        self.withdraw_terms_entry(entry);
        if let Some(place) = self.reminders.iter().position(|reminder| reminder.entry == entry) {
            self.reminded = Some(self.reminders.remove(place));
        }
        if let Some(record) = self.record_mut(entry) {
            record.is_withdrawn = true;
        }
    }

    pub(super) fn entries_redacted(&mut self, entries: &[u64]) {
        for entry in entries {
            self.redact(*entry);
        }
    }

    fn record_mut(&mut self, entry: u64) -> Option<&mut Record> {
        self.meeting.iter_mut().chain(self.finished.iter_mut()).find_map(|meeting| meeting.records.get_mut(entry))
    }

    /// Takes the words of a deleted entry out of memory, wherever they are.
    fn redact(&mut self, entry: u64) {
        if let Some(record) = self.record_mut(entry) {
            record.set_text(DELETED);
        }
        if let Some(action) = self.actions.values_mut().find(|action| action.entry == entry) {
            DELETED.clone_into(&mut action.text);
            action.owners.clear();
            action.accounts.clear();
            action.known_by_name.clear();
            action.due = None;
        }
        self.reword_elsewhere(entry, DELETED);
        self.redact_list_proposals(entry);
        self.redact_approval(entry);
        self.redact_mandate_entry(entry);
        self.redact_terms_entry(entry);
        let decided = self.decisions.values_mut().flat_map(|decision| &mut decision.objections);
        let meetings = self.meeting.iter_mut().chain(self.finished.iter_mut());
        let proposals = meetings.flat_map(|meeting| {
            for poll in &mut meeting.polls {
                poll.votes.retain(|_, vote| vote.entry != entry);
            }
            &mut meeting.proposals
        });
        let proposed = proposals.flat_map(|proposal| {
            proposal.stands.retain(|_, stance| stance.entry != entry);
            &mut proposal.objections
        });
        for objection in decided.chain(proposed).filter(|objection| objection.entry == entry) {
            objection.is_withdrawn = true;
        }
        self.reminders.retain(|reminder| reminder.entry != entry);
        self.reminded.take_if(|reminder| reminder.entry == entry);
        let meetings = self.meeting.iter_mut().chain(self.finished.iter_mut());
        let mut agendas: Vec<_> = vec![&mut self.draft_agenda];
        for meeting in meetings {
            for notes in meeting.queue.hands.iter_mut().map(|hand| &mut hand.notes) {
                notes.retain(|(from, _)| *from != entry);
            }
            for floor in meeting.floor.iter_mut().chain(&mut meeting.interrupted) {
                floor.notes.retain(|(from, _)| *from != entry);
            }
            meeting.asked.take_if(|asked| asked.entry == entry);
            meeting.records.forget_note(entry);
            if meeting.first_entry == entry {
                meeting.title = None;
            }
            for proposal in
                meeting.proposals.iter_mut().filter(|proposal| proposal.entry == entry && proposal.is_open())
            {
                proposal.state = ProposalState::Dropped;
            }
            for poll in meeting.polls.iter_mut().filter(|poll| poll.entry == entry) {
                poll.is_open = false;
                poll.choices.iter_mut().for_each(|choice| DELETED.clone_into(choice));
            }
            agendas.push(&mut meeting.agenda);
        }
        for item in agendas.into_iter().flat_map(|agenda| agenda.items.values_mut()).filter(|item| item.entry == entry)
        {
            DELETED.clone_into(&mut item.title);
            item.proposer = None;
        }
    }

    /// For whom a decision is follows from the words that hold.
    pub(super) fn renew_tags(&mut self, id: DecisionId) {
        let tags = self.decisions.get(&id).map(|decision| self.tags_of(decision.text())).unwrap_or_default();
        self.decisions.entry(id).and_modify(|decision| decision.tags = tags);
    }

    /// New words for what lives outside the record: decisions, proposals, polls, questions.
    fn reword_elsewhere(&mut self, entry: u64, text: &str) {
        let mut wordings = self.decisions.values_mut().flat_map(|decision| {
            let id = decision.id;
            decision.wordings.iter_mut().map(move |wording| (id, wording))
        });
        if let Some((id, wording)) = wordings.find(|(_, wording)| wording.entry == entry) {
            text.clone_into(&mut wording.text);
            self.renew_tags(id);
            return;
        }
        self.reword_row_entry(entry, text);
        self.reword_document_entry(entry, text);
        self.reword_liaison_entry(entry, text);
        for meeting in self.meeting.iter_mut().chain(self.finished.iter_mut()) {
            meeting.queue.reword(entry, text);
            let proposals = meeting.proposals.iter_mut().map(|proposal| (proposal.entry, &mut proposal.text));
            let polls = meeting.polls.iter_mut().map(|poll| (poll.entry, &mut poll.question));
            let questions = meeting.questions.iter_mut().map(|question| (question.entry, &mut question.text));
            for (_, words) in proposals.chain(polls).chain(questions).filter(|(of, _)| *of == entry) {
                text.clone_into(words);
            }
        }
    }

    /// What was taken back, where it lives outside the record.
    fn withdraw_elsewhere(&mut self, entry: u64) {
        let mut amended = None;
        for decision in self.decisions.values_mut() {
            if decision.entry == entry {
                decision.is_withdrawn = true;
            }
            for reopening in decision.reopenings.iter_mut().filter(|reopening| reopening.entry == entry) {
                reopening.is_withdrawn = true;
            }
            for wording in decision.wordings.iter_mut().filter(|wording| wording.entry == entry) {
                wording.is_withdrawn = true;
                amended = Some(decision.id);
            }
        }
        if let Some(id) = amended {
            self.renew_tags(id);
        }
        for meeting in self.meeting.iter_mut().chain(self.finished.iter_mut()) {
            for proposal in &mut meeting.proposals {
                let settled_by = match proposal.state {
                    ProposalState::Decided(number) => {
                        self.decisions.get(&DecisionId { meeting: meeting.number, number })
                    }
                    ProposalState::Open | ProposalState::Due | ProposalState::Dropped => None,
                };
                let is_settled_by_it = settled_by.is_some_and(|decision| decision.entry == entry);
                if is_settled_by_it {
                    proposal.state = ProposalState::Due;
                } else if proposal.entry == entry && proposal.is_open() {
                    proposal.state = ProposalState::Dropped;
                }
            }
            for poll in meeting.polls.iter_mut().filter(|poll| poll.entry == entry) {
                poll.is_open = false;
            }
            for question in meeting.questions.iter_mut().filter(|question| question.entry == entry) {
                question.is_withdrawn = true;
            }
        }
    }
}
