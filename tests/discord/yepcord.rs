//! The YEPCord that `tests/servers/up.sh` has started, and people on it.

use std::time::Duration;

use anyhow::{Context as _, bail};
use reqwest::multipart::Form;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::settings::{unique, variable};

/// How long a test waits for something that must happen; the machine may be busy.
pub const PATIENCE: Duration = Duration::from_mins(1);
/// How often a channel is looked at.
pub const LOOK: Duration = Duration::from_millis(100);
const PASSWORD: &str = "correct horse battery";

/// YEPCord registers one at a time: with SQLite, two transactions at once break its connection for good.
static REGISTRATION: Mutex<()> = Mutex::const_new(());

/// Somebody with an account.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: String,
    pub name: String,
    token: String,
    client: reqwest::Client,
}

/// A server with one text channel, and a bot that was let in.
#[derive(Clone, Debug)]
pub struct Guild {
    pub id: String,
    pub channel: String,
    pub application: String,
    pub bot: String,
    pub bot_token: String,
}

impl Person {
    /// Makes an account that is called `name`; others may be called the same.
    pub async fn register(name: &str) -> anyhow::Result<Person> {
        let login = unique("p");
        let mut person = Person {
            id: String::new(),
            name: name.to_owned(),
            token: String::new(),
            client: reqwest::Client::builder().timeout(PATIENCE).build()?,
        };
        let about = json!({
            "username": name, "email": format!("{login}@example.org"), "password": PASSWORD,
            "date_of_birth": "1990-01-01", "consent": true,
        });
        let answer = {
            let _alone = REGISTRATION.lock().await;
            person.ask("POST", "auth/register", Some(about)).await?
        };
        person.token = text(&answer, "token")?;
        person.id = text(&person.ask("GET", "users/@me", None).await?, "id")?;
        Ok(person)
    }

