//! How plans and mails about them change the group.

use chrono::{DateTime, Utc};

use crate::group::Group;
use crate::group::event::{DELETED, Digest, Entry, Event};
use crate::group::minutes::Delivery;
use crate::group::schedule::{Notice, PlanState, Planned, ShownNotice};
use crate::time::Zone;

impl Group {
    pub(super) fn apply_schedule(&mut self, entry: &Entry) {
        match &entry.event {
            Event::MeetingPlanned { meeting, start, zone, secs, title } => {
                let plan = Planned {
                    meeting: *meeting,
                    title: title.clone(),
                    start: *start,
                    zone: zone_of(zone),
                    secs: *secs,
                    join_link: None,
                    state: PlanState::Standing,
                    entry: entry.seq,
                    timed_at: entry.at,
                    moved_because: None,
                    shown: None,
                    notices: Vec::new(),
                    reminded: None,
                };
                self.plans.insert(*meeting, plan);
            }
            Event::MeetingMoved { meeting, start, zone, secs, reason } => {
                let Some(plan) = self.plans.get_mut(meeting) else { return };
                (plan.start, plan.zone, plan.secs) = (*start, zone_of(zone), *secs);
                plan.moved_because.clone_from(reason);
                (plan.timed_at, plan.reminded) = (entry.at, None);
            }
            Event::MeetingCancelled { meeting, reason } => {
                let Some(plan) = self.plans.get_mut(meeting) else { return };
                plan.state = PlanState::Cancelled { reason: reason.clone() };
            }
            Event::JoinLinkSet { meeting, link } => {
                let Some(plan) = self.plans.get_mut(meeting) else { return };
                plan.join_link.clone_from(link);
            }
            Event::NoticeShown { meeting, digest, despite_notice } => {
                self.show_to_chair(*meeting, entry.at, digest, despite_notice.as_deref());
            }
            Event::NoticeQueued { meeting, message_id } => self.queue_notice(*meeting, message_id, entry),
            Event::MeetingNeared { meeting, ahead } => {
                if let Some(plan) = self.plans.get_mut(meeting) {
                    plan.reminded = Some(*ahead);
                }
            }
            _ => {}
        }
    }

    fn show_to_chair(&mut self, meeting: u32, at: DateTime<Utc>, digest: &Digest, despite_notice: Option<&str>) {
        if let Some(plan) = self.plans.get_mut(&meeting) {
            // A mail whose reason was deleted has to be looked at again.
            let is_whole = despite_notice != Some(DELETED);
            let despite_notice = despite_notice.map(str::to_owned);
            plan.shown = is_whole.then(|| ShownNotice { at, digest: digest.clone(), despite_notice });
        }
    }

    fn queue_notice(&mut self, meeting: u32, message_id: &str, entry: &Entry) {
        let Some(told) = self.plans.get(&meeting).map(|plan| self.to_tell(plan)) else { return };
        let Some(plan) = self.plans.get_mut(&meeting) else { return };
        let shown = plan.shown.take();
        plan.notices.push(Notice {
            message_id: message_id.to_owned(),
            state: Delivery::Queued,
            queued_at: entry.at,
            despite_notice: shown.and_then(|shown| shown.despite_notice),
            told,
        });
        plan.moved_because = None;
    }
}

/// A zone that is no longer known stays readable as UTC; only a log of another program can have one.
fn zone_of(name: &str) -> Zone {
    name.parse().unwrap_or(Zone::UTC)
}
