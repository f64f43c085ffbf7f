//! Slash commands and menus, as far as YEPCord has them: registered, given, deferred, answered.

use anyhow::ensure;
use serde_json::json;

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_is_run_by_slash_commands() -> anyhow::Result<()> {
    let scene = Scene::small().await?;
    let (ana, bo, guild) = (scene.person("Ana"), scene.person("Bo"), &scene.guild);
    let mark = scene.say("Cy", "Here we go.").await?;
    ana.interact(guild, &ana.command(guild, "start").await?, json!({"options": []})).await?;
    scene.wait_answer(&mark, "Meeting 1 of Group is open").await?;
    let topic = ana.command(guild, "agenda").await?;
    let title = json!({"options": [{"type": 1, "name": "topic", "options": [
        {"type": 3, "name": "title", "value": "Overlap table"}]}]});
    ana.interact(guild, &topic, title).await?;
    scene.wait_answer(&mark, "agendum 1 -- Overlap table -- taken up").await?;

    let raise = bo.command(guild, "hand").await?;
    let hand = json!({"options": [{"type": 3, "name": "words", "value": "to ask about row 4"}]});
    bo.interact(guild, &raise, hand).await?;
    scene.wait_board("1. Bo").await?;
    ana.interact(guild, &ana.command(guild, "next").await?, json!({"options": []})).await?;
    scene.wait_answer(&mark, "you wanted to ask about row 4").await?;

    let action = bo.command(guild, "action").await?;
    let record = json!({"options": [{"type": 1, "name": "record", "options": [
        {"type": 3, "name": "text", "value": "Bo to write it up by 2031-12-08"}]}]});
    bo.interact(guild, &action, record).await?;
    scene.wait_answer(&mark, "Recorded action A1: Bo to write it up, due 2031-12-08").await?;

    // A refusal is for the person alone: nobody else sees it in the channel.
    bo.interact(guild, &bo.command(guild, "next").await?, json!({"options": []})).await?;
    scene.settle().await?;
    ensure!(scene.times_said("That is for the chair").await? == 0, "a refusal was shown to all");
    let minutes = scene.minutes()?;
    ensure!(minutes.contains("A1: Bo to write it up, due 2031-12-08"), "{minutes}");
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_added_to_the_minutes_by_its_menu() -> anyhow::Result<()> {
    let scene = Scene::small().await?;
    scene.start_meeting().await?;
    let remark = scene.say("Cy", "Row 6 has no owner.").await?;
    let sol = scene.person("Sol");
    let menu = sol.command(&scene.guild, "Add to minutes").await?;
    sol.interact(&scene.guild, &menu, json!({"target_id": remark})).await?;
    scene.wait_minutes("Cy: Row 6 has no owner.", true).await?;
    // What is deleted in the channel leaves the minutes too.
    scene.person("Cy").delete(&scene.guild, &remark).await?;
    scene.wait_minutes("Row 6 has no owner.", false).await?;
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_servers_owner_brings_the_group_to_a_channel() -> anyhow::Result<()> {
    let mut scene = Scene::open(&["Ana", "Sol", "Bo"], "rooms = []").await?;
    let setup = |group: &str| json!({"options": [{"type": 1, "name": "setup", "options": [{"type": 3, "name": "group", "value": group}]}]});
    let mark = scene.say("Bo", "Nobody listens here yet.").await?;
    // Sol is the group's secretary, Ana owns the server.
    let (ana, sol) = (scene.person("Ana").clone(), scene.person("Sol").clone());
    sol.interact(&scene.guild, &sol.command(&scene.guild, "convenor").await?, setup(&scene.group)).await?;
    scene.wait_answer(&mark, "Sol wants Group to meet here. Now a person who manages this room has to agree").await?;
    ana.interact(&scene.guild, &ana.command(&scene.guild, "convenor").await?, setup("Group")).await?;
    scene.wait_answer(&mark, "Group meets here from now on").await?;
    scene.bot.kill()?;
    scene.bot.start()?;
    scene.bot.wait_log("zone data", 2).await?;
    scene.start_meeting().await?;
    let minutes = scene.minutes()?;
    ensure!(minutes.contains("Overlap table"), "{minutes}");
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_finds_everything_in_order() -> anyhow::Result<()> {
    let scene = Scene::small().await?;
    let output = scene.bot.ask(&["check"])?;
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(report.contains("ok     discord: Discord answers, the bot is Convenor"), "{report}");
    ensure!(report.contains("permissions=2252074691693632"), "{report}");
    scene.bot.finish().await
}
