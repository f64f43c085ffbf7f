//! Sessions that break, events that come twice or too early, limits, and answers that get lost.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::json;

use crate::stage::{ANA, BO, CY, Stage};
use crate::standin::{CHANNEL, Fault, Order, State};

/// How many operations of a kind came over the gateway.
fn count(state: &State, op: u64) -> usize {
    state.operations.iter().filter(|(other, _)| *other == op).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_connection_resumes_and_misses_nothing() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    for (round, order) in [Order::Close(4000), Order::Reconnect].into_iter().enumerate() {
        stage.standin.order(order);
        let word = format!("agenda+ Item of round {round}");
        stage.standin.say(BO, &word);
        stage.standin.wait("a RESUME", |state| (count(state, 6) == round + 1).then_some(())).await?;
        stage.standin.wait_said(&format!("added: Item of round {round}")).await?;
    }
    ensure!(count(&stage.standin.state(), 2) == 1, "it identified once");
    for round in 0..2 {
        ensure!(stage.times_said(&format!("added: Item of round {round}")) == 1);
    }
    stage.bot.wait_log("the connection to Discord was interrupted", 2).await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_invalid_session_the_channel_is_read() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let first = stage.standin.say(BO, "agenda+ Before");
    stage.standin.wait_said("added: Before").await?;
    stage.standin.state().forgets_sessions = true;
    stage.standin.write(CY, "agenda+ Said meanwhile");
    stage.standin.state().messages.retain(|message| message["id"] != first.as_str());
    stage.standin.order(Order::Close(4000));
    stage.standin.wait_said("added: Said meanwhile").await?;
    ensure!(count(&stage.standin.state(), 2) == 2, "it identified again");
    ensure!(stage.times_said("added: Said meanwhile") == 1);
    // The message behind it was deleted meanwhile.
    stage.standin.wait("the answer to go", |state| state.said("added: Before").is_empty().then_some(())).await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_twice_or_too_early_counts_once_and_in_order() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let message = stage.standin.write(BO, "agenda+ Twice");
    stage.standin.push("MESSAGE_CREATE", &message);
    stage.standin.push("MESSAGE_CREATE", &message);
    // A deletion that overtakes its message, alone and in bulk.
    for (name, key) in [("MESSAGE_DELETE", "id"), ("MESSAGE_DELETE_BULK", "ids")] {
        let slip = stage.standin.write(BO, "agenda+ A slip of the tongue");
        let ids = if key == "id" { slip["id"].clone() } else { json!([slip["id"]]) };
        stage.standin.push(name, &json!({key: ids, "channel_id": CHANNEL, "guild_id": "300"}));
        stage.standin.push("MESSAGE_CREATE", &slip);
    }
    let press = stage.standin.slash(BO, "hand", &[]);
    stage.standin.say(ANA, "q?");
    stage.standin.wait_said("I see Bo on the speaker queue").await?;
    stage.standin.wait_shown(&press, "you are 1st").await?;
    ensure!(stage.times_said("added: Twice") == 1);
    ensure!(stage.times_said("slip") == 0, "a deleted message was taken");
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thread_of_the_room_is_part_of_the_meeting_and_answered_there() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let thread = json!({
        "id": "450", "type": 11, "name": "Row 4", "guild_id": "300", "parent_id": CHANNEL, "owner_id": BO,
        "message_count": 0, "member_count": 1, "rate_limit_per_user": 0, "flags": 0,
        "thread_metadata": {"archived": false, "auto_archive_duration": 1440, "archive_timestamp": "2026-01-01T00:00:00Z",
                            "locked": false},
    });
    stage.standin.push("THREAD_CREATE", &thread);
    let mut said = stage.standin.write(BO, "q+ to ask in the thread");
    said["channel_id"] = "450".into();
    stage.standin.push("MESSAGE_CREATE", &said);
    let answer = stage.standin.wait_said("Bo, you are 1st on the speaker queue").await?;
    ensure!(answer["channel_id"] == "450", "{answer}");
    stage.wait_board("1. Bo").await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_to_speak_on_a_stage_is_in_the_queue() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let voice = |user: &str, asked_at: serde_json::Value, is_listening: bool| {
        json!({
            "guild_id": "300", "channel_id": CHANNEL, "user_id": user, "member": crate::standin::member(user),
            "session_id": "voice", "deaf": false, "mute": false, "self_deaf": false, "self_mute": false,
            "self_video": false, "suppress": is_listening, "request_to_speak_timestamp": asked_at,
        })
    };
    let asks = json!("2026-11-24T19:00:00+00:00");
    stage.standin.push("VOICE_STATE_UPDATE", &voice(BO, asks.clone(), true));
    stage.standin.push("VOICE_STATE_UPDATE", &voice(CY, asks, true));
    stage.wait_board("1. Bo  2. Cy").await?;
    // Taken back there, and let speak there.
    stage.standin.push("VOICE_STATE_UPDATE", &voice(BO, json!(null), true));
    stage.standin.push("VOICE_STATE_UPDATE", &voice(CY, json!(null), false));
    stage.wait_board("Queue:** 1. Cy").await?;
    stage.standin.press(ANA, "Next").await?;
    stage.standin.wait_said("<@203>, you have the floor").await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_is_kept_as_long_as_its_headers_say() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    stage.standin.state().faults.push_back(Fault::Limited { path: "POST channels/400/messages", after_secs: 1.5 });
    stage.standin.say(BO, "agenda+ Under a limit");
    stage.standin.wait_said("added: Under a limit").await?;
    let posts = stage.standin.posts_of("Under a limit");
    let [refused, sent] = posts.as_slice() else { anyhow::bail!("{} tries", posts.len()) };
    let pause = sent.at - refused.at;
    ensure!(pause >= Duration::from_millis(1_400), "tried again after {pause:?}");
    ensure!(stage.bot.log().matches("Discord limits requests").count() == 1, "{}", stage.bot.log());
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_whose_answer_got_lost_is_looked_for_before_it_is_sent_again() -> anyhow::Result<()> {
    let mut stage = Stage::open("").await?;
    stage.start_meeting().await?;
    // Longer ago than a nonce is known.
    stage.standin.state().forgets_nonces = true;
    stage.standin.state().faults.push_back(Fault::Unanswered { path: "POST channels/400/messages" });
    stage.standin.say(BO, "agenda+ Lost answer");
    stage.standin.wait_said("added: Lost answer").await?;
    stage.standin.say(BO, "agenda+ The next one");
    stage.standin.wait_said("added: The next one").await?;
    ensure!(stage.times_said("added: Lost answer") == 1, "it was sent again");

    // The same over a crash between the sending and its answer.
    stage.standin.state().faults.push_back(Fault::Unanswered { path: "POST channels/400/messages" });
    stage.standin.say(BO, "agenda+ Lost with the process");
    stage.standin.wait_said("added: Lost with the process").await?;
    stage.bot.kill()?;
    stage.bot.start()?;
    stage.standin.say(BO, "agenda+ After the crash");
    stage.standin.wait_said("added: After the crash").await?;
    ensure!(stage.times_said("added: Lost with the process") == 1, "it was sent again after the crash");
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_answer_comes_in_parts_or_as_a_file() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    // Few enough to be no flood.
    for number in 0..28 {
        stage.standin.say(BO, &format!("NOTE: a note on row {number}, {}", "that has some words in it ".repeat(18)));
    }
    stage.standin.say(ANA, "end meeting");
    stage.standin.wait_said("Meeting 1 is closed").await?;
    stage.standin.say(ANA, "!minutes");
    let shown = stage.standin.wait_said("The whole text is in the file.").await?;
    ensure!(stage.times_said("a note on row") > 3, "many answers are several messages");
    ensure!(shown["content"].as_str().context("content")?.contains("!minutes approve"), "{shown}");
    let posts = stage.standin.posts_of("The whole text is in the file.");
    let call = posts.first().context("it was sent")?;
    ensure!(call.body["attachments"][0]["filename"] == "convenor.txt", "{}", call.body);
    stage.close().await
}
