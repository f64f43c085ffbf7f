//! A database of a test's own, made on the fly: an SQLite file in a temporary folder, or a schema
//! of the PostgreSQL that `CONVENOR_TEST_POSTGRES` names. Beside the store it can be reached by
//! plain SQL, to look at what is written and to break it.

use std::path::Path;
use std::str::FromStr as _;
use std::sync::atomic::{AtomicU64, Ordering};

use convenor::store::Store;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};

/// Where a test keeps its store.
pub struct Place {
    pub url: String,
    /// For files beside the database, such as a Maildir.
    pub folder: tempfile::TempDir,
    beside: Beside,
}

/// The same database without the store.
enum Beside {
    Sqlite(SqlitePool),
    Postgres { pool: PgPool, schema: String },
}

/// The environment variable with the address of a PostgreSQL in which schemas may be made.
pub const POSTGRES: &str = "CONVENOR_TEST_POSTGRES";

impl Place {
    /// An SQLite file; in memory-backed storage where the machine has it, because an fsync per
    /// commit is not what is tested.
    pub fn sqlite() -> Place {
        let folder = folder();
        let file = folder.path().join("convenor.db");
        let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_lazy_with(options);
        Place { url: format!("sqlite://{}", file.display()), folder, beside: Beside::Sqlite(pool) }
    }

    /// A schema of the server that the environment names.
    pub async fn postgres() -> Place {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let base = std::env::var(POSTGRES).unwrap_or_else(|_| {
            panic!("{POSTGRES} names no PostgreSQL: run tests/all.sh, or set it to postgres://postgres@127.0.0.1:5432/postgres")
        });
        let schema = format!("convenor_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mark = if base.contains('?') { '&' } else { '?' };
        let url = format!("{base}{mark}options[search_path]={schema}");
        let options = PgConnectOptions::from_str(&url).expect("the address of the PostgreSQL is one");
        let pool = PgPoolOptions::new().max_connections(1).connect_lazy_with(options);
        let place = Place { url, folder: folder(), beside: Beside::Postgres { pool, schema: schema.clone() } };
        place.execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).await;
        place.execute(&format!("CREATE SCHEMA {schema}")).await;
        place
    }

    /// Opens the store; several handles are several instances.
    pub async fn open(&self) -> Store {
        Store::open(&self.url).await.expect("the store opens")
    }

    /// Runs a statement beside the store.
    pub async fn execute(&self, sql: &str) {
        let done = match &self.beside {
            Beside::Sqlite(pool) => sqlx::query(AssertSqlSafe(sql)).execute(pool).await.map(|_| ()),
            Beside::Postgres { pool, .. } => sqlx::query(AssertSqlSafe(sql)).execute(pool).await.map(|_| ()),
        };
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Reads one column of texts beside the store.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let rows: Result<Vec<(String,)>, _> = match &self.beside {
            Beside::Sqlite(pool) => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(pool).await,
            Beside::Postgres { pool, .. } => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(pool).await,
        };
        rows.unwrap_or_else(|error| panic!("{sql}: {error}")).into_iter().map(|(text,)| text).collect()
    }

    /// The name of the schema, which no other test has.
    pub fn name(&self) -> &str {
        match &self.beside {
            Beside::Sqlite(_) => "main",
            Beside::Postgres { schema, .. } => schema,
        }
    }

    /// Leaves nothing behind.
    pub async fn remove(self) {
        match &self.beside {
            Beside::Sqlite(pool) => pool.close().await,
            Beside::Postgres { pool, schema } => {
                self.execute(&format!("DROP SCHEMA {schema} CASCADE")).await;
                pool.close().await;
            }
        }
    }
}

fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a temporary folder can be made")
}
