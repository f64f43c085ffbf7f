//! Meetings ahead and their announcements: what comes of each command.

use chrono::{DateTime, Duration, DurationRound as _, NaiveDateTime, Utc};

use crate::group::command::{Draft, Request, ScheduleCommand};
use crate::group::event::Event;
use crate::group::refusal::Refusal;
use crate::group::schedule::Planned;
use crate::group::{Decided, Group};
use crate::text::{is_address, shorten};
use crate::time::{Context, Place, Zone, read};

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
            ScheduleCommand::ShowNotice { despite_notice } => {
                self.show_notice(request.at, despite_notice.as_deref(), draft)
            }
            ScheduleCommand::SendNotice => self.send_notice(request.at, draft),
        }
    }

    fn show_notice(&self, at: DateTime<Utc>, despite_notice: Option<&str>, draft: Option<&Draft>) -> Decided {
        let plan = self.announceable(at)?;
        let despite_notice = despite_notice.filter(|_| self.is_late(plan, at)).map(str::to_owned);
        if despite_notice.is_none() {
            self.refuse_late(plan, at)?;
        }
        let digest = draft.ok_or(Refusal::NothingPlanned)?.digest.clone();
        let is_shown =
            plan.shown.as_ref().is_some_and(|shown| shown.digest == digest && shown.despite_notice == despite_notice);
        let meeting = plan.meeting;
        Ok(if is_shown { Vec::new() } else { vec![Event::NoticeShown { meeting, digest, despite_notice }] })
    }

    fn send_notice(&self, at: DateTime<Utc>, draft: Option<&Draft>) -> Decided {
        let plan = self.announceable(at)?;
        let draft = draft.ok_or(Refusal::NothingPlanned)?;
        let shown = plan.shown.as_ref().ok_or(Refusal::NoticeNotShown)?;
        if shown.despite_notice.is_none() {
            self.refuse_late(plan, at)?;
        }
        if shown.digest != draft.digest {
            return Err(Refusal::NoticeChanged);
        }
        Ok(vec![Event::NoticeQueued { meeting: plan.meeting, message_id: self.notice_id(plan) }])
    }

    fn announceable(&self, at: DateTime<Utc>) -> Result<&Planned, Refusal> {
        let plan = self.to_announce().ok_or(Refusal::NothingPlanned)?;
        if self.charter.list.is_none() {
            return Err(Refusal::NoList);
        }
        if !self.is_untold(plan) {
            return Err(Refusal::NothingToAnnounce { meeting: plan.meeting });
        }
        if plan.is_newly_timed() && plan.starts_at() <= at {
            return Err(Refusal::TimePast { when: plan.zone.tell(plan.starts_at()) });
        }
        Ok(plan)
    }

    fn refuse_late(&self, plan: &Planned, at: DateTime<Utc>) -> Result<(), Refusal> {
        if !self.is_late(plan, at) {
            return Ok(());
        }
        let next = self.next_in_time(plan, at);
        Err(Refusal::TooLateToAnnounce {
            meeting: plan.meeting,
            days: self.charter.notice_days,
            last: self.charter.zone.tell(self.last_moment(plan)),
            next: format!("{} {}", next.format("%Y-%m-%d %H:%M"), plan.zone),
        })
    }

    fn plan_meeting(&self, at: DateTime<Utc>, when: &str, secs: Option<u32>, title: Option<&str>) -> Decided {
        if let Some(plan) = self.planned() {
            return Err(Refusal::PlannedAlready { meeting: plan.meeting, when: plan.zone.tell(plan.starts_at()) });
        }
        if let Some(cancelled) = self.to_announce() {
            return Err(Refusal::CancellationUntold { meeting: cancelled.meeting });
        }
        let slot = self.slot(at, when)?;
        let secs = secs.or(slot.secs).ok_or(Refusal::HowLong)?;
        let meeting = self.meeting.as_ref().map_or_else(|| self.next_meeting(), |open| open.number + 1);
        let title = title.map(str::to_owned);
        Ok(vec![Event::MeetingPlanned { meeting, start: slot.start, zone: slot.zone.name().to_owned(), secs, title }])
    }

    fn move_meeting(&self, at: DateTime<Utc>, when: &str, secs: Option<u32>, reason: Option<&str>) -> Decided {
        let plan = self.planned().ok_or(Refusal::NothingPlanned)?;
        let slot = self.slot(at, when)?;
        let secs = secs.or(slot.secs).unwrap_or(plan.secs);
        if (slot.start, slot.zone, secs) == (plan.start, plan.zone, plan.secs) {
            return Ok(Vec::new());
        }
        let (meeting, zone, reason) = (plan.meeting, slot.zone.name().to_owned(), reason.map(str::to_owned));
        Ok(vec![Event::MeetingMoved { meeting, start: slot.start, zone, secs, reason }])
    }

    fn cancel_meeting(&self, reason: &str) -> Decided {
        let plan = self.planned().ok_or(Refusal::NothingPlanned)?;
        Ok(vec![Event::MeetingCancelled { meeting: plan.meeting, reason: reason.to_owned() }])
    }

    fn set_join_link(&self, link: Option<&str>) -> Decided {
        let plan = self.planned().ok_or(Refusal::NothingPlanned)?;
        if let Some(typed) = link.filter(|link| !is_address(link)) {
            return Err(Refusal::NoAddress { typed: shorten(typed, 60) });
        }
        let (meeting, link) = (plan.meeting, link.map(str::to_owned));
        let is_news = plan.join_link != link;
        Ok(if is_news { vec![Event::JoinLinkSet { meeting, link }] } else { Vec::new() })
    }

    /// A time to come, in the group's reference zone if none is named. A meeting has a place whose clocks it keeps.
    fn slot(&self, at: DateTime<Utc>, typed: &str) -> Result<Slot, Refusal> {
        let moment = read(typed, Context { now: at, zone: self.charter.zone })
            .map_err(|doubt| Refusal::TimeUnclear { doubt })?;
        let Place::Zone(zone) = moment.place else { return Err(Refusal::OffsetIsNoZone) };
        // “in 2 h” has seconds; a meeting has none.
        let start = moment.start.duration_trunc(Duration::minutes(1)).unwrap_or(moment.start);
        if start <= at {
            return Err(Refusal::TimePast { when: zone.tell(moment.start) });
        }
        let length = moment.end.map(|end| (end - moment.start).max(Duration::zero()));
        let secs = length.and_then(|length| u32::try_from(length.num_seconds()).ok());
        Ok(Slot { start: start.with_timezone(&zone).naive_local(), zone, secs })
    }
}

/// A time on the calendar, as it was understood.
struct Slot {
    start: NaiveDateTime,
    zone: Zone,
    secs: Option<u32>,
}
