//! Minutes: shown, edited, approved, sent: what comes of each command.

use crate::group::command::{Draft, LineRef, MinutesCommand, Request};
use crate::group::decision::Decision;
use crate::group::event::{Event, Kind, LineChange};
use crate::group::minutes::MinutesState;
use crate::group::person::Person;
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};

impl Group {
    pub(super) fn decide_minutes(&self, request: &Request, by: &Person, command: &MinutesCommand) -> Decided {
        let draft = request.gathered.draft.as_ref();
        match command {
            MinutesCommand::ShowMinutes { .. } => self.show_minutes(draft),
            MinutesCommand::ShowLines { .. } => draft.map(|_| Vec::new()).ok_or(Refusal::NoMinutes),
            MinutesCommand::ShowRemarks { .. } => draft.map(|_| Vec::new()).ok_or(Refusal::NoMinutes),
            MinutesCommand::TakeRemarks { numbers, .. } => self.take_remarks(numbers, draft),
            MinutesCommand::EditMinutes { line, change, .. } => self.edit_minutes(line, change, draft, request),
            MinutesCommand::ApproveMinutes { meeting } => match self.approved_by_meeting(*meeting)? {
                Some(events) => Ok(events),
                None => self.approve_minutes(by, draft),
            },
            MinutesCommand::SendMinutes { .. } => self.send_minutes(draft),
        }
    }

    fn show_minutes(&self, draft: Option<&Draft>) -> Decided {
        let draft = draft.ok_or(Refusal::NoMinutes)?;
        let shown = self.minutes.get(&draft.meeting).and_then(|state| state.shown.as_ref());
        if shown.is_some_and(|version| version.digest == draft.digest) || self.is_open(draft.meeting) {
            return Ok(Vec::new());
        }
        let (meeting, version) = (draft.meeting, self.version_of(draft));
        Ok(vec![Event::MinutesShown { meeting, version, digest: draft.digest.clone() }])
    }

    /// What was said without the floor goes into the minutes.
    fn take_remarks(&self, numbers: &[u32], draft: Option<&Draft>) -> Decided {
        let draft = draft.ok_or(Refusal::NoMinutes)?;
        let meeting = draft.meeting;
        let state = self.minutes.get(&meeting);
        if let Some(since) = state.and_then(|state| state.final_since) {
            return Err(Refusal::MinutesFinal { meeting, since: self.charter.zone.tell(since) });
        }
        let numbered =
            |number: &u32| draft.remarks.get(number).copied().ok_or(Refusal::NoSuchRemark { number: *number });
        let mut entries = numbers.iter().map(numbered).collect::<Result<Vec<u64>, Refusal>>()?;
        entries.retain(|entry| state.is_none_or(|state| !state.taken.contains(entry)));
        Ok(if entries.is_empty() { Vec::new() } else { vec![Event::RemarksTaken { meeting, entries }] })
    }

    /// `approve the minutes` in the next meeting: the group approves what the list has, and the record says so.
    fn approved_by_meeting(&self, named: Option<u32>) -> Result<Option<Vec<Event>>, Refusal> {
        let Some(open) = &self.meeting else { return Ok(None) };
        let last = self.minutes.keys().rev().find(|meeting| **meeting < open.number).copied();
        let Some(meeting) = last.filter(|last| named.is_none_or(|named| named == *last)) else { return Ok(None) };
        let Some(state) = self.minutes.get(&meeting) else { return Ok(None) };
        let sent = state.sent.iter().rfind(|sent| sent.is_standing());
        let Some(sent) = sent else {
            // Without a number the minutes of the open meeting cannot be meant.
            return if named.is_none() { Err(Refusal::MinutesNotSent { meeting }) } else { Ok(None) };
        };
        self.recording()?;
        let text = format!("the minutes of meeting {meeting} (version {}) are approved", sent.version);
        let is_recorded = |decision: &Decision| decision.id.meeting == open.number && decision.text() == text;
        if self.decisions.values().any(|decision| decision.is_kept() && is_recorded(decision)) {
            return Ok(Some(Vec::new()));
        }
        let number = open.decisions + 1;
        let decided = Event::DecisionRecorded { number, kind: Kind::Agreed, text, proposal: None };
        let is_final = state.final_since.is_some();
        let became_final = (!is_final).then_some(Event::MinutesBecameFinal { meeting });
        Ok(Some([decided].into_iter().chain(became_final).collect()))
    }

