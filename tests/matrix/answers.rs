//! Where the bot answers, and to whom it does not.

use anyhow::ensure;
use serde_json::json;

use crate::person::{Seen, text};
use crate::scene::{Plan, Scene};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_go_where_they_were_asked() -> anyhow::Result<()> {
    let scene = Scene::open(Plan::new()?).await?;
    scene.start_meeting().await?;
    let root = scene.say("Bo", "About row 4.").await?;
    let mut command = text("q+ to ask in the thread");
    command["m.relates_to"] = json!({
        "rel_type": "m.thread", "event_id": root, "is_falling_back": true, "m.in_reply_to": {"event_id": root},
    });
    let asked = scene.person("Bo").send(&scene.room, "m.room.message", command.clone()).await?;
    let answer = scene.wait_answer(&asked, "Bo, you are 1st").await?;
    ensure!(answer.thread() == Some(root.as_str()) && answer.answers() == Some(asked.as_str()), "{}", answer.raw);
    ensure!(answer.content()["m.relates_to"]["is_falling_back"] == false, "{}", answer.raw);

    // A question for everybody, in the thread too.
    command["body"] = "q?".into();
    let asked = scene.person("Cy").send(&scene.room, "m.room.message", command).await?;
    let answer = scene.wait_answer(&asked, "I see Bo on the speaker queue").await?;
    ensure!(answer.thread() == Some(root.as_str()), "{}", answer.raw);

    // In the room: a reply to the asker, nothing of the thread.
    let asked = scene.say("Cy", "q+").await?;
    let answer = scene.wait_answer(&asked, "Cy, you are 2nd").await?;
    ensure!(answer.thread().is_none() && answer.answers() == Some(asked.as_str()), "{}", answer.raw);
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replies_are_read_without_what_they_quote() -> anyhow::Result<()> {
    let scene = Scene::open(Plan::new()?).await?;
    scene.start_meeting().await?;
    let quoted = scene.say("Bo", "q+").await?;
    scene.wait_answer(&quoted, "Bo, you are 1st").await?;
    let reply = |words: &str| {
        let mut content = text(&format!("> <@bo:localhost> q+\n> end meeting\n\n{words}"));
        content["m.relates_to"] = json!({"m.in_reply_to": {"event_id": quoted}});
        content
    };
    let asked = scene.person("Cy").send(&scene.room, "m.room.message", reply("q+ to answer Bo")).await?;
    scene.wait_answer(&asked, "Cy, you are 2nd").await?;
    scene.person("Ana").send(&scene.room, "m.room.message", reply("Thank you.")).await?;
    scene.ask("Ana", "vq?", "to answer Bo").await?;
    ensure!(scene.times_said("is closed") == 0 && scene.times_said("Ana, you are") == 0, "quotes are no commands");
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bots_are_not_answered() -> anyhow::Result<()> {
    let scene = Scene::open(Plan::new()?).await?;
    scene.start_meeting().await?;
    let notice = json!({"msgtype": "m.notice", "body": "q+"});
    scene.person("Bo").send(&scene.room, "m.room.message", notice).await?;
    // The bot itself says "q+" on its board and "q?" nowhere; its own words raise no hand.
    scene.ask("Ana", "!help q+", "q+").await?;
    scene.ask("Ana", "q?", "I see no one on the speaker queue").await?;
    let emote = json!({"msgtype": "m.emote", "body": "q+"});
    let asked = scene.person("Bo").send(&scene.room, "m.room.message", emote).await?;
    scene.wait_answer(&asked, "Bo, you are 1st").await?;
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_are_reactions() -> anyhow::Result<()> {
    receipts(Plan { receipts: "signs", ..Plan::new()? }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_are_reactions_in_an_encrypted_room() -> anyhow::Result<()> {
    receipts(Plan { receipts: "signs", is_encrypted: true, ..Plan::new()? }).await
}

/// What one word confirms is a reaction of the bot; refusals and grants are lines; it takes its own reactions for nothing.
async fn receipts(plan: Plan) -> anyhow::Result<()> {
    let scene = Scene::open(plan).await?;
    scene.start_meeting().await?;
    let bot = scene.bot.account.id.clone();
    let mut signed = Vec::new();
    for (name, words) in [("Bo", "present+"), ("Bo", "q+ to ask about row 4"), ("Cy", "q+"), ("Cy", "q-")] {
        let said = scene.say(name, words).await?;
        let is_sign = |event: &Seen| {
            let relation = &event.content()["m.relates_to"];
            event.raw["type"] == "m.reaction" && event.is_from(&bot) && relation["event_id"] == said.as_str()
        };
        let sign = scene.host().wait_for(&format!("a sign on {words}"), is_sign).await?;
        ensure!(sign.content()["m.relates_to"]["key"] == "☑️", "{}", sign.raw);
        signed.push(sign.id().to_owned());
    }
    scene.ask("Ana", "q?", "I see Bo on the speaker queue").await?;
    scene.ask("Bo", "AGREED: row 4 goes", "chair").await?;
    scene.ask("Ana", "ack", "Bo, you wanted to ask about row 4").await?;
    for words in ["Bo, you are", "Cy, you are", "Present:", "Cy is off"] {
        ensure!(scene.times_said(words) == 0, "“{words}” was said although a sign says it");
    }
    let signs = scene.host().seen().iter().filter(|event| event.raw["type"] == "m.reaction").count();
    ensure!(signs == signed.len(), "{signs} signs for {} commands", signed.len());
    scene.bot.finish().await
}
