//! Durations and ISO dates as people type them: the whole input is understood or it is an error.

use chrono::{Duration, NaiveDate};

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
    let spelled = match lower.as_str() {
        "half an hour" => Some("30 min".to_owned()),
        other => ["an ", "a "].iter().find_map(|one| other.strip_prefix(one)).map(|unit| format!("1 {unit}")),
    };
    let lower = spelled.unwrap_or(lower);
    let mut rest = Some(lower.as_str()).filter(|rest| !rest.is_empty())?;
    let mut secs: u64 = 0;
    let mut was_hours = false;
    while !rest.is_empty() {
        // `1h30`: minutes.
        let Some(digits) = rest.find(|c: char| !c.is_ascii_digit()) else {
            let minutes = number(rest).filter(|minutes| was_hours && *minutes < 60)?;
            return Some(secs.saturating_add(minutes * 60));
        };
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
        was_hours = unit == 3600;
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
            ("an hour", Some(3600)),
            ("1h30", Some(5400)),
            ("2 h 05", Some(7500)),
            ("1h90", None),
            ("5 min 30", None),
            ("half an hour", Some(1800)),
            ("a minute", Some(60)),
            ("a while", None),
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
    fn durations_are_said_in_words() {
        for (secs, words) in
            [(45, "45 s"), (90, "90 s"), (120, "2 min"), (150, "2 min 30 s"), (3600, "1 h"), (3900, "1 h 5 min")]
        {
            assert_eq!(duration_words(secs), words);
        }
    }
}
