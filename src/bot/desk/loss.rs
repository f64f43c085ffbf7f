//! A database that has forgotten what it had acknowledged: one that took another's place, and had not yet received the end of the
//! log (docs/decisions/0095).

use chrono::{DateTime, Utc};

use super::reply::Reply;
use super::{Attempts, Desk, Handled, Work};
use crate::group::Group;
use crate::store::{Outcome, Position};
use crate::view::absence;

/// Posts whose commits were never confirmed may be out all the same; platforms know a message by its number.
const POSTS_APART: u64 = 1_000;

/// Entries that were acknowledged and are not in the log any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    pub first: u64,
    pub last: u64,
    /// Time of the last entry that is still there. `None`: there is none.
    pub kept: Option<DateTime<Utc>>,
}

impl Desk {
    /// Compares the log, as it is read again, with what was acknowledged.
    pub(super) fn look_for_loss(&mut self, there: Position, group: &Group) {
        if there.spoken < self.posted {
            self.posted += POSTS_APART;
        }
        if there.head >= self.position.head {
            return;
        }
        // What was noticed before and has not been told is lost, too.
        let last = self.loss.as_ref().map_or(0, |earlier| earlier.last).max(self.position.head);
        let loss = Loss { first: there.head + 1, last, kept: group.last_at };
        tracing::error!(
            group = self.charter.id,
            first = loss.first,
            last = loss.last,
            "the database has lost entries that it had acknowledged; the rooms learn of it"
        );
        self.store.meters().lost(loss.last - there.head);
        let earlier = self.kept_through.unwrap_or(there.head);
        self.kept_through = Some(earlier.min(there.head));
        self.loss = Some(loss);
    }

    /// Number of the last post, also of one that the store has forgotten.
    pub(super) fn last_post(&self) -> u64 {
        self.position.spoken.max(self.posted)
    }

    /// Begins the posts of a commit with what the rooms do not know yet.
    pub(super) fn tell_loss(&self, work: &mut Work) -> anyhow::Result<()> {
        let Some(loss) = &self.loss else { return Ok(()) };
        work.tells_loss = true;
        let say = absence::has_lost(loss.last - loss.first + 1, loss.kept);
        self.post_in(&self.rooms, &say, &[], work)
    }

    /// The last entry that was not lost, while what follows from the loss is not done. `None`: nothing was lost.
    pub fn kept_through(&self) -> Option<u64> {
        self.kept_through
    }

    /// What follows from a loss is done.
    pub fn loss_is_over(&mut self) {
        self.kept_through = None;
    }

    /// Compares what was acknowledged with what the store has, and tells the rooms what is missing.
    ///
    /// # Errors
    /// As [`Desk::receive`].
    pub async fn tell_what_is_lost(&mut self) -> anyhow::Result<Handled> {
        let there = self.store.position(&self.charter.id).await?;
        if there.head < self.position.head || there.spoken < self.position.spoken {
            self.reload().await?;
        }
        let mut attempts = Attempts::default();
        while self.loss.is_some() {
            attempts.next(self).await?;
            let work = self.own_work(Reply::Caller)?;
            if let (Outcome::Done, handled) = self.commit(work).await? {
                return Ok(handled);
            }
        }
        Ok(Handled::default())
    }
}
