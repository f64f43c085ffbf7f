//! What was said aloud, word for word.

use serde::Serialize;

/// What was said aloud, in minutes that are made from a transcript.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Transcript {
    pub statements: u32,
    /// How many of them are cut in the minutes.
    pub cut: u32,
    /// All of them in full, where that is wanted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub full: Vec<Statement>,
}

/// What one person said in one go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    pub number: u32,
    pub speaker: String,
    pub words: String,
}

impl Transcript {
    pub(super) fn is_none(&self) -> bool {
        self.statements == 0
    }
}
