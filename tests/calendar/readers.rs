//! The readers and their answers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::place;

/// Readers that answer for every file.
pub const COUNT: usize = 3;

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

/// The answers to each file, by reader; with zone data from a folder, where one is named.
pub fn read(files: &[String], zones: Option<&Path>) -> Vec<BTreeMap<String, Answer>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let written = (1..).zip(files).map(|(number, file)| {
        let path = folder.path().join(format!("{number}.ics"));
        std::fs::write(&path, file).expect("a temporary file can be written");
        path
    });
    let paths: Vec<PathBuf> = written.collect();
    let (mut python, node) = (place::python("calendar", "read.py"), place::node("calendar", "read.cjs"));
    if let Some(zones) = zones {
        python.env("PYTHONTZPATH", zones);
    }
    let mut answers: Vec<BTreeMap<String, Answer>> = lines_of(python, &paths);
    let others: Vec<BTreeMap<String, Answer>> = lines_of(node, &paths);
    for (answer, other) in answers.iter_mut().zip(others) {
        answer.extend(other);
    }
    answers
}

/// What a reader prints, a line a file.
pub fn lines_of<T: DeserializeOwned>(mut command: Command, paths: &[PathBuf]) -> Vec<T> {
    command.args(paths);
    let printed = place::printed(command);
    let lines: Vec<T> =
        printed.lines().map(|line| serde_json::from_str(line).expect("the scripts print answers")).collect();
    assert_eq!(lines.len(), paths.len(), "one answer a file");
    lines
}
