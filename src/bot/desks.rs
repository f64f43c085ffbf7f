//! The groups that are in memory, each at a desk of its own.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex as StdMutex};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Mutex, Notify, OnceCell};

use super::desk::Desk;
use super::lock;

/// Desks without an open meeting leave memory when this many are open.
const IDLE_DESKS: usize = 1_000;
/// At most so often: a look at every desk costs more than most messages.
const REST: TimeDelta = TimeDelta::minutes(1);

/// A desk with its bell.
pub(super) struct Slot {
    pub desk: Mutex<Desk>,
    /// Rings when the desk's clock may have moved, and when the desk leaves memory.
    pub changed: Arc<Notify>,
}

impl Slot {
    pub fn new(desk: Desk) -> Slot {
        Slot { desk: Mutex::new(desk), changed: Arc::new(Notify::new()) }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.changed.notify_one();
    }
}

type Cell = Arc<OnceCell<Arc<Slot>>>;

/// The desks that are open. The lock is held for a look at the list alone: a group is read from the store outside it,
/// and whoever needs the same group meanwhile waits for that one reading.
#[derive(Default)]
pub(super) struct Desks {
    open: StdMutex<Open>,
}

#[derive(Default)]
struct Open {
    cells: HashMap<String, Cell>,
    swept_at: Option<DateTime<Utc>>,
}

impl Desks {
    /// The desk of a group, which `open` brings to memory where it is not there.
    ///
    /// # Errors
    /// Those of `open`; the next caller tries again.
    pub async fn get<F: Future<Output = anyhow::Result<Arc<Slot>>>>(
        &self,
        group: &str,
        now: DateTime<Utc>,
        open: impl FnOnce() -> F,
    ) -> anyhow::Result<Arc<Slot>> {
        let cell = {
            let mut list = lock(&self.open);
            if list.cells.len() >= IDLE_DESKS && list.swept_at.is_none_or(|at| now - at >= REST || now < at) {
                list.cells.retain(|_, cell| !is_idle(cell));
                list.swept_at = Some(now);
            }
            match list.cells.get(group) {
                Some(cell) => cell.clone(),
                None => list.cells.entry(group.to_owned()).or_default().clone(),
            }
        };
        cell.get_or_try_init(open).await.cloned()
    }

    /// The desk of a group, if it is in memory.
    pub fn find(&self, group: &str) -> Option<Arc<Slot>> {
        lock(&self.open).cells.get(group).and_then(|cell| cell.get().cloned())
    }

    /// All desks in memory.
    pub fn all(&self) -> Vec<Arc<Slot>> {
        lock(&self.open).cells.values().filter_map(|cell| cell.get().cloned()).collect()
    }

    /// Lets a group leave memory, unless something is under way at its desk or someone has come to it meanwhile: a group
    /// has one desk.
    pub fn let_go(&self, group: &str) {
        let mut list = lock(&self.open);
        if list.cells.get(group).is_some_and(is_idle) {
            list.cells.remove(group);
        }
    }
}

/// Nobody else holds the desk, no meeting is open and no clock runs, so nothing is under way at it.
fn is_idle(cell: &Cell) -> bool {
    let slot = cell.get().filter(|slot| Arc::strong_count(cell) == 1 && Arc::strong_count(slot) == 1);
    slot.is_some_and(|slot| slot.desk.try_lock().is_ok_and(|desk| !desk.is_busy()))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::clock::Clock;
    use crate::group::charter::Charter;
    use crate::store::Store;

    async fn store(folder: &tempfile::TempDir) -> Store {
        let file = folder.path().join("convenor.db");
        Store::open(&format!("sqlite://{}", file.display())).await.expect("the store opens")
    }

    async fn open(store: &Store, group: &str) -> anyhow::Result<Arc<Slot>> {
        let charter = Charter::open(group, "Working Group");
        let desk = Desk::open(store.clone(), charter, Vec::new(), Clock::Machine, Arc::default()).await?;
        Ok(Arc::new(Slot::new(desk)))
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).expect("a moment of our time")
    }

    #[tokio::test]
    async fn a_group_that_many_ask_for_is_read_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, desks, read) = (store(&folder).await, Desks::default(), AtomicUsize::new(0));
        let ask = || {
            desks.get("wg", at(0), || async {
                read.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                open(&store, "wg").await
            })
        };
        let found = futures_util::future::try_join_all((0..20).map(|_| ask())).await.expect("it opens");
        assert!(found.iter().all(|slot| Arc::ptr_eq(slot, &found[0])), "one group has one desk");
        assert_eq!(read.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn what_could_not_be_read_is_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, desks) = (store(&folder).await, Desks::default());
        let failed = desks.get("wg", at(0), || async { anyhow::bail!("the store is away") }).await;
        assert!(failed.is_err());
        assert!(desks.find("wg").is_none());
        desks.get("wg", at(0), || open(&store, "wg")).await.expect("it opens");
        assert!(desks.find("wg").is_some());
    }

    #[tokio::test]
    async fn idle_groups_leave_memory_at_most_once_a_minute_and_ring_as_they_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, desks) = (store(&folder).await, Desks::default());
        let visit = async |group: String, now| desks.get(&group, now, || open(&store, &group)).await.expect("it opens");
        let held = visit("held".to_owned(), at(0)).await;
        let bell = visit("left".to_owned(), at(0)).await.changed.clone();
        for group in 2..IDLE_DESKS {
            visit(format!("g{group}"), at(0)).await;
        }
        assert_eq!(desks.all().len(), IDLE_DESKS);
        visit("one more".to_owned(), at(1)).await;
        assert_eq!(desks.all().len(), 2, "whoever is idle has left; one is held, one has just come");
        bell.notified().await;
        assert!(desks.find("held").is_some_and(|slot| Arc::ptr_eq(&slot, &held)));
        for group in 0..IDLE_DESKS {
            visit(format!("h{group}"), at(2)).await;
        }
        assert_eq!(desks.all().len(), IDLE_DESKS + 2, "it is too early to look again");
        visit("h0".to_owned(), at(61)).await;
        assert_eq!(desks.all().len(), 2);
    }

    #[tokio::test]
    async fn a_desk_that_is_in_use_is_not_let_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, desks) = (store(&folder).await, Desks::default());
        let held = desks.get("wg", at(0), || open(&store, "wg")).await.expect("it opens");
        desks.let_go("wg");
        let again = desks.get("wg", at(0), || open(&store, "wg")).await.expect("it is there");
        assert!(Arc::ptr_eq(&held, &again), "a group has one desk");
        drop((held, again));
        desks.let_go("wg");
        assert!(desks.find("wg").is_none());
    }
}
