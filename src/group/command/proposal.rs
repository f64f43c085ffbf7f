//! The open proposal: support, objections, agreement.

use super::{DecisionRef, Typed};
use crate::group::event::Stand;
use crate::group::person::Right;

/// The open proposal: support, objections, agreement.
#[derive(Clone, Debug, PartialEq)]
pub enum ProposalCommand {
    Propose {
        text: String,
    },
    /// `which`: the open one, if it is not named.
    DropProposal {
        which: Option<u32>,
    },
    /// `typed` is the whole line: without a proposal or poll it is words like any other.
    TakeStand {
        stand: Stand,
        words: Option<String>,
        typed: String,
    },
    /// A reaction that meant support or not was taken away.
    WithdrawStand,
    /// `agree`: a chair's settles the open proposal, anyone else's supports it.
    Agree {
        typed: String,
    },
    /// The time for objections ends early, for a reason.
    EndWindow {
        reason: Option<String>,
    },
    /// The time for objections lasts so many seconds more.
    ExtendWindow {
        secs: u32,
    },
    /// `NO AGREEMENT` on the open proposal.
    Disagree,
    /// “Not agreed.”: a chair's says so of the open proposal, anyone else's is talk.
    Reject {
        typed: String,
    },
    /// `whom`: the person for whom a secretary or chair enters it.
    Object {
        to: Option<ObjectedRef>,
        whom: Option<String>,
        reason: Option<String>,
        is_reservation: bool,
        typed: String,
    },
    WithdrawObjection {
        to: Option<ObjectedRef>,
    },
}

impl ProposalCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            ProposalCommand::Disagree | ProposalCommand::EndWindow { .. } | ProposalCommand::ExtendWindow { .. } => {
                Right::Chair
            }
            ProposalCommand::Propose { .. }
            | ProposalCommand::DropProposal { .. }
            | ProposalCommand::TakeStand { .. }
            | ProposalCommand::WithdrawStand
            | ProposalCommand::Agree { .. }
            | ProposalCommand::Reject { .. }
            | ProposalCommand::Object { .. }
            | ProposalCommand::WithdrawObjection { .. } => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            ProposalCommand::Object { typed, .. }
            | ProposalCommand::TakeStand { typed, .. }
            | ProposalCommand::Reject { typed }
            | ProposalCommand::Agree { typed } => vec![Typed::Text(typed)],
            ProposalCommand::EndWindow { reason } => reason.as_deref().map(Typed::Text).into_iter().collect(),
            ProposalCommand::Propose { text } => vec![Typed::Text(text)],
            ProposalCommand::DropProposal { .. }
            | ProposalCommand::WithdrawStand
            | ProposalCommand::Disagree
            | ProposalCommand::ExtendWindow { .. }
            | ProposalCommand::WithdrawObjection { .. } => Vec::new(),
        }
    }
}

/// What an objection is against, as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectedRef {
    Proposal(u32),
    Decision(DecisionRef),
}
