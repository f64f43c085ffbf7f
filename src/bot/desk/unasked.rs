//! What comes to the desk without anybody asking the group: the clock, the mail, news of a room itself.

use chrono::{DateTime, Utc};

use super::attempts::Attempts;
use super::reply::Reply;
use super::{Desk, Handled};
use crate::chat::dispatch::Dispatch;
use crate::chat::{Incoming, RoomKey};
use crate::group::command::{Command, Gathered, InternalCommand, MailOutcome, Request};
use crate::group::person::Role;
use crate::store::{MAIL, Outcome, Pending};
use crate::view::Say;

impl Desk {
    /// Lets the clock speak.
    ///
    /// # Errors
    /// As [`Desk::receive`].
    pub async fn tick(&mut self) -> anyhow::Result<Handled> {
        // Late or not, a clock speaks for the moment it was due.
        let now = self.clock.now();
        let at = self.group.next_wakeup().map_or(now, |due| due.min(now));
        self.ask_alone(Command::Internal(InternalCommand::Tick { now }), at, &[]).await
    }

    /// Begins the time for objections to what is proposed, once no room waits for it. As long as its message is in the
    /// outbox somebody has not seen it, also after a restart.
    ///
    /// # Errors
    /// As [`Desk::receive`].
    pub async fn report_shown(&mut self) -> anyhow::Result<Option<Handled>> {
        if self.group.unseen_proposal().is_none() {
            return Ok(None);
        }
        let waiting = self.store.pending_of(&self.charter.id).await?;
        let is_proposal = |post: &Pending| match Dispatch::read(&post.body) {
            Ok(Dispatch::Say { message, .. }) => message.say.is_question,
            Ok(Dispatch::Relay(_) | Dispatch::Retract { .. } | Dispatch::Letter { .. }) | Err(_) => false,
        };
        if waiting.iter().any(|post| post.route != MAIL && is_proposal(post)) {
            return Ok(None);
        }
        let at = self.not_before_last(self.clock.now());
        self.ask_alone(Command::Internal(InternalCommand::ReportShown), at, &[]).await.map(Some)
    }

    /// Writes down what became of a mail, and takes it out of the outbox with the same commit.
    ///
    /// # Errors
    /// As [`Desk::receive`].
    pub async fn report_mail(&mut self, n: u64, message_id: &str, outcome: MailOutcome) -> anyhow::Result<Handled> {
        self.ask_alone(
            Command::Internal(InternalCommand::ReportMail { message_id: message_id.to_owned(), outcome }),
            self.clock.now(),
            &[n],
        )
        .await
    }

    /// Answers a message that is about its room and not about the group, there alone, and notes what it changes with the same
    /// commit.
    ///
    /// # Errors
    /// As [`Desk::receive`].
    pub async fn answer(
        &mut self,
        incoming: &Incoming,
        say: &Say,
        notes: &[(String, String)],
    ) -> anyhow::Result<Handled> {
        let rooms = incoming.room().map_or(&[] as &[_], std::slice::from_ref);
        let mut attempts = Attempts::default();
        loop {
            attempts.next(self).await?;
            let mut work = self.work(Reply::to(incoming), incoming)?;
            work.commit.notes = notes.to_vec();
            self.post_in(rooms, say, &[], &mut work)?;
            let (outcome, handled) = self.commit(work).await?;
            if outcome != Outcome::Conflict {
                return Ok(handled);
            }
        }
    }

    /// Tells all rooms something that nobody asked for.
    ///
    /// # Errors
    /// As [`Desk::receive`].
    pub async fn tell(&mut self, say: &Say) -> anyhow::Result<Handled> {
        let rooms = self.rooms.clone();
        self.tell_in(&rooms, say, &[]).await
    }

    /// Tells some rooms something that nobody asked for, and notes what it changes with the same commit.
    pub(in crate::bot) async fn tell_in(
        &mut self,
        rooms: &[RoomKey],
        say: &Say,
        notes: &[(String, String)],
    ) -> anyhow::Result<Handled> {
        let mut attempts = Attempts::default();
        loop {
            attempts.next(self).await?;
            let mut work = self.own_work(Reply::Caller)?;
            work.commit.notes = notes.to_vec();
            self.post_in(rooms, say, &[], &mut work)?;
            let (outcome, handled) = self.commit(work).await?;
            if outcome != Outcome::Conflict {
                return Ok(handled);
            }
        }
    }

    /// Writes down that a mail is in the archive.
    ///
    /// # Errors
    /// As [`Desk::receive`].
    pub async fn saw_mail(&mut self, message_id: &str) -> anyhow::Result<Handled> {
        let command = Command::Internal(InternalCommand::ReportMail {
            message_id: message_id.to_owned(),
            outcome: MailOutcome::Seen,
        });
        self.ask_alone(command, self.clock.now(), &[]).await
    }

    async fn ask_alone(&mut self, command: Command, at: DateTime<Utc>, delivered: &[u64]) -> anyhow::Result<Handled> {
        let mut attempts = Attempts::default();
        loop {
            attempts.next(self).await?;
            let mut work = self.own_work(Reply::Caller)?;
            work.commit.delivered = delivered.to_vec();
            let request = Request {
                at: self.not_before_last(at),
                by: None,
                role: Role::Participant,
                command: command.clone(),
                gathered: Gathered::default(),
            };
            self.decide(&request, None, &mut work).await?;
            let has_nothing = work.commit.entries.is_empty() && work.commit.delivered.is_empty();
            if has_nothing {
                return Ok(Handled::default());
            }
            let (outcome, handled) = self.commit(work).await?;
            if outcome != Outcome::Conflict {
                return Ok(handled);
            }
        }
    }
}
