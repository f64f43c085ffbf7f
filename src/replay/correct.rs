//! Corrections in a log. In the room a correction changes what is recorded; of a log the whole text is
//! known, so it changes the lines themselves, before they are read: it may make a command of a line.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::log::{Kind, Line, Log};
use super::names;
use crate::command::grammar::Names;
use crate::command::{Read, is_head, read};
use crate::group::command::{AgendaCommand, Command, Reach, RecordCommand};
use crate::group::heard::continued;

/// So many lines back a correction looks for its words.
const LOOKED_BACK: usize = 2_000;
/// So many lines above and below one with `G` does.
const LOOKED_AROUND: usize = 10_000;

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
    // All of them first, so that none changes another.
    let mut corrections: Vec<(usize, Command, String)> = Vec::new();
    for (index, correction) in join_continuations(&mut log.lines, names) {
        let line = &mut log.lines[index];
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
    let mut search = Search::default();
    for (index, correction, words) in corrections {
        let number = log.lines[index].number;
        let is_matched = match correction {
            Command::Record(RecordCommand::Substitute { old, new, reach }) => {
                let found = search.reached(&log.lines, index, &old, reach);
                for at in &found {
                    search.forget(*at);
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
            Command::Record(RecordCommand::Insert { place, line, .. }) => {
                match search.reached(&log.lines, index, &place, Reach::First).first().copied() {
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
/// with the speaker, as with scribe.perl. Gives the corrections, with the indexes of their lines.
fn join_continuations(lines: &mut [Line<'_>], names: &Names) -> Vec<(usize, Command)> {
    let mut corrections = Vec::new();
    let mut last_of: BTreeMap<String, (usize, bool)> = BTreeMap::new();
    for index in 0..lines.len() {
        let line = &lines[index];
        if line.kind != Kind::Said {
            continue;
        }
        // What is corrected goes on in the next line all the same.
        if let Some(correction) = correction_on(line, names) {
            corrections.push((index, correction));
            continue;
        }
        let more = continued(&line.words).map(|more| more.trim().to_owned());
        let mut last = last_of.get_mut(&*line.who);
        let before = last.as_deref().copied();
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
        match &mut last {
            Some(last) => **last = (index, scribes),
            None => drop(last_of.insert(line.who.to_string(), (index, scribes))),
        }
    }
    corrections
}

/// `ana: words`, which a scribe writes; labels of the record are in no such line.
fn is_scribed(words: &str) -> bool {
    let Some((head, said)) = words.split_once(' ').filter(|(head, _)| head.ends_with(':')) else { return false };
    !said.is_empty() && !is_head(&head.to_lowercase())
}

/// Whether a line records something that may go on in the next.
fn is_recording(words: &str, names: &Names) -> bool {
    let lines = read(words, names);
    let Some(Read::Command { command, .. }) = lines.first().map(|line| &line.read) else { return false };
    super::is_record(command) || matches!(command, Command::Agenda(AgendaCommand::OpenTopic { .. }))
}

fn correction_on(line: &Line<'_>, names: &Names) -> Option<Command> {
    let mut start = line.words.trim_start().bytes();
    let is_like_one = matches!(start.next(), Some(b's' | b'S' | b'i' | b'I'))
        && matches!(start.next(), Some(mark) if mark.is_ascii_punctuation());
    if !is_like_one || line.kind != Kind::Said || names::is_bot(&line.who) {
        return None;
    }
    match read(&line.words, names).into_iter().next()?.read {
        Read::Command {
            command: command @ Command::Record(RecordCommand::Substitute { .. } | RecordCommand::Insert { .. }),
            ..
        } => Some(command),
        Read::Command { .. } | Read::Prose(_) | Read::Hint(_) | Read::Aside { .. } => None,
    }
}

/// Looks for words in lines that may be corrected; what a bot said can be corrected too. A line is read once
/// for its pairs of letters, which most lines lack that do not hold the words.
#[derive(Default)]
struct Search {
    /// By index of the line; [`ANY`] until it is looked at, and none for a line that may not be corrected.
    pairs: Vec<u128>,
}

/// Every pair.
const ANY: u128 = u128::MAX;
/// A line of more bytes has every pair, as like as not.
const LONG: usize = 4_000;

impl Search {
    /// The lines that a correction changes, the nearest first.
    fn reached(&mut self, lines: &[Line<'_>], index: usize, old: &str, reach: Reach) -> Vec<usize> {
        self.pairs.resize(lines.len(), ANY);
        let wanted = pairs(old);
        let above = (0..index).rev().take(LOOKED_BACK);
        let around = index.saturating_sub(LOOKED_AROUND)..lines.len().min(index + LOOKED_AROUND);
        match reach {
            Reach::First => above.filter(|at| self.holds(lines, *at, old, wanted)).take(1).collect(),
            Reach::Line => above.filter(|at| self.holds(lines, *at, old, wanted)).collect(),
            Reach::Item => around.filter(|at| self.holds(lines, *at, old, wanted)).collect(),
        }
    }

    fn holds(&mut self, lines: &[Line<'_>], at: usize, old: &str, wanted: u128) -> bool {
        let may_hold = |known: u128| known & wanted == wanted;
        if !may_hold(self.pairs[at]) {
            return false;
        }
        let line = &lines[at];
        let is_said = matches!(line.kind, Kind::Said | Kind::Emote);
        if self.pairs[at] == ANY && line.words.len() <= LONG {
            self.pairs[at] = if is_said { pairs(&line.words) } else { 0 };
        }
        is_said && may_hold(self.pairs[at]) && line.words.contains(old)
    }

    /// The line is another now.
    fn forget(&mut self, at: usize) {
        self.pairs[at] = ANY;
    }
}

/// The pairs of bytes in words, as a set that knows some of them apart.
fn pairs(words: &str) -> u128 {
    let marks = words.as_bytes().windows(2).map(|pair| pair[0].wrapping_mul(37).wrapping_add(pair[1]) % 128);
    marks.fold(0, |set, mark| set | 1 << mark)
}

#[cfg(test)]
mod tests {
    use super::super::log;
    use super::*;

    /// What the search finds is what looking at every line finds, before and after lines change.
    #[test]
    fn lines_are_found_by_their_pairs_as_by_their_words() {
        let text: String = (0..300).map(|n| format!("14:00 <ana> row {n} of é{} é\n", n % 7)).collect();
        let mut lines = log::read(&text, None).expect("it is a log").lines;
        lines[150].kind = Kind::Applied;
        let mut search = Search::default();
        for round in 0..2 {
            for old in ["", "1", "é", "row 1", "row 15 ", "row 150", "29", "of é3 é", "é6 é", "nowhere", "17 OF"] {
                for reach in [Reach::First, Reach::Line, Reach::Item] {
                    let all = lines.iter().enumerate().filter(|(_, line)| line.kind == Kind::Said);
                    let holding = all.filter(|(_, line)| line.words.contains(old)).map(|(at, _)| at);
                    let expected: Vec<usize> = match reach {
                        Reach::First => holding.filter(|at| *at < 200).max().into_iter().collect(),
                        Reach::Line => holding.filter(|at| *at < 200).collect::<Vec<_>>().into_iter().rev().collect(),
                        Reach::Item => holding.collect(),
                    };
                    assert_eq!(search.reached(&lines, 200, old, reach), expected, "{old:?} {reach:?} in round {round}");
                }
            }
            lines[42].words = Cow::Owned("row 17 OF nowhere".to_owned());
            search.forget(42);
        }
    }
}
