//! Whose invitations the bot accepts.

use anyhow::ensure;

use crate::convenor::{Convenor, Settings};
use crate::homeserver::{Homeserver, seats};
use crate::person::{Person, Seen, Trust};
use crate::scene::{Plan, Scene};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_those_of_the_allow_list_are_accepted() -> anyhow::Result<()> {
    let mut scene = Scene::open(Plan::new()?).await?;
    let (chair, stranger) = (scene.person("Ana"), scene.person("Bo"));
    let bot = scene.bot.account.id.clone();
    let private = stranger.create_room("12", false, false).await?;
    stranger.invite(&private, &bot).await?;
    // Invitations are looked at in one go: when this later one is accepted, the other was seen too.
    let second = chair.create_room("12", false, false).await?;
    chair.invite(&second, &bot).await?;
    chair.wait_member(&second, &bot, "join").await?;
    ensure!(scene.server.membership(&stranger.account.token, &private, &bot).await? == "invite", "still open");

    scene.bot.stop().await?;
    let third = scene.person("Ana").create_room("11", true, false).await?;
    scene.person("Ana").invite(&third, &bot).await?;
    scene.bot.start()?;
    scene.person("Ana").wait_member(&third, &bot, "join").await?;
    // A room that nobody configured is nobody's meeting, and the bot says so.
    let stranger = scene.person("Bo");
    scene.person("Ana").invite(&third, stranger.id()).await?;
    stranger.join(&third).await?;
    scene.person("Ana").wait_member(&third, stranger.id(), "join").await?;
    scene.person("Ana").say(&third, "start meeting").await?;
    let is_answer = |event: &Seen| event.room == third && event.body().contains("No group meets here");
    scene.person("Ana").wait_for("what to do", is_answer).await?;
    ensure!(scene.server.membership(&stranger.account.token, &private, &bot).await? == "invite", "still open");
    scene.bot.finish().await
}

/// The bot was invited before it ever ran: what is said as soon as it has come in counts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_from_before_the_first_start() -> anyhow::Result<()> {
    let _seats = seats(1).await?;
    let server = Homeserver::unlimited()?;
    let account = server.register("ana", "Ana").await?;
    let chair = Person::log_in(&server.url, &account, Trust::Everybody).await?;
    let mut bot = Convenor::new(&server).await?;
    let room = chair.create_room("12", false, false).await?;
    let group =
        format!("[[group]]\nname = \"Group\"\nrooms = [\"matrix:{room}\"]\nchairs = [\"matrix:{}\"]", chair.id());
    bot.configure(&Settings::new(&server, &[chair.id()], &group))?;
    chair.invite(&room, &bot.account.id).await?;
    bot.start()?;
    chair.wait_member(&room, &bot.account.id, "join").await?;
    chair.say(&room, "start meeting").await?;
    chair.wait_for("a meeting", |event| event.body().contains("Meeting 1 of Group is open")).await?;
    bot.finish().await
}
