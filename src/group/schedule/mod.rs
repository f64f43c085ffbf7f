//! Meetings ahead: planned, announced to the list, moved, cancelled, and what the room is reminded of.

mod ahead;
mod notice;
mod plan;

use chrono::{DateTime, Duration, NaiveDateTime, TimeZone as _, Utc};

use super::Group;
use super::event::{Ahead, DELETED};
use super::paper::{Delivery, Paper, PaperId, Sent};
use super::record::Body;
use crate::time::Zone;

/// A meeting on the calendar. It stays known after it was held, as the root of its thread on the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    pub meeting: u32,
    pub title: Option<String>,
    /// Wall time in `zone`, which is what people agree on.
    pub start: NaiveDateTime,
    pub zone: Zone,
    /// How long it lasts.
    pub secs: u32,
    /// Where people join, if it is not where the configuration says.
    pub join_link: Option<String>,
    pub state: PlanState,
    /// Entry that planned it.
    pub entry: u64,
    /// When its time was set last.
    pub timed_at: DateTime<Utc>,
    /// Why it was moved, until the list knows.
    pub moved_because: Option<String>,
    /// What the room was reminded of last.
    pub reminded: Option<Ahead>,
    /// The instant to which newer rules of its zone have moved it, where the chairs were told.
    pub told_of_rules: Option<DateTime<Utc>>,
}

/// What has become of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanState {
    Standing,
    Cancelled { reason: String },
    Held,
}

/// What the list knows of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub title: Option<String>,
    pub start: NaiveDateTime,
    pub zone: Zone,
    /// The instant that this was by the zone data of then. None: not known.
    pub starts_at: Option<DateTime<Utc>>,
    pub secs: u32,
    pub is_cancelled: bool,
    pub join_link: Option<String>,
    /// Titles on the draft agenda, in order.
    pub agenda: Vec<String>,
    /// Documents that were named for it.
    pub documents: Vec<String>,
}

impl Planned {
    pub fn starts_at(&self) -> DateTime<Utc> {
        self.zone.instant_of(self.start)
    }

    pub fn ends_at(&self) -> DateTime<Utc> {
        self.starts_at() + Duration::seconds(self.secs.into())
    }
}

impl Group {
    /// How far the mails about a planned meeting have come.
    pub fn notice(&self, plan: &Planned) -> Option<&Paper> {
        self.paper(PaperId::Notice(plan.meeting))
    }

    /// The last mail about a meeting that the list has or may still get.
    pub fn last_notice(&self, plan: &Planned) -> Option<&Sent> {
        self.notice(plan)?.last_standing()
    }

    /// What the list was told of a meeting last.
    pub fn last_told(&self, plan: &Planned) -> Option<&Told> {
        self.last_notice(plan)?.told.as_deref()
    }

    /// Whether the list knows of the meeting.
    pub fn is_announced(&self, plan: &Planned) -> bool {
        self.last_notice(plan).is_some()
    }

    /// Whether the list would be told a time that it does not know.
    pub fn is_newly_timed(&self, plan: &Planned) -> bool {
        let is_cancelled = matches!(plan.state, PlanState::Cancelled { .. });
        !is_cancelled && self.last_told(plan).is_none_or(|told| (told.start, told.zone) != (plan.start, plan.zone))
    }

    /// Number of mails about this meeting that may have reached the list, which is the SEQUENCE of the next (RFC 5546,
    /// 2.1.4). One that was taken back may have left in the same moment; one that was refused has not.
    pub fn sequence(&self, plan: &Planned) -> u32 {
        let sent = self.notice(plan).map(|notice| notice.sent.as_slice()).unwrap_or_default();
        let left = sent.iter().filter(|sent| !matches!(sent.state, Delivery::Refused { .. }));
        u32::try_from(left.count()).unwrap_or(u32::MAX)
    }

    /// The meetings that are planned and have not begun, in their order.
    pub fn all_planned(&self) -> impl Iterator<Item = &Planned> {
        self.plans.values().filter(|plan| plan.state == PlanState::Standing)
    }

    /// The next meeting that is planned and has not begun.
    pub fn planned(&self) -> Option<&Planned> {
        self.all_planned().next()
    }

    /// Whether the agenda and the documents that are collected now are this meeting's: later ones of a series have
    /// none yet.
    pub fn is_collected_for(&self, plan: &Planned) -> bool {
        self.planned().is_none_or(|next| next.meeting >= plan.meeting)
    }

    /// The meeting of which a chair can tell the list something: the first of which it does not know all, a cancelled
    /// one too, else the next one.
    pub fn to_announce(&self) -> Option<&Planned> {
        self.plans.values().find(|plan| self.is_untold(plan)).or_else(|| self.planned())
    }

