//! The bot is sent away or muted in the middle of a meeting, or a server takes only small messages. The far side of the
//! chat is faked: the same key is the same message there, and it lets the bot speak or not.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use convenor::bot::{Bot, Circumstances, Delivery, Desk, Parts};
use convenor::chat::{Back, Chat, Incoming, Limits, News, Origin, Outgoing, Parcel, RoomKey, SendError, Sender, What};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::Charter;
use convenor::group::command::{Command, QueueCommand};
use convenor::group::event::HandKind;
use convenor::group::person::AccountId;
use convenor::store::Store;
use convenor::text::{Text, plain};
use convenor::view::absence::Meanwhile;
use tempfile::TempDir;

const ROOM: &str = "hall:1";

/// What the hall does with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Open,
    /// The bot may not speak.
    Silent,
    /// It may change its messages and post no new ones.
    Still,
    /// Longer messages are too large, by the bytes of their words.
    Narrow(usize),
    /// Messages with these words are refused, all others are taken.
    Fussy(&'static str),
}

struct Hall {
    limits: Limits,
    state: Mutex<State>,
}

struct State {
    mood: Mood,
    /// Whether the next messages that are taken get no answer.
    lost: VecDeque<bool>,
    posted: BTreeMap<String, String>,
    /// Words in the order in which they came, the board's own too.
    said: Vec<String>,
    board: String,
    tries: usize,
}

impl Hall {
    fn new() -> Arc<Hall> {
        let limits = Limits {
            message_bytes: 4_000,
            can_whisper: false,
            merges: true,
            board_rest: Some(Duration::from_secs(3)),
            holds_back_floods: false,
            signs_receipts: false,
            shows_pictures: false,
        };
        let state = State {
            mood: Mood::Open,
            lost: VecDeque::new(),
            posted: BTreeMap::new(),
            said: Vec::new(),
            board: String::new(),
            tries: 0,
        };
        Arc::new(Hall { limits, state: Mutex::new(state) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics while the hall's state is held")
    }

    fn be(&self, mood: Mood) {
        self.state().mood = mood;
    }

    fn times_said(&self, words: &str) -> usize {
        self.state().said.iter().map(|said| said.matches(words).count()).sum()
    }

    /// What was said since a moment, by the number of messages before it.
    fn said_since(&self, count: usize) -> Vec<String> {
        self.state().said[count..].to_vec()
    }

    fn judge(&self, words: &str, is_new: bool) -> Result<(), SendError> {
        let mut state = self.state();
        state.tries += 1;
        match state.mood {
            Mood::Still if !is_new => Ok(()),
            Mood::Silent | Mood::Still => Err(SendError::Silenced { reason: "power level".to_owned() }),
            Mood::Narrow(bytes) if words.len() > bytes => Err(SendError::TooLarge { reason: "413".to_owned() }),
            Mood::Fussy(word) if words.contains(word) => Err(SendError::Silenced { reason: "spam".to_owned() }),
            Mood::Open | Mood::Narrow(_) | Mood::Fussy(_) => Ok(()),
        }
    }
}

#[async_trait]
impl Chat for Hall {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, _room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let words = plain::render(&message.say.text, None);
        self.judge(&words, true)?;
        let mut state = self.state();
        if key.starts_with("board.") {
            state.board = words;
            return Ok(key.to_owned());
        }
        if let Some(known) = state.posted.get(key) {
            assert_eq!(*known, words, "{key} came again with other words");
        } else {
            state.posted.insert(key.to_owned(), words.clone());
            state.said.push(words);
        }
        if state.lost.pop_front() == Some(true) {
            return Err(SendError::Retry { after: None, reason: "cut off".to_owned() });
        }
        Ok(key.to_owned())
    }

    async fn edit(&self, _: &RoomKey, _: &str, text: &Text, _: &str) -> Result<(), SendError> {
        let words = plain::render(text, None);
        self.judge(&words, false)?;
        self.state().board = words;
        Ok(())
    }
}

/// A meeting in the hall; Ana has opened it.
struct Meeting {
    folder: TempDir,
    hall: Arc<Hall>,
    bot: Bot,
    lines: usize,
}

fn start() -> DateTime<Utc> {
    "2026-12-08T14:00:00Z".parse().expect("an RFC 3339 instant")
}

fn room() -> RoomKey {
    RoomKey(ROOM.to_owned())
}

fn sender(name: &str) -> Sender {
    Sender { account: AccountId(format!("hall:{}", name.to_lowercase())), name: name.to_owned() }
}

async fn bot(folder: &Path, hall: &Arc<Hall>, now: DateTime<Utc>) -> Bot {
    let url = format!("sqlite://{}", folder.join("convenor.db").display());
    let chat: Arc<dyn Chat> = hall.clone();
    let bot = Bot::new(Parts {
        store: Store::open(&url).await.expect("the store opens"),
        clock: Clock::simulated(now),
        names: Names::default(),
        charters: vec![Charter::open("group", "Example Group")],
        rooms: BTreeMap::from([(room(), "group".to_owned())]),
        chats: BTreeMap::from([("hall".to_owned(), chat)]),
        mailer: None,
        open_rooms: true,
        delivery: Delivery::ByHand,
    });
    bot.bind(&room(), &[], Some("The hall")).await;
    bot.resume().await.expect("the store answers");
    bot
}

impl Meeting {
    async fn open() -> Meeting {
        let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
        let hall = Hall::new();
        let bot = bot(folder.path(), &hall, start()).await;
        let mut meeting = Meeting { folder, hall, bot, lines: 0 };
        meeting.say("Ana", "start meeting").await;
        meeting.deliver().await;
        meeting
    }

