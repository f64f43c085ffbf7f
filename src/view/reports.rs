//! What the room hears of meetings of parent bodies and of reports to them.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use super::letter::{Attachment, Letter};
use super::report::Report;
use super::{Say, answers, approvals, compared, lint, mandate, terms};
use crate::group::Group;
use crate::group::command::{ReportCommand, Request};
use crate::group::event::{Entry, Event};
use crate::group::paper::{LineEdit, Paper, PaperId};
use crate::group::report::month;
use crate::group::schedule::Planned;
use crate::text::{Block, Span, Text, join_and, one_line, plain};
use crate::time::weekday_name;

/// To which body a report goes.
pub(super) fn body_of(group: &Group, report: u32) -> &str {
    group.reports.get(&report).map_or("the parent body", |report| report.body.as_str())
}

/// What is said when something has happened.
pub(super) fn to_event(group: &Group, entry: &Entry) -> Vec<Say> {
    let said = match &entry.event {
        Event::ParentMeetingSet { body, opens, closes, place, instead_of } => {
            let until = closes.map_or_else(String::new, |closes| format!(" to {closes}"));
            let place = place.as_deref().map_or_else(String::new, |place| format!(", {place}"));
            let moved = instead_of.map_or_else(String::new, |before| format!(", instead of {before}"));
            let meeting = group.parent_meeting(body, *opens);
            let due = meeting.map(|meeting| group.report_due(&meeting));
            let due = due.map_or_else(String::new, |due| format!(" The report to {body} is due by {due}."));
            format!("{body} meets {opens}{until}{place}{moved}.{due}")
        }
        Event::ParentMeetingCancelled { body, opens } => format!("The meeting of {body} on {opens} is cancelled."),
        Event::ReportNeared { body, opens, .. } => neared(group, body, *opens, entry.at),
        Event::MandateChanged { change } => return mandate::to_event(group, change),
        Event::TermsChanged { revision, change } => return terms::to_event(group, *revision, change, entry.at),
        Event::MandateNeared { until, left } => return vec![mandate::neared(group, *until, *left)],
        Event::ReportDelivered { report, reference } => {
            format!("The report to {} is delivered as {reference}.", body_of(group, *report))
        }
        Event::PaperApproved { paper, version, elsewhere } => {
            let Some(report) = report_of(*paper) else { return Vec::new() };
            let told = approvals::told(group, entry, *paper, elsewhere.as_ref());
            return std::iter::once(Say::line(approved(group, report, *version))).chain(told).collect();
        }
        Event::PaperQueued { paper, version, .. } => {
            let Some(report) = report_of(*paper) else { return Vec::new() };
            let list = group.charter.list.as_deref().unwrap_or("the list");
            let body = body_of(group, report);
            format!(
                "The report to {body}, version {version}, is in the outbox for {list}. When {body} has it, type: report {body} delivered as NUMBER"
            )
        }
        Event::PaperEdited { paper, .. } => {
            let Some(report) = report_of(*paper) else { return Vec::new() };
            let body = body_of(group, report);
            format!("The draft of the report to {body} is changed. To see it: !report {body}")
        }
        _ => return Vec::new(),
    };
    vec![Say::line(said)]
}

/// The report that a paper is. Minutes, notices and what is put to the list have words of their own.
fn report_of(paper: PaperId) -> Option<u32> {
    match paper {
        PaperId::Report(report) => Some(report),
        PaperId::Minutes(_) | PaperId::Notice(_) | PaperId::ListProposal(_) => None,
    }
}

fn neared(group: &Group, body: &str, opens: NaiveDate, at: DateTime<Utc>) -> String {
    let due = group.parent_meetings().into_iter().find(|meeting| meeting.body == body && meeting.opens == opens);
    let due = due.map_or(opens, |meeting| group.report_due(&meeting));
    let left = (due - at.with_timezone(&group.charter.zone).date_naive()).num_days();
    let when = match left {
        0 => "is due today".to_owned(),
        1 => format!("is due tomorrow, {due}"),
        days if days > 0 => format!("is due in {days} days, by {due}"),
        -1 => format!("was due yesterday, {due}"),
        days => format!("has been due since {due}, for {} days", -days),
    };
    let paper = group.report_for(body, opens).and_then(|(number, _)| group.paper(PaperId::Report(number)));
    if paper.and_then(Paper::last_standing).is_some() {
        let next = format!("When {body} has it, type: report {body} delivered as NUMBER");
        return format!("The report to {body} for its meeting of {opens} {when}, and is with the list. {next}");
    }
    let fits =
        if left > 0 && !group.meets_until(due) { " No meeting of the group is planned before that." } else { "" };
    format!("The report to {body} for its meeting of {opens} {when}.{fits} To draft it: !report {body}")
}

