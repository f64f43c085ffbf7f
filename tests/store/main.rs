//! The store's contract on SQLite. `postgres.rs` checks the same clauses on PostgreSQL.

mod contract;
#[expect(dead_code, reason = "each target uses its own kind of place")]
mod place;

use convenor::store::{Commit, Outcome, StoreError};

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
