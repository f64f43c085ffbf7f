//! The zone in a person's Matrix profile, and answers that nobody else may read.

use anyhow::ensure;
use serde_json::json;

use crate::person::Person;
use crate::proxy::{Fault, Proxy};
use crate::scene::{Plan, Scene};

/// Writes a field of somebody's own profile.
async fn set_profile(scene: &Scene, name: &str, field: &str, value: &str) -> anyhow::Result<()> {
    let account = &scene.person(name).account;
    let path = format!("/_matrix/client/v3/profile/{}/{field}", account.id);
    scene.server.ask("PUT", &path, Some(&account.token), Some(json!({field: value}))).await.map(drop)
}

/// Waits for words of the bot in a direct room.
async fn wait_aside(person: &Person, room: &str, words: &str) -> anyhow::Result<()> {
    person.wait_for(words, |event| event.room == room && event.body().contains(words)).await.map(drop)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_zone_of_a_profile_is_used_and_told_to_nobody_else() -> anyhow::Result<()> {
    let scene = Scene::open(Plan::new()?).await?;
    let (bo, cy) = (scene.person("Bo"), scene.person("Cy"));
    set_profile(&scene, "Bo", "m.tz", "America/Denver").await?;
    set_profile(&scene, "Cy", "us.cloke.msc4175.tz", "Asia/Seoul").await?;
    set_profile(&scene, "Sol", "m.tz", "India Standard Time").await?;

    // The first answer makes a direct room; the room is told where to look and nothing else.
    scene.ask("Bo", "!zone", "Bo, my answer is for you only").await?;
    let aside =
        bo.wait_until("an invitation", |_| Some(bo.client.invited_rooms().first()?.room_id().to_string())).await?;
    bo.join(&aside).await?;
    wait_aside(bo, &aside, "Your zone is America/Denver (from your profile)").await?;
    ensure!(bo.client.joined_rooms().len() == 2, "the room and the direct room");

    // From now on it is used without a word in the room.
    scene.ask("Bo", "!time 2030-01-15 15:00 Geneva", "Tuesday 2030-01-15, 15:00 Europe/Zurich: 14:00 UTC.").await?;
    wait_aside(bo, &aside, "For you: 07:00 America/Denver").await?;
    scene.say("Bo", "!time 2030-01-15 15:00").await?;
    wait_aside(bo, &aside, "15:00 America/Denver: 22:00 UTC. No zone was named, so it is yours.").await?;

    // The field's older name; and a name that the database does not have.
    scene.ask("Cy", "!zone", "Cy, my answer is for you only").await?;
    let other =
        cy.wait_until("an invitation", |_| Some(cy.client.invited_rooms().first()?.room_id().to_string())).await?;
    cy.join(&other).await?;
    wait_aside(cy, &other, "Your zone is Asia/Seoul (from your profile)").await?;
    scene.ask("Sol", "!zone", "You have chosen no zone").await?;

    // Who opts out is told times as everybody is, also after a restart.
    scene.ask("Bo", "!zone off", "You have no zone, and I do not look at your profile for one").await?;
    let mut scene = scene;
    scene.bot.stop().await?;
    scene.bot.start()?;
    scene.ask("Bo", "!time 2030-01-15 15:00", "No zone was named, so it is the room's.").await?;
    ensure!(scene.times_said("Denver") + scene.times_said("Seoul") == 0, "no zone was told in the room");
    ensure!(scene.times_said("For you") == 0, "nor the time in one");

    // The direct room outlives a restart.
    scene.say("Cy", "!zone").await?;
    let seen = |seen: &[crate::person::Seen]| {
        (seen.iter().filter(|event| event.room == other && event.body().contains("Asia/Seoul")).count() == 2)
            .then_some(())
    };
    scene.person("Cy").wait_until("the same direct room", seen).await?;
    ensure!(scene.times_said("my answer is for you only") == 2, "who is in it is not told to look there");
    let log = scene.bot.log();
    ensure!(!log.contains("Denver") && !log.contains("Seoul"), "no zone in the log");
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_profile_that_cannot_be_read_holds_nobody_up() -> anyhow::Result<()> {
    let mut plan = Plan::new()?;
    let proxy = Proxy::start(&plan.server.url).await?;
    plan.bot_url.clone_from(&proxy.url);
    let scene = Scene::open(plan).await?;
    set_profile(&scene, "Bo", "m.tz", "America/Denver").await?;
    proxy.spoil("GET", "/profile/", Fault::LoseAnswer);
    scene.ask("Bo", "!time 2030-01-15 15:00", "15:00 UTC: 15:00 UTC. No zone was named, so it is the room's.").await?;
    proxy.wait_hit().await?;
    scene.bot.finish().await
}
