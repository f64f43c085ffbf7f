//! Tables, as migrations that run on SQLite and PostgreSQL alike: TEXT and BIGINT only.

use std::borrow::Cow;

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::StoreError;
use super::connection::Pool;

const LOG_AND_OUTBOX: &str = "
CREATE TABLE groups (
    id TEXT NOT NULL PRIMARY KEY,
    head BIGINT NOT NULL,
    spoken BIGINT NOT NULL
);
CREATE TABLE entries (
    group_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    source TEXT,
    edit TEXT,
    about BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (group_id, seq)
);
CREATE INDEX entries_source ON entries (group_id, source) WHERE source IS NOT NULL;
CREATE INDEX entries_edit ON entries (group_id, edit) WHERE edit IS NOT NULL;
CREATE INDEX entries_about ON entries (group_id, about) WHERE about IS NOT NULL;
CREATE TABLE seen (
    id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE TABLE outbox (
    group_id TEXT NOT NULL,
    n BIGINT NOT NULL,
    route TEXT NOT NULL,
    batch TEXT NOT NULL,
    body TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, n)
);
CREATE INDEX outbox_route ON outbox (route, group_id, n);
CREATE TABLE notes (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
";

const RELAYS: &str = "
CREATE TABLE relays (
    room TEXT NOT NULL,
    source TEXT NOT NULL,
    place BIGINT NOT NULL,
    lead TEXT NOT NULL,
    messages TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (room, source)
);
CREATE INDEX relays_lead ON relays (room, lead);
";

const LEASES: &str = "
CREATE TABLE leases (
    key TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    term BIGINT NOT NULL,
    beat BIGINT NOT NULL,
    version TEXT NOT NULL
);
";

const QUOTES: &str = "
CREATE TABLE quotes (
    group_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    room TEXT NOT NULL,
    message TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (group_id, seq, room, message)
);
CREATE INDEX quotes_message ON quotes (room, message);
CREATE INDEX quotes_at ON quotes (at);
";

/// The table of the entries, and all tables.
pub(super) const LOG: &str = "entries";
pub(super) const TABLES: [&str; 8] = ["groups", LOG, "seen", "outbox", "notes", "relays", "leases", "quotes"];

/// What is in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
}

/// A table and its columns; the first two order its rows.
type Columns = (&'static str, &'static [(&'static str, Kind)]);

/// The columns of all tables that a backup keeps: all but `leases`, which say what runs. Rows of backups are put into the
/// tables as they are now: a new column needs a default, and what a migration changes in rows `restore` has to change too.
pub(super) const COLUMNS: &[Columns] = &[
    ("groups", &[("id", Kind::Text), ("head", Kind::Number), ("spoken", Kind::Number)]),
    (
        LOG,
        &[
            ("group_id", Kind::Text),
            ("seq", Kind::Number),
            ("source", Kind::Text),
            ("edit", Kind::Text),
            ("about", Kind::Number),
            ("body", Kind::Text),
        ],
    ),
    ("seen", &[("id", Kind::Text), ("at", Kind::Number)]),
    (
        "outbox",
        &[
            ("group_id", Kind::Text),
            ("n", Kind::Number),
            ("route", Kind::Text),
            ("batch", Kind::Text),
            ("body", Kind::Text),
            ("attempts", Kind::Number),
            ("due_at", Kind::Number),
        ],
    ),
    ("notes", &[("key", Kind::Text), ("value", Kind::Text)]),
    (
        "relays",
        &[
            ("room", Kind::Text),
            ("source", Kind::Text),
            ("place", Kind::Number),
            ("lead", Kind::Text),
            ("messages", Kind::Text),
            ("at", Kind::Number),
        ],
    ),
    (
        "quotes",
        &[
            ("group_id", Kind::Text),
            ("seq", Kind::Number),
            ("room", Kind::Text),
            ("message", Kind::Text),
            ("at", Kind::Number),
        ],
    ),
];

/// The number of the last migration.
pub(super) fn latest() -> i64 {
    migrator().iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// Brings the tables up to date. Two programs that start at once take turns by a lock, where the server has such locks.
pub(super) async fn bring_up_to_date(pool: &Pool) -> Result<(), StoreError> {
    let mut migrator = migrator();
    match pool {
        Pool::Sqlite(file) => migrator.run(&file.pool).await?,
        Pool::Postgres(pool) => {
            let version: String = sqlx::query_scalar("SELECT version()").fetch_one(pool).await?;
            migrator.set_locking(has_advisory_locks(&version));
            migrator.run(pool).await?;
        }
    }
    Ok(())
}

/// Whether this is PostgreSQL itself. Servers that speak like it may have no advisory locks, or some that do nothing.
fn has_advisory_locks(version: &str) -> bool {
    version.starts_with("PostgreSQL ") && !version.contains("-YB-")
}

/// All migrations, oldest first. Released ones never change; new ones are only appended.
pub(super) fn migrator() -> Migrator {
    let migration = |version: i64, name: &'static str, sql: &'static str| {
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(vec![
        migration(1, "log and outbox", LOG_AND_OUTBOX),
        migration(2, "what is shown in other rooms", RELAYS),
        migration(3, "which program acts", LEASES),
        migration(4, "whose words messages have", QUOTES),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_postgresql_itself_is_asked_for_a_lock() {
        for (version, expected) in [
            ("PostgreSQL 15.14 (Debian 15.14-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc", true),
            ("CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu, built 2023/09/27 01:53:43, go1.19.10)", false),
            ("PostgreSQL 11.2-YB-2.20.0.0-b0 on x86_64-pc-linux-gnu, compiled by clang", false),
        ] {
            assert_eq!(has_advisory_locks(version), expected, "{version}");
        }
    }
}
