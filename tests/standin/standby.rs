//! Two instances on one store: one acts, the other has a session of its own and answers nobody, until the first is gone.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::json;
use tokio::time::Instant;

use crate::program::Program;
use crate::stage::{ANA, BO, CY, Stage, bot_of};
use crate::standin::{CHANNEL, GUILD, member};

const STANDS_BY: &str = "standing by: this session hears the channels";
/// Ten seconds is what is promised; a debug build shares two cores with other tests.
const BACK: Duration = Duration::from_secs(20);

/// Another instance on the store of the first.
async fn beside(stage: &Stage) -> anyhow::Result<Program> {
    let mut other = bot_of(&stage.standin, "", "good")?;
    let text = std::fs::read_to_string(other.path("convenor.toml"))?;
    let store = format!("sqlite://{}", stage.bot.path("convenor.db").display());
    other.write("convenor.toml", &text.replace("sqlite://convenor.db", &store))?;
    other.start()?;
    other.wait_log(STANDS_BY, 1).await?;
    ensure!(other.log().contains("another Convenor uses this store"), "it says whom it waits for");
    Ok(other)
}

/// How often an interaction got a first response.
fn responses(stage: &Stage, interaction: &str) -> usize {
    let wanted = format!("interactions/{interaction}/");
    let known = stage.standin.state();
    known.calls.iter().filter(|call| call.path.starts_with(&wanted)).count()
}

/// What happens while both are there, and that only one of them minds it.
async fn talk(stage: &Stage) -> anyhow::Result<()> {
    stage.standin.say(BO, "agenda+ With both there");
    stage.standin.wait_said("added: With both there").await?;
    let hand = stage.standin.slash(CY, "hand", &[]);
    stage.standin.wait_shown(&hand, "you are 1st").await?;
    ensure!(responses(stage, &hand) == 1, "{} responses", responses(stage, &hand));
    // A hand that is raised and lowered again has left no trace.
    stage.wait_board("1. Cy").await?;
    let board = stage.standin.state().board().context("the board")?["id"].clone();
    let sign = json!({"user_id": BO, "channel_id": CHANNEL, "message_id": board, "guild_id": GUILD, "member": member(BO),
                      "emoji": {"id": null, "name": "✋"}, "burst": false, "type": 0});
    stage.standin.push("MESSAGE_REACTION_ADD", &sign);
    stage.wait_board("1. Cy  2. Bo").await?;
    stage.standin.push("MESSAGE_REACTION_REMOVE", &sign);
    stage.wait_board("Queue:** 1. Cy\n").await
}

/// All that was said is answered once, by whichever.
fn said_once(stage: &Stage, words: &[&str]) -> anyhow::Result<()> {
    for words in words {
        ensure!(stage.times_said(words) == 1, "“{words}” {} times", stage.times_said(words));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_one_is_killed_the_other_goes_on() -> anyhow::Result<()> {
    let mut stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let mut other = beside(&stage).await?;
    talk(&stage).await?;
    stage.standin.say(BO, "agenda+ Just before");
    stage.bot.kill()?;
    let since = Instant::now();
    stage.standin.say(BO, "agenda+ Just after");
    let hand = stage.standin.slash(BO, "hand", &[]);
    stage.standin.wait_said("added: Just after").await?;
    ensure!(since.elapsed() < BACK, "{:?}", since.elapsed());
    stage.standin.wait_shown(&hand, "you are 2nd").await?;
    stage.standin.wait_said("added: Just before").await?;
    stage.standin.say(ANA, "q?");
    stage.standin.wait_said("I see Cy, Bo on the speaker queue").await?;
    said_once(
        &stage,
        &["added: With both there", "added: Just before", "added: Just after", "Meeting 1 of Group is open"],
    )?;
    // The first comes again and stands by, and the other one is asked to end.
    stage.bot.start()?;
    stage.bot.wait_log(STANDS_BY, 1).await?;
    other.stop().await?;
    stage.standin.say(CY, "agenda+ Back again");
    stage.standin.wait_said("added: Back again").await?;
    said_once(&stage, &["added: With both there", "added: Just before", "added: Just after", "added: Back again"])?;
    other.finish().await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_was_suspended_does_not_speak_beside_the_other() -> anyhow::Result<()> {
    let mut stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let other = beside(&stage).await?;
    talk(&stage).await?;
    stage.bot.signal("STOP")?;
    let since = Instant::now();
    stage.standin.say(BO, "agenda+ While it is suspended");
    stage.standin.wait_said("added: While it is suspended").await?;
    ensure!(since.elapsed() < BACK, "{:?}", since.elapsed());
    stage.standin.say(BO, "agenda+ Before it wakes up");
    stage.bot.signal("CONT")?;
    stage.standin.say(CY, "agenda+ When it wakes up");
    stage.standin.wait_said("added: When it wakes up").await?;
    ensure!(stage.bot.wait().await? == Some(1), "it ends");
    ensure!(stage.bot.log().contains("another Convenor has taken over the store"), "{}", stage.bot.log());
    stage.standin.say(ANA, "agenda+ The last");
    stage.standin.wait_said("added: The last").await?;
    said_once(
        &stage,
        &["added: While it is suspended", "added: Before it wakes up", "added: When it wakes up", "added: The last"],
    )?;
    ensure!(stage.times_said("I cannot write") == 0, "it says nothing for itself");
    other.finish().await?;
    stage.close().await
}
