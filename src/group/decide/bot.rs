//! The bot itself: what comes of each command.

use crate::group::command::BotCommand;
use crate::group::event::Event;
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_bot(&self, command: &BotCommand) -> Decided {
        match command {
            BotCommand::SetQuiet { is_quiet } => {
                let is_news = self.is_quiet != *is_quiet;
                Ok(if is_news { vec![Event::QuietSet { is_quiet: *is_quiet }] } else { Vec::new() })
            }
            BotCommand::BringBoard => self.meeting.as_ref().map(|_| Vec::new()).ok_or(Refusal::NoMeeting),
            // Links are no part of the record.
            BotCommand::CatchUp
            | BotCommand::ShowStatus
            | BotCommand::ShowHelp { .. }
            | BotCommand::GiveSeat
            | BotCommand::EndSeats { .. }
            | BotCommand::InviteToSeat { .. }
            | BotCommand::ShowBoard { .. } => Ok(Vec::new()),
        }
    }
}
