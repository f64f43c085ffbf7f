//! What Discord would reject, as its reference says it; each broken rule is one sentence.

use std::collections::BTreeSet;

use serde_json::Value;

fn list(value: &Value) -> Vec<&Value> {
    value.as_array().into_iter().flatten().collect()
}

fn chars(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.encode_utf16().count())
}

fn limit(broken: &mut Vec<String>, what: &str, value: &Value, limits: std::ops::RangeInclusive<usize>) {
    let length = chars(value);
    if !limits.contains(&length) {
        broken.push(format!("{what} has {length} characters, not {limits:?}: {value}"));
    }
}

/// A message, a new one or an edit (“Create Message”, “Allowed Mentions Object”, “Components”).
pub fn message(body: &Value, broken: &mut Vec<String>) {
    let mentions = &body["allowed_mentions"];
    if mentions["parse"].as_array().is_none_or(|parse| !parse.is_empty()) || list(&mentions["users"]).len() > 1 {
        broken.push(format!("a message may ping more than one person: {body}"));
    }
    let has_file = body["attachments"].is_array();
    if body.get("content").is_some() || !has_file {
        limit(broken, "content", &body["content"], 1..=2_000);
    }
    if body.get("nonce").is_some() {
        limit(broken, "nonce", &body["nonce"], 1..=25);
    }
    components(&body["components"], broken);
}

fn components(rows: &Value, broken: &mut Vec<String>) {
    let rows = list(rows);
    if rows.len() > 5 {
        broken.push(format!("{} rows of components", rows.len()));
    }
    let mut ids = BTreeSet::new();
    for row in rows {
        let buttons = list(&row["components"]);
        if row["type"] != 1 || !(1..=5).contains(&buttons.len()) {
            broken.push(format!("a row of {} components", buttons.len()));
        }
        for button in buttons {
            limit(broken, "custom_id", &button["custom_id"], 1..=100);
            if !ids.insert(button["custom_id"].to_string()) {
                broken.push(format!("custom_id {} stands twice", button["custom_id"]));
            }
            match button["type"].as_u64() {
                Some(2) => limit(broken, "label of a button", &button["label"], 1..=80),
                Some(4) => {
                    limit(broken, "label of a field", &button["label"], 1..=45);
                    limit(broken, "value of a field", &button["value"], 0..=4_000);
                }
                other => broken.push(format!("a component of type {other:?}")),
            }
        }
    }
}

/// A first response to an interaction (“Interaction Callback”).
pub fn response(body: &Value, broken: &mut Vec<String>) {
    let data = &body["data"];
    match body["type"].as_u64() {
        Some(4) => message(data, broken),
        Some(5 | 6) => {}
        Some(8) => {
            let choices = list(&data["choices"]);
            if choices.len() > 25 {
                broken.push(format!("{} choices", choices.len()));
            }
            for choice in choices {
                limit(broken, "name of a choice", &choice["name"], 1..=100);
                limit(broken, "value of a choice", &choice["value"], 0..=100);
            }
        }
        Some(9) => {
            limit(broken, "title of a form", &data["title"], 1..=45);
            limit(broken, "custom_id of a form", &data["custom_id"], 1..=100);
            components(&data["components"], broken);
        }
        other => broken.push(format!("a response of type {other:?}")),
    }
}

/// All commands of an application (“Application Commands”).
pub fn commands(body: &Value, broken: &mut Vec<String>) {
    let commands = list(body);
    for kind in [1, 2, 3] {
        let of_kind: Vec<&&Value> = commands.iter().filter(|command| command["type"] == kind).collect();
        let most = if kind == 1 { 100 } else { 5 };
        if of_kind.len() > most {
            broken.push(format!("{} commands of type {kind}", of_kind.len()));
        }
        for command in of_kind {
            if kind == 1 {
                options_of(command, 0, broken);
            } else {
                limit(broken, "name of a menu", &command["name"], 1..=32);
            }
        }
    }
}

fn options_of(command: &Value, depth: usize, broken: &mut Vec<String>) {
    let name = command["name"].as_str().unwrap_or_default();
    let is_fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    if !(1..=32).contains(&name.len()) || !name.chars().all(is_fine) {
        broken.push(format!("“{name}” is no name of a command"));
    }
    limit(broken, "description", &command["description"], 1..=100);
    let options = list(&command["options"]);
    let mut has_optional = false;
    if options.len() > 25 || depth > 3 {
        broken.push(format!("{name} has {} options at depth {depth}", options.len()));
    }
    for option in options {
        let is_group = matches!(option["type"].as_u64(), Some(1 | 2));
        if option["required"] == true && has_optional {
            broken.push(format!("{name}: a required option stands behind an optional one"));
        }
        has_optional |= option["required"] != true && !is_group;
        options_of(option, depth + 1, broken);
    }
}
