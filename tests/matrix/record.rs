//! What edits and redactions do to the record.

use anyhow::ensure;

use crate::person::Seen;
use crate::scene::{Plan, Scene};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_change_the_record_once() -> anyhow::Result<()> {
    edits(Scene::open(Plan::new()?).await?).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_in_an_encrypted_room() -> anyhow::Result<()> {
    edits(Scene::open(Plan { is_encrypted: true, ..Plan::new()? }).await?).await
}

async fn edits(scene: Scene) -> anyhow::Result<()> {
    scene.start_meeting().await?;
    scene.ask("Bo", "q+", "Bo, you are 1st").await?;
    scene.ask("Ana", "ack", "Bo, you have the floor").await?;
    let statement = scene.say("Bo", "Row 4 is from SG20.").await?;
    scene.person("Bo").edit(&scene.room, &statement, "Row 4 is from SG17.").await?;
    scene.person("Bo").edit(&scene.room, &statement, "Row 4 is from both groups.").await?;
    let action = scene.say("Cy", "ACTION: Cy to ask by 2031-12-01").await?;
    scene.wait_answer(&action, "Recorded action A1: Cy to ask, due 2031-12-01").await?;
    let first = scene.person("Cy").edit(&scene.room, &action, "ACTION: Cy to write by 2031-12-08").await?;
    scene.wait_answer(&first, "Now action A1: Cy to write, due 2031-12-08").await?;

    // Commands are not run again, and prose does not become one.
    let queued = scene.say("Sol", "q+ to add").await?;
    scene.wait_answer(&queued, "Sol, you are 1st").await?;
    scene.ask("Sol", "q-", "Sol is off the speaker queue").await?;
    scene.person("Sol").edit(&scene.room, &queued, "q+ to add more").await?;
    let prose = scene.say("Sol", "A remark.").await?;
    scene.person("Sol").edit(&scene.room, &prose, "q+").await?;
    scene.ask("Ana", "q?", "I see no one on the speaker queue").await?;

    // Nobody edits another's words: the homeserver lets it pass, the bot does not.
    scene.person("Cy").edit(&scene.room, &statement, "Row 4 is mine.").await?;
    scene.settle().await?;

    let minutes = scene.minutes()?;
    ensure!(minutes.contains("Bo: Row 4 is from both groups."), "{minutes}");
    ensure!(!minutes.contains("SG20") && !minutes.contains("SG17") && !minutes.contains("mine"), "{minutes}");
    ensure!(minutes.contains("A1: Cy to write, due 2031-12-08") && !minutes.contains("A2"), "{minutes}");

    // A deleted edit brings the words before it back, one by one.
    let second = scene.person("Cy").edit(&scene.room, &action, "ACTION: Cy to sing by 2031-12-15").await?;
    scene.wait_answer(&second, "Now action A1: Cy to sing, due 2031-12-15").await?;
    let undone = scene.person("Cy").redact(&scene.room, &second).await?;
    scene.wait_answer(&undone, "Now action A1: Cy to write, due 2031-12-08").await?;
    let undone = scene.person("Cy").redact(&scene.room, &first).await?;
    scene.wait_answer(&undone, "Now action A1: Cy to ask, due 2031-12-01").await?;
    let minutes = scene.minutes()?;
    ensure!(minutes.contains("A1: Cy to ask, due 2031-12-01"), "{minutes}");
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redactions_take_words_out_of_the_record() -> anyhow::Result<()> {
    redactions(Scene::open(Plan::new()?).await?).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redactions_in_a_room_of_version_10() -> anyhow::Result<()> {
    redactions(Scene::open(Plan { version: "10", ..Plan::new()? }).await?).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redactions_in_an_encrypted_room() -> anyhow::Result<()> {
    redactions(Scene::open(Plan { is_encrypted: true, ..Plan::new()? }).await?).await
}

async fn redactions(mut scene: Scene) -> anyhow::Result<()> {
    scene.start_meeting().await?;
    scene.ask("Bo", "q+", "Bo, you are 1st").await?;
    scene.ask("Ana", "ack", "Bo, you have the floor").await?;
    scene.say("Bo", "The table is complete.").await?;
    let slip = scene.say("Bo", "The password is tiger.").await?;
    let action = scene.say("Bo", "ACTION: Bo to publish the tiger by 2031-12-01").await?;
    scene.wait_answer(&action, "Recorded action A1").await?;
    let edited = scene.say("Bo", "All agree.").await?;
    let edit = scene.person("Bo").edit(&scene.room, &edited, "All tigers agree.").await?;
    scene.settle().await?;
    ensure!(scene.minutes()?.contains("All tigers agree."));
    let hand = scene.say("Cy", "q+ to feed the tiger").await?;
    let granted = scene.ask("Ana", "ack Cy", "Cy, you wanted to feed the tiger").await?;
    let proposal = scene.say("Ana", "PROPOSED: the tiger is joint").await?;
    scene.wait_board("the tiger is joint").await?;
    ensure!(granted.body().contains("tiger") && scene.left_of("tiger", &scene.host().seen()).len() >= 4);
    scene.person("Cy").redact(&scene.room, &hand).await?;
    scene.person("Ana").redact(&scene.room, &proposal).await?;
    scene.person("Bo").redact(&scene.room, &slip).await?;
    scene.person("Bo").redact(&scene.room, &edit).await?;
    let deleted = scene.person("Bo").redact(&scene.room, &action).await?;
    scene.wait_answer(&deleted, "Bo deleted the message that recorded action A1").await?;
    // What the bot itself had said with these words goes as well, the edits of the board too.
    let are_gone = |seen: &[Seen]| scene.left_of("tiger", seen).is_empty().then_some(());
    scene.host().wait_until("the bot's words to go", are_gone).await?;
    scene.wait_board("Overlap table").await?;

    // Deleted while the bot is away: said and gone before it looks.
    scene.bot.kill()?;
    let gone = scene.say("Bo", "Another tiger.").await?;
    scene.person("Bo").redact(&scene.room, &gone).await?;
    scene.bot.start()?;
    scene.ask("Ana", "ack Bo", "Bo, you have the floor").await?;
    scene.say("Bo", "That is all.").await?;
    scene.settle().await?;
    let minutes = scene.minutes()?;
    ensure!(minutes.contains("Bo: The table is complete.\n  All agree.\n  That is all."), "{minutes}");
    let log = scene.bot.ask(&["export", "--group", &scene.group])?;
    let log = String::from_utf8_lossy(&log.stdout).into_owned();
    ensure!(!minutes.contains("tiger"), "{minutes}");
    ensure!(
        log.contains("The table is complete.")
            && !log.contains("password is tiger")
            && !log.contains("publish the tiger"),
        "{log}"
    );
    ensure!(!log.contains("Another tiger"), "{log}");
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_that_was_taken_back_comes_anew() -> anyhow::Result<()> {
    let scene = Scene::open(Plan::new()?).await?;
    let opening = scene.say("Ana", "start meeting: Tiger talk").await?;
    scene.wait_answer(&opening, "is open: Tiger talk").await?;
    let first = scene.wait_board("Tiger talk").await?;
    ensure!(first.replaces().is_none(), "it is no edit");
    scene.person("Ana").redact(&scene.room, &opening).await?;
    let are_gone = |seen: &[Seen]| scene.left_of("Tiger talk", seen).is_empty().then_some(());
    scene.host().wait_until("the title to go", are_gone).await?;
    // Not an edit of the message that is gone, which no client shows.
    let is_new = |seen: &[Seen]| {
        let boards = scene.left_of("To speak, react with", seen);
        boards.iter().any(|board| board.replaces().is_none()).then_some(())
    };
    scene.host().wait_until("a board of its own", is_new).await?;
    scene.ask("Bo", "q+", "Bo, you are 1st").await?;
    scene.wait_board("1. Bo").await?;
    scene.bot.finish().await
}
