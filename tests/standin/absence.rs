//! The bot is sent away, muted or made blind in the middle of a meeting: what waits comes later, what can be read is
//! read, and what is missing is told.

use anyhow::ensure;
use serde_json::{Value, json};

use crate::gateway::guild;
use crate::stage::{ANA, BO, CY, Stage};
use crate::standin::{Fault, GUILD, Order};

const POST: &str = "POST channels/400/messages";
const READ: &str = "GET channels/400/messages";

fn refusal(path: &'static str, code: u64) -> Fault {
    Fault::Refused { path, status: 403, code }
}

fn role_update() -> Value {
    json!({"guild_id": GUILD, "role": guild()["roles"][0]})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_grant_waits_until_the_bot_may_send_messages_again() -> anyhow::Result<()> {
    let mut stage = Stage::open("").await?;
    stage.start_meeting().await?;
    stage.standin.say(BO, "q+");
    stage.standin.wait_said("Bo, you are 1st").await?;
    stage.standin.state().faults.extend([refusal(POST, 50_013), refusal(POST, 50_013)]);
    stage.standin.say(ANA, "ack");
    stage.bot.wait_log("the bot may not speak in this room", 1).await?;
    ensure!(stage.times_said("you have the floor") == 0);
    stage.bot.kill()?;
    stage.bot.start()?;
    stage.standin.wait_said("<@202>, you have the floor").await?;
    stage.standin.wait_said("Ana, I could not speak here from").await?;
    ensure!(stage.times_said("you have the floor") == 1 && stage.times_said("I could not speak") == 1);
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sent_away_and_back_it_reads_what_was_said_meanwhile() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    stage.standin.push("GUILD_DELETE", &json!({"id": GUILD, "unavailable": false}));
    stage.bot.wait_log("the bot is no longer in this room", 1).await?;
    stage.standin.write(BO, "agenda+ Said meanwhile");
    stage.standin.push("GUILD_CREATE", &guild());
    stage.standin.wait_said("added: Said meanwhile").await?;
    stage.standin.wait_said("UTC; I have since read what was said then.").await?;
    stage.standin.say(CY, "q+");
    stage.wait_board("1. Cy").await?;
    ensure!(stage.times_said("I was away") == 1);
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_that_is_hidden_for_a_while_is_read_when_rights_change() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    stage.standin.state().faults.push_back(refusal(READ, 50_001));
    stage.standin.push("GUILD_ROLE_UPDATE", &role_update());
    stage.bot.wait_log("what was said in the meantime cannot be read", 1).await?;
    stage.standin.write(BO, "agenda+ Said unseen");
    stage.standin.push("GUILD_ROLE_UPDATE", &role_update());
    stage.standin.wait_said("added: Said unseen").await?;
    stage.standin.wait_said("I have since read what was said then.").await?;
    // Rights change, and nothing was missed.
    stage.standin.push("GUILD_ROLE_UPDATE", &role_update());
    stage.standin.say(BO, "agenda+ After it");
    stage.standin.wait_said("added: After it").await?;
    ensure!(stage.times_said("I was away") == 1 && stage.times_said("added: Said unseen") == 1);
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_history_nothing_counts_as_deleted_and_the_gap_is_told() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    stage.standin.say(BO, "NOTE: the table has 14 rows");
    stage.standin.wait_said("Note: the table has 14 rows").await?;
    stage.standin.state().hides_history = true;
    stage.standin.state().forgets_sessions = true;
    stage.standin.order(Order::Close(4000));
    stage.standin.wait_said("UTC; what was said then is not recorded.").await?;
    stage.standin.say(CY, "q+");
    stage.standin.wait_said("Cy, you are 1st").await?;
    ensure!(stage.minutes()?.contains("the table has 14 rows"), "{}", stage.minutes()?);
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_files_or_threads_are_not_allowed_the_room_is_answered_all_the_same() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let thread = json!({
        "id": "450", "type": 11, "name": "Row 4", "guild_id": GUILD, "parent_id": "400", "owner_id": BO,
        "message_count": 0, "member_count": 1, "rate_limit_per_user": 0, "flags": 0,
        "thread_metadata": {"archived": false, "auto_archive_duration": 1440, "archive_timestamp": "2026-01-01T00:00:00Z",
                            "locked": false},
    });
    stage.standin.push("THREAD_CREATE", &thread);
    stage.standin.state().faults.push_back(refusal("POST channels/450/messages", 50_013));
    let mut said = stage.standin.write(BO, "q+ to ask in the thread");
    said["channel_id"] = "450".into();
    stage.standin.push("MESSAGE_CREATE", &said);
    let answer = stage.standin.wait_said("Bo, you are 1st on the speaker queue").await?;
    ensure!(answer["channel_id"] == "400", "{answer}");
    ensure!(stage.times_said("I could not speak") == 0);
    stage.close().await
}
