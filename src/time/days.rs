//! The day in a line: dates in their forms, days counted from today, weekdays.

use chrono::{Month, NaiveDate, Weekday};

use super::parts::{self, Line, Problem};
use super::patterns::PATTERNS;

/// A day as it is named; which one it is depends on today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Day {
    Date(NaiveDate),
    OfYear {
        month: u32,
        day: u32,
    },
    /// `the 8th`.
    OfMonth(u32),
    /// `the second Tuesday of December`.
    NthWeekday {
        nth: Nth,
        weekday: Weekday,
        month: InMonth,
    },
    /// `the last day of February`.
    EdgeOfMonth {
        is_last: bool,
        month: InMonth,
    },
    /// `2026-W51`, by its Monday.
    Week(NaiveDate),
    /// From today.
    Ahead {
        months: i32,
        days: i64,
    },
    /// `5/6/2026`, the fifth of June or the sixth of May; `1.2.26`.
    OneOf(Vec<NaiveDate>),
}

/// Which of the weekdays of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nth {
    Of(u8),
    /// So many before the last: 0 is the last, 1 the second to last.
    FromEnd(u8),
}

impl Nth {
    /// Reads `first`, `2nd`, `last`, `second to last`, `penultimate`, `last but one`, as [`NTH`] finds them.
    pub(super) fn read(words: &str) -> Nth {
        let words = words.to_ascii_lowercase();
        let has = |part: &[&str]| part.iter().any(|part| words.contains(part));
        match () {
            () if has(&["antepenultimate", "third", "3rd", "but two", "but 2"]) && has(&["last", "ultimate"]) => {
                Nth::FromEnd(2)
            }
            () if has(&["penultimate", "second", "2nd", "next", "but"]) && has(&["last", "ultimate"]) => {
                Nth::FromEnd(1)
            }
            () if has(&["first", "1st"]) => Nth::Of(1),
            () if has(&["second", "2nd"]) => Nth::Of(2),
            () if has(&["third", "3rd"]) => Nth::Of(3),
            () if has(&["fourth", "4th"]) => Nth::Of(4),
            () if has(&["fifth", "5th"]) => Nth::Of(5),
            () => Nth::FromEnd(0),
        }
    }

    /// Such a weekday of a month. `None`: the month has none.
    pub(super) fn in_month(self, year: i32, month: u32, weekday: Weekday) -> Option<NaiveDate> {
        let of = |nth: u8| NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth);
        match self {
            Nth::Of(nth) => of(nth),
            Nth::FromEnd(before) => of(5).map_or(4_u8, |_| 5).checked_sub(before).and_then(of),
        }
    }
}

/// Which weekday of a month, as a pattern; “one” may be a digit by then.
pub(super) const NTH: &str = r"first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|(?:ante)?penultimate|(?:second|third|2nd|3rd|next)[\s-]+(?:(?:to|from)[\s-]+(?:the[\s-]+)?)?last|last(?:[\s-]+but[\s-]+(?:one|two|1|2))?";

/// The month of such a weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InMonth {
    Named {
        month: u32,
        year: Option<i32>,
    },
    /// This month, the next one, …
    Ahead(i32),
}

/// A weekday with what is said about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedWeekday {
    pub day: Weekday,
    pub which: Which,
    /// `a week from Tuesday`.
    pub days_later: i64,
}

/// Which one of the many days of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Coming,
    Next,
    Last,
    /// `Tuesday next week`: weeks from this one.
    InWeek(i64),
}

