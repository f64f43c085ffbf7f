//! What stops the start, and what `check` finds.

use anyhow::ensure;

use crate::convenor::bot;
use crate::stage::{Stage, bot_of};
use crate::standin::Standin;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_further_try_changes_stops_the_start_with_the_switch_to_flip() -> anyhow::Result<()> {
    for (code, words) in
        [(4004, "Bot, Reset Token"), (4013, "message_content = false"), (4014, "Message Content Intent")]
    {
        let standin = Standin::start().await?;
        standin.state().refusal = Some(code);
        let mut bot = bot_of(&standin, "", "good")?;
        bot.start()?;
        let status = bot.wait().await?;
        ensure!(status == Some(1), "{code} ends it with {status:?}");
        ensure!(bot.log().contains(words) && bot.log().contains(&code.to_string()), "{code}: {}", bot.log());
        bot.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_refused_is_said_before_anything_else() -> anyhow::Result<()> {
    let standin = Standin::start().await?;
    let mut bot = bot_of(&standin, "", "stale-and-secret")?;
    bot.start()?;
    ensure!(bot.wait().await? == Some(1));
    ensure!(bot.log().contains("Discord refuses the token"), "{}", bot.log());
    ensure!(!bot.log().contains("stale-and-secret"), "the token is in the log");
    bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_names_what_is_missing_and_how_to_grant_it() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    let output = stage.bot.ask(&["check"])?;
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    for words in [
        "switch on “Message Content Intent” at https://discord.com/developers/applications/100/bot",
        "in #meeting (discord:400) the bot lacks Attach Files",
        "permissions=2252074691693632",
    ] {
        ensure!(report.contains(words), "“{words}” is missing in\n{report}");
    }
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_stand_in_was_asked_and_only_for_what_is_needed() -> anyhow::Result<()> {
    let stage = Stage::open("message_content = false").await?;
    let (asked, intents) = {
        let known = stage.standin.state();
        let asked = known.calls.iter().any(|call| call.path == "gateway");
        let identify = known.operations.iter().find(|(op, _)| *op == 2).map(|(_, data)| data["intents"].clone());
        (asked, identify.and_then(|intents| intents.as_u64()))
    };
    ensure!(asked, "serenity asked for its gateway");
    // Guilds, voice states, messages and reactions; not their words.
    ensure!(intents == Some(1 | 1 << 7 | 1 << 9 | 1 << 10 | 1 << 12), "{intents:?}");
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_says_what_an_id_really_is() -> anyhow::Result<()> {
    let standin = Standin::start().await?;
    let group = "[[group]]\nid = \"group\"\nname = \"Group\"\nchairs = [\"discord:600\", \"discord:role:201\"]\nsecretaries = [\"discord:209\", \"discord:202\", \"discord:999\", \"discord:role:998\"]\n";
    let bot = bot(
        &standin.url,
        "good",
        "",
        &format!("{group}rooms = [\"discord:400\", \"discord:300\", \"discord:404404\"]\n"),
    )?;
    let output = bot.ask(&["check"])?;
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    for words in [
        "600 is a role and not a person: write discord:role:600",
        "201 is a person and not a role: write discord:201",
        "discord:209 is on no server of the rooms, and can do nothing there: invite that person",
        "Discord has no account 999",
        "no role 998",
        "discord:300 is a server and not a channel: copy the id of the channel in it",
        "discord:404404 cannot be seen: invite the bot at ",
    ] {
        ensure!(report.contains(words), "“{words}” is missing in\n{report}");
    }
    ensure!(output.status.code() == Some(1) && report.contains("WRONG  discord: "), "{}\n{report}", output.status);
    ensure!(!report.contains("discord:202 is"), "who is there is not named:\n{report}");
    bot.finish().await
}
