//! Which program acts for a store: one at a time, by a row that it has to keep beating.
//!
//! No machine's clock is compared with another's. Who waits takes over when the row has not changed for [`STALE`] of its own
//! time, or at once when the holder has stopped or has visibly died. Who holds it and cannot beat does nothing for as long
//! as that lasts ([`Lease::is_current`]), and each commit and each first attempt at a delivery checks the term in the same
//! statement, so that a program that was suspended cannot act on what it believed before. See docs/decisions/0035.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::connection::{in_transaction, on_either};
use super::holder::Holder;
use super::{Store, StoreError};
use crate::clock::monotonic;

/// The one lease there is so far.
const KEY: &str = "all";
const BEAT: Duration = Duration::from_secs(1);
/// A row that has not changed for so long is nobody's.
const STALE: Duration = Duration::from_secs(6);
/// Without a beat for so long the holder does nothing: less than [`STALE`], so that it stops before another begins.
const FENCE: Duration = Duration::from_secs(4);

/// Condition of a statement that may only be carried out by the holder; its value is the term.
pub(super) const IS_HELD: &str = "EXISTS (SELECT 1 FROM leases WHERE key = 'all' AND term = ";

/// What a store knows of its lease. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Lease {
    state: Arc<Mutex<State>>,
    lost: watch::Sender<Option<String>>,
}

#[derive(Debug, Default)]
struct State {
    /// `None`: nothing was claimed, and nothing is checked.
    term: Option<i64>,
    /// When the last beat that succeeded began.
    beaten: Option<Instant>,
}

impl Default for Lease {
    fn default() -> Lease {
        Lease { state: Arc::default(), lost: watch::Sender::new(None) }
    }
}

impl Lease {
    /// The term that statements have to check. `None`: the store was opened without a claim.
    pub(super) fn term(&self) -> Option<i64> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).term
    }

    /// Whether this program may act.
    fn is_current(&self) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.term.is_none() || state.beaten.is_some_and(|beaten| beaten.elapsed() < FENCE)
    }

    fn beaten(&self, term: i64, at: Instant) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = State { term: Some(term), beaten: Some(at) };
    }

    fn lose(&self, to: String) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).beaten = None;
        self.lost.send_replace(Some(to));
    }
}

/// What comes of a look at the lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is this program's now.
    Mine,
    HeldBy(Holder),
}

/// Waits for a lease.
#[derive(Debug)]
pub struct Watch {
    store: Store,
    me: Holder,
    /// Term and beat as they were seen last, and since when they have not changed.
    seen: Option<((i64, i64), Duration)>,
}

impl Watch {
    pub fn new(store: &Store, me: Holder) -> Watch {
        Watch { store: store.clone(), me, seen: None }
    }

    /// Takes the lease if it is free or its holder has gone. `at` is the watcher's own time, from any beginning.
    ///
    /// # Errors
    /// The database failed.
    pub async fn look(&mut self, at: Duration) -> Result<Claim, StoreError> {
        let began = monotonic();
        let Some((holder, term, beat)) = self.store.lease_row().await? else {
            if self.make().await? {
                return Ok(self.take(1, began));
            }
            // Another program was faster by a moment.
            let row = self.store.lease_row().await?;
            return Ok(Claim::HeldBy(row.map(|(holder, ..)| named(&holder)).unwrap_or_default()));
        };
        let unchanged_since = match self.seen {
            Some((seen, since)) if seen == (term, beat) => since,
            Some(_) | None => at,
        };
        self.seen = Some(((term, beat), unchanged_since));
        let other = named(&holder);
        let is_free = holder.is_empty() || other.has_died() || at.saturating_sub(unchanged_since) >= STALE;
        if is_free && self.steal(term, beat).await? {
            return Ok(self.take(term + 1, began));
        }
        Ok(Claim::HeldBy(other))
    }

    fn take(&self, term: i64, began: Instant) -> Claim {
        self.store.lease.beaten(term, began);
        Claim::Mine
    }

    async fn make(&self) -> Result<bool, StoreError> {
        let made = in_transaction!(&self.store.pool, tx => {
            sqlx::query("INSERT INTO leases (key, holder, term, beat, version) VALUES ($1, $2, 1, 0, $3) ON CONFLICT (key) DO NOTHING")
                .bind(KEY).bind(self.name()).bind(env!("CARGO_PKG_VERSION")).execute(&mut *tx).await?.rows_affected()
        })?;
        Ok(made == 1)
    }

