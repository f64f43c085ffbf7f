//! Meetings that recur: `every Tuesday 15:00 Geneva`, `every 2 weeks 2026-12-08 15:00 Geneva for 8 meetings`.
//! They keep the wall time of their own zone, so where clocks change on other days they move.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, NaiveDateTime, Utc, Weekday};
use regex::Regex;

use super::days::{NTH, Nth};
use super::moment::{Context, Doubt, Moment, read};
use super::place::Place;

/// A meeting that comes again after some weeks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurring {
    /// The first of them.
    pub first: Moment,
    pub pace: Pace,
    /// When each begins, the first included.
    pub starts: Vec<DateTime<Utc>>,
}

/// So many are told where nobody says how many.
const MEETINGS: u32 = 12;
const MOST_MEETINGS: u32 = 60;
const MOST_WEEKS: u32 = 26;
const USAGE: &str = "Type, for example: !time every 2 weeks 2026-12-08 15:00 Geneva for 8 meetings";

/// Reads a meeting that recurs. Nothing: the words say nothing of the kind.
///
/// # Errors
/// A [`Doubt`] about the pace, or about the first time.
pub fn recurring(typed: &str, context: Context) -> Option<Result<Recurring, Doubt>> {
    let typed = crate::text::clean(typed);
    let typed = typed.trim();
    // Of the same length, so that what follows can be read as it was typed.
    let lower = typed.to_ascii_lowercase();
    if let Some((pace, rest)) = monthly(&lower) {
        return Some(recur(pace, None, &typed[typed.len() - rest.len()..], context));
    }
    let (Weekly { weeks, day }, rest) = pace_of(&lower)?;
    Some(recur(Pace::Weeks(weeks), day, &typed[typed.len() - rest.len()..], context))
}

/// How often a meeting comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// After so many weeks, on the day of the first one.
    Weeks(u32),
    /// On such a day of each month.
    Monthly { nth: Nth, weekday: Weekday },
}

/// `the second Tuesday of every month`, `monthly on the last Friday`, `every month on the first Monday`.
static MONTHLY: LazyLock<Regex> = LazyLock::new(|| {
    const DAY: &str = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun";
    Regex::new(&format!(
        r"^(?:(?:the\s+)?(?P<n1>{NTH})\s+(?P<d1>{DAY})\s+(?:of|in)\s+(?:every|each)\s+month|(?:every|each)\s+(?P<n2>{NTH})\s+(?P<d2>{DAY})\s+(?:of|in)\s+(?:the\s+|every\s+|each\s+|a\s+)?month|(?:monthly|(?:every|each)\s+month),?\s+(?:on\s+)?(?:the\s+)?(?P<n3>{NTH})\s+(?P<d3>{DAY}))\b,?\s*(?:at\s+)?"
    ))
    .expect("the pattern is a constant and well formed")
});

fn monthly(lower: &str) -> Option<(Pace, &str)> {
    if !lower.contains("month") {
        return None;
    }
    let found = MONTHLY.captures(lower)?;
    let group = |names: [&str; 3]| names.iter().find_map(|name| found.name(name)).map(|group| group.as_str());
    let nth = group(["n1", "n2", "n3"]).map(Nth::read).filter(|nth| *nth != Nth::Of(5))?;
    let weekday = group(["d1", "d2", "d3"])?.get(..3)?.parse().ok()?;
    Some((Pace::Monthly { nth, weekday }, &lower[found.get(0)?.end()..]))
}

/// A pace in weeks, and the day where it is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Weekly {
    weeks: u32,
    day: Option<Weekday>,
}

fn pace_of(lower: &str) -> Option<(Weekly, &str)> {
    let word =
        |rest: &'_ str| rest.split_once(' ').map_or((rest.len(), rest.len()), |(word, _)| (word.len(), word.len() + 1));
    let (end, next) = word(lower);
    let rest = &lower[next..];
    let weekly = |weeks: u32, rest| Some((Weekly { weeks, day: None }, rest));
    match &lower[..end] {
        "weekly" => weekly(1, rest),
        "biweekly" | "fortnightly" => weekly(2, rest),
        "every" | "each" => {
            let (end, next) = word(rest);
            let (second, after) = (&rest[..end], &rest[next..]);
            let (end, next) = word(after);
            let (third, later) = (&after[..end], &after[next..]);
            let is_weeks = matches!(third, "week" | "weeks");
            match second {
                "week" => weekly(1, after),
                "other" | "second" if is_weeks => weekly(2, later),
                "other" | "second" => third.parse().ok().map(|day| (Weekly { weeks: 2, day: Some(day) }, later)),
                number if is_weeks => weekly(number.parse().ok()?, later),
                day => day.parse().ok().map(|day| (Weekly { weeks: 1, day: Some(day) }, after)),
            }
        }
        _ => None,
    }
}

