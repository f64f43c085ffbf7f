//! The open proposal: support, objections, agreement: what comes of each command.

use crate::group::command::{ProposalCommand, Request};
use crate::group::person::Person;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_proposal(&self, request: &Request, by: &Person, command: &ProposalCommand) -> Decided {
        match command {
            ProposalCommand::Propose { text } => self.propose(request.at, text),
            ProposalCommand::DropProposal => self.drop_proposal(request, by),
            ProposalCommand::TakeStand { stand, words, typed } => self.take_stand(by, *stand, words.as_deref(), typed),
            ProposalCommand::WithdrawStand => self.withdraw_stand(by),
            ProposalCommand::Agree { typed } => self.agree(request, by, typed),
            ProposalCommand::Disagree => self.disagree(),
            ProposalCommand::Object { to, reason, is_reservation, typed } => {
                self.object(by, *to, reason.as_deref(), *is_reservation, typed)
            }
            ProposalCommand::WithdrawObjection { to } => self.withdraw_objection(by, *to),
        }
    }
}
