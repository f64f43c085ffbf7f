//! The clock times in a line: one, or a range. What can be two hours of the day is a [`Choice`].

use std::ops::Range;

use chrono::{Duration, NaiveTime, Timelike as _};
use regex::Captures;

use super::parts::{Choice, DayPart, Line, Offer, Problem, span};
use super::patterns::PATTERNS;

/// A time of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clock {
    At(NaiveTime),
    /// 24:00, the end of the day.
    DayEnd,
}

/// The clock times that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub clock: Option<Clock>,
    pub end: Option<Clock>,
    /// `tonight 1am`: the night belongs to two days.
    pub is_in_small_hours: bool,
    /// What else the range is where no place is named: `15:00-05:00` ends in an offset.
    pub or_offset: Option<Choice>,
}

/// An hour and minute as they are typed, and whether the half of the day is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Typed {
    hour: u32,
    minute: u32,
    is_clear: bool,
}

impl Typed {
    fn words(self, add_hours: u32) -> String {
        format!("{:02}:{:02}", self.hour + add_hours, self.minute)
    }
}

/// Takes the clock times out of a line.
///
/// # Errors
/// There is no such time, or it can be more than one.
pub(super) fn take(line: &mut Line, part: Option<DayPart>, has_whole_day: bool) -> Result<Found, Problem> {
    let patterns = &*PATTERNS;
    if line.take(&patterns.day_end).is_some() {
        return Ok(Found { clock: Some(Clock::DayEnd), ..Found::default() });
    }
    if patterns.business_end.is_match(&line.rest) {
        return Err(Problem::BusinessEnd);
    }
    let text = line.rest.clone();
    if let Some(found) = patterns.spoken.captures(&text) {
        return spoken(line, &found, part);
    }
    if let Some(found) = patterns.half_hour.captures(&text) {
        return half_hour(line, &found);
    }
    if let Some(found) = patterns.short_range.captures(&text) {
        let (start, end) = short_range(&found)?;
        line.cut(found.get(1).map_or(0, |hour| hour.start())..found.get(0).map_or(0, |all| all.end()));
        return Ok(Found { clock: Some(start), end: Some(end), ..Found::default() });
    }
    if let Some(found) = patterns.range.captures(&text) {
        return range(line, &found, part);
    }
    if let Some(found) = patterns.hour_range.captures(&text) {
        let is_hours = found["h"].parse::<u32>().is_ok_and(|hour| hour <= 24)
            && found["end_h"].parse::<u32>().is_ok_and(|hour| hour <= 24);
        if is_hours {
            return hour_range(line, &found, part);
        }
    }
    if let Some(found) = patterns.clock.captures(&text) {
        return one_clock(line, &found, part);
    }
    if let Some(found) = patterns.midnight.find(&text) {
        if part == Some(DayPart::Night) {
            line.cut(found.range());
            return Ok(Found { clock: Some(Clock::DayEnd), ..Found::default() });
        }
        let because = "Midnight begins one day and ends another. Which one is meant?".to_owned();
        return Err(Problem::Choice(line.choice(found.range(), because, &["00:00".to_owned(), "24:00".to_owned()])));
    }
    if let Some(found) = patterns.four_digits.captures(&text) {
        let (hours, minutes) = (&found[2], &found[3]);
        // `2026` alone is rather a year.
        let is_year = found.get(4).is_none() && matches!(hours, "19" | "20") && !names_zone(&text);
        let all = found.name("all").map_or(0..0, |all| all.range());
        if is_year {
            let because = format!("“{hours}{minutes}” could be a time or a year. Which one is meant?");
            return Err(Problem::Choice(line.choice(all, because, &[format!("{hours}:{minutes}")])));
        }
        line.cut(all);
        return Ok(Found { clock: Some(clock(hours, Some(minutes), None, None)?), ..Found::default() });
    }
    bare(line, part, has_whole_day)
}

/// Whether a time is told at UTC, which no year is.
fn names_zone(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.split_whitespace().any(|word| matches!(word, "utc" | "gmt" | "z"))
}

