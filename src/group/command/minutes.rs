//! Minutes: shown, edited, approved, sent.

use std::collections::BTreeMap;
use std::fmt;

use super::Typed;
use crate::group::event::{Digest, LineChange, LineKey};
use crate::group::paper::{PaperId, PaperLine};
use crate::group::person::Right;

/// Minutes: shown, edited, approved, sent.
#[derive(Clone, Debug, PartialEq)]
pub enum MinutesCommand {
    ShowMinutes {
        meeting: Option<u32>,
    },
    ApproveMinutes {
        meeting: Option<u32>,
    },
    /// A chair's approval that was given elsewhere, such as by telephone.
    EnterApproval {
        meeting: Option<u32>,
        chair: String,
        reason: String,
    },
    /// One's own approval, or the last one that one entered for a chair.
    WithdrawApproval {
        meeting: Option<u32>,
    },
    SendMinutes {
        meeting: Option<u32>,
    },
    /// The lines of the minutes by their places, of one section or all.
    ShowLines {
        meeting: Option<u32>,
        section: Option<u32>,
    },
    /// What was said without the floor and is not in the minutes.
    ShowRemarks {
        meeting: Option<u32>,
    },
    /// Some of that, by its numbers, goes into the minutes.
    TakeRemarks {
        meeting: Option<u32>,
        numbers: Vec<u32>,
    },
    /// A change of the minutes by hand.
    EditMinutes {
        meeting: Option<u32>,
        line: LineRef,
        change: LineChange,
    },
}

impl MinutesCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            MinutesCommand::ApproveMinutes { .. } => Right::Chair,
            MinutesCommand::ShowMinutes { .. }
            | MinutesCommand::ShowLines { .. }
            | MinutesCommand::ShowRemarks { .. }
            | MinutesCommand::TakeRemarks { .. }
            | MinutesCommand::EditMinutes { .. }
            | MinutesCommand::EnterApproval { .. }
            | MinutesCommand::WithdrawApproval { .. }
            | MinutesCommand::SendMinutes { .. } => Right::Secretary,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            MinutesCommand::EditMinutes {
                change: LineChange::Reworded(text) | LineChange::AddedAfter(text), ..
            } => vec![Typed::Text(text)],
            MinutesCommand::EnterApproval { chair, reason, .. } => vec![Typed::Name(chair), Typed::Title(reason)],
            MinutesCommand::ShowMinutes { .. }
            | MinutesCommand::WithdrawApproval { .. }
            | MinutesCommand::ShowLines { .. }
            | MinutesCommand::ShowRemarks { .. }
            | MinutesCommand::TakeRemarks { .. }
            | MinutesCommand::EditMinutes { change: LineChange::Removed | LineChange::Restored, .. }
            | MinutesCommand::ApproveMinutes { .. }
            | MinutesCommand::SendMinutes { .. } => Vec::new(),
        }
    }
}

/// A draft of a paper, identified by what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub paper: PaperId,
    pub digest: Digest,
    /// Entries of what was said without the floor, by its numbers.
    pub remarks: BTreeMap<u32, u64>,
}

/// A line of the minutes as people name it: `4.2` is the second line of section 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinePlace {
    pub section: u32,
    pub line: u32,
}

/// Which line of the minutes is changed.
#[derive(Clone, Debug, PartialEq)]
pub enum LineRef {
    /// The line that the draft has at this place now.
    At(LinePlace),
    /// The line itself: it was read from a draft that had it.
    Known(LineKey),
}

impl LinePlace {
    /// Reads `4.2`.
    pub fn read(typed: &str) -> Option<LinePlace> {
        let (section, line) = typed.trim().split_once('.')?;
        Some(LinePlace { section: section.parse().ok()?, line: line.parse().ok()? })
    }
}

impl fmt::Display for LinePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.section, self.line)
    }
}

impl LineRef {
    /// Whether a line of a draft is meant.
    pub fn names(&self, line: &PaperLine) -> bool {
        match self {
            LineRef::At(place) => line.place == *place,
            LineRef::Known(key) => line.key == *key,
        }
    }
}

impl fmt::Display for LineRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LineRef::At(place) => place.fmt(f),
            LineRef::Known(_) => f.write_str("that the edited file changes"),
        }
    }
}
