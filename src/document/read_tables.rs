//! The tables of minutes that were exported as Markdown and edited: who was there is taken from them, the rest is not.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::text::one_line;

/// A table of the file, cell by cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Row>,
}

/// What an edited table of participants says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attendance {
    /// As people type it: `Cy (Example Corp)`.
    Present {
        typed: String,
    },
    Absent {
        name: String,
    },
}

/// What edited tables change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableChanges {
    pub attendance: Vec<Attendance>,
    /// Cells that are changed elsewhere, each in words with what to type.
    pub untaken: Vec<String>,
}

/// The tables of a file, in order.
pub fn tables_of(markdown: &str) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut row: Vec<String> = Vec::new();
    let mut cell: Option<String> = None;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Table(_)) => tables.push(Table::default()),
            Event::Start(Tag::TableHead | Tag::TableRow) => row.clear(),
            Event::Start(Tag::TableCell) => cell = Some(String::new()),
            Event::Text(words) | Event::Code(words) => {
                if let Some(cell) = &mut cell {
                    cell.push_str(&words);
                }
            }
            Event::End(TagEnd::TableCell) => row.extend(cell.take().map(|words| one_line(&words))),
            Event::End(TagEnd::TableHead) => {
                if let Some(table) = tables.last_mut() {
                    table.head = std::mem::take(&mut row);
                }
            }
            Event::End(TagEnd::TableRow) => {
                if let Some(table) = tables.last_mut() {
                    table.rows.push(std::mem::take(&mut row));
                }
            }
            _ => {}
        }
    }
    tables
}

/// What turns the tables of a draft into those of an edited file.
pub fn changes(draft: &[Table], edited: &[Table]) -> TableChanges {
    let mut changes = TableChanges::default();
    let is_participants = |table: &&Table| table.head.starts_with(&["Name".to_owned(), "Organization".to_owned()]);
    let (old, new) = (draft.iter().find(is_participants), edited.iter().find(is_participants));
    let nobody = Table::default();
    attendance(old.unwrap_or(&nobody), new.unwrap_or(&nobody), &mut changes);
    let others = |tables: &[Table]| tables.iter().filter(|table| !is_participants(table)).cloned().collect::<Vec<_>>();
    for (old, new) in others(draft).iter().zip(&others(edited)) {
        cells(old, new, &mut changes.untaken);
    }
    if others(draft).len() != others(edited).len() {
        changes.untaken.push("a table that was added or removed: only lines can be".to_owned());
    }
    changes
}

/// A row, cell by cell.
type Row = Vec<String>;

fn cell(row: &Row, index: usize) -> &str {
    row.get(index).map_or("", String::as_str)
}

/// Each row of an edited table with what it was, and the rows that are gone. Rows are known by their first cell; of several with the same,
/// such as two people of one name, those that are the same throughout belong together, and the others in order.
fn paired<'a>(old: &'a Table, new: &'a Table) -> (Vec<(Option<&'a Row>, &'a Row)>, Vec<&'a Row>) {
    let mut left: Vec<&Row> = old.rows.iter().collect();
    let mut pairs: Vec<(Option<&Row>, &Row)> = new.rows.iter().map(|row| (None, row)).collect();
    let is_whole = |was: &Row, is: &Row| was == is;
    let is_known = |was: &Row, is: &Row| cell(was, 0) == cell(is, 0);
    for is_same in [&is_whole as &dyn Fn(&Row, &Row) -> bool, &is_known] {
        for (before, row) in pairs.iter_mut().filter(|(before, _)| before.is_none()) {
            *before = left.iter().position(|was| is_same(was, row)).map(|at| left.remove(at));
        }
    }
    (pairs, left)
}

/// As people type somebody with an organization.
fn with_organization(name: &str, organization: &str) -> String {
    if organization.is_empty() { name.to_owned() } else { format!("{name} ({organization})") }
}

