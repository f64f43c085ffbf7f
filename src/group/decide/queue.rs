//! The speaking queue: what comes of each command.

use crate::group::command::{QueueCommand, Request};
use crate::group::person::Person;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_queue(&self, request: &Request, by: &Person, command: &QueueCommand) -> Decided {
        match command {
            QueueCommand::RaiseHand { kind, words } => {
                self.refuse_late_reply(*kind, request.gathered.typed_at)?;
                self.raise_hand(request, by, *kind, words.as_deref())
            }
            QueueCommand::RaiseFor { names } => self.raise_for(request, by, names),
            QueueCommand::RaiseLater { note } => self.raise_later(by, note.as_deref()),
            QueueCommand::MoveLast => self.move_last(by),
            QueueCommand::SetQueue { names } => self.set_queue(by, names.as_deref()),
            QueueCommand::LowerHand { name } => self.lower_hand(request, by, name.as_deref()),
            QueueCommand::CloseQueue => self.close_queue(),
            QueueCommand::ReopenQueue => self.reopen_queue(),
            QueueCommand::ShowQueue { .. } | QueueCommand::ReadQueue => Ok(Vec::new()),
        }
    }
}
