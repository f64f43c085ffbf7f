//! Who may read the bot's data and secrets.

use std::path::Path;

use super::{ConfigArgument, Report};
use crate::config::Config;
use crate::disk::{For, beside, exposure};
use crate::store::Place;

pub(super) fn check(config: &Config, argument: &ConfigArgument, report: &mut Report) {
    let mut warn = |what: &'static str, path: &Path, whom: For| {
        if let Some(words) = exposure(path, whom) {
            report.warn(what, words);
        }
    };
    if let Some(file) = argument.file() {
        warn("configuration", &file, For::OwnerAndReaders);
    }
    if let Ok(Place::File(database)) = Place::of(&config.store.url) {
        warn("store", &database, For::Owner);
        for end in ["-wal", "-shm"] {
            warn("store", &beside(&database, end), For::Owner);
        }
    }
    let deletions = Place::of(&config.store.url).ok().map(|place| place.deletions());
    if let Some(list) = deletions.map(|beside| beside.unwrap_or_else(|| config.store.deletions.clone())) {
        warn("store", &list, For::Owner);
    }
    let read = config.mail.inbound.as_ref().and_then(|inbound| inbound.password_file.as_ref());
    let secrets = [config.mail.password_file.as_ref(), config.mail.archive_password_file.as_ref(), read];
    secrets.into_iter().flatten().for_each(|file| warn("mail", file, For::Owner));
    if let Some(outbox) = config.mail.transport.strip_prefix("maildir:") {
        warn("mail", Path::new(outbox), For::OwnerAndReaders);
    }
    for section in config.sections() {
        section.files.iter().for_each(|path| warn(section.name, path, For::Owner));
    }
}
