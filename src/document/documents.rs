//! The list of the group's documents as a page, a table and a spreadsheet.

use super::register::cells_of_a_spreadsheet;
use crate::text::{Block, Text};
use crate::view::documents::{DocumentLine, DocumentList};

/// The list as a page.
pub fn text(list: &DocumentList) -> Text {
    let mut text = Text::default();
    text.heading(1, format!("{}: documents", list.group));
    if list.documents.is_empty() {
        text.paragraph(["No document is on the list.".into()]);
        return text;
    }
    text.push(table(&list.documents));
    text
}

/// Documents as one table.
pub fn table(documents: &[DocumentLine]) -> Block {
    let head = ["Number", "Title", "Source", "Received", "Remarks"].map(str::to_owned).to_vec();
    let rows = documents.iter().map(|line| {
        vec![
            line.number.clone(),
            line.title.clone().unwrap_or_default(),
            line.source.clone().unwrap_or_default(),
            line.received.map_or_else(String::new, |day| day.to_string()),
            line.remarks().join("; "),
        ]
    });
    Block::Table { head, rows: rows.collect() }
}

/// The list as a spreadsheet (RFC 4180), whose cells no program takes for formulas.
///
/// # Errors
/// A cell cannot be written, which no text makes happen.
pub fn csv(list: &DocumentList) -> Result<String, csv::Error> {
    let head =
        ["Number", "Kind", "Title", "Source", "Address", "Received", "Item", "Considered at", "Replaced by", "Late"];
    let rows = list.documents.iter().map(|line| {
        let words = |text: &Option<String>| text.clone().unwrap_or_default();
        let considered: Vec<String> = line.considered.iter().map(u32::to_string).collect();
        vec![
            line.number.clone(),
            line.kind.word().to_owned(),
            words(&line.title),
            words(&line.source),
            words(&line.url),
            line.received.map_or_else(String::new, |day| day.to_string()),
            line.item.map_or_else(String::new, |item| item.to_string()),
            considered.join(", "),
            words(&line.replaced_by),
            line.late.map_or_else(String::new, crate::view::documents::lateness),
        ]
    });
    cells_of_a_spreadsheet(std::iter::once(head.map(str::to_owned).to_vec()).chain(rows))
}
