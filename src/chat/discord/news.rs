//! From what was heard to news of rooms.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::event::{Author, Heard, Message, Reaction, Step, author, message};
use super::places::Spot;
use super::rest::Ask;
use super::{Discord, account_of, key_of};
use crate::chat::{Asked, Incoming, News, Sender, What, plain_sign};
use crate::command::rows;

/// Notes of how often a person has removed a sign, and whether it is there: reactions have no ids of their own.
const SIGN: &str = "discord sign ";
/// Days for which they are kept.
const SIGN_DAYS: i64 = 90;

/// A person's sign under a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct SignState {
    times_taken: u64,
    is_there: bool,
}

impl Discord {
    /// What something means for the rooms. Interactions and sessions are not news.
    pub(super) async fn news_of(&self, heard: Heard) -> anyhow::Result<Vec<News>> {
        match heard {
            Heard::Ready | Heard::Resumed | Heard::Interaction(_) => Ok(Vec::new()),
            Heard::Guild { channels, roles } => {
                let back: Vec<u64> = {
                    let mut places = self.places();
                    places.names.roles.extend(roles.into_iter().map(|role| (role.id, role.name)));
                    let back = channels.iter().map(|channel| channel.id).filter(|id| places.is_back(*id)).collect();
                    for channel in channels {
                        places.learn(channel);
                    }
                    back
                };
                let mut news = Vec::new();
                for room in back {
                    news.extend(self.room_again(room).await?);
                }
                Ok(news)
            }
            Heard::Channel(channel) => {
                let id = channel.id;
                self.places().learn(channel);
                let is_room = self.places().rooms.contains(&id);
                // The bot may see or read it from now on, or no longer.
                if is_room { self.room_again(id).await } else { Ok(Vec::new()) }
            }
            Heard::RoleMade(role) => {
                self.places().names.roles.insert(role.id, role.name);
                Ok(Vec::new())
            }
            Heard::Rights { user: Some(user), .. } if !self.is_me(user) => Ok(Vec::new()),
            Heard::Rights { guild, role, .. } => {
                self.places().names.roles.extend(role.map(|role| (role.id, role.name)));
                let rooms = self.places().rooms_of(guild);
                let mut news = Vec::new();
                for room in rooms {
                    news.extend(self.missing(room, Some(self.clock.now())).await?);
                }
                Ok(news)
            }
            Heard::ChannelGone(channel) => {
                self.places().forget(channel);
                let is_room = self.places().rooms.contains(&channel);
                Ok(if is_room { vec![self.left(channel)] } else { Vec::new() })
            }
            Heard::GuildGone(guild) => {
                let rooms = self.places().rooms_of(guild);
                Ok(rooms.into_iter().map(|room| self.left(room)).collect())
            }
            Heard::Said(message) => {
                let mut news: Vec<News> = self.open_direct(&message).await?.into_iter().collect();
                news.extend(self.said(&message).await);
                Ok(news)
            }
            Heard::Edited(message) => Ok(self.edited(message).await),
            Heard::Deleted { channel, messages } => Ok(self.deleted(channel, &messages).await),
            Heard::Reacted(reaction) => self.reacted(&reaction).await,
            Heard::Unreacted(reaction) => self.unreacted(&reaction).await,
            Heard::Cleared { channel, message, sign } => self.cleared(channel, message, sign.as_deref()).await,
            Heard::Stage { guild, channel, user, name, step } => {
                let name = name.unwrap_or_else(|| user.to_string());
                let author = Author { name, is_server_name: true, ..Author::unnamed(user) };
                Ok(self.staged(guild, channel, &author, step).await)
            }
        }
    }

    fn left(&self, room: u64) -> News {
        self.places().leave(room);
        News::Left { room: key_of(room), at: self.clock.now() }
    }

    /// A room that the bot sees, with what was said there while it did not.
    async fn room_again(&self, room: u64) -> anyhow::Result<Vec<News>> {
        self.places().is_back(room);
        let missing = self.missing(room, Some(self.clock.now())).await?;
        Ok([vec![self.room_news(room)], missing].concat())
    }

