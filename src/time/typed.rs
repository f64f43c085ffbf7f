//! Durations and dates as people type them: the whole input is understood or it is an error.

use chrono::{Datelike as _, Days, Duration, Month, Months, NaiveDate, Weekday};

/// The longest time that anything may take, in seconds: a week.
const LONGEST_SECS: u64 = 7 * 86_400;

/// The bounds of a duration, in words.
pub const DURATION_BOUNDS: &str = "from 1 s to 7 days";

/// Why words are not a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDuration {
    /// They do not have its form.
    Unreadable,
    /// It is one, and out of its bounds.
    OutOfBounds,
}

/// Reads `2 min`, `90 s`, `1 h`, `1 h 30 min`, `10m`; a bare number counts minutes.
/// Nothing else, and nothing longer than a week.
pub fn read_duration(typed: &str) -> Option<Duration> {
    bounded_duration(typed).ok()
}

/// Reads a duration as [`read_duration`] does.
///
/// # Errors
/// The words are not a duration, or it is too long or nothing.
pub fn bounded_duration(typed: &str) -> Result<Duration, NoDuration> {
    let secs = duration_secs(typed).ok_or(NoDuration::Unreadable)?;
    let is_within = (1..=LONGEST_SECS).contains(&secs);
    let secs = i64::try_from(secs).ok().filter(|_| is_within).ok_or(NoDuration::OutOfBounds)?;
    Ok(Duration::seconds(secs))
}

/// The seconds of a duration of any length; what no number can hold counts as the longest there is.
fn duration_secs(typed: &str) -> Option<u64> {
    let lower = typed.trim().to_lowercase();
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = |digits: &str| is_number(digits).then(|| digits.parse::<u64>().unwrap_or(u64::MAX));
    if let Some(minutes) = number(&lower) {
        return Some(minutes.saturating_mul(60));
    }
    let mut rest = Some(lower.as_str()).filter(|rest| !rest.is_empty())?;
    let mut secs: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number = number(&rest[..digits])?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let unit = match &rest[..letters] {
            "s" | "sec" | "secs" | "second" | "seconds" => 1,
            "m" | "min" | "mins" | "minute" | "minutes" => 60,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3600,
            "d" | "day" | "days" => 86_400,
            _ => return None,
        };
        secs = secs.saturating_add(number.saturating_mul(unit));
        rest = rest[letters..].trim_start_matches([' ', ',']);
    }
    Some(secs)
}

/// Reads an ISO 8601 calendar date, `2026-12-01`.
pub fn read_date(typed: &str) -> Option<NaiveDate> {
    let typed = typed.trim();
    let is_of_form = typed.len() == 10
        && typed
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    is_of_form.then(|| NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok()).flatten()
}

/// Reads a day as people type it in an action: `2026-12-01`, `Friday`, `next Friday`, `today`,
/// `tomorrow`, `in 2 weeks`, `10 days`, `15 Dec`, `December 15, 2026`. A weekday is the next one after
/// today, `next Friday` too; a day of a month without a year is the next one.
pub fn read_day(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let lower = typed.trim().trim_end_matches('.').to_lowercase().replace(',', " ");
    let words: Vec<&str> = lower.split_whitespace().collect();
    match words.as_slice() {
        ["today"] => Some(today),
        ["tomorrow"] => today.succ_opt(),
        ["next", "week"] => today.checked_add_days(Days::new(7)),
        ["next", "month"] => today.checked_add_months(Months::new(1)),
        ["next" | "on" | "this", day] | [day] if day.parse::<Weekday>().is_ok() => {
            let wanted = day.parse::<Weekday>().ok()?;
            today.iter_days().skip(1).take(7).find(|date| date.weekday() == wanted)
        }
        ["in", number, unit] | [number, unit] if number.parse::<u32>().is_ok() && is_span(unit) => {
            later(today, number.parse().ok()?, unit)
        }
        [date] => read_date(date),
        [day, month] | [month, day] if is_month(month) => {
            let this_year = on(day, month, today.year())?;
            if this_year >= today { Some(this_year) } else { on(day, month, today.year() + 1) }
        }
        [day, month, year] | [month, day, year] if is_month(month) && year.len() == 4 => {
            on(day, month, year.parse().ok()?)
        }
        _ => None,
    }
}

fn is_span(unit: &str) -> bool {
    matches!(unit, "d" | "day" | "days" | "w" | "week" | "weeks" | "month" | "months")
}

