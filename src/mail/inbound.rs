//! The mailbox from which the list is read.

mod folder;
mod imap;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};

pub use folder::{Fetched, Folder};
use imap::Imap;
pub use imap::ImapBox;

use super::{MailError, Received};

/// Where mail comes in, and whose word about it is believed.
#[derive(Clone, Debug)]
pub struct Inbound {
    pub source: Source,
    /// Our own mail server's name in Authentication-Results (RFC 8601). `None`: signatures prove nothing.
    pub authserv_id: Option<String>,
}

/// The way in.
#[derive(Clone, Debug)]
pub enum Source {
    /// A Maildir: the bot's mailbox, or the archive of a list.
    Maildir(PathBuf),
    Imap(Box<ImapBox>),
}

/// A mailbox that is read, whatever the way.
#[derive(Debug)]
pub enum Mailbox {
    Folder(Folder),
    Imap(Box<Imap>),
}

/// A mail that has come and is to be fetched.
#[derive(Clone, Debug)]
pub enum New {
    File(DateTime<Utc>, PathBuf),
    Uid(u32),
}

/// A mail that has been read.
#[derive(Clone, Debug)]
pub struct Arrived {
    pub mail: Received,
    /// The place behind it in its mailbox, as a note. `None`: it is in none.
    pub place: Option<(String, String)>,
}

/// What a look at the mailbox has found, for `convenor check`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    pub words: String,
    /// What may be intended.
    pub odd: Option<String>,
}

/// Mails in which our server's name is looked for.
const LAST: u8 = 50;
/// Bytes of mails that are fetched together, as far as the first of them is not larger.
const TOGETHER_BYTES: u64 = 4 << 20;
/// How often a folder is looked at.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

impl Mailbox {
    pub fn of(source: &Source) -> Mailbox {
        match source {
            Source::Maildir(path) => Mailbox::Folder(Folder::new(path.clone())),
            Source::Imap(server) => Mailbox::Imap(Box::new(Imap::new(server.as_ref().clone()))),
        }
    }

    /// Key of the note that says how far it was read.
    pub fn key(&self) -> String {
        match self {
            Mailbox::Folder(folder) => folder.key(),
            Mailbox::Imap(imap) => imap.key(),
        }
    }

    /// Begins, or connects again, where a note says; without one everything that is there is old. Returns the note to be
    /// kept, if it is another.
    ///
    /// # Errors
    /// It cannot be read now.
    pub async fn begin(
        &mut self,
        note: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Option<(String, String)>, MailError> {
        match self {
            Mailbox::Folder(folder) => folder.begin(note).await,
            Mailbox::Imap(imap) => imap.begin(note, now).await,
        }
    }

    /// The mails that have come since, the oldest first.
    ///
    /// # Errors
    /// It cannot be read now.
    pub async fn news(&mut self) -> Result<Vec<New>, MailError> {
        Ok(match self {
            Mailbox::Folder(folder) => folder.news().await?.into_iter().map(|(at, path)| New::File(at, path)).collect(),
            Mailbox::Imap(imap) => imap.news().await?.into_iter().map(New::Uid).collect(),
        })
    }

    /// Fetches the next of what is new, at most so many mails. They are taken out of `news`; those that have gone, are too
    /// large or are old bring nothing.
    ///
    /// # Errors
    /// It cannot be read now.
    pub async fn fetch_next(&mut self, news: &mut VecDeque<New>, most: usize) -> Result<Vec<Fetched>, MailError> {
        let next: Vec<&New> = news.iter().take(most).collect();
        let (passed, fetched) = match self {
            Mailbox::Folder(folder) => {
                let files = next.into_iter().filter_map(|new| match new {
                    New::File(at, path) => Some((*at, path.clone())),
                    New::Uid(_) => None,
                });
                folder.fetch_all(files.collect()).await?
            }
            Mailbox::Imap(imap) => {
                let uids = next.into_iter().filter_map(|new| match new {
                    New::Uid(uid) => Some(*uid),
                    New::File(..) => None,
                });
                imap.fetch_all(&uids.collect::<Vec<_>>()).await?
            }
        };
        news.drain(..passed.min(news.len()));
        Ok(fetched)
    }

    /// Waits until something may have come.
    ///
    /// # Errors
    /// The connection is lost.
    pub async fn wait(&mut self) -> Result<(), MailError> {
        match self {
            Mailbox::Folder(_) => {
                tokio::time::sleep(LOOK_AGAIN).await;
                Ok(())
            }
            Mailbox::Imap(imap) => imap.wait().await,
        }
    }

    /// Whether an error ends what [`Mailbox::begin`] began.
    pub fn is_connection(&self) -> bool {
        matches!(self, Mailbox::Imap(_))
    }
}

impl Inbound {
    /// Looks into the mailbox; nothing is changed in it.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn check(&self) -> Result<Looked, MailError> {
        let (count, last, name) = match &self.source {
            Source::Maildir(path) => {
                if !path.join("new").is_dir() {
                    let folder = path.display();
                    return Err(MailError::Refused(format!(
                        "there is no Maildir {folder}; make it as the user whose mail it is: mkdir -p {folder}/new {folder}/cur {folder}/tmp"
                    )));
                }
                let last = Folder::new(path.clone()).last(usize::from(LAST)).await;
                let (count, last) = last.map_err(|error| {
                    let words = match error {
                        MailError::Retry(words) | MailError::Unknown(words) | MailError::Refused(words) => words,
                    };
                    MailError::Refused(format!(
                        "the mails in {} cannot be read ({words}); run the bot as the user whose mail it is",
                        path.display()
                    ))
                })?;
                (count, last, path.display().to_string())
            }
            Source::Imap(server) => {
                let (count, last) = Imap::last(server, u32::from(LAST)).await?;
                (count, last, format!("{} on {}", server.folder, server.host))
            }
        };
        let mails = if count == 1 { "1 mail".to_owned() } else { format!("{count} mails") };
        let words = format!("mail is read from {name}, which has {mails}");
        let Some(server) = &self.authserv_id else { return Ok(Looked { words, odd: None }) };
        let knows = |bytes: &Vec<u8>| {
            let read = super::read(bytes, DateTime::UNIX_EPOCH, Some(server));
            read.is_some_and(|mail| mail.vouched.is_some())
        };
        let is_known = last.is_empty() || last.iter().any(knows);
        let odd = (!is_known).then(|| {
            format!("no mail of the last {LAST} has results of “{server}”, so signatures prove nothing; correct [mail.inbound] authserv_id")
        });
        Ok(Looked { words, odd })
    }
}
