//! Meetings of parent bodies, and the reports to them: what comes of each command.

use chrono::NaiveDate;

use crate::group::charter::ParentMeeting;
use crate::group::command::{Draft, ReportCommand, Request};
use crate::group::event::Event;
use crate::group::mandate::{Conclusion, MandateChange};
use crate::group::paper::PaperId;
use crate::group::person::Person;
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};

impl Group {
    pub(super) fn decide_report(&self, request: &Request, by: &Person, command: &ReportCommand) -> Decided {
        let draft = request.gathered.draft.as_ref();
        let today = request.at.with_timezone(&self.charter.zone).date_naive();
        match command {
            ReportCommand::SetParentMeeting { body, opens, closes, place, instead_of } => {
                let meeting = ParentMeeting {
                    body: body.clone(),
                    opens: *opens,
                    closes: *closes,
                    place: place.clone(),
                    lead_months: None,
                };
                self.set_parent_meeting(today, &meeting, *instead_of)
            }
            ReportCommand::CancelParentMeeting { body, opens } => {
                let (body, opens) = (self.known_parent_meeting(body, *opens)?.body, *opens);
                Ok(vec![Event::ParentMeetingCancelled { body, opens }])
            }
            ReportCommand::ShowReports | ReportCommand::ShowMandate => Ok(Vec::new()),
            ReportCommand::ExtendGroup { until, reference } => self.extend_group(today, *until, reference.as_deref()),
            ReportCommand::ConcludeGroup { reference, on } => {
                // Another chair who confirms it means the same day.
                let known = self.mandate.conclusion().filter(|known| known.reference == *reference);
                let on = on.or(known.map(|known| known.on)).unwrap_or(today);
                self.conclude_group(by, reference, on)
            }
            ReportCommand::ResumeGroup { reason } => {
                self.mandate.conclusion().ok_or(Refusal::NotConcluded)?;
                Ok(vec![Event::MandateChanged { change: MandateChange::Resumed { reason: reason.clone() } }])
            }
            ReportCommand::ShowReport { body } => self.show_report(body, today, draft),
            ReportCommand::ShowReportLines { body } => draft.map(|_| Vec::new()).ok_or_else(|| no_parent_meeting(body)),
            ReportCommand::EditReport { body, line, change } => {
                let draft = draft.ok_or_else(|| no_parent_meeting(body))?;
                let key = request
                    .gathered
                    .line
                    .clone()
                    .ok_or(Refusal::NoSuchReportLine { place: line.to_string(), body: body.clone() })?;
                let is_new = self.is_new_edit(draft.paper, &key, change)?;
                let edited = Event::PaperEdited { paper: draft.paper, line: key, change: change.clone() };
                let begun = self.begun(draft, body, today)?;
                Ok(if is_new { begun.into_iter().chain([edited]).collect() } else { Vec::new() })
            }
            ReportCommand::ApproveReport { body } => {
                let draft = self.begun_draft(draft, body)?;
                let (paper, version) = self.as_shown(draft)?;
                let is_new = self.is_new_approval(paper, by);
                Ok(if is_new {
                    vec![Event::PaperApproved { paper: draft.paper, version, elsewhere: None }]
                } else {
                    Vec::new()
                })
            }
            ReportCommand::EnterReportApproval { body, chair, reason } => {
                let draft = self.begun_draft(draft, body)?;
                let (report, version) = self.as_shown(draft)?;
                let own = format!("!report approve {body}");
                let entered = self.entered_approval((report, by), (chair, reason), &own)?;
                let paper = draft.paper;
                let approved = |elsewhere| Event::PaperApproved { paper, version, elsewhere: Some(elsewhere) };
                Ok(entered.map(approved).into_iter().collect())
            }
            ReportCommand::WithdrawReportApproval { body } => {
                let (number, _) = self.report_ahead(body, today).ok_or_else(|| no_parent_meeting(body))?;
                self.withdraw_approval(PaperId::Report(number), by)
            }
            ReportCommand::SendReport { body } => {
                let draft = self.begun_draft(draft, body)?;
                let (paper, version) = self.as_shown(draft)?;
                self.refuse_sending(draft.paper, paper, version)?;
                let number = number_of(draft.paper);
                let message_id = format!("{}.report.{number}.{version}", self.charter.id);
                Ok(vec![Event::PaperQueued { paper: draft.paper, version, message_id }])
            }
            ReportCommand::DeliverReport { body, reference } => self.deliver_report(body, reference),
        }
    }

    fn set_parent_meeting(&self, today: NaiveDate, meeting: &ParentMeeting, instead_of: Option<NaiveDate>) -> Decided {
        let ParentMeeting { body, opens, closes, place, .. } = meeting;
        if let Some(before) = instead_of {
            self.known_parent_meeting(body, before)?;
        }
        if *opens < today {
            return Err(Refusal::TimePast { when: opens.to_string() });
        }
        if closes.is_some_and(|closes| closes < *opens) {
            return Err(Refusal::ClosesBefore);
        }
        if self.parent_changes.len() >= LIMITS.parent_meetings {
            return Err(Refusal::TooMany { what: "meetings of parent bodies", limit: LIMITS.parent_meetings });
        }
        let same = self.parent_meetings().into_iter().find(|known| known.body == *body && known.opens == *opens);
        if same.is_some_and(|known| known.closes == *closes && known.place == *place && instead_of.is_none()) {
            return Ok(Vec::new());
        }
        let (body, place) = (body.clone(), place.clone());
        Ok(vec![Event::ParentMeetingSet { body, opens: *opens, closes: *closes, place, instead_of }])
    }

