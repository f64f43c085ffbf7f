//! What the lines of a log mean, which can be found out before the meeting is replayed.

use std::collections::HashMap;

use super::log::{Kind as LineKind, Line};
use super::meetings::Rules;
use crate::command::grammar::{self, Names, is_plainly_talk, read_in_log};
use crate::command::read;
use crate::text::{is_one_line, trimmed};

/// What somebody's words mean to the grammar.
#[derive(Clone, Debug)]
pub enum Meaning {
    Prose,
    Read(Vec<grammar::Line>),
}

impl Meaning {
    pub(super) fn of(words: &str, names: &Names) -> Meaning {
        match words {
            _ if is_plainly_talk(words, names) => Meaning::Prose,
            _ if is_one_line(words) => Meaning::Read(read_in_log(words, names)),
            _ => Meaning::Read(read(words, names)),
        }
    }

    /// What a line means by itself. `None`: it speaks to another bot, has several lines, or is nobody's words.
    pub(super) fn of_line(line: &Line<'_>, rules: Rules, names: &Names) -> Option<Meaning> {
        let words = trimmed(&line.words);
        // MeetBot knows tags and nothing else.
        let is_read_whole = rules != Rules::MeetBot
            && line.kind == LineKind::Said
            && is_one_line(words)
            && !words.starts_with('#')
            && !super::names::is_bot(&line.who);
        is_read_whole.then(|| Meaning::of(words, names))
    }
}

/// What lines mean one after the other. Most commands of a log are few and short (`q?`, `ack bo`), and are read once.
#[derive(Debug, Default)]
pub(super) struct Meanings<'a> {
    of_short: HashMap<&'a str, Option<Meaning>>,
}

/// Bytes of a line that may come again.
const SHORT: usize = 24;
/// So many such lines are kept.
const MOST: usize = 1_000;

impl<'a> Meanings<'a> {
    /// The same as [`Meaning::of_line`].
    pub(super) fn of_line(&mut self, line: &'a Line<'_>, rules: Rules, names: &Names) -> Option<Meaning> {
        let may_come_again =
            line.words.len() <= SHORT && line.kind == LineKind::Said && !super::names::is_bot(&line.who);
        if !may_come_again {
            return Meaning::of_line(line, rules, names);
        }
        if let Some(known) = self.of_short.get(&*line.words) {
            return known.clone();
        }
        let meaning = Meaning::of_line(line, rules, names);
        if self.of_short.len() < MOST {
            self.of_short.insert(&line.words, meaning.clone());
        }
        meaning
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::log;

    #[test]
    fn what_is_kept_of_a_line_is_what_it_means() {
        let text =
            "14:00 <ana> q?\n14:01 <bo> ack ana\n14:02 <Zakim> q?\n14:03 <ana> hello\n* ana q?\n14:04 <ana> #topic A\n"
                .repeat(2);
        let lines = log::read(&text, None).expect("it is a log").lines;
        for rules in [Rules::Zakim, Rules::Both, Rules::MeetBot] {
            let (mut meanings, names) = (Meanings::default(), Names::default());
            for line in &lines {
                let (kept, own) = (meanings.of_line(line, rules, &names), Meaning::of_line(line, rules, &names));
                assert_eq!(format!("{kept:?}"), format!("{own:?}"), "{line:?} by {rules:?}");
            }
        }
    }
}
