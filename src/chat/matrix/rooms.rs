//! Rooms: which ones the bot is in, invitations, and rooms that move.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use matrix_sdk::ruma::events::StateEventType;
use matrix_sdk::ruma::events::room::pinned_events::RoomPinnedEventsEventContent;
use matrix_sdk::ruma::{EventId, OwnedServerName, RoomAliasId, RoomId, RoomOrAliasId};
use tokio::sync::mpsc;

use super::sync::deliver;
use super::{LAST_PAUSE, Matrix, PLATFORM, SEND_TIME_OUT, lock};
use crate::chat::{News, Parcel, RoomKey, SendError};
use crate::group::person::AccountId;

/// Note of the room that a room continues.
const CONTINUES: &str = "matrix continues ";
/// Note of a room that the bot waits to be invited to.
const AWAITED: &str = "matrix awaited ";
/// Joining can fail for some seconds while servers catch up.
const JOIN_ATTEMPTS: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// Note of the board that the bot has pinned in a room.
const PINNED: &str = "matrix pinned ";
/// Note of the room that an alias meant last.
const ALIAS: &str = "matrix alias ";

/// Joins that wait.
#[derive(Default)]
pub(super) struct Joins {
    /// Rooms in which others have moved on, with a server that is there.
    followed: Mutex<BTreeMap<String, Option<String>>>,
    /// Not before this, because the server said so.
    rest_until: Mutex<Option<DateTime<Utc>>>,
}

impl Matrix {
    /// Joins the configured rooms that let the bot in; for the others it waits for an invitation.
    pub(super) async fn join_wanted(self: Arc<Self>, wanted: Vec<RoomKey>) {
        for key in wanted.iter().filter(|key| key.platform() == PLATFORM) {
            let room = self.resolve(key).await.and_then(|room| RoomId::parse(room).ok());
            let known = room.and_then(|room| self.client.get_room(&room));
            let is_joined = known.is_some_and(|room| room.state() == matrix_sdk::RoomState::Joined);
            if !is_joined && let Err(error) = self.join_patiently(key.id(), None).await {
                tracing::info!(room = %key, reason = %error, "not in this room yet: invite the bot there");
            }
        }
    }

    /// Tells which rooms the bot is in.
    pub(super) async fn announce_rooms(&self, wanted: &[RoomKey], out: &mpsc::Sender<Parcel>) -> anyhow::Result<()> {
        let wanted = self.resolve_all(wanted).await;
        let joined = self.client.joined_rooms();
        lock(&self.inside).extend(joined.iter().map(|room| room.room_id().to_owned()));
        let mut left_behind: Vec<RoomKey> = Vec::new();
        for room in &joined {
            left_behind.extend(self.continued(room.room_id()).await);
        }
        let mut news = Vec::new();
        for room in joined {
            if !left_behind.contains(&key_of(room.room_id())) {
                news.push(self.named(room.room_id(), &wanted).await);
            }
        }
        deliver(out, news).await
    }

    pub(super) async fn room_news(&self, room: &RoomId, wanted: &[RoomKey]) -> News {
        let wanted = self.resolve_all(wanted).await;
        self.named(room, &wanted).await
    }

    /// A room with the keys under which the configuration knows it.
    async fn named(&self, room: &RoomId, wanted: &[(RoomKey, String)]) -> News {
        let key = key_of(room);
        let continued = self.continued(room).await;
        let is_it = |id: &String| id == key.id() || continued.iter().any(|earlier| earlier.id() == id);
        let others = wanted.iter().filter(|(wish, id)| is_it(id) && *wish != key).map(|(wish, _)| wish.clone());
        let mut called: Vec<RoomKey> = others.collect();
        called.extend(continued);
        let name = match self.client.get_room(room) {
            Some(room) => room.display_name().await.ok().map(|name| name.to_string()),
            None => None,
        };
        News::Room { room: key, called, name }
    }

    async fn resolve_all(&self, wanted: &[RoomKey]) -> Vec<(RoomKey, String)> {
        let mut resolved = Vec::new();
        for key in wanted.iter().filter(|key| key.platform() == PLATFORM) {
            resolved.extend(self.resolve(key).await.map(|id| (key.clone(), id)));
        }
        resolved
    }

