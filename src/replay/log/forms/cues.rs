//! Transcripts: `WebVTT` (W3C Candidate Recommendation of 4 April 2019), `SubRip`, and the captions of Google Meet. Each cue says from
//! when to when, and who speaks in it is marked, or stands in front of the words.

use chrono::NaiveTime;

use super::super::{Kind, Line, Log, When};
use super::people::{is_record, may_be_name};
use super::stamps::since_start;
use super::voices::{Names, Voices};

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
    let names = Names::in_front(&lines);
    let mut at = 0;
    let mut log = Log { is_transcript: true, ..Log::default() };
    let mut voices = Voices::default();
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
            voices.set(voice);
        }
        voices.take(&lines[start..end], &names, |who, words| cues.push(Cue { from, who: who.to_owned(), words }));
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
    // Where Webex does not know who speaks there is nothing between the marks.
    (number.bytes().all(|byte| byte.is_ascii_digit()) && (who.is_empty() || may_be_name(who))).then_some(who)
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
