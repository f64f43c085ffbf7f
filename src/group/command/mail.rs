//! What came by mail, and corrections that people ask for.

use super::{LinePlace, Typed};
use crate::group::person::Right;

/// What came by mail, and corrections that people ask for.
#[derive(Clone, Debug, PartialEq)]
pub enum MailCommand {
    /// What is held for the secretary.
    ShowHeld,
    /// A held mail is recorded; `whose`: the member who wrote it from an address that nobody knew.
    AcceptMail {
        mail: u32,
        whose: Option<String>,
    },
    DropMail {
        mail: u32,
        reason: Option<String>,
    },
    /// A note to the secretary: other words for a line of minutes.
    AskCorrection {
        meeting: Option<u32>,
        place: LinePlace,
        text: String,
    },
    /// Such a note is taken over into the minutes.
    TakeCorrection {
        correction: u32,
    },
}

impl MailCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            MailCommand::ShowHeld
            | MailCommand::AcceptMail { .. }
            | MailCommand::DropMail { .. }
            | MailCommand::TakeCorrection { .. } => Right::Secretary,
            MailCommand::AskCorrection { .. } => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            MailCommand::AskCorrection { text, .. } => vec![Typed::Text(text)],
            MailCommand::DropMail { reason, .. } => reason.as_deref().map(Typed::Text).into_iter().collect(),
            MailCommand::ShowHeld | MailCommand::AcceptMail { .. } | MailCommand::TakeCorrection { .. } => Vec::new(),
        }
    }
}
