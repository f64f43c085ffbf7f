//! The bot itself.

use super::Typed;
use crate::group::person::Right;

/// The bot itself.
#[derive(Clone, Debug, PartialEq)]
pub enum BotCommand {
    ShowStatus,
    ShowHelp {
        about: Option<String>,
    },
    SetQuiet {
        is_quiet: bool,
    },
    CatchUp,
    /// The board is to be at the end of the room.
    BringBoard,
}

impl BotCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            BotCommand::SetQuiet { .. } => Right::Chair,
            BotCommand::CatchUp | BotCommand::BringBoard | BotCommand::ShowStatus | BotCommand::ShowHelp { .. } => {
                Right::Anyone
            }
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            BotCommand::SetQuiet { .. }
            | BotCommand::CatchUp
            | BotCommand::BringBoard
            | BotCommand::ShowStatus
            | BotCommand::ShowHelp { .. } => Vec::new(),
        }
    }
}
