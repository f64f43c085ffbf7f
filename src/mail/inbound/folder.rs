//! A Maildir that is read and never changed, so that it may as well be a list's archive: which mails are new is known by
//! their names while the program runs, and by their times after a restart.

use std::collections::HashSet;
use std::fs::{self, File};
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use chrono::{DateTime, Utc};

use super::TOGETHER_BYTES;
use crate::mail::{MAIL_BYTES, MailError, on_disk};

/// A Maildir from which mail is read.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    place: Option<Place>,
    /// Names of files that were read or are passed over, without their flags; as digests, which take eight bytes.
    known: Arc<Digests>,
    /// Those that could not be read, which is told once.
    unreadable: Digests,
}

/// A file that was read: when it was delivered, where it is, its bytes if it is still there.
type ReadFile = (DateTime<Utc>, PathBuf, io::Result<Option<Vec<u8>>>);

type Digests = HashSet<u64, BuildHasherDefault<DefaultHasher>>;

/// How far the folder has been read: times of files in microseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// The youngest file at the first look, which is passed over as all older ones.
    since: i64,
    /// The youngest file that was read.
    read: i64,
}

/// A new mail.
#[derive(Debug)]
pub struct Fetched {
    pub bytes: Vec<u8>,
    /// When it was delivered.
    pub at: DateTime<Utc>,
    /// The place behind it, as a note.
    pub note: (String, String),
}

/// A file of the folder.
struct Entry {
    micros: i64,
    name: String,
    path: PathBuf,
    digest: u64,
}

/// After a restart files of so many microseconds before the place are looked at again: a mail gets its time while it is
/// written, and its place in the folder when it is whole. What was read is known by its Message-ID.
const LATE_MICROS: i64 = 86_400_000_000;

impl Folder {
    pub fn new(path: PathBuf) -> Folder {
        Folder { path, place: None, known: Arc::default(), unreadable: Digests::default() }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Key of the note that says how far the folder was read.
    pub fn key(&self) -> String {
        key(&self.path)
    }

    /// Begins where a note says. Without one, everything that is there is old; the note to be kept is returned.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn begin(&mut self, note: Option<&str>) -> Result<Option<(String, String)>, MailError> {
        if let Some(place) = note.and_then(Place::read) {
            let entries = self.entries(&self.known).await?;
            let is_old = |entry: &&Entry| entry.micros <= place.since || entry.micros < place.read - LATE_MICROS;
            Arc::make_mut(&mut self.known).extend(entries.iter().filter(is_old).map(|entry| entry.digest));
            self.place = Some(place);
            return Ok(None);
        }
        let entries = self.entries(&self.known).await?;
        Arc::make_mut(&mut self.known).extend(entries.iter().map(|entry| entry.digest));
        let since = entries.iter().map(|entry| entry.micros).max().unwrap_or(0);
        let place = Place { since, read: since };
        self.place = Some(place);
        Ok(Some((self.key(), place.note())))
    }

    /// The mails that have come since, the oldest first; they are read by [`Folder::fetch_all`].
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn news(&self) -> Result<Vec<(DateTime<Utc>, PathBuf)>, MailError> {
        let mut entries = self.entries(&self.known).await?;
        entries.sort_by(|one, other| (one.micros, &one.name).cmp(&(other.micros, &other.name)));
        let at = |micros| DateTime::from_timestamp_micros(micros).unwrap_or_default();
        Ok(entries.into_iter().map(|entry| (at(entry.micros), entry.path)).collect())
    }

    /// Reads the first of these mails, which are known from then on, and says how many of them it has passed. One that has
    /// gone or is too large brings nothing; one that cannot be read is tried again with the next look.
    ///
    /// # Errors
    /// The program cannot read files now.
    pub async fn fetch_all(
        &mut self,
        files: Vec<(DateTime<Utc>, PathBuf)>,
    ) -> Result<(usize, Vec<Fetched>), MailError> {
        let read = on_disk(move || Ok(read_some(files))).await?;
        Ok((read.len(), read.into_iter().filter_map(|file| self.taken(file)).collect()))
    }

