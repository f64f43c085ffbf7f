//! Action items.

use super::{Span, Typed};
use crate::group::person::Right;

/// Action items.
#[derive(Clone, Debug, PartialEq)]
pub enum ActionCommand {
    RecordAction {
        text: String,
    },
    /// `text` as typed after `action A7 =`.
    EditAction {
        action: u32,
        text: String,
    },
    SetActionDue {
        action: u32,
        day: String,
    },
    CloseAction {
        action: u32,
    },
    ReopenAction {
        action: u32,
    },
    DropAction {
        action: u32,
    },
    /// Over all meetings, also those that are done.
    ListActions {
        of: Span,
    },
    ShowActions {
        whose: Whose,
    },
}

impl ActionCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            ActionCommand::RecordAction { .. }
            | ActionCommand::EditAction { .. }
            | ActionCommand::SetActionDue { .. }
            | ActionCommand::CloseAction { .. }
            | ActionCommand::ReopenAction { .. }
            | ActionCommand::DropAction { .. }
            | ActionCommand::ListActions { .. }
            | ActionCommand::ShowActions { .. } => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            ActionCommand::RecordAction { text } | ActionCommand::EditAction { text, .. } => vec![Typed::Text(text)],
            ActionCommand::SetActionDue { .. }
            | ActionCommand::CloseAction { .. }
            | ActionCommand::ReopenAction { .. }
            | ActionCommand::DropAction { .. }
            | ActionCommand::ListActions { .. }
            | ActionCommand::ShowActions { .. } => Vec::new(),
        }
    }
}

/// Whose actions are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    All,
    Mine,
}
