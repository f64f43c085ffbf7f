//! How the list of the group's documents changes.

use super::Metadata;
use crate::group::Group;
use crate::group::documents::{ConsideredAt, DocumentChange, DocumentEntry};

impl Group {
    pub(super) fn document_changed(&mut self, metadata: Metadata<'_>, place: u32, change: &DocumentChange) {
        let Metadata { seq: entry, at, by, .. } = metadata;
        let meeting = self.meeting_ahead();
        let document = self.library.entry(place).or_default();
        if let DocumentChange::Registered { own, .. } = change {
            document.own = *own;
        }
        let (by, change) = (by.cloned(), change.clone());
        document.changes.push(DocumentEntry { entry, at, meeting, by, change, is_withdrawn: false });
        document.renew();
    }

    pub(super) fn note_considered(&mut self, metadata: Metadata<'_>, item: Option<u32>, reference: &str) {
        let considered = ConsideredAt::new((metadata.seq, metadata.at), self.meeting_ahead(), item, reference);
        self.considered.push(considered);
    }

    /// New words for a change of a document; those of a deleted message are gone, and with them what they changed.
    pub(super) fn reword_document_entry(&mut self, entry: u64, text: &str) {
        for document in self.library.values_mut() {
            if let Some(known) = document.changes.iter_mut().find(|known| known.entry == entry) {
                let change = std::mem::replace(&mut known.change, DocumentChange::Restored);
                known.change = change.worded(text);
                document.renew();
                return;
            }
        }
        if let Some(considered) = self.considered.iter_mut().find(|known| known.entry == entry) {
            considered.reword(text);
        }
    }

    pub(super) fn withdraw_document_entry(&mut self, entry: u64) {
        self.considered.retain(|known| known.entry != entry);
        for document in self.library.values_mut() {
            if let Some(known) = document.changes.iter_mut().find(|known| known.entry == entry) {
                known.is_withdrawn = true;
                document.renew();
            }
        }
    }

    /// The meeting that is open, or the one that comes next.
    fn meeting_ahead(&self) -> Option<u32> {
        let open = self.meeting.as_ref().map(|meeting| meeting.number);
        open.or_else(|| self.planned().map(|plan| plan.meeting))
    }
}
