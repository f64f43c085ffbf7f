//! Buttons, forms, menus and what is filled in for somebody who types.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use crate::stage::{ANA, BO, CY, DEE, Stage};
use crate::standin::CHANNEL;

/// The one field of a form that is shown, and its form's id.
pub async fn form(stage: &Stage, interaction: &str) -> anyhow::Result<(Value, Value)> {
    let response = stage.standin.wait_response(interaction).await?;
    ensure!(response["type"] == 9, "{response}");
    Ok((response["data"]["custom_id"].clone(), response["data"]["components"][0]["components"][0].clone()))
}

pub fn filled(form: &(Value, Value), words: &str) -> Value {
    let (custom_id, field) = form;
    json!({"custom_id": custom_id, "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": field["custom_id"], "value": words, "style": 2}]}]})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_is_run_by_buttons_without_reading_messages() -> anyhow::Result<()> {
    let mut stage = Stage::open("message_content = false").await?;
    stage.start_meeting().await?;
    stage.standin.press(BO, "Raise hand").await?;
    stage.wait_board("1. Bo").await?;
    let pressed = stage.standin.press(CY, "Raise hand, with reason…").await?;
    let shown = form(&stage, &pressed).await?;
    stage.standin.interact(CY, 5, &filled(&shown, "ask about row 4"));
    stage.wait_board("2. Cy").await?;

    // Not for everybody; told to the one who pressed.
    let pressed = stage.standin.press(BO, "Next").await?;
    stage.standin.wait_shown(&pressed, "That is for the chair").await?;

    // Two presses on what both saw mean one speaker.
    let look = |state: &crate::standin::State| {
        let buttons = state.board()?["components"].as_array()?.clone();
        let all = buttons.iter().filter_map(|row| row["components"].as_array()).flatten();
        let id = all.filter_map(|button| button["custom_id"].as_str()).find(|id| id.starts_with("do|next|"))?;
        id.ends_with("|Bo").then(|| id.to_owned())
    };
    let next = stage.standin.wait("a button that saw Bo", look).await?;
    let press = json!({"custom_id": next, "component_type": 2});
    stage.standin.interact(ANA, 3, &press);
    let second = stage.standin.interact(DEE, 3, &press);
    stage.standin.wait_said("<@202>, you have the floor").await?;
    stage.standin.wait_shown(&second, "The queue has moved on: the next speaker is now Cy").await?;
    let grant = stage.standin.wait_said("<@202>, you have the floor").await?;
    ensure!(grant["allowed_mentions"]["users"] == json!(["202"]), "{grant}");

    // Every sentence names what its reader has: slash commands and buttons.
    let help = stage.standin.slash(BO, "help", &[]);
    stage.standin.wait_shown(&help, "/hand").await?;
    stage.standin.slash(ANA, "decision propose", &[("text", "Option B is kept")]);
    let proposed = stage.standin.wait_said("Option B is kept").await?;
    let words = proposed["content"].as_str().unwrap_or_default();
    ensure!(words.contains("To support it: /support; to oppose it: /decision oppose"), "{words}");
    stage.standin.slash(ANA, "queue close", &[]);
    stage.standin.wait_said("The speaker queue is closed").await?;
    let refused = stage.standin.press(BO, "Raise hand, with reason…").await?;
    let response = stage.standin.wait_response(&refused).await?;
    ensure!(response["type"] == 4 && response.to_string().contains("/queue order"), "{response}");
    stage.standin.slash(ANA, "queue open", &[]);
    stage.standin.wait_said("The speaker queue is open").await?;

    // After a restart the old buttons work; after the meeting they say that it is over.
    stage.bot.kill()?;
    stage.bot.start()?;
    stage.standin.wait("a second session", |state| (state.sessions == 2).then_some(())).await?;
    // A button acts on what its board shows: this one is to have seen the proposal, which ended Bo's turn.
    stage.wait_board("Option B is kept").await?;
    stage.standin.press(ANA, "Next").await?;
    stage.standin.wait_said("<@203>, you wanted to ask about row 4").await?;
    stage.standin.slash(ANA, "end", &[]);
    stage.standin.wait_said("Meeting 1 is closed").await?;
    let late = stage.standin.interact(ANA, 3, &press);
    stage.standin.wait_shown(&late, "Meeting 1 is closed, so its buttons no longer work").await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_for_one_person_are_shown_to_one_person() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    // Whoever uses slash commands is told of slash commands, also where typed lines are read.
    let early = stage.standin.slash(BO, "lower", &[]);
    stage.standin.wait_shown(&early, "/start").await?;
    stage.start_meeting().await?;
    let refused = stage.standin.slash(BO, "queue close", &[]);
    stage.standin.wait_shown(&refused, "That is for the chair").await?;
    let zone = stage.standin.slash(BO, "time zone", &[("zone", "Asia/Kolkata")]);
    stage.standin.wait_shown(&zone, "Asia/Kolkata").await?;
    // So is what a person asks; what everybody is told needs no answer: “thinking …” goes.
    let queue = stage.standin.slash(BO, "queue show", &[]);
    stage.standin.wait_shown(&queue, "I see no one on the speaker queue").await?;
    let added = stage.standin.slash(BO, "agenda add", &[("title", "Row 4")]);
    stage.standin.wait_said("agendum 2 added: Row 4").await?;
    let is_gone = |state: &crate::standin::State| state.interaction(&added)?.is_original_gone.then_some(());
    stage.standin.wait("the end of “thinking …”", is_gone).await?;
    ensure!(stage.times_said("That is for the chair") == 0 && stage.times_said("Asia/Kolkata") == 0);
    ensure!(stage.times_said("I see no one") == 0);
    // A moment is told in words, and on every reader's own clock.
    stage.standin.say(BO, "!time 2026-12-08 15:00 Geneva");
    let told = stage.standin.wait_said("Tuesday 2026-12-08, 15:00 Europe/Zurich: 14:00 UTC.").await?;
    ensure!(told["content"].as_str().is_some_and(|content| content.contains("(<t:1796738400:F>)")), "{told}");
    // A role of Discord chairs too.
    stage.standin.slash(DEE, "queue close", &[]);
    stage.standin.wait_said("queue is closed").await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fits_is_offered_while_somebody_types() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    stage.standin.press(CY, "Raise hand").await?;
    stage.wait_board("1. Cy").await?;
    stage.standin.slash(ANA, "action record", &[("text", "Bo to send the table")]);
    stage.standin.wait_said("Recorded action A1").await?;
    stage.standin.slash(ANA, "decision record", &[("text", "the table is adopted")]);
    stage.standin.wait_said("Recorded decision D1-1").await?;
    let typing = |name: &str, value: &str| json!({"name": name, "type": 3, "value": value, "focused": true});
    let under = |word: &str, option: Value| json!({"name": word, "type": 1, "options": [option]});
    for (command, option, expected) in [
        ("floor", typing("name", "c"), "Cy"),
        ("agenda", under("take-up", typing("item", "over")), "1"),
        ("action", under("done", typing("action", "A")), "A1"),
        ("decision", under("amend", typing("decision", "D")), "D1-1"),
        ("time", under("zone", typing("zone", "bangal")), "Asia/Kolkata"),
    ] {
        let asked = json!({"id": "8", "name": command, "type": 1, "options": [option]});
        let interaction = stage.standin.interact(ANA, 4, &asked);
        let response = stage.standin.wait_response(&interaction).await?;
        ensure!(response["type"] == 8, "{response}");
        let choices = response["data"]["choices"].as_array().context("choices")?;
        ensure!(choices.first().is_some_and(|choice| choice["value"] == expected), "/{command}: {response}");
    }
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn menus_record_what_stands_in_a_message() -> anyhow::Result<()> {
    let stage = Stage::open("message_content = false").await?;
    stage.start_meeting().await?;
    let message = stage.standin.write(BO, "send the table by 2026-12-08");
    let id = message["id"].as_str().context("an id")?.to_owned();
    let menu = |name: &str| json!({"id": "9", "name": name, "type": 3, "target_id": id, "resolved": {"messages": {id.clone(): message}}});
    let chosen = stage.standin.interact(ANA, 2, &menu("Record as action"));
    let shown = form(&stage, &chosen).await?;
    ensure!(shown.1["value"] == "send the table by 2026-12-08", "{}", shown.1);
    stage.standin.interact(ANA, 5, &filled(&shown, "Bo to send the table by 2026-12-08"));
    stage.standin.wait_said("Recorded action A1: Bo to send the table, due 2026-12-08").await?;
    let chosen = stage.standin.interact(ANA, 2, &menu("Record as decision"));
    let shown = form(&stage, &chosen).await?;
    stage.standin.interact(ANA, 5, &filled(&shown, "the table is the basis"));
    stage.standin.wait_said("Recorded decision D1-1").await?;
    let added = stage.standin.interact(CY, 2, &menu("Add to minutes"));
    stage.standin.wait_shown(&added, "Bo: send the table by 2026-12-08").await?;

    let person = json!({"id": "9", "name": "Give the floor", "type": 2, "target_id": BO, "resolved": {
        "users": {BO: crate::standin::user_of(BO)}, "members": {BO: {
            "roles": [], "joined_at": "2026-01-01T00:00:00Z", "flags": 0, "deaf": false, "mute": false}}}});
    stage.standin.press(BO, "Raise hand").await?;
    stage.wait_board("1. Bo").await?;
    stage.standin.interact(ANA, 2, &person);
    stage.standin.wait_said("<@202>, you have the floor").await?;

    // Deleting the message takes out what its menus recorded.
    stage.standin.push("MESSAGE_DELETE", &json!({"id": id, "channel_id": CHANNEL, "guild_id": "300"}));
    stage.standin.wait_said("action A1. The number is kept").await?;
    ensure!(!stage.minutes()?.contains("send the table"), "{}", stage.minutes()?);
    // And what the bot had said with its words.
    stage.standin.wait("the bot's words to go", |state| state.said("send the table").is_empty().then_some(())).await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_opens_for_who_may_and_gives_refused_words_back() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let message = stage.standin.write(BO, "the table is the basis");
    stage.wait_board("Overlap table").await?;
    for pressed in [
        stage.standin.press(BO, "Conclusion…").await?,
        stage.standin.interact(BO, 2, &crate::menus::chosen("Record as decision", &message)),
    ] {
        let response = stage.standin.wait_response(&pressed).await?;
        ensure!(response["type"] == 4 && response["data"]["flags"] == 64, "{response}");
        stage.standin.wait_shown(&pressed, "That is for the chair").await?;
    }
    let pressed = stage.standin.press(ANA, "Conclusion…").await?;
    let response = stage.standin.wait_response(&pressed).await?;
    ensure!(response["data"]["title"] == "Conclude the agenda item", "{response}");
    let shown = form(&stage, &pressed).await?;
    ensure!(shown.1["label"] == "What the group concludes" && shown.1["placeholder"].is_string(), "{}", shown.1);
    // A reason is a reason, whoever is called so.
    let raised = stage.standin.press(CY, "Raise hand, with reason…").await?;
    let raised = form(&stage, &raised).await?;
    stage.standin.interact(CY, 5, &filled(&raised, "option C"));
    stage.wait_board("1. Cy").await?;
    stage.standin.slash(ANA, "next", &[]);
    stage.standin.wait_said("<@203>, you wanted to speak about: option C").await?;
    stage.standin.slash(ANA, "end", &[]);
    stage.standin.wait_said("Meeting 1 is closed").await?;
    let late = stage.standin.interact(ANA, 5, &filled(&shown, "The table goes into section 3."));
    stage.standin.wait_shown(&late, "You wrote: The table goes into section 3.").await?;
    stage.close().await
}
