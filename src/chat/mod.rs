//! Rooms: what comes in from a platform, what goes out to one, and how platforms differ.
//!
//! Each platform is an adapter below this folder. Adapters never see each other, and nothing
//! outside this folder names one but their wiring in `cli/run`, their sections of the configuration and their rows in
//! [`crate::platform`].

pub mod console;
#[cfg(feature = "discord")]
pub mod discord;
pub mod dispatch;
#[cfg(any(feature = "matrix", feature = "discord"))]
mod limited;
#[cfg(feature = "matrix")]
pub mod matrix;
pub mod setup;
pub mod split;

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::command::table::ArgumentKind;
use crate::group::command::Command;
use crate::group::event::{DELETED, Source};
use crate::group::mail::{MAIL_ACCOUNT, Thread};
use crate::group::person::AccountId;
use crate::group::seen::Seen;
use crate::text::Text;
#[cfg(any(feature = "matrix", feature = "discord"))]
use crate::text::{Block, Span};
use crate::time::Zone;
use crate::view::absence::Meanwhile;
use crate::view::board::Board;
use crate::view::{Audience, Say};

/// A room, with its platform's name in front: `matrix:!abc`, `console:room`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoomKey(pub String);

impl RoomKey {
    pub fn platform(&self) -> &str {
        self.0.split_once(':').map_or("", |(platform, _)| platform)
    }

    /// The platform's own id of the room.
    pub fn id(&self) -> &str {
        self.0.split_once(':').map_or(&self.0, |(_, id)| id)
    }
}

impl fmt::Display for RoomKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a look at a platform has found, for `convenor check`: a sentence each, with what to do about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// What is well.
    pub fine: String,
    /// What may be intended, or goes away by itself.
    pub odd: Vec<String>,
    /// What keeps the bot from its work.
    pub wrong: Vec<String>,
}

/// Something that someone did, and the way by which the bot hears of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    pub origin: Origin,
    /// When it happened, as its origin says.
    pub at: DateTime<Utc>,
    /// Its origin's id of this event; the same id again is the same event.
    pub id: String,
    pub sender: Sender,
    /// People whom its words mention by account, as `<@ID>`, with the names that the platform shows.
    pub mentions: Vec<Sender>,
    pub what: What,
}

/// The way by which something comes in. What is said in answer goes back by the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Room {
        room: RoomKey,
        /// Root of the thread it was said in.
        thread: Option<String>,
    },
    /// A command of `convenor` about a group, which shows the answers itself.
    CommandLine { group: String },
    /// A mail to a group's list. Nothing is ever answered by mail: the rooms hear of it.
    Mail { group: String, list: String },
}

impl Incoming {
    /// Something that happened in a room, outside its threads.
    pub fn in_room(room: RoomKey, at: DateTime<Utc>, id: String, sender: Sender, what: What) -> Incoming {
        Incoming { origin: Origin::Room { room, thread: None }, at, id, sender, mentions: Vec::new(), what }
    }

    /// The same in a thread of that room.
    #[must_use]
    pub fn in_thread(mut self, root: Option<String>) -> Incoming {
        if let Origin::Room { thread, .. } = &mut self.origin {
            *thread = root;
        }
        self
    }

    /// The same with the people whom its words mention.
    #[must_use]
    pub fn mentioning(self, mentions: Vec<Sender>) -> Incoming {
        Incoming { mentions, ..self }
    }

    /// The room it happened in.
    pub fn room(&self) -> Option<&RoomKey> {
        match &self.origin {
            Origin::Room { room, .. } => Some(room),
            Origin::CommandLine { .. } | Origin::Mail { .. } => None,
        }
    }

    /// What the log says of where a line of it comes from. `None`: there is no message that people could look at.
    pub fn source(&self, line: u32) -> Option<Source> {
        let room = match &self.origin {
            Origin::Room { room, .. } => Some(room.0.clone()),
            Origin::Mail { list, .. } => Some(format!("{MAIL_ACCOUNT}{list}")),
            Origin::CommandLine { .. } => return None,
        };
        Some(Source { message: self.id.clone(), line, room, edit: None, is_by_menu: false })
    }
}

