//! Times, zones and reminders: what comes of each command.

use crate::group::command::{Request, TimeCommand};
use crate::group::person::Person;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_time(&self, request: &Request, by: &Person, command: &TimeCommand) -> Decided {
        match command {
            TimeCommand::Remind { wait, text } => self.remind(request.at, wait, text),
            TimeCommand::ShowTime { .. }
            | TimeCommand::ShowZones
            | TimeCommand::ShowSlots { .. }
            | TimeCommand::ShowHours
            | TimeCommand::ChooseZone { zone: None } => Ok(Vec::new()),
            TimeCommand::ChooseZone { zone: Some(typed) } => self.choose_zone(request.at, by, typed),
        }
    }
}
