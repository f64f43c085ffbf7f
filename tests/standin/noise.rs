//! What is said to one person, once, or not at all.

use anyhow::ensure;
use serde_json::{Value, json};

use crate::channel::{Channel, Manner};
use crate::conversation::Transcript;
use crate::stage::{ANA, BO, CY, Stage};
use crate::standin::{CHANNEL, Fault, GUILD, State, member};

/// Meetings, with the most public messages of the bot per action of a person, typed and by slash commands: one of forty people,
/// and one of commands alone.
const MEETINGS: [(&str, f64, f64); 2] = [("407_forty_people", 0.35, 0.35), ("30_whole_meeting", 0.65, 0.7)];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_channel_is_not_full_of_the_bot() -> anyhow::Result<()> {
    let transcripts = Transcript::all();
    let of = |name: &str| transcripts.iter().find(|transcript| transcript.name == name);
    let mut count = 0;
    for (name, typed, slash) in MEETINGS {
        let Some(meeting) = of(name) else { continue };
        for (manner, most) in [(Manner::Typed, typed), (Manner::Slash, slash)] {
            let rate = measured(meeting, manner).await?;
            ensure!(rate <= most, "{name}, {manner:?}: {rate:.3} public messages for each action");
            count += 1;
        }
    }
    ensure!(count >= 2, "there is a meeting to measure");
    Ok(())
}

/// Public messages of the bot for each action of a person. Edits of the board, signs and answers for one person are none.
async fn measured(meeting: &Transcript, manner: Manner) -> anyhow::Result<f64> {
    let mut channel = Channel::open(meeting).await?;
    let (mut people, mut public, mut signs) = (0_u32, 0_u32, 0);
    for line in &meeting.lines {
        let said = channel.play(&line.input, manner).await?;
        people += u32::from(!line.input.starts_with("+ "));
        public += u32::try_from(said.posts)?;
        signs += said.signs;
    }
    channel.close().await?;
    println!(
        "{}, {manner:?}: {people} actions of people, {public} public messages of the bot, {signs} signs",
        meeting.name
    );
    Ok(f64::from(public) / f64::from(people))
}

/// What one word asks for is confirmed by a sign, and by words where the bot may not put any.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_is_a_sign_where_the_bot_may_put_one() -> anyhow::Result<()> {
    let stage = Stage::open("receipts = \"signs\"").await?;
    stage.start_meeting().await?;
    stage.standin.say(BO, "q+ to ask about row 4");
    stage.wait_board("1. Bo").await?;
    let is_sign = |call: &crate::standin::Call| call.method == "PUT" && call.path.contains("/reactions/%E2%98%91");
    stage.standin.wait("a sign", |state| state.calls.iter().any(is_sign).then_some(())).await?;
    ensure!(stage.times_said("you are 1st") == 0, "it is said once");
    stage.standin.state().faults.push_back(Fault::Refused { path: "reactions/%E2%98%91", status: 403, code: 50_013 });
    stage.standin.say(CY, "q+");
    stage.standin.wait_said("you are 2nd on the speaker queue").await?;
    stage.standin.say(ANA, "q+");
    stage.standin.wait_said("you are 3rd on the speaker queue").await?;
    stage.close().await
}

fn bot_messages(state: &State) -> usize {
    state.messages.iter().filter(|message| message["author"]["id"] == "100").count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_that_go_together_are_told_of_in_one_sentence() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    let mut ids = Vec::new();
    for number in 1..=3 {
        ids.push(stage.standin.say(BO, &format!("ACTION: Bo to read row {number}")));
        stage.standin.wait_said(&format!("Recorded action A{number}")).await?;
    }
    stage.standin.state().messages.retain(|message| !ids.iter().any(|id| message["id"] == *id));
    stage.standin.push("MESSAGE_DELETE_BULK", &json!({"ids": ids, "channel_id": CHANNEL, "guild_id": GUILD}));
    let words = "Somebody deleted the messages that recorded action A1, action A2 and action A3. The numbers are kept";
    stage.standin.wait_said(words).await?;
    ensure!(stage.times_said("Somebody deleted") == 1);
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_on_the_board_is_answered_by_the_board_alone() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    stage.wait_board("Overlap table").await?;
    let board = stage.standin.state().board().map(|board| board["id"].clone()).unwrap_or_default();
    let before = bot_messages(&stage.standin.state());
    let sign = |user: &str| -> Value {
        json!({"user_id": user, "channel_id": CHANNEL, "message_id": board, "guild_id": GUILD, "member": member(user),
               "emoji": {"id": null, "name": "✋"}, "burst": false, "type": 0})
    };
    stage.standin.push("MESSAGE_REACTION_ADD", &sign(BO));
    stage.standin.push("MESSAGE_REACTION_ADD", &sign(CY));
    stage.wait_board("1. Bo  2. Cy").await?;
    let mut gone = sign(BO);
    gone.as_object_mut().map(|gone| gone.remove("member"));
    stage.standin.push("MESSAGE_REACTION_REMOVE", &gone);
    stage.wait_board("1. Cy").await?;
    ensure!(bot_messages(&stage.standin.state()) == before, "nothing is said beside the board");
    // A sign that cannot count says why.
    stage.standin.slash(ANA, "queue close", &[]);
    stage.standin.wait_said("The speaker queue is closed").await?;
    stage.standin.push("MESSAGE_REACTION_ADD", &sign(BO));
    stage.standin.wait_said("The speaker queue is closed. To raise a point of order all the same").await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_without_an_answer_is_confirmed_and_a_muted_bot_tells_who_asked() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    stage.start_meeting().await?;
    stage.standin.slash(ANA, "decision propose", &[("text", "Option B is kept")]);
    stage.standin.wait_said("Option B is kept").await?;
    let supported = stage.standin.slash(BO, "support", &[]);
    stage.standin.wait_shown(&supported, "Done.").await?;
    let fault = Fault::Refused { path: "POST channels/400/messages", status: 403, code: 50_013 };
    stage.standin.state().faults.push_back(fault);
    let recorded = stage.standin.slash(BO, "action record", &[("text", "Bo to be told")]);
    stage.standin.wait_shown(&recorded, "This is recorded, but I may not speak in this channel").await?;
    stage.close().await
}
