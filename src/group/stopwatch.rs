//! A clock that runs while someone speaks or an item is open, and can be stopped.

use chrono::{DateTime, Duration, Utc};

use crate::group::event::Stage;

/// A clock that can be stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct Stopwatch {
    pub used: Duration,
    pub running_since: Option<DateTime<Utc>>,
    /// The last warning that was given.
    pub warned: Option<Stage>,
}

impl Stopwatch {
    pub fn started(at: DateTime<Utc>) -> Stopwatch {
        Stopwatch { used: Duration::zero(), running_since: Some(at), warned: None }
    }

    pub fn elapsed(&self, at: DateTime<Utc>) -> Duration {
        self.used + self.running_since.map_or(Duration::zero(), |since| (at - since).max(Duration::zero()))
    }

    pub fn stop(&mut self, at: DateTime<Utc>) {
        self.used = self.elapsed(at);
        self.running_since = None;
    }

    pub fn go_on(&mut self, at: DateTime<Utc>) {
        self.running_since.get_or_insert(at);
    }

    /// When the next warning is due for an allowance in seconds, with its stage.
    pub fn next_warning(&self, allowance_secs: u32) -> Option<(DateTime<Utc>, Stage)> {
        let (stage, due) = next_stage(self.warned, allowance_secs)?;
        Some((self.running_since? + (due - self.used), stage))
    }
}

/// The stage after the last warning, and how much of an allowance in seconds is used by then.
pub fn next_stage(warned: Option<Stage>, allowance_secs: u32) -> Option<(Stage, Duration)> {
    let (stage, share) = match warned {
        None => (Stage::NearEnd, 80),
        Some(Stage::NearEnd) => (Stage::Over, 100),
        Some(Stage::Over) => return None,
    };
    Some((stage, Duration::milliseconds(i64::from(allowance_secs) * 10 * share)))
}
