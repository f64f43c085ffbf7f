//! Rooms of no group: nothing that is said there is heard or recorded, and a person who gives a command is told, alone, what
//! to do.

use super::Bot;
use super::flood::Pace;
use crate::chat::{Incoming, RoomKey, What};
use crate::command::grammar::{Names, after_address};
use crate::command::{Line, Read, read};
use crate::group::command::{Command, ProposalCommand};
use crate::view::setup as words;

/// What becomes of something that happens in a room of no group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turned {
    Ignored,
    /// The person is told that no group meets there.
    Answered,
}

/// `None`: it counts all the same.
pub(super) fn turned_away(incoming: &Incoming, names: &Names) -> Option<Turned> {
    match &incoming.what {
        What::Asked(_) => Some(Turned::Answered),
        What::Said { text } if is_meant_for_the_bot(text, names) => Some(Turned::Answered),
        What::Said { .. } | What::Edited { .. } | What::Reacted { .. } | What::Joined | What::Unreadable => {
            Some(Turned::Ignored)
        }
        // What was recorded here when rooms were open leaves the record with its message.
        What::Deleted { .. } | What::DeletedTogether { .. } | What::Ordered(_) | What::SetUp(_) => None,
        // A mail belongs to the group of its list.
        What::Mailed(_) => None,
    }
}

/// Whether a typed message asks the bot for something: it is marked as a command or addressed to the bot, or it is one line
/// that is a command. What people write down everywhere (`NOTE: …`, `ACTION: …`) is none of its business here.
fn is_meant_for_the_bot(text: &str, names: &Names) -> bool {
    let line = text.trim();
    let lines = read(text, names);
    if line.starts_with('!') || after_address(line, names).is_some() {
        return lines.iter().any(|line| matches!(line.read, Read::Command { .. } | Read::Hint(_) | Read::Aside { .. }));
    }
    let [Line { read: Read::Command { command, .. }, .. }] = lines.as_slice() else { return false };
    matches!(
        command,
        Command::Meeting(_)
            | Command::Queue(_)
            | Command::Floor(_)
            | Command::Agenda(_)
            | Command::People(_)
            | Command::Poll(_)
            | Command::Proposal(ProposalCommand::Propose { .. })
            | Command::Bot(_)
    )
}

impl Bot {
    /// Whether no group meets in a room, and it is none of its own.
    pub(super) fn is_nobodys(&self, room: &RoomKey) -> bool {
        if self.may_be_its_own(room) {
            return false;
        }
        let group = self.inner.seating.group_or_own(room);
        !self.inner.seating.charters().iter().any(|charter| charter.id == group)
    }

    /// Whether a room may be a group of its own: rooms are open, or nobody else is in it.
    pub(super) fn may_be_its_own(&self, room: &RoomKey) -> bool {
        if self.inner.parts.open_rooms {
            return !self.inner.seating.is_closed(room);
        }
        self.inner.parts.chats.get(room.platform()).is_some_and(|chat| chat.is_direct(room))
    }

    pub(super) async fn turn_away(&self, incoming: &Incoming, room: &RoomKey, turned: Turned) -> anyhow::Result<()> {
        match turned {
            Turned::Ignored => Ok(()),
            Turned::Answered => {
                // Who goes on and on is not answered each time.
                if self.pace(incoming) != Pace::Usual {
                    return Ok(());
                }
                let command = self.inner.parts.chats.get(room.platform()).and_then(|chat| chat.setup_command());
                self.say_about_room(incoming, &words::no_group(command), &[]).await
            }
        }
    }
}
