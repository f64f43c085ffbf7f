//! The record: statements, notes, documents, decisions, actions, and how they are corrected.

use std::num::NonZeroU64;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::group::Group;
use crate::group::decision::Decision;
use crate::group::event::{DecisionId, Manner, NoteKind, Source};
use crate::group::person::{DELETED, Person};
use crate::group::telling::Mark;

/// One thing in the record of a meeting. Its id is the number of its entry in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub entry: u64,
    pub at: DateTime<Utc>,
    pub by: Option<Arc<Person>>,
    /// The item that was open.
    pub item: Option<u32>,
    pub source: Option<Box<Source>>,
    /// Entry before whose record it belongs; `None`: in its own place.
    pub before: Option<NonZeroU64>,
    pub body: Body,
    pub is_withdrawn: bool,
}

// Long meetings have many, and one machine has many meetings.
const _: () = assert!(size_of::<Record>() <= 96);

/// What a record holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Said {
        speaker: Arc<Person>,
        words: String,
        manner: Manner,
    },
    Note {
        kind: NoteKind,
        text: String,
    },
    Document {
        reference: String,
    },
    Subtopic {
        title: String,
    },
    Conclusion {
        item: u32,
        text: String,
    },
    /// The words live in [`Group::decisions`].
    Decision {
        decision: DecisionId,
    },
    Amendment {
        decision: DecisionId,
        amended: Box<Amended>,
    },
    /// What is asked lives with the meeting.
    Proposal {
        proposal: u32,
    },
    Poll {
        poll: u32,
    },
    Question {
        question: u32,
    },
    /// Someone got the floor for a point of order: the words of the hand, each with the entry that brought it.
    PointOfOrder {
        speaker: Arc<Person>,
        notes: Vec<(u64, String)>,
    },
    /// The action's text lives in [`Group::actions`].
    Action {
        action: u32,
    },
}

/// How a decision was amended, or why it was opened again (no text).
#[derive(Clone, Debug, PartialEq)]
pub struct Amended {
    pub text: Option<String>,
    pub reason: Option<String>,
}

impl Record {
    /// Whether it is what an item came to.
    pub fn is_outcome(&self) -> bool {
        matches!(self.body, Body::Conclusion { .. } | Body::Decision { .. } | Body::Amendment { .. })
    }

    /// Whether it counts: not taken back and not deleted.
    pub fn is_kept(&self) -> bool {
        !self.is_withdrawn && self.text().is_none_or(|text| text != DELETED)
    }

    /// Its words, where they live with it.
    pub fn text(&self) -> Option<&str> {
        match &self.body {
            Body::Said { words, .. } => Some(words),
            Body::Note { text, .. } | Body::Conclusion { text, .. } => Some(text),
            Body::Document { reference } => Some(reference),
            Body::Subtopic { title } => Some(title),
            Body::Amendment { amended, .. } => amended.text.as_deref(),
            Body::Decision { .. }
            | Body::Proposal { .. }
            | Body::Poll { .. }
            | Body::Question { .. }
            | Body::PointOfOrder { .. }
            | Body::Action { .. } => None,
        }
    }

    pub(super) fn set_text(&mut self, new: &str) {
        match &mut self.body {
            Body::Said { words: text, .. }
            | Body::Note { text, .. }
            | Body::Conclusion { text, .. }
            | Body::Document { reference: text }
            | Body::Subtopic { title: text } => new.clone_into(text),
            Body::Amendment { amended, .. } => amended.text = Some(new.to_owned()),
            Body::Decision { .. }
            | Body::Proposal { .. }
            | Body::Poll { .. }
            | Body::Question { .. }
            | Body::PointOfOrder { .. }
            | Body::Action { .. } => {}
        }
    }

    /// Whose words they are: the speaker's, else of the person who recorded them.
    pub fn author(&self) -> Option<&Person> {
        match &self.body {
            Body::Said { speaker, .. } | Body::PointOfOrder { speaker, .. } => Some(speaker),
            _ => self.by.as_deref(),
        }
    }

    /// Whether the words are a person's own, or were written down by that person.
    pub(super) fn belongs_to(&self, person: &Person) -> bool {
        let people = self.author().into_iter().chain(self.by.as_deref());
        people.into_iter().any(|own| own.is(person))
    }
}

