//! A store that is only looked at: nothing is made, brought up to date or written, neither the database nor the files
//! that SQLite keeps beside it. So a copy on a read-only disk can be opened, and one that is damaged can be read as
//! far as it goes.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tempfile::TempDir;
use tokio::sync::mpsc;

use super::connection::{BUSY, Pool, READERS, SqliteFile, on_either};
use super::lease::Lease;
use super::{Place, Store, StoreError, parse, schema, shown, signed, unsigned};
use crate::disk::beside;
use crate::group::event::Entry;
use crate::meters::Meters;

/// What there is at an address.
#[derive(Debug)]
pub enum Look {
    /// There is no file yet.
    NoFile(PathBuf),
    /// The database has no tables yet.
    Empty(Looked),
    Store(Looked),
}

/// A store that can only be read.
#[derive(Debug)]
pub struct Looked {
    pub store: Store,
    /// How its tables differ from those of this program; `None`: in nothing.
    pub difference: Option<Difference>,
    /// Removed with the value: the copy that is read instead of files that SQLite would have to write beside.
    _copy: Option<TempDir>,
}

/// How a database differs from what this program expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It is from an earlier version, and is brought up to date at the next start.
    Older,
    /// It is from a later version.
    Newer,
    /// A change of its tables was begun and not ended, or they are those of another program.
    Foreign,
}

/// An entry that cannot be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    pub seq: u64,
    pub reason: String,
}

impl Look {
    /// Looks at a place.
    ///
    /// # Errors
    /// The address is wrong, or the database cannot be reached or is none.
    pub async fn at(place: &Place) -> Result<Look, StoreError> {
        let (pool, copy) = match place {
            Place::File(path) if !path.try_exists().map_err(sqlx::Error::Io)? => {
                return Ok(Look::NoFile(path.clone()));
            }
            Place::File(path) => open_file(path).await?,
            Place::Server(url) => {
                let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Address(shown(url)))?;
                let options = options.options([("default_transaction_read_only", "on")]);
                let pool = PgPoolOptions::new().max_connections(READERS).acquire_timeout(BUSY);
                (Pool::Postgres(pool.connect_with(options).await?), None)
            }
        };
        // Nobody takes jobs from this channel: a commit is answered with an error.
        let (writer, _) = mpsc::channel(1);
        let store =
            Store { pool, writer, file: None, lease: Lease::new(None), deletions: None, meters: Meters::default() };
        let tables = store.tables().await?;
        let difference = store.difference(&tables).await?;
        let has_log = tables.iter().any(|table| table == schema::LOG);
        if !has_log && matches!(difference, None | Some(Difference::Older)) {
            return Ok(Look::Empty(Looked { store, difference, _copy: copy }));
        }
        Ok(Look::Store(Looked { store, difference, _copy: copy }))
    }
}

/// Opens a file so that nothing beside it is written.
async fn open_file(path: &Path) -> Result<(Pool, Option<TempDir>), StoreError> {
    let (log, index) = (beside(path, "-wal"), beside(path, "-shm"));
    let log_bytes = std::fs::metadata(&log).map_or(0, |log| log.len());
    let mut copy = None;
    let options = SqliteConnectOptions::new().read_only(true).busy_timeout(BUSY);
    let options = if index.exists() {
        // A bot is running, or was stopped hard: what the log file's index says counts.
        options.filename(path)
    } else if log_bytes == 0 {
        // Everything is in the one file, and nobody has it open.
        options.filename(path).immutable(true)
    } else {
        // A log file without an index: SQLite would have to make one beside it.
        let folder = private_folder().map_err(sqlx::Error::Io)?;
        let to = folder.path().join("copy.db");
        std::fs::copy(path, &to).map_err(sqlx::Error::Io)?;
        std::fs::copy(&log, folder.path().join("copy.db-wal")).map_err(sqlx::Error::Io)?;
        copy = Some(folder);
        options.filename(to)
    };
    // One connection: one that met a damaged page is as good as any.
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    Ok((Pool::Sqlite(pool.into()), copy))
}

fn private_folder() -> std::io::Result<TempDir> {
    use std::os::unix::fs::PermissionsExt as _;
    tempfile::Builder::new().prefix("convenor-").permissions(std::fs::Permissions::from_mode(0o700)).tempdir()
}

/// The table in which sqlx notes the migrations.
const MIGRATIONS: &str = "_sqlx_migrations";
/// Entries that are read together as long as all is well.
const PAGE: u64 = 4_096;