    pub(super) async fn said(&self, message: &Message) -> Vec<News> {
        let Some((spot, author)) = self.talk(message).await else { return Vec::new() };
        let Some(text) = self.words_of(message) else { return Vec::new() };
        let id = self.message_id(message.channel, message.id);
        let mentions = self.mentions_in(&text, &message.people, spot.guild).await;
        let news = self.by(&spot, &author, message.at, id, What::Said { text }).await;
        mentioning(news, &mentions)
    }

    /// A message of a person where the bot listens.
    async fn talk(&self, message: &Message) -> Option<(Spot, Author)> {
        let author = message.author.as_ref().filter(|author| !author.is_bot && message.is_talk)?;
        if self.is_me(author.id) || self.places().is_gone(message.channel, message.id) {
            return None;
        }
        Some((self.spot(message.channel).await?, author.clone()))
    }

    pub(super) fn is_me(&self, user: u64) -> bool {
        self.me.get().is_some_and(|me| me.user == user)
    }

    async fn by(&self, spot: &Spot, author: &Author, at: DateTime<Utc>, id: String, what: What) -> Vec<News> {
        let sender = self.sender(author, spot.guild).await;
        let roles = self.roles_of(author);
        let incoming = Incoming::in_room(key_of(spot.room), at, id, sender, what)
            .in_thread(spot.thread.map(|thread| thread.to_string()));
        roles.into_iter().chain([News::Message(incoming)]).collect()
    }

    /// An edit by its author. Discord also reports edits when it adds the preview of an address: those have no
    /// time of their own.
    pub(super) async fn edited(&self, edited: Message) -> Vec<News> {
        let Some(edited_at) = edited.edited_at else { return Vec::new() };
        let mut edited = edited;
        if self.spot(edited.channel).await.is_none() {
            return Vec::new();
        }
        if edited.author.is_none() || edited.text.is_none() {
            let ask = Ask::get(format!("channels/{}/messages/{}", edited.channel, edited.id));
            match self.rest.ask(ask).await.map(|data| message(&data)) {
                Ok(Some(whole)) => edited = Message { guild: edited.guild, ..whole },
                Ok(None) => return Vec::new(),
                Err(error) => {
                    tracing::warn!(%error, "an edited message cannot be read");
                    return Vec::new();
                }
            }
        }
        let Some((spot, author)) = self.talk(&edited).await else { return Vec::new() };
        let Some(text) = self.words_of(&edited) else { return Vec::new() };
        let message = self.message_id(edited.channel, edited.id);
        let id = format!("edit {message} {}", edited_at.timestamp_millis());
        let mentions = self.mentions_in(&text, &edited.people, spot.guild).await;
        let news = self.by(&spot, &author, edited_at, id, What::Edited { message, text }).await;
        mentioning(news, &mentions)
    }

    /// Discord does not say who deleted it; it may be a moderator.
    pub(super) async fn deleted(&self, channel: u64, messages: &[u64]) -> Vec<News> {
        let Some(spot) = self.spot(channel).await else { return Vec::new() };
        for message in messages {
            self.places().delete(channel, *message);
        }
        let messages: Vec<String> = messages.iter().map(|message| self.message_id(channel, *message)).collect();
        let Some(first) = messages.first() else { return Vec::new() };
        let id = format!("deletion {first}");
        let what = match messages.as_slice() {
            [message] => What::Deleted { message: message.clone() },
            _ => What::DeletedTogether { messages },
        };
        let somebody = Sender { account: account_of(0), name: "Somebody".to_owned() };
        let incoming = Incoming::in_room(key_of(spot.room), self.clock.now(), id, somebody, what);
        vec![News::Message(incoming.in_thread(spot.thread.map(|thread| thread.to_string())))]
    }

    pub(super) async fn reacted(&self, reaction: &Reaction) -> anyhow::Result<Vec<News>> {
        let Some((spot, author)) = self.sign_by(reaction).await else { return Ok(Vec::new()) };
        let standing = self.standing(reaction).await?;
        self.note_sign(reaction, SignState { is_there: true, ..standing }).await?;
        let message = self.message_id(reaction.channel, reaction.message);
        let what = What::Reacted { message, sign: reaction.sign.clone() };
        Ok(self.by(&spot, &author, self.clock.now(), sign_id(reaction, standing), what).await)
    }