fn recur(pace: Pace, day: Option<Weekday>, rest: &str, context: Context) -> Result<Recurring, Doubt> {
    let (rest, count) = split_count(rest);
    let count = count.unwrap_or(MEETINGS);
    let is_pace = match pace {
        Pace::Weeks(weeks) => (1..=MOST_WEEKS).contains(&weeks),
        Pace::Monthly { .. } => true,
    };
    if !(2..=MOST_MEETINGS).contains(&count) || !is_pace {
        return Err(Doubt::plain(format!(
            "I tell 2 to {MOST_MEETINGS} meetings, each 1 to {MOST_WEEKS} weeks after the one before. {USAGE}"
        )));
    }
    if rest.trim().is_empty() {
        return Err(Doubt::plain(format!("When is the first one? {USAGE}")));
    }
    let today = context.now.with_timezone(&context.zone).date_naive();
    let first = match (pace, day) {
        (Pace::Monthly { nth, weekday }, _) => {
            let days = (0..=2).filter_map(|months| of_month(nth, weekday, today, months));
            next_on(days.filter(|day| *day >= today), &rest, context)?
        }
        (Pace::Weeks(_), Some(day)) => {
            next_on(today.iter_days().take(8).filter(|date| date.weekday() == day), &rest, context)?
        }
        (Pace::Weeks(_), None) => read(&rest, context)?,
    };
    let starts = (0..count).filter_map(|index| later(&first, pace, index)).collect();
    Ok(Recurring { first, pace, starts })
}

/// Takes `for 8 meetings` out, wherever it stands.
fn split_count(rest: &str) -> (String, Option<u32>) {
    let words: Vec<&str> = rest.split_whitespace().collect();
    let count_at = |at: &usize| match words[*at..] {
        [first, count, what, ..]
            if first.eq_ignore_ascii_case("for") && matches!(what, "meetings" | "times" | "sessions") =>
        {
            count.parse().ok()
        }
        _ => None,
    };
    match (0..words.len()).find_map(|at| Some((at, count_at(&at)?))) {
        Some((at, count)) => ([&words[..at], &words[at + 3..]].concat().join(" "), Some(count)),
        None => (rest.to_owned(), None),
    }
}

/// Such a weekday of the month that is so many months after that of a day.
fn of_month(nth: Nth, weekday: Weekday, from: NaiveDate, months: u32) -> Option<NaiveDate> {
    let first = from.with_day(1)?.checked_add_months(Months::new(months))?;
    nth.in_month(first.year(), first.month(), weekday)
}

/// The first of some days on which that time is still to come.
fn next_on(days: impl Iterator<Item = NaiveDate>, rest: &str, context: Context) -> Result<Moment, Doubt> {
    let mut last = Err(Doubt::plain(format!("When is the first one? {USAGE}")));
    for date in days {
        last = read(&format!("{date} {rest}"), context);
        if last.as_ref().is_ok_and(|moment| moment.start > context.now) {
            break;
        }
    }
    last
}

/// The same wall time at the meeting of that index. Where the clocks leave it out it is told with the distance from UTC before
/// that, where they repeat it the first time counts (RFC 5545, 3.3.5).
fn later(first: &Moment, pace: Pace, index: u32) -> Option<DateTime<Utc>> {
    let wall = first.start.with_timezone(&first.place.offset_at(first.start)).naive_local();
    let wall = match pace {
        Pace::Weeks(weeks) => wall.checked_add_days(Days::new(u64::from(index * weeks) * 7))?,
        Pace::Monthly { nth, weekday } => of_month(nth, weekday, wall.date(), index)?.and_time(wall.time()),
    };
    Some(instant(wall, first.place))
}

