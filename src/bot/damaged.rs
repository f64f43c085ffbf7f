//! Groups whose log cannot be read. The others go on; the rooms of such a group are told, and nothing is taken there as if
//! all were well.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex as StdMutex};

use chrono::{DateTime, TimeDelta, Utc};

use super::desks::Slot;
use super::flood::Pace;
use super::{Bot, lock};
use crate::chat::dispatch::Dispatch;
use crate::chat::{Incoming, Outgoing, RoomKey, What};
use crate::command::{Read, read};
use crate::group::event::Entry;
use crate::store::{Commit, Damage, Erased, Outcome, Post, Store, StoreError};
use crate::text::Text;
use crate::view::Say;

/// How often the log of such a group is read again: it may have been mended.
const LOOK_AGAIN: TimeDelta = TimeDelta::minutes(1);

/// Groups whose log could not be read, with when that was seen last.
#[derive(Debug, Default)]
pub(super) struct Damaged {
    groups: StdMutex<BTreeMap<String, (Damage, DateTime<Utc>)>>,
    /// Whether there was one: mostly there is none, and nobody waits for the lock.
    was_any: AtomicBool,
}

impl Damaged {
    pub fn has(&self, group: &str) -> bool {
        self.was_any() && lock(&self.groups).contains_key(group)
    }

    fn was_any(&self) -> bool {
        self.was_any.load(Ordering::Acquire)
    }

    /// Returns whether it was known.
    fn note(&self, group: &str, damage: Damage, now: DateTime<Utc>) -> bool {
        let is_known = lock(&self.groups).insert(group.to_owned(), (damage, now)).is_some();
        self.was_any.store(true, Ordering::Release);
        is_known
    }

    /// The log of the group can be read.
    fn forget(&self, group: &str) {
        if self.was_any() {
            lock(&self.groups).remove(group);
        }
    }

    /// What was found a short while ago, so that a long log is not read for every message.
    fn of_late(&self, group: &str, now: DateTime<Utc>) -> Option<Damage> {
        if !self.was_any() {
            return None;
        }
        let known = lock(&self.groups);
        let (damage, seen) = known.get(group)?;
        (now - *seen < LOOK_AGAIN).then(|| damage.clone())
    }
}

/// The damage of a log that an error is about.
fn damage_in(error: &anyhow::Error) -> Option<Damage> {
    error.downcast_ref::<StoreError>().and_then(StoreError::damage)
}

impl Bot {
    /// The desk of a group.
    ///
    /// # Errors
    /// The store failed, or the log of the group cannot be read; its rooms have been told then.
    pub(super) async fn slot(&self, group: &str) -> anyhow::Result<Arc<Slot>> {
        let now = self.clock().now();
        if let Some(damage) = self.inner.damaged.of_late(group, now) {
            return Err(StoreError::from(damage).into());
        }
        let found = self.inner.desks.get(group, now, || self.open(group)).await;
        match &found {
            Ok(_) => self.inner.damaged.forget(group),
            Err(error) => drop(self.note_damage(group, error).await),
        }
        found
    }

