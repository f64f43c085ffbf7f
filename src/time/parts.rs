//! The parts of a time as it is typed: day, weekday, clock, range, place. What is left over is a place.

use std::ops::Range;

use chrono::Duration;
use regex::Regex;

use super::clocks::{self, Clock, clock_name};
use super::days::{self, Day, NamedWeekday};
use super::patterns::PATTERNS;
use super::place::Named;
use super::spelled;

/// What stands in a line, each at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    pub is_now: bool,
    /// `in 2 h`, `30 minutes ago`.
    pub relative: Option<Span>,
    pub day: Option<Day>,
    /// The day once more: `tomorrow, 8 December`.
    pub also: Option<Day>,
    pub weekday: Option<NamedWeekday>,
    pub part: Option<DayPart>,
    pub clock: Option<Clock>,
    /// The end of a range.
    pub end: Option<Clock>,
    /// `for 2 hours`.
    pub length: Option<Duration>,
    /// `tonight 1am`: of the day that is named, or the one after it.
    pub is_in_small_hours: bool,
    pub place: Option<String>,
}

/// From now: months and days keep the clock time, hours and minutes are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub months: i32,
    pub days: i64,
    pub time: Duration,
}

/// A part of the day, which says what half of it an hour is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayPart {
    Morning,
    Afternoon,
    Evening,
    Night,
}

impl DayPart {
    pub fn name(self) -> &'static str {
        match self {
            DayPart::Morning => "morning",
            DayPart::Afternoon => "afternoon",
            DayPart::Evening => "evening",
            DayPart::Night => "night",
        }
    }
}

/// Why the parts make no time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    Nothing,
    /// Some words can be several things.
    Choice(Choice),
    BusinessEnd,
    NoSuchTime(String),
    NoSuchDay(String),
    NoYear(String),
    /// `next week` alone.
    NoDay(String),
    /// `Tuesday after next`, `5 days after 1 December`.
    CountedOn(String),
    Repeats,
    Twice(&'static str),
}

/// A line with words that can be several things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is so, as sentences.
    pub because: String,
    /// What stands before those words, and behind them.
    pub before: String,
    pub after: String,
    pub offers: Vec<Offer>,
}

/// What the words can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    Words(String),
    /// Where no place is named: it is the zone in which the time is read.
    Here(String),
}

/// A line that is taken apart: what is taken out leaves spaces behind, so that places in it stay.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The whole line, from which a question is made.
    all: String,
    pub(super) rest: String,
    pub(super) names_day: bool,
}

impl Line {
    /// Takes what a pattern finds out of the text, and gives its groups.
    pub(super) fn take(&mut self, pattern: &Regex) -> Option<Vec<Option<String>>> {
        let found = pattern.captures(&self.rest)?;
        let groups = found.iter().skip(1).map(|group| group.map(|group| group.as_str().to_owned())).collect();
        let range = found.get(0).map_or(0..0, |all| all.range());
        self.cut(range);
        Some(groups)
    }

    /// The same, where the pattern looks at what stands around its groups.
    pub(super) fn take_groups(&mut self, pattern: &Regex) -> Option<Vec<Option<String>>> {
        let found = pattern.captures(&self.rest)?;
        let groups = found.iter().skip(1).map(|group| group.map(|group| group.as_str().to_owned())).collect();
        let ends = found.iter().skip(1).flatten().map(|group| group.range());
        let range = ends.reduce(|one, other| one.start.min(other.start)..one.end.max(other.end)).unwrap_or(0..0);
        self.cut(range);
        Some(groups)
    }

    pub(super) fn cut(&mut self, range: Range<usize>) {
        let spaces = " ".repeat(range.len());
        self.rest.replace_range(range, &spaces);
    }

    pub(super) fn choice(&self, range: Range<usize>, because: String, words: &[String]) -> Choice {
        self.choice_of(range, because, words.iter().cloned().map(Offer::Words).collect())
    }

    pub(super) fn choice_of(&self, range: Range<usize>, because: String, offers: Vec<Offer>) -> Choice {
        let (before, after) = (self.all[..range.start].to_owned(), self.all[range.end..].to_owned());
        Choice { because, before, after, offers }
    }

