//! People decide in a room which group meets there.

use super::Bot;
use super::nobodys::Turned;
use crate::bot::desk::{Circumstances, Handled};
use crate::chat::setup::{self as setup_words, TypedSetUp};
use crate::chat::{Incoming, RoomKey, SetUp, SetUpWish, What};
use crate::group::charter::Charter;
use crate::group::command::{Command, MeetingCommand};
use crate::group::setup::{self, Asker, Consents, Outcome, Tie};
use crate::view::Say;
use crate::view::setup as words;

/// What people have decided about a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Decided {
    Nothing,
    /// No group meets there any more.
    Nobody,
    Group(String),
}

impl Bot {
    /// The group that people have brought to a room, if it is still configured.
    pub(super) async fn agreed(&self, room: &RoomKey) -> anyhow::Result<Option<String>> {
        match self.decided(room, &[]).await? {
            Decided::Group(group) => Ok(Some(group)),
            Decided::Nobody | Decided::Nothing => Ok(None),
        }
    }

    /// What people have decided in a room, else in those that it continues.
    pub(super) async fn decided(&self, room: &RoomKey, called: &[RoomKey]) -> anyhow::Result<Decided> {
        for key in [room].into_iter().chain(called) {
            if let Some(noted) = self.store().note(&agreed_note(key)).await? {
                self.inner.seating.set_closed(room, noted == CLOSED);
                let is_known = self.charter_named(&noted).is_some();
                return Ok(if is_known { Decided::Group(noted) } else { Decided::Nobody });
            }
        }
        Ok(Decided::Nothing)
    }

    /// What a typed message asks about the room's group, where the platform has a command for it.
    pub(super) fn typed_setup(&self, incoming: &Incoming) -> Option<TypedSetUp> {
        let (What::Said { text } | What::Edited { text, .. }) = &incoming.what else { return None };
        let room = incoming.room()?;
        self.inner.parts.chats.get(room.platform())?.setup_command()?;
        let typed = setup_words::typed(text, &self.inner.names)?;
        let is_meant = typed.is_sure
            || match &typed.wish {
                SetUpWish::Bind { group } => self.charter_named(group).is_some(),
                SetUpWish::Show | SetUpWish::Release => true,
            };
        is_meant.then_some(typed)
    }

    /// Somebody typed what a platform with slash commands hands over in a form.
    pub(super) async fn set_up_by_words(&self, incoming: &Incoming, typed: TypedSetUp) -> anyhow::Result<()> {
        let Some(room) = incoming.room() else { return Ok(()) };
        let Some(chat) = self.inner.parts.chats.get(room.platform()) else { return Ok(()) };
        let command = chat.setup_command().unwrap_or_default();
        match chat.manages(room, &incoming.sender.account).await {
            Some(manages) => {
                let asked = SetUp { wish: typed.wish, manages, command: command.to_owned() };
                self.set_up(incoming, &asked).await
            }
            None => self.say_about_room(incoming, &words::not_typed(command), &[]).await,
        }
    }

    /// Answers what is about a room.
    pub(super) async fn say_about_room(
        &self,
        incoming: &Incoming,
        say: &Say,
        notes: &[(String, String)],
    ) -> anyhow::Result<()> {
        let Some(room) = incoming.room() else { return Ok(()) };
        let slot = self.slot(&self.inner.seating.group_or_own(room)).await?;
        let mut desk = slot.desk.lock().await;
        let handled = desk.answer(incoming, say, notes).await?;
        self.after(&slot, &desk, handled);
        Ok(())
    }

    fn charter_named(&self, typed: &str) -> Option<&Charter> {
        let same = |name: &str| crate::group::person::same_name(name, typed.trim());
        let charters = self.inner.seating.charters();
        charters.iter().find(|charter| charter.id == typed.trim() || same(&charter.name))
    }