    fn taken(&mut self, (at, path, read): ReadFile) -> Option<Fetched> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let digest = digest(bare(&name));
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(error) => {
                if self.unreadable.insert(digest) {
                    tracing::warn!(%error, file = %path.display(), "a mail cannot be read; it is tried again every 5 s");
                }
                return None;
            }
        };
        Arc::make_mut(&mut self.known).insert(digest);
        let place = self.place.get_or_insert(Place { since: 0, read: 0 });
        place.read = place.read.max(at.timestamp_micros());
        let note = (key(&self.path), place.note());
        bytes.map(|bytes| Fetched { bytes, at, note })
    }

    /// How many mails there are, and the youngest of them.
    pub(super) async fn last(&self, most: usize) -> Result<(usize, Vec<Vec<u8>>), MailError> {
        let mut entries = self.entries(&Arc::default()).await?;
        let count = entries.len();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.micros));
        entries.truncate(most);
        let read = on_disk(move || entries.iter().map(|entry| read_whole(&entry.path)).collect::<io::Result<Vec<_>>>());
        Ok((count, read.await?.into_iter().flatten().collect()))
    }

    async fn entries(&self, known: &Arc<Digests>) -> Result<Vec<Entry>, MailError> {
        let (path, known) = (self.path.clone(), known.clone());
        on_disk(move || entries_of(&path, &known)).await
    }
}

impl Place {
    fn note(self) -> String {
        format!("{} {}", self.since, self.read)
    }

    fn read(note: &str) -> Option<Place> {
        let (since, read) = note.split_once(' ')?;
        Some(Place { since: since.parse().ok()?, read: read.parse().ok()? })
    }
}

fn key(folder: &Path) -> String {
    format!("maildir {}", folder.display())
}

/// A name without its flags.
fn bare(name: &str) -> &str {
    name.split(':').next().unwrap_or_default()
}

fn digest(name: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(name)
}

fn entries_of(folder: &Path, known: &Digests) -> io::Result<Vec<Entry>> {
    let mut entries: Vec<Entry> = Vec::new();
    for part in ["new", "cur"] {
        for entry in fs::read_dir(folder.join(part))? {
            let entry = entry?;
            let file_name = entry.file_name();
            let file_name = file_name.to_string_lossy();
            let (name, digest) = (bare(&file_name), digest(bare(&file_name)));
            if name.starts_with('.') || known.contains(&digest) {
                continue;
            }
            // One that has been moved meanwhile is found at its new place, now or with the next look.
            let Ok(metadata) = entry.metadata() else { continue };
            if !metadata.is_file() {
                continue;
            }
            let since = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
            let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
            entries.push(Entry { micros, name: name.to_owned(), path: entry.path(), digest });
        }
    }
    Ok(entries)
}

/// Reads files until there are bytes enough.
fn read_some(files: Vec<(DateTime<Utc>, PathBuf)>) -> Vec<ReadFile> {
    let mut bytes = 0;
    let mut read = Vec::with_capacity(files.len());
    for (at, path) in files {
        if bytes >= TOGETHER_BYTES {
            break;
        }
        let whole = read_whole(&path);
        bytes += whole.as_ref().ok().and_then(Option::as_ref).map_or(0, |bytes| bytes.len() as u64);
        read.push((at, path, whole));
    }
    read
}