    /// That a room has moved here, when the bot comes in.
    pub(super) async fn move_news(&self, room: &RoomId) -> Option<News> {
        let from = self.continued(room).await.into_iter().next()?;
        Some(News::Moved { from, to: key_of(room) })
    }

    /// The rooms that a room continues: the one before it, the one before that, and so on.
    async fn continued(&self, room: &RoomId) -> Vec<RoomKey> {
        let mut before: Vec<RoomKey> = Vec::new();
        let mut key = key_of(room);
        while let Ok(Some(earlier)) = self.store.note(&format!("{CONTINUES}{}", key.id())).await {
            key = RoomKey(earlier);
            // Anybody with the power to write a tombstone could close the circle.
            if before.contains(&key) {
                break;
            }
            before.push(key.clone());
        }
        before
    }

    /// The room id behind a configured key, which may be an alias. A server that does not answer is
    /// waited for: taken for another, the room would be a group where everyone is chair.
    async fn resolve(&self, key: &RoomKey) -> Option<String> {
        if !key.id().starts_with('#') {
            return Some(key.id().to_owned());
        }
        let alias = <&RoomAliasId>::try_from(key.id()).ok()?;
        let note = format!("{ALIAS}{alias}");
        let mut pause = FIRST_PAUSE;
        loop {
            match self.client.resolve_room_alias(alias).await.map_err(|error| self.failures.of_request(&error)) {
                Ok(answer) => {
                    let room = answer.room_id.to_string();
                    if let Err(error) = self.store.set_note(&note, &room).await {
                        tracing::warn!(%error, "which room an alias means could not be noted");
                    }
                    return Some(room);
                }
                Err(SendError::GiveUp { .. }) => return None,
                Err(error) => {
                    if let Some(known) = self.store.note(&note).await.ok().flatten() {
                        return Some(known);
                    }
                    tracing::warn!(%alias, %error, "waiting to learn which room an alias means");
                    let asked = if let SendError::Retry { after, .. } = error { after } else { None };
                    tokio::time::sleep(asked.unwrap_or(pause)).await;
                    pause = (pause * 2).min(LAST_PAUSE);
                }
            }
        }
    }

    /// Asks once to be let in, unless it is known that it is too early.
    async fn join(&self, room: &str, via: Option<&str>) -> Result<(), SendError> {
        let rest = lock(&self.joins.rest_until).and_then(|until| (until - self.clock.now()).to_std().ok());
        if let Some(after) = rest.filter(|rest| !rest.is_zero()) {
            return Err(SendError::Retry { after: Some(after), reason: "the server limits our rate".to_owned() });
        }
        let refused = |reason: String| SendError::GiveUp { reason };
        let room = RoomOrAliasId::parse(room).map_err(|error| refused(error.to_string()))?;
        let via: Vec<OwnedServerName> = via.into_iter().filter_map(|server| server.try_into().ok()).collect();
        let joined = self.client.join_room_by_id_or_alias(&room, &via).await;
        let joined = joined.map(drop).map_err(|error| self.failures.of_send(&error));
        if let Err(SendError::Retry { after: Some(after), .. }) = &joined {
            *lock(&self.joins.rest_until) = Some(self.clock.now() + *after);
        }
        joined
    }

    /// Asks several times. Nothing else may wait for this.
    async fn join_patiently(&self, room: &str, via: Option<&str>) -> Result<(), SendError> {
        let mut pause = FIRST_PAUSE;
        for _ in 0..JOIN_ATTEMPTS {
            match self.join(room, via).await {
                Err(SendError::Retry { after, .. }) => tokio::time::sleep(after.unwrap_or(pause)).await,
                joined => return joined,
            }
            pause *= 2;
        }
        Err(SendError::Retry { after: None, reason: "the room does not let the bot in yet".to_owned() })
    }

