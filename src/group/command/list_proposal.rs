//! Proposals that are put to the mailing list.

use super::Typed;
use crate::group::event::{Kind, Stand};
use crate::group::person::Right;

/// Proposals that are put to the mailing list.
#[derive(Clone, Debug, PartialEq)]
pub enum ListProposalCommand {
    /// `until`: the last day for answers, as it was typed.
    Propose {
        text: String,
        until: String,
    },
    /// Sends the mail that was shown. `None`: the only one that waits.
    Confirm {
        which: Option<u32>,
    },
    Answer {
        proposal: u32,
        stand: Stand,
        words: Option<String>,
    },
    WithdrawAnswer {
        proposal: u32,
    },
    /// A chair says what came of it.
    Settle {
        proposal: u32,
        kind: Kind,
    },
    Drop {
        proposal: u32,
    },
    /// `None`: all.
    Show {
        which: Option<u32>,
    },
}

impl ListProposalCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            ListProposalCommand::Confirm { .. } | ListProposalCommand::Settle { .. } => Right::Chair,
            ListProposalCommand::Propose { .. }
            | ListProposalCommand::Answer { .. }
            | ListProposalCommand::WithdrawAnswer { .. }
            | ListProposalCommand::Drop { .. }
            | ListProposalCommand::Show { .. } => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            ListProposalCommand::Propose { text, .. } => vec![Typed::Text(text)],
            ListProposalCommand::Answer { words, .. } => words.as_deref().map(Typed::Text).into_iter().collect(),
            ListProposalCommand::Confirm { .. }
            | ListProposalCommand::WithdrawAnswer { .. }
            | ListProposalCommand::Settle { .. }
            | ListProposalCommand::Drop { .. }
            | ListProposalCommand::Show { .. } => Vec::new(),
        }
    }
}
