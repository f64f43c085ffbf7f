//! The block above a Word document: who publishes it, its number, and what it is about. Rows and labels are the header
//! template's (config/templates/header.txt is the built-in one, after temporary documents of ITU-T).

use std::collections::BTreeMap;

use chrono::Datelike as _;
use minijinja::value::Value;

use super::Form;
use super::layout;
use super::template::{self, Piece, Values};
use crate::group::stationery::{Contact, HeaderBlock, TemplateText};
use crate::text::Span;
use crate::view::minutes::Minutes;
use crate::view::report::Report;
use crate::view::reports::subject;

/// A row of the block.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Row {
    /// `left || right`.
    Sides(Vec<Span>, Vec<Span>),
    /// `Label:: value`, perhaps with `|| right`.
    Field { label: String, value: Vec<Span>, right: Vec<Span> },
    /// `# words`, in the middle.
    Middle(Vec<Span>),
    /// `---`, a line across.
    Rule,
}

/// A key of the configuration and what is wrong with it.
pub(super) type Problem = (&'static str, String);

const HEADER_KEY: &str = "document.header";
/// Between the two sides of a row.
const SIDES: &str = "||";
const RULE: &str = "---";
const MIDDLE: &str = "# ";

fn built_in() -> TemplateText {
    TemplateText {
        file: "config/templates/header.txt".to_owned(),
        text: include_str!("../../config/templates/header.txt").to_owned(),
    }
}

/// The rows of the header block; none where the group has no such block.
pub(super) fn rows(minutes: &Minutes) -> Vec<Row> {
    let Some(block) = &minutes.stationery.header else { return Vec::new() };
    try_rows(minutes, block)
        .or_else(|_| try_rows(minutes, &HeaderBlock { template: None, ..block.clone() }))
        // What is checked at the start rarely fails; if it does, readers of the document see why.
        .unwrap_or_else(|(key, problem)| vec![Row::Sides(vec![format!("{key}: {problem}").into()], Vec::new())])
}

/// The same, with what is wrong.
///
/// # Errors
/// The key of the configuration, and the problem with its line and remedy.
pub(super) fn try_rows(minutes: &Minutes, block: &HeaderBlock) -> Result<Vec<Row>, Problem> {
    filled(layout::values(minutes.clone(), Form::Docx), block, minutes.date.year())
}

/// The rows of the block above a report. Its number, title and abstract are the report's own; the rest is the group's.
pub(super) fn rows_of_report(report: &Report) -> Vec<Row> {
    let Some(block) = &report.stationery.header else { return Vec::new() };
    let mut values = Values::default();
    let day = report.opens;
    for (name, words) in [
        ("group", report.group.clone()),
        ("body", report.body.clone()),
        ("title", subject(report)),
        ("summary", super::report::summary(report)),
        ("date", day.to_string()),
        ("day", day.format("%-d %B %Y").to_string()),
        ("weekday", day.format("%A").to_string()),
        ("meeting", report.number.to_string()),
        ("form", Form::Docx.name().to_owned()),
    ] {
        values.set(name, words);
    }
    values.set_words("parent", Some(report.body.clone()));
    let own = HeaderBlock {
        template: None,
        number: "{{ group }}-R{{ meeting }}".to_owned(),
        title: "{{ title }}".to_owned(),
        purpose: "Information".to_owned(),
        place: report.place.clone().unwrap_or_default(),
        summary: "{{ summary }}".to_owned(),
        ..block.clone()
    };
    filled(values, &own, day.year())
        .unwrap_or_else(|(key, problem)| vec![Row::Sides(vec![format!("{key}: {problem}").into()], Vec::new())])
}

pub(super) fn filled(mut values: Values, block: &HeaderBlock, year: i32) -> Result<Vec<Row>, Problem> {
    let document = document(year, block, &values)?;
    values.set("document", document);
    let own = block.template.clone().unwrap_or_else(built_in);
    let wrong = |problem| (HEADER_KEY, problem);
    template::check(&own, &values).map_err(wrong)?;
    let mut rows = Vec::new();
    for line in template::filled(&own, &values).map_err(wrong)? {
        let row = row(&line);
        let is_void = match &row {
            Row::Sides(left, right) => is_empty(left) && is_empty(right),
            Row::Field { value, right, .. } => is_empty(value) && is_empty(right),
            Row::Middle(words) => is_empty(words),
            Row::Rule => rows.last().is_none_or(|last| *last == Row::Rule),
        };
        if !is_void {
            rows.push(row);
        }
    }
    Ok(rows)
}

pub(super) fn is_empty(spans: &[Span]) -> bool {
    spans.iter().all(|span| matches!(span, Span::Plain(words) | Span::Strong(words) if words.trim().is_empty()))
}

fn row(line: &[Piece]) -> Row {
    if let [Piece::Own(own)] = line
        && own.starts_with(RULE)
    {
        return Row::Rule;
    }
    let (left, right) = sides(line);
    if let Some((label, value)) = template::row(&left) {
        return Row::Field { label, value: template::spans(&value), right: template::spans(&right) };
    }
    if let Some(words) = template::without_prefix(&left, MIDDLE) {
        return Row::Middle(template::spans(&words));
    }
    Row::Sides(template::spans(&left), template::spans(&right))
}

/// What comes before and after the mark between the sides.
fn sides(line: &[Piece]) -> (Vec<Piece>, Vec<Piece>) {
    let found = line.iter().enumerate().find_map(|(index, piece)| match piece {
        Piece::Own(own) => own.split_once(SIDES).map(|(left, right)| (index, left, right)),
        Piece::Value(_) | Piece::Part(_) => None,
    });
    let Some((index, left, right)) = found else { return (line.to_vec(), Vec::new()) };
    let mut before = line[..index].to_vec();
    before.push(Piece::Own(left.trim_end().to_owned()));
    let mut after = vec![Piece::Own(right.trim_start().to_owned())];
    after.extend_from_slice(&line[index + 1..]);
    (before, after)
}

/// What a header's template can name beside what every template can.
fn document(year: i32, block: &HeaderBlock, values: &Values) -> Result<Value, Problem> {
    let study_period = block.study_period.clone().unwrap_or_else(|| study_period(year));
    let mut names: BTreeMap<&str, Value> = BTreeMap::from([("study_period", Value::from(study_period))]);
    for (name, key, words) in [
        ("number", "document.number", &block.number),
        ("kind", "document.kind", &block.kind),
        ("language", "document.language", &block.language),
        ("questions", "document.questions", &block.questions),
        ("place", "document.place", &block.place),
        ("source", "document.source", &block.source),
        ("title", "document.title", &block.title),
        ("purpose", "document.purpose", &block.purpose),
        ("keywords", "document.keywords", &block.keywords),
        ("abstract", "document.abstract", &block.summary),
    ] {
        let template = TemplateText { file: format!("“{words}”"), text: words.clone() };
        let checked = template::check(&template, values).and_then(|()| template::filled(&template, values));
        let lines = checked.map_err(|problem| (key, problem))?;
        let words = |piece: &Piece| match piece {
            Piece::Own(words) | Piece::Value(words) => words.clone(),
            Piece::Part(_) => String::new(),
        };
        let lines: Vec<String> = lines.iter().map(|line| line.iter().map(words).collect()).collect();
        names.insert(name, Value::from(lines.join("\n")));
    }
    names.insert("contacts", Value::from(block.contacts.iter().map(contact).collect::<Vec<_>>()));
    Ok(Value::from(names))
}

fn contact(contact: &Contact) -> Value {
    let lines = |parts: [Option<String>; 3]| parts.into_iter().flatten().collect::<Vec<_>>().join("\n");
    let phone = contact.phone.as_ref().map(|phone| format!("Tel: {phone}"));
    let mail = contact.mail.as_ref().map(|mail| format!("E-mail: {mail}"));
    Value::from(BTreeMap::from([
        (
            "who",
            Value::from(lines([Some(contact.name.clone()), contact.organization.clone(), contact.country.clone()])),
        ),
        ("reach", Value::from(lines([phone, mail, None]))),
        ("name", Value::from(contact.name.as_str())),
        ("organization", Value::from(contact.organization.clone().unwrap_or_default())),
        ("country", Value::from(contact.country.clone().unwrap_or_default())),
        ("phone", Value::from(contact.phone.clone().unwrap_or_default())),
        ("mail", Value::from(contact.mail.clone().unwrap_or_default())),
    ]))
}

/// The study period of ITU-T in which a year lies: from one world assembly (WTSA) to the next, four years as a rule.
fn study_period(year: i32) -> String {
    match year {
        ..2022 => "2017-2020".to_owned(),
        2022..2025 => "2022-2024".to_owned(),
        _ => {
            let first = year - (year - 2025) % 4;
            format!("{first}-{}", first + 3)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_its_study_period() {
        for (year, period) in [(2020, "2017-2020"), (2024, "2022-2024"), (2025, "2025-2028"), (2028, "2025-2028")] {
            assert_eq!(study_period(year), period);
        }
        assert_eq!(study_period(2029), "2029-2032");
    }
}
