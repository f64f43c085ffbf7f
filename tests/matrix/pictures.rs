//! The picture beside a proposal of slots, as people's clients get it.

use anyhow::{Context as _, ensure};
use matrix_sdk::media::{MediaFormat, MediaRequestParameters};
use matrix_sdk::ruma::events::room::MediaSource;
use serde_json::json;

use crate::person::{Seen, text};
use crate::scene::{Plan, Scene};

const ASKED: &str = "!slots next week 2 h in Geneva, Seoul";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_comes_once_to_a_clear_room_and_to_its_thread() -> anyhow::Result<()> {
    let scene = Scene::open(Plan::new()?).await?;
    scene.ask("Bo", ASKED, "Fairest of").await?;
    let image = the_image(&scene, 1).await?;
    ensure!(image.content()["url"].is_string() && image.content()["file"].is_null(), "{}", image.raw);
    ensure!(image.thread().is_none(), "{}", image.raw);

    let root = scene.say("Bo", "When shall we meet?").await?;
    let mut command = text(ASKED);
    command["m.relates_to"] = json!({
        "rel_type": "m.thread", "event_id": root, "is_falling_back": true, "m.in_reply_to": {"event_id": root},
    });
    let asked = scene.person("Bo").send(&scene.room, "m.room.message", command).await?;
    let answer = scene.wait_answer(&asked, "Fairest of").await?;
    let image = the_image(&scene, 2).await?;
    ensure!(image.thread() == Some(root.as_str()) && image.answers() == Some(answer.id()), "{}", image.raw);
    scene.bot.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_an_encrypted_room_the_file_is_encrypted() -> anyhow::Result<()> {
    let scene = Scene::open(Plan { is_encrypted: true, ..Plan::new()? }).await?;
    scene.ask("Bo", ASKED, "Fairest of").await?;
    let image = the_image(&scene, 1).await?;
    ensure!(image.was_encrypted, "{}", image.raw);
    ensure!(image.content()["url"].is_null() && image.content()["file"]["key"].is_object(), "{}", image.raw);
    scene.bot.finish().await
}

/// The image that came last, of so many; it is what its message says.
async fn the_image(scene: &Scene, count: usize) -> anyhow::Result<Seen> {
    let is_image = |event: &Seen| event.is_from(&scene.bot.account.id) && event.content()["msgtype"] == "m.image";
    let host = scene.host();
    let come = |seen: &[Seen]| seen.iter().filter(|event| is_image(event)).nth(count - 1).cloned();
    host.wait_until(&format!("image {count}"), come).await?;
    scene.settle().await?;
    let mut images: Vec<Seen> = host.seen().into_iter().filter(is_image).collect();
    ensure!(images.len() == count, "{} images", images.len());
    let image = images.pop().context("an image")?;
    let content = image.content();
    ensure!(content["filename"] == "fair-hours.png" && content["info"]["mimetype"] == "image/png", "{}", image.raw);
    ensure!(image.body().contains("Asia/Seoul: ") && content["m.mentions"] == json!({}), "{}", image.raw);

    let source: MediaSource = serde_json::from_value(content.clone())?;
    let request = MediaRequestParameters { source, format: MediaFormat::File };
    let bytes = host.client.media().get_media_content(&request, false).await?;
    ensure!(content["info"]["size"] == bytes.len(), "{} bytes: {}", bytes.len(), image.raw);
    let read = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info()?;
    ensure!(content["info"]["w"] == read.info().width && content["info"]["h"] == read.info().height, "{}", image.raw);
    Ok(image)
}
