//! People decide in a room which group meets there.

use super::Bot;
use crate::bot::desk::{Circumstances, Handled};
use crate::chat::{Incoming, RoomKey, SetUp, SetUpWish, What};
use crate::group::charter::Charter;
use crate::group::command::{Command, MeetingCommand};
use crate::group::setup::{self, Asker, Consents, Outcome, Tie};
use crate::view::Say;
use crate::view::setup as words;

impl Bot {
    /// The group that people have brought to a room, if it is still configured.
    pub(super) async fn agreed(&self, room: &RoomKey) -> anyhow::Result<Option<String>> {
        let noted = self.store().note(&agreed_note(room)).await?;
        Ok(noted.filter(|group| self.charter_named(group).is_some()))
    }

    fn charter_named(&self, typed: &str) -> Option<&Charter> {
        let same = |name: &str| crate::group::person::same_name(name, typed.trim());
        let charters = self.inner.seating.charters();
        charters.iter().find(|charter| charter.id == typed.trim() || same(&charter.name))
    }

    async fn tie(&self, room: &RoomKey) -> anyhow::Result<Tie> {
        let name_of = |id: &str| self.charter_named(id).map_or_else(|| id.to_owned(), |charter| charter.name.clone());
        if let Some(group) = self.inner.seating.configured(room) {
            return Ok(Tie::Configured { name: name_of(group) });
        }
        let agreed = self.agreed(room).await?;
        let alone = if self.may_be_its_own(room) { Tie::Alone } else { Tie::Nobodys };
        Ok(agreed.map_or(alone, |group| Tie::Agreed { name: name_of(&group), group }))
    }

    /// Someone asks which group meets here, or wants another.
    pub(super) async fn set_up(&self, incoming: &Incoming, asked: &SetUp) -> anyhow::Result<()> {
        let Some(room) = incoming.room() else { return Ok(()) };
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
        let is_open = self.may_be_its_own(room);
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
            Change::Released if matches!(tie, Tie::Agreed { .. }) && self.may_be_its_own(room) => room.0.clone(),
            Change::Released => {
                desk.leave(room);
                drop(desk);
                self.close_board(room);
                self.inner.seating.unbind(room);
                tracing::info!(%room, "people in the room ended its meetings");
                return Ok(());
            }
            Change::Group(group) => group,
        };
        desk.leave(room);
        drop(desk);
        self.bring(room, group).await
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
            let notes =
                vec![(agreed_note(room), group.clone().unwrap_or_default()), (consents_note(room), String::new())];
            let own = match tie {
                Tie::Agreed { .. } if is_open => words::Left::Own,
                Tie::Agreed { .. } | Tie::Alone | Tie::Nobodys | Tie::Configured { .. } => words::Left::Nobodys,
            };
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

/// Key of the note that says which group people have brought to a room.
fn agreed_note(room: &RoomKey) -> String {
    format!("group of {room}")
}

/// Key of the note of the consents so far.
fn consents_note(room: &RoomKey) -> String {
    format!("consents {room}")
}
