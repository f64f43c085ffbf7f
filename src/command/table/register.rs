//! Rows of the demarcation register.

use super::{ArgumentKind, Misread, Row, Topic, Values, decisions, optional, required};
use crate::group::command::{AssignedTo, Command, ProposalCommand, RegisterCommand, RegisterPart};
use crate::group::mechanism::mechanism_in;
use crate::group::register::{Finding, leading_rows};

pub const ROWS: &[Row] = &[
    Row::new(Topic::Register, "row add", "Adds a topic to the demarcation register.", |values| {
        let topic = values.required("topic", "row+ TOPIC")?;
        Ok(Command::Register(RegisterCommand::AddRow { topic, source: values.owned("source") }))
    })
    .taking(&[
        required("topic", ArgumentKind::Words, "What both sides may work on, such as gateway authentication."),
        optional("source", ArgumentKind::Words, "The document that names it."),
    ])
    .typed(&["row+", "row+ {topic}", "rows+ {topic}"], &["row+ Gateway authentication"]),
    Row::new(Topic::Register, "row side", "Says what a side does about a topic of the register.", |values| {
        const USAGE: &str = "R12 SG17: X.1352, X.iotsec-5 (SG17-TD123)";
        let (row, side) = (row(values, USAGE)?, values.required("side", USAGE)?);
        Ok(Command::Register(RegisterCommand::SetSide { row, side, text: values.required("text", USAGE)? }))
    })
    .taking(&[
        ROW,
        required("side", ArgumentKind::Words, "A side of the group, such as SG17."),
        required("text", ArgumentKind::Words, "Work items, documents in brackets, then the scope after a dash."),
    ])
    .typed(
        &["!row side {row} {side} = {text}"],
        &["R12 SG17: X.1352, X.iotsec-5 (SG17-TD123)", "R12 SG20: Y.4807 (SG20-TD45) – gateways only"],
    )
    .read_by(read_side),
    Row::new(
        Topic::Register,
        "row find",
        "Sets whether a topic is an overlap, a synergy, a gap or clear; others propose it.",
        |values| {
            const USAGE: &str = "R12 overlap because REASON";
            let finding = Finding::named(&values.required("finding", USAGE)?).ok_or(Misread::Usage(USAGE))?;
            let (row, reason) = (row(values, USAGE)?, values.owned("reason"));
            Ok(Command::Register(RegisterCommand::AssessRow { row, finding, reason }))
        },
    )
    .taking(&[
        ROW,
        required("finding", ArgumentKind::Words, "Overlap, synergy, gap, clear or open."),
        optional("reason", ArgumentKind::Words, "Why."),
    ])
    .typed(
        &["!row find {row} {finding} because {reason}", "!row find {row} {finding}"],
        &["R12 overlap because both define the same handshake", "R12 is a gap"],
    )
    .read_by(read_finding),
    Row::new(
        Topic::Register,
        "row assign",
        "Gives a row to a side or to both, as an earlier decision says.",
        |values| {
            const USAGE: &str = "R12 to SG17 by D7-3";
            let to = match values.required("to", USAGE)? {
                joint if is_joint(&joint) => AssignedTo::Joint,
                side => AssignedTo::Side(side),
            };
            let decision = match values.get("decision") {
                Some(typed) => Some(decisions::decision_ref(typed).ok_or(Misread::Usage(USAGE))?),
                None => None,
            };
            let (row, mechanism) = (row(values, USAGE)?, values.owned("mechanism"));
            Ok(Command::Register(RegisterCommand::AssignRow { row, to, mechanism, decision }))
        },
    )
    .taking(&[
        ROW,
        required("to", ArgumentKind::Words, "A side, or joint."),
        optional("decision", ArgumentKind::Decision, "The decision that says so, such as D7-3."),
        optional("mechanism", ArgumentKind::Words, "How they work together, such as common text."),
    ])
    .typed(
        &["!row assign {row} {to} by {decision}", "!row assign {row} {to}"],
        &["R12 to SG17 by D7-3", "R12 joint by common text by D7-3"],
    )
    .read_by(read_assignment),
    Row::new(Topic::Register, "row rename", "Changes the topic of a row.", |values| {
        const USAGE: &str = "R12 = TOPIC";
        let (row, topic) = (row(values, USAGE)?, values.required("topic", USAGE)?);
        Ok(Command::Register(RegisterCommand::RetitleRow { row, topic }))
    })
    .taking(&[ROW, required("topic", ArgumentKind::Words, "The new topic.")])
    .typed(&["!row rename {row} = {topic}", "!row rename {row} {topic}"], &["R12 = Authentication of gateways"])
    .read_by(|line| {
        let (row, rest) = one_row(line)?;
        let topic = rest.strip_prefix('=')?.trim();
        (!topic.is_empty()).then(|| Values(vec![("row", row), ("topic", topic.to_owned())]))
    }),
    Row::new(
        Topic::Register,
        "mechanism",
        "Proposes how bodies work together: joint meeting, lead study group, common text, liaison routine.",
        |values| {
            const USAGE: &str = "mechanism+ joint meeting of SG17 and SG20 until 2027-03-31: WHAT";
            let text = values.required("what", USAGE)?;
            match mechanism_in(&text, &[]) {
                Some(_) => Ok(Command::Proposal(ProposalCommand::Propose { text })),
                None => Err(Misread::Usage(USAGE)),
            }
        },
    )
    .taking(&[required("what", ArgumentKind::Words, "Kind, who, until when, and what for after a colon.")])
    .typed(
        &["mechanism+", "mechanism+ {what}"],
        &[
            "mechanism+ joint meeting of SG17 and SG20 until 2027-03-31: gateways",
            "mechanism+ lead study group SG17 for gateways until 2027-12-31",
            "mechanism+ common text of SG17 and SG20 until 2027-06-30: keys",
        ],
    ),
    Row::new(Topic::Register, "mechanisms", "Lists the coordination mechanisms that are agreed or proposed.", |_| {
        Ok(Command::Register(RegisterCommand::ShowMechanisms))
    })
    .typed(
        &["mechanisms?", "coordination mechanisms ?", "list|show the~ coordination~ mechanisms"],
        &["mechanisms?", "show the coordination mechanisms"],
    ),
    Row::new(Topic::Register, "row drop", "Takes a row out of the register; its number stays.", |values| {
        let (row, reason) = (named(values)?, values.required("reason", "drop row R12 because REASON")?);
        Ok(Command::Register(RegisterCommand::DropRow { row, reason }))
    })
    .taking(&[ROW, required("reason", ArgumentKind::Words, "Why.")])
    .typed(
        &["drop|remove row {row} because {reason}", "drop|remove row {row} : {reason}", "drop row {row}"],
        &["drop row R12 because it is in row R3"],
    ),
    Row::new(Topic::Register, "row restore", "Takes a row up again that was dropped.", |values| {
        Ok(Command::Register(RegisterCommand::RestoreRow { row: named(values)? }))
    })
    .taking(&[ROW])
    .typed(&["restore row {row}"], &["restore row R12"]),
    Row::new(Topic::Register, "row show", "Shows a row of the register with its history.", |values| {
        Ok(Command::Register(RegisterCommand::ShowRow { row: row(values, "R12?")? }))
    })
    .taking(&[ROW])
    .typed(&["row? {row}", "show row {row}"], &["R12?", "row? R12"])
    .read_by(|line| {
        let (row, rest) = one_row(line)?;
        matches!(rest, "?" | "？").then(|| Values(vec![("row", row)]))
    }),
    Row::new(Topic::Register, "register", "Shows the demarcation register, or a part of it.", |values| {
        let typed = values.get("part").unwrap_or("all");
        let part = part(typed).ok_or(Misread::Prose)?;
        Ok(Command::Register(RegisterCommand::ShowRegister { part }))
    })
    .taking(&[optional(
        "part",
        ArgumentKind::Words,
        "SG17, gaps, overlaps, open, joint, dropped, changes since 2026-09-01, or all.",
    )])
    .typed(
        &["register?", "register? {part}", "register {part}", "show the~ register", "show the~ register {part}"],
        &["register?", "register SG17", "register gaps", "register changes since 2026-09-01"],
    ),
];

