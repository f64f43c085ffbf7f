//! The parts of a time as it is typed: day, weekday, clock, range, place. What is left over is a place.

use std::sync::LazyLock;

use chrono::{Duration, Month, NaiveDate, NaiveTime, Timelike as _, Weekday};
use regex::{Captures, Regex};

/// What stands in a line, each at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    pub is_now: bool,
    /// `in 2 h`, `30 minutes ago`.
    pub relative: Option<Span>,
    pub day: Option<Day>,
    pub weekday: Option<NamedWeekday>,
    pub clock: Option<Clock>,
    /// The end of a range.
    pub end: Option<Clock>,
    pub place: Option<String>,
}

/// From now: days keep the clock time, hours and minutes are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub days: i64,
    pub time: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    Date(NaiveDate),
    OfYear {
        month: u32,
        day: u32,
    },
    /// Days from today.
    Ahead(i64),
    /// `5/6/2026`: the fifth of June or the sixth of May.
    Either(NaiveDate, NaiveDate),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedWeekday {
    pub day: Weekday,
    pub is_next: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clock {
    At(NaiveTime),
    /// 24:00, the end of the day.
    DayEnd,
}

/// Why the parts make no time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    Nothing,
    /// A number alone; `rest` has `{}` in its place.
    BareHour {
        hour: u32,
        rest: String,
    },
    Midnight,
    NoSuchTime(String),
    NoSuchDay(String),
    NoYear(String),
    Twice(&'static str),
}

/// A clock time: `15:00`, `15:00:30`, `15h00`, `15h`, `15.00`, `3pm`, `3:30 p.m.`, `noon`.
const CLOCK: &str = r"(?:(?P<H>\d{1,2})(?:[:h.](?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?|h)\s*(?P<A>[ap]\.?m\b\.?)?|(?P<K>\d{1,2})\s*(?P<B>[ap]\.?m\b\.?)|(?P<N>\b(?:12\s*)?noon\b|\bmidday\b))";
const MONTHS: &str = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
const WEEKDAYS: &str =
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?";
const UNITS: &str = r"minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w";
/// How many of a unit: words stand apart from it, so that `and` is no `an d`.
const COUNT: &str = r"(?:\d+\s*|(?:half an|an?)\s+)";

struct Patterns {
    iso: Regex,
    dotted: Regex,
    slashed: Regex,
    day_month: Regex,
    month_day: Regex,
    ahead: Regex,
    weekday: Regex,
    relative: Regex,
    span: Regex,
    ago: Regex,
    day_end: Regex,
    range: Regex,
    short_range: Regex,
    clock: Regex,
    four_digits: Regex,
    offset: Regex,
    stamp: Regex,
    zulu: Regex,
    bare: Regex,
    filler: Regex,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let regex =
        |pattern: &str| Regex::new(&format!("(?i){pattern}")).expect("the pattern is a constant and well formed");
    let numbered = |mark: &str| {
        let mut clock = CLOCK.to_owned();
        for name in ["H", "M", "S", "A", "K", "B", "N"] {
            clock = clock.replace(&format!("?P<{name}>"), &format!("?P<{name}{mark}>"));
        }
        clock
    };
    Patterns {
        iso: regex(r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?:t|\b)"),
        dotted: regex(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b"),
        slashed: regex(r"\b(\d{1,2})/(\d{1,2})(?:/(\d{4}))?\b"),
        day_month: regex(&format!(r"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({MONTHS})\b\.?(?:,?\s+(\d{{4}})\b)?")),
        month_day: regex(&format!(r"\b({MONTHS})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}})\b)?")),
        ahead: regex(r"\b(?:the\s+)?(day after tomorrow|tomorrow|today|tonight|yesterday)\b"),
        weekday: regex(&format!(r"\b(?:(next|this|coming|on)\s+)?({WEEKDAYS})\b\.?")),
        relative: regex(&format!(r"^\s*in\s+((?:{COUNT}(?:{UNITS})[\s,]*(?:\band\s+)?)+)(?:\b|$)")),
        span: regex(&format!(r"({COUNT})({UNITS})")),
        ago: regex(&format!(r"^\s*((?:{COUNT}(?:{UNITS})[\s,]*(?:\band\s+)?)+)\s*\bago\b")),
        day_end: regex(r"\b(?:end of (?:the )?day|eod|end of business)\b"),
        range: regex(&format!(r"{}\s*(?:-|–|—|to|until|till)\s*{}", numbered("1"), numbered("2"))),
        // `3-5pm`, `3:00 to 5 pm`: what stands behind the second time holds for both.
        short_range: regex(
            r"(?:^|[^:.\d])(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|to|until|till)\s*(\d{1,2})(?:[:.](\d{2}))?\s*([ap]\.?m\b\.?)",
        ),
        clock: regex(&numbered("1")),
        four_digits: regex(r"\b([01]\d|2[0-3])([0-5]\d)\s*(?:h|hrs|hours)?\s+(?:utc|gmt|z)\b"),
        // An offset: signed after a clock time or after UTC; a minus between two times is a range.
        offset: regex(r"(?:\b(?:utc|gmt)\s*[+-]\s*\d{1,2}(?::?\d{2})?|\+\s*\d{1,2}(?::?\d{2})?)\b"),
        // `2026-12-08 09:00-11:00` is a range: for an offset it takes the `T`, or seconds.
        stamp: regex(
            r"\d{4}-\d{2}-\d{2}(?:t\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?| \d{2}:\d{2}:\d{2}(?:[.,]\d+)?)\s?(-\d{2}:?\d{2}\b)",
        ),
        zulu: regex(r"\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?\s?(z)\b"),
        bare: regex(r"\b(\d{1,2})\b"),
        filler: regex(r"\b(?:at|on|the|o'clock|time|in|from|h|hrs|hours|uhr|local)\b|[,()@]"),
    }
});

/// Takes a line apart.
///
/// # Errors
/// What is wrong with it, for a sentence.
pub fn read(typed: &str) -> Result<Parts, Problem> {
    let patterns = &*PATTERNS;
    let mut parts = Parts::default();
    let mut rest = typed.replace('：', ":").replace('−', "-").trim().trim_end_matches(['?', '.', '!']).to_owned();
    if rest.eq_ignore_ascii_case("now") || rest.to_ascii_lowercase().starts_with("now ") {
        parts.is_now = true;
        parts.place = place(&rest[3..]);
        return Ok(parts);
    }
    if let Some(found) = patterns.relative.captures(&rest) {
        parts.relative = Some(span(&found[1], 1).ok_or(Problem::Nothing)?);
        parts.place = place(&rest[found[0].len()..]);
        return Ok(parts);
    }
    if let Some(found) = patterns.ago.captures(&rest) {
        parts.relative = Some(span(&found[1], -1).ok_or(Problem::Nothing)?);
        parts.place = place(&rest[found[0].len()..]);
        return Ok(parts);
    }
    // RFC 3339: behind a whole stamp even a minus is an offset.
    let stamped = patterns
        .stamp
        .captures(&rest)
        .or_else(|| patterns.zulu.captures(&rest))
        .and_then(|found| found.get(1))
        .map(|found| (found.range(), found.as_str().to_owned()));
    // `Etc/GMT+1` is a zone's name.
    let signed = || patterns.offset.find_iter(&rest).find(|found| !rest[..found.start()].ends_with('/'));
    let offset = stamped.or_else(|| signed().map(|found| (found.range(), found.as_str().to_owned())));
    if let Some((range, words)) = offset {
        cut(&mut rest, range);
        parts.place = Some(words.split_whitespace().collect());
    }
    parts.day = take_day(&mut rest)?;
    if let Some(found) = take(&mut rest, &patterns.weekday) {
        let is_next = found[0].as_deref().is_some_and(|word| word.eq_ignore_ascii_case("next"));
        let day = found[1].as_deref().and_then(|day| day.get(..3)?.parse::<Weekday>().ok()).ok_or(Problem::Nothing)?;
        parts.weekday = Some(NamedWeekday { day, is_next });
        if patterns.weekday.is_match(&rest) {
            return Err(Problem::Twice("weekdays"));
        }
    }
    if take(&mut rest, &patterns.day_end).is_some() {
        parts.clock = Some(Clock::DayEnd);
    } else if let Some(found) = patterns.short_range.captures(&rest) {
        let (start, end) = short_range(&found)?;
        (parts.clock, parts.end) = (Some(start), Some(end));
        let all = found.get(0).map_or(0..0, |all| all.range());
        cut(&mut rest, all);
    } else if let Some(found) = patterns.range.captures(&rest) {
        let end = clock_of(&found, "2")?;
        parts.clock = Some(clock_of(&found, "1")?);
        parts.end = Some(end);
        let all = found.get(0).map_or(0..0, |all| all.range());
        cut(&mut rest, all);
    } else if let Some(found) = patterns.clock.captures(&rest) {
        parts.clock = Some(clock_of(&found, "1")?);
        let all = found.get(0).map_or(0..0, |all| all.range());
        cut(&mut rest, all);
        if patterns.clock.is_match(&rest) {
            return Err(Problem::Twice("times"));
        }
    } else if let Some(found) = patterns.four_digits.captures(&rest) {
        parts.clock = Some(clock(&found[1], Some(&found[2]), None, None)?);
        let hours = found.get(1).map_or(0, |hours| hours.start());
        cut(&mut rest, hours..hours + 4);
    } else if rest.to_ascii_lowercase().contains("midnight") {
        return Err(Problem::Midnight);
    } else if let Some(found) = patterns.bare.captures(&rest) {
        let hour: u32 = found[1].parse().map_err(|_| Problem::Nothing)?;
        let is_offset = found.get(0).is_some_and(|all| rest[..all.start()].ends_with(['+', '-']));
        if hour < 24 && !is_offset {
            return Err(Problem::BareHour { hour, rest: in_its_place(typed, &found[1]) });
        }
    }
    if parts.day.is_none() && parts.weekday.is_none() && parts.clock.is_none() {
        return Err(Problem::Nothing);
    }
    match (&parts.place, place(&rest)) {
        (Some(_), Some(_)) => return Err(Problem::Twice("zones")),
        (Some(_), None) => {}
        (None, named) => parts.place = named,
    }
    Ok(parts)
}

/// The line with `{}` where its bare number stands.
fn in_its_place(typed: &str, number: &str) -> String {
    let at = PATTERNS.bare.find_iter(typed).find(|found| found.as_str() == number).map_or(0, |found| found.start());
    format!("{}{{}}{}", &typed[..at], &typed[at + number.len()..])
}

fn place(rest: &str) -> Option<String> {
    let kept = PATTERNS.filler.replace_all(rest, " ");
    let place = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let place = place.trim_matches(['-', ';', ':']).trim().to_owned();
    // An offset may have lost nothing but its minus sign.
    let place = if rest.trim_start().starts_with('-') && place.starts_with(|c: char| c.is_ascii_digit()) {
        format!("-{place}")
    } else {
        place
    };
    (!place.is_empty()).then_some(place)
}

fn take_day(rest: &mut String) -> Result<Option<Day>, Problem> {
    let patterns = &*PATTERNS;
    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<u32>().ok()).unwrap_or_default();
    let year = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<i32>().ok());
    let date = |year: i32, month: u32, day: u32| {
        NaiveDate::from_ymd_opt(year, month, day)
            .ok_or_else(|| Problem::NoSuchDay(format!("{year}-{month:02}-{day:02}")))
    };
    if let Some(found) = take(rest, &patterns.iso) {
        return date(year(&found[0]).unwrap_or_default(), number(&found[1]), number(&found[2]))
            .map(|day| Some(Day::Date(day)));
    }
    if let Some(found) = take(rest, &patterns.dotted) {
        return date(year(&found[2]).unwrap_or_default(), number(&found[1]), number(&found[0]))
            .map(|day| Some(Day::Date(day)));
    }
    if let Some(found) = take(rest, &patterns.slashed) {
        let (first, second) = (number(&found[0]), number(&found[1]));
        let Some(year) = year(&found[2]) else { return Err(Problem::NoYear(format!("{first}/{second}"))) };
        return match (NaiveDate::from_ymd_opt(year, second, first), NaiveDate::from_ymd_opt(year, first, second)) {
            (Some(one), Some(other)) if one != other => Ok(Some(Day::Either(one, other))),
            (Some(one), _) | (None, Some(one)) => Ok(Some(Day::Date(one))),
            (None, None) => Err(Problem::NoSuchDay(format!("{first}/{second}/{year}"))),
        };
    }
    let named = take(rest, &patterns.day_month).map(|found| (number(&found[0]), found[1].clone(), year(&found[2])));
    let named = named.or_else(|| {
        take(rest, &patterns.month_day).map(|found| (number(&found[1]), found[0].clone(), year(&found[2])))
    });
    if let Some((day, month, year)) = named {
        let month = month
            .and_then(|month| month.get(..3).and_then(|start| start.parse::<Month>().ok()))
            .ok_or(Problem::Nothing)?;
        let month = month.number_from_month();
        return match year {
            Some(year) => date(year, month, day).map(|day| Some(Day::Date(day))),
            // 2024 has a 29 February.
            None => date(2024, month, day)
                .map(|_| Some(Day::OfYear { month, day }))
                .map_err(|_| Problem::NoSuchDay(format!("{month:02}-{day:02}"))),
        };
    }
    let ahead = take(rest, &patterns.ahead).and_then(|found| found[0].clone());
    Ok(ahead.map(|word| match word.to_ascii_lowercase().as_str() {
        "day after tomorrow" => Day::Ahead(2),
        "tomorrow" => Day::Ahead(1),
        "yesterday" => Day::Ahead(-1),
        _ => Day::Ahead(0),
    }))
}

