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
            list.cells.entry(group.to_owned()).or_default().clone()
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
