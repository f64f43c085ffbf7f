//! The hours of one day in every zone, what each costs, and the slot: what the picture beside a proposal shows.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, NaiveTime, TimeZone as _, Timelike as _, Utc};
use serde::{Deserialize, Serialize};

use super::times::shown;
use crate::time::fair::{Burden, NIGHT_HOUR, Plan, Sitting, Slot, is_day_of_rest, of_sitting};
use crate::time::{Moment, Place, Zone, weekday_name};

/// Hours that are shown; more only where two sessions lie further apart.
const HOURS: i64 = 24;
/// With more zones a picture would be too long to be read.
pub const MOST_ROWS: usize = 12;

/// A grid: a column for each hour, a row for each zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// What it shows, in one line.
    pub title: String,
    /// The zone whose whole hours the columns are.
    pub reference: String,
    /// The clock of that zone where each column begins, and where the last one ends: `14:00`.
    pub edges: Vec<String>,
    pub sessions: Vec<Session>,
    pub rows: Vec<Row>,
}

/// A sitting that is marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// `Slot, 14:00 to 16:00`.
    pub label: String,
    /// Minutes after the first column begins.
    pub from: u32,
    pub to: u32,
}

/// A zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub zone: String,
    /// When people there meet, on their clock; of two sessions the one that suits them.
    pub time: String,
    /// What it costs them in night hours: `1.9`.
    pub cost: String,
    /// As many as there are columns.
    pub hours: Vec<Hour>,
    /// The days there, in order; the first one begins with the first column or before it.
    pub days: Vec<Day>,
}

/// An hour in a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hour {
    /// Where it begins on the clock there: `19:30`.
    pub clock: String,
    /// What it costs, in hundredths of a night hour.
    pub burden: Burden,
}

/// A day in a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Minutes after the first column begins.
    pub from: u32,
    pub date: NaiveDate,
    pub is_of_rest: bool,
}

impl Grid {
    /// The grid of a slot; nothing where there are too many zones for a picture.
    pub fn of(plan: &Plan, slot: &Slot) -> Option<Grid> {
        let (first, last) = (slot.sittings.first()?, slot.sittings.last()?);
        if plan.zones.len() > MOST_ROWS {
            return None;
        }
        let (begin, columns) = extent(plan.reference, *first, *last);
        let hours: Vec<DateTime<Utc>> = (0..=columns).map(|column| begin + Duration::hours(column)).collect();
        let clock = |at: &DateTime<Utc>, zone: Zone| at.with_timezone(&zone).format("%H:%M").to_string();
        let sessions = (1..).zip(&slot.sittings).map(|(number, sitting)| {
            let name = if slot.sittings.len() > 1 { format!("Session {number}") } else { "Slot".to_owned() };
            let (start, end) = (clock(&sitting.start, plan.reference), clock(&sitting.end, plan.reference));
            Session {
                label: format!("{name}, {start} to {end}"),
                from: minutes(begin, sitting.start),
                to: minutes(begin, sitting.end),
            }
        });
        let rows = plan.zones.iter().zip(&slot.burden).map(|(zone, burden)| Row {
            zone: zone.name().to_owned(),
            time: time_in(plan, slot, *zone),
            cost: hours_of(*burden),
            hours: hours[..hours.len() - 1]
                .iter()
                .map(|start| Hour {
                    clock: clock(start, *zone),
                    burden: of_sitting(*zone, Sitting { start: *start, end: *start + Duration::hours(1) }),
                })
                .collect(),
            days: days(*zone, begin, *hours.last().unwrap_or(&begin)),
        });
        Some(Grid {
            title: title(plan.reference, *first, *last),
            reference: plan.reference.name().to_owned(),
            edges: hours.iter().map(|at| clock(at, plan.reference)).collect(),
            sessions: sessions.collect(),
            rows: rows.collect(),
        })
    }

    /// What the picture shows, in words: the slot, and for each zone its time, its cost, and which hours cost
    /// nothing or most.
    pub fn words(&self) -> String {
        let mut words = format!("{}.", self.title);
        for session in &self.sessions {
            let _ = write!(words, " {} {}.", session.label, self.reference);
        }
        for row in &self.rows {
            let free = self.stretches(row, |burden| burden == 0);
            let night = self.stretches(row, |burden| burden >= NIGHT_HOUR);
            let _ = write!(
                words,
                "\n{}: {}, {} night hours; in hours of {} it is day {free} and night {night}.",
                row.zone, row.time, row.cost, self.reference
            );
        }
        words
    }

