//! The rooms that something goes out to, each with a courier of its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex as StdMutex};

use tokio::sync::{Mutex, Notify};

use super::courier::{BoardOrder, Courier, OrderBox, Renewal};
use super::lock;
use crate::chat::RoomKey;

/// A courier with its bell.
pub(super) struct Stop {
    pub courier: Mutex<Courier>,
    board: OrderBox,
    pub news: Notify,
}

impl Stop {
    /// Says how the board of the room should look, without waiting for a delivery that is under way.
    pub fn order_board(&self, order: BoardOrder) {
        lock(&self.board).show = order;
    }

    /// Says what becomes of the message that the board is in.
    pub fn renew_board(&self, renewal: Renewal) {
        lock(&self.board).renewals.push(renewal);
        self.news.notify_one();
    }
}

/// Couriers by room. The lock is held for a look at the list alone.
#[derive(Default)]
pub(super) struct Couriers {
    stops: StdMutex<BTreeMap<RoomKey, Arc<Stop>>>,
}

impl Couriers {
    /// The courier of a room, and whether it is new: then `hire` has made it.
    pub fn get(&self, room: &RoomKey, hire: impl FnOnce(OrderBox) -> Courier) -> (Arc<Stop>, bool) {
        let mut stops = lock(&self.stops);
        if let Some(stop) = stops.get(room) {
            return (stop.clone(), false);
        }
        let board = OrderBox::default();
        let courier = Mutex::new(hire(board.clone()));
        let stop = Arc::new(Stop { courier, board, news: Notify::new() });
        stops.insert(room.clone(), stop.clone());
        (stop, true)
    }

    /// The courier of a room, if it has one.
    pub fn find(&self, room: &RoomKey) -> Option<Arc<Stop>> {
        lock(&self.stops).get(room).cloned()
    }

    /// All couriers.
    pub fn all(&self) -> Vec<Arc<Stop>> {
        lock(&self.stops).values().cloned().collect()
    }
}
