//! Takes deleted words out of SQLite's write-ahead log, between the transactions of the writers.
//!
//! The log file keeps old pages until a checkpoint has copied them into the database and truncated the file, which needs a
//! moment without a writer, and has to wait for everyone who reads (sqlite.org/wal.html, "Avoiding Excessively Large WAL
//! Files"). The program's own writers let it have its turn. A backup or an export may read for minutes; nobody waits for
//! that.

use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::{RwLock, mpsc};

use super::connection::Pool;

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LAST_PAUSE: Duration = Duration::from_secs(2);
/// How long a sweep may wait for what the program itself is reading: the writers wait as long.
const READING: Duration = Duration::from_millis(25);

/// Asks for the log file to be emptied. The sweeping ends when this is dropped.
pub(super) struct Sweeper {
    /// `None`: the database has no such file.
    wishes: Option<mpsc::Sender<Wish>>,
}

/// Why the log file is to be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    /// An earlier run may have ended before its own sweep.
    Start,
    Deletion,
}

impl Sweeper {
    /// Starts with a sweep.
    pub(super) fn start(pool: &Pool) -> Sweeper {
        let Pool::Sqlite(sqlite) = pool else { return Sweeper { wishes: None } };
        let (wishes, requests) = mpsc::channel(1);
        let options = sqlite.pool.connect_options().as_ref().clone().busy_timeout(READING);
        // One that waits already covers the others.
        let _ = wishes.try_send(Wish::Start);
        tokio::spawn(run(options, sqlite.turns.clone(), requests));
        Sweeper { wishes: Some(wishes) }
    }

    /// The words of this moment's deletions are to leave the file.
    pub(super) fn sweep(&self) {
        if let Some(wishes) = &self.wishes {
            let _ = wishes.try_send(Wish::Deletion);
        }
    }
}

async fn run(options: SqliteConnectOptions, turns: Arc<RwLock<()>>, mut requests: mpsc::Receiver<Wish>) {
    while let Some(mut wish) = requests.recv().await {
        let mut pause = FIRST_PAUSE;
        let mut is_told = false;
        while !is_swept(&options, &turns).await {
            // What was deleted while it is tried is in the same file.
            if let Ok(more) = requests.try_recv() {
                wish = more;
            }
            // A short look at the database, such as the bot's own, is over by then.
            if wish == Wish::Deletion && !is_told && pause > FIRST_PAUSE {
                tracing::warn!(
                    "deleted words remain in the database's log file while another program reads the database; \
                     they are taken out when it has finished"
                );
                is_told = true;
            }
            if requests.is_closed() {
                return;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LAST_PAUSE);
        }
        if is_told {
            tracing::info!("the database's log file holds no deleted words any more");
        }
    }
}

/// Empties the log file, unless another program is reading or writing just now.
async fn is_swept(options: &SqliteConnectOptions, turns: &RwLock<()>) -> bool {
    let Ok(mut connection) = options.connect().await else { return false };
    let turn = turns.write().await;
    let row: Result<(i64, i64, i64), _> =
        sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut connection).await;
    drop(turn);
    // Whatever comes of closing it, the next sweep opens another.
    let _ = connection.close().await;
    matches!(row, Ok((0, ..)))
}