    /// A plain request; anything but success is an error that shows the answer.
    pub async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> anyhow::Result<Value> {
        let url = format!("{}/api/v9/{path}", variable("YEPCORD")?);
        let mut request = self.client.request(method.parse()?, url).header("User-Agent", "tests");
        if !self.token.is_empty() {
            request = request.header("Authorization", &self.token);
        }
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json").body(body.to_string());
        }
        let answer = request.send().await.with_context(|| format!("{method} {path}"))?;
        let (status, text) = (answer.status(), answer.text().await?);
        if !status.is_success() {
            bail!("{method} {path}: {status} {text}");
        }
        Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
    }

    /// Makes a server, an application with its bot, and lets that in.
    pub async fn found(&self) -> anyhow::Result<Guild> {
        let guild = self.ask("POST", "guilds", Some(json!({"name": "Group", "icon": null}))).await?;
        let channels = guild["channels"].as_array().context("channels")?;
        let channel = channels.iter().find(|channel| channel["type"] == 0).context("a text channel")?;
        let application = self.ask("POST", "applications", Some(json!({"name": "Convenor"}))).await?;
        let application_id = text(&application, "id")?;
        let reset = self.ask("POST", &format!("applications/{application_id}/bot/reset"), Some(json!({}))).await?;
        let guild = Guild {
            id: text(&guild, "id")?,
            channel: text(channel, "id")?,
            bot: text(&application["bot"], "id")?,
            bot_token: text(&reset, "token")?,
            application: application_id,
        };
        let path = format!("oauth2/authorize?client_id={}&scope=bot%20applications.commands", guild.application);
        let let_in = json!({"guild_id": guild.id, "permissions": "2252074691693632", "authorize": true});
        self.ask("POST", &path, Some(let_in)).await?;
        Ok(guild)
    }

    /// Lets another in.
    pub async fn invite(&self, guild: &Guild, other: &Person) -> anyhow::Result<()> {
        let path = format!("channels/{}/invites", guild.channel);
        let invitation = self.ask("POST", &path, Some(json!({"max_age": 0}))).await?;
        other.ask("POST", &format!("invites/{}", text(&invitation, "code")?), Some(json!({}))).await.map(drop)
    }

    pub async fn say(&self, guild: &Guild, words: &str) -> anyhow::Result<String> {
        let path = format!("channels/{}/messages", guild.channel);
        text(&self.ask("POST", &path, Some(json!({"content": words}))).await?, "id")
    }

    pub async fn edit(&self, guild: &Guild, message: &str, words: &str) -> anyhow::Result<()> {
        let path = format!("channels/{}/messages/{message}", guild.channel);
        self.ask("PATCH", &path, Some(json!({"content": words}))).await.map(drop)
    }

    pub async fn delete(&self, guild: &Guild, message: &str) -> anyhow::Result<()> {
        self.ask("DELETE", &format!("channels/{}/messages/{message}", guild.channel), None).await.map(drop)
    }

    pub async fn react(&self, method: &str, guild: &Guild, message: &str) -> anyhow::Result<()> {
        let path = format!("channels/{}/messages/{message}/reactions/%E2%9C%8B/@me", guild.channel);
        self.ask(method, &path, None).await.map(drop)
    }

    /// The channel's messages, oldest first.
    pub async fn messages(&self, guild: &Guild) -> anyhow::Result<Vec<Value>> {
        let path = format!("channels/{}/messages?limit=100", guild.channel);
        let mut messages = self.ask("GET", &path, None).await?.as_array().cloned().context("messages")?;
        messages.reverse();
        Ok(messages)
    }

    /// Waits until the messages are as wanted.
    pub async fn wait<T>(&self, guild: &Guild, what: &str, look: impl Fn(&[Value]) -> Option<T>) -> anyhow::Result<T> {
        let end = Instant::now() + PATIENCE;
        let mut interval = tokio::time::interval(LOOK);
        loop {
            interval.tick().await;
            let messages = self.messages(guild).await?;
            if let Some(found) = look(&messages) {
                return Ok(found);
            }
            if Instant::now() > end {
                let shown: Vec<String> = messages
                    .iter()
                    .map(|message| format!("{}: {}", message["author"]["username"], message["content"]))
                    .collect();
                bail!("{what} did not come within {PATIENCE:?}:\n{}", shown.join("\n"));
            }
        }
    }

    /// The registered command of a name.
    pub async fn command(&self, guild: &Guild, name: &str) -> anyhow::Result<Value> {
        let path = format!("applications/{}/commands", guild.application);
        let commands = self.ask_as_bot(guild, &path).await?;
        let found = commands.as_array().into_iter().flatten().find(|command| command["name"] == name);
        found.cloned().with_context(|| format!("no command /{name} is registered"))
    }

    async fn ask_as_bot(&self, guild: &Guild, path: &str) -> anyhow::Result<Value> {
        let bot = Person { token: format!("Bot {}", guild.bot_token), ..self.clone() };
        bot.ask("GET", path, None).await
    }

    /// Gives a slash command, or chooses a menu, as a client does.
    pub async fn interact(&self, guild: &Guild, command: &Value, data: Value) -> anyhow::Result<()> {
        let mut about = json!({
            "version": command["version"], "id": command["id"], "name": command["name"], "type": command["type"],
        });
        for (key, value) in data.as_object().context("an object")? {
            about[key] = value.clone();
        }
        let payload = json!({
            "type": 2, "application_id": guild.application, "guild_id": guild.id, "channel_id": guild.channel,
            "session_id": "tests", "nonce": "1", "data": about,
        });
        let url = format!("{}/api/v9/interactions", variable("YEPCORD")?);
        let form = Form::new().text("payload_json", payload.to_string());
        let request = self.client.post(url).header("Authorization", &self.token).header("User-Agent", "tests");
        let answer = request.multipart(form).send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        if !status.is_success() {
            bail!("interactions: {status} {text}");
        }
        Ok(())
    }
}

fn text(value: &Value, key: &str) -> anyhow::Result<String> {
    value[key].as_str().map(str::to_owned).with_context(|| format!("{key} of {value}"))
}
