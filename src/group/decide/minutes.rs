//! Minutes: shown, edited, approved, sent: what comes of each command.

use crate::group::command::{MinutesCommand, Request};
use crate::group::person::Person;
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_minutes(&self, request: &Request, by: &Person, command: &MinutesCommand) -> Decided {
        let draft = request.gathered.draft.as_ref();
        match command {
            MinutesCommand::ShowMinutes { .. } => self.show_minutes(draft),
            MinutesCommand::ShowLines { .. } => draft.map(|_| Vec::new()).ok_or(Refusal::NoMinutes),
            MinutesCommand::EditMinutes { line, change, .. } => {
                self.edit_minutes(line, change, draft, request.gathered.line.as_ref())
            }
            MinutesCommand::ApproveMinutes { .. } => self.approve_minutes(by, draft),
            MinutesCommand::SendMinutes { .. } => self.send_minutes(draft),
        }
    }
}
