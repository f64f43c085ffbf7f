//! Two instances on one PostgreSQL: one acts, the other follows the rooms on a device of its own and goes on when the first is
//! gone. Nothing is lost or said twice, whatever it was doing.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::time::{Instant, sleep};

use crate::convenor::Convenor;
use crate::line::{self, Line};
use crate::proxy::{Fault, Proxy};
use crate::scene::{Plan, Scene};
use crate::settings::{unique, variable};

/// The next answer is there within this time.
const BACK: Duration = Duration::from_secs(10);
/// In CI, where a debug build shares two cores with other tests and with all the servers.
const BACK_IN_CI: Duration = Duration::from_secs(20);
/// How often the one that acts goes away, in CI and with `CONVENOR_TEST_WHOLE`.
const SEEDS: u64 = 2;
const ALL_SEEDS: u64 = 20;
const STANDS_BY: &str = "standing by: this device follows the rooms";

/// How the one that acts goes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Killed,
    /// `SIGSTOP`, and after the other has taken over `SIGCONT`.
    Suspended,
    /// As a service manager ends it.
    Stopped,
    /// Its way to the database is cut.
    CutOff,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_a_clear_room_another_goes_on() -> anyhow::Result<()> {
    Box::pin(another_goes_on(Plan::new()?, |_| End::Killed)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_an_encrypted_room_another_goes_on() -> anyhow::Result<()> {
    Box::pin(another_goes_on(Plan { is_encrypted: true, ..Plan::new()? }, |_| End::Killed)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suspended_or_stopped_in_an_encrypted_room_another_goes_on() -> anyhow::Result<()> {
    let end = |seed: u64| if seed.is_multiple_of(2) { End::Suspended } else { End::Stopped };
    Box::pin(another_goes_on(Plan { is_encrypted: true, ..Plan::new()? }, end)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_off_from_the_database_another_goes_on() -> anyhow::Result<()> {
    Box::pin(another_goes_on(Plan::new()?, |_| End::CutOff)).await
}

/// A schema of its own in the PostgreSQL of the tests.
async fn database() -> anyhow::Result<String> {
    let base = variable("POSTGRES")?;
    let schema = unique("standby").replace('-', "_");
    let mut connection = PgConnection::connect(&base).await?;
    sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).execute(&mut connection).await?;
    let mark = if base.contains('?') { '&' } else { '?' };
    Ok(format!("{base}{mark}options[search_path]={schema}"))
}

/// People say numbered notes all the time.
struct Talk {
    said: Vec<String>,
    tag: String,
}

impl Talk {
    async fn say(&mut self, scene: &Scene) -> anyhow::Result<String> {
        let number = self.said.len();
        let word = format!("{}n{number:04}z", self.tag);
        // Who has them all record would be taken for one who floods the room.
        let name = ["Bo", "Cy", "Sol", "Ana"][number % 4];
        scene.say(name, &format!("NOTE: {word}")).await?;
        self.said.push(word.clone());
        Ok(word)
    }
}

fn seeded(seed: u64) -> u64 {
    // The finalizer of splitmix64.
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

async fn another_goes_on(plan: Plan, end: impl Fn(u64) -> End) -> anyhow::Result<()> {
    let (store, is_encrypted) = (database().await?, plan.is_encrypted);
    let server = line::server_of(&store);
    // Each instance has a way of its own to the database.
    let mut lines = [Line::start(&server).await?, Line::start(&server).await?];
    let by = |line: &Line| store.replace(&server, &line.address);
    let mut scene = Scene::open(Plan { store: by(&lines[0]), ..plan }).await?;
    scene.start_meeting().await?;
    scene.bot.wait_log("the Matrix device is cross-signed", 1).await?;
    let mut other = scene.bot.beside()?;
    let configuration = std::fs::read_to_string(other.path("convenor.toml"))?;
    other.write("convenor.toml", &configuration.replace(&by(&lines[0]), &by(&lines[1])))?;
    start_beside(&scene, &mut other, is_encrypted).await?;
    let mut talk = Talk { said: Vec::new(), tag: unique("q").replace('-', "") };
    let is_whole = std::env::var_os("CONVENOR_TEST_WHOLE").is_some();
    let (seeds, limit) = if is_whole { (ALL_SEEDS, BACK) } else { (SEEDS, BACK_IN_CI) };
    let mut slowest = Duration::ZERO;
    for seed in 0..seeds {
        let end = end(seed);
        for _ in 0..seeded(seed) % 6 {
            talk.say(&scene).await?;
        }
        sleep(Duration::from_millis(seeded(seed + 1_000) % 400)).await;
        match end {
            End::Killed => scene.bot.kill()?,
            End::Suspended => scene.bot.signal("STOP")?,
            End::Stopped => scene.bot.signal("TERM")?,
            End::CutOff => lines[0].cut(),
        }
        let since = Instant::now();
        let word = talk.say(&scene).await?;
        while scene.times_said(&word) == 0 {
            ensure!(
                since.elapsed() < BACK_IN_CI,
                "seed {seed}, {end:?}: no answer after {:?}\n{}",
                since.elapsed(),
                other.log()
            );
            sleep(Duration::from_millis(50)).await;
        }
        let took = since.elapsed();
        slowest = slowest.max(took);
        eprintln!("seed {seed}, {end:?}: {took:?}");
        ensure!(took <= limit, "seed {seed}, {end:?}: the next answer after {took:?}\n{}", other.log());
        match end {
            End::Killed => {}
            End::Suspended => {
                talk.say(&scene).await?;
                scene.bot.signal("CONT")?;
            }
            End::Stopped => ensure!(scene.bot.wait().await? == Some(0), "it ends well"),
            End::CutOff => {
                talk.say(&scene).await?;
                lines[0].mend();
            }
        }
        if matches!(end, End::Suspended | End::CutOff) {
            ensure!(scene.bot.wait().await? == Some(1), "it has lost the store and says so");
            scene.bot.wait_log("another Convenor has taken over the store", 1).await?;
        }
        for _ in 0..3 {
            talk.say(&scene).await?;
        }
        std::mem::swap(&mut scene.bot, &mut other);
        lines.swap(0, 1);
        start_beside(&scene, &mut other, is_encrypted).await?;
    }
    eprintln!("the slowest takeover of {seeds} took {slowest:?}");
    scene.settle().await?;
    let log = scene.bot.ask(&["export", "--group", &scene.group])?;
    let log = String::from_utf8_lossy(&log.stdout).into_owned();
    let places: Vec<usize> = talk.said.iter().filter_map(|word| log.find(word.as_str())).collect();
    ensure!(places.len() == talk.said.len(), "{} of {} are recorded", places.len(), talk.said.len());
    for word in &talk.said {
        ensure!(
            log.matches(word.as_str()).count() == 1,
            "“{word}” is in the log {} times",
            log.matches(word.as_str()).count()
        );
        ensure!(scene.times_said(word) == 1, "“{word}” was answered {} times", scene.times_said(word));
    }
    ensure!(scene.times_said("is open") == 1, "the meeting was opened {} times", scene.times_said("is open"));
    scene.board().await?;
    other.stop().await?;
    other.finish().await?;
    scene.bot.finish().await
}

/// Starts the other instance, and waits until it follows the rooms and people know its device.
async fn start_beside(scene: &Scene, other: &mut Convenor, is_encrypted: bool) -> anyhow::Result<()> {
    let before = other.log().matches(STANDS_BY).count();
    other.start().context("the other instance")?;
    other.wait_log(STANDS_BY, before + 1).await?;
    other.wait_log("the Matrix device is cross-signed", before + 1).await?;
    if is_encrypted { scene.wait_device(&other.device()?).await } else { Ok(()) }
}

/// The one that acts has lost its way to the homeserver and not the one to the database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_hear_the_homeserver_lets_the_other_act() -> anyhow::Result<()> {
    let plan = Plan::new()?;
    let (server, proxy) = (plan.server.url.clone(), Proxy::start(&plan.server.url).await?);
    let mut scene = Scene::open(Plan { store: database().await?, bot_url: proxy.url.clone(), ..plan }).await?;
    scene.start_meeting().await?;
    scene.bot.wait_log("the Matrix device is cross-signed", 1).await?;
    let mut other = scene.bot.beside()?;
    let configuration = std::fs::read_to_string(other.path("convenor.toml"))?;
    other.write("convenor.toml", &configuration.replace(&proxy.url, &server))?;
    start_beside(&scene, &mut other, false).await?;
    let mut talk = Talk { said: Vec::new(), tag: unique("q").replace('-', "") };
    let before = talk.say(&scene).await?;
    scene.wait_said(&before, BACK_IN_CI).await?;
    proxy.spoil("", "/_matrix/", Fault::Hang);
    let word = talk.say(&scene).await?;
    let since = Instant::now();
    scene.wait_said(&word, Duration::from_mins(1)).await?;
    let took = since.elapsed();
    ensure!(took > Duration::from_secs(20), "a holder that is silent for a moment goes on: {took:?}");
    ensure!(scene.bot.wait().await? == Some(1), "it ends");
    scene.bot.wait_log("has not answered this machine for half a minute", 1).await?;
    proxy.mend();
    talk.say(&scene).await?;
    std::mem::swap(&mut scene.bot, &mut other);
    scene.settle().await?;
    for word in &talk.said {
        ensure!(scene.times_said(word) == 1, "“{word}” was answered {} times", scene.times_said(word));
    }
    other.finish().await?;
    scene.bot.finish().await
}
