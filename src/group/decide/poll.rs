//! Polls and open questions: what comes of each command.

use std::collections::BTreeSet;

use crate::group::command::PollCommand;
use crate::group::event::{Event, Stand};
use crate::group::meeting::Meeting;
use crate::group::person::{Person, folded};
use crate::group::poll::{Choice, Poll, YES_NO};
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};
use crate::text::shorten;

impl Group {
    pub(super) fn decide_poll(&self, by: &Person, command: &PollCommand) -> Decided {
        match command {
            PollCommand::WithdrawVote => self.withdraw_vote(by),
            PollCommand::OpenPoll { question, choices } => self.open_poll(question, choices),
            PollCommand::Vote { choice, typed } => self.vote(by, choice, typed.as_deref()),
            PollCommand::ClosePoll => self.close_poll(),
            PollCommand::AskQuestion { text } => self.ask_question(text),
            PollCommand::BackQuestion { question } => self.back_question(by, *question),
            PollCommand::LeaveQuestion { question } => self.leave_question(by, *question),
            PollCommand::ShowQuestions => Ok(Vec::new()),
            PollCommand::ShowPoll => {
                let has_polls = self.latest_meeting().is_some_and(|meeting| !meeting.polls.is_empty());
                if has_polls { Ok(Vec::new()) } else { Err(Refusal::NoPoll) }
            }
        }
    }

    /// The last vote of a person counts.
    fn vote(&self, by: &Person, typed_choice: &str, typed: Option<&str>) -> Decided {
        let poll = self.meeting.as_ref().and_then(Meeting::open_poll);
        let poll = match (poll, typed) {
            (Some(poll), _) => poll,
            (None, Some(words)) => return self.say(by, words),
            (None, None) => return Err(Refusal::NoPoll),
        };
        self.running()?;
        if poll.takes_several() && poll.choice(typed_choice).is_none() {
            let spread = typed_choice.replace(" and ", ",").replace(['，', '、', ';', '&', '+'], ",");
            let pieces = spread.split(',').map(str::trim).filter(|piece| !piece.is_empty());
            let chosen: Option<Vec<Choice>> = pieces.map(|piece| poll.choice(piece)).collect();
            if let Some(chosen) = chosen.filter(|chosen| !chosen.is_empty()) {
                return Ok(chosen.into_iter().flat_map(|choice| cast(by, poll, choice)).collect());
            }
        }
        match (poll.choice(typed_choice), typed) {
            (Some(choice), _) => Ok(cast(by, poll, choice)),
            // “Vote on this next week, please” is not a vote.
            (None, Some(words)) if typed_choice.split_whitespace().count() > LONGEST_CHOICE => self.say(by, words),
            (None, _) => {
                let choices = poll.choices.join(", ");
                Err(Refusal::NoSuchChoice { typed: shorten(typed_choice, 40), choices })
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
    fn withdraw_vote(&self, by: &Person) -> Decided {
        let poll = self.meeting.as_ref().and_then(Meeting::open_poll);
        let voted = poll.filter(|poll| poll.votes.contains_key(&*by.key()));
        let withdrawn = |poll: &Poll| Event::VoteWithdrawn { poll: poll.number, person: by.clone() };
        Ok(voted.map(withdrawn).into_iter().collect())
    }

    fn close_poll(&self) -> Decided {
        let poll = self.running()?.open_poll().ok_or(Refusal::NoPoll)?;
        Ok(vec![Event::PollClosed { poll: poll.number }])
    }

    fn ask_question(&self, text: &str) -> Decided {
        let meeting = self.recording()?;
        if meeting.questions.len() >= LIMITS.questions {
            return Err(Refusal::TooMany { what: "questions in this meeting", limit: LIMITS.questions });
        }
        let question = meeting.questions.last().map_or(1, |last| last.number + 1);
        Ok(vec![Event::QuestionAsked { question, text: text.to_owned() }])
    }

    /// Each person counts once.
    fn back_question(&self, by: &Person, number: u32) -> Decided {
        let question = self.running()?.question(number).ok_or(Refusal::NoSuchQuestion { question: number })?;
        let is_news = !question.backers.iter().any(|backer| backer.is(by));
        let backed = Event::QuestionBacked { question: number, person: by.clone() };
        Ok(if is_news { vec![backed] } else { Vec::new() })
    }

    fn leave_question(&self, by: &Person, number: u32) -> Decided {
        let question = self.recording()?.question(number).ok_or(Refusal::NoSuchQuestion { question: number })?;
        let is_backer = question.backers.iter().any(|backer| backer.is(by));
        let withdrawn = Event::BackingWithdrawn { question: number, person: by.clone() };
        Ok(if is_backer { vec![withdrawn] } else { Vec::new() })
    }

    fn open_poll(&self, question: &str, choices: &[String]) -> Decided {
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
        let mut distinct: BTreeSet<String> = BTreeSet::new();
        if let Some(choice) = choices.iter().find(|choice| !distinct.insert(folded(choice))) {
            return Err(Refusal::ChoicesAlike { choice: shorten(choice, 60) });
        }
        if choices.len() == 1 {
            return Err(Refusal::OneChoice);
        }
        let poll = meeting.polls.last().map_or(1, |last| last.number + 1);
        Ok(vec![Event::PollOpened { poll, question: question.to_owned(), choices }])
    }
}

fn cast(by: &Person, poll: &Poll, choice: Choice) -> Vec<Event> {
    let choice = match choice {
        Choice::At(position) => Some(position),
        Choice::Abstain => None,
    };
    let is_same = poll.votes.get(&*by.key()).is_some_and(|vote| vote.is_for(choice));
    let cast = Event::VoteCast { poll: poll.number, person: by.clone(), choice };
    if is_same { Vec::new() } else { vec![cast] }
}

/// Words of a bare vote that is taken for one although it fits no choice.
const LONGEST_CHOICE: usize = 3;