    async fn tie(&self, room: &RoomKey) -> anyhow::Result<Tie> {
        let name_of = |id: &str| self.charter_named(id).map_or_else(|| id.to_owned(), |charter| charter.name.clone());
        if let Some(group) = self.inner.seating.configured_in(room) {
            return Ok(Tie::Configured { name: name_of(&group) });
        }
        // A room that was upgraded has its group from the one before it.
        let met = self.inner.seating.group_in(room).filter(|group| self.charter_named(group).is_some());
        let agreed = self.agreed(room).await?.or(met);
        let is_alone = self.inner.parts.open_rooms && self.may_be_its_own(room);
        let alone = if is_alone { Tie::Alone } else { Tie::Nobodys };
        Ok(agreed.map_or(alone, |group| Tie::Agreed { name: name_of(&group), group }))
    }

    /// Someone asks which group meets here, or wants another.
    pub(super) async fn set_up(&self, incoming: &Incoming, asked: &SetUp) -> anyhow::Result<()> {
        let Some(room) = incoming.room() else { return Ok(()) };
        // What came before is not done again: since then people may have decided otherwise.
        if self.store().is_seen(&incoming.id).await? {
            return Ok(());
        }
        let tie = self.tie(room).await?;
        let before = self.inner.seating.group_or_own(room);
        let slot = self.slot(&before).await?;
        let is_meeting = slot.desk.lock().await.group().meeting.is_some();
        // Whoever manages the room ends what anybody could begin there.
        if tie == Tie::Alone && is_meeting && asked.wish == SetUpWish::Release && asked.manages {
            let what = What::Ordered(Command::Meeting(MeetingCommand::EndMeeting));
            let end = Incoming { id: format!("{} end", incoming.id), what, ..incoming.clone() };
            let handled = slot.desk.lock().await.receive(&end, Circumstances::default()).await?;
            self.after(&slot, &*slot.desk.lock().await, handled);
        }
        let is_open = self.inner.parts.open_rooms && self.may_be_its_own(room);
        let names: Vec<String> = self.inner.seating.charters().iter().map(|charter| charter.name.clone()).collect();
        let (say, notes, now) = match &asked.wish {
            SetUpWish::Show => (words::tied(&tie, &names, &asked.command), Vec::new(), Change::No),
            SetUpWish::Bind { group } => match self.charter_named(group) {
                None => (words::no_such_group(group, &names, &asked.command), Vec::new(), Change::No),
                Some(charter) => {
                    let who = self.asker(incoming, asked, &charter.id).await?;
                    let given = self.store().note(&consents_note(room)).await?;
                    let given: Option<Consents> = given.and_then(|given| serde_json::from_str(&given).ok());
                    let outcome = setup::bind(&tie, is_meeting, &charter.id, given.as_ref(), who);
                    told(room, outcome, (&tie, is_open), Some(charter), incoming, asked)?
                }
            },
            SetUpWish::Release => {
                let group = if let Tie::Agreed { group, .. } = &tie { group } else { &before };
                let who = self.asker(incoming, asked, group).await?;
                told(room, setup::release(&tie, is_meeting, who), (&tie, is_open), None, incoming, asked)?
            }
        };
        let mut desk = slot.desk.lock().await;
        let handled = desk.answer(incoming, &say, &notes).await?;
        self.after(&slot, &desk, handled);
        let group = match now {
            Change::No => return Ok(()),
            Change::Released if matches!(tie, Tie::Agreed { .. }) && is_open => room.0.clone(),
            Change::Released => {
                self.inner.seating.set_closed(room, is_open && is_typed(incoming));
                desk.leave(room);
                drop(desk);
                self.close_board(room);
                if !self.inner.seating.is_closed(room) {
                    self.inner.seating.unbind(room);
                }
                tracing::info!(%room, "people in the room ended its meetings");
                return Ok(());
            }
            Change::Group(group) => group,
        };
        desk.leave(room);
        drop(desk);
        self.bring(room, group).await
    }

