//! Whom a message mentions, and how platforms show people now: put beside the group while a message is taken.

use std::borrow::Cow;

use super::{Circumstances, Desk, Handled};
use crate::chat::{Asked, Incoming, RoomKey, Sender, What};
use crate::command::find;
use crate::command::table::ArgumentKind;
use crate::group::LIMITS;
use crate::group::around::Around;
use crate::group::command::{BotCommand, Command, PeopleCommand};
use crate::group::person::{AccountId, Person};
use crate::view::Say;

impl Desk {
    /// Takes a message of a room. When this returns, what it brought is on disk, or nothing of it is.
    ///
    /// # Errors
    /// The store failed; the group is read again from its log with the next message.
    pub async fn receive(&mut self, incoming: &Incoming, known: Circumstances) -> anyhow::Result<Handled> {
        let incoming = &with_plain_names(incoming);
        self.look_around(incoming);
        let handled = self.take_in(incoming, known).await;
        self.shown = std::mem::take(&mut self.group.around).shown;
        handled
    }

    fn look_around(&mut self, incoming: &Incoming) {
        let mut shown = std::mem::take(&mut self.shown);
        if shown.len() > LIMITS.people {
            shown.clear();
        }
        for person in incoming.mentions.iter().chain([&incoming.sender]) {
            shown.insert(person.account.clone(), person.name.clone());
        }
        let mentioned = incoming.mentions.iter().map(|person| self.group.person(&person.account, &person.name));
        let chosen = if let What::Asked(asked) = &incoming.what { self.chosen(asked) } else { Vec::new() };
        // Of people of one name a typed account says who is meant, as a mention does.
        let typed = match &incoming.what {
            What::Said { text } | What::Edited { text, .. } => self.group.accounts_in(text),
            _ => Vec::new(),
        };
        let mentioned = mentioned.chain(chosen).chain(typed).collect();
        self.group.around = Around { mentioned, shown };
        if let Some(room) = incoming.room() {
            if self.heard_in.len() > LIMITS.people {
                self.heard_in.clear();
            }
            self.heard_in.insert(incoming.sender.account.clone(), room.clone());
        }
    }

    /// People who were chosen by their accounts where others have the same name ([`choices`](crate::view::choices::choices)).
    fn chosen(&self, asked: &Asked) -> Vec<Person> {
        let arguments = find(&asked.row).map_or(&[][..], |row| row.arguments);
        let names =
            arguments.iter().filter(|argument| matches!(argument.kind, ArgumentKind::Name | ArgumentKind::Names));
        let values = names.filter_map(|argument| asked.values.iter().find(|(name, _)| name == argument.name));
        let keys = values.flat_map(|(_, value)| value.split(',').map(str::trim)).filter(|key| key.contains(':'));
        let known = |key: &str| {
            let people = self.group.meeting.iter().flat_map(|meeting| meeting.people.values());
            let is_meant = |person: &&Person| person.account.as_ref().is_some_and(|account| account.0 == key);
            people.map(AsRef::as_ref).find(is_meant).cloned()
        };
        keys.take(LIMITS.choices).filter_map(known).collect()
    }

    /// The same words, which ping in one of the rooms where they are said: where the person was heard last, else in the first
    /// room of their platform.
    pub(super) fn with_one_ping(&self, say: &Say, room: &RoomKey, rooms: &[RoomKey]) -> Say {
        let pinged_in = |account: &AccountId| {
            let platform = account.0.split_once(':').map_or("", |(platform, _)| platform);
            let is_there = |room: &&RoomKey| room.platform() == platform;
            let heard_in = self.heard_in.get(account).filter(|heard| rooms.contains(heard));
            heard_in.or_else(|| rooms.iter().find(is_there))
        };
        let is_elsewhere = say.ping.as_ref().and_then(pinged_in).is_some_and(|pinged_in| pinged_in != room);
        Say { ping: say.ping.clone().filter(|_| !is_elsewhere), ..say.clone() }
    }

    /// What a command changes beside the log: where the board is to be, and that a person who is forgotten is known here
    /// no longer.
    pub(super) fn look_after(&mut self, command: &Command, incoming: &Incoming) {
        if matches!(command, Command::Bot(BotCommand::BringBoard)) {
            self.board_wish = incoming.room().cloned();
        }
        if matches!(command, Command::People(PeopleCommand::ForgetMe { .. })) {
            self.group.around.shown.remove(&incoming.sender.account);
            self.heard_in.remove(&incoming.sender.account);
        }
    }

    /// The room to whose end somebody wanted the board to move.
    pub fn take_wish_for_board(&mut self) -> Option<RoomKey> {
        self.board_wish.take()
    }
}

/// Names that fit in a line: whatever a platform shows, no line feeds and nothing hidden.
fn with_plain_names(incoming: &Incoming) -> Cow<'_, Incoming> {
    // Most names come so.
    let is_plain = |person: &Sender| {
        let name = crate::text::titled(&person.name, LIMITS.name_chars);
        !name.is_empty() && *name == person.name
    };
    if incoming.mentions.iter().chain([&incoming.sender]).all(is_plain) {
        return Cow::Borrowed(incoming);
    }
    let mut incoming = incoming.clone();
    for person in incoming.mentions.iter_mut().chain([&mut incoming.sender]) {
        let name = crate::text::title(&person.name, LIMITS.name_chars);
        person.name = if name.is_empty() { person.account.0.clone() } else { name };
    }
    Cow::Owned(incoming)
}
