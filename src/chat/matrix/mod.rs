//! Matrix, by matrix-sdk: an ordinary client with one device, encrypted rooms included.
//!
//! The adapter keeps its own place in the sync stream and moves it only when everything before
//! it is on disk, so nothing said while the bot was down is lost or answered twice
//! (docs/decisions/0004).

mod alone;
mod check;
mod content;
mod errors;
mod event;
mod keys;
mod media;
mod profile;
mod redact;
mod rooms;
mod session;
mod sync;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use futures_util::future::BoxFuture;
use matrix_sdk::Client;
use matrix_sdk::config::RequestConfig;
use matrix_sdk::ruma::{OwnedUserId, RoomId, TransactionId, UserId};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{Chat, Limits, Outgoing, Picture, RoomKey, SendError};
use crate::config::{MatrixConfig, secret};
use crate::group::person::AccountId;
use crate::store::Store;
use crate::text::Text;
use crate::time::Zone;
use crate::view::Audience;

pub use check::check;

/// Platform name of Matrix accounts and rooms.
pub const PLATFORM: &str = "matrix";

/// Bytes of one message: the text stands in an event up to four times (plain and HTML, twice
/// in an edit), and an event holds 64 KiB (client-server API, size limits).
const MESSAGE_BYTES: usize = 9_000;
const BOARD_REST: Duration = Duration::from_secs(4);
const SEND_TIME_OUT: Duration = Duration::from_secs(20);

/// A logged-in device.
pub struct Matrix {
    client: Client,
    store: Store,
    config: MatrixConfig,
    limits: Limits,
    /// Events that could not be decrypted yet, by event id.
    locked: Mutex<BTreeMap<String, sync::Locked>>,
    is_accepting: AtomicBool,
    profiles: profile::Profiles,
    direct: alone::DirectRooms,
    /// Held while the process lives: a device's store belongs to one process.
    _lock: std::fs::File,
}

impl Matrix {
    /// Opens the device's store and session; logs in the first time.
    ///
    /// # Errors
    /// The homeserver does not answer or refuses, or the store is in use.
    pub fn open(config: &MatrixConfig, store: Store) -> BoxFuture<'static, anyhow::Result<Arc<Matrix>>> {
        let config = config.clone();
        Box::pin(async move {
            let (client, lock) = session::open(&config).await?;
            let limits = Limits {
                message_bytes: MESSAGE_BYTES,
                can_whisper: false,
                merges: true,
                board_rest: Some(BOARD_REST),
                holds_back_floods: true,
                shows_pictures: true,
            };
            Ok(Arc::new(Matrix {
                client,
                store,
                config,
                limits,
                locked: Mutex::new(BTreeMap::new()),
                is_accepting: AtomicBool::new(false),
                profiles: profile::Profiles::default(),
                direct: alone::DirectRooms::default(),
                _lock: lock,
            }))
        })
    }

    /// The Matrix user behind an account.
    fn user_of(account: &AccountId) -> Option<OwnedUserId> {
        UserId::parse(account.0.strip_prefix(PLATFORM)?.strip_prefix(':')?).ok()
    }

    fn me(&self) -> anyhow::Result<&UserId> {
        self.client.user_id().context("the Matrix client is not logged in")
    }

    fn send<'a>(&'a self, room: &'a RoomKey, content: Value, key: &'a str) -> BoxFuture<'a, Result<String, SendError>> {
        Box::pin(async move {
            let gone = |reason: String| SendError::GiveUp { reason };
            let id = RoomId::parse(room.id()).map_err(|error| gone(error.to_string()))?;
            let unknown = || SendError::Retry { after: None, reason: "the room is not known yet".to_owned() };
            let joined = self.client.get_room(&id).ok_or_else(unknown)?;
            // Nobody reads on there. What waits goes to the new room once the bot is let in.
            if joined.is_tombstoned() {
                return Err(SendError::Retry { after: Some(MOVED_PAUSE), reason: "the room has moved".to_owned() });
            }
            let transaction = transaction(key);
            let request = joined
                .send_raw("m.room.message", content)
                .with_transaction_id(<&TransactionId>::from(transaction.as_str()))
                .with_request_config(RequestConfig::new().timeout(SEND_TIME_OUT).disable_retry());
            let sent = request.await.map_err(|error| errors::of_send(&error))?;
            Ok(sent.response.event_id.to_string())
        })
    }
}

/// How long a room that has moved is left alone.
const MOVED_PAUSE: Duration = Duration::from_secs(5);

/// Transaction ids are part of an address: keys of any form become 32 hexadecimal digits.
fn transaction(key: &str) -> String {
    Sha256::digest(key.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[async_trait]
impl Chat for Matrix {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        match message.say.to {
            Audience::AskerOnly => self.send_alone(room, message, key).await,
            Audience::Room | Audience::Asker => self.send(room, content::of_message(message), key).await,
        }
    }

    async fn profile_zone(&self, account: &AccountId) -> Option<Zone> {
        self.zone_of(account).await
    }

    async fn edit(&self, room: &RoomKey, message: &str, text: &Text, key: &str) -> Result<(), SendError> {
        self.send(room, content::of_edit(message, text), key).await.map(|_| ())
    }

    async fn remove(&self, room: &RoomKey, message: &str, key: &str) -> Result<(), SendError> {
        self.take_back(room, message, key).await
    }

    async fn attach(&self, room: &RoomKey, picture: &Picture, key: &str) -> Result<(), SendError> {
        self.show(room, picture, key).await
    }
}

/// How the bot gets in the first time.
enum Credentials {
    Password(secrecy::SecretString),
    Token(secrecy::SecretString),
}

fn credentials(config: &MatrixConfig) -> Result<Credentials, String> {
    let file = |path: &Option<std::path::PathBuf>| path.as_deref().map(Path::to_owned);
    if config.token_file.is_some()
        || (config.password_file.is_none() && std::env::var_os("CONVENOR_MATRIX_TOKEN").is_some())
    {
        let token = secret(file(&config.token_file).as_deref(), "CONVENOR_MATRIX_TOKEN")?;
        return token.map(Credentials::Token).ok_or_else(|| "CONVENOR_MATRIX_TOKEN is empty".to_owned());
    }
    let password = secret(file(&config.password_file).as_deref(), "CONVENOR_MATRIX_PASSWORD")?;
    password.map(Credentials::Password).ok_or_else(|| {
        "there is no password: name a file with password_file (or token_file), or set CONVENOR_MATRIX_PASSWORD"
            .to_owned()
    })
}
