//! What is done when the database was away and is back: another may have taken its place, and lack the end of the logs.

use std::time::Duration;

use anyhow::Context as _;

use super::{Bot, FIRST_PAUSE, LAST_PAUSE};
use crate::store::later;

impl Bot {
    /// Looks whenever the database has come back whether it still has what it had acknowledged. It never ends.
    pub(super) async fn watch_for_losses(self) {
        let mut returns = self.store().returns();
        while returns.changed().await.is_ok() {
            let mut pause = FIRST_PAUSE;
            while let Err(error) = self.look_for_losses().await {
                tracing::warn!(error = format!("{error:#}"), "what the database may have lost is not known yet");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LAST_PAUSE);
            }
        }
    }

    /// Waits so long, or until the database is back.
    pub(super) async fn rest(&self, pause: Duration) {
        let mut returns = self.store().returns();
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            // The store itself holds the sender.
            _ = returns.changed() => {}
        }
    }

    async fn look_for_losses(&self) -> anyhow::Result<()> {
        let mut has_lost = false;
        for slot in self.inner.desks.all() {
            let mut desk = slot.desk.lock().await;
            let handled = desk.tell_what_is_lost().await?;
            self.after(&slot, &desk, handled);
            has_lost |= desk.kept_through().is_some();
        }
        if has_lost {
            self.erase_what_is_back().await?;
            for slot in self.inner.desks.all() {
                slot.desk.lock().await.loss_is_over();
            }
        }
        // What waited for the database goes out.
        for route in self.store().pending_routes().await? {
            self.ring(&route);
        }
        Ok(())
    }

    /// Deletes once more what was deleted after the end that the database has, as after a restore: its numbers are given to
    /// other entries from now on.
    async fn erase_what_is_back(&self) -> anyhow::Result<()> {
        let store = self.store();
        let listed = store.listed_deletions().await?;
        let identity = store.identity().await?;
        for group in store.groups().await? {
            let slot = self.slot(&group).await?;
            let mut desk = slot.desk.lock().await;
            let kept = desk.kept_through().unwrap_or(desk.group().head);
            for deletion in later(&listed, &identity, &group, kept).iter().filter_map(|later| later.up_to(kept)) {
                desk.erase_again(&deletion).await.context("repeating a deletion that the database has lost")?;
            }
        }
        store.continue_as_another().await?;
        Ok(())
    }
}
