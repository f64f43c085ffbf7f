//! Backups: the whole store as lines of JSON, the same from SQLite and from PostgreSQL, so that one can be restored into
//! the other. It is read in one transaction, while the bot runs.
//!
//! The first line says what it is; each table is announced with its columns, and its rows follow; then comes the list of
//! deletions; the last line has the number of rows and the SHA-256 of all that is above it.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sqlx::{QueryBuilder, Row as _};

use super::connection::{BEGIN_READING, Pool, SqliteFile};
use super::erased::deletions_in;
use super::identity::IDENTITY;
use super::{Looked, StoreError, schema};

/// The form of the file. Later forms have greater numbers.
const FORM: u32 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The form of the file.
    pub convenor_backup: u32,
    /// The program that wrote it.
    pub version: String,
    /// The last migration of its tables.
    pub schema: i64,
    /// Identity of the store. Empty: no program has acted for it yet.
    pub store: String,
    pub made: DateTime<Utc>,
    /// Where the list of deletions was.
    pub deletions: Option<PathBuf>,
}

/// Announces the rows of a table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Table {
    pub table: String,
    pub columns: Vec<String>,
}

/// The last line.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct End {
    rows: u64,
    sha256: String,
}

/// Why a backup was not written or cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{} cannot be written ({error}); name a file in a folder with room that this user may write in", .file.display())]
    NotWritten { file: PathBuf, error: io::Error },
    #[error("{} cannot be read ({error}); name a file that convenor backup has written", .file.display())]
    NotRead { file: PathBuf, error: io::Error },
    #[error("{} is not a backup; name a file that convenor backup has written", .0.display())]
    NotOne(PathBuf),
    #[error("{} is incomplete or damaged ({problem}), so nothing was restored; use another backup", .file.display())]
    Damaged { file: PathBuf, problem: String },
    #[error(
        "{} was made by Convenor {version}, which is newer than this program ({}), so nothing was restored; install \
         that version and restore with it", .file.display(), env!("CARGO_PKG_VERSION")
    )]
    Newer { file: PathBuf, version: String },
    #[error(
        "{place} is not empty, so nothing was restored; name an empty database with [store] url, or move that one away"
    )]
    NotEmpty { place: String },
    #[error("{holder} uses {place}, so nothing was restored; stop it first")]
    InUse { place: String, holder: String },
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> BackupError {
        BackupError::Store(error.into())
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    pub rows: u64,
    pub bytes: u64,
}

/// Writes and counts what goes into the checksum.
struct Summed<W> {
    out: W,
    sum: Sha256,
    bytes: u64,
}

impl<W: Write> Summed<W> {
    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        self.sum.update(&bytes);
        self.bytes += bytes.len() as u64;
        self.out.write_all(&bytes)
    }
}

/// Reads all rows of the tables in one transaction and writes them; the rows of a macro, since the two databases have
/// types of their own.
macro_rules! write_tables {
    ($pool:expr, $begin:expr, $database:ty, $out:expr, $file:expr) => {{
        let failed = |error: io::Error| BackupError::NotWritten { file: $file.to_owned(), error };
        let mut connection = $pool.acquire().await?;
        let mut tx = sqlx::Connection::begin_with(&mut *connection, $begin).await?;
        let mut count = 0_u64;
        for (table, columns) in schema::COLUMNS {
            let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
            let announced =
                Table { table: (*table).to_owned(), columns: names.iter().map(|name| (*name).to_owned()).collect() };
            $out.line(&announced).map_err(failed)?;
            let mut select = QueryBuilder::<$database>::new("SELECT ");
            select.push(names.join(", ")).push(" FROM ").push(*table).push(" ORDER BY 1, 2");
            let mut rows = select.build().fetch(&mut *tx);
            while let Some(row) = rows.try_next().await? {
                let mut values: Vec<Value> = Vec::with_capacity(columns.len());
                for (index, (_, kind)) in columns.iter().enumerate() {
                    values.push(match kind {
                        schema::Kind::Text => {
                            row.try_get::<Option<String>, _>(index)?.map_or(Value::Null, Value::String)
                        }
                        schema::Kind::Number => row.try_get::<Option<i64>, _>(index)?.map_or(Value::Null, Value::from),
                    });
                }
                $out.line(&values).map_err(failed)?;
                count += 1;
            }
        }
        count
    }};
}

