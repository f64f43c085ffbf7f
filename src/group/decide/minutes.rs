//! Minutes: shown, edited, approved, sent: what comes of each command.

use crate::group::command::{Draft, LineRef, MinutesCommand, Request};
use crate::group::decision::Decision;
use crate::group::event::{Event, Kind, LineChange};
use crate::group::paper::{Paper, PaperId};
use crate::group::person::Person;
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group};

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
            MinutesCommand::EnterApproval { chair, reason, .. } => {
                let (minutes, version, meeting) = self.shown(draft)?;
                let entered = self.entered_approval((minutes, by), (chair, reason), "!minutes approve")?;
                let approved = |elsewhere| Event::MinutesApproved { meeting, version, elsewhere: Some(elsewhere) };
                Ok(entered.map(approved).into_iter().collect())
            }
            MinutesCommand::WithdrawApproval { meeting } => {
                let last = || self.all_minutes().next_back().map(|(last, _)| last);
                let meeting = meeting.or_else(last).ok_or(Refusal::NoMinutes)?;
                self.withdraw_approval(PaperId::Minutes(meeting), by)
            }
            MinutesCommand::SendMinutes { .. } => self.send_minutes(draft),
        }
    }

    fn show_minutes(&self, draft: Option<&Draft>) -> Decided {
        let draft = draft.ok_or(Refusal::NoMinutes)?;
        let meeting = meeting_of(draft);
        let version = self.newly_shown(draft).filter(|_| !self.is_open(meeting));
        let shown = version.map(|version| Event::MinutesShown { meeting, version, digest: draft.digest.clone() });
        Ok(shown.into_iter().collect())
    }

    /// What was said without the floor goes into the minutes.
    fn take_remarks(&self, numbers: &[u32], draft: Option<&Draft>) -> Decided {
        let draft = draft.ok_or(Refusal::NoMinutes)?;
        self.refuse_final(draft.paper)?;
        let numbered =
            |number: &u32| draft.remarks.get(number).copied().ok_or(Refusal::NoSuchRemark { number: *number });
        let mut entries = numbers.iter().map(numbered).collect::<Result<Vec<u64>, Refusal>>()?;
        let taken = self.paper(draft.paper).map(|minutes| &minutes.taken);
        entries.retain(|entry| taken.is_none_or(|taken| !taken.contains(entry)));
        let meeting = meeting_of(draft);
        Ok(if entries.is_empty() { Vec::new() } else { vec![Event::RemarksTaken { meeting, entries }] })
    }

    /// The meeting whose minutes an approval is for that was given elsewhere. `None`: the latest. While a meeting is open,
    /// those of the one before it.
    pub fn approved_elsewhere(&self, named: Option<u32>) -> Option<u32> {
        let open = self.meeting.as_ref().map(|meeting| meeting.number);
        let before = open.and_then(|open| self.all_minutes().rev().find(|(meeting, _)| *meeting < open));
        named.or(before.map(|(meeting, _)| meeting))
    }

    /// `approve the minutes` in the next meeting: the group approves what the list has, and the record says so.
    fn approved_by_meeting(&self, named: Option<u32>) -> Result<Option<Vec<Event>>, Refusal> {
        let Some(open) = &self.meeting else { return Ok(None) };
        let last = self.all_minutes().rev().find(|(meeting, _)| *meeting < open.number);
        let last = last.filter(|(last, _)| named.is_none_or(|named| named == *last));
        let Some((meeting, minutes)) = last else { return Ok(None) };
        let Some(sent) = minutes.last_standing() else {
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
        let is_final = minutes.final_since.is_some();
        let became_final = (!is_final).then_some(Event::MinutesBecameFinal { meeting });
        Ok(Some([decided].into_iter().chain(became_final).collect()))
    }

    fn approve_minutes(&self, by: &Person, draft: Option<&Draft>) -> Decided {
        let (minutes, version, meeting) = self.shown(draft)?;
        let is_new = self.is_new_approval(minutes, by);
        Ok(if is_new { vec![Event::MinutesApproved { meeting, version, elsewhere: None }] } else { Vec::new() })
    }

    fn send_minutes(&self, draft: Option<&Draft>) -> Decided {
        let (minutes, version, meeting) = self.shown(draft)?;
        self.refuse_sending(PaperId::Minutes(meeting), minutes, version)?;
        let message_id = format!("{}.{meeting}.minutes.{version}", self.charter.id);
        Ok(vec![Event::MinutesQueued { meeting, version, message_id }])
    }

    /// The version that was shown, if the meeting is over and the record still says the same.
    fn shown(&self, draft: Option<&Draft>) -> Result<(&Paper, u32, u32), Refusal> {
        let draft = draft.ok_or(Refusal::NoMinutes)?;
        let meeting = meeting_of(draft);
        if self.is_open(meeting) {
            return Err(Refusal::MeetingStillOpen { meeting });
        }
        let (minutes, version) = self.as_shown(draft)?;
        Ok((minutes, version, meeting))
    }

    fn is_open(&self, number: u32) -> bool {
        self.meeting.as_ref().is_some_and(|meeting| meeting.number == number)
    }

    fn edit_minutes(&self, named: &LineRef, change: &LineChange, draft: Option<&Draft>, request: &Request) -> Decided {
        let meeting = meeting_of(draft.ok_or(Refusal::NoMinutes)?);
        if self.is_open(meeting) {
            return Err(Refusal::MeetingStillOpen { meeting });
        }
        let paper = PaperId::Minutes(meeting);
        self.refuse_final(paper)?;
        refuse_numbered(change, request.gathered.numbered.as_deref())?;
        let line = request.gathered.line.clone().ok_or(Refusal::NoSuchLine { place: named.to_string() })?;
        let is_new = self.is_new_edit(paper, &line, change)?;
        Ok(if is_new { vec![Event::MinutesEdited { meeting, line, change: change.clone() }] } else { Vec::new() })
    }
}

/// The meeting whose minutes a draft has.
fn meeting_of(draft: &Draft) -> u32 {
    let (PaperId::Minutes(number) | PaperId::Notice(number) | PaperId::Report(number) | PaperId::ListProposal(number)) =
        draft.paper;
    number
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
