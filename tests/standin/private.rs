//! What one person is told, pictures, and posts of a forum.

use anyhow::ensure;
use serde_json::{Value, json};

use crate::stage::{ANA, BO, Stage};
use crate::standin::{CHANNEL, DIRECT, Fault, State, has, member, user_of};

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn direct_messages_are_for_questions_and_hold_no_meeting() -> anyhow::Result<()> {
    let mut stage = Stage::open("").await?;
    let standin = stage.standin.clone();
    standin.say_directly(BO, "!time 15:00 UTC in Seoul");
    standin.wait("an answer", |state| said_in(state, DIRECT, "Asia/Seoul")).await?;
    for line in ["start meeting", "q+", "AGREED: option B"] {
        standin.state().messages.retain(|message| !has(message, "No meeting is held"));
        standin.say_directly(BO, line);
        let words = "No meeting is held in a room with one person, and nothing is recorded here";
        standin.wait(line, |state| said_in(state, DIRECT, words)).await?;
    }
    // By a slash command too: there Discord tells of a user, and of no member of a server.
    let data = json!({"id": "8", "name": "start", "type": 1, "options": []});
    let asked = standin.interact_directly(&user_of(BO), &data);
    standin.wait_shown(&asked, "No meeting is held in a room with one person").await?;
    // What was asked while the bot was down is answered.
    stage.bot.kill()?;
    standin.say_directly(BO, "!time 16:00 UTC in Nairobi");
    stage.bot.start()?;
    standin.wait("a late answer", |state| said_in(state, DIRECT, "Africa/Nairobi")).await?;
    let is_board = |message: &Value| message["channel_id"] == DIRECT && !message["components"].is_null();
    ensure!(!standin.state().messages.iter().any(is_board), "no meeting, no board");
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_for_one_person_stays_so_after_a_kill() -> anyhow::Result<()> {
    let mut stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let standin = stage.standin.clone();
    let refusal = "You are not on the speaker queue";
    // Discord has shown it, and the bot dies before it knows.
    for (fault, note) in [(Some("webhooks/100/"), "row 4 stays"), (None, "row 7 goes")] {
        if let Some(path) = fault {
            standin.state().faults.push_back(Fault::Unanswered { path });
        }
        let asked = standin.slash(BO, "lower", &[]);
        standin.wait_shown(&asked, refusal).await?;
        stage.bot.kill()?;
        stage.bot.start()?;
        standin.say(ANA, &format!("AGREED: {note}"));
        standin.wait_said(note).await?;
        ensure!(standin.state().said(refusal).is_empty(), "it is nobody else's business");
        let times = standin
            .state()
            .interaction(&asked)
            .map_or(0, |one| one.shown.iter().filter(|one| has(one, refusal)).count());
        ensure!(times >= 1, "it is gone");
    }
    stage.close().await
}
