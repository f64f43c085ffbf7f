//! The bot is killed in mid-meeting and started again: everything that was said is processed once
//! and in order, nothing is answered twice.

use anyhow::ensure;

use crate::person::Seen;
use crate::proxy::{Fault, Proxy};
use crate::scene::{Plan, Scene};

/// More than a sync brings at once, so that there is a gap to be filled.
const STATEMENTS: usize = 56;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_a_clear_room() -> anyhow::Result<()> {
    killed_in_mid_meeting(Plan::new()?).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_an_encrypted_room() -> anyhow::Result<()> {
    killed_in_mid_meeting(Plan { is_encrypted: true, ..Plan::new()? }).await
}

async fn killed_in_mid_meeting(plan: Plan) -> anyhow::Result<()> {
    let mut scene = Scene::open(plan).await?;
    scene.start_meeting().await?;
    scene.ask("Bo", "q+ to explain", "Bo, you are 1st").await?;
    scene.ask("Cy", "q+", "Cy, you are 2nd").await?;
    scene.ask("Ana", "ack", "Bo, you wanted to explain").await?;
    scene.wait_board("Speaking:    Bo").await?;
    scene.say("Bo", "Statement 0.").await?;

    // Right after a command: it may or may not have been seen, committed, answered.
    let last = scene.say("Sol", "q+ to add").await?;
    scene.bot.kill()?;

    for number in 1..=STATEMENTS {
        scene.say("Bo", &format!("Statement {number}.")).await?;
    }
    scene.say("Ana", "agenda+ Next steps").await?;
    scene.say("Sol", "ACTION: Cy to write it down by 2031-12-01").await?;
    scene.say("Cy", "q-").await?;
    scene.say("Cy", "q+ once more").await?;
    scene.bot.start()?;
    scene.wait_answer(&last, "Recorded action A1").await?;
    scene.settle().await?;
    said_once(&scene, &["Meeting 1 of", "Bo, you are 1st", "Bo, you wanted to explain", "Sol, you are 2nd"])?;
    said_once(&scene, &["agendum 2 added", "Recorded action A1", "Cy is off the speaker queue"])?;
    // Before the crash, and again after q-.
    ensure!(
        scene.times_said("Cy, you are 2nd") == 2,
        "“Cy, you are 2nd” {} times",
        scene.times_said("Cy, you are 2nd")
    );
    scene.ask("Ana", "q?", "I see Sol, Cy on the speaker queue").await?;
    scene.wait_board("1. Sol  2. Cy").await?;

    // Once more, at once after a start, with a grant on its way.
    scene.bot.kill()?;
    scene.bot.start()?;
    let ack = scene.say("Ana", "ack").await?;
    scene.bot.kill()?;
    scene.bot.start()?;
    scene.wait_answer(&ack, "Sol, you wanted to add").await?;
    scene.settle().await?;
    said_once(&scene, &["Sol, you wanted to add"])?;
    scene.wait_board("Speaking:    Sol").await?;
    scene.board().await?;

    scene.ask("Ana", "end meeting", "Meeting 1 is closed").await?;
    let minutes = scene.minutes()?;
    let one_line = minutes.split_whitespace().collect::<Vec<_>>().join(" ");
    let statements: Vec<String> = (0..=STATEMENTS).map(|number| format!("Statement {number}.")).collect();
    // Minutes are brief; the whole record is in the log.
    let log = scene.bot.ask(&["export", "--group", &scene.group])?;
    let log = String::from_utf8_lossy(&log.stdout).into_owned();
    let places: Vec<usize> = statements.iter().filter_map(|words| log.find(words.as_str())).collect();
    ensure!(
        places.len() == statements.len() && places.is_sorted(),
        "{} statements, in this order: {places:?}",
        places.len()
    );
    for words in &statements {
        ensure!(log.matches(words.as_str()).count() == 1, "“{words}” {} times", log.matches(words.as_str()).count());
    }
    ensure!(one_line.contains("Bo: Statement 0. Statement 1. Statement 2."), "{minutes}");
    scene.bot.finish().await
}

/// A message is in the room, its answer is lost, the bot dies: it is not said again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_sending_and_knowing() -> anyhow::Result<()> {
    let plan = Plan::new()?;
    let proxy = Proxy::start(&plan.server.url).await?;
    let mut scene = Scene::open(Plan { bot_url: proxy.url.clone(), ..plan }).await?;
    scene.start_meeting().await?;
    proxy.spoil("PUT", "/send/m.room.message/", Fault::LoseAnswer);
    scene.ask("Bo", "q+ to explain", "Bo, you are 1st").await?;
    proxy.wait_hit().await?;
    scene.bot.kill()?;
    proxy.mend();
    scene.bot.start()?;
    scene.settle().await?;
    said_once(&scene, &["Bo, you are 1st"])?;
    scene.board().await?;
    scene.bot.finish().await
}

