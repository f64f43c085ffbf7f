//! From a Matrix event's JSON, decrypted, to what happened. Pure, without the SDK's types.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::mention::{MOST_MENTIONED, with_accounts};
use crate::chat::What;

/// An event that the bot cares for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Event {
    pub id: String,
    pub sender: String,
    pub at: DateTime<Utc>,
    pub thread: Option<String>,
    /// Accounts that the message mentions (client-server API, `m.mentions`), whatever its words are.
    pub mentioned: Vec<String>,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    What(What),
    /// Somebody's membership, with the one before.
    Member {
        user: String,
        now: String,
        before: String,
        name: Option<String>,
    },
    /// The room goes on elsewhere.
    Tombstone {
        replacement: String,
    },
    /// It could not be decrypted.
    Locked,
}

/// Reads an event; nothing for what the bot does not care for (notices above all: bots speak in
/// them, client-server API `m.notice`).
pub(super) fn read(event: &Value) -> Option<Event> {
    let at = DateTime::from_timestamp_millis(event["origin_server_ts"].as_i64()?)?;
    let (id, sender) = (text(&event["event_id"])?, text(&event["sender"])?);
    let (kind, thread) = kind(event, &id)?;
    Some(Event { id, sender, at, thread, mentioned: mentioned(&event["content"]), kind })
}

/// An edit says in its new content who is mentioned now.
fn mentioned(content: &Value) -> Vec<String> {
    let now = content.get("m.new_content").unwrap_or(content);
    let users = now["m.mentions"]["user_ids"].as_array().into_iter().flatten();
    users.filter_map(text).take(MOST_MENTIONED).collect()
}

fn kind(event: &Value, id: &str) -> Option<(Kind, Option<String>)> {
    let content = &event["content"];
    let is_state = event.get("state_key").is_some();
    // Deleted before it reached us: whatever an earlier look had seen of it goes.
    if !is_state && event["unsigned"].get("redacted_because").is_some() {
        return Some((Kind::What(What::Deleted { message: id.to_owned() }), None));
    }
    let kind = match event["type"].as_str()? {
        "m.room.message" => return message(content),
        "m.room.redaction" => {
            // Room versions 1 to 10 name the target on top, 11 and later in the content.
            let message = text(&content["redacts"]).or_else(|| text(&event["redacts"]))?;
            Kind::What(What::Deleted { message })
        }
        "m.reaction" => {
            let relation = &content["m.relates_to"];
            Kind::What(What::Reacted { message: text(&relation["event_id"])?, sign: text(&relation["key"])? })
        }
        "m.room.member" => Kind::Member {
            user: text(&event["state_key"])?,
            now: text(&content["membership"])?,
            before: text(&event["unsigned"]["prev_content"]["membership"]).unwrap_or_else(|| "leave".to_owned()),
            name: text(&content["displayname"]),
        },
        "m.room.tombstone" if event["state_key"] == "" => {
            Kind::Tombstone { replacement: text(&content["replacement_room"])? }
        }
        "m.room.encrypted" => Kind::Locked,
        _ => return None,
    };
    Some((kind, None))
}

fn message(content: &Value) -> Option<(Kind, Option<String>)> {
    let relation = &content["m.relates_to"];
    if relation["rel_type"] == "m.replace" {
        let text_now = words(&content["m.new_content"], false)?;
        return Some((Kind::What(What::Edited { message: text(&relation["event_id"])?, text: text_now }), None));
    }
    let thread = if relation["rel_type"] == "m.thread" { text(&relation["event_id"]) } else { None };
    let is_fallback = thread.is_some() && relation["is_falling_back"] == true;
    let is_reply = relation["m.in_reply_to"].get("event_id").is_some() && !is_fallback;
    Some((Kind::What(What::Said { text: words(content, is_reply)? }), thread))
}

