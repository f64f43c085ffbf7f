//! A channel gets its group by `/convenor setup`, and nobody touches a file.

use anyhow::ensure;
use serde_json::json;

use crate::stage::{ANA, BO, CY, Stage};

const NAMED: [(&str, &str); 1] = [("group", "group")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_and_a_group_agree_on_a_channel() -> anyhow::Result<()> {
    let mut stage = Stage::without_room().await?;
    let asked = stage.standin.slash(CY, "convenor setup", &[]);
    stage.standin.wait_shown(&asked, "This room is a group of its own. For another, type /convenor setup").await?;
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

    // While a meeting is open nobody takes the channel away; afterwards either side may.
    stage.bot.kill()?;
    stage.bot.start()?;
    stage.standin.wait("a third session", |state| (state.sessions == 3).then_some(())).await?;
    let early = stage.standin.slash(BO, "convenor leave", &[]);
    stage.standin.wait_shown(&early, "A meeting is open here. Close it first").await?;
    stage.standin.slash(ANA, "end", &[]);
    stage.standin.wait_said("Meeting 1 is closed").await?;
    let asked = stage.standin.slash(CY, "convenor setup", &[]);
    stage.standin.wait_shown(&asked, "Group meets here.").await?;
    stage.standin.slash(BO, "convenor leave", &[]);
    stage.standin.wait_said("This room is a group of its own again").await?;
    stage.standin.slash(CY, "start", &[]);
    stage.standin.wait_said("Meeting 1 of meeting is open").await?;
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
