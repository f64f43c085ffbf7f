//! Logging in, and keeping or losing the device.

use std::fs;

use anyhow::ensure;

use crate::convenor::{Convenor, Settings, TOKEN_FILE};
use crate::homeserver::{Homeserver, seats};
use crate::person::Trust;
use crate::scene::{Plan, Scene};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_keeps_the_device() -> anyhow::Result<()> {
    let mut scene = Scene::open(Plan::new()?).await?;
    scene.start_meeting().await?;
    let device = scene.bot.device()?;
    scene.bot.stop().await?;
    scene.say("Bo", "q+").await?;
    scene.bot.start()?;
    scene.ask("Ana", "q?", "I see Bo on the speaker queue").await?;
    ensure!(scene.bot.device()? == device, "another device: {} instead of {device}", scene.bot.device()?);
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_store_in_a_clear_room() -> anyhow::Result<()> {
    let mut scene = Scene::open(Plan::new()?).await?;
    scene.start_meeting().await?;
    lose_store(&mut scene).await?;
    let asked = scene.say("Bo", "q+").await?;
    scene.bot.start()?;
    scene.wait_answer(&asked, "Bo, you are 1st").await?;
    scene.ask("Ana", "q?", "I see Bo on the speaker queue").await?;
    scene.settle().await?;
    for words in ["Bo, you are 1st", "Meeting 1 of", "taken up"] {
        ensure!(scene.times_said(words) == 1, "“{words}” was said {} times", scene.times_said(words));
    }
    scene.bot.finish().await
}

/// Strict clients show that the new device is verified: they read no other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_store_in_an_encrypted_room() -> anyhow::Result<()> {
    let mut scene = Scene::open(Plan { is_encrypted: true, trust: Trust::SignedDevices, ..Plan::new()? }).await?;
    scene.start_meeting().await?;
    scene.ask("Bo", "q+", "Bo, you are 1st").await?;
    let before = scene.bot.device()?;
    lose_store(&mut scene).await?;
    scene.bot.start()?;
    // The program says so in its log when the new device is signed; people's clients hear of it then.
    scene.bot.wait_log("the Matrix device is cross-signed", 2).await?;
    scene.wait_device(&scene.bot.device()?).await?;
    scene.ask("Ana", "q?", "I see Bo on the speaker queue").await?;
    let answer = scene.ask("Ana", "ack", "Bo, you have the floor").await?;
    ensure!(answer.was_encrypted && scene.bot.device()? != before, "a new device, encrypted: {}", answer.raw);
    scene.bot.finish().await
}

async fn lose_store(scene: &mut Scene) -> anyhow::Result<()> {
    scene.settle().await?;
    scene.bot.stop().await?;
    fs::remove_dir_all(scene.bot.path("matrix"))?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_enough() -> anyhow::Result<()> {
    let plan = Plan { is_encrypted: true, trust: Trust::SignedDevices, login: TOKEN_FILE, ..Plan::new()? };
    let mut scene = Scene::open(plan).await?;
    scene.start_meeting().await?;
    scene.bot.stop().await?;
    scene.bot.start()?;
    scene.ask("Bo", "q+", "Bo, you are 1st").await?;
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_says_what_is_wrong() -> anyhow::Result<()> {
    let _seats = seats(1).await?;
    let server = Homeserver::unlimited()?;
    let mut bot = Convenor::new(&server).await?;
    let settings = Settings::new(&server, &[], "");
    bot.configure(&settings)?;
    check(&bot, true, &["ok     matrix: ", "answers"])?;

    bot.configure(&Settings { homeserver: "http://127.0.0.1:1".to_owned(), ..settings.clone() })?;
    check(&bot, false, &["WRONG  matrix: http://127.0.0.1:1 does not answer", "start the homeserver"])?;

    fs::write(bot.path("password"), "wrong")?;
    bot.configure(&settings)?;
    check(&bot, false, &["WRONG  matrix: ", "password"])?;
    bot.start()?;
    ensure!(bot.wait().await? == Some(1), "the bot cannot log in");
    ensure!(bot.log().contains("logging in as"), "{}", bot.log());

    fs::write(bot.path("token"), "wrong")?;
    bot.configure(&Settings { login: TOKEN_FILE.to_owned(), ..settings.clone() })?;
    check(&bot, false, &["WRONG  matrix: ", "token"])?;

    fs::write(bot.path("password"), crate::homeserver::PASSWORD)?;
    bot.configure(&settings)?;
    check(&bot, true, &["ok     matrix: "])?;
    bot.start()?;
    bot.wait_log("the Matrix device is cross-signed", 1).await?;
    check(&bot, true, &["ok     matrix: ", &format!("logged in as {}", bot.account.id)])?;

    // Rooms and accounts that nobody would ever be heard in.
    let here = bot.account.id.split_once(':').map_or("", |(_, server)| server);
    let group = |rooms: &str, chair: &str| {
        format!("[[group]]\nid = \"g\"\nname = \"G\"\nrooms = [\"{rooms}\"]\nchairs = [\"{chair}\"]\n")
    };
    let own = format!("matrix:{}", bot.account.id);
    let nowhere = format!("matrix:#nowhere:{here}");
    let unknown = format!("WRONG  matrix: there is no room {nowhere}; make it with this address, or correct rooms of");
    let unheard = format!("matrix:!nowhere:{here}");
    let nobody = format!("matrix:@nobody-at-all:{here}");
    let stranger = format!("WRONG  matrix: there is no account @nobody-at-all:{here}; correct chairs, secretaries,");
    let outside = format!("the bot is not in {unheard} yet; start it, and invite {} there", bot.account.id);
    for (rooms, chair, is_fine, words) in
        [(&nowhere, &own, false, unknown), (&unheard, &nobody, false, stranger), (&unheard, &own, true, outside)]
    {
        bot.configure(&Settings { rest: group(rooms, chair), ..settings.clone() })?;
        check(&bot, is_fine, &[&words])?;
    }
    bot.finish().await
}

fn check(bot: &Convenor, is_fine: bool, words: &[&str]) -> anyhow::Result<()> {
    let output = bot.ask(&["check"])?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success() == is_fine, "convenor check: {}\n{said}", output.status);
    for words in words {
        ensure!(said.contains(words), "“{words}” is missing in\n{said}");
    }
    Ok(())
}
