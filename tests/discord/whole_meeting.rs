//! One whole meeting in a channel, from the first line to the minutes in a Maildir.

use anyhow::{Context as _, ensure};
use mail_parser::MessageParser;
use serde_json::json;

use crate::scene::Scene;
use crate::yepcord::PATIENCE;

const EXPECTED: [&str; 9] = [
    "Ana opened the meeting",
    "Overlap table",
    "SG17-TD580",
    "Bo: Fourteen work items overlap. Rows 2 and 3 come from SG17.",
    "Cy: Row 4 is already covered by Y.4810.",
    "D7-1 Agreed: the overlap table is the basis for joint work",
    "On the record: objection by Cy: the deadline is too short.",
    "A1: Cy to compare the definitions, due 2031-12-08",
    "The table goes to both study groups.",
];
const UNWANTED: [&str; 4] = ["breach", "SG71", "X.1352", "2031-12-01"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_meeting_becomes_minutes_in_the_maildir() -> anyhow::Result<()> {
    let settings = "name = \"JCG-IoTSec\"\nlist = \"list@lists.example.org\"\nfirst_meeting = 7\nobjection_secs = 5\n";
    let scene = Scene::open(&["Ana", "Sol", "Bo", "Cy"], settings).await?;
    scene.ask("Ana", "agenda+ Overlap table [Bo]", "agendum 1 added").await?;
    scene.ask("Bo", "!start", "chair").await?;
    scene.ask("Ana", "!start Overlap of IoT security work", "Meeting 7 of JCG-IoTSec is open").await?;
    scene.ask("Bo", "present+", "Present: Bo").await?;
    discussion(&scene).await?;
    decisions(&scene).await?;
    scene.ask("Ana", "!end", "Meeting 7 is closed").await?;
    scene.ask("Sol", "!minutes", "Next: !minutes approve").await?;
    scene.ask("Ana", "!minutes approve", "Minutes of meeting 7, version 1, are approved").await?;
    scene.ask("Sol", "!minutes send", "handed to the mail server").await?;

    let mail = the_mail(&scene)?;
    let parsed = MessageParser::default().parse(&mail).context("the mail can be parsed")?;
    let text = parsed.body_text(0).context("the mail has a text")?.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in EXPECTED {
        ensure!(text.contains(words), "“{words}” is missing in\n{text}");
    }
    for words in UNWANTED {
        ensure!(!text.contains(words), "“{words}” stands in\n{text}");
    }
    scene.bot.finish().await
}

async fn discussion(scene: &Scene) -> anyhow::Result<()> {
    scene
        .ask(
            "Ana",
            "take up item 1",
            "agendum 1 -- Overlap table -- taken up [from Bo]".replace('[', "\\[").replace(']', "\\]").as_str(),
        )
        .await?;
    scene.ask("Cy", "doc SG17-TD580", "SG17-TD580").await?;
    scene.ask("Bo", "q+ to present the table", "Bo, you are 1st on the speaker queue").await?;
    scene.ask("Cy", "Q +", "Cy, you are 2nd").await?;
    floor(scene, "ack", "Bo", ", you wanted to present the table").await?;
    scene.say("Bo", "Fourteen work items overlap.").await?;
    scene.say("Bo", "Rows 2 and 3 come from SG71.").await?;
    scene.ask("Bo", "s/SG71/SG17/", "Corrected a statement.").await?;
    let slip = scene.say("Bo", "Between us, a vendor had a breach there.").await?;
    scene.settle().await?;
    scene.person("Bo").delete(&scene.guild, &slip).await?;
    floor(scene, &format!("ack <@{}>", scene.person("Cy").id), "Cy", ", you have the floor").await?;
    let statement = scene.say("Cy", "Row 4 is already covered by X.1352.").await?;
    scene.settle().await?;
    scene.person("Cy").edit(&scene.guild, &statement, "Row 4 is already covered by Y.4810.").await?;
    let action = scene.say("Cy", "ACTION: Cy to compare the definitions by 2031-12-01").await?;
    scene.wait_answer(&action, "Recorded action A1").await?;
    scene.person("Cy").edit(&scene.guild, &action, "ACTION: Cy to compare the definitions by 2031-12-08").await?;
    scene.wait_answer(&action, "due 2031-12-08").await.map(drop)
}

async fn decisions(scene: &Scene) -> anyhow::Result<()> {
    let line = scene.say("Bo", "PROPOSED: the overlap table is the basis for joint work").await?;
    scene.wait_answer(&line, "Proposed (P1 by Bo)").await?;
    scene.ask("Cy", "object the deadline is too short", "Objection to P1 on the record: Cy").await?;
    scene.wait_answer(&line, "The time for objections to P1 is over").await?;
    scene.ask("Ana", "agree", "Recorded decision D7-1, agreed").await?;
    scene.ask("Sol", "conclusion: The table goes to both study groups.", "Conclusion of agendum 1").await.map(drop)
}

/// A chair gives the floor; the line pings that person and nobody else.
async fn floor(scene: &Scene, command: &str, speaker: &str, expected: &str) -> anyhow::Result<()> {
    let user = &scene.person(speaker).id;
    let grant = scene.ask("Ana", command, &format!("<@{user}>{expected}")).await?;
    let pinged: Vec<&serde_json::Value> =
        grant["mentions"].as_array().context("mentions")?.iter().map(|user| &user["id"]).collect();
    ensure!(pinged == [&json!(user)], "{grant}");
    ensure!(
        grant["mention_everyone"] != true && grant["mention_roles"].as_array().is_none_or(Vec::is_empty),
        "{grant}"
    );
    Ok(())
}

/// The one mail in the Maildir.
fn the_mail(scene: &Scene) -> anyhow::Result<Vec<u8>> {
    let folder = scene.bot.path("outbox").join("new");
    let files: Vec<_> = std::fs::read_dir(&folder)
        .with_context(|| format!("the Maildir after {PATIENCE:?}"))?
        .collect::<Result<Vec<_>, _>>()?;
    ensure!(files.len() == 1, "{} mails", files.len());
    Ok(std::fs::read(files[0].path())?)
}
