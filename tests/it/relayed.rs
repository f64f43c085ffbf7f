//! What is said in one room reaches the other whatever happens on the way: throttled, cut off, too long, after a restart.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::{Chat, Incoming, Limits, Outgoing, RoomKey, SendError, Sender, SetUp, SetUpWish, What};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::Charter;
use convenor::group::person::AccountId;
use convenor::store::Store;
use convenor::text::{Text, plain};
use convenor::view::Weight;

/// Where people speak, and where it is shown.
const HERE: &str = "wing:here";
const THERE: &str = "wing:there";
/// Bytes of a message.
const LENGTH: usize = 200;

/// What becomes of the next request for the other room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// The platform says when to come again.
    Limited,
    /// It is done, and nobody hears of it.
    AnswerLost,
}

/// A platform of two rooms that keeps what the other room shows.
struct Wing {
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    fates: VecDeque<Fate>,
    /// Ids by key.
    posted: BTreeMap<String, String>,
    /// Words by id, in the order of their ids.
    shown: BTreeMap<String, String>,
    /// Everything that was ever shown.
    ever: String,
    /// What the bot said itself, by room.
    said: Vec<(String, String)>,
    /// Rooms in which it called somebody.
    pinged: Vec<String>,
}

impl Wing {
    fn new() -> Arc<Wing> {
        let limits = Limits {
            message_bytes: LENGTH,
            can_whisper: true,
            merges: true,
            board_rest: None,
            holds_back_floods: false,
            signs_receipts: false,
            shows_pictures: false,
        };
        Arc::new(Wing { limits, state: Mutex::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics while the state is held")
    }

    fn fate(&self, fate: Fate) {
        self.state().fates.push_back(fate);
    }

    /// In which rooms the bot said something with these words.
    fn told(&self, words: &str) -> Vec<String> {
        let state = self.state();
        state.said.iter().filter(|(_, said)| said.contains(words)).map(|(room, _)| room.clone()).collect()
    }

    fn shown(&self) -> Vec<String> {
        self.state().shown.values().cloned().collect()
    }

    /// Does something in the other room, or not.
    fn settle<T>(&self, room: &RoomKey, done: impl FnOnce(&mut State) -> T) -> Result<T, SendError> {
        let mut state = self.state();
        let fate = if room.0 == THERE { state.fates.pop_front() } else { None };
        match fate {
            Some(Fate::Limited) => {
                Err(SendError::Retry { after: Some(Duration::from_secs(5)), reason: "slowly".to_owned() })
            }
            Some(Fate::AnswerLost) => {
                done(&mut state);
                Err(SendError::Retry { after: None, reason: "cut off".to_owned() })
            }
            None => Ok(done(&mut state)),
        }
    }
}

impl State {
    fn show(&mut self, id: &str, text: &Text) {
        let words = plain::render(text, None);
        self.ever.push_str(&words);
        self.shown.insert(id.to_owned(), words);
    }
}

#[async_trait]
impl Chat for Wing {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        if message.say.weight != Weight::Quiet {
            let mut state = self.state();
            state.said.push((room.0.clone(), plain::render(&message.say.text, None)));
            state.pinged.extend(message.say.ping.as_ref().map(|_| room.0.clone()));
            return Ok(key.to_owned());
        }
        assert_ne!(room.0, HERE, "nothing is shown where it was said");
        self.settle(room, |state| {
            let next = format!("${:03}", state.posted.len());
            let id = state.posted.entry(key.to_owned()).or_insert(next).clone();
            state.show(&id, &message.say.text);
            id
        })
    }

    async fn edit(&self, room: &RoomKey, message: &str, text: &Text, _key: &str) -> Result<(), SendError> {
        self.settle(room, |state| state.show(message, text))
    }

    async fn remove(&self, room: &RoomKey, message: &str, _key: &str) -> Result<(), SendError> {
        self.settle(room, |state| drop(state.shown.remove(message)))
    }
}

fn start() -> DateTime<Utc> {
    "2026-12-08T14:00:00Z".parse().expect("an RFC 3339 instant")
}

/// A meeting in two rooms.
struct Meeting {
    bot: Bot,
    wing: Arc<Wing>,
    said: usize,
}

impl Meeting {
    async fn open(folder: &Path) -> Meeting {
        let mut meeting = Meeting::seated(folder, Wing::new(), 0).await;
        meeting.say("start meeting").await;
        meeting.deliver().await;
        meeting
    }

