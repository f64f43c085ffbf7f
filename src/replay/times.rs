//! The times of a log as moments.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};

use super::log::When;
use crate::time::Zone;

/// A clock that goes back so far has passed midnight.
const PAST_MIDNIGHT: TimeDelta = TimeDelta::hours(8);

/// What day it is in a log that has clock times alone.
#[derive(Clone, Debug)]
pub struct Times {
    zone: Zone,
    /// Minutes east of Greenwich of clock times, where the log says so.
    offset: Option<i32>,
    day: NaiveDate,
    last: Option<NaiveTime>,
}

impl Times {
    pub fn new(day: NaiveDate, zone: Zone, offset: Option<i32>) -> Times {
        Times { zone, offset, day, last: None }
    }

    /// The moment of a time; nothing where the log has none. A clock that goes back by many hours has
    /// passed midnight; one that goes back by less belongs to a log that was edited, and is taken as it
    /// stands.
    pub fn moment(&mut self, when: When) -> Option<DateTime<Utc>> {
        let local = match when {
            When::Unknown => return None,
            When::At(at) => return Some(at),
            When::Local(local) => local,
            When::Clock(time) | When::Undated(_, time) => {
                if self.last.is_some_and(|last| last - time > PAST_MIDNIGHT) {
                    self.day = self.day.succ_opt().unwrap_or(self.day);
                }
                self.last = Some(time);
                let local = self.day.and_time(time);
                if let Some(offset) = self.offset {
                    return Some(local.and_utc() - TimeDelta::minutes(i64::from(offset)));
                }
                local
            }
        };
        if self.zone == Zone::UTC {
            return Some(local.and_utc());
        }
        // A time that a change of the clocks left out is read as if nothing had changed.
        let there = self.zone.from_local_datetime(&local).earliest();
        Some(there.map_or(local.and_utc(), |at| at.with_timezone(&Utc)))
    }
}

/// A time as the log has it: a clock time, else an RFC 3339 instant.
pub fn written(when: When) -> String {
    match when {
        When::Unknown => String::new(),
        When::Clock(time) | When::Undated(_, time) => time.format("%H:%M:%S").to_string(),
        When::Local(local) => local.format("%Y-%m-%dT%H:%M:%S").to_string(),
        When::At(at) => at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
    }
}
