//! Where programs are installed that read our files and are not ours, and how they are asked.

use std::path::{Path, PathBuf};
use std::process::Command;

pub const ADVICE: &str = "install the readers first: tests/servers/install.sh (tests/all.sh does it all)";

/// What a program prints.
///
/// # Panics
/// It cannot be run or fails; the message says what it complained about.
pub fn printed(mut command: Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; {ADVICE}"));
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}:\n{complaint}\nIf a module is missing, {ADVICE}.");
    String::from_utf8(output.stdout).expect("what programs print here is UTF-8")
}

/// Python with the installed modules.
pub fn python(folder: &str, script: &str) -> Command {
    let mut python = Command::new(installed().join("python/bin/python"));
    python.arg("-B").arg(script_of(folder, script));
    python
}

/// Node with the installed modules.
pub fn node(folder: &str, script: &str) -> Command {
    let mut node = Command::new("node");
    node.arg(script_of(folder, script)).env("NODE_PATH", installed().join("node/node_modules"));
    node
}

/// The folder in which `tests/servers/install.sh` puts the readers.
fn installed() -> PathBuf {
    let cache = std::env::var_os("CONVENOR_TEST_CACHE").map(PathBuf::from);
    let cache = cache.or_else(|| Some(Path::new(&std::env::var_os("HOME")?).join(".cache/convenor-tests")));
    let place = cache.map(|cache| cache.join("readers")).filter(|place| place.join("ready").exists());
    place.unwrap_or_else(|| panic!("the readers of our files are not there; {ADVICE}"))
}

fn script_of(folder: &str, name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", folder, name].iter().collect()
}
