//! What the list has passed on: between meetings the archive is looked through for the bot's own mails.

use std::collections::BTreeMap;
use std::sync::Mutex;

use chrono::{DateTime, Duration, Utc};

use super::{Bot, lock};
use crate::group::Group;

/// Which mails are looked for, by group, and what was wrong last.
#[derive(Debug, Default)]
pub(super) struct Awaited {
    mails: Mutex<BTreeMap<String, Vec<String>>>,
    trouble: Mutex<Option<String>>,
}

/// A list may hold a mail for its moderator; one that has not come by then is no longer looked for.
const PATIENCE_DAYS: i64 = 14;
/// How often the archive is looked at while something is awaited.
const LOOK_AGAIN_SECS: i64 = 60;

impl Bot {
    /// From now on the mails of a group that nobody has seen are looked for.
    pub(super) fn await_mails(&self, group: &Group) {
        let has_archive = self.inner.parts.mailer.as_ref().is_some_and(|mailer| mailer.archive.is_some());
        if !has_archive {
            return;
        }
        let since = self.clock().now() - Duration::days(PATIENCE_DAYS);
        let unseen: Vec<String> = group.unseen_mails(since).map(str::to_owned).collect();
        let mut mails = lock(&self.inner.awaited.mails);
        if unseen.is_empty() {
            mails.remove(&group.charter.id);
        } else {
            mails.insert(group.charter.id.clone(), unseen);
        }
    }

    /// When the archive is to be looked at again, if anything is awaited.
    pub(super) fn next_look(&self) -> Option<DateTime<Utc>> {
        let is_awaited = !lock(&self.inner.awaited.mails).is_empty();
        is_awaited.then(|| self.clock().now() + Duration::seconds(LOOK_AGAIN_SECS))
    }

    /// Looks through the archive once, and notes which mails are there. Nothing is announced in the middle of a
    /// meeting. Returns whether anything was said.
    ///
    /// # Errors
    /// The store failed. An archive that cannot be read is logged once.
    pub(super) async fn look_into_archive(&self) -> anyhow::Result<bool> {
        let awaited = lock(&self.inner.awaited.mails).clone();
        let Some(mailer) = self.inner.parts.mailer.as_ref().filter(|_| !awaited.is_empty()) else { return Ok(false) };
        let sent: Vec<String> = awaited.values().flatten().cloned().collect();
        let seen = mailer.seen_again(&sent).await;
        self.tell_trouble(seen.as_ref().err().map(ToString::to_string));
        let Ok(seen) = seen else { return Ok(false) };
        let mut has_news = false;
        for (group, mails) in awaited {
            let Some(slot) = self.slot_if_readable(&group).await? else { continue };
            let mut desk = slot.desk.lock().await;
            if desk.group().meeting.is_some() {
                continue;
            }
            for message_id in mails.iter().filter(|id| seen.contains(id)) {
                let handled = desk.saw_mail(message_id).await?;
                self.after(&slot, &desk, handled);
                has_news = true;
            }
            self.await_mails(desk.group());
        }
        Ok(has_news)
    }

    fn tell_trouble(&self, trouble: Option<String>) {
        let mut told = lock(&self.inner.awaited.trouble);
        if let Some(words) = trouble.as_ref().filter(|words| told.as_ref() != Some(words)) {
            tracing::warn!(error = %words, "the archive cannot be read, so no mail is found in it; check [mail] archive");
        }
        *told = trouble;
    }
}