    fn approve_minutes(&self, by: &Person, draft: Option<&Draft>) -> Decided {
        let (state, version, meeting) = self.shown(draft)?;
        let has_approved =
            self.are_approved(state) || state.approvals.iter().any(|chair| self.is_one_person(chair, by));
        Ok(if has_approved { Vec::new() } else { vec![Event::MinutesApproved { meeting, version }] })
    }

    fn send_minutes(&self, draft: Option<&Draft>) -> Decided {
        let (state, version, meeting) = self.shown(draft)?;
        if self.charter.list.is_none() {
            return Err(Refusal::NoList);
        }
        if let Some(since) = state.final_since {
            return Err(Refusal::MinutesFinal { meeting, since: self.charter.zone.tell(since) });
        }
        match self.approvals_missing(state) {
            0 => {}
            _ if state.approvals.is_empty() => return Err(Refusal::MinutesNotApproved { version }),
            missing => return Err(Refusal::ApprovalsMissing { version, missing }),
        }
        let earlier = state.sent.iter().filter(|sent| sent.version == version);
        let mut standing = earlier.filter(|sent| sent.is_standing());
        if standing.next().is_some() {
            return Err(Refusal::MinutesSentAlready { version });
        }
        let message_id = format!("{}.{meeting}.minutes.{version}", self.charter.id);
        Ok(vec![Event::MinutesQueued { meeting, version, message_id }])
    }

    /// The version that was shown, if the record still says the same.
    fn shown(&self, draft: Option<&Draft>) -> Result<(&MinutesState, u32, u32), Refusal> {
        let draft = draft.ok_or(Refusal::NoMinutes)?;
        if self.is_open(draft.meeting) {
            return Err(Refusal::MeetingStillOpen { meeting: draft.meeting });
        }
        let state = self.minutes.get(&draft.meeting).ok_or(Refusal::MinutesNotShown)?;
        let version = state.shown.as_ref().ok_or(Refusal::MinutesNotShown)?;
        if version.digest != draft.digest {
            return Err(Refusal::MinutesChanged { version: version.number });
        }
        Ok((state, version.number, draft.meeting))
    }

    fn is_open(&self, number: u32) -> bool {
        self.meeting.as_ref().is_some_and(|meeting| meeting.number == number)
    }

    /// Whether two accounts are the same chair's, on one platform or two.
    fn is_one_person(&self, one: &Person, other: &Person) -> bool {
        let member = |person: &Person| {
            let account = person.account.as_ref()?;
            self.charter.members.iter().position(|member| member.accounts.contains(account))
        };
        one.is(other) || (member(one).is_some() && member(one) == member(other))
    }

    fn edit_minutes(&self, named: &LineRef, change: &LineChange, draft: Option<&Draft>, request: &Request) -> Decided {
        let line = request.gathered.line.as_ref();
        let meeting = draft.ok_or(Refusal::NoMinutes)?.meeting;
        if self.meeting.as_ref().is_some_and(|open| open.number == meeting) {
            return Err(Refusal::MeetingStillOpen { meeting });
        }
        let state = self.minutes.get(&meeting);
        if let Some(since) = state.and_then(|state| state.final_since) {
            return Err(Refusal::MinutesFinal { meeting, since: self.charter.zone.tell(since) });
        }
        refuse_numbered(change, request.gathered.numbered.as_deref())?;
        let line = line.ok_or(Refusal::NoSuchLine { place: named.to_string() })?.clone();
        let edits = state.map_or(&[] as &[_], |state| state.edits.as_slice());
        if edits.len() >= LIMITS.edits {
            return Err(Refusal::TooMany { what: "changes by hand", limit: LIMITS.edits });
        }
        let mut own = edits.iter().filter(|edit| edit.line == line);
        let is_new = match change {
            LineChange::AddedAfter(_) => true,
            LineChange::Reworded(_) | LineChange::Removed => own.all(|edit| edit.change != *change),
            LineChange::Restored => own.any(|edit| !matches!(edit.change, LineChange::AddedAfter(_))),
        };
        Ok(if is_new { vec![Event::MinutesEdited { meeting, line, change: change.clone() }] } else { Vec::new() })
    }
}

/// Words of decisions and actions are not changed in one place of the document only.
fn refuse_numbered(change: &LineChange, numbered: Option<&str>) -> Result<(), Refusal> {
    let is_of_line = matches!(change, LineChange::Reworded(_) | LineChange::Removed);
    match numbered.filter(|_| is_of_line) {
        Some(number) => Err(Refusal::LineOfRecord { number: number.to_owned(), remedy: remedy_of(number) }),
        None => Ok(()),
    }
}

fn remedy_of(number: &str) -> String {
    if number.starts_with('D') { format!("amend {number} = TEXT") } else { format!("action {number} = TEXT") }
}
