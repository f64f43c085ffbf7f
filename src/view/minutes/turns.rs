//! What people said, as minutes have it: in turns.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Contribution, organization_of};
use crate::group::event::Manner;
use crate::group::meeting::Meeting;
use crate::group::person::Person;
use crate::group::record::{Body, Record};
use crate::text::{folded_line, one_line};

/// The turns of records, in order.
pub fn of(meeting: &Meeting, records: &[&Record]) -> Vec<Contribution> {
    let mut turns = Turns::new(meeting);
    for record in records {
        if let Body::Subtopic { title } = &record.body {
            turns.head(title);
        } else if let Body::Said { speaker, words, manner } = &record.body {
            let source = record.source.as_ref().map(|source| source.message.clone());
            turns.say(speaker, Cow::Borrowed(words), *manner, source);
        }
    }
    turns.done()
}

/// What one speaker says in a row is one turn. Remarks from the room are not minuted: minutes tell what a meeting came to
/// and are not a transcript.
pub struct Turns<'a> {
    meeting: &'a Meeting,
    turns: Vec<Contribution>,
    /// Who has the turn.
    last: Option<Arc<Person>>,
    /// Records share their people, so each is looked up once. They are kept, so that no other takes their place in memory.
    organizations: BTreeMap<*const Person, (Arc<Person>, Option<String>)>,
}

impl<'a> Turns<'a> {
    pub fn new(meeting: &'a Meeting) -> Turns<'a> {
        Turns { meeting, turns: Vec::new(), last: None, organizations: BTreeMap::new() }
    }

    /// Adds a record that is needed no more, and has no source.
    pub fn add(&mut self, record: Record) {
        if let Body::Subtopic { title } = record.body {
            self.head(&title);
        } else if let Body::Said { speaker, words, manner } = record.body {
            self.say(&speaker, Cow::Owned(words), manner, None);
        }
    }

    pub fn done(self) -> Vec<Contribution> {
        self.turns
    }

    fn head(&mut self, title: &str) {
        self.last = None;
        self.turns.push(Contribution::Subtopic { title: one_line(title) });
    }

    fn say(&mut self, speaker: &Arc<Person>, words: Cow<'_, str>, manner: Manner, source: Option<String>) {
        if manner == Manner::Remark {
            return;
        }
        let goes_on = self.last.as_ref().is_some_and(|last| Arc::ptr_eq(last, speaker) || last.is(speaker));
        match self.turns.last_mut() {
            Some(Contribution::Turn { words: before, sources, .. }) if goes_on => {
                before.push('\n');
                push_as_typed(&words, before);
                sources.extend(source);
            }
            _ => {
                let known = self.organizations.entry(Arc::as_ptr(speaker));
                let looked_up = || (Arc::clone(speaker), organization_of(self.meeting, speaker));
                let organization = known.or_insert_with(looked_up).1.clone();
                self.turns.push(Contribution::Turn {
                    speaker: speaker.name.clone(),
                    organization,
                    words: as_typed(words),
                    sources: source.into_iter().collect(),
                });
            }
        }
        self.last = Some(Arc::clone(speaker));
    }
}

/// The words of a turn, moved where that is enough.
fn as_typed(words: Cow<'_, str>) -> String {
    if matches!(folded_line(&words), Cow::Borrowed(_)) {
        return words.into_owned();
    }
    let mut said = String::with_capacity(words.len());
    push_as_typed(&words, &mut said);
    said
}

/// A turn keeps its lines: what was typed apart does not run together.
fn push_as_typed(words: &str, out: &mut String) {
    // Most of it is one line.
    if let Cow::Borrowed(line) = folded_line(words) {
        return out.push_str(line);
    }
    let start = out.len();
    for line in words.lines().map(folded_line).filter(|line| !line.is_empty()) {
        if out.len() > start {
            out.push('\n');
        }
        out.push_str(&line);
    }
}
