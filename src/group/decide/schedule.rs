//! Meetings ahead and their announcements: what comes of each command.

use chrono::{DateTime, Duration, DurationRound as _, NaiveDateTime, Utc};

use crate::group::command::{Draft, Request, ScheduleCommand};
use crate::group::event::Event;
use crate::group::refusal::Refusal;
use crate::group::schedule::{PlanState, Planned};
use crate::group::{Decided, Group};
use crate::text::{is_address, shorten};
use crate::time::{Context, Moment, Place, Zone, read, recurring};

impl Group {
    pub(super) fn decide_schedule(&self, request: &Request, command: &ScheduleCommand) -> Decided {
        let draft = request.gathered.draft.as_ref();
        match command {
            ScheduleCommand::PlanMeeting { .. } | ScheduleCommand::MoveMeeting { .. }
                if self.group_conclusion().is_some() =>
            {
                self.refuse_concluded().map(|()| Vec::new())
            }
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

    fn show_notice(
        &self,
        at: DateTime<Utc>,
        meeting: Option<u32>,
        despite_notice: Option<&str>,
        draft: Option<&Draft>,
    ) -> Decided {
        let plan = self.announceable(at, self.to_show(meeting))?;
        self.refuse_standing_when_concluded(plan)?;
        let despite_notice = despite_notice.filter(|_| self.is_late(plan, at)).map(str::to_owned);
        if despite_notice.is_none() {
            self.refuse_late(plan, at)?;
        }
        let digest = draft.ok_or(Refusal::NothingPlanned)?.digest.clone();
        let shown = self.notice(plan).and_then(|notice| notice.shown.as_ref());
        let is_shown = shown.is_some_and(|shown| shown.digest == digest && shown.despite_notice == despite_notice);
        let meeting = plan.meeting;
        Ok(if is_shown { Vec::new() } else { vec![Event::NoticeShown { meeting, digest, despite_notice }] })
    }

    /// Of a group that is concluded, only that a meeting is cancelled is announced.
    fn refuse_standing_when_concluded(&self, plan: &Planned) -> Result<(), Refusal> {
        if plan.state == PlanState::Standing { self.refuse_concluded() } else { Ok(()) }
    }

    fn send_notice(&self, at: DateTime<Utc>, meeting: Option<u32>, draft: Option<&Draft>) -> Decided {
        let plan = self.announceable(at, self.to_send(meeting))?;
        self.refuse_standing_when_concluded(plan)?;
        let draft = draft.ok_or(Refusal::NothingPlanned)?;
        let shown = self.notice(plan).and_then(|notice| notice.shown.as_ref()).ok_or(Refusal::NoticeNotShown)?;
        if shown.despite_notice.is_none() {
            self.refuse_late(plan, at)?;
        }
        if shown.digest != draft.digest {
            return Err(Refusal::NoticeChanged);
        }
        let starts_at = Some(plan.starts_at());
        Ok(vec![Event::NoticeQueued { meeting: plan.meeting, message_id: self.notice_id(plan), starts_at }])
    }

    fn announceable<'a>(&self, at: DateTime<Utc>, plan: Option<&'a Planned>) -> Result<&'a Planned, Refusal> {
        let plan = plan.ok_or(Refusal::NothingPlanned)?;
        if self.charter.list.is_none() {
            return Err(Refusal::NoList);
        }
        if !self.is_untold(plan) {
            return Err(Refusal::NothingToAnnounce { meeting: plan.meeting });
        }
        if self.is_newly_timed(plan) && plan.starts_at() <= at {
            return Err(Refusal::TimePast { when: plan.zone.tell(plan.starts_at()) });
        }
        Ok(plan)
    }

