//! Edits, deletions and hands under the board: what they do to the record and the queue.

use anyhow::ensure;

use crate::scene::{Scene, id_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_and_deletions_reach_the_record() -> anyhow::Result<()> {
    let scene = Scene::small().await?;
    scene.start_meeting().await?;
    scene.ask("Bo", "q+", "Bo, you are 1st").await?;
    scene.ask("Ana", "ack", "you have the floor").await?;
    let statement = scene.say("Bo", "Row 4 is from SG20.").await?;
    let slip = scene.say("Bo", "The password is tiger.").await?;
    let action = scene.say("Cy", "ACTION: Cy to publish the tiger by 2031-12-01").await?;
    scene.wait_answer(&action, "Recorded action A1").await?;
    ensure!(scene.minutes()?.contains("The password is tiger."), "{}", scene.minutes()?);
    scene.person("Bo").edit(&scene.guild, &statement, "Row 4 is from SG17.").await?;
    scene.person("Bo").delete(&scene.guild, &slip).await?;
    scene.person("Cy").delete(&scene.guild, &action).await?;
    scene.wait_answer(&statement, "Somebody deleted the message that recorded action A1").await?;

    // A command is not run again by an edit.
    let queued = scene.say("Sol", "q+ to add").await?;
    scene.wait_answer(&queued, "Sol, you are 1st").await?;
    scene.ask("Sol", "q-", "Sol is off the speaker queue").await?;
    scene.person("Sol").edit(&scene.guild, &queued, "q+ to add more").await?;
    scene.ask("Ana", "q?", "I see no one on the speaker queue").await?;

    let minutes = scene.minutes()?;
    ensure!(minutes.contains("Bo: Row 4 is from SG17."), "{minutes}");
    let log = String::from_utf8_lossy(&scene.bot.ask(&["export", "--group", &scene.group])?.stdout).into_owned();
    ensure!(log.contains("Row 4 is from"), "{log}");
    ensure!(!minutes.contains("tiger") && !log.contains("tiger"), "{minutes}\n{log}");
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hand_under_the_board_is_a_hand_in_the_queue() -> anyhow::Result<()> {
    let scene = Scene::small().await?;
    scene.start_meeting().await?;
    let board = id_of(&scene.wait_board("Queue:** empty").await?)?;
    let bo = scene.person("Bo");
    bo.react("PUT", &scene.guild, &board).await?;
    scene.wait_board("1. Bo").await?;
    bo.react("DELETE", &scene.guild, &board).await?;
    scene.wait_board("Queue:** empty").await?;
    // The same hand once more is another one.
    bo.react("PUT", &scene.guild, &board).await?;
    scene.wait_board("1. Bo").await?;
    scene.ask("Ana", "ack", "you have the floor").await?;
    ensure!(id_of(&scene.wait_board("Speaking:** Bo").await?)? == board, "the board is edited in place");
    let ended = scene.say("Ana", "end meeting").await?;
    scene.wait_answer(&ended, "Meeting 1 is closed").await?;
    scene.bot.finish().await
}
