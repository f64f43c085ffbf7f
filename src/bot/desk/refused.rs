//! What people typed last and were refused: `undo` does not reach past it to something older.

use std::collections::BTreeMap;

use super::{Desk, Work};
use crate::group::command::{Command, RecordCommand, Request};
use crate::group::person::{AccountId, Person};
use crate::group::refusal::Refusal;

/// People whose last refusal is known.
const KEPT: usize = 100;

impl Desk {
    /// Key of the note that says for each person which entry was the last when they were refused.
    fn refused_note(&self) -> String {
        format!("refused {}", self.charter.id)
    }

    /// The refusals, with those of the work that is not committed yet.
    async fn refusals(&self, work: Option<&Work>) -> anyhow::Result<BTreeMap<String, u64>> {
        let note = match work.and_then(|work| work.refused.as_ref()) {
            Some((_, note)) => Some(note.clone()),
            None => self.store.note(&self.refused_note()).await?,
        };
        let read = |line: &str| {
            let (head, account) = line.split_once(' ')?;
            Some((account.to_owned(), head.parse().ok()?))
        };
        Ok(note.unwrap_or_default().lines().filter_map(read).collect())
    }

    fn keep_refusals(&self, mut refusals: BTreeMap<String, u64>, work: &mut Work) {
        while refusals.len() > KEPT {
            let oldest = refusals.iter().min_by_key(|(_, head)| **head).map(|(account, _)| account.clone());
            oldest.and_then(|oldest| refusals.remove(&oldest));
        }
        let lines: Vec<String> = refusals.iter().map(|(account, head)| format!("{head} {account}")).collect();
        work.refused = Some((self.refused_note(), lines.join("\n")));
    }

    /// Notes that nothing came of what somebody typed.
    pub(super) async fn note_refused(&self, account: &AccountId, work: &mut Work) -> anyhow::Result<()> {
        let mut refusals = self.refusals(Some(work)).await?;
        refusals.insert(account.0.clone(), self.group.head);
        self.keep_refusals(refusals, work);
        Ok(())
    }

    /// The same of a request: an `undo` that was refused for this reason goes on when it is typed again.
    pub(super) async fn note_refusal(
        &self,
        request: &Request,
        refusal: &Refusal,
        work: &mut Work,
    ) -> anyhow::Result<()> {
        let Some(account) = request.by.as_ref().and_then(|by| by.account.as_ref()) else { return Ok(()) };
        match &request.command {
            _ if matches!(refusal, Refusal::RefusedLast) => self.forget_refusal(account, work).await,
            Command::Record(RecordCommand::Undo | RecordCommand::UndoNamed { .. } | RecordCommand::Say { .. }) => {
                Ok(())
            }
            _ => self.note_refused(account, work).await,
        }
    }

    /// The note names the accounts of people.
    pub(super) async fn forget_refusal(&self, account: &AccountId, work: &mut Work) -> anyhow::Result<()> {
        let mut refusals = self.refusals(Some(work)).await?;
        if refusals.remove(&account.0).is_some() {
            self.keep_refusals(refusals, work);
        }
        Ok(())
    }

    /// The last entry at the time when somebody's command was refused last.
    pub(super) async fn refused_at(&self, by: Option<&Person>) -> anyhow::Result<Option<u64>> {
        let Some(account) = by.and_then(|by| by.account.as_ref()) else { return Ok(None) };
        Ok(self.refusals(None).await?.get(&account.0).copied())
    }
}
