//! The bot is sent away or muted in the middle of a meeting: when it is back it says so, once.

use std::time::Duration;

use anyhow::ensure;

use crate::scene::{Plan, Scene};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sent_away_and_back() -> anyhow::Result<()> {
    let scene = Scene::open(Plan::new()?).await?;
    scene.start_meeting().await?;
    scene.ask("Bo", "NOTE: said before", "Note: said before").await?;
    let bot = scene.bot.account.id.clone();
    scene.host().kick(&scene.room, &bot).await?;
    scene.host().wait_member(&scene.room, &bot, "leave").await?;
    let missed = scene.say("Bo", "NOTE: said meanwhile").await?;
    scene.let_bot_in(&scene.room).await?;
    scene.wait_answer(&missed, "UTC; what was said then is not recorded.").await?;
    scene.ask("Bo", "NOTE: said after", "Note: said after").await?;
    scene.settle().await?;
    ensure!(scene.times_said("I was away from ") == 1, "it was told {} times", scene.times_said("I was away"));
    ensure!(scene.times_said("Note: said meanwhile") == 0);
    scene.wait_board("Overlap table").await?;
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sent_away_while_it_was_down() -> anyhow::Result<()> {
    let mut scene = Scene::open(Plan::new()?).await?;
    scene.start_meeting().await?;
    let before = scene.ask("Bo", "NOTE: said before", "Note: said before").await?;
    scene.bot.kill()?;
    let bot = scene.bot.account.id.clone();
    scene.host().kick(&scene.room, &bot).await?;
    scene.host().wait_member(&scene.room, &bot, "leave").await?;
    scene.say("Bo", "NOTE: said meanwhile").await?;
    scene.bot.start()?;
    scene.let_bot_in(&scene.room).await?;
    scene.wait_answer(before.id(), "I was away from ").await?;
    scene.settle().await?;
    ensure!(scene.times_said("I was away from ") == 1, "it was told {} times", scene.times_said("I was away"));
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn muted_and_not_any_more() -> anyhow::Result<()> {
    let mut scene = Scene::open(Plan::new()?).await?;
    scene.start_meeting().await?;
    scene.ask("Bo", "q+", "Bo, you are 1st").await?;
    scene.ask("Cy", "q+", "Cy, you are 2nd").await?;
    scene.wait_board("1. Bo").await?;
    let bot = scene.bot.account.id.clone();
    scene.host().empower(&scene.room, &bot, -1).await?;
    scene.say("Ana", "ack").await?;
    scene.say("Bo", "q-").await?;
    let last = scene.say("Ana", "!next").await?;
    scene.bot.wait_log("the bot may not speak in this room", 1).await?;
    scene.say("Bo", "NOTE: heard in silence").await?;
    let heard = async {
        while !scene.minutes()?.contains("heard in silence") {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(WITHIN, heard).await??;
    // Nor does a restart let go of what waits.
    scene.bot.kill()?;
    scene.bot.start()?;
    scene.host().empower(&scene.room, &bot, 0).await?;
    scene.wait_answer(&last, "Cy, you have the floor").await?;
    scene.wait_answer(&last, "Ana, I could not speak here from ").await?;
    scene.settle().await?;
    for (words, times) in [("you have the floor", 1), ("I could not speak", 1)] {
        ensure!(scene.times_said(words) == times, "“{words}” was said {} times", scene.times_said(words));
    }
    scene.wait_board("Speaking:    Cy").await?;
    scene.bot.finish().await
}

/// What a person waits for without a limit of the test's own.
pub const WITHIN: Duration = Duration::from_secs(30);
