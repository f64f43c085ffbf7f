//! How liaison statements change.

use super::Metadata;
use crate::group::Group;
use crate::group::event::DELETED;
use crate::group::liaison::{LiaisonChange, LiaisonEntry, Told};
use crate::group::report::DaysLeft;

impl Group {
    pub(super) fn liaison_changed(&mut self, metadata: Metadata<'_>, liaison: u32, change: &LiaisonChange) {
        let meeting = self.meeting.as_ref().map(|meeting| meeting.number);
        let Metadata { seq: entry, at, by, .. } = metadata;
        let (by, change) = (by.cloned(), change.clone());
        let entry = LiaisonEntry { entry, worded: entry, at, meeting, by, change, is_withdrawn: false };
        self.liaisons.entry(liaison).or_default().changes.push(entry);
    }

    pub(super) fn liaison_neared(&mut self, liaison: u32, left: DaysLeft) {
        if let Some(liaison) = self.liaisons.get_mut(&liaison)
            && let Some((deadline, _)) = liaison.deadline()
        {
            liaison.told = Some(Told { deadline, left });
        }
    }

    /// New words for a change of a statement; those of a deleted message are gone, and with them what they changed.
    pub(super) fn reword_liaison_entry(&mut self, entry: u64, text: &str) {
        let head = self.head;
        if let Some(known) = self.liaison_entry_mut(entry) {
            let change = std::mem::replace(&mut known.change, LiaisonChange::Reopened);
            known.change = if text == DELETED { change.blanked() } else { change.worded(text) };
            known.worded = head;
        }
    }

    pub(super) fn withdraw_liaison_entry(&mut self, entry: u64) {
        if let Some(known) = self.liaison_entry_mut(entry) {
            known.is_withdrawn = true;
        }
    }

    /// A statement that begins with a deleted message keeps its number.
    fn liaison_entry_mut(&mut self, entry: u64) -> Option<&mut LiaisonEntry> {
        self.liaisons.values_mut().flat_map(|liaison| &mut liaison.changes).find(|known| known.entry == entry)
    }
}
