//! The sync loop: what happened in the rooms, in order, without gaps, decrypted where possible.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use matrix_sdk::config::{SyncSettings, SyncToken};
use matrix_sdk::deserialized_responses::{TimelineEvent, VerificationLevel, VerificationState};
use matrix_sdk::room::MessagesOptions;
use matrix_sdk::ruma::api::client::filter::{Filter as Part, FilterDefinition, RoomEventFilter};
use matrix_sdk::ruma::api::client::sync::sync_events::v3::Filter;
use matrix_sdk::ruma::{RoomId, UInt, UserId};
use matrix_sdk::sync::{JoinedRoomUpdate, SyncResponse};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use super::event::{Event, Kind, read};
use super::{LAST_PAUSE, Matrix, PLATFORM, errors, lock};
use crate::chat::{Back, Incoming, News, Parcel, RoomKey, SendError, Sender, What};
use crate::group::person::AccountId;
use crate::store::Mark;
use crate::view::absence::Meanwhile;

/// Note of how far the bot has read.
const SINCE: &str = "matrix since";
/// Note of the device that has read so far.
const DEVICE: &str = "matrix device";
/// Note of when the server answered last, to the minute.
const HEARD: &str = "matrix heard";
/// How long the server may wait for something to happen. With the time of a request it bounds how long a sync that
/// nobody answers keeps the bot from asking again: 20 seconds.
const LONG_POLL: Duration = Duration::from_secs(8);
/// The first sync of a device brings everything, which can take a server long.
const FIRST_SYNC: Duration = Duration::from_secs(48);
const TIMELINE_EVENTS: u32 = 50;
const GAP_EVENTS: u32 = 100;
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// Where a sync goes on.
pub(super) enum Place {
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

/// What was said between two places of the stream.
pub(super) enum Gap {
    /// `own_join`: the bot came into the room in between; what was said before is left out.
    Read { own_join: Option<TimelineEvent>, events: Vec<TimelineEvent> },
    /// The server does not let it be read.
    Closed,
}

/// The bot came into a room or left it.
struct OwnStep {
    id: String,
    /// `join`, `leave` or `ban`.
    now: String,
    at: DateTime<Utc>,
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
            let (mut place, mut asked, mut has_caught_up) = if self.store.stands_by() {
                let warm = self.clone().stand_by().await?;
                let (place, asked, has_caught_up) = self.clone().take_over(warm, &wanted, &out).await?;
                (place, Some(asked), has_caught_up)
            } else {
                let place = self.place().await?;
                self.read_heard().await?;
                self.read_locked().await?;
                self.announce_rooms(&wanted, &out).await?;
                (place, None, false)
            };
            if has_caught_up {
                self.clone().watch_keys(out.clone());
            }
            loop {
                // Of what was asked for earlier nobody knows when it was answered.
                let (mark, response) = match asked.take() {
                    Some(asked) => (Mark::default(), asked.await?),
                    None => (self.store.mark(), self.sync_once(place.token()).await?),
                };
                self.has_synced.store(true, Ordering::Relaxed);
                let heard_at = self.clock.now();
                let next = response.next_batch.clone();
                let news = self.clone().take(response, &place, &wanted).await?;
                deliver(&out, news).await?;
                self.note_read(&next, mark).await?;
                self.note_heard(heard_at).await?;
                if let Place::Start { .. } = place {
                    self.note_device().await?;
                }
                place = Place::After(next);
                if !has_caught_up {
                    // Not before the first sync, which brings what is none of the bot's business.
                    tokio::spawn(self.clone().join_wanted(wanted.clone()));
                    deliver(&out, vec![News::CaughtUp]).await?;
                    self.settle_patiently().await?;
                    self.clone().watch_keys(out.clone());
                    has_caught_up = true;
                }
            }
        })
    }

    /// How far the rooms were read, whichever device did, and which beat of its program had been before that was asked for.
    pub(super) async fn read_until(&self) -> anyhow::Result<(Option<String>, Option<Mark>)> {
        let Some(note) = self.store.note(SINCE).await? else { return Ok((None, None)) };
        let (since, mark) = read_since(&note);
        Ok((Some(since.to_owned()), mark))
    }

    /// Notes that everything before a place is on disk.
    pub(super) async fn note_read(&self, next: &str, mark: Mark) -> anyhow::Result<()> {
        Ok(self.store.set_note(SINCE, &format!("{next} {mark}")).await?)
    }

    /// Notes which device it was that read so far.
    pub(super) async fn note_device(&self) -> anyhow::Result<()> {
        Ok(self.store.set_note(DEVICE, self.device()?).await?)
    }

    async fn place(&self) -> anyhow::Result<Place> {
        let (since, _) = self.read_until().await?;
        let is_same_device = self.store.note(DEVICE).await?.as_deref() == Some(self.device()?);
        Ok(match since {
            Some(since) if is_same_device => Place::After(since),
            earlier => Place::Start { earlier },
        })
    }

    fn device(&self) -> anyhow::Result<&str> {
        Ok(self.client.device_id().context("the Matrix client is not logged in")?.as_str())
    }

    pub(super) async fn read_heard(&self) -> anyhow::Result<()> {
        let noted = self.store.note(HEARD).await?.and_then(|note| DateTime::from_timestamp(note.parse().ok()?, 0));
        *lock(&self.heard_at) = noted;
        Ok(())
    }

    /// Notes when the server answered last; in the store once a minute, which is as exact as it is told to people.
    async fn note_heard(&self, at: DateTime<Utc>) -> anyhow::Result<()> {
        let before = lock(&self.heard_at).replace(at);
        if before.is_none_or(|before| before.timestamp() / 60 != at.timestamp() / 60) {
            self.store.set_note(HEARD, &at.timestamp().to_string()).await?;
        }
        Ok(())
    }

    fn heard_at(&self) -> Option<DateTime<Utc>> {
        *lock(&self.heard_at)
    }

    /// One sync. It is never cancelled from outside, only by its own time limit while the answer has not come, and
    /// never asked twice with success for the same place: the SDK answers a place it knows with nothing.
    pub(super) async fn sync_once(&self, since: Option<&str>) -> anyhow::Result<SyncResponse> {
        let mut pause = FIRST_PAUSE;
        // Of a failure that was told: whether it was here and not on the way or at the server.
        let mut told = None;
        loop {
            let token = since.map_or(SyncToken::NoToken, |since| SyncToken::Specific(since.to_owned()));
            let timeout = if since.is_none() { FIRST_SYNC } else { LONG_POLL };
            let settings = SyncSettings::new().token(token).timeout(timeout).filter(Filter::FilterDefinition(filter()));
            match self.client.sync_once(settings).await {
                Ok(response) => {
                    match told {
                        Some(true) => tracing::info!("what the homeserver says is kept again"),
                        Some(false) => tracing::info!("the homeserver answers again"),
                        None => {}
                    }
                    return Ok(response);
                }
                Err(error) => {
                    let failure = self.failures.of_send(&error);
                    if errors::is_logged_out(&failure) {
                        bail!(
                            "the homeserver has ended the session ({failure}); remove the folder {} and start again",
                            self.config.store.display()
                        );
                    }
                    let asked = if let SendError::Retry { after, .. } = failure { after } else { None };
                    let is_ours = !errors::is_of_request(&error);
                    // A limit is logged where it is read.
                    if asked.is_none() && told.replace(is_ours) != Some(is_ours) {
                        tracing::warn!(error = %failure, "{}; trying again", cannot_go_on(is_ours));
                    }
                    if is_ours {
                        self.reread_keys().await;
                    }
                    tokio::time::sleep(asked.unwrap_or(pause)).await;
                    pause = (pause * 2).min(LAST_PAUSE);
                }
            }
        }
    }

    pub(super) async fn take(
        self: Arc<Self>,
        response: SyncResponse,
        place: &Place,
        wanted: &[RoomKey],
    ) -> anyhow::Result<Vec<News>> {
        let mut news = Vec::new();
        for (room, update) in response.rooms.joined {
            let was_inside = !lock(&self.inside).insert(room.clone());
            match place {
                Place::After(since) => {
                    self.take_room(&room, update, since, was_inside, wanted, &mut news).await?;
                }
                Place::Start { earlier } => {
                    news.push(self.room_news(&room, wanted).await);
                    // What was there before a first login is none of the bot's business.
                    let Some(earlier) = earlier else { continue };
                    let gap = self.fill_gap(&room, &response.next_batch, earlier).await;
                    self.take_gap(&room, gap, earlier, true, &mut news).await?;
                }
            }
        }
        for (room, update) in response.rooms.left {
            lock(&self.inside).remove(&room);
            let events = update.timeline.events;
            let left = events.iter().position(|event| self.own_step(event).is_some_and(|step| step.now != "join"));
            if let Place::After(_) = place {
                // What was said before the bot was sent away is the room's business still.
                for event in events.iter().take(left.unwrap_or(0)) {
                    self.take_event(&room, event, &mut news).await?;
                }
            }
            let at =
                left.and_then(|left| self.own_step(&events[left])).map_or_else(|| self.clock.now(), |step| step.at);
            news.push(News::Left { room: RoomKey(format!("{PLATFORM}:{room}")), at });
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
        was_inside: bool,
        wanted: &[RoomKey],
        news: &mut Vec<News>,
    ) -> anyhow::Result<()> {
        let events = update.timeline.events;
        // What was there before the bot came in is none of its business either.
        let joined = events.iter().rposition(|event| self.is_own_join(event));
        if let Some(joined) = joined {
            news.push(self.room_news(room, wanted).await);
            news.extend(self.move_news(room).await);
            news.extend(self.back_news(room, &events[joined], &events[..joined], was_inside));
        }
        if let (true, None, Some(from)) = (update.timeline.limited, joined, &update.timeline.prev_batch) {
            let gap = self.fill_gap(room, from, since).await;
            self.take_gap(room, gap, since, was_inside, news).await?;
        }
        for event in events.into_iter().skip(joined.map_or(0, |own| own + 1)) {
            self.take_event(room, &event, news).await?;
        }
        Ok(())
    }

    pub(super) async fn take_gap(
        &self,
        room: &RoomId,
        gap: Gap,
        since: &str,
        was_inside: bool,
        news: &mut Vec<News>,
    ) -> anyhow::Result<()> {
        match gap {
            Gap::Read { own_join, events } => {
                news.extend(own_join.and_then(|join| self.back_news(room, &join, &[], was_inside)));
                for event in events {
                    self.take_event(room, &event, news).await?;
                }
            }
            Gap::Closed => news.push(News::Back(Back {
                room: RoomKey(format!("{PLATFORM}:{room}")),
                id: format!("{room} {since}"),
                from: self.heard_at(),
                to: self.clock.now(),
                meanwhile: Meanwhile::Unheard,
            })),
        }
        Ok(())
    }

    /// Events after our place and before the answer's, oldest first. The answer will not come
    /// again, so this stays until it has them, or the room is closed to us.
    pub(super) async fn fill_gap(&self, room: &RoomId, from: &str, since: &str) -> Gap {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.read_gap(room, from, since).await {
                Ok(gap) => return gap,
                Err(SendError::Retry { after, reason }) => {
                    tracing::warn!(%reason, "reading what was said meanwhile has to wait");
                    tokio::time::sleep(after.unwrap_or(pause)).await;
                    pause = (pause * 2).min(LAST_PAUSE);
                }
                Err(
                    SendError::LoggedOut { reason }
                    | SendError::GiveUp { reason }
                    | SendError::Silenced { reason }
                    | SendError::TooLarge { reason },
                ) => {
                    tracing::error!(%room, %reason, "what was said meanwhile in this room cannot be read");
                    return Gap::Closed;
                }
            }
        }
    }

    async fn read_gap(&self, room: &RoomId, from: &str, since: &str) -> Result<Gap, SendError> {
        let mut events: Vec<TimelineEvent> = Vec::new();
        let Some(room) = self.client.get_room(room) else { return Ok(Gap::Read { own_join: None, events }) };
        let mut from = from.to_owned();
        let joined = loop {
            let mut options = MessagesOptions::backward().from(from.as_str());
            options.to = Some(since.to_owned());
            options.limit = UInt::from(GAP_EVENTS);
            let page = room.messages(options).await.map_err(|error| self.failures.of_send(&error))?;
            let own_join = page.chunk.iter().position(|event| self.is_own_join(event));
            let is_last = page.chunk.is_empty() || own_join.is_some();
            let joined = own_join.map(|own| page.chunk[own].clone());
            let count = own_join.unwrap_or(page.chunk.len());
            events.extend(page.chunk.into_iter().take(count));
            match page.end {
                Some(end) if !is_last => from = end,
                Some(_) | None => break joined,
            }
        };
        events.reverse();
        Ok(Gap::Read { own_join: joined, events })
    }

    /// The bot is in a room again. When it was sent away, the room's events say, or the bot has noted it; or it was
    /// down at the time, and knows only when it heard the server last.
    fn back_news(
        &self,
        room: &RoomId,
        join: &TimelineEvent,
        before: &[TimelineEvent],
        was_inside: bool,
    ) -> Option<News> {
        let joined = self.own_step(join)?;
        let left = before.iter().rev().filter_map(|event| self.own_step(event)).find(|step| step.now != "join");
        let from = left.map(|left| left.at).or_else(|| self.heard_at().filter(|_| was_inside));
        Some(News::Back(Back {
            room: RoomKey(format!("{PLATFORM}:{room}")),
            id: joined.id,
            from,
            to: joined.at,
            meanwhile: Meanwhile::Unheard,
        }))
    }

    fn is_own_join(&self, event: &TimelineEvent) -> bool {
        self.own_step(event).is_some_and(|step| step.now == "join")
    }

    /// That the bot itself came into a room or left it.
    fn own_step(&self, event: &TimelineEvent) -> Option<OwnStep> {
        let raw = event.raw().deserialize_as_unchecked::<Value>().ok()?;
        own_step(&raw, self.client.user_id().map(UserId::as_str)?)
    }

    pub(super) async fn take_event(
        &self,
        room: &RoomId,
        event: &TimelineEvent,
        news: &mut Vec<News>,
    ) -> anyhow::Result<()> {
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

    pub(super) async fn to_news(&self, room: &RoomId, event: Event) -> Option<News> {
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
        // Some clients name a person in the words and the account only here.
        let mut mentions = Vec::new();
        for user in event.mentioned.iter().filter(|user| Some(user.as_str()) != me) {
            let name = self.shown_name(room, user).await;
            mentions.push(Sender { account: AccountId(format!("{PLATFORM}:{user}")), name });
        }
        let incoming = Incoming::in_room(key, event.at, event.id, sender, what).in_thread(event.thread);
        Some(News::Message(incoming.mentioning(mentions)))
    }

    pub(super) async fn shown_name(&self, room: &RoomId, user: &str) -> String {
        let local = || user.trim_start_matches('@').split(':').next().unwrap_or(user).to_owned();
        let (Some(room), Ok(user)) = (self.client.get_room(room), UserId::parse(user)) else { return local() };
        let member = room.get_member_no_sync(&user).await.ok().flatten();
        member.and_then(|member| member.display_name().map(str::to_owned)).unwrap_or_else(local)
    }
}

