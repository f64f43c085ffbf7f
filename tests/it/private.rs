//! What the bot makes is for its owner alone, whatever the umask; what a person asks for is as the umask says.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::cli::Place;

const LINES: &str = "chair: start meeting\nchair: AGREED: x\nchair: end meeting\nchair: !minutes\nchair: !minutes approve\nchair: !minutes send\n";

/// Runs the program under the umask that most machines have.
fn run(place: &Place, arguments: &str, lines: &str) {
    place.write("lines", lines);
    let line = format!("umask 022 && exec {} {arguments} < lines", env!("CARGO_BIN_EXE_convenor"));
    let output = Command::new("sh").args(["-c", &line]).current_dir(place.path()).output().expect("there is a shell");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

fn assert_private(folder: &Path) -> usize {
    assert_eq!(mode(folder), 0o700, "{}", folder.display());
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            count += assert_private(&path);
        } else {
            assert_eq!(mode(&path), 0o600, "{}", path.display());
            count += 1;
        }
    }
    count
}

#[test]
fn what_the_bot_makes_is_private_to_its_owner() {
    let place = Place::new();
    run(&place, "console --chair chair --data kept/data", LINES);
    assert!(assert_private(&place.path().join("kept")) >= 2, "the database and a mail at least");
    run(&place, "minutes export --data kept/data -o page.txt", "");
    run(&place, "slots 'next week 2 h' --in Seoul --to svg -o day.svg", "");
    for asked in ["page.txt", "day.svg"] {
        assert_eq!(mode(&place.path().join(asked)), 0o644, "{asked} was asked for");
    }
}

#[test]
fn what_is_restored_is_private_too_and_so_is_the_copy() {
    let place = Place::new();
    run(&place, "console --chair chair --data data", LINES);
    run(&place, "backup copy --data data", "");
    run(&place, "restore copy --data new/data", "");
    assert_eq!(mode(&place.path().join("copy")), 0o600);
    assert!(assert_private(&place.path().join("new")) >= 2, "the database and its list of deletions");
}

#[test]
fn what_a_meeting_in_browsers_keeps_is_private_too() {
    let place = Place::new();
    let line = format!("umask 022 && exec {} web --port 0 --data kept/data", env!("CARGO_BIN_EXE_convenor"));
    let mut command = Command::new("sh");
    let mut web =
        command.args(["-c", &line]).current_dir(place.path()).stdout(Stdio::piped()).spawn().expect("a shell");
    let mut told = String::new();
    BufReader::new(web.stdout.take().expect("a pipe")).read_line(&mut told).expect("it says where it listens");
    let made = assert_private(&place.path().join("kept"));
    web.kill().and_then(|()| web.wait()).expect("it ends");
    assert!(made >= 1, "{told}");
}

#[test]
fn the_files_beside_an_open_database_are_private_too() {
    let place = Place::new();
    let line = format!("umask 022 && exec {} console --data data", env!("CARGO_BIN_EXE_convenor"));
    let mut console = Command::new("sh")
        .args(["-c", &line])
        .current_dir(place.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("there is a shell");
    let mut input = console.stdin.take().expect("standard input is a pipe");
    input.write_all(b"chair: start meeting\n").expect("the program reads its input");
    let mut answers = BufReader::new(console.stdout.take().expect("standard output is a pipe"));
    // The line itself is shown first.
    for _ in 0..2 {
        answers.read_line(&mut String::new()).expect("the bot answers");
    }
    assert!(place.path().join("data/convenor.db-wal").exists(), "the database is open");
    assert_private(&place.path().join("data"));
    drop(input);
    assert!(console.wait().expect("the program ends").success());
}

#[test]
fn a_folder_is_called_what_was_typed() {
    let place = Place::new();
    for name in ["a%41b", "a?b", "a#b", "a b", "file:c"] {
        run(&place, &format!("console --data './{name}'"), "chair: start meeting\n");
        assert!(place.path().join(name).join("convenor.db").exists(), "{name}");
        run(&place, &format!("minutes list --data './{name}'"), "");
    }
    place.write("c.toml", "[store]\nurl = \"sqlite://a%41b/convenor.db\"\n");
    run(&place, "minutes list --config c.toml", "");
    assert!(!place.path().join("aAb").exists());
}

/// Two consoles on one folder would both answer.
#[test]
fn a_second_console_says_who_uses_the_folder_and_waits() {
    let place = Place::new();
    let console = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_convenor"));
        command.args(["console", "--chair", "chair", "--data", "data"]).current_dir(place.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    };
    let mut first = console();
    let mut input = first.stdin.take().expect("standard input is a pipe");
    input.write_all(b"chair: start meeting\n").expect("the program reads its input");
    let mut answers = BufReader::new(first.stdout.take().expect("standard output is a pipe"));
    let mut line = String::new();
    while !line.contains("Meeting 1 of") {
        line.clear();
        assert!(answers.read_line(&mut line).expect("the bot answers") > 0, "it ended");
    }
    let mut second = console();
    second.stdin.take().expect("a pipe").write_all(b"chair: end meeting\n").expect("a pipe takes a line");
    let mut told = String::new();
    BufReader::new(second.stderr.take().expect("a pipe")).read_line(&mut told).expect("it says why it waits");
    assert!(told.contains(&format!("process {}", first.id())), "{told}");
    drop(input);
    assert!(first.wait().expect("the program ends").success());
    let output = second.wait_with_output().expect("the program ends");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("Meeting 1 is closed."), "then it goes on: {said}");
}