/// What an adapter hands over in one go: once it is taken, all of it is on disk and the adapter
/// may note how far it has read.
#[derive(Debug)]
pub struct Parcel {
    pub news: Vec<News>,
    pub taken: tokio::sync::oneshot::Sender<()>,
}

/// News from a platform.
#[expect(clippy::large_enum_variant, reason = "most news are messages, and each is moved once")]
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// The bot is in this room. `called` are its other keys: aliases that a configuration names,
    /// then the room that it continues.
    Room {
        room: RoomKey,
        called: Vec<RoomKey>,
        name: Option<String>,
    },
    /// A room has moved; meetings go on in the new one.
    Moved {
        from: RoomKey,
        to: RoomKey,
    },
    /// The bot is no longer in this room.
    Left {
        room: RoomKey,
        at: DateTime<Utc>,
    },
    /// The bot can't see what is said in this room. It is still a room of its group.
    Deaf {
        room: RoomKey,
        at: DateTime<Utc>,
    },
    /// The bot hears a room again, if it had not heard it before.
    Back(Back),
    /// The roles that the platform gives an account, as keys that a configuration may name among the chairs or
    /// secretaries. It holds until the next such news of the account.
    Roles {
        account: AccountId,
        roles: BTreeSet<AccountId>,
    },
    /// Everything said while the bot was down has been handed over.
    CaughtUp,
    Message(Incoming),
}

/// The end of an absence from a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    pub room: RoomKey,
    /// The same id again is the same return.
    pub id: String,
    /// Since when the room was not heard, as far as the adapter knows. `None`: it knows of no absence, and the bot may.
    pub from: Option<DateTime<Utc>>,
    pub to: DateTime<Utc>,
    pub meanwhile: Meanwhile,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    pub account: AccountId,
    /// The name the platform shows; good for addressing, never for rights.
    pub name: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Said {
        text: String,
    },
    /// A message was edited by its author.
    Edited {
        message: String,
        text: String,
    },
    /// A message, an edit or a reaction was deleted.
    Deleted {
        message: String,
    },
    /// Several messages were deleted in one go.
    DeletedTogether {
        messages: Vec<String>,
    },
    Reacted {
        message: String,
        sign: String,
    },
    Joined,
    /// A form was filled in or a button was pressed.
    Asked(Asked),
    /// Which group meets in the room is asked, or to be another.
    SetUp(SetUp),
    /// Something was said that the bot cannot read.
    Unreadable,
    /// A command that nobody typed as a line.
    Ordered(Command),
    /// A mail came.
    Mailed(Box<Mailed>),
}

/// A mail about a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Mailed {
    pub trust: Trust,
    /// The mail of ours that it answers.
    pub thread: Option<Thread>,
    pub what: MailedWhat,
}

/// What a mail is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailedWhat {
    /// A person's words, with what they quote.
    Words { subject: String, text: String },
    /// A mail of ours came back.
    Bounce { message_id: String, reason: String },
    /// A program wrote it, about the mail of ours whose Message-ID it quotes.
    Automatic { message_id: Option<String>, subject: String, text: String },
}

/// How far the author of a mail is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// By a signature of the author's domain, or because the list admits its members only.
    Proven,
    /// The mail says so, and anyone could write that.
    Claimed,
}

/// A row of the command table with its values, from a surface that has forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Canonical name of the row.
    pub row: String,
    /// Values by argument name, as a person would type them.
    pub values: Vec<(String, String)>,
    /// What a button's board said when the button was made.
    pub seen: Option<Seen>,
    /// The message whose words are meant, where it is about one: deleting it takes back what was recorded.
    pub about: Option<String>,
}

/// Someone asks which group meets in a room, or wants another one there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUp {
    pub wish: SetUpWish,
    /// Whether the platform lets the person decide about the room.
    pub manages: bool,
    /// What others type to agree, without the group's name.
    pub command: String,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetUpWish {
    /// To be told how it is.
    Show,
    /// A group by its name or id.
    Bind { group: String },
    /// That the group meets here no longer.
    Release,
}

/// Something that can be chosen for an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is shown.
    pub label: String,
    /// What is typed for it.
    pub value: String,
}

