//! A channel in which a transcript is played: adapter and bot in this process, with the store, the gateway and the
//! REST interface as always, and a clock that stands still between two lines.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use chrono::TimeDelta;
use convenor::bot::{Bot, Delivery, Parts};
use convenor::chat::console::Console;
use convenor::chat::discord::{Discord, PLATFORM};
use convenor::chat::{Chat, News, Parcel, RoomKey};
use convenor::cli::script::{self, Player};
use convenor::clock::Clock;
use convenor::config::{DiscordConfig, ReceiptsConfig};
use convenor::group::charter::Charter;
use convenor::group::person::AccountId;
use convenor::mail::{Mailer, Transport};
use convenor::store::Store;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::conversation::Transcript;
use crate::people::People;
use crate::slash::slash_of;
use crate::standin::{CHANNEL, Call, GUILD, Order, Standin};

/// Channels of further rooms.
const HALLS: [&str; 1] = ["402"];
/// How long the adapter may take for a line; the machine may be busy.
const PATIENCE: Duration = Duration::from_mins(1);

/// How commands are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Every line is typed.
    Typed,
    /// A line that is one command is a slash command.
    Slash,
}

/// A transcript's room on Discord.
pub struct Channel {
    pub standin: Standin,
    pub bot: Bot,
    pub charter: Charter,
    /// What the adapter calls accounts, messages and the room, with their names in the console.
    pub names: BTreeMap<String, String>,
    transcript: Transcript,
    people: People,
    /// As they are registered.
    commands: Value,
    /// Moves the clock as the console does.
    hand: Player<Vec<u8>>,
    parcels: mpsc::Receiver<Parcel>,
    running: JoinHandle<anyhow::Result<()>>,
    said: Vec<Said>,
    pub folder: TempDir,
}

/// What became of a line.
#[derive(Clone)]
enum Said {
    Message { message: Value, edits: i64 },
    Command,
    Change,
    Nothing,
}

/// What the bot has said to a line, but for the board.
#[derive(Debug)]
pub struct Answers {
    /// Whether the line was a slash command.
    pub is_command: bool,
    /// Messages, direct ones too, and what they say after an edit.
    pub to_all: Vec<String>,
    /// What only the person of a slash command sees.
    pub to_one: Vec<String>,
    /// New messages for all.
    pub posts: usize,
    /// Receipts: signs on typed messages.
    pub signs: usize,
}

impl Answers {
    pub fn is_nothing(&self) -> bool {
        self.to_all.is_empty() && self.to_one.is_empty() && self.signs == 0
    }
}

