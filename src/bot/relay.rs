//! What is said in one room of a group is shown in its others; edits and deletions follow.
//!
//! The outbox holds only which message is meant. Its words are read from the log when it goes out, so words that were
//! deleted meanwhile never leave (docs/decisions/0033).

use chrono::{DateTime, Utc};

use super::courier::{Courier, Waiting};
use crate::chat::dispatch::Relay;
use crate::chat::{Outgoing, SendError};
use crate::group::event::Entry;
use crate::store::{Relayed, Store};
use crate::text::Text;
use crate::view::relay::relayed;
use crate::view::{Say, Weight};

impl Courier {
    /// Shows what the first of these posts means, and as many of those after it as fit in one message.
    pub(super) async fn relay(
        &mut self,
        posts: &[Waiting],
        now: DateTime<Utc>,
    ) -> anyhow::Result<Result<(), SendError>> {
        let Some((first, relay)) = posts.first().and_then(|post| Some((post, post.dispatch.relay()?.clone()))) else {
            return Ok(Ok(()));
        };
        let (done, result) = match self.store.relayed(&self.room.0, &relay.relayed).await? {
            Some(shown) => (std::slice::from_ref(first), self.show_anew(first, &relay, shown, now).await?),
            None if relay.is_new => self.show_first(posts, now).await?,
            None => (std::slice::from_ref(first), Ok(())),
        };
        if result.is_ok() {
            self.store.delivered(done).await?;
        }
        Ok(result)
    }

    /// Shows what the room does not show yet.
    async fn show_first<'a>(
        &mut self,
        posts: &'a [Waiting],
        now: DateTime<Utc>,
    ) -> anyhow::Result<(&'a [Waiting], Result<(), SendError>)> {
        let mut text = Text::default();
        let mut sources = Vec::new();
        let mut count = 0;
        for post in posts {
            let Some(relay) = post.dispatch.relay().filter(|relay| relay.is_new) else { break };
            let mut longer = text.clone();
            longer.append(words(&self.store, &post.group, relay).await?.unwrap_or_default());
            // Together in one message, or alone in as many as it takes.
            if count > 0 && (!self.chat.limits().merges || self.chat.split(&longer).len() > 1) {
                break;
            }
            text = longer;
            sources.push(relay.relayed.clone());
            count += 1;
        }
        let posts = &posts[..count];
        if posts.is_empty() || text.blocks.is_empty() {
            return Ok((posts, Ok(())));
        }
        let (key, is_fresh) = self.fix_key(posts).await?;
        let parts = self.post_parts(&quiet(text), &key, is_fresh).await?;
        if parts.result.is_err() {
            let is_refused = matches!(parts.result, Err(SendError::Silenced { .. }));
            if is_refused && self.silence.is_its_own_fault(posts) {
                self.drop_refused(posts, &quiet(Text::default()), &key).await?;
                return Ok((posts, Ok(())));
            }
            // What comes meanwhile may join it.
            if parts.is_untouched {
                self.store.set_batch(posts, "").await?;
            }
            return Ok((posts, parts.result));
        }
        self.silence.took(posts);
        let shown = Relayed { sources, messages: parts.sent };
        self.note(&shown, now).await?;
        Ok((posts, Ok(())))
    }

    /// Shows the words as they are now in the messages that show them already.
    async fn show_anew(
        &mut self,
        post: &Waiting,
        relay: &Relay,
        shown: Relayed,
        at: DateTime<Utc>,
    ) -> anyhow::Result<Result<(), SendError>> {
        let mut text = Text::default();
        for source in &shown.sources {
            let relay = Relay { relayed: source.clone(), ..relay.clone() };
            text.append(words(&self.store, &post.group, &relay).await?.unwrap_or_default());
        }
        let key = format!("{}.{}", post.group, post.n);
        let parts = if text.blocks.is_empty() { Vec::new() } else { self.chat.split(&text) };
        let mut now = Relayed { messages: Vec::new(), ..shown.clone() };
        for index in 0..parts.len().max(shown.messages.len()) {
            let key = format!("{key}.{index}");
            let done = match (parts.get(index), shown.messages.get(index)) {
                (Some(text), Some(message)) => {
                    now.messages.push(message.clone());
                    self.chat.edit(&self.room, message, text, &key).await
                }
                (Some(text), None) => self.post_relay(text.clone(), &key).await.map(|id| now.messages.push(id)),
                (None, Some(message)) => self.chat.remove(&self.room, message, &key).await,
                (None, None) => Ok(()),
            };
            match done {
                Ok(()) => self.has_edited().await?,
                Err(SendError::GiveUp { reason } | SendError::TooLarge { reason }) => {
                    tracing::warn!(room = %self.room, %reason, "an edit or deletion did not reach this room");
                }
                Err(later) => return Ok(Err(later)),
            }
        }
        if now != shown {
            self.note(&now, at).await?;
        }
        Ok(Ok(()))
    }

    async fn post_relay(&self, text: Text, key: &str) -> Result<String, SendError> {
        let message = quiet(text);
        self.while_held(self.chat.post(&self.room, &message, key)).await
    }

    async fn note(&self, shown: &Relayed, at: DateTime<Utc>) -> anyhow::Result<()> {
        Ok(self.store.set_relayed(&self.room.0, shown, at.timestamp_micros()).await?)
    }
}

/// What was said in another room makes no sound.
fn quiet(text: Text) -> Outgoing {
    let say = Say { weight: Weight::Quiet, ..Say::room(text) };
    Outgoing::unasked(say)
}

/// What a message says now: what it made, with all that has corrected it since.
async fn words(store: &Store, group: &str, relay: &Relay) -> anyhow::Result<Option<Text>> {
    let made = store.entries_of(group, &relay.relayed).await?;
    let is_own = |entry: &Entry| entry.about().is_none();
    let mut entries: Vec<Entry> = made.into_iter().filter(is_own).collect();
    for seq in entries.iter().map(|entry| entry.seq).collect::<Vec<u64>>() {
        entries.extend(store.entries_about(group, seq).await?);
    }
    Ok(relayed(&entries, relay.extent))
}
