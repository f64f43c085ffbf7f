//! Channels, threads and names, as far as Discord has told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::event::{Author, Channel, Message, channel};
use super::names::NamesKnown;
use super::rest::{Ask, Failure};
use super::{Discord, account_of, key_of};
use crate::chat::{News, RoomKey};

/// Notes of channels that became rooms by someone's command there.
const ROOM: &str = "discord room ";
/// What such a note says of a channel of direct messages.
const DIRECT: &str = "direct";
/// Deleted messages that are remembered.
const GONE: usize = 1_000;

/// What is known.
#[derive(Default)]
pub(super) struct Places {
    /// Channels in which typed lines are heard.
    pub rooms: BTreeSet<u64>,
    /// Channels with one person and the bot.
    pub direct: BTreeSet<u64>,
    channels: BTreeMap<u64, Channel>,
    pub names: NamesKnown,
    /// The configured roles of accounts, as they were handed over last.
    roles: BTreeMap<u64, BTreeSet<u64>>,
    /// Who asks to speak on which stage.
    pub stage: BTreeMap<u64, u64>,
    /// Rooms that the bot can't see any more.
    left: BTreeSet<u64>,
    /// Messages that were deleted lately: what tells of them may come late.
    gone: VecDeque<(u64, u64)>,
}

/// Where something was said: the room, and the thread in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub room: u64,
    pub thread: Option<u64>,
    pub guild: Option<u64>,
}

impl Places {
    pub fn learn(&mut self, channel: Channel) {
        // Not everything says everything each time.
        let known = self.channels.get(&channel.id);
        let guild = channel.guild.or_else(|| known.and_then(|known| known.guild));
        if channel.is_direct {
            self.direct.insert(channel.id);
        }
        self.channels.insert(channel.id, Channel { guild, ..channel });
    }

    pub fn delete(&mut self, channel: u64, message: u64) {
        if self.gone.len() >= GONE {
            self.gone.pop_front();
        }
        self.gone.push_back((channel, message));
    }

    pub fn is_gone(&self, channel: u64, message: u64) -> bool {
        self.gone.contains(&(channel, message))
    }

    /// A room is gone, or the bot was sent away from it.
    pub fn leave(&mut self, room: u64) {
        self.left.insert(room);
    }

    /// Whether the bot had left a room that it is in now.
    pub fn is_back(&mut self, room: u64) -> bool {
        self.left.remove(&room)
    }

    pub fn forget(&mut self, channel: u64) {
        self.channels.remove(&channel);
    }

    pub fn known(&self, channel: u64) -> Option<&Channel> {
        self.channels.get(&channel)
    }

    /// The room that a channel is, or that a thread belongs to.
    pub fn spot(&self, id: u64) -> Option<Spot> {
        let known = self.channels.get(&id);
        let guild = known.and_then(|channel| channel.guild);
        if self.rooms.contains(&id) {
            return Some(Spot { room: id, thread: None, guild });
        }
        let parent = known.and_then(|channel| channel.parent).filter(|parent| self.rooms.contains(parent))?;
        Some(Spot { room: parent, thread: Some(id), guild })
    }

    /// Threads of a room.
    pub fn threads(&self, room: u64) -> Vec<u64> {
        self.channels.values().filter(|channel| channel.parent == Some(room)).map(|channel| channel.id).collect()
    }

    /// Rooms of a guild.
    pub fn rooms_of(&self, guild: u64) -> Vec<u64> {
        let is_there = |room: &&u64| self.channels.get(room).is_some_and(|channel| channel.guild == Some(guild));
        self.rooms.iter().filter(is_there).copied().collect()
    }
}

impl Discord {
    /// The configured rooms and those that became rooms by a command, with what Discord says of them.
    pub(super) async fn find_rooms(&self, wanted: &[RoomKey]) -> anyhow::Result<Vec<News>> {
        let configured = wanted.iter().filter(|key| key.platform() == super::PLATFORM).map(|key| key.id().to_owned());
        let noted = self.store.notes_from(ROOM).await?;
        let mut open = Vec::new();
        for (key, note) in noted {
            let Ok(channel) = key.trim_start_matches(ROOM).parse::<u64>() else { continue };
            if note == DIRECT {
                self.places().direct.insert(channel);
            }
            if self.may_listen(channel).await {
                open.push(channel);
            }
        }
        let mut news = Vec::new();
        for id in configured.filter_map(|id| id.parse().ok()).chain(open).collect::<BTreeSet<u64>>() {
            self.places().rooms.insert(id);
            if let Err(error) = self.learn_channel(id).await {
                tracing::warn!(room = %key_of(id), %error, "this channel cannot be seen: let the bot view it, or correct its id");
            }
            news.push(self.room_news(id));
        }
        Ok(news)
    }

