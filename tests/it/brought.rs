//! A group is brought to a room by typed lines, where the platform has no slash commands; a room of no group is nobody's
//! meeting. The platform is faked: it says who runs a room.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::{Chat, Incoming, Limits, Outgoing, RoomKey, SendError, Sender, What, setup};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::{Charter, Policy};
use convenor::group::person::AccountId;
use convenor::store::Store;
use convenor::text::{Text, plain};
use tempfile::TempDir;

/// Moderates every room, and is nothing in a group.
const MIRA: &str = "Mira";
/// Chairs the group, and runs no room.
const CARLA: &str = "Carla";
/// Neither.
const ANA: &str = "Ana";

/// A platform on which everything is heard and nothing can be whispered.
struct Town {
    limits: Limits,
    /// Rooms with one person.
    direct: Mutex<BTreeSet<String>>,
    said: Mutex<Vec<(String, String)>>,
}

#[async_trait]
impl Chat for Town {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn is_direct(&self, room: &RoomKey) -> bool {
        self.direct.lock().expect("nobody panics with it").contains(room.id())
    }

    fn setup_command(&self) -> Option<&'static str> {
        Some(setup::TYPED)
    }

    async fn manages(&self, _room: &RoomKey, account: &AccountId) -> Option<bool> {
        Some(*account == account_of(MIRA))
    }

    async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let words = plain::render(&message.say.text, None);
        let mut said = self.said.lock().expect("nobody panics with it");
        if !key.starts_with("board.") {
            said.push((room.id().to_owned(), words));
        }
        Ok(key.to_owned())
    }

    async fn edit(&self, _: &RoomKey, _: &str, _: &Text, _: &str) -> Result<(), SendError> {
        Ok(())
    }
}

fn account_of(name: &str) -> AccountId {
    AccountId(format!("town:{}", name.to_lowercase()))
}

fn room(name: &str) -> RoomKey {
    RoomKey(format!("town:{name}"))
}

struct Scene {
    folder: TempDir,
    town: Arc<Town>,
    bot: Bot,
    rooms_are_open: bool,
    lines: usize,
}

impl Scene {
    async fn open(rooms_are_open: bool) -> Scene {
        let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
        let limits = Limits {
            message_bytes: 4_000,
            can_whisper: false,
            merges: false,
            board_rest: None,
            holds_back_floods: true,
            signs_receipts: false,
            shows_pictures: false,
        };
        let town = Arc::new(Town { limits, direct: Mutex::default(), said: Mutex::default() });
        let start = "2026-12-08T14:00:00Z".parse().expect("an RFC 3339 instant");
        let bot = bot(&folder, &town, rooms_are_open, start).await;
        Scene { folder, town, bot, rooms_are_open, lines: 0 }
    }

    async fn restart(&mut self) {
        let now = self.bot.clock().now();
        self.bot = bot(&self.folder, &self.town, self.rooms_are_open, now).await;
    }

    /// Somebody types a line; returns what the bot says in the rooms.
    async fn say(&mut self, place: &str, name: &str, words: &str) -> Vec<String> {
        self.lines += 1;
        self.say_as(place, name, words, self.lines).await
    }

    async fn say_as(&mut self, place: &str, name: &str, words: &str, line: usize) -> Vec<String> {
        self.bot.clock().move_to(self.bot.clock().now() + TimeDelta::seconds(20));
        let sender = Sender { account: account_of(name), name: name.to_owned() };
        let what = What::Said { text: words.to_owned() };
        let incoming = Incoming::in_room(room(place), self.bot.clock().now(), format!("line {line}"), sender, what);
        self.bot.receive(&incoming).await.expect("the store answers");
        self.bot.deliver().await.expect("the store answers");
        let said = std::mem::take(&mut *self.town.said.lock().expect("nobody panics with it"));
        said.into_iter().map(|(_, words)| words).collect()
    }

    async fn expect(&mut self, place: &str, name: &str, words: &str, answer: &str) {
        let said = self.say(place, name, words).await;
        assert!(said.iter().any(|said| said.contains(answer)), "{name}: {words} → {said:?}, not {answer:?}");
    }

    async fn expect_silence(&mut self, place: &str, name: &str, words: &str) {
        assert_eq!(self.say(place, name, words).await, [] as [&str; 0], "{name}: {words}");
    }
}

