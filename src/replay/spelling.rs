//! Spellings of records that people and other bots have, brought into those that are read: emphasis and bullets
//! around them, brackets, dashes for colons, and the marks of maubot.

use std::borrow::Cow;

use super::log::{Kind, Line, Log};
use super::marked::as_record;
use super::meetbot;
use crate::text::is_one_line;

/// The word that opens a meeting.
const START: &str = "startmeeting";

/// Brings every line of a log into spellings that are read.
pub fn normalise(log: &mut Log<'_>) {
    let (mut is_tagged, mut mark) = (false, None);
    for line in log.lines.iter().filter(|line| line.kind == Kind::Said) {
        let Some(first) = line.words.chars().next().filter(|c| matches!(c, '#' | '!' | '^' | '.')) else { continue };
        let word = line.words.get(1..=START.len());
        if word.is_some_and(|word| word.eq_ignore_ascii_case(START)) {
            is_tagged |= first == '#';
            // maubot takes other marks for the words of MeetBot.
            mark = mark.or(Some(first).filter(|mark| *mark != '#'));
        }
    }
    let mark = mark.filter(|_| !is_tagged);
    for line in log.lines.iter_mut().filter(|line| line.kind == Kind::Said) {
        normalise_line(line, is_tagged, mark);
    }
}

fn normalise_line(line: &mut Line<'_>, is_tagged: bool, mark: Option<char>) {
    let read = |words: &str| {
        let of_maubot = || mark.and_then(|_| of_maubot(words));
        as_record(words, is_tagged || mark.is_some()).or_else(of_maubot)
    };
    if is_one_line(&line.words) {
        if let Some(words) = read(&line.words) {
            line.words = Cow::Owned(words);
        }
        return;
    }
    let mut is_code = false;
    let lines = line.words.lines().map(|said| {
        let is_fence = said.trim_start().starts_with("```");
        let found = (!is_code && !is_fence).then(|| read(said)).flatten();
        is_code ^= is_fence;
        found.map_or(Cow::Borrowed(said), Cow::Owned)
    });
    let lines: Vec<Cow<'_, str>> = lines.collect();
    if lines.iter().any(|line| matches!(line, Cow::Owned(_))) {
        line.words = Cow::Owned(lines.join("\n"));
    }
}

/// `!topic Scope` and `^info …` where `#topic Scope` is read.
fn of_maubot(words: &str) -> Option<String> {
    let rest = words.strip_prefix(['!', '^', '.'])?;
    let tagged = format!("#{rest}");
    meetbot::read(&tagged, false).map(|_| tagged)
}
