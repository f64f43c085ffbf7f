//! Messages that were edited or deleted.

use super::{Command, Typed};
use crate::group::person::Right;

/// Messages that were edited or deleted.
#[derive(Clone, Debug, PartialEq)]
pub enum ChangeCommand {
    /// A message was edited: what its lines say now, beside the entries they had made.
    Reword { changes: Vec<Change> },
    /// An edit or a correction was deleted: the words before it.
    Restore { changes: Vec<Change> },
    /// A message was deleted: the entries it had made.
    Retract { entries: Vec<u64> },
}

impl ChangeCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            ChangeCommand::Reword { .. } | ChangeCommand::Restore { .. } | ChangeCommand::Retract { .. } => {
                Right::Anyone
            }
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            ChangeCommand::Reword { changes } | ChangeCommand::Restore { changes } => {
                changes.iter().filter_map(|change| change.now.as_deref()).flat_map(Command::typed).collect()
            }
            ChangeCommand::Retract { .. } => Vec::new(),
        }
    }
}

/// One line of an edited message.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The entry that the line had made.
    pub entry: u64,
    /// What the line would ask for now; `None` if the line is gone.
    pub now: Option<Box<Command>>,
}
