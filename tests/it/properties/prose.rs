//! Lines of which most are prose and nearly all might be a command.

use convenor::command::grammar::{Line, Names, Read, is_plainly_prose, is_plainly_talk, read, read_in_log};
use convenor::command::table::rows;
use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Strategy, prop_oneof};
use proptest::sample::select;

use crate::conversation::Transcript;
use crate::golden;

/// What may stand in the place of a value.
const VALUES: [&str; 8] =
    ["Ana", "row 4 stays", "3", "10 minutes", "2026-12-15", "SG17-TD580", "?", "is what it returns"];
/// What may stand before a command or behind it, with which it is one still, or no longer.
const AROUND: [(&str, &str); 17] = [
    ("", ""),
    ("", "."),
    ("", "!"),
    ("", "?"),
    ("", " please"),
    ("", ", PLEASE!"),
    ("", "+"),
    ("", " +"),
    ("", ": Ana"),
    ("", " is what I said"),
    ("please ", ""),
    ("Pls, ", ""),
    ("convenor, ", ""),
    ("Ana: ", ""),
    ("I say ", ""),
    ("... ", ""),
    ("Ana, ", " has it"),
];

pub fn is_plain(line: &str) -> bool {
    is_plainly_prose(line, &Names::default())
}

/// What is prose at first sight is the one line of prose that `read` makes of it, and in a log that of `read_in_log`.
pub fn assert_same_line(line: &str) {
    let (names, is_plain) = (Names::default(), is_plain(line));
    if !is_plain && !is_plainly_talk(line, &names) {
        return;
    }
    let lines = if is_plain { read(line, &names) } else { read_in_log(line, &names) };
    let is_same = matches!(lines.as_slice(), [Line { index: 0, read: Read::Prose(words) }] if words == line.trim());
    assert!(is_same, "{line:?} is {lines:?}", lines = shown(&lines));
}

/// In a log a line is what it is elsewhere, but for hints about phrases.
pub fn assert_same_in_a_log(line: &str) {
    let without_phrases = |line: Line| match line.read {
        Read::Aside { hint, words, .. } if !hint.starts_with("That counts as ") => Read::Prose(words),
        read => read,
    };
    let names = Names::default();
    let [typed, logged] = [read(line, &names), read_in_log(line, &names)]
        .map(|lines| lines.into_iter().map(without_phrases).map(|read| format!("{read:?}")).collect::<Vec<_>>());
    assert_eq!(typed, logged, "{line:?}");
}

fn shown(lines: &[Line]) -> Vec<String> {
    let read = lines.iter().map(|line| match &line.read {
        Read::Command { row, .. } => row.name.to_owned(),
        Read::Prose(words) => format!("the words {words:?}"),
        Read::Hint(hint) | Read::Aside { hint, .. } => format!("the hint {hint:?}"),
    });
    read.collect()
}

/// Every example and spelling of the table, what people type in the grammar's list and in the transcripts, and
/// the logs of the tests, each as it stands, in other cases and with words around it.
pub fn known_lines() -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for row in rows() {
        lines.push(row.name.to_owned());
        lines.extend(row.examples.iter().map(|example| (*example).to_owned()));
        lines.extend(row.spellings.iter().flat_map(|spelling| written(spelling)));
    }
    let sheet = golden::read("tests/it/grammar.txt");
    lines.extend(sheet.lines().filter_map(|line| line.split_once(" -> ")).map(|(typed, _)| typed.to_owned()));
    let said = Transcript::all().into_iter().flat_map(|transcript| transcript.lines);
    lines.extend(said.filter_map(|line| line.input.split_once(": ").map(|(_, words)| words.to_owned())));
    for log in ["rrsagent.txt", "meetbot.log.txt", "iso.txt"] {
        let log = golden::read(&format!("tests/replay/fixtures/{log}"));
        lines.extend(log.lines().filter_map(|line| line.split_once("> ")).map(|(_, words)| words.to_owned()));
    }
    let around = |line: &String| {
        let cases = [line.clone(), line.to_uppercase(), line.to_lowercase(), without_a_letter(line)];
        let wrapped = |line: String| AROUND.map(|(before, behind)| format!("{before}{line}{behind}"));
        cases.into_iter().flat_map(wrapped).collect::<Vec<_>>()
    };
    lines.iter().flat_map(around).collect()
}

/// A slip of the finger: the third letter is missing.
fn without_a_letter(line: &str) -> String {
    line.char_indices().filter(|(at, _)| *at != 2).map(|(_, c)| c).collect()
}

/// A spelling with every word that it allows, and with values in their places.
fn written(spelling: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in spelling.split(' ') {
        let mut words: Vec<String> = match word.strip_prefix('{') {
            Some(_) => VALUES.map(str::to_owned).to_vec(),
            None => word.trim_end_matches('~').split('|').map(|word| format!("{word} ")).collect(),
        };
        if word.ends_with('~') {
            words.push(String::new());
        }
        let longer = |line: &String| words.iter().map(|word| format!("{line}{word} ")).collect::<Vec<_>>();
        lines = lines.iter().flat_map(longer).collect();
    }
    lines.iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Words of commands and of prose with all kinds of things between them, and anything in ASCII.
pub fn line() -> BoxedStrategy<String> {
    let mut words: Vec<String> = rows()
        .iter()
        .flat_map(|row| row.spellings.iter().chain(row.examples))
        .flat_map(|spelling| spelling.split([' ', '|']))
        .map(|word| word.trim_matches(['{', '}', '~']).to_owned())
        .collect();
    words.extend(
        ["the", "row", "I", "we", "Ana", "has", "please", "pls", "is", "zakim", "it's", "4"].map(str::to_owned),
    );
    words.sort();
    words.dedup();
    let word = prop_oneof![4 => select(words.clone()), 1 => select(words).prop_map(|word| without_a_letter(&word)), 1 => "[ -~]{1,8}"];
    let cased = (word, select(&[false, false, true][..])).prop_map(
        |(word, is_shouted)| {
            if is_shouted { word.to_uppercase() } else { word }
        },
    );
    let between =
        select(&[" ", " ", " ", " ", "  ", ", ", ": ", ". ", "; ", "! ", "? ", "'", "+", "+ ", " +", "-", "="][..]);
    let worded = vec((cased, between), 1..7);
    let worded = worded.prop_map(|words| words.into_iter().map(|(word, between)| word + between).collect::<String>());
    let worded =
        (select(&["", "", "", "... "][..]), worded).prop_map(|(before, line)| format!("{before}{}", line.trim()));
    prop_oneof![4 => worded, 1 => "[A-Za-z]{1,9}[ -~]{0,40}"].boxed()
}
