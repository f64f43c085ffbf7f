//! The day by which something is due, as people type it: `Friday`, `31/12/2026`, `end of January`, `EOB Friday`,
//! `in 2 weeks`, `2026-W51`. It is read as the day of a time is, and what can be two days is asked back.

use std::borrow::Cow;
use std::sync::LazyLock;

use chrono::{Datelike as _, Days, Months, NaiveDate, NaiveTime, Weekday};
use regex::{Captures, Regex};

use super::days::{NamedWeekday, Which};
use super::meant_day::{self, day_of};
use super::parts::{self, Parts, Problem};
use super::place::{Named, Place, named};
use super::zone::Zone;
use super::{read_date, spelled};

/// Why words are no single day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoDay {
    /// They speak of no day.
    Words,
    /// They can be several days, or one that cannot be meant.
    Unclear(DayDoubt),
}

/// What is so, as a sentence, and the days that can be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayDoubt {
    pub because: String,
    pub days: Vec<NaiveDate>,
}

/// Characters that the words for a day have at most.
const LONGEST: usize = 60;

struct Patterns {
    lead: Regex,
    day_end: Regex,
    hours: Regex,
    month_end: Regex,
    year_end: Regex,
    quarter_end: Regex,
    week_end: Regex,
    numbered_week: Regex,
    month: Regex,
    working_days: Regex,
    short: Regex,
}

const MONTHS: &str = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let regex =
        |pattern: &str| Regex::new(&format!("(?i){pattern}")).expect("the pattern is a constant and well formed");
    Patterns {
        lead: regex(r"^(?:by|on|due|before|until|till|no later than|not later than|at the latest|latest)\b:?\s*"),
        day_end: regex(
            r"\b(?:(?:the\s+)?(?:end|close) of (?:business|play|(?:the |that )?(?:working |business )?day)|cob|eob|eod)\b(?:\s+(?:on|of))?",
        ),
        hours: regex(r"^(?:in|within)\s+(?:\d+|an?|half an)\s*(?:h|hrs?|hours?|min|mins|minutes?)$"),
        month_end: regex(r"^(?:the\s+)?(?:end of (?:the |this |current )?month|month[- ]end|eom)$"),
        year_end: regex(r"^(?:the\s+)?(?:end of (?:(?:the |this )?year|(?P<year>\d{4}))|year[- ]end|eoy)$"),
        quarter_end: regex(
            r"^(?:the\s+)?end of (?:the )?(?:q(?P<number>[1-4])(?:[ /]*(?P<year>\d{4}))?|(?:this )?quarter)$",
        ),
        week_end: regex(
            r"^(?:(?:the\s+)?(?:end of (?:(?:the|this) )?week)|eow|this week|(?P<next>(?:(?:the\s+)?end of )?next week)|(?:the |this )?weekend)$",
        ),
        numbered_week: regex(
            r"^(?:(?:the\s+)?end of )?(?:(?P<iso>\d{4})-?w(?P<iso_week>\d{1,2})|(?:calendar )?(?:week|wk|cw|kw|w)\s?(?P<week>\d{1,2})(?:[ /,]+(?P<year>\d{4}))?)$",
        ),
        month: regex(&format!(
            r"^(?P<mid>mid[- ])?(?:(?P<next>next month)|this month|(?P<name>{MONTHS})\.?(?:,?\s+(?P<year>\d{{4}}))?)$"
        )),
        working_days: regex(r"^(?:in\s+|within\s+)?(\d{1,3})\s*(?:working|business|week)[ -]?days?(?:\s+from now)?$"),
        short: regex(r"^(\d{1,2})([./])\s?(\d{1,2})\.?$"),
    }
});

