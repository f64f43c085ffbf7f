//! Delivery of mail: in order, with patience, and with a report for what became of it.

use chrono::{DateTime, Duration, Utc};

use crate::chat::dispatch::Dispatch;
use crate::group::command::MailOutcome;
use crate::mail::{MailError, Mailer};
use crate::store::{MAIL, Pending, Store};
use crate::view::letter::Letter;

const FIRST_RETRY_SECS: i64 = 30;
const LAST_RETRY_SECS: i64 = 3_600;
/// How long the archive is asked for a mail that may have left, from the attempt on, and how often.
const LOOK_SECS: i64 = 120;
const LOOK_AGAIN_SECS: i64 = 10;

/// A mail whose fate is known and has to be written down.
#[derive(Debug)]
pub struct Report {
    pub group: String,
    pub n: u64,
    pub message_id: String,
    pub outcome: MailOutcome,
}

/// What a round of the postman brought.
#[derive(Debug)]
pub enum Delivered {
    One(Report),
    /// It was tried in vain and put off; others may be due.
    Waits,
    Nothing {
        again: Option<DateTime<Utc>>,
    },
}

/// Sends one mail, if one is due, and not of a group that could not write down what became of it. Returns what became of it, to be written down before the next is
/// sent; without one, when to come again.
///
/// # Errors
/// The store failed.
pub async fn deliver(
    store: &Store,
    mailer: &Mailer,
    now: DateTime<Utc>,
    can_note: impl Fn(&str) -> bool,
) -> anyhow::Result<Delivered> {
    let Some(post) = store.first_in_turn(MAIL).await? else { return Ok(Delivered::Nothing { again: None }) };
    let due = DateTime::from_timestamp_micros(post.due_micros).unwrap_or_default();
    if due > now {
        return Ok(Delivered::Nothing { again: Some(due) });
    }
    if !can_note(&post.group) {
        store.put_off(&post, (now + Duration::seconds(FIRST_RETRY_SECS)).timestamp_micros()).await?;
        return Ok(Delivered::Waits);
    }
    let letter: Letter = match Dispatch::read(&post.body) {
        Ok(Dispatch::Letter { letter, .. }) => letter,
        Ok(Dispatch::Say { .. } | Dispatch::Relay(_) | Dispatch::Retract { .. }) | Err(_) => {
            tracing::error!(group = %post.group, n = post.n, "a mail cannot be read by this version; it is kept");
            store.set_aside(&post).await?;
            return Ok(Delivered::Waits);
        }
    };
    let message_id = letter.message_id.clone();
    let report = |outcome| Delivered::One(Report { group: post.group.clone(), n: post.n, message_id, outcome });
    match look_first(mailer, &post, &letter, now).await {
        Found::Yes => return Ok(report(MailOutcome::HandedOver)),
        Found::NotYet => {
            let again = now + Duration::seconds(LOOK_AGAIN_SECS);
            store.put_off(&post, again.timestamp_micros()).await?;
            return Ok(Delivered::Waits);
        }
        Found::No => {}
    }
    // Written before it is tried: a store that cannot write would else send it again and again.
    let next_try = now + pause_after(post.attempts);
    store.begin_attempt(&post, now.timestamp_micros(), next_try.timestamp_micros()).await?;
    let attempt = post.attempts + 1;
    // A program that was suspended in the middle of it leaves the rest to whoever acts now.
    let Some(sent) = store.while_held(mailer.send(&letter)).await else { return Ok(Delivered::Waits) };
    match sent {
        Ok(()) => Ok(report(MailOutcome::HandedOver)),
        Err(MailError::Refused(reason)) => Ok(report(MailOutcome::Refused { reason })),
        Err(MailError::Retry(reason)) => {
            tracing::warn!(group = %post.group, attempt, %reason, "a mail is tried again later");
            store.attempt_failed(&post).await?;
            Ok(Delivered::Waits)
        }
        Err(MailError::Unknown(reason)) => {
            tracing::warn!(group = %post.group, attempt, %reason, "it is not known whether a mail was sent");
            Ok(Delivered::Waits)
        }
    }
}

/// Whether a mail that may have left is in the archive.
enum Found {
    Yes,
    NotYet,
    No,
}

/// After an attempt of which nobody knows whether it succeeded, the archive is asked for a while before the mail is
/// sent again: lists do not drop a second mail with the same Message-ID.
async fn look_first(mailer: &Mailer, post: &Pending, letter: &Letter, now: DateTime<Utc>) -> Found {
    let tried = post.tried_micros().and_then(DateTime::from_timestamp_micros).filter(|_| mailer.archive.is_some());
    let Some(tried) = tried else { return Found::No };
    match mailer.seen_again(std::slice::from_ref(&letter.message_id)).await {
        Ok(seen) if !seen.is_empty() => return Found::Yes,
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "the archive cannot be read, so a mail may be sent twice"),
    }
    if now < tried + Duration::seconds(LOOK_SECS) { Found::NotYet } else { Found::No }
}

/// 30 s, 1 min, 2 min … up to an hour.
fn pause_after(attempts: u32) -> Duration {
    Duration::seconds((FIRST_RETRY_SECS << attempts.min(10)).min(LAST_RETRY_SECS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour() {
        let pauses: Vec<i64> =
            [0, 1, 2, 7, 50].into_iter().map(|attempts| pause_after(attempts).num_seconds()).collect();
        assert_eq!(pauses, [30, 60, 120, 3_600, 3_600]);
    }
}
