//! Times at the start of lines, in the forms that programs have and that people set them to: brackets or none, the
//! day before or after the clock, in numbers of any order, or in words.

use chrono::{NaiveDate, NaiveTime};

use super::day_words::{AFTER, BETWEEN, HALVES, WEEKDAYS, WEEKDAYS_TOO, is_in, month_named};
use super::days::{Day, Numbers, date};

/// What stands before a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    pub day: Option<Day>,
    /// The numbers of a day that has them.
    pub numbers: Option<[u32; 3]>,
    pub time: Option<NaiveTime>,
    /// East of Greenwich, in minutes, where the time says so.
    pub offset: Option<i32>,
    /// Seconds since 1970 instead of all that.
    pub epoch: Option<i64>,
    /// It says `PM` as Americans do, who begin with the month.
    pub is_american: bool,
}

/// Takes the time off the start of a line.
pub fn off(line: &str) -> (Option<Stamp>, &str) {
    match quick(line).or_else(|| take(line)) {
        Some((stamp, rest)) => (Some(stamp), rest),
        None => (None, line.trim_start_matches([' ', '\t'])),
    }
}

/// `14:10:12 <ana>`, `[14:10] <ana>`, as most lines are.
fn quick(line: &str) -> Option<(Stamp, &str)> {
    let inside = line.strip_prefix('[').unwrap_or(line);
    let two = |at: usize| match inside.as_bytes().get(at..at + 2) {
        Some([tens @ b'0'..=b'9', ones @ b'0'..=b'9']) => Some(u32::from(tens - b'0') * 10 + u32::from(ones - b'0')),
        Some(_) | None => None,
    };
    let is_colon = |at: usize| inside.as_bytes().get(at) == Some(&b':');
    let (hour, minute) = (two(0)?, two(3).filter(|_| is_colon(2))?);
    let (second, end) = if is_colon(5) { (two(6)?, 8) } else { (0, 5) };
    let rest = inside.get(end..)?;
    let rest = if inside.len() < line.len() { rest.strip_prefix(']')? } else { rest };
    let name = rest.trim_start_matches([' ', '\t']);
    if name.len() == rest.len() || !name.starts_with('<') {
        return None;
    }
    let time = NaiveTime::from_hms_opt(hour, minute, second.min(59))?;
    Some((Stamp { time: Some(time), ..Stamp::default() }, name))
}

fn take(line: &str) -> Option<(Stamp, &str)> {
    let line = line.trim_start_matches(is_space);
    let first = line.chars().next()?;
    let may_begin = digit(first).is_some() || matches!(first, '[' | '(') || first.is_alphabetic();
    if !may_begin {
        return None;
    }
    if let Some(found) = epoch(line) {
        return Some(found);
    }
    let (stamp, rest) = Scan::new(line).run(false)?;
    let rest = rest.trim_start_matches(is_space);
    // What follows a time is a space, a name in its marks, or the end.
    let is_apart = rest.len() < line.len() && !rest.starts_with([':', ',', '.', ';', ')', ']', '%']);
    is_apart.then_some((stamp, rest))
}

/// Reads words that name a day and at most a time with it, and nothing else: `Tuesday, 8 December 2026`.
pub fn day_of(words: &str) -> Option<Day> {
    let words = words.trim().trim_end_matches(['.', ',', ';']);
    let words = words.strip_prefix("the ").unwrap_or(words);
    let (stamp, rest) = Scan::new(words).run(true)?;
    if rest.trim_matches(|c: char| is_space(c) || c == '.').is_empty() { stamp.day } else { None }
}

/// The first day that is named in words, as in the heads that clients write into logs.
pub fn first_day_in(words: &str) -> Option<Stamp> {
    let starts = words.char_indices().zip(std::iter::once(' ').chain(words.chars()));
    // A day begins where a word or a number does.
    let starts = starts.filter(|((_, c), before)| c.is_alphanumeric() && !before.is_alphanumeric());
    starts.take(40).find_map(|((at, _), _)| Some(Scan::new(&words[at..]).run(true)?.0))
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{3000}')
}

