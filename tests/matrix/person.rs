//! A person in a room: a real client with its store in memory, which collects what it sees.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, bail};
use futures_util::future::BoxFuture;
use matrix_sdk::config::{SyncSettings, SyncToken};
use matrix_sdk::encryption::EncryptionSettings;
use matrix_sdk::ruma::api::client::room::create_room::v3::{Request as CreateRoom, RoomPreset};
use matrix_sdk::ruma::api::client::room::upgrade_room::v3::Request as UpgradeRoom;
use matrix_sdk::ruma::presence::PresenceState;
use matrix_sdk::ruma::serde::Raw;
use matrix_sdk::ruma::{OwnedUserId, RoomId, UserId};
use matrix_sdk::{Client, Room};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::homeserver::{Account, PASSWORD};

/// Longer than anything here takes on two busy cores; it ends a test that would wait for ever.
pub const PATIENCE: Duration = Duration::from_secs(30);
const LONG_POLL: Duration = Duration::from_secs(20);

/// An event as a client saw it, decrypted where it could.
#[derive(Clone, Debug)]
pub struct Seen {
    pub room: String,
    pub raw: Value,
    pub is_locked: bool,
    pub was_encrypted: bool,
    pub at: Instant,
}

impl Seen {
    pub fn id(&self) -> &str {
        self.raw["event_id"].as_str().unwrap_or_default()
    }

    pub fn is_from(&self, user: &str) -> bool {
        self.raw["sender"] == user
    }

    pub fn content(&self) -> &Value {
        &self.raw["content"]
    }

    pub fn is_message(&self) -> bool {
        self.raw["type"] == "m.room.message"
    }

    /// The event whose words this one replaces.
    pub fn replaces(&self) -> Option<&str> {
        let relation = &self.content()["m.relates_to"];
        if relation["rel_type"] == "m.replace" { relation["event_id"].as_str() } else { None }
    }

    /// Its words, the new ones of an edit.
    pub fn body(&self) -> &str {
        let content = if self.replaces().is_some() { &self.content()["m.new_content"] } else { self.content() };
        content["body"].as_str().unwrap_or_default()
    }

    /// Root of its thread.
    pub fn thread(&self) -> Option<&str> {
        let relation = &self.content()["m.relates_to"];
        if relation["rel_type"] == "m.thread" { relation["event_id"].as_str() } else { None }
    }

    pub fn answers(&self) -> Option<&str> {
        self.content()["m.relates_to"]["m.in_reply_to"]["event_id"].as_str()
    }
}

/// Whom a client trusts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The SDK's defaults.
    Everybody,
    /// As Element when it excludes insecure devices: it neither sends keys to nor shows devices
    /// that are not cross-signed.
    SignedDevices,
}

/// A person; dropping it stops its client.
pub struct Person {
    pub client: Client,
    pub account: Account,
    seen: Arc<Mutex<Vec<Seen>>>,
    tick: watch::Receiver<u64>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Person {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Person {
    pub fn log_in<'a>(url: &'a str, account: &'a Account, trust: Trust) -> BoxFuture<'a, anyhow::Result<Person>> {
        Box::pin(log_in(url, account, trust))
    }

    pub fn id(&self) -> &str {
        &self.account.id
    }

    pub fn create_room(
        &self,
        version: &str,
        is_encrypted: bool,
        is_public: bool,
    ) -> BoxFuture<'_, anyhow::Result<String>> {
        let version = version.to_owned();
        Box::pin(async move {
            let mut request = CreateRoom::new();
            request.room_version = Some(version.as_str().try_into()?);
            request.preset = Some(if is_public { RoomPreset::PublicChat } else { RoomPreset::PrivateChat });
            if is_encrypted {
                let encryption = json!({
                    "type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"},
                });
                request.initial_state = vec![Raw::new(&encryption)?.cast_unchecked()];
            }
            Ok(self.client.create_room(request).await?.room_id().to_string())
        })
    }