    /// `from 09:00 to 17:00`, on the clock of the reference zone.
    fn stretches(&self, row: &Row, is_one: impl Fn(Burden) -> bool) -> String {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (column, _) in row.hours.iter().enumerate().filter(|(_, hour)| is_one(hour.burden)) {
            match found.last_mut() {
                Some((_, end)) if *end == column => *end = column + 1,
                Some(_) | None => found.push((column, column + 1)),
            }
        }
        let edge = |column: usize| self.edges.get(column).map_or("", String::as_str);
        let named = found.iter().map(|(from, to)| format!("from {} to {}", edge(*from), edge(*to)));
        let named: Vec<String> = named.collect();
        if named.is_empty() { "at no whole hour".to_owned() } else { crate::text::join_and(&named) }
    }
}

/// Where the first column begins, and how many there are: the day of the first sitting, or, where the sittings
/// do not lie in it, the hours around them.
fn extent(reference: Zone, first: Sitting, last: Sitting) -> (DateTime<Utc>, i64) {
    let day = first.start.with_timezone(&reference).date_naive();
    let midnight = reference.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest().map(|at| at.to_utc());
    let day = Duration::hours(HOURS);
    if let Some(midnight) = midnight.filter(|midnight| last.end <= *midnight + day) {
        return (midnight, HOURS);
    }
    let around = (day - (last.end - first.start)).max(Duration::zero()) / 2;
    let begin = first.start - around;
    let local = begin.with_timezone(&reference);
    let begin = begin - Duration::seconds((local.minute() * 60 + local.second()).into());
    (begin, HOURS.max(((last.end - begin).num_minutes() + 59) / 60))
}

fn minutes(from: DateTime<Utc>, to: DateTime<Utc>) -> u32 {
    u32::try_from((to - from).num_minutes()).unwrap_or(0)
}

fn title(reference: Zone, first: Sitting, last: Sitting) -> String {
    let named = |at: DateTime<Utc>| {
        let date = at.with_timezone(&reference).date_naive();
        format!("{} {date}", weekday_name(date.weekday()))
    };
    let (from, to) = (named(first.start), named(last.start));
    let days = if from == to { from } else { format!("{from} and {to}") };
    format!("Fair hours on {days} in {reference}")
}

fn days(zone: Zone, begin: DateTime<Utc>, end: DateTime<Utc>) -> Vec<Day> {
    const QUARTER: i64 = 15;
    let mut days: Vec<Day> = Vec::new();
    let mut at = begin;
    while at < end {
        let date = at.with_timezone(&zone).date_naive();
        if days.last().is_none_or(|day| day.date != date) {
            days.push(Day { from: minutes(begin, at), date, is_of_rest: is_day_of_rest(zone, date.weekday()) });
        }
        at += Duration::minutes(QUARTER);
    }
    days
}

/// `22:00 to 00:00`, `session 2: 09:00 to 11:00`: when people in a zone meet.
pub(super) fn time_in(plan: &Plan, slot: &Slot, zone: Zone) -> String {
    let (number, sitting) = session_of(slot, zone);
    let time = shown(&moment_of(sitting, plan.reference), Place::Zone(zone));
    if slot.sittings.len() > 1 { format!("session {number}: {time}") } else { time }
}

