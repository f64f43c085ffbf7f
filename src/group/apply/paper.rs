//! The life of papers, and what becomes of the mails that carry them.

use chrono::{DateTime, Utc};

use super::Metadata;
use crate::group::Group;
use crate::group::event::{Digest, LineChange, LineKey};
use crate::group::paper::{Delivery, LineEdit, PaperId, Sent, Version};
use crate::group::person::Person;

impl Group {
    pub(super) fn paper_shown(&mut self, at: DateTime<Utc>, id: PaperId, version: u32, digest: &Digest) {
        let paper = self.papers.entry(id).or_default();
        paper.approvals.clear();
        paper.shown = Some(Version { number: version, digest: digest.clone(), at, despite_notice: None });
    }

    pub(super) fn paper_edited(&mut self, metadata: Metadata<'_>, id: PaperId, line: &LineKey, change: &LineChange) {
        let Metadata { seq, by, .. } = metadata;
        let edit = LineEdit { entry: seq, by: by.cloned(), line: line.clone(), change: change.clone() };
        self.papers.entry(id).or_default().edit(edit);
    }

    pub(super) fn remarks_taken(&mut self, meeting: u32, entries: &[u64]) {
        self.papers.entry(PaperId::Minutes(meeting)).or_default().taken.extend(entries);
    }

    pub(super) fn paper_approved(&mut self, by: Option<&Person>, id: PaperId, version: u32) {
        let paper = self.papers.entry(id).or_default();
        let is_shown = paper.shown.as_ref().is_some_and(|shown| shown.number == version);
        paper.approvals.extend(by.filter(|_| is_shown).cloned());
    }

    /// Puts the mail that carries a version into the paper's list and returns it.
    pub(super) fn paper_queued(&mut self, at: DateTime<Utc>, id: PaperId, version: u32, message_id: &str) -> &mut Sent {
        let sent = &mut self.papers.entry(id).or_default().sent;
        sent.push(Sent {
            version,
            message_id: message_id.to_owned(),
            state: Delivery::Queued,
            queued_at: at,
            handed_over_at: None,
            despite_notice: None,
            told: None,
        });
        let last = sent.len() - 1;
        &mut sent[last]
    }

    pub(super) fn paper_became_final(&mut self, at: DateTime<Utc>, id: PaperId) {
        self.papers.entry(id).or_default().final_since = Some(at);
    }

    pub(super) fn mail_handed_over(&mut self, at: DateTime<Utc>, message_id: &str) {
        self.set_delivery(message_id, &Delivery::Queued, Delivery::HandedOver);
        self.mails_mut(message_id).for_each(|sent| sent.handed_over_at = Some(at));
    }

    pub(super) fn mail_seen(&mut self, message_id: &str) {
        self.set_delivery(message_id, &Delivery::HandedOver, Delivery::Seen);
    }

    pub(super) fn mail_refused(&mut self, message_id: &str, reason: &str) {
        self.set_delivery(message_id, &Delivery::Queued, Delivery::Refused { reason: reason.to_owned() });
    }

    pub(super) fn mail_withdrawn(&mut self, message_id: &str) {
        self.set_delivery(message_id, &Delivery::Queued, Delivery::Withdrawn);
    }

    /// Moves a mail from one state to the next.
    fn set_delivery(&mut self, message_id: &str, before: &Delivery, state: Delivery) {
        if let Some(sent) = self.mails_mut(message_id).find(|sent| sent.state == *before) {
            sent.state = state;
        }
    }

    /// The mail of a Message-ID; of two with the same, which only an old log can have, both.
    fn mails_mut<'a>(&'a mut self, message_id: &'a str) -> impl Iterator<Item = &'a mut Sent> {
        let all = self.papers.values_mut().flat_map(|paper| &mut paper.sent);
        all.filter(move |sent| sent.message_id == message_id)
    }
}
