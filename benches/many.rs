//! Ten thousand open meetings on one machine: memory, the start, and how fast commands are answered while 200 come in a
//! second. The far side of the platform is faked: what is posted is there at once. `cargo bench --bench many` prints the
//! table that docs/performance.md keeps; a number names other counts of meetings.

#![expect(clippy::disallowed_methods, reason = "measuring is what a bench reads the machine's clock for")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::{Chat, Incoming, Limits, Outgoing, RoomKey, SendError, Sender, What};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::event::{Entry, Event, HandKind, Manner, NoteKind, Source};
use convenor::group::person::{AccountId, Person};
use convenor::store::{Commit, Outcome, Store};
use convenor::text::Text;
use convenor::view::board::Board;
use futures_util::StreamExt as _;
use tokio::sync::oneshot;

const MEETINGS: usize = 10_000;
const ENTRIES: u64 = 200;
const HANDS: u64 = 10;
const PER_SECOND: u32 = 200;
const SECONDS: u32 = 20;
/// A process that finds this set runs the bot on the store in that folder: memory is told of a process from its beginning.
const FOLDER: &str = "CONVENOR_BENCH_FOLDER";
/// It posts the boards and ends. What is measured is a start of a bot whose boards are there.
const BOARDS_ALONE: &str = "CONVENOR_BENCH_BOARDS_ALONE";

fn main() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    if let Some(folder) = std::env::var_os(FOLDER) {
        return runtime.block_on(run(Path::new(&folder)));
    }
    let meetings = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(MEETINGS);
    let folder = tempfile::tempdir().expect("a temporary folder");
    runtime.block_on(prepare(folder.path(), meetings));
    println!("| {meetings} meetings of {ENTRIES} entries | |\n|---|---:|");
    println!("| fsync of 4 kB in that folder, median | {:.1} ms |", millis(fsync(folder.path())));
    let program = std::env::current_exe().expect("the bench knows its own path");
    for are_alone in [true, false] {
        let mut again = Command::new(&program);
        again.env(FOLDER, folder.path());
        if are_alone {
            again.env(BOARDS_ALONE, "1");
        }
        assert!(again.status().expect("the bench starts again").success(), "the bot failed");
    }
}

/// Writes the logs: each meeting is open and has ten hands raised.
async fn prepare(folder: &Path, meetings: usize) {
    let store = open(folder).await;
    let made = (0..meetings).map(|meeting| {
        let store = store.clone();
        async move {
            let group = format!("bench:{meeting}");
            store.position(&group).await.expect("the store answers");
            let entries: Vec<Entry> = (1..=ENTRIES).map(|seq| entry(meeting, seq)).collect();
            let seen = entries.iter().filter_map(|entry| Some(entry.source.as_ref()?.message.clone())).collect();
            let commit = Commit { group, head: 0, spoken: 0, seen, entries, ..Commit::default() };
            assert_eq!(store.commit(commit).await.expect("the store answers"), Outcome::Done);
        }
    });
    futures_util::stream::iter(made).buffer_unordered(32).for_each(|()| async {}).await;
    store.close().await;
}

/// An entry of a meeting's log: mostly words, some notes, an item, and the hands at its end.
fn entry(meeting: usize, seq: u64) -> Entry {
    let by = person(usize::try_from(seq).expect("it is small"));
    let event = match seq {
        1 => Event::MeetingStarted { number: 1, title: None },
        2 => Event::ItemAdded { item: 1, title: "Overlap table".to_owned(), proposer: None, is_presented: false },
        3 => Event::ItemTakenUp { item: 1 },
        _ if seq > ENTRIES - HANDS => Event::HandRaised { person: by.clone(), hand: HandKind::New, note: None },
        _ if seq.is_multiple_of(10) => {
            Event::Noted { kind: NoteKind::Note, text: format!("note {seq} about the table") }
        }
        _ => Event::Said {
            speaker: by.clone(),
            words: format!("statement {seq} about the table and its rows"),
            manner: Manner::Statement,
        },
    };
    let message = format!("$m{meeting}e{seq}:example.org");
    let source = Some(Source { message, line: 0, room: None, edit: None, is_by_menu: false });
    let at = start() + TimeDelta::seconds(i64::try_from(seq).expect("it is small"));
    Entry { seq, at, by: Some(by), source, event }
}

