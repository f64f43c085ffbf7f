//! Several sources of one meeting as one log: commands from its chat, and what was said from its transcript.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::log::{Kind, Line, Log, When};
use super::times::Times;
use crate::time::Zone;

/// A log of the meeting, and what is known of it.
#[derive(Debug)]
pub struct Source {
    pub log: Log<'static>,
    /// When a recording began, where the name of its file says so.
    pub began: Option<DateTime<Utc>>,
}

/// The sources as one log, whose lines have numbers of their own.
#[derive(Debug)]
pub struct Merged {
    pub log: Log<'static>,
    /// By number, from 1: which source a line is of, from 0, and its number there.
    pub origins: Vec<(usize, u32)>,
}

/// A clock that goes back so far has begun a new day of the recording.
const PAST_A_DAY: TimeDelta = TimeDelta::hours(12);
/// So long after the last words of a transcript a chat may go on that counts from the same beginning.
const CHAT_AFTER: TimeDelta = TimeDelta::minutes(10);

/// Merges sources by their times. `offset` moves what was said aloud against the chat.
pub fn merge(sources: Vec<Source>, date: NaiveDate, zone: Zone, offset: Option<TimeDelta>) -> Merged {
    let midnight = date.and_time(NaiveTime::MIN).and_utc();
    let is_spoken = |source: &Source| source.log.is_transcript;
    let ends =
        sources.iter().filter(|source| is_spoken(source)).filter_map(|source| since_start(&source.log).last().copied());
    let longest = ends.max().unwrap_or_default();
    let chats = || sources.iter().filter(|source| !is_spoken(source));
    // The chat of a recording counts from where the recording begins, as the transcript does.
    let is_since_start =
        |line: &Line<'_>| matches!(line.when, When::Clock(time) if time - NaiveTime::MIN <= longest + CHAT_AFTER);
    let counts_alike =
        chats().all(|source| source.log.lines.iter().all(|line| line.when == When::Unknown || is_since_start(line)));
    let first = || chats().filter_map(|source| moments(&source.log, date, zone).first().copied()).min();
    let began = sources.iter().find_map(|source| source.began);
    let mut told = Vec::new();
    let beginning = if counts_alike {
        began.unwrap_or(midnight)
    } else if let Some(began) = began
        .or_else(|| sources.iter().filter(|source| is_spoken(source)).find_map(|source| first_instant(&source.log)))
    {
        began
    } else {
        let first = first().unwrap_or(midnight);
        if offset.is_none() {
            let clock = first.with_timezone(&zone).format("%H:%M:%S");
            told.push(format!(
                "the transcript counts from its own beginning, which is taken to be {clock}, when the chat begins; --offset moves it, for example: --offset 1m30s"
            ));
        }
        first
    };
    let shift = offset.unwrap_or_default();
    let mut log = Log { is_transcript: true, ..Log::default() };
    let mut lines: Vec<(DateTime<Utc>, usize, Line<'static>)> = Vec::new();
    for (index, mut source) in sources.into_iter().enumerate() {
        let at: Vec<DateTime<Utc>> = if source.log.is_transcript {
            since_start(&source.log)
                .into_iter()
                .zip(&source.log.lines)
                .map(|(since, line)| match line.when {
                    When::At(at) => at + shift,
                    _ => beginning + since + shift,
                })
                .collect()
        } else if counts_alike {
            since_start(&source.log).into_iter().map(|since| beginning + since).collect()
        } else {
            moments(&source.log, date, zone)
        };
        log.room = log.room.or(source.log.room.take());
        log.date = log.date.or(source.log.date);
        log.unread.append(&mut source.log.unread);
        log.unread_count += source.log.unread_count;
        log.seen += source.log.seen;
        log.doubtful += source.log.doubtful;
        told.append(&mut source.log.told);
        lines.extend(at.into_iter().zip(source.log.lines).map(|(at, line)| (at, index, line)));
    }
    // At the same time the chat comes first: a topic is opened before it is talked about.
    lines.sort_by_key(|(at, _, line)| (*at, line.kind == Kind::Spoken));
    let mut origins = Vec::with_capacity(lines.len());
    for (number, (at, source, line)) in (1..).zip(lines) {
        origins.push((source, line.number));
        let when = if counts_alike && began.is_none() { When::Clock(at.time()) } else { When::instant(at) };
        log.lines.push(Line { number, when, ..line });
    }
    log.told = told;
    Merged { log, origins }
}

/// The first moment of a log that has some.
fn first_instant(log: &Log<'_>) -> Option<DateTime<Utc>> {
    log.lines.iter().find_map(|line| if let When::At(at) = line.when { Some(at) } else { None })
}

/// How long after the beginning each line was said.
fn since_start(log: &Log<'_>) -> Vec<TimeDelta> {
    let (mut days, mut last) = (TimeDelta::zero(), TimeDelta::zero());
    let since = log.lines.iter().map(|line| {
        let When::Clock(time) = line.when else { return days + last };
        let time = time - NaiveTime::MIN;
        if last - time > PAST_A_DAY {
            days += TimeDelta::days(1);
        }
        last = time;
        days + time
    });
    since.collect()
}

/// The moment of each line; one without a time has that of the line above.
fn moments(log: &Log<'_>, date: NaiveDate, zone: Zone) -> Vec<DateTime<Utc>> {
    let mut times = Times::new(date, zone, log.clock_offset);
    let mut found: Vec<Option<DateTime<Utc>>> = log.lines.iter().map(|line| times.moment(line.when)).collect();
    let mut last = found.iter().flatten().next().copied().unwrap_or_else(|| date.and_time(NaiveTime::MIN).and_utc());
    found
        .iter_mut()
        .map(|at| {
            last = at.take().unwrap_or(last);
            last
        })
        .collect()
}

/// Reads how far clocks are apart: `90`, `+90s`, `-1m30s`, `00:01:30`.
///
/// # Errors
/// A sentence with what can be typed.
pub fn read_offset(text: &str) -> Result<TimeDelta, String> {
    let problem = || format!("“{text}” is no length of time; type, for example, 90s, -1m30s or 00:01:30");
    let (sign, rest) = match text.trim().strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest),
        None => (1, text.trim().trim_start_matches('+')),
    };
    let seconds = if rest.contains(':') { clock_seconds(rest) } else { unit_seconds(rest) };
    // Longer than a week no meeting is off.
    let seconds = seconds.filter(|seconds| *seconds <= 7 * 86_400).ok_or_else(problem)?;
    TimeDelta::try_seconds(sign * seconds).ok_or_else(problem)
}

