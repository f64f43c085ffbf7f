//! A meeting and its breaks: what comes of each command.

use crate::group::command::{MeetingCommand, Request};
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_meeting(&self, request: &Request, command: &MeetingCommand) -> Decided {
        match command {
            MeetingCommand::StartMeeting { title } => self.start_meeting(title.as_deref()),
            MeetingCommand::EndMeeting => self.end_meeting(),
            MeetingCommand::Recess { wait } => self.recess(request.at, wait.as_ref()),
            MeetingCommand::ResumeMeeting => self.resume(),
            MeetingCommand::OpenSecondSession => self.open_second_session(),
            MeetingCommand::GoOffRecord => self.go_off_record(),
            MeetingCommand::GoOnRecord => self.go_on_record(),
        }
    }
}
