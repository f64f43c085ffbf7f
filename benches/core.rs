//! How fast the core decides, how fast the bot commits beside what the database alone can do, and
//! how fast a log is replayed. `cargo bench` prints one table; docs/performance.md keeps it.
//!
//! Besides the project's own tables there is one rule for reading them: what the bot reaches is
//! compared with the fastest that sqlx can do with the same rows, not with the slowest.

#![expect(clippy::disallowed_methods, reason = "measuring is what a bench reads the machine's clock for")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use convenor::bot::{Bot, Delivery, Parts, rebuild};
use convenor::chat::{Incoming, Outgoing, RoomKey, Sender, What};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::Group;
use convenor::group::charter::{Charter, ParentMeeting};
use convenor::group::command::{
    Command, DecisionCommand, FloorCommand, FloorTo, Gathered, QueueCommand, RecordCommand, Request,
};
use convenor::group::event::{DocumentChange, Entry, Event, HandKind, Kind, Manner, NoteKind, RowChange, Source};
use convenor::group::person::{AccountId, Person, Role};
use convenor::store::{Commit, Outcome, Store};
use convenor::text::Text;
use convenor::view::Say;
use convenor::view::report::report;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

/// Pure code is measured as the best of so many runs, what waits for the disk as their median.
const RUNS: usize = 5;
/// Messages of each group in one run of the receive path.
const MESSAGES: usize = 40;
const LOG: u64 = 100_000;
/// Messages that are deleted one after another.
const DELETIONS: u64 = 20;

fn main() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    println!("| what | entries or groups | per second | beside |");
    println!("|---|---:|---:|---:|");
    // All of it, or the parts that are named.
    let named: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let is_wanted = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    if is_wanted("decide") {
        decide();
    }
    if is_wanted("results") {
        results();
    }
    if is_wanted("commits") {
        runtime.block_on(commits());
    }
    if is_wanted("receive") {
        runtime.block_on(receive());
    }
    if is_wanted("replay") {
        replay(&runtime);
    }
    if is_wanted("erasures") {
        runtime.block_on(erasures());
    }
}

/// Commands through decide and apply in meetings of three lengths.
fn decide() {
    let mut smallest = 0.0;
    for entries in [10, 1_000, 100_000] {
        let meeting = long_meeting(entries);
        let (commands, rate) = best(|| {
            let mut group = meeting.clone();
            let requests = requests();
            // What a clone leaves cold in the caches is nobody's command.
            run(&mut group, &requests[..requests.len() / 2]);
            let start = Instant::now();
            let count = run(&mut group, &requests);
            (count, start.elapsed())
        });
        if entries == 10 {
            smallest = rate;
        }
        line(
            "decide + apply",
            &entries.to_string(),
            rate,
            &format!("{:.2} of 10 entries ({commands} commands)", rate / smallest),
        );
    }
}

fn run(group: &mut Group, requests: &[Request]) -> usize {
    for request in requests {
        let events = group.decide(request).expect("the bench asks for what is allowed");
        for event in events {
            let entry = Entry { seq: group.head + 1, at: request.at, by: request.by.clone(), source: None, event };
            group.apply(&entry);
        }
    }
    requests.len()
}

/// Commands in a group whose register and list of documents are short or long, and a report over all of it.
fn results() {
    let mut smallest = 0.0;
    for (rows, documents) in [(5, 3), (50, 30), (500, 300)] {
        let settled = settled(rows, documents);
        let (_, rate) = best(|| {
            let mut group = settled.clone();
            let requests = requests();
            run(&mut group, &requests[..requests.len() / 2]);
            let start = Instant::now();
            let count = run(&mut group, &requests);
            (count, start.elapsed())
        });
        if rows == 5 {
            smallest = rate;
        }
        let size = format!("{rows} rows, {documents} documents");
        line("decide + apply with results", &size, rate, &format!("{:.2} of 5 rows", rate / smallest));
        let parent = settled.parent_meetings().into_iter().next().expect("the group has a parent meeting");
        let (_, rate) = best(|| {
            let start = Instant::now();
            let report = report(&settled, (1, &parent), Vec::new(), start_of_reports());
            let text = convenor::document::report::text(&report);
            assert!(!text.blocks.is_empty());
            (1, start.elapsed())
        });
        line("report to a parent body", &size, rate, &format!("{:.1} ms each", 1_000.0 / rate));
    }
}

