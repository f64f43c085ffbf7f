//! The list of what was deleted, in a file beside the database: a copy that was made before still has the words, and when
//! it is restored they are deleted once more. The list has numbers of entries and hashes of accounts, no words.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::connection::in_transaction;
use super::writer::SET_NOTE;
use super::{Store, StoreError, identity};
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
#[serde(untagged)]
pub enum Listed {
    Deletion {
        /// Identity of the store ([`Store::identity`]).
        store: String,
        group: String,
        /// Number of the group's last entry before the deletion.
        head: u64,
        erased: Erased,
    },
    /// A store was restored: up to these entries it is the same as the one that it continues, whose later numbers are of other
    /// entries.
    Continued { store: String, continues: String, heads: BTreeMap<String, u64> },
}

/// A deletion that a backup does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Later {
    /// The identity with which hashes were made.
    pub salt: String,
    pub erased: Erased,
}

/// What was deleted from a group of a store after an entry, and from the stores that continue it.
pub fn later(listed: &[Listed], store: &str, group: &str, head: u64) -> Vec<Later> {
    let mut found = Vec::new();
    let mut looked = BTreeSet::new();
    let mut stores = vec![(store.to_owned(), head, u64::MAX)];
    while let Some((name, head, last)) = stores.pop() {
        if !looked.insert(name.clone()) {
            continue;
        }
        for line in listed {
            match line {
                Listed::Deletion { store, group: of, head: before, erased } => {
                    // What was deleted before is not in the backup: a person who was forgotten may have come back since.
                    if *store == name && of == group && *before >= head {
                        let later = erased.up_to(last).map(|erased| Later { salt: name.clone(), erased });
                        found.extend(later.filter(|later| !found.contains(later)));
                    }
                }
                Listed::Continued { store, continues, heads } if *continues == name => {
                    stores.push((store.clone(), 0, last.min(heads.get(group).copied().unwrap_or(0))));
                }
                Listed::Continued { .. } => {}
            }
        }
    }
    found
}

impl Later {
    /// What of it is about entries up to a number.
    pub fn up_to(&self, last: u64) -> Option<Later> {
        Some(Later { salt: self.salt.clone(), erased: self.erased.up_to(last)? })
    }
}

impl Erased {
    /// What of it is about entries up to a number.
    fn up_to(&self, last: u64) -> Option<Erased> {
        match self {
            Erased::Entries(entries) => {
                let entries: Vec<u64> = entries.iter().copied().filter(|entry| *entry <= last).collect();
                (!entries.is_empty()).then_some(Erased::Entries(entries))
            }
            Erased::Person { .. } => Some(self.clone()),
            Erased::TalkThrough(through) => Some(Erased::TalkThrough((*through).min(last))),
        }
    }
}

impl Store {
    /// Writes down what is about to be deleted. When this returns, it is on the disk.
    ///
    /// # Errors
    /// The database failed, or the list could not be written.
    pub async fn keep_deletions(&self, group: &str, head: u64, erased: Vec<Erased>) -> Result<(), StoreError> {
        if erased.is_empty() || self.deletions.is_none() {
            return Ok(());
        }
        let store = self.identity().await?;
        let line = |erased| Listed::Deletion { store: store.clone(), group: group.to_owned(), head, erased };
        self.list(erased.into_iter().map(line).collect()).await
    }

    /// Gives a store that was restored an identity of its own, and says in the list which one it continues, and how far. The
    /// numbers of its entries and posts will be of others than they were there.
    ///
    /// # Errors
    /// The database failed, or the list could not be written.
    pub async fn continue_as_another(&self) -> Result<(), StoreError> {
        let continues = self.identity().await?;
        let store = identity::random();
        let mut heads = BTreeMap::new();
        for group in self.groups().await? {
            let head = self.position(&group).await?.head;
            heads.insert(group, head);
        }
        if self.deletions.is_some() {
            self.list(vec![Listed::Continued { store: store.clone(), continues, heads }]).await?;
        }
        in_transaction!(&self.pool, tx => {
            sqlx::query("UPDATE groups SET spoken = spoken + $1").bind(POSTS_APART).execute(&mut *tx).await?;
            sqlx::query(SET_NOTE).bind(identity::IDENTITY).bind(&store).execute(&mut *tx).await?;
        })
    }

