//! Mails in words: subject, recipients, thread and body. Building the MIME message is mail's.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::minutes::Minutes;
use crate::group::Group;
use crate::text::{Block, Text, one_line};

/// A mail before it is built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Left part of the Message-ID; stable for a logical message and its revision.
    pub message_id: String,
    /// Left parts of the mails it follows, oldest first.
    pub references: Vec<String>,
    pub at: DateTime<Utc>,
    pub to: String,
    pub reply_to: String,
    /// Name of the group, shown with the bot's own address.
    pub from_name: String,
    pub subject: String,
    /// Complete plain text, wrapped at 72 columns.
    pub body: String,
}

/// The mail that carries minutes to the list.
pub fn of_minutes(group: &Group, minutes: &Minutes, body: &str, at: DateTime<Utc>, message_id: &str) -> Option<Letter> {
    let list = group.charter.list.clone()?;
    let state = group.minutes.get(&minutes.meeting);
    let earlier = state.into_iter().flat_map(|state| &state.sent).map(|sent| sent.message_id.clone());
    let references: Vec<String> = earlier.filter(|sent| sent != message_id).collect();
    Some(Letter {
        message_id: message_id.to_owned(),
        at,
        reply_to: group.charter.reply_to.clone().unwrap_or_else(|| list.clone()),
        to: list,
        from_name: group.charter.name.clone(),
        subject: subject(minutes, !references.is_empty()),
        references,
        body: body.to_owned(),
    })
}

/// `Minutes of JCG-IoTSec meeting 7, 2026-12-08`.
pub fn subject(minutes: &Minutes, is_revision: bool) -> String {
    let revised = if is_revision { " (revised)" } else { "" };
    one_line(&format!("Minutes of {} meeting {}, {}{revised}", minutes.group, minutes.meeting, minutes.date))
}

/// What `!minutes` shows: the mail as it would go out.
pub fn preview(group: &Group, minutes: &Minutes, body: &str, version: u32) -> Text {
    let is_open = minutes.closed_at.is_none();
    let has_earlier = group.minutes.get(&minutes.meeting).is_some_and(|state| !state.sent.is_empty());
    let mut text = if is_open {
        Text::plain(format!("Draft of the minutes of meeting {}, which is still open:", minutes.meeting))
    } else {
        let to = group.charter.list.as_deref().unwrap_or("nobody yet (the group has no list)");
        let subject = subject(minutes, has_earlier);
        Text::plain(format!("Minutes of meeting {}, version {version}. To: {to}. Subject: {subject}", minutes.meeting))
    };
    text.push(Block::Verbatim(body.to_owned()));
    if !is_open {
        text.paragraph([format!(
            "{} bytes. To go on: !minutes approve (a chair), then !minutes send (the secretary).",
            body.len()
        )
        .into()]);
        if body.len() > LIST_LIMIT_BYTES {
            text.paragraph(["Many lists hold mail of more than 40 kB for a moderator; this one is larger.".into()]);
        }
    }
    text
}

/// Mailman's default for the whole message is 40 kB; the head takes some of it.
const LIST_LIMIT_BYTES: usize = 38_000;

/// How people call a mail, by its Message-ID.
pub(super) fn called(group: &Group, message_id: &str) -> String {
    let found = group.minutes.iter().find_map(|(meeting, state)| {
        let sent = state.sent.iter().find(|sent| sent.message_id == message_id)?;
        Some(format!("Minutes of meeting {meeting}, version {}", sent.version))
    });
    found.unwrap_or_else(|| "The mail".to_owned())
}