/// Tells a surface that has forms what can be filled in.
#[async_trait]
pub trait Prompter: Send + Sync {
    /// What fits an argument of this kind in a room, given what was typed so far; the best first, at most `most`.
    async fn choices(&self, room: &RoomKey, kind: ArgumentKind, typed: &str, most: usize) -> Vec<Choice>;

    /// Why a person would fill in the form of a row for nothing. `held` are the roles that the platform gives them.
    async fn refusal(
        &self,
        room: &RoomKey,
        sender: &Sender,
        held: &BTreeSet<AccountId>,
        row: &str,
        seen: Option<Seen>,
    ) -> Option<String>;

    /// Whether the bot may listen in a room: a group meets there, or rooms are open.
    async fn may_listen(&self, room: &RoomKey) -> bool;

    /// Whether the bot listens in a room at present.
    fn listens(&self, room: &RoomKey) -> bool;

    /// Groups that could meet in a room, by what was typed so far; at most `most`.
    async fn groups(&self, typed: &str, most: usize) -> Vec<Choice>;
}

/// A message on its way to a room, as it is in the outbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outgoing {
    #[serde(flatten)]
    pub say: Say,
    /// Who had asked, where it answers someone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asker: Option<Sender>,
    /// The message that brought it about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// The message it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
    /// The message in this room under which a thread could begin: what somebody typed, outside of threads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// The message in this room on which a sign says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_on: Option<String>,
}

impl Outgoing {
    /// What nobody in the room has asked for.
    pub fn unasked(say: Say) -> Outgoing {
        Outgoing { say, asker: None, cause: None, reply_to: None, thread: None, root: None, sign_on: None }
    }
}

impl Outgoing {
    /// The same words with the name of the person they are for, where they do not answer a message.
    #[cfg(any(feature = "matrix", feature = "discord"))]
    #[must_use]
    pub fn named(&self) -> Outgoing {
        let Some(asker) = &self.asker else { return self.clone() };
        let mut text = self.say.text.clone();
        match text.blocks.first_mut() {
            Some(Block::Paragraph(line)) if !crate::text::words(line).starts_with(asker.name.as_str()) => {
                line.insert(0, Span::Plain(format!("{}: ", asker.name)));
            }
            Some(Block::Paragraph(_)) => {}
            Some(_) | None => text.blocks.insert(0, Block::Paragraph(vec![format!("{}:", asker.name).into()])),
        }
        Outgoing { say: Say { text, ..self.say.clone() }, reply_to: None, ..self.clone() }
    }
}

/// What a platform can do. Limits are data: nobody asks which platform it is.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a platform")]
pub struct Limits {
    /// Bytes (UTF-8) of one message's plain text.
    pub message_bytes: usize,
    /// Whether a message can be shown to one person alone.
    pub can_whisper: bool,
    /// Whether waiting messages for one room are merged into one.
    pub merges: bool,
    /// Whether a board message is kept, and how long it rests between two edits.
    pub board_rest: Option<Duration>,
    /// Whether anyone may write, so that who writes too fast is held back.
    pub holds_back_floods: bool,
    /// Whether receipts are signs on the messages that they are for.
    pub signs_receipts: bool,
    /// Whether pictures are shown. Where they are not, none is drawn: the text says the same.
    pub shows_pictures: bool,
}

/// A picture on its way to a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its file's name.
    pub name: String,
    /// `image/png`
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
    /// In points.
    pub width: u32,
    pub height: u32,
    /// What it shows, for people who do not see it.
    pub words: String,
    /// The platform's id of the message that it belongs to, which is out.
    pub message: String,
    /// The thread that message is in.
    pub thread: Option<String>,
}

/// Why a message did not go out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It may go out later; `after` is what the server asked for.
    #[error("not now: {reason}")]
    Retry { after: Option<Duration>, reason: String },
    /// The platform has ended the session; nothing goes out until the operator acts.
    #[error("logged out: {reason}")]
    LoggedOut { reason: String },
    /// The bot may not speak in the room now, and nobody knows for how long. What waits keeps waiting.
    #[error("silenced: {reason}")]
    Silenced { reason: String },
    /// It is too long for the server or for what is in between. Smaller parts may go out.
    #[error("too large: {reason}")]
    TooLarge { reason: String },
    /// It will never go out.
    #[error("refused: {reason}")]
    GiveUp { reason: String },
}

