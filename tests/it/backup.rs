//! `convenor backup` and `convenor restore`: while the bot runs, with deletions in between, and what is refused.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use crate::cli::{Place, err, held, out};
use crate::looked::change;

/// Entries in the first backup.
const HEAD: usize = 6;

/// A console that goes on while other programs look at its store.
struct Talk {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Talk {
    fn begin(place: &Place) -> Talk {
        Talk::begin_in(place, "data")
    }

    fn begin_in(place: &Place, data: &str) -> Talk {
        let arguments = ["console", "--now", "2026-12-08T15:00:00Z", "--data", data];
        let mut command = place.command(&arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Talk { child, input, output }
    }

    /// Says something and waits until these words have been answered.
    fn say(&mut self, line: &str, answer: &str) {
        writeln!(self.input, "{line}").expect("it reads");
        let mut told = String::new();
        while !told.contains(answer) {
            let before = told.len();
            self.output.read_line(&mut told).expect("it answers in UTF-8");
            assert!(told.len() > before, "it ended without “{answer}”: {told}");
        }
    }

    fn end(mut self) {
        drop(self.input);
        assert!(self.child.wait().expect("it ends").success());
    }
}

fn bytes_of(folder: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).expect("it is there");
    files.flat_map(|file| std::fs::read(file.expect("it can be listed").path()).unwrap_or_default()).collect()
}

fn has(folder: &Path, words: &str) -> bool {
    bytes_of(folder).windows(words.len()).any(|window| window == words.as_bytes())
}

fn backed_up(place: &Place, arguments: &[&str]) {
    let made = place.run(&[&["backup"], arguments, &["--data", "data"]].concat());
    assert!(made.status.success(), "{}", err(&made));
}

fn restored(place: &Place, arguments: &[&str], data: &str) -> String {
    let done = place.run(&[&["restore"], arguments, &["--data", data]].concat());
    assert!(done.status.success(), "{}", err(&done));
    out(&done)
}

#[test]
fn what_was_deleted_after_the_backup_stays_deleted() {
    let place = Place::new();
    let mut talk = Talk::begin(&place);
    talk.say("chair: start meeting", "is open");
    talk.say("bo: present+ (Zqcorp)", "bo");
    talk.say("ana: NOTE: zqsecret", "zqsecret");
    talk.say("bo: zqspoken is what I say\nbo: q+", "you are 1st");
    talk.say("ana: NOTE: zqkept", "zqkept");
    backed_up(&place, &["first.backup"]);
    talk.say("x 3", "");
    talk.say("bo: forget me really", "forgotten");
    talk.say("ana: NOTE: zqlater", "zqlater");
    backed_up(&place, &["second.backup"]);
    talk.end();
    assert!(has(place.path(), "zqsecret") && !has(&place.path().join("data"), "zqsecret"));

    // The list is found beside the database from which the backup came.
    let told = restored(&place, &["first.backup"], "new");
    assert!(told.contains("Deletions since then that were repeated: 2."), "{told}");
    for words in ["zqsecret", "zqspoken", "Zqcorp", "zqlater", "console:bo"] {
        assert!(!has(&place.path().join("new"), words), "{words}");
    }
    // It is what the log that went on has of these entries.
    let log = |data: &str| out(&place.run(&["export", "--data", data]));
    let (new, whole) = (log("new"), log("data"));
    let (kept, more) = new.split_at(new.lines().take(HEAD).map(|line| line.len() + 1).sum());
    assert!(kept.contains("zqkept") && whole.starts_with(kept), "{new}{whole}");
    // Whoever was forgotten waits for no word, as in the log that went on.
    assert!(more.lines().count() == 1 && more.contains("\"hand_lowered\""), "{more}");
    // The meeting goes on, and the room learns from when the record is; only once.
    let go_on = |data: &str| {
        let later = ["console", "--now", "2026-12-08T14:30:00Z", "--data", data];
        out(&place.run_with(&later, "ana: q+\nana: PROPOSED: option A\n"))
    };
    let told = go_on("new");
    assert!(
        told.contains("The record was restored as of ") && told.contains("what was said since is not in it."),
        "{told}"
    );
    assert!(
        told.contains("ana, you are 1st on the speaker queue") && told.contains("Proposed (P1 by ana): option A"),
        "{told}"
    );
    assert!(!go_on("new").contains("was restored"));

    // Its own deletions are not in the backup either.
    let mut talk = Talk::begin_in(&place, "new");
    talk.say("ana: NOTE: zqelsewhere", "zqelsewhere");
    talk.say("chair: forget me really", "forgotten");
    talk.end();
    std::fs::copy(place.path().join("new/convenor.db-deletions"), place.path().join("list")).expect("copied");
    let told = restored(&place, &["first.backup", "--deletions", "list"], "after");
    assert!(told.contains("repeated: 3.") && !has(&place.path().join("after"), "console:chair"), "{told}");

    // A restore that forgets nobody says so, and a later backup has the list too.
    std::fs::rename(place.path().join("data"), place.path().join("lost")).expect("moved");
    let told = restored(&place, &["first.backup"], "again");
    assert!(told.contains("There is no list of deletions at again/convenor.db-deletions"), "{told}");
    assert!(has(&place.path().join("again"), "zqsecret"), "nothing says that it was deleted");
    let told = restored(&place, &["first.backup", "--deletions", "second.backup"], "last");
    assert!(told.contains("repeated: 2.") && !told.contains("There is no list"), "{told}");
    assert!(!has(&place.path().join("last"), "zqsecret") && !has(&place.path().join("last"), "console:bo"));
    // What was deleted before a backup is not deleted again.
    let told = restored(&place, &["second.backup"], "second");
    assert!(told.contains("repeated: 0."), "{told}");
}

#[test]
fn a_restored_log_is_the_one_that_was_backed_up() {
    let place = held();
    let log = |data: &str| out(&place.run(&["export", "--data", data]));
    let minutes = |data: &str| out(&place.run(&["minutes", "show", "--data", data, "--meeting", "1"]));
    backed_up(&place, &["b"]);
    restored(&place, &["b"], "new");
    assert_eq!(log("new"), log("data"));
    assert_eq!(minutes("new"), minutes("data"));
}

#[test]
fn what_cannot_be_restored_is_refused_and_changes_nothing() {
    let place = held();
    backed_up(&place, &["good"]);
    let good = std::fs::read_to_string(place.path().join("good")).expect("written");
    let refused = |file: &str, data: &str| {
        let done = place.run(&["restore", file, "--data", data]);
        assert!(!done.status.success(), "{file}: {}", out(&done));
        assert!(!err(&done).contains("panicked") && err(&done).lines().count() == 1, "{}", err(&done));
        err(&done)
    };
    place.write("empty", "");
    place.write("other", "[store]\nurl = \"x\"\n");
    place.write(
        "newer",
        &good.replacen("\"schema\":", "\"schema\":9", 1).replacen("\"version\":\"", "\"version\":\"9.", 1),
    );
    place.write("form", &good.replacen("{\"convenor_backup\":1", "{\"convenor_backup\":2", 1));
    place.write("short", &good[..good.len() / 2]);
    place.write("less", &good.replacen("Overlap", "Overlaq", 1));
    for (file, words) in [
        ("none", "none cannot be read ("),
        ("empty", "empty is not a backup; name a file that convenor backup has written"),
        ("other", "other is not a backup"),
        ("newer", "newer was made by Convenor 9."),
        ("form", ", which is newer than this program ("),
        ("short", "short is incomplete or damaged (its end is missing), so nothing was restored; use another backup"),
        ("less", "less is incomplete or damaged (its checksum is wrong)"),
    ] {
        let told = refused(file, "new");
        assert!(told.contains(words), "{file}: {told}");
        assert!(!place.path().join("new").exists(), "{file}");
    }
    let told = refused("good", "data");
    assert!(told.contains("data/convenor.db is not empty, so nothing was restored; name an empty database"), "{told}");
    let taken = place.run(&["backup", "good", "--data", "data"]);
    assert!(err(&taken).contains("good exists already and is left as it is; name another file"), "{}", err(&taken));
    assert_eq!(std::fs::read_to_string(place.path().join("good")).expect("it is there"), good);
    let nothing = place.run(&["backup", "b", "--data", "nowhere"]);
    assert!(err(&nothing).contains("there is nothing in sqlite://nowhere/convenor.db yet"), "{}", err(&nothing));
}

#[test]
fn a_store_in_use_is_not_restored_into() {
    let place = held();
    backed_up(&place, &["b"]);
    std::fs::rename(place.path().join("data"), place.path().join("old")).expect("moved");
    let mut talk = Talk::begin(&place);
    talk.say("ana: !time 15:00", "15:00");
    let done = place.run(&["restore", "b", "--data", "data"]);
    assert!(!done.status.success());
    assert!(
        err(&done).contains("uses sqlite://data/convenor.db, so nothing was restored; stop it first"),
        "{}",
        err(&done)
    );
    talk.end();
}

#[test]
fn a_folder_keeps_the_newest_backups() {
    let place = held();
    for folder in ["keep", "all"] {
        std::fs::create_dir(place.path().join(folder)).expect("made");
    }
    place.write("keep/convenor-notes.txt", "mine");
    let names = |folder: &str| {
        let files = std::fs::read_dir(place.path().join(folder)).expect("it is there");
        let mut names: Vec<String> =
            files.map(|file| file.expect("listed").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    let mut made = Vec::new();
    for _ in 0..4 {
        let before = names("keep");
        backed_up(&place, &["keep", "--keep", "2"]);
        made.extend(names("keep").into_iter().find(|name| !before.contains(name)));
        backed_up(&place, &["all"]);
    }
    assert_eq!(names("keep"), [&made[2], &made[3], "convenor-notes.txt"]);
    assert_eq!(names("all").len(), 4);
    let refused = place.run(&["backup", "file", "--keep", "2", "--data", "data"]);
    assert!(err(&refused).contains("--keep needs a folder, and file is not one"), "{}", err(&refused));
}

#[tokio::test]
async fn a_database_of_a_later_version_is_left_alone_by_everything() {
    let place = held();
    backed_up(&place, &["b"]);
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (999, 'x', 1, x'00', 0)";
    change(&place, later).await;
    for (arguments, words) in [
        (
            &["console", "--data", "data"][..],
            "it has the tables of a newer version (migration 999); run that version, or restore a backup",
        ),
        (&["backup", "c", "--data", "data"], "is from a later version of Convenor; make the backup with that version"),
        (&["restore", "b", "--data", "data"], "it has the tables of a newer version (migration 999)"),
    ] {
        let refused = place.run(arguments);
        assert!(!refused.status.success());
        assert!(err(&refused).contains(words), "{}", err(&refused));
    }
}
