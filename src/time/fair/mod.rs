//! Fair hours: what a meeting costs people where they sit, what each zone has borne so far, and the slots
//! that keep the worst of it lowest.
//!
//! Burden is counted in hundredths of a night hour: an hour between 00:00 and 05:00 counts one, an hour between
//! 09:00 and 17:00 nothing, and between them it rises and falls evenly. On the days on which a region
//! rests (Unicode CLDR) an hour counts half a night hour at least.

mod search;
mod wish;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc, Weekday};

pub use search::{Plan, Series, Slot, ledger};
pub use wish::Wish;

use super::Zone;

/// Hundredths of a night hour.
pub type Burden = u32;

/// One night hour.
pub const NIGHT_HOUR: Burden = 100;
/// What an hour counts at least on a day of rest.
const DAY_OF_REST: Burden = 50;

/// The burden is the same over a quarter of an hour: no zone is nearer to UTC's hours than that.
const QUARTER: i64 = 15;

/// Days of rest where they are not Saturday and Sunday.
static DAYS_OF_REST: LazyLock<BTreeMap<&str, Vec<Weekday>>> = LazyLock::new(|| {
    let lines = include_str!("../weekends.tsv").lines().filter_map(|line| line.split_once('\t'));
    lines.map(|(zone, days)| (zone, days.split(',').filter_map(|day| day.parse().ok()).collect())).collect()
});

/// The time from which to which people met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sitting {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
}

/// Whether people rest on that day where the zone is.
pub fn is_day_of_rest(zone: Zone, day: Weekday) -> bool {
    let days = DAYS_OF_REST.get(zone.name());
    days.map_or(matches!(day, Weekday::Sat | Weekday::Sun), |days| days.contains(&day))
}

/// What an hour costs that begins at this minute of the day, in hundredths of a night hour.
pub fn of_minute(minute: u32) -> Burden {
    const MORNING: (u32, u32) = (5 * 60, 9 * 60);
    const EVENING: (u32, u32) = (17 * 60, 24 * 60);
    if minute < MORNING.0 {
        NIGHT_HOUR
    } else if minute < MORNING.1 {
        (MORNING.1 - minute) * NIGHT_HOUR / (MORNING.1 - MORNING.0)
    } else if minute < EVENING.0 {
        0
    } else {
        (minute.min(EVENING.1) - EVENING.0) * NIGHT_HOUR / (EVENING.1 - EVENING.0)
    }
}

/// What hours cost in a zone, within some days.
#[derive(Clone, Debug)]
struct Hours {
    /// From which second since 1970 on the zone is so many seconds from UTC.
    offsets: Vec<(i64, i64)>,
    rests_on: [bool; 7],
}

impl Hours {
    fn of(zone: Zone, from: DateTime<Utc>, until: DateTime<Utc>) -> Hours {
        let offsets = zone.offsets(from, until).into_iter();
        let offsets = offsets.map(|(since, offset)| (since.timestamp(), offset.local_minus_utc().into()));
        let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
        Hours { offsets: offsets.collect(), rests_on: days.map(|day| is_day_of_rest(zone, day)) }
    }

    /// What an hour costs that begins at this second since 1970.
    fn at(&self, second: i64) -> Burden {
        const DAY: i64 = 86_400;
        let offset = self.offsets.iter().rev().find(|(since, _)| *since <= second).or(self.offsets.first());
        let local = second + offset.map_or(0, |(_, offset)| *offset);
        let minute = u32::try_from(local.rem_euclid(DAY) / 60).unwrap_or(0);
        // 1970 began on a Thursday.
        let weekday = usize::try_from((local.div_euclid(DAY) + 3).rem_euclid(7)).unwrap_or(0);
        let hour = of_minute(minute);
        if self.rests_on[weekday] { hour.max(DAY_OF_REST) } else { hour }
    }

