//! Takes deleted words out of SQLite's write-ahead log, beside the writer.
//!
//! The log file keeps old pages until a checkpoint has copied them into the database and truncated the file, which has to
//! wait for everyone who reads (sqlite.org/wal.html, "Avoiding Excessively Large WAL Files"). A backup or an export may
//! read for minutes; the writer must not wait for it.

use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::mpsc;

use super::connection::Pool;

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LAST_PAUSE: Duration = Duration::from_secs(2);

/// Asks for the log file to be emptied. The sweeping ends when this is dropped.
pub(super) struct Sweeper {
    /// `None`: the database has no such file.
    wishes: Option<mpsc::Sender<()>>,
}

impl Sweeper {
    /// Starts with a sweep: an earlier run may have ended before its own.
    pub(super) fn start(pool: &Pool) -> Sweeper {
        let Pool::Sqlite(pool) = pool else { return Sweeper { wishes: None } };
        let (wishes, requests) = mpsc::channel(1);
        let options = pool.connect_options().as_ref().clone().busy_timeout(Duration::ZERO);
        tokio::spawn(run(options, requests));
        let sweeper = Sweeper { wishes: Some(wishes) };
        sweeper.sweep();
        sweeper
    }

    /// The words of this moment's deletions are to leave the file.
    pub(super) fn sweep(&self) {
        if let Some(wishes) = &self.wishes {
            // One that waits already covers this one.
            let _ = wishes.try_send(());
        }
    }
}

async fn run(options: SqliteConnectOptions, mut requests: mpsc::Receiver<()>) {
    while requests.recv().await.is_some() {
        let mut pause = FIRST_PAUSE;
        let mut is_told = false;
        while !is_swept(&options).await {
            // The writer itself may be in the way for a moment.
            if !is_told && pause > FIRST_PAUSE {
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

/// Empties the log file, unless someone is reading or writing just now.
async fn is_swept(options: &SqliteConnectOptions) -> bool {
    let Ok(mut connection) = options.connect().await else { return false };
    let row: Result<(i64, i64, i64), _> =
        sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut connection).await;
    // Whatever comes of closing it, the next sweep opens another.
    let _ = connection.close().await;
    matches!(row, Ok((0, ..)))
}
