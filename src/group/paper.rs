//! Papers: what the group shows in its room, approves and mails to its list, and how far each has come.
//!
//! Every kind goes the same way: shown as a numbered version, approved where its kind asks for that, queued, handed over,
//! seen in the archive, final.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Group;
use super::command::{Draft, LinePlace};
use super::event::{DELETED, Digest, LineChange, LineKey};
pub use super::kinds::PaperId;
use super::person::Person;
use super::schedule::Told;

/// How far a paper has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paper {
    /// What was shown last. A notice that has been queued has to be shown anew.
    pub shown: Option<Version>,
    /// The approvals of the version that was shown last, also those that were withdrawn.
    pub approvals: Vec<Approval>,
    /// The mails that carried it to the list, in order.
    pub sent: Vec<Sent>,
    /// What people have changed by hand.
    pub edits: Vec<LineEdit>,
    /// Entries of what was said without the floor and goes into the minutes all the same.
    pub taken: BTreeSet<u64>,
    /// When it became final.
    pub final_since: Option<DateTime<Utc>>,
}

/// A numbered draft as it was shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub number: u32,
    pub digest: Digest,
    pub at: DateTime<Utc>,
    /// Why a meeting is announced later than the group's notice allows.
    pub despite_notice: Option<String>,
}

/// A chair's approval of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Entry that recorded it.
    pub entry: u64,
    pub chair: Person,
    /// Who entered it and how it was given, where the chair gave it elsewhere.
    pub entered: Option<Entered>,
    pub is_withdrawn: bool,
}

/// How an approval came into the record that its chair gave elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    pub by: Option<Person>,
    pub reason: String,
}

/// A mail that carried a paper to the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    pub version: u32,
    pub message_id: String,
    pub state: Delivery,
    pub queued_at: DateTime<Utc>,
    pub handed_over_at: Option<DateTime<Utc>>,
    /// Why it announced a meeting later than the group's notice allows.
    pub despite_notice: Option<String>,
    /// What a notice told of its meeting.
    pub told: Option<Box<Told>>,
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

/// A change by hand that is in effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineEdit {
    /// Entry that made it.
    pub entry: u64,
    pub by: Option<Person>,
    pub line: LineKey,
    pub change: LineChange,
}

/// A line of a paper that can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperLine {
    pub place: LinePlace,
    /// The heading of a lower level above it, such as `Notes`; empty without one.
    pub part: String,
    pub key: LineKey,
    pub words: String,
    /// The person who changed it by hand.
    pub by: Option<String>,
}

impl Sent {
    /// Whether the list has it, or may still get it.
    pub fn is_standing(&self) -> bool {
        matches!(self.state, Delivery::Queued | Delivery::HandedOver | Delivery::Seen)
    }
}

impl Paper {
    /// The approvals that count, in order.
    pub fn standing_approvals(&self) -> impl DoubleEndedIterator<Item = &Approval> {
        self.approvals.iter().filter(|approval| !approval.is_withdrawn)
    }

    /// When it first went to the list, as far as the mail server tells.
    pub fn went_out_at(&self) -> Option<DateTime<Utc>> {
        self.sent.iter().find_map(|sent| sent.handed_over_at)
    }

    /// The mails that the list has or may still get, in order.
    pub fn standing(&self) -> impl DoubleEndedIterator<Item = &Sent> {
        self.sent.iter().filter(|sent| sent.is_standing())
    }

    /// The last mail that the list has or may still get.
    pub fn last_standing(&self) -> Option<&Sent> {
        self.standing().next_back()
    }

    /// The number that a draft has or would get.
    pub fn version_of(&self, digest: &Digest) -> u32 {
        self.shown.as_ref().map_or(1, |shown| if shown.digest == *digest { shown.number } else { shown.number + 1 })
    }

    /// Takes a change by hand: the last one of a line counts, and lines that were added add up.
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

impl LineEdit {
    /// The key of the line that it has added.
    pub fn added(&self) -> LineKey {
        LineKey(format!("added-{}", self.entry))
    }
}

impl Group {
    /// How far a paper has come. `None`: nothing has been done about it.
    pub fn paper(&self, id: PaperId) -> Option<&Paper> {
        self.papers.get(&id)
    }

    /// How far the minutes of a meeting have come. `None`: nothing has been done about them.
    pub fn minutes(&self, meeting: u32) -> Option<&Paper> {
        self.paper(PaperId::Minutes(meeting))
    }

    /// The minutes about which something has been done, by number of their meeting.
    pub fn all_minutes(&self) -> impl DoubleEndedIterator<Item = (u32, &Paper)> {
        let range = self.papers.range(PaperId::Minutes(0)..=PaperId::Minutes(u32::MAX));
        range.filter_map(|(id, paper)| match id {
            PaperId::Minutes(meeting) => Some((*meeting, paper)),
            PaperId::Notice(_) | PaperId::Report(_) | PaperId::ListProposal(_) => None,
        })
    }

    /// The version number that a draft has or would get.
    pub fn version_of(&self, draft: &Draft) -> u32 {
        self.paper(draft.paper).map_or(1, |paper| paper.version_of(&draft.digest))
    }

    /// Whether as many chairs as the group wants have approved the version that was shown last.
    pub fn are_approved(&self, paper: &Paper) -> bool {
        self.approvals_missing(paper) == 0
    }

    /// How many chairs still have to approve.
    pub fn approvals_missing(&self, paper: &Paper) -> usize {
        (self.charter.approvals as usize).saturating_sub(paper.standing_approvals().count())
    }

    /// The paper that a mail carried, by its Message-ID; what was refused and sent again counts as it is now.
    pub fn paper_of_mail(&self, message_id: &str) -> Option<(PaperId, &Sent)> {
        self.mails().filter(|(_, sent)| sent.message_id == message_id).last()
    }

    /// The mails that the server has been given since a moment and that nobody has seen in the archive.
    pub fn unseen_mails(&self, since: DateTime<Utc>) -> impl Iterator<Item = &str> {
        let unseen = self.mails().filter(|(_, sent)| sent.state == Delivery::HandedOver);
        let unseen = unseen.filter(move |(_, sent)| sent.handed_over_at.is_some_and(|at| at >= since));
        unseen.map(|(_, sent)| sent.message_id.as_str())
    }

    /// Every mail to the list, with the paper that it carried.
    pub(super) fn mails(&self) -> impl Iterator<Item = (PaperId, &Sent)> {
        self.papers.iter().flat_map(|(id, paper)| paper.sent.iter().map(|sent| (*id, sent)))
    }
}
