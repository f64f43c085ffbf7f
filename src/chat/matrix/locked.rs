//! Events whose key has not come yet: they are opened when it comes, and told in their room when it does not.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use matrix_sdk::Room;
use matrix_sdk::deserialized_responses::TimelineEvent;
use matrix_sdk::ruma::RoomId;
use matrix_sdk::ruma::events::room::encrypted::OriginalSyncRoomEncryptedEvent;
use matrix_sdk::ruma::serde::Raw;
use serde_json::Value;
use tokio::sync::mpsc;

use super::event::{Event, read};
use super::sync::deliver;
use super::{Matrix, PLATFORM, errors, lock};
use crate::chat::{Incoming, News, Parcel, RoomKey, Sender, What};
use crate::group::person::AccountId;

/// Notes of events that could not be decrypted yet.
const LOCKED: &str = "matrix locked ";
/// An event that stays closed this long is told in its room.
const PATIENCE: Duration = Duration::from_secs(20);

/// An event whose key has not come yet.
#[derive(Clone, Debug)]
pub(super) struct Locked {
    pub room: String,
    pub raw: Value,
    pub since: DateTime<Utc>,
}

/// What becomes of a closed event.
#[derive(Debug)]
enum Fate {
    Opened(Box<TimelineEvent>),
    /// Its room is told that nobody can read it.
    Told,
    Waits,
}

impl Locked {
    /// An event that the SDK has no answer for is closed like any other: it can only be told, or wait for its key.
    fn fate(&self, opened: anyhow::Result<TimelineEvent>, now: DateTime<Utc>) -> Fate {
        let is_late = (now - self.since).to_std().unwrap_or_default() >= PATIENCE;
        match opened {
            Ok(event) if !event.kind.is_utd() => Fate::Opened(Box::new(event)),
            Ok(_) if is_late => Fate::Told,
            Err(error) if is_late => {
                tracing::warn!(error = errors::brief(&format!("{error:#}")), "an encrypted message cannot be opened");
                Fate::Told
            }
            Ok(_) | Err(_) => Fate::Waits,
        }
    }
}

impl Matrix {
    /// A closed event is kept before our place moves past it.
    pub(super) async fn keep_locked(&self, room: &str, event: &Event, raw: Value) -> anyhow::Result<()> {
        let note = serde_json::json!({"room": room, "raw": raw}).to_string();
        self.store.set_note(&format!("{LOCKED}{}", event.id), &note).await?;
        let locked = Locked { room: room.to_owned(), raw, since: self.clock.now() };
        lock(&self.locked).insert(event.id.clone(), locked);
        Ok(())
    }

    pub(super) async fn read_locked(&self) -> anyhow::Result<()> {
        for (key, note) in self.store.notes_from(LOCKED).await? {
            let Ok(note) = serde_json::from_str::<Value>(&note) else { continue };
            let Some(room) = note["room"].as_str() else { continue };
            let locked = Locked { room: room.to_owned(), raw: note["raw"].clone(), since: self.clock.now() };
            let id = key.trim_start_matches(LOCKED).to_owned();
            lock(&self.locked).insert(id, locked);
        }
        Ok(())
    }

    /// Tries closed events again whenever keys come in, and tells a room about those that stay closed.
    pub(super) fn watch_keys(self: Arc<Matrix>, out: mpsc::Sender<Parcel>) {
        let (bell, mut ringing) = mpsc::channel(1);
        self.clone().listen_for_keys(bell);
        tokio::spawn(async move {
            while !out.is_closed() {
                self.open_locked(&out).await;
                // Either the bell or the time: both lead to another look.
                if let Ok(None) = tokio::time::timeout(PATIENCE, ringing.recv()).await {
                    return;
                }
            }
        });
    }

    /// Tries all closed events. One that makes trouble holds up none of the others.
    async fn open_locked(&self, out: &mpsc::Sender<Parcel>) {
        let kept: Vec<(String, Locked)> =
            lock(&self.locked).iter().map(|(id, locked)| (id.clone(), locked.clone())).collect();
        for (id, locked) in kept {
            if let Err(error) = self.open_one(&id, &locked, out).await {
                tracing::warn!(error = format!("{error:#}"), "an encrypted message stays closed for now");
            }
        }
    }

    async fn open_one(&self, id: &str, locked: &Locked, out: &mpsc::Sender<Parcel>) -> anyhow::Result<()> {
        let Ok(room) = RoomId::parse(&locked.room) else { return self.forget_locked(id).await };
        let Some(known) = self.client.get_room(&room) else { return Ok(()) };
        let opened = opened(&known, &locked.raw).await;
        let mut news = Vec::new();
        match locked.fate(opened, self.clock.now()) {
            Fate::Opened(event) => self.take_event(&room, &event, &mut news).await?,
            // It is asked for again, so it must not come by itself later.
            Fate::Told => news.extend(self.unreadable(&room, &locked.raw).await),
            Fate::Waits => return Ok(()),
        }
        deliver(out, news).await?;
        self.forget_locked(id).await
    }

    pub(super) async fn forget_locked(&self, id: &str) -> anyhow::Result<()> {
        self.store.remove_note(&format!("{LOCKED}{id}")).await?;
        lock(&self.locked).remove(id);
        Ok(())
    }

    async fn unreadable(&self, room: &RoomId, raw: &Value) -> Option<News> {
        let event = read(raw)?;
        let name = self.shown_name(room, &event.sender).await;
        let sender = Sender { account: AccountId(format!("{PLATFORM}:{}", event.sender)), name };
        Some(News::Message(Incoming::in_room(
            RoomKey(format!("{PLATFORM}:{room}")),
            event.at,
            format!("unreadable {}", event.id),
            sender,
            What::Unreadable,
        )))
    }
}

async fn opened(room: &Room, raw: &Value) -> anyhow::Result<TimelineEvent> {
    let raw: Raw<OriginalSyncRoomEncryptedEvent> = Raw::new(raw)?.cast_unchecked();
    Ok(room.decrypt_event(&raw, None).await?)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use serde_json::json;

    use super::*;
    use crate::clock::Clock;

    #[test]
    fn what_cannot_be_opened_is_told_after_twenty_seconds_whatever_the_reason() {
        let clock = Clock::simulated(DateTime::UNIX_EPOCH);
        let locked = Locked { room: "!r:example.org".to_owned(), raw: json!({}), since: clock.now() };
        let broken = || Err(anyhow::anyhow!("the crypto store is out of order"));
        let after = |secs| {
            clock.move_to(DateTime::UNIX_EPOCH + TimeDelta::seconds(secs));
            locked.fate(broken(), clock.now())
        };
        assert!(matches!(after(19), Fate::Waits));
        assert!(matches!(after(20), Fate::Told));
        let open = Raw::new(&json!({"type": "m.room.message", "event_id": "$1"})).expect("it is JSON").cast_unchecked();
        let opened = locked.fate(Ok(TimelineEvent::from_plaintext(open)), clock.now());
        assert!(matches!(opened, Fate::Opened(_)), "{opened:?}");
    }
}
