//! What people change in the minutes by hand. The record stays as it is; the changes are laid over what is drafted
//! from it, line by line, so that a line whose words leave the record leaves the minutes with its change.

use serde::Serialize;

use super::command::{Draft, LineRef, Place};
use super::event::{DELETED, Event, LineChange, LineKey};
use super::minutes::MinutesState;
use super::person::Person;
use super::refusal::Refusal;
use super::{Decided, Group, LIMITS};

/// A change by hand that stands.
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
pub struct Line {
    pub place: Place,
    /// The heading of a lower level above it, such as `Notes`; empty without one.
    pub part: String,
    pub key: LineKey,
    pub words: String,
    /// Whoever changed it by hand.
    pub by: Option<String>,
}

impl LineEdit {
    /// The key of the line that it has added.
    pub fn added(&self) -> LineKey {
        LineKey(format!("added-{}", self.entry))
    }
}

impl Group {
    pub(super) fn edit_minutes(
        &self,
        named: &LineRef,
        change: &LineChange,
        draft: Option<&Draft>,
        line: Option<&LineKey>,
    ) -> Decided {
        let meeting = draft.ok_or(Refusal::NoMinutes)?.meeting;
        if self.meeting.as_ref().is_some_and(|open| open.number == meeting) {
            return Err(Refusal::MeetingStillOpen { meeting });
        }
        let state = self.minutes.get(&meeting);
        if let Some(since) = state.and_then(|state| state.final_since) {
            return Err(Refusal::MinutesFinal { meeting, since: self.charter.zone.tell(since) });
        }
        let line = line.ok_or(Refusal::NoSuchLine { place: named.to_string() })?.clone();
        let edits = state.map_or(&[] as &[_], |state| state.edits.as_slice());
        if edits.len() >= LIMITS.edits {
            return Err(Refusal::TooMany { what: "changes by hand", limit: LIMITS.edits });
        }
        let mut own = edits.iter().filter(|edit| edit.line == line);
        let is_new = match change {
            LineChange::AddedAfter(_) => true,
            LineChange::Reworded(_) | LineChange::Removed => own.all(|edit| edit.change != *change),
            LineChange::Restored => own.any(|edit| !matches!(edit.change, LineChange::AddedAfter(_))),
        };
        Ok(if is_new { vec![Event::MinutesEdited { meeting, line, change: change.clone() }] } else { Vec::new() })
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
