//! What `DiscordChatExporter` writes as JSON.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{Kind, Line, Log, When};

#[derive(Deserialize)]
struct Export {
    channel: Channel,
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Channel {
    #[serde(default)]
    name: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "type", default)]
    kind: String,
    timestamp: DateTime<Utc>,
    #[serde(default)]
    content: String,
    author: Author,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Author {
    name: String,
    #[serde(default)]
    nickname: Option<String>,
    #[serde(default)]
    is_bot: bool,
}

/// Whether it has the parts by which the exporter is known.
pub fn is_export(text: &str) -> bool {
    serde_json::from_str::<Export>(text).is_ok()
}

/// Reads an export; what the exporter found deleted is not in it.
///
/// # Errors
/// A sentence, when it is none.
pub fn read(text: &str) -> Result<Log<'static>, String> {
    let export: Export =
        serde_json::from_str(text).map_err(|error| format!("the JSON is no export of DiscordChatExporter: {error}"))?;
    let mut log = Log { room: export.channel.name, ..Log::default() };
    for (number, message) in (1..).zip(export.messages) {
        let is_said = matches!(message.kind.as_str(), "Default" | "Reply" | "");
        let who = message.author.nickname.filter(|name| !name.is_empty()).unwrap_or(message.author.name);
        let kind = if message.author.is_bot || !is_said { Kind::Notice } else { Kind::Said };
        let when = When::instant(message.timestamp);
        log.lines.push(Line { number, when, who: Cow::Owned(who), words: Cow::Owned(message.content), kind });
    }
    log.date =
        log.lines.first().and_then(|line| if let When::At(at) = line.when { Some(at.date_naive()) } else { None });
    Ok(log)
}
