//! One whole meeting, from the invitation of the bot to the minutes in the mailboxes of the list.

use std::collections::BTreeSet;

use anyhow::{Context as _, ensure};
use mail_parser::{Message, MessageParser};

use crate::mailbox::mails;
use crate::scene::{Part, Plan, Role, Scene};
use crate::settings::variable;

const AMAL: &str = "Amal Haddad";
const JUN: &str = "Jun Sato";
const ROSA: &str = "Rosa Lind";
const BEN: &str = "Ben Okafor";
const CHEN: &str = "Chen Wei";
const DIVYA: &str = "Divya Rao";
const ERIK: &str = "Erik Holm";
const FATIMA: &str = "Fatima Ali";

/// Who gets the list's mail, see tests/servers/README.md.
const MEMBERS: [&str; 3] = ["amina@example.org", "ben@example.net", "chair@example.org"];

/// What the mail has to say, each in one piece of text without its line breaks.
const EXPECTED: [&str; 18] = [
    "Amal Haddad (Example Telecom Authority) opened the meeting. 8 people were present",
    "Regrets: Hugo Perez",
    "Overlap of IoT security work",
    "SG17-TD580",
    "Ben Okafor (Nile Networks): Fourteen work items overlap; nine of them are about device identity. Rows 2 and 3 come from SG17.",
    "Chen Wei (Great Wall Devices): Row 4 is already covered by Y.4810.",
    "Divya Rao (Deccan Systems): I can compare the definitions.",
    "Fatima Ali (Gulf Standards Office): The liaison statement should go to SG20 before its meeting.",
    "D7-1 Agreed: the overlap table is the basis for joint work",
    "D7-2 Noted: the liaison statement of SG20 on device identity",
    "D7-3 Agreed: the liaison statement goes to SG20 for action. Proposed by Erik Holm (Nordic IoT) (P1): Support 2: ",
    "On the record: objection by Divya Rao (Deccan Systems): the deadline is too short.",
    "yes 1 1 no 0 0 later 1 1 abstain 0 0",
    "These decisions are provisional until 14 days after these minutes went to the list",
    "The table goes to both study groups with row 4 marked.",
    "A1: Divya Rao to compare the definitions of rows 2 and 3, due 2031-12-08",
    "A2: Erik Holm to draft the liaison statement, due 2031-12-15",
    "Rosa Lind Example Secretariat",
];

/// What was said, and must not stand there: deleted, corrected, or a command.
const UNWANTED: [&str; 6] = ["breach", "SG71", "X.1352", "2031-12-01", "q+", "present+"];