/// Reads from an event whether it brings a user into a room or out of it. An invitation does neither.
fn own_step(raw: &Value, user: &str) -> Option<OwnStep> {
    let now = raw["content"]["membership"].as_str()?;
    let before = raw["unsigned"]["prev_content"]["membership"].as_str().unwrap_or("leave");
    let is_step = (now == "join") != (before == "join") && now != "invite" && now != "knock";
    if raw["type"] != "m.room.member" || raw["state_key"].as_str() != Some(user) || !is_step {
        return None;
    }
    let at = DateTime::from_timestamp_millis(raw["origin_server_ts"].as_i64()?)?;
    Some(OwnStep { id: raw["event_id"].as_str()?.to_owned(), now: now.to_owned(), at })
}

/// `TOKEN TERM.BEAT`; before there were marks, the token alone.
fn read_since(note: &str) -> (&str, Option<Mark>) {
    match note.rsplit_once(' ') {
        Some((since, mark)) => (since, mark.parse().ok()),
        None => (note, None),
    }
}

/// What a sync fails by.
fn cannot_go_on(is_ours: bool) -> &'static str {
    if is_ours { "what the homeserver says cannot be kept" } else { "the homeserver does not answer" }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn step(now: &str, before: Option<&str>, user: &str) -> Option<String> {
        let raw = json!({
            "type": "m.room.member", "state_key": user, "event_id": "$1", "origin_server_ts": 1_795_000_000_000_i64,
            "content": {"membership": now}, "unsigned": before.map(|before| json!({"prev_content": {"membership": before}})),
        });
        own_step(&raw, "@convenor:example.org").map(|step| step.now)
    }

    #[test]
    fn a_place_is_read_with_and_without_its_mark() {
        let mark = "3.14".parse().ok();
        for (note, expected) in
            [("s1_2_3", ("s1_2_3", None)), ("s1_2_3 3.14", ("s1_2_3", mark)), ("s1 x", ("s1", None))]
        {
            assert_eq!(read_since(note), expected, "{note}");
        }
    }

    #[test]
    fn coming_and_going_is_told_from_all_else_about_oneself() {
        let me = "@convenor:example.org";
        for (now, before, expected) in [
            ("join", Some("invite"), Some("join")),
            ("join", None, Some("join")),
            ("join", Some("join"), None),
            ("leave", Some("join"), Some("leave")),
            ("ban", Some("join"), Some("ban")),
            ("invite", Some("leave"), None),
            ("leave", Some("ban"), None),
            ("leave", Some("invite"), None),
        ] {
            assert_eq!(step(now, before, me).as_deref(), expected, "{before:?} to {now}");
        }
        assert_eq!(step("join", None, "@ana:example.org"), None);
    }
}