    /// The same; `None` where the log cannot be read.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn slot_if_readable(&self, group: &str) -> anyhow::Result<Option<Arc<Slot>>> {
        match self.slot(group).await {
            Err(error) if damage_in(&error).is_some() => Ok(None),
            found => found.map(Some),
        }
    }

    /// Takes note of an error that says that the log of a group cannot be read, and tells its rooms. Returns whether it is
    /// one.
    pub(super) async fn note_damage(&self, group: &str, error: &anyhow::Error) -> bool {
        let Some(damage) = damage_in(error) else { return false };
        let now = self.clock().now();
        if self.inner.damaged.note(group, damage.clone(), now) {
            return true;
        }
        tracing::error!(
            group,
            error = format!("{error:#}"),
            "the log of a group cannot be read; the other groups go on"
        );
        let (_, rooms) = self.inner.seating.charter_of(group);
        let posts = rooms.into_iter().map(|room| (room, Outgoing::unasked(Say::room(Text::plain(told(&damage))))));
        // Once a day, however often it is started.
        let key = format!("damaged {group} {} {}", damage.entry.unwrap_or_default(), now.date_naive());
        if let Err(error) = self.say_without_desk(group, &key, posts.collect(), Vec::new()).await {
            tracing::error!(group, %error, "the rooms of the group could not be told");
        }
        true
    }

    /// What becomes of a message to a group whose log cannot be read: nothing is recorded, and who asked for something is
    /// told. What is deleted leaves the log all the same.
    ///
    /// # Errors
    /// The store failed; the message comes again.
    pub(super) async fn turn_down(&self, incoming: &Incoming) -> Result<(), StoreError> {
        let group = self.group_of(incoming);
        let say = |words: &str| Outgoing::unasked(Say::room(Text::plain(words)));
        let mut posts = Vec::new();
        let mut blanked = Vec::new();
        match (&incoming.what, incoming.room()) {
            (What::Deleted { message }, _) => {
                blanked = erased(self.store(), &group, std::slice::from_ref(message)).await?;
            }
            (What::DeletedTogether { messages }, _) => {
                blanked = erased(self.store(), &group, messages).await?;
            }
            (What::Mailed(_), _) => {
                tracing::error!(group, "a mail is not recorded, because the log of its group cannot be read");
                let (_, rooms) = self.inner.seating.charter_of(&group);
                posts.extend(rooms.into_iter().map(|room| (room, say(MAIL_TURNED_DOWN))));
            }
            (what, Some(room)) if self.asks_for_something(what) && self.pace(incoming) == Pace::Usual => {
                let answer = Outgoing {
                    say: Say::asker(Text::plain(TURNED_DOWN)),
                    asker: Some(incoming.sender.clone()),
                    reply_to: Some(incoming.id.clone()),
                    cause: Some(incoming.id.clone()),
                    ..say(TURNED_DOWN)
                };
                posts.push((room.clone(), answer));
            }
            _ => return Ok(()),
        }
        self.say_without_desk(&group, &incoming.id, posts, blanked).await
    }

    fn asks_for_something(&self, what: &What) -> bool {
        match what {
            What::Asked(_) | What::Ordered(_) | What::SetUp(_) => true,
            What::Said { text } => {
                let is_for_the_bot = |read: &Read| matches!(read, Read::Command { .. } | Read::Hint(_));
                read(text, &self.inner.names).iter().any(|line| is_for_the_bot(&line.read))
            }
            What::Edited { .. }
            | What::Deleted { .. }
            | What::DeletedTogether { .. }
            | What::Reacted { .. }
            | What::Joined
            | What::Unreadable
            | What::Mailed(_) => false,
        }
    }

    /// Posts what no desk can word, once under its key, and writes entries anew without their words.
    async fn say_without_desk(
        &self,
        group: &str,
        key: &str,
        posts: Vec<(RoomKey, Outgoing)>,
        blanked: Vec<Entry>,
    ) -> Result<(), StoreError> {
        let store = self.store();
        let routes: Vec<String> = posts.iter().map(|(room, _)| room.0.clone()).collect();
        let numbers: Vec<u64> = blanked.iter().map(|entry| entry.seq).collect();
        loop {
            let position = store.position(group).await?;
            let bodies = posts.iter().map(|(_, message)| {
                let message = message.clone();
                Dispatch::Say { message, quotes: Vec::new() }.body()
            });
            let bodies = bodies.collect::<Result<Vec<String>, _>>().unwrap_or_default();
            let posts = (position.spoken + 1..).zip(routes.iter().cloned()).zip(bodies);
            let erased = if numbers.is_empty() { Vec::new() } else { vec![Erased::Entries(numbers.clone())] };
            store.keep_deletions(group, position.head, erased).await?;
            let commit = Commit {
                group: group.to_owned(),
                head: position.head,
                spoken: position.spoken,
                seen: vec![key.to_owned()],
                posts: posts.map(|((n, route), body)| Post { n, route, body }).collect(),
                blanked: blanked.clone(),
                at_micros: self.clock().now().timestamp_micros(),
                ..Commit::default()
            };
            match store.commit(commit).await? {
                Outcome::Conflict => {}
                Outcome::Done | Outcome::Duplicate => break,
            }
        }
        for route in &routes {
            self.ring(route);
        }
        Ok(())
    }
}

/// What messages recorded, without its words.
async fn erased(store: &Store, group: &str, messages: &[String]) -> Result<Vec<Entry>, StoreError> {
    let mut found: BTreeMap<u64, Entry> = BTreeMap::new();
    for message in messages {
        for entry in store.entries_of(group, message).await? {
            for about in store.entries_about(group, entry.seq).await? {
                found.insert(about.seq, about.blanked());
            }
            found.insert(entry.seq, entry.blanked());
        }
    }
    Ok(found.into_values().collect())
}

/// What the rooms of the group are told.
fn told(damage: &Damage) -> String {
    let at = damage.entry.map_or_else(String::new, |entry| format!(" (entry {entry})"));
    format!(
        "I cannot read my log of this group{at}, so nothing is recorded here and no command is obeyed; the operator can \
         restore the last backup, or start the version that wrote it."
    )
}

const TURNED_DOWN: &str =
    "Nothing was done, because I cannot read my log of this group. Type it again once the operator has fixed that.";
const MAIL_TURNED_DOWN: &str = "A mail about this group is not recorded, because I cannot read my log of it. It can be sent again once that is fixed.";
