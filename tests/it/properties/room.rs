//! Rooms of a whole bot on an SQLite store, in which people say what the properties make up.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use convenor::bot::{Bot, Delivery, Parts, rebuild};
use convenor::chat::{Chat, Incoming, Limits, Outgoing, RoomKey, SendError, Sender, What};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::Charter;
use convenor::group::event::Entry;
use convenor::group::person::AccountId;
use convenor::mail::{Mailer, Transport};
use convenor::store::Store;
use convenor::text::Text;
use convenor::view::Say;
use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy, prop_oneof};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::words::{hostile, message};

const PLATFORM: &str = "words";
const PEOPLE: [&str; 3] = ["carla", "ana", "bo"];

/// What one of three people does: who, under which shown name, what, and how long after the last.
pub type Turn = (usize, String, Doing, i64);

/// What is done; numbers are those of earlier turns.
#[derive(Clone, Debug)]
pub enum Doing {
    Say(String),
    Edit(usize, String),
    Delete(usize),
    React(usize, String),
    Join,
}

/// A meeting that is opened, talked in, closed and minuted.
pub fn conversation() -> BoxedStrategy<Vec<Turn>> {
    let name = prop_oneof![3 => Just("Ana"), 3 => Just("Bo"), 1 => Just("")].prop_map(str::to_owned);
    let name = prop_oneof![3 => name, 1 => hostile()];
    let doing = prop_oneof![
        10 => message().prop_map(Doing::Say),
        2 => (0..8_usize, message()).prop_map(|(turn, words)| Doing::Edit(turn, words)),
        1 => (0..8_usize).prop_map(Doing::Delete),
        1 => (0..8_usize, prop_oneof![Just("✋".to_owned()), hostile()])
            .prop_map(|(turn, sign)| Doing::React(turn, sign)),
        1 => Just(Doing::Join),
    ];
    vec((0..PEOPLE.len(), name, doing, 0..200_i64), 1..8).boxed()
}

/// Whether an account is one of the people's.
pub fn is_account(account: &AccountId) -> bool {
    PEOPLE.iter().any(|name| account_of(name) == *account)
}

fn account_of(name: &str) -> AccountId {
    AccountId(format!("{PLATFORM}:{name}"))
}

/// A bot with as many rooms as there are conversations; each has a group with a list.
pub struct Rooms {
    runtime: Runtime,
    bot: Bot,
    ear: Arc<Ear>,
    next: AtomicU32,
    _folder: TempDir,
}

impl Rooms {
    /// Conversations of one property.
    pub const CASES: u32 = 24;
    /// Rooms beyond those, for more cases and for what a failure is shrunk to.
    const SPARE: u32 = 3_000;

    pub fn open(rooms: u32) -> Rooms {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let memory = std::path::Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.expect("the machine has room for a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("convenor.db").display());
        let store = runtime.block_on(Store::open(&url)).expect("the store opens");
        let limits = Limits {
            message_bytes: 2_000,
            can_whisper: false,
            merges: true,
            board_rest: Some(Duration::ZERO),
            holds_back_floods: false,
            signs_receipts: false,
            shows_pictures: false,
        };
        let ear = Arc::new(Ear { limits, heard: Mutex::default() });
        let chat: Arc<dyn Chat> = ear.clone();
        let from = lettre::Address::new("convenor", "localhost.localdomain").expect("an address");
        let bot = Bot::new(Parts {
            store,
            clock: Clock::simulated(start()),
            names: Names::default(),
            charters: (0..rooms + Self::SPARE).map(charter).collect(),
            rooms: BTreeMap::new(),
            chats: BTreeMap::from([(PLATFORM.to_owned(), chat)]),
            mailer: Some(Mailer { from, transport: Transport::Maildir(folder.path().join("outbox")), archive: None }),
            open_rooms: true,
            delivery: Delivery::ByHand,
        });
        Rooms { runtime, bot, ear, next: AtomicU32::new(0), _folder: folder }
    }

    /// Plays a conversation in a room of its own, and returns what the bot says there.
    pub fn play(&self, conversation: &[Turn]) -> Vec<Say> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.runtime.block_on(self.hold(number, conversation));
        std::mem::take(&mut self.ear.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The log of the conversation that was played last.
    pub fn log(&self) -> Vec<Entry> {
        let last = room(self.next.load(Ordering::Relaxed) - 1);
        let mut log = Vec::new();
        let read = self.bot.store().read(&last.0, 0, |entry| log.push(entry));
        self.runtime.block_on(read).expect("the log can be read");
        log
    }

    pub fn close(self) {
        self.runtime.block_on(self.bot.store().close());
    }

    async fn hold(&self, number: u32, conversation: &[Turn]) {
        let said = |words: &str| Doing::Say(words.to_owned());
        let before = ["start meeting", "present+ (Example Corp)", "topic: Overlap", "q+ to ask\nack"].map(said);
        let after = ["end meeting", "!minutes", "!minutes approve", "!minutes send"].map(said);
        let own = |doing| (0, "Carla".to_owned(), doing, 1);
        let turns = before.into_iter().map(own).chain(conversation.iter().cloned()).chain(after.into_iter().map(own));
        for (turn, (who, name, doing, secs)) in turns.enumerate() {
            let now = self.bot.clock().now() + TimeDelta::seconds(secs);
            self.bot.clock().move_to(now);
            let id = |turn: usize| format!("${number}-{turn}");
            let what = match doing {
                Doing::Say(text) => What::Said { text },
                Doing::Edit(turn, text) => What::Edited { message: id(turn), text },
                Doing::Delete(turn) => What::Deleted { message: id(turn) },
                Doing::React(turn, sign) => What::Reacted { message: id(turn), sign },
                Doing::Join => What::Joined,
            };
            let sender = Sender { account: account_of(PEOPLE[who]), name };
            let room = room(number);
            let incoming = Incoming::in_room(room, now, id(turn), sender, what);
            self.bot.receive(&incoming).await.expect("the store answers");
            self.bot.deliver().await.expect("the store answers");
            self.bot.tick().await.expect("the store answers");
        }
        self.bot.deliver().await.expect("the store answers");
        let id = room(number).0;
        let kept = rebuild::group(self.bot.store(), &charter(number)).await.expect("the log can be read");
        assert!(kept == self.bot.group(&id).await.expect("the store answers"), "the log tells the group as it is");
        assert!(kept.last_meeting.is_some(), "the meeting was held");
    }
}

/// The far side of the chat, faked: it hears everything.
struct Ear {
    limits: Limits,
    heard: Mutex<Vec<Say>>,
}

impl Ear {
    fn hear(&self, say: Say) -> String {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.push(say);
        format!("heard-{}", heard.len())
    }
}

#[async_trait]
impl Chat for Ear {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, _room: &RoomKey, message: &Outgoing, _key: &str) -> Result<String, SendError> {
        Ok(self.hear(message.say.clone()))
    }

    async fn edit(&self, _room: &RoomKey, _message: &str, text: &Text, _key: &str) -> Result<(), SendError> {
        self.hear(Say::room(text.clone()));
        Ok(())
    }
}

fn room(number: u32) -> RoomKey {
    RoomKey(format!("{PLATFORM}:{number}"))
}

fn charter(number: u32) -> Charter {
    let list = Some("group@lists.example.org".to_owned());
    Charter { list, ..Charter::open(&room(number).0, "Example Group") }
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_796_767_200, 0).expect("it is a moment in December 2026")
}