/// `3`, `15`: an hour where that is clear, else a question.
fn bare(line: &mut Line, part: Option<DayPart>, has_whole_day: bool) -> Result<Found, Problem> {
    let text = line.rest.clone();
    let Some(found) = PATTERNS.bare.captures(&text) else { return Ok(Found::default()) };
    let Some(digits) = found.get(1) else { return Ok(Found::default()) };
    let hour: u32 = digits.as_str().parse().map_err(|_| Problem::Nothing)?;
    let before = text[..digits.start()].trim_end().to_ascii_lowercase();
    if hour >= 24 || text[..digits.start()].ends_with(['+', '-', '/', '.', '\'', '±']) {
        return Ok(Found::default());
    }
    let typed = Typed { hour, minute: 0, is_clear: false };
    let all = found.get(0).map_or(0..0, |all| all.range());
    if let Some(part) = part {
        return in_part(line, all, typed, part);
    }
    let is_said_hour = found.get(2).is_some() || before == "at" || before.ends_with(" at") || before.ends_with('@');
    // `Friday 15` may be the 15th; `tomorrow 15` has its day.
    if hour > 12 && (is_said_hour || has_whole_day) {
        line.cut(all);
        return Ok(Found { clock: Some(clock(digits.as_str(), None, None, None)?), ..Found::default() });
    }
    let hours = if hour > 12 {
        vec![typed.words(0)]
    } else if hour.is_multiple_of(12) {
        vec!["12:00".to_owned(), "00:00".to_owned()]
    } else {
        vec![typed.words(0), typed.words(12)]
    };
    let because = if (is_said_hour || line.names_day) && hours.len() == 2 {
        format!("“{hour}” can be {}. Which one is meant?", hours.join(" or "))
    } else {
        format!("“{hour}” could be an hour or a day. Which one is meant?")
    };
    let words = if is_said_hour { all } else { digits.range() };
    Err(Problem::Choice(line.choice(words, because, &hours)))
}

/// One clock time, and no second one.
fn one_clock(line: &mut Line, found: &Captures<'_>, part: Option<DayPart>) -> Result<Found, Problem> {
    let read = clock_of(found, "1")?;
    let all = whole(found);
    if let Some(part) = part {
        let is_clear = has_half(found, "1");
        let place = line.clone();
        line.cut(all.clone());
        if PATTERNS.clock.is_match(&line.rest) {
            return Err(Problem::Twice("times"));
        }
        *line = place;
        return match read {
            Clock::DayEnd => {
                line.cut(all);
                Ok(Found { clock: Some(read), ..Found::default() })
            }
            Clock::At(time) => in_part(line, all, Typed { hour: time.hour(), minute: time.minute(), is_clear }, part),
        };
    }
    line.cut(all);
    if PATTERNS.clock.is_match(&line.rest) {
        return Err(Problem::Twice("times"));
    }
    Ok(Found { clock: Some(read), ..Found::default() })
}

/// A time in a part of the day: `tonight 8` is 20:00.
fn in_part(line: &mut Line, range: Range<usize>, typed: Typed, part: DayPart) -> Result<Found, Problem> {
    let at = match placed(typed, part) {
        Placed::At(clock) => Found { clock: Some(clock), ..Found::default() },
        Placed::SmallHours(clock) => Found { clock: Some(clock), is_in_small_hours: true, ..Found::default() },
        Placed::Nowhere => {
            let other = if typed.hour < 12 { typed.hour + 12 } else { typed.hour - 12 };
            let hours = [typed.hour, other].map(|hour| Typed { hour, ..typed }.words(0));
            let because = format!("{} is not in the {}. Which one is meant?", hours[0], part.name());
            return Err(Problem::Choice(line.choice(range, because, &hours)));
        }
    };
    line.cut(range);
    Ok(at)
}

enum Placed {
    At(Clock),
    SmallHours(Clock),
    Nowhere,
}

