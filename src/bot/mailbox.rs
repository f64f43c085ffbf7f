//! The mailbox that is read while the bot runs.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Bot;
use crate::clock;
use crate::mail::{Arrived, Fetched, Inbound, MailError, Mailbox, New};

/// How long a mailbox that cannot be read is left alone.
const TRY_AGAIN: Duration = Duration::from_secs(10);
/// Mails that are taken within [`WINDOW`] while the bot runs; more wait in the mailbox, so that a flood drowns no room.
const MOST: u32 = 200;
const WINDOW: Duration = Duration::from_mins(1);

/// Mails that are taken in one commit at most.
const TOGETHER: u32 = 128;

/// How many mails were taken of late.
#[derive(Debug, Default)]
struct Pace {
    began: Option<Instant>,
    taken: u32,
}

impl Pace {
    /// How many mails may be taken now, or how long they have to wait.
    fn left(&mut self, now: Instant) -> Result<u32, Duration> {
        let Some(began) = self.began.filter(|began| now.duration_since(*began) < WINDOW) else {
            *self = Pace { began: Some(now), taken: 0 };
            return Ok(MOST);
        };
        match MOST.saturating_sub(self.taken) {
            0 => Err(WINDOW.saturating_sub(now.duration_since(began))),
            left => Ok(left),
        }
    }

    fn count(&mut self, taken: u32) {
        self.taken = self.taken.saturating_add(taken);
    }
}

impl Bot {
    /// Reads the mailbox for as long as the bot runs, from the moment at which the rooms are known. `read` is told once
    /// all that was there has been taken: until then no clock may end what the list can still object to.
    pub async fn read_mailbox(&self, inbound: &Inbound, read: oneshot::Sender<()>) {
        let mut resumed = self.inner.has_resumed.subscribe();
        if resumed.wait_for(|is_so| *is_so).await.is_err() {
            return;
        }
        let mut mailbox = Mailbox::of(&inbound.source);
        let (mut read, mut has_begun, mut trouble) = (Some(read), false, None);
        // What came while the bot was down is taken at once: clocks wait for it.
        let mut pace: Option<Pace> = None;
        loop {
            let looked =
                self.look_into(&mut mailbox, &mut has_begun, inbound.authserv_id.as_deref(), pace.as_mut()).await;
            if looked.is_ok()
                && let Some(read) = read.take()
            {
                // Nobody waits any more where the bot is about to end.
                let _ = read.send(());
                pace = Some(Pace::default());
            }
            let waited = match looked {
                Ok(()) => mailbox.wait().await,
                Err(error) => Err(error),
            };
            let words = waited.as_ref().err().map(ToString::to_string);
            if let Some(error) = words.as_ref().filter(|_| trouble != words) {
                tracing::warn!(%error, "the mailbox cannot be read now; it is tried again every 10 s");
            }
            if waited.is_err() {
                has_begun &= !mailbox.is_connection();
                tokio::time::sleep(TRY_AGAIN).await;
            }
            trouble = words;
        }
    }

    /// Takes what has come since the last look.
    async fn look_into(
        &self,
        mailbox: &mut Mailbox,
        has_begun: &mut bool,
        authserv_id: Option<&str>,
        mut pace: Option<&mut Pace>,
    ) -> Result<(), MailError> {
        if !*has_begun {
            self.begin_mailbox(mailbox).await?;
            *has_begun = true;
        }
        let mut news = VecDeque::from(mailbox.news().await?);
        while !news.is_empty() {
            let most = match pace.as_mut().map(|pace| pace.left(clock::monotonic())) {
                None => TOGETHER,
                Some(Ok(left)) => left.min(TOGETHER),
                Some(Err(wait)) => {
                    tracing::warn!(
                        most = MOST,
                        wait = wait.as_secs(),
                        "more mails come in a minute than are taken; the others wait"
                    );
                    tokio::time::sleep(wait).await;
                    continue;
                }
            };
            let before = news.len();
            let mails = read_next(mailbox, &mut news, most, |fetched| fetched.at, authserv_id).await?;
            if let Some(pace) = pace.as_mut() {
                pace.count(u32::try_from(before - news.len()).unwrap_or(u32::MAX));
            }
            self.take_mails_patiently(&mails).await;
        }
        Ok(())
    }

    /// Takes what has come since the last look, for a program that looks when it likes. `at` says when it has come, where
    /// that is not when it was delivered.
    ///
    /// # Errors
    /// The store failed, or the mailbox cannot be read.
    pub async fn take_new_mail(
        &self,
        mailbox: &mut Mailbox,
        authserv_id: Option<&str>,
        at: Option<DateTime<Utc>>,
    ) -> anyhow::Result<()> {
        let mut news = VecDeque::from(mailbox.news().await?);
        while !news.is_empty() {
            let came = |fetched: &Fetched| at.unwrap_or(fetched.at);
            self.take_mails(&read_next(mailbox, &mut news, TOGETHER, came, authserv_id).await?).await?;
        }
        Ok(())
    }

    /// Begins to read a mailbox where the last run ended.
    ///
    /// # Errors
    /// It cannot be read now, or the store failed.
    pub async fn begin_mailbox(&self, mailbox: &mut Mailbox) -> Result<(), MailError> {
        let retry = |error: crate::store::StoreError| MailError::Retry(error.to_string());
        let note = self.store().note(&mailbox.key()).await.map_err(retry)?;
        if let Some((key, value)) = mailbox.begin(note.as_deref(), self.clock().now()).await? {
            self.store().set_note(&key, &value).await.map_err(retry)?;
        }
        Ok(())
    }
}

/// Reads the next of what is new, as many mails as go into one commit.
async fn read_next(
    mailbox: &mut Mailbox,
    news: &mut VecDeque<New>,
    most: u32,
    came: impl Fn(&Fetched) -> DateTime<Utc>,
    authserv_id: Option<&str>,
) -> Result<Vec<Arrived>, MailError> {
    let fetched = mailbox.fetch_next(news, most as usize).await?;
    let read = |fetched: Fetched| {
        let mail = crate::mail::read(&fetched.bytes, came(&fetched), authserv_id)?;
        Some(Arrived { mail, place: Some(fetched.note) })
    };
    Ok(fetched.into_iter().filter_map(read).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_two_hundred_mails_a_minute_wait() {
        let start = clock::monotonic();
        let at = |secs| start + Duration::from_secs(secs);
        let mut pace = Pace::default();
        let mut take = |secs, count| pace.left(at(secs)).map(|left| pace.count(left.min(count)));
        assert_eq!([take(0, 150), take(30, 50)], [Ok(()), Ok(())]);
        assert_eq!(take(50, 1), Err(Duration::from_secs(10)), "the minute began with the first");
        assert_eq!(take(60, 500), Ok(()), "the ones that waited are the first of the next minute");
        assert_eq!(take(61, 1), Err(Duration::from_secs(59)));
        assert_eq!(take(500, 200), Ok(()));
    }
}
