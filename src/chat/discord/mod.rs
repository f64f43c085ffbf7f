//! Discord: the gateway by serenity, requests of our own (docs/decisions/0020).
//!
//! The adapter notes for each channel how far it has read, and reads what is missing after every new session, so
//! nothing said while the bot was down is lost or answered twice.

mod answer;
mod check;
mod content;
mod event;
mod gateway;
mod history;
mod interaction;
mod markdown;
mod news;
mod permissions;
mod places;
mod rest;
mod run;
mod setup;
mod surface;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::{Chat, Limits, Outgoing, Picture, RoomKey, SendError};
use crate::clock::Clock;
use crate::config::{DiscordConfig, secret};
use crate::group::person::AccountId;
use crate::store::{Patient, Store};
use crate::text::{Block, Text};
use crate::view::Audience;
use crate::view::board::Board;
use answer::Answers;
use places::Places;
use rest::Rest;

pub use check::check;

/// Platform name of Discord accounts and rooms.
pub const PLATFORM: &str = "discord";

/// Discord takes about five messages in five seconds in one channel; a board that is edited more rarely leaves
/// room for words.
const BOARD_REST: Duration = Duration::from_secs(3);

/// A bot's account on Discord.
pub struct Discord {
    rest: Rest,
    store: Patient,
    clock: Clock,
    config: DiscordConfig,
    /// By which name the bot is addressed where it is mentioned.
    called: String,
    limits: Limits,
    /// Roles of Discord that the configuration names.
    roles: BTreeSet<u64>,
    me: OnceLock<Me>,
    places: Mutex<Places>,
    answers: Answers,
    /// Keys of messages that may be out although nobody said so.
    doubtful: Mutex<BTreeSet<String>>,
    /// Messages that this run knows to be out, with their keys: what says the same under another key is another one.
    sent: Mutex<BTreeMap<u64, String>>,
    opened_at: DateTime<Utc>,
    /// When the gateway told anything last, in this run.
    heard_at: Mutex<Option<DateTime<Utc>>>,
}

/// Who the bot is.
#[derive(Clone, Copy, Debug)]
struct Me {
    user: u64,
    application: u64,
}

impl Discord {
    /// Sets the account up; nothing is asked yet. `roles` are the accounts that the configuration names as chairs and
    /// secretaries, `called` a name by which the bot is addressed in typed lines.
    ///
    /// # Errors
    /// There is no token.
    pub fn open<'a>(
        config: &DiscordConfig,
        store: Store,
        clock: Clock,
        called: &str,
        accounts: impl Iterator<Item = &'a AccountId>,
    ) -> anyhow::Result<Arc<Discord>> {
        let token = token(config).map_err(|problem| anyhow::anyhow!("[discord], key token_file: {problem}"))?;
        let limits = Limits {
            // Its own measure counts; this bounds what is merged.
            message_bytes: content::MEASURE.limit,
            can_whisper: false,
            merges: true,
            board_rest: Some(BOARD_REST),
            holds_back_floods: true,
            signs_receipts: false,
            shows_pictures: true,
        };
        Ok(Arc::new(Discord {
            rest: Rest::new(token, config.api_url.as_deref(), clock.clone())?,
            store: Patient::new(store),
            config: config.clone(),
            called: called.to_owned(),
            limits,
            roles: accounts.filter_map(|account| account.0.strip_prefix("discord:role:")?.parse().ok()).collect(),
            me: OnceLock::new(),
            places: Mutex::new(Places::default()),
            answers: Answers::default(),
            doubtful: Mutex::new(BTreeSet::new()),
            sent: Mutex::new(BTreeMap::new()),
            opened_at: clock.now(),
            heard_at: Mutex::new(None),
            clock,
        }))
    }

    fn me(&self) -> Result<Me, SendError> {
        let unknown = || SendError::Retry { after: None, reason: "not connected yet".to_owned() };
        self.me.get().copied().ok_or_else(unknown)
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        lock(&self.places)
    }
}

#[async_trait]
impl Chat for Discord {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        match message.say.to {
            Audience::Room => self.say(room, message, key).await,
            Audience::Asker | Audience::AskerOnly | Audience::Officers => self.answer(room, message, key).await,
        }
    }

    async fn edit(&self, _room: &RoomKey, message: &str, text: &Text, _key: &str) -> Result<(), SendError> {
        self.change(message, content::of_text(text, None).json).await
    }

    async fn remove(&self, _room: &RoomKey, message: &str, _key: &str) -> Result<(), SendError> {
        self.take_back(message).await
    }

    async fn post_board(&self, room: &RoomKey, board: &Board, key: &str) -> Result<String, SendError> {
        let channel = channel_of(room)?;
        let body = content::of_board(board, &content::nonce(key));
        let posted = self.post_once(channel, content::Body { json: body, file: None }, key, None).await?;
        self.note_board(channel, &posted).await;
        Ok(posted)
    }

    async fn edit_board(
        &self,
        _room: &RoomKey,
        message: &str,
        board: &Board,
        _key: &str,
    ) -> Result<Option<String>, SendError> {
        self.change(message, content::of_board_edit(board)).await.map(|()| None)
    }

    fn is_alone(&self, message: &Outgoing) -> bool {
        message.say.to == Audience::AskerOnly
            || (message.say.to == Audience::Asker && message.cause.as_deref().is_some_and(answer::is_interaction))
    }

    /// In parts; a text that is a document and has more than a few stays whole and becomes a file.
    fn split(&self, text: &Text) -> Vec<Text> {
        let parts = super::split::split_by(text, content::MEASURE);
        let is_document = text.blocks.iter().any(|block| matches!(block, Block::Verbatim(_)));
        if is_document && parts.len() > content::PARTS { vec![text.clone()] } else { parts }
    }

    async fn attach(&self, _room: &RoomKey, picture: &Picture, _key: &str) -> Result<(), SendError> {
        self.add_picture(picture).await
    }
}

/// The token that the configuration names.
fn token(config: &DiscordConfig) -> Result<SecretString, String> {
    secret(config.token_file.as_deref(), "CONVENOR_DISCORD_TOKEN")?.ok_or_else(|| {
        "there is no token: name a file with token_file, or set CONVENOR_DISCORD_TOKEN (developer portal, Bot, Reset Token)"
            .to_owned()
    })
}

fn channel_of(room: &RoomKey) -> Result<u64, SendError> {
    let gone = || SendError::GiveUp { reason: format!("{room} is not a channel") };
    room.id().parse().map_err(|_| gone())
}

fn key_of(channel: u64) -> RoomKey {
    RoomKey(format!("{PLATFORM}:{channel}"))
}

fn account_of(user: u64) -> AccountId {
    AccountId(format!("{PLATFORM}:{user}"))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What these locks hold is whole between any two statements.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
