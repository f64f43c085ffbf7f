//! Where answers go, worked out once from the way by which a request came in.

use super::Desk;
use crate::chat::{Incoming, Origin, Outgoing, RoomKey, Sender, What};
use crate::view::{Audience, Say};

/// Where what is said in answer goes.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    /// To a message in a room and its author.
    Message {
        room: RoomKey,
        thread: Option<String>,
        message: String,
        author: Sender,
        /// The words that a receipt is for: the message, or the one that it edits.
        words: Option<String>,
    },
    /// To whoever called, who shows it; the rooms hear what is for all. The clock and the post office need no answer.
    Caller,
    /// To nobody, since nothing is answered by mail; the rooms hear what came of it.
    Mail,
}

impl Reply {
    pub fn to(incoming: &Incoming) -> Reply {
        match &incoming.origin {
            Origin::Room { room, thread } => Reply::Message {
                room: room.clone(),
                thread: thread.clone(),
                message: incoming.id.clone(),
                author: incoming.sender.clone(),
                words: match &incoming.what {
                    What::Said { .. } => Some(incoming.id.clone()),
                    What::Edited { message, .. } => Some(message.clone()),
                    What::Deleted { .. }
                    | What::Reacted { .. }
                    | What::Joined
                    | What::Asked(_)
                    | What::SetUp(_)
                    | What::Unreadable
                    | What::Ordered(_)
                    | What::Mailed(_) => None,
                },
            },
            Origin::CommandLine { .. } => Reply::Caller,
            Origin::Mail { .. } => Reply::Mail,
        }
    }

    /// The message as it goes to one room. A thread belongs to its room; in the others the words are by themselves.
    pub fn outgoing(&self, say: Say, to: &RoomKey) -> Outgoing {
        match self {
            Reply::Message { room, thread, message, author, words } => Outgoing {
                sign_on: words.clone().filter(|_| say.is_receipt && room == to),
                reply_to: Some(message.clone()).filter(|_| say.to != Audience::Room),
                cause: Some(message.clone()),
                asker: Some(author.clone()),
                thread: thread.clone().filter(|_| room == to),
                say,
            },
            Reply::Caller | Reply::Mail => Outgoing::unasked(say),
        }
    }
}

impl Desk {
    /// The rooms that something is said in.
    pub(super) fn rooms_for(&self, audience: Audience, reply: &Reply) -> Vec<RoomKey> {
        match (audience, reply) {
            // Someone asks in a room where the group does not meet: nobody else wants to hear of it.
            (Audience::Room, Reply::Message { room, .. }) if !self.rooms().contains(room) => vec![room.clone()],
            (Audience::Room, Reply::Message { .. } | Reply::Caller | Reply::Mail) => self.rooms().to_vec(),
            (Audience::Asker | Audience::AskerOnly | Audience::Officers, Reply::Message { room, .. }) => {
                vec![room.clone()]
            }
            (Audience::Asker | Audience::AskerOnly | Audience::Officers, Reply::Caller | Reply::Mail) => Vec::new(),
        }
    }
}

/// A name that fits in a line: whatever a platform shows, no line feeds and nothing hidden.
pub(super) fn with_plain_name(incoming: &Incoming) -> Incoming {
    let mut incoming = incoming.clone();
    let name = crate::text::title(&incoming.sender.name, crate::group::LIMITS.name_chars);
    incoming.sender.name = if name.is_empty() { incoming.sender.account.0.clone() } else { name };
    incoming
}
