//! Logs that are written line by line. One reader serves all of them: what stands before the name is
//! a time of some form, and the style says how a name is marked.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::colours::without_colours;
use super::{Kind, Line, Log, When};
use crate::text::trimmed;

/// How a line marks the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `<nick> text`.
    Angled,
    /// `nick TAB text`.
    Tabbed,
    /// `time - NAME: text`, as Element exports text.
    Dashed,
    /// `NAME: text`.
    Named,
    /// Neither times nor names: all of it is one person's.
    Nameless,
}

/// Who speaks in a log without names.
const NOBODY: &str = "somebody";

/// Lines that are looked at to find the style.
const LOOKED_AT: usize = 200;

/// The style in which most of the first lines can be read.
pub fn looks_like(text: &str) -> Style {
    let first = || text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT);
    let fitting = |style: Style| {
        first()
            .filter(|line| {
                let line = without_colours(line);
                let (when, rest) = stamp(&line);
                let is_marked = style != Style::Tabbed || when != When::Unknown;
                is_marked && name_and_words(rest, style).is_some_and(|(_, _, kind)| kind != Kind::Notice)
            })
            .count()
    };
    // In the order in which a mark is telling: an angled log may have colons in every line.
    let styles = [Style::Angled, Style::Tabbed, Style::Dashed, Style::Named];
    let all = first().count();
    if let Some(style) = styles.into_iter().find(|style| fitting(*style) * 3 > all) {
        return style;
    }
    // A log that somebody typed down has nothing but the lines themselves.
    if first().any(|line| line.starts_with("#startmeeting")) {
        return Style::Nameless;
    }
    styles.into_iter().max_by_key(|style| fitting(*style)).unwrap_or(Style::Angled)
}

pub fn read(text: &str, style: Style) -> Log<'_> {
    let log = Log { lines: Vec::with_capacity(text.len() / 64), ..Log::default() };
    let mut reader = Reader { log, day: None, style };
    let mut start = 0;
    for (number, end) in (1..).zip(memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()])) {
        let line = text[start..end].trim_end();
        start = end + 1;
        match without_colours(line) {
            Cow::Borrowed(line) => reader.take(number, line, Cow::Borrowed),
            Cow::Owned(line) => reader.take(number, line.trim_end(), |piece| Cow::Owned(piece.to_owned())),
        }
    }
    let mut log = reader.log;
    if log.date.is_none() {
        log.date = log.lines.iter().find_map(|line| match line.when {
            When::Local(at) => Some(at.date()),
            When::At(at) => Some(at.date_naive()),
            When::Unknown | When::Clock(_) => None,
        });
    }
    log
}

/// Reads line after line.
struct Reader<'a> {
    log: Log<'a>,
    /// The day that the log has named last.
    day: Option<NaiveDate>,
    style: Style,
}

impl<'a> Reader<'a> {
    /// Takes a line; `keep` makes what is kept of it.
    fn take<'l>(&mut self, number: u32, line: &'l str, keep: impl Fn(&'l str) -> Cow<'a, str>) {
        if line.is_empty() {
            return;
        }
        if let Some(words) = day_mark(line) {
            self.day = marked_day(words).or(self.day);
            self.log.date = self.log.date.or(self.day);
            return;
        }
        let (when, rest) = stamp(line);
        let when = match (when, self.day) {
            (When::Clock(time), Some(day)) => When::Local(day.and_time(time)),
            (when, _) => when,
        };
        match name_and_words(rest, self.style) {
            Some((who, words, kind)) => {
                let kind = if kind == Kind::Said && is_notice(who, words) { Kind::Notice } else { kind };
                self.log.lines.push(Line { number, when, who: keep(who), words: keep(words), kind });
            }
            None if is_mark(line) => {}
            // What follows a message without a time and a name of its own is more of it.
            None if when == When::Unknown && self.style != Style::Angled && !self.log.lines.is_empty() => {
                if let Some(last) = self.log.lines.last_mut() {
                    let words = last.words.to_mut();
                    words.push('\n');
                    words.push_str(rest);
                }
            }
            None => self.log.cannot_read(number, line),
        }
    }
}

/// Whether a line begins with a time, in brackets or without.
pub(super) fn begins_with_time(line: &str) -> bool {
    stamp(line).0 != When::Unknown
}

