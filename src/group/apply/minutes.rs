//! The life of minutes, and what becomes of mails.

use chrono::{DateTime, Utc};

use super::Metadata;
use crate::group::Group;
use crate::group::event::{Digest, LineChange, LineKey};
use crate::group::minutes::LineEdit;
use crate::group::minutes::{Delivery, Sent, Version};
use crate::group::person::Person;

impl Group {
    pub(super) fn minutes_shown(&mut self, meeting: u32, version: u32, digest: &Digest) {
        let state = self.minutes.entry(meeting).or_default();
        state.approvals.clear();
        state.shown = Some(Version { number: version, digest: digest.clone() });
    }

    pub(super) fn minutes_edited(&mut self, metadata: Metadata<'_>, meeting: u32, line: &LineKey, change: &LineChange) {
        let Metadata { seq, by, .. } = metadata;
        let edit = LineEdit { entry: seq, by: by.cloned(), line: line.clone(), change: change.clone() };
        self.minutes.entry(meeting).or_default().edit(edit);
    }

    pub(super) fn remarks_taken(&mut self, meeting: u32, entries: &[u64]) {
        self.minutes.entry(meeting).or_default().taken.extend(entries);
    }

    pub(super) fn minutes_approved(&mut self, by: Option<&Person>, meeting: u32, version: u32) {
        let state = self.minutes.entry(meeting).or_default();
        let is_shown = state.shown.as_ref().is_some_and(|shown| shown.number == version);
        state.approvals.extend(by.filter(|_| is_shown).cloned());
    }

    pub(super) fn minutes_queued(&mut self, meeting: u32, version: u32, message_id: &str) {
        let message_id = message_id.to_owned();
        let sent = Sent { version, message_id, state: Delivery::Queued, handed_over_at: None };
        self.minutes.entry(meeting).or_default().sent.push(sent);
    }

    pub(super) fn minutes_became_final(&mut self, at: DateTime<Utc>, meeting: u32) {
        self.minutes.entry(meeting).or_default().final_since = Some(at);
    }

    pub(super) fn mail_handed_over(&mut self, at: DateTime<Utc>, message_id: &str) {
        self.set_delivery(message_id, &Delivery::Queued, &Delivery::HandedOver);
        let all = self.minutes.values_mut().flat_map(|minutes| &mut minutes.sent);
        all.filter(|sent| sent.message_id == message_id).for_each(|sent| sent.handed_over_at = Some(at));
    }

    pub(super) fn mail_seen(&mut self, message_id: &str) {
        self.set_delivery(message_id, &Delivery::HandedOver, &Delivery::Seen);
    }

    pub(super) fn mail_refused(&mut self, message_id: &str, reason: &str) {
        self.set_delivery(message_id, &Delivery::Queued, &Delivery::Refused { reason: reason.to_owned() });
    }

    pub(super) fn mail_withdrawn(&mut self, message_id: &str) {
        self.set_delivery(message_id, &Delivery::Queued, &Delivery::Withdrawn);
    }

    /// Moves a mail, of minutes or about a planned meeting, from one state to the next.
    fn set_delivery(&mut self, message_id: &str, before: &Delivery, state: &Delivery) {
        let minutes = self.minutes.values_mut().flat_map(|minutes| &mut minutes.sent);
        let minutes = minutes.map(|sent| (&sent.message_id, &mut sent.state));
        let notices = self.plans.values_mut().flat_map(|plan| &mut plan.notices);
        let all = minutes.chain(notices.map(|notice| (&notice.message_id, &mut notice.state)));
        for (_, found) in all.filter(|(id, found)| *id == message_id && **found == *before) {
            *found = state.clone();
        }
    }
}