/// Reads the day by which something is due. A weekday is the next one after today, a day of a month without a year
/// the next one, and a week, month, quarter or year that ends is its last day; the clock time beside a day is passed over.
///
/// # Errors
/// [`NoDay::Words`] where it speaks of no day; [`NoDay::Unclear`] where it can be several, does not exist or is past.
pub fn read_day(typed: &str, today: NaiveDate) -> Result<NaiveDate, NoDay> {
    let day = read_any_day(typed, today)?;
    if day >= today {
        return Ok(day);
    }
    // A slip in the year, as in January.
    let has_date = typed.contains(|c: char| c.is_ascii_digit());
    let next = (0..=1).filter(|_| has_date);
    let next = next.filter_map(|years| day.with_year(today.year() + years)).find(|day| *day >= today);
    Err(unclear(format!("{day} is past."), next.into_iter().collect()))
}

/// Reads a day as [`read_day`] does, past ones too.
///
/// # Errors
/// The same.
pub fn read_any_day(typed: &str, today: NaiveDate) -> Result<NaiveDate, NoDay> {
    read(typed, today, Beside::Clock)
}

/// Reads a date that is whole, with its year: `8 December 2025`, `2025-12-08`, and nothing that hangs on today.
pub fn read_whole_date(typed: &str) -> Option<NaiveDate> {
    let seen_from = |year: i32, month: u32| NaiveDate::from_ymd_opt(year, month, 1);
    let first = read_any_day(typed, seen_from(2019, 3)?).ok()?;
    let second = read_any_day(typed, seen_from(2024, 11)?).ok()?;
    (first == second).then_some(first)
}

/// Reads a day with nothing beside it, past ones too: `Friday`, but not `Friday 2 h`.
pub(super) fn whole_day(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    read(typed, today, Beside::Nothing).ok()
}

/// What may stand beside a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    Nothing,
    Clock,
}

fn read(typed: &str, today: NaiveDate, beside: Beside) -> Result<NaiveDate, NoDay> {
    let typed = crate::text::clean(typed);
    let mut words = typed.trim().trim_end_matches(['.', '!', '?', ',']).trim();
    if words.chars().count() > LONGEST || !may_name_a_day(words) {
        return Err(NoDay::Words);
    }
    while let Some(lead) = PATTERNS.lead.find(words) {
        words = &words[lead.end()..];
    }
    if let Some(date) = read_date(words) {
        return Ok(date);
    }
    let usual = spelled::usual(words);
    let without_end = PATTERNS.day_end.replace(&usual, " ");
    let is_day_end = matches!(without_end, Cow::Owned(_));
    let words = without_end.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.as_str() {
        "" if is_day_end => return Ok(today),
        "" => return Err(NoDay::Words),
        _ => {}
    }
    if beside == Beside::Clock && PATTERNS.hours.is_match(&words) {
        return Ok(today);
    }
    if let Some(day) = of_period(&words, today) {
        return day;
    }
    if let Some(found) = PATTERNS.short.captures(&words) {
        return day_and_month(&found, today);
    }
    if let Some(day) = span_days(&words, today) {
        return day;
    }
    let lower = words.to_ascii_lowercase();
    let month = lower.strip_prefix("the ").unwrap_or(&lower).strip_prefix("end of ");
    let words = month.map_or(words, |month| format!("last day of {month}"));
    day_of_time(&words, today, beside)
}

/// What words that name a day begin with, beside those that have a number.
const STEMS: [&str; 50] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon", "tue", "wed", "thu",
    "fri", "sat", "sun", "end", "eo", "cob", "close", "next", "this", "last", "first", "second", "third", "fourth",
    "fifth", "noon", "now", "tom", "tmr", "ton", "today", "couple", "half", "mid", "week", "month", "year", "quarter",
    "hour", "min", "easter", "aoe", "q", "cw",
];

/// Whether words can name a day: most of those behind “in” and “for” cannot, and the patterns are not asked.
fn may_name_a_day(words: &str) -> bool {
    let begins_like_one = |word: &str| {
        let begins = |stem: &&str| word.get(..stem.len()).is_some_and(|start| start.eq_ignore_ascii_case(stem));
        STEMS.iter().any(begins) || ["day", "days", "night", "fortnight"].iter().any(|end| ends_with(word, end))
    };
    !words.is_ascii()
        || words.bytes().any(|byte| byte.is_ascii_digit())
        || words.split(|c: char| !c.is_ascii_alphabetic()).any(begins_like_one)
}

