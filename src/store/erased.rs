//! The list of what was deleted, in a file beside the database: a copy that was made before still has the words, and when
//! it is restored they are deleted once more. The list has numbers of entries and hashes of accounts, no words.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Store, StoreError};
use crate::group::person::{Person, folded};

/// What was deleted from the log of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Erased {
    /// The words of these entries, and of all that corrects them.
    Entries(Vec<u64>),
    /// A person, by the hashes of the accounts and names that were theirs.
    Person {
        hashes: Vec<String>,
        /// Tells people who were forgotten apart.
        number: u64,
    },
    /// Talk up to an entry.
    TalkThrough(u64),
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    /// Identity of the store ([`Store::identity`]).
    pub store: String,
    pub group: String,
    /// Number of the group's last entry before the deletion.
    pub head: u64,
    pub erased: Erased,
}

impl Store {
    /// Writes down what is about to be deleted. When this returns, it is on the disk.
    ///
    /// # Errors
    /// The database failed, or the list could not be written.
    pub async fn keep_deletions(&self, group: &str, head: u64, erased: Vec<Erased>) -> Result<(), StoreError> {
        let Some(list) = self.deletions.clone().filter(|_| !erased.is_empty()) else { return Ok(()) };
        let store = self.identity().await?;
        let mut lines = String::new();
        for erased in erased {
            let line = Deletion { store: store.clone(), group: group.to_owned(), head, erased };
            lines += &serde_json::to_string(&line).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
            lines.push('\n');
        }
        let written = tokio::task::spawn_blocking(move || append(&list, &lines)).await;
        written.map_err(|_| StoreError::Stopped)?.map_err(StoreError::Deletions)
    }

    /// What a person is called in the list: a hash of each account and name, which says nothing about them outside of this
    /// store.
    ///
    /// # Errors
    /// The database failed.
    pub async fn hashes_of(&self, person: &Person) -> Result<Vec<String>, StoreError> {
        let identity = self.identity().await?;
        let account = person.account.as_ref().map(|account| hash(&identity, "account", &account.0));
        Ok(account.into_iter().chain([hash(&identity, "name", &folded(&person.name))]).collect())
    }

    /// Whether one of these hashes is this person's: that of the account, or that of the name where there is no account.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_among(&self, hashes: &[String], person: &Person) -> Result<bool, StoreError> {
        let own = self.hashes_of(person).await?;
        Ok(own.first().is_some_and(|first| hashes.contains(first)))
    }
}

fn hash(identity: &str, kind: &str, words: &str) -> String {
    let digest = Sha256::digest(format!("{identity}\n{kind}\n{words}"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn append(list: &Path, lines: &str) -> io::Result<()> {
    if let Some(folder) = list.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(list)?;
    file.write_all(lines.as_bytes())?;
    file.sync_data()
}

/// Reads a list, or what a backup has of one: lines of other kinds are passed over. A line that was only half written is
/// that of a deletion that was not confirmed.
///
/// # Errors
/// The file cannot be read.
pub fn deletions_in(file: &Path) -> io::Result<Vec<Deletion>> {
    let mut found = Vec::new();
    for line in BufReader::new(File::open(file)?).split(b'\n') {
        let line = line?;
        // Rows of tables, which are most of a backup.
        if line.first() == Some(&b'{')
            && let Ok(deletion) = serde_json::from_slice(&line)
        {
            found.push(deletion);
        }
    }
    Ok(found)
}
