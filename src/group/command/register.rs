//! The demarcation register.

use chrono::NaiveDate;

use super::{DecisionRef, Typed};
use crate::group::person::Right;
use crate::group::register::Finding;

/// The demarcation register.
#[derive(Clone, Debug, PartialEq)]
pub enum RegisterCommand {
    AddRow {
        topic: String,
        /// The document from which it is imported.
        source: Option<String>,
    },
    RetitleRow {
        row: u32,
        topic: String,
    },
    /// What a side does about the topic.
    SetSide {
        row: u32,
        side: String,
        text: String,
    },
    AssessRow {
        row: u32,
        finding: Finding,
        reason: Option<String>,
    },
    /// Who does the work. `decision`: the one that says so without naming the row.
    AssignRow {
        row: u32,
        to: AssignedTo,
        mechanism: Option<String>,
        decision: Option<DecisionRef>,
    },
    DropRow {
        row: u32,
        reason: String,
    },
    RestoreRow {
        row: u32,
    },
    ShowRow {
        row: u32,
    },
    /// How the sides work together, as decisions and proposals say.
    ShowMechanisms,
    ShowRegister {
        part: RegisterPart,
    },
}

/// To whom a row is given, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignedTo {
    Side(String),
    Joint,
}

/// Which rows are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegisterPart {
    All,
    /// Those in which a side does something or that are given to it.
    Side(String),
    Finding(Finding),
    /// Those that no standing decision settles.
    Unsettled,
    Joint,
    /// Those that have changed since this day, in the group's zone.
    ChangedSince(NaiveDate),
    Dropped,
}

impl RegisterCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            RegisterCommand::DropRow { .. } | RegisterCommand::RestoreRow { .. } => Right::Secretary,
            RegisterCommand::AddRow { .. }
            | RegisterCommand::RetitleRow { .. }
            | RegisterCommand::SetSide { .. }
            | RegisterCommand::AssessRow { .. }
            // Who is not a chair learns that a decision is needed.
            | RegisterCommand::AssignRow { .. }
            | RegisterCommand::ShowRow { .. }
            | RegisterCommand::ShowMechanisms
            | RegisterCommand::ShowRegister { .. } => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            RegisterCommand::AddRow { topic, source } => {
                std::iter::once(Typed::Title(topic)).chain(source.as_deref().map(Typed::Title)).collect()
            }
            RegisterCommand::RetitleRow { topic, .. } => vec![Typed::Title(topic)],
            RegisterCommand::SetSide { side, text, .. } => vec![Typed::Name(side), Typed::Text(text)],
            RegisterCommand::AssessRow { reason, .. } => reason.as_deref().map(Typed::Text).into_iter().collect(),
            RegisterCommand::AssignRow { mechanism, .. } => {
                mechanism.as_deref().map(Typed::Title).into_iter().collect()
            }
            RegisterCommand::DropRow { reason, .. } => vec![Typed::Text(reason)],
            RegisterCommand::RestoreRow { .. }
            | RegisterCommand::ShowRow { .. }
            | RegisterCommand::ShowMechanisms
            | RegisterCommand::ShowRegister { .. } => Vec::new(),
        }
    }
}
