//! One message in as many parts as it takes. A part that a server refuses as too large is cut in two and sent again.
//!
//! Where a part was cut is noted before its pieces go out, so that after a crash the same pieces go out under the same
//! keys: `KEY.0` whole, or `KEY.0.0` and `KEY.0.1`.

use std::collections::{BTreeMap, VecDeque};

use super::courier::Courier;
use super::desk::asked_note;
use crate::chat::{Outgoing, SendError};
use crate::clock::monotonic;
use crate::text::{Text, plain};
use crate::view::Say;

/// Bytes of plain text that no server refuses for their length: a part is not cut below.
const SMALLEST: usize = 400;

/// How far a message has come.
pub(super) struct Parts {
    /// The platform's ids of the parts that are out.
    pub sent: Vec<String>,
    pub result: Result<(), SendError>,
    /// Whether nothing of it is out for certain, so that its posts may be merged again.
    pub is_untouched: bool,
}

impl Courier {
    /// Posts a message in parts under a key. `is_fresh`: it has not been tried under this key before.
    pub(super) async fn post_parts(&mut self, message: &Outgoing, key: &str, is_fresh: bool) -> anyhow::Result<Parts> {
        let mut cuts = if is_fresh { BTreeMap::new() } else { self.cuts(key).await? };
        let parts = self.chat.split(&message.say.text).into_iter().enumerate();
        let mut waiting: VecDeque<(String, Text)> =
            parts.map(|(index, text)| (format!("{key}.{index}"), text)).collect();
        let mut sent = Vec::new();
        while let Some((key, text)) = waiting.pop_front() {
            if let Some(bytes) = cuts.get(&key) {
                let pieces = self.chat.split_smaller(&text, *bytes).into_iter().enumerate();
                let pieces: Vec<(String, Text)> =
                    pieces.map(|(index, text)| (format!("{key}.{index}"), text)).collect();
                pieces.into_iter().rev().for_each(|piece| waiting.push_front(piece));
                continue;
            }
            let part = Outgoing { say: Say { text, ..message.say.clone() }, ..message.clone() };
            let later = match self.post_part(&part, &key).await {
                Ok(id) => {
                    self.has_spoken().await?;
                    if part.say.is_question {
                        self.store.set_note(&asked_note(&self.room), &id).await?;
                    }
                    sent.push(id);
                    continue;
                }
                Err(SendError::GiveUp { reason }) => {
                    tracing::error!(room = %self.room, %reason, "a message was refused by the platform and dropped");
                    continue;
                }
                Err(SendError::TooLarge { reason }) => {
                    let length = plain::render(&part.say.text, None).len();
                    if length > SMALLEST {
                        if cuts.is_empty() {
                            tracing::warn!(room = %self.room, %reason, length, "a message is too large for the server and goes out in smaller parts");
                        }
                        let bytes = length.div_ceil(2);
                        self.store.set_note(&cut_note(&key), &bytes.to_string()).await?;
                        cuts.insert(key.clone(), bytes);
                        waiting.push_front((key, part.say.text));
                        continue;
                    }
                    SendError::Silenced { reason }
                }
                Err(later) => later,
            };
            // Refused for certain at the first attempt.
            let is_refusal = matches!(later, SendError::Retry { after: Some(_), .. } | SendError::Silenced { .. });
            let is_untouched = is_fresh && is_refusal && sent.is_empty() && cuts.is_empty();
            return Ok(Parts { sent, result: Err(later), is_untouched });
        }
        for key in cuts.keys() {
            self.store.remove_note(&cut_note(key)).await?;
        }
        Ok(Parts { sent, result: Ok(()), is_untouched: false })
    }

    async fn post_part(&self, part: &Outgoing, key: &str) -> Result<String, SendError> {
        let (meters, platform) = (self.store.meters(), self.room.platform());
        let began = monotonic();
        let posted = self.while_held(self.chat.post(&self.room, part, key)).await;
        match &posted {
            Ok(_) => meters.delivery(platform, began.elapsed()),
            Err(SendError::Retry { after: Some(_), .. }) => meters.rate_limited(platform),
            Err(_) => {}
        }
        posted
    }

    /// Has something said that would be there twice if another program said it too. Between the mark in the outbox and the moment when the
    /// server has it, this program may be suspended for long.
    pub(super) async fn while_held<T>(
        &self,
        saying: impl Future<Output = Result<T, SendError>>,
    ) -> Result<T, SendError> {
        let said = if self.store.is_held() { self.store.while_held(saying).await } else { None };
        said.unwrap_or_else(|| {
            Err(SendError::Retry { after: None, reason: "another program may hold the store".to_owned() })
        })
    }

    /// Which parts of a message were cut before, and at how many bytes.
    async fn cuts(&self, key: &str) -> anyhow::Result<BTreeMap<String, usize>> {
        let notes = self.store.notes_from(&cut_note(&format!("{key}."))).await?;
        let read = |(note, bytes): (String, String)| {
            Some((note.strip_prefix(CUT)?.to_owned(), bytes.parse().ok().filter(|bytes| *bytes > 0)?))
        };
        Ok(notes.into_iter().filter_map(read).collect())
    }
}

/// Notes of parts that were cut.
const CUT: &str = "cut ";

fn cut_note(key: &str) -> String {
    format!("{CUT}{key}")
}