fn placed(typed: Typed, part: DayPart) -> Placed {
    let at = |hour: u32| match NaiveTime::from_hms_opt(hour, typed.minute, 0) {
        Some(time) => Placed::At(Clock::At(time)),
        None => Placed::Nowhere,
    };
    let later = if typed.hour < 12 && !typed.is_clear { typed.hour + 12 } else { typed.hour };
    match (part, typed.hour) {
        (DayPart::Morning, 0..12) => at(typed.hour),
        (DayPart::Afternoon, 1..=6 | 12..=18) if (12..=18).contains(&later) => at(later),
        (DayPart::Evening, 4..=11 | 16..=23) if later >= 16 => at(later),
        (DayPart::Night, 5..=11 | 17..=23) if later >= 17 => at(later),
        (DayPart::Night, 12) if !typed.is_clear && typed.minute == 0 => Placed::At(Clock::DayEnd),
        (DayPart::Night, 0..5) => match at(typed.hour) {
            Placed::At(clock) => Placed::SmallHours(clock),
            other => other,
        },
        _ => Placed::Nowhere,
    }
}

/// `quarter past 3`, `20 min to 4`.
fn spoken(line: &mut Line, found: &Captures<'_>, part: Option<DayPart>) -> Result<Found, Problem> {
    let number = |name: &str| found.name(name).and_then(|group| group.as_str().parse::<u32>().ok());
    let minutes = match found.name("quarter").map(|word| word.as_str().to_ascii_lowercase()) {
        Some(word) if word == "half" => 30,
        Some(_) => 15,
        None => number("minutes").or_else(|| number("number")).unwrap_or(99),
    };
    let to = found.name("half").or_else(|| found.name("hour"));
    let all = found.get(0).map_or(0, |all| all.start())..to.map_or(0, |to| to.end());
    let words = line.rest.get(all.clone()).unwrap_or_default().to_owned();
    let hour = number("hour").unwrap_or(99);
    if minutes > 59 || hour > 23 {
        return Err(Problem::NoSuchTime(words));
    }
    let is_before =
        found.name("way").is_some_and(|way| matches!(way.as_str().to_ascii_lowercase().as_str(), "to" | "before"));
    let half = found.name("half").map(|half| half.as_str());
    let hour = match clock(&hour.to_string(), None, None, half)? {
        Clock::At(time) => time.hour(),
        Clock::DayEnd => 0,
    };
    let total = if is_before { hour * 60 + 1440 - minutes } else { hour * 60 + minutes } % 1440;
    let is_clear = half.is_some() || hour > 12;
    let typed = Typed { hour: total / 60, minute: total % 60, is_clear };
    if let Some(part) = part {
        return in_part(line, all, typed, part);
    }
    if is_clear {
        line.cut(all);
        return Ok(Found {
            clock: Some(clock(&typed.hour.to_string(), Some(&typed.minute.to_string()), None, None)?),
            ..Found::default()
        });
    }
    let hours = halves(typed);
    let because = format!("“{words}” can be {}. Which one is meant?", hours.join(" or "));
    Err(Problem::Choice(line.choice(all, because, &hours)))
}

/// The two times of a day that the twelve hours of a clock show so.
fn halves(typed: Typed) -> Vec<String> {
    let first = Typed { hour: typed.hour % 12, ..typed };
    vec![first.words(0), first.words(12)]
}

/// `half 3` is 3:30 in London and 2:30 in Berlin.
fn half_hour(line: &mut Line, found: &Captures<'_>) -> Result<Found, Problem> {
    let all = found.get(0).map_or(0..0, |all| all.range());
    let hour: u32 = found[1].parse().map_err(|_| Problem::Nothing)?;
    let half = found.get(2).map(|half| half.as_str());
    let Clock::At(time) = clock(&found[1], None, None, half)? else {
        return Err(Problem::NoSuchTime(found[0].to_owned()));
    };
    let hours: Vec<u32> = if half.is_some() || hour > 12 {
        vec![(time.hour() + 23) % 24, time.hour()]
    } else {
        vec![(hour + 11) % 12, (hour + 11) % 12 + 12, hour % 12, hour % 12 + 12]
    };
    let hours: Vec<String> =
        hours.into_iter().map(|hour| Typed { hour, minute: 30, is_clear: true }.words(0)).collect();
    let because =
        format!("“{}” is before the hour in some languages and after it in others. Which one is meant?", &found[0]);
    Err(Problem::Choice(line.choice(all, because, &hours)))
}

