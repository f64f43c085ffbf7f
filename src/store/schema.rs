//! Tables, as migrations that run on SQLite and PostgreSQL alike: TEXT and BIGINT only.

use std::borrow::Cow;

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

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
