//! What the stand-in knows: one guild, one channel, its messages, and what the bot asked.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{bail, ensure};
use convenor::clock::Clock;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio::time::Instant;

use crate::{gateway, rest};

pub const BOT: &str = "100";
pub const GUILD: &str = "300";
/// The channel of the bot's direct messages.
pub const DIRECT: &str = "401";
pub const CHANNEL: &str = "400";
/// How long the bot may take; the machine may be busy.
const PATIENCE: Duration = Duration::from_mins(1);
const LOOK: Duration = Duration::from_millis(20);
/// A snowflake's first second, and one of this century: ids tell the time (“Snowflakes”).
const EPOCH_MILLIS: i64 = 1_420_070_400_000;

/// One request of the bot's.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: String,
    pub path: String,
    pub body: Value,
    pub at: Instant,
}

/// What the gateway is told to do with its connection.
#[derive(Clone, Debug)]
pub enum Order {
    Dispatch(Value),
    Close(u16),
    Reconnect,
}

/// What becomes of the next request whose path has these letters.
#[derive(Clone, Debug)]
pub enum Fault {
    /// 429 with its headers (“Rate Limits”).
    Limited { path: &'static str, after_secs: f64 },
    /// It is done, and no answer comes back.
    Unanswered { path: &'static str },
    /// With one of Discord's codes (“JSON Error Codes”).
    Refused { path: &'static str, status: u16, code: u64 },
}

#[derive(Default)]
pub struct State {
    pub calls: Vec<Call>,
    pub broken: Vec<String>,
    pub messages: Vec<Value>,
    /// Dispatches of the session, for RESUME.
    pub dispatched: Vec<Value>,
    pub commands: Value,
    /// Operations that came over the gateway, with their data.
    pub operations: Vec<(u64, Value)>,
    pub interactions: Vec<Interaction>,
    pub faults: VecDeque<Fault>,
    /// With what an IDENTIFY is answered.
    pub refusal: Option<u16>,
    /// Whether a RESUME is answered with an invalid session.
    pub forgets_sessions: bool,
    /// Whether a nonce makes the same message known.
    pub forgets_nonces: bool,
    pub sessions: u64,
    /// Whether what was said before can't be read: no messages come, and none is found by its id.
    pub hides_history: bool,
    /// Members who are none of ours, by id.
    pub members: BTreeMap<String, Value>,
    /// What the ids of messages tell.
    pub clock: Clock,
    last_id: u64,
}

/// An interaction and what was said to it.
#[derive(Clone, Debug)]
pub struct Interaction {
    pub id: String,
    pub token: String,
    pub since: Instant,
    pub response: Option<Value>,
    /// Messages that only the person sees, the first response's own among them.
    pub shown: Vec<Value>,
    pub is_original_gone: bool,
}

/// A running stand-in.
#[derive(Clone)]
pub struct Standin {
    pub url: String,
    pub state: Arc<Mutex<State>>,
    pub orders: broadcast::Sender<Order>,
}

impl Standin {
    pub async fn start() -> anyhow::Result<Standin> {
        let (rest, sockets) = (TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?);
        let standin = Standin {
            url: format!("http://{}", rest.local_addr()?),
            state: Arc::default(),
            orders: broadcast::Sender::new(1_000),
        };
        let gateway_url = format!("ws://{}/gateway", sockets.local_addr()?);
        tokio::spawn(rest::serve(rest, standin.clone(), gateway_url));
        tokio::spawn(gateway::serve(sockets, standin.clone()));
        Ok(standin)
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a dispatch to the bot, now or when it resumes.
    pub fn push(&self, name: &str, data: &Value) {
        let payload = self.state().dispatch(name, data);
        // Without a connection it waits for a RESUME.
        let _ = self.orders.send(Order::Dispatch(payload));
    }

    pub fn order(&self, order: Order) {
        let _ = self.orders.send(order);
    }

    /// Somebody writes; the bot is told, unless it is not to be.
    pub fn say(&self, user: &str, words: &str) -> String {
        let message = self.write(user, words);
        self.push("MESSAGE_CREATE", &message);
        message["id"].as_str().unwrap_or_default().to_owned()
    }

    /// A member who need not be one of ours writes.
    pub fn say_by(&self, member: &Value, words: &str) -> String {
        let mut message = self.write_by(member, words);
        message["member"]["nick"] = member["nick"].clone();
        self.push("MESSAGE_CREATE", &message);
        message["id"].as_str().unwrap_or_default().to_owned()
    }

    /// The author of a message changes it.
    pub fn rewrite(&self, id: &str, words: &str) {
        let edited = {
            let mut state = self.state();
            let now = state.clock.now().to_rfc3339();
            let message = state.messages.iter_mut().find(|message| message["id"] == id);
            message.map(|message| {
                message["content"] = words.into();
                message["edited_timestamp"] = now.into();
                message.clone()
            })
        };
        self.push("MESSAGE_UPDATE", &edited.unwrap_or_default());
    }

    /// Somebody writes, and no event tells of it.
    pub fn write(&self, user: &str, words: &str) -> Value {
        self.write_by(&member(user), words)
    }

    /// The same for a member who need not be one of ours.
    pub fn write_by(&self, member: &Value, words: &str) -> Value {
        self.write_in(CHANNEL, member, words)
    }

    /// The same in another channel.
    pub fn write_in(&self, channel: &str, member: &Value, words: &str) -> Value {
        let mut state = self.state();
        let mut message = state.message(&member["user"], words);
        message["channel_id"] = channel.into();
        message["member"] = json!({"roles": member["roles"], "joined_at": member["joined_at"], "deaf": false,
                                   "mute": false, "flags": 0});
        state.messages.push(message.clone());
        message
    }

    /// Somebody gives a command, presses, types or fills in.
    pub fn interact(&self, user: &str, kind: u64, data: &Value) -> String {
        self.interact_by(&member(user), kind, data)
    }

    /// The same for a member who need not be one of ours.
    pub fn interact_by(&self, member: &Value, kind: u64, data: &Value) -> String {
        self.interact_in(CHANNEL, member, kind, data)
    }

    /// A command in direct messages with the bot.
    pub fn interact_directly(&self, user: &Value, data: &Value) -> String {
        let (id, mut interaction) = self.interaction_in(DIRECT, &Value::Null, 2, data);
        interaction.as_object_mut().map(|interaction| ["guild_id", "member"].map(|key| interaction.remove(key)));
        interaction["user"] = user.clone();
        interaction["context"] = 1.into();
        interaction["channel"] = json!({"id": DIRECT, "type": 1});
        self.push("INTERACTION_CREATE", &interaction);
        id
    }

    /// The same in another channel.
    pub fn interact_in(&self, channel: &str, member: &Value, kind: u64, data: &Value) -> String {
        let (id, interaction) = self.interaction_in(channel, member, kind, data);
        self.push("INTERACTION_CREATE", &interaction);
        id
    }

    fn interaction_in(&self, channel: &str, member: &Value, kind: u64, data: &Value) -> (String, Value) {
        let (id, token) = {
            let mut state = self.state();
            let id = state.next_id();
            let token = format!("token{id}");
            let since = Instant::now();
            let (response, shown, is_original_gone) = (None, Vec::new(), false);
            state.interactions.push(Interaction {
                id: id.clone(),
                token: token.clone(),
                since,
                response,
                shown,
                is_original_gone,
            });
            (id, token)
        };
        let mut interaction = json!({
            "id": id, "application_id": BOT, "type": kind, "data": data, "guild_id": GUILD, "channel_id": channel,
            "member": member, "token": token, "version": 1, "locale": "en-US", "entitlements": [],
            "authorizing_integration_owners": {}, "attachment_size_limit": 1,
        });
        if kind == 3 {
            interaction["message"] = self.state().messages.last().cloned().unwrap_or_default();
        }
        (id, interaction)
    }

    /// Somebody writes to the bot directly.
    pub fn say_directly(&self, user: &str, words: &str) {
        let mut message = self.write_in(DIRECT, &member(user), words);
        message.as_object_mut().map(|message| ["guild_id", "member"].map(|key| message.remove(key)));
        self.push("MESSAGE_CREATE", &message);
    }

    /// `/queue show`, with options.
    pub fn slash(&self, user: &str, words: &str, options: &[(&str, &str)]) -> String {
        let words: Vec<&str> = words.split(' ').collect();
        let mut inner: Vec<Value> =
            options.iter().map(|(name, value)| json!({"name": name, "type": 3, "value": value})).collect();
        for (index, word) in words.iter().enumerate().skip(1).rev() {
            inner = vec![json!({"name": word, "type": if index + 1 == words.len() { 1 } else { 2 }, "options": inner})];
        }
        self.interact(user, 2, &json!({"id": "8", "name": words[0], "type": 1, "options": inner}))
    }

    /// Presses the board's button of this label.
    pub async fn press(&self, user: &str, label: &str) -> anyhow::Result<String> {
        let look = |state: &State| button(state, label);
        let custom_id = self.wait(&format!("the button “{label}”"), look).await?;
        Ok(self.interact(user, 3, &json!({"custom_id": custom_id, "component_type": 2})))
    }

    /// Waits until what the bot did is as wanted.
    pub async fn wait<T>(&self, what: &str, look: impl Fn(&State) -> Option<T>) -> anyhow::Result<T> {
        let end = Instant::now() + PATIENCE;
        let mut interval = tokio::time::interval(LOOK);
        loop {
            interval.tick().await;
            if let Some(found) = look(&self.state()) {
                return Ok(found);
            }
            if Instant::now() > end {
                let state = self.state();
                let calls: Vec<String> =
                    state.calls.iter().map(|call| format!("{} {}: {}", call.method, call.path, call.body)).collect();
                bail!("{what} did not come within {PATIENCE:?}:\n{}", calls.join("\n"));
            }
        }
    }

    /// Waits for a message of the bot's in the channel that has these words in it.
    pub async fn wait_said(&self, words: &str) -> anyhow::Result<Value> {
        let look = |state: &State| state.said(words).into_iter().next();
        self.wait(&format!("“{words}”"), look).await
    }

    /// Waits for what only the person of an interaction sees.
    pub async fn wait_shown(&self, interaction: &str, words: &str) -> anyhow::Result<()> {
        let look = |state: &State| {
            let shown = &state.interaction(interaction)?.shown;
            shown.iter().find(|message| has(message, words)).map(drop)
        };
        self.wait(&format!("“{words}” for one person"), look).await
    }

    /// Waits for the first response to an interaction.
    pub async fn wait_response(&self, interaction: &str) -> anyhow::Result<Value> {
        self.wait("a first response", |state| state.interaction(interaction)?.response.clone()).await
    }

    /// The bot's tries to post a message with these words in the channel.
    pub fn posts_of(&self, words: &str) -> Vec<Call> {
        let is_meant = |call: &&Call| {
            call.method == "POST" && call.path == format!("channels/{CHANNEL}/messages") && has(&call.body, words)
        };
        self.state().calls.iter().filter(is_meant).cloned().collect()
    }

    /// Nothing of what the bot did would have been rejected.
    pub fn check(&self) -> anyhow::Result<()> {
        let broken = self.state().broken.clone();
        ensure!(broken.is_empty(), "Discord would reject:\n{}", broken.join("\n"));
        Ok(())
    }
}

impl State {
    pub fn next_id(&mut self) -> String {
        let millis = self.clock.now().timestamp_millis() - EPOCH_MILLIS;
        let id = (u64::try_from(millis).unwrap_or(0) << 22).max(self.last_id + 1);
        self.last_id = id;
        id.to_string()
    }

    pub fn message(&mut self, author: &Value, words: &str) -> Value {
        json!({
            "id": self.next_id(), "channel_id": CHANNEL, "guild_id": GUILD, "author": author, "content": words,
            "timestamp": self.clock.now().to_rfc3339(), "edited_timestamp": null, "tts": false, "mention_everyone": false, "mentions": [],
            "mention_roles": [], "attachments": [], "embeds": [], "pinned": false, "type": 0,
        })
    }

    pub fn dispatch(&mut self, name: &str, data: &Value) -> Value {
        let number = self.dispatched.len() + 1;
        let payload = json!({"op": 0, "t": name, "s": number, "d": data});
        self.dispatched.push(payload.clone());
        payload
    }

    pub fn interaction(&self, id: &str) -> Option<&Interaction> {
        self.interactions.iter().find(|interaction| interaction.id == id)
    }

    /// Messages of the bot's in the channel that have these words in them.
    pub fn said(&self, words: &str) -> Vec<Value> {
        let own = self.messages.iter().filter(|message| message["author"]["id"] == BOT);
        own.filter(|message| has(message, words)).cloned().collect()
    }

    pub fn board(&self) -> Option<&Value> {
        self.messages.iter().rfind(|message| has(message, "To speak, react with"))
    }
}

fn button(state: &State, label: &str) -> Option<String> {
    let rows = state.board()?["components"].as_array()?;
    let mut buttons = rows.iter().filter_map(|row| row["components"].as_array()).flatten();
    buttons.find(|button| button["label"] == label)?["custom_id"].as_str().map(str::to_owned)
}

pub fn has(message: &Value, words: &str) -> bool {
    message["content"].as_str().is_some_and(|content| content.contains(words))
}

/// An account that is not on the server.
pub const AWAY: &str = "209";

/// People are called by their id's name: `201` is Ana.
pub fn user_of(user: &str) -> Value {
    let name = match user {
        "201" => "Ana",
        "202" => "Bo",
        "203" => "Cy",
        _ => "Dee",
    };
    json!({"id": user, "username": name.to_lowercase(), "global_name": name, "discriminator": "0", "avatar": null})
}

/// Dee has the role 600, and Bo manages the server.
pub fn member(user: &str) -> Value {
    let mut member = member_of(&user_of(user), if user == "204" { &["600"] } else { &[] });
    member["permissions"] = if user == "202" { "32" } else { "0" }.into();
    member
}

/// A user on the server, with roles.
pub fn member_of(user: &Value, roles: &[&str]) -> Value {
    json!({"user": user, "roles": roles, "joined_at": "2026-01-01T00:00:00Z", "deaf": false, "mute": false, "flags": 0,
           "permissions": "0"})
}

pub fn bot() -> Value {
    json!({"id": BOT, "username": "convenor", "discriminator": "0000", "avatar": null, "bot": true})
}
