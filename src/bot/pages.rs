//! What pages need of the bot: the group as it is now, word of every change, and rooms that are there only while a page
//! is open.

use std::collections::HashMap;
use std::sync::Mutex as StdMutex;

use tokio::sync::watch;

use super::absence::is_readable;
use super::{Bot, lock};
use crate::chat::{RoomKey, Sender};
use crate::group::Group;
use crate::group::person::{Person, Role};

/// Who wants to know of changes, by group. The number is that of the last entry.
#[derive(Default)]
pub(super) struct Changes {
    groups: StdMutex<HashMap<String, watch::Sender<u64>>>,
}

impl Changes {
    pub fn tell(&self, group: &str, head: u64) {
        let mut groups = lock(&self.groups);
        let Some(known) = groups.get(group) else { return };
        if known.receiver_count() == 0 {
            groups.remove(group);
            return;
        }
        // The same number again is news too: the log was read again, or words in it are gone.
        known.send_replace(head);
    }

    fn of(&self, group: &str) -> watch::Receiver<u64> {
        lock(&self.groups).entry(group.to_owned()).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }
}

impl Bot {
    /// Says where the pages are, which begins the links that people are given. It is said once, before any group is read.
    pub fn serve_pages_at(&self, origin: &str) {
        if self.inner.pages.set(origin.to_owned()).is_err() {
            tracing::warn!("the address of the pages was set before");
        }
    }

    /// Word of every change of a group, from now on.
    pub fn changes(&self, group: &str) -> watch::Receiver<u64> {
        self.inner.changes.of(group)
    }

    /// Word that seats were ended.
    pub fn ended_grants(&self) -> watch::Receiver<u64> {
        self.inner.ended_grants.subscribe()
    }

    /// Looks at a group as it is in memory.
    ///
    /// # Errors
    /// The store failed while the group's log was read.
    pub async fn with_group<T>(&self, id: &str, look: impl FnOnce(&Group) -> T) -> anyhow::Result<T> {
        let slot = self.slot(id).await?;
        let desk = slot.desk.lock().await;
        Ok(look(desk.group()))
    }

    /// The same for a person, with the role that the person has at this moment.
    ///
    /// # Errors
    /// As [`Bot::with_group`].
    pub async fn with_group_for<T>(
        &self,
        id: &str,
        sender: &Sender,
        look: impl FnOnce(&Group, &Person, Role) -> T,
    ) -> anyhow::Result<T> {
        let slot = self.slot(id).await?;
        let desk = slot.desk.lock().await;
        let person = desk.group().person(&sender.account, &sender.name);
        Ok(look(desk.group(), &person, desk.role_of(sender)))
    }

    /// A group meets in one more room from now on, in which people may have come.
    pub async fn meet_in(&self, room: &RoomKey, group: &str) {
        self.inner.seating.bind(room, group, None);
        if let Some(slot) = self.inner.desks.find(group) {
            let mut desk = slot.desk.lock().await;
            desk.meet_in(room);
            self.show_boards(&desk);
        }
    }

    /// Ids of the configured groups.
    pub fn configured_groups(&self) -> Vec<String> {
        self.inner.seating.charters().iter().map(|charter| charter.id.clone()).collect()
    }

    /// The group meets in this room no longer, and what waits for it is dropped: nobody is there.
    pub async fn vacate(&self, room: &RoomKey) {
        let group = self.inner.seating.group_or_own(room);
        self.inner.seating.unbind(room);
        if let Some(slot) = self.inner.desks.find(&group) {
            slot.desk.lock().await.leave(room);
        }
        self.leave_board(room);
        if let Err(error) = self.store().drop_route(&room.0, is_readable).await {
            tracing::error!(%room, %error, "the outbox of a room without people could not be emptied");
        }
    }
}