/// Takes what a pattern finds out of the text, and gives its groups.
fn take(rest: &mut String, pattern: &Regex) -> Option<Vec<Option<String>>> {
    let found = pattern.captures(rest)?;
    let groups = found.iter().skip(1).map(|group| group.map(|group| group.as_str().to_owned())).collect();
    let range = found.get(0).map_or(0..0, |all| all.range());
    cut(rest, range);
    Some(groups)
}

fn cut(rest: &mut String, range: std::ops::Range<usize>) {
    rest.replace_range(range, " ");
}

fn clock_of(found: &Captures<'_>, mark: &str) -> Result<Clock, Problem> {
    let group = |name: &str| found.name(&format!("{name}{mark}")).map(|group| group.as_str());
    if group("N").is_some() {
        return clock("12", None, None, None);
    }
    let hour = group("H").or_else(|| group("K")).unwrap_or_default();
    clock(hour, group("M"), group("S"), group("A").or_else(|| group("B")))
}

fn clock(hour: &str, minute: Option<&str>, second: Option<&str>, half: Option<&str>) -> Result<Clock, Problem> {
    let number = |text: &str| text.parse::<u32>().unwrap_or(99);
    let shown =
        || format!("{hour}{}{}", minute.map_or(String::new(), |minute| format!(":{minute}")), half.unwrap_or_default());
    let minutes = minute.map_or(0, number);
    let seconds = second.map_or(0, number);
    if (number(hour), minutes, seconds, half) == (24, 0, 0, None) {
        return Ok(Clock::DayEnd);
    }
    let hours = match half.and_then(|half| half.chars().next()) {
        Some(half) if (1..=12).contains(&number(hour)) => {
            number(hour) % 12 + if half.eq_ignore_ascii_case(&'p') { 12 } else { 0 }
        }
        Some(_) => return Err(Problem::NoSuchTime(shown())),
        None => number(hour),
    };
    NaiveTime::from_hms_opt(hours, minutes, seconds).map(Clock::At).ok_or_else(|| Problem::NoSuchTime(shown()))
}

