//! What people of standards groups type: sentences that begin like commands and are none (`talk/prose.txt`), and near
//! misses (`talk/slips.txt`), each done or answered with a hint that works when it is typed.

use std::collections::{BTreeMap, BTreeSet};

use convenor::command::grammar::Names;
use convenor::command::{Read, Row, read, rows};

use crate::golden;

/// The lines of a table without its headings.
fn lines(file: &str) -> Vec<String> {
    let text = golden::read(&format!("tests/it/talk/{file}"));
    text.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")).map(str::to_owned).collect()
}

/// A near miss with the name of the command that is meant.
fn slips() -> Vec<(String, String)> {
    let split = |line: String| {
        let (typed, name) = line.rsplit_once(" -> ").unwrap_or_else(|| panic!("{line:?} has an arrow"));
        (typed.to_owned(), name.to_owned())
    };
    lines("slips.txt").into_iter().map(split).collect()
}

fn row_of(typed: &str) -> Option<&'static str> {
    match &read(typed, &Names::default()).first()?.read {
        Read::Command { row, .. } => Some(row.name),
        Read::Prose(_) | Read::Hint(_) | Read::Aside { .. } => None,
    }
}

/// What a hint says to type: the words after its last colon of that kind, or before its question mark.
fn offered(hint: &str) -> &str {
    let after = |mark: &str| hint.rsplit_once(mark).map(|(_, typed)| typed);
    if let Some(typed) = after("Did you mean ") {
        return typed.trim_end_matches('?');
    }
    let typed = after("Use: ").unwrap_or(hint);
    let typed = typed.split(" (").next().unwrap_or(typed);
    [", or ", ", then ", "; or ", ", with "].iter().fold(typed, |typed, mark| typed.split(mark).next().unwrap_or(typed))
}

/// The words with which some command begins.
fn first_words() -> BTreeSet<String> {
    let heads = rows().iter().flat_map(|row| row.spellings.iter().chain(row.examples));
    let is_part = |c: &char| c.is_alphabetic() || matches!(c, '\'' | '-');
    let letters = |head: &str| head.trim_start_matches(['!', '#']).chars().take_while(is_part).collect::<String>();
    let words = heads.filter_map(|typed| typed.split(' ').next()).flat_map(|head| head.split('|'));
    let words = words.map(|word| letters(&word.to_lowercase())).filter(|word| !word.is_empty());
    words.chain(["please", "pls", "we"].map(str::to_owned)).collect()
}

/// A line with what may differ between two rows without making them two: names, numbers, marks at the end.
fn shape(line: &str) -> String {
    const NAMES: [&str; 9] = ["ana", "bo", "cy", "dee", "eve", "berg", "sg17", "sg20", "d7"];
    let words = line.split_whitespace().map(|word| {
        let lower = word.to_lowercase();
        let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
        if NAMES.contains(&bare) { "NAME".to_owned() } else { lower.replace(|c: char| c.is_ascii_digit(), "0") }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn alike<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    lines.filter_map(|line| seen.insert(shape(line), line).map(|before| format!("{before:?} and {line:?}"))).collect()
}

#[test]
fn talk_that_begins_like_a_command_is_left_alone() {
    let talk = lines("prose.txt");
    assert!(talk.len() >= 300, "the table has {} rows", talk.len());
    let taken = talk.iter().filter_map(|line| match &read(line, &Names::default()).first()?.read {
        Read::Prose(_) => None,
        read => Some(format!("{line:?} is {read:?}").chars().take(200).collect::<String>()),
    });
    let taken: Vec<String> = taken.collect();
    assert!(taken.is_empty(), "{} of {}: {taken:#?}", taken.len(), talk.len());
}

#[test]
fn every_row_of_talk_begins_like_a_command() {
    let words = first_words();
    let is_like_one = |line: &&String| {
        let first = line.split(' ').next().unwrap_or_default().to_lowercase();
        let is_sign = first.starts_with(['+', '-', '0', '!', '#']);
        // “Closing” and “clarification” are of the words “close” and “clarify”.
        let stem = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).take(3).collect::<String>();
        is_sign || words.iter().any(|word| stem(word) == stem(&first) || first.starts_with(word.as_str()))
    };
    let others: Vec<String> = lines("prose.txt").iter().filter(|line| !is_like_one(line)).cloned().collect();
    // Who has the last word is said at the end of a line.
    let others: Vec<&String> = others.iter().filter(|line| !line.contains("last word")).collect();
    assert!(others.is_empty(), "{others:#?}");
    let alike = alike(lines("prose.txt").iter().map(String::as_str));
    assert!(alike.is_empty(), "{alike:#?}");
}

#[test]
fn a_near_miss_is_done_or_answered_with_a_hint_that_works() {
    let slips = slips();
    assert!(slips.len() >= 300, "the table has {} rows", slips.len());
    let wrong = slips.iter().filter_map(|(typed, name)| {
        let read = read(typed, &Names::default());
        let first = read.first().map(|line| &line.read);
        let done = match first {
            Some(Read::Command { row, .. }) => Some(row.name),
            Some(Read::Hint(hint) | Read::Aside { hint, .. }) => row_of(offered(hint)),
            Some(Read::Prose(_)) | None => None,
        };
        let told = || format!("{first:?}").chars().take(160).collect::<String>();
        (done != Some(name.as_str())).then(|| format!("{typed:?} means {name}, not {done:?}: {}", told()))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), slips.len());
}

#[test]
fn every_worded_command_has_three_near_misses_and_no_two_are_alike() {
    let slips = slips();
    let count = |row: &Row| slips.iter().filter(|(_, name)| name == row.name).count();
    let begins_with_a_word = |typed: &&str| {
        typed.split(' ').next().is_some_and(|head| head.chars().all(|c| c.is_alphabetic() || matches!(c, '|' | '\'')))
    };
    let is_worded = |row: &&&Row| row.spellings.iter().any(begins_with_a_word);
    let few = rows().iter().filter(is_worded).filter(|row| count(row) < 3);
    let few: Vec<String> = few.map(|row| format!("{}: {}", row.name, count(row))).collect();
    assert!(few.is_empty(), "{few:#?}");
    let alike = alike(slips.iter().map(|(typed, _)| typed.as_str()));
    assert!(alike.is_empty(), "{alike:#?}");
}
