//! The one writer: it commits for all groups and batches what has queued up while the last
//! fsync ran.

use tokio::sync::{mpsc, oneshot};

use super::{Commit, Outcome, Pool, StoreError, signed};

/// Commits that may wait for the writer.
pub(super) const QUEUE: usize = 1024;
/// Commits in one transaction at most.
const BATCH: usize = 256;

pub(super) const SET_NOTE: &str =
    "INSERT INTO notes (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";

pub(super) struct Job {
    pub commit: Commit,
    pub reply: oneshot::Sender<Result<Outcome, StoreError>>,
}

/// Runs until every handle to the store is gone.
pub(super) async fn run(pool: Pool, mut jobs: mpsc::Receiver<Job>) {
    let mut batch = Vec::with_capacity(BATCH);
    while jobs.recv_many(&mut batch, BATCH).await > 0 {
        let commits: Vec<&Commit> = batch.iter().map(|job| &job.commit).collect();
        match write(&pool, &commits).await {
            Ok(outcomes) => {
                for (job, outcome) in batch.drain(..).zip(outcomes) {
                    // A caller that has gone no longer needs the answer.
                    let _ = job.reply.send(Ok(outcome));
                }
            }
            // One bad commit must not take the others with it: each gets a transaction of its own.
            Err(_) if batch.len() > 1 => {
                for job in batch.drain(..) {
                    let outcome = write(&pool, &[&job.commit]).await.map(|outcomes| outcomes[0]);
                    let _ = job.reply.send(outcome);
                }
            }
            Err(error) => {
                for job in batch.drain(..) {
                    let _ = job.reply.send(Err(StoreError::Database(sqlx::Error::Protocol(error.to_string()))));
                }
                tracing::warn!(%error, "the store could not write");
            }
        }
    }
}

/// Writes commits into an open transaction; the text is the same for both databases.
macro_rules! write_all {
    ($tx:expr, $commits:expr) => {{
        let mut outcomes = Vec::with_capacity($commits.len());
        for commit in $commits {
            let (head, spoken) = commit.advanced();
            let fence = sqlx::query("UPDATE groups SET head = $1, spoken = $2 WHERE id = $3 AND head = $4 AND spoken = $5")
                .bind(head).bind(spoken).bind(&commit.group).bind(signed(commit.head)).bind(signed(commit.spoken))
                .execute(&mut *$tx).await?;
            if fence.rows_affected() == 0 {
                outcomes.push(Outcome::Conflict);
                continue;
            }
            if let Some(id) = &commit.seen {
                let seen = sqlx::query("INSERT INTO seen (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
                    .bind(id).bind(commit.at_micros).execute(&mut *$tx).await?;
                if seen.rows_affected() == 0 {
                    sqlx::query("UPDATE groups SET head = $1, spoken = $2 WHERE id = $3")
                        .bind(signed(commit.head)).bind(signed(commit.spoken)).bind(&commit.group)
                        .execute(&mut *$tx).await?;
                    outcomes.push(Outcome::Duplicate);
                    continue;
                }
            }
            for entry in &commit.entries {
                let body = serde_json::to_string(entry).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
                let source = entry.source.as_ref();
                sqlx::query("INSERT INTO entries (group_id, seq, source, edit, about, body) VALUES ($1, $2, $3, $4, $5, $6)")
                    .bind(&commit.group).bind(signed(entry.seq))
                    .bind(source.map(|source| source.message.as_str()))
                    .bind(source.and_then(|source| source.edit.as_deref()))
                    .bind(entry.about().map(signed)).bind(body)
                    .execute(&mut *$tx).await?;
            }
            for entry in &commit.blanked {
                let body = serde_json::to_string(entry).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
                sqlx::query("UPDATE entries SET body = $1 WHERE group_id = $2 AND seq = $3")
                    .bind(body).bind(&commit.group).bind(signed(entry.seq)).execute(&mut *$tx).await?;
            }
            for post in &commit.posts {
                sqlx::query("INSERT INTO outbox (group_id, n, route, batch, body, attempts, due_at) VALUES ($1, $2, $3, '', $4, 0, 0)")
                    .bind(&commit.group).bind(signed(post.n)).bind(&post.route).bind(&post.body)
                    .execute(&mut *$tx).await?;
            }
            for n in &commit.delivered {
                sqlx::query("DELETE FROM outbox WHERE group_id = $1 AND n = $2")
                    .bind(&commit.group).bind(signed(*n)).execute(&mut *$tx).await?;
            }
            for (key, value) in &commit.notes {
                sqlx::query(SET_NOTE).bind(key).bind(value).execute(&mut *$tx).await?;
            }
            outcomes.push(Outcome::Done);
        }
        outcomes
    }};
}

async fn write(pool: &Pool, commits: &[&Commit]) -> Result<Vec<Outcome>, StoreError> {
    match pool {
        Pool::Sqlite(pool) => {
            let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
            let outcomes = write_all!(tx, commits);
            tx.commit().await?;
            if commits.iter().any(|commit| !commit.blanked.is_empty()) {
                // The old words would else stay in the log file until it is written over.
                let truncated = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(pool).await;
                if let Err(error) = truncated {
                    // The commit stands; a later checkpoint does the same.
                    tracing::warn!(%error, "deleted words stay in the store's log file for now");
                }
            }
            Ok(outcomes)
        }
        Pool::Postgres(pool) => {
            let mut tx = pool.begin().await?;
            let outcomes = write_all!(tx, commits);
            tx.commit().await?;
            Ok(outcomes)
        }
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
