//! The one writer: it commits for all groups and batches what has queued up while the last
//! fsync ran.

use std::collections::BTreeSet;

use sqlx::{Postgres, QueryBuilder, Sqlite};
use tokio::sync::{mpsc, oneshot};

use super::{Commit, Outcome, Pool, StoreError, signed};
use crate::group::event::Entry;

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
    let mut queue = Vec::with_capacity(BATCH);
    while jobs.recv_many(&mut queue, BATCH).await > 0 {
        while !queue.is_empty() {
            write_batch(&pool, one_a_group(&mut queue)).await;
        }
    }
}

/// Takes the first job of each group out of the queue; a group's next one needs its outcome.
fn one_a_group(queue: &mut Vec<Job>) -> Vec<Job> {
    let mut groups = BTreeSet::new();
    queue.extract_if(.., |job| groups.insert(job.commit.group.clone())).collect()
}

async fn write_batch(pool: &Pool, batch: Vec<Job>) {
    let commits: Vec<&Commit> = batch.iter().map(|job| &job.commit).collect();
    match write(pool, &commits).await {
        Ok(outcomes) => {
            for (job, outcome) in batch.into_iter().zip(outcomes) {
                // A caller that has gone no longer needs the answer.
                let _ = job.reply.send(Ok(outcome));
            }
        }
        // One bad commit must not take the others with it: each gets a transaction of its own.
        Err(_) if batch.len() > 1 => {
            for job in batch {
                let outcome = write(pool, &[&job.commit]).await.map(|outcomes| outcomes[0]);
                let _ = job.reply.send(outcome);
            }
        }
        Err(error) => {
            tracing::warn!(%error, "the store could not write");
            if let Some(job) = batch.into_iter().next() {
                let _ = job.reply.send(Err(error));
            }
        }
    }
}

/// Rows in one statement at most: SQLite takes 32,766 values.
const ROWS: usize = 4_000;

/// Writes commits, one a group, into an open transaction: a few statements with many rows. The text
/// is the same for both databases.
macro_rules! write_all {
    ($tx:expr, $database:ty, $commits:expr) => {{
        let commits: &[&Commit] = $commits;
        let mut fence =
            QueryBuilder::<$database>::new("UPDATE groups SET head = v.column2, spoken = v.column3 FROM (VALUES ");
        for (index, commit) in commits.iter().enumerate() {
            let (head, spoken) = commit.advanced();
            fence.push(if index == 0 { "(" } else { ", (" }).push_bind(&commit.group);
            for number in [head, spoken, signed(commit.head), signed(commit.spoken)] {
                fence.push(", CAST(").push_bind(number).push(" AS BIGINT)");
            }
            fence.push(")");
        }
        fence.push(
            ") AS v WHERE groups.id = v.column1 AND groups.head = v.column4 AND groups.spoken = v.column5 RETURNING id",
        );
        let passed: Vec<(String,)> = fence.build_query_as().fetch_all(&mut *$tx).await?;
        let passed: BTreeSet<String> = passed.into_iter().map(|(id,)| id).collect();
        let mut outcomes: Vec<Outcome> = commits
            .iter()
            .map(|commit| if passed.contains(&commit.group) { Outcome::Done } else { Outcome::Conflict })
            .collect();

        let mut seen = BTreeSet::new();
        let ids = done(commits, &outcomes).filter_map(|commit| Some((commit.seen.as_ref()?, commit.at_micros)));
        for ids in ids.collect::<Vec<_>>().chunks(ROWS) {
            let mut insert = QueryBuilder::<$database>::new("INSERT INTO seen (id, at) ");
            insert.push_values(ids, |mut row, (id, at)| {
                row.push_bind(*id).push_bind(*at);
            });
            insert.push(" ON CONFLICT (id) DO NOTHING RETURNING id");
            let news: Vec<(String,)> = insert.build_query_as().fetch_all(&mut *$tx).await?;
            seen.extend(news.into_iter().map(|(id,)| id));
        }
        for (commit, outcome) in commits.iter().zip(&mut outcomes).filter(|(_, outcome)| **outcome == Outcome::Done) {
            // Of two commits under one id the first has it.
            if commit.seen.as_ref().is_some_and(|id| !seen.remove(id)) {
                sqlx::query("UPDATE groups SET head = $1, spoken = $2 WHERE id = $3")
                    .bind(signed(commit.head))
                    .bind(signed(commit.spoken))
                    .bind(&commit.group)
                    .execute(&mut *$tx)
                    .await?;
                *outcome = Outcome::Duplicate;
            }
        }

        let mut entries: Vec<(&str, &Entry, String)> = Vec::new();
        for commit in done(commits, &outcomes) {
            for entry in &commit.entries {
                entries.push((&commit.group, entry, encoded(entry)?));
            }
        }
        for entries in entries.chunks(ROWS) {
            let mut insert =
                QueryBuilder::<$database>::new("INSERT INTO entries (group_id, seq, source, edit, about, body) ");
            insert.push_values(entries, |mut row, (group, entry, body)| {
                let source = entry.source.as_ref();
                row.push_bind(*group)
                    .push_bind(signed(entry.seq))
                    .push_bind(source.map(|source| source.message.as_str()))
                    .push_bind(source.and_then(|source| source.edit.as_deref()))
                    .push_bind(entry.about().map(signed))
                    .push_bind(body.as_str());
            });
            insert.build().execute(&mut *$tx).await?;
        }

        let posts = done(commits, &outcomes).flat_map(|commit| commit.posts.iter().map(|post| (&commit.group, post)));
        for posts in posts.collect::<Vec<_>>().chunks(ROWS) {
            let mut insert = QueryBuilder::<$database>::new(
                "INSERT INTO outbox (group_id, n, route, batch, body, attempts, due_at) ",
            );
            insert.push_values(posts, |mut row, (group, post)| {
                row.push_bind(*group).push_bind(signed(post.n)).push_bind(&post.route);
                row.push("''").push_bind(&post.body).push("0").push("0");
            });
            insert.build().execute(&mut *$tx).await?;
        }

        for commit in done(commits, &outcomes) {
            for entry in &commit.blanked {
                sqlx::query("UPDATE entries SET body = $1 WHERE group_id = $2 AND seq = $3")
                    .bind(encoded(entry)?)
                    .bind(&commit.group)
                    .bind(signed(entry.seq))
                    .execute(&mut *$tx)
                    .await?;
            }
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
        outcomes
    }};
}

fn done<'a>(commits: &'a [&'a Commit], outcomes: &'a [Outcome]) -> impl Iterator<Item = &'a Commit> {
    commits.iter().zip(outcomes).filter(|(_, outcome)| **outcome == Outcome::Done).map(|(commit, _)| *commit)
}

fn encoded(entry: &Entry) -> Result<String, sqlx::Error> {
    serde_json::to_string(entry).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

async fn write(pool: &Pool, commits: &[&Commit]) -> Result<Vec<Outcome>, StoreError> {
    match pool {
        Pool::Sqlite(pool) => {
            let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
            let outcomes = write_all!(tx, Sqlite, commits);
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
            let outcomes = write_all!(tx, Postgres, commits);
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