fn clock_seconds(text: &str) -> Option<i64> {
    let parts: Vec<i64> = text.split(':').map(digits).collect::<Option<_>>()?;
    matches!(parts.len(), 2 | 3).then(|| parts.iter().fold(0, |seconds, part| seconds * 60 + part))
}

fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn unit_seconds(text: &str) -> Option<i64> {
    let mut seconds = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number = digits(&rest[..end])?;
        let (unit, after) = match rest[end..].chars().next() {
            None | Some('s') => (1, rest[end..].trim_start_matches('s')),
            Some('m') => (60, rest[end..].strip_prefix("min").unwrap_or(&rest[end + 1..])),
            Some('h') => (3_600, &rest[end + 1..]),
            Some(_) => return None,
        };
        seconds += number * unit;
        rest = after.trim_start();
    }
    (!text.is_empty()).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read_as_people_type_them() {
        for (typed, seconds) in [
            ("90", 90),
            ("+90s", 90),
            ("-1m30s", -90),
            ("00:01:30", 90),
            ("-01:30", -90),
            ("1h", 3_600),
            ("2min", 120),
            ("1h 5m", 3_900),
        ] {
            assert_eq!(read_offset(typed), Ok(TimeDelta::seconds(seconds)), "{typed}");
        }
        for wrong in ["", "soon", "1:2:3:4", "99999999", "5d", "-"] {
            assert!(read_offset(wrong).is_err(), "{wrong}");
        }
    }
}
