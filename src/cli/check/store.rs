//! Is the database there, whole, and one that this program can go on with?

use super::Report;
use crate::cli::stored::unreadable;
use crate::config::Config;
use crate::disk::{beside, file_fault, folder_fault};
use crate::store::{Difference, Look, Looked, Place, StoreError};

const WHAT: &str = "store";
const ADVICE: &str = "start the database, or correct [store] url";
const RESTORE: &str = "stop the bot, keep a copy of the file, and put back the last backup; convenor export writes what can still be read";

pub(super) async fn check(config: &Config, report: &mut Report) {
    let place = match Place::of(&config.store.url) {
        Ok(place) => place,
        Err(error) => return report.wrong(WHAT, error.to_string()),
    };
    if let Some(fault) = fault(&place) {
        return report.wrong(WHAT, format!("{fault}; correct [store] url, or the owner and modes"));
    }
    match Look::at(&place).await {
        Err(error) => report.wrong(WHAT, refused(&place, &error)),
        Ok(Look::NoFile(_)) => report.fine(WHAT, format!("{place} will be made at the first start")),
        Ok(Look::Empty) => report.fine(WHAT, format!("{place} answers; its tables will be made at the first start")),
        Ok(Look::Store(looked)) => read(&place, &looked, report).await,
    }
}

/// Why the database's file could not be written or made.
fn fault(place: &Place) -> Option<String> {
    let Place::File(file) = place else { return None };
    let folder = folder_fault(file.parent().unwrap_or(file));
    let files = [file.clone(), beside(file, "-wal"), beside(file, "-shm")];
    folder.or_else(|| files.iter().filter(|file| file.exists()).find_map(|file| file_fault(file)))
}

fn refused(place: &Place, error: &StoreError) -> String {
    match place {
        Place::File(_) => format!("{place} cannot be opened: {error}; {RESTORE}"),
        Place::Server(_) => format!("{place} does not answer: {error}; {ADVICE}"),
    }
}

async fn read(place: &Place, looked: &Looked, report: &mut Report) {
    match looked.difference {
        Some(Difference::Newer) => {
            return report.wrong(
                WHAT,
                format!("{place} is from a later version of Convenor; install that version again, or put back an earlier backup"),
            );
        }
        Some(Difference::Foreign) => {
            return report.wrong(
                WHAT,
                format!("the tables of {place} are not Convenor's, or an upgrade was interrupted; put back the last backup, or name another database with [store] url"),
            );
        }
        Some(Difference::Older) | None => {}
    }
    match entries(place, looked, report).await {
        Err(error) => report.wrong(WHAT, format!("{place} cannot be read: {error}; {RESTORE}")),
        Ok(None) => {}
        Ok(Some(words)) if looked.difference == Some(Difference::Older) => {
            report.fine(
                WHAT,
                format!("{words}; it is from an earlier version, and is brought up to date at the next start"),
            );
        }
        Ok(Some(words)) => report.fine(WHAT, words),
    }
}

/// Reads everything. What is damaged goes into the report; `None`: something was.
async fn entries(place: &Place, looked: &Looked, report: &mut Report) -> Result<Option<String>, StoreError> {
    let store = &looked.store;
    let mut is_whole = true;
    if store.is_half_restored().await? {
        is_whole = false;
        report.wrong(WHAT, format!("{place}: {}", StoreError::HalfRestored));
    }
    if let Some(words) = store.damage().await {
        is_whole = false;
        report.wrong(WHAT, format!("{place} is damaged ({words}); {RESTORE}"));
    }
    if let Some(reason) = store.reason_not_to_write().await? {
        is_whole = false;
        report.wrong(WHAT, format!("{place}: {reason}; correct [store] url, or give the user the rights"));
    }
    let groups = store.groups().await?;
    let mut count = 0_u64;
    for group in &groups {
        let unread = store.read_what_can_be(group, |_| count += 1).await?;
        if !unread.is_empty() {
            is_whole = false;
            report.wrong(WHAT, format!("{} of {place}; {RESTORE}", unreadable(group, &unread)));
        }
    }
    let number = |count: usize, one: &str, several: &str| format!("{count} {}", if count == 1 { one } else { several });
    Ok(is_whole.then(|| {
        format!(
            "{place} is whole; {} with {}",
            number(groups.len(), "group", "groups"),
            number(usize::try_from(count).unwrap_or(usize::MAX), "entry", "entries")
        )
    }))
}
