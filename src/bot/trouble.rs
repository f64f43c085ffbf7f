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

/// What was seen of the store so far.
#[derive(Default)]
struct Watching {
    /// The rooms know that it is gone.
    is_told: bool,
    hearings: Vec<(String, String)>,
    /// Another program hears the platforms.
    is_beside: bool,
}

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
        let mut watching = Watching::default();
        loop {
            tokio::time::sleep(LOOK_AGAIN).await;
            self.look_at_store(&mut watching).await;
        }
    }

    async fn look_at_store(&self, watching: &mut Watching) {
        if let Ok(now) = self.store().hearings().await {
            watching.is_beside = now != std::mem::replace(&mut watching.hearings, now.clone());
        }
        match self.store().verify().await {
            // Another one stands by, and goes on if it can.
            Err(error) if watching.is_beside => tracing::error!(%error, "the store cannot be used"),
            Err(error) if !watching.is_told => {
                tracing::error!(%error, "the store cannot be used");
                self.say_in_meetings(GONE).await;
                watching.is_told = true;
            }
            Ok(()) if watching.is_told => {
                tracing::info!("the store can be used again");
                self.say_in_meetings(BACK).await;
                watching.is_told = false;
            }
            Ok(()) | Err(_) => {}
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::{Arc, Mutex, PoisonError};

    use async_trait::async_trait;
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::bot::{Delivery, Parts};
    use crate::chat::{Chat, Limits, SendError, Sender, What};
    use crate::clock::Clock;
    use crate::command::grammar::Names;
    use crate::group::person::AccountId;
    use crate::store::Store;
    use crate::text::plain;

    #[derive(Default)]
    struct Wall(Mutex<Vec<String>>);

    const LIMITS: Limits = Limits {
        message_bytes: 9_000,
        can_whisper: false,
        merges: false,
        board_rest: None,
        holds_back_floods: false,
        signs_receipts: false,
        shows_pictures: false,
    };

    #[async_trait]
    impl Chat for Wall {
        fn limits(&self) -> &Limits {
            &LIMITS
        }

        async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
            let words = plain::render(&message.say.text, None);
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{room} {words}"));
            Ok(key.to_owned())
        }

        async fn edit(&self, _: &RoomKey, _: &str, _: &Text, _: &str) -> Result<(), SendError> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn rooms_in_a_meeting_are_told_once_that_the_store_is_gone_and_once_that_it_is_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("convenor.db");
        let now: DateTime<Utc> = "2026-12-08T14:00:00Z".parse().expect("an RFC 3339 instant");
        let wall = Arc::new(Wall::default());
        let chat: Arc<dyn Chat> = wall.clone();
        let bot = Bot::new(Parts {
            store: Store::open(&format!("sqlite://{}", file.display())).await.expect("the store opens"),
            clock: Clock::simulated(now),
            names: Names::default(),
            charters: Vec::new(),
            rooms: BTreeMap::new(),
            open_rooms: true,
            chats: BTreeMap::from([("wall".to_owned(), chat)]),
            mailer: None,
            delivery: Delivery::ByHand,
        });
        let rooms = [RoomKey("wall:meets".to_owned()), RoomKey("wall:rests".to_owned())];
        for room in &rooms {
            bot.bind(room, &[], None).await;
            let sender = Sender { account: AccountId("wall:ana".to_owned()), name: "ana".to_owned() };
            let line = if room == &rooms[0] { "start meeting" } else { "agenda+ Later" };
            let said = What::Said { text: line.to_owned() };
            let incoming = Incoming::in_room(room.clone(), now, format!("line {room}"), sender, said);
            bot.receive(&incoming).await.expect("the store answers");
        }
        let said = || std::mem::take(&mut *wall.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut watching = Watching::default();
        bot.look_at_store(&mut watching).await;
        assert_eq!(said(), Vec::<String>::new(), "all is well");
        let away = folder.path().join("away");
        std::fs::rename(&file, &away).expect("moved");
        bot.look_at_store(&mut watching).await;
        assert_eq!(said(), [format!("wall:meets {GONE}")]);
        bot.look_at_store(&mut watching).await;
        assert_eq!(said(), Vec::<String>::new(), "once is enough");
        std::fs::rename(&away, &file).expect("moved back");
        bot.look_at_store(&mut watching).await;
        assert_eq!(said(), [format!("wall:meets {BACK}")]);
        bot.look_at_store(&mut watching).await;
        assert_eq!(said(), Vec::<String>::new());
        assert!(LOOK_AGAIN * 2 <= Duration::from_mins(1), "within a minute");
    }
}
