//! Straw polls, which are never decisions, and questions that people vote up.

use std::collections::{BTreeMap, BTreeSet};

use super::event::{Event, Stand};
use super::meeting::Meeting;
use super::person::{Person, folded};
use super::refusal::Refusal;
use super::{Decided, Group, LIMITS};

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
    pub entry: u64,
}

/// A question that somebody asked and others want answered too.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub number: u32,
    pub text: String,
    pub entry: u64,
    /// Whoever asked is the first.
    pub backers: Vec<Person>,
    pub is_withdrawn: bool,
}

/// People and organizations behind one choice.
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
            let votes = || self.votes.values().filter(move |vote| vote.choice == number);
            let organizations: BTreeSet<String> =
                votes().filter_map(|vote| vote.person.organization.as_deref().map(folded)).collect();
            Count { choice: name.to_owned(), people: votes().count(), organizations: organizations.len() }
        };
        numbers.zip(names).map(count).collect()
    }

    /// Whether `+1` and `-1` are answers to it.
    pub(super) fn is_yes_or_no(&self) -> bool {
        self.choices == YES_NO
    }

    /// The choice that somebody means: by number, by name or an unambiguous beginning of it.
    fn choice(&self, typed: &str) -> Option<Choice> {
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
        let first = beginnings.next()?;
        beginnings.next().is_none().then_some(Choice::At(first.0))
    }
}

impl Meeting {
    pub fn open_poll(&self) -> Option<&Poll> {
        self.polls.last().filter(|poll| poll.is_open)
    }

    pub fn poll(&self, number: u32) -> Option<&Poll> {
        self.polls.iter().find(|poll| poll.number == number)
    }

    pub(super) fn poll_mut(&mut self, number: u32) -> Option<&mut Poll> {
        self.polls.iter_mut().find(|poll| poll.number == number)
    }

    pub fn question(&self, number: u32) -> Option<&Question> {
        self.questions.iter().find(|question| question.number == number && !question.is_withdrawn)
    }
}

/// Words of a bare vote that is taken for one although it fits no choice.
const LONGEST_CHOICE: usize = 3;

/// What a poll without choices asks.
const YES_NO: [&str; 2] = ["yes", "no"];

impl Group {
    pub(super) fn open_poll(&self, question: &str, choices: &[String]) -> Decided {
        let meeting = self.recording()?;
        if let Some(open) = meeting.open_poll() {
            return Err(Refusal::PollOpen { question: open.question.clone() });
        }
        if meeting.polls.len() >= LIMITS.polls {
            return Err(Refusal::TooMany { what: "polls in this meeting", limit: LIMITS.polls });
        }
        if choices.len() > LIMITS.choices {
            return Err(Refusal::TooMany { what: "choices in one poll", limit: LIMITS.choices });
        }
        let choices = if choices.is_empty() { YES_NO.map(str::to_owned).to_vec() } else { choices.to_vec() };
        let distinct: BTreeSet<String> = choices.iter().map(|choice| folded(choice)).collect();
        if distinct.len() < choices.len() || choices.len() == 1 {
            return Err(Refusal::ChoicesAlike);
        }
        let poll = meeting.polls.last().map_or(1, |last| last.number + 1);
        Ok(vec![Event::PollOpened { poll, question: question.to_owned(), choices }])
    }

    /// The last vote of a person counts.
    pub(super) fn vote(&self, by: &Person, typed_choice: &str, typed: Option<&str>) -> Decided {
        let poll = self.meeting.as_ref().and_then(Meeting::open_poll);
        let poll = match (poll, typed) {
            (Some(poll), _) => poll,
            (None, Some(words)) => return self.say(by, words),
            (None, None) => return Err(Refusal::NoPoll),
        };
        self.running()?;
        match (poll.choice(typed_choice), typed) {
            (Some(choice), _) => Ok(cast(by, poll, choice)),
            // “Vote on this next week, please” is no vote.
            (None, Some(words)) if typed_choice.split_whitespace().count() > LONGEST_CHOICE => self.say(by, words),
            (None, _) => {
                let choices = poll.choices.join(", ");
                Err(Refusal::NoSuchChoice { typed: crate::text::shorten(typed_choice, 40), choices })
            }
        }
    }

    /// `+1` and `-1` answer a poll of yes and no.
    pub(super) fn vote_by_sign(by: &Person, poll: &Poll, stand: Stand) -> Decided {
        if !poll.is_yes_or_no() {
            return Err(Refusal::NoSuchChoice { typed: stand.sign().to_owned(), choices: poll.choices.join(", ") });
        }
        let choice = match stand {
            Stand::For | Stand::RatherFor => Choice::At(0),
            Stand::Against => Choice::At(1),
            Stand::Well | Stand::Neutral | Stand::Unwell => Choice::Abstain,
        };
        Ok(cast(by, poll, choice))
    }

    /// The sign was taken away: no vote, which is not the same as an abstention.
    pub(super) fn withdraw_vote(&self, by: &Person) -> Decided {
        let poll = self.meeting.as_ref().and_then(Meeting::open_poll);
        let voted = poll.filter(|poll| poll.votes.contains_key(&by.key()));
        let withdrawn = |poll: &Poll| Event::VoteWithdrawn { poll: poll.number, person: by.clone() };
        Ok(voted.map(withdrawn).into_iter().collect())
    }

    pub(super) fn close_poll(&self) -> Decided {
        let poll = self.running()?.open_poll().ok_or(Refusal::NoPoll)?;
        Ok(vec![Event::PollClosed { poll: poll.number }])
    }

    pub(super) fn ask_question(&self, text: &str) -> Decided {
        let meeting = self.recording()?;
        if meeting.questions.len() >= LIMITS.questions {
            return Err(Refusal::TooMany { what: "questions in this meeting", limit: LIMITS.questions });
        }
        let question = meeting.questions.last().map_or(1, |last| last.number + 1);
        Ok(vec![Event::QuestionAsked { question, text: text.to_owned() }])
    }

    /// Each person counts once.
    pub(super) fn back_question(&self, by: &Person, number: u32) -> Decided {
        let question = self.running()?.question(number).ok_or(Refusal::NoSuchQuestion { question: number })?;
        let is_news = !question.backers.iter().any(|backer| backer.is(by));
        let backed = Event::QuestionBacked { question: number, person: by.clone() };
        Ok(if is_news { vec![backed] } else { Vec::new() })
    }
}

/// What somebody votes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    /// Position among the choices, from 0.
    At(u32),
    Abstain,
}

fn cast(by: &Person, poll: &Poll, choice: Choice) -> Vec<Event> {
    let choice = match choice {
        Choice::At(position) => Some(position),
        Choice::Abstain => None,
    };
    let is_same = poll.votes.get(&by.key()).is_some_and(|vote| vote.choice == choice);
    let cast = Event::VoteCast { poll: poll.number, person: by.clone(), choice };
    if is_same { Vec::new() } else { vec![cast] }
}
