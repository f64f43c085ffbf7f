//! Words that are not a command, as the meeting understands them: whose they are, and in which manner.

use std::sync::Arc;

use crate::group::bounds::refuse_too_long;
use crate::group::charter::Discussion;
use crate::group::command::Typed;
use crate::group::event::{Event, HandKind, Manner};
use crate::group::listed::looks_like_a_name;
use crate::group::meeting::{Asked, Meeting};
use crate::group::naming::called_by_words;
use crate::group::person::Person;
use crate::group::record::Body;
use crate::group::refusal::Refusal;
use crate::group::{Group, LIMITS};
use crate::text::{at_colon, trimmed};

/// Words as they go into the record: whose they are, and how they came there.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard<'a> {
    pub speaker: Arc<Person>,
    pub words: &'a str,
    pub manner: Manner,
}

/// So many lines are taken for answers to one question that was put to all.
const ANSWERS: usize = 50;

/// Labels with which a scribe sums up, before a colon.
const LABELS: [&str; 34] = [
    "a",
    "aside",
    "background",
    "cons",
    "context",
    "demo",
    "discussion",
    "example",
    "fyi",
    "general discussion",
    "idea",
    "ideas",
    "nb",
    "next steps",
    "note",
    "note to self",
    "notes",
    "open questions",
    "option",
    "options",
    "outcome",
    "presentation",
    "problem",
    "pros",
    "ps",
    "q",
    "question",
    "questions",
    "recap",
    "result",
    "status",
    "summary",
    "tl;dr",
    "update",
];

/// Whether words before a colon sum up rather than name who speaks: `Summary: …`.
fn is_label(words: &str) -> bool {
    LABELS.binary_search(&words.to_lowercase().as_str()).is_ok()
}

/// “Thanks, Bo.” says nothing that minutes need.
fn is_thanks(words: &str) -> bool {
    let mut typed = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = typed.next().map(str::to_lowercase);
    let has_more = typed.count() > 3;
    !has_more && matches!(first.as_deref(), Some("thanks" | "thank" | "thx" | "merci" | "danke"))
}

/// Whether a question names a person, by the whole name or its first word.
fn is_addressed(person: &Person, words: &str) -> bool {
    let first = person.name.split([' ', '_', '.']).next().filter(|first| first.chars().count() > 1);
    let named = |name: &str| Person::named(name).is_named_in(words);
    named(&person.name) || first.is_some_and(named)
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
        refuse_too_long(Typed::Text(words))?;
        let Some(meeting) = self.meeting.as_ref().filter(|meeting| meeting.is_recording()) else { return Ok(None) };
        let is_scribe = meeting.is_scribe(by);
        if let Some((speaker, words)) = is_scribe.then(|| self.quoted(meeting, words)).flatten() {
            return Ok(Some(Heard { speaker, words, manner: Manner::Scribed }));
        }
        let has_floor = meeting.floor.as_ref().is_some_and(|floor| floor.person.is(by));
        let manner = match () {
            () if has_floor => Manner::Statement,
            () if is_scribe => Manner::Summary,
            () if self.is_answer(meeting, by, words) => Manner::Answer,
            () => Manner::Remark,
        };
        Ok(Some(Heard { speaker: meeting.shared(by), words, manner }))
    }

    /// Whether words without the floor belong to the discussion of the open item: what a chair says, and what the person
    /// answers who was asked.
    fn is_answer(&self, meeting: &Meeting, by: &Person, words: &str) -> bool {
        if self.charter.discussion == Discussion::Floor || meeting.agenda.open.is_none() {
            return false;
        }
        if self.presides(by) {
            return !is_thanks(words);
        }
        let is_interrupted = meeting.interrupted.iter().any(|turn| turn.person.is(by));
        let is_questioned = meeting.floor.as_ref().is_some_and(|floor| floor.kind.is_question());
        let asked = meeting.asked.as_ref().filter(|asked| !asked.by.is(by));
        let is_named = || asked.is_some_and(|asked| is_addressed(by, &asked.words));
        // A point of order is often made at once, before the chair has given the floor for it.
        let is_raising_one = || meeting.queue.position_of(by, HandKind::PointOfOrder).is_some();
        is_interrupted
            || (meeting.spoken.has(by) && (is_questioned || asked.is_some()))
            || is_named()
            || is_raising_one()
            || asked.is_some_and(|asked| !is_thanks(words) && self.is_asked_of_all(meeting, asked))
    }

    /// Whether a chair has asked the whole room and nothing else has come since than what people say to it: no other words
    /// of a chair, nobody's turn.
    fn is_asked_of_all(&self, meeting: &Meeting, asked: &Asked) -> bool {
        if !self.presides(&asked.by) || meeting.floor.as_ref().is_some_and(|floor| !floor.person.is(&asked.by)) {
            return false;
        }
        let since = meeting.records.values().rev().take_while(|record| record.entry != asked.entry);
        let mut since = since.take(ANSWERS + 1);
        let is_over = since.by_ref().enumerate().any(|(number, record)| {
            let is_talk = matches!(record.body, Body::Said { .. });
            number == ANSWERS || !is_talk || record.by.as_ref().is_some_and(|by| self.presides(by))
        });
        !is_over && !meeting.people.values().any(|person| !person.is(&asked.by) && is_addressed(person, &asked.words))
    }

    /// Reads a scribe's `NAME: words` and `… more words`.
    pub(super) fn quoted<'a>(&self, meeting: &Meeting, line: &'a str) -> Option<(Arc<Person>, &'a str)> {
        if let Some(more) = continued(line) {
            return Some((Arc::clone(meeting.last_quoted.as_ref()?), more.trim()));
        }
        let (name, words) = at_colon(line)?;
        let (name, words) = (trimmed(name).trim_start_matches('@'), words.trim());
        let is_address = words.starts_with("//") || words.is_empty();
        // “"abc:def" is a term” has no speaker.
        let is_quoted = name.starts_with(['"', '“', '”', '„', '«', '»', '\'', '‘', '`', '[', '{', '<']);
        if is_quoted || !name.contains(char::is_alphabetic) || name.chars().count() > LIMITS.name_chars || is_address {
            return None;
        }
        // `Bo (Example Corp): …` is Bo.
        let named = if name.contains('(') { name.split_once(" (") } else { None };
        let name = named.map_or(name, |(bare, _)| bare.trim());
        // `Dahl: …` is Bo Dahl, where nobody else of that name is.
        let by_words = || called_by_words(name, meeting.people.values().map(|person| &**person));
        let known = self.known(name);
        let known = known.or_else(|| by_words().filter(|_| !is_label(name)).map(|person| meeting.shared(person)));
        let speaker = match known {
            Some(person) => person,
            None if is_label(name) => return None,
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