async fn bot(folder: &TempDir, town: &Arc<Town>, open_rooms: bool, now: DateTime<Utc>) -> Bot {
    let url = format!("sqlite://{}", folder.path().join("convenor.db").display());
    let chat: Arc<dyn Chat> = town.clone();
    let charter = |id: &str, name: &str| Charter {
        policy: Policy::Strict,
        chairs: BTreeSet::from([account_of(CARLA)]),
        ..Charter::open(id, name)
    };
    let bot = Bot::new(Parts {
        store: Store::open(&url).await.expect("the store opens"),
        clock: Clock::simulated(now),
        names: Names::default(),
        charters: vec![charter("group", "Example Group"), charter("other", "Other Group")],
        rooms: BTreeMap::from([(room("#configured"), "other".to_owned())]),
        chats: BTreeMap::from([("town".to_owned(), chat)]),
        mailer: None,
        open_rooms,
        delivery: Delivery::ByHand,
    });
    bot.bind(&room("!hall"), &[], Some("Hall")).await;
    bot.bind(&room("!fixed"), &[room("#configured")], Some("Fixed")).await;
    bot.bind(&room("!alone"), &[], None).await;
    bot.resume().await.expect("the store answers");
    bot
}

const NOBODYS: &str = "No group meets here, so nothing is heard or recorded.";

#[tokio::test]
async fn a_moderator_and_a_chair_agree_on_a_room() {
    let mut scene = Scene::open(false).await;
    scene.expect("!hall", ANA, "!convenor setup", "each with: !convenor setup Example Group").await;
    scene.expect("!hall", ANA, "!convenor setup Example Group", "you are neither").await;
    scene.expect("!hall", MIRA, "!convenor setup Exmple", "No group of this bot is called “Exmple”").await;
    scene
        .expect(
            "!hall",
            MIRA,
            "!convenor setup example group",
            "Now a chair or secretary of Example Group has to agree, with: !convenor setup Example Group",
        )
        .await;
    scene.expect("!hall", CARLA, "start meeting", NOBODYS).await;
    scene.restart().await;
    scene.expect("!hall", CARLA, "convenor, setup Example Group", "Example Group meets here from now on").await;
    scene.expect("!hall", CARLA, "start meeting", "Meeting 1 of Example Group is open.").await;
    // Another group cannot be brought into an open meeting, nor taken from it but by the one who runs the room.
    scene.expect("!hall", MIRA, "!setup Other Group", "A meeting is open here. Close it first: end meeting").await;
    scene.expect("!hall", CARLA, "!convenor leave", "A meeting is open here. Close it first: end meeting").await;
    scene.expect("!hall", ANA, "!convenor leave", "you are neither").await;
    scene.restart().await;
    scene.expect("!hall", CARLA, "end meeting", "Meeting 1 is closed").await;
    scene.expect("!hall", CARLA, "!leave", "No group meets here any more").await;
    scene.expect("!hall", CARLA, "start meeting", NOBODYS).await;
    scene.restart().await;
    scene.expect("!hall", CARLA, "start meeting", NOBODYS).await;
    // The group is the one that met there before; its record goes on.
    scene.say("!hall", CARLA, "!setup Example Group").await;
    scene.expect("!hall", MIRA, "!setup Example Group", "Example Group meets here from now on").await;
    scene.expect("!hall", CARLA, "start meeting", "Meeting 2 of Example Group is open.").await;
    scene.expect("!hall", MIRA, "!convenor leave", "No group meets here any more").await;
    scene.expect("!hall", MIRA, "q?", NOBODYS).await;
}

#[tokio::test]
async fn what_was_decided_comes_twice_and_counts_once() {
    let mut scene = Scene::open(false).await;
    for (number, name, line) in [
        (91, MIRA, "!setup Example Group"),
        (92, CARLA, "!setup Example Group"),
        (93, CARLA, "!leave"),
        (94, MIRA, "!setup Example Group"),
        (95, CARLA, "!setup Example Group"),
    ] {
        scene.say_as("!hall", name, line, number).await;
    }
    for (number, name, line) in [(93, CARLA, "!leave"), (94, MIRA, "!setup Example Group")] {
        assert_eq!(scene.say_as("!hall", name, line, number).await, [] as [&str; 0]);
    }
    scene.expect("!hall", CARLA, "start meeting", "Meeting 1 of Example Group is open.").await;
}

