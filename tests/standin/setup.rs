//! A channel gets its group by `/convenor setup`, and nobody touches a file.

use anyhow::ensure;
use serde_json::json;

use crate::stage::{ANA, BO, CY, Stage};
use crate::standin::{State, member};

const NAMED: [(&str, &str); 1] = [("group", "group")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_and_a_group_agree_on_a_channel() -> anyhow::Result<()> {
    let mut stage = Stage::without_room().await?;
    let asked = stage.standin.slash(CY, "convenor setup", &[]);
    let offered = "A person who manages this room and a chair or secretary of the group bring it here, each with: /convenor setup group:Group";
    stage.standin.wait_shown(&asked, offered).await?;
    let refused = stage.standin.slash(CY, "convenor setup", &NAMED);
    stage.standin.wait_shown(&refused, "you are neither").await?;
    let misspelt = stage.standin.slash(BO, "convenor setup", &[("group", "Grup")]);
    stage.standin.wait_shown(&misspelt, "No group of this bot is called “Grup”").await?;
    let typing = json!({"id": "8", "name": "convenor", "type": 1, "options": [
        {"name": "setup", "type": 1, "options": [{"name": "group", "type": 3, "value": "gr", "focused": true}]}]});
    let typing = stage.standin.interact(BO, 4, &typing);
    let offered = stage.standin.wait_response(&typing).await?;
    ensure!(offered["data"]["choices"] == json!([{"name": "Group", "value": "Group"}]), "{offered}");

    // Bo manages the server, Ana chairs the group; a restart in between forgets nothing.
    stage.standin.slash(BO, "convenor setup", &NAMED);
    stage.standin.wait_said("Bo wants Group to meet here. Now a chair or secretary of Group has to agree").await?;
    stage.bot.kill()?;
    stage.bot.start()?;
    stage.standin.wait("a second session", |state| (state.sessions == 2).then_some(())).await?;
    stage.standin.slash(ANA, "convenor setup", &NAMED);
    stage.standin.wait_said("Group meets here from now on").await?;
    stage.start_meeting().await?;
    stage.standin.say(CY, "q+ to ask about row 4");
    stage.wait_board("1. Cy").await?;

    // While a meeting is open only who manages the server takes the channel away; afterwards either side may.
    stage.bot.kill()?;
    stage.bot.start()?;
    stage.standin.wait("a third session", |state| (state.sessions == 3).then_some(())).await?;
    let early = stage.standin.slash(ANA, "convenor leave", &[]);
    stage.standin.wait_shown(&early, "A meeting is open here. Close it first").await?;
    stage.standin.slash(ANA, "end", &[]);
    stage.standin.wait_said("Meeting 1 is closed").await?;
    let asked = stage.standin.slash(CY, "convenor setup", &[]);
    stage.standin.wait_shown(&asked, "Group meets here.").await?;
    stage.standin.slash(BO, "convenor leave", &[]);
    stage.standin.wait_said("No group meets here any more").await?;
    let late = stage.standin.slash(CY, "start", &[]);
    stage.standin.wait_shown(&late, "No group meets here, so nothing is heard or recorded").await?;
    let minutes = stage.minutes()?;
    ensure!(minutes.contains("Overlap table"), "the record stays with the group:\n{minutes}");
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_configuration_says_stays() -> anyhow::Result<()> {
    let stage = Stage::open("").await?;
    let asked = stage.standin.slash(BO, "convenor setup", &[]);
    stage.standin.wait_shown(&asked, "Group meets here, by the configuration of this bot").await?;
    let refused = stage.standin.slash(BO, "convenor leave", &[]);
    stage.standin.wait_shown(&refused, "which only the operator changes").await?;
    stage.close().await
}

/// A channel that is no room of a group.
const ELSEWHERE: &str = "405";

fn said_elsewhere(state: &State) -> usize {
    let is_of_a_meeting =
        |message: &&serde_json::Value| message["channel_id"] == ELSEWHERE && message["author"]["id"] == "100";
    state.messages.iter().filter(is_of_a_meeting).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_of_no_group_is_nobodys_meeting() -> anyhow::Result<()> {
    let mut stage = Stage::open("").await?;
    let standin = stage.standin.clone();
    let typed = |words: &str| {
        let message = standin.write_in(ELSEWHERE, &member(BO), words);
        standin.push("MESSAGE_CREATE", &message);
    };
    for name in ["start", "queue"] {
        let options = if name == "queue" { json!([{"name": "show", "type": 1, "options": []}]) } else { json!([]) };
        let data = json!({"id": "8", "name": name, "type": 1, "options": options});
        let asked = standin.interact_in(ELSEWHERE, &member(BO), 2, &data);
        standin.wait_shown(&asked, "No group meets here, so nothing is heard or recorded").await?;
        standin.wait_shown(&asked, "/convenor setup").await?;
        typed("start meeting");
        typed("!help");
    }
    let data = json!({"id": "8", "name": "convenor", "type": 1, "options": [{"name": "leave", "type": 1}]});
    let refused = standin.interact_in(ELSEWHERE, &member(BO), 2, &data);
    standin.wait_shown(&refused, "No group was set up here, so nothing changes").await?;
    // Neither is it heard after a restart, nor what was typed meanwhile.
    stage.bot.kill()?;
    standin.write_in(ELSEWHERE, &member(BO), "start meeting");
    stage.bot.start()?;
    standin.wait("a second session", |state| (state.sessions == 2).then_some(())).await?;
    typed("q+");
    stage.start_meeting().await?;
    ensure!(said_elsewhere(&standin.state()) == 0, "nothing is said where no group meets");
    stage.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_rooms_are_open_who_manages_the_server_ends_a_meeting() -> anyhow::Result<()> {
    let stage = Stage::with_open_rooms().await?;
    stage.standin.slash(CY, "start", &[]);
    stage.standin.wait_said("Meeting 1 of meeting is open").await?;
    stage.standin.say(CY, "q+");
    stage.wait_board("1. Cy").await?;
    let refused = stage.standin.slash(CY, "convenor leave", &[]);
    stage.standin.wait_shown(&refused, "Only a person who manages this room can send me away").await?;
    stage.standin.slash(BO, "convenor leave", &[]);
    stage.standin.wait_said("Meeting 1 is closed").await?;
    stage.standin.wait_said("No group meets here any more").await?;
    stage.standin.say(CY, "start meeting");
    stage.standin.slash(CY, "start", &[]);
    stage.standin.wait_said("Meeting 2 of").await?;
    ensure!(stage.times_said("Meeting 2 of") == 1, "what was typed before is not heard");
    stage.close().await
}
