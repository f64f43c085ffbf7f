//! Delivery of mail: in order, with patience, and with a report for what became of it.

use chrono::{DateTime, Duration, Utc};

use super::desk::MAIL;
use crate::group::command::MailOutcome;
use crate::mail::{MailError, Mailer};
use crate::store::{Pending, Store};
use crate::view::letter::Letter;

const FIRST_RETRY_SECS: i64 = 30;
const LAST_RETRY_SECS: i64 = 3_600;

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

/// Sends one mail, if one is due. Returns what became of it, to be written down before the next is
/// sent; without one, when to come again.
///
/// # Errors
/// The store failed.
pub async fn deliver(store: &Store, mailer: &Mailer, now: DateTime<Utc>) -> anyhow::Result<Delivered> {
    let Some(post) = store.first_in_turn(MAIL).await? else { return Ok(Delivered::Nothing { again: None }) };
    let due = DateTime::from_timestamp_micros(post.due_micros).unwrap_or_default();
    if due > now {
        return Ok(Delivered::Nothing { again: Some(due) });
    }
    // Written before it is tried: a store that cannot write would else send it again and again.
    let next_try = now + pause_after(post.attempts);
    store.postpone(&post, next_try.timestamp_micros()).await?;
    match attempt(mailer, &post).await {
        Ok((message_id, outcome)) => Ok(Delivered::One(Report { group: post.group, n: post.n, message_id, outcome })),
        Err(reason) => {
            tracing::warn!(group = %post.group, attempt = post.attempts + 1, %reason, "a mail has to wait");
            Ok(Delivered::Waits)
        }
    }
}

async fn attempt(mailer: &Mailer, post: &Pending) -> Result<(String, MailOutcome), String> {
    let letter: Letter = serde_json::from_str(&post.body).map_err(|error| error.to_string())?;
    match mailer.send(&letter).await {
        Ok(()) => Ok((letter.message_id, MailOutcome::HandedOver)),
        Err(MailError::Refused(reason)) => Ok((letter.message_id, MailOutcome::Refused { reason })),
        Err(MailError::Retry(reason)) => Err(reason),
    }
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
