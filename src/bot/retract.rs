//! Messages of the bot's own that quote deleted words are taken back.

use super::courier::{AFTER, Courier, Waiting};
use super::desk::board_note;
use crate::chat::SendError;
use crate::store::Quoting;
use crate::view::board::Board;

/// Messages that are looked up in one go.
const WINDOW: u32 = 100;

impl Courier {
    /// Takes all messages of this room back that have words of these entries, the board and its edits too. What is gone
    /// is forgotten one by one, so that a crash in between takes nothing back twice for long.
    pub(super) async fn retract(&mut self, post: &Waiting, entries: &[u64]) -> anyhow::Result<Result<(), SendError>> {
        for entry in entries {
            loop {
                let messages = self.store.messages_quoting(&post.group, *entry, &self.room.0, WINDOW).await?;
                for message in &messages {
                    match self.chat.remove(&self.room, message, &format!("{}.{}.{message}", post.group, post.n)).await {
                        Ok(()) => {}
                        Err(SendError::GiveUp { reason } | SendError::TooLarge { reason }) => {
                            tracing::warn!(room = %self.room, %reason, "a message that quotes deleted words could not be deleted");
                        }
                        Err(later) => return Ok(Err(later)),
                    }
                    self.board_lost(message, &format!("{}.{}", post.group, post.n)).await?;
                    self.store.forget_quoting(&self.room.0, message).await?;
                }
                if messages.is_empty() {
                    break;
                }
            }
        }
        self.store.delivered(std::slice::from_ref(post)).await?;
        Ok(Ok(()))
    }

    /// Notes whose words a message of the board has. `None`: the platform keeps no earlier words of a message.
    pub(super) async fn note_board(&self, board: &Board, message: Option<String>) -> anyhow::Result<()> {
        let Some(message) = message.filter(|_| !board.quotes.is_empty()) else { return Ok(()) };
        let (group, entries, room) = (board.group.clone(), board.quotes.clone(), self.room.0.clone());
        let none: &[Waiting] = &[];
        let quoting = Quoting { group, entries, room, message };
        Ok(self.store.delivered_quoting(none, &[quoting], self.at.timestamp_micros()).await?)
    }

    /// The board's message may be gone: it is posted again. An edit that is gone is made again.
    async fn board_lost(&mut self, message: &str, post: &str) -> anyhow::Result<()> {
        if self.forget_board(message, post) {
            self.store.set_note(&board_note(&self.room), &format!("{AFTER}{post}")).await?;
        }
        Ok(())
    }
}