    /// Whether a command in a room from which people sent the bot away brings it back.
    pub(super) async fn is_called_back(&self, room: &RoomKey, turned: Turned) -> anyhow::Result<bool> {
        if turned != Turned::Answered || !self.inner.parts.open_rooms || !self.inner.seating.is_closed(room) {
            return Ok(false);
        }
        self.store().set_note(&agreed_note(room), "").await?;
        self.inner.seating.set_closed(room, false);
        let slot = self.slot(&self.inner.seating.group_heard(room)).await?;
        slot.desk.lock().await.meet_in(room);
        Ok(true)
    }

    /// Who asks, as far as a group is concerned.
    async fn asker(&self, incoming: &Incoming, asked: &SetUp, group: &str) -> anyhow::Result<Asker> {
        let slot = self.slot(group).await?;
        let role = slot.desk.lock().await.role_of(&incoming.sender);
        Ok(Asker { manages: asked.manages, role })
    }

    /// A group meets in a room from now on.
    async fn bring(&self, room: &RoomKey, group: String) -> anyhow::Result<()> {
        tracing::info!(%room, %group, "people in the room chose its group");
        self.inner.seating.set_closed(room, false);
        self.inner.seating.rebind(room, &group);
        let slot = self.slot(&group).await?;
        let mut desk = slot.desk.lock().await;
        desk.meet_in(room);
        let mut handled = Handled { has_changed: true, ..Handled::default() };
        // A meeting that is open has one more room from now on: those who are in it must know.
        if desk.group().meeting.is_some() {
            let say = crate::view::relay::grown(desk.group().charter.relay);
            handled.routes = desk.tell(&say).await?.routes;
        }
        self.after(&slot, &desk, handled);
        Ok(())
    }
}

/// What is said, what is noted, and which group meets here now.
type Told = (Say, Vec<(String, String)>, Change);

/// Which group meets in a room after something was asked or agreed there.
enum Change {
    /// The one that met there before.
    No,
    /// None, or the room's own.
    Released,
    Group(String),
}

fn told(
    room: &RoomKey,
    outcome: Outcome,
    (tie, is_open): (&Tie, bool),
    charter: Option<&Charter>,
    incoming: &Incoming,
    asked: &SetUp,
) -> anyhow::Result<Told> {
    let name = charter.map(|charter| charter.name.as_str());
    Ok(match outcome {
        Outcome::Done => {
            let group = charter.map(|charter| charter.id.clone());
            let own = match tie {
                Tie::Agreed { .. } if is_open => words::Left::Own,
                Tie::Agreed { .. } | Tie::Alone | Tie::Nobodys | Tie::Configured { .. } => words::Left::Nobodys,
            };
            // Where nobody but the bot could stop what comes from the room, it remembers that it was sent away.
            let is_closed = is_open && is_typed(incoming) && own == words::Left::Nobodys;
            let nobody = if is_closed { CLOSED } else { "" };
            let met = group.clone().unwrap_or_else(|| nobody.to_owned());
            let notes = vec![(agreed_note(room), met), (consents_note(room), String::new())];
            let say = name.map_or_else(|| words::left(own), words::bound);
            (say, notes, group.map_or(Change::Released, Change::Group))
        }
        Outcome::Waits(consents) => {
            let say = words::waits(&incoming.sender.name, name.unwrap_or_default(), &consents, &asked.command);
            (say, vec![(consents_note(room), serde_json::to_string(&consents)?)], Change::No)
        }
        Outcome::Refused(objection) => {
            let here = if let Tie::Agreed { name, .. } = tie { name } else { "the group" };
            (words::refused(objection, tie, name.unwrap_or(here)), Vec::new(), Change::No)
        }
    })
}

/// Whether a request came as a message, on a platform that goes on handing over what is said in the room.
fn is_typed(incoming: &Incoming) -> bool {
    matches!(incoming.what, What::Said { .. } | What::Edited { .. })
}

/// In place of a group's id: people sent the bot away.
const CLOSED: &str = "-";

/// Key of the note that says which group people have brought to a room.
fn agreed_note(room: &RoomKey) -> String {
    format!("group of {room}")
}

/// Key of the note of the consents so far.
fn consents_note(room: &RoomKey) -> String {
    format!("consents {room}")
}
