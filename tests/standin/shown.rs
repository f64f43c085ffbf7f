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

    fn add_one(&mut self, state: &State, interaction: &str, who: &str) {
        let shown = state.interaction(interaction).map_or(&[][..], |interaction| &interaction.shown);
        for line in shown.iter().filter_map(|message| message["content"].as_str()).flat_map(str::lines) {
            self.lines.push(format!("    {who} alone sees: {line}"));
        }
    }
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

    // Nothing that people see can ping, but the one line that gives the floor.
    let is_ping = |message: &&Value| message["allowed_mentions"]["users"].as_array().is_some_and(|one| !one.is_empty());
    let pings = standin.state().messages.iter().filter(is_ping).count();
    ensure!(pings == 1);
    let block = seen.lines.join("\n");
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/discord.md")).context("the page")?;
    ensure!(page.contains(&block), "docs/discord.md does not show this:\n{block}");
    stage.close().await
}