/// Takes the name off a line without its time.
fn name_and_words(rest: &str, style: Style) -> Option<(&str, &str, Kind)> {
    match style {
        Style::Angled => angled(rest).or_else(|| starred(rest)),
        Style::Tabbed => {
            let (who, words) = rest.split_once('\t')?;
            match who.trim() {
                "-->" | "<--" | "--" | "=!=" | "" => Some(("", words, Kind::Notice)),
                "*" => words.split_once(' ').map(|(who, _)| (who, words, Kind::Emote)),
                who => Some((bare(who), words.trim_start(), Kind::Said)),
            }
        }
        Style::Dashed => {
            let rest = rest.strip_prefix("- ").or_else(|| rest.split_once(" - ").map(|(_, rest)| rest)).unwrap_or(rest);
            match named(rest) {
                Some((who, "Message deleted", _)) => Some((who, "", Kind::Notice)),
                // A reply begins with the words that it answers.
                Some((who, words, kind)) => Some((who, without_quoted(words), kind)),
                None => starred(rest),
            }
        }
        Style::Nameless => Some((NOBODY, rest, Kind::Said)),
        // What is recorded after a time is nobody's words.
        Style::Named if super::is_record(rest) => Some(("", rest, Kind::Said)),
        Style::Named => named(rest).or_else(|| angled(rest)).or_else(|| starred(rest)),
    }
}

/// `<nick> text`, `<@nick> text`, `<nick>TAB text`.
fn angled(rest: &str) -> Option<(&str, &str, Kind)> {
    let inside = rest.strip_prefix('<')?;
    let first = memchr::memchr(b'>', inside.as_bytes())?;
    let end = match inside.as_bytes().get(first + 1) {
        Some(b' ') => first,
        // A nick may have a mark like that in it.
        Some(_) => inside
            .find("> ")
            .or_else(|| inside.find(">\t"))
            .or_else(|| inside.ends_with('>').then(|| inside.len() - 1))?,
        None => first,
    };
    let who = bare(&inside[..end]);
    let words = inside[end + 1..].trim_start_matches([' ', '\t']);
    (!who.is_empty()).then_some((who, words, Kind::Said))
}

/// `* nick waves`; `-!- nick has joined` and `*** nick has joined` are the server's.
fn starred(rest: &str) -> Option<(&str, &str, Kind)> {
    let marks = ["-!-", "***", "-->", "<--", "=-=", "---"];
    if let Some(words) = marks.iter().find_map(|mark| rest.strip_prefix(mark)) {
        return Some(("", words.trim_start(), Kind::Notice));
    }
    let done = rest.strip_prefix("* ").or_else(|| rest.strip_prefix("*\t"))?.trim_start();
    let (who, act) = done.split_once(' ')?;
    let after = ["has quit", "has joined", "has left"].iter().find_map(|start| act.strip_prefix(start));
    let is_about_server =
        |after: &str| after.is_empty() || [" (", " [", " #"].iter().any(|start| after.starts_with(start));
    let is_renamed = act.strip_prefix("is now known as ").is_some_and(|nick| !nick.contains(' '));
    let kind = if after.is_some_and(is_about_server) || is_renamed { Kind::Notice } else { Kind::Emote };
    Some((bare(who), done, kind))
}

/// `<@bo:example.org "is row 4 joint?"> it is`: what is said after the quoted words.
fn without_quoted(words: &str) -> &str {
    let quoted = words.strip_prefix("<@").and_then(|quoted| quoted.split_once("\"> "));
    quoted.map_or(words, |(_, said)| said)
}

/// `NAME: text`, where a name has at most five words and 60 characters.
fn named(rest: &str) -> Option<(&str, &str, Kind)> {
    let (who, words) = rest.split_once(": ").or_else(|| rest.strip_suffix(':').map(|who| (who, "")))?;
    let who = who.trim();
    let is_name = !who.is_empty()
        && who.chars().count() <= 60
        && who.split_whitespace().count() <= 5
        && !who.contains(['<', '>', '/', '?', '!', ',', '"', ';']);
    is_name.then_some((who, words.trim_start(), Kind::Said))
}

/// A nick without its rank in the channel: `@` operator, `+` voice, `%` and `~` others.
fn bare(nick: &str) -> &str {
    trimmed(nick).trim_start_matches(['@', '+', '%', '~', '&'])
}

