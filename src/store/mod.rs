//! The store: each group's log, ids of messages that were seen, the outbox, and notes of the
//! adapters. SQLite by default, PostgreSQL by URL; one SQL text for both (docs/decisions/0002).

mod look;
mod outbox;
mod place;
mod relays;
mod schema;
mod writer;

use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};
use tokio::sync::{mpsc, oneshot};

pub use look::{Difference, Look, Looked, Unread};
pub use outbox::{Pending, Post};
pub use place::Place;
pub use relays::Relayed;

use crate::group::event::Entry;

/// A handle to the store; clones share one writer.
#[derive(Clone, Debug)]
pub struct Store {
    pool: Pool,
    writer: mpsc::Sender<writer::Job>,
}

#[derive(Clone, Debug)]
enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Runs the same expression on either pool.
macro_rules! on_either {
    ($pool:expr, $name:ident => $body:expr) => {
        match $pool {
            $crate::store::Pool::Sqlite($name) => $body,
            $crate::store::Pool::Postgres($name) => $body,
        }
    };
}
pub(crate) use on_either;

/// Everything that one request changes, written in one transaction or not at all.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    pub group: String,
    /// Number of the group's last entry and last post as the decision saw them: the fence.
    pub head: u64,
    pub spoken: u64,
    /// Id of the incoming message; a second commit under the same id is a duplicate.
    pub seen: Option<String>,
    pub entries: Vec<Entry>,
    pub posts: Vec<Post>,
    /// Entries whose words are deleted, as they shall stand in the log.
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
    /// Somebody else wrote to the group meanwhile; nothing was written. Reload and decide again.
    Conflict,
}

/// The store failed; what to do next is the caller's.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database did not answer: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the database's tables could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("entry {seq} of group {group} cannot be read: {reason}")]
    Unreadable { group: String, seq: u64, reason: String },
    #[error("“{0}” is no database address; write sqlite://data/convenor.db or postgres://user@host/name")]
    Address(String),
    #[error("the writer of the store has stopped")]
    Stopped,
}

/// How far a group has come in the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    pub head: u64,
    pub spoken: u64,
}

/// Days for which ids of seen messages are kept.
const SEEN_DAYS: i64 = 90;
const READERS: u32 = 4;
const BUSY: Duration = Duration::from_secs(10);

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
        let pool = match place {
            Place::File(path) => Pool::Sqlite(open_sqlite(path).await?),
            Place::Server(url) => {
                let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Address(shown(url)))?;
                Pool::Postgres(
                    PgPoolOptions::new()
                        .max_connections(READERS + 1)
                        .acquire_timeout(BUSY)
                        .connect_with(options)
                        .await?,
                )
            }
        };
        let migrator = schema::migrator();
        on_either!(&pool, pool => migrator.run(pool).await?);
        let (writer, jobs) = mpsc::channel(writer::QUEUE);
        tokio::spawn(writer::run(pool.clone(), jobs));
        Ok(Store { pool, writer })
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
        on_either!(&self.pool, pool => {
            sqlx::query("INSERT INTO groups (id, head, spoken) VALUES ($1, 0, 0) ON CONFLICT (id) DO NOTHING")
                .bind(group).execute(pool).await?;
            let (head, spoken): (i64, i64) =
                sqlx::query_as("SELECT head, spoken FROM groups WHERE id = $1").bind(group).fetch_one(pool).await?;
            Ok(Position { head: unsigned(head), spoken: unsigned(spoken) })
        })
    }

    /// Hands a group's entries after `after` to `each`, in order, a page at a time.
    ///
    /// # Errors
    /// The database failed, or an entry cannot be read.
    pub async fn read(&self, group: &str, after: u64, mut each: impl FnMut(Entry)) -> Result<(), StoreError> {
        const PAGE: i64 = 5_000;
        let mut after = signed(after);
        loop {
            let rows: Vec<(i64, String)> = on_either!(&self.pool, pool => {
                sqlx::query_as("SELECT seq, body FROM entries WHERE group_id = $1 AND seq > $2 ORDER BY seq LIMIT $3")
                    .bind(group).bind(after).bind(PAGE).fetch_all(pool).await?
            });
            let Some((last, _)) = rows.last() else { return Ok(()) };
            after = *last;
            for (seq, body) in &rows {
                each(parse(group, *seq, body)?);
            }
        }
    }

    /// Entries that a message or an edit of it made.
    ///
    /// # Errors
    /// The database failed, or an entry cannot be read.
    pub async fn entries_of(&self, group: &str, message: &str) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<(i64, String)> = on_either!(&self.pool, pool => {
            sqlx::query_as(
                "SELECT seq, body FROM entries WHERE group_id = $1 AND (source = $2 OR edit = $2) ORDER BY seq",
            )
            .bind(group).bind(message).fetch_all(pool).await?
        });
        rows.iter().map(|(seq, body)| parse(group, *seq, body)).collect()
    }

    /// Later corrections of an entry.
    ///
    /// # Errors
    /// The database failed, or an entry cannot be read.
    pub async fn entries_about(&self, group: &str, seq: u64) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<(i64, String)> = on_either!(&self.pool, pool => {
            sqlx::query_as("SELECT seq, body FROM entries WHERE group_id = $1 AND about = $2 ORDER BY seq")
                .bind(group).bind(signed(seq)).fetch_all(pool).await?
        });
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

    /// Forgets ids of messages seen before the last 90 days, and how they are shown in other rooms.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_seen(&self, now_micros: i64) -> Result<(), StoreError> {
        let limit = now_micros - SEEN_DAYS * 86_400 * 1_000_000;
        on_either!(&self.pool, pool => {
            sqlx::query("DELETE FROM seen WHERE at < $1").bind(limit).execute(pool).await?;
            sqlx::query("DELETE FROM relays WHERE at < $1").bind(limit).execute(pool).await?;
            Ok(())
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
    /// The database failed.
    pub async fn set_note(&self, key: &str, value: &str) -> Result<(), StoreError> {
        on_either!(&self.pool, pool => {
            sqlx::query(writer::SET_NOTE).bind(key).bind(value).execute(pool).await?;
            Ok(())
        })
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

    /// Throws a note away.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_note(&self, key: &str) -> Result<(), StoreError> {
        on_either!(&self.pool, pool => {
            sqlx::query("DELETE FROM notes WHERE key = $1").bind(key).execute(pool).await?;
            Ok(())
        })
    }

    /// Closes all connections.
    pub async fn close(&self) {
        on_either!(&self.pool, pool => pool.close().await);
    }
}

async fn open_sqlite(path: &Path) -> Result<SqlitePool, StoreError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
    }
    // Not by an address: in one, `%`, `?` and `#` would mean something.
    let options = SqliteConnectOptions::new().filename(path);
    // FULL: a commit in WAL mode is on the disk when it returns, also after power loss.
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // What is deleted is overwritten, not only forgotten.
        .pragma("secure_delete", "ON")
        .busy_timeout(BUSY);
    Ok(SqlitePoolOptions::new().max_connections(READERS).connect_with(options).await?)
}

fn parse(group: &str, seq: i64, body: &str) -> Result<Entry, StoreError> {
    serde_json::from_str(body).map_err(|error| StoreError::Unreadable {
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