/// Columns of a mail's text (RFC 3676, clause 4.2).
const COLUMNS: usize = 72;

/// The mails to chairs and secretaries about a report that is due. Nothing in them is what somebody typed but names.
pub fn reminders(group: &Group, (body, opens): (&str, NaiveDate), at: DateTime<Utc>) -> Vec<Letter> {
    let meeting = group.parent_meetings().into_iter().find(|meeting| meeting.body == body && meeting.opens == opens);
    let Some(meeting) = meeting else { return Vec::new() };
    let charter = &group.charter;
    let due = group.report_due(&meeting);
    let day = format!("{due} ({})", weekday_name(due.weekday()));
    let until = meeting.closes.map_or_else(String::new, |closes| format!(" to {closes}"));
    let left = (due - at.with_timezone(&charter.zone).date_naive()).num_days();
    let when = match left {
        0 => format!("is due today, {day}"),
        1 => format!("is due tomorrow, {day}"),
        days if days > 0 => format!("is due in {days} days, by {day}"),
        _ => format!("has been due since {day}"),
    };
    let is_before = |plan: &&Planned| plan.starts_at().with_timezone(&charter.zone).date_naive() <= due;
    let fits = match group.all_planned().find(is_before) {
        Some(plan) => format!(
            "Meeting {} of the group is before that: {}.",
            plan.meeting,
            charter.tell(plan.zone, plan.starts_at())
        ),
        None if left > 0 => {
            "No meeting of the group is planned before that, so the chairs have to agree on it by other means."
                .to_owned()
        }
        None => "It can still be approved in the room.".to_owned(),
    };
    let paper = group.report_for(body, opens).and_then(|(number, _)| group.paper(PaperId::Report(number)));
    let state = match paper.and_then(|paper| Some((paper, paper.shown.as_ref()?))) {
        None => "It has not been drafted yet.".to_owned(),
        Some((paper, _)) if paper.last_standing().is_some() => {
            format!("It went to the list. When {body} has it, its number is still to be noted.")
        }
        Some((paper, shown)) => match group.approvals_missing(paper) {
            0 => format!("Version {} is approved and has not been sent.", shown.number),
            missing => format!("Version {} was shown; {}.", shown.number, answers::approvals_needed(missing)),
        },
    };
    let letter = |(name, to): (&str, &str)| {
        let mut text = Text::plain(format!("{name},"));
        text.paragraph([
            format!("The report of {} to {body} for its meeting of {opens}{until} {when}.", charter.name).into()
        ]);
        text.paragraph([format!("{fits} {state}").into()]);
        text.paragraph([
            format!("In the group's room, this shows it as the record gives it now: !report {body}").into()
        ]);
        text.paragraph(["This mail comes once; the room is reminded again.".into()]);
        let (account, body_id) = (to.replace('@', "."), body.to_lowercase().replace(' ', "-"));
        Letter {
            message_id: format!("{}.report-due.{body_id}.{opens}.{account}", charter.id),
            references: Vec::new(),
            at,
            to: to.to_owned(),
            reply_to: charter.reply_to.clone().or_else(|| charter.list.clone()).unwrap_or_else(|| to.to_owned()),
            from_name: charter.name.clone(),
            subject: one_line(&format!("{}: the report to {body} {when}", charter.name)),
            body: plain::render(&text, Some(COLUMNS)) + "\n",
            attachments: Vec::new(),
        }
    };
    charter.officers_by_mail().into_iter().map(letter).collect()
}

fn approved(group: &Group, report: u32, version: u32) -> String {
    let body = body_of(group, report);
    let paper = group.paper(PaperId::Report(report)).cloned().unwrap_or_default();
    let names = approvals::approved_by(&paper);
    let what = format!("The report to {body}, version {version}, is approved by {}", join_and(&names));
    match group.approvals_missing(&paper) {
        0 => format!("{what}. The secretary sends it with: !report send {body}"),
        missing => format!("{what}; {}: !report approve {body}", answers::approvals_needed(missing)),
    }
}

