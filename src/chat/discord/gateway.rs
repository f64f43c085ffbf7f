//! The gateway, by serenity: identify, heartbeat, resume and reconnect are its own.
//!
//! Serenity hands every event to a task of its own. On a thread with one worker these start in the order in
//! which the events came, and each does nothing but pass its event on; so the order stays.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use serenity::all::{ClientBuilder, Context, Event, GatewayIntents, HttpBuilder, RawEventHandler};
use serenity::gateway::GatewayError;
use tokio::sync::{mpsc, oneshot};

/// Events that wait for us. Past this, they are read from the channels instead.
const WAITING: usize = 10_000;
const PAUSE: Duration = Duration::from_secs(5);

/// How to get in.
pub(super) struct Door {
    pub token: SecretString,
    /// Another server in place of Discord.
    pub api_url: Option<String>,
    /// Where the gateway is, as `GET /gateway/bot` has said. Serenity asks by itself, and takes Discord's own where
    /// it gets no answer.
    pub gateway_url: String,
    pub reads_messages: bool,
}

/// A connection that lives as long as this.
pub(super) struct Gateway {
    pub events: mpsc::Receiver<Value>,
    /// Why nothing comes any more.
    pub end: oneshot::Receiver<anyhow::Error>,
    /// Whether events were dropped because too many waited.
    pub has_lost: Arc<AtomicBool>,
}

impl Door {
    /// Guilds, messages, reactions and who asks to speak on a stage, and direct messages; the words of messages on servers
    /// where they are wanted.
    fn intents(&self) -> GatewayIntents {
        let free = GatewayIntents::GUILDS
            | GatewayIntents::GUILD_MESSAGES
            | GatewayIntents::GUILD_MESSAGE_REACTIONS
            | GatewayIntents::GUILD_VOICE_STATES
            | GatewayIntents::DIRECT_MESSAGES;
        if self.reads_messages { free | GatewayIntents::MESSAGE_CONTENT } else { free }
    }
}

