//! The lists: one of mlmmj, which hands mail on almost as it came, and one of Mailman, which munges From, points
//! Reply-To at itself and adds a footer. Both hold what comes from somebody who is no member.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use crate::parsed::{self, Mail};
use crate::servers::{BOT, GLANCE, PATIENCE, variable};

/// Who runs a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Mlmmj,
    Mailman,
}

#[derive(Deserialize)]
struct HeldPage {
    #[serde(default)]
    entries: Vec<Held>,
}

/// A mail that waits for Mailman's moderator.
#[derive(Deserialize)]
struct Held {
    request_id: u64,
    message_id: String,
}

impl List {
    pub fn address(self) -> String {
        variable(match self {
            List::Mlmmj => "LIST",
            List::Mailman => "MAILMAN_LIST",
        })
    }

    /// From, as a member sees it on mails of a group.
    pub fn from(self, group: &str) -> (String, String) {
        match self {
            List::Mlmmj => (format!("{group} via Convenor"), BOT.to_owned()),
            List::Mailman => (format!("{group} via Convenor via Iotsec"), self.address()),
        }
    }

    /// Fields that only a list makes (RFC 2369), as this one makes them.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            List::Mlmmj => &["list-id", "list-post"],
            List::Mailman => &["list-id", "list-help", "list-owner", "list-post", "list-subscribe", "list-unsubscribe"],
        }
    }

    /// What the list puts behind the text of a mail that is nothing but text.
    pub fn footer(self) -> &'static str {
        match self {
            List::Mlmmj => "\n",
            List::Mailman => {
                "_______________________________________________\nIotsec mailing list -- iotsec@lists.example.net\nTo unsubscribe send an email to iotsec-leave@lists.example.net\n"
            }
        }
    }

    /// Parts that the list adds to a mail of several.
    pub fn parts_added(self) -> usize {
        match self {
            List::Mlmmj => 0,
            List::Mailman => 1,
        }
    }

    /// The mails of a group in the archive, as two parsers read them, once there are as many.
    pub async fn archive(self, group: &str, count: usize) -> anyhow::Result<Vec<Mail>> {
        let began = Instant::now();
        loop {
            let found = self.archived(group)?;
            if found.len() >= count {
                return parsed::by_both(&found);
            }
            ensure!(began.elapsed() < PATIENCE, "the archive has {} of {count} mails after {PATIENCE:?}", found.len());
            tokio::time::sleep(GLANCE).await;
        }
    }

    fn archived(self, group: &str) -> anyhow::Result<Vec<Vec<u8>>> {
        let folder = self.archive_folder();
        let folder = if self == List::Mailman { folder.join("new") } else { folder };
        // The first mail to a list of Mailman makes the folder.
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let beginning = format!("Message-ID: <{group}.").into_bytes();
        let is_of_group = |mail: &Vec<u8>| mail.split(|byte| *byte == b'\n').any(|line| line.starts_with(&beginning));
        Ok(files_in(&folder)?.into_iter().filter(is_of_group).collect())
    }

    /// Where the archive lies: a Maildir of Mailman, files in a folder of mlmmj.
    pub fn archive_folder(self) -> PathBuf {
        let inside = match self {
            List::Mlmmj => "mlmmj/t25jcg-iotsec/archive".to_owned(),
            List::Mailman => format!("mailman/var/archives/prototype/{}", self.address()),
        };
        Path::new(&variable("SERVERS")).join(inside)
    }

    /// Waits until the list holds a mail for its moderator, and makes sure that it does so once.
    pub async fn holds(self, message_id: &str) -> anyhow::Result<()> {
        let began = Instant::now();
        loop {
            let count = self.held(message_id)?;
            ensure!(count < 2, "the list holds <{message_id}> {count} times");
            if count == 1 {
                return Ok(());
            }
            ensure!(began.elapsed() < PATIENCE, "the list does not hold <{message_id}> after {PATIENCE:?}");
            tokio::time::sleep(GLANCE).await;
        }
    }

    fn held(self, message_id: &str) -> anyhow::Result<usize> {
        match self {
            List::Mlmmj => {
                let held = files_in(&Path::new(&variable("SERVERS")).join("mlmmj/t25jcg-iotsec/moderation"))?;
                Ok(held.iter().filter(|mail| String::from_utf8_lossy(mail).contains(message_id)).count())
            }
            List::Mailman => Ok(self.held_for(message_id)?.len()),
        }
    }

    fn held_for(self, message_id: &str) -> anyhow::Result<Vec<Held>> {
        let page: HeldPage = serde_json::from_slice(&self.ask("", &[])?)?;
        let id = format!("<{message_id}>");
        Ok(page.entries.into_iter().filter(|held| held.message_id == id).collect())
    }

    /// Mailman's moderator lets a mail through.
    pub fn accept(self, message_id: &str) -> anyhow::Result<()> {
        let held = self.held_for(message_id)?;
        let [held] = held.as_slice() else { anyhow::bail!("{} mails are held as <{message_id}>", held.len()) };
        self.ask(&format!("/{}", held.request_id), &["-d", "action=accept"]).map(|_| ())
    }

    /// Asks Mailman about what it holds.
    fn ask(self, path: &str, arguments: &[&str]) -> anyhow::Result<Vec<u8>> {
        let url = format!("{}/lists/{}/held{path}", variable("MAILMAN_REST"), self.address());
        let output = Command::new("curl").args(["-fsS", "--noproxy", "*", &url]).args(arguments).output();
        let output = output.context("starting curl, which tests/servers/install.sh installs")?;
        ensure!(output.status.success(), "{url}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(output.stdout)
    }
}

fn files_in(folder: &Path) -> anyhow::Result<Vec<Vec<u8>>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut mails = Vec::new();
    for entry in entries {
        match std::fs::read(entry?.path()) {
            Ok(mail) => mails.push(mail),
            // The list may take it away while we look.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(mails)
}
