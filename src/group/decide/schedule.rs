//! Meetings ahead and their announcements: what comes of each command.

use crate::group::command::{Request, ScheduleCommand};
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_schedule(&self, request: &Request, command: &ScheduleCommand) -> Decided {
        let draft = request.gathered.draft.as_ref();
        match command {
            ScheduleCommand::PlanMeeting { when, secs, title } => {
                self.plan_meeting(request.at, when, *secs, title.as_deref())
            }
            ScheduleCommand::MoveMeeting { when, secs, reason } => {
                self.move_meeting(request.at, when, *secs, reason.as_deref())
            }
            ScheduleCommand::CancelMeeting { reason } => self.cancel_meeting(reason),
            ScheduleCommand::SetJoinLink { link } => self.set_join_link(link.as_deref()),
            ScheduleCommand::ShowNotice { meeting, despite_notice } => {
                self.show_notice(request.at, *meeting, despite_notice.as_deref(), draft)
            }
            ScheduleCommand::ShowPlans => Ok(Vec::new()),
            ScheduleCommand::SendNotice { meeting } => self.send_notice(request.at, *meeting, draft),
        }
    }
}
