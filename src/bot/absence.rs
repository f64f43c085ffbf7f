//! Away and back: since when a room is not heard, or the bot may not speak there, is noted in the store, so that it is
//! told once however often the bot is restarted in between.

use chrono::{DateTime, Utc};

use super::desk::{Handled, away_note, silent_note};
use super::desks::Slot;
use super::{Bot, FIRST_PAUSE, LAST_PAUSE};
use crate::chat::dispatch::Dispatch;
use crate::chat::{Back, RoomKey};
use crate::store::{Pending, StoreError};

impl Bot {
    /// The bot was sent away: what waits for the room has nowhere to go.
    pub(super) async fn left(&self, room: &RoomKey, at: DateTime<Utc>) {
        self.note_absence(room, at).await;
        let group = self.inner.seating.group_or_own(room);
        if let Some(slot) = self.inner.desks.find(&group) {
            slot.desk.lock().await.leave(room);
        }
        // Nobody there waits for the board, and the absence tells more than that the bot could not speak.
        self.leave_board(room);
        let store = self.store();
        if let Err(error) =
            store.drop_route(&room.0, is_readable).await.and(store.remove_note(&silent_note(room)).await)
        {
            tracing::error!(%room, %error, "the outbox of a room that was left could not be emptied");
        }
        tracing::warn!(%room, "the bot is no longer in this room");
    }

    /// Notes since when a room is not heard. An absence that is noted already has begun then.
    pub(super) async fn note_absence(&self, room: &RoomKey, at: DateTime<Utc>) {
        let key = away_note(room);
        let mut pause = FIRST_PAUSE;
        while let Err(error) = self.note_first(&key, at).await {
            tracing::error!(%room, %error, "an absence could not be stored yet");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LAST_PAUSE);
        }
    }

    async fn note_first(&self, key: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        if moments(self.store().note(key).await?).is_empty() {
            self.store().set_note(key, &at.timestamp_micros().to_string()).await?;
        }
        Ok(())
    }

    /// A room is heard again: the bot says there what may be missing.
    pub(super) async fn came_back(&self, back: &Back) {
        let mut pause = FIRST_PAUSE;
        while let Err(error) = self.tell_absence(back).await {
            tracing::error!(room = %back.room, error = format!("{error:#}"), "an absence could not be announced yet");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LAST_PAUSE);
        }
    }

    async fn tell_absence(&self, back: &Back) -> anyhow::Result<()> {
        let noted = moments(self.store().note(&away_note(&back.room)).await?);
        let Some(from) = noted.first().copied().or(back.from) else { return Ok(()) };
        let Some(slot) = self.slot_of(&back.room).await? else { return Ok(()) };
        let mut desk = slot.desk.lock().await;
        let handled = desk.came_back(back, from).await?;
        self.after(&slot, &desk, Handled { has_changed: true, ..handled });
        Ok(())
    }

    /// Tells the chairs of a room since when the bot could not speak there, once it may again.
    pub(super) async fn tell_silence(&self, room: &RoomKey) -> anyhow::Result<()> {
        let noted = moments(self.store().note(&silent_note(room)).await?);
        let [from, to] = noted.as_slice() else { return Ok(()) };
        let Some(slot) = self.slot_of(room).await? else { return Ok(()) };
        let mut desk = slot.desk.lock().await;
        let handled = desk.may_speak_again(room, *from, *to).await?;
        self.after(&slot, &desk, handled);
        Ok(())
    }

    async fn slot_of(&self, room: &RoomKey) -> anyhow::Result<Option<std::sync::Arc<Slot>>> {
        self.slot_if_readable(&self.inner.seating.group_or_own(room)).await
    }
}

/// Whether this version knows what a post says.
pub(super) fn is_readable(post: &Pending) -> bool {
    Dispatch::read(&post.body).is_ok()
}

/// The moments in a note, in microseconds since 1970; none in an empty one.
pub(super) fn moments(note: Option<String>) -> Vec<DateTime<Utc>> {
    let note = note.unwrap_or_default();
    note.split(' ').filter_map(|micros| DateTime::from_timestamp_micros(micros.parse().ok()?)).collect()
}
