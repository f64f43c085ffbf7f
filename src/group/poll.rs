//! Straw polls, which are never decisions, and questions that people vote up.

use std::collections::{BTreeMap, BTreeSet};

use crate::group::person::{Person, folded};
use crate::text::sign::number_of;

/// A straw poll.
#[derive(Clone, Debug, PartialEq)]
pub struct Poll {
    pub number: u32,
    pub question: String,
    /// Yes and no where the chair named none.
    pub choices: Vec<String>,
    pub entry: u64,
    pub is_open: bool,
    /// The last vote of each person, by [`Person::key`].
    pub votes: BTreeMap<String, Vote>,
}

/// A vote: for the choice at a position from 0, or an abstention.
#[derive(Clone, Debug, PartialEq)]
pub struct Vote {
    pub person: Person,
    pub choice: Option<u32>,
    /// Further choices, in a poll that takes several.
    pub also: Vec<u32>,
    pub entry: u64,
}

/// How the question of a poll ends of which a person may choose several; a poll has no other sign of it.
pub const SEVERAL: &str = "(several)";

impl Vote {
    /// Whether it is for a choice, or an abstention.
    pub fn is_for(&self, choice: Option<u32>) -> bool {
        self.choice == choice || choice.is_some_and(|choice| self.also.contains(&choice))
    }

    /// The names of what was chosen, with commas.
    pub fn names(&self, poll: &Poll) -> String {
        let chosen = self.choice.iter().chain(&self.also);
        let names: Vec<&str> =
            chosen.filter_map(|choice| poll.choices.get(usize::try_from(*choice).ok()?)).map(String::as_str).collect();
        if names.is_empty() { "abstain".to_owned() } else { names.join(", ") }
    }
}

/// A question that someone asked and others want answered too.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub number: u32,
    pub text: String,
    pub entry: u64,
    /// The person who asked is the first.
    pub backers: Vec<Person>,
    pub is_withdrawn: bool,
}

/// People and organizations that voted for one choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub choice: String,
    pub people: usize,
    pub organizations: usize,
}

impl Poll {
    /// What each choice got, in order, with the abstentions last.
    pub fn counts(&self) -> Vec<Count> {
        let numbers = (0..).take(self.choices.len()).map(Some).chain([None]);
        let names = self.choices.iter().map(String::as_str).chain(["abstain"]);
        let count = |(number, name): (Option<u32>, &str)| {
            let votes = || self.votes.values().filter(move |vote| vote.is_for(number));
            let organizations: BTreeSet<String> =
                votes().filter_map(|vote| vote.person.organization.as_deref().map(folded)).collect();
            Count { choice: name.to_owned(), people: votes().count(), organizations: organizations.len() }
        };
        numbers.zip(names).map(count).collect()
    }

    /// Whether a person may choose several; then each vote adds a choice, and an abstention starts anew.
    pub fn takes_several(&self) -> bool {
        self.question.ends_with(SEVERAL)
    }

    /// Whether `+1` and `-1` are answers to it.
    pub(super) fn is_yes_or_no(&self) -> bool {
        self.choices == YES_NO
    }

    /// The choice that someone means: by number, by name or an unambiguous beginning of it.
    pub(super) fn choice(&self, typed: &str) -> Option<Choice> {
        // `vote for Monday`, `vote option 2`, `vote #2`.
        let called = ["for ", "option ", "choice ", "number ", "no. ", "#"];
        let bare = |typed: &str| {
            let start =
                called.iter().find(|start| typed.get(..start.len()).is_some_and(|at| at.eq_ignore_ascii_case(start)));
            start.map(|start| typed[start.len()..].trim().to_owned())
        };
        let found =
            self.choice_called(typed).or_else(|| bare(typed.trim()).and_then(|typed| self.choice_called(&typed)));
        let shown = || bare(typed.trim()).and_then(|once| bare(&once)).and_then(|typed| self.choice_called(&typed));
        found.or_else(shown)
    }

    fn choice_called(&self, typed: &str) -> Option<Choice> {
        if let Some(number) =
            number_of(typed.trim()).filter(|number| (1..=self.choices.len()).contains(&(*number as usize)))
        {
            return Some(Choice::At(number - 1));
        }
        let wanted = folded(typed.trim_matches(['.', '!', '"', '“', '”']));
        if matches!(wanted.as_str(), "abstain" | "abstention" | "none" | "0") {
            return Some(Choice::Abstain);
        }
        let names: Vec<(u32, String)> = (0..).zip(self.choices.iter().map(|choice| folded(choice))).collect();
        if let Some((number, _)) = names.iter().find(|(_, name)| *name == wanted) {
            return Some(Choice::At(*number));
        }
        if let Some(number) =
            wanted.parse::<u32>().ok().filter(|number| (1..=names.len()).contains(&(*number as usize)))
        {
            return Some(Choice::At(number - 1));
        }
        let mut beginnings = names.iter().filter(|(_, name)| !wanted.is_empty() && name.starts_with(&wanted));
        if let Some(first) = beginnings.next() {
            return beginnings.next().is_none().then_some(Choice::At(first.0));
        }
        // “Tuesday” where the choice is “Tue”.
        let mut short = names.iter().filter(|(_, name)| name.chars().count() > 2 && wanted.starts_with(name.as_str()));
        let only = short.next().filter(|_| !wanted.contains(' '))?;
        short.next().is_none().then_some(Choice::At(only.0))
    }
}

/// What a poll without choices asks.
pub(super) const YES_NO: [&str; 2] = ["yes", "no"];

/// What someone votes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Position among the choices, from 0.
    At(u32),
    Abstain,
}
