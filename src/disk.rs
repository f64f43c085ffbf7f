//! Looks at files and folders without touching them: could something be written there, and who may read it?

use std::fs::Metadata;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

/// Mode bits of the file's group and of everyone else.
const NOT_THE_OWNER: u32 = 0o077;
const EVERYBODY_ELSE: u32 = 0o007;
const WRITE_OF_GROUP: u32 = 0o020;

/// Whom a file or folder is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// Its owner alone: secrets, and what people said.
    Owner,
    /// Its owner, and the members of its group who read it.
    OwnerAndReaders,
}

/// Why a folder could not be made, or nothing be written in it; `None`: it could.
pub fn folder_fault(folder: &Path) -> Option<String> {
    let start = std::path::absolute(folder).ok()?;
    for at in start.ancestors() {
        match std::fs::metadata(at) {
            Ok(found) if !found.is_dir() => return Some(format!("{} is a file, not a folder", at.display())),
            Ok(_) if access(at, Access::WRITE_OK | Access::EXEC_OK).is_err() => {
                return Some(format!("this user may not write in the folder {}", at.display()));
            }
            Ok(_) => return None,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => return Some(format!("{} cannot be read ({error})", at.display())),
        }
    }
    None
}

/// Why a file that exists could not be written; `None`: it could.
pub fn file_fault(file: &Path) -> Option<String> {
    match std::fs::metadata(file) {
        Ok(found) if !found.is_file() => Some(format!("{} is not a file", file.display())),
        Ok(_) if access(file, Access::READ_OK | Access::WRITE_OK).is_err() => {
            Some(format!("this user may not read and write {}", file.display()))
        }
        Ok(_) => None,
        Err(error) => Some(format!("{} cannot be read ({error})", file.display())),
    }
}

/// Says that people whom it is not for may read or change something, and what to type; `None`: they may not, or it is
/// not there.
pub fn exposure(path: &Path, whom: For) -> Option<String> {
    let found = std::fs::metadata(path).ok()?;
    let mode = found.permissions().mode() & 0o777;
    let excess = match whom {
        For::Owner => mode & NOT_THE_OWNER,
        For::OwnerAndReaders => mode & (EVERYBODY_ELSE | if found.is_dir() { 0 } else { WRITE_OF_GROUP }),
    };
    if excess == 0 {
        return None;
    }
    let may = match (excess & 0o044 != 0, excess & 0o022 != 0) {
        (true, true) => "read and changed",
        (true, false) => "read",
        (false, true) => "changed",
        (false, false) => "entered",
    };
    Some(format!(
        "{} can be {may} by users other than its owner (mode {mode:o}); type: chmod {} {}",
        path.display(),
        remedy(&found, whom),
        path.display()
    ))
}

fn remedy(found: &Metadata, whom: For) -> &'static str {
    match (whom, found.is_dir()) {
        (For::Owner, true) => "700",
        (For::Owner, false) => "600",
        (For::OwnerAndReaders, true) => "o-rwx",
        (For::OwnerAndReaders, false) => "640",
    }
}

/// The name with something after it, as SQLite names the files beside a database.
pub fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};

    use super::*;

    #[test]
    fn a_folder_is_judged_by_what_there_is_of_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("file"), "x").expect("written");
        assert_eq!(folder_fault(&folder.path().join("a/b/c")), None);
        for below in ["file", "file/a", "file/a/b"] {
            let fault = folder_fault(&folder.path().join(below)).expect(below);
            assert!(fault.ends_with("file is a file, not a folder"), "{fault}");
        }
        assert!(!folder.path().join("a").exists(), "nothing was made");
        assert_eq!(file_fault(&folder.path().join("file")), None);
        assert!(file_fault(folder.path()).is_some() && file_fault(&folder.path().join("none")).is_some());
    }

    #[test]
    fn whom_a_file_is_for_may_read_it_and_nobody_else() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("file");
        fs::write(&file, "x").expect("written");
        let told = |mode: u32, whom: For| {
            fs::set_permissions(&file, Permissions::from_mode(mode)).expect("it is ours");
            exposure(&file, whom)
        };
        for (mode, whom, words) in [
            (0o600, For::Owner, None),
            (0o640, For::Owner, Some("can be read by users other than its owner (mode 640); type: chmod 600 ")),
            (0o666, For::Owner, Some("can be read and changed by users other than its owner (mode 666)")),
            (0o640, For::OwnerAndReaders, None),
            (
                0o660,
                For::OwnerAndReaders,
                Some("can be changed by users other than its owner (mode 660); type: chmod 640"),
            ),
            (0o644, For::OwnerAndReaders, Some("can be read by users other than its owner (mode 644)")),
        ] {
            let said = told(mode, whom);
            assert_eq!(said.is_some(), words.is_some(), "{mode:o} {whom:?}: {said:?}");
            assert!(said.unwrap_or_default().contains(words.unwrap_or_default()), "{mode:o} {whom:?}");
        }
        assert_eq!(exposure(&folder.path().join("none"), For::Owner), None);
    }
}
