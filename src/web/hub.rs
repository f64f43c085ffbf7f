//! Rooms of the web: what was said there last, in memory only, and word of every new line to the pages that are open.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex as StdMutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokio::sync::watch;

use super::{PLATFORM, ROOM_OF_GROUP};
use crate::chat::{Chat, Limits, Outgoing, RoomKey, SendError, Sender};
use crate::clock::Clock;
use crate::group::person::AccountId;
use crate::text::html::{self, Ping};
use crate::text::{Block, Span, Text, plain};
use crate::view::Audience;

/// Lines that a room keeps.
const KEPT: usize = 50;
/// Rooms with lines that are kept.
const ROOMS: usize = 1_000;

/// A line of a room.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub id: String,
    pub at: DateTime<Utc>,
    pub by: By,
    /// The one account that sees it. `None`: everyone in the room.
    pub to: Option<AccountId>,
    /// The press or line that it answers.
    pub cause: Option<String>,
    /// The words as HTML, made by `text::html` alone.
    pub html: String,
    /// The words without markup.
    pub plain: String,
}

/// Who said a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum By {
    Bot,
    Person(Sender),
}

struct Room {
    lines: VecDeque<Line>,
    /// Goes up with every change of the lines.
    version: watch::Sender<u64>,
}

impl Default for Room {
    fn default() -> Room {
        Room { lines: VecDeque::new(), version: watch::Sender::new(0) }
    }
}

impl Room {
    fn put(&mut self, line: Line) {
        if let Some(known) = self.lines.iter_mut().find(|known| known.id == line.id) {
            *known = line;
        } else {
            if self.lines.len() == KEPT {
                self.lines.pop_front();
            }
            self.lines.push_back(line);
        }
        self.version.send_modify(|version| *version += 1);
    }
}

/// The platform whose rooms are web pages.
pub struct Hub {
    rooms: StdMutex<HashMap<RoomKey, Room>>,
    /// The last press of each seat whose page has not been shown since, by the hash of the seat.
    presses: StdMutex<HashMap<String, String>>,
    clock: Clock,
    limits: Limits,
}

impl Hub {
    pub fn new(clock: Clock) -> Hub {
        let limits = Limits {
            message_bytes: usize::MAX,
            can_whisper: true,
            merges: false,
            board_rest: None,
            holds_back_floods: true,
            signs_receipts: false,
            shows_pictures: false,
        };
        Hub { rooms: StdMutex::default(), presses: StdMutex::default(), clock, limits }
    }

    /// What a person has typed in a room, for the others there. The same id again is the same line.
    pub(super) fn say(&self, room: &RoomKey, id: &str, by: &Sender, words: &str) {
        let text = Text::plain(crate::text::clean(words));
        let line = Line {
            id: id.to_owned(),
            at: self.clock.now(),
            by: By::Person(by.clone()),
            to: None,
            cause: None,
            html: html::render(&text, Ping::Nobody),
            plain: plain::render(&text, None),
        };
        self.put(room, line);
    }

    /// A line that its author has taken back.
    pub(super) fn unsay(&self, room: &RoomKey, id: &str) {
        if let Some(room) = self.lock().get_mut(room) {
            room.lines.retain(|line| line.id != id);
            room.version.send_modify(|version| *version += 1);
        }
    }

    /// The lines that an account sees, oldest first.
    pub(super) fn lines(&self, room: &RoomKey, account: &AccountId) -> Vec<Line> {
        let rooms = self.lock();
        let lines = rooms.get(room).into_iter().flat_map(|room| &room.lines);
        lines.filter(|line| line.to.as_ref().is_none_or(|to| to == account)).cloned().collect()
    }

    /// Word of every change of a room's lines.
    pub(super) fn changes(&self, room: &RoomKey) -> watch::Receiver<u64> {
        self.lock().entry(room.clone()).or_default().version.subscribe()
    }

    /// Whether something has been said in answer to a press or a line.
    pub(super) fn is_answered(&self, room: &RoomKey, cause: &str) -> bool {
        let is_answer = |line: &Line| line.cause.as_deref() == Some(cause);
        self.lock().get(room).is_some_and(|room| room.lines.iter().any(is_answer))
    }

    /// Notes a press whose answer the seat's next page should have.
    pub(super) fn note_press(&self, seat: &str, press: &str) {
        let mut presses = self.presses.lock().unwrap_or_else(PoisonError::into_inner);
        if presses.len() >= ROOMS {
            presses.clear();
        }
        presses.insert(seat.to_owned(), press.to_owned());
    }

