//! A store that is looked at: it stays as it is, and what is damaged in it is named.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use convenor::group::event::Entry;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};

use crate::cli::{Place, err, held, out};

/// Every file and folder below a folder, with when it was changed and what is in it.
pub fn contents(folder: &Path) -> BTreeMap<PathBuf, (SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a temporary folder can be read") {
        let path = entry.expect("a readable folder").path();
        let about = std::fs::metadata(&path).expect("it is there");
        if about.is_dir() {
            found.extend(contents(&path));
        }
        let bytes = if about.is_file() { std::fs::read(&path).expect("a readable file") } else { Vec::new() };
        found.insert(path, (about.modified().expect("a time"), bytes));
    }
    found
}

async fn opened(file: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new().filename(file).journal_mode(SqliteJournalMode::Wal);
    SqlitePool::connect_with(options).await.expect("it is a database")
}

/// Changes something in the store of a place.
pub async fn change(place: &Place, statement: &'static str) {
    let pool = opened(&place.path().join("data/convenor.db")).await;
    sqlx::query(statement).execute(&pool).await.expect("the statement holds");
    pool.close().await;
}

fn check(place: &Place) -> String {
    place.write("c.toml", "[store]\nurl = \"sqlite://data/convenor.db\"\n");
    out(&place.run(&["check", "--config", "c.toml"]))
}

const GARBLE: &str = "UPDATE entries SET body = '{\"seq\":4' WHERE seq = 4";

const READERS: [&[&str]; 5] = [
    &["export", "--data", "data"],
    &["minutes", "list", "--data", "data"],
    &["minutes", "show", "--data", "data"],
    &["minutes", "diff", "--data", "data", "--meeting", "1", "--to", "1"],
    &["check", "--config", "c.toml"],
];

#[test]
fn who_only_reads_leaves_everything_as_it_was() {
    let place = held();
    check(&place);
    let before = contents(place.path());
    for arguments in READERS {
        let output = place.run(arguments);
        assert!(!out(&output).is_empty(), "{arguments:?}: {}", err(&output));
        assert!(contents(place.path()) == before, "{arguments:?} changed something");
    }
}

#[tokio::test]
async fn a_copy_with_its_log_file_is_read_without_a_file_more() {
    let place = held();
    let folder = place.path().join("data");
    let pool = opened(&folder.join("convenor.db")).await;
    sqlx::query("UPDATE groups SET id = 'g2'").execute(&pool).await.expect("written");
    sqlx::query("UPDATE entries SET group_id = 'g2'").execute(&pool).await.expect("written");
    let copy = place.path().join("copy");
    std::fs::create_dir(&copy).expect("made");
    for name in ["convenor.db", "convenor.db-wal"] {
        std::fs::copy(folder.join(name), copy.join(name)).expect("copied while it is in use");
    }
    // What is in the log file only counts, in a copy and while the database is in use.
    for data in ["copy", "data"] {
        let before = contents(&copy);
        let list = place.run(&["minutes", "list", "--data", data, "--group", "g2"]);
        assert!(out(&list).starts_with("1  2026-12-08 14:00 UTC  Overlap"), "{data}: {}", err(&list));
        assert!(contents(&copy) == before, "the copy was changed");
    }
    pool.close().await;
}

