//! What was said, edited and deleted while no event told of it: read from the channels, each from where it was
//! read last.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::event::{Message, channel, id, message, time_of};
use super::rest::{Ask, Failure};
use super::{Discord, key_of};
use crate::chat::{Back, News, What};
use crate::view::absence::Meanwhile;

/// Notes of how far a channel was read, and the last messages of people in it.
const READ: &str = "discord read ";
/// Notes of the message that is the board of a channel.
const BOARD: &str = "discord board ";
/// Messages that are looked at again after a break, for edits and deletions.
const LOOKED_AGAIN: usize = 100;
/// Messages of one answer (reference, “Get Channel Messages”).
const PAGE: u64 = 100;
/// Pages of one channel; more than these were said in no break that a meeting survives.
const PAGES: usize = 200;

/// How far a channel was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Progress {
    pub last: u64,
    pub heard: VecDeque<u64>,
}

impl Progress {
    fn read(note: &str) -> Option<Progress> {
        let note: Value = serde_json::from_str(note).ok()?;
        let heard = note["heard"].as_array()?.iter().filter_map(id).collect();
        Some(Progress { last: id(&note["last"])?, heard })
    }

    fn written(&self) -> String {
        let heard: Vec<String> = self.heard.iter().map(u64::to_string).collect();
        json!({"last": self.last.to_string(), "heard": heard}).to_string()
    }

    /// Takes note of a message that was handed over.
    pub fn pass(&mut self, message: u64) {
        self.last = self.last.max(message);
        if !self.heard.contains(&message) {
            self.heard.push_back(message);
        }
        while self.heard.len() > LOOKED_AGAIN {
            self.heard.pop_front();
        }
    }
}

impl Discord {
    /// Notes that news were taken: what they tell of need not be read again.
    pub(super) async fn note_read(&self, news: &[News]) -> anyhow::Result<()> {
        for news in news {
            let News::Message(incoming) = news else { continue };
            match &incoming.what {
                What::Said { .. } => {
                    if let Some((channel, message)) = super::content::place_of(&incoming.id) {
                        let mut progress = self.progress(channel).await?.unwrap_or_default();
                        progress.pass(message);
                        self.keep_progress(channel, &progress).await?;
                    }
                }
                What::Deleted { message } if !message.starts_with("reaction ") => {
                    self.note_deleted(std::slice::from_ref(message)).await?;
                }
                What::DeletedTogether { messages } => self.note_deleted(messages).await?,
                What::Deleted { .. }
                | What::Edited { .. }
                | What::Reacted { .. }
                | What::Joined
                | What::Asked(_)
                | What::SetUp(_)
                | What::Unreadable
                | What::Ordered(_)
                | What::Mailed(_) => {}
            }
        }
        Ok(())
    }

    async fn note_deleted(&self, messages: &[String]) -> anyhow::Result<()> {
        for (channel, message) in messages.iter().filter_map(|message| super::content::place_of(message)) {
            if let Some(mut progress) = self.progress(channel).await? {
                progress.heard.retain(|heard| *heard != message);
                self.keep_progress(channel, &progress).await?;
            }
        }
        Ok(())
    }

    async fn progress(&self, channel: u64) -> anyhow::Result<Option<Progress>> {
        Ok(self.store.note(&format!("{READ}{channel}")).await?.and_then(|note| Progress::read(&note)))
    }

    /// Lets a channel that was never read be read from an id on.
    pub(super) async fn read_from(&self, channel: u64, since: u64) -> anyhow::Result<()> {
        if self.progress(channel).await?.is_some() {
            return Ok(());
        }
        self.keep_progress(channel, &Progress { last: since, ..Progress::default() }).await
    }

    /// Forgets how far a channel was read.
    pub(super) async fn forget_progress(&self, channel: u64) -> anyhow::Result<()> {
        self.store.remove_note(&format!("{READ}{channel}")).await?;
        Ok(())
    }

    async fn keep_progress(&self, channel: u64, progress: &Progress) -> anyhow::Result<()> {
        self.store.set_note(&format!("{READ}{channel}"), &progress.written()).await?;
        Ok(())
    }

    pub(super) async fn note_board(&self, channel: u64, posted: &str) {
        if let Err(error) = self.store.set_note(&format!("{BOARD}{channel}"), posted).await {
            tracing::warn!(%error, "the board's message could not be stored");
        }
    }

    /// The channels in which something may have been said: the rooms and their threads.
    pub(super) async fn channels_to_read(&self) -> Vec<u64> {
        let rooms: Vec<u64> = self.places().rooms.iter().copied().collect();
        let guilds = {
            let places = self.places();
            let of = |room: &u64| places.known(*room).and_then(|channel| channel.guild);
            rooms.iter().filter_map(of).collect::<std::collections::BTreeSet<u64>>()
        };
        for guild in guilds {
            match self.rest.ask_patiently(|| Ask::get(format!("guilds/{guild}/threads/active"))).await {
                Ok(active) => {
                    let threads = active["threads"].as_array().into_iter().flatten();
                    threads
                        .filter_map(|data| channel(data, Some(guild)))
                        .for_each(|thread| self.places().learn(thread));
                }
                Err(error) => tracing::debug!(%error, "the threads of a server cannot be listed"),
            }
        }
        let places = self.places();
        rooms.into_iter().flat_map(|room| [vec![room], places.threads(room)].concat()).collect()
    }

