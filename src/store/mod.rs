//! The store: each group's log, ids of messages that were seen, the outbox, and notes of the
//! adapters. SQLite by default, PostgreSQL by URL; one SQL text for both (docs/decisions/0002).

mod backup;
mod connection;
mod durability;
mod entry;
mod erased;
mod error;
mod holder;
mod identity;
mod lease;
mod look;
mod looks;
mod outbox;
mod pages;
mod patient;
mod place;
mod quotes;
mod relays;
mod restore;
mod schema;
mod standby;
mod sweep;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

pub use backup::{Backup, BackupError, Head, Written};
pub use durability::{Durability, Weakness};
pub use erased::{Erased, Later, Listed, deletions_in, hashes_of, is_among, later};
pub use error::{Damage, StoreError};
pub use holder::Holder;
pub use lease::{Begun, Claim, Claimed, Standby, Watch};
pub use look::{Difference, Look, Looked, Unread};
pub use looks::Mark;
pub use outbox::{MAIL, Pending, Post};
pub use patient::Patient;
pub use place::Place;
pub use quotes::Quoting;
pub use relays::Relayed;
pub use restore::RESTORED;

use crate::group::event::Entry;
use crate::meters::Meters;
use connection::{Connected, DatabaseFile, Pool, in_transaction, on_either};
use lease::{Lease, NO_CLAIM};

/// A handle to the store; clones share one writer.
#[derive(Clone, Debug)]
pub struct Store {
    pool: Pool,
    writer: mpsc::Sender<writer::Job>,
    /// `None`: the database is not a local file.
    file: Option<DatabaseFile>,
    lease: Lease,
    /// The list of what was deleted. `None`: none is kept.
    deletions: Option<Arc<PathBuf>>,
    meters: Meters,
}

/// Everything that one request changes, written in one transaction or not at all.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    pub group: String,
    /// Number of the group's last entry and last post as the decision saw them: the fence.
    pub head: u64,
    pub spoken: u64,
    /// Ids of the incoming messages, each one different; a second commit under one of them is a duplicate.
    pub seen: Vec<String>,
    pub entries: Vec<Entry>,
    pub posts: Vec<Post>,
    /// Entries whose words are deleted, as the log is to have them.
    pub blanked: Vec<Entry>,
    /// Posts that have been delivered, by their number.
    pub delivered: Vec<u64>,
    /// Notes of the adapters that change with it.
    pub notes: Vec<(String, String)>,
    /// Microseconds since 1970, for keeping `seen` short.
    pub at_micros: i64,
}

/// What became of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// The message had been processed before; nothing was written.
    Duplicate,
    /// Someone else wrote to the group meanwhile; nothing was written. Reload and decide again.
    Conflict,
}

/// How far a group has come in the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    pub head: u64,
    pub spoken: u64,
}

/// Days for which ids of seen messages are kept.
const SEEN_DAYS: i64 = 90;

/// A database's address as it may be shown: without user and password.
pub fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (authority, path) = rest.split_once('/').map_or((rest, ""), |(authority, path)| (authority, path));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if path.is_empty() { format!("{scheme}://{host}") } else { format!("{scheme}://{host}/{path}") }
}

