//! How long may be what people type: the words of a command before any rule looks at them, and what comes of it after, since
//! a correction makes words that nobody typed as they are.

use crate::group::command::{Command, Typed};
use crate::group::event::{Event, LiaisonChange};
use crate::group::liaison::Part;
use crate::group::record::Body;
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};

/// Refuses a command with words that are too long.
pub(super) fn refuse_too_long_words(command: &Command) -> Result<(), Refusal> {
    let typed = command.typed();
    // Of what is much too long the sentence says more than a title's.
    for words in &typed {
        if let Typed::Title(text) = words {
            refuse_too_long(Typed::Text(text))?;
        }
    }
    typed.into_iter().try_for_each(refuse_too_long)
}

/// Refuses words that are longer than their kind may be.
pub(super) fn refuse_too_long(words: Typed<'_>) -> Result<(), Refusal> {
    let (text, what, limit) = match words {
        Typed::Text(text) => (text, None, LIMITS.text_chars),
        Typed::Long(text) => (text, None, LIMITS.long_chars),
        Typed::Title(text) => (text, Some("title"), LIMITS.title_chars),
        Typed::Name(text) => (text, Some("name"), LIMITS.name_chars),
    };
    // No text has more characters than bytes.
    if text.len() <= limit || text.chars().count() <= limit {
        return Ok(());
    }
    Err(what.map_or(Refusal::TooLong { limit }, |what| Refusal::NameTooLong { what, limit }))
}

impl Group {
    /// The same events, if none has words that are too long.
    pub(super) fn bounded(&self, events: Vec<Event>) -> Decided {
        events.iter().filter_map(|event| self.words_in(event)).try_for_each(refuse_too_long)?;
        Ok(events)
    }

    /// The words in an event that people can make longer.
    fn words_in<'a>(&self, event: &'a Event) -> Option<Typed<'a>> {
        match event {
            Event::ItemAdded { title, .. } | Event::ItemRenamed { title, .. } | Event::SubtopicOpened { title } => {
                Some(Typed::Title(title))
            }
            Event::PresenceDeclared { person } | Event::RegretsDeclared { person, .. } => {
                person.organization.as_deref().map(Typed::Name)
            }
            Event::Inserted { words, .. } => Some(Typed::Text(words)),
            Event::LiaisonChanged { change: LiaisonChange::Worded { part: Part::Text, text }, .. } => {
                Some(Typed::Long(text))
            }
            Event::Reworded { entry, text } => Some(self.as_in(*entry, text)),
            event => event.nature().wording.map(|wording| Typed::Text(wording.text)),
        }
    }

    /// Words as the kind that an entry holds.
    fn as_in<'a>(&self, entry: u64, words: &'a str) -> Typed<'a> {
        let is_text = |change: &LiaisonChange| matches!(change, LiaisonChange::Worded { part: Part::Text, .. });
        if self.liaison_entry(entry).is_some_and(|(_, known)| is_text(&known.change)) {
            return Typed::Long(words);
        }
        let record = self.latest_meeting().and_then(|meeting| meeting.records.get(entry));
        match record.map(|record| &record.body) {
            Some(Body::Subtopic { .. }) => Typed::Title(words),
            _ => Typed::Text(words),
        }
    }
}