/// A digit of any script that people's programs write.
fn digit(c: char) -> Option<u32> {
    const ZEROS: [char; 5] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{ff10}'];
    if c.is_ascii_digit() {
        return c.to_digit(10);
    }
    if c.is_ascii() {
        return None;
    }
    ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|digit| *digit < 10))
}

/// A number of at most so many digits, how many they are, and the rest.
fn number(text: &str, most: usize) -> Option<(u32, usize, &str)> {
    let (mut value, mut count, mut end) = (0, 0, 0);
    for (at, c) in text.char_indices().take(most) {
        let Some(digit) = digit(c) else { break };
        value = value * 10 + digit;
        count += 1;
        end = at + c.len_utf8();
    }
    (count > 0).then_some((value, count, &text[end..]))
}

/// `1795915431 <bo>` and `1795915431 -!-`, as ii keeps it.
fn epoch(line: &str) -> Option<(Stamp, &str)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..)?;
    if digits != 10 || !(rest.starts_with(" <") || rest.starts_with(" -!-") || rest.starts_with('.')) {
        return None;
    }
    let fraction = rest.strip_prefix('.').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let rest = fraction.unwrap_or(rest);
    let secs = line[..digits].parse().ok()?;
    rest.starts_with(' ').then(|| (Stamp { epoch: Some(secs), ..Stamp::default() }, rest.trim_start()))
}

/// What a line has so far.
struct Scan<'a> {
    rest: &'a str,
    found: Stamp,
    /// The mark that ends what is in brackets.
    bracket: Option<char>,
    has_weekday: bool,
    month: Option<u8>,
    day: Option<u8>,
    year: Option<u16>,
    /// Hour, minute, second.
    clock: Option<(u32, u32, u32)>,
    is_second_half: Option<bool>,
}

/// What a step took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    /// It may end there.
    Part,
    /// More has to follow.
    Loose,
}

/// A stamp has at most so many parts.
const PARTS: usize = 20;

