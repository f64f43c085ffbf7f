//! The day of a log for `convenor replay`: from `--date`, the log, the name of the file, or the file itself.

use std::path::Path;

use anyhow::bail;
use chrono::NaiveDate;

use crate::clock::Clock;
use crate::replay::days_of;
use crate::replay::log::{Doubt, Log, days_named};
use crate::time::{DayDoubt, NoDay};

const HALF_A_YEAR: u64 = 182;

/// Reads a day as `!time` does; that of a log may be past.
///
/// # Errors
/// It is not a day, or can be several, in a sentence.
pub fn day_typed(typed: &str) -> Result<NaiveDate, String> {
    // Most days are written as logs write them.
    if let [day] = days_named(typed).as_slice() {
        return Ok(*day);
    }
    let today = Clock::Machine.now().date_naive();
    crate::time::read_any_day(typed, today).map_err(|no_day| match no_day {
        NoDay::Words => format!("I cannot read “{typed}” as a day; write it such as 2026-12-08"),
        NoDay::Unclear(DayDoubt { because, days }) => {
            let days: Vec<String> = days.iter().map(NaiveDate::to_string).collect();
            let which = if days.is_empty() { "write it such as 2026-12-08".to_owned() } else { days.join(" or ") };
            format!("{because} {which}")
        }
    })
}

/// The day of a meeting, after the days of its lines are settled by it; and what of it is only a guess.
pub fn day_for(
    log: &mut Log<'_>,
    file: &Path,
    typed: Option<NaiveDate>,
) -> anyhow::Result<(NaiveDate, Option<&'static str>)> {
    let in_name = day_in_name(file);
    let of_file = || day_of_file(file).unwrap_or_default();
    let named = |log: &Log<'_>| days_of(log);
    match log.doubt() {
        Some(Doubt::Order(readings)) => {
            let known = typed.into_iter().chain(named(log)).chain(in_name).find(|day| readings.contains(day));
            match known.or(typed) {
                Some(day) => log.settle(day),
                None => bail!("{}", which_of(&readings)),
            }
        }
        Some(Doubt::Year { .. }) => {
            let known = typed.or_else(|| named(log).first().copied()).or(in_name);
            // What a file holds was before it was written, and within a year as a rule.
            log.settle(known.unwrap_or_else(|| of_file() - chrono::Days::new(HALF_A_YEAR)));
            if known.is_none() {
                return Ok((log.date.unwrap_or_else(of_file), Some("year")));
            }
        }
        None => {}
    }
    if let Some(day) = typed {
        return Ok((day, None));
    }
    let day = match (named(log).as_slice(), in_name) {
        ([day], _) => Some(*day),
        ([], in_name) => in_name,
        (days, Some(day)) if days.contains(&day) => Some(day),
        (days, _) => bail!("{}", which_of(days)),
    };
    Ok(day.map_or_else(|| (of_file(), Some("day")), |day| (day, None)))
}

/// Asks for the day which numbers leave open.
fn which_of(days: &[NaiveDate]) -> String {
    let options: Vec<String> = days.iter().map(|day| format!("--date {day}")).collect();
    let days: Vec<String> = days.iter().map(|day| day.format("%-d %B %Y").to_string()).collect();
    format!(
        "day and month of the log can be read in either order: {}; say which with {}",
        days.join(" or "),
        options.join(" or ")
    )
}

/// A date in the name of the file or of its folders: `2026-12-08`, `20261208`, `2026/12/08-iot-irc.txt`.
fn day_in_name(file: &Path) -> Option<NaiveDate> {
    let parts: Vec<String> =
        file.components().rev().take(3).map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let [name, ..] = parts.as_slice() else { return None };
    let whole = parts.iter().rev().cloned().collect::<Vec<_>>().join("/");
    day_in(name).or_else(|| parts.get(1).and_then(|folder| day_in(folder))).or_else(|| day_in(&whole))
}

/// The first date in words: a year, a month and a day with the same mark between them, or with none.
fn day_in(words: &str) -> Option<NaiveDate> {
    let bytes = words.as_bytes();
    let number = |from: usize, digits: usize| {
        let part = words.get(from..from + digits).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        part.and_then(|part| part.parse::<u32>().ok())
    };
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).filter(|at| *at == 0 || !is_digit(at - 1)).find_map(|at| {
        let mark = bytes.get(at + 4).filter(|mark| matches!(mark, b'-' | b'/' | b'.' | b'_'));
        let wide = usize::from(mark.is_some());
        if mark.is_some() && bytes.get(at + 7) != mark {
            return None;
        }
        let (year, month, day) = (number(at, 4)?, number(at + 4 + wide, 2)?, number(at + 6 + 2 * wide, 2)?);
        let is_whole = !is_digit(at + 8 + 2 * wide) && (1970..2200).contains(&year);
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|_| is_whole)
    })
}

/// The day on which the file was last written.
pub fn day_of_file(file: &Path) -> Option<NaiveDate> {
    let modified = std::fs::metadata(file).and_then(|about| about.modified()).ok()?;
    Some(chrono::DateTime::<chrono::Utc>::from(modified).date_naive())
}
