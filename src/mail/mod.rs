//! Mail to the list: building messages, handing them to an SMTP server or a Maildir folder.

mod maildir;
mod message;
mod smtp;

use std::path::PathBuf;

use lettre::message::Mailbox;

pub use message::build;
pub use smtp::{Smtp, Tls};

use crate::view::letter::Letter;

/// The post office: who writes, and by which way mail leaves.
#[derive(Clone, Debug)]
pub struct Mailer {
    /// The bot's own address; no person is ever spoofed.
    pub from: lettre::Address,
    pub transport: Transport,
}

/// The way out.
#[derive(Clone, Debug)]
pub enum Transport {
    /// A Maildir folder, for a mail program or another tool to take from; needs no server.
    Maildir(PathBuf),
    Smtp(Smtp),
}

/// Why a mail did not leave.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It may leave later.
    #[error("not now: {0}")]
    Retry(String),
    /// The server refuses it for good, in its own words.
    #[error("{0}")]
    Refused(String),
}

impl Mailer {
    /// Hands a letter over. The same letter again is the same Message-ID, and in a Maildir the
    /// same file.
    ///
    /// # Errors
    /// [`MailError::Retry`] for what may pass (no connection, a 4xx reply, a full disk),
    /// [`MailError::Refused`] for a 5xx reply (RFC 5321, clause 4.2.1).
    pub async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let message = build(letter, &Mailbox::new(None, self.from.clone()))
            .map_err(|error| MailError::Refused(error.to_string()))?;
        match &self.transport {
            Transport::Maildir(folder) => maildir::deliver(folder, letter, &message.formatted()).await,
            Transport::Smtp(server) => server.send(message).await,
        }
    }

    /// Tries the way out without sending anything.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn check(&self) -> Result<String, MailError> {
        match &self.transport {
            Transport::Maildir(folder) => maildir::check(folder).await,
            Transport::Smtp(server) => server.check().await,
        }
    }
}