/// A file's bytes; nothing for one that has gone. Of one that is too large nothing is read.
fn read_whole(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let size = file.metadata()?.len();
    if size > MAIL_BYTES {
        tracing::warn!(size, limit = MAIL_BYTES, "a mail is too large and is not read");
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.take(MAIL_BYTES).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Box {
        folder: tempfile::TempDir,
    }

    impl Box {
        fn new() -> Box {
            let folder = tempfile::tempdir().expect("a folder");
            for part in ["new", "cur", "tmp"] {
                fs::create_dir(folder.path().join(part)).expect("made");
            }
            Box { folder }
        }

        fn put(&self, name: &str, secs: u64) {
            let path = self.folder.path().join("new").join(name);
            fs::write(&path, name).expect("written");
            let at = UNIX_EPOCH + std::time::Duration::from_secs(secs);
            File::options().write(true).open(path).expect("there").set_modified(at).expect("set");
        }

        async fn open(&self, note: Option<&str>) -> (Folder, Option<String>) {
            let mut folder = Folder::new(self.folder.path().to_owned());
            let note = folder.begin(note).await.expect("it can be read");
            (folder, note.map(|(_, value)| value))
        }
    }

    async fn names(folder: &mut Folder) -> (Vec<String>, String) {
        let (mut names, mut note) = (Vec::new(), String::new());
        let news = folder.news().await.expect("read");
        for fetched in folder.fetch_all(news).await.expect("read").1 {
            names.push(String::from_utf8(fetched.bytes).expect("a name"));
            note = fetched.note.1;
        }
        (names, note)
    }

    const DAY: u64 = 86_400;

    #[tokio::test]
    async fn what_was_there_before_the_first_look_is_never_read() {
        let mailbox = Box::new();
        mailbox.put("old", 10 * DAY);
        let (mut folder, note) = mailbox.open(None).await;
        let first = note.expect("the place is noted");
        assert_eq!(names(&mut folder).await.0, [] as [&str; 0]);
        mailbox.put("b", 20 * DAY);
        mailbox.put("a", 19 * DAY);
        let (read, note) = names(&mut folder).await;
        assert_eq!(read, ["a", "b"], "the oldest first");
        assert_eq!(names(&mut folder).await.0, [] as [&str; 0]);
        // Flags change the name of a file, and not the mail.
        fs::rename(mailbox.folder.path().join("new/a"), mailbox.folder.path().join("cur/a:2,S")).expect("moved");
        assert_eq!(names(&mut folder).await.0, [] as [&str; 0]);
        // After a restart what is of the last day is read again, and known by its Message-ID.
        let (mut folder, _) = mailbox.open(Some(&note)).await;
        mailbox.put("c", 19 * DAY);
        assert_eq!(names(&mut folder).await.0, ["a", "c", "b"]);
        // One that ended before it could note more reads all of it again.
        let (mut folder, _) = mailbox.open(Some(&first)).await;
        assert_eq!(names(&mut folder).await.0, ["a", "c", "b"]);
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_is_an_error_and_a_file_that_goes_is_none() {
        let mut nowhere = Folder::new(PathBuf::from("/nowhere/at/all"));
        assert!(matches!(nowhere.begin(None).await, Err(MailError::Retry(_))));
        let mailbox = Box::new();
        let (mut folder, _) = mailbox.open(None).await;
        mailbox.put("a", DAY);
        let news = folder.news().await.expect("read");
        fs::remove_file(mailbox.folder.path().join("new/a")).expect("removed");
        let (passed, fetched) = folder.fetch_all(news).await.expect("no error");
        assert!(passed == 1 && fetched.is_empty());
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_read_holds_up_no_other_and_is_tried_again() {
        let mailbox = Box::new();
        let (mut folder, _) = mailbox.open(None).await;
        mailbox.put("a", DAY);
        mailbox.put("b", DAY);
        let news = folder.news().await.expect("read");
        let denied = |(at, path): (DateTime<Utc>, PathBuf)| (at, path, Err(io::ErrorKind::PermissionDenied.into()));
        assert!(folder.taken(denied(news[0].clone())).is_none());
        let (at, path) = news[1].clone();
        assert!(folder.taken((at, path, Ok(Some(Vec::new())))).is_some());
        assert_eq!(names(&mut folder).await.0, ["a"], "its place does not pass it");
    }

    #[tokio::test]
    async fn large_mails_are_read_one_after_the_other() {
        let mailbox = Box::new();
        let (mut folder, _) = mailbox.open(None).await;
        for name in ["a", "b", "c"] {
            mailbox.put(name, DAY);
            let file = File::options().write(true).open(mailbox.folder.path().join("new").join(name)).expect("there");
            file.set_len(TOGETHER_BYTES / 2 + 1).expect("longer");
        }
        let mut news = folder.news().await.expect("read");
        let (passed, fetched) = folder.fetch_all(news.clone()).await.expect("read");
        assert_eq!((passed, fetched.len()), (2, 2));
        let (passed, fetched) = folder.fetch_all(news.split_off(2)).await.expect("read");
        assert_eq!((passed, fetched.len()), (1, 1));
    }
}
