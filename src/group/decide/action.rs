//! Action items: what comes of each command.

use crate::group::command::{ActionCommand, Request};
use crate::group::event::ActionOutcome;
use crate::group::person::Person;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_action(&self, request: &Request, by: &Person, command: &ActionCommand) -> Decided {
        match command {
            ActionCommand::RecordAction { text } => self.record_action(request.at, by, text),
            ActionCommand::EditAction { action, text } => self.edit_action(request, by, *action, text),
            ActionCommand::SetActionDue { action, day } => self.set_action_due(request, by, *action, day),
            ActionCommand::CloseAction { action } => self.close_action(request, by, *action, ActionOutcome::Done),
            ActionCommand::DropAction { action } => self.close_action(request, by, *action, ActionOutcome::Dropped),
            ActionCommand::ShowActions { .. } => Ok(Vec::new()),
        }
    }
}
