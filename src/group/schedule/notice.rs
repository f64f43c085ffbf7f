//! Telling the list: first shown, then sent exactly so, and in time.

use chrono::{DateTime, Utc};

use super::Planned;
use crate::group::Group;

impl Group {
    /// Left part of the Message-ID that the next mail about a meeting has.
    pub fn notice_id(&self, plan: &Planned) -> String {
        format!("{}.{}.notice.{}", self.charter.id, plan.meeting, plan.sequence())
    }

    /// Whether the group's notice can no longer be kept. Only a time that the list does not know needs notice.
    pub fn is_late(&self, plan: &Planned, at: DateTime<Utc>) -> bool {
        plan.is_newly_timed() && at > self.last_moment(plan)
    }
}