const ROW: super::Argument = required("row", ArgumentKind::Words, "Number of the row, such as R12.");

fn row(values: &Values, usage: &'static str) -> Result<u32, Misread> {
    let typed = values.required("row", usage)?;
    number_of(&typed).ok_or(Misread::Usage(usage))
}

/// The row that words name which may as well be prose: “drop row 4 of the table”.
fn named(values: &Values) -> Result<u32, Misread> {
    let typed = values.get("row").unwrap_or_default();
    typed.strip_prefix(['R', 'r']).and_then(|_| number_of(typed)).ok_or(Misread::Prose)
}

/// `R12`, `r12`, `12`.
fn number_of(typed: &str) -> Option<u32> {
    let number = typed.trim().trim_start_matches(['R', 'r']).trim_end_matches(['.', '?', ':']);
    number.parse().ok().filter(|number| *number > 0)
}

/// One row in front of a line, and what follows it.
fn one_row(line: &str) -> Option<(String, &str)> {
    match leading_rows(line)? {
        (rows, rest) if rows.len() == 1 => Some((rows[0].to_string(), rest)),
        _ => None,
    }
}

/// `R12 SG17: X.1352`. A side is one word or two and begins like a name, so that talk about a row stays talk.
fn read_side(line: &str) -> Option<Values> {
    let (row, rest) = one_row(line)?;
    let (side, text) = rest.split_once([':', '：', '='])?;
    let (side, text) = (side.trim(), text.trim());
    let is_name = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) || is_numbered(word);
    let is_side = !side.is_empty() && side.split_whitespace().count() <= 2 && side.split_whitespace().all(is_name);
    let is_whole = is_side && !text.is_empty() && !side.contains(',');
    is_whole.then(|| Values(vec![("row", row), ("side", side.to_owned()), ("text", text.to_owned())]))
}