/// A group with so many rows, every third settled by a decision, and so many documents.
fn settled(rows: u32, documents: u32) -> Group {
    let mut charter = Charter::open("bench", "Bench");
    charter.sides = vec!["SG17".to_owned(), "SG20".to_owned()];
    charter.parent_meetings = vec![ParentMeeting {
        body: "SG17".to_owned(),
        opens: (start() + TimeDelta::days(200)).date_naive(),
        closes: None,
        place: None,
        lead_months: None,
    }];
    let mut group = Group::new(charter);
    log(10).for_each(|entry| group.apply(&entry));
    let chair = person("Carla");
    let mut apply = |event: Event| {
        let entry = Entry { seq: group.head + 1, at: start(), by: Some(chair.clone()), source: None, event };
        group.apply(&entry);
    };
    for row in 1..=rows {
        let changed = |change| Event::RegisterChanged { row, change };
        apply(changed(RowChange::Added { topic: format!("Topic {row} of the comparison"), source: None }));
        for side in ["SG17", "SG20"] {
            let text = format!("X.{row}, Y.{row} ({side}-TD{row})");
            apply(changed(RowChange::Side { side: side.to_owned(), text }));
        }
        if row % 3 == 0 {
            let text = format!("R{row} to SG17: SG20 refers to it");
            apply(Event::DecisionRecorded { number: row + 100, kind: Kind::Agreed, text, proposal: None });
        }
    }
    for document in 1..=documents {
        let text = format!("SG17-TD{document} \"Title {document}\" from SG17");
        apply(Event::DocumentChanged { document, change: DocumentChange::Registered { text, own: None } });
    }
    group
}

fn start_of_reports() -> DateTime<Utc> {
    start() + TimeDelta::days(150)
}

/// What a meeting is made of: hands, floor, statements, notes, now and then a decision.
fn requests() -> Vec<Request> {
    let (chair, ana, bo) = (person("Carla"), person("Ana"), person("Bo"));
    let say = |words: &str| Command::Record(RecordCommand::Say { words: words.to_owned() });
    let raise = |words: Option<&str>| {
        Command::Queue(QueueCommand::RaiseHand { kind: HandKind::New, words: words.map(str::to_owned) })
    };
    let round = [
        (&ana, raise(Some("to ask about option B"))),
        (&bo, raise(None)),
        (&chair, Command::Floor(FloorCommand::GiveFloor { to: FloorTo::Next { expecting: None } })),
        (&ana, say("Option B leaves the identity of devices to SG17, as the table shows in row four.")),
        (&ana, say("I would rather see it as a joint matter.")),
        (&ana, Command::Floor(FloorCommand::YieldFloor)),
        (&chair, Command::Floor(FloorCommand::GiveFloor { to: FloorTo::Next { expecting: None } })),
        (&bo, say("Row four is about gateways.")),
        (
            &bo,
            Command::Record(RecordCommand::RecordNote {
                kind: NoteKind::Note,
                text: "row four is about gateways".to_owned(),
            }),
        ),
        (&bo, Command::Floor(FloorCommand::YieldFloor)),
        (
            &chair,
            Command::Decision(DecisionCommand::RecordDecision {
                kind: Kind::Agreed,
                text: "row four stays".to_owned(),
            }),
        ),
    ];
    let mut at = start() + TimeDelta::days(1);
    let mut requests = Vec::new();
    for _ in 0..200 {
        for (by, command) in &round {
            at += TimeDelta::seconds(7);
            requests.push(Request {
                at,
                by: Some((*by).clone()),
                role: Role::Chair,
                command: command.clone(),
                gathered: Gathered::default(),
            });
        }
    }
    requests
}

fn long_meeting(entries: u64) -> Group {
    let mut group = Group::new(Charter::open("bench", "Bench"));
    log(entries).for_each(|entry| group.apply(&entry));
    group
}

