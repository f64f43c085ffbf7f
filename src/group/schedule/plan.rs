//! Planning a meeting, moving it, cancelling it.

use chrono::{DateTime, Duration, DurationRound as _, NaiveDateTime, Utc};

use super::PlanState;
use crate::group::event::Event;
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group};
use crate::text::{is_address, shorten};
use crate::time::{Context, Place, Zone, read};

/// A time on the calendar, as it was understood.
struct Slot {
    start: NaiveDateTime,
    zone: Zone,
    secs: Option<u32>,
}

impl Group {
    pub(in crate::group) fn plan_meeting(
        &self,
        at: DateTime<Utc>,
        when: &str,
        secs: Option<u32>,
        title: Option<&str>,
    ) -> Decided {
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

    pub(in crate::group) fn move_meeting(
        &self,
        at: DateTime<Utc>,
        when: &str,
        secs: Option<u32>,
        reason: Option<&str>,
    ) -> Decided {
        let plan = self.planned().ok_or(Refusal::NothingPlanned)?;
        let slot = self.slot(at, when)?;
        let secs = secs.or(slot.secs).unwrap_or(plan.secs);
        if (slot.start, slot.zone, secs) == (plan.start, plan.zone, plan.secs) {
            return Ok(Vec::new());
        }
        let (meeting, zone, reason) = (plan.meeting, slot.zone.name().to_owned(), reason.map(str::to_owned));
        Ok(vec![Event::MeetingMoved { meeting, start: slot.start, zone, secs, reason }])
    }

    pub(in crate::group) fn cancel_meeting(&self, reason: &str) -> Decided {
        let plan = self.planned().ok_or(Refusal::NothingPlanned)?;
        Ok(vec![Event::MeetingCancelled { meeting: plan.meeting, reason: reason.to_owned() }])
    }

    pub(in crate::group) fn set_join_link(&self, link: Option<&str>) -> Decided {
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

    /// What becomes of the plan when a meeting opens: it is the one that was planned.
    pub(in crate::group) fn hold_plan(&mut self, meeting: u32) {
        if let Some(plan) = self.plans.get_mut(&meeting).filter(|plan| plan.state == PlanState::Standing) {
            plan.state = PlanState::Held;
        }
    }
}
