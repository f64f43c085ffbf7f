//! A database that fails, and its standby that takes its place: what a synchronous one has acknowledged is there, and what an
//! asynchronous one lacks is told in the room. Two servers of their own, behind one address.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::{Chat, Incoming, Limits, News, Outgoing, Parcel, RoomKey, SendError, Sender, What};
use convenor::clock::Clock;
use convenor::command::grammar::Names;
use convenor::group::charter::Charter;
use convenor::group::person::AccountId;
use convenor::store::{Claimed, Place as Address, Store};
use convenor::text::{Text, plain};
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::line::{self, Line};

const GROUP: &str = "iotsec";
const ROOM: &str = "sim:hall";
/// How long anything may take on a machine that does other work.
const PATIENCE: Duration = Duration::from_secs(30);

/// Two databases, of which the second follows the first.
pub struct Replicas {
    folder: TempDir,
    script: String,
    pub first: String,
    pub second: String,
}

impl Replicas {
    pub fn start(mode: &str) -> Replicas {
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/servers/replicas.sh");
        let script = std::env::var("CONVENOR_TEST_REPLICAS").unwrap_or_else(|_| here.to_owned());
        // The servers run as another user, who has to be able to walk down to it.
        let folder = tempfile::Builder::new().prefix("convenor-replicas-").tempdir_in("/tmp").expect("a folder");
        let mut replicas = Replicas { folder, script, first: String::new(), second: String::new() };
        replicas.order("start", &[mode]);
        let env = std::fs::read_to_string(replicas.folder.path().join("env")).expect("written");
        let value = |name: &str| {
            let line = env.lines().find_map(|line| line.strip_prefix(&format!("export {name}=")));
            line.unwrap_or_else(|| panic!("{name} is missing: {env}")).to_owned()
        };
        (replicas.first, replicas.second) = (value("CONVENOR_TEST_FIRST"), value("CONVENOR_TEST_SECOND"));
        replicas
    }

