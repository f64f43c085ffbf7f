//! Slash commands, menus, buttons and forms, all from the one table; and what comes back from them. Pure.

use serde_json::{Value, json};

use super::event::id;
use super::forms::{WRITTEN, as_typed, form};
use super::paths::path_of;
use super::setup;
use crate::chat::{Asked, Choice, SetUp};
use crate::command::table::{Argument, ArgumentKind, Presence};
use crate::command::{Row, find, rows};
use crate::group::person::Right;
use crate::group::seen::{Seen, SeenItem};
use crate::text::shorten;
use crate::view::board::{Button, Manner};

/// Discord's limits (reference, “Application Commands”, “Components”, “Interactions”).
pub(super) const CHOICES: usize = 25;
const CHOICE_CHARS: usize = 100;
const CUSTOM_ID_CHARS: usize = 100;
pub(super) const VALUE_CHARS: usize = 4_000;
const BUTTONS_A_ROW: usize = 5;

/// On servers, and in direct messages with the bot, where questions are answered (reference, “Interaction Context Types”).
const EVERYWHERE: [u64; 2] = [0, 1];
/// Menus on a message and on a person.
const RECORD_ACTION: &str = "Record as action";
const RECORD_DECISION: &str = "Record as decision";
const ADD_TO_MINUTES: &str = "Add to minutes";
const GIVE_FLOOR: &str = "Give the floor";

/// What an interaction wants.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meant {
    /// A command with its values. A press on a button is acknowledged without a word.
    Ask {
        asked: Asked,
        is_press: bool,
    },
    /// Words are needed first: the form to show, of a row of the table.
    Form {
        form: Value,
        row: &'static str,
        seen: Option<Seen>,
    },
    /// What fits what someone is typing.
    Prompt {
        kind: ArgumentKind,
        typed: String,
    },
    /// Which group meets in the channel.
    SetUp(SetUp),
    /// Groups that fit what someone is typing.
    PromptGroup {
        typed: String,
    },
    Nothing,
}

/// All that is registered with Discord. Nothing is hidden by permissions of Discord: a chair may have none.
pub(super) fn commands() -> Value {
    let paths: Vec<(Vec<String>, &Row)> = rows().iter().map(|row| (path_of(row), *row)).collect();
    let mut all: Vec<Value> = Vec::new();
    let mut done: Vec<&str> = Vec::new();
    for (path, _) in &paths {
        let first = path[0].as_str();
        if !done.contains(&first) {
            done.push(first);
            all.push(command(first, &paths));
        }
    }
    all.push(setup::command());
    for (name, kind) in [(GIVE_FLOOR, 2), (RECORD_ACTION, 3), (RECORD_DECISION, 3), (ADD_TO_MINUTES, 3)] {
        all.push(json!({"name": name, "type": kind, "contexts": [0]}));
    }
    Value::Array(all)
}

fn command(first: &str, paths: &[(Vec<String>, &Row)]) -> Value {
    let sharing: Vec<&(Vec<String>, &Row)> = paths.iter().filter(|(path, _)| path[0] == first).collect();
    if let [(path, row)] = sharing.as_slice()
        && path.len() == 1
    {
        return json!({"name": first, "type": 1, "contexts": EVERYWHERE, "description": row.summary, "options": options(row)});
    }
    let subcommands: Vec<Value> =
        sharing.iter().filter_map(|(path, row)| Some(subcommand(path.get(1)?, row))).collect();
    let topic = sharing.first().map_or("", |(_, row)| row.topic.title());
    json!({"name": first, "type": 1, "contexts": EVERYWHERE, "description": format!("{topic}: {first}"), "options": subcommands})
}

fn subcommand(word: &str, row: &Row) -> Value {
    json!({"name": word, "type": 1, "description": row.summary, "options": options(row)})
}

/// Required ones first, as Discord wants them.
fn options(row: &Row) -> Vec<Value> {
    let of = |presence: Presence| row.arguments.iter().filter(move |argument| argument.presence == presence);
    of(Presence::Required).chain(of(Presence::Optional)).map(option).collect()
}

fn option(argument: &Argument) -> Value {
    let is_listed = !matches!(argument.kind, ArgumentKind::Words | ArgumentKind::Duration);
    json!({
        "name": argument.name, "type": 3, "description": argument.help, "autocomplete": is_listed,
        "required": argument.presence == Presence::Required,
    })
}

