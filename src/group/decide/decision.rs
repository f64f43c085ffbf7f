//! Decisions: what comes of each command.

use crate::group::command::{DecisionCommand, DecisionRef, Request};
use crate::group::event::{Event, Kind};
use crate::group::proposal::Proposal;
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_decision(&self, request: &Request, command: &DecisionCommand) -> Decided {
        match command {
            DecisionCommand::RecordDecision { kind, text } => self.record_decision(request, *kind, text),
            DecisionCommand::AmendDecision { which, text, reason } => self.amend(*which, text, reason.as_deref()),
            DecisionCommand::ReopenDecision { which, reason } => self.reopen_decision(*which, reason.as_deref()),
            DecisionCommand::ListDecisions { .. } => Ok(Vec::new()),
            DecisionCommand::ShowDecisions { which } => {
                which.map_or(Ok(()), |which| self.find_decision(which).map(|_| ())).map(|()| Vec::new())
            }
        }
    }

    fn record_decision(&self, request: &Request, kind: Kind, text: &str) -> Decided {
        let at = request.at;
        let left_open = || self.finished.as_ref().filter(|_| kind == Kind::NoAgreement)?.open_proposal();
        let by = request.by.as_ref().filter(|_| self.meeting.is_none() && left_open().is_some());
        let meeting = by.map_or_else(|| self.recording(), |by| self.amendable(request, by))?;
        // NO AGREEMENT is on what is proposed, in whatever words.
        let settles = |proposal: &&Proposal| proposal.text == text || kind == Kind::NoAgreement;
        let proposed = meeting.open_proposal().filter(settles);
        if let Some(proposal) = proposed.filter(|_| kind == Kind::Agreed) {
            proposal.refuse_early(at)?;
        }
        let number = meeting.decisions + 1;
        let proposal = proposed.map(|proposal| proposal.number);
        Ok(vec![Event::DecisionRecorded { number, kind, text: text.to_owned(), proposal }])
    }

    fn amend(&self, which: DecisionRef, text: &str, reason: Option<&str>) -> Decided {
        self.refuse_off_record()?;
        let decision = self.find_decision(which)?;
        if decision.text() == text {
            return Ok(Vec::new());
        }
        let reason = reason.map(str::to_owned);
        Ok(vec![Event::DecisionAmended { decision: decision.id, text: text.to_owned(), reason }])
    }

    fn reopen_decision(&self, which: DecisionRef, reason: Option<&str>) -> Decided {
        self.refuse_off_record()?;
        let decision = self.find_decision(which)?;
        if decision.is_reopened() {
            return Err(Refusal::DecisionReopenedAlready { decision: decision.id });
        }
        Ok(vec![Event::DecisionReopened { decision: decision.id, reason: reason.map(str::to_owned) }])
    }
}
