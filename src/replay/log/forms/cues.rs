//! Transcripts: `WebVTT` (W3C Candidate Recommendation of 4 April 2019), `SubRip`, and the captions of Google Meet. Each cue says from
//! when to when, and who speaks in it is marked, or stands in front of the words.

use chrono::NaiveTime;

use super::super::{Kind, Line, Log, When};
use super::people::{bare_name, is_label, is_record, looks_like_name, may_be_name, named};
use super::stamps::since_start;

/// Whether a text is a transcript of cues.
pub fn is_transcript(text: &str) -> bool {
    if text.starts_with("WEBVTT") {
        return true;
    }
    let mut first = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(12);
    first.any(|line| timing(line).is_some())
}

/// The beginning in `00:00:01.000 --> 00:00:04.000 align:start`, and in `0:00:01.000,0:00:04.000`.
fn timing(line: &str) -> Option<u64> {
    if let Some((from, rest)) = line.split_once("-->") {
        let until = rest.split_whitespace().next()?;
        return since_start(until).and(since_start(from));
    }
    let (from, until) = line.split_once(',')?;
    (line.len() < 40 && from.contains('.')).then(|| since_start(until).and(since_start(from)))?
}

/// What one person says in a cue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Seconds since the beginning.
    pub from: u64,
    pub who: String,
    pub words: String,
}

pub fn read(text: &str) -> Log<'static> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut cues: Vec<Cue> = Vec::new();
    let names = names_in_front(&lines);
    let mut at = 0;
    let mut log = Log { is_transcript: true, ..Log::default() };
    let mut speaker = String::new();
    while at < lines.len() {
        let line = lines[at].trim();
        let is_aside = ["NOTE", "STYLE", "REGION", "WEBVTT"].iter().any(|word| {
            line.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', ':', '-']))
        });
        if is_aside {
            while at < lines.len() && !lines[at].trim().is_empty() && timing(lines[at]).is_none() {
                log.date = log.date.or_else(|| day_in(lines[at]));
                at += 1;
            }
            continue;
        }
        let Some(from) = timing(line) else {
            at += 1;
            continue;
        };
        // The line above may be the cue's own name, in which Webex has the speaker.
        let voice = at.checked_sub(1).and_then(|above| speaker_in_identifier(lines[above]));
        let start = at + 1;
        at = start;
        while at < lines.len() && !lines[at].trim().is_empty() && timing(lines[at]).is_none() {
            at += 1;
        }
        // The number of the next cue, where no blank line is before it.
        let is_number = |line: &str| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
        let goes_on = at < lines.len() && timing(lines[at]).is_some() && at > start;
        let end = if goes_on && is_number(lines[at - 1].trim()) { at - 1 } else { at };
        if let Some(voice) = voice {
            voice.clone_into(&mut speaker);
        }
        let payload = &lines[start..end];
        for (index, line) in payload.iter().enumerate() {
            let is_first = index == 0 && payload.len() > 1;
            take_line(line, &names, is_first, &mut speaker, |who, words| {
                cues.push(Cue { from, who: who.to_owned(), words });
            });
        }
    }
    log.lines = turns(cues);
    log
}

/// `NOTE 2026-12-08`, `NOTE Created: 8 December 2026`.
fn day_in(line: &str) -> Option<chrono::NaiveDate> {
    line.split([' ', 'T', '\t']).find_map(crate::time::read_date)
}

/// `1 "Ana Lima" (1234567)`: the speaker in a cue's name, as Webex writes it.
fn speaker_in_identifier(line: &str) -> Option<&str> {
    let (number, rest) = line.split_once(" \"")?;
    let (who, _) = rest.split_once('"')?;
    (number.bytes().all(|byte| byte.is_ascii_digit()) && may_be_name(who)).then_some(who)
}

/// Who stands in front of a colon: who looks like a person, or speaks often.
fn names_in_front(lines: &[&str]) -> std::collections::BTreeMap<String, u32> {
    let mut names = std::collections::BTreeMap::new();
    for line in lines.iter().filter(|line| !line.contains("-->")) {
        let line = without_marks(line);
        if let Some((who, _)) = named(&line).filter(|(who, _)| !is_label(who)) {
            *names.entry(who.to_owned()).or_insert(0) += 1;
        }
    }
    names.retain(|name, count| {
        let is_capital = !name.starts_with(char::is_lowercase);
        looks_like_name(name) && (is_capital || *count > 1) || *count > 3
    });
    names
}

