//! Times as exporters write them: by the locale of whoever exported, with a day or without.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeZone as _, Utc};

use super::super::When;

/// A stamp in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    day: Option<Day>,
    time: NaiveTime,
    /// Seconds east of Greenwich, where the stamp says so.
    offset: Option<i32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    Known(NaiveDate),
    /// Two numbers of which either may be the month, and the year.
    Either(u32, u32, i32, char),
}

/// The time that a stamp tells. A day that can be read two ways is left out: [`numbers`] has it.
pub fn when(stamp: &str) -> When {
    let Some(Stamp { day, time, offset }) = parts(stamp) else { return When::Unknown };
    let Some(Day::Known(day)) = day else { return When::Clock(time) };
    let local = day.and_time(time);
    match offset.and_then(FixedOffset::east_opt) {
        Some(offset) => offset
            .from_local_datetime(&local)
            .single()
            .map_or(When::Local(local), |at| When::instant(at.with_timezone(&Utc))),
        None => When::Local(local),
    }
}

/// The day of a stamp as three numbers, where their order does not follow from how it is written, and its time.
pub fn numbers(stamp: &str) -> Option<Numbered> {
    let Stamp { day: Some(Day::Either(first, second, year, mark)), time, .. } = parts(stamp)? else { return None };
    let end = stamp.trim_end();
    let is_american = (end.ends_with("AM") || end.ends_with("PM")) && end.contains(|c: char| c.is_ascii_digit());
    Some(Numbered { numbers: [first, second, u32::try_from(year).ok()?], mark, is_american, time })
}

/// A stamp with a day whose order other stamps have to tell.
pub struct Numbered {
    pub numbers: [u32; 3],
    pub mark: char,
    /// `PM` in capitals stands beside it.
    pub is_american: bool,
    pub time: NaiveTime,
}

/// A day that stands alone, such as `8 December 2026` or `2026-12-08`; one that can be read two ways is none.
pub fn day_alone(text: &str) -> Option<NaiveDate> {
    let text = with_digits(text);
    let pieces = pieces(text.trim())?;
    match day(&pieces)?? {
        Day::Known(day) => Some(day),
        Day::Either(..) => None,
    }
}

/// The first day that is named among other words, such as in a title.
pub fn day_within(text: &str) -> Option<NaiveDate> {
    const WORDS: usize = 60;
    let words: Vec<&str> = text
        .split([' ', '\t', '\n', '(', ')', '_', '\u{a0}', ',', 'T'])
        .filter(|word| !word.is_empty())
        .take(WORDS)
        .collect();
    (0..words.len()).find_map(|at| {
        let is_whole = |word: &str| word.len() >= 8;
        let alone = is_whole(words[at]).then(|| day_alone(words[at])).flatten();
        alone.or_else(|| [4, 3].into_iter().find_map(|count| day_alone(&words.get(at..at + count)?.join(" "))))
    })
}

/// Whether a stamp is a time without a day.
pub fn is_clock_alone(stamp: &str) -> bool {
    parts(stamp).is_some_and(|stamp| stamp.day.is_none())
}

/// Seconds in `0:03`, `01:02:03.500` or `120:00:01`: the time since a recording began.
pub fn since_start(text: &str) -> Option<u64> {
    let text = text.trim();
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let is_digits =
        |digits: &str| !digits.is_empty() && digits.len() <= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = whole.split(':').collect();
    if !matches!(parts.len(), 2 | 3) || !is_digits(fraction) || !parts.iter().all(|part| is_digits(part)) {
        return None;
    }
    let numbers: Vec<u64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let in_range = numbers[1..].iter().all(|number| *number < 60);
    in_range.then(|| numbers.iter().fold(0, |seconds, number| seconds * 60 + number))
}

/// Whether the text is a stamp and nothing else.
pub fn is_stamp(text: &str) -> bool {
    text.len() <= 80 && parts(text).is_some()
}