/// `RRSAgent` writes joining and leaving as if it was said.
fn is_notice(who: &str, words: &str) -> bool {
    let after = words.strip_prefix(who).and_then(|rest| rest.strip_prefix(" has "));
    after.is_some_and(|after| {
        ["joined #", "left #", "changed the topic to", "joined &"].iter().any(|start| after.starts_with(start))
    })
}

/// `--- Log opened Tue Dec 08 14:00:00 2026` and its kind: what it says behind those words.
fn day_mark(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("--- ").or_else(|| line.strip_prefix("**** "))?;
    ["Log opened", "Log closed", "Day changed", "BEGIN LOGGING AT", "ENDING LOGGING AT"]
        .iter()
        .find_map(|start| rest.strip_prefix(start))
}

/// The day in `Tue Dec 08 14:00:00 2026` or `Wed Dec 09 2026`.
fn marked_day(words: &str) -> Option<NaiveDate> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let (month, day, year) = match words.as_slice() {
        [_, month, day, time, year] if time.contains(':') => (month, day, year),
        [_, month, day, year] => (month, day, year),
        _ => return None,
    };
    NaiveDate::parse_from_str(&format!("{day} {month} {year}"), "%d %b %Y").ok()
}

fn is_mark(line: &str) -> bool {
    line.starts_with("---") || line.starts_with("***") || line.starts_with("===") || line.starts_with('#')
}

/// Takes the time off the start of a line, with the brackets around it.
fn stamp(line: &str) -> (When, &str) {
    let line = line.trim_start_matches([' ', '\t']);
    if let Some((inside, rest)) = line.strip_prefix('[').and_then(|open| open.split_once(']')) {
        let (when, left) = time(inside);
        if when != When::Unknown && left.trim().is_empty() {
            return (when, rest.trim_start_matches([' ', '\t']));
        }
        return (When::Unknown, line);
    }
    let (when, rest) = time(line);
    (when, if when == When::Unknown { line } else { rest.trim_start_matches([' ', '\t']) })
}

/// Reads `14:10:12`, `14:10`, `2026-12-08 14:10:12`, `2026-12-08T14:10:12+01:00`, `Dec 08 14:10:12` and
/// `Tue, Dec 8, 2026, 3:00:00 PM`.
fn time(text: &str) -> (When, &str) {
    let first = text.as_bytes().first().copied().unwrap_or_default();
    if first.is_ascii_digit() {
        if let Some((time, rest)) = clock(text) {
            return (When::Clock(time), rest);
        }
        if let Some((day, rest)) = iso_day(text) {
            let after = rest.strip_prefix(['T', ' ']).unwrap_or(rest);
            let Some((time, rest)) = clock(after) else { return (When::Unknown, text) };
            return zoned(day.and_time(time), rest);
        }
    }
    written_out(text).unwrap_or((When::Unknown, text))
}

/// `HH:MM`, `HH:MM:SS`, a fraction, and a closing AM or PM.
fn clock(text: &str) -> Option<(NaiveTime, &str)> {
    let (hour, rest) = number(text, 2)?;
    let (minute, rest) = rest.strip_prefix(':').and_then(|rest| number(rest, 2))?;
    let (second, rest) = match rest.strip_prefix(':').and_then(|rest| number(rest, 2)) {
        Some(found) => found,
        None => (0, rest),
    };
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) if fraction.starts_with(|c: char| c.is_ascii_digit()) => {
            fraction.trim_start_matches(|c: char| c.is_ascii_digit())
        }
        Some(_) | None => rest,
    };
    let half = rest.trim_start_matches([' ', '\u{202f}', '\u{a0}']);
    let (hour, rest) = match half.get(..2) {
        Some("AM" | "am") => (hour % 12, &half[2..]),
        Some("PM" | "pm") => (hour % 12 + 12, &half[2..]),
        Some(_) | None => (hour, rest),
    };
    // A leap second is told as the second before it.
    NaiveTime::from_hms_opt(hour, minute, second.min(59)).map(|time| (time, rest))
}

fn iso_day(text: &str) -> Option<(NaiveDate, &str)> {
    let day = text.get(..10)?;
    Some((crate::time::read_date(day)?, &text[10..]))
}