/// `sg17`.
fn is_numbered(word: &str) -> bool {
    word.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// `R12 overlap because REASON`, `R12 is a gap`.
fn read_finding(line: &str) -> Option<Values> {
    let (row, rest) = one_row(line)?;
    let rest = rest.strip_prefix([':', '：']).unwrap_or(rest).trim().trim_end_matches('.');
    let rest = ["is ", "= "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let rest = ["an ", "a "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let (word, rest) = rest.split_once(|c: char| c.is_whitespace() || ":,".contains(c)).unwrap_or((rest, ""));
    let finding = Finding::named(word)?;
    let rest = rest.trim();
    let reason = match rest {
        "" => None,
        _ => Some(["because ", ": ", "– ", "- "].iter().find_map(|mark| rest.strip_prefix(mark))?.trim().to_owned()),
    };
    let found = [("row", row), ("finding", finding.word().to_owned())].into_iter();
    Some(Values(found.chain(reason.map(|reason| ("reason", reason))).collect()))
}

/// `R12 to SG17`, `R12 joint by common text`, `R12 to SG17 by common text by D7-3`.
fn read_assignment(line: &str) -> Option<Values> {
    let (row, rest) = one_row(line)?;
    let rest = rest.trim_end_matches(['.', '!']);
    let mut parts = rest.split(" by ").map(str::trim);
    let who = parts.next()?;
    let to = if is_joint(who) { "joint" } else { who.strip_prefix("to ")?.trim() };
    let is_side = to.split_whitespace().count() <= 2 && !to.contains([':', ',']);
    let is_name =
        to == "joint" || to.split_whitespace().all(|word| word.starts_with(char::is_uppercase) || is_numbered(word));
    if !is_side || !is_name {
        return None;
    }
    let mut values = vec![("row", row), ("to", to.to_owned())];
    for part in parts {
        let name = if decisions::decision_ref(part).is_some() { "decision" } else { "mechanism" };
        if part.is_empty() || values.iter().any(|(known, _)| *known == name) {
            return None;
        }
        values.push((name, part.to_owned()));
    }
    Some(Values(values))
}

fn is_joint(typed: &str) -> bool {
    ["joint", "jointly", "both"].iter().any(|joint| typed.trim().eq_ignore_ascii_case(joint))
}

/// Reads which rows are meant: `SG17`, `gaps`, `changes since 2026-09-01`.
pub fn part(typed: &str) -> Option<RegisterPart> {
    let typed = typed.trim().trim_end_matches(['?', '.']);
    let lower = typed.to_lowercase();
    let since = ["changes since ", "changed since ", "since "].iter().find_map(|words| lower.strip_prefix(words));
    if let Some(day) = since {
        return day.trim().parse().ok().map(RegisterPart::ChangedSince);
    }
    match lower.as_str() {
        "all" | "" => Some(RegisterPart::All),
        "open" | "unsettled" => Some(RegisterPart::Unsettled),
        "joint" => Some(RegisterPart::Joint),
        "dropped" => Some(RegisterPart::Dropped),
        _ => {
            let side = lower.strip_prefix("for ").map_or(typed, |side| &typed[typed.len() - side.len()..]);
            let is_side = !side.contains(char::is_whitespace)
                && (is_numbered(side) || side.chars().all(|c| c.is_uppercase() || "-/0123456789".contains(c)));
            let finding = Finding::named(&lower).map(RegisterPart::Finding);
            finding.or_else(|| is_side.then(|| RegisterPart::Side(side.to_owned())))
        }
    }
}
