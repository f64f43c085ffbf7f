//! Pictures on their way to a room that takes, refuses or loses them. The far side of the chat is faked: the same
//! key is the same message there.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::{Chat, Incoming, Limits, Outgoing, Picture, RoomKey, SendError, Sender, What};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::Charter;
use convenor::group::person::AccountId;
use convenor::store::Store;
use convenor::text::{Text, plain};

const ROOM: &str = "wall:1";

/// What happens to a picture: the answer, and whether it is there all the same.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Refused,
    NotNow,
    AnswerLost,
}

struct Wall {
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    fates: VecDeque<Fate>,
    /// Words by key, in the order in which they came first.
    texts: Vec<(String, String)>,
    /// How often each key came.
    posts: BTreeMap<String, usize>,
    tries: usize,
    pictures: BTreeMap<String, Picture>,
}

impl Wall {
    fn new(fates: &[Fate]) -> Arc<Wall> {
        let limits = Limits {
            message_bytes: 9_000,
            can_whisper: false,
            merges: true,
            board_rest: None,
            holds_back_floods: false,
            signs_receipts: false,
            shows_pictures: true,
        };
        let state = State { fates: fates.iter().copied().collect(), ..State::default() };
        Arc::new(Wall { limits, state: Mutex::new(state) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics while the wall's state is held")
    }
}

#[async_trait]
impl Chat for Wall {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, _room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let mut state = self.state();
        *state.posts.entry(key.to_owned()).or_default() += 1;
        if state.posts[key] == 1 {
            state.texts.push((key.to_owned(), plain::render(&message.say.text, None)));
        }
        Ok(format!("message {key}"))
    }

    async fn edit(&self, _: &RoomKey, _: &str, _: &Text, _: &str) -> Result<(), SendError> {
        Ok(())
    }

    async fn attach(&self, _room: &RoomKey, picture: &Picture, key: &str) -> Result<(), SendError> {
        let mut state = self.state();
        state.tries += 1;
        let fate = state.fates.pop_front();
        if matches!(fate, None | Some(Fate::AnswerLost)) {
            state.pictures.insert(key.to_owned(), picture.clone());
        }
        match fate {
            None => Ok(()),
            Some(Fate::Refused) => Err(SendError::GiveUp { reason: "too large".to_owned() }),
            Some(Fate::NotNow | Fate::AnswerLost) => Err(SendError::Retry { after: None, reason: "later".to_owned() }),
        }
    }
}

fn start() -> DateTime<Utc> {
    "2026-12-08T14:00:00Z".parse().expect("an RFC 3339 instant")
}

async fn bot(folder: &Path, wall: &Arc<Wall>) -> Bot {
    let url = format!("sqlite://{}", folder.join("convenor.db").display());
    let chat: Arc<dyn Chat> = wall.clone();
    Bot::new(Parts {
        store: Store::open(&url).await.expect("the store opens"),
        clock: Clock::simulated(start()),
        names: Names::default(),
        charters: vec![Charter::open(ROOM, "Example Group")],
        rooms: BTreeMap::new(),
        chats: BTreeMap::from([("wall".to_owned(), chat)]),
        mailer: None,
        open_rooms: true,
        delivery: Delivery::ByHand,
    })
}

async fn say(bot: &Bot, id: &str, words: &str) {
    let sender = Sender { account: AccountId("wall:ana".to_owned()), name: "Ana".to_owned() };
    let (room, what) = (RoomKey(ROOM.to_owned()), What::Said { text: words.to_owned() });
    let at = bot.clock().now();
    let incoming = Incoming::in_room(room, at, id.to_owned(), sender, what);
    bot.receive(&incoming).await.expect("the store answers");
}

async fn deliver(bot: &Bot, times: usize) {
    for _ in 0..times {
        bot.deliver().await.expect("the store answers");
        bot.clock().move_to(bot.clock().now() + TimeDelta::from_std(Duration::from_mins(2)).expect("it is short"));
    }
}

const ASKED: &str = "!slots next week 2 h in Geneva, Seoul";

/// Asks for slots and then for something else; returns the wall.
async fn asked(fates: &[Fate]) -> Arc<Wall> {
    let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
    let wall = Wall::new(fates);
    let bot = bot(folder.path(), &wall).await;
    say(&bot, "1", ASKED).await;
    deliver(&bot, fates.len() + 1).await;
    say(&bot, "2", "q?").await;
    deliver(&bot, 1).await;
    bot.store().close().await;
    wall
}

#[tokio::test]
async fn a_picture_follows_its_message() {
    let wall = asked(&[]).await;
    let state = wall.state();
    let (key, picture) = state.pictures.first_key_value().expect("there is a picture");
    let (text_key, text) = &state.texts[0];
    assert!(text.starts_with("Fairest of 240 slots"), "{text}");
    assert_eq!((state.pictures.len(), state.tries, state.posts[text_key]), (1, 1, 1));
    assert_eq!(key.strip_suffix(".picture"), text_key.strip_suffix(".0"));
    assert_eq!(picture.message, format!("message {text_key}"));
    assert!(picture.bytes.starts_with(b"\x89PNG"));
    assert!(picture.words.contains("Asia/Seoul: "), "{}", picture.words);
}

#[tokio::test]
async fn a_picture_that_has_to_wait_comes_later_and_once() {
    let wall = asked(&[Fate::NotNow, Fate::AnswerLost]).await;
    let state = wall.state();
    assert_eq!((state.pictures.len(), state.tries), (1, 3));
    // The words came again under their key, which makes them the same message.
    assert_eq!(state.posts[&state.texts[0].0], 3);
    assert_eq!(state.texts.len(), 2);
}

#[tokio::test]
async fn words_do_not_wait_for_a_picture_for_ever() {
    let wall = asked(&[Fate::NotNow; 4]).await;
    let state = wall.state();
    assert_eq!((state.pictures.len(), state.tries, state.texts.len()), (0, 4, 2));
}

#[tokio::test]
async fn a_picture_that_is_refused_is_dropped_alone() {
    let wall = asked(&[Fate::Refused]).await;
    let state = wall.state();
    assert_eq!((state.pictures.len(), state.tries, state.texts.len()), (0, 1, 2));
}

#[tokio::test]
async fn after_a_restart_it_is_the_same_picture() {
    let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
    let wall = Wall::new(&[Fate::AnswerLost]);
    let first = bot(folder.path(), &wall).await;
    say(&first, "1", ASKED).await;
    deliver(&first, 1).await;
    first.store().close().await;
    let second = bot(folder.path(), &wall).await;
    say(&second, "1", ASKED).await;
    deliver(&second, 1).await;
    second.store().close().await;
    let state = wall.state();
    assert_eq!((state.pictures.len(), state.tries, state.texts.len()), (1, 2, 1));
}

#[tokio::test]
async fn merged_messages_keep_the_first_picture() {
    let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
    let wall = Wall::new(&[]);
    let bot = bot(folder.path(), &wall).await;
    say(&bot, "1", "q?").await;
    say(&bot, "2", ASKED).await;
    say(&bot, "3", "!slots next week 2 h in Denver").await;
    deliver(&bot, 1).await;
    bot.store().close().await;
    let state = wall.state();
    assert_eq!((state.texts.len(), state.pictures.len()), (1, 1));
    let picture = state.pictures.values().next().expect("there is one");
    assert!(picture.words.contains("Asia/Seoul") && !picture.words.contains("America/Denver"), "{}", picture.words);
}
