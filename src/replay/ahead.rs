//! What the lines of a log mean, which can be found out before the meeting is replayed.

use super::log::{Kind as LineKind, Line};
use super::meetings::Rules;
use crate::command::grammar::{self, Names, is_plainly_talk, read_in_log};
use crate::command::read;
use crate::text::{is_one_line, trimmed};

/// What somebody's words mean to the grammar.
#[derive(Debug)]
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
