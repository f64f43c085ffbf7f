//! The list of the group's documents.

use super::Typed;
use crate::group::person::Right;

/// The list of the group's documents.
#[derive(Clone, Debug, PartialEq)]
pub enum DocumentCommand {
    /// Lists a document, described in one line.
    ListDocument {
        text: String,
    },
    /// `document`: a number of it, as it was typed.
    ChangeDocument {
        document: String,
        part: DocumentPart,
    },
    DropDocument {
        document: String,
        reason: String,
    },
    ShowDocument {
        document: String,
    },
    ShowDocuments {
        which: WhichDocuments,
    },
}

/// What is said of a document that is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentPart {
    Title(String),
    Source(String),
    Address(String),
    Item(u32),
    /// The number that a secretariat has given it.
    Number(String),
}

/// Which documents are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhichDocuments {
    All,
    /// Those for an item of the next agenda, or of the open one.
    Item(u32),
    /// Those that came later than the group asks for.
    Late,
    Source(String),
}

impl DocumentCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            DocumentCommand::DropDocument { .. } => Right::Secretary,
            DocumentCommand::ListDocument { .. }
            // What others have listed is changed by the secretary.
            | DocumentCommand::ChangeDocument { .. }
            | DocumentCommand::ShowDocument { .. }
            | DocumentCommand::ShowDocuments { .. } => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            DocumentCommand::ListDocument { text } => vec![Typed::Text(text)],
            DocumentCommand::ChangeDocument { part, .. } => match part {
                DocumentPart::Title(words) | DocumentPart::Source(words) | DocumentPart::Number(words) => {
                    vec![Typed::Title(words)]
                }
                DocumentPart::Address(words) => vec![Typed::Text(words)],
                DocumentPart::Item(_) => Vec::new(),
            },
            DocumentCommand::DropDocument { reason, .. } => vec![Typed::Text(reason)],
            DocumentCommand::ShowDocument { .. } | DocumentCommand::ShowDocuments { .. } => Vec::new(),
        }
    }
}
