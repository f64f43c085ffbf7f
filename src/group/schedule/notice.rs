//! Telling the list: first shown, then sent exactly so, and in time.

use chrono::{DateTime, Utc};

use super::Planned;
use crate::group::command::Draft;
use crate::group::event::Event;
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group};

impl Group {
    pub(in crate::group) fn show_notice(
        &self,
        at: DateTime<Utc>,
        meeting: Option<u32>,
        despite_notice: Option<&str>,
        draft: Option<&Draft>,
    ) -> Decided {
        let plan = self.announceable(at, self.to_show(meeting))?;
        let despite_notice = despite_notice.filter(|_| self.is_late(plan, at)).map(str::to_owned);
        if despite_notice.is_none() {
            self.refuse_late(plan, at)?;
        }
        let digest = draft.ok_or(Refusal::NothingPlanned)?.digest.clone();
        let is_shown =
            plan.shown.as_ref().is_some_and(|shown| shown.digest == digest && shown.despite_notice == despite_notice);
        let meeting = plan.meeting;
        Ok(if is_shown { Vec::new() } else { vec![Event::NoticeShown { meeting, digest, despite_notice }] })
    }

    pub(in crate::group) fn send_notice(
        &self,
        at: DateTime<Utc>,
        meeting: Option<u32>,
        draft: Option<&Draft>,
    ) -> Decided {
        let plan = self.announceable(at, self.to_send(meeting))?;
        let draft = draft.ok_or(Refusal::NothingPlanned)?;
        let shown = plan.shown.as_ref().ok_or(Refusal::NoticeNotShown)?;
        if shown.despite_notice.is_none() {
            self.refuse_late(plan, at)?;
        }
        if shown.digest != draft.digest {
            return Err(Refusal::NoticeChanged);
        }
        Ok(vec![Event::NoticeQueued { meeting: plan.meeting, message_id: self.notice_id(plan) }])
    }

    /// Left part of the Message-ID that the next mail about a meeting has.
    pub fn notice_id(&self, plan: &Planned) -> String {
        format!("{}.{}.notice.{}", self.charter.id, plan.meeting, plan.sequence())
    }

    /// Whether the group's notice can no longer be kept. Only a time that the list does not know needs notice.
    pub fn is_late(&self, plan: &Planned, at: DateTime<Utc>) -> bool {
        plan.is_newly_timed() && at > self.last_moment(plan)
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
        let is_open = |plan: &&Planned| plan.shown.is_some() && self.is_untold(plan);
        let shown = || self.plans.values().filter(is_open).max_by_key(|plan| plan.shown.as_ref().map(|shown| shown.at));
        self.to_show(meeting).filter(|_| meeting.is_some()).or_else(shown).or_else(|| self.to_announce())
    }

    fn announceable<'a>(&self, at: DateTime<Utc>, plan: Option<&'a Planned>) -> Result<&'a Planned, Refusal> {
        let plan = plan.ok_or(Refusal::NothingPlanned)?;
        if self.charter.list.is_none() {
            return Err(Refusal::NoList);
        }
        if !self.is_untold(plan) {
            return Err(Refusal::NothingToAnnounce { meeting: plan.meeting });
        }
        if plan.is_newly_timed() && plan.starts_at() <= at {
            return Err(Refusal::TimePast { when: plan.zone.tell(plan.starts_at()) });
        }
        Ok(plan)
    }

    fn refuse_late(&self, plan: &Planned, at: DateTime<Utc>) -> Result<(), Refusal> {
        if !self.is_late(plan, at) {
            return Ok(());
        }
        let next = self.next_in_time(plan, at);
        let is_first = self.to_announce().is_some_and(|first| first.meeting == plan.meeting);
        Err(Refusal::TooLateToAnnounce {
            which: if is_first { String::new() } else { format!(" {}", plan.meeting) },
            meeting: plan.meeting,
            days: self.charter.notice_days,
            last: self.charter.zone.tell(self.last_moment(plan)),
            next: format!("{} {}", next.format("%Y-%m-%d %H:%M"), plan.zone),
        })
    }
}
