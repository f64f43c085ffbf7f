//! The layout of a report to a parent body, after reports of correspondence groups: what the group did, what it decided for the
//! body, the register, and what it asks.

use super::{PaperLine, register, revised};
use crate::group::kinds::Kind;
use crate::group::paper::LineEdit;
use crate::text::{Block, Span, Text, join_and};
use crate::view::mechanisms::MechanismLine;
use crate::view::report::{MeetingLine, Report, Settled};
use crate::view::reports::subject;

/// The report as a page, with what was changed by hand.
pub fn text(report: &Report) -> Text {
    let text = laid_out(report);
    if report.edits.is_empty() { text } else { revised::revise(text, &report.edits).text }
}

/// The lines of a report by their places, and the changes by hand that no longer fit any.
pub fn lines(report: &Report) -> (Vec<PaperLine>, Vec<LineEdit>) {
    let revised = revised::revise(laid_out(report), &report.edits);
    (revised.lines, revised.lost)
}

fn laid_out(report: &Report) -> Text {
    let mut text = Text::default();
    text.heading(1, subject(report));
    let until = report.closes.map_or_else(String::new, |closes| format!(" to {closes}"));
    let place = report.place.as_deref().map_or_else(String::new, |place| format!(", {place}"));
    let period = report.since.map_or_else(|| "all meetings so far".to_owned(), |since| format!("since {since}"));
    let fields = [
        ("To", report.body.clone()),
        ("For its meeting", format!("{}{until}{place}", report.opens)),
        ("Period", period),
        ("Due", report.due.to_string()),
        ("Approved by", join_and(&report.approved_by)),
    ];
    text.push(Block::Fields(
        fields
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(label, value)| (label.to_owned(), vec![Span::Plain(value)]))
            .collect(),
    ));
    text.heading(2, "1. Summary");
    text.paragraph([summary(report).into()]);
    text.heading(2, "2. Meetings held");
    if report.meetings.is_empty() {
        text.paragraph(["None.".into()]);
    } else {
        text.push(Block::Table {
            head: ["Meeting", "Date", "Present", "Organizations"].map(str::to_owned).to_vec(),
            rows: report.meetings.iter().map(meeting).collect(),
        });
    }
    let mut number = 3;
    let mut section = |text: &mut Text, title: &str, blocks: Vec<Block>| {
        if !blocks.is_empty() {
            text.heading(2, format!("{number}. {title}"));
            for block in blocks {
                text.push(block);
            }
            number += 1;
        }
    };
    let for_body = format!("Requests to {}", report.body);
    section(&mut text, &for_body, decisions(&report.requests));
    section(&mut text, &format!("Decisions for {}", report.body), decisions(&report.decisions_for));
    section(&mut text, "Other decisions, for information", decisions(&report.decisions));
    section(&mut text, "Settled on the list", list(&report.on_the_list));
    let mechanisms: Vec<String> = report.mechanisms.iter().map(MechanismLine::words).collect();
    section(&mut text, "Coordination mechanisms", list(&mechanisms));
    section(&mut text, "Overlaps and gaps that are open", list(&report.open_rows));
    if !report.register.rows.is_empty() {
        let changed = match report.changed_rows.as_slice() {
            [] => Vec::new(),
            rows if rows.len() == report.register.rows.len() => {
                let words =
                    if report.since.is_none() { "All rows are new." } else { "All rows are new or have changed." };
                vec![Block::Paragraph(vec![words.into()])]
            }
            rows => vec![Block::Paragraph(vec![format!("New or changed: {}.", rows.join("; ")).into()])],
        };
        section(&mut text, "Demarcation register", [changed, vec![register::table(&report.register)]].concat());
    }
    section(&mut text, "Actions that are open", list(&report.open_actions));
    section(&mut text, "Actions that were done", list(&report.closed_actions));
    section(&mut text, "Documents considered", list(&report.documents));
    section(&mut text, "Other documents that were received", list(&report.documents_received));
    section(&mut text, "Outgoing documents", list(&report.outgoing));
    section(&mut text, "Liaison statements", list(&report.liaisons));
    section(&mut text, "Terms of reference", terms(&report.terms));
    section(&mut text, "Mandate of the group", list(report.mandate.as_slice()));
    section(&mut text, "Next meetings", list(&report.next_meetings));
    text.paragraph(["Drafted by Convenor from the record of the group.".into()]);
    text
}

