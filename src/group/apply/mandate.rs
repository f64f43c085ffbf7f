//! How the mandate of the group changes.

use chrono::NaiveDate;

use super::Metadata;
use crate::group::Group;
use crate::group::event::DaysLeft;
use crate::group::mandate::{MandateChange, MandateEntry};

impl Group {
    pub(super) fn mandate_changed(&mut self, metadata: Metadata<'_>, change: &MandateChange) {
        let Metadata { seq: entry, at, by, .. } = metadata;
        let (by, change) = (by.cloned(), change.clone());
        self.mandate.changes.push(MandateEntry { entry, at, by, change, is_withdrawn: false });
    }

    pub(super) fn mandate_neared(&mut self, until: NaiveDate, left: DaysLeft) {
        self.mandate.told = Some((until, left));
    }

    pub(super) fn withdraw_mandate_entry(&mut self, entry: u64) {
        let changes = self.mandate.changes.iter_mut().filter(|known| known.entry == entry);
        changes.for_each(|known| known.is_withdrawn = true);
    }

    pub(super) fn redact_mandate_entry(&mut self, entry: u64) {
        for known in self.mandate.changes.iter_mut().filter(|known| known.entry == entry) {
            known.change = known.change.clone().blanked();
        }
    }
}