/// The words of a message of a person: text, or what the person says to do.
fn words(content: &Value, is_reply: bool) -> Option<String> {
    let body = content["body"].as_str()?;
    let body = if is_reply { without_fallback(body) } else { body };
    let formatted = content["formatted_body"].as_str().filter(|_| content["format"] == "org.matrix.custom.html");
    let body = with_accounts(body, formatted);
    match content["msgtype"].as_str()? {
        "m.text" => Some(body),
        "m.emote" => Some(format!("/me {body}")),
        _ => None,
    }
}

/// Older clients put the quoted message before a reply: lines that begin with `> `, then a blank one.
fn without_fallback(body: &str) -> &str {
    let mut rest = body;
    while rest.starts_with("> ") || rest.starts_with(">\n") {
        rest = rest.split_once('\n').map_or("", |(_, after)| after);
    }
    if rest.len() == body.len() { body } else { rest.trim_start_matches('\n') }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(kind: &str, content: &Value) -> Option<Kind> {
        let event = json!({"event_id": "$1", "sender": "@ana:example.org", "origin_server_ts": 1, "type": kind, "content": content});
        read(&event).map(|event| event.kind)
    }

    fn said(text: &str) -> Option<Kind> {
        Some(Kind::What(What::Said { text: text.to_owned() }))
    }

    #[test]
    fn messages_are_told_apart() {
        let reply = json!({"m.in_reply_to": {"event_id": "$0"}});
        for (content, expected) in [
            (json!({"msgtype": "m.text", "body": "q+"}), said("q+")),
            (json!({"msgtype": "m.emote", "body": "waves"}), said("/me waves")),
            (json!({"msgtype": "m.notice", "body": "q+"}), None),
            (json!({"msgtype": "m.image", "body": "q+"}), None),
            (json!({"msgtype": "m.text", "body": "> <@bo:x> hello\n> more\n\nq+", "m.relates_to": reply}), said("q+")),
            (
                json!({"msgtype": "m.text", "body": "* new", "m.new_content": {"msgtype": "m.text", "body": "new"},
                       "m.relates_to": {"rel_type": "m.replace", "event_id": "$0"}}),
                Some(Kind::What(What::Edited { message: "$0".into(), text: "new".into() })),
            ),
        ] {
            assert_eq!(of("m.room.message", &content), expected, "{content}");
        }
    }

    #[test]
    fn who_is_mentioned_is_said_beside_the_words() {
        let bo = json!({"user_ids": ["@bo:example.org"]});
        for content in [
            json!({"msgtype": "m.text", "body": "ack Bo Berg", "m.mentions": bo}),
            json!({"msgtype": "m.text", "body": "* ack Bo Berg", "m.mentions": {},
                   "m.new_content": {"msgtype": "m.text", "body": "ack Bo Berg", "m.mentions": bo},
                   "m.relates_to": {"rel_type": "m.replace", "event_id": "$0"}}),
        ] {
            let event = json!({"event_id": "$1", "sender": "@ana:example.org", "origin_server_ts": 1, "type": "m.room.message", "content": content});
            let mentioned = read(&event).map(|event| event.mentioned);
            assert_eq!(mentioned, Some(vec!["@bo:example.org".to_owned()]), "{content}");
        }
    }

    #[test]
    fn redactions_of_all_room_versions_name_their_target() {
        let deleted = Some(Kind::What(What::Deleted { message: "$0".into() }));
        assert_eq!(of("m.room.redaction", &json!({"redacts": "$0"})), deleted);
        let old = json!({"event_id": "$1", "sender": "@a:b", "origin_server_ts": 1, "type": "m.room.redaction", "redacts": "$0", "content": {}});
        assert_eq!(read(&old).map(|event| event.kind), deleted);
        let emptied = json!({"event_id": "$1", "sender": "@a:b", "origin_server_ts": 1, "type": "m.room.encrypted", "content": {},
                             "unsigned": {"redacted_because": {}}});
        assert_eq!(read(&emptied).map(|event| event.kind), Some(Kind::What(What::Deleted { message: "$1".into() })));
    }
}
