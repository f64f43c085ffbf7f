//! What the bot's account has said in a room before this run, perhaps by another device.
//!
//! The same key again is the same message. A transaction id sees to that for one device and for some time (client-server
//! API, “Transaction identifiers”), so each message carries its key, and before the first message of a run a room is
//! looked through once (docs/decisions/0038).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use matrix_sdk::Room;
use matrix_sdk::room::MessagesOptions;
use matrix_sdk::ruma::{OwnedRoomId, OwnedUserId, UInt};
use serde_json::Value;

use super::{Matrix, SEND_TIME_OUT, lock, too_late};
use crate::chat::SendError;

/// Where in its content a message has its key. In an encrypted room it is encrypted like the rest.
const KEY: &str = "org.convenor.key";
/// Messages of the bot's own that are looked at in a room.
const PAGE: u32 = 100;
const PAGES: usize = 2;
/// How long a room waits for its history, or for the keys that open it, before the bot speaks there without.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_secs(1);
/// A program that was in charge until now has said nothing older than this that is still in question.
const RECENT: TimeDelta = TimeDelta::minutes(10);
/// Rooms of which it is remembered.
const ROOMS: usize = 1_000;

/// Event ids by key.
pub(super) type Said = BTreeMap<String, String>;

pub(super) struct Past {
    /// Stands before every key: a new database counts from one again, and its messages are other ones.
    identity: String,
    /// What was said before this moment is in question no more.
    recent_from: Mutex<DateTime<Utc>>,
    rooms: Mutex<BTreeMap<OwnedRoomId, Looked>>,
}

enum Looked {
    /// Not yet with success; since when it is tried.
    Since(DateTime<Utc>),
    Done(Arc<Said>),
}

/// What a look has found.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    said: Said,
    /// Messages of late that cannot be decrypted yet.
    closed: usize,
}

impl Past {
    pub fn new(identity: String, opened_at: DateTime<Utc>) -> Past {
        Past { identity, recent_from: Mutex::new(opened_at - RECENT), rooms: Mutex::default() }
    }

    /// The program begins to act only now. What was said before it followed the rooms, the program before had long to confirm.
    pub fn reopen(&self, now: DateTime<Utc>, followed_from: DateTime<Utc>) {
        *lock(&self.recent_from) = followed_from.max(now - RECENT);
    }

    /// A key as it goes out.
    pub fn whole(&self, key: &str) -> String {
        format!("{}.{key}", self.identity)
    }

    /// A message's content with its key.
    pub fn keyed(&self, mut content: Value, key: &str) -> Value {
        content[KEY] = self.whole(key).into();
        content
    }

    /// Takes note of an event of the bot's own; the newest come first.
    fn note(&self, event: &Value, is_closed: bool, found: &mut Found) {
        let sent_at = event["origin_server_ts"].as_i64().and_then(DateTime::from_timestamp_millis);
        if is_closed {
            let recent_from = *lock(&self.recent_from);
            found.closed += usize::from(sent_at.is_some_and(|at| at >= recent_from));
        }
        let key = event["content"][KEY].as_str().and_then(|key| key.strip_prefix(&self.identity)?.strip_prefix('.'));
        if let (Some(key), Some(id)) = (key, event["event_id"].as_str()) {
            found.said.insert(key.to_owned(), id.to_owned());
        }
    }

    fn known(&self, room: &Room) -> Option<Arc<Said>> {
        match lock(&self.rooms).get(room.room_id()) {
            Some(Looked::Done(said)) => Some(said.clone()),
            Some(Looked::Since(_)) | None => None,
        }
    }

    /// Since when a room is being looked at.
    fn begin(&self, room: &Room, now: DateTime<Utc>) -> DateTime<Utc> {
        let mut rooms = lock(&self.rooms);
        if rooms.len() >= ROOMS {
            rooms.clear();
        }
        match rooms.entry(room.room_id().to_owned()).or_insert(Looked::Since(now)) {
            Looked::Since(since) => *since,
            Looked::Done(_) => now,
        }
    }
}

