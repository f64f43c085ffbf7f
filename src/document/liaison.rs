//! Liaison statements as documents. The block in front comes from a template, since the labels of such statements are an
//! organization's own: config/templates/liaison.txt is the built-in one.

use minijinja::value::Value;

use super::header::{self, Problem, Row};
use super::template::Values;
use super::{Form, TextFormat, text_of};
use crate::group::liaison::{Addressee, Purpose, Way};
use crate::group::stationery::{HeaderBlock, Stationery, TemplateText};
use crate::text::{Block, Span, Text};
use crate::view::liaison::{Approval, Statement, paragraphs};

const KEY: &str = "document.liaison";

fn built_in() -> TemplateText {
    TemplateText {
        file: "config/templates/liaison.txt".to_owned(),
        text: include_str!("../../config/templates/liaison.txt").to_owned(),
    }
}

/// The statement as a page.
pub fn page(statement: &Statement, format: TextFormat) -> String {
    let form = match format {
        TextFormat::Text => Form::Text,
        TextFormat::Markdown => Form::Markdown,
        TextFormat::Html => Form::Html,
    };
    let mut text = Text::default();
    text.heading(1, subject(statement));
    let mut fields: Vec<(String, Vec<Span>)> = Vec::new();
    for row in rows(statement, form) {
        match row {
            Row::Field { label, value, right } => {
                let gap =
                    (!header::is_empty(&value) && !header::is_empty(&right)).then(|| Span::Plain("; ".to_owned()));
                fields.push((label, value.into_iter().chain(gap).chain(right).collect()));
            }
            // What is in the middle or on two sides is how a page of paper looks, unless it is all there is.
            Row::Middle(words) => {
                if !fields.is_empty() {
                    text.push(Block::Fields(std::mem::take(&mut fields)));
                }
                text.paragraph(words);
            }
            Row::Sides(left, right) => {
                let gap = (!header::is_empty(&left) && !header::is_empty(&right)).then(|| Span::Plain("; ".to_owned()));
                text.paragraph(left.into_iter().chain(gap).chain(right).collect::<Vec<_>>());
            }
            Row::Rule => {}
        }
    }
    if !fields.is_empty() {
        text.push(Block::Fields(fields));
    }
    text.blocks.extend(paragraphs(statement.text.as_deref().unwrap_or_default()));
    text_of(&text, format)
}

/// The title and the text, below the block.
pub(super) fn body(statement: &Statement) -> Text {
    let mut text = Text::default();
    text.heading(1, subject(statement));
    text.blocks.extend(paragraphs(statement.text.as_deref().unwrap_or_default()));
    text
}

/// `LS on gateways [to SG17, SG20]`, `LS/r on gateways (reply to SG20-LS4) [to SG20]`, as titles of such statements are.
fn subject(statement: &Statement) -> String {
    let title = ["LS/r on ", "LS on "].iter().find_map(|start| {
        let (head, rest) = statement.title.split_at_checked(start.len())?;
        head.eq_ignore_ascii_case(start).then_some(rest)
    });
    let title = title.unwrap_or(&statement.title);
    let (kind, reply) = match &statement.reply_to {
        Some(reply) => ("LS/r", format!(" (reply to {reply})")),
        None => ("LS", String::new()),
    };
    let bodies = statement.all_bodies();
    let route = match (statement.way, statement.from.as_deref()) {
        (Way::In, Some(from)) => format!(" [from {from}]"),
        (Way::Out, _) if !bodies.is_empty() => format!(" [to {bodies}]"),
        (Way::In, None) | (Way::Out, _) => String::new(),
    };
    format!("{kind} on {title}{reply}{route}")
}

/// The rows of the block.
pub(super) fn rows(statement: &Statement, form: Form) -> Vec<Row> {
    let own = statement.stationery.liaison.clone().unwrap_or_else(built_in);
    try_rows(statement, form, own)
        .or_else(|_| try_rows(statement, form, built_in()))
        // What is checked at the start rarely fails; if it does, readers of the document see why.
        .unwrap_or_else(|(key, problem)| vec![Row::Sides(vec![format!("{key}: {problem}").into()], Vec::new())])
}

fn try_rows(statement: &Statement, form: Form, template: TemplateText) -> Result<Vec<Row>, Problem> {
    use chrono::Datelike as _;
    let group = statement.stationery.header.clone();
    let has_header = group.is_some();
    let block = group.unwrap_or_default();
    let number = if has_header { "{{ number }}".to_owned() } else { String::new() };
    let own = HeaderBlock {
        template: Some(template),
        number,
        questions: String::new(),
        source: "{{ source }}".to_owned(),
        title: "{{ title }}".to_owned(),
        purpose: String::new(),
        keywords: String::new(),
        summary: String::new(),
        place: String::new(),
        ..block.clone()
    };
    let place = if block.place.is_empty() { "Virtual".to_owned() } else { block.place };
    header::filled(values(statement, form, &place), &own, statement.date.year())
        .map_err(|(key, problem)| (if key == "document.header" { KEY } else { key }, problem))
}

