//! The one writer: it commits for all groups and batches what has queued up while the last
//! fsync ran.

use std::collections::BTreeSet;
use std::time::Duration;

use sqlx::{Postgres, QueryBuilder, Sqlite};
use tokio::sync::{mpsc, oneshot};

use super::connection::{DatabaseFile, PATIENCE, Pool, in_transaction};
use super::error::Remedy;
use super::lease::{IS_HELD, Lease};
use super::sweep::Sweeper;
use super::{Commit, Outcome, SEEN_DAYS, StoreError, signed};
use crate::clock::monotonic;
use crate::group::event::Entry;
use crate::meters::Meters;
use crate::text::json;

/// Commits that may wait for the writer.
pub(super) const QUEUE: usize = 1024;
/// Commits in one transaction at most.
const BATCH: usize = 256;

/// Turns that others are let go first at most.
const TURNS: usize = 16;

pub(super) const SET_NOTE: &str =
    "INSERT INTO notes (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";

/// The same by the holder of the store alone, or where nothing was claimed.
pub(super) const SET_NOTE_IF_HELD: &str = "INSERT INTO notes (key, value) SELECT $1, $2 \
     WHERE $3 = 0 OR EXISTS (SELECT 1 FROM leases WHERE leases.key = 'all' AND term = $3) \
     ON CONFLICT (key) DO UPDATE SET value = excluded.value";

pub(super) struct Job {
    pub commit: Commit,
    pub reply: oneshot::Sender<Result<Outcome, StoreError>>,
}

/// Attempts at a transaction that the database gave up on because others were in its way.
const ATTEMPTS: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(20);
/// What an entry that is rewritten in place may take beside the usual patience.
const PATIENCE_OF_A_REWRITE: Duration = Duration::from_millis(10);
/// How often data is deleted that is no longer needed.
const TIDYING_MICROS: i64 = 24 * 3_600 * 1_000_000;

pub(super) struct Writer {
    pub pool: Pool,
    pub file: Option<DatabaseFile>,
    pub sweeper: Sweeper,
    pub lease: Lease,
    pub meters: Meters,
    /// When ids of seen messages were last deleted, by the time of the commits. `None`: not since the start.
    pub tidied_micros: Option<i64>,
}

impl Writer {
    /// Runs until every handle to the store is gone.
    pub(super) async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut queue = Vec::with_capacity(BATCH);
        while jobs.recv_many(&mut queue, BATCH).await > 0 {
            gather(&mut queue, &mut jobs).await;
            let now = queue.iter().map(|job| job.commit.at_micros).max();
            while !queue.is_empty() {
                self.write_batch(one_a_group(&mut queue)).await;
            }
            if let Some(now) = now {
                self.tidy(now).await;
            }
        }
    }

    async fn write_batch(&self, batch: Vec<Job>) {
        let commits: Vec<&Commit> = batch.iter().map(|job| &job.commit).collect();
        let is_crowd = commits.len() > 1;
        if is_crowd && let Ok(Outcome::Done) = self.write(&commits).await {
            for job in batch {
                // A caller that has gone no longer needs the answer.
                let _ = job.reply.send(Ok(Outcome::Done));
            }
            return;
        }
        // One that fails, comes late or came before must not take the others with it.
        for job in batch {
            let outcome = self.write(&[&job.commit]).await;
            if let Err(error) = &outcome {
                tracing::warn!(%error, "the store could not write");
            }
            let _ = job.reply.send(outcome);
        }
    }

    /// Writes all of the commits, or nothing.
    async fn write(&self, commits: &[&Commit]) -> Result<Outcome, StoreError> {
        let began = monotonic();
        let outcome = self.try_to_write(commits).await;
        if let Ok(outcome) = outcome {
            self.meters.commit(began.elapsed(), outcome == Outcome::Conflict);
        }
        outcome
    }

    async fn try_to_write(&self, commits: &[&Commit]) -> Result<Outcome, StoreError> {
        self.file.as_ref().map_or(Ok(()), DatabaseFile::verify)?;
        let mut pause = FIRST_PAUSE;
        for _ in 1..ATTEMPTS {
            match write(&self.pool, commits, self.lease.term()).await {
                Err(error) if error.remedy() == Remedy::Again => {
                    tracing::debug!(%error, "a transaction is tried again");
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                outcome => return self.swept(commits, outcome),
            }
        }
        self.swept(commits, write(&self.pool, commits, self.lease.term()).await)
    }

    fn swept(&self, commits: &[&Commit], outcome: Result<Outcome, StoreError>) -> Result<Outcome, StoreError> {
        if matches!(outcome, Ok(Outcome::Done)) && commits.iter().any(|commit| !commit.blanked.is_empty()) {
            self.sweeper.sweep();
        }
        outcome
    }

    /// Deletes ids of messages that are too old to come again, once a day.
    async fn tidy(&mut self, now_micros: i64) {
        if self.tidied_micros.is_some_and(|last| now_micros - last < TIDYING_MICROS) {
            return;
        }
        self.tidied_micros = Some(now_micros);
        if let Err(error) = forget_seen(&self.pool, now_micros).await {
            tracing::warn!(%error, "ids of old messages could not be deleted; tried again tomorrow");
        }
    }
}

