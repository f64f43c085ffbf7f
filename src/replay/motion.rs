//! `#motion`, `#vote +1` and `#close`, as hcoop-meetbot has them: a chair moves, people vote, and the votes decide.

use std::collections::BTreeMap;

use super::log::Line;
use super::report::Remark;
use super::run::Driver;
use crate::group::command::{Command, DecisionCommand, ProposalCommand};
use crate::group::event::Kind;

/// Motions in a log.
#[derive(Clone, Debug, Default)]
pub struct Motions {
    /// Whether somebody moves in it; elsewhere the words are other tools'.
    pub are_made: bool,
    open: Option<Motion>,
}

/// The motion on which people vote.
#[derive(Clone, Debug, Default)]
struct Motion {
    text: String,
    /// By nick: whether it is for the motion. The last vote counts.
    votes: BTreeMap<String, bool>,
}

impl Motions {
    pub fn of(lines: &[Line<'_>]) -> Motions {
        let is_motion = |line: &Line<'_>| line.words.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("#motion "));
        let are_made = lines.iter().any(|line| line.words.starts_with('#') && is_motion(line));
        Motions { are_made, open: None }
    }
}

impl Driver<'_> {
    /// Takes a line about a motion. `false`: it is about something else.
    pub(super) fn moved(&mut self, index: usize, words: &str) -> bool {
        let (word, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let rest = rest.trim();
        match word.to_ascii_lowercase().as_str() {
            "#motion" if !rest.is_empty() => {
                self.motions.open = Some(Motion { text: rest.to_owned(), votes: BTreeMap::new() });
                self.ask(index, Command::Proposal(ProposalCommand::Propose { text: rest.to_owned() }));
                true
            }
            "#vote" => {
                let name = self.known[index].person.name.clone();
                let is_for = ["+1", "yes", "aye", "for"].iter().any(|vote| rest.eq_ignore_ascii_case(vote));
                let is_against = ["-1", "no", "nay", "against"].iter().any(|vote| rest.eq_ignore_ascii_case(vote));
                let Some(motion) = self.motions.open.as_mut().filter(|_| is_for || is_against) else { return false };
                motion.votes.insert(name, is_for);
                true
            }
            "#close" => self.settle(index),
            _ => false,
        }
    }

    fn settle(&mut self, index: usize) -> bool {
        let Some(motion) = self.motions.open.take() else { return false };
        let name = &self.known[index].person.name;
        if !self.chairs().iter().any(|chair| chair.name == *name) {
            self.run.ignored.push(Remark { line: self.line, text: "only chairs may: #close".to_owned() });
            self.motions.open = Some(motion);
            return true;
        }
        let for_it = motion.votes.values().filter(|is_for| **is_for).count();
        let against = motion.votes.len() - for_it;
        let kind = if for_it > against { Kind::Agreed } else { Kind::NoAgreement };
        self.ask(index, Command::Decision(DecisionCommand::RecordDecision { kind, text: motion.text }));
        true
    }
}
