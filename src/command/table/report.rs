//! Rows about meetings of parent bodies, and the reports to them.

use chrono::{Months, NaiveDate};

use super::{Argument, ArgumentKind, Misread, Row, Topic, Values, minutes, optional, required};
use crate::group::command::{Command, LineRef, ReportCommand};
use crate::group::event::LineChange;

pub const ROWS: &[Row] = &[
    Row::new(Topic::Report, "parent", "Sets or moves a meeting of a body that the group reports to.", |values| {
        const USAGE: &str = "!parent SG17 2027-04-06 to 2027-04-15 Geneva";
        let body = values.required("body", USAGE)?;
        // Typed, the rest of the line is in the first value.
        let (body, when) = match (body.split_once(char::is_whitespace), values.get("when")) {
            (_, Some(when)) => (body.as_str(), when),
            (Some((body, when)), None) => (body, when),
            (None, None) => return Err(Misread::Usage(USAGE)),
        };
        dates(body, when).ok_or(Misread::Usage(USAGE)).map(Command::Report)
    })
    .taking(&[
        required("body", ArgumentKind::Words, "The body, such as SG17."),
        optional(
            "when",
            ArgumentKind::Words,
            "2027-04-06 to 2027-04-15 Geneva; or: DATE moved to DATE; or: DATE cancelled.",
        ),
    ])
    .typed(
        &[],
        &[
            "!parent SG17 2027-04-06 to 2027-04-15 Geneva",
            "!parent SG17 2027-04-06 moved to 2027-04-13 to 2027-04-22 Geneva",
            "!parent SG17 2027-04-06 cancelled",
        ],
    ),
    Row::new(Topic::Report, "reports", "Shows which reports are due, and how far they are.", |_| {
        Ok(Command::Report(ReportCommand::ShowReports))
    })
    .typed(&["reports?", "report?", "show the~ reports"], &["reports?", "!reports"]),
    Row::new(Topic::Report, "report", "Shows the report to a body as it would be sent.", |values| {
        Ok(Command::Report(ReportCommand::ShowReport { body: body(values, "!report SG17")? }))
    })
    .taking(BODY)
    .typed(&[], &["!report SG17"]),
    Row::new(Topic::Report, "report approve", "Approves the report that was shown.", |values| {
        Ok(Command::Report(ReportCommand::ApproveReport { body: body(values, "!report approve SG17")? }))
    })
    .taking(BODY)
    .typed(
        &["!report {body} approve", "approve the~ report to {body}"],
        &["!report approve SG17", "!report SG17 approve"],
    ),
    Row::new(
        Topic::Report,
        "report approve for",
        "Enters the approval of a report that a chair gave elsewhere, such as by telephone.",
        |values| {
            const USAGE: &str = "!report approve SG17 for NAME because REASON";
            let typed = values.required("body", USAGE)?;
            if values.get("name").is_none() {
                return Err(Misread::Usage(USAGE));
            }
            let (chair, reason) = minutes::given_by(values, USAGE)?;
            let body = body(&Values(vec![("body", typed)]), USAGE)?;
            Ok(Command::Report(ReportCommand::EnterReportApproval { body, chair, reason }))
        },
    )
    .taking(&[
        required("body", ArgumentKind::Words, "The body to which it goes, such as SG17."),
        required("name", ArgumentKind::Name, "The chair who approved."),
        required("reason", ArgumentKind::Words, "How the chair said so, such as by telephone."),
    ])
    .typed(
        &[
            "!report approve {body} for {name} because {reason}",
            "!report approve {body} for {name}",
            "!report {body} approve for {name} because {reason}",
            "!report {body} approve for {name}",
            "approve the~ report to {body} for {name} because {reason}",
        ],
        &[
            "!report approve SG17 for Ana because she said so by telephone",
            "!report SG17 approve for Ana because she agreed by mail",
        ],
    ),
    Row::new(
        Topic::Report,
        "report withdraw approval",
        "Withdraws your approval of the report that was shown, or one that you entered.",
        |values| {
            let body = body(values, "!report withdraw approval SG17")?;
            Ok(Command::Report(ReportCommand::WithdrawReportApproval { body }))
        },
    )
    .taking(BODY)
    .typed(
        &["!report {body} withdraw approval", "withdraw|retract my~ approval of the~ report to {body}"],
        &["!report withdraw approval SG17", "withdraw my approval of the report to SG17"],
    ),
    Row::new(Topic::Report, "report send", "Sends the approved report to the list.", |values| {
        Ok(Command::Report(ReportCommand::SendReport { body: body(values, "!report send SG17")? }))
    })
    .taking(BODY)
    .typed(&["!report {body} send", "send the~ report to {body}"], &["!report send SG17", "!report SG17 send"]),
    Row::new(Topic::Report, "report delivered", "Notes the number under which a body has the report.", |values| {
        const USAGE: &str = "report SG17 delivered as SG17-TD321";
        let (body, reference) = (body(values, USAGE)?, values.required("reference", USAGE)?);
        Ok(Command::Report(ReportCommand::DeliverReport { body, reference }))
    })
    .taking(&[
        required("body", ArgumentKind::Words, "The body, such as SG17."),
        required("reference", ArgumentKind::Words, "The number, such as SG17-TD321."),
    ])
    .typed(
        &["report {body} delivered as {reference}", "!report {body} delivered as {reference}"],
        &["report SG17 delivered as SG17-TD321"],
    ),
    Row::new(Topic::Report, "report lines", "Shows the lines of a report with their numbers.", |values| {
        Ok(Command::Report(ReportCommand::ShowReportLines { body: body(values, "!report lines SG17")? }))
    })
    .taking(BODY)
    .typed(&[], &["!report lines SG17"]),
    Row::new(Topic::Report, "report edit", "Rewords a line of a report.", |values| {
        const USAGE: &str = "!report edit SG17 1.1 = TEXT";
        let typed = values.required("body", USAGE)?;
        let (body, rest) = match (values.get("line"), typed.split_once(char::is_whitespace)) {
            (Some(line), _) => (typed.clone(), line.to_owned()),
            (None, Some((body, rest))) => (body.to_owned(), rest.to_owned()),
            (None, None) => return Err(Misread::Usage(USAGE)),
        };
        let (place, text) = minutes::place_and_text(&rest, '=').ok_or(Misread::Usage(USAGE))?;
        let change = LineChange::Reworded(text);
        Ok(Command::Report(ReportCommand::EditReport { body, line: LineRef::At(place), change }))
    })
    .taking(&[
        required("body", ArgumentKind::Words, "The body, such as SG17."),
        optional("line", ArgumentKind::Words, "Section.line = the words."),
    ])
    .typed(&[], &["!report edit SG17 1.1 = The group met three times."]),
    Row::new(Topic::Report, "report add", "Adds a line to a report, after another.", |values| {
        const USAGE: &str = "!report add SG17 1.1 TEXT";
        let typed = values.required("body", USAGE)?;
        let typed = typed.strip_prefix("after ").unwrap_or(&typed);
        let (body, rest) = match (values.get("line"), typed.split_once(char::is_whitespace)) {
            (Some(line), _) => (typed, line),
            (None, Some(apart)) => apart,
            (None, None) => return Err(Misread::Usage(USAGE)),
        };
        let rest = rest.trim().strip_prefix("after ").unwrap_or(rest).trim();
        let (place, text) = minutes::place_and_text(rest, ' ').ok_or(Misread::Usage(USAGE))?;
        let text = text.trim_start_matches(['=', ' ']).to_owned();
        if text.is_empty() {
            return Err(Misread::Usage(USAGE));
        }
        let (body, change) = (body.to_owned(), LineChange::AddedAfter(text));
        Ok(Command::Report(ReportCommand::EditReport { body, line: LineRef::At(place), change }))
    })
    .taking(&[
        required("body", ArgumentKind::Words, "The body, such as SG17."),
        optional("line", ArgumentKind::Words, "Section.line, then the words of the new line."),
    ])
    .typed(&[], &["!report add SG17 1.1 The group thanks its hosts."]),
    Row::new(Topic::Report, "report remove", "Removes a line from a report.", |values| {
        at_line(values, "!report remove SG17 3.1", LineChange::Removed)
    })
    .taking(AT_LINE)
    .typed(&[], &["!report remove SG17 3.1"]),
    Row::new(Topic::Report, "report restore", "Restores the drafted words of a line of a report.", |values| {
        at_line(values, "!report restore SG17 3.1", LineChange::Restored)
    })
    .taking(AT_LINE)
    .typed(&[], &["!report restore SG17 3.1"]),
    Row::new(Topic::Report, "mandate", "Shows until when the group is, or that it is concluded.", |_| {
        Ok(Command::Report(ReportCommand::ShowMandate))
    })
    .typed(&["mandate?", "show the~ mandate"], &["mandate?", "!mandate"]),
    Row::new(Topic::Report, "mandate extend", "Notes that the parent body has extended the group.", |values| {
        const USAGE: &str = "group extended until 2028-06-30 by TSAG-R7";
        let until = until(&values.required("until", USAGE)?).ok_or(Misread::Usage(USAGE))?;
        Ok(Command::Report(ReportCommand::ExtendGroup { until, reference: values.owned("reference") }))
    })
    .taking(&[
        required("until", ArgumentKind::Words, "The last day, such as 2028-06-30, or a month."),
        optional("reference", ArgumentKind::Words, "The document that says so, such as TSAG-R7."),
    ])
    .typed(
        &[
            "group extended until {until} by {reference}",
            "group extended until {until}",
            "extend the~ group until {until} by {reference}",
            "extend the~ group until {until}",
            "!mandate extend {until} by {reference}",
        ],
        &["group extended until 2028-06-30 by TSAG-R7", "group extended until 2028-06"],
    ),
    Row::new(
        Topic::Report,
        "mandate conclude",
        "Notes that the parent body has concluded the group, which then holds no meetings.",
        |values| {
            const USAGE: &str = "group concluded by TSAG-R7 on 2028-01-20";
            let reference = values.required("reference", USAGE)?;
            let on = values.get("on").map(|day| day.parse().map_err(|_| Misread::Usage(USAGE))).transpose()?;
            Ok(Command::Report(ReportCommand::ConcludeGroup { reference, on }))
        },
    )
    .taking(&[
        required("reference", ArgumentKind::Words, "The document that says so, such as TSAG-R7."),
        optional("on", ArgumentKind::Words, "The day from which on, such as 2028-01-20, if not today."),
    ])
    .typed(
        &[
            "group concluded by {reference} on {on}",
            "group concluded by {reference}",
            "conclude the~ group by {reference} on {on}",
            "conclude the~ group by {reference}",
            "!mandate conclude {reference} on {on}",
        ],
        &["group concluded by TSAG-R7 on 2028-01-20", "group concluded by TSAG-R7"],
    ),
    Row::new(Topic::Report, "mandate resume", "The group works again after it was concluded.", |values| {
        let reason = values.required("reason", "group resumes because REASON")?;
        Ok(Command::Report(ReportCommand::ResumeGroup { reason }))
    })
    .taking(&[required("reason", ArgumentKind::Words, "Why.")])
    .typed(
        &["group resumes because {reason}", "group resumes", "resume the~ group because {reason}"],
        &["group resumes because the document was about another group"],
    ),
];