/// `15:00-17:00`, `3pm to 5pm`, `9:00-5:00`.
fn range(line: &mut Line, found: &Captures<'_>, part: Option<DayPart>) -> Result<Found, Problem> {
    let (start, end) = (clock_of(found, "1")?, clock_of(found, "2")?);
    let all = whole(found);
    let is_clear = has_half(found, "1") || has_half(found, "2");
    let (Clock::At(from), Clock::At(to)) = (start, end) else {
        line.cut(all);
        return Ok(Found { clock: Some(start), end: Some(end), ..Found::default() });
    };
    let first = Typed { hour: from.hour(), minute: from.minute(), is_clear: has_half(found, "1") };
    let last = Typed { hour: to.hour(), minute: to.minute(), is_clear: has_half(found, "2") };
    if let Some(part) = part.filter(|_| !is_clear) {
        return range_in_part(line, all, first, last, part);
    }
    let is_dash = matches!(&found["TO"], "-" | "–" | "—");
    if is_clear || to >= from {
        line.cut(all);
        return Ok(Found { clock: Some(start), end: Some(end), ..Found::default() });
    }
    // It ends on the next day, or in the afternoon (`9:00-5:00`), or it is no end (`15:00-05:00`).
    let is_twelve_hours = first.hour <= 12 && last.hour <= 12;
    let is_offset = is_dash && last.hour <= 12 && matches!(last.minute, 0 | 30 | 45) && found.name("S2").is_none();
    let offset = format!("{} UTC-{}", first.words(0), last.words(0));
    let words = found[0].trim_end();
    if is_twelve_hours && last.hour < 12 && to.hour() + 12 > from.hour() {
        let mut offers = vec![format!("{}-{}", first.words(0), last.words(12)), overnight(first, last)];
        offers.extend(is_offset.then_some(offset));
        let because = format!("“{words}” ends before it begins. Which one is meant?");
        return Err(Problem::Choice(line.choice(all, because, &offers)));
    }
    let or_offset = is_offset.then(|| range_or_offset(line, all.clone(), first, last));
    line.cut(all);
    Ok(Found { clock: Some(start), end: Some(end), or_offset, ..Found::default() })
}

/// `15-17`, `9-11`, `15:00-17`, `3pm-5`.
fn hour_range(line: &mut Line, found: &Captures<'_>, part: Option<DayPart>) -> Result<Found, Problem> {
    let all = found.name("all").map_or(0..0, |all| all.range());
    let number = |name: &str| found.name(name).map_or("0", |group| group.as_str()).parse::<u32>().unwrap_or(99);
    let half = found.name("half").map(|half| half.as_str());
    let first = Typed { hour: number("h"), minute: number("m"), is_clear: half.is_some() };
    let last = Typed { hour: number("end_h"), minute: number("end_m"), is_clear: false };
    if first.minute > 59 || last.minute > 59 || first.hour > 23 {
        return Err(Problem::NoSuchTime(found["all"].to_owned()));
    }
    if first.is_clear {
        let start = clock(&found["h"], found.name("m").map(|minute| minute.as_str()), None, half)?;
        line.cut(all);
        return Ok(Found { clock: Some(start), end: Some(end_after(start, last)?), ..Found::default() });
    }
    if let Some(part) = part {
        return range_in_part(line, all, first, last, part);
    }
    let at = |typed: Typed| clock(&typed.hour.to_string(), Some(&format!("{:02}", typed.minute)), None, None);
    let (start, end) = (at(first)?, at(last)?);
    let words = found["all"].to_owned();
    if first.hour <= 12 && last.hour <= 12 {
        let starts = if first.hour.is_multiple_of(12) { [12, 0] } else { [first.hour, first.hour + 12] };
        let mut offers = Vec::new();
        for hour in starts {
            let (first, start) = (Typed { hour, ..first }, at(Typed { hour, ..first })?);
            let end = end_after(start, last)?;
            // What ends on the next day looks like an offset.
            let in_words = || overnight(first, Typed { hour: last.hour % 12, ..last });
            offers.push(if end > start { format!("{}-{}", first.words(0), clock_name(end)) } else { in_words() });
        }
        // `10 to 4` is said for 3:50 too.
        let is_said_time = found["to"].eq_ignore_ascii_case("to") && found.name("m").is_none() && last.minute == 0;
        if is_said_time && matches!(first.hour, 5 | 10) {
            let said = Typed { hour: (last.hour + 11) % 12, minute: 60 - first.hour, is_clear: false };
            offers.extend(halves(said));
        }
        let because = format!("“{words}” can be {}. Which one is meant?", crate::text::join_or(&offers));
        return Err(Problem::Choice(line.choice(all, because, &offers)));
    }
    if end < start && last.hour + 12 > first.hour && last.hour < 12 {
        let mut offers = vec![format!("{}-{}", first.words(0), last.words(12)), overnight(first, last)];
        // `15:00-5`, not `15-5`.
        let is_offset = found.name("m").is_some() && matches!(&found["to"], "-" | "–" | "—");
        offers.extend(is_offset.then(|| format!("{} UTC-{}", first.words(0), last.words(0))));
        let because = format!("“{words}” ends before it begins. Which one is meant?");
        return Err(Problem::Choice(line.choice(all, because, &offers)));
    }
    let is_offset = end < start && found.name("m").is_some() && matches!(&found["to"], "-" | "–" | "—");
    let or_offset = is_offset.then(|| range_or_offset(line, all.clone(), first, last));
    line.cut(all);
    Ok(Found { clock: Some(start), end: Some(end), or_offset, ..Found::default() })
}

