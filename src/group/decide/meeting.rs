//! A meeting and its breaks: what comes of each command.

use chrono::{DateTime, Utc};

use crate::group::command::{MeetingCommand, Request, Wait};
use crate::group::event::Event;
use crate::group::refusal::Refusal;
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

    fn start_meeting(&self, title: Option<&str>) -> Decided {
        if let Some(meeting) = &self.meeting {
            return Err(Refusal::MeetingOpen { number: meeting.number });
        }
        let planned = self.planned().and_then(|plan| plan.title.as_deref());
        let title = title.or(planned).map(str::to_owned);
        Ok(vec![Event::MeetingStarted { number: self.next_meeting(), title }])
    }

    fn end_meeting(&self) -> Decided {
        let meeting = self.meeting.as_ref().ok_or(Refusal::NoMeeting)?;
        let mut events = Vec::new();
        if meeting.recess.is_some() {
            events.push(Event::RecessEnded);
        }
        let poll = meeting.open_poll().map(|poll| Event::PollClosed { poll: poll.number });
        events.extend(poll);
        // What has come to nothing yet is unfinished and comes first on the next agenda.
        let finished = meeting.agenda.open.filter(|item| meeting.has_outcome(*item));
        events.extend(finished.map(|item| Event::ItemClosed { item }));
        events.push(Event::MeetingEnded);
        Ok(events)
    }

    fn recess(&self, at: DateTime<Utc>, wait: Option<&Wait>) -> Decided {
        let meeting = self.running()?;
        debug_assert!(meeting.recess.is_none());
        let until = wait.map(|wait| self.end_of(at, wait)).transpose()?;
        Ok(vec![Event::RecessBegan { until }])
    }

    pub(super) fn resume(&self) -> Decided {
        let meeting = self.meeting.as_ref().ok_or(Refusal::NoMeeting)?;
        meeting.recess.as_ref().map(|_| vec![Event::RecessEnded]).ok_or(Refusal::NotInRecess)
    }

    fn go_off_record(&self) -> Decided {
        let meeting = self.running()?;
        if meeting.is_off_record { Err(Refusal::OffRecord) } else { Ok(vec![Event::RecordSuspended]) }
    }

    fn go_on_record(&self) -> Decided {
        let meeting = self.running()?;
        if meeting.is_off_record { Ok(vec![Event::RecordResumed]) } else { Err(Refusal::OnRecordAlready) }
    }
}
