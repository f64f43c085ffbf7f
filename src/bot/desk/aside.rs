//! What comes to the desk from elsewhere than the talk in a room: the clock, the mail, the command line, the room itself.

use chrono::{DateTime, Utc};

use super::{ATTEMPTS, Desk, Handled};
use crate::chat::dispatch::Dispatch;
use crate::chat::{Incoming, Sender};
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

    /// Asks for something in a person's name without a message of theirs, such as from the command line. Returns what the
    /// bot says to it.
    ///
    /// # Errors
    /// The store failed.
    pub async fn ask(&mut self, sender: &Sender, command: Command) -> anyhow::Result<Vec<Say>> {
        for _ in 0..ATTEMPTS {
            self.catch_up().await?;
            let mut work = self.work(None);
            let request = Request {
                at: self.not_before_last(self.clock.now()),
                by: Some(self.group.person(&sender.account, &sender.name)),
                role: self.group.role_of(&sender.account),
                command: command.clone(),
                gathered: Gathered::default(),
            };
            let says = self.decide(&request, None, &mut work).await?;
            if work.commit.entries.is_empty() || self.commit(work).await?.0 != Outcome::Conflict {
                return Ok(says);
            }
        }
        anyhow::bail!("another instance keeps writing to group {}", self.charter.id)
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
        self.speak(Some(incoming), say, notes).await
    }

    /// Tells all rooms something that nobody asked for.
    ///
    /// # Errors
    /// As [`Desk::receive`].
    pub async fn tell(&mut self, say: &Say) -> anyhow::Result<Handled> {
        self.speak(None, say, &[]).await
    }

    /// Says what is not an entry of the log: in the room of a message, else in all.
    async fn speak(
        &mut self,
        incoming: Option<&Incoming>,
        say: &Say,
        notes: &[(String, String)],
    ) -> anyhow::Result<Handled> {
        for _ in 0..ATTEMPTS {
            self.catch_up().await?;
            let mut work = self.work(incoming);
            work.commit.notes = notes.to_vec();
            let rooms = incoming.map_or(self.rooms.as_slice(), |incoming| std::slice::from_ref(&incoming.room));
            self.post_in(rooms, say, &[], &mut work)?;
            let (outcome, handled) = self.commit(work).await?;
            if outcome != Outcome::Conflict {
                return Ok(handled);
            }
        }
        anyhow::bail!("another instance keeps writing to group {}", self.charter.id)
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
        for _ in 0..ATTEMPTS {
            self.catch_up().await?;
            let mut work = self.work(None);
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
        anyhow::bail!("another instance keeps writing to group {}", self.charter.id)
    }
}
