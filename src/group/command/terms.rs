//! The group's terms of reference.

use super::Typed;
use crate::group::person::Right;

/// The group's terms of reference.
#[derive(Clone, Debug, PartialEq)]
pub enum TermsCommand {
    /// That of a number, else the one that holds.
    Show {
        revision: Option<u32>,
    },
    /// What the revision that is proposed says otherwise.
    ShowChanges,
    /// Revision 1, from a file.
    Adopt {
        text: String,
    },
    /// The whole text of the next revision, from a file.
    Propose {
        text: String,
        reason: Option<String>,
    },
    /// A point of the next revision, by its number. Empty words take it out.
    SetPoint {
        point: String,
        text: String,
    },
    /// A chair stands for it as it is worded.
    Agree {
        revision: u32,
    },
    /// The parent body has it.
    Send {
        revision: u32,
        to: Option<String>,
        reference: Option<String>,
    },
    /// The parent body has approved it.
    Approve {
        revision: u32,
        reference: String,
    },
    Drop {
        revision: u32,
        reason: String,
    },
}

impl TermsCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            TermsCommand::Show { .. } | TermsCommand::ShowChanges => Right::Anyone,
            TermsCommand::Agree { .. } => Right::Chair,
            TermsCommand::Adopt { .. }
            | TermsCommand::Propose { .. }
            | TermsCommand::SetPoint { .. }
            | TermsCommand::Send { .. }
            | TermsCommand::Approve { .. }
            | TermsCommand::Drop { .. } => Right::Secretary,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            TermsCommand::Show { .. } | TermsCommand::ShowChanges | TermsCommand::Agree { .. } => Vec::new(),
            TermsCommand::Adopt { text } => vec![Typed::Long(text)],
            TermsCommand::Propose { text, reason } => {
                std::iter::once(Typed::Long(text)).chain(reason.as_deref().map(Typed::Title)).collect()
            }
            TermsCommand::SetPoint { point, text } => vec![Typed::Name(point), Typed::Text(text)],
            TermsCommand::Send { to, reference, .. } => {
                let to = to.as_deref().map(Typed::Name);
                to.into_iter().chain(reference.as_deref().map(Typed::Title)).collect()
            }
            TermsCommand::Approve { reference: words, .. } | TermsCommand::Drop { reason: words, .. } => {
                vec![Typed::Title(words)]
            }
        }
    }
}
