//! A meeting and its breaks.

use super::{Typed, Wait};
use crate::group::person::Right;

/// A meeting and its breaks.
#[derive(Clone, Debug, PartialEq)]
pub enum MeetingCommand {
    StartMeeting {
        title: Option<String>,
    },
    EndMeeting,
    Recess {
        wait: Option<Wait>,
    },
    ResumeMeeting,
    /// The same agenda again, at hours that suit others.
    OpenSecondSession,
    GoOffRecord,
    GoOnRecord,
}

impl MeetingCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            MeetingCommand::StartMeeting { .. }
            | MeetingCommand::EndMeeting
            | MeetingCommand::Recess { .. }
            | MeetingCommand::ResumeMeeting
            | MeetingCommand::OpenSecondSession
            | MeetingCommand::GoOffRecord
            | MeetingCommand::GoOnRecord => Right::Chair,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            MeetingCommand::StartMeeting { title } => title.as_deref().map(Typed::Title).into_iter().collect(),
            MeetingCommand::EndMeeting
            | MeetingCommand::Recess { .. }
            | MeetingCommand::ResumeMeeting
            | MeetingCommand::OpenSecondSession
            | MeetingCommand::GoOffRecord
            | MeetingCommand::GoOnRecord => Vec::new(),
        }
    }
}