/// A meeting's log: mostly words, some notes and hands, a new item now and then.
fn log(entries: u64) -> impl Iterator<Item = Entry> {
    (1..=entries).map(|seq| {
        let by = person(["Carla", "Ana", "Bo", "Cy"][usize::try_from(seq % 4).expect("it is small")]);
        let event = match seq {
            1 => Event::MeetingStarted { number: 1, title: None },
            2 => Event::ItemAdded { item: 1, title: "Overlap table".to_owned(), proposer: None, is_presented: false },
            3 => Event::ItemTakenUp { item: 1 },
            _ if seq % 10 == 0 => Event::Noted { kind: NoteKind::Note, text: format!("note {seq} about the table") },
            _ if seq % 10 == 5 => Event::HandRaised { person: by.clone(), hand: HandKind::New, note: None },
            _ if seq % 10 == 6 => Event::FloorGiven { person: by.clone(), hand: HandKind::New },
            _ => Event::Said {
                speaker: by.clone(),
                words: format!("statement {seq} about the table and its rows"),
                manner: Manner::Statement,
            },
        };
        let source = Some(Source {
            message: format!("$event{seq}:example.org"),
            line: 0,
            room: None,
            edit: None,
            is_by_menu: false,
        });
        let at = start() + TimeDelta::milliseconds(i64::try_from(seq).expect("it is small") * 500);
        Entry { seq, at, by: Some(by), source, event }
    })
}

/// Messages through the bot for many groups at once, beside the same rows put into the same kind
/// of file by sqlx alone.
async fn commits() {
    for (place, base) in [("disk", std::env::temp_dir()), ("memory", Path::new("/dev/shm").to_owned())] {
        if !base.is_dir() {
            continue;
        }
        for groups in [1, 64, 256] {
            let (mut lean, mut rows, mut store, mut bot, mut own) =
                (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for _ in 0..RUNS {
                lean.push(by_sqlx(&base, groups, Writing::Batch).await);
                rows.push(by_sqlx(&base, groups, Writing::RowByRow).await);
                store.push(through_store(&base, groups).await);
                let (rate, own_micros) = through_bot(&base, groups).await;
                bot.push(rate);
                own.push(own_micros);
            }
            let size = format!("{groups} on {place}");
            let beside = |rate: f64| format!("{:.2} of the batch insert", rate / median(&lean));
            line("sqlx, batch insert", &size, median(&lean), "");
            for (what, rates) in [("sqlx, row by row", &rows), ("Store::commit", &store), ("Bot::receive", &bot)] {
                line(what, &size, median(rates), &beside(median(rates)));
            }
            println!("| Bot::receive, beside the database | {size} | | {:.1} µs of a core |", median(&own));
        }
    }
}

async fn receive() {
    for groups in [64, 256] {
        let (mut rates, mut own) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let (rate, micros) = through_bot(Path::new("/dev/shm"), groups).await;
            rates.push(rate);
            own.push(micros);
        }
        line("Bot::receive", &groups.to_string(), median(&rates), &format!("{:.1} µs", median(&own)));
    }
}

/// The whole way of a message: understood, decided, applied, worded, committed.
async fn through_bot(base: &Path, groups: usize) -> (f64, f64) {
    let folder = tempfile::tempdir_in(base).expect("a temporary folder");
    let store = open(folder.path()).await;
    let bot = bot(&store, start());
    for group in 0..groups {
        bot.receive(&incoming(group, "start", "start meeting")).await.expect("the store answers");
    }
    bot.clock().move_to(start() + TimeDelta::hours(1));
    let begin = Instant::now();
    let rooms = (0..groups).map(|group| {
        let bot = bot.clone();
        tokio::spawn(async move {
            let mut times = Vec::with_capacity(MESSAGES);
            for message in 0..MESSAGES {
                let noted = incoming(group, &message.to_string(), "NOTE: row four is about gateways");
                let (received, time) = in_polls(std::pin::pin!(bot.receive(&noted))).await;
                received.expect("the store answers");
                times.push(time.as_secs_f64() * 1_000_000.0);
            }
            times
        })
    });
    let mut times = Vec::with_capacity(groups * MESSAGES);
    for done in futures_util::future::join_all(rooms).await {
        times.extend(done.expect("no task fails"));
    }
    let rate = per_second(groups * MESSAGES, begin.elapsed());
    assert_eq!(store.position("bench:0").await.expect("the store answers").head, 1 + MESSAGES as u64);
    store.close().await;
    (rate, median(&times))
}

