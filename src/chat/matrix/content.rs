//! From a message of the bot to the content of a Matrix event.

use serde_json::{Value, json};

use super::PLATFORM;
use super::media::Source;
use crate::chat::{Outgoing, Picture};
use crate::text::html::Ping;
use crate::text::{Text, html, plain};

/// A mention inside `m.notice` notifies nobody (push rules, `.m.rule.suppress_notices`): the one
/// line that must reach a person is `m.text` with `m.mentions`; all else is a notice that
/// mentions nobody.
pub(super) fn of_message(message: &Outgoing) -> Value {
    let user = message.say.ping.as_ref().and_then(|account| account.0.strip_prefix(PLATFORM)?.strip_prefix(':'));
    let mut content = body(&message.say.text, user);
    if let Some(root) = &message.thread {
        let answered = message.reply_to.as_ref().unwrap_or(root);
        content["m.relates_to"] = json!({
            "rel_type": "m.thread", "event_id": root, "is_falling_back": message.reply_to.is_none(),
            "m.in_reply_to": {"event_id": answered},
        });
    } else if let Some(answered) = &message.reply_to {
        content["m.relates_to"] = json!({"m.in_reply_to": {"event_id": answered}});
    }
    content
}

/// The same message with other words (client-server API, event replacements).
pub(super) fn of_edit(message: &str, text: &Text) -> Value {
    let new = body(text, None);
    let mut content = new.clone();
    for key in ["body", "formatted_body"] {
        if let Some(words) = new[key].as_str() {
            content[key] = format!("* {words}").into();
        }
    }
    content["m.new_content"] = new;
    content["m.relates_to"] = json!({"rel_type": "m.replace", "event_id": message});
    content
}

/// A reaction to a message (client-server API, `m.annotation`).
pub(super) fn of_reaction(message: &str, sign: &str) -> Value {
    json!({"m.relates_to": {"rel_type": "m.annotation", "event_id": message, "key": sign}})
}

/// A picture with its words as caption (client-server API, media captions); it mentions nobody.
pub(super) fn of_picture(picture: &Picture, source: Source) -> Value {
    let mut content = json!({
        "msgtype": "m.image",
        "filename": picture.name,
        "body": picture.words,
        "info": {
            "mimetype": picture.media_type, "size": picture.bytes.len(), "w": picture.width, "h": picture.height,
        },
        "m.mentions": {},
    });
    content[source.field] = source.value;
    if let Some(root) = &picture.thread {
        content["m.relates_to"] = json!({
            "rel_type": "m.thread", "event_id": root, "is_falling_back": true,
            "m.in_reply_to": {"event_id": picture.message},
        });
    }
    content
}

/// The address that clients show as a mention of a user (client-server API, matrix.to).
fn link_to(account: &str) -> String {
    let user = account.split_once(':').map_or(account, |(_, user)| user);
    format!("https://matrix.to/#/{user}")
}

fn body(text: &Text, user: Option<&str>) -> Value {
    let (kind, mentions, ping) = match user {
        Some(user) => ("m.text", json!({"user_ids": [user]}), Ping::Linked(link_to)),
        None => ("m.notice", json!({}), Ping::Nobody),
    };
    json!({
        "msgtype": kind,
        "body": plain::render(text, None),
        "format": "org.matrix.custom.html",
        "formatted_body": html::render(text, ping),
        "m.mentions": mentions,
    })
}
