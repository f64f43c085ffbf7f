//! Telling the list: first shown, then sent exactly so, and in time.

use chrono::{DateTime, Utc};

use super::Planned;
use crate::group::Group;

impl Group {
    /// Left part of the Message-ID that the next mail about a meeting has.
    pub fn notice_id(&self, plan: &Planned) -> String {
        format!("{}.{}.notice.{}", self.charter.id, plan.meeting, self.sequence(plan))
    }

    /// The meeting whose mail is shown: the one that is named, else [`Group::to_announce`].
    pub fn to_show(&self, meeting: Option<u32>) -> Option<&Planned> {
        match meeting {
            Some(number) => self.plans.get(&number),
            None => self.to_announce(),
        }
    }

    /// The meeting whose mail is sent: the one that is named, else the one whose mail was shown last.
    pub fn to_send(&self, meeting: Option<u32>) -> Option<&Planned> {
        let shown_at = |plan: &Planned| Some(self.notice(plan)?.shown.as_ref()?.at);
        let is_open = |plan: &&Planned| shown_at(plan).is_some() && self.is_untold(plan);
        let shown = || self.plans.values().filter(is_open).max_by_key(|plan| shown_at(plan));
        self.to_show(meeting).filter(|_| meeting.is_some()).or_else(shown).or_else(|| self.to_announce())
    }

    /// Whether the group's notice can no longer be kept. Only a time that the list does not know needs notice.
    pub fn is_late(&self, plan: &Planned, at: DateTime<Utc>) -> bool {
        self.is_newly_timed(plan) && at > self.last_moment(plan)
    }
}
