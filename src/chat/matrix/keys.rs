//! Encryption without a person at hand: cross-signing, the key backup and its recovery key.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use matrix_sdk::encryption::VerificationState;
use matrix_sdk::encryption::recovery::{RecoveryError, RecoveryState};
use matrix_sdk::encryption::secret_storage::SecretStorageError;
use tokio::sync::mpsc;

use super::session::write_private;
use super::{LAST_PAUSE, Matrix, errors};
use crate::chat::SendError;

impl Matrix {
    /// Brings the device's keys into order: own identity, device signed, backup on, recovery key in
    /// its file. It comes after the first sync, which is what makes a new device known to the server.
    fn settle(&self) -> BoxFuture<'_, anyhow::Result<()>> {
        Box::pin(async move {
            let encryption = self.client.encryption();
            match encryption.recovery().state() {
                RecoveryState::Enabled => {}
                RecoveryState::Disabled => self.enable_recovery().await?,
                RecoveryState::Incomplete | RecoveryState::Unknown => self.recover().await?,
            }
            if encryption.verification_state().get() != VerificationState::Verified {
                // Only asking the server for our own keys makes the state right at once.
                encryption.request_user_identity(self.me()?).await?;
            }
            match encryption.verification_state().get() {
                VerificationState::Verified => {
                    tracing::info!("the Matrix device is cross-signed, the key backup is on");
                }
                VerificationState::Unverified | VerificationState::Unknown => {
                    tracing::error!(
                        "the Matrix device is not cross-signed: people whose clients exclude unverified devices cannot be read in encrypted rooms"
                    );
                }
            }
            Ok(())
        })
    }

    /// As [`Matrix::settle`]; a server that does not answer is asked again.
    pub(super) async fn settle_patiently(&self) -> anyhow::Result<()> {
        let mut pause = FIRST_PAUSE;
        loop {
            let Err(error) = self.settle().await else { return Ok(()) };
            let failure = cause(&error).map(|cause| self.failures.of_send(cause));
            let Some(SendError::Retry { after, reason }) = failure else { return Err(error) };
            tracing::warn!(%reason, "bringing the keys into order has to wait for the homeserver");
            tokio::time::sleep(after.unwrap_or(pause)).await;
            pause = (pause * 2).min(LAST_PAUSE);
        }
    }

    /// As [`Matrix::settle_patiently`], while another program acts: what the account has not got yet, that one makes.
    pub(super) async fn settle_beside(self: Arc<Self>) -> anyhow::Result<()> {
        while self.client.encryption().recovery().state() == RecoveryState::Disabled {
            tokio::time::sleep(LAST_PAUSE).await;
        }
        self.settle_patiently().await
    }

    async fn enable_recovery(&self) -> anyhow::Result<()> {
        let encryption = self.client.encryption();
        let has_keys = encryption.cross_signing_status().await.is_some_and(|status| status.is_complete());
        if !has_keys {
            bail!(
                "the account {} has a cross-signing identity whose keys are not here; log in once with another client, reset its encryption there, put the recovery key into {} and start again",
                self.config.user,
                self.config.recovery_key_file.display()
            );
        }
        let key = encryption.recovery().enable().await.context("turning on the key backup")?;
        write_private(&self.config.recovery_key_file, key.as_bytes())
            .with_context(|| format!("keeping the recovery key in {}", self.config.recovery_key_file.display()))?;
        tracing::info!(file = %self.config.recovery_key_file.display(), "the recovery key is kept; copy the file to a safe place");
        Ok(())
    }

    /// A new device of an account that has a recovery key.
    async fn recover(&self) -> anyhow::Result<()> {
        let file = &self.config.recovery_key_file;
        let key = std::fs::read_to_string(file).with_context(|| {
            format!("the account's encryption needs its recovery key; put it into {}", file.display())
        })?;
        self.client
            .encryption()
            .recovery()
            .recover(key.trim())
            .await
            .with_context(|| format!("the recovery key in {} does not fit", file.display()))
    }

    /// Rings whenever room keys have come in.
    pub(super) fn listen_for_keys(self: Arc<Self>, bell: mpsc::Sender<()>) {
        tokio::spawn(async move {
            // The stream ends when the keys are read anew.
            while let Some(stream) = self.client.encryption().room_keys_received_stream().await {
                let mut stream = std::pin::pin!(stream);
                loop {
                    let came = tokio::select! {
                        came = stream.next() => came,
                        () = bell.closed() => return,
                    };
                    if came.is_none() {
                        break;
                    }
                    if bell.send(()).await.is_err() {
                        return;
                    }
                }
            }
        });
    }

    /// Reads the keys from disk again after a failure that came from there.
    ///
    /// The SDK moves a session with a person's device on in memory before it writes it down. Where the writing fails, the
    /// same message can't be opened a second time, and the room key in it would be lost.
    pub(super) async fn reread_keys(&self) {
        let mut is_told = false;
        loop {
            // The SDK holds the keys over some of its requests and asks for them again in between. Who waits for them to be let go stands before that
            // second question, so that both would wait for ever.
            match tokio::time::timeout(REREAD, self.base.regenerate_olm(None)).await {
                Ok(Ok(())) => return,
                Ok(Err(error)) if !std::mem::replace(&mut is_told, true) => {
                    let error = errors::brief(&error.to_string());
                    tracing::warn!(error, "the keys of the Matrix device cannot be read; trying again until they can");
                }
                Ok(Err(_)) => {}
                Err(_) => tracing::debug!("the keys of the Matrix device are in use"),
            }
            tokio::time::sleep(FIRST_PAUSE).await;
        }
    }
}

/// What the SDK says went wrong.
fn cause(error: &anyhow::Error) -> Option<&matrix_sdk::Error> {
    error.chain().find_map(|cause| match cause.downcast_ref::<RecoveryError>() {
        Some(RecoveryError::Sdk(error) | RecoveryError::SecretStorage(SecretStorageError::Sdk(error))) => Some(error),
        Some(_) | None => cause.downcast_ref(),
    })
}

const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// How long the keys are waited for before whoever uses them goes first.
const REREAD: Duration = Duration::from_secs(2);
