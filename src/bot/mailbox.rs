//! The mailbox that is read while the bot runs.

use std::time::Duration;

use tokio::sync::oneshot;

use super::Bot;
use crate::mail::{Inbound, MailError, Mailbox};

/// How long a mailbox that cannot be read is left alone.
const TRY_AGAIN: Duration = Duration::from_secs(10);

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
        loop {
            let looked = self.look_into(&mut mailbox, &mut has_begun, inbound.authserv_id.as_deref()).await;
            if looked.is_ok()
                && let Some(read) = read.take()
            {
                // Nobody waits any more where the bot is about to end.
                let _ = read.send(());
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
    ) -> Result<(), MailError> {
        if !*has_begun {
            self.begin_mailbox(mailbox).await?;
            *has_begun = true;
        }
        for new in mailbox.news().await? {
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
