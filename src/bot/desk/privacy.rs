//! What leaves the log by right: of a person who asks to be forgotten, and what the retention period
//! takes.

use super::{Desk, Work};
use crate::group::event::Entry;
use crate::group::person::Person;

impl Desk {
    /// Takes a person out of the whole log, in the same commit.
    pub(super) async fn forget(&self, person: &Person, work: &mut Work) -> anyhow::Result<()> {
        self.rewrite(u64::MAX, work, |entry| entry.without(person)).await
    }

    /// Takes what was said up to an entry out of the log, in the same commit.
    pub(super) async fn expire(&self, through: u64, work: &mut Work) -> anyhow::Result<()> {
        self.rewrite(through, work, |entry| if entry.is_talk() { entry.blanked() } else { entry }).await
    }

    async fn rewrite(
        &self,
        through: u64,
        work: &mut Work,
        change: impl Fn(Entry) -> Entry + Send,
    ) -> anyhow::Result<()> {
        let mut spoken = Vec::new();
        let mut after = Vec::new();
        let read = |entry: Entry| {
            let changed = change(entry.clone());
            if entry.seq <= through && changed != entry {
                after.push(changed);
                if entry.is_talk() {
                    spoken.push(entry);
                }
            }
        };
        self.store.read(&self.charter.id, 0, read).await?;
        self.withdraw(&spoken, work).await?;
        // Lines of the same message are not in the store yet.
        for entry in &mut work.commit.entries {
            if entry.seq <= through {
                *entry = change(entry.clone());
            }
        }
        work.commit.blanked.extend(after);
        Ok(())
    }
}
