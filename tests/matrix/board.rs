//! The board: one message, edited in place, and the hands that are raised on it.

use anyhow::ensure;

use crate::scene::{Plan, Scene};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_board_is_edited_in_place() -> anyhow::Result<()> {
    let scene = Scene::open(Plan::new()?).await?;
    scene.start_meeting().await?;
    let board = scene.board().await?;
    scene.ask("Bo", "q+", "Bo, you are 1st").await?;
    scene.ask("Cy", "q+", "Cy, you are 2nd").await?;
    scene.ask("Ana", "ack", "Bo, you have the floor").await?;
    let edit = scene.wait_board("Queue:       1. Cy").await?;
    ensure!(edit.replaces() == Some(board.id()), "{}", edit.raw);
    ensure!(edit.body().contains("Speaking:    Bo"), "{}", edit.body());
    let ended = scene.say("Ana", "end meeting").await?;
    // Both are the bot's: the closing words, and the board's last edit.
    let bot = scene.bot.account.id.clone();
    let closed = scene
        .host()
        .wait_for("the closed board", |event| {
            event.is_from(&bot) && event.replaces() == Some(board.id()) && event.body() == "Meeting 1 is closed."
        })
        .await?;
    ensure!(closed.content()["m.new_content"]["msgtype"] == "m.notice", "{}", closed.raw);
    scene.wait_answer(&ended, "The minutes are drafted").await?;
    // The next meeting has a board of its own.
    scene.ask("Ana", "start meeting", "Meeting 2 of").await?;
    let second = scene.wait_board("meeting 2").await?;
    ensure!(second.replaces().is_none(), "{}", second.raw);
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hands_are_raised_on_the_board() -> anyhow::Result<()> {
    let scene = Scene::open(Plan::new()?).await?;
    scene.start_meeting().await?;
    let board = scene.board().await?;
    for sign in ["✋", "✋🏽", "✋\u{fe0f}", "🖐️", "🙋🏿"] {
        let raised = scene.person("Bo").react(&scene.room, board.id(), sign).await?;
        // The board alone answers.
        scene.wait_board("Queue:       1. Bo").await?;
        scene.ask("Ana", "q?", "I see Bo on the speaker queue").await?;
        scene.person("Bo").redact(&scene.room, &raised).await?;
        scene.wait_board("Queue:       empty").await?;
        scene.ask("Ana", "q?", "I see no one on the speaker queue").await?;
    }

    // Another sign, and the right sign on another message: nothing.
    scene.person("Bo").react(&scene.room, board.id(), "👍").await?;
    let line = scene.say("Ana", "Good morning.").await?;
    scene.person("Bo").react(&scene.room, &line, "✋").await?;
    scene.ask("Ana", "q?", "I see no one on the speaker queue").await?;

    // One person's hand twice is one hand; taking one away lowers it only if it raised it.
    scene.person("Cy").react(&scene.room, board.id(), "✋").await?;
    scene.wait_board("Queue:       1. Cy").await?;
    scene.person("Cy").react(&scene.room, board.id(), "🙋").await?;
    scene.settle().await?;
    scene.ask("Ana", "q?", "I see Cy on the speaker queue").await?;
    scene.wait_board("Queue:       1. Cy").await?;
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signs_on_a_proposal_and_on_the_board_count_as_support_or_not() -> anyhow::Result<()> {
    let scene = Scene::open(Plan { group: "objection_secs = 3600\n".to_owned(), ..Plan::new()? }).await?;
    scene.start_meeting().await?;
    let board = scene.board().await?;
    // Without a proposal the signs mean nothing.
    scene.person("Cy").react(&scene.room, board.id(), "✅").await?;
    let line = scene.say("Bo", "PROPOSED: row 4 stays").await?;
    let asked = scene.wait_answer(&line, "Proposed (P1 by Bo)").await?;
    scene.wait_board("row 4 stays (support 0").await?;
    let sign = scene.person("Cy").react(&scene.room, asked.id(), "✅").await?;
    scene.wait_board("support 1, abstain 0, against 0").await?;
    let against = scene.person("Bo").react(&scene.room, &line, "❌").await?;
    scene.wait_answer(&against, "Noted: you are against P1").await?;
    scene.wait_board("support 1, abstain 0, against 1").await?;
    scene.person("Cy").redact(&scene.room, &sign).await?;
    scene.wait_board("support 0, abstain 0, against 1").await?;
    // On the board too, and a person's last one counts.
    scene.person("Sol").react(&scene.room, board.id(), "❌").await?;
    scene.wait_board("support 0, abstain 0, against 2").await?;
    scene.person("Sol").react(&scene.room, board.id(), "✅").await?;
    scene.wait_board("support 1, abstain 0, against 1").await?;
    scene.bot.finish().await
}
