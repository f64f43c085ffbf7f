//! Reads what people type when they look for a slot: `next week 2 h`, `week of 2026-12-07 90 min twice`,
//! `2026-12-07 to 2026-12-18 2 h for 6 meetings every 2 weeks`. The order of the parts is free.

use chrono::{DateTime, Datelike as _, Duration, Months, NaiveDate, Utc};

use super::{Burden, Plan};
use crate::time::due::whole_day;
use crate::time::typed::{read_date, read_duration};
use crate::time::{Named, Place, Zone, leading_places};

/// What kind of slot somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    pub length: Duration,
    /// The same agenda twice.
    pub is_twin: bool,
    /// How many meetings in a row.
    pub meetings: usize,
    pub every_weeks: u32,
    /// Zones that are named, in place of the group's.
    pub zones: Vec<Zone>,
}

const LONGEST_HOURS: i64 = 12;
const LONGEST_WINDOW_DAYS: i64 = 35;
/// Two sessions can be combined in many more ways.
const LONGEST_TWIN_WINDOW_DAYS: i64 = 14;
const MOST_MEETINGS: usize = 26;
const MOST_WEEKS: u32 = 52;
const USAGE: &str = "Type, for example: !slots next week 2 h";

/// The words of a wish that are still to be read.
struct Words<'a> {
    rest: &'a [&'a str],
}

impl Words<'_> {
    fn take(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// The longest run of words, of at most `most`, in which `read` finds something.
    fn longest<T>(&mut self, most: usize, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        (1..=most.min(self.rest.len()))
            .rev()
            .find_map(|count| read(&self.rest[..count].join(" ")).map(|found| (count, found)))
            .map(|(count, found)| {
                self.take(count);
                found
            })
    }
}

impl Wish {
    /// Reads a wish. What is not named is taken so: next week, one hour, one meeting.
    ///
    /// # Errors
    /// What is not understood, in a sentence that says what to type.
    pub fn read(typed: &str, today: NaiveDate, now: DateTime<Utc>) -> Result<Wish, String> {
        let lower = crate::text::clean(typed).to_lowercase();
        let (lower, zones) = split_zones(&lower, now);
        let lower = lower.replace([',', '.'], " ");
        let words: Vec<&str> = lower.split_whitespace().collect();
        let mut words = Words { rest: &words };
        let (mut days, mut length, mut meetings, mut every) = (None, None, None, None);
        let mut is_twin = false;
        while let Some(word) = words.rest.first() {
            let is_new = if matches!(*word, "twice" | "twin") {
                words.take(1);
                is_twin = true;
                true
            } else if let Some(found) = words.longest(3, meetings_of) {
                meetings.replace(found).is_none()
            } else if let Some(found) = words.longest(3, weeks_of) {
                every.replace(found).is_none()
            } else if let Some(found) = words.longest(5, length_of) {
                length.replace(found).is_none()
            } else if let Some(found) = words.longest(4, |words| days_of(words, today)) {
                days.replace(found).is_none()
            } else {
                return Err(format!("“{}” says neither days nor a length. {USAGE}", words.rest.join(" ")));
            };
            if !is_new {
                return Err(format!("That names one thing twice. {USAGE}"));
            }
        }
        let (first_day, last_day) = days.unwrap_or_else(|| week_of(today + Duration::weeks(1)));
        let wish = Wish {
            first_day,
            last_day,
            length: length.unwrap_or_else(|| Duration::hours(1)),
            is_twin,
            meetings: meetings.unwrap_or(1),
            every_weeks: every.unwrap_or(1),
            zones,
        };
        wish.checked(today, every.is_some())
    }

    /// What is to be found for it.
    pub fn plan(&self, zones: Vec<Zone>, borne: Vec<Burden>, reference: Zone, now: DateTime<Utc>) -> Plan {
        Plan {
            zones,
            borne,
            reference,
            first_day: self.first_day,
            last_day: self.last_day,
            length: self.length,
            is_twin: self.is_twin,
            not_before: now,
        }
    }

