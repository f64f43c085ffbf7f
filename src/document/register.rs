//! The demarcation register as a document: a wide table, a spreadsheet, and a spreadsheet read back.

use chrono::NaiveDate;

use crate::group::Group;
use crate::group::command::RegisterCommand;
use crate::group::register::{Finding, Scope};
use crate::text::{Block, Text, clean_table, one_line};
use crate::view::register::{Register, SideLine};

/// The register as a page: a heading, the day, and one table.
pub fn text(register: &Register) -> Text {
    let mut text = Text::default();
    text.heading(1, format!("{}: demarcation register", register.group));
    let day: NaiveDate = register.at.date_naive();
    let count = match register.rows.len() {
        1 => "1 row".to_owned(),
        many => format!("{many} rows"),
    };
    let concluded = register.concluded.as_deref().map_or_else(String::new, |words| format!(" {words}"));
    text.paragraph([format!("As of {day}, {count}.{concluded}").into()]);
    if register.rows.is_empty() {
        return text;
    }
    text.heading(2, "Rows");
    text.push(table(register));
    text
}

/// All rows as one table.
pub fn table(register: &Register) -> Block {
    let mut head = vec!["Row".to_owned(), "Topic".to_owned()];
    head.extend(register.sides.iter().cloned());
    head.extend(["Finding", "Settled"].map(str::to_owned));
    let rows = register.rows.iter().map(|row| {
        let finding = match &row.reason {
            Some(reason) => format!("{} ({reason})", row.finding.word()),
            None => row.finding.word().to_owned(),
        };
        let mut cells = vec![row.number.clone(), row.topic.clone()];
        cells.extend(register.sides.iter().map(|side| row.side(side)));
        cells.extend([finding, row.settled()]);
        cells
    });
    Block::Table { head, rows: rows.collect() }
}

/// The register as a spreadsheet (RFC 4180), with three columns for each side. No cell begins with a character that
/// makes a spreadsheet take it for a formula.
///
/// # Errors
/// A cell cannot be written, which no text makes happen.
pub fn csv(register: &Register) -> Result<String, csv::Error> {
    let mut head = vec!["Row".to_owned(), "Topic".to_owned()];
    for side in &register.sides {
        head.extend([side.clone(), format!("{side} documents"), format!("{side} scope")]);
    }
    head.extend(TAIL.map(str::to_owned));
    let rows = register.rows.iter().map(|row| {
        let mut cells = vec![row.number.clone(), row.topic.clone()];
        for side in &register.sides {
            let scope = row.sides.iter().find(|line| line.side == *side).map(|line| line.scope.clone());
            let Scope { work_items, documents, words } = scope.unwrap_or_default();
            cells.extend([work_items.join(", "), documents.join(", "), words.unwrap_or_default()]);
        }
        let words = |text: &Option<String>| text.clone().unwrap_or_default();
        cells.extend([
            row.finding.word().to_owned(),
            words(&row.reason),
            words(&row.responsibility),
            words(&row.mechanism),
            words(&row.decision),
            row.standing.to_owned(),
            words(&row.source),
            row.changed.map_or_else(String::new, |day| day.to_string()),
        ]);
        cells
    });
    cells_of_a_spreadsheet(std::iter::once(head).chain(rows))
}

/// Rows as a spreadsheet (RFC 4180). No cell begins with a character that makes a spreadsheet take it for a formula.
pub(super) fn cells_of_a_spreadsheet(rows: impl Iterator<Item = Vec<String>>) -> Result<String, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| safe(cell)))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The columns after those of the sides.
const TAIL: [&str; 8] =
    ["Finding", "Reason", "Responsibility", "Mechanism", "Decision", "Standing", "Source", "Changed"];

/// Characters with which a formula begins in a spreadsheet.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell that no spreadsheet takes for a formula: such a one gets an apostrophe in front.
fn safe(cell: &str) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

/// A cell as it was before [`safe`].
fn unsafe_again(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}

/// What a spreadsheet would change, and what cannot be taken from it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Import {
    /// In the order of the file.
    pub commands: Vec<RegisterCommand>,
    /// What is left out, a sentence each.
    pub untaken: Vec<String>,
}

