//! Lines of minutes that people change by hand, and the digest that tells one draft from another.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::person::Person;

/// What tells a line of the minutes from all others, whatever comes before it: a digest of its words as they were
/// drafted, or the entry that added it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LineKey(pub String);

/// What was done to a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineChange {
    Reworded(String),
    /// A new line after it.
    AddedAfter(String),
    Removed,
    /// The change was taken back.
    Restored,
}

/// An approval that a chair gave elsewhere, such as by telephone, and that somebody else entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// The chair who approved.
    pub chair: Person,
    /// How it was given, in the words of the person who entered it.
    pub reason: String,
}

/// SHA-256 of a text, as 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(pub String);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
