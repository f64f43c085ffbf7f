//! The lines of the console: what people say, edits, deletions, and the moving clock.

use std::io::Write;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::played_mail::{PlayedMail, SERVER};
use crate::bot::Bot;
use crate::chat::console::{Console, PLATFORM, ROOM};
use crate::chat::{Incoming, RoomKey, Sender, What};
use crate::clock::Clock;
use crate::group::person::{AccountId, folded};
use crate::mail::{Arrived, Mailbox};
use crate::time::{DURATION_BOUNDS, NoDuration, bounded_duration};

/// Plays lines into a bot whose room is the console.
pub struct Player<W> {
    pub bot: Bot,
    pub console: Arc<Console<W>>,
    /// Number of this run in the store: ids of lines are never used twice.
    run: u64,
    /// Who said each line so far, and where; lines that said nothing have nobody.
    said: Vec<Option<(Sender, RoomKey)>>,
    /// The mailbox that is read before each line and each step of the clock.
    pub mailbox: Option<OwnMailbox>,
}

/// A mailbox of the console.
pub struct OwnMailbox {
    pub mails: Mailbox,
    pub authserv_id: Option<String>,
}

/// The first room of the console.
pub fn room() -> RoomKey {
    RoomKey(format!("{PLATFORM}:{ROOM}"))
}

/// The account of a name in the console: `console:ana_maria`.
pub fn account(name: &str) -> AccountId {
    AccountId(format!("{PLATFORM}:{}", folded(name).replace(' ', "_")))
}