/// Compares a spreadsheet with the register. Rows are found by their number; a row without one is new.
///
/// Columns are found by their names: `Row`, `Topic`, each side (with or without `work items`), `SIDE documents`, `SIDE
/// scope`, `Finding`, `Reason` and `Source`. Who does the work follows from decisions and is not taken.
///
/// `source` is the document from which new rows come, where the file does not say.
///
/// # Errors
/// The file is not a table with a topic, in a sentence.
pub fn import(group: &Group, file: &str, source: Option<&str>) -> Result<Import, String> {
    let file = &clean_table(file.trim_start_matches('\u{feff}'));
    let delimiter = match file.lines().next() {
        Some(head) if head.matches(';').count() > head.matches(',').count() => b';',
        Some(head) if head.matches('\t').count() > head.matches(',').count() => b'\t',
        _ => b',',
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(file.as_bytes());
    let head = reader.headers().map_err(|error| format!("the first line cannot be read: {error}"))?.clone();
    let column = |names: &[String]| {
        head.iter().position(|cell| names.iter().any(|name| unsafe_again(cell.trim()).eq_ignore_ascii_case(name)))
    };
    let one = |name: &str| column(&[name.to_owned()]);
    let topic = one("topic").or_else(|| one("title"));
    let topic = topic.ok_or("it has no column Topic; its first line names the columns: Row,Topic,SG17,SG20,Finding")?;
    let mut import = Import::default();
    let mut next = group.register.keys().next_back().map_or(1, |last| last + 1);
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|error| format!("line {} cannot be read: {error}", index + 2))?;
        let cell = |column: Option<usize>| {
            let cell = record.get(column?)?.trim();
            Some(one_line(unsafe_again(cell))).filter(|cell| !cell.is_empty())
        };
        let Some(title) = cell(Some(topic)) else { continue };
        let typed = cell(one("row").or_else(|| one("number")));
        let number = match typed.as_deref().map(|typed| typed.trim_start_matches(['R', 'r']).parse::<u32>()) {
            None => None,
            Some(Ok(number)) if group.rows().any(|(known, _)| known == number) => Some(number),
            Some(_) => {
                let typed = typed.unwrap_or_default();
                import.untaken.push(format!(
                    "line {}: the register has no row {typed}; leave its number out to add it",
                    index + 2
                ));
                continue;
            }
        };
        let known = number.and_then(|number| group.register.get(&number));
        let row = number.unwrap_or(next);
        match known {
            None => {
                let source = cell(one("source")).or_else(|| source.map(str::to_owned));
                import.commands.push(RegisterCommand::AddRow { topic: title, source });
                next += 1;
            }
            Some(known) if one_line(known.topic()) != title => {
                import.commands.push(RegisterCommand::RetitleRow { row, topic: title });
            }
            Some(_) => {}
        }
        for side in &group.charter.sides {
            let items = cell(column(&[side.clone(), format!("{side} work items")]));
            let documents = cell(one(&format!("{side} documents")));
            let words = cell(one(&format!("{side} scope")));
            let text = typed_scope(items, documents, words);
            let is_news = known.is_none_or(|known| {
                let now = known.side_text(side).map(|text| SideLine { side: side.clone(), scope: Scope::read(text) });
                now.map_or_else(String::new, |line| line.words()) != text
            });
            if is_news && !text.is_empty() {
                import.commands.push(RegisterCommand::SetSide { row, side: side.clone(), text });
            }
        }
        if let Some(typed) = cell(one("finding")) {
            let reason = cell(one("reason"));
            match Finding::named(&typed) {
                Some(Finding::Open) if known.is_none() => {}
                Some(finding) if known.is_some_and(|known| known.finding() == (finding, reason.as_deref())) => {}
                Some(finding) => import.commands.push(RegisterCommand::AssessRow { row, finding, reason }),
                None => import.untaken.push(format!(
                    "line {}: “{typed}” is not a finding; it is open, overlap, synergy, gap or clear",
                    index + 2
                )),
            }
        }
    }
    Ok(import)
}

/// What a side does, as people type it.
fn typed_scope(items: Option<String>, documents: Option<String>, words: Option<String>) -> String {
    let mut text = items.unwrap_or_default();
    if let Some(documents) = documents {
        text.push_str(if text.is_empty() { "(" } else { " (" });
        text.push_str(&documents);
        text.push(')');
    }
    if let Some(words) = words {
        text.push_str(if text.is_empty() { "" } else { " – " });
        text.push_str(&words);
    }
    text
}