    /// Taken away, and told so; the same sign put there again is a new one.
    pub(super) async fn unreacted(&self, reaction: &Reaction) -> anyhow::Result<Vec<News>> {
        let Some((spot, author)) = self.sign_by(reaction).await else { return Ok(Vec::new()) };
        let standing = self.standing(reaction).await?;
        self.note_sign(reaction, SignState { times_taken: standing.times_taken + 1, is_there: false }).await?;
        let sign = sign_id(reaction, standing);
        let what = What::Deleted { message: sign.clone() };
        Ok(self.by(&spot, &author, self.clock.now(), format!("un{sign}"), what).await)
    }

    async fn cleared(&self, channel: u64, message: u64, sign: Option<&str>) -> anyhow::Result<Vec<News>> {
        let mut news = Vec::new();
        for standing in self.signs_noted(channel, message).await? {
            if sign.is_none_or(|sign| plain_sign(sign) == standing.sign) {
                news.extend(self.unreacted(&standing).await?);
            }
        }
        Ok(news)
    }

    /// Signs that were under a message when they were last known.
    async fn signs_noted(&self, channel: u64, message: u64) -> anyhow::Result<Vec<Reaction>> {
        let prefix = format!("{SIGN}{channel}/{message} ");
        let notes = self.store.notes_from(&prefix).await?;
        let there = notes.into_iter().filter(|(_, note)| read_standing(note).0.is_there);
        let signs = there.filter_map(|(key, _)| {
            let (user, sign) = key.strip_prefix(&prefix)?.split_once(' ')?;
            let (user, sign) = (user.parse().ok()?, sign.to_owned());
            Some(Reaction { channel, guild: None, message, user, author: None, sign })
        });
        Ok(signs.collect())
    }

    /// Drops notes about old messages.
    pub(super) async fn forget_old_signs(&self) -> anyhow::Result<()> {
        let limit = self.clock.now() - TimeDelta::days(SIGN_DAYS);
        for (key, note) in self.store.notes_from(SIGN).await? {
            if read_standing(&note).1.is_none_or(|noted_at| noted_at < limit) {
                self.store.remove_note(&key).await?;
            }
        }
        Ok(())
    }

    /// A sign that means something, by a person, where the bot listens.
    async fn sign_by(&self, reaction: &Reaction) -> Option<(Spot, Author)> {
        let is_bot = reaction.author.as_ref().is_some_and(|author| author.is_bot);
        if !is_meant(&plain_sign(&reaction.sign)) || is_bot || self.is_me(reaction.user) {
            return None;
        }
        let spot = self.spot(reaction.channel).await?;
        Some((spot, reaction.author.clone().unwrap_or_else(|| Author::unnamed(reaction.user))))
    }

    /// Whether a sign was there when it was last known.
    pub(super) async fn is_sign_there(&self, reaction: &Reaction) -> anyhow::Result<bool> {
        Ok(self.standing(reaction).await?.is_there)
    }

    async fn standing(&self, reaction: &Reaction) -> anyhow::Result<SignState> {
        let note = self.store.note(&note_of(reaction)).await?;
        Ok(note.map_or_else(SignState::default, |note| read_standing(&note).0))
    }

    async fn note_sign(&self, reaction: &Reaction, standing: SignState) -> anyhow::Result<()> {
        let now = self.clock.now().timestamp();
        let word = if standing.is_there { "there" } else { "gone" };
        self.store.set_note(&note_of(reaction), &format!("{} {word} {now}", standing.times_taken)).await?;
        Ok(())
    }

