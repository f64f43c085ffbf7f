//! Puts a backup into an empty database, in one transaction.

use std::time::Duration;

use serde_json::Value;
use sqlx::{Postgres, QueryBuilder, Sqlite};

use super::backup::{Backup, BackupError, Line, Table};
use super::connection::{BEGIN_FILLING, Pool, SqliteFile};
use super::{Place, Store, StoreError, schema};

/// Note that a restore was begun and not ended.
pub(super) const UNFINISHED: &str = "restore unfinished";
/// Note, per group, of the moment of the backup, in microseconds since 1970; its rooms have not been told yet.
pub const RESTORED: &str = "restored ";
/// A program that has died is seen to have within this time.
const PATIENCE: Duration = Duration::from_secs(8);
/// Rows in one statement.
const ROWS: usize = 500;

/// Tables in which something means that the database is in use.
const KEPT: [&str; 4] = ["groups", "entries", "outbox", "seen"];

macro_rules! insert {
    ($tx:expr, $database:ty, $table:expr, $columns:expr, $rows:expr) => {{
        let kinds: &[schema::Kind] = $columns.1;
        let mut insert = QueryBuilder::<$database>::new("INSERT INTO ");
        insert.push($table).push(" (").push($columns.0).push(") ");
        insert.push_values($rows.drain(..), |mut row, values: Vec<Value>| {
            for (value, kind) in values.into_iter().zip(kinds) {
                match kind {
                    schema::Kind::Text => row.push_bind(value.as_str().map(str::to_owned)),
                    schema::Kind::Number => row.push_bind(value.as_i64()),
                };
            }
        });
        insert.build().execute(&mut *$tx).await?;
    }};
}

macro_rules! fill {
    ($pool:expr, $begin:expr, $database:ty, $backup:expr, $place:expr) => {{
        let damaged = |problem: String| BackupError::Damaged { file: $backup.file.clone(), problem };
        let unread = |error| BackupError::NotRead { file: $backup.file.clone(), error };
        let mut connection = $pool.acquire().await?;
        let mut tx = sqlx::Connection::begin_with(&mut *connection, $begin).await?;
        for table in KEPT {
            let mut count = QueryBuilder::<$database>::new("SELECT COUNT(*) FROM ");
            count.push(table);
            let (count,): (i64,) = count.build_query_as().fetch_one(&mut *tx).await?;
            if count > 0 {
                return Err(BackupError::NotEmpty { place: $place.to_string() });
            }
        }
        for table in ["notes", "relays", "quotes"] {
            let mut delete = QueryBuilder::<$database>::new("DELETE FROM ");
            delete.push(table).build().execute(&mut *tx).await?;
        }
        let mut into: Option<(&str, String, Vec<schema::Kind>)> = None;
        let mut rows: Vec<Vec<Value>> = Vec::with_capacity(ROWS);
        for line in $backup.lines().map_err(unread)? {
            match line.map_err(unread)? {
                Line::Table(table) => {
                    if let Some((name, columns, kinds)) = into.as_ref().filter(|_| !rows.is_empty()) {
                        insert!(tx, $database, *name, (columns, kinds), rows);
                    }
                    into = Some(known(&table).ok_or_else(|| damaged(format!("the table {} is unknown", table.table)))?);
                }
                Line::Row(row) => {
                    let Some((name, columns, kinds)) = &into else {
                        return Err(damaged("a row is in no table".to_owned()));
                    };
                    if row.len() != kinds.len() {
                        return Err(damaged(format!("a row of {name} has {} values", row.len())));
                    }
                    rows.push(row);
                    if rows.len() == ROWS {
                        insert!(tx, $database, *name, (columns, kinds), rows);
                    }
                }
                Line::Other => {}
            }
        }
        if let Some((name, columns, kinds)) = into.as_ref().filter(|_| !rows.is_empty()) {
            insert!(tx, $database, *name, (columns, kinds), rows);
        }
        sqlx::query(super::writer::SET_NOTE).bind(UNFINISHED).bind("").execute(&mut *tx).await?;
        tx.commit().await?;
    }};
}

/// The table's own name, its columns as SQL has them, and what is in them. `None`: this program has no such table.
fn known(table: &Table) -> Option<(&'static str, String, Vec<schema::Kind>)> {
    let (name, columns) = schema::COLUMNS.iter().find(|(name, _)| *name == table.table)?;
    let mut kinds = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        kinds.push(columns.iter().find(|(name, _)| name == column)?.1);
    }
    Some((name, table.columns.join(", "), kinds))
}

impl Store {
    /// Puts a backup into an empty database. The store that is returned can be opened by nobody else until
    /// [`Store::finish_restore`] is called.
    ///
    /// # Errors
    /// The database is not empty or in use, or the backup cannot be read; then the database is as it was.
    pub async fn restore(place: &Place, backup: &Backup) -> Result<Store, BackupError> {
        let store = Store::connect(place).await?;
        let mut other = None;
        let held = tokio::time::timeout(PATIENCE, store.hold(|holder| other = Some(holder.to_string()))).await;
        match held {
            Ok(held) => held?,
            Err(_) => {
                return Err(BackupError::InUse { place: place.to_string(), holder: other.unwrap_or_default() });
            }
        }
        let filled = store.fill(place, backup).await;
        if filled.is_err() {
            store.close().await;
        }
        filled.map(|()| store)
    }

    async fn fill(&self, place: &Place, backup: &Backup) -> Result<(), BackupError> {
        match &self.pool {
            Pool::Sqlite(SqliteFile { pool, .. }) => fill!(pool, "BEGIN IMMEDIATE", Sqlite, backup, place),
            Pool::Postgres(pool) => fill!(pool, BEGIN_FILLING, Postgres, backup, place),
        }
        Ok(())
    }

    /// Ends a restore: from now on the store can be opened.
    ///
    /// # Errors
    /// The database failed.
    pub async fn finish_restore(&self) -> Result<(), StoreError> {
        self.remove_note(UNFINISHED).await
    }

    /// Whether a restore was begun and not ended.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_half_restored(&self) -> Result<bool, StoreError> {
        Ok(self.note(UNFINISHED).await?.is_some())
    }
}
