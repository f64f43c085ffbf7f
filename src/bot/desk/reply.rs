//! Where answers go, worked out once from the way by which a request came in.

use super::{Desk, Work};
use crate::chat::{Asked, Incoming, Origin, Outgoing, RoomKey, Sender, What};
use crate::command::find;
use crate::command::table::ArgumentKind;
use crate::group::command::{Command, FloorCommand, QueueCommand, Request};
use crate::group::event::Entry;
use crate::text::Text;
use crate::view::{Audience, Say};

/// Where what is said in answer goes.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    /// To a message in a room and its author.
    Message {
        room: RoomKey,
        thread: Option<String>,
        message: String,
        /// The message that an answer is a reply to. A sign that was put or taken is none: a reply would quote what it was
        /// put on.
        answered: Option<String>,
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
                answered: match &incoming.what {
                    What::Edited { message, .. } => Some(message.clone()),
                    What::Reacted { .. } | What::Deleted { .. } | What::DeletedTogether { .. } => None,
                    What::Said { .. }
                    | What::Joined
                    | What::Asked(_)
                    | What::SetUp(_)
                    | What::Unreadable
                    | What::Ordered(_)
                    | What::Mailed(_) => Some(incoming.id.clone()),
                },
                author: incoming.sender.clone(),
                words: match &incoming.what {
                    What::Said { .. } => Some(incoming.id.clone()),
                    What::Edited { message, .. } => Some(message.clone()),
                    What::Deleted { .. }
                    | What::DeletedTogether { .. }
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
            Reply::Message { room, thread, message, answered, author, words } => Outgoing {
                sign_on: words.clone().filter(|_| say.is_receipt && room == to),
                reply_to: answered.clone().filter(|_| say.to != Audience::Room),
                cause: Some(message.clone()),
                asker: Some(author.clone()),
                thread: thread.clone().filter(|_| room == to),
                root: words.clone().filter(|root| root == message && thread.is_none() && room == to),
                say,
            },
            Reply::Caller | Reply::Mail => Outgoing::unasked(say),
        }
    }
}

/// How something was asked, as far as the answer depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// By words, or by nobody.
    Words,
    /// By a sign, which the board shows.
    Sign,
    /// By a form, a button or a slash command; with what was written there at length.
    Form { written: String },
}

impl Way {
    pub fn of(incoming: &Incoming) -> Way {
        match &incoming.what {
            What::Asked(asked) => Way::Form { written: written(asked) },
            What::Reacted { .. } | What::Deleted { .. } => Way::Sign,
            What::Said { .. }
            | What::Edited { .. }
            | What::DeletedTogether { .. }
            | What::Joined
            | What::SetUp(_)
            | What::Unreadable
            | What::Mailed(_)
            | What::Ordered(_) => Way::Words,
        }
    }

    /// What is said in answer: the board alone answers a sign about the queue, and a question that was asked in a form is
    /// answered to the person alone.
    pub fn fitting(&self, mut says: Vec<Say>, request: &Request, entries: &[Entry]) -> Vec<Say> {
        let is_hand = matches!(
            request.command,
            Command::Queue(QueueCommand::RaiseHand { .. } | QueueCommand::LowerHand { name: None })
        );
        // The board has the floor and the queue; who gets the floor is told to all.
        let is_of_the_floor = matches!(request.command, Command::Floor(FloorCommand::YieldFloor));
        match self {
            Way::Sign if is_hand => says.retain(|say| say.to == Audience::Room),
            Way::Form { .. } if is_of_the_floor => {
                for say in says.iter_mut().filter(|say| say.is_receipt) {
                    say.to = Audience::Asker;
                }
            }
            Way::Form { .. } if entries.is_empty() => {
                for say in says.iter_mut().filter(|say| say.to == Audience::Room) {
                    say.to = Audience::Asker;
                }
            }
            Way::Sign | Way::Form { .. } | Way::Words => {}
        }
        says
    }

    /// A refusal with the words that would be lost by it.
    pub fn with_words(&self, mut say: Say) -> Say {
        if let Way::Form { written } = self
            && !written.is_empty()
        {
            say.text.paragraph([format!("You wrote: {written}").into()]);
        }
        say
    }
}

/// What was written in a form, where it is more than a few words.
fn written(asked: &Asked) -> String {
    const FEW: usize = 15;
    let arguments = find(&asked.row).map_or(&[][..], |row| row.arguments);
    let is_words = |name: &str| arguments.iter().any(|one| one.name == name && one.kind == ArgumentKind::Words);
    let values = asked.values.iter().filter(|(name, value)| is_words(name) && value.chars().count() > FEW);
    values.map(|(_, value)| value.trim()).collect::<Vec<_>>().join("\n")
}

impl Desk {
    /// Somebody who filled in a form sees that it was done, where nothing else says so.
    pub(super) fn confirm(&self, incoming: &Incoming, work: &mut Work) -> anyhow::Result<()> {
        let is_silent = work.said.is_empty() && !work.commit.entries.is_empty();
        match &incoming.what {
            What::Asked(_) if is_silent => self.post(vec![Say::asker(Text::plain("Done."))], &[], work),
            What::Asked(_)
            | What::Said { .. }
            | What::Edited { .. }
            | What::Deleted { .. }
            | What::DeletedTogether { .. }
            | What::Reacted { .. }
            | What::Joined
            | What::SetUp(_)
            | What::Unreadable
            | What::Mailed(_)
            | What::Ordered(_) => Ok(()),
        }
    }

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
