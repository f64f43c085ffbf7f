//! What came by mail.

use super::Metadata;
use crate::group::Group;
use crate::group::command::LinePlace;
use crate::group::event::{Entry, LineChange};
use crate::group::mail::{ByMail, Came, Correction, Held};
use crate::group::person::{DELETED, Person};

/// Subjects that are remembered, so that the same is not told twice on a day.
const ANSWERS: usize = 100;
/// What minutes say of the mail before their meeting.
const CAME: usize = 200;

impl Group {
    /// Remembers what the list says to decisions, for the minutes of the next meeting.
    pub(super) fn note_mail(&mut self, entry: &Entry) {
        if self.mailbox.came.len() < CAME {
            self.mailbox.came.extend(Came::of(entry));
        }
    }

    pub(super) fn came_by_mail(&mut self, metadata: Metadata<'_>, event: &ByMail) {
        let at = metadata.at;
        match event {
            ByMail::Held { mail, person, words, meeting, proposal, why } => {
                self.mailbox.last_mail = (*mail).max(self.mailbox.last_mail);
                if words != DELETED {
                    let (person, words, why) = (person.clone(), words.clone(), why.clone());
                    self.mailbox
                        .held
                        .insert(*mail, Held { person, words, meeting: *meeting, proposal: *proposal, why, at });
                }
            }
            ByMail::Accepted { mail, person, account } => {
                self.mailbox.held.remove(mail);
                if let Some((person, account)) =
                    person.as_ref().zip(account.as_ref()).filter(|(who, _)| !who.is_deleted())
                {
                    self.mailbox.ties.insert(account.clone(), person.clone());
                }
            }
            ByMail::Dropped { mail, .. } => {
                self.mailbox.held.remove(mail);
            }
            ByMail::CorrectionAsked { correction, meeting, place, text, person } => {
                self.mailbox.last_correction = (*correction).max(self.mailbox.last_correction);
                if let Some(place) = LinePlace::read(place).filter(|_| text != DELETED) {
                    let (text, person) = (text.clone(), person.clone());
                    self.mailbox.corrections.insert(*correction, Correction { meeting: *meeting, place, text, person });
                }
            }
            ByMail::AttendancePromised { person } => self.expect(person),
            ByMail::Bounced { .. } => {}
            ByMail::Answered { subject, .. } => {
                if self.mailbox.answered.len() >= ANSWERS {
                    let oldest =
                        self.mailbox.answered.iter().min_by_key(|(_, at)| **at).map(|(known, _)| known.clone());
                    oldest.map(|oldest| self.mailbox.answered.remove(&oldest));
                }
                self.mailbox.answered.insert(subject.clone(), at);
            }
        }
    }

    fn expect(&mut self, person: &Person) {
        self.draft_regrets.retain(|absent| !absent.is(person));
        if person.name != DELETED && !self.mailbox.expected.iter().any(|known| known.is(person)) {
            self.mailbox.expected.push(person.clone());
        }
    }

    /// A correction is taken over when a line of its meeting gets its words.
    pub(super) fn correction_taken(&mut self, meeting: u32, change: &LineChange) {
        if let LineChange::Reworded(text) = change {
            self.mailbox.corrections.retain(|_, asked| asked.meeting != meeting || asked.text != *text);
        }
    }
}
