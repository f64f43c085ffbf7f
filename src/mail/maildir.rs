//! Delivery into a Maildir folder: written to `tmp`, synced, renamed into `new`. The name
//! follows from the Message-ID, so a repetition after a crash is the same file.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::message::safe;
use super::{MailError, on_disk};
use crate::disk;
use crate::view::letter::Letter;

pub(super) async fn deliver(folder: &Path, letter: &Letter, message: &[u8]) -> Result<(), MailError> {
    let name = format!("{}.{}.convenor", letter.at.timestamp(), safe(&letter.message_id));
    let (folder, message) = (folder.to_owned(), message.to_vec());
    on_disk(move || write(&folder, &name, &message)).await
}

/// Looks whether mail could be written there; nothing is made.
pub(super) async fn check(folder: &Path) -> Result<String, MailError> {
    let folder = folder.to_owned();
    on_disk(move || {
        let fault = ["tmp", "new", "cur"].iter().find_map(|part| disk::folder_fault(&folder.join(part)));
        fault.map_or_else(
            || {
                let is_there = folder.join("new").exists();
                let made = if is_there { "" } else { ", which will be created with the first mail" };
                Ok(format!("outgoing mail is put into the Maildir folder {}{made}", folder.display()))
            },
            |fault| Err(io::Error::other(fault)),
        )
    })
    .await
}

fn make(folder: &Path) -> io::Result<()> {
    for part in ["tmp", "new", "cur"] {
        fs::create_dir_all(folder.join(part))?;
    }
    Ok(())
}

fn write(folder: &Path, name: &str, message: &[u8]) -> io::Result<()> {
    make(folder)?;
    if is_there(folder, name)? {
        return Ok(());
    }
    let draft: PathBuf = folder.join("tmp").join(name);
    let mut file = File::create(&draft)?;
    file.write_all(message)?;
    file.sync_all()?;
    fs::rename(&draft, folder.join("new").join(name))?;
    File::open(folder.join("new"))?.sync_all()
}

/// A reader may have moved it to `cur` and put flags after its name.
fn is_there(folder: &Path, name: &str) -> io::Result<bool> {
    if folder.join("new").join(name).exists() {
        return Ok(true);
    }
    for entry in fs::read_dir(folder.join("cur"))? {
        if entry?.file_name().to_string_lossy().starts_with(name) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_mail_is_one_file_also_after_it_was_read() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let count = |part: &str| fs::read_dir(folder.path().join(part)).expect("a folder").count();
        write(folder.path(), "1.a.convenor", b"x").expect("written");
        write(folder.path(), "1.a.convenor", b"x").expect("written");
        assert_eq!((count("new"), count("tmp")), (1, 0));
        fs::rename(folder.path().join("new/1.a.convenor"), folder.path().join("cur/1.a.convenor:2,S")).expect("moved");
        write(folder.path(), "1.a.convenor", b"x").expect("written");
        assert_eq!((count("new"), count("cur")), (0, 1));
    }
}
