//! Durations and ISO dates as people type them: the whole input is understood or it is an error.

use chrono::{Duration, NaiveDate};

use super::spelled::NUMBERS;

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

/// Reads `2 min`, `90 s`, `1 h 30 min`, `10m`, `1.5 hours`, `an hour and a half`; a bare number counts minutes.
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
    let lower = typed.trim().trim_end_matches([',', ' ']).to_lowercase();
    if !lower.is_empty() && lower.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(lower.parse::<u64>().unwrap_or(u64::MAX).saturating_mul(60));
    }
    let spaced = spaced(&lower);
    let mut words: &[&str] = &spaced.split_whitespace().collect::<Vec<_>>();
    let (mut secs, mut last): (u64, u64) = (0, 0);
    while !words.is_empty() {
        // `1 h, 30 min`, `1 hour and 30 minutes`.
        if last > 0 && matches!(words, ["and" | "&" | ",", _, ..]) {
            words = &words[1..];
            // `2 hours and a half`; “and half the rows” is something else.
            let says_which = !matches!(words, ["half" | "quarter", ..]);
            if let Some((part, [])) = part_of_one(words).filter(|_| says_which) {
                return Some(secs.saturating_add(part.of(last)?));
            }
        }
        // `1h30`: minutes.
        if let ([minutes], HOUR) = (words, last) {
            let minutes = minutes.parse::<u64>().ok().filter(|minutes| *minutes < 60)?;
            return Some(secs.saturating_add(minutes * 60));
        }
        let (number, rest) = number(words)?;
        let (unit, rest) = rest.split_first()?;
        let unit = seconds_of(unit)?;
        secs = secs.saturating_add(number.of(unit)?);
        (last, words) = (unit, rest);
    }
    (last > 0).then_some(secs)
}

const HOUR: u64 = 3_600;

fn seconds_of(unit: &str) -> Option<u64> {
    Some(match unit {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" => HOUR,
        "d" | "day" | "days" => 24 * HOUR,
        _ => return None,
    })
}

/// The words with a space wherever a number ends, `½` as `1/2`, and commas that stand between parts as words.
fn spaced(typed: &str) -> String {
    let mut out = String::with_capacity(typed.len() + 8);
    let mut rest = typed.chars().peekable();
    let mut before = ' ';
    while let Some(c) = rest.next() {
        let is_inside = before.is_ascii_digit() && rest.peek().is_some_and(char::is_ascii_digit);
        match c {
            '½' => out.push_str(" 1/2 "),
            '¼' => out.push_str(" 1/4 "),
            '¾' => out.push_str(" 3/4 "),
            // `half-hour`, `90-minute`.
            '-' | '‑' if before.is_alphanumeric() => out.push(' '),
            ',' | '.' | '/' if is_inside => out.push(c),
            ',' => out.push_str(" , "),
            c if c.is_alphabetic() && before.is_ascii_digit() => out.extend([' ', c]),
            c if c.is_ascii_digit() && before.is_alphabetic() => out.extend([' ', c]),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// A number as people type it: whole, `1.5`, `1 1/2`, `two and a half`.
#[derive(Clone, Copy)]
struct Number {
    count: u64,
    of: u64,
}

impl Number {
    /// So many of a unit. `None`: no whole seconds.
    fn of(self, unit: u64) -> Option<u64> {
        let all = self.count.saturating_mul(unit);
        (all == u64::MAX || all.is_multiple_of(self.of)).then(|| all / self.of)
    }

    fn and(self, part: Number) -> Number {
        let count = self.count.saturating_mul(part.of).saturating_add(part.count.saturating_mul(self.of));
        Number { count, of: self.of * part.of }
    }
}

/// The number with which words begin, and what follows.
fn number<'a, 'w>(words: &'w [&'a str]) -> Option<(Number, &'w [&'a str])> {
    // `half an hour`, `three quarters of an hour`.
    if let Some((part, rest)) = part_of_one(words) {
        let rest = match rest {
            ["of" | "an" | "a", "an" | "a", rest @ ..] | ["an" | "a", rest @ ..] => rest,
            rest => rest,
        };
        return Some((part, rest));
    }
    let (first, rest) = words.split_first()?;
    let whole = decimal(first).or_else(|| in_words(first))?;
    match rest {
        // `forty-five minutes`.
        [ones, rest @ ..] if whole.count >= 20 && in_words(first).is_some() && in_words(ones).is_some() => {
            let ones = in_words(ones).filter(|ones| ones.count < 10)?;
            Some((Number { count: whole.count + ones.count, of: 1 }, rest))
        }
        // `two and a half hours`; what ends in a half says of what before it.
        ["and", more @ ..] => match part_of_one(more) {
            Some((part, rest)) if !rest.is_empty() => Some((whole.and(part), rest)),
            _ => None,
        },
        [part, rest @ ..] if part.contains('/') => Some((whole.and(fraction(part)?), rest)),
        rest => Some((whole, rest)),
    }
}

/// `half`, `a half`, `a quarter`, `three quarters`, `1/2`.
fn part_of_one<'a, 'w>(words: &'w [&'a str]) -> Option<(Number, &'w [&'a str])> {
    Some(match words {
        ["a" | "one", "half", rest @ ..] | ["half", rest @ ..] => (Number { count: 1, of: 2 }, rest),
        ["a" | "one", "quarter", rest @ ..] | ["quarter", rest @ ..] => (Number { count: 1, of: 4 }, rest),
        ["three" | "3", "quarters" | "quarter", rest @ ..] => (Number { count: 3, of: 4 }, rest),
        [first, rest @ ..] => (fraction(first)?, rest),
        [] => return None,
    })
}

