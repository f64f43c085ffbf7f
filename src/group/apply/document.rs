//! How the list of the group's documents changes.

use super::Metadata;
use crate::group::considered::Considered;
use crate::group::documents::{ConsideredAt, DocumentChange, DocumentEntry};
use crate::group::{Group, LIMITS};

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

    /// A document that nobody has listed is listed where it is considered.
    pub(super) fn list_considered(&mut self, metadata: Metadata<'_>, item: Option<u32>, reference: &str) {
        let reference = Considered::of(reference).reference;
        let known = self.document_called(reference).map(|(place, _)| place);
        // A list that is full is still right about what is on it.
        if known.is_none() && self.library.len() >= LIMITS.documents {
            return;
        }
        let place = known.unwrap_or_else(|| self.next_place());
        let (reference, meeting) = (reference.to_owned(), self.meeting_ahead());
        let considered = ConsideredAt { entry: metadata.seq, at: metadata.at, meeting, item, reference };
        let document = self.library.entry(place).or_default();
        document.considered.push(considered);
        document.renew();
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
            if let Some(considered) = document.considered.iter_mut().find(|known| known.entry == entry) {
                Considered::of(text).reference.clone_into(&mut considered.reference);
                document.renew();
                return;
            }
        }
    }

    pub(super) fn withdraw_document_entry(&mut self, entry: u64) {
        for document in self.library.values_mut() {
            let mut changes = document.changes.iter_mut().filter(|known| known.entry == entry);
            let is_changed = changes.next().map(|known| known.is_withdrawn = true).is_some();
            let count = document.considered.len();
            document.considered.retain(|known| known.entry != entry);
            if is_changed || count != document.considered.len() {
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