/// Night hours with one decimal.
pub(super) fn hours_of(burden: Burden) -> String {
    let tenths = (burden * 10 + NIGHT_HOUR / 2) / NIGHT_HOUR;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The session that a zone would come to, counted from 1.
pub(super) fn session_of(slot: &Slot, zone: Zone) -> (usize, Sitting) {
    let numbered = (1..).zip(slot.sittings.iter().copied());
    let best = numbered.min_by_key(|(number, sitting)| (of_sitting(zone, *sitting), *number));
    best.unwrap_or((1, Sitting { start: slot.start(), end: slot.start() }))
}

pub(super) fn moment_of(sitting: Sitting, told: Zone) -> Moment {
    Moment {
        start: sitting.start,
        end: Some(sitting.end),
        place: Place::Zone(told),
        is_place_assumed: false,
        wanted: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        name.parse().expect("a known zone")
    }

    fn grid(zones: &[&str], reference: &str, sittings: &[(&str, &str)]) -> Option<Grid> {
        let moment = |at: &str| format!("{at}:00Z").parse::<DateTime<Utc>>().expect("an RFC 3339 instant");
        let sittings: Vec<Sitting> =
            sittings.iter().map(|(start, end)| Sitting { start: moment(start), end: moment(end) }).collect();
        let zones: Vec<Zone> = zones.iter().map(|name| zone(name)).collect();
        let day = sittings[0].start.date_naive();
        let burden: Vec<Burden> = zones.iter().map(|zone| of_sitting(*zone, sittings[0])).collect();
        let plan = Plan {
            borne: vec![0; zones.len()],
            zones,
            reference: zone(reference),
            first_day: day,
            last_day: day,
            length: sittings[0].end - sittings[0].start,
            is_twin: sittings.len() > 1,
            not_before: sittings[0].start,
        };
        Grid::of(&plan, &Slot { after: burden.clone(), burden, sittings })
    }

    #[test]
    fn a_slot_within_a_day_shows_that_day() {
        let grid = grid(&["Asia/Kolkata"], "Europe/Zurich", &[("2026-12-08T13:00", "2026-12-08T15:00")]);
        let grid = grid.expect("one zone is not too many");
        assert_eq!(grid.title, "Fair hours on Tuesday 2026-12-08 in Europe/Zurich");
        assert_eq!((grid.edges[0].as_str(), grid.edges.len(), grid.edges[24].as_str()), ("00:00", 25, "00:00"));
        let session = Session { label: "Slot, 14:00 to 16:00".to_owned(), from: 14 * 60, to: 16 * 60 };
        assert_eq!(grid.sessions, [session]);
        let row = &grid.rows[0];
        assert_eq!(row.hours[0], Hour { clock: "04:30".to_owned(), burden: 98 });
        assert_eq!(row.days.iter().map(|day| day.from).collect::<Vec<_>>(), [0, 19 * 60 + 30]);
        assert_eq!((row.time.as_str(), row.hours.len()), ("18:30 to 20:30", 24));
    }

    #[test]
    fn a_slot_over_midnight_stands_in_the_middle() {
        let grid = grid(&["Europe/Zurich"], "Europe/Zurich", &[("2026-12-08T22:00", "2026-12-09T00:00")]);
        let grid = grid.expect("one zone is not too many");
        assert_eq!((grid.edges[0].as_str(), grid.edges.len()), ("12:00", 25));
        assert_eq!((grid.sessions[0].from, grid.sessions[0].to), (11 * 60, 13 * 60));
    }

    #[test]
    fn sessions_a_day_apart_both_stand_in_the_grid() {
        let sessions = [("2026-12-08T02:30", "2026-12-08T05:30"), ("2026-12-09T02:30", "2026-12-09T05:30")];
        let grid = grid(&["Europe/Zurich"], "Asia/Kolkata", &sessions).expect("one zone is not too many");
        assert_eq!((grid.edges[0].as_str(), grid.edges.len()), ("08:00", 28));
        assert_eq!((grid.sessions[0].from, grid.sessions[1].to), (0, 27 * 60));
        assert_eq!(grid.title, "Fair hours on Tuesday 2026-12-08 and Wednesday 2026-12-09 in Asia/Kolkata");
    }

    #[test]
    fn a_day_on_which_clocks_change_has_its_own_hours() {
        let grid = grid(&["Europe/Zurich"], "Europe/Zurich", &[("2026-03-29T08:00", "2026-03-29T09:00")]);
        let edges = grid.expect("one zone is not too many").edges;
        assert_eq!(edges[..4], ["00:00", "01:00", "03:00", "04:00"]);
    }

    #[test]
    fn many_zones_make_no_picture() {
        let sitting = [("2026-12-08T13:00", "2026-12-08T15:00")];
        assert!(grid(&["UTC"; MOST_ROWS], "UTC", &sitting).is_some());
        assert!(grid(&["UTC"; MOST_ROWS + 1], "UTC", &sitting).is_none());
    }

    #[test]
    fn the_words_say_what_the_picture_shows() {
        let grid = grid(&["Asia/Seoul"], "Europe/Zurich", &[("2026-12-08T13:00", "2026-12-08T15:00")]);
        assert_eq!(
            grid.expect("one zone is not too many").words(),
            "Fair hours on Tuesday 2026-12-08 in Europe/Zurich. Slot, 14:00 to 16:00 Europe/Zurich.\n\
             Asia/Seoul: 22:00 to 00:00 (+1), 1.7 night hours; in hours of Europe/Zurich it is day from 01:00 to 09:00 \
             and night from 16:00 to 21:00."
        );
    }
}