/// What a future comes to, and how long it was at work itself: without what it waited for.
async fn in_polls<T>(mut work: std::pin::Pin<&mut impl Future<Output = T>>) -> (T, Duration) {
    let mut time = Duration::ZERO;
    let done = std::future::poll_fn(|context| {
        let begin = Instant::now();
        let polled = work.as_mut().poll(context);
        time += begin.elapsed();
        polled
    })
    .await;
    (done, time)
}

fn bot(store: &Store, now: DateTime<Utc>) -> Bot {
    Bot::new(Parts {
        store: store.clone(),
        clock: Clock::simulated(now),
        names: Names::default(),
        charters: Vec::new(),
        rooms: BTreeMap::new(),
        chats: BTreeMap::new(),
        mailer: None,
        open_rooms: true,
        delivery: Delivery::ByHand,
    })
}

/// Ready commits through the store's writer, with the same rows.
async fn through_store(base: &Path, groups: usize) -> f64 {
    let folder = tempfile::tempdir_in(base).expect("a temporary folder");
    let store = open(folder.path()).await;
    for group in 0..groups {
        store.position(&format!("bench:{group}")).await.expect("the store answers");
    }
    let begin = Instant::now();
    let rooms = (0..groups).map(|group| {
        let store = store.clone();
        tokio::spawn(async move {
            for message in 0..MESSAGES {
                let outcome = store.commit(commit(group, message)).await.expect("the store answers");
                assert_eq!(outcome, Outcome::Done);
            }
        })
    });
    join(rooms).await;
    let rate = per_second(groups * MESSAGES, begin.elapsed());
    store.close().await;
    rate
}

/// The rows of the same commits by sqlx alone, in transactions of one commit per group.
async fn by_sqlx(base: &Path, groups: usize, manner: Writing) -> f64 {
    let folder = tempfile::tempdir_in(base).expect("a temporary folder");
    open(folder.path()).await.close().await;
    let options = SqliteConnectOptions::new()
        .filename(folder.path().join("convenor.db"))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("the file opens");
    let batches: Vec<Vec<Row>> =
        (0..MESSAGES).map(|message| (0..groups).map(|group| Row::of(&commit(group, message))).collect()).collect();
    for row in &batches[0] {
        sqlx::query("INSERT INTO groups (id, head, spoken) VALUES ($1, 0, 0)")
            .bind(&row.group)
            .execute(&pool)
            .await
            .expect("written");
    }
    let begin = Instant::now();
    // In a task, as the store's writer is one.
    let writer = tokio::spawn({
        let pool = pool.clone();
        async move {
            for batch in &batches {
                match manner {
                    Writing::Batch => write_batch(&pool, batch).await,
                    Writing::RowByRow => write_rows(&pool, batch).await,
                }
            }
        }
    });
    writer.await.expect("everything is written");
    let rate = per_second(groups * MESSAGES, begin.elapsed());
    pool.close().await;
    rate
}

/// How sqlx writes.
#[derive(Clone, Copy)]
enum Writing {
    /// Many rows a statement: the fastest it offers.
    Batch,
    /// A statement a row. Alone it also waits for its thread to wake at each of them.
    RowByRow,
}

/// One commit as rows.
struct Row {
    group: String,
    n: i64,
    id: String,
    entry: String,
    post: String,
}

impl Row {
    fn of(commit: &Commit) -> Row {
        Row {
            group: commit.group.clone(),
            n: i64::try_from(commit.head + 1).expect("it is small"),
            id: commit.seen.first().cloned().unwrap_or_default(),
            entry: serde_json::to_string(&commit.entries[0]).expect("an entry has a JSON form"),
            post: commit.posts[0].body.clone(),
        }
    }
}