impl Group {
    /// The words of a record, wherever they live; nothing where they are gone.
    pub fn text_of<'a>(&'a self, record: &'a Record) -> Option<&'a str> {
        let meeting = || self.latest_meeting().filter(|meeting| meeting.records.contains(record.entry));
        let text = match &record.body {
            Body::Action { action } => {
                self.actions.get(action).filter(|action| action.is_kept()).map(|action| action.text.as_str())
            }
            Body::Decision { decision } => {
                self.decisions.get(decision).filter(|decision| decision.is_kept()).map(Decision::text)
            }
            Body::Proposal { proposal } => {
                meeting().and_then(|meeting| meeting.proposal(*proposal)).map(|proposal| proposal.text.as_str())
            }
            Body::Poll { poll } => meeting().and_then(|meeting| meeting.poll(*poll)).map(|poll| poll.question.as_str()),
            Body::Question { question } => {
                let questions = meeting().map(|meeting| meeting.questions.as_slice()).unwrap_or_default();
                questions.iter().find(|known| known.number == *question).map(|question| question.text.as_str())
            }
            Body::Said { .. }
            | Body::Note { .. }
            | Body::Document { .. }
            | Body::Subtopic { .. }
            | Body::Amendment { .. }
            | Body::PointOfOrder { .. }
            | Body::Conclusion { .. } => record.text(),
        };
        text.filter(|text| *text != DELETED)
    }
}

impl Body {
    /// What people call it.
    pub fn called(&self) -> &'static str {
        match self {
            Body::Said { .. } => "a statement",
            Body::PointOfOrder { .. } => "a point of order",
            Body::Note { .. } => "a note",
            Body::Document { .. } => "a document",
            Body::Subtopic { .. } => "a subtopic",
            Body::Conclusion { .. } => "a conclusion",
            Body::Decision { .. } => "a decision",
            Body::Amendment { .. } => "an amendment",
            Body::Proposal { .. } => "a proposal",
            Body::Poll { .. } => "a poll",
            Body::Question { .. } => "a question",
            Body::Action { .. } => "an action",
        }
    }
}

/// Records in order of their entries, which only ever grow: the newest is last. (A map that
/// grows at its end is half empty, and records are large.)
#[derive(Clone, Debug, Default)]
pub struct Records {
    in_order: Vec<Record>,
    /// How the first of them are found in texts, one for each; the others are not marked yet.
    marks: Vec<Mark>,
}

/// What is marked is nothing that a log says.
impl PartialEq for Records {
    fn eq(&self, other: &Records) -> bool {
        self.in_order == other.in_order
    }
}

impl Records {
    /// Adds a record; entries come in order.
    pub(super) fn add(&mut self, record: Record) {
        if self.in_order.last().is_none_or(|last| last.entry < record.entry) {
            return self.in_order.push(record);
        }
        let place = self.in_order.partition_point(|known| known.entry < record.entry);
        self.marks.truncate(place);
        self.in_order.insert(place, record);
    }

    pub fn get(&self, entry: u64) -> Option<&Record> {
        self.place(entry).map(|place| &self.in_order[place])
    }

    pub(super) fn get_mut(&mut self, entry: u64) -> Option<&mut Record> {
        let place = self.place(entry)?;
        if let Some(mark) = self.marks.get_mut(place) {
            *mark = Mark::Unread;
        }
        Some(&mut self.in_order[place])
    }

    /// Takes the words of a hand out, whose message was deleted.
    pub(super) fn forget_note(&mut self, entry: u64) {
        for record in &mut self.in_order {
            if let Body::PointOfOrder { notes, .. } = &mut record.body {
                notes.retain(|(from, _)| *from != entry);
            }
        }
    }

    pub fn contains(&self, entry: u64) -> bool {
        self.place(entry).is_some()
    }

    /// In order.
    pub fn values(&self) -> std::slice::Iter<'_, Record> {
        self.in_order.iter()
    }

    /// Marks those that are new.
    pub(super) fn mark(&mut self) {
        let new = self.in_order.iter().skip(self.marks.len());
        self.marks.extend(new.map(|record| Mark::of(record.entry, record.text())));
    }

    /// How the first of them are found in texts.
    pub(super) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Makes room for so many more, where they are known to come.
    pub fn reserve(&mut self, count: usize) {
        self.in_order.reserve(count);
    }

    /// In order, where the rest is needed no more.
    pub fn into_values(self) -> std::vec::IntoIter<Record> {
        self.in_order.into_iter()
    }

    pub fn len(&self) -> usize {
        self.in_order.len()
    }

    pub fn is_empty(&self) -> bool {
        self.in_order.is_empty()
    }

    fn place(&self, entry: u64) -> Option<usize> {
        self.in_order.binary_search_by_key(&entry, |record| record.entry).ok()
    }
}
