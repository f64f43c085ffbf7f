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
    #[error(
        "the log of group {group} cannot be read, because the database is damaged ({reason}); stop the bot and restore a \
         backup"
    )]
    Broken { group: String, reason: String },
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

/// What of a group's log cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    pub group: String,
    /// The entry. `None`: a part of the database.
    pub entry: Option<u64>,
    pub reason: String,
}

impl From<Damage> for StoreError {
    fn from(Damage { group, entry, reason }: Damage) -> StoreError {
        match entry {
            Some(seq) => StoreError::Unreadable { group, seq, reason },
            None => StoreError::Broken { group, reason },
        }
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
            | StoreError::Broken { .. }
            | StoreError::Address(_)
            | StoreError::HalfRestored
            | StoreError::Newer { .. }
            | StoreError::Lost
            | StoreError::Stopped => false,
        }
    }

    /// What of a group's log cannot be read, if it is that: no other group is concerned.
    pub fn damage(&self) -> Option<Damage> {
        match self {
            StoreError::Unreadable { group, seq, reason } => {
                Some(Damage { group: group.clone(), entry: Some(*seq), reason: reason.clone() })
            }
            StoreError::Broken { group, reason } => {
                Some(Damage { group: group.clone(), entry: None, reason: reason.clone() })
            }
            _ => None,
        }
    }

    /// An error of reading the log of a group: a damaged page of an SQLite file concerns that group (sqlite.org/rescode.html,
    /// `SQLITE_CORRUPT`).
    pub(super) fn of_reading(group: &str, error: sqlx::Error) -> StoreError {
        let is_corrupt = |code: &str| code.parse::<u32>().is_ok_and(|code| code & 0xff == 11);
        match &error {
            sqlx::Error::Database(told) if told.code().is_some_and(|code| is_corrupt(&code)) => {
                StoreError::Broken { group: group.to_owned(), reason: told.message().to_owned() }
            }
            _ => StoreError::Database(error),
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
    let told = sqlite.and_then(told_by_sqlite);
    told.map_or_else(|| told_by_server(&code, error.message()), str::to_owned)
}

/// By SQLite's primary result codes.
fn told_by_sqlite(code: u32) -> Option<&'static str> {
    Some(match code {
        13 => "the disk of the database is full; make room on it",
        5 | 6 => "another program keeps the database locked; stop it, or wait until it has finished",
        8 => "the database is read-only; make the file and its folder writable for the bot",
        10 => "the disk of the database reports an error; look into the system's log, and make a backup",
        11 | 26 => "the database is damaged; stop the bot and restore a backup",
        14 => "the database file cannot be opened; make its folder, and make both readable and writable for the bot",
        _ => return None,
    })
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

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::error::Error;
    use std::fmt;

    use sqlx::error::ErrorKind;

    use super::*;

    /// An error that a server answers.
    #[derive(Debug)]
    struct Answered(&'static str);

    impl fmt::Display for Answered {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("in its words")
        }
    }

    impl Error for Answered {}

    impl DatabaseError for Answered {
        fn message(&self) -> &'static str {
            "in its words"
        }

        fn code(&self) -> Option<Cow<'_, str>> {
            Some(Cow::Borrowed(self.0))
        }

        fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
            self
        }

        fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
            self
        }

        fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
            self
        }

        fn kind(&self) -> ErrorKind {
            ErrorKind::Other
        }
    }

    fn answered(code: &'static str) -> StoreError {
        StoreError::Database(sqlx::Error::Database(Box::new(Answered(code))))
    }

    /// Class 40, codes 28000 to 57P03: PostgreSQL's appendix A.
    #[test]
    fn what_a_server_answers_is_one_sentence_with_a_remedy() {
        for (code, remedy) in [
            ("28000", "correct user and password in [store] url"),
            ("28P01", "correct user and password in [store] url"),
            ("3D000", "create the database, or correct its name in [store] url"),
            ("42501", "give the user of [store] url the right to create and change tables in this schema"),
            ("53100", "make room on the disk of the database"),
            ("53300", "raise max_connections of the database, or stop programs that hold connections"),
            ("25006", "let [store] url lead to the primary server"),
            ("57P01", "it is tried again once the database has started"),
            ("57P02", "it is tried again once the database has started"),
            ("57P03", "it is tried again once the database has started"),
        ] {
            assert_eq!(answered(code).to_string(), format!("the database refuses (in its words); {remedy}"), "{code}");
            assert!(answered(code).may_pass(), "{code}");
        }
        assert_eq!(answered("XX000").to_string(), "the database reported an error: in its words");
        for (code, remedy) in [
            ("40001", Remedy::Again),
            ("40P01", Remedy::Again),
            ("25006", Remedy::Again),
            ("23505", Remedy::None),
            ("53100", Remedy::None),
            ("57P01", Remedy::None),
        ] {
            assert_eq!(answered(code).remedy(), remedy, "{code}");
        }
    }

    /// sqlite.org/rescode.html.
    #[test]
    fn what_sqlite_reports_is_one_sentence_with_a_remedy() {
        for (code, words) in [
            (5, "another program keeps the database locked; stop it, or wait until it has finished"),
            (6, "another program keeps the database locked; stop it, or wait until it has finished"),
            (8, "the database is read-only; make the file and its folder writable for the bot"),
            (10, "the disk of the database reports an error; look into the system's log, and make a backup"),
            (11, "the database is damaged; stop the bot and restore a backup"),
            (13, "the disk of the database is full; make room on it"),
            (
                14,
                "the database file cannot be opened; make its folder, and make both readable and writable for the bot",
            ),
            (26, "the database is damaged; stop the bot and restore a backup"),
        ] {
            assert_eq!(told_by_sqlite(code), Some(words), "{code}");
        }
        assert_eq!(told_by_sqlite(1), None, "its own words say more");
    }

    #[test]
    fn what_the_way_to_a_database_reports_is_one_sentence_with_a_remedy() {
        let io = || std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        let away = "the database does not answer; start it, or correct [store] url";
        for (error, words) in [
            (sqlx::Error::PoolTimedOut, away),
            (sqlx::Error::WorkerCrashed, away),
            (sqlx::Error::PoolClosed, "the store has been closed"),
            (
                sqlx::Error::Io(io()),
                "the database cannot be reached (connection refused); start it, or correct [store] url",
            ),
            (
                sqlx::Error::Tls(Box::new(io())),
                "the connection to the database cannot be protected (connection refused); correct sslmode in [store] url",
            ),
        ] {
            assert_eq!(StoreError::from(error).to_string(), words);
        }
        let newer = StoreError::Migration(sqlx::migrate::MigrateError::VersionMissing(9));
        assert!(newer.to_string().contains("a newer version (migration 9); run that version, or restore a backup"));
    }

    #[test]
    fn damage_of_one_log_is_told_from_what_is_wrong_with_the_database() {
        let broken = StoreError::Unreadable { group: "g".to_owned(), seq: 4, reason: "EOF".to_owned() };
        let damage = broken.damage().expect("it is one");
        assert_eq!((damage.entry, StoreError::from(damage).to_string()), (Some(4), broken.to_string()));
        let of_reading = StoreError::of_reading("g", sqlx::Error::Database(Box::new(Answered("267"))));
        assert!(of_reading.damage().is_some_and(|damage| damage.entry.is_none()), "{of_reading}");
        assert!(StoreError::of_reading("g", sqlx::Error::PoolTimedOut).damage().is_none());
        assert!(answered("11").damage().is_none(), "where no log was read");
    }
}