/// Others who are about to write get into the same transaction: others go first as long as that
/// brings more. With nobody about, this costs one turn of the scheduler.
async fn gather(queue: &mut Vec<Job>, jobs: &mut mpsc::Receiver<Job>) {
    for _ in 0..TURNS {
        let before = queue.len();
        tokio::task::yield_now().await;
        while queue.len() < BATCH
            && let Ok(job) = jobs.try_recv()
        {
            queue.push(job);
        }
        if queue.len() == before {
            break;
        }
    }
}

/// Takes the first job of each group out of the queue; a group's next one needs its outcome.
fn one_a_group(queue: &mut Vec<Job>) -> Vec<Job> {
    let mut groups = BTreeSet::new();
    queue.extract_if(.., |job| groups.insert(job.commit.group.clone())).collect()
}

/// Forgets ids of messages that were seen before the last 90 days, how they are shown in other rooms, and which messages quote them.
async fn forget_seen(pool: &Pool, now_micros: i64) -> Result<(), StoreError> {
    let limit = now_micros - SEEN_DAYS * 86_400 * 1_000_000;
    in_transaction!(pool, tx => {
        sqlx::query("DELETE FROM seen WHERE at < $1").bind(limit).execute(&mut *tx).await?;
        sqlx::query("DELETE FROM relays WHERE at < $1").bind(limit).execute(&mut *tx).await?;
        sqlx::query("DELETE FROM quotes WHERE at < $1").bind(limit).execute(&mut *tx).await?;
    })
}

/// Rows in one statement at most: SQLite takes 32,766 values.
const ROWS: usize = 4_096;

/// Rows for one statement, padded with empty ones to a power of two: statements of a dozen
/// lengths stay prepared, any other would be parsed again.
fn padded<T>(rows: &[T]) -> impl Iterator<Item = Option<&T>> {
    rows.iter().map(Some).chain(std::iter::repeat(None)).take(rows.len().next_power_of_two())
}