const AT_LINE: &[Argument] = &[
    required("body", ArgumentKind::Words, "The body to which it goes, such as SG17."),
    optional("line", ArgumentKind::Words, "Section.line, such as 3.1."),
];

/// A change that needs no words, of the line that is named after the body.
fn at_line(values: &Values, usage: &'static str, change: LineChange) -> Result<Command, Misread> {
    let typed = values.required("body", usage)?;
    let (body, line) = match (values.get("line"), typed.rsplit_once(char::is_whitespace)) {
        (Some(line), _) => (typed.clone(), line.to_owned()),
        (None, Some((body, line))) => (body.trim().to_owned(), line.to_owned()),
        (None, None) => return Err(Misread::Usage(usage)),
    };
    let place = minutes::read_place(&line).ok_or(Misread::Usage(usage))?;
    Ok(Command::Report(ReportCommand::EditReport { body, line: LineRef::At(place), change }))
}

/// A last day: `2028-06-30`, or a month, which ends with its last day.
fn until(typed: &str) -> Option<NaiveDate> {
    let typed = typed.trim().trim_end_matches('.');
    let of_month = || {
        let (year, month) = typed.split_once('-')?;
        let first = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)?;
        first.checked_add_months(Months::new(1))?.pred_opt()
    };
    typed.parse().ok().or_else(of_month)
}

