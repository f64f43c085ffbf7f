//! Clocks that are wrong, and people who write too fast: what only shows with the bot's own clock or a platform's limits.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::{Asked, Chat, Incoming, Limits, Outgoing, RoomKey, SendError, Sender, What};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::{Charter, Policy};
use convenor::group::event::Event;
use convenor::group::person::AccountId;
use convenor::store::Store;
use convenor::text::{Text, plain};
use tempfile::TempDir;

const ROOM: &str = "wall:room";

/// A platform that takes everything.
struct Wall {
    limits: Limits,
    texts: Mutex<Vec<String>>,
}

#[async_trait]
impl Chat for Wall {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, _: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let text = plain::render(&message.say.text, None);
        self.texts.lock().unwrap_or_else(PoisonError::into_inner).push(text);
        Ok(key.to_owned())
    }

    async fn edit(&self, _: &RoomKey, _: &str, _: &Text, _: &str) -> Result<(), SendError> {
        Ok(())
    }
}

/// A room with the bot in it, whose clock the test moves.
struct Hall {
    folder: TempDir,
    wall: Arc<Wall>,
    bot: Bot,
    said: usize,
}

fn start() -> DateTime<Utc> {
    "2026-12-08T14:00:00Z".parse().expect("an RFC 3339 instant")
}

async fn bot(folder: &Path, wall: &Arc<Wall>, at: DateTime<Utc>) -> Bot {
    let url = format!("sqlite://{}", folder.join("convenor.db").display());
    let chat: Arc<dyn Chat> = wall.clone();
    let chairs = [AccountId("wall:ana".to_owned())].into();
    let bot = Bot::new(Parts {
        store: Store::open(&url).await.expect("the store opens"),
        clock: Clock::simulated(at),
        names: Names::default(),
        charters: vec![Charter { chairs, policy: Policy::Strict, ..Charter::open(ROOM, "Example Group") }],
        rooms: BTreeMap::new(),
        chats: BTreeMap::from([("wall".to_owned(), chat)]),
        mailer: None,
        open_rooms: true,
        delivery: Delivery::ByHand,
    });
    bot.bind(&RoomKey(ROOM.to_owned()), &[], None).await;
    bot.resume().await.expect("the store answers");
    bot
}

impl Hall {
    async fn open() -> Hall {
        let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
        let limits = Limits {
            message_bytes: 9_000,
            can_whisper: true,
            merges: false,
            board_rest: None,
            holds_back_floods: true,
            signs_receipts: false,
            shows_pictures: false,
        };
        let wall = Arc::new(Wall { limits, texts: Mutex::default() });
        let bot = bot(folder.path(), &wall, start()).await;
        Hall { folder, wall, bot, said: 0 }
    }

    /// Somebody writes; returns what the bot says.
    async fn say(&mut self, who: &str, words: &str) -> Vec<String> {
        self.hear(who, What::Said { text: words.to_owned() }).await
    }

    async fn hear(&mut self, who: &str, what: What) -> Vec<String> {
        self.said += 1;
        let sender = Sender { account: AccountId(format!("wall:{who}")), name: who.to_owned() };
        let (room, at, id) = (RoomKey(ROOM.to_owned()), self.bot.clock().now(), format!("${}", self.said));
        let incoming = Incoming::in_room(room, at, id, sender, what);
        self.bot.receive(&incoming).await.expect("the store answers");
        self.printed().await
    }

