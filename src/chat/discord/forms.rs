//! Forms with one field, for what a button or a menu needs in words. Pure.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::surface::{CustomId, VALUE_CHARS};
use crate::command::Row;
use crate::command::table::Argument;
use crate::text::shorten;
use crate::view::floor::begins_a_wish;

/// Characters of a title and of a label (reference, “Components”).
pub(super) const TITLE_CHARS: usize = 45;

/// A row whose words are written in a form, where its slash command has none.
pub(super) const WRITTEN: &str = "liaison text";

/// What a form says: its title, what its field is called, and an example of what goes into it.
const FORMS: [(&str, &str, &str, &str); 7] = [
    ("raise", "Raise your hand", "What you want to speak about", "the table in section 3"),
    ("action", "Record an action", "Who does what, by when", "Ana, Bo to send the table by 2026-12-01"),
    ("propose", "Put a proposal to the group", "Its exact words", "Option B is the basis of section 3."),
    ("object", "Object", "Your reason", "Row 4 has no source."),
    ("conclusion", "Conclude the agenda item", "What the group concludes", "The table goes into section 3."),
    ("liaison text", "Text of a liaison statement", "The text, an empty line between paragraphs", "The group asks …"),
    ("agreed", "Record a decision", "Its exact words", "Option B is the basis of section 3."),
];

/// The people whom words in open forms name, so that they are the same accounts when the form comes back.
#[derive(Default)]
pub(super) struct OpenForms(BTreeMap<String, Vec<(String, u64)>>);

impl OpenForms {
    /// Forms that are remembered.
    const MOST: usize = 1_000;

    pub fn keep(&mut self, form: &str, mut named: Vec<(String, u64)>) {
        if self.0.len() >= Self::MOST {
            self.0.clear();
        }
        // “@Ben (ben77)” before “@Ben”.
        named.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        self.0.insert(form.to_owned(), named);
    }

    /// Names with their accounts, the longest first.
    pub fn named(&self, form: &str) -> Vec<(String, u64)> {
        self.0.get(form).cloned().unwrap_or_default()
    }
}

/// A form for the argument that a button or menu asks for, with what is in it already.
pub(super) fn form(row: &Row, filled: &CustomId<'_>, value: &str) -> Value {
    let wanted = |argument: &&Argument| argument.name == filled.value;
    let argument = row.arguments.iter().find(wanted).or_else(|| match row.name {
        WRITTEN => row.arguments.last(),
        _ => row.arguments.first(),
    });
    let name = argument.map_or("text", |argument| argument.name);
    let known = FORMS.iter().find(|(form, ..)| *form == row.name);
    let (title, label, example) = known.map_or_else(
        || (shorten(row.summary.trim_end_matches('.'), TITLE_CHARS), "Words".to_owned(), String::new()),
        |(_, title, label, example)| ((*title).to_owned(), (*label).to_owned(), (*example).to_owned()),
    );
    let mut input = json!({
        "type": 4, "custom_id": name, "style": 2, "label": label, "required": true, "max_length": VALUE_CHARS,
    });
    if !example.is_empty() {
        input["placeholder"] = example.into();
    }
    if !value.is_empty() {
        input["value"] = shorten(value, VALUE_CHARS).into();
    }
    json!({
        "custom_id": filled.written(), "title": title, "components": [{"type": 1, "components": [input]}],
    })
}

/// In a form a reason is a reason, even where a typed line could name someone: `q+ to ask`, `q+ about option C`.
pub(super) fn as_typed(row: &str, value: String) -> String {
    let words = value.trim();
    if row != "raise" || words.is_empty() || words.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("to ")) {
        return value;
    }
    if begins_a_wish(words) { format!("to {words}") } else { format!("about {words}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::find;

    #[test]
    fn every_form_has_words_of_its_own_and_holds_discords_limits() {
        for (row, title, label, example) in FORMS {
            let row = find(row).expect("a row");
            assert!([title, label].iter().all(|words| (1..=TITLE_CHARS).contains(&words.chars().count())), "{title}");
            assert!(!title.ends_with('…') && example.chars().count() <= 100, "{title}");
            let id = CustomId { kind: "filled", row: row.name, seen: None, value: "" };
            let shown = form(row, &id, "");
            assert_eq!(shown["components"][0]["components"][0]["placeholder"], example);
        }
    }

    #[test]
    fn a_reason_in_a_form_is_a_reason() {
        for (written, typed) in [
            ("ask about B", "to ask about B"),
            ("to ask about B", "to ask about B"),
            ("option C", "about option C"),
            ("Bo", "about Bo"),
            (" ", " "),
        ] {
            assert_eq!(as_typed("raise", written.to_owned()), typed, "{written:?}");
        }
        assert_eq!(as_typed("object", "option C".to_owned()), "option C");
    }
}