/// A zone behind the time makes an instant of it.
fn zoned(local: NaiveDateTime, rest: &str) -> (When, &str) {
    if let Some(rest) = rest.strip_prefix('Z') {
        return (When::At(local.and_utc()), rest);
    }
    let offset = rest.get(..6).filter(|offset| offset.starts_with(['+', '-']) && offset.as_bytes()[3] == b':');
    let instant = offset.and_then(|offset| {
        let stamp = format!("{}{offset}", local.format("%Y-%m-%dT%H:%M:%S"));
        DateTime::parse_from_rfc3339(&stamp).ok()
    });
    match instant {
        Some(instant) => (When::At(instant.with_timezone(&Utc)), &rest[6..]),
        None => (When::Local(local), rest),
    }
}

/// `Dec 08 14:10:12` has no year; `Tue, Dec 8, 2026, 3:00:00 PM` and `12/8/2026, 3:00:00 PM` are whole.
fn written_out(text: &str) -> Option<(When, &str)> {
    let at = text.char_indices().map(|(at, _)| at).take(40).find(|at| {
        let here = &text[*at..];
        here.starts_with(|c: char| c.is_ascii_digit())
            && !text[..*at].ends_with(|c: char| c.is_ascii_digit() || c == ':')
            && clock(here).is_some()
    })?;
    let (time, rest) = clock(&text[at..])?;
    let head = text[..at].trim().trim_end_matches([',', ' ']).trim_end_matches(" at");
    let day = [
        "%a, %b %d, %Y",
        "%b %d, %Y",
        "%m/%d/%Y",
        "%d %B %Y",
        "%B %d, %Y",
        "%A, %B %d, %Y",
        "%a %d %b %Y",
        "%a, %d %b %Y",
        "%d %b %Y",
    ]
    .iter()
    .find_map(|form| NaiveDate::parse_from_str(head, form).ok());
    if let Some(day) = day {
        return Some((When::Local(day.and_time(time)), rest));
    }
    let is_month_and_day = NaiveDate::parse_from_str(&format!("{head} 2024"), "%b %d %Y").is_ok();
    is_month_and_day.then_some((When::Clock(time), rest))
}

/// A number of at most so many digits.
fn number(text: &str, most: usize) -> Option<(u32, &str)> {
    let digits = text.bytes().take(most).take_while(u8::is_ascii_digit);
    let (count, number) =
        digits.fold((0, 0), |(count, number), digit| (count + 1, number * 10 + u32::from(digit - b'0')));
    (count > 0).then(|| (number, &text[count..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_form_that_logs_have() {
        let local =
            |text: &str| When::Local(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").expect("it is a time"));
        let clock = |text: &str| When::Clock(NaiveTime::parse_from_str(text, "%H:%M:%S").expect("it is a time"));
        let utc = |text: &str| When::At(text.parse().expect("it is an instant"));
        for (line, when, rest) in [
            ("14:10:12 <ana> hi", clock("14:10:12"), "<ana> hi"),
            ("14:10 <@ana> hi", clock("14:10:00"), "<@ana> hi"),
            ("[14:10] <ana>\thi", clock("14:10:00"), "<ana>\thi"),
            ("[14:10:12] <ana> hi", clock("14:10:12"), "<ana> hi"),
            ("2026-12-08T14:10:12Z <ana> hi", utc("2026-12-08T14:10:12Z"), "<ana> hi"),
            ("[2026-12-08T15:10:12.5+01:00] <ana> hi", utc("2026-12-08T14:10:12Z"), "<ana> hi"),
            ("2026-12-08 14:10:12\tana\thi", local("2026-12-08 14:10:12"), "ana\thi"),
            ("Dec 08 14:10:12 <ana>\thi", clock("14:10:12"), "<ana>\thi"),
            ("Tue, Dec 8, 2026, 3:00:00 PM - Ana: hi", local("2026-12-08 15:00:00"), "- Ana: hi"),
            ("12/8/2026, 12:05:00 AM - Ana: hi", local("2026-12-08 00:05:00"), "- Ana: hi"),
            ("<ana> at 14:10", When::Unknown, "<ana> at 14:10"),
            ("[off] 14:10", When::Unknown, "[off] 14:10"),
            ("Ana: it is 14:10", When::Unknown, "Ana: it is 14:10"),
        ] {
            assert_eq!(stamp(line), (when, rest), "{line}");
        }
    }
}