/// Rows of buttons: everyone's, then the chairs'.
pub(super) fn components(buttons: &[Button]) -> Value {
    let of = |is_chairs: bool| buttons.iter().filter(move |button| (button.right != Right::Anyone) == is_chairs);
    let mut lines: Vec<Value> = Vec::new();
    for part in [of(false).collect::<Vec<_>>(), of(true).collect()] {
        for line in part.chunks(BUTTONS_A_ROW) {
            let shown: Vec<Value> = line.iter().map(|button| shown(button)).collect();
            lines.push(json!({"type": 1, "components": shown}));
        }
    }
    Value::Array(lines)
}

fn shown(button: &Button) -> Value {
    let (kind, value) = match button.manner {
        Manner::Do => ("do", button.values.first().map_or("", |(_, value)| value.as_str())),
        Manner::Ask { argument } => ("ask", argument),
    };
    let custom_id = CustomId { kind, row: button.row, seen: Some(button.seen), value }.written();
    // Blue for what most people come for, grey for the rest.
    let style = if matches!(button.row, "raise" | "next") && button.manner == Manner::Do { 1 } else { 2 };
    let label = match button.manner {
        Manner::Do => button.label.to_owned(),
        Manner::Ask { .. } => format!("{}…", button.label),
    };
    json!({"type": 2, "style": style, "label": label, "custom_id": custom_id})
}

/// What a button or a form knows, in at most 100 characters: `do|next|7|-|Ana`.
pub(super) struct CustomId<'a> {
    pub kind: &'a str,
    pub row: &'a str,
    pub seen: Option<Seen>,
    pub value: &'a str,
}

impl<'a> CustomId<'a> {
    pub fn written(&self) -> String {
        let meeting = self.seen.map_or_else(|| "-".to_owned(), |seen| seen.meeting.to_string());
        let item = match self.seen.map(|seen| seen.item) {
            None | Some(SeenItem::Any) => "-".to_owned(),
            Some(SeenItem::None) => "0".to_owned(),
            Some(SeenItem::Open(item)) => item.to_string(),
            Some(SeenItem::Proposal(proposal)) => format!("P{proposal}"),
            Some(SeenItem::Poll(poll)) => format!("V{poll}"),
        };
        let whole = format!("{}|{}|{meeting}|{item}|{}", self.kind, self.row, self.value);
        whole.chars().take(CUSTOM_ID_CHARS).collect()
    }