impl Store {
    async fn tables(&self) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = match &self.pool {
            Pool::Sqlite(SqliteFile { pool, .. }) => {
                sqlx::query_as("SELECT name FROM sqlite_master WHERE type = 'table'").fetch_all(pool).await?
            }
            Pool::Postgres(pool) => {
                sqlx::query_as("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()")
                    .fetch_all(pool)
                    .await?
            }
        };
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    async fn difference(&self, tables: &[String]) -> Result<Option<Difference>, StoreError> {
        if !tables.iter().any(|table| table == MIGRATIONS) {
            // Tables of another program do not matter unless they have our names.
            let is_taken = tables.iter().any(|table| schema::TABLES.contains(&table.as_str()));
            return Ok(Some(if is_taken { Difference::Foreign } else { Difference::Older }));
        }
        let applied: Vec<(i64, bool, Vec<u8>)> = on_either!(&self.pool, pool => {
            sqlx::query_as("SELECT version, success, checksum FROM _sqlx_migrations ORDER BY version")
                .fetch_all(pool).await?
        });
        let migrator = schema::migrator();
        let is_whole = |(version, success, checksum): &(i64, bool, Vec<u8>)| {
            let known = migrator.iter().find(|known| known.version == *version);
            *success && known.is_none_or(|known| known.checksum.as_ref() == checksum)
        };
        if !applied.iter().all(is_whole) {
            return Ok(Some(Difference::Foreign));
        }
        if applied.iter().any(|(version, ..)| !migrator.version_exists(*version)) {
            return Ok(Some(Difference::Newer));
        }
        let is_older = migrator.iter().any(|known| applied.iter().all(|(version, ..)| *version != known.version));
        Ok(is_older.then_some(Difference::Older))
    }

    /// What SQLite itself finds damaged in the file first, in its words. PostgreSQL watches over its own.
    pub async fn damage(&self) -> Option<String> {
        let Pool::Sqlite(SqliteFile { pool, .. }) = &self.pool else { return None };
        match sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(pool).await {
            Ok(words) => Some(words).filter(|words| words != "ok"),
            // On a page that is not a page at all, the check itself gives up.
            Err(error) => Some(reason_of(&error)),
        }
    }

    /// Why nothing could be written here; `None`: it can be, as far as can be seen without trying.
    ///
    /// # Errors
    /// The database failed.
    pub async fn reason_not_to_write(&self) -> Result<Option<&'static str>, StoreError> {
        let Pool::Postgres(pool) = &self.pool else { return Ok(None) };
        let (is_standby, may_make): (bool, Option<bool>) =
            sqlx::query_as("SELECT pg_is_in_recovery(), has_schema_privilege(current_schema(), 'CREATE')")
                .fetch_one(pool)
                .await?;
        Ok(match (is_standby, may_make) {
            (true, _) => Some("this server is a standby, where nothing can be written"),
            (false, Some(true)) => None,
            (false, Some(false) | None) => Some("the user may not make tables there"),
        })
    }

    /// Hands over every entry of a group that can be read, in order, and then tells which could not.
    ///
    /// # Errors
    /// The database does not even say how many entries there are.
    pub async fn read_what_can_be(&self, group: &str, mut each: impl FnMut(Entry)) -> Result<Vec<Unread>, StoreError> {
        let head = self.last_entry(group).await?;
        let mut unread = Vec::new();
        let (mut next, mut size) = (1, PAGE);
        while next <= head {
            let end = next.saturating_add(size - 1).min(head);
            let rows: Result<Vec<(i64, String)>, sqlx::Error> = on_either!(&self.pool, pool => {
                sqlx::query_as("SELECT seq, body FROM entries WHERE group_id = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq")
                    .bind(group).bind(signed(next)).bind(signed(end)).fetch_all(pool).await
            });
            match rows {
                // What is damaged is looked for in smaller and smaller parts.
                Err(_) if size > 1 => {
                    size /= 8;
                    continue;
                }
                Err(error) => unread.push(Unread { seq: next, reason: reason_of(&error) }),
                Ok(rows) => {
                    let mut rows = rows.into_iter().peekable();
                    for seq in next..=end {
                        let found = rows.next_if(|(number, _)| unsigned(*number) == seq);
                        match found.map(|(number, body)| parse(group, number, &body)) {
                            Some(Ok(entry)) => each(entry),
                            Some(Err(StoreError::Unreadable { reason, .. })) => unread.push(Unread { seq, reason }),
                            Some(Err(error)) => unread.push(Unread { seq, reason: error.to_string() }),
                            None => unread.push(Unread { seq, reason: "it is missing".to_owned() }),
                        }
                    }
                }
            }
            next = end + 1;
            size = (size * 8).min(PAGE);
        }
        Ok(unread)
    }

    /// Number of a group's last entry, by the group's row or by the entries themselves, whichever is further.
    async fn last_entry(&self, group: &str) -> Result<u64, StoreError> {
        let by_row: Result<Option<i64>, sqlx::Error> = on_either!(&self.pool, pool => {
            sqlx::query_scalar("SELECT MAX(head) FROM groups WHERE id = $1").bind(group).fetch_one(pool).await
        });
        let by_entries: Result<Option<i64>, sqlx::Error> = on_either!(&self.pool, pool => {
            sqlx::query_scalar("SELECT MAX(seq) FROM entries WHERE group_id = $1").bind(group).fetch_one(pool).await
        });
        match (by_row, by_entries) {
            (Err(error), Err(_)) => Err(error.into()),
            (by_row, by_entries) => {
                let known = |found: Result<Option<i64>, sqlx::Error>| found.ok().flatten().unwrap_or(0);
                Ok(unsigned(known(by_row).max(known(by_entries))))
            }
        }
    }
}

/// A database's error in its own words, without what sqlx says around them.
fn reason_of(error: &sqlx::Error) -> String {
    error.as_database_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}