/// The answer to a question, or to a command that changed nothing. What shows a draft is answered with it.
pub(super) fn answer(group: &Group, request: &Request, command: &ReportCommand) -> Vec<Say> {
    match command {
        ReportCommand::ShowReports => vec![listed(group, request.at)],
        ReportCommand::ShowMandate | ReportCommand::ConcludeGroup { .. } => vec![mandate::shown(group)],
        ReportCommand::ShowReport { .. } | ReportCommand::ShowReportLines { .. } => Vec::new(),
        ReportCommand::ApproveReport { .. } => vec![Say::whisper("Nothing changed: you have approved this version.")],
        ReportCommand::EnterReportApproval { .. } => vec![Say::whisper(approvals::ENOUGH)],
        ReportCommand::SetParentMeeting { .. }
        | ReportCommand::WithdrawReportApproval { .. }
        | ReportCommand::ExtendGroup { .. }
        | ReportCommand::ResumeGroup { .. }
        | ReportCommand::CancelParentMeeting { .. }
        | ReportCommand::EditReport { .. }
        | ReportCommand::SendReport { .. }
        | ReportCommand::DeliverReport { .. } => vec![Say::whisper("Nothing changed: it is already like that.")],
    }
}

fn listed(group: &Group, at: DateTime<Utc>) -> Say {
    let today = at.with_timezone(&group.charter.zone).date_naive();
    let ahead = group.parent_meetings().into_iter().filter(|meeting| meeting.opens >= today);
    let lines = ahead.map(|meeting| {
        let until = meeting.closes.map_or_else(String::new, |closes| format!(" to {closes}"));
        let place = meeting.place.as_deref().map_or_else(String::new, |place| format!(", {place}"));
        let due = group.report_due(&meeting);
        let state = match group.report_for(&meeting.body, meeting.opens) {
            None => format!("due by {due}"),
            Some((number, report)) => match (&report.delivered, group.paper(PaperId::Report(number))) {
                (Some(delivered), _) => format!("delivered as {}", delivered.reference),
                (None, Some(paper)) if paper.last_standing().is_some() => format!("sent to the list; due by {due}"),
                (None, Some(paper)) if paper.shown.is_some() && group.are_approved(paper) => {
                    let approved = paper.standing_approvals().map(|known| known.entry).max().unwrap_or_default();
                    let version = paper.shown.as_ref().map_or(1, |shown| shown.number);
                    let is_changed = paper.edits.iter().any(|edit| edit.entry > approved);
                    let changed = if is_changed { ", changed by hand since" } else { "" };
                    format!("version {version} approved{changed}; due by {due}")
                }
                (None, _) => format!("shown; due by {due}"),
            },
        };
        vec![Span::Plain(format!("{} meets {}{until}{place}. Report: {state}", meeting.body, meeting.opens))]
    });
    let lines: Vec<Vec<Span>> = lines.collect();
    if lines.is_empty() {
        return Say::whisper(
            "I know no meeting of a parent body. The secretary sets one with: !parent SG17 2027-04-06 to 2027-04-15 Geneva",
        );
    }
    let mut text = Text::plain("Meetings of parent bodies:");
    text.push(Block::List(lines));
    Say::room(text)
}

/// `Report of JCG-IoTSec to SG17 (since April 2026)`.
pub fn subject(report: &Report) -> String {
    let since = report.since.map_or_else(String::new, |since| format!(" (since {})", month(since)));
    one_line(&format!("Report of {} to {}{since}", report.group, report.body))
}

/// What `!report` shows: the mail as it would go out.
pub fn preview(
    group: &Group,
    report: &Report,
    (body, attachments): (&str, &[Attachment]),
    lost: &[LineEdit],
    version: u32,
) -> Text {
    let to = group.charter.list.as_deref().unwrap_or("nobody yet (the group has no list)");
    let subject = subject(report);
    let mut text = Text::plain(format!("Report to {}, version {version}. To: {to}. Subject: {subject}", report.body));
    text.push(Block::Verbatim(body.to_owned()));
    let files: Vec<String> = attachments.iter().map(|file| format!("{} ({})", file.name, file.kind)).collect();
    if !files.is_empty() {
        text.paragraph([format!("Attached: {}.", files.join(", ")).into()]);
    }
    let chairs = match group.charter.approvals {
        1 => "a chair".to_owned(),
        chairs => format!("{chairs} chairs"),
    };
    let name = &report.body;
    text.paragraph([format!(
        "It is due by {}. Next: !report approve {name} ({chairs}), then !report send {name} (the secretary).",
        report.due
    )
    .into()]);
    let mut problems = lint::of_mail(group, &subject, body, attachments);
    problems.extend(lost.iter().map(|edit| {
        format!(
            "A change by hand no longer applies, because its line has changed in the record: {}",
            compared::lost_words(edit)
        )
    }));
    text.append(lint::told(problems));
    text
}
