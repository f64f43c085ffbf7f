//! Faults that hard use has shown: a log that cannot be read, rows of the outbox of another version, deletions in a long log,
//! patterns and boards that are too large.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::{Chat, Incoming, Limits, News, Outgoing, Parcel, RoomKey, SendError, Sender, What};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::{Charter, Policy};
use convenor::group::person::AccountId;
use convenor::store::{Commit, Post, Store};
use convenor::text::{Text, plain};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::TempDir;

/// A platform with rooms that take everything.
#[derive(Default)]
struct Houses {
    said: Mutex<Vec<(String, String)>>,
}

const LIMITS: Limits = Limits {
    message_bytes: 9_000,
    can_whisper: true,
    merges: false,
    board_rest: None,
    holds_back_floods: true,
    signs_receipts: false,
    shows_pictures: false,
};

#[async_trait]
impl Chat for Houses {
    fn limits(&self) -> &Limits {
        &LIMITS
    }

    async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let text = plain::render(&message.say.text, None);
        self.said.lock().unwrap_or_else(PoisonError::into_inner).push((room.id().to_owned(), text));
        Ok(key.to_owned())
    }

    async fn edit(&self, _: &RoomKey, _: &str, _: &Text, _: &str) -> Result<(), SendError> {
        Ok(())
    }
}

/// Two groups, each in a room of its own, and their bot.
struct Town {
    folder: TempDir,
    houses: Arc<Houses>,
    bot: Bot,
    lines: usize,
}

fn start() -> DateTime<Utc> {
    "2026-12-08T14:00:00Z".parse().expect("an RFC 3339 instant")
}

fn room(name: &str) -> RoomKey {
    RoomKey(format!("house:{name}"))
}

async fn bot(folder: &Path, houses: &Arc<Houses>, at: DateTime<Utc>) -> Bot {
    let url = format!("sqlite://{}", folder.join("convenor.db").display());
    let chat: Arc<dyn Chat> = houses.clone();
    let charter = |name: &str| Charter {
        chairs: [AccountId("house:ana".to_owned())].into(),
        policy: Policy::Strict,
        ..Charter::open(name, &format!("Group {name}"))
    };
    let bot = Bot::new(Parts {
        store: Store::open(&url).await.expect("the store opens"),
        clock: Clock::simulated(at),
        names: Names::default(),
        charters: vec![charter("one"), charter("two")],
        rooms: BTreeMap::from([(room("one"), "one".to_owned()), (room("two"), "two".to_owned())]),
        chats: BTreeMap::from([("house".to_owned(), chat)]),
        mailer: None,
        open_rooms: false,
        delivery: Delivery::ByHand,
    });
    for name in ["one", "two"] {
        bot.bind(&room(name), &[], None).await;
    }
    bot.resume().await.expect("one group keeps no other back");
    bot
}

impl Town {
    async fn open() -> Town {
        let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
        let houses = Arc::new(Houses::default());
        let bot = bot(folder.path(), &houses, start()).await;
        Town { folder, houses, bot, lines: 0 }
    }

    /// Something happens in a room; returns what the bot says, with the rooms.
    async fn hear(&mut self, name: &str, who: &str, what: What) -> Vec<(String, String)> {
        self.lines += 1;
        let sender = Sender { account: AccountId(format!("house:{who}")), name: who.to_owned() };
        let (at, id) = (self.bot.clock().now(), format!("m{}", self.lines));
        let incoming = Incoming::in_room(room(name), at, id, sender, what);
        let taking = self.bot.receive_patiently(&incoming);
        tokio::time::timeout(std::time::Duration::from_secs(20), taking).await.expect("nothing waits for it");
        self.said().await
    }

    async fn say(&mut self, name: &str, who: &str, words: &str) -> Vec<(String, String)> {
        self.hear(name, who, What::Said { text: words.to_owned() }).await
    }