impl<W: Write + Send + 'static> Player<W> {
    /// Takes a seat at a bot; `run` tells this run's lines from those of earlier ones.
    pub fn new(bot: Bot, console: Arc<Console<W>>, run: u64, said: usize) -> Player<W> {
        Player { bot, console, run, said: vec![None; said], mailbox: None }
    }

    /// Plays one line, where `⏎` stands for a line break inside a message. Blank lines, comments (`# …`) and the bot's own lines are passed over and
    /// not counted.
    ///
    /// # Errors
    /// The store failed, or the line can't be read (which the message says).
    pub async fn play(&mut self, line: &str) -> anyhow::Result<()> {
        let line = line.trim_end();
        let Some(number) = self.next_number(line) else { return Ok(()) };
        self.said.push(None);
        self.take_new_mail().await?;
        if self.play_mail(line, number, self.bot.clock().now()).await? {
            return self.bot.deliver().await;
        }
        if let Some(duration) = line.strip_prefix("+ ") {
            return self.advance(duration).await;
        }
        let (sender, room, what) = self.read(line)?;
        self.said[number - 1] = Some((sender.clone(), room.clone()));
        let incoming = Incoming::in_room(room, self.bot.clock().now(), self.id(number), sender, what);
        self.bot.receive(&incoming).await?;
        self.bot.deliver().await
    }

    /// Takes a mail of the script, which comes to the list. Returns whether the line is one.
    ///
    /// # Errors
    /// The store failed.
    pub async fn play_mail(&self, line: &str, number: usize, at: DateTime<Utc>) -> anyhow::Result<bool> {
        let Some(mail) = read_mail(line) else { return Ok(false) };
        let list = self.bot.lists().into_iter().next().unwrap_or_default();
        let id = format!("{}.{number}@mail.example.org", self.run);
        if let Some(received) = crate::mail::read(&mail.bytes(&id, &list), at, Some(SERVER)) {
            self.bot.take_mails(&[Arrived { mail: received, place: None }]).await?;
        }
        Ok(true)
    }

    /// Takes what has come into the mailbox since. Where the clock is simulated, it comes when it is seen.
    ///
    /// # Errors
    /// The store failed, or the mailbox cannot be read.
    pub async fn take_new_mail(&mut self) -> anyhow::Result<()> {
        let Some(mailbox) = &mut self.mailbox else { return Ok(()) };
        let now = self.bot.clock().now();
        let at = matches!(self.bot.clock(), Clock::Simulated(_)).then_some(now);
        self.bot.take_new_mail(&mut mailbox.mails, mailbox.authserv_id.as_deref(), at).await?;
        self.bot.deliver().await
    }

    /// The number that a line gets; none where it is passed over.
    pub fn next_number(&self, line: &str) -> Option<usize> {
        let line = line.trim_end();
        let is_passed = line.trim().is_empty() || line.starts_with("# ") || line == "#" || is_of_bot(line);
        (!is_passed).then_some(self.said.len() + 1)
    }

    /// Moves the clock, stopping wherever a timer is due.
    async fn advance(&mut self, duration: &str) -> anyhow::Result<()> {
        let duration = bounded_duration(duration).map_err(|unread| match unread {
            NoDuration::Unreadable => {
                anyhow::anyhow!("I cannot read the duration in “+ {duration}”; write + 10m, + 90 s or + 2 h")
            }
            NoDuration::OutOfBounds => {
                anyhow::anyhow!(
                    "“+ {duration}” is too long a step; a step can be {DURATION_BOUNDS}, so write several: + 7 d"
                )
            }
        })?;
        let Clock::Simulated(_) = self.bot.clock() else {
            anyhow::bail!("the clock runs by itself here; start with --now 2026-12-08T14:00:00Z to move it");
        };
        let end = self.bot.clock().now() + duration;
        while let Some(due) = self.bot.next_wakeup().await.filter(|due| *due <= end) {
            self.take_new_mail().await?;
            self.wake(due.max(self.bot.clock().now())).await?;
        }
        self.bot.clock().move_to(end);
        self.take_new_mail().await?;
        self.bot.deliver().await
    }

    /// Lets the clock speak at a moment.
    ///
    /// # Errors
    /// The store failed.
    pub async fn wake(&self, at: DateTime<Utc>) -> anyhow::Result<()> {
        self.bot.clock().move_to(at);
        self.bot.tick().await?;
        self.bot.deliver().await
    }

    fn id(&self, number: usize) -> String {
        format!("{PLATFORM}:{}:{number}", self.run)
    }

    fn read(&self, line: &str) -> anyhow::Result<(Sender, RoomKey, What)> {
        if let Some(rest) = line.strip_prefix("x ") {
            let (number, (sender, room)) = self.earlier(rest)?;
            return Ok((sender, room, What::Deleted { message: self.id(number) }));
        }
        if let Some(rest) = line.strip_prefix("~ ") {
            let (number, rest) = rest.trim_start().split_once(' ').unwrap_or((rest, ""));
            let (number, (sender, room)) = self.earlier(number)?;
            let (_, text) = split_name(rest)?;
            return Ok((sender, room, What::Edited { message: self.id(number), text: text.to_owned() }));
        }
        if let Some(name) = line.strip_prefix("* ").and_then(|rest| rest.strip_suffix(" joins")) {
            let (name, room) = place_of(name);
            return Ok((sender(name), room, What::Joined));
        }
        let (name, text) = split_name(line)?;
        let (name, room) = place_of(name);
        Ok((sender(name), room, What::Said { text: text.replace('⏎', "\n") }))
    }

    fn earlier(&self, number: &str) -> anyhow::Result<(usize, (Sender, RoomKey))> {
        let number: usize = number
            .trim()
            .parse()
            .map_err(|_| anyhow::anyhow!("“{number}” is not a line number; write x 3, or ~ 3 NAME: new text"))?;
        let said = number.checked_sub(1).and_then(|index| self.said.get(index)).and_then(Clone::clone);
        said.map(|said| (number, said)).ok_or_else(|| anyhow::anyhow!("nobody said anything in line {number}"))
    }
}

/// Whether a line is what the bot has said.
pub fn is_of_bot(line: &str) -> bool {
    ["bot:", "bot →", "bot @", "bot takes back:"].iter().any(|head| line.starts_with(head))
}

fn read_mail(line: &str) -> Option<PlayedMail<'_>> {
    line.strip_prefix("mail ").and_then(PlayedMail::read)
}

/// Whether a line is a mail to the list.
pub fn is_mail(line: &str) -> bool {
    read_mail(line).is_some()
}

/// The name and the room in `bo @hall`; without a room, the first one.
pub fn place_of(name: &str) -> (&str, RoomKey) {
    match name.trim().split_once(" @") {
        Some((name, hall)) => (name, RoomKey(format!("{PLATFORM}:{}", hall.trim()))),
        None => (name, room()),
    }
}

fn sender(name: &str) -> Sender {
    Sender { account: account(name), name: name.trim().to_owned() }
}

fn split_name(line: &str) -> anyhow::Result<(&str, &str)> {
    let split = line.split_once(':').filter(|(name, _)| !name.trim().is_empty());
    let (name, text) = split.ok_or_else(|| anyhow::anyhow!("a line is NAME: text, such as ana: q+"))?;
    Ok((name.trim(), text.trim_start()))
}
