//! The bot dies and comes back: what was said, edited and deleted meanwhile counts, once.

use anyhow::ensure;

use crate::scene::{Scene, id_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_meanwhile_counts_once() -> anyhow::Result<()> {
    let mut scene = Scene::small().await?;
    scene.start_meeting().await?;
    scene.ask("Bo", "q+", "Bo, you are 1st").await?;
    scene.ask("Ana", "ack", "you have the floor").await?;
    let board = id_of(&scene.wait_board("Speaking:** Bo").await?)?;
    let edited = scene.say("Bo", "All tigers agree.").await?;
    let deleted = scene.say("Bo", "A tiger was here.").await?;
    scene.settle().await?;
    scene.person("Sol").react("PUT", &scene.guild, &board).await?;
    scene.wait_board("1. Sol").await?;

    scene.bot.kill()?;
    scene.person("Bo").edit(&scene.guild, &edited, "All agree.").await?;
    scene.person("Bo").delete(&scene.guild, &deleted).await?;
    let gone = scene.say("Bo", "Another tiger.").await?;
    scene.person("Bo").delete(&scene.guild, &gone).await?;
    scene.say("Bo", "Said while it was away.").await?;
    let hand = scene.say("Cy", "q+ to add").await?;
    scene.person("Sol").react("DELETE", &scene.guild, &board).await?;
    scene.bot.start()?;
    scene.wait_answer(&hand, "Cy, you are").await?;
    scene.wait_board("1. Cy").await?;
    scene.settle().await?;

    // A third time, with nothing said in between: nothing is done or said again.
    scene.bot.kill()?;
    scene.bot.start()?;
    scene.ask("Ana", "q?", "I see Cy on the speaker queue").await?;
    scene.settle().await?;
    for words in ["Cy, you are", "Meeting 1 of Group is open", "you have the floor"] {
        ensure!(scene.times_said(words).await? == 1, "“{words}” was said {} times", scene.times_said(words).await?);
    }
    ensure!(id_of(&scene.wait_board("1. Cy").await?)? == board, "the board is the same message");
    let minutes = scene.minutes()?;
    ensure!(minutes.contains("Bo: All agree.\n  Said while it was away."), "{minutes}");
    ensure!(!minutes.contains("iger"), "{minutes}");
    let registered = scene.bot.log().matches("the slash commands are registered").count();
    ensure!(registered == 1, "registered {registered} times although nothing changed");
    scene.bot.finish().await
}
