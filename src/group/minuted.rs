//! What of the talk of a meeting goes into its minutes.

use std::collections::BTreeSet;

use super::Group;
use super::charter::Discussion;
use super::event::Manner;

/// What of the talk goes into the minutes.
pub struct Minuted<'a> {
    discussion: Discussion,
    /// Remarks that the secretary has taken in.
    taken: Option<&'a BTreeSet<u64>>,
}

impl Minuted<'_> {
    pub fn of(group: &Group, meeting: u32) -> Minuted<'_> {
        let taken = group.minutes(meeting).map(|state| &state.taken);
        Minuted { discussion: group.charter.discussion, taken }
    }

    /// The same, had the secretary taken nothing in.
    pub fn without_taken(&self) -> Minuted<'static> {
        Minuted { discussion: self.discussion, taken: None }
    }

    pub fn has(&self, entry: u64, manner: Manner) -> bool {
        let by_manner = match (manner, self.discussion) {
            (Manner::Statement | Manner::Scribed | Manner::Summary, _) | (_, Discussion::All) => true,
            (Manner::Answer, Discussion::Answers) => true,
            (Manner::Answer | Manner::Remark, _) => false,
        };
        by_manner || self.is_taken(entry)
    }

    /// Whether the secretary has taken a remark in.
    pub fn is_taken(&self, entry: u64) -> bool {
        self.taken.is_some_and(|taken| taken.contains(&entry))
    }
}
