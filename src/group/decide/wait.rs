//! When something ends that was given a length, or a time of day.

use chrono::{DateTime, Duration, Utc};

use crate::group::Group;
use crate::group::command::Wait;
use crate::group::refusal::Refusal;
use crate::time::{Context, read};

/// The longest time to wait, as for lengths.
const MOST_DAYS: i64 = 7;
/// A time of day that is past for so long is meant tomorrow.
const LONG_PAST: Duration = Duration::hours(12);

impl Group {
    /// The moment that a length ends, or that a time of day is. Without a zone it is in the group's.
    ///
    /// # Errors
    /// The time is past, too far away, or can be more than one.
    pub(super) fn end_of(&self, at: DateTime<Utc>, wait: &Wait) -> Result<DateTime<Utc>, Refusal> {
        let typed = match wait {
            Wait::Secs(secs) => return Ok(at + Duration::seconds(i64::from(*secs))),
            Wait::Until(typed) => typed,
        };
        let context = Context { now: at, zone: self.charter.zone };
        let today = read(typed, context).map_err(|doubt| Refusal::TimeUnclear { doubt })?.start;
        let tomorrow = || read(&format!("tomorrow {typed}"), context).ok().map(|moment| moment.start);
        let end = if at - today >= LONG_PAST { tomorrow().unwrap_or(today) } else { today };
        let when = || self.charter.zone.tell(end);
        if end <= at {
            return Err(Refusal::TimePast { when: when() });
        }
        if end - at > Duration::days(MOST_DAYS) {
            return Err(Refusal::TimeTooFar { when: when(), days: MOST_DAYS });
        }
        Ok(end)
    }
}