/// A platform, as the bot needs it.
#[async_trait]
pub trait Chat: Send + Sync {
    fn limits(&self) -> &Limits;

    /// Posts a message. The same key again is the same message.
    async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError>;

    /// The keys of the bot's own messages among the last ones of a room, where the platform keeps keys with messages. They
    /// may be of earlier runs, and of other devices of the bot's account.
    async fn posted_lately(&self, _room: &RoomKey) -> Result<Vec<String>, SendError> {
        Ok(Vec::new())
    }

    /// The zone that a person's profile names, where the platform has such profiles. It may take seconds,
    /// never long; a profile that cannot be read names none.
    async fn profile_zone(&self, _account: &AccountId) -> Option<Zone> {
        None
    }

    /// When the platform answered last. `None`: it does not say.
    fn last_heard(&self) -> Option<DateTime<Utc>> {
        None
    }

    /// When the platform last told this program anything, which another program with the same account would hear as well. A
    /// platform that tells nothing by itself need not be silent: nothing may have happened.
    fn last_told(&self) -> Option<DateTime<Utc>> {
        self.last_heard()
    }

    /// Whether nobody but one person and the bot is in a room.
    fn is_direct(&self, _room: &RoomKey) -> bool {
        false
    }

    /// What people give as a command to bring a group to a room, where the platform has one.
    fn setup_command(&self) -> Option<&'static str> {
        None
    }

    /// Whether the platform lets a person decide about a room. `None`: it says so with each request, and typed ones do not
    /// count.
    async fn manages(&self, _room: &RoomKey, _account: &AccountId) -> Option<bool> {
        None
    }

    /// Replaces the text of a message of the bot's own.
    async fn edit(&self, room: &RoomKey, message: &str, text: &Text, key: &str) -> Result<(), SendError>;

    /// Takes a message of the bot's own back; by default, its words.
    async fn remove(&self, room: &RoomKey, message: &str, key: &str) -> Result<(), SendError> {
        self.edit(room, message, &Text::plain(DELETED), key).await
    }

    /// Posts the board of a meeting. The same key again is the same message.
    async fn post_board(&self, room: &RoomKey, board: &Board, key: &str) -> Result<String, SendError> {
        let say = Say::room(board.text.clone());
        self.post(room, &Outgoing::unasked(say), key).await
    }

    /// Shows the board as it is now, in its message. Returns the id of the edit where the platform keeps each edit with
    /// its words.
    async fn edit_board(
        &self,
        room: &RoomKey,
        message: &str,
        board: &Board,
        key: &str,
    ) -> Result<Option<String>, SendError> {
        self.edit(room, message, &board.text, key).await.map(|()| None)
    }

    /// A message where it belongs in its room: long answers may go into a thread.
    fn placed(&self, message: Outgoing) -> Outgoing {
        message
    }

    /// Whether nobody but the asker would see this message; such a one is merged with no other.
    fn is_alone(&self, message: &Outgoing) -> bool {
        message.say.to == Audience::AskerOnly
    }

    /// Puts a sign on a message. The same key again is the same sign. It is asked for only where
    /// [`Limits::signs_receipts`] says so.
    async fn sign(&self, _room: &RoomKey, _message: &str, _sign: &str, _key: &str) -> Result<(), SendError> {
        Ok(())
    }

    /// A text in parts, each of which is one message.
    fn split(&self, text: &Text) -> Vec<Text> {
        split::split(text, self.limits().message_bytes)
    }

    /// A text in parts of at most so many bytes of plain text, where a server takes less than the platform does.
    fn split_smaller(&self, text: &Text, bytes: usize) -> Vec<Text> {
        split::split(text, bytes)
    }

    /// Shows a picture with a message of the bot's own, which is out: on that message, where the platform can add
    /// a file to one, else right after it. The same key again is the same picture. It is asked for only where
    /// [`Limits::shows_pictures`] says so.
    async fn attach(&self, _room: &RoomKey, _picture: &Picture, _key: &str) -> Result<(), SendError> {
        Ok(())
    }
}

pub use crate::text::sign::plain_sign;