    async fn seated(folder: &Path, wing: Arc<Wing>, said: usize) -> Meeting {
        let url = format!("sqlite://{}", folder.join("convenor.db").display());
        let rooms = [HERE, THERE].map(|room| (RoomKey(room.to_owned()), "wing".to_owned()));
        let chat: Arc<dyn Chat> = wing.clone();
        let bot = Bot::new(Parts {
            store: Store::open(&url).await.expect("the store opens"),
            clock: Clock::simulated(start() + TimeDelta::minutes(i64::try_from(said).expect("few lines"))),
            names: Names::default(),
            charters: vec![Charter::open("wing", "Example Group")],
            rooms: rooms.iter().cloned().collect(),
            chats: BTreeMap::from([("wing".to_owned(), chat)]),
            mailer: None,
            open_rooms: true,
            delivery: Delivery::ByHand,
        });
        for (room, _) in &rooms {
            bot.bind(room, &[], None).await;
        }
        bot.resume().await.expect("the store answers");
        Meeting { bot, wing, said }
    }

    async fn restart(self, folder: &Path) -> Meeting {
        self.bot.store().close().await;
        Meeting::seated(folder, self.wing, self.said).await
    }

    async fn say(&mut self, words: &str) -> String {
        self.hear(What::Said { text: words.to_owned() }).await
    }

    async fn edit(&mut self, message: &str, words: &str) {
        self.hear(What::Edited { message: message.to_owned(), text: words.to_owned() }).await;
    }

    async fn delete(&mut self, message: &str) {
        self.hear(What::Deleted { message: message.to_owned() }).await;
    }

    async fn hear(&mut self, what: What) -> String {
        self.hear_in(HERE, what).await
    }

    async fn hear_in(&mut self, room: &str, what: What) -> String {
        self.said += 1;
        let id = format!("m{}", self.said);
        let sender = Sender { account: AccountId("wing:bo".to_owned()), name: "Bo".to_owned() };
        let (room, at) = (RoomKey(room.to_owned()), self.bot.clock().now());
        let incoming = Incoming::in_room(room, at, id.clone(), sender, what);
        self.bot.receive(&incoming).await.expect("the store answers");
        id
    }

