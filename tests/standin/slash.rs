//! A typed line as the slash command that says the same.

use anyhow::{Context as _, bail, ensure};
use convenor::chat::discord::path_of;
use convenor::command::grammar::Names;
use convenor::command::{Read, read};
use serde_json::{Value, json};

/// The data of the slash command for a line that is one command and nothing else, as Discord makes it from what is
/// registered.
///
/// # Errors
/// The row has no slash command, or it wants more than was typed.
pub fn slash_of(
    commands: &Value,
    text: &str,
    names: &Names,
    mention: impl Fn(&str) -> String,
) -> anyhow::Result<Option<Value>> {
    let lines = read(text, names);
    let [line] = lines.as_slice() else { return Ok(None) };
    let Read::Command { row, values, .. } = &line.read else { return Ok(None) };
    if text.contains('\n') {
        return Ok(None);
    }
    let (words, leaf) = leaves(commands)
        .into_iter()
        .find(|(words, _)| *words == path_of(row))
        .with_context(|| format!("!{} has no slash command", row.name))?;
    let options = leaf["options"].as_array().cloned().unwrap_or_default();
    let mut given: Vec<Value> = Vec::new();
    for (name, value) in values.0.iter().filter(|(_, value)| !value.is_empty()) {
        let is_known = options.iter().any(|option| option["name"] == *name);
        let (name, value) = if is_known {
            (*name, value.clone())
        } else {
            match otherwise(row.name, name, value) {
                Otherwise::As(name, value) => (name, value),
                Otherwise::Needless => continue,
                Otherwise::Unknown => bail!("{text:?}: /{} does not take {name}", words.join(" ")),
            }
        };
        given.push(json!({"name": name, "type": 3, "value": mention(&value)}));
    }
    let is_given = |option: &Value| given.iter().any(|value| value["name"] == option["name"]);
    let missing = options.iter().find(|option| option["required"] == true && !is_given(option));
    ensure!(missing.is_none(), "{text:?}: /{} wants {missing:?}", words.join(" "));
    for (index, word) in words.iter().enumerate().skip(1).rev() {
        given = vec![json!({"name": word, "type": if index + 1 == words.len() { 1 } else { 2 }, "options": given})];
    }
    Ok(Some(json!({"id": "8", "name": words[0], "type": 1, "options": given})))
}

/// What becomes of a value that only typed lines have.
enum Otherwise {
    As(&'static str, String),
    /// The command says so by itself.
    Needless,
    Unknown,
}

fn otherwise(row: &str, name: &str, value: &str) -> Otherwise {
    match (row, name) {
        // By its name the row tells apart how it was spelt.
        ("poll", "asked") => Otherwise::As("question", value.to_owned()),
        ("reply", "to") => Otherwise::As("words", format!("to {value}")),
        ("support" | "oppose", "sign") => Otherwise::Needless,
        // The whole line, in case that it is taken as words.
        (_, "typed") => Otherwise::Needless,
        _ => Otherwise::Unknown,
    }
}

/// Every slash command with its words.
fn leaves(commands: &Value) -> Vec<(Vec<&str>, &Value)> {
    fn below<'a>(command: &'a Value, before: &[&'a str], found: &mut Vec<(Vec<&'a str>, &'a Value)>) {
        let words: Vec<&str> = before.iter().copied().chain(command["name"].as_str()).collect();
        let options = command["options"].as_array().into_iter().flatten();
        let inner: Vec<&Value> = options.filter(|option| matches!(option["type"].as_u64(), Some(1 | 2))).collect();
        for option in &inner {
            below(option, &words, found);
        }
        if inner.is_empty() {
            found.push((words, command));
        }
    }
    let mut found = Vec::new();
    let slash = commands.as_array().into_iter().flatten().filter(|command| command["type"] == 1);
    slash.for_each(|command| below(command, &[], &mut found));
    found
}