/// A line of a cue, in pieces by speaker.
fn take_line(
    line: &str,
    names: &std::collections::BTreeMap<String, u32>,
    may_be_alone: bool,
    speaker: &mut String,
    mut give: impl FnMut(&str, String),
) {
    let mut rest = line;
    let mut is_voiced = false;
    while !rest.is_empty() {
        // The words before the next voice are the last one's.
        let next = voice_at(rest);
        let words = next.as_ref().map_or(rest, |(at, _, _)| &rest[..*at]);
        let words = without_marks(words);
        let words = words.trim();
        let words = words.strip_prefix("- ").or_else(|| words.strip_prefix(">>")).unwrap_or(words).trim_start();
        let alone = words.strip_prefix(['(', '[']).and_then(|open| open.strip_suffix([')', ']']));
        if words.is_empty() || words == "-" {
            // Nothing is said in it.
        } else if let Some((who, said)) = named(words).filter(|(who, _)| !is_voiced && names.contains_key(*who)) {
            bare_name(who).clone_into(speaker);
            if !said.is_empty() {
                give(speaker, said.to_owned());
            }
        } else if let Some(who) = alone.filter(|who| !is_voiced && may_be_alone && looks_like_name(who)) {
            who.clone_into(speaker);
        } else if !is_voiced && may_be_alone && is_name_alone(words) {
            words.clone_into(speaker);
        } else {
            give(speaker, words.to_owned());
        }
        let Some((at, length, who)) = next else { return };
        *speaker = who;
        is_voiced = true;
        rest = &rest[at + length..];
    }
}

/// A name of several words on the first line of a cue, as Teams wrote it once.
fn is_name_alone(words: &str) -> bool {
    words.split_whitespace().count() > 1
        && looks_like_name(words)
        && words.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
}

/// Where the next `<v Name>` stands, how long it is, and whose voice it is.
fn voice_at(words: &str) -> Option<(usize, usize, String)> {
    let at = words.match_indices("<v").map(|(at, _)| at).find(|at| words[at + 2..].starts_with([' ', '.', '\t']))?;
    let end = words[at..].find('>')?;
    let inside = &words[at + 2..at + end];
    let (_, who) = inside.split_once([' ', '\t'])?;
    let who = html_escape::decode_html_entities(who);
    Some((at, end + 1, bare_name(&who).to_owned()))
}

/// Words without tags such as `<i>` and `<00:00:02.000>`.
fn without_marks(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find('<') {
        let inside = &rest[at + 1..];
        if !inside.starts_with(|c: char| c == '/' || c.is_ascii_alphanumeric()) {
            plain.push_str(&rest[..=at]);
            rest = inside;
            continue;
        }
        let Some(end) = inside.find('>') else { break };
        plain.push_str(&rest[..at]);
        rest = &inside[end + 1..];
    }
    plain.push_str(rest);
    if plain.contains('&') { html_escape::decode_html_entities(&plain).into_owned() } else { plain }
}

/// Cues of one speaker in a row are one turn; what is to be recorded has a line of its own. Turns have numbers, as the lines
/// of a file say nothing to whoever reads the minutes.
pub fn turns(cues: Vec<Cue>) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut goes_on = false;
    let mut numbers = 1..;
    for cue in cues {
        let records = is_record(&cue.words);
        match lines.last_mut() {
            Some(last) if goes_on && !records && last.who == cue.who => {
                let words = last.words.to_mut();
                words.push(' ');
                words.push_str(&cue.words);
            }
            _ => lines.push(Line {
                number: numbers.next().unwrap_or(u32::MAX),
                when: When::Clock(clock(cue.from)),
                who: cue.who.into(),
                words: cue.words.into(),
                kind: Kind::Spoken,
            }),
        }
        goes_on = !records;
    }
    lines
}

/// Seconds since the beginning as a clock would show them; after a day it begins anew.
pub fn clock(seconds: u64) -> NaiveTime {
    let seconds = u32::try_from(seconds % 86_400).unwrap_or_default();
    NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or_default()
}