fn fraction(word: &str) -> Option<Number> {
    let (count, of) = word.split_once('/')?;
    let (count, of): (u64, u64) = (count.parse().ok()?, of.parse().ok()?);
    (count < of && of <= 60).then_some(Number { count, of })
}

/// `90`, `1.5`, `1,25`; `1.30` is an hour and a half to some, so it is nothing. Digits that no number can hold count as the
/// highest.
fn decimal(word: &str) -> Option<Number> {
    let (whole, part) = word.split_once(['.', ',']).unwrap_or((word, ""));
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_part = part.len() < 2 || ["25", "50", "75"].contains(&part);
    if whole.is_empty() || !is_number(whole) || !is_number(part) || !is_part || part.is_empty() != (whole == word) {
        return None;
    }
    let whole = Number { count: whole.parse().unwrap_or(u64::MAX), of: 1 };
    let of = [1, 10, 100][part.len()];
    Some(if part.is_empty() { whole } else { whole.and(Number { count: part.parse().ok()?, of }) })
}

fn in_words(word: &str) -> Option<Number> {
    let one = ["a", "an"].contains(&word).then_some(1);
    let count = one.or_else(|| NUMBERS.iter().find(|(known, _)| *known == word).map(|(_, count)| *count))?;
    Some(Number { count: count.into(), of: 1 })
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
            ("two minutes", Some(120)),
            ("forty-five minutes", Some(2700)),
            ("ninety minutes", Some(5400)),
            ("forty twenty minutes", None),
            ("1 hour and 30 minutes", Some(5400)),
            ("an hour and a half", Some(5400)),
            ("2 hours and a half", Some(9000)),
            ("2 hours and half", None),
            ("2 hours and half an hour", Some(9000)),
            ("two and a half hours", Some(9000)),
            ("2 and a half hours", Some(9000)),
            ("one hour and a quarter", Some(4500)),
            ("three quarters of an hour", Some(2700)),
            ("a quarter of an hour", Some(900)),
            ("half-hour", Some(1800)),
            ("a half hour", Some(1800)),
            ("half a day", Some(43_200)),
            ("90-minute", Some(5400)),
            ("1.5 hours", Some(5400)),
            ("1,5 h", Some(5400)),
            ("0.25 h", Some(900)),
            ("1.75h", Some(6300)),
            ("1 1/2 h", Some(5400)),
            ("1½ h", Some(5400)),
            ("½ h", Some(1800)),
            ("1/2 h", Some(1800)),
            ("1 h & 5 min", Some(3900)),
            ("1 h and", None),
            ("and 5 min", None),
            ("1 and 2 h", None),
            ("1.333 h", None),
            ("1.30 h", None),
            ("1.5", None),
            ("1.", None),
            ("half", None),
            ("two", None),
            ("1 h half", None),
            ("7/2 h", None),
            ("1/7 s", None),
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
