//! Too many messages from one account: from then on they are kept as talk and run no command, so that everyone else is
//! served.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use crate::group::person::AccountId;
use crate::view::{self, Say};

/// More messages than this within [`WINDOW_SECS`] are a flood.
const MOST: usize = 30;
const WINDOW_SECS: i64 = 10;
/// A flood is over after so much quiet.
const QUIET_SECS: i64 = 10;
/// Accounts that are remembered; those that have been quiet go first.
const ACCOUNTS: usize = 1_000;

/// What the bot says to a person who writes too fast.
pub fn told() -> Say {
    view::too_fast(MOST, WINDOW_SECS, QUIET_SECS)
}

/// How fast an account writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    #[default]
    Usual,
    /// This message is the first one too many.
    TooFast,
    /// Messages go on coming.
    StillTooFast,
}

/// Who has written how much of late, by the platforms' times, so that what was said during an outage is not a flood.
#[derive(Debug, Default)]
pub struct Floods {
    accounts: BTreeMap<AccountId, Recent>,
}

#[derive(Debug, Default)]
struct Recent {
    times: VecDeque<DateTime<Utc>>,
    is_flood: bool,
    /// The last message, which may come again until it is on disk, and what was said of it.
    last: (String, Pace),
}

impl Floods {
    /// Counts a message, however many lines it has. The same message again is counted once.
    pub fn count(&mut self, account: &AccountId, message: &str, at: DateTime<Utc>) -> Pace {
        if self.accounts.len() >= ACCOUNTS {
            self.accounts.retain(|_, recent| {
                recent.times.back().is_some_and(|last| at - *last < TimeDelta::seconds(QUIET_SECS))
            });
        }
        let recent = self.accounts.entry(account.clone()).or_default();
        if recent.last.0 == message {
            return recent.last.1;
        }
        let pace = recent.count(at);
        recent.last = (message.to_owned(), pace);
        pace
    }
}

impl Recent {
    fn count(&mut self, at: DateTime<Utc>) -> Pace {
        let is_quiet = self.times.back().is_none_or(|last| at - *last >= TimeDelta::seconds(QUIET_SECS));
        if is_quiet {
            self.is_flood = false;
            self.times.clear();
        }
        while self.times.front().is_some_and(|first| at - *first >= TimeDelta::seconds(WINDOW_SECS)) {
            self.times.pop_front();
        }
        self.times.push_back(at);
        if self.is_flood {
            self.times.truncate(MOST);
            return Pace::StillTooFast;
        }
        self.is_flood = self.times.len() > MOST;
        if self.is_flood { Pace::TooFast } else { Pace::Usual }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of messages at these tenths of a second.
    fn paces(tenths: impl IntoIterator<Item = i64>) -> Vec<Pace> {
        let mut floods = Floods::default();
        let start = DateTime::<Utc>::UNIX_EPOCH;
        let at = |tenth: i64| start + TimeDelta::milliseconds(100 * tenth);
        let bo = AccountId("sim:bo".to_owned());
        let paces = tenths.into_iter().enumerate().map(|(n, tenth)| floods.count(&bo, &format!("${n}"), at(tenth)));
        paces.collect()
    }

    #[test]
    fn thirty_messages_in_ten_seconds_are_fine_and_the_next_is_one_too_many() {
        let all = paces(0..40);
        assert!(all[..30].iter().all(|pace| *pace == Pace::Usual));
        assert_eq!(all[30], Pace::TooFast);
        assert!(all[31..].iter().all(|pace| *pace == Pace::StillTooFast));
    }

    #[test]
    fn steady_writing_is_no_flood() {
        assert!(paces((0..500).map(|n| n * 4)).iter().all(|pace| *pace == Pace::Usual), "25 in ten seconds");
    }

    #[test]
    fn ten_seconds_of_quiet_end_a_flood_and_less_do_not() {
        let with_pause = |pause: i64| paces((0..31).chain([30 + pause, 31 + pause]))[31..].to_vec();
        assert_eq!(with_pause(100), [Pace::Usual, Pace::Usual]);
        assert_eq!(with_pause(99), [Pace::StillTooFast, Pace::StillTooFast]);
    }

    #[test]
    fn a_slow_flood_goes_on_for_as_long_as_it_is_not_quiet() {
        let slow = (0..31).chain((1..20).map(|n| 30 + n * 90));
        assert!(paces(slow)[31..].iter().all(|pace| *pace == Pace::StillTooFast));
    }

    #[test]
    fn others_are_served_and_a_message_that_comes_again_is_counted_once() {
        let mut floods = Floods::default();
        let at = DateTime::<Utc>::UNIX_EPOCH;
        let (ana, bo) = (AccountId("sim:ana".to_owned()), AccountId("sim:bo".to_owned()));
        for _ in 0..100 {
            assert_eq!(floods.count(&bo, "$1", at), Pace::Usual);
        }
        for n in 0..100 {
            floods.count(&bo, &format!("$bo{n}"), at);
        }
        assert_eq!(floods.count(&ana, "$ana", at), Pace::Usual);
    }
}
