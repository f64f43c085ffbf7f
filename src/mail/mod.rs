//! Mail to the list and from it: building messages, handing them to an SMTP server or a Maildir folder, reading what comes.

mod archive;
mod inbound;
mod maildir;
mod message;
mod page;
mod read;
mod smtp;

use std::io;
use std::path::PathBuf;

/// What the keys of notes begin with that say how far a mailbox was read.
pub const PLACES_READ: [&str; 2] = ["maildir ", "imap "];

pub use archive::Archive;
pub use inbound::{Arrived, Fetched, ImapBox, Inbound, Looked, Mailbox, New, Source};
pub use message::build;
pub use read::{Author, Kind, MAIL_BYTES, Received, is_aligned, read};
pub use smtp::{Smtp, Tls};

use crate::view::letter::Letter;

/// The post office: who writes, by which way mail leaves, and where it is seen again.
#[derive(Clone, Debug)]
pub struct Mailer {
    /// The bot's own address; no person is ever spoofed.
    pub from: lettre::Address,
    pub transport: Transport,
    /// Where mail is seen again once the list has passed it on.
    pub archive: Option<Archive>,
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
    /// It has not left, and may later.
    #[error("not now: {0}")]
    Retry(String),
    /// The connection ended before the server's reply to the whole mail came: it may have left (RFC 5321, clause 4.5.4.2).
    #[error("not known whether it was sent: {0}")]
    Unknown(String),
    /// The server refuses it for good, in its own words.
    #[error("{0}")]
    Refused(String),
}

impl Mailer {
    /// Hands a letter over. The same letter again is the same Message-ID, and in a Maildir the
    /// same file.
    ///
    /// # Errors
    /// [`MailError::Retry`] for what may pass (no connection, a 4xx reply, a full disk), [`MailError::Unknown`] when the
    /// server did not say whether it has taken the mail, [`MailError::Refused`] for a 5xx reply (RFC 5321, clause 4.2.1).
    pub async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let message = build(letter, &lettre::message::Mailbox::new(None, self.from.clone()))
            .map_err(|error| MailError::Refused(error.to_string()))?;
        match &self.transport {
            Transport::Maildir(folder) => maildir::deliver(folder, letter, &message.formatted()).await,
            Transport::Smtp(server) => server.send(message).await,
        }
    }

    /// Which of these mails are in the archive, by the left parts of their Message-IDs.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub async fn seen_again(&self, sent: &[String]) -> Result<Vec<String>, MailError> {
        let Some(archive) = &self.archive else { return Ok(Vec::new()) };
        let domain = self.from.domain();
        let whole = |left: &String| format!("{}@{domain}", message::safe(left));
        let found = archive.holds(sent.iter().map(whole).collect(), domain).await?;
        Ok(sent.iter().filter(|left| found.contains(&whole(left))).cloned().collect())
    }

    /// Tries the way out without sending anything, and looks whether the archive is there.
    ///
    /// # Errors
    /// What is wrong.
    pub async fn check(&self) -> Result<String, MailError> {
        let way = match &self.transport {
            Transport::Maildir(folder) => maildir::check(folder).await?,
            Transport::Smtp(server) => server.check().await?,
        };
        let Some(archive) = &self.archive else { return Ok(way) };
        let seen = archive.check().await.map_err(|error| MailError::Retry(format!("the archive: {error}")))?;
        Ok(format!("{way}; {seen}"))
    }
}

impl Mailer {
    /// Which of these addresses the mail server refuses, and why, in its words. Nothing is sent; into a folder
    /// everything goes.
    ///
    /// # Errors
    /// The server could not be asked.
    pub async fn refused(&self, to: &[&str]) -> Result<Vec<(String, String)>, MailError> {
        match &self.transport {
            Transport::Smtp(server) if !to.is_empty() => server.refused(&self.from, to).await,
            Transport::Smtp(_) | Transport::Maildir(_) => Ok(Vec::new()),
        }
    }
}

async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, MailError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| MailError::Retry(error.to_string()))?.map_err(|error| MailError::Retry(error.to_string()))
}