/// Opens the connection and keeps it.
///
/// # Errors
/// The machine gives no thread.
pub(super) fn open(door: Door) -> anyhow::Result<Gateway> {
    let (out, events) = mpsc::channel(WAITING);
    let (told, end) = oneshot::channel();
    let has_lost = Arc::new(AtomicBool::new(false));
    let forward = Forward { out, has_lost: has_lost.clone() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let work = move || {
        let error = runtime.block_on(keep(&door, &forward));
        // The receiver has stopped, which is fine.
        let _ = told.send(error);
    };
    std::thread::Builder::new().name("discord-gateway".to_owned()).spawn(work).context("starting a thread")?;
    Ok(Gateway { events, end, has_lost })
}

/// Runs until Discord says something that no further try changes.
async fn keep(door: &Door, forward: &Forward) -> anyhow::Error {
    loop {
        match connect(door, forward).await {
            Err(serenity::Error::Gateway(error)) if is_final(&error) => return said(&error),
            Err(error) => {
                tracing::warn!(error = %crate::text::shorten(&error.to_string(), 200), "the gateway has stopped; connecting again");
            }
            Ok(()) => tracing::warn!("the gateway has stopped; connecting again"),
        }
        if forward.out.is_closed() {
            return anyhow::anyhow!("the bot has stopped");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn connect(door: &Door, forward: &Forward) -> serenity::Result<()> {
    let mut http = HttpBuilder::new(door.token.expose_secret());
    if let Some(url) = &door.api_url {
        // With its limiter on, serenity leaves the other address out of account.
        http = http.proxy(url).ratelimiter_disabled(true);
    }
    let builder = ClientBuilder::new_with_http(http.build(), door.intents()).raw_event_handler(forward.clone());
    let mut client = builder.await?;
    door.gateway_url.clone_into(&mut *client.ws_url.lock().await);
    client.start().await
}

fn is_final(error: &GatewayError) -> bool {
    matches!(
        error,
        GatewayError::InvalidAuthentication
            | GatewayError::InvalidGatewayIntents
            | GatewayError::DisallowedGatewayIntents
    )
}

/// What to do about it (reference, “Gateway Close Event Codes”).
fn said(error: &GatewayError) -> anyhow::Error {
    match error {
        GatewayError::InvalidAuthentication => anyhow::anyhow!(
            "Discord refuses the token (4004). Make a new one in the developer portal, Bot, Reset Token, and put it into [discord] token_file or CONVENOR_DISCORD_TOKEN"
        ),
        GatewayError::DisallowedGatewayIntents => anyhow::anyhow!(
            "Discord does not let this bot read messages (4014). Switch on “Message Content Intent” in the developer portal, Bot, Privileged Gateway Intents; or write message_content = false under [discord] to do without typed commands"
        ),
        GatewayError::InvalidGatewayIntents => anyhow::anyhow!(
            "Discord does not know the intents that this version asks for (4013). Update the bot; until then, write message_content = false under [discord]"
        ),
        other => anyhow::anyhow!("the gateway has stopped: {other}"),
    }
}

/// Passes events on.
#[derive(Clone)]
struct Forward {
    out: mpsc::Sender<Value>,
    has_lost: Arc<AtomicBool>,
}

#[serenity::async_trait]
impl RawEventHandler for Forward {
    async fn raw_event(&self, _context: Context, event: Event) {
        let Some(event) = handed_on(&event) else { return };
        if self.out.try_send(event).is_err() {
            self.has_lost.store(true, Ordering::SeqCst);
        }
    }
}

/// An event as it came. Serenity leaves out of an interaction which kind it is.
fn handed_on(event: &Event) -> Option<Value> {
    let mut value = serde_json::to_value(event).ok()?;
    if let Event::InteractionCreate(created) = event {
        value["d"]["type"] = serde_json::to_value(created.interaction.kind()).ok()?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::event::{Heard, read};
    use super::super::surface::{self, Meant};
    use super::*;

    /// What is left of an interaction when serenity has read it and handed it on.
    fn passed_on(kind: u64, data: &Value) -> Value {
        let user = json!({"id": "7", "username": "ana", "discriminator": "0", "avatar": null});
        let member = json!({"user": user, "roles": ["9"], "joined_at": "2026-01-01T00:00:00Z", "deaf": false, "mute": false,
                            "flags": 0, "permissions": "0"});
        let message = json!({
            "id": "77", "channel_id": "5", "author": user, "content": "board", "timestamp": "2026-01-01T00:00:00Z",
            "edited_timestamp": null, "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [],
            "attachments": [], "embeds": [], "pinned": false, "type": 0,
        });
        let mut interaction = json!({
            "id": "11", "application_id": "1", "type": kind, "data": data, "guild_id": "3", "channel_id": "5",
            "member": member, "token": "tok", "version": 1, "locale": "en-US", "entitlements": [],
            "authorizing_integration_owners": {}, "attachment_size_limit": 1,
        });
        if kind == 3 {
            interaction["message"] = message;
        }
        let event: Event =
            serde_json::from_value(json!({"t": "INTERACTION_CREATE", "d": interaction})).expect("serenity reads it");
        let handed = handed_on(&event).expect("it is JSON again");
        match read(&handed) {
            Some(Heard::Interaction(interaction)) => interaction,
            other => panic!("{handed} is {other:?}"),
        }
    }

    #[test]
    fn interactions_come_through_serenity_as_they_were() {
        let slash = json!({"id": "8", "name": "queue", "type": 1, "options": [
            {"name": "later", "type": 1, "options": [{"name": "note", "type": 3, "value": "to ask"}]}]});
        let slash = passed_on(2, &slash);
        let Meant::Ask { asked, .. } = surface::read(&slash) else { panic!("{slash}") };
        assert_eq!((asked.row.as_str(), asked.values[0].1.as_str()), ("raise later", "to ask"));
        assert_eq!((slash["token"].as_str(), slash["guild_id"].as_str()), (Some("tok"), Some("3")));

        let typing = json!({"id": "8", "name": "floor", "type": 1, "options": [
            {"name": "name", "type": 3, "value": "An", "focused": true}]});
        let typing = passed_on(4, &typing);
        assert!(matches!(surface::read(&typing), Meant::Prompt { typed, .. } if typed == "An"), "{typing}");

        let press = passed_on(3, &json!({"custom_id": "do|next|7|-|Ana", "component_type": 2}));
        assert!(matches!(surface::read(&press), Meant::Ask { is_press: true, .. }), "{press}");

        let form = json!({"custom_id": "filled|action|-|-|5/77", "components": [
            {"type": 1, "components": [{"type": 4, "custom_id": "text", "value": "Ana to write", "style": 2}]}]});
        let form = passed_on(5, &form);
        let Meant::Ask { asked, .. } = surface::read(&form) else { panic!("{form}") };
        assert_eq!((asked.row.as_str(), asked.about.as_deref()), ("action", Some("5/77")));
        assert_eq!(asked.values, [("text".to_owned(), "Ana to write".to_owned())]);
    }
}