    /// Accepts invitations of people on the allow-list, and to rooms that continue one of ours. One
    /// round at a time; those that fail come up again with the next sync.
    pub(super) async fn accept_invitations(self: Arc<Self>) {
        if self.is_accepting.swap(true, Ordering::SeqCst) {
            return;
        }
        for room in self.client.invited_rooms() {
            let id = room.room_id().to_string();
            let inviter = room.invite_details().await.ok().map(|invite| invite.inviter_id.to_string());
            let is_allowed = inviter.as_ref().is_some_and(|inviter| self.config.invites_from.contains(inviter));
            let is_awaited = self.store.note(&format!("{AWAITED}{id}")).await.ok().flatten().is_some();
            if !is_allowed && !is_awaited {
                continue;
            }
            match self.join_patiently(&id, None).await {
                Ok(()) => tracing::info!(room = %id, "accepted an invitation"),
                Err(error) => tracing::warn!(room = %id, %error, "an invitation could not be accepted yet"),
            }
        }
        let followed = std::mem::take(&mut *lock(&self.joins.followed));
        for (room, server) in followed {
            if let Err(error) = self.join_patiently(&room, server.as_deref()).await {
                tracing::warn!(%room, %error, "a room has moved; invite the bot to the new one");
            }
        }
        self.is_accepting.store(false, Ordering::SeqCst);
    }

    /// Pins the board, where the bot may, in place of the one before; what else is pinned stays. A room in which it may not is
    /// no worse for it.
    pub(super) async fn pin(&self, room: &RoomKey, board: &str) {
        let (Ok(joined), Ok(me)) = (self.joined(room), self.me()) else { return };
        let levels = joined.power_levels().await;
        let may_pin = levels.is_ok_and(|levels| levels.user_can_send_state(me, StateEventType::RoomPinnedEvents));
        let Some(board) = EventId::parse(board).ok().filter(|_| may_pin) else { return };
        let note = format!("{PINNED}{room}");
        let before = self.store.note(&note).await.ok().flatten();
        let mut pinned = joined.pinned_event_ids().unwrap_or_default();
        pinned.retain(|event| Some(event.as_str()) != before.as_deref() && *event != board);
        pinned.push(board.clone());
        let sent = joined.send_state_event(RoomPinnedEventsEventContent::new(pinned));
        match tokio::time::timeout(SEND_TIME_OUT, sent).await {
            Ok(Ok(_)) => {
                if let Err(error) = self.store.set_note(&note, board.as_str()).await {
                    tracing::warn!(%error, "which board is pinned could not be noted");
                }
            }
            Ok(Err(error)) => tracing::debug!(%room, %error, "the board is not pinned"),
            Err(_) => tracing::debug!(%room, "the board is not pinned in time"),
        }
    }

    /// Whether a person runs a room: may send the bot away, or change who may do what. What the server does not tell is a no.
    pub(super) async fn may_manage(&self, room: &RoomKey, account: &AccountId) -> bool {
        let (Ok(room), Some(user), Ok(me)) = (self.joined(room), Matrix::user_of(account), self.me()) else {
            return false;
        };
        match room.power_levels().await {
            Ok(levels) => {
                levels.user_can_kick_user(&user, me)
                    || levels.user_can_ban_user(&user, me)
                    || levels.user_can_send_state(&user, StateEventType::RoomPowerLevels)
            }
            Err(error) => {
                tracing::warn!(room = %room.room_id(), %error, "who may decide about this room is not known");
                false
            }
        }
    }

    /// Follows a room that has been upgraded; the meeting goes on in the new one.
    pub(super) async fn follow(&self, old: &RoomKey, replacement: &str, sender: &str) -> Option<News> {
        let note = self.store.set_note(&format!("{CONTINUES}{replacement}"), &old.0).await;
        let awaited = self.store.set_note(&format!("{AWAITED}{replacement}"), &old.0).await;
        if let Err(error) = note.and(awaited) {
            tracing::error!(%error, "where a room has moved could not be noted");
        }
        let server = sender.split_once(':').map(|(_, server)| server);
        match self.join(replacement, server).await {
            Ok(()) => Some(News::Moved { from: old.clone(), to: RoomKey(format!("{PLATFORM}:{replacement}")) }),
            // What is said elsewhere does not wait for this: it is tried again beside it.
            Err(SendError::Retry { .. }) => {
                lock(&self.joins.followed).insert(replacement.to_owned(), server.map(str::to_owned));
                None
            }
            Err(error) => {
                tracing::warn!(room = %old, %error, "the room has moved; invite the bot to the new one");
                None
            }
        }
    }
}

fn key_of(room: &RoomId) -> RoomKey {
    RoomKey(format!("{PLATFORM}:{room}"))
}
