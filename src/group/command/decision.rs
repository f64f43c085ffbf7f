//! Decisions.

use chrono::NaiveDate;

use super::Typed;
use crate::group::event::Kind;
use crate::group::person::Right;

/// Decisions.
#[derive(Clone, Debug, PartialEq)]
pub enum DecisionCommand {
    RecordDecision {
        kind: Kind,
        text: String,
    },
    ShowDecisions {
        which: Option<DecisionRef>,
    },
    /// Over all meetings.
    ListDecisions {
        of: Span,
    },
    AmendDecision {
        which: DecisionRef,
        text: String,
        reason: Option<String>,
    },
    ReopenDecision {
        which: DecisionRef,
        reason: Option<String>,
    },
}

impl DecisionCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            DecisionCommand::RecordDecision { .. }
            | DecisionCommand::AmendDecision { .. }
            | DecisionCommand::ReopenDecision { .. } => Right::Chair,
            DecisionCommand::ShowDecisions { .. } | DecisionCommand::ListDecisions { .. } => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            DecisionCommand::ReopenDecision { reason: note, .. } => {
                note.as_deref().map(Typed::Text).into_iter().collect()
            }
            DecisionCommand::AmendDecision { text, reason, .. } => {
                [text.as_str()].into_iter().chain(reason.as_deref()).map(Typed::Text).collect()
            }
            DecisionCommand::RecordDecision { text, .. } => vec![Typed::Text(text)],
            DecisionCommand::ShowDecisions { .. } | DecisionCommand::ListDecisions { .. } => Vec::new(),
        }
    }
}

/// Which decisions or actions of all meetings are meant; nothing: all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// For whom, such as SG17.
    pub tag: Option<String>,
    pub meeting: Option<u32>,
    /// From this day on, in the group's zone.
    pub since: Option<NaiveDate>,
}

/// A decision as people name it: `D3` of the last meeting, or `D7-3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecisionRef {
    pub meeting: Option<u32>,
    pub number: u32,
}