/// What a template can name.
fn values(statement: &Statement, form: Form, place: &str) -> Values {
    let mut values = Values::default();
    let day = |day: chrono::NaiveDate| day.format("%-d %B %Y").to_string();
    let is_draft = statement.approval.is_none() && statement.way == Way::Out;
    let number = statement.reference.clone().unwrap_or_else(|| format!("{}-{}", statement.group, statement.number));
    for (name, words) in [
        ("group", statement.group.clone()),
        ("number", number),
        ("title", subject(statement)),
        ("subject", statement.title.clone()),
        ("source", statement.from.clone().unwrap_or_default()),
        ("state", statement.state.to_owned()),
        ("place", place.to_owned()),
        ("day", day(statement.date)),
        // Where another body has met, its statement says.
        (
            "prepared",
            statement.prepared.clone().unwrap_or_else(|| match statement.way {
                Way::In => String::new(),
                Way::Out => format!("{place}, {}", day(statement.date)),
            }),
        ),
        ("date", statement.date.to_string()),
        ("form", form.name().to_owned()),
    ] {
        values.set(name, words);
    }
    values.set("is_draft", is_draft);
    values.set("is_incoming", statement.way == Way::In);
    values.set("is_numbered", statement.reference.is_some());
    values.set("contacts", statement.contacts.clone());
    for (name, words) in [
        ("reference", statement.reference.clone()),
        ("reply_to", statement.reply_to.clone()),
        ("questions", statement.questions.clone()),
        ("action_to", statement.bodies(Purpose::Action)),
        ("comment_to", statement.bodies(Purpose::Comment)),
        ("information_to", statement.bodies(Purpose::Information)),
        ("deadline", statement.deadline.map(day)),
        ("keywords", statement.keywords.clone()),
        ("abstract", statement.summary.clone()),
        ("approval", approval(statement, place)),
    ] {
        values.set_words(name, words);
    }
    for name in ["meeting", "decision"] {
        let approval = statement.approval.as_ref();
        let value = match name {
            "meeting" => approval.map(|one| Value::from(one.meeting)),
            _ => approval.map(|one| Value::from(one.decision.as_str())),
        };
        values.set(name, value.unwrap_or_else(super::template::nothing));
    }
    values
}

/// `Agreed at meeting 7 of JCG-IoTSec (virtual, 8 December 2026), D7-3; draft for transmission by those who send it`.
fn approval(statement: &Statement, place: &str) -> Option<String> {
    if statement.way == Way::In {
        return None;
    }
    let Some(Approval { decision, meeting, date, standing }) = &statement.approval else {
        return Some("Not agreed yet".to_owned());
    };
    let day = date.format("%-d %B %Y");
    let place = if place.eq_ignore_ascii_case("virtual") { "virtual" } else { place };
    let standing = if *standing == "final" { String::new() } else { format!(" ({standing})") };
    let next = if statement.reference.is_some() { "" } else { "; draft for transmission by the parent groups" };
    let group = &statement.group;
    Some(format!("Agreed at meeting {meeting} of {group} ({place}, {day}), {decision}{standing}{next}"))
}

/// Fills in a group's template with made-up statements.
///
/// # Errors
/// The first problem: the key of the configuration, and what is wrong with file, line and what to do.
pub(super) fn check(stationery: &Stationery) -> Result<(), Problem> {
    let Some(template) = &stationery.liaison else { return Ok(()) };
    for statement in [full(stationery), empty(stationery)] {
        for form in Form::ALL {
            try_rows(&statement, form, template.clone())?;
        }
    }
    Ok(())
}

fn empty(stationery: &Stationery) -> Statement {
    Statement {
        format: 1,
        group: "Group".to_owned(),
        number: "L1".to_owned(),
        way: Way::Out,
        reference: None,
        state: "draft",
        title: "A title".to_owned(),
        reply_to: None,
        from: None,
        to: Vec::new(),
        prepared: None,
        questions: None,
        deadline: None,
        contacts: Vec::new(),
        keywords: None,
        summary: None,
        text: None,
        approval: None,
        answered_by: None,
        item: None,
        date: chrono::NaiveDate::default(),
        at: chrono::DateTime::UNIX_EPOCH,
        stationery: std::sync::Arc::new(stationery.clone()),
    }
}

/// One in which everything is filled in.
fn full(stationery: &Stationery) -> Statement {
    let words = || Some("Words".to_owned());
    let to = Purpose::ALL.map(|purpose| Addressee { body: "A body".to_owned(), purpose });
    Statement {
        reference: words(),
        reply_to: words(),
        from: words(),
        to: to.to_vec(),
        prepared: words(),
        questions: words(),
        deadline: Some(chrono::NaiveDate::default()),
        contacts: vec!["Somebody".to_owned(), "Somebody else".to_owned()],
        keywords: words(),
        summary: words(),
        text: words(),
        approval: Some(Approval {
            decision: "D1-1".to_owned(),
            meeting: 1,
            date: chrono::NaiveDate::default(),
            standing: "final",
        }),
        answered_by: words(),
        item: words(),
        ..empty(stationery)
    }
}
