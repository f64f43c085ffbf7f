//! Files that hold what is expected, and the one way to renew them.

use std::path::{Path, PathBuf};

/// Whether `UPDATE=1` asks for files to be renewed instead of compared.
pub fn is_renewing() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// A path inside the repository.
pub fn path(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(inside)
}

/// Reads a file of the repository.
pub fn read(inside: &str) -> String {
    std::fs::read_to_string(path(inside)).unwrap_or_else(|error| panic!("{inside} belongs to the repository: {error}"))
}

/// Compares `actual` with a file of the repository, or renews the file.
///
/// # Panics
/// The file says something else; the message shows the first line that differs.
pub fn assert_same(inside: &str, actual: &str) {
    if is_renewing() {
        let file = path(inside);
        let folder = file.parent().expect("a file of the repository stands in a folder");
        std::fs::create_dir_all(folder).expect("the repository can be written");
        std::fs::write(&file, actual).expect("the repository can be written");
        return;
    }
    let expected = std::fs::read_to_string(path(inside)).unwrap_or_default();
    if expected == actual {
        return;
    }
    let differs = (1..).zip(lines_of(&expected).zip(lines_of(actual))).find(|(_, (old, new))| old != new);
    let (line, (old, new)) = differs.map_or((0, (None, None)), |(line, pair)| (line, pair));
    panic!(
        "{inside} is stale at line {line}:\n  expected {}\n  got      {}\nRenew it with UPDATE=1 if the new one is right.",
        old.unwrap_or("(the end)"),
        new.unwrap_or("(the end)"),
    );
}

/// The lines of a text, and then its end for ever; at most one more line than the texts have is looked at.
fn lines_of(text: &str) -> impl Iterator<Item = Option<&str>> {
    text.lines().map(Some).chain(std::iter::repeat(None)).take(1_000_000)
}

/// What changes with every release is written as a constant: versions of the program and of the zone data.
pub fn without_versions(text: &str) -> String {
    let zones = format!("zone data {}", convenor::time::data_version());
    text.replace(&zones, "zone data 2026a")
        .replace(&format!("Convenor {}", env!("CARGO_PKG_VERSION")), "Convenor X.Y.Z")
        .replace(&format!("\"zone_data\": \"{}\"", convenor::time::data_version()), "\"zone_data\": \"2026a\"")
}
