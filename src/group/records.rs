//! The record of a meeting, by the entries that made it.

use super::record::Record;

/// Records in order of their entries, which only ever grow: the newest stands last. (A map that
/// grows at its end is half empty, and records are large.)
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records(Vec<Record>);

impl Records {
    /// Adds a record; entries come in order.
    pub(super) fn add(&mut self, record: Record) {
        if self.0.last().is_none_or(|last| last.entry < record.entry) {
            return self.0.push(record);
        }
        let place = self.0.partition_point(|known| known.entry < record.entry);
        self.0.insert(place, record);
    }

    pub fn get(&self, entry: u64) -> Option<&Record> {
        self.place(entry).map(|place| &self.0[place])
    }

    pub(super) fn get_mut(&mut self, entry: u64) -> Option<&mut Record> {
        self.place(entry).map(|place| &mut self.0[place])
    }

    pub fn contains(&self, entry: u64) -> bool {
        self.place(entry).is_some()
    }

    /// In order.
    pub fn values(&self) -> std::slice::Iter<'_, Record> {
        self.0.iter()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn place(&self, entry: u64) -> Option<usize> {
        self.0.binary_search_by_key(&entry, |record| record.entry).ok()
    }
}