    pub fn invite<'a>(&'a self, room: &'a str, user: &'a str) -> BoxFuture<'a, anyhow::Result<()>> {
        Box::pin(async move { Ok(self.room(room)?.invite_user_by_id(<&UserId>::try_from(user)?).await?) })
    }

    pub fn join<'a>(&'a self, room: &'a str) -> BoxFuture<'a, anyhow::Result<()>> {
        Box::pin(async move {
            self.client.join_room_by_id(&RoomId::parse(room)?).await?;
            Ok(())
        })
    }

    /// Sends somebody away.
    pub fn kick<'a>(&'a self, room: &'a str, user: &'a str) -> BoxFuture<'a, anyhow::Result<()>> {
        Box::pin(async move { Ok(self.room(room)?.kick_user(<&UserId>::try_from(user)?, None).await?) })
    }

    /// Gives somebody a power level.
    pub fn empower<'a>(&'a self, room: &'a str, user: &'a str, level: i32) -> BoxFuture<'a, anyhow::Result<()>> {
        Box::pin(async move {
            let user = <&UserId>::try_from(user)?;
            self.room(room)?.update_power_levels(vec![(user, level.into())]).await?;
            Ok(())
        })
    }

    /// Moves a room; returns the new one once the person's own client knows it.
    pub fn upgrade<'a>(&'a self, room: &'a str, version: &'a str) -> BoxFuture<'a, anyhow::Result<String>> {
        Box::pin(async move {
            let request = UpgradeRoom::new(RoomId::parse(room)?, version.try_into()?);
            let room = self.client.send(request).await?.replacement_room.to_string();
            // The server's answer can come before the sync that brings the room.
            self.wait_member(&room, self.id(), "join").await?;
            Ok(room)
        })
    }

    /// Sends an event and returns its id.
    pub fn send<'a>(&'a self, room: &'a str, kind: &'a str, content: Value) -> BoxFuture<'a, anyhow::Result<String>> {
        Box::pin(async move { Ok(self.room(room)?.send_raw(kind, content).await?.response.event_id.to_string()) })
    }

    pub async fn say(&self, room: &str, body: &str) -> anyhow::Result<String> {
        self.send(room, "m.room.message", text(body)).await
    }

    pub async fn edit(&self, room: &str, target: &str, body: &str) -> anyhow::Result<String> {
        let mut content = text(&format!("* {body}"));
        content["m.new_content"] = text(body);
        content["m.relates_to"] = json!({"rel_type": "m.replace", "event_id": target});
        self.send(room, "m.room.message", content).await
    }

    pub async fn react(&self, room: &str, target: &str, sign: &str) -> anyhow::Result<String> {
        let relation = json!({"rel_type": "m.annotation", "event_id": target, "key": sign});
        self.send(room, "m.reaction", json!({"m.relates_to": relation})).await
    }

    pub fn redact<'a>(&'a self, room: &'a str, target: &'a str) -> BoxFuture<'a, anyhow::Result<String>> {
        Box::pin(async move { Ok(self.room(room)?.redact(target.try_into()?, None, None).await?.event_id.to_string()) })
    }

    /// The next encrypted line has a new key.
    pub fn renew_key<'a>(&'a self, room: &'a str) -> BoxFuture<'a, anyhow::Result<()>> {
        Box::pin(async move { Ok(self.room(room)?.discard_room_key().await?) })
    }

    /// Everything seen so far, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until `look` finds what it wants in what was seen so far.
    pub async fn wait_until<T>(&self, what: &str, look: impl Fn(&[Seen]) -> Option<T>) -> anyhow::Result<T> {
        let (mut tick, end) = (self.tick.clone(), Instant::now() + PATIENCE);
        loop {
            tick.borrow_and_update();
            let found = look(&self.seen.lock().unwrap_or_else(PoisonError::into_inner));
            if let Some(found) = found {
                return Ok(found);
            }
            if tokio::time::timeout_at(end, tick.changed()).await.is_err() {
                bail!("{} waited {PATIENCE:?} for {what}; saw\n{}", self.id(), self.transcript());
            }
        }
    }

    /// The first event, seen or still to come, that fits.
    pub async fn wait_for(&self, what: &str, fits: impl Fn(&Seen) -> bool) -> anyhow::Result<Seen> {
        self.wait_until(what, |seen| seen.iter().find(|event| fits(event)).cloned()).await
    }

    /// Waits until the person's own client knows of somebody's membership: before that, no keys
    /// are made for them.
    pub async fn wait_member(&self, room: &str, user: &str, membership: &str) -> anyhow::Result<()> {
        let (mut tick, end) = (self.tick.clone(), Instant::now() + PATIENCE);
        let user = UserId::parse(user)?;
        loop {
            tick.borrow_and_update();
            if let Some(room) = self.client.get_room(&RoomId::parse(room)?)
                && let Some(member) = room.get_member_no_sync(&user).await?
                && member.membership().as_str() == membership
            {
                return Ok(());
            }
            if tokio::time::timeout_at(end, tick.changed()).await.is_err() {
                bail!("{} waited {PATIENCE:?} for {user}: {membership}", self.id());
            }
        }
    }

    /// Waits until the person's own client knows a signed device of somebody.
    pub async fn wait_device(&self, user: &str, device: &str) -> anyhow::Result<()> {
        let (mut tick, end) = (self.tick.clone(), Instant::now() + PATIENCE);
        let user = UserId::parse(user)?;
        loop {
            tick.borrow_and_update();
            let known = Box::pin(self.client.encryption().get_device(&user, device.into())).await?;
            if known.is_some_and(|device| device.is_cross_signed_by_owner()) {
                return Ok(());
            }
            if tokio::time::timeout_at(end, tick.changed()).await.is_err() {
                bail!("{} waited {PATIENCE:?} for the device {device} of {user}", self.id());
            }
        }
    }

    /// What was said, for the message of a failed wait.
    fn transcript(&self) -> String {
        let said = self.seen().into_iter().filter(Seen::is_message);
        let lines: Vec<String> = said
            .map(|event| format!("  {}: {}", event.raw["sender"].as_str().unwrap_or_default(), event.body()))
            .collect();
        lines.join("\n")
    }

    fn room(&self, room: &str) -> anyhow::Result<Room> {
        self.client.get_room(&RoomId::parse(room)?).context("the client does not know the room")
    }
}

