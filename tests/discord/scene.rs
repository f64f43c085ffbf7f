//! A channel with a bot and people in it, and what tests do there.

use anyhow::{Context as _, ensure};
use serde_json::Value;
use tokio::time::Instant;

use crate::convenor::bot;
use crate::program::Program;
use crate::settings::{unique, variable};
use crate::yepcord::{Guild, LOOK, PATIENCE, Person};

/// What stands on the board and in no other message.
pub const BOARD: &str = "To speak, react with ✋ here";

/// A channel with people in it, and the bot running. The first of the cast is the chair and made the server, the
/// second is the secretary.
pub struct Scene {
    pub bot: Program,
    pub guild: Guild,
    /// Key of the group in the bot's store.
    pub group: String,
    people: Vec<Person>,
}

impl Scene {
    /// `settings` are more lines of the group.
    pub async fn open(cast: &[&str], settings: &str) -> anyhow::Result<Scene> {
        let mut people = Vec::new();
        for name in cast {
            people.push(Person::register(name).await?);
        }
        let guild = people[0].found().await?;
        for guest in &people[1..] {
            people[0].invite(&guild, guest).await?;
        }
        let group = unique("group");
        let unless = |key: &str, line: String| if settings.contains(key) { String::new() } else { line };
        let name = unless("name = ", "name = \"Group\"".to_owned());
        let rooms = unless("rooms = ", format!("rooms = [\"discord:{}\"]", guild.channel));
        let rest = format!(
            "[[group]]\nid = {group:?}\n{name}\nchairs = [\"discord:{}\"]\nsecretaries = [\"discord:{}\"]\n{rooms}\n{settings}",
            people[0].id, people[1].id
        );
        let mut bot = bot(&variable("DISCORD")?, &guild.bot_token, "receipts = \"words\"", &rest)?;
        bot.start()?;
        bot.wait_log("the slash commands are registered", 1).await?;
        Ok(Scene { bot, guild, group, people })
    }

    /// The smallest cast: a chair, a secretary and two participants.
    pub async fn small() -> anyhow::Result<Scene> {
        Scene::open(&["Ana", "Sol", "Bo", "Cy"], "").await
    }

    pub fn person(&self, name: &str) -> &Person {
        let found = self.people.iter().find(|person| person.name == name);
        found.unwrap_or_else(|| panic!("{name} has a part in this scene"))
    }

    /// Who has an account, as the channel shows them.
    pub fn name(&self, account: &str) -> &str {
        let person = self.people.iter().find(|person| person.id == account);
        person.map_or("Convenor", |person| &person.name)
    }

    pub async fn say(&self, name: &str, words: &str) -> anyhow::Result<String> {
        self.person(name).say(&self.guild, words).await
    }

    /// Says something and waits for the bot's message after it that has all these words in it.
    pub async fn ask(&self, name: &str, words: &str, expected: &str) -> anyhow::Result<Value> {
        let asked = self.say(name, words).await?;
        self.wait_answer(&asked, expected).await
    }

    /// The bot's message that came after another and has these words in it.
    pub async fn wait_answer(&self, after: &str, expected: &str) -> anyhow::Result<Value> {
        let bot = self.guild.bot.clone();
        let look = |messages: &[Value]| {
            let place = messages.iter().position(|message| message["id"] == after)?;
            messages[place + 1..].iter().find(|message| is_from(message, &bot) && has(message, expected)).cloned()
        };
        self.people[0].wait(&self.guild, &format!("“{expected}”"), look).await
    }

    /// Waits until the board has these words in it; there is one board.
    pub async fn wait_board(&self, words: &str) -> anyhow::Result<Value> {
        let bot = self.guild.bot.clone();
        let boards = |messages: &[Value]| {
            let boards = messages.iter().filter(|message| is_from(message, &bot) && has(message, BOARD));
            boards.cloned().collect::<Vec<_>>()
        };
        let look = |messages: &[Value]| boards(messages).into_iter().find(|board| has(board, words));
        let board = self.people[0].wait(&self.guild, &format!("a board with “{words}”"), look).await?;
        let count = boards(&self.people[0].messages(&self.guild).await?).len();
        ensure!(count == 1, "{count} boards");
        Ok(board)
    }

    /// Waits until the bot has answered everything that was said before.
    pub async fn settle(&self) -> anyhow::Result<()> {
        let token = unique("calm");
        let chair = self.people[0].name.clone();
        self.ask(&chair, &format!("!help {token}"), &token).await.map(drop)
    }

    /// How many of the bot's messages have these words in them.
    pub async fn times_said(&self, words: &str) -> anyhow::Result<usize> {
        let messages = self.people[0].messages(&self.guild).await?;
        let said = messages.iter().filter(|message| is_from(message, &self.guild.bot) && !has(message, BOARD));
        Ok(said.filter(|message| has(message, words)).count())
    }

    /// The minutes as they would be mailed now, from the bot's store.
    pub fn minutes(&self) -> anyhow::Result<String> {
        let output = self.bot.ask(&["minutes", "show", "--group", &self.group])?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(output.status.success(), "convenor minutes show: {text}{}", String::from_utf8_lossy(&output.stderr));
        Ok(text)
    }

    /// Waits until the minutes have these words in them, or no longer.
    pub async fn wait_minutes(&self, words: &str, is_there: bool) -> anyhow::Result<()> {
        let end = Instant::now() + PATIENCE;
        let mut look = tokio::time::interval(LOOK);
        while self.minutes()?.contains(words) != is_there {
            look.tick().await;
            ensure!(Instant::now() < end, "“{words}”:\n{}", self.minutes()?);
        }
        Ok(())
    }

    /// Starts a meeting and opens an agenda item for it.
    pub async fn start_meeting(&self) -> anyhow::Result<()> {
        self.ask("Ana", "start meeting", "is open").await?;
        self.ask("Ana", "topic: Overlap table", "taken up").await.map(drop)
    }
}

pub fn id_of(message: &Value) -> anyhow::Result<String> {
    message["id"].as_str().map(str::to_owned).context("an id")
}

fn is_from(message: &Value, bot: &str) -> bool {
    message["author"]["id"] == bot
}

fn has(message: &Value, words: &str) -> bool {
    message["content"].as_str().is_some_and(|content| content.contains(words))
}
