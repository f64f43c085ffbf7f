//! Meetings ahead and their announcements.

use super::Typed;
use crate::group::person::Right;

/// Meetings ahead and their announcements.
#[derive(Clone, Debug, PartialEq)]
pub enum ScheduleCommand {
    PlanMeeting {
        when: String,
        /// How long it lasts, where `when` is not a range.
        secs: Option<u32>,
        title: Option<String>,
    },
    MoveMeeting {
        when: String,
        secs: Option<u32>,
        reason: Option<String>,
    },
    CancelMeeting {
        reason: String,
    },
    /// Where people join; `None` is that of the configuration again.
    SetJoinLink {
        link: Option<String>,
    },
    /// The mail that announces the planned meeting or what has changed about it. `despite_notice`: why it may go out
    /// although it is late.
    ShowNotice {
        /// Of a series; without it, the first of which the list does not know all.
        meeting: Option<u32>,
        despite_notice: Option<String>,
    },
    SendNotice {
        /// Without it, the one that was shown last.
        meeting: Option<u32>,
    },
    ShowPlans,
}

impl ScheduleCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            ScheduleCommand::PlanMeeting { .. }
            | ScheduleCommand::MoveMeeting { .. }
            | ScheduleCommand::CancelMeeting { .. }
            | ScheduleCommand::SetJoinLink { .. }
            | ScheduleCommand::ShowNotice { .. }
            | ScheduleCommand::SendNotice { .. } => Right::Chair,
            ScheduleCommand::ShowPlans => Right::Anyone,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            ScheduleCommand::PlanMeeting { title, .. } => title.as_deref().map(Typed::Title).into_iter().collect(),
            ScheduleCommand::MoveMeeting { reason, .. }
            | ScheduleCommand::ShowNotice { despite_notice: reason, .. } => {
                reason.as_deref().map(Typed::Text).into_iter().collect()
            }
            ScheduleCommand::SetJoinLink { link } => link.as_deref().map(Typed::Text).into_iter().collect(),
            ScheduleCommand::CancelMeeting { reason } => vec![Typed::Text(reason)],
            ScheduleCommand::SendNotice { .. } | ScheduleCommand::ShowPlans => Vec::new(),
        }
    }
}