    /// Takes the part of the day out, for questions too: a clear hour needs none.
    fn take_day_part(&mut self) -> Option<(DayPart, Option<Day>)> {
        let found = PATTERNS.day_part.captures(&self.rest)?;
        let range = found.get(0).map_or(0..0, |all| all.range());
        let word = |index: usize| found.get(index).map_or(String::new(), |word| word.as_str().to_ascii_lowercase());
        let (name, this, part) = (word(1), word(2), word(3));
        let (part, days) = match (name.as_str(), part.as_str()) {
            ("last night", _) => (DayPart::Night, Some(-1)),
            ("tonight" | "tonite", _) => (DayPart::Night, Some(0)),
            (_, "morning") => (DayPart::Morning, (!this.is_empty()).then_some(0)),
            (_, "afternoon") => (DayPart::Afternoon, (!this.is_empty()).then_some(0)),
            (_, "evening") => (DayPart::Evening, (!this.is_empty()).then_some(0)),
            _ => (DayPart::Night, (!this.is_empty()).then_some(0)),
        };
        let day = match days {
            None => "",
            Some(0) => "today",
            Some(_) => "yesterday",
        };
        self.all.replace_range(range.clone(), &format!("{day:0$}", range.len()));
        self.cut(range);
        Some((part, days.map(|days| Day::Ahead { months: 0, days })))
    }
}

/// Takes a line apart.
///
/// # Errors
/// What is wrong with it, for a sentence.
pub fn read(typed: &str) -> Result<Parts, Problem> {
    let patterns = &*PATTERNS;
    let mut parts = Parts::default();
    let typed = spelled::usual(typed);
    if typed.eq_ignore_ascii_case("now") || typed.to_ascii_lowercase().starts_with("now ") {
        parts.is_now = true;
        parts.place = place(&typed[3..]);
        return Ok(parts);
    }
    let mut line = Line { all: typed.clone(), rest: typed, names_day: false };
    if let Some(span) = take_span(&mut line)? {
        let is_day = span.time.is_zero() && has_clock(&line.rest);
        if !is_day {
            parts.relative = Some(span);
            parts.place = place(&line.rest);
            return Ok(parts);
        }
        parts.day = Some(Day::Ahead { months: span.months, days: span.days });
    }
    if let Some(choice) = length_alone(&line) {
        return Err(Problem::Choice(choice));
    }
    let is_counted = |found: &regex::Match<'_>| {
        let known = patterns.weeks_from.find(&line.rest).or_else(|| patterns.ahead.find(&line.rest));
        known.is_none_or(|known| !known.range().contains(&found.start()))
    };
    if let Some(found) = patterns.counted_on.find(&line.rest).filter(is_counted) {
        return Err(Problem::CountedOn(found.as_str().to_owned()));
    }
    if patterns.repeats.is_match(&line.rest) {
        return Err(Problem::Repeats);
    }
    if let Some(choice) = offset_or_length(&line) {
        return Err(Problem::Choice(choice));
    }
    take_offset(&mut line, &mut parts);
    parts.length = clocks::take_length(&mut line);
    take_days(&mut line, &mut parts)?;
    line.names_day = parts.day.is_some() || parts.weekday.is_some();
    if parts.day.is_none()
        && parts.weekday.is_none()
        && let Some(found) = patterns.no_day.find(&line.rest)
    {
        return Err(Problem::NoDay(found.as_str().to_owned()));
    }
    // `8 Dec 15` may have a year behind it.
    let has_whole_day = parts.day.as_ref().is_some_and(|day| !matches!(day, Day::OfYear { .. }));
    let found = clocks::take(&mut line, parts.part, has_whole_day)?;
    (parts.clock, parts.end, parts.is_in_small_hours) = (found.clock, found.end, found.is_in_small_hours);
    if let Some(Day::OfYear { month, day }) = parts.day {
        // `Tue Dec 8 15:00:00 2026`
        let long = line.take(&patterns.year).and_then(|found| found[0].as_deref()?.parse::<i32>().ok());
        let mut short = || line.take(&patterns.short_year).and_then(|found| found[0].as_deref()?.parse::<i32>().ok());
        if let Some(year) = long.or_else(|| short().map(|year| 2000 + year)) {
            let date = chrono::NaiveDate::from_ymd_opt(year, month, day);
            let date = date.ok_or_else(|| Problem::NoSuchDay(format!("{year}-{month:02}-{day:02}")))?;
            parts.day = Some(Day::Date(date));
        }
    }
    if parts.day.is_none() && parts.weekday.is_none() && parts.clock.is_none() {
        return Err(Problem::Nothing);
    }
    match (&parts.place, place(&line.rest)) {
        (Some(_), Some(_)) => return Err(Problem::Twice("zones")),
        (Some(_), None) => {}
        (None, named) => parts.place = named,
    }
    match found.or_offset {
        Some(choice) if parts.place.is_none() => Err(Problem::Choice(choice)),
        Some(_) | None => Ok(parts),
    }
}

