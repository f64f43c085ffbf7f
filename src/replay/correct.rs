//! Corrections in a log. In the room a correction changes what is recorded; of a log the whole text is
//! known, so it changes the lines themselves, before they are read: it may make a command of a line.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::log::{Kind, Line, Log};
use super::names;
use crate::command::grammar::Names;
use crate::command::{Read, is_head, read};
use crate::group::command::{Command, Reach};

/// So many lines back a correction looks for its words.
const LOOKED_BACK: usize = 2_000;

/// What corrections did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    /// Numbers and words of those that matched nothing.
    pub unmatched: Vec<(u32, String)>,
    /// What corrected lines said before, by number.
    pub before: BTreeMap<u32, String>,
}

/// Applies every `s/old/new/` and `i/where/line/`, and takes those lines themselves out.
///
/// The rules are those of scribe.perl: the nearest line above; with `g` every line above, with `G` the
/// lines below as well.
pub fn correct(log: &mut Log<'_>, names: &Names) -> Corrections {
    let mut unmatched = Vec::new();
    let mut before = BTreeMap::new();
    let mut inserted: Vec<(usize, Line<'_>)> = Vec::new();
    join_continuations(&mut log.lines, names);
    // All of them first, so that none changes another.
    let mut corrections: Vec<(usize, Command, String)> = Vec::new();
    for (index, line) in log.lines.iter_mut().enumerate() {
        let Some(correction) = correction_on(line, names) else { continue };
        // More lines of the message are words like others.
        let words = if let Some((words, more)) = line.words.split_once('\n') {
            let (words, more) = (words.to_owned(), more.to_owned());
            line.words = Cow::Owned(more);
            words
        } else {
            line.kind = Kind::Applied;
            line.words.to_string()
        };
        corrections.push((index, correction, words));
    }
    for (index, correction, words) in corrections {
        let number = log.lines[index].number;
        let is_matched = match correction {
            Command::Substitute { old, new, reach } => {
                let found = reached(&log.lines, index, &old, reach);
                for at in &found {
                    let line = &mut log.lines[*at];
                    let words = match reach {
                        Reach::First => line.words.replacen(&old, &new, 1),
                        Reach::Line | Reach::Item => line.words.replace(&old, &new),
                    };
                    let said = std::mem::replace(&mut line.words, Cow::Owned(words));
                    before.entry(line.number).or_insert_with(|| said.into_owned());
                }
                !found.is_empty()
            }
            Command::Insert { place, line } => {
                match above(&log.lines, index).find(|at| log.lines[*at].words.contains(&place)) {
                    Some(at) => {
                        let by = &log.lines[index];
                        let (who, when) = (by.who.clone(), log.lines[at].when);
                        inserted.push((at, Line { number, when, who, words: Cow::Owned(line), kind: Kind::Said }));
                        true
                    }
                    None => false,
                }
            }
            _ => true,
        };
        if !is_matched {
            unmatched.push((number, words));
        }
    }
    // From the end, so that the places of the others stay.
    inserted.sort_by_key(|(at, _)| *at);
    if !inserted.is_empty() {
        let mut inserted = inserted.into_iter().peekable();
        let lines = std::mem::take(&mut log.lines);
        for (at, line) in lines.into_iter().enumerate() {
            while let Some((_, new)) = inserted.next_if(|(place, _)| *place <= at) {
                log.lines.push(new);
            }
            log.lines.push(line);
        }
    }
    Corrections { unmatched, before }
}

/// `… and more` goes on with what the same person has recorded in the line before. Whoever scribes goes on
/// with the speaker, as with scribe.perl.
fn join_continuations(lines: &mut [Line<'_>], names: &Names) {
    let mut last_of: BTreeMap<String, (usize, bool)> = BTreeMap::new();
    for index in 0..lines.len() {
        let line = &lines[index];
        if line.kind != Kind::Said {
            continue;
        }
        let more =
            ["…", "..."].iter().find_map(|mark| line.words.strip_prefix(mark)).map(|more| more.trim().to_owned());
        let before = last_of.get(&*line.who).copied();
        if let (Some(more), Some((before, false))) = (more, before)
            && is_recording(&lines[before].words, names)
        {
            let words = lines[before].words.to_mut();
            words.push(' ');
            words.push_str(&more);
            lines[index].kind = Kind::Applied;
            continue;
        }
        let scribes = before.is_some_and(|(_, scribes)| scribes) || is_scribed(&line.words);
        match last_of.get_mut(&*line.who) {
            Some(last) => *last = (index, scribes),
            None => drop(last_of.insert(line.who.to_string(), (index, scribes))),
        }
    }
}

/// `ana: words`, which a scribe writes; labels of the record are in no such line.
fn is_scribed(words: &str) -> bool {
    let Some((name, said)) = words.split_once(": ") else { return false };
    !said.is_empty() && !name.contains(' ') && !is_head(&format!("{}:", name.to_lowercase()))
}

/// Whether a line records something that may go on in the next.
fn is_recording(words: &str, names: &Names) -> bool {
    let lines = read(words, names);
    let Some(Read::Command { command, .. }) = lines.first().map(|line| &line.read) else { return false };
    super::is_record(command) || matches!(command, Command::OpenTopic { .. })
}

fn correction_on(line: &Line<'_>, names: &Names) -> Option<Command> {
    let mut start = line.words.trim_start().bytes();
    let is_like_one = matches!(start.next(), Some(b's' | b'S' | b'i' | b'I'))
        && matches!(start.next(), Some(mark) if mark.is_ascii_punctuation());
    if !is_like_one || line.kind != Kind::Said || names::is_bot(&line.who) {
        return None;
    }
    match read(&line.words, names).into_iter().next()?.read {
        Read::Command { command: command @ (Command::Substitute { .. } | Command::Insert { .. }), .. } => Some(command),
        Read::Command { .. } | Read::Prose(_) | Read::Hint(_) | Read::Aside { .. } => None,
    }
}

/// The lines above, the nearest first; what a bot said can be corrected too.
fn above<'a>(lines: &'a [Line<'_>], index: usize) -> impl Iterator<Item = usize> + 'a {
    (0..index).rev().take(LOOKED_BACK).filter(|at| matches!(lines[*at].kind, Kind::Said | Kind::Emote))
}

/// The lines that a correction changes.
fn reached(lines: &[Line<'_>], index: usize, old: &str, reach: Reach) -> Vec<usize> {
    let holds = |at: &usize| lines[*at].words.contains(old);
    match reach {
        Reach::First => above(lines, index).find(holds).into_iter().collect(),
        Reach::Line => above(lines, index).filter(holds).collect(),
        Reach::Item => {
            (0..lines.len()).filter(|at| matches!(lines[*at].kind, Kind::Said | Kind::Emote)).filter(holds).collect()
        }
    }
}