/// A piece of a stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Number(u32, usize),
    Word(&'a str),
    Mark(char),
}

const PIECES: usize = 40;

fn pieces(stamp: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = stamp;
    while let Some(first) = rest.chars().next() {
        if pieces.len() == PIECES {
            return None;
        }
        let is_digit = |c: char| c.is_ascii_digit();
        let is_letter =
            |c: char| c.is_alphabetic() && !matches!(c, '年' | '月' | '日' | '時' | '分' | '秒' | '년' | '월' | '일');
        let end = |is: &dyn Fn(char) -> bool| rest.find(|c: char| !is(c)).unwrap_or(rest.len());
        let length = if is_digit(first) {
            let length = end(&is_digit);
            pieces.push(Piece::Number(rest[..length].parse().ok()?, length));
            length
        } else if is_letter(first) {
            let length = end(&is_letter);
            pieces.push(Piece::Word(&rest[..length]));
            length
        } else {
            if !first.is_whitespace() && !matches!(first, '\u{200e}' | '\u{200f}') {
                pieces.push(Piece::Mark(first));
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    Some(pieces)
}

/// Digits as they are written in Arabic, Persian, Marathi, Bengali and the like.
fn with_digits(stamp: &str) -> Cow<'_, str> {
    const ZEROS: [char; 7] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{1040}', '\u{e50}', '\u{ff10}'];
    if stamp.is_ascii() {
        return Cow::Borrowed(stamp);
    }
    let digit = |c: char| {
        let value =
            ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|value| *value < 10));
        value.and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
    };
    Cow::Owned(stamp.chars().map(digit).collect())
}

fn parts(stamp: &str) -> Option<Stamp> {
    if let Ok(at) = DateTime::parse_from_rfc3339(stamp.trim()) {
        let local = at.naive_local();
        return Some(Stamp {
            day: Some(Day::Known(local.date())),
            time: local.time(),
            offset: Some(at.offset().local_minus_utc()),
        });
    }
    let stamp = with_digits(stamp);
    let pieces = pieces(&stamp)?;
    let (clock, time) = clock(&pieces)?;
    let half = pieces.iter().find_map(|piece| if let Piece::Word(word) = piece { half_of(word) } else { None });
    let half = half.or_else(|| dotted_half(&pieces));
    let hour = match half {
        Some(is_afternoon) if time.0 <= 12 => time.0 % 12 + if is_afternoon { 12 } else { 0 },
        _ => time.0,
    };
    let time = NaiveTime::from_hms_opt(hour, time.1, time.2.min(59))?;
    let (before, after) = (&pieces[..clock.start], &pieces[clock.end..]);
    let (after, zone) = after.split_at(zone_at(after));
    let day = day(before)?.or(day(after)?);
    Some(Stamp { day, time, offset: offset(zone) })
}

/// Hour, minute and second of the day.
type Clock = (u32, u32, u32);