    /// The list of what was deleted. Empty where none is kept, or nothing was deleted yet.
    ///
    /// # Errors
    /// The list cannot be read.
    pub async fn listed_deletions(&self) -> Result<Vec<Listed>, StoreError> {
        let Some(list) = self.deletions.clone() else { return Ok(Vec::new()) };
        let read = tokio::task::spawn_blocking(move || match deletions_in(&list) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            read => read,
        });
        read.await.map_err(|_| StoreError::Stopped)?.map_err(StoreError::DeletionsUnread)
    }

    async fn list(&self, lines: Vec<Listed>) -> Result<(), StoreError> {
        let Some(list) = self.deletions.clone() else { return Ok(()) };
        let mut text = String::new();
        for line in lines {
            text.push_str(&serde_json::to_string(&line).map_err(|error| sqlx::Error::Encode(Box::new(error)))?);
            text.push('\n');
        }
        let written = tokio::task::spawn_blocking(move || append(&list, &text)).await;
        written.map_err(|_| StoreError::Stopped)?.map_err(StoreError::Deletions)
    }
}

/// Posts that a store may have numbered since the backup from which it was restored: platforms know a message by its number.
const POSTS_APART: i64 = 1_000_000;

/// What a person is called in a list: a hash of each account and name, which says nothing about them without the salt.
pub fn hashes_of(salt: &str, person: &Person) -> Vec<String> {
    let account = person.account.as_ref().map(|account| hash(salt, "account", &account.0));
    account.into_iter().chain([hash(salt, "name", &folded(&person.name))]).collect()
}

/// Whether one of these hashes is this person's: that of the account, or that of the name where there is no account.
pub fn is_among(salt: &str, hashes: &[String], person: &Person) -> bool {
    hashes_of(salt, person).first().is_some_and(|first| hashes.contains(first))
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
pub fn deletions_in(file: &Path) -> io::Result<Vec<Listed>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_backup_does_not_have_is_found_over_several_restores() {
        let deletion = |store: &str, head: u64, entries: &[u64]| Listed::Deletion {
            store: store.to_owned(),
            group: "g".to_owned(),
            head,
            erased: Erased::Entries(entries.to_vec()),
        };
        let continued = |store: &str, continues: &str, head: u64| Listed::Continued {
            store: store.to_owned(),
            continues: continues.to_owned(),
            heads: [("g".to_owned(), head)].into(),
        };
        let listed = [
            deletion("a", 50, &[7]),
            deletion("a", 120, &[8, 115]),
            deletion("a", 120, &[8, 115]),
            // Restored from a backup at 100.
            continued("b", "a", 100),
            deletion("b", 150, &[9, 140]),
            continued("c", "b", 130),
            deletion("c", 200, &[10, 125, 160]),
            deletion("other", 500, &[1]),
        ];
        let found = |store: &str, head: u64| {
            let entries = |later: Later| match later.erased {
                Erased::Entries(entries) => entries,
                other => panic!("{other:?}"),
            };
            later(&listed, store, "g", head).into_iter().map(entries).collect::<Vec<_>>()
        };
        assert_eq!(found("a", 40), [vec![7], vec![8, 115], vec![9], vec![10]]);
        assert_eq!(found("a", 100), [vec![8, 115], vec![9], vec![10]]);
        assert_eq!(found("b", 120), [vec![9, 140], vec![10, 125]]);
        assert_eq!(found("b", 151), [vec![10, 125]]);
        assert_eq!(found("c", 300), Vec::<Vec<u64>>::new());
        assert!(later(&listed, "a", "another", 0).is_empty());
        // The lines are as they are stored.
        for line in listed {
            let text = serde_json::to_string(&line).expect("it has a form");
            assert_eq!(serde_json::from_str::<Listed>(&text).expect("it is read"), line, "{text}");
        }
    }
}
