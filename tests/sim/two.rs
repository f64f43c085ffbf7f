//! Two bots on one store, by seeds: whoever acts crashes, is suspended and wakes up believing that nothing has happened, loses
//! beats, or is stopped; the other one takes over. The far side of the chat is faked as Matrix is: a key counts for one device, and
//! a device looks once into the room for the keys of others.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta};
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::{Chat, Incoming, Limits, Outgoing, RoomKey, SendError, Sender, What};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::Charter;
use convenor::group::person::AccountId;
use convenor::store::{Claim, Holder, Store, StoreError, Watch};
use convenor::text::{Text, plain};
use tokio::sync::Notify;

use crate::place::Place;
use crate::simulation::Chance;

const GROUP: &str = "iotsec";
const ROOM: &str = "sim:hall";
const STEPS: usize = 90;
/// A watcher takes over within this many of its looks.
const LOOKS: u32 = 8;

/// What everybody sees.
#[derive(Default)]
struct Hall {
    /// Key, words, the device that said it, and its term.
    said: Vec<(String, String, u32, i64)>,
    complaints: Vec<String>,
    /// The server has no more trouble, and nobody dies.
    is_calm: bool,
}

/// A device in the hall.
struct Device {
    number: u32,
    store: Store,
    hall: Arc<Mutex<Hall>>,
    limits: Limits,
    chance: Mutex<Chance>,
    /// What was said before the device spoke first.
    before: Mutex<Option<BTreeMap<String, String>>>,
    /// What the server knows of the device's own keys.
    own: Mutex<BTreeMap<String, String>>,
    /// Rung when the program is to die in the middle of a request.
    dies: Notify,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Device {
    fn look(&self) -> BTreeMap<String, String> {
        let hall = lock(&self.hall);
        hall.said.iter().enumerate().map(|(place, (key, ..))| (key.clone(), format!("${place}"))).collect()
    }

    fn accept(&self, words: String, key: &str) -> String {
        let known = lock(&self.before).get_or_insert_with(|| self.look()).get(key).cloned();
        if let Some(id) = known.or_else(|| lock(&self.own).get(key).cloned()) {
            return id;
        }
        let mut hall = lock(&self.hall);
        if hall.said.iter().any(|(other, ..)| other == key) {
            hall.complaints.push(format!("{key} was said twice"));
        }
        let id = format!("${}", hall.said.len());
        hall.said.push((key.to_owned(), words, self.number, self.store.term()));
        lock(&self.own).insert(key.to_owned(), id.clone());
        id
    }
}

#[async_trait]
impl Chat for Device {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, _room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let words = plain::render(&message.say.text, None);
        let fate = if lock(&self.hall).is_calm { 24 } else { lock(&self.chance).below(24) };
        let later = |after| SendError::Retry { after, reason: "the server has trouble".to_owned() };
        match fate {
            0 => Err(later(Some(Duration::from_secs(1)))),
            1 => {
                self.accept(words, key);
                Err(later(None))
            }
            2 | 3 => {
                if fate == 2 {
                    self.accept(words, key);
                }
                self.dies.notify_one();
                std::future::pending().await
            }
            _ => Ok(self.accept(words, key)),
        }
    }

    async fn posted_lately(&self, _room: &RoomKey) -> Result<Vec<String>, SendError> {
        Ok(lock(&self.before).get_or_insert_with(|| self.look()).keys().cloned().collect())
    }

    async fn edit(&self, _room: &RoomKey, _message: &str, _text: &Text, _key: &str) -> Result<(), SendError> {
        Ok(())
    }
}

/// A running program.
struct Program {
    number: u32,
    store: Store,
    watch: Watch,
    /// It acts, or believes so.
    acting: Option<(Bot, Arc<Device>, usize)>,
    /// It does nothing for so many steps.
    suspended: u32,
}

struct Scene<'a> {
    place: &'a Place,
    seed: u64,
    chance: Chance,
    clock: Clock,
    hall: Arc<Mutex<Hall>>,
    programs: Vec<Program>,
    started: u32,
    messages: Vec<Incoming>,
    words: Vec<String>,
    /// Time of the watchers, in steps of a second.
    now: Duration,
    takeovers: u32,
}

