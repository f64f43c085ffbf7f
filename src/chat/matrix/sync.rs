//! The sync loop: what happened in the rooms, in order, without gaps, decrypted where possible.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use matrix_sdk::config::{SyncSettings, SyncToken};
use matrix_sdk::deserialized_responses::{TimelineEvent, VerificationLevel, VerificationState};
use matrix_sdk::room::MessagesOptions;
use matrix_sdk::ruma::api::client::filter::{Filter as Part, FilterDefinition, RoomEventFilter};
use matrix_sdk::ruma::api::client::sync::sync_events::v3::Filter;
use matrix_sdk::ruma::events::room::encrypted::OriginalSyncRoomEncryptedEvent;
use matrix_sdk::ruma::serde::Raw;
use matrix_sdk::ruma::{RoomId, UInt, UserId};
use matrix_sdk::sync::{JoinedRoomUpdate, SyncResponse};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use super::event::{Event, Kind, read};
use super::{Matrix, PLATFORM, errors};
use crate::chat::{Incoming, News, Parcel, RoomKey, SendError, Sender, What};
use crate::group::person::AccountId;

/// Note of how far the bot has read.
const SINCE: &str = "matrix since";
/// Note of the device that has read so far.
const DEVICE: &str = "matrix device";
/// Notes of events that could not be decrypted yet.
pub(super) const LOCKED: &str = "matrix locked ";
const LONG_POLL: Duration = Duration::from_secs(30);
const TIMELINE_EVENTS: u32 = 50;
const GAP_EVENTS: u32 = 100;
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LAST_PAUSE: Duration = Duration::from_mins(1);
/// An event that stays closed this long is told in its room.
const LOCKED_PATIENCE: Duration = Duration::from_secs(20);

/// Where a sync goes on.
enum Place {
    /// The device has read up to here.
    After(String),
    /// The device knows nothing yet. It needs everything that is so now, and what was said since
    /// an earlier device of the bot's stopped reading.
    Start { earlier: Option<String> },
}

impl Place {
    fn token(&self) -> Option<&str> {
        match self {
            Place::After(token) => Some(token),
            Place::Start { .. } => None,
        }
    }
}

/// An event whose key has not come yet.
#[derive(Clone, Debug)]
pub(super) struct Locked {
    pub room: String,
    pub raw: Value,
    pub since: DateTime<Utc>,
}