/// Whether words speak of a time of day: `14:30`, `14:30 UTC`, `tomorrow 9:00`, `3pm`, `noon`, but not `row 4 is
/// settled`. What can be two hours speaks of one as well.
pub fn speaks_of_clock(typed: &str) -> bool {
    const MOST_WORDS: usize = 12;
    let count = typed.split_whitespace().count();
    if count > MOST_WORDS {
        return false;
    }
    match read(typed) {
        Ok(parts) => {
            let is_known = |name: &str| super::place::named(name, chrono::DateTime::UNIX_EPOCH) != Named::Unknown;
            parts.clock.is_some() && parts.place.as_deref().is_none_or(is_known)
        }
        Err(Problem::Choice(_) | Problem::NoSuchTime(_)) => {
            typed.starts_with(|c: char| c.is_ascii_digit()) && count <= 2
        }
        Err(_) => false,
    }
}

/// `in 2 h`, `2 h from now`, `2 h ago`.
fn take_span(line: &mut Line) -> Result<Option<Span>, Problem> {
    let patterns = &*PATTERNS;
    for (pattern, sign) in [(&patterns.relative, 1), (&patterns.from_now, 1), (&patterns.ago, -1)] {
        if let Some(found) = line.take(pattern) {
            return found[0].as_deref().and_then(|words| span(words, sign)).map(Some).ok_or(Problem::Nothing);
        }
    }
    Ok(None)
}

/// `30 min`, `2h`: a length, and no time before it is said from when.
fn length_alone(line: &Line) -> Option<Choice> {
    let words = PATTERNS.length_alone.find(line.rest.trim())?.as_str();
    if PATTERNS.four_digits.is_match(words) {
        return None;
    }
    let hour = words.trim_end_matches(['h', 'H']).trim_end();
    let hour = hour.parse::<u32>().ok().filter(|hour| *hour < 24 && words.ends_with(['h', 'H']));
    let offers = match hour {
        // `15h` is a time in French.
        Some(13..) => return None,
        Some(hour) => [format!("{hour:02}:00"), format!("in {words}")],
        None => [format!("in {words}"), format!("{words} ago")],
    };
    let because = format!("“{words}” is a length of time. Which one is meant?");
    Some(line.choice(0..line.rest.len(), because, &offers))
}

/// `10:00 UTC + 2h`: an offset, or how long it takes.
fn offset_or_length(line: &Line) -> Option<Choice> {
    let found = PATTERNS.utc_and_hours.captures(&line.rest)?;
    let (all, zone, hours) = (found.get(0)?, &found[1], &found[2]);
    let offers = [format!("{zone}+{hours}"), format!("{zone} for {hours} h")];
    let because = format!("“{}” can be an offset or a length. Which one is meant?", all.as_str());
    Some(line.choice(all.range(), because, &offers))
}

/// Whether a clock time or a weekday follows: `in 2 weeks at 15:00`.
fn has_clock(rest: &str) -> bool {
    let patterns = &*PATTERNS;
    let known = [&patterns.clock, &patterns.hour_range, &patterns.midnight, &patterns.day_end, &patterns.weekday];
    known.iter().any(|pattern| pattern.is_match(rest)) || rest.to_ascii_lowercase().contains(" at ")
}