    /// What is missing of one channel, oldest first, and whether it is heard. A channel that is new to the bot is taken
    /// from now on, a thread of a room it knows from its beginning. `since`: when it was heard last, where that is
    /// later than the last message.
    pub(super) async fn missing(&self, channel: u64, since: Option<DateTime<Utc>>) -> anyhow::Result<Vec<News>> {
        let (progress, is_new) = match self.progress(channel).await? {
            Some(progress) => (progress, false),
            None => (self.first_progress(channel).await?, true),
        };
        if is_new && progress.last > channel {
            self.keep_progress(channel, &progress).await?;
            return Ok(Vec::new());
        }
        let is_room = self.places().rooms.contains(&channel);
        let last_said = time_of(progress.last);
        let (room, now) = (key_of(channel), self.clock.now());
        let heard_at = since.map_or(last_said, |since| since.max(last_said)).min(now);
        let first = progress.heard.front().map_or(progress.last, |first| progress.last.min(first - 1));
        let messages = match self.said_since(channel, first).await {
            Ok(messages) => messages,
            Err(error) => {
                tracing::error!(%room, %error, "what was said in the meantime cannot be read: give the bot “View Channel” and “Read Message History” here");
                return Ok(if is_room { vec![News::Deaf { room, at: heard_at }] } else { Vec::new() });
            }
        };
        let back = |from, meanwhile| {
            let id = match meanwhile {
                Meanwhile::Unheard => format!("{room} {}", progress.last),
                Meanwhile::Read => format!("{room} {}", now.timestamp_micros()),
            };
            News::Back(Back { room: room.clone(), id, from, to: now, meanwhile })
        };
        if messages.is_empty() && !self.is_history_open(channel, &progress).await {
            tracing::error!(%room, "what was said in the meantime cannot be read: give the bot “Read Message History” here");
            return Ok(if is_room { vec![back(Some(heard_at), Meanwhile::Unheard)] } else { Vec::new() });
        }
        let mut news = Vec::new();
        for message in &messages {
            if message.id > progress.last {
                news.extend(self.said(message).await);
            } else if message.edited_at.is_some() {
                news.extend(self.edited(message.clone()).await);
            }
        }
        let is_there = |heard: &u64| messages.iter().any(|message| message.id == *heard);
        let gone: Vec<u64> = progress.heard.iter().filter(|heard| !is_there(heard)).copied().collect();
        news.extend(self.deleted(channel, &gone).await);
        if is_room {
            news.push(back(None, Meanwhile::Read));
        }
        Ok(news)
    }

    /// Whether an answer without messages means that there are none. Without the permission to read what was, Discord
    /// answers so too, and nothing of what was heard before is deleted then.
    async fn is_history_open(&self, channel: u64, progress: &Progress) -> bool {
        const UNKNOWN_MESSAGE: u64 = 10_008;
        let Some(heard) = progress.heard.back() else { return true };
        let path = format!("channels/{channel}/messages/{heard}");
        let asked = self.rest.ask_patiently(|| Ask::get(path.clone())).await;
        matches!(asked, Err(Failure::Refused { code: UNKNOWN_MESSAGE, .. }))
    }

    /// Where reading begins in a channel that was never read.
    async fn first_progress(&self, channel: u64) -> anyhow::Result<Progress> {
        let parent = self.places().known(channel).and_then(|channel| channel.parent);
        let parent_read = match parent {
            Some(parent) => self.progress(parent).await?,
            None => None,
        };
        // A thread has the id of the message it began with, or one of its own moment.
        if parent_read.is_some_and(|read| channel >= read.last) {
            return Ok(Progress { last: channel, ..Progress::default() });
        }
        let path = format!("channels/{channel}/messages");
        let latest = self.rest.ask_patiently(|| Ask::get(path.clone()).query("limit", 1)).await.unwrap_or_default();
        let last = latest[0]["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or(channel + 1);
        Ok(Progress { last, ..Progress::default() })
    }

    /// All messages after one, oldest first.
    async fn said_since(&self, channel: u64, since: u64) -> Result<Vec<Message>, Failure> {
        let guild = self.places().known(channel).and_then(|channel| channel.guild);
        let mut messages: Vec<Message> = Vec::new();
        let mut after = since;
        for _ in 0..PAGES {
            let path = format!("channels/{channel}/messages");
            let page = || Ask::get(path.clone()).query("after", after).query("limit", PAGE);
            let page = self.rest.ask_patiently(page).await?;
            let mut page: Vec<Message> = page.as_array().into_iter().flatten().filter_map(message).collect();
            page.sort_by_key(|message| message.id);
            let count = page.len() as u64;
            messages.extend(page.into_iter().map(|message| Message { guild, ..message }));
            after = messages.last().map_or(after, |last| last.id.max(after));
            if count < PAGE {
                break;
            }
        }
        Ok(messages)
    }

    /// What has become of the hands under the board.
    pub(super) async fn board_signs(&self, room: u64) -> anyhow::Result<Vec<News>> {
        let note = self.store.note(&format!("{BOARD}{room}")).await?;
        let Some((channel, board)) = note.as_deref().and_then(super::content::place_of) else { return Ok(Vec::new()) };
        let guild = self.places().known(channel).and_then(|channel| channel.guild);
        let path = format!("channels/{channel}/messages/{board}");
        match self.rest.ask_patiently(|| Ask::get(path.clone())).await.map(|data| message(&data)) {
            Ok(Some(board)) => self.signs_under(&Message { guild, ..board }).await,
            Ok(None) => Ok(Vec::new()),
            Err(error) => {
                tracing::debug!(%error, "the board is gone");
                Ok(Vec::new())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_messages_are_looked_at_again() {
        let mut progress = Progress::default();
        (1..=250).for_each(|message| progress.pass(message));
        progress.pass(250);
        assert_eq!((progress.last, progress.heard.len(), progress.heard.front()), (250, LOOKED_AGAIN, Some(&151)));
        assert_eq!(Progress::read(&progress.written()), Some(progress));
    }
}
