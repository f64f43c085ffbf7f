//! Names and other words of the configuration that reach minutes, mails and rooms.

use std::path::Path;

use super::{Config, Problem};
use crate::group::LIMITS;
use crate::text::{clean, hidden, one_line};

/// Characters of a title or another line.
const LINE_CHARS: usize = 300;
/// Characters of a paragraph.
const TEXT_CHARS: usize = 1_000;

/// A name: one line with single spaces, not empty, at most 80 characters.
pub(super) fn name(key: &'static str, words: &str) -> Result<String, Problem> {
    limited(key, words, LIMITS.name_chars)
}

/// A name that may be left out.
pub(super) fn name_if_any(key: &'static str, words: Option<&String>) -> Result<Option<String>, Problem> {
    words.map(|words| name(key, words)).transpose()
}

pub(super) fn names(key: &'static str, words: &[String]) -> Result<Vec<String>, Problem> {
    words.iter().map(|words| name(key, words)).collect()
}

/// A line of a document, which may be empty: at most 300 characters.
pub(super) fn line(key: &'static str, words: &str) -> Result<String, Problem> {
    if words.trim().is_empty() { Ok(String::new()) } else { limited(key, words, LINE_CHARS) }
}

/// Paragraphs, each at most 1,000 characters.
pub(super) fn texts(key: &'static str, words: &[String]) -> Result<Vec<String>, Problem> {
    words.iter().map(|words| limited(key, words, TEXT_CHARS)).collect()
}

pub(super) fn text_if_any(key: &'static str, words: Option<&String>) -> Result<Option<String>, Problem> {
    words.map(|words| limited(key, words, TEXT_CHARS)).transpose()
}

/// The terms of reference, from their file.
pub(super) fn terms(file: Option<&Path>) -> Result<Option<String>, String> {
    let Some(file) = file else { return Ok(None) };
    let shown = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| {
        format!("the file {shown} cannot be read ({error}); name an existing file, from the folder in which the bot is started")
    })?;
    let is_markdown = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("md"));
    let text = crate::document::terms::read(&clean(text.trim_start_matches('\u{feff}')), is_markdown).trim().to_owned();
    match text.chars().count() {
        0 => Err(format!("the file {shown} is empty; write the terms of reference into it")),
        count if count > LIMITS.long_chars => {
            Err(format!("the file {shown} has {count} characters; the terms can have at most {}", LIMITS.long_chars))
        }
        _ => Ok(Some(text)),
    }
}

fn limited(key: &'static str, words: &str, limit: usize) -> Result<String, Problem> {
    let folded = one_line(words);
    let count = folded.chars().count();
    if let Some(c) = hidden(&folded) {
        return Err((key, shown(c)));
    }
    if count == 0 {
        return Err((key, "it is empty; write what it is called".to_owned()));
    }
    if count > limit {
        return Err((key, format!("it has {count} characters; write at most {limit}")));
    }
    Ok(folded)
}

fn shown(c: char) -> String {
    format!(
        "it holds the character U+{:04X}, which is invisible and breaks lines, mails or files; remove it",
        u32::from(c)
    )
}

/// Looks through every string of a file for characters that are not meant to be seen.
///
/// # Errors
/// The key and the character.
pub(super) fn refuse_hidden(text: &str) -> Result<(), String> {
    // What is no TOML is refused where it is read.
    let Ok(table) = text.parse::<toml::Table>() else { return Ok(()) };
    look_through("", &toml::Value::Table(table))
}

fn look_through(path: &str, value: &toml::Value) -> Result<(), String> {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        toml::Value::String(words) => match hidden(words) {
            Some(c) => Err(format!("key {path}: {}", shown(c))),
            None => Ok(()),
        },
        toml::Value::Array(values) => {
            values.iter().enumerate().try_for_each(|(index, value)| look_through(&format!("{path}[{index}]"), value))
        }
        toml::Value::Table(table) => table.iter().try_for_each(|(key, value)| look_through(&below(key), value)),
        toml::Value::Integer(_) | toml::Value::Float(_) | toml::Value::Boolean(_) | toml::Value::Datetime(_) => Ok(()),
    }
}

impl Config {
    /// By what the bot is addressed has to be words.
    pub(super) fn validate_names(&self) -> Result<(), String> {
        names("names", &self.bot.names).map(drop).map_err(|(key, problem)| format!("[bot], key {key}: {problem}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_on_one_line() {
        let group = |name: &str, rest: &str| format!("[[group]]\nname = {name}\npolicy = \"open\"\n{rest}\n");
        let long = format!("\"{}\"", "x".repeat(81));
        let member = |name: &str| group("\"G\"", &format!("[[group.member]]\nname = {name}"));
        for (text, words) in [
            (group("\"\"", ""), "key name: it is empty; write what it is called"),
            (group("\" \\n \"", ""), "key name: it is empty"),
            (group("\"a\\u0000b\"", ""), "key group[0].name: it holds the character U+0000, which is invisible"),
            (group("\"a\\u202Eb\"", ""), "key group[0].name: it holds the character U+202E"),
            (group(&long, ""), "key name: it has 81 characters; write at most 80"),
            (group("\"G\"", "parent = \"\""), "key parent: it is empty"),
            (
                group("\"G\"", "join_link = \"https://a\\u0007b\""),
                "key group[0].join_link: it holds the character U+0007",
            ),
            (group("\"G\"", "sides = [\"a\", \"\"]"), "key sides: it is empty"),
            (member("\"\""), "key member.name: it is empty"),
            (member(&long), "key member.name: it has 81 characters"),
            (
                group("\"G\"", "[group.document]\nplace = \"a\\u200Bb\""),
                "key group[0].document.place: it holds the character U+200B",
            ),
            ("[bot]\nnames = [\"\"]".to_owned(), "[bot], key names: it is empty"),
        ] {
            let problem = Config::parse(&text).and_then(|config| config.validate()).expect_err(&text);
            assert!(problem.contains(words), "{text:?} gives {problem:?}");
            assert!(problem.chars().all(|c| c == '\n' || !c.is_control()), "{problem:?}");
        }
        let folded = Config::parse(&group("\"Example\\n  Group\"", "")).expect("it parses");
        folded.validate().expect("a line feed is white space");
        assert_eq!(folded.charters()[0].name, "Example Group");
        let crlf = Config::parse(&group("\"G\"", "").replace('\n', "\r\n")).expect("it parses");
        assert_eq!(crlf.validate(), Ok(()));
    }
}
