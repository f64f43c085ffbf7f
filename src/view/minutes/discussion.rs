//! The discussion of an item: who said what in turn, and what of the talk is left out.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::people::{name_of, organization_of};
use super::{Contribution, RemarkLine};
use crate::group::event::{Manner, NoteKind};
use crate::group::meeting::Meeting;
use crate::group::minuted::Minuted;
use crate::group::person::Person;
use crate::group::record::{Body, Record};
use crate::text::{folded_line, one_line};

/// What was said without the floor, whether or not the secretary has taken it in.
pub(super) fn remarks(meeting: &Meeting, minuted: &Minuted<'_>) -> Vec<RemarkLine> {
    let untaken = minuted.without_taken();
    let left_out = meeting.records.values().filter_map(|record| match &record.body {
        Body::Said { speaker, words, manner } if !untaken.has(record.entry, *manner) => Some((record, speaker, words)),
        _ => None,
    });
    // What was deleted keeps its number, so that the others keep theirs.
    let numbered = (1..).zip(left_out).filter(|(_, (record, ..))| record.is_kept());
    let line = |(number, (record, speaker, words)): (u32, (&Record, &Arc<Person>, &String))| RemarkLine {
        number,
        entry: record.entry,
        item: record.item,
        speaker: name_of(meeting, speaker).to_owned(),
        words: one_line(words),
        is_taken: minuted.is_taken(record.entry),
    };
    numbered.map(line).collect()
}

/// The turns of records, in order. What is left out is [`remarks`]: minutes tell what a meeting came to and are not a
/// transcript.
pub(super) fn contributions(meeting: &Meeting, records: &[&Record], minuted: &Minuted<'_>) -> Vec<Contribution> {
    let mut turns = Turns::new(meeting, minuted);
    for record in records {
        if let Body::Said { speaker, words, manner } = &record.body {
            turns.say(record, speaker, Cow::Borrowed(words), *manner);
        } else {
            turns.mark(record);
        }
    }
    turns.done()
}

/// What one speaker says in a row is one turn.
pub(super) struct Turns<'a> {
    meeting: &'a Meeting,
    minuted: &'a Minuted<'a>,
    said: Vec<Contribution>,
    /// Who has the turn.
    last: Option<Arc<Person>>,
    /// Records share their people, so each is looked up once. They are kept, so that no other takes their place in memory.
    organizations: BTreeMap<*const Person, (Arc<Person>, Option<String>)>,
}

impl<'a> Turns<'a> {
    pub fn new(meeting: &'a Meeting, minuted: &'a Minuted<'a>) -> Turns<'a> {
        Turns { meeting, minuted, said: Vec::new(), last: None, organizations: BTreeMap::new() }
    }

    /// Adds a record that is needed no more.
    pub fn add(&mut self, mut record: Record) {
        if let Body::Said { speaker, words, manner } = &mut record.body {
            let (speaker, words, manner) = (Arc::clone(speaker), std::mem::take(words), *manner);
            self.say(&record, &speaker, Cow::Owned(words), manner);
        } else {
            self.mark(&record);
        }
    }

    pub fn done(mut self) -> Vec<Contribution> {
        // Someone had the floor for a point of order and said nothing.
        self.said.retain(|turn| !matches!(turn, Contribution::Turn { label: None, words, .. } if words.is_empty()));
        self.said
    }

    fn organization(&mut self, speaker: &Arc<Person>) -> Option<String> {
        let known = self.organizations.entry(Arc::as_ptr(speaker));
        known.or_insert_with(|| (Arc::clone(speaker), organization_of(self.meeting, speaker))).1.clone()
    }

    /// Adds what is no talk and has its place among it.
    fn mark(&mut self, record: &Record) {
        let sources = || sources_of(record);
        match &record.body {
            Body::Subtopic { title } => {
                self.last = None;
                self.said.push(Contribution::Subtopic { title: one_line(title) });
            }
            Body::PointOfOrder { speaker, notes } => {
                self.last = Some(Arc::clone(speaker));
                let notes: Vec<String> = notes.iter().map(|(_, note)| one_line(note)).collect();
                let organization = self.organization(speaker);
                self.said.push(Contribution::Turn {
                    label: Some("Point of order"),
                    speaker: name_of(self.meeting, speaker).to_owned(),
                    organization,
                    words: notes.join("\n"),
                    sources: Vec::new(),
                });
            }
            Body::Note { kind: NoteKind::Ruling, text } => {
                self.last = None;
                let by = record.by.as_ref();
                let organization = by.and_then(|by| self.organization(by));
                self.said.push(Contribution::Turn {
                    label: Some("Ruling"),
                    speaker: by.map_or_else(|| "the chair".to_owned(), |by| name_of(self.meeting, by).to_owned()),
                    organization,
                    words: one_line(text),
                    sources: sources(),
                });
            }
            Body::Said { .. }
            | Body::Note { .. }
            | Body::Document { .. }
            | Body::Conclusion { .. }
            | Body::Decision { .. }
            | Body::Amendment { .. }
            | Body::Proposal { .. }
            | Body::Poll { .. }
            | Body::Question { .. }
            | Body::Action { .. } => {}
        }
    }

    fn say(&mut self, record: &Record, speaker: &Arc<Person>, words: Cow<'_, str>, manner: Manner) {
        if !self.minuted.has(record.entry, manner) {
            return;
        }
        let source = sources_of(record);
        if manner == Manner::Summary {
            self.last = None;
            self.said.push(Contribution::Summary { words: one_line(&words), sources: source });
            return;
        }
        let goes_on = self.last.as_ref().is_some_and(|last| Arc::ptr_eq(last, speaker) || last.is(speaker));
        self.last = Some(Arc::clone(speaker));
        if let Some(Contribution::Turn { words: before, sources, .. }) = self.said.last_mut().filter(|_| goes_on) {
            // A point of order is often typed with the hand and again with the floor.
            if is_same(before, &words) {
                before.clear();
            }
            if !before.is_empty() {
                before.push('\n');
            }
            push_as_typed(&words, before);
            sources.extend(source);
            return;
        }
        let organization = self.organization(speaker);
        self.said.push(Contribution::Turn {
            label: None,
            speaker: name_of(self.meeting, speaker).to_owned(),
            organization,
            words: as_typed(words),
            sources: source,
        });
    }
}

fn sources_of(record: &Record) -> Vec<String> {
    record.source.iter().map(|source| source.message.clone()).collect()
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

/// Whether two lines say the same, but for case and marks.
fn is_same(one: &str, other: &str) -> bool {
    let bare = |words: &str| words.to_lowercase().trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    one.len().abs_diff(other.len()) < 8 && bare(one) == bare(other)
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
