//! What people answer to proposals, polls and questions, and how those end.

use super::Metadata;
use crate::group::Group;
use crate::group::event::{Objected, Stand};
use crate::group::mail::mail_of;
use crate::group::meeting::Meeting;
use crate::group::person::Person;
use crate::group::poll::{Poll, Vote};
use crate::group::proposal::{Objection, Proposal, ProposalState, Stance};

impl Group {
    pub(super) fn proposal_due(&mut self, number: u32) {
        if let Some(proposal) = self.proposal_mut(number).filter(|proposal| proposal.is_open()) {
            proposal.state = ProposalState::Due;
        }
    }

    pub(super) fn proposal_dropped(&mut self, number: u32) {
        if let Some(proposal) = self.proposal_mut(number).filter(|proposal| proposal.is_open()) {
            proposal.state = ProposalState::Dropped;
        }
    }

    pub(super) fn stand_taken(&mut self, seq: u64, number: u32, person: &Person, stand: Stand, words: Option<&str>) {
        let Some(meeting) = &mut self.meeting else { return };
        let person = met(meeting, person);
        if let Some(proposal) = meeting.proposal_mut(number) {
            let words = words.map(str::to_owned);
            proposal.stands.insert(person.key().into_owned(), Stance { person, stand, words, entry: seq });
        }
    }

    pub(super) fn stand_withdrawn(&mut self, number: u32, person: &Person) {
        if let Some(proposal) = self.proposal_mut(number) {
            proposal.stands.remove(&*person.key());
        }
    }

    pub(super) fn objection_raised(
        &mut self,
        Metadata { seq, at, by, source }: Metadata<'_>,
        to: Objected,
        person: &Person,
        reason: Option<&str>,
        is_reservation: bool,
    ) {
        let known = by.zip(self.latest_meeting()).map(|(by, meeting)| meeting.known(by.clone()));
        let Some(objections) = self.objections_mut(to) else { return };
        // The organization as it was known when the objection was raised.
        let person = known.filter(|known| known.is(person)).unwrap_or_else(|| person.clone());
        let is_same =
            |objection: &Objection| objection.person.is(&person) && objection.is_reservation == is_reservation;
        let before = objections.iter().position(is_same).map(|place| objections.remove(place));
        // Saying it again without the reason does not take the reason away.
        let reason = reason.map(str::to_owned).or_else(|| before.and_then(|objection| objection.reason));
        let entered_by = by.filter(|by| !by.is(&person)).cloned();
        let mail = source.and_then(mail_of);
        objections.push(Objection {
            person,
            entered_by,
            reason,
            is_reservation,
            is_withdrawn: false,
            entry: seq,
            at,
            mail,
        });
    }

    pub(super) fn objection_withdrawn(&mut self, to: Objected, person: &Person) {
        let objections = self.objections_mut(to).into_iter().flatten();
        objections.filter(|objection| objection.person.is(person)).for_each(|own| own.is_withdrawn = true);
    }

    pub(super) fn vote_cast(&mut self, seq: u64, number: u32, person: &Person, choice: Option<u32>) {
        let Some(meeting) = &mut self.meeting else { return };
        let person = met(meeting, person);
        let Some(poll) = meeting.poll_mut(number) else { return };
        let takes_several = poll.takes_several();
        match (poll.votes.get_mut(&*person.key()), choice) {
            (Some(vote), Some(added)) if takes_several && vote.choice.is_some() => {
                if !vote.is_for(choice) {
                    vote.also.push(added);
                }
                vote.entry = seq;
            }
            _ => {
                poll.votes.insert(person.key().into_owned(), Vote { person, choice, also: Vec::new(), entry: seq });
            }
        }
    }

    pub(super) fn vote_withdrawn(&mut self, number: u32, person: &Person) {
        if let Some(poll) = self.poll_mut(number) {
            poll.votes.remove(&*person.key());
        }
    }

    pub(super) fn poll_closed(&mut self, number: u32) {
        if let Some(poll) = self.poll_mut(number) {
            poll.is_open = false;
        }
    }

    pub(super) fn question_backed(&mut self, number: u32, person: &Person) {
        let Some(meeting) = &mut self.meeting else { return };
        meeting.meet(person);
        if let Some(question) = meeting.questions.iter_mut().find(|question| question.number == number) {
            question.backers.push(person.clone());
        }
    }

    pub(super) fn backing_withdrawn(&mut self, number: u32, person: &Person) {
        let questions = self.meeting.iter_mut().flat_map(|meeting| &mut meeting.questions);
        for question in questions.filter(|question| question.number == number) {
            question.backers.retain(|backer| !backer.is(person));
        }
    }

    /// A proposal of the open meeting.
    fn proposal_mut(&mut self, number: u32) -> Option<&mut Proposal> {
        self.meeting.as_mut()?.proposal_mut(number)
    }

    /// A poll of the open meeting.
    fn poll_mut(&mut self, number: u32) -> Option<&mut Poll> {
        self.meeting.as_mut()?.poll_mut(number)
    }

    fn objections_mut(&mut self, to: Objected) -> Option<&mut Vec<Objection>> {
        match to {
            Objected::Proposal(number) => {
                self.latest_meeting_mut()?.proposal_mut(number).map(|proposal| &mut proposal.objections)
            }
            Objected::Decision(id) => self.decisions.get_mut(&id).map(|decision| &mut decision.objections),
        }
    }
}

/// Remembers that a person takes part; returns them as the meeting knows them.
fn met(meeting: &mut Meeting, person: &Person) -> Person {
    meeting.meet(person);
    meeting.known(person.clone())
}