async fn write_rows(pool: &SqlitePool, batch: &[Row]) {
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.expect("begun");
    for row in batch {
        sqlx::query("UPDATE groups SET head = $1, spoken = $1 WHERE id = $2")
            .bind(row.n)
            .bind(&row.group)
            .execute(&mut *tx)
            .await
            .expect("written");
        sqlx::query("INSERT INTO seen (id, at) VALUES ($1, 0)").bind(&row.id).execute(&mut *tx).await.expect("written");
        sqlx::query(
            "INSERT INTO entries (group_id, seq, source, edit, about, body) VALUES ($1, $2, $3, NULL, NULL, $4)",
        )
        .bind(&row.group)
        .bind(row.n)
        .bind(&row.id)
        .bind(&row.entry)
        .execute(&mut *tx)
        .await
        .expect("written");
        sqlx::query(
            "INSERT INTO outbox (group_id, n, route, batch, body, attempts, due_at) VALUES ($1, $2, $1, '', $3, 0, 0)",
        )
        .bind(&row.group)
        .bind(row.n)
        .bind(&row.post)
        .execute(&mut *tx)
        .await
        .expect("written");
    }
    tx.commit().await.expect("written");
}

async fn write_batch(pool: &SqlitePool, batch: &[Row]) {
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.expect("begun");
    let mut groups = sqlx::QueryBuilder::new("INSERT INTO groups (id, head, spoken) ");
    groups.push_values(batch, |mut values, row| {
        values.push_bind(&row.group).push_bind(row.n).push_bind(row.n);
    });
    groups.push(" ON CONFLICT (id) DO UPDATE SET head = excluded.head, spoken = excluded.spoken");
    groups.build().execute(&mut *tx).await.expect("written");
    let mut seen = sqlx::QueryBuilder::new("INSERT INTO seen (id, at) ");
    seen.push_values(batch, |mut values, row| {
        values.push_bind(&row.id).push_bind(0_i64);
    });
    seen.build().execute(&mut *tx).await.expect("written");
    let mut entries = sqlx::QueryBuilder::new("INSERT INTO entries (group_id, seq, source, body) ");
    entries.push_values(batch, |mut values, row| {
        values.push_bind(&row.group).push_bind(row.n).push_bind(&row.id).push_bind(&row.entry);
    });
    entries.build().execute(&mut *tx).await.expect("written");
    let mut outbox = sqlx::QueryBuilder::new("INSERT INTO outbox (group_id, n, route, batch, body, attempts, due_at) ");
    outbox.push_values(batch, |mut values, row| {
        values
            .push_bind(&row.group)
            .push_bind(row.n)
            .push_bind(&row.group)
            .push_bind("")
            .push_bind(&row.post)
            .push_bind(0_i64)
            .push_bind(0_i64);
    });
    outbox.build().execute(&mut *tx).await.expect("written");
    tx.commit().await.expect("written");
}

/// A long log, from memory and from the store.
fn replay(runtime: &tokio::runtime::Runtime) {
    let entries: Vec<Entry> = log(LOG).collect();
    let charter = Charter::open("bench", "Bench");
    let (_, rate) = best(|| {
        let mut group = Group::new(charter.clone());
        let start = Instant::now();
        for entry in &entries {
            group.apply(entry);
        }
        (entries.len(), start.elapsed())
    });
    line("Group::apply", &LOG.to_string(), rate, "");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = runtime.block_on(async {
        let store = open(folder.path()).await;
        store.position("bench").await.expect("the store answers");
        let whole = Commit { group: "bench".to_owned(), entries: entries.clone(), ..Commit::default() };
        assert_eq!(store.commit(whole).await.expect("written"), Outcome::Done);
        store
    });
    let (_, rate) = best(|| {
        let start = Instant::now();
        let group = runtime.block_on(rebuild::group(&store, &charter)).expect("the log can be read");
        assert_eq!(group.head, LOG);
        (entries.len(), start.elapsed())
    });
    line("rebuild::group from SQLite", &LOG.to_string(), rate, "");
    runtime.block_on(store.close());
}

