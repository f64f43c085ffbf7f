//! Is the database there, whole, and one that this program can go on with?

use super::Report;
use crate::cli::stored::unreadable;
use crate::config::Config;
use crate::disk::{beside, file_fault, folder_fault};
use crate::store::{Difference, Durability, Look, Looked, Place, Store, StoreError, Weakness};

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
        Ok(Look::Empty(looked)) => {
            report.fine(WHAT, format!("{place} answers; its tables will be made at the first start"));
            durability(&place, &looked.store, report).await;
        }
        Ok(Look::Store(looked)) => {
            read(&place, &looked, report).await;
            durability(&place, &looked.store, report).await;
        }
    }
}

/// Warns where a server could forget what it has acknowledged.
async fn durability(place: &Place, store: &Store, report: &mut Report) {
    match store.durability().await {
        Ok(found) => {
            for weakness in found.iter().flat_map(Durability::weaknesses) {
                report.warn(WHAT, format!("{place} {}", told(weakness)));
            }
        }
        Err(error) => report.warn(
            WHAT,
            format!("{place} does not say whether it keeps all that it acknowledges ({error}); ask who runs it"),
        ),
    }
}

fn told(weakness: Weakness) -> String {
    match weakness {
        Weakness::NoSync => {
            "does not wait for its disk, so that a crash of its machine can lose or damage the record; set fsync = on in postgresql.conf"
                .to_owned()
        }
        Weakness::EarlyAnswer => {
            "answers before it has written, so that a crash loses what was acknowledged last; set synchronous_commit = on in postgresql.conf"
                .to_owned()
        }
        Weakness::Asynchronous { standbys } => {
            let standbys = if standbys == 1 { "the standby that follows it".to_owned() } else { format!("any of the {standbys} standbys that follow it") };
            format!(
                "does not wait for {standbys}, so that a failover loses what was acknowledged last; set synchronous_standby_names = '*' in postgresql.conf, or synchronous_mode: true for Patroni"
            )
        }
        Weakness::NotWaitedFor => {
            "names synchronous standbys and does not wait for them, so that a failover loses what was acknowledged last; set synchronous_commit = on in postgresql.conf"
                .to_owned()
        }
        Weakness::NoStandby => {
            "waits for a synchronous standby and none follows it, so that nothing can be written; start the standby, or correct synchronous_standby_names in postgresql.conf"
                .to_owned()
        }
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
