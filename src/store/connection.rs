//! Connections to SQLite and PostgreSQL, and how one is written on.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgConnection, PgPool, SqlitePool};
use tokio::sync::{Mutex, RwLock};

use super::{Place, StoreError, shown};

#[derive(Clone, Debug)]
pub(crate) enum Pool {
    Sqlite(SqliteFile),
    Postgres(PgPool),
}

/// Connections to an SQLite file. Its writers take turns with whoever empties the log file, which no writer may disturb.
#[derive(Clone, Debug)]
pub(crate) struct SqliteFile {
    pub pool: SqlitePool,
    pub turns: Arc<RwLock<()>>,
}

impl From<SqlitePool> for SqliteFile {
    fn from(pool: SqlitePool) -> SqliteFile {
        SqliteFile { pool, turns: Arc::default() }
    }
}

/// Runs the same expression on either pool.
macro_rules! on_either {
    ($pool:expr, $name:ident => $body:expr) => {
        match $pool {
            $crate::store::connection::Pool::Sqlite($crate::store::connection::SqliteFile { pool: $name, .. }) => $body,
            $crate::store::connection::Pool::Postgres($name) => $body,
        }
    };
}
pub(crate) use on_either;

/// Runs an expression in a transaction of its own, which is committed when the expression ends without returning early. A
/// connection on which anything failed is closed: SQLite ends a transaction by itself when the disk is full, which sqlx
/// does not notice, and a server that has become a replica refuses writes for as long as it is connected to.
macro_rules! in_transaction {
    ($pool:expr, $tx:ident => $body:expr) => {
        match $pool {
            $crate::store::connection::Pool::Sqlite(sqlite) => $crate::store::connection::in_transaction!(
                sqlite, $crate::store::connection::PATIENCE, $tx => $body
            ),
            $crate::store::connection::Pool::Postgres(pool) => $crate::store::connection::in_transaction!(
                pool, "BEGIN", $crate::store::connection::PATIENCE, $tx => $body
            ),
        }
    };
    ($sqlite:ident, $patience:expr, $tx:ident => $body:expr) => {{
        let _turn = $sqlite.turns.read().await;
        let pool = &$sqlite.pool;
        $crate::store::connection::in_transaction!(pool, "BEGIN IMMEDIATE", $patience, $tx => $body)
    }};
    ($pool:ident, $begin:literal, $patience:expr, $tx:ident => $body:expr) => {{
        let mut connection = $pool.acquire().await?;
        let writing = async {
            let mut $tx = sqlx::Connection::begin_with(&mut *connection, $begin).await?;
            let value = $body;
            $tx.commit().await?;
            Ok(value)
        };
        let written = tokio::time::timeout($patience, writing).await;
        let written = written.unwrap_or(Err($crate::store::StoreError::TimedOut));
        if written.is_err() {
            connection.close_on_drop();
        }
        written
    }};
}
pub(crate) use in_transaction;

/// Connections beside the writer's.
pub(super) const READERS: u32 = 4;
pub(super) const BUSY: Duration = Duration::from_secs(10);
/// A program that is suspended or cut off in the middle of a transaction would keep its rows from the one that takes over: the
/// server ends the transaction before that.
const LET_GO: &str = "SET idle_in_transaction_session_timeout = '5s'";
/// Begin transactions that may wait for something else than the server, such as a disk.
pub(super) const BEGIN_READING: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0";
pub(super) const BEGIN_FILLING: &str = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0";
/// A server that has vanished without closing the connection would be waited for until the kernel gives up.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// The file of an SQLite database, as it was when it was opened.
#[derive(Clone, Debug)]
pub(super) struct DatabaseFile {
    path: PathBuf,
    /// Device and inode.
    identity: (u64, u64),
}

impl DatabaseFile {
    fn of(path: &Path) -> Option<DatabaseFile> {
        Some(DatabaseFile { path: path.to_owned(), identity: identity(path)? })
    }

    /// Fails when the path leads to another file by now, or to none: what is written then is lost with the last
    /// connection.
    pub(super) fn verify(&self) -> Result<(), StoreError> {
        if identity(&self.path) == Some(self.identity) { Ok(()) } else { Err(StoreError::Removed(self.path.clone())) }
    }
}

fn identity(path: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// How a store reaches its database.
pub(super) struct Connected {
    pub pool: Pool,
    /// `None`: the database is not a local file.
    pub file: Option<DatabaseFile>,
    /// One connection for the lease alone. `None`: the database is a file.
    pub line: Option<Arc<Line>>,
}

/// One connection to a server that nobody else uses. A pool asks a connection whether it is alive, before and after, which is
/// two more ways there and back.
#[derive(Debug)]
pub(super) struct Line {
    pub options: PgConnectOptions,
    /// `None`: not connected yet, or something has failed.
    pub held: Mutex<Option<PgConnection>>,
}

impl Line {
    /// Connects where that has not been done.
    pub async fn take(&self, held: &mut Option<PgConnection>) -> Result<PgConnection, StoreError> {
        if let Some(connection) = held.take() {
            return Ok(connection);
        }
        let connecting = PgConnection::connect_with(&self.options);
        Ok(tokio::time::timeout(BUSY, connecting).await.map_err(|_| StoreError::TimedOut)??)
    }

    pub async fn close(&self) {
        if let Some(connection) = self.held.lock().await.take()
            && let Err(error) = connection.close().await
        {
            tracing::debug!(%error, "the lease's connection was not closed well");
        }
    }
}

/// Connects to a place; an SQLite file is made if it is missing.
pub(super) async fn connect(place: &Place) -> Result<Connected, StoreError> {
    match place {
        Place::File(path) => connect_sqlite(path).await,
        Place::Server(url) => {
            let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Address(shown(url)))?;
            let pool = PgPoolOptions::new().max_connections(READERS + 1).acquire_timeout(BUSY);
            let pool = pool.after_connect(|connection, _| {
                Box::pin(async move { sqlx::query(LET_GO).execute(connection).await.map(drop) })
            });
            let line = Arc::new(Line { options: options.clone(), held: Mutex::default() });
            Ok(Connected { pool: Pool::Postgres(pool.connect_with(options).await?), file: None, line: Some(line) })
        }
    }
}

async fn connect_sqlite(path: &Path) -> Result<Connected, StoreError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
    }
    // Not by an address: in one, `%`, `?` and `#` would mean something.
    let options = SqliteConnectOptions::new().filename(path);
    // FULL: a commit in WAL mode is on the disk when it returns, also after power loss.
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // What is deleted is overwritten, not only forgotten.
        .pragma("secure_delete", "ON")
        .busy_timeout(BUSY);
    let creating = options.clone().create_if_missing(true);
    let pool = SqlitePoolOptions::new().max_connections(READERS).connect_with(creating).await?;
    // A connection that comes later must not make an empty database where the file was removed.
    pool.set_connect_options(options.create_if_missing(false));
    Ok(Connected { pool: Pool::Sqlite(pool.into()), file: DatabaseFile::of(path), line: None })
}