/// `15:00-05:00` where no place is named: a range, or what RFC 3339 writes so.
fn range_or_offset(line: &Line, range: Range<usize>, first: Typed, last: Typed) -> Choice {
    let words = line.rest.get(range.clone()).unwrap_or_default();
    let because = format!("“{words}” can be a range or a time with an offset. Which one is meant?");
    let offers = vec![
        Offer::Here(format!("{}-{}", first.words(0), last.words(0))),
        Offer::Words(format!("{} UTC-{}", first.words(0), last.words(0))),
    ];
    line.choice_of(range, because, offers)
}

/// A range that ends on the next day, by its length.
fn overnight(first: Typed, last: Typed) -> String {
    let minutes = (last.hour + 24) * 60 + last.minute - first.hour * 60 - first.minute;
    let rest = if minutes.is_multiple_of(60) { String::new() } else { format!(" {} min", minutes % 60) };
    format!("{} for {} h{rest}", first.words(0), minutes / 60)
}

/// `tomorrow morning 9-11`: the part of the day holds for the start, and the end comes after it.
fn range_in_part(
    line: &mut Line,
    range: Range<usize>,
    first: Typed,
    last: Typed,
    part: DayPart,
) -> Result<Found, Problem> {
    let found = in_part(line, range, first, part)?;
    let end = found.clock.map(|start| end_after(start, last)).transpose()?;
    Ok(Found { end, ..found })
}

/// The first time after a start that a clock of twelve hours shows so.
fn end_after(start: Clock, last: Typed) -> Result<Clock, Problem> {
    let at = |hour: u32| clock(&hour.to_string(), Some(&format!("{:02}", last.minute)), None, None);
    let same = at(last.hour)?;
    if same > start || last.is_clear || last.hour > 12 {
        return Ok(same);
    }
    let later = at(if last.hour == 12 { 12 } else { last.hour + 12 })?;
    Ok(if later > start { later } else { at(last.hour % 12)? })
}

/// Where it stands, without the spaces behind it.
fn whole(found: &Captures<'_>) -> Range<usize> {
    found.get(0).map_or(0..0, |all| all.start()..all.start() + all.as_str().trim_end().len())
}

/// Whether a time says in which half of the day it is.
fn has_half(found: &Captures<'_>, mark: &str) -> bool {
    ["A", "B", "N"].iter().any(|name| found.name(&format!("{name}{mark}")).is_some())
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

/// `for 2 hours`: how long it lasts.
pub(super) fn take_length(line: &mut Line) -> Option<Duration> {
    let found = line.take(&PATTERNS.length)?;
    let span = span(found[0].as_deref()?, 1)?;
    let length = span.time + Duration::days(span.days);
    (span.months == 0 && length > Duration::zero()).then_some(length)
}

/// `15:00`, as it is typed.
pub(super) fn clock_name(clock: Clock) -> String {
    match clock {
        Clock::At(time) if time.second() != 0 => time.format("%H:%M:%S").to_string(),
        Clock::At(time) => time.format("%H:%M").to_string(),
        Clock::DayEnd => "24:00".to_owned(),
    }
}
