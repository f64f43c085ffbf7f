//! Groups and meetings from the log.

use anyhow::Context as _;

use crate::document::{Format, render};
use crate::group::Group;
use crate::group::charter::Charter;
use crate::group::command::Draft;
use crate::group::event::{Digest, Event};
use crate::store::Store;
use crate::view::minutes::{Minutes, minutes};

/// A draft of minutes: the model, the text that would be mailed, and its identity.
pub struct Drafted {
    pub minutes: Minutes,
    pub body: String,
    pub draft: Draft,
}

/// Reads a group's whole log.
///
/// # Errors
/// The store failed or an entry cannot be read.
pub async fn group(store: &Store, charter: &Charter) -> anyhow::Result<Group> {
    let mut group = Group::new(charter.clone());
    store
        .read(&charter.id, 0, |entry| group.apply(&entry))
        .await
        .with_context(|| format!("reading the log of {}", charter.id))?;
    Ok(group)
}

/// The group as it was when the meeting after `number` opened: everything that belongs to
/// meeting `number` has been applied, nothing later.
///
/// # Errors
/// The store failed or an entry cannot be read.
pub async fn group_at(store: &Store, charter: &Charter, number: u32) -> anyhow::Result<Option<Group>> {
    let mut group = Group::new(charter.clone());
    let mut is_later = false;
    store
        .read(&charter.id, 0, |entry| {
            is_later |= matches!(entry.event, Event::MeetingStarted { number: opened, .. } if opened > number);
            if !is_later {
                group.apply(&entry);
            }
        })
        .await
        .with_context(|| format!("reading the log of {}", charter.id))?;
    Ok(group.latest_meeting().is_some_and(|meeting| meeting.number == number).then_some(group))
}

/// Drafts the minutes of the latest meeting that `group` holds.
pub fn draft(group: &Group) -> Option<Drafted> {
    use sha2::{Digest as _, Sha256};
    let meeting = group.latest_meeting()?;
    let minutes = minutes(group, meeting);
    let body = render(&minutes, Format::Text);
    let digest = Sha256::digest(body.as_bytes());
    let digest = Digest(digest.iter().map(|byte| format!("{byte:02x}")).collect());
    Some(Drafted { draft: Draft { meeting: meeting.number, digest }, minutes, body })
}