pub async fn play(place: &Place, seed: u64) -> u32 {
    let clock = Clock::simulated(DateTime::from_timestamp(1_796_773_500, 0).expect("a moment"));
    let mut scene = Scene {
        place,
        seed,
        chance: Chance::new(seed),
        clock,
        hall: Arc::default(),
        programs: Vec::new(),
        started: 0,
        messages: Vec::new(),
        words: Vec::new(),
        now: Duration::ZERO,
        takeovers: 0,
    };
    for _ in 0..2 {
        scene.start().await;
    }
    scene.say("start meeting");
    for _ in 0..STEPS {
        scene.step().await;
    }
    scene.finish().await;
    scene.takeovers
}

impl Scene<'_> {
    async fn start(&mut self) {
        self.started += 1;
        let number = self.started;
        let store = self.place.open().await;
        // On a machine of its own, where nobody sees that it has died.
        let me = Holder { host: format!("m{number}"), pid: number, space: format!("m{number}"), began: "1".to_owned() };
        let watch = Watch::new(&store, me);
        self.programs.push(Program { number, store, watch, acting: None, suspended: 0 });
    }

    fn say(&mut self, words: &str) {
        let id = format!("m{}", self.messages.len());
        let ana = Sender { account: AccountId("sim:ana".to_owned()), name: "Ana".to_owned() };
        let what = What::Said { text: words.to_owned() };
        self.messages.push(Incoming::in_room(RoomKey(ROOM.to_owned()), self.clock.now(), id, ana, what));
    }

    fn say_note(&mut self) {
        let word = format!("word{:04}z", self.words.len());
        self.say(&format!("NOTE: {word}"));
        self.words.push(word);
    }

    async fn step(&mut self) {
        self.now += Duration::from_secs(1);
        self.clock.move_to(self.clock.now() + TimeDelta::seconds(1));
        for _ in 0..self.chance.below(3) {
            self.say_note();
        }
        for index in (0..self.programs.len()).rev() {
            if self.programs[index].suspended > 0 {
                self.programs[index].suspended -= 1;
                continue;
            }
            let is_alive =
                if self.programs[index].acting.is_some() { self.act(index).await } else { self.watch(index).await };
            if !is_alive {
                self.programs.remove(index);
            }
        }
        while self.programs.len() < 2 {
            self.start().await;
        }
        self.check();
    }

    async fn watch(&mut self, index: usize) -> bool {
        // Looks get lost too.
        if self.chance.one_in(10) {
            return true;
        }
        let program = &mut self.programs[index];
        match program.watch.look(self.now).await {
            Ok(Claim::HeldBy(_)) => return true,
            Ok(Claim::Mine) => {}
            Err(error) => panic!("{error}"),
        }
        self.takeovers += 1;
        let chance = Mutex::new(Chance::new(self.chance.below(u64::MAX)));
        let device = Arc::new(Device {
            number: program.number,
            store: program.store.clone(),
            hall: self.hall.clone(),
            limits: Limits {
                message_bytes: usize::MAX,
                can_whisper: false,
                merges: self.seed.is_multiple_of(2),
                board_rest: None,
                holds_back_floods: false,
                signs_receipts: false,
                shows_pictures: false,
            },
            chance,
            before: Mutex::default(),
            own: Mutex::default(),
            dies: Notify::new(),
        });
        let chat: Arc<dyn Chat> = device.clone();
        let charter =
            Charter { chairs: [AccountId("sim:ana".to_owned())].into(), ..Charter::open(GROUP, "Example Group") };
        let bot = Bot::new(Parts {
            store: program.store.clone(),
            clock: self.clock.clone(),
            names: Names::default(),
            charters: vec![charter],
            rooms: BTreeMap::from([(RoomKey(ROOM.to_owned()), GROUP.to_owned())]),
            chats: BTreeMap::from([("sim".to_owned(), chat)]),
            mailer: None,
            open_rooms: false,
            delivery: Delivery::ByHand,
        });
        let room = RoomKey(ROOM.to_owned());
        bot.bind(&room, &[], None).await;
        bot.resume().await.expect("the store answers");
        // What it has heard while it stood by, most of which is known.
        let from = self.chance.index(self.messages.len());
        let from = if self.chance.one_in(2) { 0 } else { from.min(self.first_unknown().await) };
        self.programs[index].acting = Some((bot, device, from));
        true
    }

    /// The first message that is not in the record.
    async fn first_unknown(&self) -> usize {
        for (place, message) in self.messages.iter().enumerate() {
            if !self.programs[0].store.is_seen(&message.id).await.expect("the store answers") {
                return place;
            }
        }
        self.messages.len()
    }

    /// What a program that acts, or believes so, does in a second. Returns whether it lives on.
    async fn act(&mut self, index: usize) -> bool {
        let fate = self.chance.below(40);
        match fate {
            0 => return false,
            1 => {
                // Up to more than a watcher waits.
                self.programs[index].suspended = u32::try_from(self.chance.below(12)).expect("small");
                return true;
            }
            2 => {
                let program = self.programs.swap_remove(index);
                let (bot, ..) = program.acting.as_ref().expect("it acts");
                bot.finish_deliveries().await;
                program.store.close().await;
                self.start().await;
                let last = self.programs.len() - 1;
                self.programs.swap(index, last);
                return true;
            }
            _ => {}
        }
        // A program that was suspended may try anything before it looks at the lease again.
        if self.chance.one_in(2) && !self.beat(index).await {
            return false;
        }
        let Some((bot, device, mut place)) = self.programs[index].acting.take() else { return true };
        while place < self.messages.len() {
            if bot.receive(&self.messages[place]).await.is_err() {
                // Another one writes.
                break;
            }
            place += 1;
            if self.chance.one_in(12) {
                break;
            }
        }
        let has_died = tokio::select! {
            delivered = bot.deliver() => {
                if let Err(error) = delivered {
                    let is_lost = error.chain().any(|cause| matches!(cause.downcast_ref(), Some(StoreError::Lost)));
                    assert!(is_lost, "seed {}: {error:#}", self.seed);
                }
                false
            }
            () = device.dies.notified() => true,
        };
        self.programs[index].acting = Some((bot, device, place));
        if has_died {
            return false;
        }
        // Beats get lost, too, and not for so long that another takes over.
        self.chance.one_in(8) || self.beat(index).await
    }

    async fn beat(&mut self, index: usize) -> bool {
        self.programs[index].store.beat().await.expect("the store answers")
    }

    fn check(&self) {
        let hall = lock(&self.hall);
        assert!(hall.complaints.is_empty(), "seed {}: {:?}", self.seed, hall.complaints);
        let mut speakers: BTreeMap<i64, u32> = BTreeMap::new();
        let mut last = 0;
        for (key, _, device, term) in &hall.said {
            let speaker = *speakers.entry(*term).or_insert(*device);
            assert_eq!(speaker, *device, "seed {}: {key}: two speakers in term {term}", self.seed);
            assert!(*term >= last, "seed {}: {key} was said in term {term}, after term {last} had begun", self.seed);
            last = *term;
        }
    }

    async fn finish(&mut self) {
        // Nothing happens any more but what has to.
        lock(&self.hall).is_calm = true;
        for _ in 0..LOOKS * 4 {
            self.now += Duration::from_secs(1);
            self.clock.move_to(self.clock.now() + TimeDelta::seconds(10));
            for index in (0..self.programs.len()).rev() {
                self.programs[index].suspended = 0;
                let is_alive = if self.programs[index].acting.is_some() {
                    self.act_calmly(index).await
                } else {
                    self.watch(index).await
                };
                if !is_alive {
                    self.programs.remove(index);
                }
            }
            while self.programs.len() < 2 {
                self.start().await;
            }
            self.check();
        }
        for word in &self.words {
            let times = hall_count(&self.hall, word);
            assert_eq!(times, 1, "seed {}: {word} was answered {times} times", self.seed);
        }
        let log = self.place.texts("SELECT body FROM entries ORDER BY seq").await;
        for word in &self.words {
            let times = log.iter().filter(|body| body.contains(word.as_str())).count();
            assert_eq!(times, 1, "seed {}: {word} is in the log {times} times", self.seed);
        }
        let opened = hall_count(&self.hall, "is open");
        assert_eq!(opened, 1, "seed {}: the meeting was opened {opened} times", self.seed);
        for program in &self.programs {
            program.store.close().await;
        }
    }

    async fn act_calmly(&mut self, index: usize) -> bool {
        if !self.beat(index).await {
            return false;
        }
        let Some((bot, device, mut place)) = self.programs[index].acting.take() else { return true };
        while place < self.messages.len() && bot.receive(&self.messages[place]).await.is_ok() {
            place += 1;
        }
        let has_died = tokio::select! {
            delivered = bot.deliver() => {
                delivered.unwrap_or_else(|error| panic!("seed {}: {error:#}", self.seed));
                false
            }
            () = device.dies.notified() => true,
        };
        self.programs[index].acting = Some((bot, device, place));
        !has_died
    }
}

fn hall_count(hall: &Mutex<Hall>, words: &str) -> usize {
    lock(hall).said.iter().filter(|(_, said, ..)| said.contains(words)).count()
}
