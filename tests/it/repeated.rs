//! What a platform has taken although nobody knows it: it is said once and nothing else is lost for it, whatever became of
//! the marks in the outbox, and whoever goes on with it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

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

const GROUP: &str = "group";

/// A platform that keeps keys with messages.
struct Gate {
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Key and words of each message that it has, in order.
    taken: Vec<(String, String)>,
    /// Takes messages and says nothing about it.
    loses_answers: bool,
    /// How often its history still can't be read.
    shut: usize,
    looks: usize,
}

impl Gate {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics while the gate's state is held")
    }

    fn times_said(&self, words: &str) -> usize {
        self.state().taken.iter().map(|(_, said)| said.lines().filter(|line| line.ends_with(words)).count()).sum()
    }
}

#[async_trait]
impl Chat for Gate {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, _: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let words = plain::render(&message.say.text, None);
        let mut state = self.state();
        let known = state.taken.iter().find(|(taken, _)| taken == key);
        match known {
            // It takes the one for the other, so these words would be lost.
            Some((_, before)) => assert_eq!(*before, words, "{key} came again with other words"),
            None => state.taken.push((key.to_owned(), words)),
        }
        if state.loses_answers {
            return Err(SendError::Retry { after: None, reason: "cut off".to_owned() });
        }
        Ok(key.to_owned())
    }

    async fn edit(&self, _: &RoomKey, _: &str, _: &Text, _: &str) -> Result<(), SendError> {
        Ok(())
    }

    async fn posted_lately(&self, _: &RoomKey) -> Result<Vec<String>, SendError> {
        let mut state = self.state();
        state.looks += 1;
        if state.shut > 0 {
            state.shut -= 1;
            return Err(SendError::Retry { after: None, reason: "not now".to_owned() });
        }
        Ok(state.taken.iter().map(|(key, _)| key.clone()).collect())
    }
}

struct Meeting {
    folder: TempDir,
    gate: Arc<Gate>,
    bot: Bot,
    lines: usize,
}

fn room() -> RoomKey {
    RoomKey("gate:room".to_owned())
}

async fn bot(folder: &Path, gate: &Arc<Gate>, now: DateTime<Utc>) -> Bot {
    let url = format!("sqlite://{}", folder.join("convenor.db").display());
    let chat: Arc<dyn Chat> = gate.clone();
    Bot::new(Parts {
        store: Store::open(&url).await.expect("the store opens"),
        clock: Clock::simulated(now),
        names: Names::default(),
        charters: vec![Charter::open(GROUP, "Example Group")],
        rooms: BTreeMap::from([(room(), GROUP.to_owned())]),
        chats: BTreeMap::from([("gate".to_owned(), chat)]),
        mailer: None,
        open_rooms: true,
        delivery: Delivery::ByHand,
    })
}

impl Meeting {
    async fn open(message_bytes: usize) -> Meeting {
        let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
        let limits = Limits {
            message_bytes,
            can_whisper: false,
            merges: true,
            board_rest: None,
            holds_back_floods: false,
            signs_receipts: false,
            shows_pictures: false,
        };
        let gate = Arc::new(Gate { limits, state: Mutex::default() });
        let start = "2026-12-08T14:00:00Z".parse().expect("an RFC 3339 instant");
        let bot = bot(folder.path(), &gate, start).await;
        bot.bind(&room(), &[], None).await;
        bot.resume().await.expect("the store answers");
        let mut meeting = Meeting { folder, gate, bot, lines: 0 };
        meeting.say("start meeting").await;
        meeting.deliver().await;
        meeting
    }

    async fn say(&mut self, words: &str) {
        self.lines += 1;
        let incoming = Incoming::in_room(
            room(),
            self.bot.clock().now(),
            format!("line {}", self.lines),
            Sender { account: AccountId("gate:ana".to_owned()), name: "Ana".to_owned() },
            What::Said { text: words.to_owned() },
        );
        self.bot.receive(&incoming).await.expect("the store answers");
    }

    async fn deliver(&self) {
        self.bot.deliver().await.expect("the store answers");
    }

    /// Says something whose answer the platform takes without saying so.
    async fn say_into_the_dark(&mut self, lines: &[&str]) {
        self.gate.state().loses_answers = true;
        for line in lines {
            self.say(line).await;
        }
        self.deliver().await;
        self.gate.state().loses_answers = false;
    }

