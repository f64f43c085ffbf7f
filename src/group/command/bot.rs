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
    /// A private link to a seat on the pages.
    GiveSeat,
    /// Ends the seats of the person who asks, or of another.
    EndSeats {
        name: Option<String>,
    },
    /// A link to a seat by mail, for a member.
    InviteToSeat {
        name: String,
    },
    /// The address of the board; a new one in place of the old.
    ShowBoard {
        is_new: bool,
    },
    /// The board is to be at the end of the room.
    BringBoard,
}

impl BotCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            BotCommand::SetQuiet { .. } | BotCommand::ShowBoard { is_new: true } => Right::Chair,
            BotCommand::EndSeats { name: Some(_) } | BotCommand::InviteToSeat { .. } => Right::Secretary,
            BotCommand::CatchUp
            | BotCommand::BringBoard
            | BotCommand::ShowStatus
            | BotCommand::ShowHelp { .. }
            | BotCommand::GiveSeat
            | BotCommand::EndSeats { name: None }
            | BotCommand::ShowBoard { is_new: false } => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            BotCommand::SetQuiet { .. }
            | BotCommand::CatchUp
            | BotCommand::BringBoard
            | BotCommand::ShowStatus
            | BotCommand::ShowHelp { .. }
            | BotCommand::GiveSeat
            | BotCommand::EndSeats { .. }
            | BotCommand::InviteToSeat { .. }
            | BotCommand::ShowBoard { .. } => Vec::new(),
        }
    }
}