/// The same, and another device of the account goes on, for which the first one's transaction ids mean nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_device_goes_on_in_a_clear_room() -> anyhow::Result<()> {
    another_device_goes_on(Plan::new()?).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_device_goes_on_in_an_encrypted_room() -> anyhow::Result<()> {
    another_device_goes_on(Plan { is_encrypted: true, ..Plan::new()? }).await
}

async fn another_device_goes_on(plan: Plan) -> anyhow::Result<()> {
    let is_encrypted = plan.is_encrypted;
    let proxy = Proxy::start(&plan.server.url).await?;
    let mut scene = Scene::open(Plan { bot_url: proxy.url.clone(), ..plan }).await?;
    scene.start_meeting().await?;
    scene.settle().await?;
    // No edit of the board is on its way: while requests fail, it would go before the answer.
    scene.wait_board("1. Overlap table").await?;
    proxy.spoil("PUT", "/send/m.room.", Fault::LoseAnswer);
    scene.ask("Bo", "q+ to explain", "Bo, you are 1st").await?;
    proxy.wait_hit().await?;
    scene.bot.kill()?;
    let before = scene.bot.device()?;
    std::fs::remove_dir_all(scene.bot.path("matrix"))?;
    proxy.mend();
    // Said now, it would go along with what waits; in an encrypted room the new device cannot read it.
    let early = if is_encrypted { None } else { Some(scene.say("Sol", "q+ to add").await?) };
    scene.bot.start()?;
    scene.bot.wait_log("the Matrix device is cross-signed", 2).await?;
    ensure!(scene.bot.device()? != before, "it is the same device");
    let said = if let Some(early) = early {
        early
    } else {
        scene.wait_device(&scene.bot.device()?).await?;
        scene.say("Sol", "q+ to add").await?
    };
    scene.wait_answer(&said, "Sol, you are 2nd").await?;
    scene.settle().await?;
    said_once(&scene, &["Bo, you are 1st", "Sol, you are 2nd"])?;
    scene.board().await?;
    scene.bot.finish().await
}

/// The key of a message comes after the message, and after a crash: it is recorded when it opens.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_comes_late() -> anyhow::Result<()> {
    let plan = Plan::new()?;
    let proxy = Proxy::start(&plan.server.url).await?;
    let detour = Some(("Bo", proxy.url.clone()));
    let mut scene = Scene::open(Plan { is_encrypted: true, detour, ..plan }).await?;
    scene.start_meeting().await?;
    proxy.spoil("PUT", "/sendToDevice/m.room.encrypted", Fault::Hold);
    scene.say("Bo", "ACTION: Bo to bring the key by 2031-12-01").await?;
    proxy.wait_hit().await?;
    scene.settle().await?;
    ensure!(scene.times_said("Recorded action") == 0, "a closed message cannot be recorded");
    scene.bot.kill()?;
    scene.bot.start()?;
    let later = scene.say("Ana", "ACTION: Ana to wait by 2031-12-01").await?;
    scene.wait_answer(&later, "Recorded action A1: Ana to wait").await?;
    proxy.mend();
    ensure!(proxy.release().await? > 0, "a key was held");
    scene.wait_answer(&later, "Recorded action A2: Bo to bring the key").await?;
    scene.settle().await?;
    said_once(&scene, &["Recorded action A1", "Recorded action A2"])?;
    scene.bot.finish().await
}

fn said_once(scene: &Scene, lines: &[&str]) -> anyhow::Result<()> {
    for words in lines {
        let count = scene.times_said(words);
        let said: Vec<String> = scene.bot_messages().iter().map(Seen::body).map(str::to_owned).collect();
        ensure!(count == 1, "“{words}” was said {count} times:\n{}", said.join("\n"));
    }
    Ok(())
}