    /// Opens the bot again, in a room that its configuration names by the room's own key.
    async fn restart(&mut self) {
        let now = self.bot.clock().now();
        self.bot.store().close().await;
        self.bot = bot(self.folder.path(), &self.gate, now).await;
        self.bot.bind(&room(), &[room()], None).await;
        self.bot.resume().await.expect("the store answers");
    }

    /// The database as it was before anything was marked.
    async fn lose_marks(&self) {
        let store = self.bot.store();
        let waiting = store.pending(&room().0, i64::MAX, 1_000).await.expect("the store answers");
        assert!(waiting.iter().any(|post| !post.batch.is_empty()), "something was tried");
        store.set_batch(&waiting, "").await.expect("the store answers");
    }

    async fn wait(&self, secs: i64) {
        for _ in 0..secs {
            self.bot.clock().move_to(self.bot.clock().now() + TimeDelta::seconds(1));
            self.deliver().await;
        }
    }

    async fn all_said_once(&self, words: &[&str]) {
        for words in words {
            assert_eq!(self.gate.times_said(words), 1, "“{words}”: {:?}", self.gate.state().taken);
        }
        let waiting = self.bot.store().pending(&room().0, i64::MAX, 1_000).await.expect("the store answers");
        assert!(waiting.is_empty(), "{waiting:?}");
    }

    /// The messages that are noted to have the words of an entry.
    async fn quoting(&self, words: &str) -> Vec<String> {
        let mut seq = None;
        let store = self.bot.store();
        let look = |entry: convenor::group::event::Entry| {
            if serde_json::to_string(&entry).is_ok_and(|text| text.contains(words)) {
                seq = Some(entry.seq);
            }
        };
        store.read(GROUP, 0, look).await.expect("the log can be read");
        let seq = seq.expect("it is recorded");
        store.messages_quoting(GROUP, seq, &room().0, 10).await.expect("the store answers")
    }
}

#[tokio::test]
async fn a_room_that_is_named_by_its_own_key_keeps_what_was_tried() {
    let mut meeting = Meeting::open(9_000).await;
    meeting.say_into_the_dark(&["NOTE: about rows"]).await;
    meeting.restart().await;
    // It would go along with the first, whose message is out.
    meeting.say("NOTE: two").await;
    meeting.wait(5).await;
    meeting.all_said_once(&["Note: about rows", "Note: two"]).await;
}

#[tokio::test]
async fn the_room_brings_back_marks_that_are_lost() {
    for message_bytes in [9_000, 600] {
        let long = format!("NOTE: two {}", "word ".repeat(100));
        let mut meeting = Meeting::open(message_bytes).await;
        meeting.say_into_the_dark(&["NOTE: about rows", &long, "NOTE: about columns"]).await;
        meeting.lose_marks().await;
        meeting.restart().await;
        meeting.say("NOTE: about cells").await;
        meeting.wait(5).await;
        meeting.all_said_once(&["Note: about rows", "Note: about columns", "Note: about cells"]).await;
        let (first, last) = (meeting.quoting("about rows").await, meeting.quoting("about cells").await);
        assert!(!first.is_empty() && !last.is_empty() && !first.contains(&last[0]), "{first:?} {last:?}");
    }
}

#[tokio::test]
async fn a_room_whose_history_cannot_be_read_yet_waits() {
    let mut meeting = Meeting::open(9_000).await;
    meeting.say_into_the_dark(&["NOTE: about rows"]).await;
    meeting.lose_marks().await;
    meeting.gate.state().shut = 2;
    meeting.restart().await;
    let before = meeting.gate.state().looks;
    meeting.say("NOTE: two").await;
    meeting.deliver().await;
    assert_eq!(meeting.gate.times_said("Note: two"), 0, "nobody knows yet what is out");
    meeting.wait(20).await;
    meeting.all_said_once(&["Note: about rows", "Note: two"]).await;
    meeting.say("NOTE: about columns").await;
    meeting.wait(1).await;
    assert_eq!(meeting.gate.state().looks - before, 3, "once it is read, it is not read again");
}

#[tokio::test]
async fn nothing_is_looked_for_where_all_that_waits_is_marked() {
    let mut meeting = Meeting::open(9_000).await;
    meeting.say_into_the_dark(&["NOTE: about rows"]).await;
    meeting.restart().await;
    let before = meeting.gate.state().looks;
    meeting.wait(5).await;
    meeting.all_said_once(&["Note: about rows"]).await;
    assert_eq!(meeting.gate.state().looks, before);
}
