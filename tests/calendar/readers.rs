//! The readers: where they are installed, and their answers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// Readers that answer for every file.
pub const COUNT: usize = 3;
const ADVICE: &str = "install the readers first: tests/servers/install.sh (tests/all.sh does it all)";

/// What a reader understood.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Answer {
    pub method: String,
    pub uid: String,
    pub sequence: u32,
    pub status: String,
    pub summary: String,
    pub description: String,
    pub location: String,
    pub url: String,
    pub organizer: String,
    pub organizer_name: String,
    /// In UTC, after RFC 3339.
    pub start: String,
    pub end: String,
}

/// The answers to each file, by reader.
pub fn read(files: &[String]) -> Vec<BTreeMap<String, Answer>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let written = (1..).zip(files).map(|(number, file)| {
        let path = folder.path().join(format!("{number}.ics"));
        std::fs::write(&path, file).expect("a temporary file can be written");
        path
    });
    let paths: Vec<PathBuf> = written.collect();
    let place = installed();
    let mut python = Command::new(place.join("python/bin/python"));
    python.arg("-B").arg(script("read.py"));
    let mut node = Command::new("node");
    node.arg(script("read.cjs")).env("NODE_PATH", place.join("node/node_modules"));
    let (mut answers, others) = (lines_of(python, &paths), lines_of(node, &paths));
    for (answer, other) in answers.iter_mut().zip(others) {
        answer.extend(other);
    }
    answers
}

fn lines_of(mut command: Command, paths: &[PathBuf]) -> Vec<BTreeMap<String, Answer>> {
    let output = command.args(paths).output().unwrap_or_else(|error| panic!("{command:?}: {error}; {ADVICE}"));
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}:\n{complaint}\nIf a module is missing, {ADVICE}.");
    let printed = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    let lines: Vec<BTreeMap<String, Answer>> =
        printed.lines().map(|line| serde_json::from_str(line).expect("the scripts print answers")).collect();
    assert_eq!(lines.len(), paths.len(), "one answer a file:\n{complaint}");
    lines
}

/// The folder in which `tests/servers/install.sh` puts the readers.
fn installed() -> PathBuf {
    let cache = std::env::var_os("CONVENOR_TEST_CACHE").map(PathBuf::from);
    let cache = cache.or_else(|| Some(Path::new(&std::env::var_os("HOME")?).join(".cache/convenor-tests")));
    let place = cache.map(|cache| cache.join("readers")).filter(|place| place.join("ready").exists());
    place.unwrap_or_else(|| panic!("the readers of calendar files are not there; {ADVICE}"))
}

fn script(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "calendar", name].iter().collect()
}