impl Matrix {
    /// What was said in a room under which key. It is read once in a run; a room that does not let its history be read, or
    /// not in time, has none.
    pub(super) async fn said_in(&self, room: &Room) -> Result<Arc<Said>, SendError> {
        if let Some(said) = self.past.known(room) {
            return Ok(said);
        }
        let now = self.clock.now();
        let is_late = (now - self.past.begin(room, now)).to_std().unwrap_or_default() >= PATIENCE;
        let said = match self.look_back(room).await {
            Ok(found) if found.closed > 0 && !is_late => {
                return Err(SendError::Retry {
                    after: Some(PAUSE),
                    reason: "the keys of earlier messages have not come yet".to_owned(),
                });
            }
            Ok(found) => {
                if found.closed > 0 {
                    tracing::warn!(room = %room.room_id(), count = found.closed, "earlier messages of the bot cannot be decrypted here; what they said may be said again");
                }
                found.said
            }
            Err(error @ SendError::LoggedOut { .. }) => return Err(error),
            Err(error @ SendError::Retry { .. }) if !is_late => return Err(error),
            Err(error) => {
                tracing::warn!(room = %room.room_id(), %error, "what the bot has said here before cannot be read; some of it may be said again");
                Said::new()
            }
        };
        let said = Arc::new(said);
        lock(&self.past.rooms).insert(room.room_id().to_owned(), Looked::Done(said.clone()));
        Ok(said)
    }

    async fn look_back(&self, room: &Room) -> Result<Found, SendError> {
        let me: Vec<OwnedUserId> = self.client.user_id().map(ToOwned::to_owned).into_iter().collect();
        let mut found = Found::default();
        let mut from = None;
        for _ in 0..PAGES {
            let mut options = MessagesOptions::backward();
            options.from = from;
            options.limit = UInt::from(PAGE);
            options.filter.senders = Some(me.clone());
            options.filter.types = Some(vec!["m.room.message".to_owned(), "m.room.encrypted".to_owned()]);
            let page = tokio::time::timeout(SEND_TIME_OUT, room.messages(options)).await.map_err(|_| too_late())?;
            let page = page.map_err(|error| self.failures.of_send(&error))?;
            for event in &page.chunk {
                if let Ok(raw) = event.raw().deserialize_as_unchecked::<Value>() {
                    self.past.note(&raw, event.kind.is_utd(), &mut found);
                }
            }
            from = page.end.filter(|_| !page.chunk.is_empty());
            if from.is_none() {
                break;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn past() -> Past {
        Past::new("00ff".to_owned(), DateTime::UNIX_EPOCH + TimeDelta::hours(1))
    }

    fn event(id: &str, content: &Value, minutes: i64) -> Value {
        json!({"event_id": id, "origin_server_ts": minutes * 60_000, "content": content})
    }

    #[test]
    fn a_message_is_found_by_its_key() {
        let (past, mut found) = (past(), Found::default());
        let keyed = |key: &str| past.keyed(json!({"body": "words"}), key);
        let other = Past::new("00fe".to_owned(), DateTime::UNIX_EPOCH);
        for (id, content) in [
            ("$4", keyed("group.1.0")),
            ("$3", other.keyed(json!({}), "group.2.0")),
            ("$2", json!({"body": "redacted, or from before there were keys"})),
            ("$1", keyed("group.1.0")),
            ("$0", keyed("board.matrix:!r.1")),
        ] {
            past.note(&event(id, &content, 1), false, &mut found);
        }
        let said = [("board.matrix:!r.1", "$0"), ("group.1.0", "$1")];
        let said: Said = said.into_iter().map(|(key, id)| (key.to_owned(), id.to_owned())).collect();
        assert_eq!(found, Found { said, closed: 0 }, "the first of two, and none of another database");
    }

    #[test]
    fn only_what_was_said_of_late_is_waited_for() {
        let (past, mut found) = (past(), Found::default());
        let closed = || json!({"algorithm": "m.megolm.v1.aes-sha2"});
        for minutes in [0, 49, 50, 61] {
            past.note(&event("$1", &closed(), minutes), true, &mut found);
        }
        assert_eq!(found, Found { said: Said::new(), closed: 2 });
        // One that has followed the room since the last of them.
        past.reopen(DateTime::UNIX_EPOCH + TimeDelta::minutes(62), DateTime::UNIX_EPOCH + TimeDelta::minutes(61));
        let mut found = Found::default();
        for minutes in [0, 49, 50, 60, 61] {
            past.note(&event("$1", &closed(), minutes), true, &mut found);
        }
        assert_eq!(found.closed, 1);
    }
}