/// The content of a message of a person.
pub fn text(body: &str) -> Value {
    json!({"msgtype": "m.text", "body": body})
}

async fn log_in(url: &str, account: &Account, trust: Trust) -> anyhow::Result<Person> {
    let mut builder = Client::builder().homeserver_url(url).respect_login_well_known(false).with_encryption_settings(
        EncryptionSettings { auto_enable_cross_signing: true, ..EncryptionSettings::default() },
    );
    if trust == Trust::SignedDevices {
        // matrix-sdk does not re-export these two types; serde can make them.
        builder = builder
            .with_room_key_recipient_strategy(serde_json::from_value(json!("IdentityBasedStrategy"))?)
            .with_decryption_settings(serde_json::from_value(
                json!({"sender_device_trust_requirement": "CrossSigned"}),
            )?);
    }
    let client = builder.build().await?;
    client.matrix_auth().login_username(&account.user, PASSWORD).initial_device_display_name("test").send().await?;
    client.encryption().wait_for_e2ee_initialization_tasks().await;
    let me: &OwnedUserId = &client.user_id().context("logged in")?.to_owned();
    anyhow::ensure!(me.as_str() == account.id, "logged in as {me}");
    let settings = SyncSettings::new().timeout(Duration::ZERO).set_presence(PresenceState::Offline);
    let since = client.sync_once(settings).await?.next_batch;
    let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
    let (bell, tick) = watch::channel(0);
    let task = tokio::spawn(watch_rooms(client.clone(), since, seen.clone(), bell));
    Ok(Person { client, account: account.clone(), seen, tick, task })
}

async fn watch_rooms(client: Client, mut since: String, seen: Arc<Mutex<Vec<Seen>>>, bell: watch::Sender<u64>) {
    loop {
        let settings = SyncSettings::new()
            .token(SyncToken::Specific(since.clone()))
            .timeout(LONG_POLL)
            .set_presence(PresenceState::Offline);
        // While a homeserver restarts there is no answer; the SDK itself pauses between attempts.
        let Ok(response) = Box::pin(client.sync_once(settings)).await else {
            tokio::task::yield_now().await;
            continue;
        };
        since = response.next_batch;
        let mut found = Vec::new();
        for (room, update) in response.rooms.joined {
            for event in update.timeline.events {
                let raw: Value = event.raw().deserialize_as_unchecked().unwrap_or_default();
                let is_locked = event.kind.is_utd();
                let was_encrypted = event.encryption_info().is_some();
                found.push(Seen { room: room.to_string(), raw, is_locked, was_encrypted, at: Instant::now() });
            }
        }
        seen.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
        bell.send_modify(|count| *count += 1);
    }
}