/// Starts the bot on what [`prepare`] has left, and sends commands to it.
async fn run(folder: &Path) {
    let begun = Instant::now();
    let store = open(folder).await;
    let groups = store.groups().await.expect("the store answers").len();
    let far = Arc::new(Far::default());
    let clock = Clock::simulated(start() + TimeDelta::hours(1));
    let bot = Bot::new(Parts {
        store,
        clock,
        names: Names::default(),
        charters: Vec::new(),
        rooms: BTreeMap::new(),
        chats: BTreeMap::from([("bench".to_owned(), Arc::clone(&far) as Arc<dyn Chat>)]),
        mailer: None,
        open_rooms: true,
        delivery: Delivery::Background,
    });
    for group in 0..groups {
        bot.bind(&room(group), &[], None).await;
    }
    if std::env::var_os(BOARDS_ALONE).is_some() {
        bot.resume().await.expect("the store answers");
        while far.boards.load(Ordering::Relaxed) < groups {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        return bot.store().close().await;
    }
    let first = answered(&bot, &far, groups / 2, 0);
    let (resumed, first) = tokio::join!(bot.resume(), first);
    resumed.expect("the store answers");
    line("start until all meetings are open", &format!("{:.1} s", begun.elapsed().as_secs_f64()));
    line("first answer, asked at the start", &format!("{:.0} ms", millis(first)));
    line("memory, resident", &format!("{} MB", resident("VmRSS:")));
    let mut beat = tokio::time::interval(Duration::from_secs(1) / PER_SECOND);
    let mut asked = Vec::new();
    for number in 1..=u64::from(PER_SECOND * SECONDS) {
        beat.tick().await;
        let (bot, far) = (bot.clone(), Arc::clone(&far));
        // Far apart, and none twice in a row.
        let group = usize::try_from(number * 7_919).expect("it is small") % groups;
        asked.push(tokio::spawn(async move { answered(&bot, &far, group, number).await }));
    }
    let mut times = Vec::with_capacity(asked.len());
    for asked in asked {
        times.push(asked.await.expect("no task fails"));
    }
    times.sort();
    let at = |percent: usize| millis(times[(times.len() - 1) * percent / 100]);
    line(&format!("a command, {PER_SECOND} a second, median"), &format!("{:.1} ms", at(50)));
    line("p99", &format!("{:.1} ms", at(99)));
    line("memory at its most", &format!("{} MB", resident("VmHWM:")));
    bot.store().close().await;
}

/// How long a command takes until its answer is posted.
async fn answered(bot: &Bot, far: &Far, group: usize, number: u64) -> Duration {
    let id = format!("$command{number}:example.org");
    let (posted, answer) = oneshot::channel();
    far.awaited.lock().expect("nobody panics").insert(id.clone(), posted);
    let begun = Instant::now();
    let sender = person(0);
    let sender = Sender { account: sender.account.expect("everybody has one"), name: sender.name };
    let what = What::Said { text: format!("NOTE: {number} is about gateways") };
    let now = bot.clock().now();
    bot.receive_patiently(&Incoming::in_room(room(group), now, id, sender, what)).await;
    answer.await.expect("it is posted");
    begun.elapsed()
}

/// The far side of a platform: what is posted is there at once.
#[derive(Default)]
struct Far {
    /// Who waits for the answer to a message.
    awaited: Mutex<BTreeMap<String, oneshot::Sender<()>>>,
    /// How many boards were posted.
    boards: AtomicUsize,
}

const LIMITS: Limits = Limits {
    message_bytes: 16_000,
    can_whisper: false,
    merges: false,
    board_rest: Some(Duration::from_secs(5)),
    holds_back_floods: false,
    signs_receipts: false,
    shows_pictures: false,
};

#[async_trait]
impl Chat for Far {
    fn limits(&self) -> &Limits {
        &LIMITS
    }

    async fn post(&self, _room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let waiting =
            message.cause.as_ref().and_then(|cause| self.awaited.lock().expect("nobody panics").remove(cause));
        if let Some(waiting) = waiting {
            let _ = waiting.send(());
        }
        Ok(format!("${key}:example.org"))
    }

    async fn post_board(&self, _room: &RoomKey, _board: &Board, key: &str) -> Result<String, SendError> {
        self.boards.fetch_add(1, Ordering::Relaxed);
        Ok(format!("${key}:example.org"))
    }

    async fn edit(&self, _room: &RoomKey, _message: &str, _text: &Text, _key: &str) -> Result<(), SendError> {
        Ok(())
    }
}

/// Kilobytes of this process that the system counts, as MB.
fn resident(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix(what)).expect("it is told");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("it is a number") / 1_000
}

/// The median of a few writes of a page, each brought to the disk.
fn fsync(folder: &Path) -> Duration {
    let mut file = std::fs::File::create(folder.join("fsync")).expect("a file");
    let mut times: Vec<Duration> = (0..100)
        .map(|_| {
            let begun = Instant::now();
            file.write_all(&[7; 4_096]).expect("the disk has room");
            file.sync_data().expect("the disk answers");
            begun.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

async fn open(folder: &Path) -> Store {
    Store::open(&format!("sqlite://{}", folder.join("convenor.db").display())).await.expect("the store opens")
}

fn room(group: usize) -> RoomKey {
    RoomKey(format!("bench:{group}"))
}

fn person(number: usize) -> Person {
    const NAMES: [&str; 12] = [
        "Ana Lima",
        "Bo Berg",
        "Carla Dias",
        "Cy Dahl",
        "Dina Essen",
        "Eli Fox",
        "Fay Gray",
        "Gus Holt",
        "Hal Ito",
        "Ida Jung",
        "Jo Kim",
        "Kai Lund",
    ];
    let name = NAMES[number % NAMES.len()];
    let account = format!("bench:{}", name.to_lowercase().replace(' ', "."));
    Person { account: Some(AccountId(account)), name: name.to_owned(), organization: None }
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_796_767_200, 0).expect("it is a moment in December 2026")
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn line(what: &str, figure: &str) {
    println!("| {what} | {figure} |");
}
