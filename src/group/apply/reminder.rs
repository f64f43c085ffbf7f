//! How reminders come and go.

use chrono::{DateTime, Utc};

use crate::group::Group;
use crate::group::event::DELETED;
use crate::group::meeting::Reminder;
use crate::group::person::Person;

impl Group {
    pub(super) fn reminder_set(&mut self, seq: u64, by: Option<&Person>, number: u32, due: DateTime<Utc>, text: &str) {
        self.last_reminder = number;
        if text != DELETED {
            let by = by.map(|by| by.name.clone());
            self.reminders.push(Reminder { number, due, text: text.to_owned(), by, entry: seq });
        }
    }

    pub(super) fn reminder_due(&mut self, number: u32) {
        let due = self.reminders.iter().position(|reminder| reminder.number == number);
        self.reminded = due.map(|due| self.reminders.remove(due));
    }
}