fn attendance(old: &Table, new: &Table, changes: &mut TableChanges) {
    let (pairs, gone) = paired(old, new);
    for (before, row) in pairs {
        let (name, organization) = (cell(row, 0), cell(row, 1));
        if name.is_empty() {
            continue;
        }
        if before.is_none_or(|before| cell(before, 1) != organization) {
            changes.attendance.push(Attendance::Present { typed: with_organization(name, organization) });
        }
        let Some(before) = before else { continue };
        for (index, column) in new.head.iter().enumerate().skip(2) {
            if cell(before, index) != cell(row, index) {
                changes.untaken.push(format!("{name}, {column}: it follows from the configuration and the record"));
            }
        }
    }
    for row in gone.into_iter().filter(|row| !cell(row, 0).is_empty()) {
        let has_namesake = new.rows.iter().any(|other| cell(other, 0) == cell(row, 0));
        let organization = if has_namesake { cell(row, 1) } else { "" };
        changes.attendance.push(Attendance::Absent { name: with_organization(cell(row, 0), organization) });
    }
}

fn cells(old: &Table, new: &Table, untaken: &mut Vec<String>) {
    let (pairs, gone) = paired(old, new);
    for row in gone {
        untaken.push(format!("the row of {}, which was removed{}", cell(row, 0), remedy(cell(row, 0))));
    }
    for (before, row) in pairs {
        let number = cell(row, 0);
        let Some(before) = before else {
            untaken.push(format!("the row of {number}, which was added"));
            continue;
        };
        for ((was, is), column) in before.iter().zip(row).zip(&old.head).filter(|((was, is), _)| was != is) {
            untaken.push(format!("{number}, {column}: “{is}” instead of “{was}”{}", remedy(number)));
        }
    }
}

/// What changes a row where it lives.
fn remedy(number: &str) -> String {
    let is_number = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    match (number.strip_prefix('D'), number.strip_prefix('A')) {
        (Some(rest), _) if is_number(rest) => format!("; type in the room: amend {number} = TEXT"),
        (_, Some(rest)) if is_number(rest) => format!("; type in the room: action {number} = TEXT"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAFT: &str = "## Annex A\n\n| Name | Organization | Side |\n|---|---|---|\n| Ana | Example Corp | SG17 |\n\
        | Bo |  |  |\n\n## Annex B\n\n| Number | Kind | Text |\n|---|---|---|\n| D1-1 | Agreed | row 4 |\n";

    fn changed(replacements: &[(&str, &str)]) -> TableChanges {
        let edited = replacements.iter().fold(DRAFT.to_owned(), |file, (old, new)| file.replace(old, new));
        changes(&tables_of(DRAFT), &tables_of(&edited))
    }

    #[test]
    fn an_untouched_file_changes_nothing() {
        assert_eq!(changed(&[]), TableChanges::default());
    }

    #[test]
    fn who_was_there_is_taken_from_the_table() {
        let found = changed(&[("| Bo |  |  |\n", "| Cy | Example Labs |  |\n"), ("Example Corp", "Example Org")]);
        let present = |typed: &str| Attendance::Present { typed: typed.to_owned() };
        let expected =
            [present("Ana (Example Org)"), present("Cy (Example Labs)"), Attendance::Absent { name: "Bo".to_owned() }];
        assert_eq!((found.attendance.as_slice(), found.untaken.as_slice()), (&expected as &[_], &[] as &[_]));
    }

    #[test]
    fn two_people_of_one_name_are_kept_apart() {
        let draft = DRAFT.replace("| Bo |  |  |\n", "| Bo |  |  |\n| Ana | Example Labs | SG20 |\n");
        let changed = |old: &str, new: &str| changes(&tables_of(&draft), &tables_of(&draft.replace(old, new)));
        assert_eq!(changed("", ""), TableChanges::default(), "an untouched file changes nothing");
        for (old, new, expected) in [
            ("Example Labs", "Example Org", Attendance::Present { typed: "Ana (Example Org)".to_owned() }),
            ("| Ana | Example Corp | SG17 |\n", "", Attendance::Absent { name: "Ana (Example Corp)".to_owned() }),
            ("| Ana | Example Labs | SG20 |\n", "", Attendance::Absent { name: "Ana (Example Labs)".to_owned() }),
        ] {
            assert_eq!(changed(old, new).attendance, [expected], "{old}");
        }
    }

    #[test]
    fn other_cells_are_named_with_what_changes_them() {
        let found = changed(&[("row 4", "row 5"), ("SG17", "SG20")]);
        assert_eq!(
            found.untaken,
            [
                "Ana, Side: it follows from the configuration and the record",
                "D1-1, Text: “row 5” instead of “row 4”; type in the room: amend D1-1 = TEXT",
            ]
        );
    }
}
