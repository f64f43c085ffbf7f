//! What the desk says when the bot is back in a room, or may speak there again.

use chrono::{DateTime, Utc};

use super::reply::Reply;
use super::{Attempts, Desk, Handled, away_note, silent_note};
use crate::chat::{Back, RoomKey};
use crate::store::Outcome;
use crate::view::absence;

impl Desk {
    /// Says in a room that the bot was away, if a meeting was open meanwhile. The note of the absence goes with the
    /// same commit, so that it is said once.
    ///
    /// # Errors
    /// The store failed; nothing is said and the note stays.
    pub async fn came_back(&mut self, back: &Back, from: DateTime<Utc>) -> anyhow::Result<Handled> {
        let mut attempts = Attempts::default();
        loop {
            attempts.next(self).await?;
            let Some(meeting) = &self.group.meeting else {
                self.store.remove_note(&away_note(&back.room)).await?;
                return Ok(Handled::default());
            };
            let from = from.max(meeting.started_at);
            let mut work = self.own_work(Reply::Caller)?;
            work.commit.seen.push(format!("back {}", back.id));
            work.commit.notes = vec![(away_note(&back.room), String::new())];
            if from < back.to {
                let say = absence::was_away(from, back.to, back.meanwhile);
                self.post_in(std::slice::from_ref(&back.room), &say, &[], &mut work)?;
            }
            match self.commit(work).await? {
                (Outcome::Conflict, _) => {}
                (Outcome::Done, handled) => return Ok(handled),
                // The absence was handed over once more, with its beginning.
                (Outcome::Duplicate, handled) => {
                    self.store.remove_note(&away_note(&back.room)).await?;
                    return Ok(handled);
                }
            }
        }
    }

    /// Says in a room since when the bot could not speak there. The note of it goes with the same commit.
    ///
    /// # Errors
    /// As [`Desk::came_back`].
    pub async fn may_speak_again(
        &mut self,
        room: &RoomKey,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> anyhow::Result<Handled> {
        let chairs = self.group.meeting.as_ref().map_or(&[] as &[_], |meeting| meeting.chairs.as_slice());
        let say = absence::was_silent(chairs, from, to);
        self.tell_in(std::slice::from_ref(room), &say, &[(silent_note(room), String::new())]).await
    }
}