fn ends_with(word: &str, end: &str) -> bool {
    word.len().checked_sub(end.len()).is_some_and(|start| word[start..].eq_ignore_ascii_case(end))
}

fn unclear(because: String, days: Vec<NaiveDate>) -> NoDay {
    NoDay::Unclear(DayDoubt { because, days })
}

/// The end of a week, month, quarter or year.
fn of_period(words: &str, today: NaiveDate) -> Option<Result<NaiveDate, NoDay>> {
    let patterns = &*PATTERNS;
    let year = |found: &Captures<'_>, name: &str| found.name(name).and_then(|year| year.as_str().parse::<i32>().ok());
    let no_such = || Err(unclear(format!("There is no “{words}”."), Vec::new()));
    if patterns.month_end.is_match(words) {
        return Some(last_of_month(today.year(), today.month()).map_or_else(no_such, Ok));
    }
    if let Some(found) = patterns.year_end.captures(words) {
        let day = NaiveDate::from_ymd_opt(year(&found, "year").unwrap_or(today.year()), 12, 31);
        return Some(day.map_or_else(no_such, Ok));
    }
    if let Some(found) = patterns.quarter_end.captures(words) {
        let number = found.name("number").and_then(|number| number.as_str().parse::<u32>().ok());
        let month = number.map_or(today.month0() / 3 * 3 + 3, |number| number * 3);
        let of = |year: i32| last_of_month(year, month);
        let day = match year(&found, "year") {
            Some(year) => of(year),
            None => (0..=1).filter_map(|years| of(today.year() + years)).find(|day| *day >= today),
        };
        return Some(day.map_or_else(no_such, Ok));
    }
    if let Some(found) = patterns.numbered_week.captures(words) {
        let number = |name: &str| found.name(name).and_then(|week| week.as_str().parse::<u32>().ok());
        let week = number("iso_week").or_else(|| number("week"))?;
        let of = |year: i32| NaiveDate::from_isoywd_opt(year, week, Weekday::Sun);
        let day = match year(&found, "iso").or_else(|| year(&found, "year")) {
            Some(year) => of(year),
            None => (0..=1).filter_map(|years| of(today.year() + years)).find(|day| *day >= today),
        };
        return Some(day.map_or_else(no_such, Ok));
    }
    if let Some(found) = patterns.week_end.captures(words) {
        let monday = today - Days::new(today.weekday().num_days_from_monday().into());
        let monday = if found.name("next").is_some() { monday + Days::new(7) } else { monday };
        let days = [4, 6].map(|days| monday + Days::new(days));
        let days: Vec<NaiveDate> = days.into_iter().filter(|day| *day >= today).collect();
        return Some(Err(unclear(format!("“{words}” is no single day."), days)));
    }
    if let Some(found) = patterns.month.captures(words) {
        let (year, month) = if let Some(name) = found.name("name") {
            let month = name.as_str().get(..3)?.parse::<chrono::Month>().ok()?.number_from_month();
            let this_year = last_of_month(today.year(), month).is_some_and(|last| last >= today);
            (year(&found, "year").unwrap_or(today.year() + i32::from(!this_year)), month)
        } else {
            let first = today.with_day(1)?;
            let first = first.checked_add_months(Months::new(found.name("next").is_some().into()))?;
            (first.year(), first.month())
        };
        let middle = found.name("mid").and_then(|_| NaiveDate::from_ymd_opt(year, month, 15));
        let days: Vec<NaiveDate> = middle.or_else(|| last_of_month(year, month)).into_iter().collect();
        return Some(Err(unclear(format!("“{words}” is no single day."), days)));
    }
    let found = patterns.working_days.captures(words)?;
    let count: usize = found[1].parse().ok()?;
    let is_working = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let day = today.iter_days().skip(1).filter(is_working).nth(count.checked_sub(1)?);
    let because = format!("“{words}” depends on the days of rest; without Saturdays and Sundays it is this day.");
    Some(Err(unclear(because, day.into_iter().collect())))
}

