//! A store that was restored from a backup: what was deleted since goes once more, what is out of date is left out, and the
//! rooms learn from when the record is.

use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::Bot;
use super::absence::moments;
use super::desk::Desk;
use super::grant::Grants;
use crate::chat::dispatch::Dispatch;
use crate::clock::Clock;
use crate::command::grammar::Names;
use crate::group::charter::Charter;
use crate::mail;
use crate::platform::PLATFORMS;
use crate::store::{Listed, MAIL, RESTORED, Store, later};
use crate::view::absence;

/// Notes about rooms that are not true any more: since when they are not heard, and since when the bot may not speak there.
const ABOUT_ROOMS: [&str; 2] = ["away ", "silent "];

/// Brings a store that was just restored up to date and lets it be opened. Returns how many deletions were repeated.
///
/// # Errors
/// The store failed; it can't be opened then.
pub async fn finish(
    store: &Store,
    charter_of: impl Fn(&str) -> Charter,
    listed: &[Listed],
    made: DateTime<Utc>,
) -> anyhow::Result<usize> {
    let identity = store.identity().await?;
    let mut repeated = 0;
    for group in store.groups().await? {
        let kept = store.position(&group).await?.head;
        let later = later(listed, &identity, &group, kept);
        if !later.is_empty() {
            let names = Arc::new(Names::default());
            let mut desk = Desk::open(store.clone(), charter_of(&group), Vec::new(), Clock::Machine, names).await?;
            for deletion in &later {
                desk.erase_again(deletion).await.context("repeating a deletion")?;
            }
            repeated += later.len();
        }
        leave_out(store, &group, made).await?;
        store.set_note(&format!("{RESTORED}{group}"), &made.timestamp_micros().to_string()).await?;
    }
    let places = PLATFORMS.iter().flat_map(|platform| platform.places_read).copied();
    for prefix in places.chain(mail::PLACES_READ).chain(ABOUT_ROOMS) {
        for (key, _) in store.notes_from(prefix).await? {
            store.remove_note(&key).await?;
        }
    }
    // Seats may have been ended since.
    Grants::new(store.clone()).end_seats().await?;
    store.continue_as_another().await?;
    store.finish_restore().await?;
    Ok(repeated)
}

/// What waited for rooms was said since, or is of no use any more. Mails are kept as ones of which nobody knows whether
/// they were accepted.
async fn leave_out(store: &Store, group: &str, made: DateTime<Utc>) -> anyhow::Result<()> {
    for post in store.pending_of(group).await? {
        match Dispatch::read(&post.body) {
            Ok(Dispatch::Letter { .. }) if post.route == MAIL => {
                store.begin_attempt(&post, made.timestamp_micros(), post.due_micros).await?;
            }
            // It takes words back, and what this version cannot read may be anything.
            Ok(Dispatch::Retract { .. }) | Err(_) => {}
            Ok(Dispatch::Letter { .. } | Dispatch::Say { .. } | Dispatch::Relay(_)) => {
                store.delivered(std::slice::from_ref(&post)).await?;
            }
        }
    }
    Ok(())
}

impl Bot {
    /// Says once in the rooms of a group that its record was restored.
    pub(super) async fn tell_restored(&self, desk: &mut Desk) -> anyhow::Result<()> {
        let note = format!("{RESTORED}{}", desk.group().charter.id);
        let made = moments(self.store().note(&note).await?).first().copied();
        let rooms = desk.rooms().to_vec();
        // Rooms that are not known yet are told at another start.
        if let Some(made) = made.filter(|_| !rooms.is_empty()) {
            desk.tell_in(&rooms, &absence::was_restored(made), &[(note, String::new())]).await?;
        }
        Ok(())
    }
}
