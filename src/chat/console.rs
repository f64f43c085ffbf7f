//! The terminal as a room: what the bot says is printed, `bot: …` to all, `bot → NAME: …` to one. In any other room of the
//! console its name comes after the bot's: `bot @hall: …`. What is deleted stays on the terminal, so its first line
//! is named: `bot takes back: …`.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use super::{Chat, Limits, Outgoing, RoomKey, SendError};
use crate::group::event::DELETED;
use crate::text::{Text, plain};
use crate::view::Audience;

/// Platform name of accounts and rooms of the terminal.
pub const PLATFORM: &str = "console";

/// The first room of the console; only other ones are named.
pub const ROOM: &str = "room";

/// A room that is printed.
pub struct Console<W> {
    out: Mutex<W>,
    limits: Limits,
    /// First lines of what was said last, by the id of the message.
    said: Mutex<VecDeque<(String, String)>>,
}

/// Messages whose first lines are kept.
const KEPT: usize = 1_000;

impl<W: Write + Send> Console<W> {
    pub fn new(out: W) -> Console<W> {
        let limits = Limits {
            message_bytes: usize::MAX,
            can_whisper: true,
            merges: false,
            board_rest: None,
            holds_back_floods: false,
            signs_receipts: false,
            shows_pictures: false,
        };
        Console { out: Mutex::new(out), limits, said: Mutex::default() }
    }

    /// Hands what was printed so far to the caller.
    pub fn with_output<T>(&self, take: impl FnOnce(&mut W) -> T) -> T {
        take(&mut self.out.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn print(&self, head: &str, text: &Text) -> std::io::Result<()> {
        self.with_output(|out| {
            for line in plain::render(text, None).lines() {
                writeln!(out, "{head} {line}")?;
            }
            out.flush()
        })
    }
}

#[async_trait]
impl<W: Write + Send> Chat for Console<W> {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn post(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let bot = bot_in(room);
        let head = match (message.say.to, &message.asker) {
            (Audience::Asker | Audience::AskerOnly | Audience::Officers, Some(asker)) => {
                format!("{bot} → {}:", asker.name)
            }
            (Audience::Asker | Audience::AskerOnly | Audience::Officers | Audience::Room, _) => format!("{bot}:"),
        };
        self.print(&head, &message.say.text).map_err(|error| failed(&error))?;
        let first = plain::render(&message.say.text, None).lines().next().unwrap_or_default().to_owned();
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.len() == KEPT {
            said.pop_front();
        }
        said.push_back((key.to_owned(), first));
        Ok(key.to_owned())
    }

    async fn edit(&self, room: &RoomKey, _message: &str, text: &Text, _key: &str) -> Result<(), SendError> {
        self.print(&format!("{}: [edited]", bot_in(room)), text).map_err(|error| failed(&error))
    }

    async fn remove(&self, room: &RoomKey, message: &str, _key: &str) -> Result<(), SendError> {
        let first = {
            let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
            said.iter().find(|(id, _)| id == message).map(|(_, first)| first.clone())
        };
        let first = Text::plain(first.unwrap_or_else(|| DELETED.to_owned()));
        self.print(&format!("{} takes back:", bot_in(room)), &first).map_err(|error| failed(&error))
    }
}

fn bot_in(room: &RoomKey) -> String {
    if room.id() == ROOM { "bot".to_owned() } else { format!("bot @{}", room.id()) }
}

fn failed(error: &std::io::Error) -> SendError {
    SendError::Retry { after: Some(Duration::from_secs(1)), reason: error.to_string() }
}
