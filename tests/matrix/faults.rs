//! A homeserver or a proxy before it that is out of order: the bot is back soon after, and loses nothing.

use anyhow::ensure;
use sqlx::{Connection as _, SqliteConnection};
use tokio::time::Instant;

use crate::absence::WITHIN;
use crate::proxy::{Fault, Proxy};
use crate::scene::{Plan, Scene};

async fn behind_proxy() -> anyhow::Result<(Scene, Proxy)> {
    let plan = Plan::new()?;
    let proxy = Proxy::start(&plan.server.url).await?;
    let scene = Scene::open(Plan { bot_url: proxy.url.clone(), ..plan }).await?;
    scene.start_meeting().await?;
    scene.settle().await?;
    Ok((scene, proxy))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_requests_that_hang_it_is_back_within_half_a_minute() -> anyhow::Result<()> {
    let (scene, proxy) = behind_proxy().await?;
    proxy.spoil("", "", Fault::Hang);
    let said = scene.say("Bo", "NOTE: while nobody answers").await?;
    proxy.wait_hit().await?;
    proxy.mend();
    let mended = Instant::now();
    scene.wait_answer(&said, "Note: while nobody answers").await?;
    ensure!(mended.elapsed() < WITHIN, "it took {:?}", mended.elapsed());
    scene.settle().await?;
    ensure!(scene.times_said("Note: while nobody answers") == 1);
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_of_a_day_is_two_minutes_and_is_logged_once() -> anyhow::Result<()> {
    let (scene, proxy) = behind_proxy().await?;
    proxy.spoil("", "/_matrix/", Fault::Limited(86_400_000));
    scene.say("Bo", "NOTE: under a limit").await?;
    scene.bot.wait_log("the homeserver limits requests", 1).await?;
    let log = scene.bot.log();
    ensure!(log.contains("asked_secs=86400 pause_secs=120"), "{log}");
    ensure!(log.matches("the homeserver limits requests").count() == 1, "{log}");
    proxy.mend();
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_proxy_takes_for_too_large_comes_in_smaller_parts() -> anyhow::Result<()> {
    const ITEMS: usize = 40;
    let (scene, proxy) = behind_proxy().await?;
    let item = |number: usize| format!("Item number {number:02} of the work programme");
    for number in 1..=ITEMS {
        let name = if number % 2 == 0 { "Sol" } else { "Cy" };
        scene.say(name, &format!("agenda+ {}", item(number))).await?;
    }
    scene.settle().await?;
    proxy.spoil("PUT", "/send/m.room.message/", Fault::TooLarge(4_000));
    let asked = scene.say("Bo", "agenda?").await?;
    scene.wait_answer(&asked, &item(ITEMS)).await?;
    scene.settle().await?;
    let messages = scene.bot_messages();
    for number in 1..=ITEMS {
        let is_answer = |words: &str| words.contains(&item(number)) && !words.contains("added");
        let lines = messages.iter().flat_map(|message| message.body().lines());
        let count = lines.filter(|line| is_answer(line)).count();
        ensure!(count == 1, "{} was listed {count} times", item(number));
    }
    scene.bot.finish().await
}

/// More was said meanwhile than an answer holds, and the room's history is closed to the bot: it says from when to when.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_history_is_closed_the_gap_is_told() -> anyhow::Result<()> {
    const SAID: usize = 70;
    let (mut scene, proxy) = behind_proxy().await?;
    scene.bot.stop().await?;
    for number in 0..SAID {
        scene.say(if number % 2 == 0 { "Sol" } else { "Cy" }, &format!("NOTE: meanwhile {number:02}")).await?;
    }
    proxy.spoil("GET", "/messages?", Fault::Forbidden);
    scene.bot.start()?;
    scene.wait_said("I was away from ", WITHIN).await?;
    proxy.mend();
    scene.ask("Bo", "NOTE: heard again", "Note: heard again").await?;
    ensure!(scene.times_said("what was said then is not recorded") == 1, "it is told once");
    let recorded = scene.times_said("Note: meanwhile");
    ensure!(recorded > 0 && recorded < SAID, "{recorded} of {SAID}: the last ones came with the answer");
    scene.bot.finish().await
}

/// Another program keeps the client's database to itself, as a full disk would, when people begin with new keys.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_come_while_nothing_can_be_written_open_what_follows() -> anyhow::Result<()> {
    let scene = Scene::open(Plan { is_encrypted: true, ..Plan::new()? }).await?;
    scene.start_meeting().await?;
    scene.settle().await?;
    let file = scene.bot.path("matrix/matrix-sdk-crypto.sqlite3");
    let mut database = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await?;
    let writing = database.begin_with("BEGIN IMMEDIATE").await?;
    let names = ["Bo", "Cy", "Sol"];
    for name in names {
        scene.person(name).renew_key(&scene.room).await?;
        scene.say(name, &format!("NOTE: {name} with a new key")).await?;
    }
    scene.bot.wait_log("what the homeserver says cannot be kept", 1).await?;
    writing.rollback().await?;
    for name in names {
        scene.wait_said(&format!("Note: {name} with a new key"), WITHIN).await?;
    }
    scene.settle().await?;
    ensure!(scene.times_said("I cannot read what") == 0, "all of it is read");
    scene.bot.finish().await
}