    fn of_sitting(&self, sitting: Sitting) -> Burden {
        let (mut from, end) = (sitting.start.timestamp(), sitting.end.timestamp());
        let mut parts = 0;
        while from < end {
            let until = (from + QUARTER * 60).min(end);
            parts += self.at(from) * u32::try_from((until - from) / 60).unwrap_or(0);
            from = until;
        }
        parts / 60
    }
}

/// What an hour costs in a zone that begins then.
pub fn at(zone: Zone, moment: DateTime<Utc>) -> Burden {
    Hours::of(zone, moment, moment).at(moment.timestamp())
}

/// What a sitting costs in a zone.
pub fn of_sitting(zone: Zone, sitting: Sitting) -> Burden {
    Hours::of(zone, sitting.start, sitting.end).of_sitting(sitting)
}

/// What a meeting costs in a zone: all its sittings, or with the same agenda held twice the better one.
pub fn of_meeting(zone: Zone, sittings: &[Sitting], is_twin: bool) -> Burden {
    let each = sittings.iter().map(|sitting| of_sitting(zone, *sitting));
    if is_twin { each.min().unwrap_or(0) } else { each.sum() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        name.parse().expect("a known zone")
    }

    fn moment(at: &str) -> DateTime<Utc> {
        at.parse().expect("an RFC 3339 instant")
    }

    #[test]
    fn an_hour_costs_nothing_by_day_and_one_night_hour_in_the_small_hours() {
        for (clock, burden) in [
            ((0, 0), 100),
            ((4, 59), 100),
            ((5, 0), 100),
            ((7, 0), 50),
            ((8, 59), 0),
            ((9, 0), 0),
            ((16, 59), 0),
            ((17, 0), 0),
            ((20, 30), 50),
            ((23, 59), 99),
        ] {
            assert_eq!(of_minute(clock.0 * 60 + clock.1), burden, "{clock:?}");
        }
    }

    #[test]
    fn burden_rises_to_midnight_and_falls_from_five() {
        let minutes: Vec<Burden> = (0..24 * 60).map(of_minute).collect();
        assert!(minutes[5 * 60..9 * 60].windows(2).all(|pair| pair[0] >= pair[1]));
        assert!(minutes[17 * 60..].windows(2).all(|pair| pair[0] <= pair[1]));
    }

    #[test]
    fn the_days_of_rest_are_those_of_the_region() {
        // A Friday and a Sunday, at noon in each of them.
        for (name, friday, sunday) in
            [("Africa/Cairo", 50, 0), ("Europe/Zurich", 0, 50), ("Asia/Tehran", 50, 0), ("Asia/Kolkata", 0, 50)]
        {
            assert_eq!(at(zone(name), moment("2026-12-11T10:00:00Z")), friday, "{name}");
            assert_eq!(at(zone(name), moment("2026-12-13T10:00:00Z")), sunday, "{name}");
        }
    }

    #[test]
    fn a_sitting_costs_the_hours_it_takes() {
        // 22:00 to 24:00 in Seoul.
        let sitting = Sitting { start: moment("2026-12-08T13:00:00Z"), end: moment("2026-12-08T15:00:00Z") };
        let seoul = of_sitting(zone("Asia/Seoul"), sitting);
        assert!((165..=185).contains(&seoul), "{seoul}");
        assert_eq!(of_sitting(zone("Europe/Zurich"), sitting), 0);
    }

    #[test]
    fn of_twin_sessions_a_zone_bears_the_better_one() {
        let early = Sitting { start: moment("2026-12-08T01:00:00Z"), end: moment("2026-12-08T02:00:00Z") };
        let late = Sitting { start: moment("2026-12-08T15:00:00Z"), end: moment("2026-12-08T16:00:00Z") };
        for name in ["Europe/Zurich", "Asia/Seoul"] {
            assert_eq!(of_meeting(zone(name), &[early, late], true), 0, "{name}");
            assert_eq!(of_meeting(zone(name), &[early, late], false), 100, "{name}");
        }
    }
}
