//! Which messages the other rooms of the group are to show, or to show again.

use std::collections::BTreeSet;

use super::{Desk, Work};
use crate::chat::RoomKey;
use crate::chat::dispatch::{Dispatch, Relay};
use crate::group::charter;
use crate::group::event::{Entry, Source};

impl Desk {
    /// Puts into the outbox of each other room what this commit says there: words that are new, corrected or gone.
    pub(super) async fn relay(&self, work: &mut Work) -> anyhow::Result<()> {
        if self.rooms.len() < 2 || self.charter.relay == charter::Relay::Nothing {
            return Ok(());
        }
        let mut told = BTreeSet::new();
        for entry in work.commit.entries.clone() {
            let about = match entry.about() {
                Some(about) => self.entry(about, work).await?,
                None => None,
            };
            let is_new = about.is_none();
            self.relay_one(&about.unwrap_or(entry), is_new, &mut told, work)?;
        }
        for entry in std::mem::take(&mut work.unsaid) {
            self.relay_one(&entry, false, &mut told, work)?;
        }
        Ok(())
    }

    fn relay_one(
        &self,
        entry: &Entry,
        is_new: bool,
        told: &mut BTreeSet<String>,
        work: &mut Work,
    ) -> anyhow::Result<()> {
        let Some(Source { message, room: Some(room), .. }) = &entry.source else { return Ok(()) };
        if !entry.event.nature().shown.with(self.charter.relay) || !told.insert(message.clone()) {
            return Ok(());
        }
        let relay = Relay { relayed: message.clone(), extent: self.charter.relay, is_new };
        let dispatch = Dispatch::Relay(relay);
        let others: Vec<RoomKey> = self.rooms.iter().filter(|other| other.0 != *room).cloned().collect();
        for other in others {
            self.push(other.0, &dispatch, work)?;
        }
        Ok(())
    }

    async fn entry(&self, seq: u64, work: &Work) -> anyhow::Result<Option<Entry>> {
        match work.commit.entries.iter().find(|entry| entry.seq == seq) {
            Some(entry) => Ok(Some(entry.clone())),
            None => Ok(self.store.entry(&self.charter.id, seq).await?),
        }
    }
}
