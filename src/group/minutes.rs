//! The life cycle of minutes: shown, approved, queued for the list, handed over.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::group::Group;
use crate::group::command::{Draft, LinePlace};
use crate::group::event::{Digest, LineChange, LineKey};
use crate::group::person::{DELETED, Person};

/// How far the minutes of one meeting have come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MinutesState {
    pub shown: Option<Version>,
    /// Who has approved the version that was shown last.
    pub approvals: Vec<Person>,
    pub sent: Vec<Sent>,
    /// What people have changed by hand.
    pub edits: Vec<LineEdit>,
    /// Entries of what was said without the floor and goes into the minutes all the same.
    pub taken: BTreeSet<u64>,
    /// When they became final.
    pub final_since: Option<DateTime<Utc>>,
}

/// A numbered draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub number: u32,
    pub digest: Digest,
}

/// A mail that carried minutes to the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    pub version: u32,
    pub message_id: String,
    pub state: Delivery,
    pub handed_over_at: Option<DateTime<Utc>>,
}

impl MinutesState {
    /// When they first went to the list, as far as the mail server tells.
    pub fn went_out_at(&self) -> Option<DateTime<Utc>> {
        self.sent.iter().find_map(|sent| sent.handed_over_at)
    }
}

impl Sent {
    /// Whether the list has it, or may still get it.
    pub fn is_standing(&self) -> bool {
        is_standing(&self.state)
    }
}

/// Whether the list has a mail, or may still get it.
pub fn is_standing(state: &Delivery) -> bool {
    matches!(state, Delivery::Queued | Delivery::HandedOver | Delivery::Seen)
}

/// What is known of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    Queued,
    /// The mail server has it, which is not yet the list.
    HandedOver,
    /// It is in the archive, so the list has passed it on.
    Seen,
    Refused {
        reason: String,
    },
    /// Words in it were deleted before it left.
    Withdrawn,
}

impl Group {
    /// The version number that a draft has or would get.
    pub fn version_of(&self, draft: &Draft) -> u32 {
        let shown = self.minutes.get(&draft.meeting).and_then(|state| state.shown.as_ref());
        shown.map_or(1, |version| if version.digest == draft.digest { version.number } else { version.number + 1 })
    }

    /// Whether as many chairs as the group wants have approved the version that was shown last.
    pub fn are_approved(&self, state: &MinutesState) -> bool {
        self.approvals_missing(state) == 0
    }

    /// How many chairs still have to approve.
    pub fn approvals_missing(&self, state: &MinutesState) -> usize {
        (self.charter.approvals as usize).saturating_sub(state.approvals.len())
    }

    /// The meeting for which people take seats now: the one that is open, else the next one, else the last.
    pub fn meeting_of_seats(&self) -> Option<u32> {
        let open = self.meeting.as_ref().map(|meeting| meeting.number);
        let last = self.finished.as_ref().filter(|last| !self.is_done_with(last.number)).map(|last| last.number);
        open.or(last).or(Some(self.next_meeting()))
    }

    /// Whether a meeting was held and its minutes went to the list.
    pub fn is_done_with(&self, meeting: u32) -> bool {
        let is_open = self.meeting.as_ref().is_some_and(|open| open.number == meeting);
        !is_open && self.minutes.get(&meeting).is_some_and(|state| state.went_out_at().is_some())
    }

    /// The mails that the server has been given since a moment and that nobody has seen in the archive.
    pub fn unseen_mails(&self, since: DateTime<Utc>) -> impl Iterator<Item = &str> {
        let unseen = self.mails().filter(|(_, state, _)| **state == Delivery::HandedOver);
        unseen.filter(move |(_, _, at)| at.is_some_and(|at| at >= since)).map(|(id, ..)| id)
    }

    /// Every mail to the list: its Message-ID, what is known of it, and when it went out, or into the outbox.
    pub(super) fn mails(&self) -> impl Iterator<Item = (&str, &Delivery, Option<DateTime<Utc>>)> {
        let minutes = self.minutes.values().flat_map(|state| &state.sent);
        let minutes = minutes.map(|sent| (sent.message_id.as_str(), &sent.state, sent.handed_over_at));
        let notices = self.plans.values().flat_map(|plan| &plan.notices);
        minutes.chain(notices.map(|notice| (notice.message_id.as_str(), &notice.state, Some(notice.queued_at))))
    }
}

/// A change by hand that is in effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineEdit {
    /// Entry that made it.
    pub entry: u64,
    pub by: Option<Person>,
    pub line: LineKey,
    pub change: LineChange,
}

/// A line of the minutes that can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinutesLine {
    pub place: LinePlace,
    /// The heading of a lower level above it, such as `Notes`; empty without one.
    pub part: String,
    pub key: LineKey,
    pub words: String,
    /// The person who changed it by hand.
    pub by: Option<String>,
}

impl LineEdit {
    /// The key of the line that it has added.
    pub fn added(&self) -> LineKey {
        LineKey(format!("added-{}", self.entry))
    }
}

impl MinutesState {
    /// Takes a change: the last one of a line counts, and lines that were added add up.
    pub(super) fn edit(&mut self, edit: LineEdit) {
        match &edit.change {
            LineChange::AddedAfter(text) if text == DELETED => {}
            LineChange::AddedAfter(_) => self.edits.push(edit),
            LineChange::Reworded(_) | LineChange::Removed | LineChange::Restored => {
                if let Some(added) = self.edits.iter().position(|known| known.added() == edit.line) {
                    match edit.change {
                        LineChange::Reworded(text) => {
                            self.edits[added].change = LineChange::AddedAfter(text);
                            self.edits[added].by = edit.by;
                        }
                        LineChange::Removed => drop(self.edits.remove(added)),
                        LineChange::AddedAfter(_) | LineChange::Restored => {}
                    }
                    return;
                }
                let is_added = |known: &LineEdit| matches!(known.change, LineChange::AddedAfter(_));
                self.edits.retain(|known| known.line != edit.line || is_added(known));
                if edit.change != LineChange::Restored {
                    self.edits.push(edit);
                }
            }
        }
    }
}
