//! The only reader of the clock.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

/// Where the time comes from: the machine, or a script that moves it.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    Machine,
    Simulated(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    pub fn simulated(start: DateTime<Utc>) -> Clock {
        Clock::Simulated(Arc::new(Mutex::new(start)))
    }

    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Clock::Machine => machine_now(),
            Clock::Simulated(time) => *time.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a simulated clock; the machine's goes by itself.
    pub fn move_to(&self, at: DateTime<Utc>) {
        match self {
            Clock::Machine => {}
            Clock::Simulated(time) => *time.lock().unwrap_or_else(PoisonError::into_inner) = at,
        }
    }

    /// How long to wait until `at`; nothing for a simulated clock, which is moved from outside.
    pub fn wait_for(&self, at: DateTime<Utc>) -> Option<std::time::Duration> {
        match self {
            Clock::Machine => Some((at - machine_now()).to_std().unwrap_or_default()),
            Clock::Simulated(_) => None,
        }
    }
}

/// A moment of the machine's monotonic clock, which tells how long something has taken and nothing else.
pub fn monotonic() -> tokio::time::Instant {
    tokio::time::Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
fn machine_now() -> DateTime<Utc> {
    Utc::now()
}
