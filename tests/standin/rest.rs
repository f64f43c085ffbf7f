//! The REST interface, as little of it as the bot uses, over HTTP/1.1.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

use crate::rules;
use crate::standin::{BOT, Call, Fault, GUILD, Standin, State, bot, member};

/// What a first response may take (“Receiving and Responding”).
const FIRST_RESPONSE_SECS: u64 = 3;

struct Request {
    method: String,
    path: String,
    query: String,
    token: Option<String>,
    body: Value,
}

/// An answer; none is a connection that ends.
type Answer = Option<(u16, Vec<(&'static str, String)>, Value)>;

pub async fn serve(listener: TcpListener, standin: Standin, gateway_url: String) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(connection(stream, standin.clone(), gateway_url.clone()));
    }
}

async fn connection(stream: TcpStream, standin: Standin, gateway_url: String) {
    let mut stream = BufReader::new(stream);
    while let Ok(Some(request)) = read(&mut stream).await {
        let Some((status, headers, body)) = answer(&standin, &gateway_url, request) else { return };
        let body = if status == 204 { String::new() } else { body.to_string() };
        let mut head =
            format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if stream.write_all(format!("{head}\r\n{body}").as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> anyhow::Result<Option<Request>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (path, query) = (path.trim_start_matches("/api/v10/").to_owned(), query.to_owned());
    let (mut length, mut token) = (0, None);
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse()?,
            "authorization" => token = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).await?;
    Ok(Some(Request { method, path, query, token, body: json_of(&bytes) }))
}

/// A JSON body, or the JSON part of a form with files.
fn json_of(bytes: &[u8]) -> Value {
    let text = String::from_utf8_lossy(bytes);
    let json = match text.split_once("name=\"payload_json\"") {
        Some((_, rest)) => {
            let rest = rest.split_once("\r\n\r\n").map_or(rest, |(_, body)| body);
            rest.split_once("\r\n--").map_or(rest, |(json, _)| json).to_owned()
        }
        None => text.into_owned(),
    };
    serde_json::from_str(&json).unwrap_or_default()
}

fn fine(body: Value) -> Answer {
    Some((200, Vec::new(), body))
}

fn nothing() -> Answer {
    Some((204, Vec::new(), Value::Null))
}

fn refused(status: u16, code: u64, message: &str) -> Answer {
    Some((status, Vec::new(), json!({"code": code, "message": message})))
}

fn answer(standin: &Standin, gateway_url: &str, request: Request) -> Answer {
    let mut state = standin.state();
    let Request { method, path, query, token, body } = request;
    state.calls.push(Call { method: method.clone(), path: path.clone(), body: body.clone(), at: Instant::now() });
    let is_interaction = path.starts_with("interactions/") || path.starts_with("webhooks/");
    if !is_interaction && token.as_deref() != Some("Bot good") {
        return refused(401, 0, "401: Unauthorized");
    }
    let is_meant = |fault: &Fault| match fault {
        Fault::Limited { path: part, .. } | Fault::Unanswered { path: part } | Fault::Refused { path: part, .. } => {
            format!("{method} {path}").contains(part)
        }
    };
    let fault = state.faults.front().filter(|fault| is_meant(fault)).cloned();
    if fault.is_some() {
        state.faults.pop_front();
    }
    if let Some(Fault::Limited { after_secs, .. }) = fault {
        let headers = vec![
            ("retry-after", after_secs.to_string()),
            ("x-ratelimit-bucket", "bucket".to_owned()),
            ("x-ratelimit-remaining", "0".to_owned()),
            ("x-ratelimit-reset-after", after_secs.to_string()),
        ];
        let body = json!({"message": "You are being rate limited.", "retry_after": after_secs, "global": false});
        return Some((429, headers, body));
    }
    if let Some(Fault::Refused { status, code, .. }) = fault {
        return refused(status, code, "Refused");
    }
    let (answer, dispatch) = done(&mut state, &method, &path, &query, &body, gateway_url);
    drop(state);
    if let Some((name, data)) = dispatch {
        standin.push(name, &data);
    }
    if matches!(fault, Some(Fault::Unanswered { .. })) { None } else { answer }
}

type Dispatch = Option<(&'static str, Value)>;

fn done(
    state: &mut State,
    method: &str,
    path: &str,
    query: &str,
    body: &Value,
    gateway_url: &str,
) -> (Answer, Dispatch) {
    let parts: Vec<&str> = path.split('/').collect();
    let answer = match (method, parts.as_slice()) {
        ("GET", ["gateway"]) => fine(json!({"url": gateway_url})),
        ("GET", ["gateway", "bot"]) => {
            let limit = json!({"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1});
            fine(json!({"url": gateway_url, "shards": 1, "session_start_limit": limit}))
        }
        ("GET", ["users", "@me"]) => fine(bot()),
        ("GET", ["oauth2", "applications", "@me"]) => fine(json!({"id": BOT, "name": "convenor", "flags": 0})),
        ("POST", ["users", "@me", "channels"]) => fine(json!({"id": "401", "type": 1})),
        ("GET", ["channels", "401"]) => fine(json!({"id": "401", "type": 1, "last_message_id": null})),
        ("GET", ["channels", "460"]) => fine(json!({"id": "460", "type": 15, "name": "rows", "guild_id": GUILD})),
        ("GET", ["channels", "404404"]) => refused(404, 10_003, "Unknown Channel"),
        ("GET", ["guilds", "404404"]) => refused(404, 10_004, "Unknown Guild"),
        ("GET", ["channels", GUILD]) => refused(404, 10_003, "Unknown Channel"),
        ("GET", ["users", id]) if id.starts_with("20") => fine(crate::standin::user_of(id)),
        ("GET", ["users", _]) => refused(404, 10_013, "Unknown User"),
        ("GET", ["channels", id]) => {
            fine(json!({"id": id, "type": 0, "name": "meeting", "guild_id": GUILD, "permission_overwrites": []}))
        }
        ("GET", ["guilds", _]) => {
            let role = json!({"id": GUILD, "permissions": (274_878_008_320_u64 - (1 << 15)).to_string()});
            let chairs = json!({"id": "600", "permissions": "0"});
            fine(json!({"id": GUILD, "owner_id": "201", "roles": [role, chairs]}))
        }
        ("GET", ["guilds", _, "members", user]) => found_member(state, user),
        ("GET", ["guilds", _, "threads", "active"]) => fine(json!({"threads": [], "members": []})),
        ("PUT", ["applications", _, "commands"]) => {
            rules::commands(body, &mut state.broken);
            state.commands = body.clone();
            fine(body.clone())
        }
        ("GET", ["channels", _, "messages"]) if state.hides_history => fine(json!([])),
        ("GET", ["channels", _, "messages", _]) if state.hides_history => refused(403, 50_001, "Missing Access"),
        ("GET", ["channels", channel, "messages"]) => fine(Value::Array(history(state, channel, query))),
        ("POST", ["channels", channel, "messages"]) => return post(state, channel, body),
        ("GET", ["channels", _, "messages", id]) => found(state, id),
        ("GET", ["channels", _, "messages", _, "reactions", _]) => fine(json!([])),
        ("PUT", ["channels", _, "messages", _, "reactions", _, "@me"]) => fine(Value::Null),
        ("PATCH", ["channels", _, "messages", id]) => edit(state, id, body),
        ("DELETE", ["channels", _, "messages", id]) => take_back(state, id),
        ("POST", ["interactions", id, token, "callback"]) => call_back(state, id, token, body),
        (_, ["webhooks", _, token, rest @ ..]) => follow_up(state, method, token, rest, body),
        _ => refused(404, 0, "404: Not Found"),
    };
    (answer, None)
}

fn history(state: &State, channel: &str, query: &str) -> Vec<Value> {
    let number = |key: &str| {
        let value = query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='));
        value.and_then(|value| value.parse::<u64>().ok())
    };
    let id = |message: &Value| message["id"].as_str().and_then(|id| id.parse::<u64>().ok()).unwrap_or(0);
    let limit = usize::try_from(number("limit").unwrap_or(50)).unwrap_or(50);
    let here = || state.messages.iter().filter(|message| message["channel_id"] == channel);
    let mut found: Vec<Value> = match number("after") {
        Some(after) => here().filter(|message| id(message) > after).take(limit).cloned().collect(),
        None => here().rev().take(limit).cloned().collect::<Vec<_>>().into_iter().rev().collect(),
    };
    // The newest first, as Discord has it.
    found.reverse();
    found
}

fn post(state: &mut State, channel: &str, body: &Value) -> (Answer, Dispatch) {
    rules::message(body, &mut state.broken);
    let nonce = body["nonce"].clone();
    let is_same = |message: &&Value| !nonce.is_null() && message["nonce"] == nonce;
    if !state.forgets_nonces
        && body["enforce_nonce"] == true
        && let Some(known) = state.messages.iter().find(is_same)
    {
        return (fine(known.clone()), None);
    }
    let mut message = state.message(&bot(), body["content"].as_str().unwrap_or_default());
    message["channel_id"] = channel.into();
    for key in ["nonce", "components", "message_reference", "allowed_mentions"] {
        message[key] = body[key].clone();
    }
    state.messages.push(message.clone());
    let mut told = message.clone();
    // Serenity's model has no room for what was not there.
    told.as_object_mut()
        .map(|told| ["components", "message_reference", "allowed_mentions"].map(|key| told.remove(key)));
    (fine(message), Some(("MESSAGE_CREATE", told)))
}

fn found(state: &State, id: &str) -> Answer {
    match state.messages.iter().find(|message| message["id"] == id) {
        Some(message) => fine(message.clone()),
        None => refused(404, 10_008, "Unknown Message"),
    }
}

fn found_member(state: &State, user: &str) -> Answer {
    match state.members.get(user) {
        Some(member) => fine(member.clone()),
        None if user == crate::standin::AWAY => refused(404, 10_007, "Unknown Member"),
        None if user == BOT || user.starts_with("20") => fine(member(user)),
        None => refused(404, 10_007, "Unknown Member"),
    }
}

fn edit(state: &mut State, id: &str, body: &Value) -> Answer {
    rules::message(body, &mut state.broken);
    let Some(message) = state.messages.iter_mut().find(|message| message["id"] == id) else {
        return refused(404, 10_008, "Unknown Message");
    };
    for key in ["content", "components"] {
        if let Some(value) = body.get(key) {
            message[key] = value.clone();
        }
    }
    fine(message.clone())
}

fn take_back(state: &mut State, id: &str) -> Answer {
    let before = state.messages.len();
    state.messages.retain(|message| message["id"] != id);
    if state.messages.len() < before { nothing() } else { refused(404, 10_008, "Unknown Message") }
}

fn call_back(state: &mut State, id: &str, token: &str, body: &Value) -> Answer {
    rules::response(body, &mut state.broken);
    let Some(interaction) = state.interactions.iter_mut().find(|known| known.id == id && known.token == token) else {
        return refused(404, 10_062, "Unknown interaction");
    };
    let took = interaction.since.elapsed();
    if took.as_secs() >= FIRST_RESPONSE_SECS {
        state.broken.push(format!("the first response took {took:?}"));
        return refused(404, 10_062, "Unknown interaction");
    }
    if interaction.response.is_some() {
        return refused(400, 40_060, "Interaction has already been acknowledged.");
    }
    interaction.response = Some(body.clone());
    if body["type"] == 4 {
        interaction.shown.push(body["data"].clone());
    }
    nothing()
}

fn follow_up(state: &mut State, method: &str, token: &str, rest: &[&str], body: &Value) -> Answer {
    if method != "DELETE" {
        rules::message(body, &mut state.broken);
        if method == "POST" && body["flags"].as_u64().unwrap_or(0) & 64 == 0 {
            state.broken.push(format!("an answer for one person is shown to all: {body}"));
        }
    }
    let message = state.message(&bot(), body["content"].as_str().unwrap_or_default());
    let Some(interaction) = state.interactions.iter_mut().find(|known| known.token == token) else {
        return refused(404, 10_015, "Unknown Webhook");
    };
    let is_deferred = interaction.response.as_ref().is_some_and(|response| response["type"] == 5);
    match (method, rest) {
        _ if interaction.response.is_none() => refused(404, 10_015, "Unknown Webhook"),
        ("PATCH", ["messages", "@original"]) if is_deferred => {
            interaction.shown.push(message.clone());
            fine(message)
        }
        ("DELETE", ["messages", "@original"]) if is_deferred => {
            interaction.is_original_gone = true;
            nothing()
        }
        ("POST", []) => {
            interaction.shown.push(message.clone());
            fine(message)
        }
        _ => refused(404, 10_008, "Unknown Message"),
    }
}
