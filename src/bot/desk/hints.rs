//! Reading messages, and whose words are in what is said; refusals and hints may quote words that are in no entry, and go when the
//! message behind them is deleted.

use std::borrow::Cow;

use super::{Desk, Work};
use crate::chat::Sender;
use crate::chat::dispatch::Dispatch;
use crate::command::table::ArgumentKind;
use crate::command::{Line, Read, read};
use crate::group::event::{Entry, Event};
use crate::group::person::Right;
use crate::text::plain;
use crate::view::Say;

impl Desk {
    /// Reads a message with people's names in place of their accounts, but where a line asks for an account.
    pub(super) fn read_named(&self, text: &str) -> Vec<Line> {
        let lines = text.split('\n').map(|line| {
            let is_kept = line.contains("<@") && self.is_about_account(line);
            if is_kept { Cow::Borrowed(line) } else { self.group.with_mentions(line) }
        });
        let text = if text.contains("<@") { lines.collect::<Vec<_>>().join("\n") } else { text.to_owned() };
        read(&self.with_names(&text), &self.names)
    }

    /// Whether a line is a command that takes an account and has a mention there: a name could be anyone's.
    fn is_about_account(&self, line: &str) -> bool {
        let is_account = |read: &Read| match read {
            Read::Command { row, values, .. } => row.arguments.iter().any(|argument| {
                let value = values.get(argument.name).filter(|_| argument.kind == ArgumentKind::Account);
                value.is_some_and(|value| value.starts_with("<@"))
            }),
            Read::Prose(_) | Read::Hint(_) | Read::Aside { .. } => false,
        };
        read(line, &self.names).iter().any(|line| is_account(&line.read))
    }

    /// Text with people's names in place of their accounts.
    pub(super) fn with_names<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let is_bot = |local: &str| self.names.0.iter().any(|name| name.eq_ignore_ascii_case(local));
        self.group.with_names(text, is_bot)
    }

    /// Whether someone is chair, secretary or scribe, and so writes records.
    pub(super) fn keeps_record(&self, sender: &Sender) -> bool {
        let person = || self.group.person(&sender.account, &sender.name);
        let is_scribe = || self.group.meeting.as_ref().is_some_and(|meeting| meeting.is_scribe(&person()));
        self.role_of(sender).may(Right::Secretary) || is_scribe()
    }

    /// Whose words are in what is about to be said: those of what has just been recorded, and earlier ones.
    pub(super) fn quoted_by(&self, say: &Say, new: &[Entry]) -> Vec<u64> {
        let text = plain::render(&say.text, None);
        let taken_back = new.iter().filter_map(|entry| match entry.event {
            Event::Withdrawn { entry } => Some(entry),
            _ => None,
        });
        let mut quotes = self.group.quoted_in(&text);
        let new = new.iter().filter(|entry| !quotes.contains(&entry.seq) && entry.is_quoted_in(&text));
        let new: Vec<u64> = new.map(|entry| entry.seq).collect();
        quotes.extend(new);
        // What is taken back is named by its words, however short.
        quotes.extend(taken_back);
        quotes.sort_unstable();
        quotes.dedup();
        quotes
    }

    /// Posts what refuses a line or hints at another.
    pub(super) fn hint(&self, says: Vec<Say>, work: &mut Work) -> anyhow::Result<()> {
        let start = work.commit.posts.len();
        self.post(says, &[], work)?;
        work.hints.extend(start..work.commit.posts.len());
        Ok(())
    }
}

impl Work {
    /// Hints quote what the other lines of their message recorded, so that deleting it takes them back as well.
    pub(super) fn bind_hints(&mut self) -> anyhow::Result<()> {
        let recorded: Vec<u64> =
            self.commit.entries.iter().filter(|entry| entry.source.is_some()).map(|entry| entry.seq).collect();
        if recorded.is_empty() {
            return Ok(());
        }
        for place in std::mem::take(&mut self.hints) {
            let Some(post) = self.commit.posts.get_mut(place) else { continue };
            if let Dispatch::Say { message, mut quotes } = Dispatch::read(&post.body)? {
                quotes.extend(&recorded);
                quotes.sort_unstable();
                quotes.dedup();
                post.body = Dispatch::Say { message, quotes }.body()?;
            }
        }
        Ok(())
    }
}
