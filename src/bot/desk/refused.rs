//! What somebody typed last and was refused: `undo` does not reach past it to something older.

use super::{Desk, Work};
use crate::group::command::{Command, RecordCommand, Request};
use crate::group::person::{AccountId, Person};
use crate::group::refusal::Refusal;

impl Desk {
    /// Key of the note that says whose command was refused last in a group, and at which entry.
    fn refused_note(&self) -> String {
        format!("refused {}", self.charter.id)
    }

    /// Notes that nothing came of what somebody typed.
    pub(super) fn note_refused(&self, account: &AccountId, work: &mut Work) {
        if self.group.meeting.is_some() {
            work.refused = Some((self.refused_note(), format!("{} {account}", self.group.head)));
        }
    }

    /// The same of a request: an `undo` that was refused for this reason goes on when it is typed again.
    pub(super) fn note_refusal(&self, request: &Request, refusal: &Refusal, work: &mut Work) {
        let Some(account) = request.by.as_ref().and_then(|by| by.account.as_ref()) else { return };
        if matches!(refusal, Refusal::RefusedLast) {
            work.refused = Some((self.refused_note(), String::new()));
        } else if !matches!(request.command, Command::Record(RecordCommand::Undo | RecordCommand::Say { .. })) {
            self.note_refused(account, work);
        }
    }

    /// The note names the account of a person.
    pub(super) async fn forget_refusal(&self, account: &AccountId, work: &mut Work) -> anyhow::Result<()> {
        let note = self.store.note(&self.refused_note()).await?.unwrap_or_default();
        if note.ends_with(&account.0) {
            work.refused = Some((self.refused_note(), String::new()));
        }
        Ok(())
    }

    /// The last entry at the time when somebody's command was refused, if that was the last refusal.
    pub(super) async fn refused_at(&self, by: Option<&Person>) -> anyhow::Result<Option<u64>> {
        let Some(account) = by.and_then(|by| by.account.as_ref()) else { return Ok(None) };
        let note = self.store.note(&self.refused_note()).await?.unwrap_or_default();
        let refused = note.split_once(' ').filter(|(_, who)| *who == account.0);
        Ok(refused.and_then(|(head, _)| head.parse().ok()))
    }
}