impl Channel {
    pub async fn open(transcript: &Transcript) -> anyhow::Result<Channel> {
        let clock = Clock::simulated(transcript.now);
        let standin = Standin::start().await?;
        let mut people = People::of(transcript);
        {
            let mut state = standin.state();
            state.clock = clock.clone();
            state.members = people.members();
        }
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("token"), "good")?;
        let store = Store::open(&format!("sqlite://{}", folder.path().join("convenor.db").display())).await?;
        let charter = people.on_discord(&transcript.charter);
        let config = DiscordConfig {
            token_file: Some(folder.path().join("token")),
            message_content: true,
            api_url: Some(standin.url.clone()),
            receipts: ReceiptsConfig::Signs,
        };
        let called = transcript.names.0.first().map_or("convenor", String::as_str);
        let accounts: Vec<AccountId> = charter.chairs.iter().chain(&charter.secretaries).cloned().collect();
        let discord = Discord::open(&config, store.clone(), clock.clone(), called, accounts.iter())?;
        let rooms = rooms_of(transcript);
        let chat: Arc<dyn Chat> = discord.clone();
        let from = lettre::Address::new("convenor", "localhost.localdomain")?;
        let bot = Bot::new(Parts {
            store,
            clock,
            names: transcript.names.clone(),
            charters: vec![charter.clone()],
            rooms: rooms.keys().map(|room| (room.clone(), charter.id.clone())).collect(),
            chats: BTreeMap::from([(PLATFORM.to_owned(), chat)]),
            mailer: Some(Mailer { from, transport: Transport::Maildir(folder.path().join("outbox")), archive: None }),
            open_rooms: true,
            delivery: Delivery::ByHand,
        });
        let (out, parcels) = mpsc::channel(1);
        let running = tokio::spawn(discord.run(rooms.keys().cloned().collect(), out, Arc::new(bot.clone())));
        let mut channel = Channel {
            standin,
            bot: bot.clone(),
            charter,
            names: people.names().chain(rooms.into_iter().map(|(room, own)| (room.0, own.0))).collect(),
            transcript: transcript.clone(),
            people,
            commands: Value::Null,
            hand: Player::new(bot.clone(), Arc::new(Console::new(Vec::new())), 1, 0),
            parcels,
            running,
            said: Vec::new(),
            folder,
        };
        channel.take_until(|news| matches!(news, News::Room { .. })).await?;
        bot.resume().await?;
        channel.take_until(|news| *news == News::CaughtUp).await?;
        channel.commands =
            channel.standin.wait("the commands", |state| Some(state.commands.clone()).filter(Value::is_array)).await?;
        Ok(channel)
    }

    /// Plays a line; returns what the bot has said to it.
    pub async fn play(&mut self, input: &str, manner: Manner) -> anyhow::Result<Answers> {
        let before = self.standin.state().calls.len();
        if input.starts_with("+ ") {
            self.hand.play(input).await?;
            self.said.push(Said::Nothing);
        } else {
            let said = self.happen(input, manner)?;
            self.said.push(said);
            self.take_until(|news| matches!(news, News::Message(_))).await?;
            self.bot.deliver().await?;
        }
        Ok(self.said_since(before))
    }

    /// Lets it happen on Discord.
    fn happen(&mut self, input: &str, manner: Manner) -> anyhow::Result<Said> {
        let number = self.said.len() + 1;
        let own = script_id(number);
        if let Some(earlier) = input.strip_prefix("x ") {
            self.delete(earlier)?;
            return Ok(Said::Change);
        }
        if let Some(rest) = input.strip_prefix("~ ") {
            let (earlier, rest) = rest.split_once(' ').context("an edit")?;
            let (_, text) = rest.split_once(':').context("NAME: text")?;
            let id = self.edit(earlier, text.trim())?;
            self.names.insert(id, own);
            return Ok(Said::Change);
        }
        let (name, text) = input.split_once(':').context("NAME: text")?;
        let (name, room) = script::place_of(name);
        let text = text.trim_start().replace('⏎', "\n");
        let rooms = rooms_of(&self.transcript);
        let channel = rooms.iter().find(|(_, own)| **own == room).map(|(key, _)| key.id()).context("a room")?;
        let member = self.people.member(name);
        let is_command = manner == Manner::Slash && !self.is_touched(number);
        let mention = |value: &str| self.people.with_mentions(value).0;
        let slash = if is_command { slash_of(&self.commands, &text, &self.transcript.names, mention)? } else { None };
        if let Some(data) = slash {
            let id = self.standin.interact_in(channel, &member, 2, &data);
            self.names.insert(format!("interaction {id}"), own);
            return Ok(Said::Command);
        }
        let (words, mentions) = self.people.with_mentions(&text);
        let mut message = self.standin.write_in(channel, &member, &words);
        message["mentions"] = mentions;
        self.standin.push("MESSAGE_CREATE", &message);
        self.names.insert(place_of(&message), own);
        Ok(Said::Message { message, edits: 0 })
    }

    /// Whether a later line edits or deletes this one; that needs a message.
    fn is_touched(&self, number: usize) -> bool {
        self.transcript.lines.iter().any(|line| changed_by(&line.input) == Some(number))
    }

    fn earlier(&mut self, number: &str) -> anyhow::Result<&mut Said> {
        let number: usize = number.trim().parse()?;
        self.said.get_mut(number - 1).with_context(|| format!("line {number}"))
    }

    fn delete(&mut self, number: &str) -> anyhow::Result<()> {
        let Said::Message { message, .. } = self.earlier(number)?.clone() else { bail!("line {number} is no message") };
        let id = message["id"].clone();
        self.standin.state().messages.retain(|other| other["id"] != id);
        self.standin.push("MESSAGE_DELETE", &json!({"id": id, "channel_id": message["channel_id"], "guild_id": GUILD}));
        Ok(())
    }

    /// Nobody edits one message twice in one millisecond. Returns the edit's id.
    fn edit(&mut self, number: &str, text: &str) -> anyhow::Result<String> {
        let now = self.bot.clock().now();
        let (words, mentions) = self.people.with_mentions(text);
        let Said::Message { message, edits } = self.earlier(number)? else { bail!("line {number} is no message") };
        let edited_at = now + TimeDelta::milliseconds(*edits);
        *edits += 1;
        message["content"] = words.into();
        message["mentions"] = mentions;
        message["edited_timestamp"] = edited_at.to_rfc3339().into();
        let message = message.clone();
        self.standin.push("MESSAGE_UPDATE", &message);
        Ok(format!("edit {} {}", place_of(&message), edited_at.timestamp_millis()))
    }

    /// Takes what the adapter hands over, up to what is waited for.
    async fn take_until(&mut self, is_meant: impl Fn(&News) -> bool) -> anyhow::Result<()> {
        loop {
            let parcel = tokio::time::timeout(PATIENCE, self.parcels.recv()).await;
            let parcel = parcel.context("the adapter hands nothing over")?.context("the adapter has stopped")?;
            let is_last = parcel.news.iter().any(&is_meant);
            self.bot.take(parcel).await;
            if is_last {
                return Ok(());
            }
        }
    }

    /// What the bot has said since a call.
    fn said_since(&self, call: usize) -> Answers {
        let state = self.standin.state();
        let of = |is_meant: &dyn Fn(&Call) -> bool| {
            let calls = state.calls.iter().skip(call).filter(|call| is_meant(call));
            calls.filter_map(|call| call.body["content"].as_str().map(str::to_owned)).collect()
        };
        let is_board = |call: &Call| !call.body["components"].is_null();
        let is_said = |call: &Call| matches!(call.method.as_str(), "POST" | "PATCH") && !is_board(call);
        let is_post = |call: &Call| call.path.starts_with("channels/") && is_said(call);
        let is_answer = |call: &Call| call.method != "DELETE" && call.path.starts_with("webhooks/");
        let is_command = matches!(self.said.last(), Some(Said::Command));
        // ☑️, and not the ✋ under the board.
        let is_sign = |call: &&Call| call.method == "PUT" && call.path.contains("/reactions/%E2%98%91");
        let signs = state.calls.iter().skip(call).filter(is_sign).count();
        let is_new = |call: &&Call| call.method == "POST" && is_post(call) && !call.path.starts_with("channels/401/");
        let posts = state.calls.iter().skip(call).filter(is_new).count();
        Answers { is_command, to_all: of(&is_post), to_one: of(&is_answer), posts, signs }
    }

    /// Ends the connection. Nothing of what the bot did would have been rejected.
    pub async fn close(self) -> anyhow::Result<()> {
        self.standin.order(Order::Close(4004));
        let end = tokio::time::timeout(PATIENCE, self.running).await.context("the adapter does not stop")??;
        ensure!(end.is_err(), "the adapter stops without a reason");
        self.bot.store().close().await;
        self.standin.check()
    }
}

/// The id of a message as the adapter has it.
fn place_of(message: &Value) -> String {
    let word = |key: &str| message[key].as_str().unwrap_or_default();
    format!("{GUILD}/{}/{}", word("channel_id"), word("id"))
}

/// The channels, with the rooms in the console that they stand for.
fn rooms_of(transcript: &Transcript) -> BTreeMap<RoomKey, RoomKey> {
    let channels = [CHANNEL].into_iter().chain(HALLS).map(|channel| RoomKey(format!("{PLATFORM}:{channel}")));
    channels.zip([script::room()].into_iter().chain(transcript.halls.iter().cloned())).collect()
}

/// The id that the console gives to a line of its first run.
fn script_id(number: usize) -> String {
    format!("console:1:{number}")
}

/// The number of the line that a line edits or deletes.
pub fn changed_by(input: &str) -> Option<usize> {
    let rest = input.strip_prefix("x ").or_else(|| input.strip_prefix("~ "))?;
    rest.split(' ').next()?.parse().ok()
}
