//! A seat in a browser for somebody in an encrypted room: the link comes in a direct room, and a press is a hand in the room.

use std::net::TcpListener;

use anyhow::{Context as _, ensure};
use regex::Regex;

use crate::browser::request;
use crate::scene::{Plan, Scene};

/// What people open.
const ADDRESS: &str = "meet.example.org";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_from_an_encrypted_room_leads_to_a_hand_in_it() -> anyhow::Result<()> {
    let host = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    // Behind a proxy with TLS, which is left out here.
    let pages = format!("[web]\nlisten = {host:?}\naddress = \"https://{ADDRESS}\"");
    let scene = Scene::open(Plan { is_encrypted: true, mail: pages, ..Plan::new()? }).await?;
    scene.start_meeting().await?;
    let bo = scene.person("Bo");
    scene.ask("Bo", "!web", "Bo, my answer is for you only").await?;
    let aside =
        bo.wait_until("an invitation", |_| Some(bo.client.invited_rooms().first()?.room_id().to_string())).await?;
    bo.join(&aside).await?;
    let told = bo.wait_for("a link", |event| event.room == aside && event.body().contains("/in/")).await?;
    let link = Regex::new(r"https://meet\.example\.org(/in/[A-Za-z0-9_-]{43})")?;
    let link = link.captures(told.body()).context("an address in the message")?[1].to_owned();
    ensure!(scene.times_said("/in/") == 0, "the room is told no link");

    let origin = format!("https://{ADDRESS}");
    let own = [("host", ADDRESS), ("origin", origin.as_str()), ("sec-fetch-site", "same-origin")];
    let asked = request(&host, "GET", &link, &own, &[]);
    ensure!(asked.status == 200 && asked.words().contains("Enter as Bo"), "{}", asked.words());
    let entered = request(&host, "POST", &link, &own, &[]);
    let cookie =
        entered.header("set-cookie").and_then(|cookie| cookie.split(';').next()).context("a cookie")?.to_owned();
    let with_cookie = [own.as_slice(), &[("cookie", cookie.as_str())]].concat();
    let seat = request(&host, "GET", "/seat/", &with_cookie, &[]);
    ensure!(seat.status == 200 && seat.words().contains("Raise my hand"), "{}", seat.words());
    let press = [("press", "raise"), ("once", "o1"), ("seen", "1:*")];
    ensure!(request(&host, "POST", "/seat/do", &with_cookie, &press).status == 303, "the press is taken");
    // The hand is in the room, and everybody there can read who asks for the floor.
    scene.ask("Ana", "q?", "I see Bo on the speaker queue").await?;
    scene.ask("Ana", "next speaker", "Bo").await?;
    let said = [("press", ":say"), ("once", "o2"), ("text", "From a browser beside the call")];
    ensure!(request(&host, "POST", "/seat/do", &with_cookie, &said).status == 303, "the words are taken");
    scene.wait_said("From a browser beside the call", std::time::Duration::from_secs(20)).await?;
    scene.ask("Bo", "!web off", "").await?;
    let lost = request(&host, "GET", "/seat/", &with_cookie, &[]);
    ensure!(lost.status == 401, "the seat has ended: {}", lost.status);
    ensure!(!scene.bot.log().contains(&link), "no link in the log");
    scene.bot.finish().await
}
