//! What a row of the outbox holds. Each row says what it is; and which entries its words are quoted from, so that
//! deleting an entry finds every row and every message that has its words.

use serde::{Deserialize, Serialize};

use super::Outgoing;
use crate::group::charter;
use crate::text::json;
use crate::view::letter::Letter;

/// What a row of the outbox delivers. The forms are stored: variants and fields are only ever added
/// (`tests/it/stored/` keeps a sample of every released form).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dispatch {
    /// Words for a room.
    Say {
        message: Outgoing,
        /// Numbers of the entries whose words are in it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        quotes: Vec<u64>,
    },
    Relay(Relay),
    /// A mail.
    Letter {
        letter: Letter,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        quotes: Vec<u64>,
    },
    /// The words of these entries were deleted: messages in the room that quote them are taken back.
    Retract {
        entries: Vec<u64>,
    },
}

/// A message of another room, in the outbox of the room that is to show it. Its words are read from the log when it goes
/// out (docs/decisions/0033).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relay {
    /// The message that is shown.
    pub relayed: String,
    /// How much of it.
    pub extent: charter::Relay,
    /// Whether it was said just now. Otherwise its words have changed, and it is shown again where it is already shown.
    pub is_new: bool,
}

/// Rows of versions before 0.2 do not say what they are.
#[derive(Deserialize)]
#[serde(untagged)]
enum Untagged {
    Relay(Relay),
    Letter(Letter),
    Say(Outgoing),
}

impl Dispatch {
    /// Reads the body of a row, also in the forms of earlier versions.
    ///
    /// # Errors
    /// It is in the form of a later version, or damaged.
    pub fn read(body: &str) -> Result<Dispatch, serde_json::Error> {
        serde_json::from_str(body).or_else(|error| match serde_json::from_str(body) {
            Ok(Untagged::Relay(relay)) => Ok(Dispatch::Relay(relay)),
            Ok(Untagged::Letter(letter)) => Ok(Dispatch::Letter { letter, quotes: Vec::new() }),
            Ok(Untagged::Say(message)) => Ok(Dispatch::Say { message, quotes: Vec::new() }),
            Err(_) => Err(error),
        })
    }

    /// The body of its row.
    ///
    /// # Errors
    /// None that is known: everything in it has a form in JSON.
    pub fn body(&self) -> Result<String, serde_json::Error> {
        json::to_string(self)
    }

    /// Numbers of the entries whose words are in it.
    pub fn quotes(&self) -> &[u64] {
        match self {
            Dispatch::Say { quotes, .. } | Dispatch::Letter { quotes, .. } => quotes,
            Dispatch::Relay(_) | Dispatch::Retract { .. } => &[],
        }
    }

    /// The message for a room, if it is one.
    pub fn message(&self) -> Option<&Outgoing> {
        match self {
            Dispatch::Say { message, .. } => Some(message),
            Dispatch::Relay(_) | Dispatch::Letter { .. } | Dispatch::Retract { .. } => None,
        }
    }

    /// What is to be shown of another room, if it is that.
    pub fn relay(&self) -> Option<&Relay> {
        match self {
            Dispatch::Relay(relay) => Some(relay),
            Dispatch::Say { .. } | Dispatch::Letter { .. } | Dispatch::Retract { .. } => None,
        }
    }
}