/// Takes the day out of a line.
///
/// # Errors
/// There is no such day, or more than one.
pub(super) fn take_day(line: &mut Line) -> Result<Option<Day>, Problem> {
    let patterns = &*PATTERNS;
    // `8 Dec 10-13` has one day before its month.
    let has_day_before = |start: usize| {
        let before = line.rest[..start].trim_end_matches(|c: char| c.is_alphabetic() || c.is_whitespace());
        line.rest[start..].starts_with(char::is_alphabetic) && before.ends_with(|c: char| c.is_ascii_digit())
    };
    if patterns.days_of_month.find(&line.rest).is_some_and(|found| !has_day_before(found.start())) {
        return Err(Problem::Twice("days"));
    }
    if let Some(found) = line.take(&patterns.iso) {
        return date(number(found[0].as_ref()), number(found[1].as_ref()), number(found[2].as_ref())).map(Some);
    }
    if let Some(found) = line.take(&patterns.iso_week) {
        let weekday = u8::try_from(number(found[2].as_ref()) - 1).ok().and_then(|day| Weekday::try_from(day).ok());
        let day = weekday.and_then(|weekday| {
            NaiveDate::from_isoywd_opt(year(found[0].as_ref()), number(found[1].as_ref()), weekday)
        });
        let named = || Problem::NoSuchDay(found.iter().flatten().map(String::as_str).collect::<Vec<_>>().join("-"));
        return day.map(|day| Some(Day::Date(day))).ok_or_else(named);
    }
    if let Some(found) = line.take(&patterns.whole_week) {
        let monday = NaiveDate::from_isoywd_opt(year(found[0].as_ref()), number(found[1].as_ref()), Weekday::Mon);
        let named = || Problem::NoSuchDay(found.iter().flatten().map(String::as_str).collect::<Vec<_>>().join("-W"));
        return monday.map(|monday| Some(Day::Week(monday))).ok_or_else(named);
    }
    if let Some(found) = line.take(&patterns.year_first) {
        return date(number(found[0].as_ref()), number(found[1].as_ref()), number(found[2].as_ref())).map(Some);
    }
    if let Some(found) = line.take_groups(&patterns.dotted) {
        let (first, second) = (number(found[0].as_ref()), number(found[1].as_ref()));
        return match found[2].as_deref() {
            Some(year) if year.len() == 2 => {
                let year = number(found[2].as_ref());
                // `26.12.08` begins with the year in Korea.
                one_of(&[(2000 + year, second, first), (2000 + first, second, year)], &[first, second, year], '.')
            }
            Some(_) | None => date(number(found[2].as_ref()), second, first).map(Some),
        };
    }
    if let Some(found) = line.take(&patterns.dashed) {
        let (first, second, year) = (number(found[0].as_ref()), number(found[1].as_ref()), number(found[2].as_ref()));
        return one_of(&[(year, second, first), (year, first, second)], &[first, second, year], '-');
    }
    if let Some(found) = line.take(&patterns.slashed) {
        let (first, second) = (number(found[0].as_ref()), number(found[1].as_ref()));
        let Some(typed) = &found[2] else { return Err(Problem::NoYear(format!("{first}/{second}"))) };
        let last = number(found[2].as_ref());
        if typed.len() == 4 {
            return one_of(&[(last, second, first), (last, first, second)], &[first, second, last], '/');
        }
        let orders = [(2000 + last, second, first), (2000 + last, first, second), (2000 + first, second, last)];
        return one_of(&orders, &[first, second, last], '/');
    }
    if let Some(found) = line.take(&patterns.edge_of_month) {
        let is_last = found[0].as_deref().is_some_and(|word| word.eq_ignore_ascii_case("last"));
        let month = in_month(found[1].as_deref(), found[2].as_ref(), found[3].as_deref())?;
        return Ok(Some(Day::EdgeOfMonth { is_last, month }));
    }
    if let Some(found) = line.take(&patterns.nth_weekday) {
        return nth_weekday(&found).map(Some);
    }
    if let Some(found) = line.take_groups(&patterns.day_month) {
        return of_year(found[1].as_deref(), found[0].as_ref(), found[2].as_ref(), found[3].as_ref()).map(Some);
    }
    // In `February 10:00` the number is an hour.
    let is_hour = |line: &Line| {
        patterns.month_day.find(&line.rest).is_some_and(|found| line.rest[found.end()..].starts_with(':'))
    };
    if !is_hour(line)
        && let Some(found) = line.take(&patterns.month_day)
    {
        return of_year(found[0].as_deref(), found[1].as_ref(), found[2].as_ref(), found[3].as_ref()).map(Some);
    }
    if let Some(found) = line.take_groups(&patterns.dotted_short) {
        let (day, month) = (number(found[0].as_ref()), number(found[1].as_ref()));
        return in_any_year(month, day).map(Some);
    }
    if let Some(found) = line.take(&patterns.of_month) {
        let day = number(found[0].as_ref());
        let named = || Problem::NoSuchDay(found[0].clone().unwrap_or_default());
        return if (1..=31).contains(&day) { Ok(Some(Day::OfMonth(day))) } else { Err(named()) };
    }
    Ok(take_ahead(line))
}

/// `tomorrow`, `the day after tomorrow`.
pub(super) fn take_ahead(line: &mut Line) -> Option<Day> {
    let word = line.take(&PATTERNS.ahead).and_then(|found| found[0].clone())?;
    let days = match word.to_ascii_lowercase().as_str() {
        "day after tomorrow" => 2,
        "day before yesterday" => -2,
        "yesterday" => -1,
        "today" => 0,
        _ => 1,
    };
    Some(Day::Ahead { months: 0, days })
}

