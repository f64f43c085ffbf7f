//! The life of papers, and what becomes of the mails that carry them.

use chrono::{DateTime, Utc};

use super::Metadata;
use crate::group::Group;
use crate::group::event::{DELETED, Digest, Elsewhere, LineChange, LineKey};
use crate::group::paper::{Approval, Delivery, Entered, LineEdit, PaperId, Sent, Version};

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

    pub(super) fn paper_approved(
        &mut self,
        metadata: Metadata<'_>,
        id: PaperId,
        version: u32,
        elsewhere: Option<&Elsewhere>,
    ) {
        let Metadata { seq: entry, by, .. } = metadata;
        let paper = self.papers.entry(id).or_default();
        let is_shown = paper.shown.as_ref().is_some_and(|shown| shown.number == version);
        let chair = elsewhere.map(|elsewhere| &elsewhere.chair).or(by).filter(|_| is_shown).cloned();
        let entered = elsewhere.map(|elsewhere| Entered { by: by.cloned(), reason: elsewhere.reason.clone() });
        paper.approvals.extend(chair.map(|chair| Approval { entry, chair, entered, is_withdrawn: false }));
    }

    pub(super) fn withdraw_approval_entry(&mut self, entry: u64) {
        let approvals = self.papers.values_mut().flat_map(|paper| &mut paper.approvals);
        approvals.filter(|approval| approval.entry == entry).for_each(|approval| approval.is_withdrawn = true);
    }

    /// Takes out how an approval was given; that it was given stays, as that of a chair who typed it does.
    pub(super) fn redact_approval(&mut self, entry: u64) {
        let approvals = self.papers.values_mut().flat_map(|paper| &mut paper.approvals);
        let entered =
            approvals.filter(|approval| approval.entry == entry).filter_map(|approval| approval.entered.as_mut());
        entered.for_each(|entered| DELETED.clone_into(&mut entered.reason));
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
