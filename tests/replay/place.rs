//! The program in a folder of its own.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::report::Report;

/// A folder in which the program runs; nothing of the machine's settings reaches it.
pub struct Place {
    folder: TempDir,
}

impl Place {
    pub fn new() -> Place {
        Place { folder: tempfile::tempdir().expect("the machine has room for a temporary folder") }
    }

    /// Runs `convenor replay` with these arguments.
    pub fn replay(&self, arguments: &[&str]) -> Run {
        self.replay_with(arguments, b"")
    }

    /// Runs it with something on its standard input.
    pub fn replay_with(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_convenor"));
        command.arg("replay").args(arguments).current_dir(self.folder.path()).env("HOME", self.folder.path());
        for (variable, _) in std::env::vars().filter(|(variable, _)| variable.starts_with("CONVENOR_")) {
            command.env_remove(variable);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut pipe = child.stdin.take().expect("standard input is a pipe");
        let input = input.to_vec();
        // A program that does not read its input closes the pipe, which is no fault here.
        let writer = std::thread::spawn(move || drop(pipe.write_all(&input)));
        let output = child.wait_with_output().expect("the program ends");
        writer.join().expect("the writer ends");
        Run::of(&output)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.path().join(name), bytes).expect("a temporary folder can be written");
    }

    /// Makes a file look as if it was written last at that instant.
    pub fn written_on(&self, name: &str, instant: &str) {
        let instant = chrono::DateTime::parse_from_rfc3339(instant).expect("an instant of RFC 3339");
        let file =
            std::fs::File::options().append(true).open(self.folder.path().join(name)).expect("the file is there");
        file.set_modified(instant.into()).expect("the time of a file can be set");
    }

    pub fn make_folder(&self, name: &str) {
        std::fs::create_dir(self.folder.path().join(name)).expect("a temporary folder can be written");
    }
}

/// What came of a run.
pub struct Run {
    /// Nothing, when a signal ended it.
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Run {
    fn of(output: &Output) -> Run {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the program prints UTF-8");
        Run { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Whether it ended of its own will: a panic is a fault whatever the log holds.
    pub fn is_calm(&self) -> bool {
        self.code.is_some() && self.code != Some(101) && !self.err.contains("panicked")
    }

    /// The reports on its standard output, one a log.
    ///
    /// # Errors
    /// What it printed is not of that form.
    pub fn reports(&self) -> Result<Vec<Report>, String> {
        let reports = serde_json::Deserializer::from_str(&self.out).into_iter().collect::<Result<Vec<Report>, _>>();
        reports
            .map_err(|error| format!("{error} in what it printed: {}", self.out.chars().take(200).collect::<String>()))
    }

    /// The one report of a run over one log.
    ///
    /// # Errors
    /// It failed, or what it printed is not of that form.
    pub fn report(&self) -> Result<Report, String> {
        let mut reports = if self.code == Some(0) { self.reports()? } else { return Err(self.err.clone()) };
        let report = reports.pop().ok_or("it printed nothing")?;
        if reports.is_empty() { Ok(report) } else { Err("it printed several reports".to_owned()) }
    }
}

/// A path inside the repository.
pub fn in_repository(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(inside)
}
