//! Polls and open questions: what comes of each command.

use crate::group::command::PollCommand;
use crate::group::person::Person;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_poll(&self, by: &Person, command: &PollCommand) -> Decided {
        match command {
            PollCommand::WithdrawVote => self.withdraw_vote(by),
            PollCommand::OpenPoll { question, choices } => self.open_poll(question, choices),
            PollCommand::Vote { choice, typed } => self.vote(by, choice, typed.as_deref()),
            PollCommand::ClosePoll => self.close_poll(),
            PollCommand::AskQuestion { text } => self.ask_question(text),
            PollCommand::BackQuestion { question } => self.back_question(by, *question),
            PollCommand::ShowQuestions => Ok(Vec::new()),
        }
    }
}