    fn extend_group(&self, today: NaiveDate, until: NaiveDate, reference: Option<&str>) -> Decided {
        self.refuse_concluded()?;
        if until < today {
            return Err(Refusal::TimePast { when: until.to_string() });
        }
        let reference = reference.map(str::to_owned);
        let is_new = self.mandate.until() != Some((until, reference.as_deref()));
        let change = MandateChange::Extended { until, reference };
        Ok(if is_new { vec![Event::MandateChanged { change }] } else { Vec::new() })
    }

    /// Each chair says it once; the same again changes nothing.
    fn conclude_group(&self, by: &Person, reference: &str, on: NaiveDate) -> Decided {
        if let Some(open) = &self.meeting {
            return Err(Refusal::MeetingStillOpen { meeting: open.number });
        }
        self.refuse_concluded()?;
        let known = self.mandate.conclusion();
        let has_said = known.is_some_and(|known| {
            known.reference == reference && known.by.iter().any(|chair| self.is_one_person(chair, by))
        });
        let change = MandateChange::Concluded { reference: reference.to_owned(), on };
        Ok(if has_said { Vec::new() } else { vec![Event::MandateChanged { change }] })
    }

    /// A group that was concluded neither meets nor plans to.
    pub(super) fn refuse_concluded(&self) -> Result<(), Refusal> {
        match self.group_conclusion() {
            Some(Conclusion { reference, on, .. }) => Err(Refusal::GroupConcluded { reference, on: on.to_string() }),
            None => Ok(()),
        }
    }

    fn show_report(&self, body: &str, today: NaiveDate, draft: Option<&Draft>) -> Decided {
        let draft = draft.ok_or_else(|| no_parent_meeting(body))?;
        let Some(version) = self.newly_shown(draft) else { return Ok(Vec::new()) };
        let shown = Event::PaperShown { paper: draft.paper, version, digest: draft.digest.clone() };
        Ok(self.begun(draft, body, today)?.into_iter().chain([shown]).collect())
    }

    /// The draft of a report that has been shown before.
    fn begun_draft<'a>(&self, draft: Option<&'a Draft>, body: &str) -> Result<&'a Draft, Refusal> {
        let draft = draft.ok_or_else(|| no_parent_meeting(body))?;
        let is_begun = self.reports.contains_key(&number_of(draft.paper));
        if is_begun { Ok(draft) } else { Err(Refusal::ReportNotShown { body: body.to_owned() }) }
    }

    /// The entry that gives a report its number, where it has none yet.
    fn begun(&self, draft: &Draft, body: &str, today: NaiveDate) -> Result<Option<Event>, Refusal> {
        let report = number_of(draft.paper);
        if self.reports.contains_key(&report) {
            return Ok(None);
        }
        let meeting = self.parent_meeting(body, today).ok_or_else(|| no_parent_meeting(body))?;
        Ok(Some(Event::ReportBegun { report, body: meeting.body, opens: meeting.opens }))
    }

    fn deliver_report(&self, body: &str, reference: &str) -> Decided {
        let of_body = self.reports.iter().rfind(|(_, report)| report.body.eq_ignore_ascii_case(body));
        let is_sent =
            |number: u32| self.paper(PaperId::Report(number)).is_some_and(|paper| paper.last_standing().is_some());
        match of_body {
            Some((_, report)) if report.delivered.as_ref().is_some_and(|known| known.reference == reference) => {
                Ok(Vec::new())
            }
            Some((number, _)) if is_sent(*number) => {
                Ok(vec![Event::ReportDelivered { report: *number, reference: reference.to_owned() }])
            }
            Some(_) | None => Err(Refusal::ReportNotSent { body: body.to_owned() }),
        }
    }

    fn known_parent_meeting(&self, body: &str, opens: NaiveDate) -> Result<ParentMeeting, Refusal> {
        let mut all = self.parent_meetings().into_iter();
        let found = all.find(|meeting| meeting.body.eq_ignore_ascii_case(body) && meeting.opens == opens);
        found.ok_or_else(|| Refusal::NoParentMeetingOn { body: body.to_owned(), day: opens.to_string() })
    }

    /// The report that a body gets next: its number, and the meeting for which it is.
    pub fn report_ahead(&self, body: &str, today: NaiveDate) -> Option<(u32, ParentMeeting)> {
        let meeting = self.parent_meeting(body, today)?;
        let known = self.report_for(&meeting.body, meeting.opens).map(|(number, _)| number);
        let next = || self.reports.keys().next_back().map_or(1, |last| last + 1);
        Some((known.unwrap_or_else(next), meeting))
    }
}

/// The number of a report; of other papers there is none.
fn number_of(paper: PaperId) -> u32 {
    match paper {
        PaperId::Report(number) => number,
        PaperId::Minutes(_) | PaperId::Notice(_) | PaperId::ListProposal(_) => 0,
    }
}

fn no_parent_meeting(body: &str) -> Refusal {
    Refusal::NoParentMeeting { body: body.to_owned() }
}
