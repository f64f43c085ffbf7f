//! The homeserver is restarted under the bot: nothing is lost, nothing is said twice.

use std::process::Command;

use anyhow::ensure;

use crate::homeserver::all_seats;
use crate::scene::{Plan, Scene};
use crate::settings::variable;

const HANDS: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_homeserver_is_restarted() -> anyhow::Result<()> {
    // Nobody else may be using it.
    let _seats = all_seats().await?;
    let mut scene = Scene::open_seated(Plan::new()?).await?;
    scene.start_meeting().await?;
    for name in ["Bo", "Cy"] {
        scene.say(name, "q+").await?;
    }
    // The answers to these are on their way when the homeserver goes.
    for number in 0..HANDS {
        scene.say("Sol", &format!("agenda+ Item before {number}")).await?;
    }
    restart_homeserver()?;
    for number in 0..HANDS {
        scene.say("Sol", &format!("agenda+ Item after {number}")).await?;
    }
    scene.ask("Ana", "ack", "Bo, you have the floor").await?;
    scene.say("Bo", "It is back.").await?;
    scene.settle().await?;
    for number in 0..HANDS {
        for when in ["before", "after"] {
            let count = scene.times_said(&format!("added: Item {when} {number}"));
            ensure!(count == 1, "item {when} {number} was answered {count} times");
        }
    }
    for words in ["Bo, you are 1st", "Cy, you are 2nd", "Bo, you have the floor"] {
        ensure!(scene.times_said(words) == 1, "“{words}” was said {} times", scene.times_said(words));
    }
    scene.wait_board("Queue:       1. Cy").await?;
    scene.board().await?;
    ensure!(scene.bot.is_running()?, "the bot has ended");
    ensure!(scene.minutes()?.contains("Bo: It is back."), "{}", scene.minutes()?);
    scene.bot.finish().await
}

fn restart_homeserver() -> anyhow::Result<()> {
    let (script, servers) = (variable("SYNAPSE_RESTART")?, variable("SERVERS")?);
    let output = tokio::task::block_in_place(|| Command::new(&script).arg(&servers).output())?;
    ensure!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}
