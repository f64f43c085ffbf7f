//! The mailbox that is read while the bot runs.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Bot;
use crate::clock;
use crate::mail::{Inbound, MailError, Mailbox};

/// How long a mailbox that cannot be read is left alone.
const TRY_AGAIN: Duration = Duration::from_secs(10);
/// Mails that are taken within [`WINDOW`] while the bot runs; more wait in the mailbox, so that a flood drowns no room.
const MOST: u32 = 200;
const WINDOW: Duration = Duration::from_mins(1);

/// How many mails were taken of late.
#[derive(Debug, Default)]
struct Pace {
    began: Option<Instant>,
    taken: u32,
}

impl Pace {
    /// Counts a mail; how long it has to wait before it is taken.
    fn wait(&mut self, now: Instant) -> Option<Duration> {
        let open = self.began.filter(|began| now.duration_since(*began) < WINDOW);
        let wait = match open {
            Some(began) if self.taken >= MOST => Some(WINDOW.saturating_sub(now.duration_since(began))),
            Some(_) | None => None,
        };
        match open.filter(|_| wait.is_none()) {
            Some(_) => self.taken += 1,
            None => *self = Pace { began: Some(now + wait.unwrap_or_default()), taken: 1 },
        }
        wait
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
        for new in mailbox.news().await? {
            if let Some(wait) = pace.as_mut().and_then(|pace| pace.wait(clock::monotonic())) {
                tracing::warn!(
                    most = MOST,
                    wait = wait.as_secs(),
                    "more mails come in a minute than are taken; the others wait"
                );
                tokio::time::sleep(wait).await;
            }
            let Some(fetched) = mailbox.fetch(&new).await? else { continue };
            if let Some(received) = crate::mail::read(&fetched.bytes, fetched.at, authserv_id) {
                self.take_mail_patiently(&received, Some(fetched.note)).await;
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_two_hundred_mails_a_minute_wait() {
        let start = clock::monotonic();
        let at = |secs| start + Duration::from_secs(secs);
        let mut pace = Pace::default();
        let mut waits = |secs, count| (0..count).filter_map(|_| pace.wait(at(secs))).collect::<Vec<_>>();
        assert!(waits(0, 150).is_empty() && waits(30, 50).is_empty());
        assert_eq!(waits(50, 1), [Duration::from_secs(10)], "the minute began with the first");
        assert!(waits(60, 199).is_empty(), "the one that waited is the first of the next minute");
        assert_eq!(waits(61, 1), [Duration::from_secs(59)]);
        assert!(waits(500, 200).is_empty());
    }
}
