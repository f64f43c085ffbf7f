//! Where a list's mail comes: its archive, or the mailbox of someone on it. A mail of the bot's that is there has gone
//! through the list.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{ImapBox, MailError, on_disk};

/// Where mail is seen again.
#[derive(Clone, Debug)]
pub enum Archive {
    Maildir(Maildir),
    /// A mailbox on a server, which is asked each time.
    Imap(Box<ImapBox>),
}

/// A folder of mails. Clones share what was read.
#[derive(Clone, Debug)]
pub struct Maildir {
    folder: PathBuf,
    read: Arc<Mutex<Known>>,
}

/// What is known of the folder.
#[derive(Debug, Default)]
struct Known {
    /// Names of files that were read, without their flags.
    files: HashSet<String>,
    /// Message-IDs of the bot's domain that were found.
    ids: HashSet<String>,
}

/// How much of a mail is looked at for its Message-ID.
const HEAD_BYTES: u64 = 256 * 1_024;
const NAME: &[u8] = b"message-id:";

impl Archive {
    pub fn maildir(folder: PathBuf) -> Archive {
        Archive::Maildir(Maildir { folder, read: Arc::default() })
    }

    /// Which of these Message-IDs are there.
    pub(super) async fn holds(&self, wanted: Vec<String>, domain: &str) -> Result<Vec<String>, MailError> {
        match self {
            Archive::Maildir(folder) => folder.holds(wanted, domain).await,
            Archive::Imap(server) => server.holds(wanted).await,
        }
    }

    pub(super) async fn check(&self) -> Result<String, MailError> {
        match self {
            Archive::Maildir(folder) => folder.check().await,
            Archive::Imap(server) => {
                server.holds(Vec::new()).await?;
                Ok(format!("sent mail is looked for in {} on {}", server.folder, server.host))
            }
        }
    }
}

impl Maildir {
    /// Each file is read once; only Message-IDs of `domain` are remembered.
    async fn holds(&self, wanted: Vec<String>, domain: &str) -> Result<Vec<String>, MailError> {
        let (archive, end) = (self.clone(), format!("@{domain}"));
        on_disk(move || {
            let mut known = archive.read.lock().unwrap_or_else(PoisonError::into_inner);
            known.read(&archive.folder, &end)?;
            Ok(wanted.into_iter().filter(|id| known.ids.contains(id)).collect())
        })
        .await
    }

    async fn check(&self) -> Result<String, MailError> {
        let folder = self.folder.clone();
        let said = format!("sent mail is looked for in {}", folder.display());
        on_disk(move || fs::read_dir(folder.join("new")).map(|_| ())).await.map(|()| said)
    }
}

impl Known {
    fn read(&mut self, folder: &Path, end: &str) -> io::Result<()> {
        for part in ["new", "cur"] {
            for entry in fs::read_dir(folder.join(part))? {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let name = name.split(':').next().unwrap_or_default().to_owned();
                if self.files.contains(&name) {
                    continue;
                }
                match File::open(entry.path()) {
                    Ok(file) => self.ids.extend(message_id(file)?.filter(|id| id.ends_with(end))),
                    // It was moved from `new` to `cur`, and is read there.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    Err(error) => return Err(error),
                }
                self.files.insert(name);
            }
        }
        Ok(())
    }
}

/// The Message-ID in a mail's head, without its brackets (RFC 5322, clause 3.6.4).
fn message_id(mail: impl io::Read) -> io::Result<Option<String>> {
    let mut head = BufReader::new(mail.take(HEAD_BYTES));
    let mut field = Vec::new();
    let mut line = Vec::new();
    while head.read_until(b'\n', &mut line)? > 0 && !line.trim_ascii().is_empty() {
        // A line that begins with white space continues the one before (RFC 5322, clause 2.2.3).
        let goes_on = line.starts_with(b" ") || line.starts_with(b"\t");
        if !goes_on && !field.is_empty() {
            break;
        }
        let is_id = line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME));
        if is_id || (goes_on && !field.is_empty()) {
            field.extend_from_slice(&line);
        }
        line.clear();
    }
    let field = String::from_utf8_lossy(&field);
    let id = field.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    Ok(id.map(|(id, _)| id.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_id_is_found_in_the_head_only() {
        for (mail, expected) in [
            ("Message-ID: <a.1@example.org>\r\nSubject: x\r\n\r\n", Some("a.1@example.org")),
            ("Subject: x\nmessage-id:\n <a.1@example.org>\nTo: y\n\nbody", Some("a.1@example.org")),
            ("Subject: x\n Message-ID: <a.1@example.org>\n\n", None),
            ("X-Message-ID: <a.1@example.org>\n\nMessage-ID: <b@example.org>\n", None),
            ("References: <a.1@example.org>\n\n", None),
            ("", None),
        ] {
            assert_eq!(message_id(mail.as_bytes()).expect("it can be read").as_deref(), expected, "{mail:?}");
        }
    }

    #[tokio::test]
    async fn what_came_is_found_also_after_it_was_read_and_what_did_not_is_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let archive = Archive::maildir(folder.path().to_owned());
        let id = |number: u32| format!("jcg.7.notice.{number}@example.org");
        let holds = || archive.holds(vec![id(0), id(1)], "example.org");
        assert!(matches!(holds().await, Err(MailError::Retry(_))), "there is no Maildir yet");
        for part in ["new", "cur"] {
            fs::create_dir(folder.path().join(part)).expect("made");
        }
        assert!(archive.check().await.is_ok());
        assert_eq!(holds().await, Ok(vec![]));
        fs::write(folder.path().join("new/1.x"), format!("Message-ID: <{}>\n\n", id(0))).expect("written");
        fs::write(folder.path().join("new/2.x"), "Message-ID: <other@example.net>\n\n").expect("written");
        assert_eq!(holds().await, Ok(vec![id(0)]));
        fs::rename(folder.path().join("new/1.x"), folder.path().join("cur/1.x:2,S")).expect("moved");
        fs::write(folder.path().join("cur/3.x:2,S"), format!("Message-ID: <{}>\n\n", id(1))).expect("written");
        assert_eq!(holds().await, Ok(vec![id(0), id(1)]));
    }
}
