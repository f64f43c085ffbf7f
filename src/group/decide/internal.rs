//! What no person asks for: the clock, and what became of a mail.

use crate::group::command::{InternalCommand, Request};
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_internal(&self, request: &Request, command: &InternalCommand) -> Decided {
        match command {
            InternalCommand::Tick { now } => self.tick(request.at, *now),
            InternalCommand::ReportMail { message_id, outcome } => self.report_mail(message_id, outcome),
        }
    }
}
