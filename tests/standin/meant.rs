//! Who is meant: a mention, a menu's target and an option of a slash command are accounts, whatever people are called.

use anyhow::ensure;
use serde_json::{Value, json};

use crate::stage::{ANA, Stage};
use crate::standin::member_of;

/// Somebody on the server, who is known to it.
fn newcomer(stage: &Stage, id: &str, login: &str, nick: &str) -> Value {
    let user = json!({"id": id, "username": login, "global_name": nick, "discriminator": "0", "avatar": null});
    let mut member = member_of(&user, &[]);
    member["nick"] = nick.into();
    stage.standin.state().members.insert(id.to_owned(), member.clone());
    member
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mention_is_the_account_and_equal_names_are_asked() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let standin = &stage.standin;
    let amina = newcomer(&stage, "211", "amina2", "Amina");
    let ben = newcomer(&stage, "212", "ben77", "Ben");
    standin.say_by(&amina, "hello");
    standin.say_by(&ben, "q+ to ask about row 4");
    stage.wait_board("1. Ben").await?;

    // Renamed in the meeting, he keeps his name in the record; both names are his.
    let ben = newcomer(&stage, "212", "ben77", "Amina");
    standin.say_by(&ben, "I am here");
    standin.say_by(&amina, "q+");
    stage.wait_board("2. Amina").await?;
    standin.say(ANA, "ack Amina");
    standin.wait_said("Several people are called “Amina”: ").await?;
    standin.say(ANA, "ack <@211>");
    standin.wait_said("<@211>, you have the floor").await?;
    let person = json!({"id": "9", "name": "Give the floor", "type": 2, "target_id": "212", "resolved": {
        "users": {"212": ben["user"]}, "members": {"212": {"roles": [], "joined_at": "2026-01-01T00:00:00Z"}}}});
    standin.interact(ANA, 2, &person);
    standin.wait_said("<@212>, you wanted to ask about row 4").await?;
    standin.slash(ANA, "floor", &[("name", "<@211>")]);
    standin.wait("a second grant", |state| (state.said("<@211>, you have the floor").len() == 2).then_some(())).await?;

    // What is recorded for a mention is that account's.
    standin.say(ANA, "ACTION: <@212> to draft the table");
    standin.wait_said("Recorded action A1: Ben to draft the table").await?;
    let mine = standin.interact_by(
        &ben,
        2,
        &json!({"id": "8", "name": "action", "type": 1, "options": [
        {"name": "mine", "type": 1, "options": []}]}),
    );
    standin.wait_shown(&mine, "A1: Ben to draft the table").await?;
    let minutes = stage.minutes()?;
    ensure!(!minutes.contains("ben77") && minutes.contains("Ben"), "one name:\n{minutes}");
    // Renamed to another name, he is called by a part of the new one and by the old one.
    let ben = newcomer(&stage, "212", "ben77", "Benjamin Ode");
    standin.say(ANA, "close the queue");
    standin.wait_said("The speaker queue is closed").await?;
    standin.say_by(&ben, "q+ to go on");
    standin.wait("a refusal", |state| (state.said("The speaker queue is closed.").len() > 1).then_some(())).await?;
    standin.say(ANA, "ACTION: Benjamin to mail it");
    standin.wait_said("Recorded action A2: ").await?;
    let mine = standin.interact_by(
        &ben,
        2,
        &json!({"id": "8", "name": "action", "type": 1, "options": [
        {"name": "mine", "type": 1, "options": []}]}),
    );
    standin.wait_shown(&mine, "A2: ").await?;
    standin.say(ANA, "ack Benjamin");
    standin.wait("a second grant to Ben", |state| (state.said("<@212>, you").len() == 2).then_some(())).await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_has_said_nothing_is_meant_too() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let standin = &stage.standin;
    newcomer(&stage, "213", "cara", "Cara");
    let ben = newcomer(&stage, "212", "ben77", "Ben");
    standin.say_by(&ben, "q+ <@213> to answer for her");
    stage.wait_board("1. Cara").await?;
    standin.say(ANA, "ack <@213>");
    standin.wait_said("<@213>, you wanted to answer for her").await?;
    standin.say(ANA, "chair+ <@213>");
    standin.wait_said("Cara (discord:213) shares the chair").await?;
    // A member of the same name comes later: shown apart from the first.
    let other = newcomer(&stage, "214", "cara_b", "Cara");
    standin.say_by(&other, "q+");
    stage.wait_board("Cara (cara\\_b)").await?;
    // So in the minutes.
    standin.say(ANA, "present+ <@213>, <@214>");
    standin.wait_said("Cara (cara\\_b)").await?;
    let minutes = stage.minutes()?;
    ensure!(minutes.contains("Cara (cara_b)") && minutes.matches("Cara").count() >= 2, "both are there:\n{minutes}");
    // A nick that looks like a mention is a name.
    let odd = newcomer(&stage, "215", "odd", "<@211>");
    standin.say(ANA, "q=");
    standin.say_by(&odd, "q+");
    stage.wait_board("1. \\<\\@211\\>").await?;
    standin.press(ANA, "Next").await?;
    standin.wait_said("<@215>, you have the floor").await?;
    stage.close().await
}
