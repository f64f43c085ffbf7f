//! What one message asks for, and what is collected for the commit that does it.

use super::reply::{Reply, Way};
use crate::group::Group;
use crate::group::command::Command;
use crate::group::event::{Entry, Source};
use crate::group::given::Given;
use crate::store::{Commit, Erased};
use crate::time::Zone;
use crate::view::Say;

/// What is collected for one commit.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a message")]
pub(super) struct Work {
    pub(super) commit: Commit,
    pub(super) reply: Reply,
    /// What was said in answer, to whomever.
    pub(super) said: Vec<Say>,
    /// The zone in the sender's profile, where it was asked for.
    pub(super) profile_zone: Option<Zone>,
    /// Whether the message is an edit of another.
    pub(super) is_edit: bool,
    /// Whether it is one of a flood.
    pub(super) is_too_fast: bool,
    pub(super) way: Way,
    /// Message-IDs of mails that were taken back.
    pub(super) withdrawn: Vec<String>,
    /// Entries whose words were taken out; where other rooms show them, they go there too.
    pub(super) unsaid: Vec<Entry>,
    /// What deleted lines had given to entries that come after them, these here too.
    pub(super) given: Option<Given>,
    /// Places of the posts that refuse a line or hint at another: they may quote words that are in no entry.
    pub(super) hints: Vec<usize>,
    /// What is deleted, for the list from which a restored store learns it.
    pub(super) erased: Vec<Erased>,
    /// The note of a refusal.
    pub(super) refused: Option<(String, String)>,
    /// Whether more has left the log than the new entries take out of the group in memory.
    pub(super) is_stale: bool,
    /// The group without it, as far as the store has it now; `None`: it is read from the log again.
    pub(super) reread: Option<Box<Group>>,
    /// Whether the rooms learn from it what the store has forgotten.
    pub(super) tells_loss: bool,
}

impl Work {
    /// Adds entries to the commit.
    pub(super) fn record(&mut self, entries: Vec<Entry>) {
        // Most messages record once, and entries are large.
        if self.commit.entries.is_empty() {
            self.commit.entries = entries;
        } else {
            self.commit.entries.extend(entries);
        }
    }

    /// More has left the log than the new entries, and a group that was read before, show.
    pub(super) fn make_stale(&mut self) {
        self.is_stale = true;
        self.reread = None;
    }
}

/// One thing that a message asks for.
pub(super) enum Step {
    Ask {
        source: Option<Source>,
        command: Command,
    },
    Hint(String),
    Tell(Say),
    /// Words that leave the log.
    Blank(Vec<Entry>),
}