    async fn printed(&self) -> Vec<String> {
        self.bot.deliver().await.expect("the store answers");
        std::mem::take(&mut *self.wall.texts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn pass(&self, by: TimeDelta) {
        self.bot.clock().move_to(self.bot.clock().now() + by);
    }

    /// Lets the clock go on to what it announces.
    async fn wake(&self) -> Vec<String> {
        let due = self.bot.next_wakeup().await.expect("the clock has something to say");
        self.bot.clock().move_to(due.max(self.bot.clock().now()));
        self.bot.tick().await.expect("the store answers");
        self.printed().await
    }

    async fn restart_at(&mut self, at: DateTime<Utc>) {
        self.bot.store().close().await;
        self.bot = bot(self.folder.path(), &self.wall, at).await;
    }

    /// What was kept of what people said.
    async fn statements(&self) -> Vec<String> {
        let mut words = Vec::new();
        let keep = |event: Event| {
            if let Event::Said { words: said, .. } = event {
                words.push(said);
            }
        };
        let mut keep = keep;
        self.bot.store().read(ROOM, 0, |entry| keep(entry.event)).await.expect("the log can be read");
        words
    }
}

#[tokio::test]
async fn a_log_from_a_clock_that_was_ahead_does_not_stop_the_groups_time() {
    let mut hall = Hall::open().await;
    let years = TimeDelta::days(3_650);
    hall.pass(years);
    hall.say("ana", "agenda+ Scope").await;
    hall.restart_at(start()).await;
    let status = hall.say("ana", "!status").await.concat();
    assert!(status.contains("The last entry of my log is from 2036-12-05 14:00 UTC"), "it is told: {status}");
    let planned = hall.say("ana", "!schedule \"2026-12-20 15:00 Geneva\"").await.concat();
    assert!(!planned.contains("past"), "a day in the machine's future is ahead: {planned}");
    hall.say("ana", "start meeting").await;
    hall.say("ana", "time speakers at 2 min").await;
    hall.say("ana", "PROPOSED: row 4 stays").await;
    let due = hall.wake().await.concat();
    assert!(due.contains("P1"), "a proposal comes to its end: {due}");
    assert!(hall.bot.clock().now() < start() + TimeDelta::hours(1), "within minutes");
    let status = hall.say("ana", "!status").await.concat();
    assert!(status.contains("open since 2026-12-08 14:0") && !status.contains("ahead"), "{status}");
}

#[tokio::test]
async fn a_meeting_that_was_opened_by_a_clock_that_was_ahead_goes_on() {
    let mut hall = Hall::open().await;
    hall.pass(TimeDelta::hours(3));
    hall.say("ana", "start meeting").await;
    hall.say("ana", "topic: Scope").await;
    hall.say("ana", "PROPOSED: row 4 stays").await;
    hall.say("bo", "q+").await;
    hall.say("ana", "ack bo").await;
    hall.restart_at(start() + TimeDelta::minutes(1)).await;
    hall.say("bo", "What I say now is in the record.").await;
    hall.pass(TimeDelta::minutes(1));
    hall.say("bo", "And this.").await;
    assert_eq!(hall.statements().await, ["What I say now is in the record.", "And this."]);
    let due = hall.wake().await.concat();
    assert!(due.contains("P1"), "{due}");
    assert!(hall.bot.clock().now() < start() + TimeDelta::hours(1));
}

#[tokio::test]
async fn what_is_off_the_record_stays_so_when_the_clock_is_set_back() {
    let mut hall = Hall::open().await;
    hall.pass(TimeDelta::hours(3));
    hall.say("ana", "start meeting").await;
    hall.say("bo", "q+").await;
    hall.say("ana", "ack bo").await;
    hall.say("ana", "off the record").await;
    hall.restart_at(start()).await;
    hall.say("bo", "Between us.").await;
    assert_eq!(hall.statements().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_flood_is_kept_as_talk_and_runs_no_command_while_others_are_served() {
    let mut hall = Hall::open().await;
    hall.say("ana", "start meeting").await;
    hall.say("bo", "q+").await;
    hall.say("ana", "ack bo").await;
    for n in 0..29 {
        hall.say("bo", &format!("NOTE: {n}\nNOTE: a second line of {n}")).await;
    }
    let answer = hall.say("bo", "NOTE: thirty-one\nsome talk\n[off] a secret\nq+").await;
    assert_eq!(answer.len(), 1, "one sentence: {answer:?}");
    assert!(answer[0].contains("more than 30 messages in 10 s"), "{answer:?}");
    for _ in 0..10 {
        assert_eq!(hall.say("bo", "PROPOSED: too fast").await, Vec::<String>::new(), "it is said once");
    }
    assert_eq!(hall.statements().await[..3], ["NOTE: thirty-one", "some talk", "q+"]);
    assert_eq!(hall.statements().await.len(), 13, "nothing is lost but what was meant to be");
    let asked = Asked { row: "q+".to_owned(), values: Vec::new(), seen: None, about: None };
    let pressed = hall.hear("bo", What::Asked(asked)).await.concat();
    assert!(pressed.contains("more than 30 messages"), "a press of a button is always answered: {pressed}");
    let others = hall.say("cy", "q+").await.concat();
    assert!(others.contains("queue"), "others are served: {others}");
    hall.pass(TimeDelta::seconds(9));
    assert_eq!(hall.say("bo", "q-").await, Vec::<String>::new(), "not quiet for long enough");
    hall.pass(TimeDelta::seconds(10));
    let again = hall.say("bo", "NOTE: slowly").await.concat();
    assert!(again.contains("slowly"), "after ten seconds of quiet: {again}");
}

#[tokio::test]
async fn what_an_older_version_cannot_read_is_kept_and_the_secretary_is_told() {
    let mut hall = Hall::open().await;
    hall.say("ana", "start meeting").await;
    let head = hall.bot.store().position(ROOM).await.expect("the store answers");
    let body = r#"{"to":"room","weight":"loud","text":{"blocks":[]}}"#.to_owned();
    let post = convenor::store::Post { n: head.spoken + 1, route: ROOM.to_owned(), body };
    let commit = convenor::store::Commit {
        group: ROOM.to_owned(),
        head: head.head,
        spoken: head.spoken,
        posts: vec![post],
        ..convenor::store::Commit::default()
    };
    hall.bot.store().commit(commit).await.expect("written by another version");
    hall.restart_at(start()).await;
    assert_eq!(hall.printed().await, Vec::<String>::new());
    let status = hall.say("ana", "!status").await;
    assert!(status.iter().any(|line| line.contains("1 message waits in my outbox")), "{status:?}");
    let others = hall.say("bo", "!status").await;
    assert!(!others.iter().any(|line| line.contains("outbox")), "only whoever can do something about it: {others:?}");
    assert_eq!(hall.bot.store().pending_routes().await.expect("read"), [ROOM], "it is still there");
}
