//! How reminders come and go.

use chrono::{DateTime, Utc};

use super::Metadata;
use crate::group::Group;
use crate::group::event::DELETED;
use crate::group::meeting::Reminder;

impl Group {
    pub(super) fn reminder_set(
        &mut self,
        Metadata { seq, by, .. }: Metadata<'_>,
        number: u32,
        due: DateTime<Utc>,
        text: &str,
        action: Option<u32>,
    ) {
        self.last_reminder = number;
        if text != DELETED {
            let by = by.map(|by| by.name.clone());
            self.reminders.push(Reminder { number, due, text: text.to_owned(), by, entry: seq, action });
        }
    }

    pub(super) fn reminder_due(&mut self, number: u32) {
        let due = self.reminders.iter().position(|reminder| reminder.number == number);
        self.reminded = due.map(|due| self.reminders.remove(due));
    }
}