/// Where the clock time stands, and what it is.
fn clock(pieces: &[Piece<'_>]) -> Option<(std::ops::Range<usize>, Clock)> {
    let number = |at: usize| {
        if let Some(Piece::Number(number, length)) = pieces.get(at) { Some((*number, *length)) } else { None }
    };
    let is_mark = |at: usize, marks: &[char]| matches!(pieces.get(at), Some(Piece::Mark(mark)) if marks.contains(mark));
    let two = |at: usize| number(at).filter(|(number, length)| *length == 2 && *number < 60).map(|(number, _)| number);
    let hour = |at: usize| number(at).filter(|(number, length)| *length <= 2 && *number < 24).map(|(number, _)| number);
    // `14:00`, `14:00:05`, `14:00:05.123`.
    for at in 0..pieces.len() {
        if !is_mark(at + 1, &[':']) {
            continue;
        }
        let (Some(hour), Some(minute)) = (hour(at), two(at + 2)) else { continue };
        let second = if is_mark(at + 3, &[':']) { two(at + 4) } else { None };
        let mut end = at + if second.is_some() { 5 } else { 3 };
        if second.is_some()
            && is_mark(end, &['.', ','])
            && number(end + 1).is_some_and(|(_, length)| length == 3 || length > 4)
        {
            end += 2;
        }
        return Some((at..end, (hour, minute, second.unwrap_or(0))));
    }
    // `14 h 00 min 05 s`, `14時00分05秒`.
    for at in 0..pieces.len() {
        let is_hour = matches!(pieces.get(at + 1), Some(Piece::Word("h" | "u" | "uur") | Piece::Mark('時' | '시')));
        if let (true, Some(hour), Some((minute, _))) =
            (is_hour, hour(at), number(at + 2).filter(|(number, _)| *number < 60))
        {
            let second = number(at + 4).map_or(0, |(second, _)| second);
            return Some((at..pieces.len(), (hour, minute, second)));
        }
    }
    // `14.00.05` as Danes and Finns write, after the day.
    let first = (0..pieces.len()).rev().find(|at| {
        let is_dotted = is_mark(at + 1, &['.']) && is_mark(at + 3, &['.']);
        let is_own = *at == 0 || !is_mark(at - 1, &['.']);
        is_dotted && is_own && hour(*at).is_some() && two(at + 2).is_some() && two(at + 4).is_some()
    })?;
    // Three numbers with dots alone are a day.
    if first == 0 {
        return None;
    }
    Some((first..first + 5, (hour(first)?, two(first + 2)?, two(first + 4)?)))
}

/// Whether a word before or after the clock says that it is after noon.
fn half_of(word: &str) -> Option<bool> {
    let lower = word.to_lowercase();
    match lower.as_str() {
        "am"
        | "上午"
        | "오전"
        | "ص"
        | "πμ"
        | "öö"
        | "sa"
        | "vm"
        | "vorm"
        | "पूर्वाह्न"
        | "凌晨"
        | "早上"
        | "清晨"
        | "午前" => Some(false),
        "pm" | "下午" | "오후" | "م" | "μμ" | "ös" | "ch" | "nm" | "nachm" | "अपराह्न" | "晚上" | "中午" | "午後" => {
            Some(true)
        }
        _ => None,
    }
}

/// `p.m.`, `π.μ.`: two letters with dots.
fn dotted_half(pieces: &[Piece<'_>]) -> Option<bool> {
    pieces.windows(3).find_map(|three| match three {
        [Piece::Word(half), Piece::Mark('.'), Piece::Word("m" | "M" | "μ")] => match half.to_lowercase().as_str() {
            "a" | "π" => Some(false),
            "p" | "μ" => Some(true),
            _ => None,
        },
        _ => None,
    })
}

/// The day among the pieces beside the clock: nothing where there is none.
#[expect(clippy::option_option, reason = "the outer one says that it is no stamp at all")]
fn day(pieces: &[Piece<'_>]) -> Option<Option<Day>> {
    let mut numbers: Vec<(u32, usize)> = Vec::new();
    let mut month = None;
    let mut mark = None;
    let mut month_at = 0;
    let mut strangers = 0;
    for piece in pieces {
        match piece {
            Piece::Number(number, length) => numbers.push((*number, *length)),
            Piece::Word(word) => {
                if let Some(found) = month_named(word) {
                    month = Some(found);
                    month_at = numbers.len();
                } else if !is_beside_day(word) {
                    strangers += 1;
                }
            }
            Piece::Mark('+' | '-' | '/' | '.' | '年' | '月' | '日' | '년' | '월' | '일')
                if numbers.len() == 1 && mark.is_none() =>
            {
                mark = Some(piece);
            }
            Piece::Mark(_) => {}
        }
    }
    // Beside the name of a month may stand that of a weekday, in any language.
    if strangers > usize::from(month.is_some()) {
        return None;
    }
    if month.is_some() && numbers.is_empty() {
        return None;
    }
    if let Some(month) = month {
        let found = match (numbers.as_slice(), month_at) {
            // `8 December 2026`, `Dec 8, 2026`
            ([(day, _), (year, 4), ..], 0 | 1) => NaiveDate::from_ymd_opt(i32::try_from(*year).ok()?, month, *day),
            // `2026 Dec 08`
            ([(year, 4), (day, _), ..], 1) => NaiveDate::from_ymd_opt(i32::try_from(*year).ok()?, month, *day),
            ([(day, _), (year, 2), ..], _) => NaiveDate::from_ymd_opt(2000 + i32::try_from(*year).ok()?, month, *day),
            _ => None,
        };
        return Some(found.map(Day::Known));
    }
    Some(match numbers.as_slice() {
        [] => None,
        [(whole, 8), ..] => Some(Day::Known(compact(*whole)?)),
        [(year, 4), (month, _), (day, _), ..] => Some(Day::Known(of_year(*year, *month, *day)?)),
        [(first, 1 | 2), (second, 1 | 2), (year, length), ..] if matches!(length, 2 | 4) => {
            let year = if *length == 2 { 2000 + *year } else { *year };
            let is_possible = (1..=31).contains(first) && (1..=31).contains(second) && (*first <= 12 || *second <= 12);
            if !is_possible {
                return None;
            }
            let year = i32::try_from(christian(year)).ok()?;
            // With dots the day is first everywhere.
            match mark {
                Some(Piece::Mark('.')) => Some(Day::Known(NaiveDate::from_ymd_opt(year, *second, *first)?)),
                Some(Piece::Mark(mark)) => Some(Day::Either(*first, *second, year, *mark)),
                _ => Some(Day::Either(*first, *second, year, '/')),
            }
        }
        _ => return None,
    })
}

fn compact(whole: u32) -> Option<NaiveDate> {
    of_year(whole / 10_000, whole / 100 % 100, whole % 100)
}

fn of_year(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(christian(year)).ok()?, month, day)
}

/// Thai years are 543 ahead.
fn christian(year: u32) -> u32 {
    if (2500..2700).contains(&year) { year - 543 } else { year }
}

/// Words that stand beside a day: weekdays, “at”, and the like.
fn is_beside_day(word: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let lower = word.to_lowercase();
    let is_weekday = lower.len() >= 2 && DAYS.iter().any(|day| day.starts_with(&lower));
    is_weekday
        || half_of(word).is_some()
        || [
            "at", "t", "um", "klo", "kl", "г", "ч", "st", "nd", "rd", "th", "of", "the", "de", "a", "p", "m", "π", "μ",
            "utc", "gmt", "s", "min", "lúc",
        ]
        .contains(&lower.as_str())
}

/// The month of a name or of how it is cut short, in the languages of Europe that people here write in.
fn month_named(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "jan ene gen янв",
        "feb fev fév fév lut фев",
        "mar mär mrt maa març мар",
        "apr abr avr kwi апр",
        "may mai mag mei maj мая",
        "jun juin giu cze июн",
        "jul juil lug lip июл",
        "aug ago août aoû sie авг",
        "sep set wrz сен",
        "oct okt ott out paź окт",
        "nov lis ноя",
        "dec dez dic déc gru дек",
    ];
    let lower = word.to_lowercase();
    if lower.chars().count() < 3 {
        return None;
    }
    MONTHS
        .iter()
        .zip(1..)
        .find(|(starts, _)| starts.split(' ').any(|start| lower.starts_with(start)))
        .map(|(_, number)| number)
}

/// Where the zone begins in what follows the clock.
fn zone_at(after: &[Piece<'_>]) -> usize {
    let is_zone = |piece: &Piece<'_>| matches!(piece, Piece::Word("Z" | "UTC" | "GMT") | Piece::Mark('+'));
    if let [Piece::Mark('-'), Piece::Number(_, 4), ..] = after {
        return 0;
    }
    after.iter().position(is_zone).unwrap_or(after.len())
}

/// `Z`, `UTC`, `+0100`, `UTC+01:00` after the clock.
fn offset(after: &[Piece<'_>]) -> Option<i32> {
    let is_named = |piece: &Piece<'_>| matches!(piece, Piece::Word("Z" | "UTC" | "GMT"));
    let sign = after.iter().position(|piece| matches!(piece, Piece::Mark('+' | '-')));
    if let Some(at) = sign {
        let is_east = after[at] == Piece::Mark('+');
        let (hours, minutes) = match (after.get(at + 1), after.get(at + 2), after.get(at + 3)) {
            (Some(Piece::Number(hours, 1 | 2)), Some(Piece::Mark(':')), Some(Piece::Number(minutes, 2))) => {
                (*hours, *minutes)
            }
            (Some(Piece::Number(both, 4)), _, _) => (both / 100, both % 100),
            (Some(Piece::Number(hours, 1 | 2)), None, _) => (*hours, 0),
            _ => return None,
        };
        let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
        return (hours <= 14).then_some(if is_east { seconds } else { -seconds });
    }
    after.first().is_some_and(is_named).then_some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(stamp: &str) -> String {
        let Some(Numbered { numbers: [first, second, year], is_american, time, .. }) = numbers(stamp) else {
            return crate::replay::times::written(when(stamp));
        };
        format!("{first} {second} {year} {time}{}", if is_american { " American" } else { "" })
    }

    #[test]
    fn stamps_are_read_in_every_locale() {
        let december = "2026-12-08T14:00:05";
        for (stamp, expected) in [
            ("12/8/2026, 2:00:05 PM", "12 8 2026 14:00:05 American"),
            ("08/12/2026, 14:00:05", "8 12 2026 14:00:05"),
            ("8.12.2026, 14:00:05", december),
            ("8.12.2026 klo 14.00.05", december),
            ("8.12.2026 14.00.05", december),
            ("8-12-2026 14:00:05", "8 12 2026 14:00:05"),
            ("2026/12/8 14:00:05", december),
            ("2026. 12. 8. 오후 2:00:05", december),
            ("2026/12/8 下午2:00:05", december),
            ("2026-12-08 14 h 00 min 05 s", december),
            ("2026-12-08, 2:00:05 p.m.", december),
            ("8/12/2569 14:00:05", "8 12 2026 14:00:05"),
            ("٨/١٢/٢٠٢٦، ٢:٠٠:٠٥ م", "8 12 2026 14:00:05"),
            ("८/१२/२०२६, २:००:०५ PM", "8 12 2026 14:00:05"),
            ("8.12.2026 г., 14:00:05 ч.", december),
            ("Tue, Dec 8, 2026, 2:00:05\u{202f}PM", december),
            ("Tuesday, 8 December 2026 at 14:00:05", december),
            ("2026 Dec 08 14:00:05", december),
            ("08.12.2026 14:00:05 UTC+01:00", "2026-12-08T13:00:05Z"),
            ("2026-12-08T14:00:05.250+0100", "2026-12-08T13:00:05Z"),
            ("2026-12-08 14:00:05 UTC", "2026-12-08T14:00:05Z"),
            ("12/08/26 02:00:05 PM", "12 8 2026 14:00:05 American"),
            ("20261208 14:00:05", december),
            ("2:00:05 PM", "14:00:05"),
            ("12:00:05 AM", "00:00:05"),
        ] {
            assert_eq!(read(stamp), expected, "{stamp}");
        }
        for nothing in
            ["", "hello", "at half past two", "row 4.12.2026", "99:99", "version 1:20 of it", "14:00 and so on"]
        {
            assert!(!is_stamp(nothing), "{nothing}");
        }
    }
}