    fn checked(self, today: NaiveDate, has_pace: bool) -> Result<Wish, String> {
        if self.last_day < self.first_day {
            return Err(format!("{} is after {}. Type the earlier day first.", self.first_day, self.last_day));
        }
        if self.last_day < today {
            return Err(format!("{} is past. {USAGE}", self.last_day));
        }
        if (self.last_day - self.first_day).num_days() >= LONGEST_WINDOW_DAYS {
            return Err(format!("I look through {LONGEST_WINDOW_DAYS} days at once. Name fewer."));
        }
        if self.is_twin && (self.last_day - self.first_day).num_days() >= LONGEST_TWIN_WINDOW_DAYS {
            return Err(format!(
                "For two sessions I look through {LONGEST_TWIN_WINDOW_DAYS} days at once. Name fewer."
            ));
        }
        if self.length > Duration::hours(LONGEST_HOURS) {
            return Err(format!("A session takes {LONGEST_HOURS} h at most. {USAGE}"));
        }
        if !(1..=MOST_MEETINGS).contains(&self.meetings) || !(1..=MOST_WEEKS).contains(&self.every_weeks) {
            return Err(format!(
                "A series has 1 to {MOST_MEETINGS} meetings, each 1 to {MOST_WEEKS} weeks after the one before."
            ));
        }
        if has_pace && self.meetings == 1 {
            return Err(
                "How many meetings? Type, for example: !slots next week 2 h for 6 meetings every 2 weeks".to_owned()
            );
        }
        if (today - self.first_day).num_days().abs() > 3 * 366 {
            return Err("That is too far away: zones change their clocks by laws that are not made yet.".to_owned());
        }
        Ok(self)
    }
}

/// Splits `next week 2 h in Geneva, Seoul` where nothing but places follows.
fn split_zones(typed: &str, now: DateTime<Utc>) -> (&str, Vec<Zone>) {
    let Some((rest, list)) = typed.rsplit_once(" in ") else { return (typed, Vec::new()) };
    let (places, behind) = leading_places(list, now);
    let zones = places.into_iter().map(|(_, meant)| match meant {
        Named::Place(Place::Zone(zone)) | Named::Season { zone, .. } => Some(zone),
        Named::Place(Place::Offset(_)) | Named::Several(_) | Named::Unknown => None,
    });
    let zones: Option<Vec<Zone>> = zones.collect();
    let zones = zones.filter(|zones| !zones.is_empty() && behind.is_empty());
    zones.map_or((typed, Vec::new()), |zones| (rest, zones))
}

fn number(word: &str) -> Option<u32> {
    const WORDS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let spelled = || WORDS.iter().zip(1..).find(|(name, _)| **name == word).map(|(_, number)| number);
    word.parse().ok().or_else(spelled)
}

/// `for 6 meetings`, `6 meetings`.
fn meetings_of(words: &str) -> Option<usize> {
    let words = words.strip_prefix("for ").unwrap_or(words);
    let (count, kind) = words.split_once(' ')?;
    matches!(kind, "meetings" | "meeting")
        .then(|| number(count))
        .flatten()
        .and_then(|count| usize::try_from(count).ok())
}

/// `every 2 weeks`, `every week`, `weekly`, `every other week`.
fn weeks_of(words: &str) -> Option<u32> {
    match words {
        "weekly" | "every week" => Some(1),
        "fortnightly" | "every other week" => Some(2),
        _ => {
            let (count, weeks) = words.strip_prefix("every ")?.split_once(' ')?;
            (weeks == "weeks").then(|| number(count)).flatten()
        }
    }
}

/// `2 h`, `for 90 min`, `1 h 30 min`. A bare number may be anything.
fn length_of(words: &str) -> Option<Duration> {
    let words = words.strip_prefix("for ").unwrap_or(words);
    let is_bare = words.bytes().all(|byte| byte.is_ascii_digit());
    (!is_bare).then(|| read_duration(words)).flatten().filter(|length| *length < Duration::days(1))
}

