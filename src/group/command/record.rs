//! What is recorded and corrected.

use super::{Command, DecisionRef, Typed};
use crate::group::event::NoteKind;
use crate::group::person::Right;

/// What is recorded and corrected.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordCommand {
    /// Words that are not a command: a statement of the person who has the floor, a scribe's line, or a remark.
    Say {
        words: String,
    },
    Conclude {
        item: Option<u32>,
        text: String,
    },
    ConsiderDocument {
        reference: String,
        item: Option<u32>,
    },
    RecordNote {
        kind: NoteKind,
        text: String,
    },
    /// A line that was left out, before the last one that holds `place`.
    Insert {
        place: String,
        line: String,
        /// What the line records, where it is more than words.
        records: Option<Box<Command>>,
    },
    Substitute {
        old: String,
        new: String,
        reach: Reach,
    },
    Undo,
    /// Takes back one thing that is named.
    UndoNamed {
        what: Undone,
    },
}

/// What is taken back by its number, or as the last of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undone {
    Action(u32),
    Decision(DecisionRef),
    Proposal(u32),
    Last(LastOf),
}

/// Kinds of records as people name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastOf {
    Action,
    Decision,
    Proposal,
    Poll,
    Note,
    Question,
    Conclusion,
    Document,
}

impl RecordCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            RecordCommand::Conclude { .. } => Right::Secretary,
            RecordCommand::Insert { records, .. } => records.as_ref().map_or(Right::Anyone, |command| command.right()),
            RecordCommand::RecordNote { kind: NoteKind::Ruling, .. } => Right::Chair,
            RecordCommand::ConsiderDocument { .. }
            | RecordCommand::RecordNote { .. }
            | RecordCommand::Substitute { .. }
            | RecordCommand::Undo
            | RecordCommand::UndoNamed { .. }
            | RecordCommand::Say { .. } => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            RecordCommand::Insert { line, .. } => vec![Typed::Text(line)],
            RecordCommand::Conclude { text, .. }
            | RecordCommand::ConsiderDocument { reference: text, .. }
            | RecordCommand::RecordNote { text, .. }
            | RecordCommand::Substitute { new: text, .. }
            | RecordCommand::Say { words: text } => vec![Typed::Text(text)],
            RecordCommand::Undo | RecordCommand::UndoNamed { .. } => Vec::new(),
        }
    }
}

/// How far a substitution reaches: the first match in the last matching line, every match in
/// it, or every match since the item was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    First,
    Line,
    Item,
}