    pub(super) fn take_press(&self, seat: &str) -> Option<String> {
        self.presses.lock().unwrap_or_else(PoisonError::into_inner).remove(seat)
    }

    fn put(&self, room: &RoomKey, line: Line) {
        let mut rooms = self.lock();
        if rooms.len() >= ROOMS && !rooms.contains_key(room) {
            rooms.retain(|_, room| room.version.receiver_count() > 0);
        }
        rooms.entry(room.clone()).or_default().put(line);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<RoomKey, Room>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Chat for Hub {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let to = match (message.say.to, &message.asker) {
            (Audience::Asker | Audience::AskerOnly | Audience::Officers, Some(asker)) => Some(asker.account.clone()),
            // What is for one person alone is shown to nobody else, whoever that would be.
            (Audience::AskerOnly | Audience::Officers, None) => return Ok(key.to_owned()),
            (Audience::Asker, None) | (Audience::Room, _) => None,
        };
        let text = without_headings(&message.say.text);
        self.put(
            room,
            Line {
                id: key.to_owned(),
                at: self.clock.now(),
                by: By::Bot,
                to,
                cause: message.cause.clone(),
                html: html::render(&text, Ping::Nobody),
                plain: plain::render(&text, None),
            },
        );
        Ok(key.to_owned())
    }

    async fn edit(&self, room: &RoomKey, message: &str, text: &Text, _key: &str) -> Result<(), SendError> {
        if let Some(room) = self.lock().get_mut(room) {
            if let Some(line) = room.lines.iter_mut().find(|line| line.id == message) {
                line.html = html::render(&without_headings(text), Ping::Nobody);
                line.plain = plain::render(text, None);
            }
            room.version.send_modify(|version| *version += 1);
        }
        Ok(())
    }

    async fn remove(&self, room: &RoomKey, message: &str, _key: &str) -> Result<(), SendError> {
        self.unsay(room, message);
        Ok(())
    }
}

/// The headings of a page are its own; those of an answer are lines in bold.
fn without_headings(text: &Text) -> Text {
    let block = |block: &Block| match block {
        Block::Heading { line, .. } => Block::Paragraph(vec![Span::Strong(crate::text::words(line))]),
        other => other.clone(),
    };
    Text { blocks: text.blocks.iter().map(block).collect() }
}

/// The room of a group's pages.
pub(super) fn room_of(group: &str) -> RoomKey {
    RoomKey(format!("{PLATFORM}:{ROOM_OF_GROUP}{group}"))
}

/// How long a room without people is kept among the rooms of its group.
pub(super) const EMPTY_ROOM: Duration = Duration::from_mins(1);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Say;

    fn sender(name: &str) -> Sender {
        Sender { account: AccountId(format!("web:{name}")), name: name.to_owned() }
    }

    #[tokio::test]
    async fn whispers_are_seen_by_the_asker_alone_and_a_key_is_one_line() {
        let (hub, room) = (Hub::new(Clock::Machine), room_of("wg"));
        let whisper =
            |words: &str| Outgoing { asker: Some(sender("ana")), ..Outgoing::unasked(Say::asker(Text::plain(words))) };
        hub.post(&room, &whisper("You are 1st."), "k1").await.expect("it is kept");
        hub.post(&room, &whisper("You are 1st."), "k1").await.expect("it is kept");
        hub.post(&room, &Outgoing::unasked(Say::room(Text::plain("Ana has the floor."))), "k2").await.expect("kept");
        let seen = |name: &str| hub.lines(&room, &sender(name).account).len();
        assert_eq!((seen("ana"), seen("bo")), (2, 1));
        hub.say(&room, "web:1", &sender("bo"), "<b>bold</b> claims");
        assert_eq!(hub.lines(&room, &sender("bo").account)[1].html, "&lt;b&gt;bold&lt;/b&gt; claims");
        hub.unsay(&room, "web:1");
        assert_eq!(seen("bo"), 1);
    }

    #[tokio::test]
    async fn a_room_keeps_its_last_lines() {
        let (hub, room) = (Hub::new(Clock::Machine), room_of("wg"));
        for number in 0..200 {
            hub.say(&room, &format!("web:{number}"), &sender("bo"), "words");
        }
        assert_eq!(hub.lines(&room, &sender("ana").account).len(), KEPT);
    }
}
