//! How a meeting opens, pauses and ends.

use chrono::{DateTime, Utc};

use super::Metadata;
use crate::group::Group;
use crate::group::agenda::ItemState;
use crate::group::meeting::Meeting;
use crate::group::person::Person;
use crate::group::sessions::Held;

impl Group {
    pub(super) fn meeting_started(&mut self, metadata: Metadata<'_>, number: u32, title: Option<&str>) {
        let Metadata { seq, at, by, .. } = metadata;
        let mut meeting = Meeting::new(number, title.map(str::to_owned), at, by.cloned(), seq);
        // What is collected for a planned meeting waits for it while an extra one is held.
        let is_extra = self.planned().is_some_and(|plan| plan.meeting != number);
        if !is_extra {
            meeting.agenda = std::mem::take(&mut self.draft_agenda);
            meeting.regrets = std::mem::take(&mut self.draft_regrets);
            self.mailbox.expected.clear();
            meeting.came_by_mail = std::mem::take(&mut self.mailbox.came);
            self.record_drafts(&mut meeting);
        }
        if let Some(by) = by {
            meeting.meet(by);
            meeting.chairs.push(by.clone());
            meeting.all_chairs.push(by.clone());
        }
        self.finished = None;
        self.last_meeting = Some(number);
        self.hold_plan(number);
        self.meeting = Some(meeting);
    }

    pub(super) fn meeting_ended(&mut self, seq: u64, at: DateTime<Utc>, by: Option<&Person>) {
        let Some(mut meeting) = self.meeting.take() else { return };
        meeting.ended_at = Some(at);
        meeting.last_entry = Some(seq);
        meeting.ended_by = by.cloned();
        self.ended.push((seq, at));
        meeting.end_turns(at);
        if let Some(open) = meeting.agenda.open {
            meeting.agenda.close(open, ItemState::Unfinished, at);
        }
        if let Some(poll) = meeting.polls.last_mut() {
            poll.is_open = false;
        }
        if meeting.second_session.is_some() {
            let outcomes = meeting.items_with_outcome();
            meeting.agenda.end_again(&outcomes);
        }
        self.held.push(Held {
            meeting: meeting.number,
            sittings: meeting.sittings(at),
            is_twin: meeting.second_session.is_some(),
        });
        meeting.next = self.next_planned();
        // What is left of an extra meeting comes after what is collected for the planned one.
        let is_extra = self.planned().is_some_and(|plan| plan.meeting <= meeting.number);
        let carried = meeting.agenda.carried_over();
        if is_extra {
            self.draft_agenda.append(&carried);
        } else {
            self.draft_agenda = carried;
        }
        self.finished = Some(meeting);
    }

    /// The last meeting goes on: the time in between was a recess, and what was collected for the next one is its own.
    pub(super) fn meeting_reopened(&mut self, at: DateTime<Utc>) {
        let Some(mut meeting) = self.finished.take() else { return };
        meeting.last_entry = None;
        self.ended.pop();
        self.held.pop();
        if let Some(ended) = meeting.ended_at.take() {
            meeting.recesses.push((ended, at));
            meeting.extend_window(at - ended);
        }
        meeting.agenda.resume(at);
        let known: Vec<u64> = meeting.agenda.items.values().map(|item| item.entry).collect();
        let draft = std::mem::take(&mut self.draft_agenda);
        if self.planned().is_some() {
            self.draft_agenda = draft.without(&known);
        } else {
            meeting.agenda.append(&draft.without(&known));
            self.record_drafts(&mut meeting);
        }
        self.meeting = Some(meeting);
    }

    pub(super) fn recess_began(&mut self, at: DateTime<Utc>, until: Option<DateTime<Utc>>) {
        if let Some(meeting) = &mut self.meeting {
            meeting.begin_recess(at, until);
        }
    }

    pub(super) fn recess_ended(&mut self, at: DateTime<Utc>) {
        if let Some(meeting) = &mut self.meeting {
            meeting.end_recess(at);
        }
    }

    pub(super) fn second_session_opened(&mut self, at: DateTime<Utc>) {
        if let Some(meeting) = &mut self.meeting {
            meeting.begin_second_session(at);
        }
    }

    pub(super) fn record_suspended(&mut self, at: DateTime<Utc>) {
        let Some(meeting) = &mut self.meeting else { return };
        meeting.is_off_record = true;
        meeting.off_since = Some(at);
    }

    pub(super) fn record_resumed(&mut self, at: DateTime<Utc>) {
        let Some(meeting) = &mut self.meeting else { return };
        meeting.is_off_record = false;
        if let Some(since) = meeting.off_since.take() {
            meeting.off_spans.push((since, at));
            meeting.extend_window(at - since);
        }
    }
}
