//! The gateway: HELLO, IDENTIFY, READY, heartbeats, RESUME and invalid sessions (reference, “Gateway”).

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use crate::standin::{BOT, CHANNEL, GUILD, Order, Standin, bot};

/// Milliseconds between heartbeats; short, so that a dead connection is soon noticed.
const HEARTBEAT: u64 = 2_000;

pub async fn serve(listener: TcpListener, standin: Standin) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(connection(stream, standin.clone()));
    }
}

async fn connection(stream: TcpStream, standin: Standin) {
    let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else { return };
    let mut orders = standin.orders.subscribe();
    let hello = json!({"op": 10, "d": {"heartbeat_interval": HEARTBEAT}});
    if socket.send(Message::Text(hello.to_string())).await.is_err() {
        return;
    }
    let mut is_in = false;
    loop {
        let answers = tokio::select! {
            frame = socket.next() => match frame {
                Some(Ok(Message::Text(text))) => {
                    let payload: Value = serde_json::from_str(&text).unwrap_or_default();
                    let (answers, now_in) = answer(&standin, &payload);
                    is_in |= now_in;
                    answers
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => Vec::new(),
            },
            order = orders.recv() => match order {
                Ok(Order::Dispatch(payload)) if is_in => vec![Message::Text(payload.to_string())],
                Ok(Order::Dispatch(_)) | Err(_) => Vec::new(),
                Ok(Order::Close(code)) => vec![closing(code)],
                Ok(Order::Reconnect) => vec![Message::Text(json!({"op": 7, "d": null}).to_string())],
            },
        };
        for message in answers {
            let is_last = matches!(message, Message::Close(_));
            if socket.send(message).await.is_err() || is_last {
                return;
            }
        }
    }
}

/// What an operation of the bot's is answered with, and whether its session has begun.
fn answer(standin: &Standin, payload: &Value) -> (Vec<Message>, bool) {
    let op = payload["op"].as_u64().unwrap_or(0);
    let mut state = standin.state();
    state.operations.push((op, payload["d"].clone()));
    match op {
        1 => (texts(&[json!({"op": 11})]), false),
        2 => {
            if let Some(code) = state.refusal {
                return (vec![closing(code)], false);
            }
            state.sessions += 1;
            state.dispatched.clear();
            let session = format!("session{}", state.sessions);
            let ready = json!({
                "v": 10, "user": bot(), "guilds": [{"id": GUILD, "unavailable": true}], "session_id": session,
                "resume_gateway_url": "ws://127.0.0.1:1/unused", "shard": [0, 1], "application": {"id": BOT, "flags": 0},
            });
            let first = [state.dispatch("READY", &ready), state.dispatch("GUILD_CREATE", &guild())];
            (texts(&first), true)
        }
        6 => {
            if std::mem::take(&mut state.forgets_sessions) {
                return (texts(&[json!({"op": 9, "d": false})]), false);
            }
            let seen = payload["d"]["seq"].as_u64().unwrap_or(0);
            let missed = state.dispatched.iter().filter(|payload| payload["s"].as_u64() > Some(seen));
            let mut missed: Vec<Value> = missed.cloned().collect();
            missed.push(state.dispatch("RESUMED", &json!({})));
            (texts(&missed), true)
        }
        _ => (Vec::new(), false),
    }
}

fn texts(payloads: &[Value]) -> Vec<Message> {
    payloads.iter().map(|payload| Message::Text(payload.to_string())).collect()
}

fn closing(code: u16) -> Message {
    Message::Close(Some(CloseFrame { code: code.into(), reason: "".into() }))
}

/// The fields that serenity's model insists on.
pub fn guild() -> Value {
    let colors = json!({"primary_color": 0, "secondary_color": null, "tertiary_color": null});
    json!({
        "id": GUILD, "name": "Group", "owner_id": "201", "afk_channel_id": null, "afk_timeout": 300, "verification_level": 0,
        "default_message_notifications": 0, "explicit_content_filter": 0, "roles": [
            {"id": GUILD, "name": "@everyone", "color": 0, "colors": colors, "hoist": false, "managed": false,
             "mentionable": false, "permissions": "274878008320", "position": 0}],
        "emojis": [], "features": [], "mfa_level": 0, "system_channel_flags": 0, "premium_tier": 0,
        "preferred_locale": "en-US", "nsfw_level": 0, "stickers": [], "premium_progress_bar_enabled": false,
        "joined_at": "2026-01-01T00:00:00Z", "large": false, "member_count": 5, "voice_states": [], "members": [],
        "channels": [{"id": CHANNEL, "type": 0, "name": "meeting", "position": 0, "permission_overwrites": []}],
        "threads": [], "presences": [], "stage_instances": [], "guild_scheduled_events": [],
    })
}