const BODY: &[Argument] = &[required("body", ArgumentKind::Words, "The body to which it goes, such as SG17.")];

/// A body as it is called: one word or two.
fn body(values: &Values, usage: &'static str) -> Result<String, Misread> {
    let body = values.required("body", usage)?;
    let body = body.trim().trim_end_matches(['.', '?']);
    if body.split_whitespace().count() > 2 { Err(Misread::Prose) } else { Ok(body.to_owned()) }
}

/// `2027-04-06 to 2027-04-15 Geneva`, `2027-04-06 moved to 2027-04-13 to 2027-04-22`, `2027-04-06 cancelled`.
fn dates(body: &str, typed: &str) -> Option<ReportCommand> {
    let (first, rest) = day(typed)?;
    let body = body.to_owned();
    if rest.eq_ignore_ascii_case("cancelled") || rest.eq_ignore_ascii_case("canceled") {
        return Some(ReportCommand::CancelParentMeeting { body, opens: first });
    }
    let (opens, rest, instead_of) = match rest.strip_prefix("moved to ") {
        Some(moved) => {
            let (opens, rest) = day(moved)?;
            (opens, rest, Some(first))
        }
        None => (first, rest, None),
    };
    let until = ["to ", "- ", "– ", "until "].iter().find_map(|word| rest.strip_prefix(word));
    let (closes, place) = match until {
        Some(until) => {
            let (closes, place) = day(until)?;
            (Some(closes), place)
        }
        None => (None, rest),
    };
    let place = place.trim_start_matches(',').trim();
    let place = (!place.is_empty()).then(|| place.to_owned());
    Some(ReportCommand::SetParentMeeting { body, opens, closes, place, instead_of })
}

/// A date in front, and what follows it.
fn day(typed: &str) -> Option<(NaiveDate, &str)> {
    let typed = typed.trim();
    let end = typed.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(typed.len());
    Some((typed[..end].parse().ok()?, typed[end..].trim()))
}
