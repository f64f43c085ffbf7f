//! How plans and mails about them change the group.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::Metadata;
use crate::group::Group;
use crate::group::event::{Ahead, DELETED, Digest};
use crate::group::meeting::NextMeeting;
use crate::group::paper::{PaperId, Version};
use crate::group::schedule::{PlanState, Planned, Told};
use crate::time::Zone;

impl Group {
    /// Minutes that nobody has seen yet tell the next meeting as it is planned by then.
    fn note_next(&mut self) {
        let next = self.next_planned();
        let last = self.finished.as_ref().and_then(|meeting| self.minutes(meeting.number));
        let is_shown = last.is_some_and(|minutes| minutes.shown.is_some());
        if let Some(meeting) = self.finished.as_mut().filter(|_| !is_shown) {
            meeting.next = next;
        }
    }

    /// The meeting that is planned next.
    pub(super) fn next_planned(&self) -> Option<NextMeeting> {
        let plan = self.planned()?;
        let title = plan.title.clone();
        Some(NextMeeting { number: plan.meeting, title, starts_at: plan.starts_at(), zone: plan.zone })
    }

    pub(super) fn meeting_planned(
        &mut self,
        metadata: Metadata<'_>,
        meeting: u32,
        start: NaiveDateTime,
        zone: &str,
        secs: u32,
        title: Option<&str>,
    ) {
        let plan = Planned {
            meeting,
            title: title.map(str::to_owned),
            start,
            zone: zone_of(zone),
            secs,
            join_link: None,
            state: PlanState::Standing,
            entry: metadata.seq,
            timed_at: metadata.at,
            moved_because: None,
            reminded: None,
            told_of_rules: None,
        };
        // The number of a meeting that the list never knew can be given again.
        self.papers.remove(&PaperId::Notice(meeting));
        self.plans.insert(meeting, plan);
        self.note_next();
    }

    pub(super) fn meeting_moved(
        &mut self,
        at: DateTime<Utc>,
        meeting: u32,
        start: NaiveDateTime,
        zone: &str,
        secs: u32,
        reason: Option<&str>,
    ) {
        let Some(plan) = self.plans.get_mut(&meeting) else { return };
        (plan.start, plan.zone, plan.secs) = (start, zone_of(zone), secs);
        plan.moved_because = reason.map(str::to_owned);
        (plan.timed_at, plan.reminded) = (at, None);
        self.note_next();
    }

    pub(super) fn meeting_cancelled(&mut self, meeting: u32, reason: &str) {
        if let Some(plan) = self.plans.get_mut(&meeting) {
            plan.state = PlanState::Cancelled { reason: reason.to_owned() };
        }
        self.note_next();
    }

    pub(super) fn join_link_set(&mut self, meeting: u32, link: Option<&str>) {
        if let Some(plan) = self.plans.get_mut(&meeting) {
            plan.join_link = link.map(str::to_owned);
        }
    }

    pub(super) fn notice_shown(
        &mut self,
        at: DateTime<Utc>,
        meeting: u32,
        digest: &Digest,
        despite_notice: Option<&str>,
    ) {
        let Some(plan) = self.plans.get(&meeting) else { return };
        let version = self.sequence(plan) + 1;
        let despite_notice = despite_notice.map(str::to_owned);
        // A mail whose reason was deleted has to be looked at again.
        let is_whole = despite_notice.as_deref() != Some(DELETED);
        let shown = Version { number: version, digest: digest.clone(), at, despite_notice };
        self.papers.entry(PaperId::Notice(meeting)).or_default().shown = is_whole.then_some(shown);
    }

    pub(super) fn notice_queued(
        &mut self,
        at: DateTime<Utc>,
        meeting: u32,
        message_id: &str,
        starts_at: Option<DateTime<Utc>>,
    ) {
        let Some(plan) = self.plans.get(&meeting) else { return };
        let (told, version) = (Told { starts_at, ..self.to_tell(plan) }, self.sequence(plan) + 1);
        let notice = self.papers.entry(PaperId::Notice(meeting)).or_default();
        // What changes from now on is another mail, which has to be shown.
        let despite_notice = notice.shown.take().and_then(|shown| shown.despite_notice);
        let sent = self.paper_queued(at, PaperId::Notice(meeting), version, message_id);
        (sent.told, sent.despite_notice) = (Some(Box::new(told)), despite_notice);
        if let Some(plan) = self.plans.get_mut(&meeting) {
            plan.moved_because = None;
        }
    }

    pub(super) fn moved_by_rules_told(&mut self, meeting: u32, starts_at: DateTime<Utc>) {
        if let Some(plan) = self.plans.get_mut(&meeting) {
            plan.told_of_rules = Some(starts_at);
        }
    }

    pub(super) fn meeting_neared(&mut self, meeting: u32, ahead: Ahead) {
        if let Some(plan) = self.plans.get_mut(&meeting) {
            plan.reminded = Some(ahead);
        }
    }
}

/// A zone that is no longer known stays readable as UTC; only a log of another program can have one.
fn zone_of(name: &str) -> Zone {
    name.parse().unwrap_or(Zone::UTC)
}
