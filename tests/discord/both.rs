//! One meeting over both platforms: three people on Synapse, three on YEPCord, one queue and one record.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::convenor::Convenor;
use crate::homeserver::{Account, Homeserver, PASSWORD, escaped};
use crate::yepcord::{Guild, LOOK, PATIENCE, Person, unique, variable};

/// Both rooms with everybody in them.
struct Hall {
    bot: Convenor,
    group: String,
    server: Homeserver,
    room: String,
    matrix: Vec<(&'static str, Account)>,
    guild: Guild,
    discord: Vec<Person>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn six_people_on_two_platforms_hold_one_meeting() -> anyhow::Result<()> {
    let hall = Hall::open().await?;
    hall.on_matrix("Ana", "start meeting").await?;
    hall.wait_both("Meeting 1 of Group is open").await?;
    hall.on_matrix("Ana", "topic: Overlap table").await?;
    hall.wait_both("agendum 1 -- Overlap table -- taken up").await?;

    // Hands of both sides stand in one queue, on both boards.
    hall.on_discord("Bo", "q+ to present the table").await?;
    hall.wait_both("1. Bo").await?;
    hall.on_matrix("Mia", "q+ to ask about row 4").await?;
    hall.wait_both("2. Mia").await?;
    hall.on_discord("Dee", "ack").await?;
    hall.wait_both(", you wanted to present the table").await?;
    hall.on_discord("Bo", "Fourteen work items overlap.").await?;
    hall.on_discord("Cy", "ACTION: Cy to send the table by 2026-12-08").await?;
    hall.wait_both("Recorded action A1: Cy to send the table, due 2026-12-08").await?;
    hall.on_matrix("Ana", "ack Mia").await?;
    hall.wait_both(", you wanted to ask about row 4").await?;
    hall.on_matrix("Mia", "Row 4 is already covered.").await?;
    hall.on_matrix("Ana", "AGREED: the table is the basis").await?;
    hall.wait_both("Recorded decision D1-1, agreed: the table is the basis").await?;
    hall.on_discord("Dee", "end meeting").await?;
    hall.wait_both("Meeting 1 is closed").await?;

    let output = hall.bot.ask(&["minutes", "show", "--group", &hall.group])?;
    let minutes = String::from_utf8_lossy(&output.stdout).into_owned();
    for words in [
        "Bo: Fourteen work items overlap.",
        "Mia: Row 4 is already covered.",
        "A1: Cy to send the table",
        "D1-1 Agreed",
    ] {
        ensure!(minutes.contains(words), "“{words}” is missing in\n{minutes}");
    }
    let place = |words: &str| minutes.find(words);
    ensure!(place("Bo: Fourteen") < place("Mia: Row 4"), "in the order in which it was said:\n{minutes}");
    hall.bot.finish().await
}

impl Hall {
    async fn open() -> anyhow::Result<Hall> {
        let server = Homeserver::unlimited()?;
        let mut matrix = Vec::new();
        for name in ["Ana", "Sol", "Mia"] {
            matrix.push((name, server.register(&name.to_lowercase(), name).await?));
        }
        let robot = server.register("convenor", "Convenor").await?;
        let ana = &matrix[0].1;
        let invited: Vec<&str> = matrix[1..].iter().map(|(_, account)| account.id.as_str()).collect();
        let body = json!({"preset": "private_chat", "name": "Group", "invite": invited});
        let made = server.ask("POST", "/_matrix/client/v3/createRoom", Some(&ana.token), Some(body)).await?;
        let room = made["room_id"].as_str().context("a room")?.to_owned();
        for (_, account) in &matrix[1..] {
            server.join(account, &room).await?;
        }

        let mut discord = Vec::new();
        for name in ["Dee", "Bo", "Cy"] {
            discord.push(Person::register(name).await?);
        }
        let guild = discord[0].found().await?;
        for guest in &discord[1..] {
            discord[0].invite(&guild, guest).await?;
        }

        let group = unique("group-");
        let rest = format!(
            "[matrix]\nhomeserver = {:?}\nuser = {:?}\npassword_file = \"password\"\nstore = \"matrix\"\nrecovery_key_file = \"recovery-key\"\ninvites_from = [{:?}]\n\n[[group]]\nid = {group:?}\nname = \"Group\"\nchairs = [\"matrix:{}\", \"discord:{}\"]\nsecretaries = [\"matrix:{}\"]\nrooms = [\"matrix:{room}\", \"discord:{}\"]\n",
            server.url, robot.user, ana.id, ana.id, discord[0].id, matrix[1].1.id, guild.channel
        );
        let mut bot = Convenor::new(&variable("DISCORD")?, &guild.bot_token, "", &rest)?;
        std::fs::write(bot.path("password"), PASSWORD)?;
        bot.start()?;
        bot.wait_log("the slash commands are registered", 1).await?;
        let path = format!("/_matrix/client/v3/rooms/{}/invite", escaped(&room));
        server.ask("POST", &path, Some(&ana.token), Some(json!({"user_id": robot.id}))).await?;
        bot.wait_log("accepted an invitation", 1).await?;
        Ok(Hall { bot, group, server, room, matrix, guild, discord })
    }

    async fn on_matrix(&self, name: &str, words: &str) -> anyhow::Result<()> {
        let (_, account) = self.matrix.iter().find(|(other, _)| *other == name).context("somebody on Matrix")?;
        self.server.say(account, &self.room, words).await.map(drop)
    }

    async fn on_discord(&self, name: &str, words: &str) -> anyhow::Result<()> {
        let person = self.discord.iter().find(|person| person.name == name).context("somebody on Discord")?;
        person.say(&self.guild, words).await.map(drop)
    }

    /// Waits until the bot has said something in both rooms, or shows it on both boards.
    async fn wait_both(&self, words: &str) -> anyhow::Result<()> {
        let bot = self.guild.bot.clone();
        let look = |messages: &[Value]| {
            let is_meant = |message: &&Value| {
                message["author"]["id"] == bot.as_str()
                    && message["content"].as_str().is_some_and(|content| content.contains(words))
            };
            messages.iter().find(is_meant).map(drop)
        };
        self.discord[0].wait(&self.guild, &format!("“{words}” on Discord"), look).await?;
        let path = format!("/_matrix/client/v3/rooms/{}/messages?dir=b&limit=100", escaped(&self.room));
        let end = Instant::now() + PATIENCE;
        let mut interval = tokio::time::interval(LOOK);
        loop {
            interval.tick().await;
            let page = self.server.ask("GET", &path, Some(&self.matrix[0].1.token), None).await?;
            let events = page["chunk"].as_array().context("events")?;
            let said = |event: &Value| event["content"]["body"].as_str().is_some_and(|body| body.contains(words));
            if events.iter().any(|event| {
                event["sender"].as_str().is_some_and(|sender| sender.starts_with("@convenor")) && said(event)
            }) {
                return Ok(());
            }
            ensure!(Instant::now() < end, "“{words}” was not said on Matrix within {PATIENCE:?}");
        }
    }
}
