//! The chat grammar, row by row: what people type is the command they mean, and every row of the
//! grammar has a conversation that shows it.

use std::collections::BTreeSet;

use convenor::command::grammar::Names;
use convenor::command::{Read, help, read};
use convenor::text::plain;

use crate::conversation::Transcript;
use crate::golden;

/// A line as typed with the name of its command.
type Typed = (String, String);

/// The rows of the grammar, each with what people type for it.
fn sheet() -> Vec<Vec<Typed>> {
    let text = golden::read("tests/it/grammar.txt");
    let row = |block: &str| -> Vec<Typed> {
        let lines = block.lines().filter(|line| !line.starts_with("# ") && !line.is_empty());
        let typed = |line: &str| {
            let (typed, name) = line.split_once(" -> ").unwrap_or_else(|| panic!("{line:?} has an arrow"));
            (typed.to_owned(), name.to_owned())
        };
        lines.map(typed).collect()
    };
    text.split("\n\n").map(row).filter(|row| !row.is_empty()).collect()
}

fn command_of(typed: &str) -> String {
    match read(typed, &Names::default()).first().map(|line| &line.read) {
        Some(Read::Command { row, .. }) => row.name.to_owned(),
        Some(Read::Prose(_)) => "prose".to_owned(),
        Some(Read::Hint(hint) | Read::Aside { hint, .. }) => format!("the hint “{hint}”"),
        None => "nothing".to_owned(),
    }
}

#[test]
fn what_people_type_is_the_command_they_mean() {
    let wrong: Vec<String> = sheet()
        .concat()
        .into_iter()
        .map(|(typed, name)| (command_of(&typed), typed, name))
        .filter(|(read, _, name)| read != name)
        .map(|(read, typed, name)| format!("{typed:?} is {name}, not {read}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_row_of_the_grammar_has_a_conversation() {
    let said = Transcript::all().into_iter().flat_map(|transcript| transcript.lines);
    let words = said.filter_map(|line| line.input.split_once(": ").map(|(_, words)| words.replace('⏎', "\n")));
    let shown: BTreeSet<String> = words.map(|words| command_of(&words)).collect();
    let sheet = sheet();
    assert!(sheet.len() > 50, "the grammar has its rows, not {}", sheet.len());
    let without: Vec<&Vec<Typed>> =
        sheet.iter().filter(|row| !row.iter().any(|(_, name)| shown.contains(name))).collect();
    assert!(without.is_empty(), "{} rows have no conversation: {without:#?}", without.len());
}

#[test]
fn help_fits_one_screen() {
    let page = plain::render(&help::answer(None), Some(80));
    let lines = page.lines().count();
    assert!(lines <= 24, "{lines} lines:\n{page}");
}