    async fn steal(&self, term: i64, beat: i64) -> Result<bool, StoreError> {
        let taken = in_transaction!(&self.store.pool, tx => {
            sqlx::query(
                "UPDATE leases SET holder = $1, version = $2, term = term + 1, beat = 0 \
                 WHERE key = $3 AND term = $4 AND beat = $5",
            )
            .bind(self.name()).bind(env!("CARGO_PKG_VERSION")).bind(KEY).bind(term).bind(beat)
            .execute(&mut *tx).await?.rows_affected()
        })?;
        Ok(taken == 1)
    }

    fn name(&self) -> String {
        serde_json::to_string(&self.me).unwrap_or_default()
    }
}

impl Store {
    /// Waits until this program alone acts for the store, and keeps it so from then on. `waiting` is called once, with the
    /// program that has to stop first. A database that fails while it waits is tried again.
    ///
    /// # Errors
    /// The database failed at once.
    pub async fn hold(&self, waiting: impl FnOnce(&Holder)) -> Result<(), StoreError> {
        let mut watch = Watch::new(self, Holder::this());
        let start = monotonic();
        let mut waiting = Some(waiting);
        loop {
            match watch.look(start.elapsed()).await {
                Ok(Claim::Mine) => break,
                Ok(Claim::HeldBy(other)) => {
                    if let Some(waiting) = waiting.take() {
                        waiting(&other);
                    }
                }
                Err(error) if waiting.is_some() => return Err(error),
                Err(error) => tracing::debug!(%error, "the lease could not be looked at"),
            }
            tokio::time::sleep(BEAT).await;
        }
        tokio::spawn(self.clone().keep_beating());
        // A list of deletions says whose they are.
        self.identity().await.map(drop)
    }

    async fn keep_beating(self) {
        loop {
            tokio::time::sleep(BEAT).await;
            match self.beat().await {
                Ok(true) => {}
                Ok(false) => return,
                // A store that is closed has given its lease back.
                Err(StoreError::Database(sqlx::Error::PoolClosed)) => return,
                Err(error) => tracing::debug!(%error, "the lease could not be renewed"),
            }
        }
    }

    /// Shows that the holder is alive. Returns whether it still is the holder.
    ///
    /// # Errors
    /// The database failed; who holds the lease is not known.
    pub async fn beat(&self) -> Result<bool, StoreError> {
        let Some(term) = self.lease.term() else { return Ok(true) };
        let began = monotonic();
        let beaten = in_transaction!(&self.pool, tx => {
            sqlx::query("UPDATE leases SET beat = beat + 1 WHERE key = $1 AND term = $2")
                .bind(KEY).bind(term).execute(&mut *tx).await?.rows_affected()
        })?;
        if beaten == 1 {
            self.lease.beaten(term, began);
            return Ok(true);
        }
        let row = self.lease_row().await?;
        let other = row.map(|(holder, ..)| named(&holder));
        self.lease.lose(other.unwrap_or_default().to_string());
        Ok(false)
    }

    /// How often the store has changed hands; 0 without a claim.
    pub fn term(&self) -> i64 {
        self.lease.term().unwrap_or(0)
    }

    /// Whether this program may act for the store just now.
    pub fn is_held(&self) -> bool {
        self.lease.is_current()
    }

    /// Waits until another program has taken over. Returns which.
    pub async fn lost(&self) -> String {
        let mut lost = self.lease.lost.subscribe();
        match lost.wait_for(Option::is_some).await {
            Ok(to) => to.clone().unwrap_or_default(),
            // Nobody can take over any more.
            Err(_) => std::future::pending().await,
        }
    }

    /// Lets another program take over at once.
    pub(super) async fn give_back(&self) -> Result<(), StoreError> {
        let Some(term) = self.lease.term() else { return Ok(()) };
        in_transaction!(&self.pool, tx => {
            sqlx::query("UPDATE leases SET holder = '' WHERE key = $1 AND term = $2")
                .bind(KEY).bind(term).execute(&mut *tx).await?;
        })
    }

    async fn lease_row(&self) -> Result<Option<(String, i64, i64)>, StoreError> {
        on_either!(&self.pool, pool => {
            Ok(sqlx::query_as("SELECT holder, term, beat FROM leases WHERE key = $1").bind(KEY).fetch_optional(pool).await?)
        })
    }
}

/// The holder as a row names it. One that another version wrote in another form is someone, too.
fn named(holder: &str) -> Holder {
    serde_json::from_str(holder).unwrap_or_default()
}