    pub(super) fn room_news(&self, id: u64) -> News {
        let name = self.places().known(id).and_then(|channel| channel.name.clone());
        News::Room { room: key_of(id), called: Vec::new(), name }
    }

    /// Asks about a channel.
    pub(super) async fn learn_channel(&self, id: u64) -> Result<(), Failure> {
        let data = self.rest.ask_patiently(|| Ask::get(format!("channels/{id}"))).await?;
        if let Some(channel) = channel(&data, None) {
            self.places().learn(channel);
        }
        Ok(())
    }

    /// The id of a message here: server, channel and message, as its address has them; a direct one has no server.
    pub(super) fn message_id(&self, channel: u64, message: u64) -> String {
        match self.places().known(channel).and_then(|channel| channel.guild) {
            Some(guild) => format!("{guild}/{channel}/{message}"),
            None => format!("{channel}/{message}"),
        }
    }

    /// Where a message was said, if the bot listens there. A thread that nobody told of is asked about.
    pub(super) async fn spot(&self, channel: u64) -> Option<Spot> {
        let is_known = {
            let places = self.places();
            places.rooms.contains(&channel) || places.known(channel).is_some()
        };
        if !is_known && let Err(error) = self.learn_channel(channel).await {
            tracing::debug!(%error, "an unknown channel cannot be seen");
        }
        self.places().spot(channel)
    }

    /// Makes a channel a room, where it is none and the bot may listen. Typed lines are heard there from the moment of `since`, an id.
    pub(super) async fn open_room(&self, channel: u64, since: u64) -> anyhow::Result<Option<News>> {
        if !self.may_listen(channel).await || !self.places().rooms.insert(channel) {
            return Ok(None);
        }
        self.read_from(channel, since).await?;
        let note = if self.places().direct.contains(&channel) { DIRECT } else { "" };
        self.store.set_note(&format!("{ROOM}{channel}"), note).await?;
        Ok(Some(self.room_news(channel)))
    }

    /// A direct message of a person opens a room in which questions are answered.
    pub(super) async fn open_direct(&self, message: &Message) -> anyhow::Result<Option<News>> {
        let is_of_a_person = message.author.as_ref().is_some_and(|author| !author.is_bot && !self.is_me(author.id));
        if message.guild.is_some() || !is_of_a_person || self.places().rooms.contains(&message.channel) {
            return Ok(None);
        }
        let is_known = self.places().known(message.channel).is_some();
        if !is_known && let Err(error) = self.learn_channel(message.channel).await {
            tracing::debug!(%error, "an unknown channel cannot be seen");
        }
        let is_direct = self.places().direct.contains(&message.channel);
        if is_direct { self.open_room(message.channel, message.id.saturating_sub(1)).await } else { Ok(None) }
    }

    /// Nothing more is heard in a channel, and what is said there meanwhile is never read.
    pub(super) async fn close_room(&self, channel: u64) -> anyhow::Result<()> {
        self.places().rooms.remove(&channel);
        self.store.remove_note(&format!("{ROOM}{channel}")).await?;
        self.forget_progress(channel).await
    }

    /// News of the configured roles that someone has, where they are others than before.
    pub(super) fn roles_of(&self, author: &Author) -> Option<News> {
        let held: BTreeSet<u64> =
            author.roles.as_ref()?.iter().filter(|role| self.roles.contains(role)).copied().collect();
        let mut places = self.places();
        let before = places.roles.get(&author.id);
        let is_same = before.map_or(held.is_empty(), |before| *before == held);
        if is_same {
            return None;
        }
        places.roles.insert(author.id, held.clone());
        let roles = held.into_iter().map(super::role_account).collect();
        Some(News::Roles { account: account_of(author.id), roles })
    }
}
