//! What menus on messages record has words of its own.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use crate::stage::{ANA, Stage};
use crate::standin::{member_of, user_of};
use crate::surfaces::{filled, form};

/// A menu that somebody chooses on a message.
pub fn chosen(name: &str, message: &Value) -> Value {
    let id = message["id"].as_str().unwrap_or_default();
    json!({"id": "9", "name": name, "type": 3, "target_id": id, "resolved": {"messages": {id: message}}})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_leaves_what_a_menu_recorded() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let id = stage.standin.say(ANA, "Option B is teh one");
    let message = stage.standin.state().messages.iter().find(|message| message["id"] == id).cloned();
    let message = message.context("the message")?;
    for (menu, words, said) in [
        ("Record as decision", "Option B is kept", "Recorded decision D1-1"),
        ("Record as action", "Ana to write Option B down", "Recorded action A1"),
    ] {
        let menu = stage.standin.interact(ANA, 2, &chosen(menu, &message));
        let shown = form(&stage, &menu).await?;
        stage.standin.interact(ANA, 5, &filled(&shown, words));
        stage.standin.wait_said(said).await?;
    }
    let added = stage.standin.interact(ANA, 2, &chosen("Add to minutes", &message));
    stage.standin.wait_shown(&added, "Ana: Option B is teh one").await?;

    stage.standin.rewrite(&id, "Option B is the one");
    let typed = stage.standin.say(ANA, "AGREED: Option C goes\nAGREED: Option D stays");
    stage.standin.wait_said("Recorded decision D1-3").await?;
    let minutes = stage.minutes()?;
    for kept in ["Option B is kept", "Ana to write Option B down", "Ana: Option B is teh one"] {
        ensure!(minutes.contains(kept), "“{kept}” has gone:\n{minutes}");
    }
    ensure!(stage.times_said("deleted the message") == 0, "nobody deleted anything");

    // A typed record follows its message, and an edit is called an edit.
    stage.standin.rewrite(&typed, "AGREED: Option D stays");
    stage.standin.wait_said("Ana edited the message that recorded decision D1-2, which no longer says so").await?;
    ensure!(stage.times_said("deleted the message") == 0, "nobody deleted anything");
    ensure!(!stage.minutes()?.contains("Option C goes"));
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_names_its_author_as_the_server_does() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let mut user = user_of("205");
    user["username"] = "lgqx".into();
    user["global_name"] = Value::Null;
    // The account's own name and its name on this server differ.
    let mut member = member_of(&user, &[]);
    member["nick"] = "Dora".into();
    stage.standin.state().members.insert("205".to_owned(), member);
    let message = stage.standin.state().message(&user, "the tabel has 14 rows for <@201>");
    let added = stage.standin.interact(ANA, 2, &chosen("Add to minutes", &message));
    stage.standin.wait_shown(&added, "Note: Dora: the tabel has 14 rows for Ana").await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_shows_names_and_records_accounts() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let id = stage.standin.say(ANA, "<@202> sends the table to <@&600> until <t:1796742000:F>");
    let message = stage.standin.state().messages.iter().find(|message| message["id"] == id).cloned();
    let mut message = message.context("the message")?;
    message["mentions"] = json!([user_of("202")]);
    let menu = stage.standin.interact(ANA, 2, &chosen("Record as action", &message));
    let shown = form(&stage, &menu).await?;
    let words = shown.1["value"].as_str().unwrap_or_default().to_owned();
    ensure!(words.starts_with("@Bo sends the table to @") && words.ends_with("until 2026-12-08 15:00 UTC"), "{words}");
    stage.standin.interact(ANA, 5, &filled(&shown, "@Bo to send the table"));
    stage.standin.wait_said("Recorded action A1: Bo to send the table").await?;
    let mine = stage.standin.slash("202", "action mine", &[]);
    stage.standin.wait_shown(&mine, "A1: Bo to send the table").await?;
    stage.close().await
}