fn cast() -> Vec<Part> {
    let part = |name, organization, role| Part { name, organization: Some(organization), role };
    vec![
        part(AMAL, "Example Telecom Authority", Role::Chair),
        part(JUN, "Example Labs", Role::Chair),
        part(ROSA, "Example Secretariat", Role::Secretary),
        part(BEN, "Nile Networks", Role::Participant),
        part(CHEN, "Great Wall Devices", Role::Participant),
        part(DIVYA, "Deccan Systems", Role::Participant),
        part(ERIK, "Nordic IoT", Role::Participant),
        part(FATIMA, "Gulf Standards Office", Role::Participant),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_meeting_reaches_the_mailing_list() -> anyhow::Result<()> {
    let group = format!(
        "name = \"JCG-IoTSec\"\nparent = \"TSAG\"\nlist = {:?}\nzone = \"Europe/Zurich\"\nfirst_meeting = 7\nobjection_secs = 8\n",
        variable("LIST")?
    );
    let mail = format!("[mail]\nfrom = \"bot@example.org\"\ntransport = \"smtp://{}?tls=none\"\n", variable("SMTP")?);
    let scene = Scene::open(Plan { cast: cast(), group, mail, ..Plan::new()? }).await?;
    let powers = scene.host().client.get_room(scene.room.as_str().try_into()?).context("the room")?;
    ensure!(powers.version().is_some_and(|version| version.as_str() == "12"), "a room of version 12");

    opening(&scene).await?;
    first_item(&scene).await?;
    second_item(&scene).await?;
    let preview = closing(&scene).await?;

    let message_id = format!("{}.7.minutes.1@example.org", scene.group);
    for member in MEMBERS {
        let mails = mails(member, &message_id).await?;
        ensure!(mails.len() == 1, "{} mails {message_id} came to {member}", mails.len());
        let mail = MessageParser::default().parse(&mails[0]).context("the mail can be parsed")?;
        check_mail(&mail, &preview)?;
        if let Some(path) = std::env::var_os("CONVENOR_EXAMPLE_MAIL") {
            std::fs::write(path, mail.body_text(0).context("a text")?.as_bytes())?;
        }
    }
    scene.bot.finish().await
}

async fn opening(scene: &Scene) -> anyhow::Result<()> {
    scene.ask(AMAL, "agenda+ Overlap table [Ben Okafor]", "agendum 1 added: Overlap table").await?;
    scene.ask(JUN, "agenda+ Liaison statement to SG20", "agendum 2 added").await?;
    scene.ask(BEN, "start meeting", "chair").await?;
    scene.ask(AMAL, "!start Overlap of IoT security work", "Meeting 7 of JCG-IoTSec is open").await?;
    for part in cast() {
        scene.ask(part.name, "present+", &format!("Present: {}", part.name)).await?;
    }
    scene.ask(ROSA, "regrets+ Hugo Perez", "Regrets: Hugo Perez").await.map(drop)
}

async fn first_item(scene: &Scene) -> anyhow::Result<()> {
    scene.ask(AMAL, "take up item 1", "agendum 1 -- Overlap table -- taken up [from Ben Okafor]").await?;
    scene.ask(DIVYA, "doc SG17-TD580", "SG17-TD580").await?;
    scene.ask(BEN, "q+ to present the table", "Ben Okafor, you are 1st on the speaker queue").await?;
    scene.ask(CHEN, "q+ to ask about row 4", "Chen Wei, you are 2nd").await?;
    scene.ask(DIVYA, "Q +", "Divya Rao, you are 3rd").await?;
    both_chairs_at_once(scene).await?;
    scene.say(BEN, "Fourteen work items overlap; nine of them are about device identity.").await?;
    scene.say(BEN, "Rows 2 and 3 come from SG71.").await?;
    scene.ask(BEN, "s/SG71/SG17/", "Corrected a statement.").await?;
    let slip = scene.say(BEN, "Between us, a vendor had a breach there.").await?;
    scene.person(BEN).redact(&scene.room, &slip).await?;
    floor(scene, JUN, "ack Chen", CHEN, "Chen Wei, you wanted to ask about row 4").await?;
    let statement = scene.say(CHEN, "Row 4 is already covered by X.1352.").await?;
    scene.person(CHEN).edit(&scene.room, &statement, "Row 4 is already covered by Y.4810.").await?;
    floor(scene, AMAL, "ack Divya", DIVYA, "Divya Rao, you have the floor").await?;
    scene.say(DIVYA, "I can compare the definitions.").await?;
    let action = "ACTION: Divya Rao to compare the definitions of rows 2 and 3 by";
    let asked = scene.say(DIVYA, &format!("{action} 2031-12-01")).await?;
    scene.wait_answer(&asked, "Recorded action A1").await?;
    scene.person(DIVYA).edit(&scene.room, &asked, &format!("{action} 2031-12-08")).await?;
    scene.wait_answer(&asked, "due 2031-12-08").await?;
    scene.ask(AMAL, "AGREED: the overlap table is the basis for joint work", "Recorded decision D7-1").await?;
    let conclusion = "The table goes to both study groups with row 4 marked.";
    scene.ask(ROSA, &format!("conclusion: {conclusion}"), conclusion).await.map(drop)
}

async fn second_item(scene: &Scene) -> anyhow::Result<()> {
    scene.ask(AMAL, "take up item 2", "agendum 2 -- Liaison statement to SG20 -- taken up").await?;
    scene.ask(FATIMA, "q+", "Fatima Ali, you are 1st").await?;
    floor(scene, JUN, "recognize Fatima", FATIMA, "Fatima Ali, you have the floor").await?;
    scene.say(FATIMA, "The liaison statement should go to SG20 before its meeting.").await?;
    scene.ask(FATIMA, "done", "Fatima Ali has finished. I see no one on the speaker queue").await?;
    scene.ask(JUN, "NOTED: the liaison statement of SG20 on device identity", "Recorded decision D7-2, noted").await?;
    proposal(scene).await?;
    poll(scene).await?;
    scene.ask(ERIK, "#action Erik Holm to draft the liaison statement by 2031-12-15", "Recorded action A2").await?;
    scene.ask(JUN, "conclusion: Erik Holm drafts, the list comments.", "Conclusion of agendum 2").await.map(drop)
}

/// Words are put to the group; a sign and a line support them, one objects, and the chair decides.
async fn proposal(scene: &Scene) -> anyhow::Result<()> {
    let line = scene.say(ERIK, "PROPOSED: the liaison statement goes to SG20 for action").await?;
    scene.wait_answer(&line, "Proposed (P1 by Erik Holm)").await?;
    scene.person(FATIMA).react(&scene.room, &line, "✅").await?;
    scene.say(CHEN, "+1").await?;
    let objection = "Objection to P1 on the record: Divya Rao (Deccan Systems): the deadline is too short";
    scene.ask(DIVYA, "object the deadline is too short", objection).await?;
    scene.ask(JUN, "agree", "left for objections to P1").await?;
    scene.wait_answer(&line, "The time for objections to P1 is over. Support 2").await?;
    scene.ask(JUN, "agree", "Recorded decision D7-3, agreed: the liaison statement goes to SG20").await.map(drop)
}

async fn poll(scene: &Scene) -> anyhow::Result<()> {
    scene.ask(AMAL, "poll Meet again in January? yes, no, later", "Straw poll, not a decision").await?;
    scene.ask(BEN, "vote yes", "Your vote: yes").await?;
    scene.ask(CHEN, "vote 3", "Your vote: later").await?;
    scene.ask(AMAL, "close the poll", "yes: 1 person (1 organization)").await.map(drop)
}

/// Ends the meeting and sends the minutes. Returns the preview.
async fn closing(scene: &Scene) -> anyhow::Result<String> {
    scene.ask(AMAL, "!end", "Meeting 7 is closed").await?;
    let asked = scene.say(ROSA, "!minutes").await?;
    scene.wait_answer(&asked, "Next: !minutes approve").await?;
    let seen = scene.host().seen();
    let place = seen.iter().position(|event| event.id() == asked).context("the question")?;
    let ours = seen[place..].iter().filter(|event| event.is_from(&scene.bot.account.id) && event.replaces().is_none());
    let preview: Vec<String> = ours.map(|event| event.body().to_owned()).collect();
    scene.ask(ROSA, "!minutes send", "not approved").await?;
    scene.ask(AMAL, "!minutes approve", "Minutes of meeting 7, version 1, are approved").await?;
    scene.ask(ROSA, "!minutes send", "handed to the mail server").await?;
    Ok(preview.join("\n"))
}

/// Two chairs who type `ack` in the same moment mean one speaker.
async fn both_chairs_at_once(scene: &Scene) -> anyhow::Result<()> {
    let (amal, jun) = tokio::try_join!(scene.say(AMAL, "ack"), scene.say(JUN, "ack"))?;
    for asked in [&amal, &jun] {
        scene.wait_answer(asked, "Ben Okafor was given the floor").await?;
    }
    scene.settle().await?;
    ensure!(scene.times_said("Ben Okafor, you wanted to present the table") == 1, "one grant");
    ensure!(scene.times_said("Chen Wei, you wanted") == 0, "and no second one");
    Ok(())
}

/// A chair gives the floor; the line is for exactly one person and really notifies.
async fn floor(scene: &Scene, chair: &str, command: &str, speaker: &str, expected: &str) -> anyhow::Result<()> {
    let grant = scene.ask(chair, command, expected).await?;
    let user = scene.person(speaker).id();
    ensure!(grant.content()["msgtype"] == "m.text", "{}", grant.raw);
    ensure!(grant.content()["m.mentions"] == serde_json::json!({"user_ids": [user]}), "{}", grant.raw);
    Ok(())
}

fn check_mail(mail: &Message<'_>, preview: &str) -> anyhow::Result<()> {
    let text = mail.body_text(0).context("the mail has a text")?;
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let one_line = folded(&text);
    for words in EXPECTED {
        ensure!(one_line.contains(words), "“{words}” is missing in\n{text}");
    }
    for words in UNWANTED {
        ensure!(!text.contains(words), "“{words}” stands in\n{text}");
    }
    let subject = mail.subject().context("a subject")?;
    ensure!(subject.contains("Minutes of JCG-IoTSec meeting 7, "), "{subject}");
    // What is sent is what was shown.
    let shown: BTreeSet<&str> = preview.lines().map(str::trim).collect();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        ensure!(shown.contains(line), "“{line}” was not in the preview\n{preview}");
    }
    Ok(())
}
