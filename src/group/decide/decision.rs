//! Decisions: what comes of each command.

use crate::group::command::{DecisionCommand, Request};
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_decision(&self, request: &Request, command: &DecisionCommand) -> Decided {
        match command {
            DecisionCommand::RecordDecision { kind, text } => self.record_decision(request.at, *kind, text),
            DecisionCommand::AmendDecision { which, text, reason } => self.amend(*which, text, reason.as_deref()),
            DecisionCommand::ReopenDecision { which, reason } => self.reopen_decision(*which, reason.as_deref()),
            DecisionCommand::ShowDecisions { which } => {
                which.map_or(Ok(()), |which| self.find_decision(which).map(|_| ())).map(|()| Vec::new())
            }
        }
    }
}
