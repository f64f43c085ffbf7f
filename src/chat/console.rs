//! The terminal as a room: what the bot says is printed, `bot: …` to all, `bot → NAME: …` to one.

use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use super::{Chat, Limits, Outgoing, RoomKey, SendError};
use crate::text::{Text, plain};
use crate::view::Audience;

/// Platform name of accounts and rooms of the terminal.
pub const PLATFORM: &str = "console";

/// A room that is printed.
pub struct Console<W> {
    out: Mutex<W>,
    limits: Limits,
}

impl<W: Write + Send> Console<W> {
    pub fn new(out: W) -> Console<W> {
        let limits = Limits {
            message_bytes: usize::MAX,
            can_whisper: true,
            merges: false,
            board_rest: None,
            shows_pictures: false,
        };
        Console { out: Mutex::new(out), limits }
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

    async fn post(&self, _room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let head = match (message.say.to, &message.asker) {
            (Audience::Asker | Audience::AskerOnly, Some(asker)) => format!("bot → {}:", asker.name),
            (Audience::Asker | Audience::AskerOnly | Audience::Room, _) => "bot:".to_owned(),
        };
        let failed =
            |error: std::io::Error| SendError::Retry { after: Some(Duration::from_secs(1)), reason: error.to_string() };
        self.print(&head, &message.say.text).map_err(failed)?;
        Ok(key.to_owned())
    }

    async fn edit(&self, _room: &RoomKey, _message: &str, text: &Text, _key: &str) -> Result<(), SendError> {
        let failed = |error: std::io::Error| SendError::Retry { after: None, reason: error.to_string() };
        self.print("bot:", text).map_err(failed)
    }
}
