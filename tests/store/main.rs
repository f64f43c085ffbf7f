//! The store's contract on SQLite. `postgres.rs` checks the same clauses on PostgreSQL.

mod contract;
#[expect(dead_code, reason = "each target uses its own kind of place")]
mod place;

use std::path::{Path, PathBuf};
use std::time::Duration;

use convenor::clock::monotonic;
use convenor::group::event::DELETED;
use convenor::store::{Commit, Outcome, Store, StoreError};

use contract::{commit, note, position, write};
use place::Place;

contract::every_clause!(Place::sqlite());

/// A full disk ends a transaction by itself, as this trigger does, and sqlx counts it as open all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_failure_is_over_when_its_cause_is() {
    let place = Place::sqlite();
    let store = place.open().await;
    position(&store).await;
    place
        .execute("CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT RAISE(ROLLBACK, 'the disk is full'); END")
        .await;
    // More than there are connections.
    for attempt in 0..12 {
        let lost = Commit { entries: vec![note(1, "m", "x")], ..commit(0, 0, "m") };
        assert!(matches!(store.commit(lost).await, Err(StoreError::Database(_))), "attempt {attempt}");
    }
    place.execute("DROP TRIGGER full").await;
    for n in 1..=12 {
        let id = format!("m{n}");
        let kept = Commit { entries: vec![note(n, &id, "x")], ..commit(n - 1, 0, &id) };
        assert_eq!(store.commit(kept).await.expect("the next write succeeds"), Outcome::Done, "write {n}");
    }
}

/// What is written to a file that has no name any more is lost with the process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_file_that_is_removed_takes_nothing_in() {
    let place = Place::sqlite();
    let store = place.open().await;
    write(&store, Commit { entries: vec![note(1, "m1", "one")], ..commit(0, 0, "m1") }).await;
    store.verify().await.expect("all is well");
    let file = place.folder.path().join("convenor.db");
    std::fs::rename(&file, file.with_extension("away")).expect("moved");
    let removed = |error: &StoreError| matches!(error, StoreError::Removed(path) if *path == file);
    assert!(store.verify().await.is_err_and(|error| removed(&error)));
    let lost = Commit { entries: vec![note(2, "m2", "two")], ..commit(1, 0, "m2") };
    let error = store.commit(lost.clone()).await.expect_err("nothing is taken in");
    assert!(removed(&error), "{error}");
    assert!(!file.exists(), "no empty database takes its place");
    std::fs::rename(file.with_extension("away"), &file).expect("moved back");
    assert_eq!(store.commit(lost).await.expect("the file is back"), Outcome::Done);
}

fn log_file(place: &Place) -> PathBuf {
    place.folder.path().join("convenor.db-wal")
}

fn holds(file: &Path, words: &str) -> bool {
    let bytes = std::fs::read(file).unwrap_or_default();
    bytes.windows(words.len()).any(|part| part == words.as_bytes())
}

/// Several tasks that write one after the other without a rest, as couriers and desks in a flood.
fn busy(store: &Store) -> Vec<tokio::task::JoinHandle<()>> {
    let writer = |number: u32, store: Store| async move {
        for round in 0_u32.. {
            store.set_note(&format!("k{number}"), &round.to_string()).await.expect("the store answers");
        }
    };
    (0..6).map(|number| tokio::spawn(writer(number, store.clone()))).collect()
}

/// Waits until the log file has none of the words; how long that took.
async fn until_gone(place: &Place, words: &str) -> Duration {
    let began = monotonic();
    while holds(&log_file(place), words) {
        assert!(began.elapsed() < Duration::from_secs(5), "{words} is still there");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    began.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deleted_words_leave_the_log_file_beside_writers_that_never_rest() {
    let place = Place::sqlite();
    let store = place.open().await;
    let writers = busy(&store);
    for n in 0..8 {
        let (id, words) = (format!("m{n}"), format!("secret words {n}"));
        write(&store, Commit { entries: vec![note(n + 1, &id, &words)], ..commit(n, 0, &id) }).await;
        assert!(holds(&log_file(&place), &words), "it was written");
        let blanked = vec![note(n + 1, &id, DELETED)];
        write(&store, Commit { blanked, ..commit(n + 1, 0, &format!("gone {n}")) }).await;
        until_gone(&place, &words).await;
    }
    writers.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deleted_words_leave_the_log_file_within_five_seconds_after_a_reader() {
    const WORDS: &str = "secret words";
    let place = Place::sqlite();
    let store = place.open().await;
    write(&store, Commit { entries: vec![note(1, "m", WORDS)], ..commit(0, 0, "m") }).await;
    // A backup or an export that takes its time.
    place.execute("BEGIN").await;
    assert_eq!(place.texts("SELECT body FROM entries").await.len(), 1);
    write(&store, Commit { blanked: vec![note(1, "m", DELETED)], ..commit(1, 0, "gone") }).await;
    let mut slowest = Duration::ZERO;
    for round in 0..20 {
        let began = monotonic();
        store.set_note("k", &round.to_string()).await.expect("the store answers");
        slowest = slowest.max(began.elapsed());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(holds(&log_file(&place), WORDS), "the reader is in the way");
    assert!(slowest < Duration::from_secs(1), "no writer waits for the reader: {slowest:?}");
    let writers = busy(&store);
    place.execute("COMMIT").await;
    until_gone(&place, WORDS).await;
    writers.iter().for_each(tokio::task::JoinHandle::abort);
}