/// Takes an offset from UTC, which stands for a place.
fn take_offset(line: &mut Line, parts: &mut Parts) {
    let patterns = &*PATTERNS;
    let rest = line.rest.clone();
    // RFC 3339: behind a whole stamp even a minus is an offset.
    let mut stamped = [&patterns.stamp, &patterns.zulu, &patterns.behind].into_iter();
    let stamped = stamped.find_map(|pattern| pattern.captures(&rest)).and_then(|found| found.get(1));
    // `Etc/GMT+1` is a zone's name.
    let signed = || patterns.offset.find_iter(&rest).find(|found| !rest[..found.start()].ends_with('/'));
    if let Some(found) = stamped.or_else(|| patterns.offset.captures(&rest).and(signed())) {
        line.cut(found.range());
        parts.place = Some(found.as_str().split_whitespace().collect());
    }
}

/// The days, and the part of the day.
fn take_days(line: &mut Line, parts: &mut Parts) -> Result<(), Problem> {
    let mut days: Vec<Day> = parts.day.take().into_iter().collect();
    let (weekday, counted) = take_counted(line)?;
    parts.weekday = weekday;
    days.extend(counted);
    days.extend(days::take_day(line)?);
    if !days.is_empty() {
        days.extend(days::take_ahead(line));
    }
    if parts.weekday.is_none() {
        (parts.weekday, _) = days::take_weekday(line)?;
    }
    if let Some((part, day)) = line.take_day_part() {
        parts.part = Some(part);
        days.extend(day);
    }
    let is_second_date = !days.is_empty() && {
        let mut rest = line.clone();
        matches!(days::take_day(&mut rest), Ok(Some(Day::Date(_) | Day::OfYear { .. } | Day::OneOf(_))))
    };
    if is_second_date || days.len() > 2 {
        return Err(Problem::Twice("days"));
    }
    let mut days = days.into_iter();
    (parts.day, parts.also) = (days.next(), days.next());
    Ok(())
}

/// `a week from Tuesday`, before the day in it is taken alone.
fn take_counted(line: &mut Line) -> Result<(Option<NamedWeekday>, Option<Day>), Problem> {
    if PATTERNS.weeks_from.is_match(&line.rest) { days::take_weekday(line) } else { Ok((None, None)) }
}

fn place(rest: &str) -> Option<String> {
    let kept = PATTERNS.filler.replace_all(rest, " ");
    let place = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let place = place.trim_matches(['-', ';', ':']).trim().to_owned();
    // Behind a range, an offset has lost its minus sign.
    let is_offset =
        rest.trim_start().starts_with('-') && place.len() >= 4 && place.starts_with(|c: char| c.is_ascii_digit());
    let place = if is_offset { format!("-{place}") } else { place };
    (!place.is_empty()).then_some(place)
}

/// The most that is counted of a unit.
pub(super) const MOST: i64 = 100_000;

/// Adds up `1 h 30 min`.
pub(super) fn span(words: &str, sign: i64) -> Option<Span> {
    let mut sum = Span { months: 0, days: 0, time: Duration::zero() };
    for found in PATTERNS.span.captures_iter(words) {
        let unit = found[2].to_ascii_lowercase();
        let number: i64 = match found[1].trim().to_ascii_lowercase().as_str() {
            "a" | "an" => sign,
            "half an" if unit.starts_with('h') => {
                sum.time += Duration::minutes(30) * i32::try_from(sign).ok()?;
                continue;
            }
            number => number.parse::<i64>().ok().filter(|number| *number <= MOST)? * sign,
        };
        match unit.chars().next()? {
            'm' if unit.starts_with("mo") => sum.months = sum.months.checked_add(i32::try_from(number).ok()?)?,
            'y' => sum.months = sum.months.checked_add(i32::try_from(number * 12).ok()?)?,
            'm' => sum.time += Duration::minutes(number),
            'h' => sum.time += Duration::hours(number),
            'd' => sum.days += number,
            _ => sum.days += number * 7,
        }
    }
    Some(sum)
}

/// The clock of a time as it is typed: `15:00`, `15:00-17:00`, `15:00 for 90 min`.
pub fn clock_words(parts: &Parts) -> String {
    let words: Vec<String> = [parts.clock, parts.end].into_iter().flatten().map(clock_name).collect();
    let length = parts.length.map_or(String::new(), |length| format!(" for {} min", length.num_minutes()));
    words.join("-") + length.as_str()
}
