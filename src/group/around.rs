//! People around a message, beside those that the log tells of: whom it mentions by account, and how the platforms show
//! people now.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Group;
use super::naming::{has_words, may_be_called, pick, several_called, without_titles};
use super::person::{AccountId, Person, folded, same_name};
use super::queue::{Hand, Queue};
use super::refusal::Refusal;

/// What is known of people while a message is taken; nothing of it is in the log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Around {
    /// People whom the message mentions, as the record knows them.
    pub mentioned: Vec<Person>,
    /// The names that platforms show at present: a person who was renamed has another one in the record.
    pub shown: BTreeMap<AccountId, String>,
}

impl Around {
    pub fn is_empty(&self) -> bool {
        self.mentioned.is_empty() && self.shown.is_empty()
    }
}

impl Group {
    /// The person whom the message at hand mentions, by the name that stands for the mention.
    pub(super) fn mentioned_as(&self, typed: &str) -> Option<&Person> {
        self.around.mentioned.iter().find(|person| same_name(&person.name, typed))
    }

    /// The one person whom a platform shows by this name now. `None`: nobody, or several.
    pub(super) fn shown_as(&self, typed: &str) -> Option<Person> {
        let mut called = self.around.shown.iter().filter(|(_, name)| may_be_called(name, typed));
        let (account, name) = called.next().filter(|_| called.next().is_none())?;
        Some(self.person(account, name))
    }

    /// Whether a platform shows a person by this name now, whatever the record calls them.
    pub(super) fn is_shown_as(&self, person: &Person, typed: &str) -> bool {
        let shown = person.account.as_ref().and_then(|account| self.around.shown.get(account));
        shown.is_some_and(|shown| may_be_called(shown, typed))
    }

    /// A hand by the name of its person or its place: the person who is mentioned, else as [`Queue::find`] does; by the
    /// name that a platform shows now, where nobody else is meant by it.
    pub(super) fn on_queue<'a>(&self, queue: &'a Queue, typed: &str) -> Result<Option<&'a Hand>, Refusal> {
        let of = |person: &Person| queue.position(person).map(|position| &queue.hands[position]);
        if let Some(person) = self.mentioned_as(typed) {
            return Ok(of(person));
        }
        let found = queue.find(typed)?;
        let renamed = queue.hands.iter().find(|hand| self.is_shown_as(&hand.person, typed));
        match (found, renamed) {
            (Some(found), Some(renamed)) if !found.person.is(&renamed.person) => {
                Err(several_called(typed, &[&found.person, &renamed.person]))
            }
            (Some(hand), _) | (None, Some(hand)) => Ok(Some(hand)),
            (None, None) => {
                let mut called = queue.hands.iter().filter(|hand| self.has_shown_words(&hand.person, typed));
                let first = called.next();
                Ok(first.filter(|first| called.all(|other| other.person.is(&first.person))))
            }
        }
    }

    /// Whether the name by which a platform shows a person now has the words that were typed: “Benjamin” of Benjamin Ode.
    pub(super) fn has_shown_words(&self, person: &Person, typed: &str) -> bool {
        let shown = person.account.as_ref().and_then(|account| self.around.shown.get(account));
        shown.is_some_and(|shown| has_words(&folded(shown), &folded(without_titles(typed))))
    }

    /// The one of a list who is meant: who is mentioned, else by name as [`pick`] does.
    pub(super) fn one_of<'a>(&self, people: &'a [Person], typed: &str) -> Result<Option<&'a Person>, Refusal> {
        match self.mentioned_as(typed) {
            Some(mentioned) => Ok(people.iter().find(|person| person.is(mentioned))),
            None => pick(typed, people.iter().map(|person| (person, person))),
        }
    }

    /// A list of names in which the accounts of people who were chosen are their names.
    pub fn with_chosen(&self, list: &str) -> String {
        let name = |part: &str| {
            let is_meant = |person: &&Person| person.account.as_ref().is_some_and(|account| account.0 == part.trim());
            let chosen = self.around.mentioned.iter().find(is_meant);
            chosen.map_or_else(|| part.to_owned(), |person| person.name.clone())
        };
        list.split(',').map(name).collect::<Vec<String>>().join(",")
    }

    /// Text in which mentions such as `<@8>` are people's names, as the record shows them. Others stay.
    pub fn with_mentions<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.around.mentioned.is_empty() || !text.contains("<@") {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, from)) = rest.split_once("<@") {
            out.push_str(before);
            let of = |id: &str| {
                let is_meant = |person: &&Person| person.account.as_ref().is_some_and(|account| account.id() == id);
                self.around.mentioned.iter().find(is_meant)
            };
            let known = from.split_once('>').and_then(|(id, after)| Some((of(id)?, after)));
            if let Some((person, after)) = known {
                out.push_str(&person.name);
                rest = after;
            } else {
                out.push_str("<@");
                rest = from;
            }
        }
        out.push_str(rest);
        Cow::Owned(out)
    }
}
