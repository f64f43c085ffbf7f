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
mod locked;
mod media;
mod mention;
mod past;
mod profile;
mod redact;
mod rooms;
mod session;
mod standby;
mod sync;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use matrix_sdk::config::RequestConfig;
use matrix_sdk::ruma::{OwnedRoomId, OwnedUserId, RoomId, TransactionId, UserId};
use matrix_sdk::{Client, Room};
use matrix_sdk_base::BaseClient;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{Chat, Limits, Outgoing, Picture, RoomKey, SendError, setup};
use crate::clock::Clock;
use crate::config::{MatrixConfig, ReceiptsConfig, secret};
use crate::group::person::AccountId;
use crate::store::{Patient, Store};
use crate::text::{Block, Text, plain};
use crate::time::Zone;
use crate::view::board::Board;
use crate::view::{Audience, Say, Weight};

pub use check::check;

/// Platform name of Matrix accounts and rooms.
pub const PLATFORM: &str = "matrix";

/// Bytes of one message: the text stands in an event up to four times (plain and HTML, twice
/// in an edit), and an event holds 64 KiB (client-server API, size limits).
const MESSAGE_BYTES: usize = 9_000;
const BOARD_REST: Duration = Duration::from_secs(4);
/// After a fault the bot is to be back within half a minute: the request that hangs when it ends, and the longest
/// pause before the next one, take less.
const SEND_TIME_OUT: Duration = Duration::from_secs(15);
const LAST_PAUSE: Duration = Duration::from_secs(5);
/// The members of a large room can take a server this long. They are asked for once, before the first message in an
/// encrypted room.
const MEMBERS_TIME_OUT: Duration = Duration::from_mins(1);