    /// A hand that is raised on a stage is a hand in the queue; one that is withdrawn there is lowered. A person who is
    /// let speak there keeps the place in the queue: the floor is given by the chair.
    async fn staged(&self, guild: u64, channel: Option<u64>, author: &Author, step: Step) -> Vec<News> {
        let before = self.places().stage.get(&author.id).copied();
        let (here, row) = match (before, channel, step) {
            (None, Some(here), Step::AsksToSpeak) => (here, "raise"),
            (Some(_), Some(_), Step::Speaks) => {
                self.places().stage.remove(&author.id);
                return Vec::new();
            }
            (Some(here), _, Step::Listens) | (Some(here), None, Step::AsksToSpeak | Step::Speaks) => (here, "lower"),
            (Some(_), Some(_), Step::AsksToSpeak) | (None, _, _) => return Vec::new(),
        };
        let Some(spot) = self.places().spot(here) else { return Vec::new() };
        if row == "raise" {
            self.places().stage.insert(author.id, here);
        } else {
            self.places().stage.remove(&author.id);
        }
        let at = self.clock.now();
        let asked = Asked { row: row.to_owned(), values: Vec::new(), seen: None, about: None };
        let id = format!("stage {} {} {row} {}", here, author.id, at.timestamp_millis());
        let spot = Spot { guild: Some(guild), ..spot };
        self.by(&spot, author, at, id, What::Asked(asked)).await
    }

    /// What has become of the signs under a message of the bot's while nobody told of them.
    pub(super) async fn signs_under(&self, under: &Message) -> anyhow::Result<Vec<News>> {
        let mut news = Vec::new();
        let mut there: BTreeSet<(u64, String)> = BTreeSet::new();
        for sign in under.signs.iter().filter(|sign| is_meant(&plain_sign(sign))) {
            let escaped = percent_encoding::utf8_percent_encode(sign, percent_encoding::NON_ALPHANUMERIC);
            let path = format!("channels/{}/messages/{}/reactions/{escaped}", under.channel, under.id);
            let users = self.rest.ask_patiently(|| Ask::get(path.clone()).query("limit", 100)).await;
            let Ok(users) = users else { return Ok(Vec::new()) };
            for author in users.as_array().into_iter().flatten().filter_map(|user| author(user, &Value::Null)) {
                there.insert((author.id, plain_sign(sign)));
                let (channel, message, user, sign) = (under.channel, under.id, author.id, sign.clone());
                let reaction = Reaction { channel, guild: under.guild, message, user, author: Some(author), sign };
                news.extend(self.reacted(&reaction).await?);
            }
        }
        for standing in self.signs_noted(under.channel, under.id).await? {
            if !there.contains(&(standing.user, standing.sign.clone())) {
                news.extend(self.unreacted(&standing).await?);
            }
        }
        Ok(news)
    }
}

/// The same news, whose words mention people.
fn mentioning(news: Vec<News>, mentions: &[Sender]) -> Vec<News> {
    let with = |news| match news {
        News::Message(incoming) => News::Message(incoming.mentioning(mentions.to_vec())),
        other => other,
    };
    news.into_iter().map(with).collect()
}

/// Whether the table knows a sign.
fn is_meant(sign: &str) -> bool {
    rows().iter().any(|row| row.reaction == Some(sign))
}

/// The same as long as the sign is there.
fn sign_id(reaction: &Reaction, standing: SignState) -> String {
    let Reaction { channel, message, user, .. } = reaction;
    format!("reaction {channel}/{message} {user} {} {}", plain_sign(&reaction.sign), standing.times_taken)
}

fn note_of(reaction: &Reaction) -> String {
    let Reaction { channel, message, user, .. } = reaction;
    format!("{SIGN}{channel}/{message} {user} {}", plain_sign(&reaction.sign))
}

/// `2 there 1795000000`: taken away twice, and there again since that second.
fn read_standing(note: &str) -> (SignState, Option<DateTime<Utc>>) {
    let mut words = note.split(' ');
    let times_taken = words.next().and_then(|count| count.parse().ok()).unwrap_or(0);
    let is_there = words.next() == Some("there");
    let noted_at = words.next().and_then(|secs| secs.parse().ok()).and_then(|secs| DateTime::from_timestamp(secs, 0));
    (SignState { times_taken, is_there }, noted_at)
}