fn last_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(Months::new(1))?.pred_opt()
}

/// `15/12`, `15.12.`: with dots the day stands first, with slashes it depends on the country.
fn day_and_month(found: &Captures<'_>, today: NaiveDate) -> Result<NaiveDate, NoDay> {
    let number = |index: usize| found[index].parse::<u32>().unwrap_or(0);
    let (first, second) = (number(1), number(3));
    let coming = |day: u32, month: u32| {
        (0..=8).filter_map(|years| NaiveDate::from_ymd_opt(today.year() + years, month, day)).find(|day| *day >= today)
    };
    let american = if &found[2] == "/" { coming(second, first) } else { None };
    let mut days: Vec<NaiveDate> = coming(first, second).into_iter().chain(american).collect();
    days.dedup();
    match days.as_slice() {
        [] => Err(unclear(format!("There is no day “{}”.", &found[0]), Vec::new())),
        [day] => Ok(*day),
        _ => Err(unclear(
            format!("“{}” can be two days: the order of day and month differs from country to country.", &found[0]),
            days,
        )),
    }
}

/// `in 2 weeks`, `10 days`, `2 weeks from now`, `2 weeks' time`.
fn span_days(words: &str, today: NaiveDate) -> Option<Result<NaiveDate, NoDay>> {
    let lower = words.to_ascii_lowercase();
    let bare = lower.strip_prefix("in ").or_else(|| lower.strip_prefix("within ")).unwrap_or(&lower);
    let bare = bare.strip_suffix(" from now").or_else(|| bare.strip_suffix(" from today")).unwrap_or(bare);
    let bare = bare.strip_suffix(" time").unwrap_or(bare).trim_end_matches(['\'', '’']);
    let bare = bare.strip_prefix("the next ").unwrap_or(bare);
    let (count, unit) = bare.split_once(' ').or_else(|| {
        let end = bare.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0)?;
        Some(bare.split_at(end))
    })?;
    let is_unit = matches!(unit, "d" | "day" | "days" | "w" | "week" | "weeks" | "month" | "months" | "year" | "years");
    let is_count =
        matches!(count, "a" | "an") || (!count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit()));
    if !is_unit || !is_count {
        return None;
    }
    let span = parts::span(&format!("{count} {unit}"), 1);
    let day = span.and_then(|span| meant_day::later(today, span.months, span.days));
    Some(day.ok_or_else(|| unclear(format!("“{words}” is too far away."), Vec::new())))
}

/// The day of what is read as a time.
fn day_of_time(words: &str, today: NaiveDate, beside: Beside) -> Result<NaiveDate, NoDay> {
    let parts = parts::read(words).map_err(no_day)?;
    let is_day_alone = parts.clock.is_none()
        && parts.length.is_none()
        && parts.place.is_none()
        && parts.relative.is_none_or(|span| span.time.is_zero());
    if beside == Beside::Nothing && !is_day_alone {
        return Err(NoDay::Words);
    }
    let noon = today.and_time(NaiveTime::MIN);
    let is_known = |name: &str| named(name, noon.and_utc()) != Named::Unknown;
    if parts.place.as_deref().is_some_and(|name| !is_known(name)) {
        return Err(NoDay::Words);
    }
    if parts.is_now {
        return Ok(today);
    }
    if let Some(span) = parts.relative {
        let days = span.days + span.time.num_days();
        return meant_day::later(today, span.months, days).ok_or(NoDay::Words);
    }
    match parts.weekday {
        // What is due on a Tuesday and is said on one is due in a week.
        Some(NamedWeekday { day, which: Which::Coming, days_later })
            if parts.day.is_none() && day == today.weekday() =>
        {
            let days = u64::try_from(days_later).map_or(7, |later| later + 7);
            return today.checked_add_days(Days::new(days)).ok_or(NoDay::Words);
        }
        _ => {}
    }
    // The clock says nothing of the day; without it, none is past.
    let parts = Parts { clock: None, end: None, place: None, ..parts };
    match day_of(&parts, noon, Place::Zone(Zone::UTC)) {
        Ok(day) => Ok(day),
        Err(doubt) => {
            let days = doubt.candidates.iter().filter_map(|candidate| read_date(candidate.typed.get(..10)?));
            Err(unclear(doubt.because, days.collect()))
        }
    }
}

