//! Delivery of mail: in order, with patience, and with a report for what became of it.

use chrono::{DateTime, Duration, Utc};

use super::desk::MAIL;
use crate::group::command::MailOutcome;
use crate::mail::{MailError, Mailer};
use crate::store::{Pending, Store};
use crate::view::letter::Letter;

const WINDOW: u32 = 50;
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

/// Sends what is due. Returns the reports, and when to come again.
///
/// # Errors
/// The store failed.
pub async fn deliver(
    store: &Store,
    mailer: &Mailer,
    now: DateTime<Utc>,
) -> anyhow::Result<(Vec<Report>, Option<DateTime<Utc>>)> {
    let mut reports = Vec::new();
    for post in store.pending(MAIL, now.timestamp_micros(), WINDOW).await? {
        match attempt(mailer, &post).await {
            Ok((message_id, outcome)) => reports.push(Report { group: post.group, n: post.n, message_id, outcome }),
            Err(reason) => {
                let due = now + pause_after(post.attempts);
                tracing::warn!(group = %post.group, attempt = post.attempts + 1, %reason, "a mail has to wait");
                store.postpone(&post, due.timestamp_micros()).await?;
            }
        }
    }
    let again = store.next_due(MAIL).await?.and_then(DateTime::from_timestamp_micros);
    Ok((reports, again))
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