impl Store {
    /// Opens `sqlite://path` (made if missing) or `postgres://…`, and brings the tables up to date.
    ///
    /// # Errors
    /// The address is wrong, the database can't be reached, or a migration fails.
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        Store::open_at(&Place::of(url)?).await
    }

    /// The same for an address that was read already.
    ///
    /// # Errors
    /// Those of [`Store::open`].
    pub async fn open_at(place: &Place) -> Result<Store, StoreError> {
        let store = Store::connect(place).await?;
        if store.is_half_restored().await? {
            return Err(StoreError::HalfRestored);
        }
        Ok(store)
    }

    /// Keeps the list of deletions in this file. Without it that of an SQLite database is beside it, and a server has none.
    pub fn keeping_deletions_in(self, list: PathBuf) -> Store {
        Store { deletions: Some(Arc::new(list)), ..self }
    }

    async fn connect(place: &Place) -> Result<Store, StoreError> {
        let Connected { pool, file, line } = connection::connect(place).await?;
        schema::bring_up_to_date(&pool).await?;
        let (lease, meters) = (Lease::new(line), Meters::default());
        let sweeper = sweep::Sweeper::start(&pool);
        let (writer, jobs) = mpsc::channel(writer::QUEUE);
        let running = writer::Writer {
            pool: pool.clone(),
            file: file.clone(),
            sweeper,
            lease: lease.clone(),
            meters: meters.clone(),
            tidied_micros: None,
        };
        tokio::spawn(running.run(jobs));
        let deletions = place.deletions().map(Arc::new);
        Ok(Store { pool, writer, file, lease, deletions, meters })
    }

    /// What is counted in this program.
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// Whether commits are still taken.
    pub fn has_writer(&self) -> bool {
        !self.writer.is_closed()
    }

    /// Looks whether the store can still be written to, as far as that can be seen without writing.
    ///
    /// # Errors
    /// The database does not answer, or its file is gone.
    pub async fn verify(&self) -> Result<(), StoreError> {
        self.file.as_ref().map_or(Ok(()), DatabaseFile::verify)?;
        on_either!(&self.pool, pool => sqlx::query("SELECT 1").execute(pool).await.map(|_| ())?);
        Ok(())
    }

    /// Writes a commit durably: when this returns [`Outcome::Done`] it survives power loss.
    ///
    /// # Errors
    /// The database failed; nothing of the commit was written.
    pub async fn commit(&self, commit: Commit) -> Result<Outcome, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.writer.send(writer::Job { commit, reply }).await.map_err(|_| StoreError::Stopped)?;
        answer.await.map_err(|_| StoreError::Stopped)?
    }

    /// The group's position; a group nobody knew is made.
    ///
    /// # Errors
    /// The database failed.
    pub async fn position(&self, group: &str) -> Result<Position, StoreError> {
        let known: Option<(i64, i64)> = on_either!(&self.pool, pool => {
            sqlx::query_as("SELECT head, spoken FROM groups WHERE id = $1").bind(group).fetch_optional(pool).await?
        });
        if let Some((head, spoken)) = known {
            return Ok(Position { head: unsigned(head), spoken: unsigned(spoken) });
        }
        in_transaction!(&self.pool, tx => {
            sqlx::query("INSERT INTO groups (id, head, spoken) VALUES ($1, 0, 0) ON CONFLICT (id) DO NOTHING")
                .bind(group).execute(&mut *tx).await?;
            let (head, spoken): (i64, i64) =
                sqlx::query_as("SELECT head, spoken FROM groups WHERE id = $1").bind(group).fetch_one(&mut *tx).await?;
            Position { head: unsigned(head), spoken: unsigned(spoken) }
        })
    }

    /// Entries that a message or an edit of it made.
    ///
    /// # Errors
    /// The database failed, or an entry cannot be read.
    pub async fn entries_of(&self, group: &str, message: &str) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<(i64, String)> = on_either!(&self.pool, pool => {
            sqlx::query_as(OF_MESSAGE).bind(group).bind(message).fetch_all(pool).await?
        });
        let rows = in_order(rows);
        rows.iter().map(|(seq, body)| parse(group, *seq, body)).collect()
    }

    /// Later corrections of an entry.
    ///
    /// # Errors
    /// The database failed, or an entry cannot be read.
    pub async fn entries_about(&self, group: &str, seq: u64) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<(i64, String)> = on_either!(&self.pool, pool => {
            sqlx::query_as(ABOUT_ENTRY).bind(group).bind(signed(seq)).fetch_all(pool).await?
        });
        let rows = in_order(rows);
        rows.iter().map(|(seq, body)| parse(group, *seq, body)).collect()
    }

    /// One entry.
    ///
    /// # Errors
    /// The database failed, or the entry cannot be read.
    pub async fn entry(&self, group: &str, seq: u64) -> Result<Option<Entry>, StoreError> {
        let row: Option<(String,)> = on_either!(&self.pool, pool => {
            sqlx::query_as("SELECT body FROM entries WHERE group_id = $1 AND seq = $2")
                .bind(group).bind(signed(seq)).fetch_optional(pool).await?
        });
        row.map(|(body,)| parse(group, signed(seq), &body)).transpose()
    }

    /// Whether a message has been processed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_seen(&self, id: &str) -> Result<bool, StoreError> {
        on_either!(&self.pool, pool => {
            let row: Option<(i64,)> = sqlx::query_as("SELECT at FROM seen WHERE id = $1").bind(id).fetch_optional(pool).await?;
            Ok(row.is_some())
        })
    }

    /// Names of all groups in the store.
    ///
    /// # Errors
    /// The database failed.
    pub async fn groups(&self) -> Result<Vec<String>, StoreError> {
        on_either!(&self.pool, pool => {
            let rows: Vec<(String,)> = sqlx::query_as("SELECT id FROM groups ORDER BY id").fetch_all(pool).await?;
            Ok(rows.into_iter().map(|(id,)| id).collect())
        })
    }

    /// A note of an adapter, such as how far a room was read.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note(&self, key: &str) -> Result<Option<String>, StoreError> {
        on_either!(&self.pool, pool => {
            let row: Option<(String,)> = sqlx::query_as("SELECT value FROM notes WHERE key = $1").bind(key).fetch_optional(pool).await?;
            Ok(row.map(|(value,)| value))
        })
    }

    /// Keeps a note of an adapter.
    ///
    /// # Errors
    /// The database failed, or another program holds the store by now.
    pub async fn set_note(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let term = self.lease.term().unwrap_or(NO_CLAIM);
        let kept = in_transaction!(&self.pool, tx => {
            sqlx::query(writer::SET_NOTE_IF_HELD).bind(key).bind(value).bind(term).execute(&mut *tx).await?.rows_affected()
        })?;
        if kept == 0 { Err(StoreError::Lost) } else { Ok(()) }
    }

    /// Notes whose key begins with `prefix`, by key.
    ///
    /// # Errors
    /// The database failed.
    pub async fn notes_from(&self, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        let end = format!("{prefix}\u{10ffff}");
        on_either!(&self.pool, pool => {
            Ok(sqlx::query_as("SELECT key, value FROM notes WHERE key >= $1 AND key < $2 ORDER BY key")
                .bind(prefix).bind(&end).fetch_all(pool).await?)
        })
    }

    /// Throws a note away and keeps another one in its place, in one transaction. Returns whether the first one was there.
    ///
    /// # Errors
    /// The database failed.
    pub async fn exchange_note(&self, key: &str, new_key: &str, value: &str) -> Result<bool, StoreError> {
        in_transaction!(&self.pool, tx => {
            let gone = sqlx::query("DELETE FROM notes WHERE key = $1").bind(key).execute(&mut *tx).await?.rows_affected();
            if gone > 0 {
                sqlx::query(writer::SET_NOTE).bind(new_key).bind(value).execute(&mut *tx).await?;
            }
            gone > 0
        })
    }

    /// Throws a note away.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_note(&self, key: &str) -> Result<(), StoreError> {
        in_transaction!(&self.pool, tx => {
            sqlx::query("DELETE FROM notes WHERE key = $1").bind(key).execute(&mut *tx).await?;
        })
    }

    /// Closes all connections; another program can take over at once.
    pub async fn close(&self) {
        if let Err(error) = self.give_back().await {
            tracing::debug!(%error, "the lease was not given back; it expires by itself");
        }
        on_either!(&self.pool, pool => pool.close().await);
    }
}

