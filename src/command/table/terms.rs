//! Rows about the terms of reference.

use super::{ArgumentKind, Misread, Row, Topic, Values, goes_on_as_prose, optional, required};
use crate::group::command::{Command, TermsCommand};

pub const ROWS: &[Row] = &[
    Row::new(Topic::Report, "terms", "Shows the terms of reference, and how far a revision of them is.", |values| {
        const USAGE: &str = "terms 2?";
        let revision = values.get("revision").map(|_| revision(values, USAGE)).transpose()?;
        Ok(Command::Terms(TermsCommand::Show { revision }))
    })
    .taking(&[optional("revision", ArgumentKind::Words, "A revision, if not the one that holds.")])
    .typed(
        &[
            "terms?",
            "terms? {revision}",
            "terms {revision}",
            "show the~ terms",
            "show the~ terms of reference",
            "show the~ terms revision~ {revision}",
            "show revision {revision} of the terms",
        ],
        &["terms?", "!terms", "terms 2?"],
    ),
    Row::new(Topic::Report, "terms changes", "Shows what the proposed revision of the terms changes.", |_| {
        Ok(Command::Terms(TermsCommand::ShowChanges))
    })
    .typed(&["terms changes?", "terms diff", "show the~ changes of the~ terms"], &["terms changes?", "terms diff"]),
    Row::new(
        Topic::Report,
        "terms point",
        "Proposes other words for a point of the terms; the number after the last adds one.",
        |values| {
            const USAGE: &str = "!terms point 3 = TEXT";
            let point = values.required("point", USAGE)?;
            let (point, text) = match (point.split_once('='), values.owned("text")) {
                (Some((point, text)), None) => (point.trim().to_owned(), text.trim().to_owned()),
                (None, Some(text)) => (point, text),
                (_, None) => return Err(Misread::Usage(USAGE)),
                (Some(_), Some(_)) => return Err(Misread::Usage(USAGE)),
            };
            if text.is_empty() || !is_point(&point) {
                return Err(Misread::Usage(USAGE));
            }
            Ok(Command::Terms(TermsCommand::SetPoint { point, text }))
        },
    )
    .taking(&[
        required("point", ArgumentKind::Words, "The number of the point, such as 3."),
        optional("text", ArgumentKind::Words, "The words of the point."),
    ])
    .typed(
        &["!terms point {point} = {text}", "terms point {point} = {text}"],
        &["!terms point 3 = Establish the demarcation line between both groups.", "terms point 5 = Report yearly."],
    ),
    Row::new(Topic::Report, "terms drop point", "Proposes to take a point out of the terms.", |values| {
        let point = values.required("point", "!terms drop point 4")?;
        if !is_point(&point) {
            return Err(Misread::Usage("!terms drop point 4"));
        }
        Ok(Command::Terms(TermsCommand::SetPoint { point, text: String::new() }))
    })
    .taking(&[required("point", ArgumentKind::Words, "The number of the point, such as 4.")])
    .typed(
        &["drop terms point {point}", "drop point {point} of the terms"],
        &["!terms drop point 4", "drop point 4 of the terms"],
    ),
    Row::new(
        Topic::Report,
        "terms agree",
        "Agrees a proposed revision of the terms, as one of the chairs.",
        |values| {
            const USAGE: &str = "terms 2 agreed";
            Ok(Command::Terms(TermsCommand::Agree { revision: revision(values, USAGE)? }))
        },
    )
    .taking(REVISION)
    .typed(
        &["terms {revision} agreed", "terms {revision} are agreed", "agree terms revision~ {revision}"],
        &["!terms agree 2", "terms 2 agreed"],
    ),
    Row::new(Topic::Report, "terms sent", "Notes that the parent body has a revision of the terms.", |values| {
        const USAGE: &str = "terms 2 sent to TSAG as TSAG-TD99";
        let revision = revision(values, USAGE)?;
        Ok(Command::Terms(TermsCommand::Send {
            revision,
            to: values.owned("to"),
            reference: values.owned("reference"),
        }))
    })
    .taking(&[
        required("revision", ArgumentKind::Words, "The number of the revision."),
        optional("to", ArgumentKind::Words, "The body (default: the parent body)."),
        optional("reference", ArgumentKind::Words, "The number under which it has it, such as TSAG-TD99."),
    ])
    .typed(
        &[
            "terms {revision} sent to {to} as {reference}",
            "terms {revision} sent to {to}",
            "terms {revision} sent as {reference}",
            "terms {revision} sent",
        ],
        &["terms 2 sent to TSAG as TSAG-TD99", "terms 2 sent to TSAG"],
    ),
    Row::new(
        Topic::Report,
        "terms approved",
        "Notes that the parent body has approved a revision of the terms.",
        |values| {
            const USAGE: &str = "terms 2 approved as TSAG-R5";
            let revision = revision(values, USAGE)?;
            let reference = values.required("reference", USAGE)?;
            // “approved by TSAG” says who, and not where it is written.
            if !reference.contains(|c: char| c.is_ascii_digit()) {
                return Err(Misread::Usage(USAGE));
            }
            Ok(Command::Terms(TermsCommand::Approve { revision, reference }))
        },
    )
    .taking(&[
        required("revision", ArgumentKind::Words, "The number of the revision."),
        required("reference", ArgumentKind::Words, "The document that says so, such as TSAG-R5."),
        optional("body", ArgumentKind::Words, "The body that approved it, such as TSAG."),
    ])
    .typed(
        &[
            "terms {revision} approved by {body} as {reference}",
            "terms {revision} approved by {body} in {reference}",
            "terms {revision} approved as {reference}",
            "terms {revision} approved by {reference}",
            "terms {revision} approved",
        ],
        &["terms 2 approved as TSAG-R5"],
    ),
    Row::new(Topic::Report, "terms drop", "Drops a proposed revision of the terms.", |values| {
        const USAGE: &str = "drop terms 2 because REASON";
        let revision = revision(values, USAGE)?;
        let reason = values.required("reason", USAGE)?;
        Ok(Command::Terms(TermsCommand::Drop { revision, reason }))
    })
    .taking(&[
        required("revision", ArgumentKind::Words, "The number of the revision."),
        required("reason", ArgumentKind::Words, "Why."),
    ])
    .typed(
        &["drop terms revision~ {revision} because {reason}", "drop terms revision~ {revision}"],
        &["drop terms 2 because TSAG asks for another text"],
    ),
];

const REVISION: &[super::Argument] = &[required("revision", ArgumentKind::Words, "The number of the revision.")];

/// `2`, `revision 2`; other words make the line prose, where it does not begin like a command.
fn revision(values: &Values, usage: &'static str) -> Result<u32, Misread> {
    let typed = values.required("revision", usage)?;
    let bare = typed.trim().trim_end_matches(['.', '!', ':', '?']);
    let bare = bare.strip_prefix("revision").unwrap_or(bare).trim();
    match bare.parse() {
        Ok(revision) if revision > 0 => Ok(revision),
        _ if goes_on_as_prose(bare) || bare.split_whitespace().count() > 1 => Err(Misread::Prose),
        _ if bare.starts_with(|c: char| c.is_ascii_digit()) => Err(Misread::Usage(usage)),
        _ => Err(Misread::Prose),
    }
}

/// `3`, `3.1`.
fn is_point(typed: &str) -> bool {
    let bare = typed.trim().trim_end_matches(['.', ')']);
    !bare.is_empty() && bare.len() <= 12 && bare.chars().all(|c| c.is_ascii_digit() || c == '.')
}