    fn read(written: &'a str) -> Option<CustomId<'a>> {
        let mut parts = written.splitn(5, '|');
        let (kind, row) = (parts.next()?, parts.next()?);
        let (meeting, item, value) = (parts.next()?, parts.next()?, parts.next()?);
        let item = match item {
            "-" => SeenItem::Any,
            "0" => SeenItem::None,
            typed => match (typed.strip_prefix('P'), typed.strip_prefix('V')) {
                (Some(proposal), _) => SeenItem::Proposal(proposal.parse().ok()?),
                (None, Some(poll)) => SeenItem::Poll(poll.parse().ok()?),
                (None, None) => SeenItem::Open(typed.parse().ok()?),
            },
        };
        let seen = meeting.parse().ok().map(|meeting| Seen { meeting, item });
        Some(CustomId { kind, row, seen, value })
    }
}

/// Reads an interaction (reference, “Interaction Object”).
pub(super) fn read(interaction: &Value) -> Meant {
    let data = &interaction["data"];
    let meant = match (interaction["type"].as_u64(), data["type"].as_u64()) {
        (Some(2 | 4), Some(1) | None) if data["name"] == setup::COMMAND => setup::read(interaction),
        (Some(2), Some(2 | 3)) => of_menu(interaction),
        (Some(2), _) => of_slash(data),
        (Some(3), _) => of_press(data),
        (Some(4), _) => of_typing(data),
        (Some(5), _) => of_form(data),
        _ => None,
    };
    meant.unwrap_or(Meant::Nothing)
}

/// The row of a slash command, with its options.
fn row_of(data: &Value) -> Option<(&'static Row, &Vec<Value>)> {
    static NONE: Vec<Value> = Vec::new();
    let mut words = vec![data["name"].as_str()?];
    let mut options = data["options"].as_array().unwrap_or(&NONE);
    while let Some(inner) = options.first().filter(|option| matches!(option["type"].as_u64(), Some(1 | 2))) {
        words.push(inner["name"].as_str()?);
        options = inner["options"].as_array().unwrap_or(&NONE);
    }
    let row = rows().iter().copied().find(|row| path_of(row) == words)?;
    Some((row, options))
}

fn of_slash(data: &Value) -> Option<Meant> {
    let (row, options) = row_of(data)?;
    let values = options.iter().filter_map(|option| {
        let value =
            option["value"].as_str().map(str::to_owned).or_else(|| option["value"].as_i64().map(|n| n.to_string()));
        Some((option["name"].as_str()?.to_owned(), value?))
    });
    let values: Vec<(String, String)> = values.collect();
    // A text of several paragraphs is written in a form.
    if let [(_, about)] = values.as_slice()
        && row.name == WRITTEN
    {
        let filled = CustomId { kind: "filled", row: row.name, seen: None, value: about };
        return Some(Meant::Form { form: form(row, &filled, ""), row: row.name, seen: None });
    }
    Some(ask(row.name, values, None, None))
}

fn of_typing(data: &Value) -> Option<Meant> {
    let (row, options) = row_of(data)?;
    let focused = options.iter().find(|option| option["focused"] == true)?;
    let argument = row.arguments.iter().find(|argument| focused["name"] == argument.name)?;
    Some(Meant::Prompt { kind: argument.kind, typed: focused["value"].as_str().unwrap_or_default().to_owned() })
}

fn of_press(data: &Value) -> Option<Meant> {
    let pressed = CustomId::read(data["custom_id"].as_str()?)?;
    let row = find(pressed.row)?;
    match pressed.kind {
        "do" => {
            let first = row.arguments.first().filter(|_| !pressed.value.is_empty());
            let values = first.map(|argument| (argument.name.to_owned(), pressed.value.to_owned()));
            let Meant::Ask { asked, .. } = ask(row.name, values.into_iter().collect(), pressed.seen, None) else {
                return None;
            };
            Some(Meant::Ask { asked, is_press: true })
        }
        "ask" => {
            let seen = pressed.seen;
            Some(Meant::Form { form: form(row, &CustomId { kind: "filled", ..pressed }, ""), row: row.name, seen })
        }
        _ => None,
    }
}

fn of_form(data: &Value) -> Option<Meant> {
    let filled = CustomId::read(data["custom_id"].as_str()?)?;
    let row = find(filled.row)?;
    let inputs = data["components"].as_array()?.iter().filter_map(|line| line["components"].as_array()).flatten();
    let about = (row.name == WRITTEN).then(|| ("liaison".to_owned(), filled.value.to_owned()));
    let typed = inputs
        .filter_map(|input| Some((input["custom_id"].as_str()?.to_owned(), input["value"].as_str()?.to_owned())))
        .map(|(name, value)| (name, as_typed(row.name, value)));
    let values: Vec<(String, String)> = about.into_iter().chain(typed).collect();
    let message = Some(filled.value).filter(|value| value.contains('/') && row.name != WRITTEN).map(str::to_owned);
    Some(ask(row.name, values, filled.seen, message))
}

fn of_menu(interaction: &Value) -> Option<Meant> {
    let data = &interaction["data"];
    let target = data["target_id"].as_str()?;
    let name = data["name"].as_str()?;
    if name == GIVE_FLOOR {
        return Some(ask("floor", vec![("name".to_owned(), format!("<@{target}>"))], None, None));
    }
    let message = &data["resolved"]["messages"][target];
    let channel = id(&message["channel_id"]).or_else(|| id(&interaction["channel_id"]))?;
    let guild = id(&interaction["guild_id"]).map_or_else(String::new, |guild| format!("{guild}/"));
    let about = format!("{guild}{channel}/{target}");
    let words = message["content"].as_str().unwrap_or_default();
    let form_of = |row: &str| {
        let row = find(row)?;
        let filled = CustomId { kind: "filled", row: row.name, seen: None, value: &about };
        Some(Meant::Form { form: form(row, &filled, words), row: row.name, seen: None })
    };
    match name {
        RECORD_ACTION => form_of("action"),
        RECORD_DECISION => form_of("agreed"),
        ADD_TO_MINUTES => {
            let by = id(&message["author"]["id"]).map_or_else(String::new, |by| format!("<@{by}>: "));
            Some(ask("note", vec![("text".to_owned(), format!("{by}{words}"))], None, Some(about)))
        }
        _ => None,
    }
}

fn ask(row: &str, values: Vec<(String, String)>, seen: Option<Seen>, about: Option<String>) -> Meant {
    Meant::Ask { asked: Asked { row: row.to_owned(), values, seen, about }, is_press: false }
}

/// Choices as Discord takes them; what is too long for it cannot be chosen.
pub(super) fn choices(found: &[Choice]) -> Value {
    let short = found.iter().filter(|choice| choice.value.chars().count() <= CHOICE_CHARS);
    let shown = short.map(|choice| json!({"name": shorten(&choice.label, CHOICE_CHARS), "value": choice.value}));
    Value::Array(shown.take(CHOICES).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::forms::TITLE_CHARS;
    use super::*;

    fn slash(words: &[&str], options: &[(&str, &str)]) -> Value {
        let mut inner: Vec<Value> =
            options.iter().map(|(name, value)| json!({"name": name, "type": 3, "value": value})).collect();
        for (index, word) in words.iter().enumerate().skip(1).rev() {
            let kind = if index + 1 == words.len() { 1 } else { 2 };
            inner = vec![json!({"name": word, "type": kind, "options": inner})];
        }
        json!({"type": 2, "data": {"name": words[0], "type": 1, "options": inner}})
    }

    /// Checks names, descriptions and options below a command.
    fn check(command: &Value, depth: usize) {
        let name = command["name"].as_str().expect("a name");
        let is_fine = |c: char| c.is_alphanumeric() && !c.is_uppercase() || matches!(c, '-' | '_');
        assert!((1..=32).contains(&name.chars().count()) && name.chars().all(is_fine), "{name}");
        let description = command["description"].as_str().expect("a description");
        assert!((1..=100).contains(&description.chars().count()), "{name}: {description}");
        let options = command["options"].as_array().cloned().unwrap_or_default();
        assert!(options.len() <= 25, "{name}");
        let names: BTreeSet<&str> = options.iter().filter_map(|option| option["name"].as_str()).collect();
        assert_eq!(names.len(), options.len(), "{name} has two of one name");
        let required: Vec<bool> = options.iter().map(|option| option["required"] == true).collect();
        assert!(required.is_sorted_by(|one, other| one >= other), "{name}: required options come first");
        assert!(depth <= 3, "{name}");
        for option in &options {
            check(option, depth + 1);
        }
    }

    #[test]
    fn what_is_registered_holds_discords_limits() {
        let all = commands();
        let all = all.as_array().expect("a list");
        let slash: Vec<&Value> = all.iter().filter(|command| command["type"] == 1).collect();
        assert!(slash.len() <= 40, "{} slash commands: a server has other bots too", slash.len());
        assert!(slash.iter().all(|command| command.get("default_member_permissions").is_none()), "nothing is hidden");
        for command in &slash {
            check(command, 0);
        }
        let names: BTreeSet<&str> = slash.iter().filter_map(|command| command["name"].as_str()).collect();
        assert_eq!(names.len(), slash.len(), "two commands of one name");
        for menu in all.iter().filter(|command| command["type"] != 1) {
            assert!((1..=32).contains(&menu["name"].as_str().expect("a name").chars().count()));
        }
    }

    #[test]
    fn every_row_of_the_table_has_its_slash_command() {
        for row in rows() {
            let path = path_of(row);
            let words: Vec<&str> = path.iter().map(String::as_str).collect();
            let options: Vec<(&str, &str)> = row.arguments.iter().map(|argument| (argument.name, "x")).collect();
            let Meant::Ask { asked, .. } = read(&slash(&words, &options)) else { panic!("/{words:?} is not read") };
            assert_eq!((asked.row.as_str(), asked.values.len()), (row.name, row.arguments.len()));
        }
    }

    #[test]
    fn a_press_carries_what_it_saw() {
        let button = |value: &str| Button {
            row: "next",
            label: "Next",
            right: Right::Chair,
            manner: Manner::Do,
            values: vec![("expecting", value.to_owned())],
            seen: Seen { meeting: 4_294_967_295, item: SeenItem::Open(200) },
        };
        for name in ["Ana", "Ana | Bo", &"語".repeat(crate::group::LIMITS.name_chars - 10)] {
            let shown = components(&[button(name)]);
            let pressed = &shown[0]["components"][0];
            assert!(pressed["custom_id"].as_str().is_some_and(|id| id.chars().count() <= CUSTOM_ID_CHARS));
            let Meant::Ask { asked, is_press: true } =
                read(&json!({"type": 3, "data": {"custom_id": pressed["custom_id"]}}))
            else {
                panic!("it is a press")
            };
            assert_eq!(asked.values, [("expecting".to_owned(), name.to_owned())]);
            assert_eq!(asked.seen, Some(button(name).seen));
        }
    }

    #[test]
    fn a_form_comes_back_as_its_row() {
        let button = Button {
            row: "raise",
            label: "Raise hand, with reason",
            right: Right::Anyone,
            manner: Manner::Ask { argument: "words" },
            values: Vec::new(),
            seen: Seen { meeting: 7, item: SeenItem::Any },
        };
        let pressed = components(&[button])[0]["components"][0]["custom_id"].clone();
        let Meant::Form { form, .. } = read(&json!({"type": 3, "data": {"custom_id": pressed}})) else {
            panic!("a form")
        };
        assert!(form["title"].as_str().is_some_and(|title| title.chars().count() <= TITLE_CHARS));
        let input = &form["components"][0]["components"][0];
        assert!(input["label"].as_str().is_some_and(|label| (1..=TITLE_CHARS).contains(&label.chars().count())));
        let filled = json!({"type": 5, "data": {"custom_id": form["custom_id"], "components": [
            {"type": 1, "components": [{"type": 4, "custom_id": input["custom_id"], "value": "ask about B"}]}]}});
        let Meant::Ask { asked, is_press: false } = read(&filled) else { panic!("it asks") };
        assert_eq!((asked.row.as_str(), asked.values[0].1.as_str()), ("raise", "to ask about B"));
        assert_eq!(asked.seen.map(|seen| seen.meeting), Some(7));
    }

    #[test]
    fn the_text_of_a_liaison_statement_is_written_in_a_form() {
        let slash = |options: Value| {
            let text = json!({"name": "text", "type": 1, "options": options});
            json!({"type": 2, "data": {"name": "liaison", "type": 1, "options": [text]}})
        };
        let number = json!({"name": "liaison", "type": 3, "value": "L3"});
        let Meant::Form { form, row, .. } = read(&slash(json!([number]))) else { panic!("it shows a form") };
        assert_eq!((row, form["components"][0]["components"][0]["custom_id"].as_str()), (WRITTEN, Some("text")));
        let filled = json!({"custom_id": form["custom_id"], "components": [{"components": [{"custom_id": "text", "value": "One.\n\nTwo."}]}]});
        let Meant::Ask { asked, .. } = read(&json!({"type": 5, "data": filled})) else { panic!("it asks") };
        let values =
            [("liaison", "L3"), ("text", "One.\n\nTwo.")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(asked.values, values);
        let text = json!({"name": "text", "type": 3, "value": "One."});
        let Meant::Ask { .. } = read(&slash(json!([number, text]))) else { panic!("it asks at once") };
    }

    #[test]
    fn menus_on_messages_and_people_are_rows_too() {
        let message = |name: &str| {
            json!({"type": 2, "channel_id": "5", "guild_id": "3", "data": {"type": 3, "name": name, "target_id": "77", "resolved": {"messages": {
                "77": {"id": "77", "channel_id": "5", "content": "send the table",
                       "author": {"id": "7", "username": "ana", "global_name": "Ana"}}}}}})
        };
        let Meant::Ask { asked, .. } = read(&message(ADD_TO_MINUTES)) else { panic!("it asks") };
        assert_eq!(asked.values, [("text".to_owned(), "<@7>: send the table".to_owned())]);
        assert_eq!(asked.about.as_deref(), Some("3/5/77"));
        for (menu, row) in [(RECORD_ACTION, "action"), (RECORD_DECISION, "agreed")] {
            let Meant::Form { form, .. } = read(&message(menu)) else { panic!("it shows a form") };
            assert_eq!(form["components"][0]["components"][0]["value"], "send the table");
            let filled = json!({"type": 5, "data": {"custom_id": form["custom_id"], "components": form["components"]}});
            let Meant::Ask { asked, .. } = read(&filled) else { panic!("it asks") };
            assert_eq!((asked.row.as_str(), asked.about.as_deref()), (row, Some("3/5/77")));
        }
        let person = json!({"type": 2, "data": {"type": 2, "name": GIVE_FLOOR, "target_id": "7", "resolved": {
            "users": {"7": {"id": "7", "username": "ana"}}, "members": {"7": {"nick": "Ana L."}}}}});
        let Meant::Ask { asked, .. } = read(&person) else { panic!("it asks") };
        assert_eq!((asked.row.as_str(), asked.values[0].1.as_str()), ("floor", "<@7>"));
    }
}
