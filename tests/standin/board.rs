//! The board comes back, and down, whatever happens to its message.

use anyhow::ensure;
use serde_json::json;

use crate::gateway::guild;
use crate::stage::{ANA, BO, CY, Stage};
use crate::standin::{CHANNEL, GUILD, State};

fn board_id(state: &State) -> Option<String> {
    state.board()?["id"].as_str().map(str::to_owned)
}

/// Takes the board out of the channel, as a moderator does.
fn delete_board(stage: &Stage) -> String {
    let mut known = stage.standin.state();
    let id = board_id(&known).unwrap_or_default();
    known.messages.retain(|message| message["id"] != id);
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_that_was_deleted_comes_back() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    stage.wait_board("Overlap table").await?;
    let deleted = delete_board(&stage);
    stage.standin.push("MESSAGE_DELETE", &json!({"id": deleted, "channel_id": CHANNEL, "guild_id": GUILD}));
    stage.standin.wait("another board", |state| board_id(state).filter(|id| *id != deleted)).await?;
    stage.standin.press(BO, "Raise hand").await?;
    stage.wait_board("1. Bo").await?;
    // Where no event told of it, the next change finds out.
    let deleted = delete_board(&stage);
    stage.standin.say(CY, "q+");
    stage.standin.wait("another board", |state| board_id(state).filter(|id| *id != deleted)).await?;
    stage.wait_board("2. Cy").await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_board_moves_to_the_end_with_a_hand_and_a_pin() -> anyhow::Result<()> {
    let stage = Stage::open("message_content = false").await?;
    stage.start_meeting().await?;
    stage.wait_board("Overlap table").await?;
    let first = board_id(&stage.standin.state()).unwrap_or_default();
    stage.standin.write(BO, "a line that pushes the board up");
    let asked = stage.standin.slash(CY, "board", &[]);
    stage.standin.wait_shown(&asked, "Overlap table").await?;
    let is_last = |state: &State| {
        let last = state.messages.last()?["id"].as_str()?.to_owned();
        (board_id(state)? == last && last != first).then_some(last)
    };
    let now = stage.standin.wait("the board at the end", is_last).await?;
    for path in [
        format!("channels/{CHANNEL}/messages/{now}/reactions/%E2%9C%8B/@me"),
        format!("channels/{CHANNEL}/messages/pins/{now}"),
    ] {
        let is_put =
            |state: &State| state.calls.iter().any(|call| call.method == "PUT" && call.path == path).then_some(());
        stage.standin.wait(&path, is_put).await?;
    }
    let is_there = stage.standin.state().messages.iter().any(|message| message["id"] == first);
    ensure!(!is_there, "the board above is gone");
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_that_was_hidden_is_read_and_has_its_board_again() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let channel = json!({"id": CHANNEL, "type": 0, "name": "meeting", "guild_id": GUILD, "position": 0,
                         "permission_overwrites": []});
    stage.standin.push("CHANNEL_DELETE", &channel);
    stage.bot.wait_log("the bot is no longer in this room", 1).await?;
    stage.standin.write(BO, "ACTION: Bo to be heard");
    stage.standin.push("CHANNEL_CREATE", &channel);
    stage.standin.wait_said("Recorded action A1: Bo to be heard").await?;
    stage.standin.wait_said("I have since read what was said then").await?;
    stage.standin.say(CY, "q+");
    stage.wait_board("1. Cy").await?;
    // Kicked and invited again, for the next meeting too.
    stage.standin.push("GUILD_DELETE", &json!({"id": GUILD, "unavailable": false}));
    stage.bot.wait_log("the bot is no longer in this room", 2).await?;
    stage.standin.push("GUILD_CREATE", &guild());
    stage.standin.say(ANA, "end meeting");
    stage.standin.wait_said("Meeting 1 is closed").await?;
    stage.standin.say(ANA, "start meeting");
    stage.wait_board("Group meeting 2").await?;
    stage.close().await
}
