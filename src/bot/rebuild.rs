//! Groups and meetings from the log.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use crate::document::{Format, calendar, render};
use crate::group::Group;
use crate::group::charter::Charter;
use crate::group::command::Draft;
use crate::group::event::{Digest, Event};
use crate::store::Store;
use crate::text::plain;
use crate::view::announcement::{Announcement, announcement, file_name};
use crate::view::invitation::Invitation;
use crate::view::letter::{Attachment, Content};
use crate::view::minutes::{Minutes, minutes};

/// A draft of minutes: the model, the text that would be mailed, and its identity.
pub struct Drafted {
    pub minutes: Minutes,
    pub body: String,
    pub draft: Draft,
}

/// A draft of a mail about a planned meeting.
pub struct Noticed {
    pub announcement: Announcement,
    pub body: String,
    pub file: Attachment,
    pub draft: Draft,
}

/// Columns of a mail's text (RFC 3676, clause 4.2).
const COLUMNS: usize = 72;

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
    let meeting = group.latest_meeting()?;
    let minutes = minutes(group, meeting);
    let body = render(&minutes, Format::Text);
    Some(Drafted { draft: Draft { meeting: meeting.number, digest: digest_of(&body) }, minutes, body })
}

/// Drafts the mail about the planned meeting as it would be sent at `at`. The calendar file is stamped `shown_at`; all
/// the rest makes the mail's identity.
pub fn notice(
    group: &Group,
    despite_notice: Option<&str>,
    at: DateTime<Utc>,
    shown_at: DateTime<Utc>,
) -> Option<Noticed> {
    let plan = group.to_announce()?;
    let despite_notice = despite_notice.filter(|_| group.is_late(plan, at));
    let announcement = announcement(group, plan, despite_notice, at);
    let body = format!("{}\n", plain::render(&announcement.text, Some(COLUMNS)));
    let stamped = |stamp| calendar::render(&Invitation { stamp, ..announcement.invitation.clone() });
    let file = Attachment {
        name: file_name(plan),
        kind: format!("text/calendar; charset=utf-8; method={}", calendar::method(&announcement.invitation)),
        content: Content::Text(stamped(shown_at)),
    };
    let identity = [announcement.subject.as_str(), &body, &stamped(DateTime::UNIX_EPOCH)].join("\n");
    let draft = Draft { meeting: plan.meeting, digest: digest_of(&identity) };
    Some(Noticed { announcement, body, file, draft })
}

fn digest_of(words: &str) -> Digest {
    let digest = Sha256::digest(words.as_bytes());
    Digest(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