    /// Delivers until everything is out, a minute at a time.
    async fn deliver(&self) {
        for _ in 0..4 {
            self.bot.deliver().await.expect("the store answers");
            self.bot.clock().move_to(self.bot.clock().now() + TimeDelta::minutes(2));
        }
    }
}

#[tokio::test]
async fn while_a_room_has_to_wait_what_is_said_elsewhere_becomes_one_message() {
    let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
    let mut meeting = Meeting::open(folder.path()).await;
    meeting.wing.fate(Fate::Limited);
    let one = meeting.say("One.").await;
    meeting.bot.deliver().await.expect("the store answers");
    let two = meeting.say("Two.").await;
    let three = meeting.say("Three.").await;
    meeting.deliver().await;
    assert_eq!(meeting.wing.shown(), ["<Bo> One.\n<Bo> Two.\n<Bo> Three."]);

    meeting.edit(&two, "Twice.").await;
    meeting.deliver().await;
    assert_eq!(meeting.wing.shown(), ["<Bo> One.\n<Bo> Twice.\n<Bo> Three."], "an edit changes its line");
    meeting.delete(&one).await;
    meeting.deliver().await;
    assert_eq!(meeting.wing.shown(), ["<Bo> Twice.\n<Bo> Three."], "a deletion takes its line out");

    let mut meeting = meeting.restart(folder.path()).await;
    meeting.delete(&two).await;
    meeting.delete(&three).await;
    meeting.deliver().await;
    assert_eq!(meeting.wing.shown(), [] as [&str; 0], "with the last line the message goes, also after a restart");
    meeting.bot.store().close().await;
}

#[tokio::test]
async fn who_gets_the_floor_is_called_in_one_room() {
    let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
    let mut meeting = Meeting::open(folder.path()).await;
    for (heard_in, restarts) in [(HERE, false), (THERE, false), (THERE, true)] {
        meeting.hear_in(heard_in, What::Said { text: "q+".to_owned() }).await;
        if restarts {
            meeting = meeting.restart(folder.path()).await;
        }
        meeting.hear_in(THERE, What::Said { text: "ack Bo".to_owned() }).await;
        meeting.deliver().await;
        let pinged = std::mem::take(&mut meeting.wing.state().pinged);
        assert_eq!(pinged.len(), 1, "after a hand in {heard_in}: {pinged:?}");
    }
    meeting.bot.store().close().await;
}

#[tokio::test]
async fn deleted_words_that_still_wait_never_leave() {
    let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
    let mut meeting = Meeting::open(folder.path()).await;
    let slip = meeting.say("The password is hunter2.").await;
    let fine = meeting.say("Sorry, the wrong window.").await;
    meeting.delete(&slip).await;
    meeting.edit(&fine, "Sorry.").await;
    meeting.deliver().await;
    assert_eq!(meeting.wing.shown(), ["<Bo> Sorry."]);
    assert!(!meeting.wing.state().ever.contains("hunter2") && !meeting.wing.state().ever.contains("window"));
    meeting.bot.store().close().await;
}

#[tokio::test]
async fn a_lost_answer_shows_nothing_twice() {
    for restarts in [false, true] {
        let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
        let mut meeting = Meeting::open(folder.path()).await;
        meeting.wing.fate(Fate::AnswerLost);
        let one = meeting.say("One.").await;
        meeting.say("Two.").await;
        meeting.bot.deliver().await.expect("the store answers");
        if restarts {
            meeting = meeting.restart(folder.path()).await;
        }
        meeting.deliver().await;
        assert_eq!(meeting.wing.shown(), ["<Bo> One.\n<Bo> Two."]);
        meeting.wing.fate(Fate::AnswerLost);
        meeting.edit(&one, "First.").await;
        meeting.deliver().await;
        assert_eq!(meeting.wing.shown(), ["<Bo> First.\n<Bo> Two."]);
        meeting.bot.store().close().await;
    }
}

#[tokio::test]
async fn long_words_take_several_messages_and_edits_keep_step() {
    let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
    let mut meeting = Meeting::open(folder.path()).await;
    let sentence = "Fourteen work items overlap in this row. ";
    let long = meeting.say(&sentence.repeat(12)).await;
    let short = meeting.say("Thanks.").await;
    meeting.deliver().await;
    let shown = meeting.wing.shown();
    assert!(shown.len() > 3 && shown.iter().all(|part| part.len() <= LENGTH), "{shown:?}");
    assert_eq!(shown.last().map(String::as_str), Some("<Bo> Thanks."), "what fits into no message stands alone");

    meeting.edit(&long, "Fourteen overlap.").await;
    meeting.deliver().await;
    assert_eq!(meeting.wing.shown(), ["<Bo> Fourteen overlap.", "<Bo> Thanks."]);
    meeting.edit(&short, &sentence.repeat(6)).await;
    meeting.deliver().await;
    let shown = meeting.wing.shown();
    assert_eq!((shown.len(), shown[0].as_str()), (3, "<Bo> Fourteen overlap."), "{shown:?}");
    meeting.delete(&short).await;
    meeting.deliver().await;
    assert_eq!(meeting.wing.shown(), ["<Bo> Fourteen overlap."]);
    meeting.bot.store().close().await;
}

#[tokio::test]
async fn what_was_never_shown_is_not_shown_for_an_edit() {
    let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
    let mut meeting = Meeting::open(folder.path()).await;
    let left = left(THERE, meeting.bot.clock().now());
    meeting.bot.take(left).await;
    let alone = meeting.say("Nobody else is here.").await;
    meeting.bot.bind(&RoomKey(THERE.to_owned()), &[], None).await;
    meeting.edit(&alone, "Somebody else is here.").await;
    meeting.say("Welcome.").await;
    meeting.deliver().await;
    assert_eq!(meeting.wing.shown(), ["<Bo> Welcome."]);
    meeting.bot.store().close().await;
}

#[tokio::test]
async fn a_room_that_joins_an_open_meeting_is_told_of_in_the_others() {
    const NEW: &str = "wing:new";
    let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
    let mut meeting = Meeting::open(folder.path()).await;
    let asked = |wish, manages| What::SetUp(SetUp { wish, manages, command: "/convenor setup".to_owned() });
    let bind = || asked(SetUpWish::Bind { group: "Example Group".to_owned() }, true);
    meeting.hear_in(NEW, bind()).await;
    meeting.deliver().await;
    assert_eq!(meeting.wing.told("Example Group meets here from now on"), [NEW], "only where it was asked");
    assert_eq!(meeting.wing.told("One more room takes part in this meeting"), [HERE, NEW, THERE]);
    meeting.say("Welcome.").await;
    meeting.deliver().await;
    assert_eq!(meeting.wing.shown(), ["<Bo> Welcome.", "<Bo> Welcome."], "in both other rooms");

    // With the meeting open the room stays, also after a restart, unless who manages it wants it to go; later it goes, and
    // no other room hears of it.
    let mut meeting = meeting.restart(folder.path()).await;
    meeting.bot.bind(&RoomKey(NEW.to_owned()), &[], None).await;
    meeting.hear_in(NEW, asked(SetUpWish::Release, false)).await;
    meeting.hear_in(NEW, What::Said { text: "end meeting".to_owned() }).await;
    meeting.hear_in(NEW, asked(SetUpWish::Release, true)).await;
    meeting.deliver().await;
    assert_eq!(meeting.wing.told("A meeting is open here"), [NEW]);
    assert_eq!(meeting.wing.told("Meeting 1 is closed").len(), 3);
    assert_eq!(meeting.wing.told("This room is a group of its own again"), [NEW]);
    meeting.bot.store().close().await;
}

/// News that the bot is no longer in a room.
fn left(room: &str, at: DateTime<Utc>) -> convenor::chat::Parcel {
    let (taken, _) = tokio::sync::oneshot::channel();
    let news = vec![convenor::chat::News::Left { room: RoomKey(room.to_owned()), at }];
    convenor::chat::Parcel { news, taken }
}
