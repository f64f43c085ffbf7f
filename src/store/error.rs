//! What can go wrong with the store, as one sentence and what to do about it.

use std::path::PathBuf;

use sqlx::error::DatabaseError;

/// The store failed; what to do next is the caller's.
///
/// The causes have no `source`, so that a log shows each of them once.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{}", told(.0))]
    Database(sqlx::Error),
    #[error("the database's tables could not be brought up to date: {}", told_of_migration(.0))]
    Migration(sqlx::migrate::MigrateError),
    #[error(
        "entry {seq} of group {group} cannot be read ({reason}); it was written by a newer version, or the database is \
         damaged: run that version, or restore a backup"
    )]
    Unreadable { group: String, seq: u64, reason: String },
    #[error("“{0}” is not a database address; write sqlite://data/convenor.db or postgres://user@host/name")]
    Address(String),
    #[error(
        "the database file {} was removed or replaced while it was in use; stop the bot, put the file back and start again",
        .0.display()
    )]
    Removed(PathBuf),
    #[error("the list of deletions cannot be written ({0}); make its folder writable and make room on its disk")]
    Deletions(std::io::Error),
    #[error("the list of deletions cannot be read ({0}); make it readable for the bot")]
    DeletionsUnread(std::io::Error),
    #[error(
        "a restore into this database was begun and not finished, so what was deleted may be in it; remove it and restore the \
         backup again"
    )]
    HalfRestored,
    #[error(
        "Convenor {version} has used this store last, which is newer than this one ({}); run that version, or restore a backup \
         that this one has made",
        env!("CARGO_PKG_VERSION")
    )]
    Newer { version: String },
    #[error("another program has taken over the store; this one no longer writes")]
    Lost,
    #[error("the database did not answer in time; what was not confirmed is tried again")]
    TimedOut,
    #[error("the writer of the store has stopped")]
    Stopped,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        StoreError::Database(error)
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> StoreError {
        StoreError::Migration(error)
    }
}

/// What the writer may do about a failure by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// The database gave up on a transaction that was in another's way, or this connection leads to a server that has
    /// become a replica: the same again, on another connection.
    Again,
    /// Left to the caller that waits.
    None,
}

impl StoreError {
    /// Whether the same may succeed later: the database does not answer, or cannot write.
    pub fn may_pass(&self) -> bool {
        match self {
            StoreError::Database(_)
            | StoreError::TimedOut
            | StoreError::Removed(_)
            | StoreError::Deletions(_)
            | StoreError::DeletionsUnread(_) => true,
            StoreError::Migration(_)
            | StoreError::Unreadable { .. }
            | StoreError::Address(_)
            | StoreError::HalfRestored
            | StoreError::Newer { .. }
            | StoreError::Lost
            | StoreError::Stopped => false,
        }
    }

    /// What may be done about it at once (PostgreSQL's appendix A, class 40 and code 25006).
    pub(super) fn remedy(&self) -> Remedy {
        let StoreError::Database(sqlx::Error::Database(error)) = self else { return Remedy::None };
        match error.code().as_deref() {
            Some("40001" | "40P01" | "25006") => Remedy::Again,
            Some(_) | None => Remedy::None,
        }
    }
}

/// One sentence of what is so and what to do.
fn told(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => told_by_database(error.as_ref()),
        sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed => {
            "the database does not answer; start it, or correct [store] url".to_owned()
        }
        sqlx::Error::PoolClosed => "the store has been closed".to_owned(),
        sqlx::Error::Io(error) => {
            format!("the database cannot be reached ({error}); start it, or correct [store] url")
        }
        sqlx::Error::Tls(error) => {
            format!("the connection to the database cannot be protected ({error}); correct sslmode in [store] url")
        }
        other => format!("the database reported an error: {other}"),
    }
}

fn told_by_database(error: &dyn DatabaseError) -> String {
    let code = error.code().unwrap_or_default();
    // SQLite's extended result codes hold the primary one in their low byte (sqlite.org/rescode.html).
    let is_sqlite = error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some();
    let sqlite = code.parse::<u32>().ok().filter(|_| is_sqlite).map(|code| code & 0xff);
    match sqlite {
        Some(13) => "the disk of the database is full; make room on it".to_owned(),
        Some(5 | 6) => "another program keeps the database locked; stop it, or wait until it has finished".to_owned(),
        Some(8) => "the database is read-only; make the file and its folder writable for the bot".to_owned(),
        Some(10) => {
            "the disk of the database reports an error; look into the system's log, and make a backup".to_owned()
        }
        Some(11 | 26) => "the database is damaged; stop the bot and restore a backup".to_owned(),
        Some(14) => {
            "the database file cannot be opened; make its folder, and make both readable and writable for the bot"
                .to_owned()
        }
        Some(_) | None => told_by_server(&code, error.message()),
    }
}

/// By PostgreSQL's codes (appendix A of its manual). Details, which can hold rows, are left out.
fn told_by_server(code: &str, message: &str) -> String {
    let remedy = match code {
        "28000" | "28P01" => "correct user and password in [store] url",
        "3D000" => "create the database, or correct its name in [store] url",
        "42501" => "give the user of [store] url the right to create and change tables in this schema",
        "53100" => "make room on the disk of the database",
        "53300" => "raise max_connections of the database, or stop programs that hold connections",
        "25006" => "let [store] url lead to the primary server",
        "57P01" | "57P02" | "57P03" => "it is tried again once the database has started",
        _ => return format!("the database reported an error: {message}"),
    };
    format!("the database refuses ({message}); {remedy}")
}

fn told_of_migration(error: &sqlx::migrate::MigrateError) -> String {
    match error {
        sqlx::migrate::MigrateError::Execute(error) | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => {
            told(error)
        }
        sqlx::migrate::MigrateError::VersionMissing(version) => {
            format!("it has the tables of a newer version (migration {version}); run that version, or restore a backup")
        }
        other => other.to_string(),
    }
}