    pub fn order(&self, order: &str, more: &[&str]) {
        let done = Command::new(&self.script).arg(order).arg(self.folder.path()).args(more).output().expect("a script");
        assert!(done.status.success(), "{order}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

impl Drop for Replicas {
    fn drop(&mut self) {
        let down = std::path::Path::new(&self.script).with_file_name("down.sh");
        // They are of no use to anybody, whatever comes of it.
        let _ = Command::new(down).arg(self.folder.path()).output();
    }
}

/// What everybody sees.
#[derive(Default)]
struct Hall {
    /// Key and words.
    said: Mutex<Vec<(String, String)>>,
}

impl Hall {
    fn said(&self) -> MutexGuard<'_, Vec<(String, String)>> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn times(&self, words: &str) -> usize {
        self.said().iter().filter(|(_, said)| said.contains(words)).count()
    }

    async fn until_said(&self, words: &str) {
        let end = Instant::now() + PATIENCE;
        while self.times(words) == 0 {
            assert!(Instant::now() < end, "“{words}” is not said: {:?}", self.said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// The bot's way to the hall.
struct Door {
    hall: Arc<Hall>,
    limits: Limits,
}

#[async_trait]
impl Chat for Door {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, _: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let words = plain::render(&message.say.text, None);
        let mut said = self.hall.said();
        match said.iter().find(|(known, _)| known == key) {
            // The server takes the one for the other, and these words are lost.
            Some((_, before)) => assert_eq!(*before, words, "{key} came again with other words"),
            None => said.push((key.to_owned(), words)),
        }
        Ok(key.to_owned())
    }

    async fn posted_lately(&self, _: &RoomKey) -> Result<Vec<String>, SendError> {
        Ok(self.hall.said().iter().map(|(key, _)| key.clone()).collect())
    }

    async fn edit(&self, _: &RoomKey, _: &str, _: &Text, _: &str) -> Result<(), SendError> {
        Ok(())
    }
}

/// A meeting on a store that is reached by way of a line.
struct Meeting {
    bot: Bot,
    hall: Arc<Hall>,
    said: Mutex<usize>,
}

impl Meeting {
    async fn open(url: &str, folder: &TempDir) -> Meeting {
        let store = Store::open_at(&Address::of(url).expect("an address")).await.expect("the store opens");
        let store = store.keeping_deletions_in(folder.path().join("deletions"));
        assert!(matches!(store.claim().await, Ok(Claimed::Mine)));
        let hall = Arc::new(Hall::default());
        let limits = Limits {
            message_bytes: usize::MAX,
            can_whisper: false,
            merges: false,
            board_rest: None,
            holds_back_floods: false,
            signs_receipts: false,
            shows_pictures: false,
        };
        let chat: Arc<dyn Chat> = Arc::new(Door { hall: hall.clone(), limits });
        let charter =
            Charter { chairs: [AccountId("sim:ana".to_owned())].into(), ..Charter::open(GROUP, "Example Group") };
        let bot = Bot::new(Parts {
            store,
            clock: Clock::Machine,
            names: Names::default(),
            charters: vec![charter],
            rooms: BTreeMap::from([(RoomKey(ROOM.to_owned()), GROUP.to_owned())]),
            chats: BTreeMap::from([("sim".to_owned(), chat)]),
            mailer: None,
            open_rooms: false,
            delivery: Delivery::Background,
        });
        let (taken, _told) = oneshot::channel();
        let room = News::Room { room: RoomKey(ROOM.to_owned()), called: Vec::new(), name: None };
        bot.take(Parcel { news: vec![room, News::CaughtUp], taken }).await;
        bot.resume().await.expect("the store answers");
        let meeting = Meeting { bot, hall, said: Mutex::default() };
        meeting.say("start meeting").await;
        meeting.hall.until_said("is open").await;
        meeting
    }

    /// Says something and returns when it is recorded, with the id of the message.
    async fn say(&self, words: &str) -> String {
        let number = {
            let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
            *said += 1;
            *said
        };
        let id = format!("m{number}");
        self.hear(&id, What::Said { text: words.to_owned() }).await;
        id
    }

    async fn hear(&self, id: &str, what: What) {
        let ana = Sender { account: AccountId("sim:ana".to_owned()), name: "Ana".to_owned() };
        let room = RoomKey(ROOM.to_owned());
        let incoming = Incoming::in_room(room, self.bot.clock().now(), id.to_owned(), ana, what);
        self.bot.receive_patiently(&incoming).await;
    }
}

/// The log as the second database has it.
async fn log_of(url: &str) -> Vec<String> {
    let mut connection = PgConnection::connect(url).await.expect("it answers");
    let rows: Vec<(i64, String)> =
        sqlx::query_as("SELECT seq, body FROM entries WHERE group_id = 'iotsec' ORDER BY seq")
            .fetch_all(&mut connection)
            .await
            .expect("the log");
    let numbers: Vec<i64> = rows.iter().map(|(seq, _)| *seq).collect();
    let last = i64::try_from(rows.len()).expect("few");
    assert_eq!(numbers, (1..=last).collect::<Vec<_>>(), "the log has no gap");
    rows.into_iter().map(|(_, body)| body).collect()
}

fn times(log: &[String], words: &str) -> usize {
    log.iter().filter(|body| body.contains(words)).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_synchronous_standby_has_all_that_was_acknowledged() {
    let (replicas, folder) = (Replicas::start("synchronous"), tempfile::tempdir().expect("a folder"));
    let line = Line::start(&line::server_of(&replicas.first)).await.expect("a line");
    let url = replicas.first.replace(&line::server_of(&replicas.first), &line.address);
    let meeting = Arc::new(Meeting::open(&url, &folder).await);
    // Another program waits for its time.
    let other = Store::open(&url).await.expect("the store opens");
    let Ok(Claimed::HeldBy(_, standby)) = other.claim().await else { panic!("it is held") };
    let waiting = tokio::spawn(standby.take_over());
    // People talk all the time, and note what was answered.
    let (acknowledged, mut words) = mpsc::unbounded_channel();
    let is_over = Arc::new(AtomicBool::new(false));
    let talk = tokio::spawn({
        let (meeting, is_over) = (meeting.clone(), is_over.clone());
        async move {
            for number in 0.. {
                let word = format!("word{number:04}z");
                meeting.say(&format!("NOTE: {word}")).await;
                acknowledged.send(word).expect("somebody listens");
                if is_over.load(Ordering::Relaxed) {
                    return;
                }
            }
        }
    });
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = words.len();
    assert!(before > 10, "{before} notes in two seconds");
    // Its manager needs longer than a standby waits for a holder.
    tokio::task::block_in_place(|| replicas.order("kill", &[]));
    tokio::time::sleep(Duration::from_secs(7)).await;
    tokio::task::block_in_place(|| replicas.order("promote", &[]));
    line.lead_to(&line::server_of(&replicas.second));
    let promoted = Instant::now();
    let until = words.len() + 10;
    while words.len() < until {
        assert!(promoted.elapsed() < PATIENCE, "it does not go on");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    eprintln!("ten notes {:?} after the promotion, {before} before", promoted.elapsed());
    is_over.store(true, Ordering::Relaxed);
    talk.await.expect("nobody panics");
    assert!(meeting.bot.store().is_held() && other.stands_by(), "whoever acted acts");
    words.close();
    let mut all = Vec::new();
    while let Some(word) = words.recv().await {
        all.push(word);
    }
    let last = all.last().expect("there are some");
    meeting.hall.until_said(last).await;
    let log = log_of(&replicas.second).await;
    for word in &all {
        assert_eq!((times(&log, word), meeting.hall.times(word)), (1, 1), "{word}");
    }
    assert_eq!(meeting.hall.times("lacks"), 0, "nothing was lost, and nothing is said of it");
    waiting.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_asynchronous_standby_lacks_is_told_in_the_room() {
    let (replicas, folder) = (Replicas::start("asynchronous"), tempfile::tempdir().expect("a folder"));
    let line = Line::start(&line::server_of(&replicas.first)).await.expect("a line");
    let url = replicas.first.replace(&line::server_of(&replicas.first), &line.address);
    let meeting = Meeting::open(&url, &folder).await;
    let secret = meeting.say("NOTE: zqsecret").await;
    meeting.say("NOTE: zqkept").await;
    meeting.hall.until_said("zqkept").await;
    let order = |order: &str| tokio::task::block_in_place(|| replicas.order(order, &[]));
    order("followed");
    order("detach");
    meeting.hear("d1", What::Deleted { message: secret }).await;
    for word in ["zqlost1", "zqlost2", "zqlost3"] {
        meeting.say(&format!("NOTE: {word}")).await;
        meeting.hall.until_said(word).await;
    }
    assert_eq!(times(&log_of(&replicas.first).await, "zqsecret"), 0);
    order("kill");
    order("promote");
    assert_eq!(times(&log_of(&replicas.second).await, "zqsecret"), 1, "the deletion is lost, too");
    line.lead_to(&line::server_of(&replicas.second));
    // Nobody has to speak for it.
    meeting.hall.until_said("lacks the last 4 entries of the record. Please repeat what was said after ").await;
    let end = Instant::now() + PATIENCE;
    while times(&log_of(&replicas.second).await, "zqsecret") > 0 {
        assert!(Instant::now() < end, "what was deleted is back");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    meeting.say("NOTE: zqlost1").await;
    meeting.say("NOTE: zqlater").await;
    meeting.hall.until_said("zqlater").await;
    let log = log_of(&replicas.second).await;
    for (word, count) in [("zqkept", 1), ("zqlost1", 1), ("zqlost2", 0), ("zqlost3", 0), ("zqlater", 1)] {
        assert_eq!(times(&log, word), count, "{word}");
    }
    assert_eq!((meeting.hall.times("lacks"), meeting.hall.times("zqlost1")), (1, 2), "{:?}", meeting.hall.said());
}

/// Somebody speaks before the program has looked: the answer comes after what is missing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_lost_is_told_before_the_next_answer() {
    let place = crate::place::Place::postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    let meeting = Meeting::open(&place.url, &folder).await;
    meeting.say("NOTE: zqkept").await;
    meeting.say("NOTE: zqlost").await;
    meeting.hall.until_said("zqlost").await;
    // As a database that has not received the last commit.
    place.execute("DELETE FROM entries WHERE body LIKE '%zqlost%'").await;
    place.execute("DELETE FROM outbox").await;
    place.execute("UPDATE groups SET head = head - 1, spoken = spoken - 1").await;
    meeting.say("NOTE: zqnext").await;
    meeting.hall.until_said("zqnext").await;
    let said: Vec<String> = meeting.hall.said().iter().map(|(_, words)| words.clone()).collect();
    let at =
        |words: &str| said.iter().position(|said| said.contains(words)).unwrap_or_else(|| panic!("{words}: {said:?}"));
    assert!(at("lacks the last entry of the record") < at("zqnext"), "{said:?}");
    assert_eq!(place.texts("SELECT body FROM entries WHERE body LIKE '%zqnext%'").await.len(), 1);
    meeting.bot.store().close().await;
    place.remove().await;
}

/// What `convenor check` says of a database.
fn checked(folder: &TempDir, url: &str) -> String {
    let file = folder.path().join("c.toml");
    std::fs::write(&file, format!("[store]\nurl = \"{url}\"\n")).expect("written");
    let program = Command::new(env!("CARGO_BIN_EXE_convenor"))
        .args(["check", "--config"])
        .arg(&file)
        .current_dir(folder.path())
        .env("TMPDIR", folder.path())
        .output()
        .expect("it runs");
    String::from_utf8(program.stdout).expect("UTF-8")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_warns_where_an_acknowledged_entry_could_be_lost() {
    let (replicas, folder) = (Replicas::start("asynchronous"), tempfile::tempdir().expect("a folder"));
    let mut connection = PgConnection::connect(&replicas.first).await.expect("it answers");
    let mut set = async |statement: &'static str| {
        sqlx::query(statement).execute(&mut connection).await.expect(statement);
        sqlx::query("SELECT pg_reload_conf()").execute(&mut connection).await.expect("reloaded");
        // The server takes its settings over a moment later.
        tokio::time::sleep(Duration::from_millis(300)).await;
    };
    let report = |url: &str| tokio::task::block_in_place(|| checked(&folder, url));
    let warnings = |url: &str| {
        let told = report(url);
        assert!(told.contains("its tables will be made at the first start") || told.contains("is whole"), "{told}");
        let lines = told.lines().filter_map(|line| line.strip_prefix("WARN   store: "));
        let words = lines.map(|line| line.split_once("/postgres ").expect("the address comes first").1.to_owned());
        words.collect::<Vec<_>>()
    };
    // The servers of the tests do without the disk.
    let no_sync = "does not wait for its disk, so that a crash of its machine can lose or damage the record; set fsync = on in postgresql.conf";
    let asynchronous = "does not wait for the standby that follows it, so that a failover loses what was acknowledged last; set synchronous_standby_names = '*' in postgresql.conf, or synchronous_mode: true for Patroni";
    assert_eq!(warnings(&replicas.first), [no_sync, asynchronous]);
    set("ALTER SYSTEM SET synchronous_standby_names = '*'").await;
    // A user who may see nothing of others.
    set("CREATE USER bot").await;
    set("GRANT CREATE ON SCHEMA public TO bot").await;
    let as_bot = replicas.first.replace("postgres://postgres@", "postgres://bot@");
    for url in [&replicas.first, &as_bot] {
        assert_eq!(warnings(url), [no_sync], "{url}");
    }
    set("ALTER SYSTEM SET synchronous_commit = off").await;
    assert!(warnings(&as_bot)[1].starts_with("answers before it has written, "));
    set("ALTER SYSTEM SET synchronous_commit = local").await;
    assert!(warnings(&as_bot)[1].starts_with("names synchronous standbys and does not wait for them, "));
    set("ALTER SYSTEM SET synchronous_commit = on").await;
    let store = Store::open(&as_bot).await.expect("the store opens");
    store.close().await;
    assert_eq!(warnings(&as_bot), [no_sync], "with tables it is the same");
    tokio::task::block_in_place(|| replicas.order("detach", &[]));
    tokio::time::sleep(Duration::from_millis(300)).await;
    for url in [&replicas.first, &as_bot] {
        assert!(warnings(url)[1].starts_with("waits for a synchronous standby and none follows it, "), "{url}");
    }
    let standby = report(&replicas.second);
    assert!(standby.contains("this server is a standby, where nothing can be written"), "{standby}");
}
