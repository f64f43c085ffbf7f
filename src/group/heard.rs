//! Words that are not a command, as the meeting understands them: whose they are, and in which manner.

use std::sync::Arc;

use crate::group::event::{Event, Manner};
use crate::group::meeting::Meeting;
use crate::group::person::Person;
use crate::group::refusal::{Refusal, refuse_too_long};
use crate::group::roster::looks_like_a_name;
use crate::group::{Group, LIMITS};
use crate::text::trimmed;

/// Words as they go into the record: whose they are, and how they came there.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard<'a> {
    pub speaker: Arc<Person>,
    pub words: &'a str,
    pub manner: Manner,
}

impl Heard<'_> {
    pub(super) fn event(self) -> Event {
        let speaker = Arc::unwrap_or_clone(self.speaker);
        Event::Said { speaker, words: self.words.to_owned(), manner: self.manner }
    }
}

impl Group {
    /// Decides on words that are not a command, as [`Group::decide`] does on
    /// [`RecordCommand::Say`](crate::group::command::RecordCommand::Say), which anyone may; it returns nothing where nothing is kept.
    ///
    /// # Errors
    /// A [`Refusal`] where they are too long.
    pub fn hear<'a>(&self, by: &Person, words: &'a str) -> Result<Option<Heard<'a>>, Refusal> {
        refuse_too_long(words)?;
        let Some(meeting) = self.meeting.as_ref().filter(|meeting| meeting.is_recording()) else { return Ok(None) };
        let is_scribe = meeting.is_scribe(by);
        if let Some((speaker, words)) = is_scribe.then(|| self.quoted(meeting, words)).flatten() {
            return Ok(Some(Heard { speaker, words, manner: Manner::Scribed }));
        }
        let has_floor = meeting.floor.as_ref().is_some_and(|floor| floor.person.is(by));
        let manner = if has_floor { Manner::Statement } else { Manner::Remark };
        Ok(Some(Heard { speaker: meeting.shared(by), words, manner }))
    }

    /// Reads a scribe's `NAME: words` and `… more words`.
    pub(super) fn quoted<'a>(&self, meeting: &Meeting, line: &'a str) -> Option<(Arc<Person>, &'a str)> {
        if let Some(more) = continued(line) {
            return Some((Arc::clone(meeting.last_quoted.as_ref()?), more.trim()));
        }
        let (name, words) = line.split_once([':', '：'])?;
        let (name, words) = (trimmed(name).trim_start_matches('@'), words.trim());
        let is_address = words.starts_with("//") || words.is_empty();
        if !name.contains(char::is_alphabetic) || name.chars().count() > LIMITS.name_chars || is_address {
            return None;
        }
        let speaker = match self.known(name) {
            Some(person) => person,
            None if looks_like_a_name(name) => Arc::new(Person::named(name)),
            None => return None,
        };
        Some((speaker, words))
    }
}

/// What follows `…`, `...` or `.. `, with which a line goes on with the one before it.
pub fn continued(line: &str) -> Option<&str> {
    line.strip_prefix('…').or_else(|| line.strip_prefix("...")).or_else(|| line.strip_prefix(".. "))
}