impl Looked {
    /// Writes everything that the store holds, as it is at one moment. `deletions` is where the list of deletions is, if
    /// there is one.
    ///
    /// # Errors
    /// The database failed, or nothing can be written there. What was written so far is no backup then.
    pub async fn back_up(
        &self,
        deletions: Option<&Path>,
        made: DateTime<Utc>,
        file: &Path,
        out: impl Write + Send,
    ) -> Result<Written, BackupError> {
        let failed = |error: io::Error| BackupError::NotWritten { file: file.to_owned(), error };
        let absolute = deletions.and_then(|list| std::path::absolute(list).ok());
        let head = Head {
            convenor_backup: FORM,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            schema: schema::latest(),
            store: self.store.note(IDENTITY).await?.unwrap_or_default(),
            made,
            deletions: absolute,
        };
        let mut out = Summed { out, sum: Sha256::new(), bytes: 0 };
        out.line(&head).map_err(failed)?;
        let rows = match &self.store.pool {
            Pool::Sqlite(SqliteFile { pool, .. }) => write_tables!(pool, "BEGIN", sqlx::Sqlite, out, file),
            Pool::Postgres(pool) => {
                write_tables!(pool, BEGIN_READING, sqlx::Postgres, out, file)
            }
        };
        if let Some(list) = deletions.filter(|list| list.exists()) {
            let unread = |error: io::Error| BackupError::NotRead { file: list.to_owned(), error };
            for deletion in deletions_in(list).map_err(unread)? {
                out.line(&deletion).map_err(failed)?;
            }
        }
        let end = End { rows, sha256: hex(out.sum.clone()) };
        out.line(&end).map_err(failed)?;
        out.out.flush().map_err(failed)?;
        Ok(Written { rows, bytes: out.bytes })
    }
}

fn hex(sum: Sha256) -> String {
    sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A backup that was read to its end and is whole.
#[derive(Clone, Debug)]
pub struct Backup {
    pub file: PathBuf,
    pub head: Head,
    pub rows: u64,
}

/// A line between the first and the last.
pub(super) enum Line {
    Table(Table),
    Row(Vec<Value>),
    Other,
}

impl Backup {
    /// Reads a file to its end.
    ///
    /// # Errors
    /// It cannot be read, is not a backup, is damaged, or is from a later version.
    pub fn read(file: &Path) -> Result<Backup, BackupError> {
        let unread = |error: io::Error| BackupError::NotRead { file: file.to_owned(), error };
        let damaged = |problem: &str| BackupError::Damaged { file: file.to_owned(), problem: problem.to_owned() };
        let mut lines = Lines::open(file).map_err(unread)?;
        let first = lines.next().map_err(unread)?.unwrap_or_default();
        let head: Value = serde_json::from_slice(&first).unwrap_or_default();
        let Some(form) = head.get("convenor_backup").and_then(Value::as_u64) else {
            return Err(BackupError::NotOne(file.to_owned()));
        };
        let version = head.get("version").and_then(Value::as_str).unwrap_or("of a later version").to_owned();
        let newer = || BackupError::Newer { file: file.to_owned(), version: version.clone() };
        if form > u64::from(FORM) {
            return Err(newer());
        }
        let head: Head = serde_json::from_value(head).map_err(|error| damaged(&format!("its first line: {error}")))?;
        if head.schema > schema::latest() {
            return Err(newer());
        }
        let mut sum = Sha256::new();
        sum.update(&first);
        let (mut rows, mut last) = (0, None);
        while let Some(line) = lines.next().map_err(unread)? {
            if let Some(before) = last.replace(line) {
                rows += u64::from(before.first() == Some(&b'['));
                sum.update(&before);
            }
        }
        let end: Option<End> = last.and_then(|last| serde_json::from_slice(&last).ok());
        let end = end.ok_or_else(|| damaged("its end is missing"))?;
        if end.sha256 != hex(sum) {
            return Err(damaged("its checksum is wrong"));
        }
        if end.rows != rows {
            return Err(damaged("rows are missing"));
        }
        Ok(Backup { file: file.to_owned(), head, rows })
    }

    /// The lines between the first and the last.
    pub(super) fn lines(&self) -> io::Result<impl Iterator<Item = io::Result<Line>>> {
        let mut lines = Lines::open(&self.file)?;
        lines.next()?;
        Ok(std::iter::from_fn(move || lines.next().transpose()).map(|line| {
            let line = line?;
            if line.first() == Some(&b'[') {
                return Ok(Line::Row(serde_json::from_slice(&line)?));
            }
            Ok(serde_json::from_slice(&line).map_or(Line::Other, Line::Table))
        }))
    }
}

/// Lines with their ends.
struct Lines(BufReader<std::fs::File>);

impl Lines {
    fn open(file: &Path) -> io::Result<Lines> {
        Ok(Lines(BufReader::new(std::fs::File::open(file)?)))
    }

    fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        Ok((self.0.read_until(b'\n', &mut line)? > 0).then_some(line))
    }
}
