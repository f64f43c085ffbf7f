//! A meeting and its breaks.

use super::{Typed, Wait};
use crate::group::person::Right;

/// A meeting and its breaks.
#[derive(Clone, Debug, PartialEq)]
pub enum MeetingCommand {
    StartMeeting {
        title: Option<String>,
        which: WhichMeeting,
    },
    EndMeeting,
    /// A meeting that was closed goes on, until its minutes are sent.
    ReopenMeeting,
    Recess {
        wait: Option<Wait>,
    },
    ResumeMeeting,
    /// The same agenda again, at hours that suit others.
    OpenSecondSession,
    GoOffRecord,
    GoOnRecord,
}

/// Which meeting opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichMeeting {
    /// The one that is planned next, if its time is near.
    Next,
    /// The planned one of this number, whenever it was planned for.
    Numbered(u32),
    /// One that nobody has planned; what is planned stays as it is.
    Extra,
}

impl MeetingCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            MeetingCommand::StartMeeting { .. }
            | MeetingCommand::EndMeeting
            | MeetingCommand::ReopenMeeting
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
            MeetingCommand::StartMeeting { title, .. } => title.as_deref().map(Typed::Title).into_iter().collect(),
            MeetingCommand::EndMeeting
            | MeetingCommand::ReopenMeeting
            | MeetingCommand::Recess { .. }
            | MeetingCommand::ResumeMeeting
            | MeetingCommand::OpenSecondSession
            | MeetingCommand::GoOffRecord
            | MeetingCommand::GoOnRecord => Vec::new(),
        }
    }
}