    /// Whether there is something about a meeting that the list does not know yet. It need not know of what was
    /// given up before it was announced.
    pub fn is_untold(&self, plan: &Planned) -> bool {
        match (self.last_told(plan), &plan.state) {
            (Some(told), PlanState::Standing | PlanState::Cancelled { .. }) => {
                let now = self.to_tell(plan);
                // What an older version told has no instant to compare.
                let starts_at = told.starts_at.and(now.starts_at);
                *told != Told { starts_at, ..now }
            }
            (None, PlanState::Standing) => true,
            (_, PlanState::Held) | (None, PlanState::Cancelled { .. }) => false,
        }
    }

    /// The instant that the list knows of a meeting whose wall time is still the same, if newer rules of its zone have moved
    /// it since.
    pub fn moved_by_rules(&self, plan: &Planned) -> Option<DateTime<Utc>> {
        let told = self.last_told(plan)?;
        let is_same = (told.start, told.zone) == (plan.start, plan.zone) && plan.state == PlanState::Standing;
        told.starts_at.filter(|told| is_same && *told != plan.starts_at())
    }

    /// The number that the next meeting has. That of a cancelled meeting is not used again once the list knows it.
    pub(super) fn next_meeting(&self) -> u32 {
        // An extra meeting has a number after those that are planned.
        if let Some(plan) = self.planned() {
            return plan.meeting;
        }
        let last = self.held.iter().map(|held| held.meeting).chain(self.last_meeting).max();
        let held = last.map_or(self.charter.first_meeting, |last| last + 1);
        let is_over = |plan: &Planned| matches!(plan.state, PlanState::Cancelled { .. }) && self.is_announced(plan);
        let over = self.plans.range(held..).take_while(|(_, plan)| is_over(plan)).last();
        over.map_or(held, |(number, _)| number + 1)
    }

    /// The number of a meeting that is held beside the planned ones.
    pub(super) fn extra_meeting(&self) -> u32 {
        let planned = self.plans.keys().last().map_or(0, |last| last + 1);
        let held = self.held.iter().map(|held| held.meeting).chain(self.last_meeting).max();
        held.map_or(self.charter.first_meeting, |last| last + 1).max(planned)
    }

    /// The last moment at which a meeting can be announced: the same wall time, so many calendar days before, in
    /// the group's reference zone.
    pub fn last_moment(&self, plan: &Planned) -> DateTime<Utc> {
        self.notice_before(plan.starts_at())
    }

    fn notice_before(&self, start: DateTime<Utc>) -> DateTime<Utc> {
        let zone = self.charter.zone;
        let wall = start.with_timezone(&zone).naive_local();
        let days = Duration::days(self.charter.notice_days.into());
        wall.checked_sub_signed(days).map_or(start, |before| zone.instant_of(before))
    }

    /// The same hour on the first working day that can still be announced in time.
    pub fn next_in_time(&self, plan: &Planned, at: DateTime<Utc>) -> NaiveDateTime {
        let mut start = plan.start.max(at.with_timezone(&plan.zone).date_naive().and_time(plan.start.time()));
        let is_fine = |start: NaiveDateTime| {
            use chrono::Datelike as _;
            !crate::time::fair::is_day_of_rest(plan.zone, start.weekday())
                && plan.zone.from_local_datetime(&start).single().is_some()
                && self.notice_before(plan.zone.instant_of(start)) >= at
        };
        // Two weeks more than the notice have a working day in every region.
        for _ in 0..self.charter.notice_days.saturating_add(14) {
            if is_fine(start) {
                break;
            }
            start += Duration::days(1);
        }
        start
    }

    /// Where people join the planned meeting.
    pub fn join_link<'a>(&'a self, plan: &'a Planned) -> Option<&'a str> {
        plan.join_link.as_deref().or(self.charter.join_link.as_deref())
    }

    /// Documents that were named for the next meeting.
    pub fn documents_ahead(&self) -> impl Iterator<Item = &str> {
        self.draft_documents.iter().filter_map(|record| match &record.body {
            Body::Document { reference } if reference != DELETED => Some(reference.as_str()),
            _ => None,
        })
    }

    /// What the list would be told now.
    pub fn to_tell(&self, plan: &Planned) -> Told {
        // What a cancelled meeting would have been about no longer matters.
        let is_cancelled = matches!(plan.state, PlanState::Cancelled { .. });
        let is_collected = !is_cancelled && self.is_collected_for(plan);
        let agenda = self.draft_agenda.in_order().filter(|item| is_collected && item.title != DELETED);
        let agenda = agenda.map(|item| item.title.clone());
        Told {
            title: plan.title.clone(),
            start: plan.start,
            zone: plan.zone,
            starts_at: Some(plan.starts_at()),
            secs: plan.secs,
            is_cancelled,
            join_link: self.join_link(plan).map(str::to_owned),
            agenda: agenda.collect(),
            documents: if is_collected { self.documents_ahead().map(str::to_owned).collect() } else { Vec::new() },
        }
    }
}