fn instant(wall: NaiveDateTime, place: Place) -> DateTime<Utc> {
    match place {
        Place::Offset(offset) => (wall - offset).and_utc(),
        Place::Zone(zone) => zone.instant_of(wall),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> Context {
        // A Tuesday.
        let now = "2026-10-06T08:00:00Z".parse().expect("an RFC 3339 instant");
        Context { now, zone: "Europe/Zurich".parse().expect("a known zone") }
    }

    fn told(typed: &str) -> String {
        match recurring(typed, context()) {
            None => "nothing recurs".to_owned(),
            Some(Err(doubt)) => doubt.because,
            Some(Ok(found)) => {
                let ends = [found.starts.first(), found.starts.last()].map(|start| start.map(DateTime::to_rfc3339));
                format!(
                    "{} x{}: {}",
                    match found.pace {
                        Pace::Weeks(weeks) => weeks.to_string(),
                        Pace::Monthly { .. } => "month".to_owned(),
                    },
                    found.starts.len(),
                    ends.into_iter().flatten().collect::<Vec<_>>().join(" ")
                )
            }
        }
    }

    #[test]
    fn a_meeting_that_recurs_keeps_its_wall_time() {
        for (typed, expected) in [
            ("every Tuesday 15:00 Geneva for 4 meetings", "1 x4: 2026-10-06T13:00:00+00:00 2026-10-27T14:00:00+00:00"),
            ("every Tuesday 09:00 Geneva for 2 meetings", "1 x2: 2026-10-13T07:00:00+00:00 2026-10-20T07:00:00+00:00"),
            (
                "every 2 weeks 2026-10-13 15:00 Geneva for 3 times",
                "2 x3: 2026-10-13T13:00:00+00:00 2026-11-10T14:00:00+00:00",
            ),
            ("every other Friday 15:00 Geneva", "2 x12: 2026-10-09T13:00:00+00:00 2027-03-12T14:00:00+00:00"),
            (
                "weekly 2026-10-13 15:00 Seoul for 2 meetings",
                "1 x2: 2026-10-13T06:00:00+00:00 2026-10-20T06:00:00+00:00",
            ),
            (
                "fortnightly 2026-10-14 02:30 Geneva for 2 meetings",
                "2 x2: 2026-10-14T00:30:00+00:00 2026-10-28T01:30:00+00:00",
            ),
            ("every Sunday 02:30 Geneva for 3 meetings", "1 x3: 2026-10-11T00:30:00+00:00 2026-10-25T00:30:00+00:00"),
            (
                "second Tuesday of every month 15:00 Geneva for 6 meetings",
                "month x6: 2026-10-13T13:00:00+00:00 2027-03-09T14:00:00+00:00",
            ),
            (
                "the first Tuesday of each month at 15:00 Geneva for 2 meetings",
                "month x2: 2026-10-06T13:00:00+00:00 2026-11-03T14:00:00+00:00",
            ),
            (
                "every first Monday of the month 15:00 Geneva for 2 meetings",
                "month x2: 2026-11-02T14:00:00+00:00 2026-12-07T14:00:00+00:00",
            ),
            (
                "last Friday of every month 15:00 Seoul for 3 meetings",
                "month x3: 2026-10-30T06:00:00+00:00 2026-12-25T06:00:00+00:00",
            ),
            (
                "monthly on the third Thursday 15:00 Geneva for 2 times",
                "month x2: 2026-10-15T13:00:00+00:00 2026-11-19T14:00:00+00:00",
            ),
            (
                "second to last Tuesday of every month 15:00 Seoul for 2 meetings",
                "month x2: 2026-10-20T06:00:00+00:00 2026-11-17T06:00:00+00:00",
            ),
            (
                "the penultimate Friday of each month 15:00 Seoul for 2 meetings",
                "month x2: 2026-10-23T06:00:00+00:00 2026-11-20T06:00:00+00:00",
            ),
            (
                "every month on the last but one Monday 15:00 Seoul for 2 meetings",
                "month x2: 2026-10-19T06:00:00+00:00 2026-11-23T06:00:00+00:00",
            ),
            ("the second Tuesday of January 15:00", "nothing recurs"),
            ("2026-10-13 15:00 Geneva", "nothing recurs"),
            ("everything at 15:00", "nothing recurs"),
            ("every", "nothing recurs"),
            ("every Tuesday", "When is the first one?"),
            ("every Tuesday 15:00 Geneva for 99 meetings", "I tell 2 to 60 meetings"),
            ("every 99 weeks 2026-10-13 15:00 Geneva", "I tell 2 to 60 meetings"),
            ("every Tuesday 15:00 IST", "“IST” can mean"),
        ] {
            let told = told(typed);
            assert!(told.starts_with(expected), "{typed}: {told}");
        }
    }
}
