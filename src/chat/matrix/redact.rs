//! Taking a message of the bot's own back: its edits hold words too, so they go first.

use futures_util::future::BoxFuture;
use matrix_sdk::config::RequestConfig;
use matrix_sdk::ruma::api::client::redact::redact_event::v3::Request as Redact;
use matrix_sdk::ruma::api::client::relations::get_relating_events_with_rel_type::v1::Request as Edits;
use matrix_sdk::ruma::events::relation::RelationType;
use matrix_sdk::ruma::{EventId, OwnedEventId, RoomId};

use super::{Matrix, SEND_TIME_OUT, transaction};
use crate::chat::{RoomKey, SendError};

/// The id of a message elsewhere than in the room for which it was meant: an answer to one person.
pub(super) fn elsewhere(room: &RoomId, message: &str) -> String {
    format!("{room}/{message}")
}

/// Room and event of a message: those of [`elsewhere`], or in the room itself.
fn place_of<'a>(room: &'a RoomKey, message: &'a str) -> (&'a str, &'a str) {
    // Only the ids of rooms begin so (appendices, identifier grammar).
    let pair = message.starts_with('!').then(|| message.find("/$")).flatten();
    pair.map_or((room.id(), message), |slash| (&message[..slash], &message[slash + 1..]))
}

impl Matrix {
    /// Redacts a message and its edits. Under the same key it is the same redaction.
    pub(super) fn take_back<'a>(
        &'a self,
        room: &'a RoomKey,
        message: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<(), SendError>> {
        Box::pin(async move {
            let gone = |error: matrix_sdk::ruma::IdParseError| SendError::GiveUp { reason: error.to_string() };
            let (room, message) = place_of(room, message);
            let room = RoomId::parse(room).map_err(gone)?;
            let message = EventId::parse(message).map_err(gone)?;
            for event in self.edits_of(&room, &message).await?.into_iter().chain([message]) {
                let transaction = transaction(&format!("{key}.{event}"));
                let redaction = Redact::new(room.clone(), event, transaction.into());
                let once = RequestConfig::new().timeout(SEND_TIME_OUT).disable_retry();
                let sent = self.client.send(redaction).with_request_config(once).await;
                sent.map_err(|error| self.failures.of_spoken_request(&error))?;
            }
            Ok(())
        })
    }

    /// All edits of a message that still hold words.
    async fn edits_of(&self, room: &RoomId, message: &EventId) -> Result<Vec<OwnedEventId>, SendError> {
        let mut edits = Vec::new();
        let mut from = None;
        loop {
            let mut request = Edits::new(room.to_owned(), message.to_owned(), RelationType::Replacement);
            request.from = from;
            let once = RequestConfig::new().timeout(SEND_TIME_OUT).disable_retry();
            let page = self.client.send(request).with_request_config(once).await;
            let page = page.map_err(|error| self.failures.of_request(&error))?;
            edits.extend(page.chunk.iter().filter_map(|edit| edit.get_field("event_id").ok().flatten()));
            from = page.next_batch;
            if from.is_none() {
                return Ok(edits);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_knows_in_which_room_it_is() {
        let room = RoomKey("matrix:!meeting:example.org".to_owned());
        let direct = RoomId::parse("!direct:example.org").expect("a room");
        let there = elsewhere(&direct, "$ab/cd");
        assert_eq!(place_of(&room, &there), ("!direct:example.org", "$ab/cd"));
        assert_eq!(place_of(&room, "$ab/cd"), ("!meeting:example.org", "$ab/cd"));
    }
}
