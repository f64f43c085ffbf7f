//! Polls and open questions.

use super::Typed;
use crate::group::person::Right;

/// Polls and open questions.
#[derive(Clone, Debug, PartialEq)]
pub enum PollCommand {
    OpenPoll {
        question: String,
        choices: Vec<String>,
    },
    /// Without a poll, a bare `vote …` is words like any other.
    Vote {
        choice: String,
        typed: Option<String>,
    },
    /// A reaction that was a vote was taken away.
    WithdrawVote,
    ClosePoll,
    ShowPoll,
    AskQuestion {
        text: String,
    },
    BackQuestion {
        question: u32,
    },
    /// The person no longer wants the answer.
    LeaveQuestion {
        question: u32,
    },
    ShowQuestions,
}

impl PollCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            PollCommand::OpenPoll { .. } | PollCommand::ClosePoll => Right::Chair,
            PollCommand::WithdrawVote
            | PollCommand::ShowPoll
            | PollCommand::Vote { .. }
            | PollCommand::AskQuestion { .. }
            | PollCommand::BackQuestion { .. }
            | PollCommand::LeaveQuestion { .. }
            | PollCommand::ShowQuestions => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            PollCommand::OpenPoll { question, choices } => {
                [question.as_str()].into_iter().chain(choices.iter().map(String::as_str)).map(Typed::Text).collect()
            }
            PollCommand::AskQuestion { text } => vec![Typed::Text(text)],
            PollCommand::WithdrawVote
            | PollCommand::Vote { .. }
            | PollCommand::ClosePoll
            | PollCommand::ShowPoll
            | PollCommand::BackQuestion { .. }
            | PollCommand::LeaveQuestion { .. }
            | PollCommand::ShowQuestions => Vec::new(),
        }
    }
}
