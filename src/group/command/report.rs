//! Meetings of parent bodies, and the reports to them.

use chrono::NaiveDate;

use super::Typed;
use crate::group::command::LineRef;
use crate::group::event::LineChange;
use crate::group::person::Right;

/// Meetings of parent bodies, and the reports to them.
#[derive(Clone, Debug, PartialEq)]
pub enum ReportCommand {
    SetParentMeeting {
        body: String,
        opens: NaiveDate,
        closes: Option<NaiveDate>,
        place: Option<String>,
        /// The day on which it was to open.
        instead_of: Option<NaiveDate>,
    },
    CancelParentMeeting {
        body: String,
        opens: NaiveDate,
    },
    /// Until when the group is, or that it is concluded.
    ShowMandate,
    ExtendGroup {
        until: NaiveDate,
        reference: Option<String>,
    },
    /// `on`: the day from which on, if not today.
    ConcludeGroup {
        reference: String,
        on: Option<NaiveDate>,
    },
    ResumeGroup {
        reason: String,
    },
    /// Which reports are due.
    ShowReports,
    ShowReport {
        body: String,
    },
    /// The lines of the draft by their places.
    ShowReportLines {
        body: String,
    },
    EditReport {
        body: String,
        line: LineRef,
        change: LineChange,
    },
    ApproveReport {
        body: String,
    },
    /// A chair's approval that was given elsewhere, such as by telephone.
    EnterReportApproval {
        body: String,
        chair: String,
        reason: String,
    },
    /// One's own approval, or the last one that one entered for a chair.
    WithdrawReportApproval {
        body: String,
    },
    SendReport {
        body: String,
    },
    /// It has reached its body, under this number.
    DeliverReport {
        body: String,
        reference: String,
    },
}

impl ReportCommand {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            ReportCommand::ShowReports | ReportCommand::ShowMandate => Right::Anyone,
            ReportCommand::ApproveReport { .. }
            | ReportCommand::ExtendGroup { .. }
            | ReportCommand::ConcludeGroup { .. }
            | ReportCommand::ResumeGroup { .. } => Right::Chair,
            ReportCommand::SetParentMeeting { .. }
            | ReportCommand::CancelParentMeeting { .. }
            | ReportCommand::ShowReport { .. }
            | ReportCommand::ShowReportLines { .. }
            | ReportCommand::EditReport { .. }
            | ReportCommand::EnterReportApproval { .. }
            | ReportCommand::WithdrawReportApproval { .. }
            | ReportCommand::SendReport { .. }
            | ReportCommand::DeliverReport { .. } => Right::Secretary,
        }
    }

    /// The body to which a report goes that the command is about.
    pub fn body(&self) -> Option<&str> {
        match self {
            ReportCommand::ShowReport { body }
            | ReportCommand::ShowReportLines { body }
            | ReportCommand::EditReport { body, .. }
            | ReportCommand::ApproveReport { body }
            | ReportCommand::EnterReportApproval { body, .. }
            | ReportCommand::WithdrawReportApproval { body }
            | ReportCommand::SendReport { body } => Some(body),
            ReportCommand::SetParentMeeting { .. }
            | ReportCommand::CancelParentMeeting { .. }
            | ReportCommand::ShowReports
            | ReportCommand::ShowMandate
            | ReportCommand::ExtendGroup { .. }
            | ReportCommand::ConcludeGroup { .. }
            | ReportCommand::ResumeGroup { .. }
            | ReportCommand::DeliverReport { .. } => None,
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            ReportCommand::SetParentMeeting { body, place, .. } => {
                std::iter::once(Typed::Name(body)).chain(place.as_deref().map(Typed::Title)).collect()
            }
            ReportCommand::DeliverReport { body, reference } => vec![Typed::Name(body), Typed::Title(reference)],
            ReportCommand::EnterReportApproval { body, chair, reason } => {
                vec![Typed::Name(body), Typed::Name(chair), Typed::Title(reason)]
            }
            ReportCommand::EditReport {
                body,
                change: LineChange::Reworded(text) | LineChange::AddedAfter(text),
                ..
            } => vec![Typed::Name(body), Typed::Text(text)],
            ReportCommand::CancelParentMeeting { body, .. }
            | ReportCommand::ShowReport { body }
            | ReportCommand::ShowReportLines { body }
            | ReportCommand::EditReport { body, change: LineChange::Removed | LineChange::Restored, .. }
            | ReportCommand::ApproveReport { body }
            | ReportCommand::WithdrawReportApproval { body }
            | ReportCommand::SendReport { body } => vec![Typed::Name(body)],
            ReportCommand::ExtendGroup { reference, .. } => {
                reference.as_deref().map(Typed::Title).into_iter().collect()
            }
            ReportCommand::ConcludeGroup { reference: words, .. } | ReportCommand::ResumeGroup { reason: words } => {
                vec![Typed::Title(words)]
            }
            ReportCommand::ShowReports | ReportCommand::ShowMandate => Vec::new(),
        }
    }
}