/// The days of `next week`, `week of 2026-12-07`, `2026-12-07 to 2026-12-18`, `next month`, `Friday`.
fn days_of(words: &str, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    match words {
        "this week" => return Some(week_of(today)),
        "next week" => return Some(week_of(today + Duration::weeks(1))),
        "next month" => {
            let first = today.with_day(1)?.checked_add_months(Months::new(1))?;
            return Some((first, first.checked_add_months(Months::new(1))?.pred_opt()?));
        }
        _ => {}
    }
    let words = words.strip_prefix("in the ").unwrap_or(words);
    if let Some(day) = words.strip_prefix("week of ") {
        return Some(week_of(whole_day(day, today)?));
    }
    if let Some((first, last)) = words.split_once(" to ") {
        return Some((read_date(first)?, read_date(last)?));
    }
    let is_weeks = words.starts_with("in ") && (words.ends_with(" week") || words.ends_with(" weeks"));
    let day = whole_day(words, today)?;
    Some(if is_weeks { week_of(day) } else { (day, day) })
}

/// Monday to Sunday.
fn week_of(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let week = day.week(chrono::Weekday::Mon);
    (week.first_day(), week.last_day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon(day: NaiveDate) -> DateTime<Utc> {
        day.and_time(chrono::NaiveTime::MIN).and_utc() + Duration::hours(12)
    }

    #[test]
    fn wishes_are_read_as_people_type_them() {
        // A Tuesday.
        let today = read_date("2026-12-01").expect("it is a date");
        for (typed, expected) in [
            ("", "2026-12-07 2026-12-13 60 x1"),
            ("next week 2 h", "2026-12-07 2026-12-13 120 x1"),
            ("2h next week", "2026-12-07 2026-12-13 120 x1"),
            ("this week for 90 min", "2026-11-30 2026-12-06 90 x1"),
            ("1 h 30 min week of 2026-12-16", "2026-12-14 2026-12-20 90 x1"),
            ("2026-12-07 to 2026-12-18 2 h twice", "2026-12-07 2026-12-18 120 x1 twin"),
            ("next week 2 h for 6 meetings every 2 weeks", "2026-12-07 2026-12-13 120 x6 every 2"),
            ("next week, 2 h, six meetings weekly", "2026-12-07 2026-12-13 120 x6"),
            ("in 3 weeks 1 hour", "2026-12-21 2026-12-27 60 x1"),
            ("Friday 45 min", "2026-12-04 2026-12-04 45 x1"),
            ("next month 2 h", "2027-01-01 2027-01-31 120 x1"),
            (
                "next week 2 h in Geneva, Seoul and Denver",
                "2026-12-07 2026-12-13 120 x1 Europe/Zurich Asia/Seoul America/Denver",
            ),
        ] {
            let wish = Wish::read(typed, today, noon(today)).unwrap_or_else(|problem| panic!("{typed}: {problem}"));
            let pace = if wish.every_weeks > 1 { format!(" every {}", wish.every_weeks) } else { String::new() };
            let twin = if wish.is_twin { " twin" } else { "" };
            let zones: String = wish.zones.iter().map(|zone| format!(" {zone}")).collect();
            let minutes = wish.length.num_minutes();
            let read = format!("{} {} {minutes} x{}{pace}{twin}{zones}", wish.first_day, wish.last_day, wish.meetings);
            assert_eq!(read, expected, "{typed}");
        }
    }

    #[test]
    fn what_is_no_wish_is_refused_in_a_sentence() {
        let today = read_date("2026-12-01").expect("it is a date");
        for (typed, expected) in [
            ("somewhen", "“somewhen” says neither days nor a length. Type, for example: !slots next week 2 h"),
            ("2 h next week 3 h", "That names one thing twice."),
            ("2026-12-18 to 2026-12-07", "2026-12-18 is after 2026-12-07."),
            ("2026-11-02 to 2026-11-06", "2026-11-06 is past."),
            ("2026-12-01 to 2027-03-01", "I look through 35 days at once."),
            ("next month 2 h twice", "For two sessions I look through 14 days at once."),
            ("next week 13 h", "A session takes 12 h at most."),
            ("next week 2 h for 99 meetings", "A series has 1 to 26 meetings"),
            ("next week 2 h every 2 weeks", "How many meetings?"),
            ("week of 2036-12-07", "That is too far away"),
        ] {
            let problem = Wish::read(typed, today, noon(today)).expect_err(typed);
            assert!(problem.starts_with(expected), "{typed}: {problem}");
        }
    }
}
