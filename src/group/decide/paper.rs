//! What every paper goes by: shown before it is approved, approved before it is sent, and sent exactly as it was shown.

use crate::group::command::Draft;
use crate::group::event::{Elsewhere, Event, LineChange, LineKey};
use crate::group::naming::pick;
use crate::group::paper::{Approval, Paper, PaperId};
use crate::group::person::{AccountId, Person, Role};
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};
use crate::text::join_and;

impl Group {
    /// The number under which a draft is shown. `None`: exactly this was shown last.
    pub(super) fn newly_shown(&self, draft: &Draft) -> Option<u32> {
        let shown = self.paper(draft.paper).and_then(|paper| paper.shown.as_ref());
        let is_same = shown.is_some_and(|shown| shown.digest == draft.digest);
        (!is_same).then(|| self.version_of(draft))
    }

    /// The version that was shown last, if the record still says the same.
    pub(super) fn as_shown(&self, draft: &Draft) -> Result<(&Paper, u32), Refusal> {
        let body = self.body_of(draft.paper);
        let not_shown = || match body.clone() {
            Some(body) => Refusal::ReportNotShown { body },
            None => Refusal::MinutesNotShown,
        };
        let paper = self.paper(draft.paper).ok_or_else(not_shown)?;
        let shown = paper.shown.as_ref().ok_or_else(not_shown)?;
        let version = shown.number;
        match body.clone().filter(|_| shown.digest != draft.digest) {
            Some(body) => Err(Refusal::ReportChanged { version, body }),
            None if shown.digest != draft.digest => Err(Refusal::MinutesChanged { version }),
            None => Ok((paper, version)),
        }
    }

    /// To which body a paper goes, if it is a report.
    fn body_of(&self, id: PaperId) -> Option<String> {
        match id {
            PaperId::Report(number) => self.reports.get(&number).map(|report| report.body.clone()),
            PaperId::Minutes(_) | PaperId::Notice(_) | PaperId::ListProposal(_) => None,
        }
    }

    /// Whether a chair's approval adds to those that a paper has.
    pub(super) fn is_new_approval(&self, paper: &Paper, by: &Person) -> bool {
        !self.are_approved(paper) && !paper.standing_approvals().any(|known| self.is_one_person(&known.chair, by))
    }

    /// An approval that a chair gave elsewhere, as the person `by` enters it; `own` is how that person approves. `None`: the
    /// version has it, or needs no more.
    pub(super) fn entered_approval(
        &self,
        (paper, by): (&Paper, &Person),
        (typed, reason): (&str, &str),
        own: &str,
    ) -> Result<Option<Elsewhere>, Refusal> {
        let chair = self.chair_called(by, typed)?;
        if self.is_one_person(&chair, by) {
            return Err(Refusal::OwnApproval { command: own.to_owned() });
        }
        let is_new = self.is_new_approval(paper, &chair);
        Ok(is_new.then(|| Elsewhere { chair, reason: reason.to_owned() }))
    }

    /// The chair of the group who is meant by a name or an account.
    fn chair_called(&self, by: &Person, typed: &str) -> Result<Person, Refusal> {
        let accounts = self.charter.chairs.iter();
        let shared = self.meeting.iter().flat_map(|meeting| &meeting.chairs).filter_map(|chair| chair.account.as_ref());
        let person = |account: &AccountId| {
            let met = self.latest_meeting().and_then(|meeting| meeting.people.get(account.0.as_str()));
            let shown = self.around.shown.get(account).map_or_else(|| account.local_part(), String::as_str);
            met.map_or_else(|| self.person(account, shown), |person| Person::clone(person))
        };
        let chairs: Vec<Person> = accounts.chain(shared).map(person).collect();
        let is_chair =
            |person: &Person| person.account.as_ref().is_some_and(|account| self.role_of(account) == Role::Chair);
        let named = pick(typed, chairs.iter().map(|chair| (chair, chair)))?.cloned();
        let known = || self.account_seen(typed).or_else(|| self.find_exactly(by, typed));
        let found = named.or_else(known).ok_or_else(|| Refusal::UnknownPerson { typed: typed.to_owned() })?;
        if is_chair(&found) {
            return Ok(found);
        }
        let chairs: Vec<String> = chairs.into_iter().map(|chair| chair.name).collect();
        Err(Refusal::NotAChair { name: found.name, chairs: join_and(&chairs) })
    }

