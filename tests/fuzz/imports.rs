//! What holds for whatever is given as a file to be taken in: a register, a list of members, terms, minutes that were edited. It is
//! read or refused in a sentence, the same each time, and nothing in it that would be recorded hides a character.
//!
//! The fuzz target `import` looks for files that break it; `tests/it/properties.rs` keeps those that once did.

use chrono::DateTime;
use convenor::config::{member_problems, read_members};
use convenor::document::{read_back, read_tables, register, terms};
use convenor::group::Group;
use convenor::group::charter::Charter;
use convenor::group::command::RegisterCommand;
use convenor::group::event::{Entry, Event, RowChange};
use convenor::text::clean;

use super::plain::assert_plain;

/// Sides of the group whose register it is.
const SIDES: [&str; 2] = ["SG17", "SG20"];

/// Reads a file as each of the things that it may be.
///
/// # Panics
/// Something does not hold; the message says what.
pub fn hold_for_import(text: &str) {
    hold_for_register(text);
    hold_for_members(text);
    for is_markdown in [false, true] {
        let read = terms::read(text, is_markdown);
        assert_eq!(read, terms::read(text, is_markdown), "the same terms are read the same");
        assert!(read.len() <= text.len() * 2 + 16, "terms do not grow");
    }
    hold_for_minutes(text);
}

fn group() -> Group {
    let charter = Charter { sides: SIDES.map(str::to_owned).to_vec(), ..Charter::open("group", "Example Group") };
    let mut group = Group::new(charter);
    let added = |topic: &str, source: Option<&str>| RowChange::Added {
        topic: topic.to_owned(),
        source: source.map(str::to_owned),
    };
    let side = RowChange::Side { side: SIDES[0].to_owned(), text: "X.1352 — sensors".to_owned() };
    let changes =
        [(1, added("Onboarding of devices", None)), (2, added("=Keys, and \"names\"", Some("TD580"))), (1, side)];
    for (seq, (row, change)) in (1..).zip(changes) {
        let event = Event::RegisterChanged { row, change };
        group.apply(&Entry { seq, at: DateTime::UNIX_EPOCH, by: None, source: None, event });
    }
    group
}

fn hold_for_register(text: &str) {
    let group = group();
    let read = register::import(&group, text, Some("TD581"));
    assert_eq!(read, register::import(&group, text, Some("TD581")), "the same register is read the same");
    match read {
        Err(problem) => assert_sentence(&problem),
        Ok(import) => {
            for line in &import.untaken {
                assert_sentence(line);
            }
            for command in import.commands {
                match command {
                    RegisterCommand::AddRow { topic, source } => {
                        assert_line(&topic);
                        if let Some(source) = source {
                            assert_line(&source);
                        }
                    }
                    RegisterCommand::RetitleRow { topic, .. } => assert_line(&topic),
                    RegisterCommand::SetSide { side, text, .. } => {
                        assert!(SIDES.contains(&side.as_str()), "{side:?}");
                        assert_line(&text);
                    }
                    RegisterCommand::AssessRow { reason, .. } => {
                        if let Some(reason) = reason {
                            assert_line(&reason);
                        }
                    }
                    other => panic!("no file asks for {other:?}"),
                }
            }
        }
    }
}

fn hold_for_members(text: &str) {
    let read = read_members(text);
    assert_eq!(read, read_members(text), "the same members are read the same");
    match read {
        Err(problem) => assert_sentence(&problem),
        Ok(listed) => {
            let sides = SIDES.map(str::to_owned);
            let problems = member_problems(&listed, &sides);
            // Who is named twice, or with no account, is told by line.
            for problem in problems {
                assert!(problem.starts_with("line "), "{problem:?}");
            }
        }
    }
}

fn hold_for_minutes(text: &str) {
    let lines = read_back::lines_of(text);
    assert_eq!(lines, read_back::lines_of(text), "the same minutes are read the same");
    // What is not changed asks for nothing.
    if let Ok(changes) = read_back::changes(&lines, &lines) {
        assert!(changes.is_empty(), "{changes:?}");
    }
    let tables = read_tables::tables_of(text);
    let same = read_tables::changes(&tables, &tables);
    assert!(same.attendance.is_empty() && same.untaken.is_empty(), "{text:?} differs from itself");
    for change in read_tables::changes(&[], &tables).untaken {
        assert!(!change.is_empty());
    }
    // What is cleaned before, as the command does, hides nothing afterwards.
    for line in read_back::lines_of(&clean(text)) {
        assert_plain(&line.words);
    }
}

fn assert_sentence(words: &str) {
    assert!(!words.is_empty() && !words.contains('\n'), "{words:?} is one sentence");
}

fn assert_line(words: &str) {
    assert_plain(words);
    assert!(!words.contains('\n') && words.trim() == words && !words.is_empty(), "{words:?} is one line");
}