/// Takes a weekday out of a line; `a week from tomorrow` is a day.
pub(super) fn take_weekday(line: &mut Line) -> Result<(Option<NamedWeekday>, Option<Day>), Problem> {
    let patterns = &*PATTERNS;
    if let Some(found) = line.take(&patterns.weeks_from) {
        let count = found[0].as_deref().map_or(1, |count| count.parse::<i64>().unwrap_or(1).min(parts::MOST));
        let is_weeks = found[1].as_deref().is_some_and(|unit| unit.starts_with(['w', 'W']));
        let days = if is_weeks { count * 7 } else { count };
        let word = found[3].clone().unwrap_or_default().to_ascii_lowercase();
        return Ok(match word.as_str() {
            "today" => (None, Some(Day::Ahead { months: 0, days })),
            "tomorrow" => (None, Some(Day::Ahead { months: 0, days: days + 1 })),
            _ => (
                Some(NamedWeekday {
                    day: weekday(found[3].as_ref())?,
                    which: qualified(found[2].as_ref()),
                    days_later: days,
                }),
                None,
            ),
        });
    }
    let Some(found) = line.take(&patterns.weekday) else { return Ok((None, None)) };
    let day = weekday(found[2].as_ref())?;
    let week = found[0].as_deref().or(found[3].as_deref()).map(|word| match word.to_ascii_lowercase().as_str() {
        "next" => 1,
        "last" => -1,
        _ => 0,
    });
    let which = week.map_or_else(|| qualified(found[1].as_ref()), Which::InWeek);
    let days_later = if found[4].is_some() { 7 } else { 0 };
    if patterns.weekday.is_match(&line.rest) {
        return Err(Problem::Twice("weekdays"));
    }
    Ok((Some(NamedWeekday { day, which, days_later }), None))
}

/// `next`, `last`, or neither.
fn qualified(word: Option<&String>) -> Which {
    match word.map_or("", String::as_str).to_ascii_lowercase().as_str() {
        "next" => Which::Next,
        "last" | "past" | "this past" => Which::Last,
        _ => Which::Coming,
    }
}

fn nth_weekday(found: &[Option<String>]) -> Result<Day, Problem> {
    // “The last Friday but one.”
    let words = format!("{}{}", found[0].as_deref().unwrap_or_default(), found[2].as_deref().unwrap_or_default());
    let nth = Nth::read(&words);
    let month = in_month(found[3].as_deref(), found[4].as_ref(), found[5].as_deref())?;
    Ok(Day::NthWeekday { nth, weekday: weekday(found[1].as_ref())?, month })
}

/// `February 2027`, or `this month` and `next month`.
fn in_month(name: Option<&str>, in_year: Option<&String>, which: Option<&str>) -> Result<InMonth, Problem> {
    Ok(match name {
        Some(name) => InMonth::Named { month: month(Some(name))?, year: in_year.is_some().then(|| year(in_year)) },
        None => InMonth::Ahead(i32::from(which.is_some_and(|word| word.eq_ignore_ascii_case("next")))),
    })
}

fn of_year(
    name: Option<&str>,
    day: Option<&String>,
    long: Option<&String>,
    short: Option<&String>,
) -> Result<Day, Problem> {
    let (month, day) = (month(name)?, number(day));
    if long.is_some() {
        return date(number(long), month, day);
    }
    if short.is_some() {
        return date(2000 + number(short), month, day);
    }
    in_any_year(month, day)
}

fn in_any_year(month: u32, day: u32) -> Result<Day, Problem> {
    // 2024 has a 29 February.
    let exists = NaiveDate::from_ymd_opt(2024, month, day).is_some();
    exists.then_some(Day::OfYear { month, day }).ok_or_else(|| Problem::NoSuchDay(format!("{month:02}-{day:02}")))
}

fn date(year: u32, month: u32, day: u32) -> Result<Day, Problem> {
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    date.map(Day::Date).ok_or_else(|| Problem::NoSuchDay(format!("{year:04}-{month:02}-{day:02}")))
}

/// The dates that numbers can be, by the orders that are in use.
fn one_of(orders: &[(u32, u32, u32)], typed: &[u32], mark: char) -> Result<Option<Day>, Problem> {
    let mut dates: Vec<NaiveDate> = Vec::new();
    for (year, month, day) in orders {
        let date = i32::try_from(*year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, *month, *day));
        dates.extend(date.filter(|date| !dates.contains(date)));
    }
    match dates.as_slice() {
        [] => {
            let numbers: Vec<String> = typed.iter().map(u32::to_string).collect();
            Err(Problem::NoSuchDay(numbers.join(&mark.to_string())))
        }
        [date] => Ok(Some(Day::Date(*date))),
        _ => Ok(Some(Day::OneOf(dates))),
    }
}

fn number(text: Option<&String>) -> u32 {
    text.and_then(|text| text.parse::<u32>().ok()).unwrap_or(u32::MAX)
}

fn year(text: Option<&String>) -> i32 {
    text.and_then(|text| text.parse::<i32>().ok()).unwrap_or(i32::MAX)
}

fn month(name: Option<&str>) -> Result<u32, Problem> {
    let month = name.and_then(|name| name.get(..3)).and_then(|start| start.parse::<Month>().ok());
    month.map(|month| month.number_from_month()).ok_or(Problem::Nothing)
}

fn weekday(name: Option<&String>) -> Result<Weekday, Problem> {
    name.and_then(|day| day.get(..3)?.parse::<Weekday>().ok()).ok_or(Problem::Nothing)
}

/// `Monday`.
pub fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}