#[tokio::test]
async fn a_room_of_no_group_hears_nothing_and_answers_commands() {
    let mut scene = Scene::open(false).await;
    for line in
        ["start meeting", "!start meeting", "q+", "present+", "agenda+ Scope", "convenor, help", "!help", "!nonsense"]
    {
        let said = scene.say("!hall", ANA, line).await;
        let expected = format!(
            "{NOBODYS} A person who manages this room and a chair or secretary of a group bring it here, each with: !convenor setup"
        );
        if line != "!nonsense" {
            assert_eq!(said, [expected], "{line}");
        }
    }
    for line in [
        "good morning",
        "NOTE: the table is new",
        "ACTION: Bo to call",
        "convenor setup was easy",
        "+1",
        "q+ is how you\nraise your hand",
    ] {
        scene.expect_silence("!hall", ANA, line).await;
    }
    assert_eq!(scene.bot.group("town:!hall").await.expect("the store answers").head, 0, "nothing is recorded");
}

#[tokio::test]
async fn a_room_of_the_configuration_stays_under_whatever_key_it_is_named() {
    let mut scene = Scene::open(false).await;
    scene.expect("!fixed", MIRA, "!convenor setup", "Other Group meets here, by the configuration of this bot.").await;
    for line in ["!convenor leave", "!convenor setup Example Group"] {
        scene.expect("!fixed", MIRA, line, "by the configuration of this bot, which only the operator changes").await;
    }
    scene.expect("!fixed", CARLA, "start meeting", "Meeting 1 of Other Group is open.").await;
}

#[tokio::test]
async fn a_room_that_moved_takes_its_group_along() {
    let mut scene = Scene::open(false).await;
    scene.say("!hall", MIRA, "!setup Example Group").await;
    scene.say("!hall", CARLA, "!setup Example Group").await;
    scene.restart().await;
    scene.bot.bind(&room("!hall2"), &[room("!hall")], Some("Hall")).await;
    scene.expect("!hall2", ANA, "!setup", "Example Group meets here.").await;
    scene.expect("!hall2", CARLA, "!leave", "No group meets here any more").await;
    scene.restart().await;
    scene.bot.bind(&room("!hall2"), &[room("!hall")], Some("Hall")).await;
    scene.expect("!hall2", CARLA, "start meeting", NOBODYS).await;
}

#[tokio::test]
async fn a_room_with_one_person_answers_and_holds_no_meeting() {
    let mut scene = Scene::open(false).await;
    scene.town.direct.lock().expect("nobody panics with it").insert("!alone".to_owned());
    for line in ["start meeting", "q+", "AGREED: option B"] {
        scene
            .expect("!alone", ANA, line, "No meeting is held in a room with one person, and nothing is recorded here.")
            .await;
    }
    scene.expect("!alone", ANA, "!time 15:00 UTC in Seoul", "Seoul").await;
    assert_eq!(scene.bot.group("town:!alone").await.expect("the store answers").head, 0, "nothing is recorded");
    // Somebody else comes in: then it is nobody's.
    scene.town.direct.lock().expect("nobody panics with it").clear();
    scene.expect("!alone", ANA, "start meeting", NOBODYS).await;
    // A chair brings a group before the others are there.
    scene.town.direct.lock().expect("nobody panics with it").insert("!hall".to_owned());
    scene.say("!hall", MIRA, "!setup Example Group").await;
    scene.say("!hall", CARLA, "!setup Example Group").await;
    scene.expect("!hall", CARLA, "start meeting", "Meeting 1 of Example Group is open.").await;
}

#[tokio::test]
async fn where_rooms_are_open_who_runs_the_room_sends_the_bot_away() {
    let mut scene = Scene::open(true).await;
    scene.expect("!hall", ANA, "start meeting", "Meeting 1 of Hall is open.").await;
    scene.expect("!hall", ANA, "!leave", "Only a person who manages this room can send me away").await;
    let said = scene.say("!hall", MIRA, "!leave").await.join("\n");
    assert!(said.contains("Meeting 1 is closed") && said.contains("No group meets here any more"), "{said}");
    scene.expect_silence("!hall", ANA, "good morning").await;
    scene.expect_silence("!hall", ANA, "NOTE: the table is new").await;
    scene.restart().await;
    scene.expect_silence("!hall", ANA, "ACTION: Bo to call").await;
    scene.expect("!hall", ANA, "start meeting", "Meeting 2 of Hall is open.").await;
    scene.expect("!hall", ANA, "q+", "Ana").await;
}
