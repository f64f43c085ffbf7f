//! What people answer to proposals, polls and questions.

use crate::group::Group;
use crate::group::event::{Entry, Event, Objected};
use crate::group::poll::Vote;
use crate::group::proposal::{Objection, ProposalState, Stance};

impl Group {
    pub(super) fn apply_answer(&mut self, entry: &Entry) {
        if let Event::ObjectionRaised { to, .. } | Event::ObjectionWithdrawn { to, .. } = &entry.event {
            self.apply_objection(entry, *to);
            return;
        }
        let Some(meeting) = &mut self.meeting else { return };
        match &entry.event {
            Event::ProposalDue { proposal } => {
                if let Some(open) = meeting.proposal_mut(*proposal).filter(|open| open.is_open()) {
                    open.state = ProposalState::Due;
                }
            }
            Event::ProposalDropped { proposal } => {
                if let Some(open) = meeting.proposal_mut(*proposal).filter(|open| open.is_open()) {
                    open.state = ProposalState::Dropped;
                }
            }
            Event::StandTaken { proposal, person, stand, words } => {
                meeting.meet(person);
                let person = meeting.known(person.clone());
                if let Some(open) = meeting.proposal_mut(*proposal) {
                    let (key, stand, words) = (person.key(), *stand, words.clone());
                    open.stands.insert(key, Stance { person, stand, words, entry: entry.seq });
                }
            }
            Event::StandWithdrawn { proposal, person } => {
                if let Some(open) = meeting.proposal_mut(*proposal) {
                    open.stands.remove(&person.key());
                }
            }
            Event::VoteCast { poll, person, choice } => {
                meeting.meet(person);
                let person = meeting.known(person.clone());
                if let Some(poll) = meeting.polls.iter_mut().find(|known| known.number == *poll) {
                    poll.votes.insert(person.key(), Vote { person, choice: *choice, entry: entry.seq });
                }
            }
            Event::VoteWithdrawn { poll, person } => {
                if let Some(poll) = meeting.polls.iter_mut().find(|known| known.number == *poll) {
                    poll.votes.remove(&person.key());
                }
            }
            Event::PollClosed { poll } => {
                if let Some(poll) = meeting.polls.iter_mut().find(|known| known.number == *poll) {
                    poll.is_open = false;
                }
            }
            Event::QuestionBacked { question, person } => {
                meeting.meet(person);
                if let Some(question) = meeting.questions.iter_mut().find(|known| known.number == *question) {
                    question.backers.push(person.clone());
                }
            }
            _ => {}
        }
    }

    fn apply_objection(&mut self, entry: &Entry, to: Objected) {
        let meeting = self.meeting.as_mut().or(self.finished.as_mut());
        let known = entry.by.as_ref().zip(meeting.as_deref()).map(|(by, meeting)| meeting.known(by.clone()));
        let objections = match to {
            Objected::Proposal(number) => {
                meeting.and_then(|meeting| meeting.proposal_mut(number)).map(|proposal| &mut proposal.objections)
            }
            Objected::Decision(id) => self.decisions.get_mut(&id).map(|decision| &mut decision.objections),
        };
        let Some(objections) = objections else { return };
        match &entry.event {
            Event::ObjectionRaised { person, reason, is_reservation, .. } => {
                // The organization as it was known when the objection was raised.
                let person = known.filter(|known| known.is(person)).unwrap_or_else(|| person.clone());
                let is_same =
                    |objection: &Objection| objection.person.is(&person) && objection.is_reservation == *is_reservation;
                let before = objections.iter().position(is_same).map(|place| objections.remove(place));
                // Saying it again without the reason does not take the reason away.
                let before = before.and_then(|objection| objection.reason.clone());
                let (reason, is_reservation) = (reason.clone().or(before), *is_reservation);
                objections.push(Objection { person, reason, is_reservation, is_withdrawn: false, entry: entry.seq });
            }
            Event::ObjectionWithdrawn { person, .. } => {
                let own = objections.iter_mut().filter(|objection| objection.person.is(person));
                own.for_each(|objection| objection.is_withdrawn = true);
            }
            _ => {}
        }
    }
}
