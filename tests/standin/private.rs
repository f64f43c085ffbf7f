//! What one person is told, pictures, and posts of a forum.

use anyhow::ensure;
use serde_json::{Value, json};

use crate::stage::{ANA, BO, Stage};
use crate::standin::{CHANNEL, Fault, State, has, member};

/// The channel of the bot's direct messages.
const DIRECT: &str = "401";

/// The bot's message in a channel that has these words in it.
fn said_in(state: &State, channel: &str, words: &str) -> Option<Value> {
    state.messages.iter().find(|message| message["channel_id"] == channel && has(message, words)).cloned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_zone_that_was_typed_for_is_told_by_a_direct_message() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.standin.say(BO, "!zone Asia/Kolkata");
    stage.standin.wait("a direct message", |state| said_in(state, DIRECT, "Asia/Kolkata")).await?;
    ensure!(said_in(&stage.standin.state(), CHANNEL, "Your zone").is_none(), "the room was told");

    // Whoever takes no direct messages is told that there is an answer, and nothing of it.
    stage.standin.state().faults.push_back(Fault::Refused { path: "channels/401/messages", status: 403, code: 50_007 });
    stage.standin.say(ANA, "!zone Europe/Zurich");
    let told = stage.standin.wait_said("does not let me open a direct chat").await?;
    ensure!(told["channel_id"] == CHANNEL && !has(&told, "Zurich"), "{told}");
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fair_hours_come_with_their_picture() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.standin.say(BO, "!slots next week 2 h in Geneva, Seoul");
    let said = stage.standin.wait_said("Fairest of 240 slots").await?;
    let path = format!("channels/{CHANNEL}/messages/{}", said["id"].as_str().unwrap_or_default());
    let look = |state: &State| {
        let is_added = |call: &&crate::standin::Call| call.method == "PATCH" && call.path == path;
        state.calls.iter().find(is_added).map(|call| call.body["attachments"][0].clone())
    };
    let picture = stage.standin.wait("the picture on its message", look).await?;
    ensure!(picture["filename"] == "fair-hours.png", "{picture}");
    ensure!(picture["description"].as_str().is_some_and(|words| words.contains("Seoul")), "{picture}");
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_of_a_forum_is_a_room_by_itself() -> anyhow::Result<()> {
    let mut stage = Stage::without_room().await?;
    let standin = stage.standin.clone();
    let post = "461";
    let forum =
        json!({"id": "460", "type": 15, "name": "rows", "guild_id": "300", "position": 1, "permission_overwrites": []});
    standin.push("CHANNEL_CREATE", &forum);
    let thread = json!({
        "id": post, "type": 11, "name": "Row 4", "guild_id": "300", "parent_id": "460", "owner_id": BO,
        "thread_metadata": {"archived": false, "auto_archive_duration": 60, "archive_timestamp": "2026-01-01T00:00:00Z",
                            "locked": false},
        "message_count": 0, "member_count": 1,
    });
    standin.push("THREAD_CREATE", &thread);
    let slash = |words: &str, options: Value| {
        let inner = json!([{"name": words, "type": 1, "options": options}]);
        json!({"id": "8", "name": "convenor", "type": 1, "options": inner})
    };
    let named = json!([{"name": "group", "type": 3, "value": "Group"}]);
    standin.interact_in(post, &member(BO), 2, &slash("setup", named.clone()));
    standin.wait("the first consent", |state| said_in(state, post, "Bo wants Group to meet here")).await?;
    standin.interact_in(post, &member(ANA), 2, &slash("setup", named));
    standin.wait("the second consent", |state| said_in(state, post, "Group meets here from now on")).await?;
    let typed = standin.write_in(post, &member(ANA), "start meeting");
    standin.push("MESSAGE_CREATE", &typed);
    standin.wait("the opening", |state| said_in(state, post, "Meeting 1 of Group is open")).await?;
    standin.wait("a board in the post", |state| said_in(state, post, "To speak, react with")).await?;
    ensure!(!stage.bot.log().contains("refused by the platform"), "{}", stage.bot.log());

    // After a restart it is still a room, and what was typed meanwhile counts.
    stage.bot.kill()?;
    standin.write_in(post, &member(BO), "q+ to ask about row 4");
    stage.bot.start()?;
    standin.wait("the hand", |state| said_in(state, post, "1. Bo")).await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_says_that_a_forum_is_no_room() -> anyhow::Result<()> {
    let stage = Stage::in_room("460").await?;
    let output = stage.bot.ask(&["check"])?;
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(report.contains("discord:460 is a forum"), "{report}");
    stage.close().await
}
