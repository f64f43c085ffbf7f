//! Durations and dates as people type them: the whole input is understood or it is an error.

use chrono::{Duration, NaiveDate};

/// Reads `2 min`, `90 s`, `1 h`, `1 h 30 min`, `10m`; a bare number counts minutes.
/// Nothing else, and nothing longer than a week.
pub fn read_duration(typed: &str) -> Option<Duration> {
    let lower = typed.trim().to_lowercase();
    if let Ok(minutes) = lower.parse::<i64>() {
        return within_a_week(minutes.checked_mul(60)?);
    }
    let mut rest = lower.as_str();
    let mut secs: i64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let unit = match &rest[..letters] {
            "s" | "sec" | "secs" | "second" | "seconds" => 1,
            "m" | "min" | "mins" | "minute" | "minutes" => 60,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3600,
            "d" | "day" | "days" => 86_400,
            _ => return None,
        };
        secs = secs.checked_add(number.checked_mul(unit)?)?;
        rest = rest[letters..].trim_start_matches([' ', ',']);
    }
    within_a_week(secs)
}

fn within_a_week(secs: i64) -> Option<Duration> {
    (1..=7 * 86_400).contains(&secs).then(|| Duration::seconds(secs))
}

/// Reads an ISO 8601 calendar date, `2026-12-01`.
pub fn read_date(typed: &str) -> Option<NaiveDate> {
    let typed = typed.trim();
    (typed.len() == 10).then(|| NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok()).flatten()
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