/// Entries by the message that made or changed them. With OR, or in the order of the numbers, SQLite reads the whole log of
/// the group instead of the indexes (measured: 60 ms of 100,000 entries).
const OF_MESSAGE: &str = "SELECT seq, body FROM entries WHERE group_id = $1 AND source = $2 \
                          UNION SELECT seq, body FROM entries WHERE group_id = $1 AND edit = $2";
const ABOUT_ENTRY: &str = "SELECT seq, body FROM entries WHERE group_id = $1 AND about = $2";

fn in_order(mut rows: Vec<(i64, String)>) -> Vec<(i64, String)> {
    rows.sort_unstable();
    rows
}

fn parse(group: &str, seq: i64, body: &str) -> Result<Entry, StoreError> {
    entry::from_json(body).map_err(|error| StoreError::Unreadable {
        group: group.to_owned(),
        seq: unsigned(seq),
        reason: error.to_string(),
    })
}

/// Sequence numbers are counted from 0 by ourselves and never come near the limits of i64.
fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn entries_of_a_message_are_found_by_an_index() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("plans.db").display());
        let store = Store::open(&url).await.expect("the store opens");
        let Pool::Sqlite(connection::SqliteFile { pool, .. }) = &store.pool else { panic!("it is SQLite") };
        for (query, indexes) in [(OF_MESSAGE, ["entries_source", "entries_edit"]), (ABOUT_ENTRY, ["entries_about"; 2])]
        {
            let plan: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}")))
                    .bind("group")
                    .bind("message")
                    .fetch_all(pool)
                    .await
                    .expect("a plan");
            let plan = plan.into_iter().map(|(.., step)| step).collect::<Vec<_>>().join("\n");
            for index in indexes {
                assert!(plan.contains(&format!("USING INDEX {index}")), "{query}\n{plan}");
            }
        }
    }
}