/// Parts that make no day: they speak of one, or of something else.
fn no_day(problem: Problem) -> NoDay {
    let because = match problem {
        Problem::NoSuchDay(words) => format!("There is no day “{words}”."),
        Problem::NoDay(words) => format!("“{words}” is no single day."),
        Problem::CountedOn(words) => format!("I do not count “{words}”: people count it differently."),
        Problem::NoYear(words) => format!("“{words}” can be two days, and has no year."),
        Problem::Twice("days" | "weekdays") => "There are two days in it.".to_owned(),
        Problem::Twice(_)
        | Problem::Nothing
        | Problem::Choice(_)
        | Problem::BusinessEnd
        | Problem::NoSuchTime(_)
        | Problem::Repeats => return NoDay::Words,
    };
    unclear(because, Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(typed: &str, today: &str) -> String {
        match read_day(typed, read_date(today).expect("it is a date")) {
            Ok(day) => day.to_string(),
            Err(NoDay::Words) => "-".to_owned(),
            Err(NoDay::Unclear(doubt)) => {
                let days: Vec<String> = doubt.days.iter().map(NaiveDate::to_string).collect();
                format!("? {}", days.join(" ")).trim_end().to_owned()
            }
        }
    }

    /// What is typed on Tuesday 2026-12-08, and its day; `?` stands before the days that are offered, `-` for no day.
    const DAYS: &[(&str, &str)] = &[
        ("2026-12-15", "2026-12-15"),
        ("Friday", "2026-12-11"),
        ("on Friday", "2026-12-11"),
        ("this Friday", "2026-12-11"),
        ("tue", "2026-12-15"),
        ("Tuesday", "2026-12-15"),
        ("Friday 17:00 Geneva", "2026-12-11"),
        ("Friday, 17:00 CET", "2026-12-11"),
        ("noon on Friday", "2026-12-11"),
        ("Friday noon", "2026-12-11"),
        ("Friday afternoon", "2026-12-11"),
        ("Friday next week", "2026-12-18"),
        ("EOB Friday", "2026-12-11"),
        ("COB on Friday", "2026-12-11"),
        ("close of business Friday", "2026-12-11"),
        ("the end of the day on Friday", "2026-12-11"),
        ("end of day tomorrow", "2026-12-09"),
        ("Friday EOD", "2026-12-11"),
        ("EOD", "2026-12-08"),
        ("today", "2026-12-08"),
        ("tonight", "2026-12-08"),
        ("tomorrow", "2026-12-09"),
        ("the day after tomorrow", "2026-12-10"),
        ("in 2 weeks", "2026-12-22"),
        ("within two weeks", "2026-12-22"),
        ("2 weeks from now", "2026-12-22"),
        ("in two weeks' time", "2026-12-22"),
        ("in a fortnight", "2026-12-22"),
        ("2 weeks", "2026-12-22"),
        ("10 days", "2026-12-18"),
        ("in 10d", "2026-12-18"),
        ("a week from Friday", "2026-12-18"),
        ("in a month", "2027-01-08"),
        ("in 3 months", "2027-03-08"),
        ("in 3 hours", "2026-12-08"),
        ("15 Dec", "2026-12-15"),
        ("15 Dec.", "2026-12-15"),
        ("Dec 15th (Tuesday)", "2026-12-15"),
        ("the 15th of December", "2026-12-15"),
        ("the 15th", "2026-12-15"),
        ("December 1st", "2027-12-01"),
        ("Dec 15, 2027", "2027-12-15"),
        ("31/12/2026", "2026-12-31"),
        ("12/31/2026", "2026-12-31"),
        ("1.2.2027", "2027-02-01"),
        ("31.12.", "2026-12-31"),
        ("15.12", "2026-12-15"),
        ("15/12", "2026-12-15"),
        ("2026/12/31", "2026-12-31"),
        ("31-12-2026", "2026-12-31"),
        ("20261231", "2026-12-31"),
        ("2026-12-31T17:00Z", "2026-12-31"),
        ("end of January", "2027-01-31"),
        ("the end of January 2028", "2028-01-31"),
        ("end of Feb", "2027-02-28"),
        ("last day of February", "2027-02-28"),
        ("the end of the month", "2026-12-31"),
        ("end of next month", "2027-01-31"),
        ("month end", "2026-12-31"),
        ("EOM", "2026-12-31"),
        ("the end of the year", "2026-12-31"),
        ("end of 2027", "2027-12-31"),
        ("end of Q1", "2027-03-31"),
        ("the end of Q2 2028", "2028-06-30"),
        ("2026-W51", "2026-12-20"),
        ("end of week 51", "2026-12-20"),
        ("week 3", "2027-01-24"),
        ("the second Tuesday of January", "2027-01-12"),
        // Two days, none, or one that cannot be meant.
        ("next Friday", "? 2026-12-11 2026-12-18"),
        ("next Tuesday", "? 2026-12-15 2026-12-22"),
        ("03/04/2027", "? 2027-04-03 2027-03-04"),
        ("5/6", "? 2027-06-05 2027-05-06"),
        ("2025-12-15", "? 2026-12-15"),
        ("2026-12-01", "? 2027-12-01"),
        ("1.12.2026", "? 2027-12-01"),
        ("yesterday", "?"),
        ("last Friday", "?"),
        ("next week", "? 2026-12-18 2026-12-20"),
        ("this week", "? 2026-12-11 2026-12-13"),
        ("end of week", "? 2026-12-11 2026-12-13"),
        ("the weekend", "? 2026-12-11 2026-12-13"),
        ("next month", "? 2027-01-31"),
        ("January", "? 2027-01-31"),
        ("mid-January", "? 2027-01-15"),
        ("in 10 working days", "? 2026-12-22"),
        ("31 February", "?"),
        ("Monday 15 December", "? 2026-12-14 2026-12-15 2026-12-21"),
        ("31/31/2026", "?"),
        ("2026-W60", "?"),
        // Something else.
        ("the next meeting", "-"),
        ("in 2 weeks or so", "-"),
        ("Friday, Cy to review it", "-"),
        ("hand", "-"),
        ("Bo", "-"),
        ("5", "-"),
        ("every member", "-"),
        ("the editors of SG17", "-"),
        ("the 1 May deadline", "-"),
        ("", "-"),
        ("in 99999999999 weeks", "?"),
    ];

    #[test]
    fn days_are_read_as_people_type_them() {
        let mut faults = Vec::new();
        // A Tuesday.
        for (typed, expected) in DAYS {
            let told = told(typed, "2026-12-08");
            faults.extend((told != *expected).then(|| format!("{typed}: {told} and not {expected}")));
        }
        assert_eq!(faults, Vec::<String>::new());
    }

    #[test]
    fn a_whole_date_does_not_hang_on_today() {
        for typed in ["8 December", "Friday", "tomorrow", "03/04/2027", "end of the month", "in 2 weeks", "words", ""] {
            assert_eq!(read_whole_date(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn a_past_day_can_be_read_where_it_is_wanted() {
        let today = read_date("2026-12-08").expect("it is a date");
        for (typed, expected) in
            [("8 December 2025", "2025-12-08"), ("17 November 2025", "2025-11-17"), ("31/12/2024", "2024-12-31")]
        {
            assert_eq!(read_any_day(typed, today).map(|day| day.to_string()), Ok(expected.to_owned()), "{typed:?}");
            assert_eq!(read_whole_date(typed).map(|day| day.to_string()), Some(expected.to_owned()), "{typed:?}");
        }
    }
}