    async fn say(&mut self, name: &str, words: &str) {
        self.lines += 1;
        let incoming = Incoming::in_room(
            room(),
            self.bot.clock().now(),
            format!("line {}", self.lines),
            sender(name),
            What::Said { text: words.to_owned() },
        );
        self.bot.receive(&incoming).await.expect("the store answers");
    }

    async fn take(&self, news: Vec<News>) {
        let (taken, _) = tokio::sync::oneshot::channel();
        self.bot.take(Parcel { news, taken }).await;
    }

    async fn deliver(&self) {
        self.bot.deliver().await.expect("the store answers");
    }

    /// Lets time pass, in which the bot tries what waits.
    async fn wait(&self, secs: i64) {
        for _ in 0..secs {
            self.bot.clock().move_to(self.bot.clock().now() + TimeDelta::seconds(1));
            self.deliver().await;
        }
    }

    /// Ends the bot as it is and opens it again.
    async fn restart(&mut self) {
        let now = self.bot.clock().now();
        self.bot.store().close().await;
        self.bot = bot(self.folder.path(), &self.hall, now).await;
        self.deliver().await;
    }

    fn count(&self) -> usize {
        self.hall.state().said.len()
    }
}

fn back(id: &str, from: Option<DateTime<Utc>>, to: DateTime<Utc>) -> News {
    News::Back(Back { room: room(), id: id.to_owned(), from, to, meanwhile: Meanwhile::Unheard })
}

#[tokio::test]
async fn what_is_said_to_a_muted_bot_is_answered_when_it_may_speak_again() {
    let mut meeting = Meeting::open().await;
    meeting.say("Bo", "q+").await;
    meeting.say("Cy", "q+").await;
    meeting.wait(5).await;
    let before = meeting.count();

    meeting.hall.be(Mood::Silent);
    meeting.wait(175).await;
    meeting.say("Ana", "!next").await;
    meeting.say("Dee", "q+ to ask").await;
    meeting.wait(60).await;
    // A restart in between neither forgets nor doubles it.
    meeting.restart().await;
    meeting.say("Ana", "!next").await;
    meeting.say("Eve", "q-").await;
    meeting.wait(360).await;
    assert_eq!(meeting.count(), before, "nothing is said");
    let tries = meeting.hall.state().tries;
    meeting.wait(60).await;
    assert!((3..=12).contains(&(meeting.hall.state().tries - tries)), "it is tried with pauses");

    meeting.hall.be(Mood::Open);
    meeting.wait(10).await;
    let said = meeting.hall.said_since(before);
    // Bo's turn is over: only Cy is called.
    let grants: Vec<&String> = said.iter().filter(|said| said.contains("you have the floor")).collect();
    assert_eq!(grants, ["Cy, you have the floor"], "{said:#?}");
    for answer in ["Dee, you are 2nd on the speaker queue", "ou are not on the speaker queue. Try q+"] {
        assert_eq!(said.iter().filter(|said| said.contains(answer)).count(), 1, "{answer}: {said:#?}");
    }
    assert_eq!(
        said.last().map(String::as_str),
        Some("Ana, I could not speak here from 14:03 to 14:11 UTC. What I had to say then has now been said.")
    );
    assert!(meeting.hall.state().board.contains("Cy"), "{}", meeting.hall.state().board);
    meeting.restart().await;
    meeting.wait(30).await;
    assert_eq!(meeting.count(), before + said.len(), "it is told once");
    meeting.bot.store().close().await;
}

#[tokio::test]
async fn changing_the_board_is_no_speaking() {
    let mut meeting = Meeting::open().await;
    meeting.hall.be(Mood::Still);
    meeting.say("Bo", "q+").await;
    meeting.say("Cy", "q+").await;
    meeting.wait(120).await;
    assert!(meeting.hall.state().board.contains("1. Bo  2. Cy"), "{}", meeting.hall.state().board);
    assert_eq!(meeting.hall.times_said("I could not speak"), 0);
    meeting.hall.be(Mood::Open);
    meeting.wait(15).await;
    for words in ["Bo, you are 1st", "Cy, you are 2nd", "Ana, I could not speak here from 14:00 to 14:02 UTC"] {
        assert_eq!(meeting.hall.times_said(words), 1, "{words}: {:#?}", meeting.hall.state().said);
    }
    meeting.bot.store().close().await;
}

#[tokio::test]
async fn a_bot_that_dies_before_the_chair_knows_tells_it_after_its_restart() {
    let mut meeting = Meeting::open().await;
    meeting.hall.be(Mood::Silent);
    meeting.say("Bo", "q+").await;
    meeting.wait(120).await;
    // The message that goes out first gets no answer, and the bot dies.
    meeting.hall.be(Mood::Open);
    meeting.hall.state().lost = VecDeque::from([true]);
    while meeting.hall.times_said("Bo, you are 1st") == 0 {
        meeting.wait(1).await;
    }
    assert_eq!(meeting.hall.times_said("I could not speak"), 0);
    meeting.restart().await;
    meeting.wait(5).await;
    assert_eq!(meeting.hall.times_said("Bo, you are 1st"), 1);
    assert_eq!(meeting.hall.times_said("Ana, I could not speak here from 14:00 to 14:02 UTC"), 1);
    meeting.bot.store().close().await;
}

#[tokio::test]
async fn back_after_an_absence_it_says_once_that_words_are_missing() {
    let mut meeting = Meeting::open().await;
    meeting.wait(180).await;
    let left_at = meeting.bot.clock().now();
    meeting.take(vec![News::Left { room: room(), at: left_at }]).await;
    meeting.wait(200).await;
    meeting.restart().await;
    meeting.wait(220).await;
    // The adapter hands the absence over again when it does not know whether it was taken.
    let to = meeting.bot.clock().now();
    let joined = || News::Room { room: room(), called: Vec::new(), name: None };
    for _ in 0..2 {
        meeting.take(vec![News::Left { room: room(), at: left_at }]).await;
        meeting.take(vec![joined(), back("join 1", None, to)]).await;
        meeting.deliver().await;
    }
    assert_eq!(
        meeting.hall.times_said("I was away from 14:03 to 14:10 UTC; what was said then is not recorded."),
        1,
        "{:#?}",
        meeting.hall.state().said
    );
    // The second absence is another one.
    meeting.wait(60).await;
    meeting.take(vec![News::Left { room: room(), at: meeting.bot.clock().now() }]).await;
    meeting.wait(60).await;
    meeting.take(vec![joined(), back("join 2", None, meeting.bot.clock().now())]).await;
    meeting.deliver().await;
    assert_eq!(meeting.hall.times_said("I was away from 14:11 to 14:12 UTC"), 1, "{:#?}", meeting.hall.state().said);
    // It takes part again.
    meeting.say("Bo", "q+").await;
    meeting.wait(5).await;
    assert!(meeting.hall.state().board.contains("1. Bo"), "{}", meeting.hall.state().board);
    meeting.bot.store().close().await;
}

#[tokio::test]
async fn an_absence_without_a_meeting_or_without_a_gap_is_not_told() {
    let mut meeting = Meeting::open().await;
    let now = || meeting.bot.clock().now();
    // The room was heard all the time.
    meeting.take(vec![back("join 1", None, now())]).await;
    // It begins with the meeting at the earliest.
    meeting.wait(60).await;
    meeting.take(vec![back("join 2", Some(now() - TimeDelta::days(2)), now())]).await;
    meeting.deliver().await;
    assert_eq!(meeting.hall.times_said("I was away from 14:00 to 14:01 UTC"), 1);
    assert_eq!(meeting.hall.times_said("I was away"), 1);
    meeting.say("Ana", "end meeting").await;
    meeting.take(vec![News::Left { room: room(), at: meeting.bot.clock().now() }]).await;
    meeting.wait(60).await;
    meeting.take(vec![back("join 3", None, meeting.bot.clock().now())]).await;
    meeting.say("Ana", "start meeting").await;
    meeting.take(vec![back("join 4", None, meeting.bot.clock().now())]).await;
    meeting.deliver().await;
    assert_eq!(meeting.hall.times_said("I was away"), 1);
    meeting.bot.store().close().await;
}

#[tokio::test]
async fn what_is_too_large_goes_out_in_smaller_parts_and_once() {
    for dies in [false, true] {
        let mut meeting = Meeting::open().await;
        for number in 1..=30 {
            meeting.say("Ana", &format!("agenda+ Item with number {number:02} and some words to make it long")).await;
        }
        meeting.wait(5).await;
        let before = meeting.count();
        meeting.hall.be(Mood::Narrow(700));
        // The first piece arrives; whether it did is not known.
        meeting.hall.state().lost = VecDeque::from([true]);
        meeting.say("Bo", "agenda?").await;
        meeting.deliver().await;
        if dies {
            meeting.restart().await;
        }
        // Smaller parts stay smaller parts, also where the whole could be sent by now.
        meeting.hall.be(Mood::Open);
        meeting.wait(20).await;
        let said = meeting.hall.said_since(before);
        assert!(said.len() > 2, "{said:#?}");
        for number in 1..=30 {
            let item = format!("Item with number {number:02}");
            assert_eq!(said.iter().filter(|said| said.contains(&item)).count(), 1, "{item}: {said:#?}");
        }
        let notes = meeting.bot.store().notes_from("cut ").await.expect("the store answers");
        assert_eq!(notes, [], "nothing is left of it");
        meeting.bot.store().close().await;
    }
}

/// A board is one message that cannot be cut: it stays as it was, and everything else goes on.
#[tokio::test]
async fn a_board_that_is_too_large_holds_up_nothing() {
    let mut meeting = Meeting::open().await;
    meeting.wait(5).await;
    let before = meeting.hall.state().board.clone();
    assert!(before.contains("meeting 1"), "{before}");
    let size = before.len() + 100;
    meeting.hall.be(Mood::Narrow(size));
    for n in 1..=15 {
        meeting.say(&format!("Speaker{n:02}"), "q+ to speak about the table").await;
        meeting.wait(4).await;
    }
    meeting.say("Bo", "NOTE: heard all the same").await;
    meeting.wait(5).await;
    assert_eq!(meeting.hall.times_said("heard all the same"), 1);
    assert!(meeting.hall.state().board.len() <= size, "it shows what the server takes");
    meeting.hall.be(Mood::Open);
    meeting.say("Cy", "q+ to end it").await;
    meeting.wait(5).await;
    let after = meeting.hall.state().board.clone();
    assert!(after.len() > size && after.contains("Cy"), "the next change shows all of it: {after}");
}

#[tokio::test]
async fn where_everything_is_too_large_it_waits() {
    let mut meeting = Meeting::open().await;
    meeting.hall.be(Mood::Narrow(0));
    meeting.say("Bo", "q+").await;
    meeting.wait(60).await;
    assert_eq!(meeting.hall.times_said("Bo, you are 1st"), 0);
    meeting.hall.be(Mood::Open);
    meeting.wait(15).await;
    assert_eq!(meeting.hall.times_said("Bo, you are 1st"), 1);
    meeting.bot.store().close().await;
}

#[tokio::test]
async fn a_message_that_the_room_does_not_take_holds_up_no_other() {
    let mut meeting = Meeting::open().await;
    meeting.hall.be(Mood::Fussy("casino"));
    meeting.say("Bo", "agenda+ The casino of Monte Carlo").await;
    meeting.wait(60).await;
    for name in ["Cy", "Dee", "Eve"] {
        meeting.say(name, "q+").await;
    }
    meeting.wait(180).await;
    for (name, place) in [("Cy", "1st"), ("Dee", "2nd"), ("Eve", "3rd")] {
        assert_eq!(meeting.hall.times_said(&format!("{name}, you are {place}")), 1, "{:#?}", meeting.hall.state().said);
    }
    assert_eq!(meeting.hall.times_said("casino"), 0);
    let waiting = meeting.bot.store().pending(ROOM, i64::MAX, 10).await.expect("the store answers");
    assert_eq!(waiting, [], "nothing waits for ever");
    meeting.bot.store().close().await;
}

#[tokio::test]
async fn an_answer_to_nobody_in_a_room_is_told_to_no_room() {
    let meeting = Meeting::open().await;
    let store = meeting.bot.store().clone();
    let (charter, clock) = (Charter::open("group", "Example Group"), meeting.bot.clock().clone());
    let desk = Desk::open(store.clone(), charter, vec![room()], clock, Arc::new(Names::default())).await;
    let mut desk = desk.expect("the log can be read");
    let command = Command::Queue(QueueCommand::RaiseHand { kind: HandKind::New, words: None });
    let origin = Origin::CommandLine { group: "group".to_owned() };
    let (at, id, what) = (meeting.bot.clock().now(), "order 1".to_owned(), What::Ordered(command));
    let order = Incoming { origin, at, id, sender: sender("Bo"), mentions: Vec::new(), what };
    let handled = desk.receive(&order, Circumstances::default()).await.expect("the store answers");
    assert!(!handled.said.is_empty(), "the answer goes to whoever asks");
    let waiting = store.pending(ROOM, i64::MAX, 10).await.expect("the store answers");
    assert_eq!(waiting, []);
    store.close().await;
}
