//! The same short meeting in rooms of every kind: who is pinged, and what stands in the minutes.

use anyhow::ensure;
use serde_json::json;

use crate::person::Trust;
use crate::scene::{Plan, Scene};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_of_version_11() -> anyhow::Result<()> {
    short_meeting(Plan { version: "11", ..Plan::new()? }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_of_version_12() -> anyhow::Result<()> {
    short_meeting(Plan::new()?).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_encrypted_room_of_version_11() -> anyhow::Result<()> {
    short_meeting(Plan { version: "11", is_encrypted: true, ..Plan::new()? }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_encrypted_room_of_version_12() -> anyhow::Result<()> {
    short_meeting(Plan { is_encrypted: true, ..Plan::new()? }).await
}

/// Clients that neither send keys to nor show devices that are not cross-signed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_encrypted_room_with_strict_clients() -> anyhow::Result<()> {
    short_meeting(Plan { is_encrypted: true, trust: Trust::SignedDevices, ..Plan::new()? }).await
}

async fn short_meeting(plan: Plan) -> anyhow::Result<()> {
    let is_encrypted = plan.is_encrypted;
    let scene = Scene::open(plan).await?;
    scene.start_meeting().await?;
    scene.ask("Bo", "present+ (Nile Networks)", "Present: Bo (Nile Networks)").await?;
    scene.ask("Bo", "q+ to ask about row 4", "Bo, you are 1st").await?;
    scene.ask("Cy", "q+", "Cy, you are 2nd").await?;
    scene.ask("Ana", "ack", "Bo, you wanted to ask about row 4").await?;
    scene.say("Bo", "Who keeps row 4?").await?;
    scene.ask("Sol", "ACTION: Cy to ask the rapporteur by 2031-12-01", "Recorded action A1").await?;
    scene.ask("Ana", "AGREED: row 4 stays", "Recorded decision D1-1").await?;
    scene.ask("Bo", "AGREED: row 4 goes", "chair").await?;
    scene.ask("Ana", "end meeting", "Meeting 1 is closed").await?;
    scene.settle().await?;

    let minutes = scene.minutes()?;
    for words in ["Bo (Nile Networks): Who keeps row 4?", "row 4 stays", "Cy to ask the rapporteur"] {
        ensure!(minutes.contains(words), "“{words}” is missing in\n{minutes}");
    }
    ensure!(!minutes.contains("row 4 goes"), "a decision that nobody had the right to:\n{minutes}");
    who_is_pinged(&scene)?;
    if is_encrypted {
        everybody_reads_the_bot(&scene)?;
    }
    scene.bot.finish().await
}

/// Only the floor grant is `m.text`, and mentions exactly its person.
fn who_is_pinged(scene: &Scene) -> anyhow::Result<()> {
    let ours =
        scene.host().seen().into_iter().filter(|event| event.is_message() && event.is_from(&scene.bot.account.id));
    for event in ours {
        let content = event.content();
        let is_grant = event.body().contains(", you wanted to");
        let (kind, mentions) =
            if is_grant { ("m.text", json!({"user_ids": [scene.person("Bo").id()]})) } else { ("m.notice", json!({})) };
        ensure!(content["msgtype"] == kind && content["m.mentions"] == mentions, "{content}");
        if event.replaces().is_some() {
            let new = &content["m.new_content"];
            ensure!(new["msgtype"] == "m.notice" && new["m.mentions"] == json!({}), "{content}");
        }
    }
    Ok(())
}

fn everybody_reads_the_bot(scene: &Scene) -> anyhow::Result<()> {
    for name in ["Ana", "Sol", "Bo", "Cy"] {
        let seen = scene.person(name).seen().into_iter();
        let ours: Vec<_> = seen
            .filter(|event| {
                event.room == scene.room && event.is_from(&scene.bot.account.id) && event.raw["type"] != "m.room.member"
            })
            .collect();
        ensure!(ours.len() >= 10, "{name} saw {} events of the bot", ours.len());
        let locked = ours.iter().filter(|event| event.is_locked || event.raw["type"] == "m.room.encrypted").count();
        ensure!(locked == 0, "{name} could not read {locked} of {} events of the bot", ours.len());
        ensure!(ours.iter().all(|event| event.was_encrypted), "the bot spoke in the clear");
    }
    Ok(())
}
