//! Random meetings through the real bot and the real store, with crashes wherever one can happen.
//!
//! Only the far side of the chat is faked ([`server`]). A seed decides everything: who is there,
//! what they type, edit and delete, what arrives late, twice or out of order, when the server
//! fails, when the store fails, and when the bot dies. After every step the log, the group in
//! memory and what people have seen must agree.

#[path = "../../fuzz/alarms.rs"]
mod alarms;
mod chance;
mod checks;
mod ledger;
mod pen;
mod people;
mod relays;
mod server;
mod steps;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::{Chat, Incoming};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::Group;
use convenor::group::charter::Charter;
use convenor::mail::{Mailer, Transport};
use convenor::store::{Position, Store};

use crate::place::Place;
pub use chance::Chance;
use ledger::Ledger;
use pen::Pen;
use people::{GROUP, PLATFORM, People};
use server::Server;

/// Steps of a meeting: many short ones and some long ones find more than all of one length.
const STEPS: [usize; 6] = [12, 16, 20, 24, 28, 60];

/// Plays the meeting of a seed at a place that nobody else uses.
pub async fn play(place: &Place, seed: u64) {
    let mut simulation = Simulation::new(place, seed).await;
    let steps = *simulation.chance.pick(&STEPS);
    simulation.open().await;
    for _ in 0..steps {
        simulation.step().await;
        simulation.check().await;
    }
    Box::pin(simulation.finish()).await;
    simulation.trail.is_over = true;
    simulation.bot.store().close().await;
}

/// A meeting on its way.
struct Simulation<'a> {
    place: &'a Place,
    chance: Chance,
    pen: Pen,
    people: People,
    charter: Charter,
    server: Arc<Server>,
    /// A meeting is over, and the next is ahead.
    is_between: bool,
    clock: Clock,
    bot: Bot,
    /// Everything that happened in the rooms, as the server could deliver it.
    messages: Vec<Message>,
    /// Messages that the bot has not taken yet.
    held: Vec<usize>,
    ledger: Ledger,
    /// What has stood in the outbox, by number.
    outbox: BTreeMap<u64, String>,
    /// Words that were deleted.
    gone: BTreeSet<String>,
    /// Messages whose one line must be in the record.
    expected: BTreeSet<String>,
    /// How often the status was asked for, which is always answered, once, in every room.
    status_count: usize,
    trail: Trail,
}

/// A message in a room.
struct Message {
    incoming: Incoming,
    /// What it says now, after edits.
    text: String,
    /// Words that nobody else typed.
    words: Vec<String>,
    is_taken: bool,
    /// Taken while no meeting was open, and brought nothing: the bot remembers it only as long as it runs.
    is_idle: bool,
    is_deleted: bool,
}

/// What was done, printed when something went wrong.
struct Trail {
    seed: u64,
    steps: Vec<String>,
    is_over: bool,
}

impl<'a> Simulation<'a> {
    async fn new(place: &'a Place, seed: u64) -> Simulation<'a> {
        let trail = Trail { seed, steps: Vec::new(), is_over: false };
        let mut chance = Chance::new(seed);
        let people = People::new(&mut chance);
        let charter = people.charter();
        let server = Arc::new(Server::new(&mut chance));
        // A quarter of an hour before midnight UTC: most meetings run over it.
        let start = DateTime::from_timestamp(1_796_773_500, 0).expect("it is a moment in December 2026");
        let clock = Clock::simulated(start);
        let bot = start_bot(place, &people, &charter, &server, &clock).await;
        server.look_into(bot.store());
        let ledger = Ledger::new(charter.clone());
        Simulation {
            place,
            chance,
            pen: Pen::new(),
            people,
            charter,
            server,
            is_between: false,
            clock,
            bot,
            messages: Vec::new(),
            held: Vec::new(),
            ledger,
            outbox: BTreeMap::new(),
            gone: BTreeSet::new(),
            expected: BTreeSet::new(),
            status_count: 0,
            trail,
        }
    }

    fn note(&mut self, what: impl Into<String>) {
        let now = self.clock.now().format("%d %H:%M:%S");
        self.trail.steps.push(format!("{now} {}", what.into()));
    }

    async fn group(&self) -> Group {
        self.bot.group(GROUP).await.expect("the group can be read")
    }

    async fn is_recording(&self) -> bool {
        self.group().await.meeting.is_some_and(|meeting| meeting.is_recording())
    }

    async fn position(&self) -> Position {
        self.bot.store().position(GROUP).await.expect("the store answers")
    }

    /// Lets time pass, stopping at every timer or jumping over all of them.
    async fn advance(&mut self, by: TimeDelta) {
        let end = self.clock.now() + by;
        let mut stops = 0;
        while let Some(due) = self.next_stop(end).await {
            stops += 1;
            assert!(stops < 100, "the clock comes to an end of its warnings");
            self.tick(due).await;
        }
        self.clock.move_to(end.max(self.clock.now()));
        // A bot that runs sleeps until a moment that was announced, and hears of no other.
        if self.bot.next_wakeup().await.is_some_and(|due| due <= end) {
            self.tick(end).await;
        }
    }

    async fn next_stop(&mut self, end: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.chance.one_in(4) {
            return None;
        }
        self.bot.next_wakeup().await.filter(|due| *due <= end)
    }

    async fn tick(&mut self, at: DateTime<Utc>) {
        self.clock.move_to(at.max(self.clock.now()));
        self.bot.tick().await.expect("the store answers");
    }

    async fn deliver(&mut self) {
        self.look_into_outbox().await;
        self.bot.deliver().await.expect("the store answers");
    }

    /// Remembers what waits before it is gone.
    async fn look_into_outbox(&mut self) {
        let waiting = self.bot.store().pending_of(GROUP).await.expect("the outbox can be read");
        self.outbox.extend(waiting.into_iter().map(|post| (post.n, post.body)));
    }

    /// The bot dies and is started again on what it left.
    async fn reopen(&mut self) {
        let old = self.bot.store().clone();
        self.bot = start_bot(self.place, &self.people, &self.charter, &self.server, &self.clock).await;
        self.server.look_into(self.bot.store());
        old.close().await;
    }
}

/// A bot on the store of a place, as the program starts one.
async fn start_bot(place: &Place, people: &People, charter: &Charter, server: &Arc<Server>, clock: &Clock) -> Bot {
    let store = Store::open(&place.url).await.expect("the store opens");
    let from = lettre::Address::new("convenor", "localhost.localdomain").expect("it is an address");
    let chat: Arc<dyn Chat> = server.clone();
    let bot = Bot::new(Parts {
        store,
        clock: clock.clone(),
        names: Names::default(),
        charters: vec![charter.clone()],
        rooms: people.rooms.iter().map(|room| (room.clone(), GROUP.to_owned())).collect(),
        chats: BTreeMap::from([(PLATFORM.to_owned(), chat)]),
        mailer: Some(Mailer { from, transport: Transport::Maildir(place.folder.path().join("outbox")), archive: None }),
        open_rooms: true,
        delivery: Delivery::ByHand,
    });
    for room in &people.rooms {
        bot.bind(room, std::slice::from_ref(room), None).await;
    }
    bot.resume().await.expect("the store answers");
    bot
}

impl Drop for Trail {
    fn drop(&mut self) {
        if !self.is_over {
            let last = self.steps.len().saturating_sub(25);
            eprintln!(
                "The meeting of seed {} failed. Its last steps:\n  {}",
                self.seed,
                self.steps[last..].join("\n  ")
            );
            eprintln!("SEED={} runs it again.", self.seed);
        }
    }
}
