//! How the demarcation register changes.

use super::Metadata;
use crate::group::Group;
use crate::group::register::{RowChange, RowEntry};

impl Group {
    pub(super) fn register_changed(&mut self, metadata: Metadata<'_>, row: u32, change: &RowChange) {
        let meeting = self.meeting.as_ref().map(|meeting| meeting.number);
        let Metadata { seq: entry, at, by, .. } = metadata;
        let (by, change) = (by.cloned(), change.clone());
        let entry = RowEntry { entry, at, meeting, by, change, is_withdrawn: false };
        self.register.entry(row).or_default().changes.push(entry);
    }

    /// New words for a change of a row; those of a deleted message are gone, and with them what they changed.
    pub(super) fn reword_row_entry(&mut self, entry: u64, text: &str) {
        if let Some(known) = self.row_entry_mut(entry) {
            let change = std::mem::replace(&mut known.change, RowChange::Restored);
            known.change = change.worded(text);
        }
    }

    pub(super) fn withdraw_row_entry(&mut self, entry: u64) {
        if let Some(known) = self.row_entry_mut(entry) {
            known.is_withdrawn = true;
        }
    }

    /// A row that begins with a deleted message keeps its number.
    fn row_entry_mut(&mut self, entry: u64) -> Option<&mut RowEntry> {
        self.register.values_mut().flat_map(|row| &mut row.changes).find(|known| known.entry == entry)
    }
}
