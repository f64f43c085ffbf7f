//! How proposals to the mailing list change.

use super::Metadata;
use crate::group::Group;
use crate::group::event::DELETED;
use crate::group::list_proposal::{Answer, ListProposal, ListProposalChange, ListProposalState};
use crate::group::mail::{Came, CameWhat, MAIL_ACCOUNT};
use crate::group::person::Person;

impl Group {
    pub(super) fn list_proposal_changed(&mut self, metadata: Metadata<'_>, number: u32, change: &ListProposalChange) {
        let Metadata { seq: entry, at, by, source } = metadata;
        if let ListProposalChange::Proposed { text, until } = change {
            let (text, until, by) = (text.clone(), *until, by.cloned());
            let state = ListProposalState::Open;
            self.list_proposals.insert(number, ListProposal { text, by, entry, until, answers: Vec::new(), state });
        }
        let Some(known) = self.list_proposals.get_mut(&number) else { return };
        match change {
            ListProposalChange::Proposed { .. } => {}
            ListProposalChange::Answered { person, stand, words, is_member } => {
                known.answers.retain(|answer| !answer.person.is(person));
                let room = source.and_then(|source| source.room.as_deref());
                known.answers.push(Answer {
                    person: person.clone(),
                    stand: *stand,
                    words: words.clone(),
                    is_member: *is_member,
                    is_by_mail: room.is_some_and(|room| room.starts_with(MAIL_ACCOUNT)),
                    entry,
                });
            }
            ListProposalChange::AnswerWithdrawn { person } => {
                known.answers.retain(|answer| !answer.person.is(person));
            }
            ListProposalChange::Due => known.state = ListProposalState::Due,
            ListProposalChange::Settled { kind } => {
                known.state = ListProposalState::Settled { kind: *kind, at, by: by.cloned() };
                let person = by.cloned().unwrap_or_else(|| Person::named(DELETED));
                self.mailbox.came.push(Came { person, what: CameWhat::Settled { proposal: number }, mail: None });
            }
            ListProposalChange::Dropped => known.state = ListProposalState::Dropped,
        }
    }

    /// The words of a deleted message are gone, and an answer with them.
    pub(super) fn redact_list_proposals(&mut self, entry: u64) {
        for known in self.list_proposals.values_mut() {
            if known.entry == entry {
                DELETED.clone_into(&mut known.text);
            }
            known.answers.retain(|answer| answer.entry != entry);
        }
    }
}
