//! Archives and Word documents that hold a log.

use std::io::{Cursor, Read as _};

use anyhow::{Context as _, bail};
use zip::ZipArchive;

use crate::replay::log::Part;

/// So many parts an archive may have.
const PARTS: usize = 1_000;
/// So many bytes it may have unpacked.
const BYTES: u64 = 64 * 1024 * 1024;

/// Whether these are the bytes of a ZIP archive, which Word documents are as well.
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The texts of an archive. Pictures and the like are left out.
///
/// # Errors
/// It is broken, or larger than a log would be.
pub fn unpacked(bytes: &[u8]) -> anyhow::Result<Vec<Part>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .context("the archive cannot be opened; it may be cut off, or locked by a password")?;
    if archive.len() > PARTS {
        bail!(
            "the archive has {} parts, and {PARTS} is the most that is read; unpack it and name the log",
            archive.len()
        );
    }
    let mut parts = Vec::new();
    let mut left = BYTES;
    for index in 0..archive.len() {
        let part = archive.by_index(index).context("the archive is broken, or locked by a password")?;
        let name = part.name().to_owned();
        if !part.is_file() || !is_text(&name) {
            continue;
        }
        let mut bytes = Vec::new();
        // What a part says of its size may be wrong.
        part.take(left + 1).read_to_end(&mut bytes).context("the archive is broken")?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length > left {
            bail!(
                "the archive has more than 64 MiB unpacked, which is the most that is read; unpack it and name the log"
            );
        }
        left -= length;
        let (text, _) = super::replay::decoded(&bytes);
        parts.push(Part { name, text: text.into_owned() });
    }
    Ok(parts)
}

/// Whether a part may be a log by its name; of a Word document only the words are read.
fn is_text(name: &str) -> bool {
    const ENDINGS: [&str; 12] = ["txt", "log", "html", "htm", "json", "jsonl", "vtt", "srt", "sbv", "csv", "md", "rdf"];
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    name == "word/document.xml" || ENDINGS.contains(&ending.as_str())
}
