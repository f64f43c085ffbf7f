//! Chats as JSON of programs that are not known by name: a list of objects, or an object a line, each with who, when and what.

use chrono::DateTime;
use serde_json::{Map, Value};

use super::super::{Kind, Log};
use super::draft::Draft;

/// Names of what is wanted, in small letters and without `_`.
const WHO: [&str; 12] = [
    "author",
    "user",
    "username",
    "sender",
    "sendername",
    "from",
    "name",
    "nick",
    "speaker",
    "who",
    "participant",
    "displayname",
];
const WHEN: [&str; 11] =
    ["timestamp", "time", "date", "datetime", "createdat", "created", "ts", "sent", "sentat", "when", "at"];
const WORDS: [&str; 7] = ["content", "text", "message", "body", "words", "what", "msg"];
/// What the list is called inside an object.
const LISTS: [&str; 6] = ["messages", "events", "items", "log", "chat", "entries"];

/// Reads such a chat. `None`: it is none.
pub fn read(text: &str) -> Option<Result<Log<'static>, String>> {
    let objects = objects(text)?;
    let mut draft = Draft::default();
    let mut read = 0;
    for (index, object) in objects.iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let (Some(who), Some(words)) = (named(object, &WHO), worded(object)) else { continue };
        draft.stamped(number, named(object, &WHEN).unwrap_or_default(), &who, words, Kind::Said);
        read += 1;
    }
    let has_times = objects.iter().take(3).any(|object| named(object, &WHEN).is_some());
    (read > 0 && has_times && read * 3 >= objects.len() * 2).then(|| Ok(draft.finish()))
}

fn objects(text: &str) -> Option<Vec<Map<String, Value>>> {
    let only_objects = |list: Vec<Value>| {
        let count = list.len();
        let objects: Vec<_> = list.into_iter().filter_map(as_object).collect();
        (!objects.is_empty() && objects.len() == count).then_some(objects)
    };
    match serde_json::from_str(text) {
        Ok(Value::Array(list)) => only_objects(list),
        Ok(Value::Object(mut whole)) => match LISTS.iter().find_map(|name| whole.remove(*name))? {
            Value::Array(list) => only_objects(list),
            _ => None,
        },
        Ok(_) => None,
        // An object on each line.
        Err(_) => {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            let read: Result<Vec<Value>, _> = lines.map(serde_json::from_str).collect();
            only_objects(read.ok()?)
        }
    }
}

fn as_object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// The first of the names that a value has: words, a count of seconds or milliseconds, or somebody's name inside it.
fn named(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    let is_called = |key: &str, name: &str| {
        let bare = key.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b' ')).map(|byte| byte.to_ascii_lowercase());
        bare.eq(name.bytes())
    };
    let value = names.iter().find_map(|name| object.iter().find(|(key, _)| is_called(key, name)))?.1;
    match value {
        Value::String(words) => Some(words.clone()).filter(|words| !words.trim().is_empty()),
        Value::Number(count) => {
            let count = count.as_i64()?;
            let millis = if count > 100_000_000_000 { count } else { count.checked_mul(1000)? };
            DateTime::from_timestamp_millis(millis).map(|at| at.to_rfc3339())
        }
        Value::Object(inside) => ["name", "display_name", "displayName", "username"]
            .iter()
            .find_map(|key| inside.get(*key)?.as_str())
            .map(str::to_owned),
        Value::Null | Value::Bool(_) | Value::Array(_) => None,
    }
}

fn worded(object: &Map<String, Value>) -> Option<String> {
    let words = WORDS.iter().find_map(|name| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)))?.1;
    words.as_str().map(str::to_owned)
}
