//! The speaking queue.

use super::Typed;
use crate::group::event::HandKind;
use crate::group::person::Right;

/// The speaking queue.
#[derive(Clone, Debug, PartialEq)]
pub enum QueueCommand {
    /// `words` as typed after `q+`: nothing, a note, or names with or without a note.
    RaiseHand {
        kind: HandKind,
        words: Option<String>,
    },
    /// For people who cannot type, by name.
    RaiseFor {
        names: String,
    },
    /// A second hand at the end of the queue.
    RaiseLater {
        note: Option<String>,
    },
    LowerHand {
        name: Option<String>,
    },
    /// Of one's own hand: the kind, the words, or both.
    ChangeHand {
        kind: Option<HandKind>,
        words: Option<String>,
    },
    MoveLast,
    /// Behind one particular person.
    MoveBehind {
        name: String,
    },
    /// `names` as typed; nothing clears the queue.
    SetQueue {
        names: Option<String>,
    },
    ReadQueue,
    ShowQueue {
        detail: Detail,
    },
    CloseQueue,
    ReopenQueue,
}

impl QueueCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            QueueCommand::ReadQueue | QueueCommand::CloseQueue | QueueCommand::ReopenQueue => Right::Chair,
            QueueCommand::SetQueue { .. } => Right::Secretary,
            QueueCommand::RaiseHand { .. }
            | QueueCommand::RaiseFor { .. }
            | QueueCommand::RaiseLater { .. }
            | QueueCommand::MoveLast
            | QueueCommand::MoveBehind { .. }
            | QueueCommand::ChangeHand { .. }
            | QueueCommand::LowerHand { .. }
            | QueueCommand::ShowQueue { .. } => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            QueueCommand::RaiseHand { words, .. } => words.as_deref().map(Typed::Text).into_iter().collect(),
            QueueCommand::ChangeHand { words, .. } => words.as_deref().map(Typed::Text).into_iter().collect(),
            QueueCommand::RaiseLater { note } => note.as_deref().map(Typed::Text).into_iter().collect(),
            QueueCommand::RaiseFor { names } => vec![Typed::Text(names)],
            QueueCommand::SetQueue { names } => names.as_deref().map(Typed::Text).into_iter().collect(),
            QueueCommand::LowerHand { .. }
            | QueueCommand::MoveLast
            | QueueCommand::MoveBehind { .. }
            | QueueCommand::ReadQueue
            | QueueCommand::ShowQueue { .. }
            | QueueCommand::CloseQueue
            | QueueCommand::ReopenQueue => Vec::new(),
        }
    }
}

/// How much of the queue is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    Names,
    Notes,
}