fn later(today: NaiveDate, number: u32, unit: &str) -> Option<NaiveDate> {
    let days = |days: u64| today.checked_add_days(Days::new(days));
    match unit {
        "d" | "day" | "days" => days(number.into()),
        "w" | "week" | "weeks" => days(u64::from(number) * 7),
        _ => today.checked_add_months(Months::new(number)),
    }
}

fn is_month(word: &str) -> bool {
    word.len() >= 3 && word.parse::<Month>().is_ok()
}

fn on(day: &str, month: &str, year: i32) -> Option<NaiveDate> {
    let day = day.trim_end_matches(['t', 'h', 's', 'n', 'd', 'r']).parse().ok()?;
    NaiveDate::from_ymd_opt(year, month.parse::<Month>().ok()?.number_from_month(), day)
}

/// Says a duration in words: `90 s`, `2 min`, `1 h 5 min`.
pub fn duration_words(secs: i64) -> String {
    let secs = secs.max(0);
    let (hours, minutes, seconds) = (secs / 3600, secs / 60 % 60, secs % 60);
    match (hours, minutes, seconds) {
        (0, 0, _) | (0, 1, 1..) => format!("{secs} s"),
        (0, _, 0) => format!("{minutes} min"),
        (0, _, _) => format!("{minutes} min {seconds} s"),
        (_, 0, _) => format!("{hours} h"),
        (_, _, _) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_whole_or_not_at_all() {
        for (typed, secs) in [
            ("2 min", Some(120)),
            ("90 s", Some(90)),
            ("90s", Some(90)),
            ("10m", Some(600)),
            ("10", Some(600)),
            ("1 h 30 min", Some(5400)),
            ("1 hour, 5 minutes", Some(3900)),
            ("", None),
            ("two minutes", None),
            ("2 min or so", None),
            ("0 s", None),
            ("99999999999999999999 s", None),
            ("9999999 h", None),
        ] {
            assert_eq!(read_duration(typed).map(|read| read.num_seconds()), secs, "{typed:?}");
        }
    }

    #[test]
    fn a_duration_out_of_bounds_is_told_from_words() {
        for typed in ["0 s", "0", "20 days", "8 d", "10081", "6 days 25 h", "9999999 h", "99999999999999999999 s"] {
            assert_eq!(bounded_duration(typed), Err(NoDuration::OutOfBounds), "{typed:?}");
        }
        for typed in ["", "soon", "2 fortnights", "-5", "+5", "5 days off", "min"] {
            assert_eq!(bounded_duration(typed), Err(NoDuration::Unreadable), "{typed:?}");
        }
        assert_eq!(bounded_duration("7 days"), Ok(Duration::days(7)));
    }

    #[test]
    fn dates_are_iso_dates() {
        assert!(read_date("2026-12-01").is_some());
        for typed in ["2026-13-01", "1.12.2026", "2026-12-1", "tomorrow", ""] {
            assert_eq!(read_date(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn days_are_read_as_people_type_them() {
        // A Tuesday.
        let today = read_date("2026-12-08").expect("it is a date");
        for (typed, expected) in [
            ("2026-12-01", Some("2026-12-01")),
            ("Friday", Some("2026-12-11")),
            ("next Friday", Some("2026-12-11")),
            ("tue", Some("2026-12-15")),
            ("today", Some("2026-12-08")),
            ("tomorrow", Some("2026-12-09")),
            ("in 2 weeks", Some("2026-12-22")),
            ("2 weeks", Some("2026-12-22")),
            ("10 days", Some("2026-12-18")),
            ("in 3 months", Some("2027-03-08")),
            ("15 Dec", Some("2026-12-15")),
            ("December 1st", Some("2027-12-01")),
            ("Dec 15, 2027", Some("2027-12-15")),
            ("31 February", None),
            ("the next meeting", None),
            ("in 2 weeks or so", None),
            ("in 99999999999 weeks", None),
            ("4294967295 months", None),
            ("hand", None),
            ("", None),
        ] {
            assert_eq!(read_day(typed, today).map(|day| day.to_string()).as_deref(), expected, "{typed:?}");
        }
    }

    #[test]
    fn durations_are_said_in_words() {
        for (secs, words) in
            [(45, "45 s"), (90, "90 s"), (120, "2 min"), (150, "2 min 30 s"), (3600, "1 h"), (3900, "1 h 5 min")]
        {
            assert_eq!(duration_words(secs), words);
        }
    }
}
