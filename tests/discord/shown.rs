//! A meeting of three people on a server, read message by message as docs/discord.md shows it.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use crate::scene::{BOARD, Scene};

/// `SUPPRESS_NOTIFICATIONS` (Discord, message flags).
const SILENT: u64 = 1 << 12;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_shows_what_three_people_see() -> anyhow::Result<()> {
    let scene = Scene::open(&["Ana", "Bo", "Cy"], "objection_secs = 5\n").await?;
    scene.ask("Ana", "start meeting", "is open").await?;
    scene.wait_board("**Agenda item:** none").await?;
    scene.ask("Bo", "present+ (Example Org)", "Present: Bo").await?;
    scene.ask("Cy", "present+", "Present: Cy").await?;
    scene.ask("Ana", "topic: Overlap table", "taken up").await?;
    scene.ask("Cy", "q+ about row 4", "you are 1st").await?;
    scene.wait_board("1. Cy").await?;
    scene.ask("Cy", "!next", "That is for the chair").await?;
    scene.ask("Ana", "!next", "you wanted to speak about: row 4").await?;
    scene.say("Cy", "Row 4 stands in both work programmes.").await?;
    scene.ask("Cy", "done", "has finished").await?;
    let proposal = scene.say("Bo", "PROPOSED: row 4 goes to SG17").await?;
    scene.wait_answer(&proposal, "The time for objections to P1 is over").await?;
    scene.ask("Ana", "agree", "Recorded decision D1-1").await?;
    scene.ask("Cy", "ACTION: Bo to tell SG17 by 2027-01-15", "Recorded action A1").await?;
    scene.ask("Ana", "end meeting", "is closed").await?;

    // The board says so too, when it is edited next.
    let is_closed =
        |message: &&Value| message["content"].as_str().is_some_and(|words| words.contains("Meeting 1 is closed."));
    let all_closed = |messages: &[Value]| (messages.iter().filter(is_closed).count() == 2).then(|| messages.to_vec());
    let messages = scene.person("Ana").wait(&scene.guild, "the end on the board", all_closed).await?;
    check_each(&scene, &messages)?;
    // Who came to the server is no part of it.
    let said = messages.iter().filter(|message| message["content"] != "");
    let shown: Vec<String> = said.flat_map(|message| lines(&scene, message)).collect();
    let block = shown.join("\n");
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/discord.md")).context("the page")?;
    ensure!(page.contains(&block), "docs/discord.md does not show this:\n{block}");
    scene.bot.finish().await
}

/// Only the grant of the floor pings, and that one person; only the board has buttons, and it comes without a sound.
fn check_each(scene: &Scene, messages: &[Value]) -> anyhow::Result<()> {
    let own: Vec<&Value> =
        messages.iter().filter(|message| message["author"]["id"] == scene.guild.bot.as_str()).collect();
    for message in &own {
        let content = message["content"].as_str().unwrap_or_default();
        let pinged: Vec<&Value> =
            message["mentions"].as_array().into_iter().flatten().map(|user| &user["id"]).collect();
        let meant = if content.contains("you wanted to") { vec![json!(scene.person("Cy").id)] } else { Vec::new() };
        ensure!(pinged == meant.iter().collect::<Vec<_>>(), "{content}: {pinged:?}");
        ensure!(message["mention_everyone"] != true, "{content}");
        let (is_board, buttons) = (content.contains(BOARD), message["components"].as_array().map_or(0, Vec::len));
        ensure!(is_board || buttons == 0, "{content}: {}", message["components"]);
        let is_silent = message["flags"].as_u64().unwrap_or_default() & SILENT != 0;
        ensure!(is_board || !is_silent, "{content}: {}", message["flags"]);
    }
    Ok(())
}

/// A message as a channel shows it, without what changes from day to day.
fn lines(scene: &Scene, message: &Value) -> Vec<String> {
    let author = message["author"]["id"].as_str().unwrap_or_default();
    let who = scene.name(author);
    let content = message["content"].as_str().unwrap_or_default();
    let named = content.replace(&format!("<@{}>", scene.person("Cy").id), "@Cy");
    let mut lines: Vec<String> =
        named.lines().filter(|line| !line.starts_with("It is ")).map(|line| format!("{who}: {line}")).collect();
    for row in message["components"].as_array().into_iter().flatten() {
        let labels = row["components"].as_array().into_iter().flatten().filter_map(|button| button["label"].as_str());
        lines.push(format!("{who}: [{}]", labels.collect::<Vec<_>>().join("] [")));
    }
    let signs = message["reactions"].as_array().into_iter().flatten().filter_map(|sign| sign["emoji"]["name"].as_str());
    if let (Some(last), Some(sign)) = (lines.last_mut(), signs.reduce(|_, sign| sign)) {
        *last = format!("{last}   {sign}");
    }
    lines
}
