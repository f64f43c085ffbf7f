//! How the terms of reference change.

use super::Metadata;
use crate::group::Group;
use crate::group::person::Person;
use crate::group::terms::{TermsChange, TermsEntry, agreed_in};

impl Group {
    pub(super) fn terms_changed_by(&mut self, metadata: Metadata<'_>, revision: u32, change: &TermsChange) {
        let Metadata { seq: entry, at, by, .. } = metadata;
        let meeting = self.meeting.as_ref().map(|meeting| meeting.number);
        let (by, change) = (by.cloned(), change.clone());
        self.terms.changes.push(TermsEntry { entry, at, meeting, by, revision, change, is_withdrawn: false });
    }

    /// Keeps who recorded a decision about the terms: a chair stands for what that chair recorded.
    pub(super) fn note_terms_decision(&mut self, entry: u64, by: Option<&Person>, text: &str) {
        if let Some(by) = by.filter(|_| agreed_in(text).is_some()) {
            self.terms.recorded.insert(entry, by.clone());
        }
    }

    pub(super) fn withdraw_terms_entry(&mut self, entry: u64) {
        let changes = self.terms.changes.iter_mut().filter(|known| known.entry == entry);
        changes.for_each(|known| known.is_withdrawn = true);
    }

    pub(super) fn redact_terms_entry(&mut self, entry: u64) {
        for known in self.terms.changes.iter_mut().filter(|known| known.entry == entry) {
            known.change = known.change.clone().blanked();
        }
    }
}
