//! One meeting over both platforms: three people on Synapse, three on YEPCord, one queue and one record.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::convenor::bot;
use crate::homeserver::{Account, Homeserver, PASSWORD, escaped};
use crate::program::Program;
use crate::settings::{unique, variable};
use crate::yepcord::{Guild, LOOK, PATIENCE, Person};

/// Both rooms with everybody in them.
struct Hall {
    bot: Program,
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
    let slip = hall.on_discord("Bo", "Forteen work items overlap.").await?;
    hall.wait_matrix("<Bo> Forteen work items overlap.").await?;
    hall.person("Bo")?.edit(&hall.guild, &slip, "Fourteen work items overlap.").await?;
    hall.wait_matrix("<Bo> Fourteen work items overlap.").await?;
    let aside = hall.on_discord("Cy", "I am in the wrong room, sorry.").await?;
    hall.wait_matrix("<Cy> I am in the wrong room, sorry.").await?;
    hall.person("Cy")?.delete(&hall.guild, &aside).await?;
    hall.wait_gone_on_matrix("in the wrong room").await?;
    hall.on_discord("Cy", "ACTION: Cy to send the table by 2031-12-08").await?;
    hall.wait_both("Recorded action A1: Cy to send the table, due 2031-12-08").await?;
    hall.on_matrix("Ana", "ack Mia").await?;
    hall.wait_both(", you wanted to ask about row 4").await?;
    let said = hall.on_matrix("Mia", "Row 5 is already covered.").await?;
    hall.wait_discord("<Mia> Row 5 is already covered.").await?;
    hall.edit_on_matrix("Mia", &said, "Row 4 is already covered.").await?;
    hall.wait_discord("<Mia> Row 4 is already covered.").await?;
    let aside = hall.on_matrix("Sol", "Testing, testing.").await?;
    hall.wait_discord("<Sol> Testing, testing.").await?;
    hall.redact_on_matrix("Sol", &aside).await?;
    hall.wait_gone_on_discord("Testing, testing").await?;
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

        let group = unique("group");
        let rest = format!(
            "[matrix]\nhomeserver = {:?}\nuser = {:?}\npassword_file = \"password\"\nstore = \"matrix\"\nrecovery_key_file = \"recovery-key\"\ninvites_from = [{:?}]\n\n[[group]]\nid = {group:?}\nname = \"Group\"\nchairs = [\"matrix:{}\", \"discord:{}\"]\nsecretaries = [\"matrix:{}\"]\nrooms = [\"matrix:{room}\", \"discord:{}\"]\n",
            server.url, robot.user, ana.id, ana.id, discord[0].id, matrix[1].1.id, guild.channel
        );
        let mut bot = bot(&variable("DISCORD")?, &guild.bot_token, "receipts = \"words\"", &rest)?;
        std::fs::write(bot.path("password"), PASSWORD)?;
        bot.start()?;
        bot.wait_log("the slash commands are registered", 1).await?;
        let path = format!("/_matrix/client/v3/rooms/{}/invite", escaped(&room));
        server.ask("POST", &path, Some(&ana.token), Some(json!({"user_id": robot.id}))).await?;
        bot.wait_log("accepted an invitation", 1).await?;
        Ok(Hall { bot, group, server, room, matrix, guild, discord })
    }

    fn account(&self, name: &str) -> anyhow::Result<&Account> {
        let found = self.matrix.iter().find(|(other, _)| *other == name).context("somebody on Matrix")?;
        Ok(&found.1)
    }

    fn person(&self, name: &str) -> anyhow::Result<&Person> {
        self.discord.iter().find(|person| person.name == name).context("somebody on Discord")
    }

    async fn on_matrix(&self, name: &str, words: &str) -> anyhow::Result<String> {
        self.server.say(self.account(name)?, &self.room, words).await
    }

    async fn edit_on_matrix(&self, name: &str, message: &str, words: &str) -> anyhow::Result<()> {
        let content = json!({
            "msgtype": "m.text", "body": format!("* {words}"),
            "m.new_content": {"msgtype": "m.text", "body": words},
            "m.relates_to": {"rel_type": "m.replace", "event_id": message},
        });
        self.put_on_matrix(name, "send/m.room.message", content).await
    }

    async fn redact_on_matrix(&self, name: &str, message: &str) -> anyhow::Result<()> {
        self.put_on_matrix(name, &format!("redact/{}", escaped(message)), json!({})).await
    }

    async fn put_on_matrix(&self, name: &str, what: &str, content: Value) -> anyhow::Result<()> {
        let path = format!("/_matrix/client/v3/rooms/{}/{what}/{}", escaped(&self.room), unique("t"));
        self.server.ask("PUT", &path, Some(&self.account(name)?.token), Some(content)).await.map(drop)
    }

    async fn on_discord(&self, name: &str, words: &str) -> anyhow::Result<String> {
        self.person(name)?.say(&self.guild, words).await
    }

    /// Waits until the bot has said something in both rooms, or shows it on both boards.
    async fn wait_both(&self, words: &str) -> anyhow::Result<()> {
        self.wait_discord(words).await?;
        self.wait_matrix(words).await
    }

    async fn wait_discord(&self, words: &str) -> anyhow::Result<()> {
        self.wait_on_discord(words, true).await
    }

    async fn wait_gone_on_discord(&self, words: &str) -> anyhow::Result<()> {
        self.wait_on_discord(words, false).await
    }

    /// Looks for words as a reader sees them, without the backslashes that keep them from being formatting.
    async fn wait_on_discord(&self, words: &str, is_there: bool) -> anyhow::Result<()> {
        let bot = self.guild.bot.clone();
        let look = |messages: &[Value]| {
            let is_meant = |message: &Value| {
                message["author"]["id"] == bot.as_str()
                    && message["content"].as_str().is_some_and(|content| content.replace('\\', "").contains(words))
            };
            (messages.iter().any(is_meant) == is_there).then_some(())
        };
        self.discord[0].wait(&self.guild, &format!("“{words}” on Discord: {is_there}"), look).await
    }

    async fn wait_matrix(&self, words: &str) -> anyhow::Result<()> {
        self.wait_on_matrix(words, true).await
    }

    async fn wait_gone_on_matrix(&self, words: &str) -> anyhow::Result<()> {
        self.wait_on_matrix(words, false).await
    }

    async fn wait_on_matrix(&self, words: &str, is_there: bool) -> anyhow::Result<()> {
        let path = format!("/_matrix/client/v3/rooms/{}/messages?dir=b&limit=100", escaped(&self.room));
        let end = Instant::now() + PATIENCE;
        let mut interval = tokio::time::interval(LOOK);
        loop {
            interval.tick().await;
            let page = self.server.ask("GET", &path, Some(&self.matrix[0].1.token), None).await?;
            let events = page["chunk"].as_array().context("events")?;
            let is_meant = |event: &Value| {
                event["sender"].as_str().is_some_and(|sender| sender.starts_with("@convenor"))
                    && event["content"]["body"].as_str().is_some_and(|body| body.contains(words))
            };
            if events.iter().any(is_meant) == is_there {
                return Ok(());
            }
            ensure!(Instant::now() < end, "“{words}” on Matrix: {is_there}, not within {PATIENCE:?}");
        }
    }
}