#[tokio::test]
async fn one_entry_that_cannot_be_read_keeps_no_other_back() {
    let place = held();
    let whole = out(&place.run(&["export", "--data", "data"]));
    change(&place, GARBLE).await;
    change(&place, "DELETE FROM entries WHERE seq = 6").await;
    let output = place.run(&["export", "--data", "data"]);
    let kept = |line: &&str| !line.starts_with("{\"seq\":4,") && !line.starts_with("{\"seq\":6,");
    let expected: Vec<&str> = whole.lines().filter(kept).collect();
    assert!(expected.len() + 2 == whole.lines().count() && expected.len() > 5, "{whole}");
    assert_eq!(out(&output).lines().collect::<Vec<_>>(), expected);
    assert_eq!(output.status.code(), Some(1));
    let told = err(&output);
    assert!(told.starts_with("convenor: 2 entries of group console cannot be read: 4 ("), "{told}");
    assert!(told.contains(" and 6 (it is missing); all others are written. Stop the bot"), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    // Minutes are made of all entries; who asks for them is told what to do.
    let shown = place.run(&["minutes", "show", "--data", "data"]);
    assert!(!shown.status.success() && out(&shown).is_empty());
    assert!(
        err(&shown).contains("entry 4 of group console") && err(&shown).contains("convenor export"),
        "{}",
        err(&shown)
    );
    let page = check(&place);
    assert!(page.contains("WRONG  store: 2 entries of group console cannot be read: 4 ("), "{page}");
    assert!(!page.contains("ok     store"), "{page}");
}

#[tokio::test]
async fn a_damaged_page_is_found_and_what_is_on_others_is_written() {
    let place = Place::new();
    let script = format!("chair: start meeting\n{}", "chair: NOTE: a word among many that fill a page\n".repeat(120));
    assert!(place.run_with(&crate::cli::CONSOLE, &script).status.success());
    let whole = out(&place.run(&["export", "--data", "data"]));
    change(&place, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    let file = place.path().join("data/convenor.db");
    let mut bytes = std::fs::read(&file).expect("a readable file");
    // The page in the middle of those that hold notes: its first byte says what kind of page it is.
    let size = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
    let holds_notes =
        |page: &usize| bytes[page * size..(page + 1) * size].windows(9).any(|words| words == b"that fill");
    let pages: Vec<usize> = (1..bytes.len() / size).filter(holds_notes).collect();
    let damaged = pages[pages.len() / 2];
    bytes[damaged * size] = 0xff;
    std::fs::write(&file, &bytes).expect("written");

    let page = check(&place);
    assert!(page.contains("WRONG  store: sqlite://data/convenor.db is damaged ("), "{page}");
    assert!(page.contains("entries of group console cannot be read: "), "{page}");
    assert!(std::fs::read(&file).expect("a readable file") == bytes, "looking repairs nothing");
    let output = place.run(&["export", "--data", "data"]);
    assert_eq!(output.status.code(), Some(1));
    let written = out(&output);
    let kept: Vec<Entry> = written.lines().map(|line| serde_json::from_str(line).expect("an entry")).collect();
    assert!(kept.len() > 60 && kept.len() < whole.lines().count(), "{} of {}", kept.len(), whole.lines().count());
    assert_eq!(kept.last().map(|entry| entry.seq), Some(whole.lines().count() as u64), "the end is written too");
    assert!(err(&output).contains("cannot be read: "), "{}", err(&output));
}

#[tokio::test]
async fn check_says_which_version_a_database_is_of_and_changes_none() {
    let place = held();
    change(&place, "DROP TABLE relays").await;
    change(&place, "DELETE FROM _sqlx_migrations WHERE version = 2").await;
    let before = contents(&place.path().join("data"));
    let page = check(&place);
    assert!(page.contains("ok     store: sqlite://data/convenor.db is whole; 1 group with "), "{page}");
    assert!(page.contains("it is from an earlier version, and is brought up to date at the next start"), "{page}");
    assert!(out(&place.run(&["minutes", "list", "--data", "data"])).contains("Overlap"), "it can be read");
    assert!(contents(&place.path().join("data")) == before, "nothing was brought up to date");

    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (999, 'x', 1, x'00', 0)";
    change(&place, later).await;
    let page = check(&place);
    assert!(page.contains("WRONG  store: sqlite://data/convenor.db is from a later version of Convenor"), "{page}");

    change(&place, "DROP TABLE _sqlx_migrations").await;
    let page = check(&place);
    assert!(page.contains("WRONG  store: the tables of sqlite://data/convenor.db are not Convenor's"), "{page}");
}

#[test]
fn what_is_no_database_is_named() {
    let place = held();
    place.write(
        "data/convenor.db",
        "no database at all, but a file that is long enough to have a head of one, or two\n",
    );
    let page = check(&place);
    assert!(page.contains("WRONG  store: sqlite://data/convenor.db cannot be opened: "), "{page}");
    assert!(page.contains("put back the last backup"), "{page}");
    let page = out(&place.run(&["check"]));
    assert!(page.contains("ok     configuration: the defaults, since no file is named with --config"), "{page}");
}
