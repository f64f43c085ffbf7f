//! Exports of a Matrix room: Element's JSON and the answer of `/messages` (client-server API,
//! clause “Getting events for a room”). Edits and redactions count, as they did in the room.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::DateTime;
use serde::Deserialize;
use serde_json::Value;

use super::{Kind, Line, Log, When};

#[derive(Deserialize)]
struct Export {
    #[serde(default)]
    room_name: Option<String>,
    #[serde(default, alias = "chunk")]
    messages: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Page {
    Export(Export),
    Events(Vec<Event>),
}

/// What is read of an event; everything else is let be.
#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(rename = "event_id", default)]
    id: String,
    #[serde(default)]
    sender: String,
    /// Milliseconds since 1970.
    #[serde(default)]
    origin_server_ts: i64,
    #[serde(default)]
    content: Value,
    #[serde(default)]
    redacts: Option<String>,
    #[serde(default)]
    unsigned: Value,
    #[serde(default)]
    state_key: Option<String>,
}

/// Reads an export.
///
/// # Errors
/// A sentence, when it is no list of events.
pub fn read(text: &str) -> Result<Log<'static>, String> {
    let page: Page = serde_json::from_str(text).map_err(|_| {
        "the JSON is no export that I know: neither of Element, nor of /messages, nor of DiscordChatExporter".to_owned()
    })?;
    let (room, mut events) = match page {
        Page::Export(export) => (export.room_name, export.messages),
        Page::Events(events) => (None, events),
    };
    // `/messages` answers the newest first.
    let is_backwards =
        events.first().zip(events.last()).is_some_and(|(first, last)| first.origin_server_ts > last.origin_server_ts);
    if is_backwards {
        events.reverse();
    }
    let names = names(&events);
    let redacted: Vec<&str> = events.iter().filter_map(redacted_by).collect();
    let mut latest: BTreeMap<&str, (&str, &Value)> = BTreeMap::new();
    for event in &events {
        if let Some((original, content)) = replaced(event).filter(|_| !is_redacted(event, &redacted)) {
            latest.insert(original, (event.sender.as_str(), content));
        }
    }
    let mut log = Log { room, ..Log::default() };
    for (number, event) in (1..).zip(&events) {
        if event.kind != "m.room.message" || replaced(event).is_some() || is_redacted(event, &redacted) {
            continue;
        }
        // Only the author of a message can edit it.
        let edited = latest.get(event.id.as_str()).filter(|(sender, _)| *sender == event.sender);
        // Element keeps the last edit beside the message (client-server API, “Server-side aggregation of edits”).
        let kept = &event.unsigned["m.relations"]["m.replace"]["content"]["m.new_content"];
        let kept = Some(kept).filter(|content| content.is_object());
        let content = edited.map(|(_, content)| *content).or(kept).unwrap_or(&event.content);
        let kind = match content["msgtype"].as_str() {
            Some("m.text") => Kind::Said,
            Some("m.emote") => Kind::Emote,
            // `m.notice` is what bots say (client-server API, `m.notice`); files and pictures say nothing.
            Some(_) | None => Kind::Notice,
        };
        let Some(body) = content["body"].as_str() else { continue };
        let who = names.get(event.sender.as_str()).cloned().unwrap_or_else(|| localpart(&event.sender).to_owned());
        let when = DateTime::from_timestamp_millis(event.origin_server_ts).map_or(When::Unknown, When::instant);
        let words =
            if kind == Kind::Emote { format!("{who} {body}") } else { without_fallback(body, content).to_owned() };
        log.lines.push(Line { number, when, who: Cow::Owned(who), words: Cow::Owned(words), kind });
    }
    log.date =
        log.lines.iter().find_map(|line| if let When::At(at) = line.when { Some(at.date_naive()) } else { None });
    Ok(log)
}

/// Display names from the member events, by account.
fn names(events: &[Event]) -> BTreeMap<&str, String> {
    let members = events.iter().filter(|event| event.kind == "m.room.member");
    let name = |event: &Event| event.content["displayname"].as_str().map(str::to_owned);
    members.filter_map(|event| Some((event.state_key.as_deref()?, name(event)?))).collect()
}

fn localpart(account: &str) -> &str {
    account.trim_start_matches('@').split(':').next().unwrap_or_default()
}

/// The message that an edit replaces, and what it says now.
fn replaced(event: &Event) -> Option<(&str, &Value)> {
    let relation = &event.content["m.relates_to"];
    let original = relation["event_id"].as_str().filter(|_| relation["rel_type"] == "m.replace")?;
    Some((original, &event.content["m.new_content"]))
}

/// From room version 11 on, the redacted event stands in the content.
fn redacted_by(event: &Event) -> Option<&str> {
    let redacts = event.redacts.as_deref().or_else(|| event.content["redacts"].as_str());
    redacts.filter(|_| event.kind == "m.room.redaction")
}

fn is_redacted(event: &Event, redacted: &[&str]) -> bool {
    redacted.contains(&event.id.as_str()) || event.unsigned.get("redacted_because").is_some()
}

/// A reply carries the message it answers as quoted lines before a blank one.
fn without_fallback<'a>(body: &'a str, content: &Value) -> &'a str {
    let is_reply = content["m.relates_to"].get("m.in_reply_to").is_some();
    let quoted = body.starts_with("> <") || body.starts_with("> * <");
    if is_reply && quoted { body.split_once("\n\n").map_or(body, |(_, words)| words) } else { body }
}
