//! What goes to a room when, and how: receipts as signs where the platform has such signs, confirmations after all else,
//! and a proposal whose time begins when the last room has seen it. The far side of the chat is faked: the real one is
//! Matrix, in tests/matrix.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::{Chat, Incoming, Limits, Outgoing, RoomKey, SendError, Sender, What};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::Charter;
use convenor::group::person::AccountId;
use convenor::store::Store;
use convenor::text::{Text, plain};
use tempfile::TempDir;

const ROOM: &str = "hall:1";
const ANNEX: &str = "hall:2";

/// A hall of two rooms that shows what it is given, in order: lines, and signs as `☑️ on MESSAGE`.
struct Hall {
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// By room.
    shown: Vec<(String, String)>,
    /// How many of the next lines the server has us wait for.
    limited: usize,
    /// Rooms that take nothing.
    closed: BTreeSet<String>,
}

impl Hall {
    fn new() -> Arc<Hall> {
        Hall::with(true, true)
    }

    /// Whether the server takes several lines as one message, and receipts as signs.
    fn with(merges: bool, signs_receipts: bool) -> Arc<Hall> {
        let limits = Limits {
            message_bytes: 9_000,
            can_whisper: false,
            merges,
            board_rest: None,
            holds_back_floods: false,
            signs_receipts,
            shows_pictures: false,
        };
        Arc::new(Hall { limits, state: Mutex::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics while the hall's state is held")
    }

    fn shown_in(&self, room: &str) -> Vec<String> {
        let state = self.state();
        state.shown.iter().filter(|(other, _)| other == room).map(|(_, words)| words.clone()).collect()
    }

    /// What was shown since this was asked last.
    fn news(&self) -> Vec<String> {
        std::mem::take(&mut self.state().shown).into_iter().map(|(_, words)| words).collect()
    }
}

#[async_trait]
impl Chat for Hall {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let mut state = self.state();
        if state.limited > 0 || state.closed.contains(&room.0) {
            state.limited = state.limited.saturating_sub(1);
            let after = Some(Duration::from_secs(3));
            return Err(SendError::Retry { after, reason: "too many requests".to_owned() });
        }
        state.shown.push((room.0.clone(), plain::render(&message.say.text, None).trim().to_owned()));
        Ok(format!("message {key}"))
    }

    async fn sign(&self, room: &RoomKey, message: &str, sign: &str, _key: &str) -> Result<(), SendError> {
        self.state().shown.push((room.0.clone(), format!("{sign} on {message}")));
        Ok(())
    }

    async fn edit(&self, _: &RoomKey, _: &str, _: &Text, _: &str) -> Result<(), SendError> {
        Ok(())
    }
}

fn start() -> DateTime<Utc> {
    "2026-12-08T14:00:00Z".parse().expect("an RFC 3339 instant")
}

async fn bot(folder: &Path, hall: &Arc<Hall>, rooms: &[&str]) -> Bot {
    let url = format!("sqlite://{}", folder.join("convenor.db").display());
    let chat: Arc<dyn Chat> = hall.clone();
    let bot = Bot::new(Parts {
        store: Store::open(&url).await.expect("the store opens"),
        clock: Clock::simulated(start()),
        names: Names::default(),
        charters: vec![Charter { showing_secs: 60, ..Charter::open("group", "Example Group") }],
        rooms: rooms.iter().map(|room| (RoomKey((*room).to_owned()), "group".to_owned())).collect(),
        chats: BTreeMap::from([("hall".to_owned(), chat)]),
        mailer: None,
        open_rooms: true,
        delivery: Delivery::ByHand,
    });
    for room in rooms {
        bot.bind(&RoomKey((*room).to_owned()), &[], None).await;
    }
    bot
}

async fn say(bot: &Bot, id: &str, name: &str, words: &str) {
    let sender = Sender { account: AccountId(format!("hall:{name}")), name: name.to_owned() };
    let (at, what) = (bot.clock().now(), What::Said { text: words.to_owned() });
    let incoming = Incoming::in_room(RoomKey(ROOM.to_owned()), at, id.to_owned(), sender, what);
    bot.receive(&incoming).await.expect("the store answers");
}

async fn deliver(bot: &Bot) {
    bot.deliver().await.expect("the store answers");
}

/// A meeting that Ana has opened, in the rooms of a hall. The store is in the folder.
async fn meeting(rooms: &[&str]) -> (TempDir, Arc<Hall>, Bot) {
    meeting_in(Hall::new(), rooms).await
}

async fn meeting_in(hall: Arc<Hall>, rooms: &[&str]) -> (TempDir, Arc<Hall>, Bot) {
    let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
    let bot = bot(folder.path(), &hall, rooms).await;
    say(&bot, "m0", "Ana", "begin meeting").await;
    deliver(&bot).await;
    hall.news();
    (folder, hall, bot)
}

#[tokio::test]
async fn what_one_word_confirms_is_a_sign_and_all_else_is_words() {
    let (_folder, hall, bot) = meeting(&[ROOM]).await;
    for (id, name, words, shown) in [
        ("m1", "Bo", "present+", "☑️ on m1"),
        ("m2", "Bo", "q+ to ask about row 4", "☑️ on m2"),
        ("m3", "Cy", "q+", "☑️ on m3"),
        ("m4", "Cy", "q-", "☑️ on m4"),
        ("m5", "Cy", "q-", "You are not on the speaker queue"),
        ("m6", "Ana", "q+ Cy", "Cy is 2nd on the speaker queue"),
        ("m7", "Ana", "ack Nobody Here", "Nobody"),
        ("m8", "Ana", "ack", "Bo, you wanted to ask about row 4"),
        ("m9", "Bo", "Row 4 is opne", ""),
        ("m10", "Bo", "s/opne/open/", "☑️ on m10"),
        ("m11", "Ana", "s/open/closed/", "Ana corrected a statement of Bo"),
    ] {
        say(&bot, id, name, words).await;
        deliver(&bot).await;
        let news = hall.news();
        assert!(news.len() <= 1, "{words}: {news:?}");
        let first = news.first().map_or("", String::as_str);
        assert_eq!(first.is_empty(), shown.is_empty(), "{words}: {news:?}");
        assert!(first.contains(shown), "{words}: {news:?}");
    }
    bot.store().close().await;
}

#[tokio::test]
async fn two_commands_of_one_message_are_one_sign() {
    let (_folder, hall, bot) = meeting(&[ROOM]).await;
    say(&bot, "m1", "Bo", "present+\nq+").await;
    deliver(&bot).await;
    assert_eq!(hall.news(), ["☑️ on m1"]);
    // A line of it that is refused is told in words, before the sign.
    say(&bot, "m2", "Cy", "present+\nack Bo Nobody").await;
    deliver(&bot).await;
    let news = hall.news();
    assert_eq!((news.len(), news[1].as_str()), (2, "☑️ on m2"), "{news:?}");
    bot.store().close().await;
}

#[tokio::test]
async fn a_sign_goes_last_and_is_dropped_while_the_server_limits_us() {
    let (_folder, hall, bot) = meeting(&[ROOM]).await;
    say(&bot, "m1", "Bo", "q+").await;
    say(&bot, "m2", "Ana", "agenda+ Budget").await;
    deliver(&bot).await;
    assert_eq!(hall.news(), ["agendum 1 added: Budget", "☑️ on m1"]);

    hall.state().limited = 1;
    say(&bot, "m3", "Cy", "q+").await;
    say(&bot, "m4", "Ana", "agenda+ Papers").await;
    deliver(&bot).await;
    bot.clock().move_to(bot.clock().now() + TimeDelta::seconds(4));
    deliver(&bot).await;
    assert_eq!(hall.news(), ["agendum 2 added: Papers"], "the receipt is dropped; the board says the same");
    bot.clock().move_to(bot.clock().now() + TimeDelta::minutes(5));
    deliver(&bot).await;
    assert_eq!(hall.news(), [] as [&str; 0]);
    let waiting = bot.store().pending(ROOM, i64::MAX, 10).await.expect("the store answers");
    assert_eq!(waiting, [], "nothing waits for ever");
    bot.store().close().await;
}

#[tokio::test]
async fn the_other_rooms_read_what_was_corrected() {
    let (_folder, hall, bot) = meeting(&[ROOM, ANNEX]).await;
    say(&bot, "m1", "Ana", "NOTE: row 4 is opne").await;
    deliver(&bot).await;
    hall.news();
    say(&bot, "m2", "Ana", "s/opne/open/").await;
    deliver(&bot).await;
    assert_eq!(hall.shown_in(ROOM), ["☑️ on m2"]);
    let annex = hall.shown_in(ANNEX);
    assert!(annex.iter().any(|words| words.contains("Corrected")), "{annex:?}");
    bot.store().close().await;
}

#[tokio::test]
async fn proposals_and_refusals_go_before_confirmations() {
    let (_folder, hall, bot) = meeting_in(Hall::with(false, false), &[ROOM]).await;
    hall.state().limited = 1;
    say(&bot, "m1", "Bo", "q+").await;
    say(&bot, "m2", "Cy", "present+ (Example Corp)").await;
    say(&bot, "m3", "Cy", "q-").await;
    say(&bot, "m4", "Ana", "PROPOSED: row 4 goes").await;
    deliver(&bot).await;
    bot.clock().move_to(bot.clock().now() + TimeDelta::seconds(4));
    deliver(&bot).await;
    let news = hall.news();
    let beginnings: Vec<&str> = news.iter().map(|words| words.split([',', ':', '.']).next().unwrap_or(words)).collect();
    assert_eq!(beginnings, ["You are not on the speaker queue", "Proposed (P1 by Ana)", "Bo", "Present"], "{news:?}");
    bot.store().close().await;
}

#[tokio::test]
async fn what_goes_out_as_one_message_keeps_its_order() {
    let (_folder, hall, bot) = meeting_in(Hall::with(true, false), &[ROOM]).await;
    say(&bot, "m1", "Bo", "q+").await;
    say(&bot, "m2", "Ana", "PROPOSED: row 4 goes").await;
    say(&bot, "m3", "Cy", "q+").await;
    deliver(&bot).await;
    let news = hall.news();
    let [message] = news.as_slice() else { panic!("one message: {news:?}") };
    let places = ["Bo, you are 1st", "Proposed (P1", "Cy, you are 2nd"].map(|words| message.find(words));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{message}");
    bot.store().close().await;
}

/// Seconds from the start until which the open proposal can be objected to, and whether rooms have yet to see it.
async fn window(bot: &Bot) -> (i64, bool) {
    let group = bot.group("group").await.expect("the store answers");
    let open = group.meeting.as_ref().and_then(|meeting| meeting.open_proposal()).expect("it is open");
    ((open.until - start()).num_seconds(), open.awaits_rooms)
}

#[tokio::test]
async fn the_time_for_objections_begins_when_the_last_of_several_rooms_has_seen_the_proposal() {
    let (folder, hall, bot_before) = meeting(&[ROOM, ANNEX]).await;
    hall.state().closed.insert(ANNEX.to_owned());
    say(&bot_before, "m1", "Ana", "PROPOSED: row 4 goes").await;
    deliver(&bot_before).await;
    assert!(hall.shown_in(ROOM).iter().any(|words| words.contains("Proposed (P1")));
    assert_eq!(window(&bot_before).await, (120, true), "the second room has not seen it");
    // A restart neither shortens nor doubles the time.
    bot_before.store().close().await;
    let bot = bot(folder.path(), &hall, &[ROOM, ANNEX]).await;
    bot.clock().move_to(start() + TimeDelta::seconds(10));
    deliver(&bot).await;
    assert_eq!(window(&bot).await, (120, true));
    hall.state().closed.clear();
    bot.clock().move_to(start() + TimeDelta::seconds(18));
    deliver(&bot).await;
    assert!(hall.shown_in(ANNEX).iter().any(|words| words.contains("Proposed (P1")));
    assert_eq!(window(&bot).await, (78, false));
    // What the first room had seen is not said there again.
    let told = hall.shown_in(ROOM).iter().filter(|words| words.contains("Proposed (P1")).count();
    assert_eq!(told, 1);
    bot.store().close().await;
}
