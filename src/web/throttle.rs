//! How often something may be done.

use std::collections::HashMap;
use std::sync::{Mutex as StdMutex, PoisonError};

/// Presses of one seat in so many seconds.
const PRESSES: u32 = 10;
const PRESS_SECS: i64 = 10;
/// Links that lead nowhere, in a minute and in all: people mistype, machines guess.
const MISSES: u32 = 100;
const MISS_SECS: i64 = 60;
/// Seats taken in a room of this machine, in a minute.
const JOINS: u32 = 200;
/// Seats that are counted at a time.
const COUNTED: usize = 10_000;

/// How often something was done since a moment, in seconds since 1970.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    since: i64,
    times: u32,
}

impl Count {
    fn add(&mut self, now: i64, most: u32, secs: i64) -> bool {
        if now - self.since >= secs || now < self.since {
            *self = Count { since: now, times: 0 };
        }
        self.times = self.times.saturating_add(1);
        self.times <= most
    }
}

#[derive(Default)]
pub(super) struct Throttles {
    presses: StdMutex<HashMap<String, Count>>,
    misses: StdMutex<Count>,
    joins: StdMutex<Count>,
}

impl Throttles {
    /// Whether a seat may press once more.
    pub fn may_press(&self, seat: &str, now: i64) -> bool {
        let mut presses = self.presses.lock().unwrap_or_else(PoisonError::into_inner);
        if presses.len() >= COUNTED {
            presses.retain(|_, count| now - count.since < PRESS_SECS);
        }
        presses.entry(seat.to_owned()).or_default().add(now, PRESSES, PRESS_SECS)
    }

    /// Counts a link that leads nowhere; whether the next one is looked at.
    pub fn may_miss(&self, now: i64) -> bool {
        self.misses.lock().unwrap_or_else(PoisonError::into_inner).add(now, MISSES, MISS_SECS)
    }

    /// Whether one more seat may be taken.
    pub fn may_join(&self, now: i64) -> bool {
        self.joins.lock().unwrap_or_else(PoisonError::into_inner).add(now, JOINS, MISS_SECS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_that_is_too_fast_is_stopped_and_no_other() {
        let throttles = Throttles::default();
        let allowed = |seat: &str, now| throttles.may_press(seat, now);
        assert!((0..10).all(|_| allowed("a", 100)) && !allowed("a", 105));
        assert!(allowed("b", 105) && allowed("a", 110));
    }
}
