//! What the bot says while the store cannot be used. It is the only thing that is said without being on disk.

use std::time::Duration;

use super::Bot;
use crate::chat::{Incoming, Origin, Outgoing, RoomKey};
use crate::text::Text;
use crate::view::Say;

/// How often the store is looked at when nobody writes to it.
const LOOK_AGAIN: Duration = Duration::from_secs(20);

/// How long it is tried to learn who holds the store.
const LOOK: Duration = Duration::from_secs(2);

impl Bot {
    /// Tells a person that their message is not recorded yet.
    pub(super) async fn apologize(&self, incoming: &Incoming, reference: &str) {
        let Origin::Room { room, thread } = &incoming.origin else { return };
        // Another program that has taken over answers, and this one has nothing more to say.
        if !self.store().is_held()
            && let Ok(Ok(false)) = tokio::time::timeout(LOOK, self.store().beat()).await
        {
            return;
        }
        let Some(chat) = self.inner.parts.chats.get(room.platform()) else { return };
        let words = format!(
            "I cannot write to my store, so this is not recorded yet. I keep trying; wait for my answer. Reference {reference}."
        );
        let message = Outgoing {
            say: Say::asker(Text::plain(words)),
            asker: Some(incoming.sender.clone()),
            reply_to: Some(incoming.id.clone()),
            cause: Some(incoming.id.clone()),
            thread: thread.clone(),
            root: None,
            sign_on: None,
        };
        if let Err(error) = chat.post(room, &message, &format!("sorry.{reference}")).await {
            tracing::warn!(%reference, %error, "the apology was not delivered");
        }
    }

    /// Notices within a minute that the store has gone, even if nobody writes, and says so in the rooms whose meeting is
    /// open: what is said there would be lost.
    pub(super) async fn watch_store(self) {
        let mut is_told = false;
        let mut hearings = Vec::new();
        let mut is_beside = false;
        loop {
            tokio::time::sleep(LOOK_AGAIN).await;
            if let Ok(now) = self.store().hearings().await {
                is_beside = now != std::mem::replace(&mut hearings, now.clone());
            }
            match self.store().verify().await {
                // Another one stands by, and goes on if it can.
                Err(error) if is_beside => tracing::error!(%error, "the store cannot be used"),
                Err(error) if !is_told => {
                    tracing::error!(%error, "the store cannot be used");
                    self.say_in_meetings(GONE).await;
                    is_told = true;
                }
                Ok(()) if is_told => {
                    tracing::info!("the store can be used again");
                    self.say_in_meetings(BACK).await;
                    is_told = false;
                }
                Ok(()) | Err(_) => {}
            }
        }
    }

    async fn say_in_meetings(&self, words: &str) {
        for room in self.meeting_rooms().await {
            let Some(chat) = self.inner.parts.chats.get(room.platform()) else { continue };
            let say = Say::room(Text::plain(words));
            let message = Outgoing::unasked(say);
            let key = format!("store.{}", self.clock().now().timestamp_micros());
            if let Err(error) = chat.post(&room, &message, &key).await {
                tracing::warn!(%room, %error, "could not tell the room that the store cannot be used");
            }
        }
    }

    /// The rooms in which a meeting is open.
    async fn meeting_rooms(&self) -> Vec<RoomKey> {
        let mut rooms = Vec::new();
        for slot in self.inner.desks.all() {
            let desk = slot.desk.lock().await;
            if desk.group().meeting.is_some() {
                rooms.extend_from_slice(desk.rooms());
            }
        }
        rooms
    }
}

const GONE: &str = "I cannot use my store, so what is said now is not recorded yet. I keep trying.";
const BACK: &str = "I can use my store again.";

/// A short reference for the person and the log, from the message's id.
pub(super) fn reference(id: &str) -> String {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(id.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
