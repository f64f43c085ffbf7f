//! Discord: the gateway by serenity, requests of our own (docs/decisions/0020).
//!
//! The adapter notes for each channel how far it has read, and reads what is missing after every new session, so
//! nothing said while the bot was down is lost or answered twice.

mod answer;
mod check;
mod content;
mod event;
mod forms;
mod gateway;
mod history;
mod interaction;
mod markdown;
mod names;
mod news;
mod paths;
mod permissions;
mod places;
mod rest;
mod run;
mod setup;
mod slashed;
mod standby;
mod surface;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::{Chat, Limits, Outgoing, Picture, Prompter, RoomKey, SendError};
use crate::clock::Clock;
use crate::config::{DiscordConfig, ReceiptsConfig, secret};
use crate::group::person::AccountId;
use crate::store::{Patient, Store};
use crate::text::{Block, Text};
use crate::view::board::Board;
use crate::view::{Audience, Say, Weight};
use answer::Answers;
use forms::OpenForms;
use places::Places;
use rest::Rest;

pub use check::check;
pub use paths::path_of;

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
    /// The same where the bot may not put signs on messages.
    limits_in_words: Limits,
    may_react: AtomicBool,
    /// Roles of Discord that the configuration names.
    roles: BTreeSet<u64>,
    me: OnceLock<Me>,
    /// Tells where the bot may listen.
    prompter: OnceLock<Arc<dyn Prompter>>,
    places: Mutex<Places>,
    answers: Answers,
    forms: Mutex<OpenForms>,
    /// Keys of messages that may be out although nobody said so.
    doubtful: Mutex<BTreeSet<String>>,
    /// Messages that this run knows to be out, with their keys: what says the same under another key is another one.
    sent: Mutex<BTreeMap<u64, String>>,
    /// When the bot began to act.
    opened_at: Mutex<DateTime<Utc>>,
    /// When the gateway told anything last, in this run.
    heard_at: Mutex<Option<DateTime<Utc>>>,
    /// When an event came last, whatever it was.
    told_at: Mutex<Option<DateTime<Utc>>>,
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
            signs_receipts: config.receipts == ReceiptsConfig::Signs,
            shows_pictures: true,
        };
        let limits_in_words = Limits { signs_receipts: false, ..limits.clone() };
        Ok(Arc::new(Discord {
            rest: Rest::new(token, config.api_url.as_deref(), clock.clone())?,
            store: Patient::new(store),
            config: config.clone(),
            called: called.to_owned(),
            limits,
            limits_in_words,
            may_react: AtomicBool::new(true),
            roles: accounts.filter_map(|account| account.0.strip_prefix("discord:role:")?.parse().ok()).collect(),
            me: OnceLock::new(),
            prompter: OnceLock::new(),
            places: Mutex::new(Places::default()),
            answers: Answers::default(),
            forms: Mutex::default(),
            doubtful: Mutex::new(BTreeSet::new()),
            sent: Mutex::new(BTreeMap::new()),
            opened_at: Mutex::new(clock.now()),
            heard_at: Mutex::new(None),
            told_at: Mutex::new(None),
            clock,
        }))
    }

    /// A text in the way of speaking of this server: where no message is read, commands are slash commands.
    fn worded<'a>(&self, text: &'a Text) -> Cow<'a, Text> {
        if self.config.message_content { Cow::Borrowed(text) } else { Cow::Owned(slashed::slashed(text)) }
    }

    /// The same of a message. What people said in other rooms stays as they said it.
    fn worded_message<'a>(&self, message: &'a Outgoing) -> Cow<'a, Outgoing> {
        if message.say.weight == Weight::Quiet {
            return Cow::Borrowed(message);
        }
        match self.worded(&message.say.text) {
            Cow::Borrowed(_) => Cow::Borrowed(message),
            Cow::Owned(text) => {
                let say = Say { text, ..message.say.clone() };
                Cow::Owned(Outgoing { say, ..message.clone() })
            }
        }
    }

    fn worded_board<'a>(&self, board: &'a Board) -> Cow<'a, Board> {
        match self.worded(&board.text) {
            Cow::Borrowed(_) => Cow::Borrowed(board),
            Cow::Owned(text) => Cow::Owned(Board { text, ..board.clone() }),
        }
    }

    fn me(&self) -> Result<Me, SendError> {
        let unknown = || SendError::Retry { after: None, reason: "not connected yet".to_owned() };
        self.me.get().copied().ok_or_else(unknown)
    }

    /// Whether the bot may listen in a channel: a group meets there, or rooms are open.
    async fn may_listen(&self, channel: u64) -> bool {
        match self.prompter.get() {
            Some(prompter) => prompter.may_listen(&key_of(channel)).await,
            None => false,
        }
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        lock(&self.places)
    }
}

#[async_trait]
impl Chat for Discord {
    fn limits(&self) -> &Limits {
        if self.may_react.load(Ordering::Relaxed) { &self.limits } else { &self.limits_in_words }
    }

    async fn sign(&self, _room: &RoomKey, message: &str, sign: &str, _key: &str) -> Result<(), SendError> {
        self.react(message, sign).await
    }

    async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        match message.say.to {
            Audience::Room => match self.say(room, message, key).await {
                Err(SendError::Silenced { reason }) => {
                    self.tell_asker(message).await;
                    Err(SendError::Silenced { reason })
                }
                sent => sent,
            },
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
        let body = content::of_board(&self.worded_board(board), &content::nonce(key));
        let posted = self.post_once(channel, content::Body { json: body, file: None }, key, None).await?;
        self.note_board(channel, &posted).await;
        self.adorn(&posted).await;
        Ok(posted)
    }

    async fn edit_board(
        &self,
        _room: &RoomKey,
        message: &str,
        board: &Board,
        _key: &str,
    ) -> Result<Option<String>, SendError> {
        self.change(message, content::of_board_edit(&self.worded_board(board))).await.map(|()| None)
    }

    fn is_alone(&self, message: &Outgoing) -> bool {
        message.say.to == Audience::AskerOnly
            || (message.say.to == Audience::Asker && message.cause.as_deref().is_some_and(answer::is_interaction))
    }

    fn last_told(&self) -> Option<DateTime<Utc>> {
        *lock(&self.told_at)
    }

    fn is_direct(&self, room: &RoomKey) -> bool {
        channel_of(room).is_ok_and(|channel| self.places().direct.contains(&channel))
    }

    fn setup_command(&self) -> Option<&'static str> {
        Some(setup::TYPED)
    }

    /// In parts; a text that is a document and has more than a few stays whole and becomes a file.
    fn split(&self, text: &Text) -> Vec<Text> {
        let text = &*self.worded(text);
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

/// A role, as the configuration names it.
fn role_account(role: u64) -> AccountId {
    AccountId(format!("{PLATFORM}:role:{role}"))
}

fn account_of(user: u64) -> AccountId {
    AccountId(format!("{PLATFORM}:{user}"))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What these locks hold is whole between any two statements.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