impl<'a> Scan<'a> {
    fn new(rest: &'a str) -> Scan<'a> {
        Scan {
            rest,
            found: Stamp::default(),
            bracket: None,
            has_weekday: false,
            month: None,
            day: None,
            year: None,
            clock: None,
            is_second_half: None,
        }
    }

    /// Takes parts as long as there are some. `wants_day` asks for a day, with or without a time; else a time is
    /// what makes it a stamp.
    fn run(mut self, wants_day: bool) -> Option<(Stamp, &'a str)> {
        let mut good = None;
        for _ in 0..PARTS {
            self.rest = self.rest.trim_start_matches(is_space);
            let Some(taken) = self.step() else { break };
            let is_whole = if wants_day { self.named_day().is_some() } else { self.clock.is_some() };
            // After the clock a word may be the name of somebody.
            let may_end = taken == Taken::Part || (wants_day && self.clock.is_none());
            if is_whole && may_end && self.bracket.is_none() {
                good = Some((self.stamp()?, self.rest));
            }
            if taken == Taken::Part && self.is_empty() && self.bracket.is_none() {
                // `[] <ana>` has a place for a time, and no time.
                let rest = self.rest.trim_start_matches(is_space);
                return rest.starts_with(['<', '*', '-']).then_some((Stamp::default(), rest));
            }
        }
        good
    }

    fn is_empty(&self) -> bool {
        let has_words = self.has_weekday || self.month.is_some() || self.day.is_some() || self.year.is_some();
        !has_words && self.found == Stamp::default() && self.clock.is_none()
    }

    fn stamp(&self) -> Option<Stamp> {
        let time = match self.clock {
            // A leap second is told as the second before it.
            Some((hour, minute, second)) => {
                let hour = match self.is_second_half {
                    Some(is_second) if hour <= 12 => hour % 12 + if is_second { 12 } else { 0 },
                    Some(_) | None => hour,
                };
                Some(NaiveTime::from_hms_opt(hour, minute, second.min(59))?)
            }
            None => None,
        };
        Some(Stamp { day: self.named_day(), time, ..self.found })
    }

    fn named_day(&self) -> Option<Day> {
        let of_words = || {
            let (month, day) = (self.month?, self.day?);
            match self.year {
                Some(year) => date(year.into(), month.into(), day.into()).map(Day::Date),
                None => NaiveDate::from_ymd_opt(2024, month.into(), day.into()).map(|_| Day::OfYear { month, day }),
            }
        };
        self.found.day.or_else(of_words)
    }

    fn step(&mut self) -> Option<Taken> {
        let first = self.rest.chars().next()?;
        let behind = &self.rest[first.len_utf8()..];
        match first {
            '[' | '(' if self.bracket.is_none() => {
                self.bracket = Some(if first == '[' { ']' } else { ')' });
                self.rest = behind;
                return Some(Taken::Loose);
            }
            _ if self.bracket == Some(first) => {
                (self.bracket, self.rest) = (None, behind);
                return Some(Taken::Part);
            }
            ',' | '،' | '.' | '|' | '-' | '–' if self.clock.is_none() && !self.is_empty() => {
                self.rest = behind;
                return Some(Taken::Loose);
            }
            _ => {}
        }
        if let Some(taken) = self.half().or_else(|| self.zone()) {
            return Some(taken);
        }
        if digit(first).is_some() {
            return self.numeric_day().or_else(|| self.time()).or_else(|| self.lone_number());
        }
        self.word()
    }

    /// `PM`, `下午`.
    fn half(&mut self) -> Option<Taken> {
        if self.is_second_half.is_some() {
            return None;
        }
        let (word, is_second) = HALVES.iter().find(|(word, _)| self.rest.starts_with(word))?;
        let behind = &self.rest[word.len()..];
        let ends = word.ends_with('.') || !word.is_ascii() || !behind.starts_with(char::is_alphanumeric);
        // “am 8. Dezember” is a day; before the clock such words stand in China and Korea.
        let is_time = self.clock.is_some()
            || behind.trim_start_matches(is_space).chars().next().and_then(digit).is_some() && self.found.day.is_some();
        if !ends || !is_time {
            return None;
        }
        self.is_second_half = Some(*is_second);
        self.found.is_american |= matches!(*word, "AM" | "PM") && self.clock.is_some();
        self.rest = behind;
        Some(Taken::Part)
    }

    /// `Z`, `UTC`, `+0100`, `UTC+1`; other abbreviations are of the log's own zone.
    fn zone(&mut self) -> Option<Taken> {
        if self.clock.is_none() || self.found.offset.is_some() {
            return None;
        }
        let named = ["UTC", "GMT", "utc", "Z"].iter().find_map(|name| self.rest.strip_prefix(name));
        if let Some(behind) = named.filter(|behind| !behind.starts_with(char::is_alphanumeric)) {
            let (offset, behind) = offset(behind).unwrap_or((0, behind));
            (self.found.offset, self.rest) = (Some(offset), behind);
            return Some(Taken::Part);
        }
        if let Some((offset, behind)) = offset(self.rest) {
            (self.found.offset, self.rest) = (Some(offset), behind);
            return Some(Taken::Part);
        }
        let letters = self.rest.bytes().take_while(u8::is_ascii_uppercase).count();
        let behind = &self.rest[letters..];
        let is_end = behind.starts_with(" <") || self.bracket.is_some_and(|end| behind.starts_with(end));
        if !(3..=5).contains(&letters) || !is_end {
            return None;
        }
        self.rest = behind;
        Some(Taken::Part)
    }

    /// `2026-12-08`, `8.12.2026`, `08/Dec/2026`, `20261208`, `2026年12月8日`.
    fn numeric_day(&mut self) -> Option<Taken> {
        if self.found.day.is_some() || self.month.is_some() {
            return None;
        }
        let (day, numbers, rest) = numeric_day(self.rest)?;
        (self.found.day, self.found.numbers) = (Some(day), numbers);
        let behind = rest.strip_prefix(['T', ':']).filter(|rest| rest.starts_with(|c| digit(c).is_some()));
        self.rest = behind.unwrap_or(rest);
        Some(Taken::Part)
    }

    /// `14:10:12`, `14:10`; `14.10` where a day stands before it.
    fn time(&mut self) -> Option<Taken> {
        if self.clock.is_some() {
            return None;
        }
        let has_day = self.named_day().is_some();
        let (hour, _, rest) = number(self.rest, 2)?;
        let after = |rest: &'a str, mark: &[char]| rest.strip_prefix(mark).and_then(|rest| two_digits(rest));
        let (minute, second, rest) = if let Some((minute, rest)) = after(rest, &[':']) {
            let (second, rest) = after(rest, &[':']).map_or((0, rest), |(second, rest)| (second, rest));
            (minute, second, rest)
        } else if let Some((minute, rest)) = after(rest, &['.']).filter(|_| has_day) {
            let (second, rest) = after(rest, &['.']).unwrap_or((0, rest));
            (minute, second, rest)
        } else {
            // `14 h 05 min 09 s`.
            let behind = rest.trim_start_matches(is_space).strip_prefix('h').filter(|_| has_day)?;
            let (minute, rest) = two_digits(behind.trim_start_matches(is_space))?;
            let behind =
                rest.trim_start_matches(is_space).strip_prefix("min").map(|rest| rest.trim_start_matches(is_space));
            let second = behind.and_then(two_digits);
            let second =
                second.and_then(|(second, rest)| Some((second, rest.trim_start_matches(is_space).strip_prefix('s')?)));
            second.map_or((minute, 0, behind.unwrap_or(rest)), |(second, rest)| (minute, second, rest))
        };
        NaiveTime::from_hms_opt(hour, minute, second.min(59))?;
        let fraction = rest.strip_prefix(['.', ',']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        self.rest = fraction.map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
        self.clock = Some((hour, minute, second));
        Some(Taken::Part)
    }

    /// The day or the year beside the name of a month.
    fn lone_number(&mut self) -> Option<Taken> {
        let (value, digits, rest) = number(self.rest, 4)?;
        let rest = ["th", "st", "nd", "rd", "º", "er"].iter().find_map(|end| rest.strip_prefix(end)).unwrap_or(rest);
        if rest.starts_with(char::is_alphanumeric) || self.found.day.is_some() {
            return None;
        }
        match digits {
            1 | 2 if self.day.is_none() => self.day = u8::try_from(value).ok().filter(|day| (1..=31).contains(day)),
            4 if self.year.is_none() => self.year = u16::try_from(value).ok(),
            _ => return None,
        }
        if self.day.is_none() && self.year.is_none() {
            return None;
        }
        self.rest = rest;
        let is_whole = self.day.is_some() && self.month.is_some() && self.year.is_some();
        Some(if is_whole { Taken::Part } else { Taken::Loose })
    }

    /// A month, a day of the week, or a word between the parts.
    fn word(&mut self) -> Option<Taken> {
        let end = self.rest.find(|c: char| !c.is_alphabetic()).unwrap_or(self.rest.len());
        let (word, behind) = self.rest.split_at(end);
        // No word of those is longer.
        if word.is_empty() || word.len() > 24 {
            return None;
        }
        let lower = word.to_lowercase();
        let month = month_named(&lower);
        let is_weekday = (month.is_none() || WEEKDAYS_TOO.contains(&lower.as_str())) && is_in(WEEKDAYS, &lower)
            || ["星期", "周", "週"].iter().any(|start| word.starts_with(start))
            || ["曜日", "요일"].iter().any(|end| word.ends_with(end));
        if self.clock.is_some() {
            if AFTER.contains(&lower.as_str()) {
                self.rest = behind.strip_prefix('.').unwrap_or(behind);
                return Some(Taken::Part);
            }
            // `14:00:00 May: hello` is said by May.
            let goes_on = behind.starts_with([' ', ',', '-', '/', '.']) && self.found.day.is_none();
            if !goes_on || month.is_none() && !is_weekday {
                return None;
            }
        }
        if month.is_some() && self.found.day.is_none() {
            self.month = month;
        } else if !is_weekday && (!BETWEEN.contains(&lower.as_str()) || self.is_empty()) {
            return None;
        }
        self.has_weekday |= is_weekday;
        self.rest = behind.strip_prefix('.').unwrap_or(behind);
        Some(Taken::Loose)
    }
}

fn two_digits(text: &str) -> Option<(u32, &str)> {
    number(text, 2).filter(|(_, digits, _)| *digits == 2).map(|(value, _, rest)| (value, rest))
}

/// `+01:00`, `-0330`, `+02`: minutes east of Greenwich.
fn offset(text: &str) -> Option<(i32, &str)> {
    let is_west = text.starts_with(['-', '−']);
    let rest = text.strip_prefix(['+', '-', '−'])?;
    let (hours, rest) = two_digits(rest).or_else(|| number(rest, 1).map(|(value, _, rest)| (value, rest)))?;
    let (minutes, rest) = two_digits(rest.strip_prefix(':').unwrap_or(rest)).unwrap_or((0, rest));
    let is_zone = hours <= 14 && minutes < 60 && !rest.starts_with(char::is_alphanumeric);
    let east = i32::try_from(hours * 60 + minutes).ok().filter(|_| is_zone)?;
    Some((if is_west { -east } else { east }, rest))
}

/// Marks of the direction of reading, which browsers put into days.
const DIRECTIONS: [char; 3] = ['\u{200e}', '\u{200f}', '\u{61c}'];

/// `8. 12. 2026` has spaces after its marks, as Korean has.
fn spaced(rest: &str, mark: char) -> &str {
    let rest = rest.trim_start_matches(DIRECTIONS);
    if matches!(mark, '.' | '년' | '월') { rest.trim_start_matches(is_space) } else { rest }
}

/// A day in numbers, its numbers where their order may be in doubt, and the rest.
fn numeric_day(text: &str) -> Option<(Day, Option<[u32; 3]>, &str)> {
    if let Some((whole, 8, rest)) = number(text, 9) {
        let day = date(whole / 10_000, whole / 100 % 100, whole % 100)?;
        return rest.starts_with([' ', '\t', 'T', '-', '_', ']']).then_some((Day::Date(day), None, rest));
    }
    let (first, digits, rest) = number(text, 4)?;
    let rest = rest.trim_start_matches(DIRECTIONS);
    let mark = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.' | '_' | '年' | '년'))?;
    let rest = spaced(&rest[mark.len_utf8()..], mark);
    let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let (second, is_word, rest) = if letters > 0 {
        let word = rest[..letters].to_lowercase();
        (u32::from(month_named(&word)?), true, &rest[letters..])
    } else {
        let (second, _, rest) = number(rest, 2)?;
        (second, false, rest)
    };
    let after = match mark {
        '年' => '月',
        '년' => '월',
        mark => mark,
    };
    let rest = spaced(rest.trim_start_matches(DIRECTIONS).strip_prefix(after)?, after);
    let (last, last_digits, rest) = number(rest, 4)?;
    // `1.2.3.4` and `10/12/2026/3` are no days; web servers write `08/Dec/2026:14:10:12`.
    if rest.starts_with(|c| digit(c).is_some() || c == ':' && !is_word) {
        return None;
    }
    let rest = rest.strip_prefix(['日', '일', '.']).unwrap_or(rest);
    if rest.strip_prefix(mark).is_some_and(|rest| rest.starts_with(|c| digit(c).is_some())) {
        return None;
    }
    let is_sure = |day: NaiveDate| (Day::Date(day), None);
    let (day, numbers) = match (digits, last_digits, is_word) {
        (4, 1 | 2, _) => is_sure(date(first, second, last)?),
        (1 | 2, 4, true) => is_sure(date(last, second, first)?),
        (1 | 2, 2, true) => is_sure(date(2000 + last, second, first)?),
        (1 | 2, 2 | 4, false) => {
            let day = Numbers::read([first, second, last], last_digits == 4, mark)?;
            (day, Some([first, second, last]).filter(|_| mark != '.'))
        }
        _ => return None,
    };
    Some((day, numbers, rest))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    #[test]
    fn times_are_read_in_every_form_that_logs_have() {
        let local = "2026-12-08T14:10:12";
        for (line, when, rest) in [
            ("14:10:12 <ana> hi", "14:10:12", "<ana> hi"),
            ("14:10 <@ana> hi", "14:10:00", "<@ana> hi"),
            ("[14:10] <ana>\thi", "14:10:00", "<ana>\thi"),
            ("[14:10:12] <ana> hi", "14:10:12", "<ana> hi"),
            ("(14:10:12) ana: hi", "14:10:12", "ana: hi"),
            ("(12/13/2026 02:10:12 PM) ana: hi", "2026-12-13T14:10:12", "ana: hi"),
            ("[Tue 14:10:12] <ana>\ttopic: Scope", "14:10:12", "<ana>\ttopic: Scope"),
            ("[Tue 14:10]\t<ana>\thi", "14:10:00", "<ana>\thi"),
            ("[] <ana> hi", "", "<ana> hi"),
            ("2026-12-08T14:10:12Z <ana> hi", "2026-12-08T14:10:12Z", "<ana> hi"),
            ("[2026-12-08T15:10:12.5+01:00] <ana> hi", "2026-12-08T14:10:12Z", "<ana> hi"),
            ("[2026-12-08T16:10:12+0200] <ana> hi", "2026-12-08T14:10:12Z", "<ana> hi"),
            ("2026-12-08 14:10:12 +0000 <ana> hi", "2026-12-08T14:10:12Z", "<ana> hi"),
            ("2026-12-08 14:10:12 UTC <ana> hi", "2026-12-08T14:10:12Z", "<ana> hi"),
            ("2026-12-08 14:10:12 UTC+2 <ana> hi", "2026-12-08T12:10:12Z", "<ana> hi"),
            ("2026-12-08 14:10:12 CET <ana> hi", local, "<ana> hi"),
            ("14:10:12 UTC <ana> hi", "14:10:12", "<ana> hi"),
            ("[Tuesday, 08 December 2026] [14:10:12 UTC] <ana>\thi", "2026-12-08T14:10:12Z", "<ana>\thi"),
            ("[Tuesday, 08 December 2026] [14:10:12] <ana>\thi", local, "<ana>\thi"),
            ("[Tue Dec 8 2026] [14:10:12] <ana>\thi", local, "<ana>\thi"),
            ("2026-12-08 14:10:12\tana\thi", local, "ana\thi"),
            ("2026/12/08 14:10:12 <ana> hi", local, "<ana> hi"),
            ("2026.12.08 14:10:12 <ana> hi", local, "<ana> hi"),
            ("08.12.2026 14:10:12 <ana> hi", local, "<ana> hi"),
            ("[08.12.26 14:10:12] <ana> hi", local, "<ana> hi"),
            ("20261208 14:10:12 <ana> hi", local, "<ana> hi"),
            ("20261208T141012 <ana> hi", "", "20261208T141012 <ana> hi"),
            ("2026 Dec 08 14:10:12 <ana> hi", local, "<ana> hi"),
            ("08-Dec-2026 14:10:12 <ana> hi", local, "<ana> hi"),
            ("[08/Dec/2026:14:10:12] <ana> hi", local, "<ana> hi"),
            ("[08/Dec/2026:16:10:12 +0200] <ana> hi", "2026-12-08T14:10:12Z", "<ana> hi"),
            ("8 Dec 2026 14:10:12 <ana> hi", local, "<ana> hi"),
            ("14:10:12 2026-12-08 <ana> hi", local, "<ana> hi"),
            ("Dec 08 14:10:12 <ana>\thi", "12-08 14:10:12", "<ana>\thi"),
            ("Dez 08 14:10:12 <ana>\thi", "12-08 14:10:12", "<ana>\thi"),
            ("1795915431 <bo> text", "2026-11-29T01:23:51Z", "<bo> text"),
            (
                "1795915431 -!- bo(~bo@example.org) has joined",
                "2026-11-29T01:23:51Z",
                "-!- bo(~bo@example.org) has joined",
            ),
            ("Tue, Dec 8, 2026, 3:00:00 PM - Ana: hi", "2026-12-08T15:00:00", "- Ana: hi"),
            ("Tuesday, December 8, 2026 at 2:10 PM - Ana: hi", "2026-12-08T14:10:00", "- Ana: hi"),
            ("12/13/2026, 12:05:00 AM - Ana: hi", "2026-12-13T00:05:00", "- Ana: hi"),
            // A browser's form in Germany, Czechia, Croatia, Denmark, Finland, Bulgaria.
            ("8.12.2026, 14:10:12 - Ana: hi", local, "- Ana: hi"),
            ("8. 12. 2026 14:10:12 - Ana: hi", local, "- Ana: hi"),
            ("08. 12. 2026. 14:10:12 - Ana: hi", local, "- Ana: hi"),
            ("8.12.2026, 14.10.12 - Ana: hi", local, "- Ana: hi"),
            ("8.12.2026 klo 14.10.12 - Ana: hi", local, "- Ana: hi"),
            ("8.12.2026 г., 14:10:12 ч. - Ana: hi", local, "- Ana: hi"),
            // In Hungary, Japan, Korea, Taiwan, China, French Canada, Basque and Vietnamese.
            ("2026. 12. 08. 14:10:12 - Ana: hi", local, "- Ana: hi"),
            ("2026/12/8 14:10:12 - Ana: hi", local, "- Ana: hi"),
            ("2026. 12. 8. 오후 2:10:12 - Ana: hi", local, "- Ana: hi"),
            ("2026. 12. 8. PM 2:10:12 - Ana: hi", local, "- Ana: hi"),
            ("2026/12/8 下午2:10:12 - Ana: hi", local, "- Ana: hi"),
            ("2026年12月8日星期二 14:10:12 - Ana: hi", local, "- Ana: hi"),
            ("2026-12-08 14 h 10 min 12 s - Ana: hi", local, "- Ana: hi"),
            ("2026/12/8 (14:10:12) - Ana: hi", local, "- Ana: hi"),
            ("14:10:12 13/12/2026 - Ana: hi", "2026-12-13T14:10:12", "- Ana: hi"),
            // In Canada, Mexico, Greece, Egypt, Thailand and Spanish with spaces.
            ("2026-12-08, 2:10:12 p.m. - Ana: hi", local, "- Ana: hi"),
            ("13/12/2026, 2:10:12 p. m. - Ana: hi", "2026-12-13T14:10:12", "- Ana: hi"),
            ("13/12/2026, 2:10:12 μ.μ. - Ana: hi", "2026-12-13T14:10:12", "- Ana: hi"),
            ("١٣\u{200f}/١٢\u{200f}/٢٠٢٦، ٢:١٠:١٢ م - Ana: hi", "2026-12-13T14:10:12", "- Ana: hi"),
            ("13/12/2569 14:10:12 - Ana: hi", "2026-12-13T14:10:12", "- Ana: hi"),
            ("12/08/2026, 14:10:12 - Ana: hi", "12/8/2026 14:10:12", "- Ana: hi"),
            ("<ana> at 14:10", "", "<ana> at 14:10"),
            ("[off] 14:10", "", "[off] 14:10"),
            ("[1] see there", "", "[1] see there"),
            ("14:10:12 [ana] hi", "14:10:12", "[ana] hi"),
            ("14:10:12 May: hi", "14:10:12", "May: hi"),
            ("14:10:12 May the force: hi", "14:10:12", "May the force: hi"),
            ("14:10:12 3 of them: hi", "14:10:12", "3 of them: hi"),
            ("May: 14:10 it is", "", "May: 14:10 it is"),
            ("Ana: it is 14:10", "", "Ana: it is 14:10"),
            ("10 days: 14:10", "", "10 days: 14:10"),
            ("1.2.3.4 14:10 <ana>", "", "1.2.3.4 14:10 <ana>"),
        ] {
            let (found, left) = off(line);
            let found = found.unwrap_or_default();
            let time = found.time.map(|time| time.to_string()).unwrap_or_default();
            let shown = match (found.day, found.offset, found.epoch) {
                (_, _, Some(secs)) => {
                    DateTime::from_timestamp(secs, 0).unwrap_or_default().format("%Y-%m-%dT%H:%M:%SZ").to_string()
                }
                (Some(Day::Date(day)), Some(offset), _) => {
                    let at = day.and_time(found.time.unwrap_or_default()) - TimeDelta::minutes(i64::from(offset));
                    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
                }
                (Some(Day::Date(day)), None, _) => format!("{day}T{time}"),
                (Some(Day::OfYear { month, day }), _, _) => format!("{month:02}-{day:02} {time}"),
                (Some(Day::Numbers(_)), _, _) => {
                    let [first, second, last] = found.numbers.unwrap_or_default();
                    format!("{first}/{second}/{last} {time}")
                }
                (None, _, _) => time,
            };
            assert_eq!((shown.as_str(), left), (when, rest), "{line}");
        }
    }
}