    /// Takes back the last approval of the version that was shown last which a person gave or entered.
    pub(super) fn withdraw_approval(&self, id: PaperId, by: &Person) -> Decided {
        let none = || Refusal::NoApproval;
        let paper = self.paper(id).ok_or_else(none)?;
        let is_own = |approval: &&Approval| {
            let entered_by = approval.entered.as_ref().and_then(|entered| entered.by.as_ref());
            self.is_one_person(&approval.chair, by) || entered_by.is_some_and(|entered| self.is_one_person(entered, by))
        };
        let approval = paper.standing_approvals().rev().find(is_own).ok_or_else(none)?;
        let version = paper.shown.as_ref().map_or(0, |shown| shown.number);
        if paper.standing().any(|sent| sent.version == version) {
            return Err(Refusal::ApprovalSent { version });
        }
        Ok(vec![Event::Withdrawn { entry: approval.entry }])
    }

    /// Refuses a paper that the list cannot have, lacks approvals or was sent as it is.
    pub(super) fn refuse_sending(&self, id: PaperId, paper: &Paper, version: u32) -> Result<(), Refusal> {
        if self.charter.list.is_none() {
            return Err(Refusal::NoList);
        }
        self.refuse_final(id)?;
        let has_some = paper.standing_approvals().next().is_some();
        match (self.approvals_missing(paper), self.body_of(id)) {
            (0, _) => {}
            (_, None) if !has_some => return Err(Refusal::MinutesNotApproved { version }),
            (_, Some(body)) if !has_some => return Err(Refusal::ReportNotApproved { version, body }),
            (missing, None) => return Err(Refusal::ApprovalsMissing { version, missing }),
            (missing, Some(body)) => return Err(Refusal::ReportApprovalsMissing { version, missing, body }),
        }
        let is_sent = paper.standing().any(|sent| sent.version == version);
        if is_sent { Err(Refusal::MinutesSentAlready { version }) } else { Ok(()) }
    }

    /// Refuses to change what is final.
    pub(super) fn refuse_final(&self, id: PaperId) -> Result<(), Refusal> {
        let (PaperId::Minutes(meeting)
        | PaperId::Notice(meeting)
        | PaperId::Report(meeting)
        | PaperId::ListProposal(meeting)) = id;
        match self.paper(id).and_then(|paper| paper.final_since) {
            Some(since) => Err(Refusal::MinutesFinal { meeting, since: self.charter.zone.tell(since) }),
            None => Ok(()),
        }
    }

    /// Whether a change by hand of a line that the draft has changes anything.
    pub(super) fn is_new_edit(&self, id: PaperId, line: &LineKey, change: &LineChange) -> Result<bool, Refusal> {
        self.refuse_final(id)?;
        let edits = self.paper(id).map(|paper| paper.edits.as_slice()).unwrap_or_default();
        if edits.len() >= LIMITS.edits {
            return Err(Refusal::TooMany { what: "changes by hand", limit: LIMITS.edits });
        }
        let mut own = edits.iter().filter(|edit| edit.line == *line);
        Ok(match change {
            LineChange::AddedAfter(_) => true,
            LineChange::Reworded(_) | LineChange::Removed => own.all(|edit| edit.change != *change),
            LineChange::Restored => own.any(|edit| !matches!(edit.change, LineChange::AddedAfter(_))),
        })
    }

    /// Whether two accounts are the same chair's, on one platform or two.
    pub(in crate::group) fn is_one_person(&self, one: &Person, other: &Person) -> bool {
        let member = |person: &Person| {
            let account = person.account.as_ref()?;
            self.charter.members.iter().position(|member| member.accounts.contains(account))
        };
        one.is(other) || (member(one).is_some() && member(one) == member(other))
    }
}