    fn refuse_late(&self, plan: &Planned, at: DateTime<Utc>) -> Result<(), Refusal> {
        if !self.is_late(plan, at) {
            return Ok(());
        }
        let next = self.next_in_time(plan, at);
        let is_first = self.to_announce().is_some_and(|first| first.meeting == plan.meeting);
        Err(Refusal::TooLateToAnnounce {
            which: if is_first { String::new() } else { format!(" {}", plan.meeting) },
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
        let slots = self.slots(at, when)?;
        let first = self.meeting.as_ref().map_or_else(|| self.next_meeting(), |open| open.number + 1);
        let planned = (first..).zip(slots).map(|(meeting, slot)| {
            let secs = secs.or(slot.secs).ok_or(Refusal::HowLong)?;
            let (zone, title) = (slot.zone.name().to_owned(), title.map(str::to_owned));
            Ok(Event::MeetingPlanned { meeting, start: slot.start, zone, secs, title })
        });
        planned.collect()
    }

    /// One time to come, or those of a series, each a meeting of its own.
    fn slots(&self, at: DateTime<Utc>, typed: &str) -> Result<Vec<Slot>, Refusal> {
        let context = Context { now: at, zone: self.charter.zone };
        let Some(series) = recurring(typed, context) else { return Ok(vec![self.slot(at, typed)?]) };
        let series = series.map_err(|doubt| Refusal::TimeUnclear { doubt })?;
        let length = series.first.end.map(|end| end - series.first.start);
        let moments = series.starts.iter().map(|start| Moment {
            start: *start,
            end: length.map(|length| *start + length),
            ..series.first.clone()
        });
        moments.map(|moment| slot_of(at, &moment)).collect()
    }

    fn move_meeting(&self, at: DateTime<Utc>, when: &str, secs: Option<u32>, reason: Option<&str>) -> Decided {
        let (plan, when) = self.plan_named(at, when)?;
        let slot = self.slot(at, when)?;
        let secs = secs.or(slot.secs).unwrap_or(plan.secs);
        if (slot.start, slot.zone, secs) == (plan.start, plan.zone, plan.secs) {
            return Ok(Vec::new());
        }
        let (meeting, zone, reason) = (plan.meeting, slot.zone.name().to_owned(), reason.map(str::to_owned));
        Ok(vec![Event::MeetingMoved { meeting, start: slot.start, zone, secs, reason }])
    }

    fn cancel_meeting(&self, reason: &str) -> Decided {
        let next = self.planned().ok_or(Refusal::NothingPlanned)?;
        // Of one meeting alone nobody needs the number: “8 people are ill” is a reason.
        let is_series = self.all_planned().nth(1).is_some();
        let named = self.leading_plan(reason).filter(|(_, rest)| is_series && !rest.is_empty());
        let (plan, reason) = named.unwrap_or((next, reason));
        Ok(vec![Event::MeetingCancelled { meeting: plan.meeting, reason: reason.to_owned() }])
    }

    /// The planned meeting whose number stands in front, and what follows it.
    fn leading_plan<'a>(&self, typed: &'a str) -> Option<(&Planned, &'a str)> {
        let (number, rest) = typed.trim().split_once(char::is_whitespace)?;
        let number = number.trim_start_matches('#').trim_end_matches([':', ',']).parse::<u32>().ok()?;
        let plan = self.all_planned().find(|plan| plan.meeting == number)?;
        Some((plan, rest.trim()))
    }

    /// The meeting that is moved, and the words for its time: `8 Tuesday 15:00` is a time of meeting 8, while in
    /// `8 December 15:00` the number is a day.
    fn plan_named<'a>(&self, at: DateTime<Utc>, typed: &'a str) -> Result<(&Planned, &'a str), Refusal> {
        let next = self.planned().ok_or(Refusal::NothingPlanned)?;
        let context = Context { now: at, zone: self.charter.zone };
        let named = self.leading_plan(typed).filter(|(_, rest)| {
            let is_month = rest.get(..3).is_some_and(|start| start.parse::<chrono::Month>().is_ok());
            !is_month && (read(rest, context).is_ok() || read(typed, context).is_err())
        });
        Ok(named.unwrap_or((next, typed)))
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
        slot_of(at, &moment)
    }
}

fn slot_of(at: DateTime<Utc>, moment: &Moment) -> Result<Slot, Refusal> {
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

/// A time on the calendar, as it was understood.
struct Slot {
    start: NaiveDateTime,
    zone: Zone,
    secs: Option<u32>,
}