/// A logged-in device.
pub struct Matrix {
    client: Client,
    /// The part of the client that keeps keys and rooms.
    base: BaseClient,
    store: Patient,
    clock: Clock,
    config: MatrixConfig,
    limits: Limits,
    failures: errors::Failures,
    past: past::Past,
    /// When the server answered a sync last, as far as that is noted.
    heard_at: Mutex<Option<DateTime<Utc>>>,
    /// The rooms that the bot was in after the last sync that was handed over.
    inside: Mutex<BTreeSet<OwnedRoomId>>,
    joins: rooms::Joins,
    /// Events that could not be decrypted yet, by event id.
    locked: Mutex<BTreeMap<String, locked::Locked>>,
    is_accepting: AtomicBool,
    /// Whether the server has told which rooms there are, in this run.
    has_synced: AtomicBool,
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
    pub fn open(config: &MatrixConfig, store: Store, clock: Clock) -> BoxFuture<'static, anyhow::Result<Arc<Matrix>>> {
        let config = config.clone();
        Box::pin(async move {
            let identity = store.identity().await.context("reading which store this is")?;
            let session::Session { client, base, lock } = session::open(&config).await?;
            let limits = Limits {
                message_bytes: MESSAGE_BYTES,
                can_whisper: false,
                merges: true,
                board_rest: Some(BOARD_REST),
                holds_back_floods: true,
                signs_receipts: config.receipts == ReceiptsConfig::Signs,
                shows_pictures: true,
            };
            Ok(Arc::new(Matrix {
                client,
                base,
                store: Patient::new(store),
                failures: errors::Failures::new(clock.clone()),
                past: past::Past::new(identity, clock.now()),
                clock,
                config,
                limits,
                heard_at: Mutex::new(None),
                inside: Mutex::new(BTreeSet::new()),
                joins: rooms::Joins::default(),
                locked: Mutex::new(BTreeMap::new()),
                is_accepting: AtomicBool::new(false),
                has_synced: AtomicBool::new(false),
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

    fn joined(&self, room: &RoomKey) -> Result<Room, SendError> {
        let unknown = || {
            let after = if self.has_synced.load(Ordering::Relaxed) { None } else { Some(UNKNOWN_PAUSE) };
            SendError::Retry { after, reason: "the room is not known yet".to_owned() }
        };
        let id = RoomId::parse(room.id()).map_err(|error| SendError::GiveUp { reason: error.to_string() })?;
        self.client.get_room(&id).ok_or_else(unknown)
    }

    fn send<'a>(&'a self, room: &'a RoomKey, content: Value, key: &'a str) -> BoxFuture<'a, Result<String, SendError>> {
        Box::pin(async move {
            let joined = self.joined(room)?;
            // Nobody reads on there. What waits goes to the new room once the bot is let in.
            if joined.is_tombstoned() {
                return Err(SendError::Retry { after: Some(MOVED_PAUSE), reason: "the room has moved".to_owned() });
            }
            if let Some(said) = self.said_in(&joined).await?.get(key) {
                tracing::info!(%room, "a message was said before and is not said again");
                return Ok(said.clone());
            }
            self.know_members(&joined).await?;
            let transaction = transaction(&self.past.whole(key));
            let request = joined
                .send_raw("m.room.message", self.past.keyed(content, key))
                .with_transaction_id(<&TransactionId>::from(transaction.as_str()))
                .with_request_config(RequestConfig::new().timeout(SEND_TIME_OUT).disable_retry());
            // In an encrypted room it is several requests, for each of which the SDK has a time of its own.
            let sent = tokio::time::timeout(SEND_TIME_OUT, request).await.map_err(|_| too_late())?;
            let sent = sent.map_err(|error| self.failures.of_speech(&error))?;
            Ok(sent.response.event_id.to_string())
        })
    }

    /// A reaction (client-server API, event annotations and reactions). Nobody encrypts those, and who has put the same
    /// one before is refused.
    fn annotate<'a>(
        &'a self,
        room: &'a RoomKey,
        message: &'a str,
        sign: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<(), SendError>> {
        Box::pin(async move {
            let joined = self.joined(room)?;
            let transaction = transaction(key);
            let request = joined
                .send_raw("m.reaction", content::of_reaction(message, sign))
                .with_transaction_id(<&TransactionId>::from(transaction.as_str()))
                .with_request_config(RequestConfig::new().timeout(SEND_TIME_OUT).disable_retry());
            let sent = tokio::time::timeout(SEND_TIME_OUT, request).await.map_err(|_| too_late())?;
            sent.map(drop).map_err(|error| self.failures.of_send(&error))
        })
    }

    /// Loads who is in an encrypted room, where that is not known. The SDK would do so too, and wait for however long
    /// the server tells it to.
    async fn know_members(&self, room: &Room) -> Result<(), SendError> {
        if !room.encryption_state().is_encrypted() || room.are_members_synced() {
            return Ok(());
        }
        let loaded = tokio::time::timeout(MEMBERS_TIME_OUT, room.sync_members()).await.map_err(|_| too_late())?;
        loaded.map_err(|error| self.failures.of_send(&error))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What these locks hold is whole between any two statements.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn too_late() -> SendError {
    SendError::Retry { after: None, reason: "the homeserver does not answer in time".to_owned() }
}

/// A device that has just logged in knows the rooms after its first sync.
const UNKNOWN_PAUSE: Duration = Duration::from_millis(500);
/// How long a room that has moved is left alone.
const MOVED_PAUSE: Duration = Duration::from_secs(5);

/// Transaction ids are part of an address: keys of any form become 32 hexadecimal digits.
fn transaction(key: &str) -> String {
    Sha256::digest(key.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[async_trait]
impl Chat for Matrix {
    fn is_direct(&self, room: &RoomKey) -> bool {
        let room = RoomId::parse(room.id()).ok().and_then(|id| self.client.get_room(&id));
        room.is_some_and(|room| room.active_members_count() <= 2)
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn last_heard(&self) -> Option<DateTime<Utc>> {
        *lock(&self.heard_at)
    }

    fn setup_command(&self) -> Option<&'static str> {
        Some(setup::TYPED)
    }

    async fn manages(&self, room: &RoomKey, account: &AccountId) -> Option<bool> {
        Some(self.may_manage(room, account).await)
    }

    async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        match message.say.to {
            Audience::AskerOnly | Audience::Officers => self.send_alone(room, message, key).await,
            Audience::Asker if message.reply_to.is_none() => {
                self.send(room, content::of_message(&message.named()), key).await
            }
            Audience::Room | Audience::Asker => self.send(room, content::of_message(message), key).await,
        }
    }

    async fn post_board(&self, room: &RoomKey, board: &Board, key: &str) -> Result<String, SendError> {
        let posted =
            self.send(room, content::of_message(&Outgoing::unasked(Say::room(board.text.clone()))), key).await?;
        self.pin(room, &posted).await;
        Ok(posted)
    }

    /// A long answer goes into a thread by itself.
    fn is_alone(&self, message: &Outgoing) -> bool {
        message.say.to == Audience::AskerOnly || aside(message).is_some()
    }

    fn placed(&self, message: Outgoing) -> Outgoing {
        let thread = aside(&message).or_else(|| message.thread.clone());
        Outgoing { thread, ..message }
    }

    async fn posted_lately(&self, room: &RoomKey) -> Result<Vec<String>, SendError> {
        let joined = self.joined(room)?;
        Ok(self.said_in(&joined).await?.keys().cloned().collect())
    }

    async fn profile_zone(&self, account: &AccountId) -> Option<Zone> {
        self.zone_of(account).await
    }

    async fn edit(&self, room: &RoomKey, message: &str, text: &Text, key: &str) -> Result<(), SendError> {
        self.send(room, content::of_edit(message, text), key).await.map(|_| ())
    }

    async fn edit_board(
        &self,
        room: &RoomKey,
        message: &str,
        board: &Board,
        key: &str,
    ) -> Result<Option<String>, SendError> {
        self.send(room, content::of_edit(message, &board.text), key).await.map(Some)
    }

    async fn remove(&self, room: &RoomKey, message: &str, key: &str) -> Result<(), SendError> {
        self.take_back(room, message, key).await
    }

    async fn sign(&self, room: &RoomKey, message: &str, sign: &str, key: &str) -> Result<(), SendError> {
        self.annotate(room, message, sign, key).await
    }

    async fn attach(&self, room: &RoomKey, picture: &Picture, key: &str) -> Result<(), SendError> {
        self.show(room, picture, key).await
    }
}

/// The root of a thread for what one person wants to read at length (help, previews, long lists), so that the room reads on.
/// What the room has to know stays in it.
fn aside(message: &Outgoing) -> Option<String> {
    const LINES: usize = 10;
    const LINES_OF_DOCUMENT: usize = 20;
    let root = message.root.as_ref().filter(|_| message.thread.is_none())?;
    let (say, blocks) = (&message.say, &message.say.text.blocks);
    let is_news = say.is_question || say.weight == Weight::Grant || say.picture.is_some();
    let is_longer_than = |lines: usize| plain::render(&say.text, None).lines().count() > lines;
    let is_document =
        || blocks.iter().any(|block| matches!(block, Block::Verbatim(_))) && is_longer_than(LINES_OF_DOCUMENT);
    let is_list =
        || blocks.len() <= 2 && blocks.iter().any(|block| matches!(block, Block::List(list) if list.len() > LINES));
    let is_own = || say.to == Audience::Asker && is_longer_than(LINES);
    (!is_news && (is_document() || is_list() || is_own())).then(|| root.clone())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn asked(say: Say) -> Outgoing {
        Outgoing { root: Some("$1".to_owned()), ..Outgoing::unasked(say) }
    }

    fn list(count: usize) -> Text {
        let mut text = Text::plain("Open actions:");
        text.blocks.push(Block::List(vec![vec![Span::from("A1: to call")]; count]));
        text
    }

    #[test]
    fn what_one_person_reads_at_length_goes_into_a_thread() {
        let mut opening = Text::plain("Meeting 7 is open.");
        opening.paragraph(["It is recorded.".into()]);
        opening.blocks.extend(list(12).blocks);
        for (message, is_aside) in [
            (asked(Say::room(list(12))), true),
            (asked(Say::room(list(10))), false),
            (asked(Say::asker(list(12))), true),
            (asked(Say::asker(Text::plain("You are not on the speaker queue."))), false),
            (asked(Say::room(opening)), false),
            (asked(Say { is_question: true, ..Say::room(list(12)) }), false),
            (Outgoing { thread: Some("$0".to_owned()), ..asked(Say::room(list(12))) }, false),
            (Outgoing::unasked(Say::room(list(12))), false),
        ] {
            assert_eq!(aside(&message).is_some(), is_aside, "{message:?}");
        }
    }
}
