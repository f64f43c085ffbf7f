//! That a server limits the bot is worth one line in the log per episode, not one per attempt.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// An episode is over when the server has limited nothing for so long after the last pause it asked for.
const QUIET: TimeDelta = TimeDelta::minutes(1);

/// The episode under way, if there is one.
#[derive(Debug, Default)]
pub(super) struct Limited {
    over_at: Mutex<Option<DateTime<Utc>>>,
}

impl Limited {
    /// Takes note that a server asks for a pause. Returns whether an episode begins with it.
    pub fn begins(&self, at: DateTime<Utc>, pause: Duration) -> bool {
        let pause = TimeDelta::from_std(pause).unwrap_or(TimeDelta::MAX);
        let over_at = at.checked_add_signed(pause).and_then(|end| end.checked_add_signed(QUIET));
        let mut known = self.over_at.lock().unwrap_or_else(PoisonError::into_inner);
        let begins = known.is_none_or(|over_at| over_at < at);
        *known = Some(over_at.unwrap_or(DateTime::<Utc>::MAX_UTC).max(known.unwrap_or(at)));
        begins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_episode_is_told_once() {
        let limited = Limited::default();
        let at = |secs| DateTime::UNIX_EPOCH + TimeDelta::seconds(secs);
        assert!(limited.begins(at(0), Duration::from_secs(5)));
        assert!(!limited.begins(at(5), Duration::from_secs(5)), "the next attempt");
        assert!(!limited.begins(at(60), Duration::from_mins(2)), "a minute without limits has not passed yet");
        assert!(!limited.begins(at(181), Duration::from_secs(1)), "the pause itself is no quiet");
        assert!(limited.begins(at(243), Duration::from_secs(1)), "another episode");
        assert!(!limited.begins(at(244), Duration::MAX));
        assert!(!limited.begins(at(1_000_000), Duration::from_secs(1)));
    }
}