/// A message of a long log is deleted, and a person with 10,000 entries is forgotten: from the request to the answer in
/// the outbox.
async fn erasures() {
    for (what, entries, text) in [
        ("one message deleted", LOG, None),
        ("forget me, 10,000 entries of the person", 40_000, Some("forget me really")),
        ("forget me, 25,000 entries of the person", LOG, Some("forget me really")),
    ] {
        let mut rates = Vec::new();
        for _ in 0..RUNS {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let store = open(folder.path()).await;
            store.position("bench:0").await.expect("the store answers");
            let whole = Commit { group: "bench:0".to_owned(), entries: log(entries).collect(), ..Commit::default() };
            assert_eq!(store.commit(whole).await.expect("written"), Outcome::Done);
            let bot = bot(&store, start() + TimeDelta::days(2));
            // The group is read from the log before anything is measured.
            bot.receive(&incoming(0, "help", "status?")).await.expect("the store answers");
            let requests: Vec<Incoming> = match text {
                Some(text) => vec![incoming(0, "forget", text)],
                // One after another, of different parts of the log.
                None => (1..=DELETIONS)
                    .map(|deletion| Incoming {
                        what: What::Deleted {
                            message: format!("$event{}:example.org", deletion * (LOG / DELETIONS) - 2),
                        },
                        ..incoming(0, &format!("deletion-{deletion}"), "")
                    })
                    .collect(),
            };
            for request in requests {
                let begin = Instant::now();
                bot.receive(&request).await.expect("the store answers");
                rates.push(begin.elapsed().as_secs_f64() * 1_000.0);
            }
            store.close().await;
        }
        println!("| {what} | {entries} | {:.1} ms | |", median(&rates));
    }
}

async fn open(folder: &Path) -> Store {
    Store::open(&format!("sqlite://{}", folder.join("convenor.db").display())).await.expect("the store opens")
}

async fn join(tasks: impl Iterator<Item = tokio::task::JoinHandle<()>>) {
    for done in futures_util::future::join_all(tasks).await {
        done.expect("no task fails");
    }
}

fn incoming(group: usize, id: &str, text: &str) -> Incoming {
    Incoming::in_room(
        RoomKey(format!("bench:{group}")),
        start() + TimeDelta::minutes(1),
        format!("$message-{group}-{id}:example.org"),
        Sender { account: AccountId("bench:carla".to_owned()), name: "Carla".to_owned() },
        What::Said { text: text.to_owned() },
    )
}

/// The commit that a note makes.
fn commit(group: usize, message: usize) -> Commit {
    let noted = incoming(group, &message.to_string(), "");
    let at = message as u64;
    let entry = Entry {
        seq: at + 1,
        at: noted.at,
        by: Some(person("Carla")),
        source: Some(Source { message: noted.id.clone(), line: 0, room: None, edit: None, is_by_menu: false }),
        event: Event::Noted { kind: NoteKind::Note, text: "row four is about gateways".to_owned() },
    };
    let say = Say::asker(Text::plain("Note: row four is about gateways"));
    let route = noted.room().map_or_else(String::new, |room| room.0.clone());
    let answer = Outgoing {
        say,
        asker: Some(noted.sender),
        cause: Some(noted.id.clone()),
        reply_to: Some(noted.id.clone()),
        root: None,
        thread: None,
        sign_on: None,
    };
    let body = serde_json::to_string(&answer).expect("a message has a JSON form");
    Commit {
        group: format!("bench:{group}"),
        head: at,
        spoken: at,
        seen: vec![noted.id],
        entries: vec![entry],
        posts: vec![convenor::store::Post { n: at + 1, route, body }],
        ..Commit::default()
    }
}

fn person(name: &str) -> Person {
    Person {
        account: Some(AccountId(format!("bench:{}", name.to_lowercase()))),
        name: name.to_owned(),
        organization: None,
    }
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_796_767_200, 0).expect("it is a moment in December 2026")
}

fn median(rates: &[f64]) -> f64 {
    let mut sorted = rates.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn best(mut measure: impl FnMut() -> (usize, Duration)) -> (usize, f64) {
    let rates = (0..RUNS).map(|_| {
        let (count, time) = measure();
        (count, per_second(count, time))
    });
    rates.max_by(|one, other| one.1.total_cmp(&other.1)).expect("there are runs")
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bench are far below what an f64 holds")]
fn per_second(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

fn line(what: &str, size: &str, rate: f64, beside: &str) {
    println!("| {what} | {size} | {rate:.0} | {beside} |");
}
