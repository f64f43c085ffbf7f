//! What each of three people sees of a meeting without typed lines, as docs/discord.md shows it.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use crate::stage::{ANA, BO, CY, Stage};
use crate::standin::{State, member};

/// What the bot shows, as far as it was not shown before: to all, and to one.
struct Seen {
    messages: usize,
    lines: Vec<String>,
}

impl Seen {
    fn did(&mut self, who: &str, what: &str) {
        self.lines.push(format!("{who}: {what}"));
    }

    fn add_all(&mut self, state: &State) {
        let own: Vec<&str> = state
            .messages
            .iter()
            .filter(|message| message["author"]["id"] == "100" && message["components"].is_null())
            .filter_map(|message| message["content"].as_str())
            .collect();
        for line in own[self.messages..].iter().flat_map(|content| content.lines()) {
            // The clock of the day is no part of it.
            if !line.starts_with("It is ") {
                self.lines.push(format!("    all see: {line}"));
            }
        }
        self.messages = own.len();
    }

    /// The board with its buttons, a row of them in a line.
    fn add_board(&mut self, state: &State) {
        let Some(board) = state.board() else { return };
        for line in board["content"].as_str().unwrap_or_default().lines() {
            self.lines.push(format!("    board: {line}"));
        }
        for row in board["components"].as_array().into_iter().flatten() {
            let labels =
                row["components"].as_array().into_iter().flatten().filter_map(|button| button["label"].as_str());
            self.lines.push(format!("    board: [{}]", labels.collect::<Vec<_>>().join("] [")));
        }
    }

    fn add_one(&mut self, state: &State, interaction: &str, who: &str) {
        let shown = state.interaction(interaction).map_or(&[][..], |interaction| &interaction.shown);
        for line in shown.iter().filter_map(|message| message["content"].as_str()).flat_map(str::lines) {
            self.lines.push(format!("    {who} alone sees: {line}"));
        }
    }
}

/// Message by message: nothing can ping but the one line that gives the floor, and that one person; only the board has
/// buttons; what one person sees is for that person alone.
fn check_each(state: &State) -> anyhow::Result<()> {
    let own: Vec<&Value> = state.messages.iter().filter(|message| message["author"]["id"] == "100").collect();
    for message in &own {
        let content = message["content"].as_str().unwrap_or_default();
        let allowed = &message["allowed_mentions"];
        ensure!(allowed["parse"] == json!([]), "{content}: {allowed}");
        let is_grant = content.contains("you have the floor");
        let users = if is_grant { json!([BO]) } else { Value::Null };
        let pinged = if allowed["users"] == json!([]) { &Value::Null } else { &allowed["users"] };
        ensure!(*pinged == users && allowed["roles"].is_null(), "{content}: {allowed}");
        ensure!(allowed["replied_user"] != true, "{content}: {allowed}");
        let is_board = content.contains("To speak, react with");
        ensure!(message["components"].is_array() == is_board, "{content}: {}", message["components"]);
    }
    ensure!(own.iter().filter(|message| message["components"].is_array()).count() == 1, "one board");
    for interaction in &state.interactions {
        let response = interaction.response.as_ref().context("every command is responded to")?;
        // A press changes nothing by itself; everything else is shown to the person alone.
        ensure!(response["type"] == 6 || response["data"]["flags"] == 64, "{response}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_shows_what_each_person_sees() -> anyhow::Result<()> {
    let stage = Stage::open("message_content = false").await?;
    let standin = &stage.standin;
    let mut seen = Seen { messages: 0, lines: Vec::new() };

    seen.did("Ana", "/start");
    standin.slash(ANA, "start", &[]);
    standin.wait_said("Meeting 1 of Group is open").await?;
    seen.add_all(&standin.state());
    seen.did("Ana", "/agenda topic title: Overlap table");
    standin.slash(ANA, "agenda topic", &[("title", "Overlap table")]);
    standin.wait_said("agendum 1 -- Overlap table -- taken up").await?;
    seen.add_all(&standin.state());
    stage.wait_board("Overlap table").await?;
    seen.add_board(&standin.state());

    seen.did("Bo", "presses “Raise hand”");
    let pressed = standin.press(BO, "Raise hand").await?;
    standin.wait_shown(&pressed, "you are 1st").await?;
    seen.add_one(&standin.state(), &pressed, "Bo");
    stage.wait_board("1. Bo").await?;
    seen.did("Cy", "/next");
    let refused = standin.slash(CY, "next", &[]);
    standin.wait_shown(&refused, "That is for the chair").await?;
    seen.add_one(&standin.state(), &refused, "Cy");
    seen.did("Ana", "presses “Next”");
    standin.press(ANA, "Next").await?;
    standin.wait_said("<@202>, you have the floor").await?;
    seen.add_all(&standin.state());

    seen.did("Cy", "/action record text: Bo to send the table by 2026-12-08");
    standin.slash(CY, "action record", &[("text", "Bo to send the table by 2026-12-08")]);
    standin.wait_said("Recorded action A1").await?;
    seen.add_all(&standin.state());
    seen.did("Bo", "/action mine");
    let mine = standin.slash(BO, "action mine", &[]);
    standin.wait_shown(&mine, "A1").await?;
    seen.add_one(&standin.state(), &mine, "Bo");
    seen.did("Bo", "/start, in a channel of no group");
    let elsewhere = standin.interact_in("405", &member(BO), 2, &json!({"id": "8", "name": "start", "type": 1}));
    standin.wait_shown(&elsewhere, "No group meets here").await?;
    seen.add_one(&standin.state(), &elsewhere, "Bo");

    check_each(&standin.state())?;
    let block = seen.lines.join("\n");
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/discord.md")).context("the page")?;
    ensure!(page.contains(&block), "docs/discord.md does not show this:\n{block}");
    stage.close().await
}
