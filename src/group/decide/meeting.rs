//! A meeting and its breaks: what comes of each command.

use chrono::{DateTime, Duration, Utc};

use crate::group::command::{MeetingCommand, Request, Wait, WhichMeeting};
use crate::group::event::Event;
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group};

impl Group {
    pub(super) fn decide_meeting(&self, request: &Request, command: &MeetingCommand) -> Decided {
        match command {
            MeetingCommand::StartMeeting { title, which } => self.start_meeting(request.at, title.as_deref(), *which),
            MeetingCommand::EndMeeting => self.end_meeting(),
            MeetingCommand::ReopenMeeting => self.reopen_meeting(),
            MeetingCommand::Recess { wait } => self.recess(request.at, wait.as_ref()),
            MeetingCommand::ResumeMeeting => self.resume(),
            MeetingCommand::OpenSecondSession => self.open_second_session(),
            MeetingCommand::GoOffRecord => self.go_off_record(),
            MeetingCommand::GoOnRecord => self.go_on_record(),
        }
    }

    fn start_meeting(&self, at: DateTime<Utc>, title: Option<&str>, which: WhichMeeting) -> Decided {
        self.refuse_concluded()?;
        if let Some(meeting) = &self.meeting {
            return Err(Refusal::MeetingOpen { number: meeting.number });
        }
        let is_planned = |number| self.all_planned().any(|plan| plan.meeting == number);
        let which = match which {
            WhichMeeting::Numbered(number) if !is_planned(number) => WhichMeeting::Next,
            which => which,
        };
        let plan = match which {
            WhichMeeting::Next => self.planned(),
            WhichMeeting::Numbered(number) => self.all_planned().find(|plan| plan.meeting == number),
            WhichMeeting::Extra => None,
        };
        // A trial today does not use up the meeting that people come to in two weeks.
        let ahead = plan.filter(|plan| which == WhichMeeting::Next && plan.starts_at() - at > FAR_AHEAD);
        if let Some(plan) = ahead {
            return Err(Refusal::MeetingAhead { meeting: plan.meeting, when: plan.zone.tell(plan.starts_at()) });
        }
        let number = match plan {
            Some(plan) => plan.meeting,
            None if which == WhichMeeting::Extra => self.extra_meeting(),
            None => self.next_meeting(),
        };
        let planned = plan.and_then(|plan| plan.title.as_deref());
        let title = title.or(planned).map(str::to_owned);
        Ok(vec![Event::MeetingStarted { number, title }])
    }

    /// Until its minutes are sent, a meeting that was closed can go on.
    fn reopen_meeting(&self) -> Decided {
        self.refuse_concluded()?;
        if let Some(meeting) = &self.meeting {
            return Err(Refusal::MeetingOpen { number: meeting.number });
        }
        let meeting = self.finished.as_ref().ok_or(Refusal::NoMeeting)?;
        if self.are_minutes_out(meeting.number) {
            return Err(Refusal::MinutesOut { meeting: meeting.number });
        }
        Ok(vec![Event::MeetingReopened])
    }

    pub(super) fn are_minutes_out(&self, meeting: u32) -> bool {
        self.minutes(meeting).is_some_and(|minutes| !minutes.sent.is_empty())
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

/// A meeting that is opened earlier than this before the time of the next planned one may not be that one.
const FAR_AHEAD: Duration = Duration::hours(24);
