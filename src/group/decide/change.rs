//! Messages that were edited or deleted: what comes of each command.

use crate::group::command::{ChangeCommand, Request};
use crate::group::event::Event;
use crate::group::person::Person;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_change(&self, request: &Request, by: &Person, command: &ChangeCommand) -> Decided {
        match command {
            ChangeCommand::Reword { changes } => self.reword_on_record(request.at, by, changes),
            ChangeCommand::Restore { changes } => self.reword(request.at, by, changes),
            ChangeCommand::Retract { entries } => Ok(redacted(entries)),
        }
    }
}

/// The event for entries whose message was deleted; none for no entries.
pub(super) fn redacted(entries: &[u64]) -> Vec<Event> {
    if entries.is_empty() { Vec::new() } else { vec![Event::Redacted { entries: entries.to_vec() }] }
}
