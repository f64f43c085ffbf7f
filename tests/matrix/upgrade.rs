//! The room is upgraded in mid-meeting: the meeting goes on in the new one.

use anyhow::ensure;

use crate::scene::{Plan, Scene};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_public_room_is_upgraded() -> anyhow::Result<()> {
    upgraded(Plan { version: "11", is_public: true, ..Plan::new()? }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_private_room_is_upgraded() -> anyhow::Result<()> {
    upgraded(Plan { version: "11", ..Plan::new()? }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_encrypted_room_is_upgraded() -> anyhow::Result<()> {
    upgraded(Plan { is_encrypted: true, ..Plan::new()? }).await
}

async fn upgraded(plan: Plan) -> anyhow::Result<()> {
    let is_public = plan.is_public;
    let mut scene = Scene::open(plan).await?;
    scene.start_meeting().await?;
    scene.ask("Bo", "q+ to explain", "Bo, you are 1st").await?;
    scene.ask("Cy", "q+", "Cy, you are 2nd").await?;
    scene.ask("Ana", "ack", "Bo, you wanted to explain").await?;
    scene.say("Bo", "Before the move.").await?;
    move_on(&mut scene, is_public).await?;
    scene.ask("Ana", "q?", "I see Cy on the speaker queue").await?;
    scene.say("Bo", "After the move.").await?;
    scene.wait_board("Speaking:    Bo").await?;

    scene.bot.kill()?;
    scene.bot.start()?;
    scene.ask("Ana", "ack", "Cy, you have the floor").await?;
    scene.wait_board("Speaking:    Cy").await?;
    // And once more: the group is the same however often its room has moved.
    move_on(&mut scene, is_public).await?;
    scene.bot.kill()?;
    let before = scene.bot.log().len();
    scene.bot.start()?;
    scene.say("Cy", "After another move.").await?;
    scene.ask("Ana", "end meeting", "Meeting 1 is closed").await?;
    scene.settle().await?;

    let minutes = scene.minutes()?;
    ensure!(minutes.contains("Bo: Before the move.\n  After the move."), "{minutes}");
    ensure!(minutes.contains("Cy: After another move."), "{minutes}");
    let log = scene.bot.log().split_off(before);
    ensure!(!log.contains("was refused by the platform"), "the bot still speaks in an old room:\n{log}");
    scene.bot.finish().await
}

/// Moves everybody to a new room. Nobody on the allow-list invites the bot there.
async fn move_on(scene: &mut Scene, is_public: bool) -> anyhow::Result<()> {
    let bot = scene.bot.account.id.clone();
    let old = scene.room.clone();
    let room = scene.host().upgrade(&old, "12").await?;
    let guests = ["Sol", "Bo", "Cy"];
    for name in guests {
        if !is_public {
            scene.host().invite(&room, scene.person(name).id()).await?;
        }
        scene.person(name).join(&room).await?;
    }
    if !is_public {
        scene.person("Bo").wait_member(&room, scene.person("Ana").id(), "join").await?;
        scene.person("Bo").invite(&room, &bot).await?;
    }
    for name in ["Ana", "Sol", "Bo", "Cy"] {
        scene.person(name).wait_member(&room, &bot, "join").await?;
    }
    scene.room = room;
    Ok(())
}