/// What the report says in one paragraph, counted from the record; it serves as the abstract of the document too.
pub fn summary(report: &Report) -> String {
    let counted = |count: usize, one: &str, many: &str| match count {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let all = [&report.decisions_for, &report.requests, &report.decisions];
    let count = |lists: &[&Vec<Settled>], is_before: bool| {
        lists.iter().flat_map(|list| list.iter()).filter(|one| one.is_told_before == is_before).count()
    };
    let decisions = count(&all, false);
    let amended = match count(&all, true) {
        0 => String::new(),
        1 => ", and amended one of an earlier report".to_owned(),
        amended => format!(", and amended {amended} of earlier reports"),
    };
    let for_body = match count(&all[..2], false) {
        0 => String::new(),
        all if all == decisions => format!(", for {}", report.body),
        some => format!(", {some} of them for {}", report.body),
    };
    let mut sentences = vec![format!(
        "{} held {} and took {}{for_body}{amended}.",
        report.group,
        counted(report.meetings.len(), "meeting", "meetings"),
        counted(decisions, "decision", "decisions")
    )];
    if !report.register.rows.is_empty() {
        let settled = report.register.rows.iter().filter(|row| matches!(row.standing, "provisional" | "final"));
        let open = match report.open_rows.len() {
            0 => "none is".to_owned(),
            1 => "1 is".to_owned(),
            many => format!("{many} are"),
        };
        sentences.push(format!(
            "The demarcation register has {}, of which {} settled; {open} open as an overlap or a gap.",
            counted(report.register.rows.len(), "row", "rows"),
            match settled.count() {
                0 => "none is".to_owned(),
                1 => "1 is".to_owned(),
                many => format!("{many} are"),
            },
        ));
    }
    let provisional = [&report.requests, &report.decisions_for, &report.decisions];
    let provisional = provisional.into_iter().flatten().filter(|one| takes_effect(one));
    let provisional = provisional.filter(|one| one.standing.starts_with("provisional")).count();
    if provisional > 0 {
        sentences.push(format!("{} provisional.", counted(provisional, "decision is", "decisions are")));
    }
    sentences.join(" ")
}

fn meeting(line: &MeetingLine) -> Vec<String> {
    let sides: Vec<String> = line.sides.iter().map(|(side, count)| format!("{side}: {count}")).collect();
    let sides = if sides.is_empty() { String::new() } else { format!(" ({})", sides.join(", ")) };
    let title = line.title.as_deref().map_or_else(String::new, |title| format!(", {title}"));
    vec![
        format!("{}{title}", line.number),
        line.date.to_string(),
        format!("{}{sides}", line.people),
        line.organizations.join(", "),
    ]
}

/// Whether a decision can become final: what was not agreed, or put off, takes no effect.
fn takes_effect(line: &Settled) -> bool {
    let has_none = matches!(line.kind, Kind::NoAgreement | Kind::Deferred);
    !(has_none && (line.standing == "final" || line.standing.starts_with("provisional")))
}

fn decisions(lines: &[Settled]) -> Vec<Block> {
    let words = lines.iter().map(|line| {
        let objections = match line.objections.as_slice() {
            [] => String::new(),
            objections => format!(
                "{}On the record: {}",
                if line.text.ends_with(['.', '!', '?']) { " " } else { ". " },
                objections.join("; ")
            ),
        };
        let kind = line.kind.word().to_lowercase();
        let amended = line.amended.map_or_else(String::new, |on| format!(", amended {on}"));
        let standing = if takes_effect(line) { format!(", {}", line.standing) } else { String::new() };
        format!("{} ({kind}{amended}{standing}): {}{objections}", line.number, line.text)
    });
    list(&words.collect::<Vec<_>>())
}

/// How far they are, and what a proposed revision changes.
fn terms(lines: &[String]) -> Vec<Block> {
    const MARKS: &str = "Words in [-such brackets-] are taken out, words in {+such+} are new:";
    let (told, changes) = lines.split_at(lines.len().min(2));
    let marks = (!changes.is_empty()).then(|| Block::Paragraph(vec![MARKS.into()]));
    [list(told), marks.into_iter().collect(), list(changes)].concat()
}

fn list(lines: &[String]) -> Vec<Block> {
    if lines.is_empty() {
        return Vec::new();
    }
    vec![Block::List(lines.iter().map(|line| vec![Span::Plain(line.clone())]).collect())]
}