/// `3-5pm` is in the afternoon, `11-1pm` begins in the morning and `10-2am` in the evening.
fn short_range(found: &Captures<'_>) -> Result<(Clock, Clock), Problem> {
    let group = |index: usize| found.get(index).map(|group| group.as_str());
    let (hour, minute, half) = (group(1).unwrap_or_default(), group(2), group(5).unwrap_or_default());
    let end = clock(group(3).unwrap_or_default(), group(4), None, Some(half))?;
    if hour.parse::<u32>().is_ok_and(|hour| hour == 0 || hour > 12) {
        return Ok((clock(hour, minute, None, None)?, end));
    }
    let same = clock(hour, minute, None, Some(half))?;
    let other = if half.starts_with(['p', 'P']) { "am" } else { "pm" };
    Ok((if same > end { clock(hour, minute, None, Some(other))? } else { same }, end))
}

/// Adds up `1 h 30 min`.
fn span(words: &str, sign: i64) -> Option<Span> {
    let mut sum = Span { days: 0, time: Duration::zero() };
    for found in PATTERNS.span.captures_iter(words) {
        let unit = found[2].to_ascii_lowercase().chars().next()?;
        let number: i64 = match found[1].trim().to_ascii_lowercase().as_str() {
            "a" | "an" => sign,
            "half an" if unit == 'h' => {
                sum.time += Duration::minutes(30) * i32::try_from(sign).ok()?;
                continue;
            }
            number => number.parse::<i64>().ok().filter(|number| *number <= 100_000)? * sign,
        };
        match unit {
            'm' => sum.time += Duration::minutes(number),
            'h' => sum.time += Duration::hours(number),
            'd' => sum.days += number,
            _ => sum.days += number * 7,
        }
    }
    Some(sum)
}

/// The clock of a time as it is typed: `15:00`, `15:00-17:00`.
pub fn clock_words(parts: &Parts) -> String {
    let words: Vec<String> = [parts.clock, parts.end].into_iter().flatten().map(clock_name).collect();
    words.join("-")
}

fn clock_name(clock: Clock) -> String {
    match clock {
        Clock::At(time) if time.second() != 0 => time.format("%H:%M:%S").to_string(),
        Clock::At(time) => time.format("%H:%M").to_string(),
        Clock::DayEnd => "24:00".to_owned(),
    }
}

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