    async fn said(&self) -> Vec<(String, String)> {
        self.bot.deliver().await.expect("the store answers");
        std::mem::take(&mut *self.houses.said.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn restart(&mut self) {
        self.bot.store().close().await;
        self.bot = bot(self.folder.path(), &self.houses, self.bot.clock().now()).await;
    }

    /// A statement in the database, past the bot.
    async fn change(&self, statement: &'static str) {
        let pool = self.beside().await;
        sqlx::query(statement).execute(&pool).await.expect("the statement holds");
        pool.close().await;
    }

    async fn beside(&self) -> SqlitePool {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("convenor.db"));
        SqlitePool::connect_with(options).await.expect("it is a database")
    }
}

fn only(said: &[(String, String)]) -> (&str, &str) {
    let [(room, words)] = said else { panic!("one message is expected: {said:?}") };
    (room, words)
}

const GARBLE: &str = "UPDATE entries SET body = '!' || body WHERE group_id = 'one' AND seq = 1";
const MEND: &str = "UPDATE entries SET body = substr(body, 2) WHERE group_id = 'one' AND seq = 1";

#[tokio::test]
async fn a_group_whose_log_cannot_be_read_is_told_and_the_others_go_on() {
    let mut town = Town::open().await;
    for name in ["one", "two"] {
        town.say(name, "ana", "start meeting").await;
        town.say(name, "bo", "NOTE: as it was").await;
    }
    let secret = town.say("one", "bo", "NOTE: the secret table").await;
    assert!(only(&secret).1.contains("secret"), "{secret:?}");
    let secret = format!("m{}", town.lines);
    town.bot.store().close().await;
    town.change(GARBLE).await;
    town.restart().await;

    let said = town.said().await;
    let (place, told) = only(&said);
    assert_eq!(place, "one", "no other room hears of it");
    assert_eq!(
        told,
        "I cannot read my log of this group (entry 1), so nothing is recorded here and no command is obeyed; the \
         operator can restore the last backup, or start the version that wrote it."
    );
    let others = town.say("two", "bo", "NOTE: on we go").await;
    assert!(only(&others).1.contains("on we go"), "{others:?}");
    // A command is not answered as if all were well; talk is not answered at all.
    for line in ["NOTE: lost", "!status", "q+"] {
        let answer = town.say("one", "bo", line).await;
        assert_eq!(
            only(&answer).1,
            "Nothing was done, because I cannot read my log of this group. Type it again once the operator has fixed that.",
            "{line}"
        );
    }
    assert_eq!(town.say("one", "bo", "good morning").await, []);
    // The bot is sent away and comes back, and nobody waits for the group.
    let (taken, _) = tokio::sync::oneshot::channel();
    let back = convenor::chat::Back {
        room: room("one"),
        id: "back".to_owned(),
        from: Some(start()),
        to: start(),
        meanwhile: convenor::view::absence::Meanwhile::Unheard,
    };
    town.bot.take(Parcel { news: vec![News::Back(back)], taken }).await;
    // What somebody deletes leaves the log all the same.
    town.hear("one", "bo", What::Deleted { message: secret }).await;
    let pool = town.beside().await;
    let (left,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM entries WHERE body LIKE '%the secret table%'")
        .fetch_one(&pool)
        .await
        .expect("it is a database");
    pool.close().await;
    assert_eq!(left, 0);

    town.restart().await;
    assert_eq!(town.said().await, [], "a restart on the same day tells nothing new");
    town.change(MEND).await;
    assert_eq!(only(&town.say("one", "bo", "q+").await).1.split(',').next(), Some("Nothing was done"));
    town.bot.clock().move_to(town.bot.clock().now() + TimeDelta::minutes(1));
    let answer = town.say("one", "bo", "NOTE: found again").await;
    assert!(only(&answer).1.contains("found again"), "the log is looked at again: {answer:?}");
    let notes = town.bot.group("one").await.expect("it can be read");
    assert!(notes.meeting.is_some(), "the meeting goes on");
}

#[tokio::test]
async fn being_sent_away_drops_no_row_that_nobody_could_read() {
    let mut town = Town::open().await;
    town.say("one", "ana", "start meeting").await;
    let store = town.bot.store().clone();
    let head = store.position("one").await.expect("the store answers");
    let body = |words: &str| format!(r#"{{"to":"room","weight":"{words}","text":{{"blocks":[]}}}}"#);
    let say = Post { n: head.spoken + 1, route: "house:one".to_owned(), body: body("normal") };
    let unread = |n: u64| Post { n: head.spoken + n, route: "house:one".to_owned(), body: body("loud") };
    let commit =
        |posts, spoken| Commit { group: "one".to_owned(), head: head.head, spoken, posts, ..Commit::default() };
    store.commit(commit(vec![unread(1)], head.spoken)).await.expect("written by another version");
    assert_eq!(town.said().await, [], "it is set aside");
    let more = vec![Post { n: head.spoken + 2, ..say.clone() }, unread(3)];
    store.commit(commit(more, head.spoken + 1)).await.expect("written");
    let (taken, _) = tokio::sync::oneshot::channel();
    town.bot.take(Parcel { news: vec![News::Left { room: room("one"), at: start() }], taken }).await;
    let left: Vec<u64> = store.pending_of("one").await.expect("read").into_iter().map(|post| post.n).collect();
    assert_eq!(left, [head.spoken + 1, head.spoken + 3], "what had been looked at, and what had not been");
    assert_eq!(store.count_set_aside("one").await.expect("read"), 2);
}

#[tokio::test]
async fn a_deletion_reads_the_log_no_more_than_it_must() {
    let mut town = Town::open().await;
    town.say("one", "ana", "start meeting").await;
    let store = town.bot.store().clone();
    let readings = async |town: &mut Town, line: &str| {
        town.say("one", "mo", line).await;
        let (message, before) = (format!("m{}", town.lines), store.meters().readings());
        town.hear("one", "mo", What::Deleted { message }).await;
        store.meters().readings() - before
    };
    for line in ["NOTE: words alone", "q+ to ask", "good morning"] {
        assert_eq!(readings(&mut town, line).await, 0, "{line}");
    }
    // Whether others gave the same name or organization stands in the whole log, and so does what is to change.
    for line in ["present+ (Zebra)", "present+ Dee Moe (Acme)"] {
        assert_eq!(readings(&mut town, line).await, 2, "{line}");
    }
    let before = store.meters().readings();
    let said = town.say("one", "mo", "forget me really").await;
    assert!(!said.is_empty());
    assert_eq!(store.meters().readings() - before, 1);
}

#[tokio::test]
async fn a_message_that_cannot_be_decrypted_is_told_in_a_meeting() {
    let mut town = Town::open().await;
    assert_eq!(town.hear("one", "bo", What::Unreadable).await, [], "before it nothing is recorded anyway");
    town.say("one", "ana", "start meeting").await;
    let told = town.hear("one", "bo", What::Unreadable).await;
    assert!(only(&told).1.starts_with("I cannot read what bo wrote: "), "{told:?}");
    let next = town.say("one", "bo", "NOTE: in the clear").await;
    assert!(only(&next).1.contains("in the clear"), "nothing is held up: {next:?}");
}

/// A search that is cheap in a short title.
const HARMLESS: &str = "take up (ab|cd|ef){5}";

/// Every pattern that is allowed is fast against every agenda that is.
#[tokio::test]
async fn a_search_in_long_titles_is_refused_or_fast() {
    let mut town = Town::open().await;
    town.say("one", "ana", "start meeting").await;
    town.say("one", "ana", "agenda+ Short").await;
    let is_refused = |said: &[(String, String)]| {
        said.iter().any(|(_, words)| words.contains("is not a pattern that I can look for in the titles"))
    };
    assert!(!is_refused(&town.say("one", "ana", HARMLESS).await), "against one short title");
    let titles: Vec<String> = (1..=199).map(|number| format!("agenda+ {}{number:03}", "a".repeat(290))).collect();
    for lines in titles.chunks(50) {
        town.say("one", "ana", &lines.join("\n")).await;
        town.bot.clock().move_to(town.bot.clock().now() + TimeDelta::seconds(30));
    }
    assert!(is_refused(&town.say("one", "ana", HARMLESS).await), "against sixty thousand characters");
    for pattern in ["(?:a{0,50}){0,50}b", "a{1,1000}a{1,1000}b", r"(\w\w\w){20}b", "[ab]{0,50}[ab]{0,50}c"] {
        let began = convenor::clock::monotonic();
        assert!(is_refused(&town.say("one", "ana", &format!("take up {pattern}")).await), "{pattern}");
        let took = began.elapsed();
        assert!(took < std::time::Duration::from_secs(2), "{pattern} took {took:?} in a build without optimization");
    }
}

/// Its number of classes alone is too much, however short the titles are.
#[tokio::test]
async fn a_search_has_at_most_ten_classes() {
    let mut town = Town::open().await;
    town.say("one", "ana", "start meeting").await;
    town.say("one", "ana", "agenda+ aaaaaaaaaaaa").await;
    let eleven = town.say("one", "ana", &format!("take up {}", "[ab]".repeat(11))).await;
    assert!(only(&eleven).1.contains("is not a pattern that I can look for in the titles"), "{eleven:?}");
    let ten = town.say("one", "ana", &format!("take up {}", "[ab]".repeat(10))).await;
    assert!(only(&ten).1.starts_with("agendum 1 -- aaaaaaaaaaaa -- taken up"), "{ten:?}");
}

/// One sentence says it for all lines of an edit; who edits on and on hears of the flood instead.
#[tokio::test]
async fn a_refused_edit_is_told_once() {
    let mut town = Town::open().await;
    town.say("one", "ana", "start meeting").await;
    town.say("one", "bo", "NOTE: alpha\nNOTE: beta\nNOTE: gamma").await;
    let message = format!("m{}", town.lines);
    town.say("one", "ana", "end meeting").await;
    let edit = |words: &str| What::Edited { message: message.clone(), text: words.to_owned() };
    let told = town.hear("one", "bo", edit("NOTE: alef\nNOTE: bet\nNOTE: gimel")).await;
    assert!(only(&told).1.starts_with("Meeting 1 is over, so only the secretary or a chair"), "{told:?}");
    let mut all = Vec::new();
    for number in 0..40 {
        all.extend(town.hear("one", "bo", edit(&format!("NOTE: alpha {number}\nNOTE: beta\nNOTE: gamma"))).await);
    }
    let floods = all.iter().filter(|(_, words)| words.contains("more than 30 messages")).count();
    assert_eq!(floods, 1, "{all:?}");
    assert!(all.len() <= 30, "nothing is said to what comes after it: {}", all.len());
}
