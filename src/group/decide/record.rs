//! What is recorded and corrected: what comes of each command.

use crate::group::command::{RecordCommand, Request};
use crate::group::person::Person;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_record(&self, request: &Request, by: &Person, command: &RecordCommand) -> Decided {
        match command {
            RecordCommand::Conclude { item, text } => self.conclude(*item, text),
            RecordCommand::ConsiderDocument { reference, item } => self.consider(reference, *item),
            RecordCommand::Insert { place, line } => self.insert(request, by, place, line),
            RecordCommand::RecordNote { kind, text } => self.record_note(*kind, text),
            RecordCommand::Substitute { old, new, reach } => {
                self.refuse_off_record()?;
                self.substitute(request, by, old, new, *reach)
            }
            RecordCommand::Undo => self.undo(request, by),
            RecordCommand::Say { words } => self.say(by, words),
        }
    }
}