/// Writes commits, one a group, into an open transaction: a statement a table, with many rows. The
/// text is the same for both databases. Unless it ends with `Done`, nothing of it may be kept.
macro_rules! write_all {
    ($tx:expr, $database:ty, $commits:expr, $term:expr) => {{
        let commits: &[&Commit] = $commits;
        let mut fence = QueryBuilder::<$database>::new("UPDATE groups SET head = v.column2, spoken = v.column3 FROM (");
        fence.push_values(padded(commits), |mut row, commit| {
            let advanced = commit.map(|commit| commit.advanced());
            row.push_bind(commit.map(|commit| commit.group.as_str()))
                .push_bind(advanced.map(|(head, _)| head))
                .push_bind(advanced.map(|(_, spoken)| spoken))
                .push_bind(commit.map(|commit| signed(commit.head)))
                .push_bind(commit.map(|commit| signed(commit.spoken)));
        });
        fence.push(") AS v WHERE groups.id = v.column1 AND groups.head = v.column4 AND groups.spoken = v.column5");
        if let Some(term) = $term {
            fence.push(" AND ").push(IS_HELD).push_bind(term).push(")");
        }
        let passed = fence.build().execute(&mut *$tx).await?.rows_affected();
        if passed < commits.len() as u64 {
            return Ok(Outcome::Conflict);
        }

        let ids: Vec<_> =
            commits.iter().flat_map(|commit| commit.seen.iter().map(|id| (id, commit.at_micros))).collect();
        for ids in ids.chunks(ROWS) {
            let mut insert = QueryBuilder::<$database>::new("INSERT INTO seen (id, at) SELECT column1, column2 FROM (");
            insert.push_values(padded(ids), |mut row, seen| {
                row.push_bind(seen.map(|(id, _)| id.as_str())).push_bind(seen.map(|(_, at)| *at));
            });
            insert.push(") AS v WHERE column1 IS NOT NULL ON CONFLICT (id) DO NOTHING");
            let news = insert.build().execute(&mut *$tx).await?.rows_affected();
            if news < ids.len() as u64 {
                return Ok(Outcome::Duplicate);
            }
        }

        let mut entries: Vec<(&str, &Entry, String)> = Vec::new();
        for commit in commits {
            for entry in &commit.entries {
                entries.push((&commit.group, entry, encoded(entry)?));
            }
        }
        for entries in entries.chunks(ROWS) {
            let mut insert = QueryBuilder::<$database>::new(
                "INSERT INTO entries (group_id, seq, source, edit, about, body) \
                 SELECT column1, column2, column3, column4, column5, column6 FROM (",
            );
            insert.push_values(padded(entries), |mut row, entry| {
                let source = entry.and_then(|(_, entry, _)| entry.source.as_ref());
                row.push_bind(entry.map(|(group, ..)| *group))
                    .push_bind(entry.map(|(_, entry, _)| signed(entry.seq)))
                    .push_bind(source.map(|source| source.message.as_str()))
                    .push_bind(source.and_then(|source| source.edit.as_deref()))
                    .push_bind(entry.and_then(|(_, entry, _)| entry.about()).map(signed))
                    .push_bind(entry.map(|(.., body)| body.as_str()));
            });
            insert.push(") AS v WHERE column1 IS NOT NULL");
            insert.build().execute(&mut *$tx).await?;
        }

        let posts: Vec<_> =
            commits.iter().flat_map(|commit| commit.posts.iter().map(|post| (commit.group.as_str(), post))).collect();
        for posts in posts.chunks(ROWS) {
            let mut insert = QueryBuilder::<$database>::new(
                "INSERT INTO outbox (group_id, n, route, batch, body, attempts, due_at) \
                 SELECT column1, column2, column3, '', column4, 0, 0 FROM (",
            );
            insert.push_values(padded(posts), |mut row, post| {
                row.push_bind(post.map(|(group, _)| *group))
                    .push_bind(post.map(|(_, post)| signed(post.n)))
                    .push_bind(post.map(|(_, post)| post.route.as_str()))
                    .push_bind(post.map(|(_, post)| post.body.as_str()));
            });
            insert.push(") AS v WHERE column1 IS NOT NULL");
            insert.build().execute(&mut *$tx).await?;
        }

        let mut rewritten: Vec<(&str, i64, String)> = Vec::new();
        for commit in commits {
            for entry in &commit.blanked {
                rewritten.push((&commit.group, signed(entry.seq), encoded(entry)?));
            }
        }
        for rows in rewritten.chunks(ROWS) {
            let mut update = QueryBuilder::<$database>::new("UPDATE entries SET body = v.column3 FROM (");
            update.push_values(padded(rows), |mut row, entry| {
                row.push_bind(entry.map(|(group, ..)| *group))
                    .push_bind(entry.map(|(_, seq, _)| *seq))
                    .push_bind(entry.map(|(.., body)| body.as_str()));
            });
            update.push(") AS v WHERE entries.group_id = v.column1 AND entries.seq = v.column2");
            update.build().execute(&mut *$tx).await?;
        }

        for commit in commits {
            for n in &commit.delivered {
                sqlx::query("DELETE FROM outbox WHERE group_id = $1 AND n = $2")
                    .bind(&commit.group)
                    .bind(signed(*n))
                    .execute(&mut *$tx)
                    .await?;
            }
            for (key, value) in &commit.notes {
                sqlx::query(SET_NOTE).bind(key).bind(value).execute(&mut *$tx).await?;
            }
        }
    }};
}

fn encoded(entry: &Entry) -> Result<String, sqlx::Error> {
    json::to_string(entry).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

/// Writes all of the commits in one transaction, or nothing: one that ends early is rolled back.
async fn write(pool: &Pool, commits: &[&Commit], term: Option<i64>) -> Result<Outcome, StoreError> {
    let rewrites: usize = commits.iter().map(|commit| commit.blanked.len()).sum();
    let patience = PATIENCE + PATIENCE_OF_A_REWRITE * u32::try_from(rewrites).unwrap_or(u32::MAX);
    match pool {
        Pool::Sqlite(sqlite) => in_transaction!(sqlite, patience, tx => {
            write_all!(tx, Sqlite, commits, term);
            Outcome::Done
        }),
        Pool::Postgres(pool) => in_transaction!(pool, "BEGIN", patience, tx => {
            write_all!(tx, Postgres, commits, term);
            Outcome::Done
        }),
    }
}

impl Commit {
    /// Head and last post once the commit is written.
    fn advanced(&self) -> (i64, i64) {
        let head = self.entries.last().map_or(self.head, |entry| entry.seq);
        let spoken = self.posts.last().map_or(self.spoken, |post| post.n);
        (signed(head), signed(spoken))
    }
}