impl Matrix {
    /// Hands over what happens until the session ends. `wanted` are the configured rooms.
    ///
    /// # Errors
    /// The homeserver has ended the session, or encryption can't be brought into order.
    pub fn run(
        self: Arc<Matrix>,
        wanted: Vec<RoomKey>,
        out: mpsc::Sender<Parcel>,
    ) -> BoxFuture<'static, anyhow::Result<()>> {
        Box::pin(async move {
            let mut place = self.place().await?;
            self.read_locked().await?;
            self.announce_rooms(&wanted, &out).await?;
            let mut is_settled = false;
            loop {
                let response = self.sync_once(place.token()).await?;
                let next = response.next_batch.clone();
                let news = self.clone().take(response, &place, &wanted).await?;
                deliver(&out, news).await?;
                self.store.set_note(SINCE, &next).await?;
                if let Place::Start { .. } = place {
                    self.store.set_note(DEVICE, self.device()?).await?;
                }
                place = Place::After(next);
                if !is_settled {
                    // Not before the first sync, which brings what is none of the bot's business.
                    self.join_wanted(&wanted).await;
                    deliver(&out, vec![News::CaughtUp]).await?;
                    self.settle().await?;
                    self.clone().watch_keys(out.clone()).await?;
                    is_settled = true;
                }
            }
        })
    }

    async fn place(&self) -> anyhow::Result<Place> {
        let since = self.store.note(SINCE).await?;
        let is_same_device = self.store.note(DEVICE).await?.as_deref() == Some(self.device()?);
        Ok(match since {
            Some(since) if is_same_device => Place::After(since),
            earlier => Place::Start { earlier },
        })
    }

    fn device(&self) -> anyhow::Result<&str> {
        Ok(self.client.device_id().context("the Matrix client is not logged in")?.as_str())
    }

    /// One sync. It is never cancelled and never asked twice with success for the same place: the
    /// SDK answers a place it knows with nothing.
    async fn sync_once(&self, since: Option<&str>) -> anyhow::Result<SyncResponse> {
        let mut pause = FIRST_PAUSE;
        loop {
            let token = since.map_or(SyncToken::NoToken, |since| SyncToken::Specific(since.to_owned()));
            let timeout = if since.is_none() { Duration::ZERO } else { LONG_POLL };
            let settings = SyncSettings::new().token(token).timeout(timeout).filter(Filter::FilterDefinition(filter()));
            match self.client.sync_once(settings).await {
                Ok(response) => return Ok(response),
                Err(error) => {
                    let failure = errors::of_send(&error);
                    if errors::is_logged_out(&failure) {
                        bail!(
                            "the homeserver has ended the session ({failure}); remove the folder {} and start again",
                            self.config.store.display()
                        );
                    }
                    tracing::warn!(error = %failure, "the homeserver does not answer; trying again");
                    let asked = if let SendError::Retry { after: Some(after), .. } = failure { after } else { pause };
                    tokio::time::sleep(asked).await;
                    pause = (pause * 2).min(LAST_PAUSE);
                }
            }
        }
    }

    async fn take(
        self: Arc<Self>,
        response: SyncResponse,
        place: &Place,
        wanted: &[RoomKey],
    ) -> anyhow::Result<Vec<News>> {
        let mut news = Vec::new();
        for (room, update) in response.rooms.joined {
            match place {
                Place::After(since) => self.take_room(&room, update, since, wanted, &mut news).await?,
                Place::Start { earlier } => {
                    news.push(self.room_news(&room, wanted).await);
                    // What was there before a first login is none of the bot's business.
                    let Some(earlier) = earlier else { continue };
                    for event in self.fill_gap(&room, &response.next_batch, earlier).await {
                        self.take_event(&room, &event, &mut news).await?;
                    }
                }
            }
        }
        for room in response.rooms.left.into_keys() {
            news.push(News::Left { room: RoomKey(format!("{PLATFORM}:{room}")) });
        }
        // Invitations are not in the stream of events; the store of the SDK knows them all. A server
        // that does not answer may hold up nobody but its own room.
        tokio::spawn(self.accept_invitations());
        Ok(news)
    }

    async fn take_room(
        &self,
        room: &RoomId,
        update: JoinedRoomUpdate,
        since: &str,
        wanted: &[RoomKey],
        news: &mut Vec<News>,
    ) -> anyhow::Result<()> {
        let events = update.timeline.events;
        // What was there before the bot came in is none of its business either.
        let joined = events.iter().rposition(|event| self.is_own_join(event));
        if joined.is_some() {
            news.push(self.room_news(room, wanted).await);
            news.extend(self.move_news(room).await);
        }
        if let (true, None, Some(from)) = (update.timeline.limited, joined, &update.timeline.prev_batch) {
            for event in self.fill_gap(room, from, since).await {
                self.take_event(room, &event, news).await?;
            }
        }
        for event in events.into_iter().skip(joined.map_or(0, |own| own + 1)) {
            self.take_event(room, &event, news).await?;
        }
        Ok(())
    }

    /// Events after our place and before the answer's, oldest first. The answer will not come
    /// again, so this stays until it has them, or the room is closed to us.
    async fn fill_gap(&self, room: &RoomId, from: &str, since: &str) -> Vec<TimelineEvent> {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.read_gap(room, from, since).await {
                Ok(events) => return events,
                Err(SendError::Retry { after, reason }) => {
                    tracing::warn!(%reason, "reading what was said meanwhile has to wait");
                    tokio::time::sleep(after.unwrap_or(pause)).await;
                    pause = (pause * 2).min(LAST_PAUSE);
                }
                Err(SendError::LoggedOut { reason } | SendError::GiveUp { reason }) => {
                    tracing::error!(%room, %reason, "what was said meanwhile in this room cannot be read");
                    return Vec::new();
                }
            }
        }
    }

    async fn read_gap(&self, room: &RoomId, from: &str, since: &str) -> Result<Vec<TimelineEvent>, SendError> {
        let Some(room) = self.client.get_room(room) else { return Ok(Vec::new()) };
        let mut from = from.to_owned();
        let mut events: Vec<TimelineEvent> = Vec::new();
        loop {
            let mut options = MessagesOptions::backward().from(from.as_str());
            options.to = Some(since.to_owned());
            options.limit = UInt::from(GAP_EVENTS);
            let page = room.messages(options).await.map_err(|error| errors::of_send(&error))?;
            let own_join = page.chunk.iter().position(|event| self.is_own_join(event));
            let is_last = page.chunk.is_empty() || own_join.is_some();
            let count = own_join.unwrap_or(page.chunk.len());
            events.extend(page.chunk.into_iter().take(count));
            match page.end {
                Some(end) if !is_last => from = end,
                Some(_) | None => break,
            }
        }
        events.reverse();
        Ok(events)
    }

    fn is_own_join(&self, event: &TimelineEvent) -> bool {
        let Ok(event) = event.raw().deserialize_as_unchecked::<Value>() else { return false };
        let me = self.client.user_id().map(UserId::as_str);
        event["type"] == "m.room.member"
            && event["state_key"].as_str() == me
            && event["content"]["membership"] == "join"
            && event["unsigned"]["prev_content"]["membership"] != "join"
    }

    async fn take_event(&self, room: &RoomId, event: &TimelineEvent, news: &mut Vec<News>) -> anyhow::Result<()> {
        let Ok(raw) = event.raw().deserialize_as_unchecked::<Value>() else { return Ok(()) };
        // The server says who sent it, the keys say somebody else: never act on that.
        let is_forged = event.encryption_info().is_some_and(|info| {
            matches!(info.verification_state, VerificationState::Unverified(VerificationLevel::MismatchedSender))
        });
        let me = self.client.user_id().map(UserId::as_str);
        let is_of_others = |event: &Event| Some(event.sender.as_str()) != me;
        let Some(read) = read(&raw).filter(|event| !is_forged && is_of_others(event)) else { return Ok(()) };
        if let Kind::What(What::Deleted { message }) = &read.kind {
            self.forget_locked(message).await?;
        }
        if read.kind == Kind::Locked {
            return self.keep_locked(room.as_str(), &read, raw).await;
        }
        news.extend(self.to_news(room, read).await);
        Ok(())
    }

    async fn to_news(&self, room: &RoomId, event: Event) -> Option<News> {
        let key = RoomKey(format!("{PLATFORM}:{room}"));
        let me = self.client.user_id().map(UserId::as_str);
        let (user, name, what) = match event.kind {
            Kind::What(what) => (event.sender.clone(), None, what),
            Kind::Member { user, now, before, name }
                if now == "join" && before != "join" && Some(user.as_str()) != me =>
            {
                (user, name, What::Joined)
            }
            Kind::Tombstone { replacement } => return self.follow(&key, &replacement, &event.sender).await,
            Kind::Member { .. } | Kind::Locked => return None,
        };
        let name = match name {
            Some(name) => name,
            None => self.shown_name(room, &user).await,
        };
        let sender = Sender { account: AccountId(format!("{PLATFORM}:{user}")), name };
        Some(News::Message(Incoming {
            room: key,
            room_name: None,
            at: event.at,
            id: event.id,
            sender,
            thread: event.thread,
            what,
        }))
    }

    async fn shown_name(&self, room: &RoomId, user: &str) -> String {
        let local = || user.trim_start_matches('@').split(':').next().unwrap_or(user).to_owned();
        let (Some(room), Ok(user)) = (self.client.get_room(room), UserId::parse(user)) else { return local() };
        let member = room.get_member_no_sync(&user).await.ok().flatten();
        member.and_then(|member| member.display_name().map(str::to_owned)).unwrap_or_else(local)
    }

    /// A closed event is kept before our place moves past it.
    async fn keep_locked(&self, room: &str, event: &Event, raw: Value) -> anyhow::Result<()> {
        let note = serde_json::json!({"room": room, "raw": raw}).to_string();
        self.store.set_note(&format!("{LOCKED}{}", event.id), &note).await?;
        let locked = Locked { room: room.to_owned(), raw, since: crate::clock::Clock::Machine.now() };
        self.locked.lock().unwrap_or_else(PoisonError::into_inner).insert(event.id.clone(), locked);
        Ok(())
    }

    async fn read_locked(&self) -> anyhow::Result<()> {
        for (key, note) in self.store.notes_from(LOCKED).await? {
            let Ok(note) = serde_json::from_str::<Value>(&note) else { continue };
            let Some(room) = note["room"].as_str() else { continue };
            let locked =
                Locked { room: room.to_owned(), raw: note["raw"].clone(), since: crate::clock::Clock::Machine.now() };
            let id = key.trim_start_matches(LOCKED).to_owned();
            self.locked.lock().unwrap_or_else(PoisonError::into_inner).insert(id, locked);
        }
        Ok(())
    }

    /// Tries closed events again whenever keys come in, and tells a room about those that stay closed.
    async fn watch_keys(self: Arc<Matrix>, out: mpsc::Sender<Parcel>) -> anyhow::Result<()> {
        let (bell, mut ringing) = mpsc::channel(1);
        self.listen_for_keys(bell).await?;
        tokio::spawn(async move {
            loop {
                if let Err(error) = self.open_locked(&out).await {
                    tracing::warn!(error = format!("{error:#}"), "closed messages stay closed for now");
                }
                // Either the bell or the time: both lead to another look.
                if let Ok(None) = tokio::time::timeout(LOCKED_PATIENCE, ringing.recv()).await {
                    return;
                }
            }
        });
        Ok(())
    }

    async fn open_locked(&self, out: &mpsc::Sender<Parcel>) -> anyhow::Result<()> {
        let kept: Vec<(String, Locked)> = self
            .locked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .map(|(id, locked)| (id.clone(), locked.clone()))
            .collect();
        let now = crate::clock::Clock::Machine.now();
        for (id, locked) in kept {
            let room_id = RoomId::parse(&locked.room)?;
            let Some(room) = self.client.get_room(&room_id) else { continue };
            let raw: Raw<OriginalSyncRoomEncryptedEvent> = Raw::new(&locked.raw)?.cast_unchecked();
            let event = room.decrypt_event(&raw, None).await?;
            let mut news = Vec::new();
            if event.kind.is_utd() {
                let is_late = (now - locked.since).to_std().unwrap_or_default() >= LOCKED_PATIENCE;
                if !is_late {
                    continue;
                }
                // It is asked for again, so it must not come by itself later.
                news.extend(self.unreadable(&room_id, &locked.raw).await);
                deliver(out, news).await?;
                self.forget_locked(&id).await?;
            } else {
                self.take_event(&room_id, &event, &mut news).await?;
                deliver(out, news).await?;
                self.forget_locked(&id).await?;
            }
        }
        Ok(())
    }

    async fn forget_locked(&self, id: &str) -> anyhow::Result<()> {
        self.store.remove_note(&format!("{LOCKED}{id}")).await?;
        self.locked.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        Ok(())
    }

    async fn unreadable(&self, room: &RoomId, raw: &Value) -> Option<News> {
        let event = read(raw)?;
        let name = self.shown_name(room, &event.sender).await;
        let sender = Sender { account: AccountId(format!("{PLATFORM}:{}", event.sender)), name };
        Some(News::Message(Incoming {
            room: RoomKey(format!("{PLATFORM}:{room}")),
            room_name: None,
            at: event.at,
            id: format!("unreadable {}", event.id),
            sender,
            thread: None,
            what: What::Unreadable,
        }))
    }
}

/// Hands a parcel over and waits until it is on disk.
pub(super) async fn deliver(out: &mpsc::Sender<Parcel>, news: Vec<News>) -> anyhow::Result<()> {
    if news.is_empty() {
        return Ok(());
    }
    let (taken, wait) = oneshot::channel();
    out.send(Parcel { news, taken }).await.context("the bot has stopped")?;
    wait.await.context("the bot has stopped")
}

fn filter() -> FilterDefinition {
    let mut filter = FilterDefinition::with_lazy_loading();
    filter.presence = Part::ignore_all();
    filter.room.ephemeral = RoomEventFilter::ignore_all();
    filter.room.timeline = RoomEventFilter::with_lazy_loading();
    filter.room.timeline.limit = Some(UInt::from(TIMELINE_EVENTS));
    filter
}
