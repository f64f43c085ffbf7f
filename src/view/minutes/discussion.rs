//! The discussion of an item: who said what in turn, and what of the talk is left out.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::people::organization_of;
use super::{Contribution, RemarkLine};
use crate::group::Group;
use crate::group::charter::Discussion;
use crate::group::event::{Manner, NoteKind};
use crate::group::meeting::Meeting;
use crate::group::person::Person;
use crate::group::record::{Body, Record};
use crate::text::{folded_line, one_line};

/// What of the talk goes into the minutes.
pub(super) struct Minuted<'a> {
    discussion: Discussion,
    /// Remarks that the secretary has taken in.
    taken: Option<&'a BTreeSet<u64>>,
}

impl Minuted<'_> {
    pub fn of(group: &Group, meeting: u32) -> Minuted<'_> {
        let taken = group.minutes.get(&meeting).map(|state| &state.taken);
        Minuted { discussion: group.charter.discussion, taken }
    }

    pub fn has(&self, entry: u64, manner: Manner) -> bool {
        let by_manner = match (manner, self.discussion) {
            (Manner::Statement | Manner::Scribed | Manner::Summary, _) | (_, Discussion::All) => true,
            (Manner::Answer, Discussion::Answers) => true,
            (Manner::Answer | Manner::Remark, _) => false,
        };
        by_manner || self.taken.is_some_and(|taken| taken.contains(&entry))
    }
}

/// What was said without the floor, whether or not the secretary has taken it in.
pub(super) fn remarks(meeting: &Meeting, minuted: &Minuted<'_>) -> Vec<RemarkLine> {
    let untaken = Minuted { discussion: minuted.discussion, taken: None };
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
        speaker: speaker.name.clone(),
        words: one_line(words),
        is_taken: minuted.taken.is_some_and(|taken| taken.contains(&record.entry)),
    };
    numbered.map(line).collect()
}

/// Turns in order; what one speaker says in a row is one turn. What is left out is [`remarks`]: minutes tell what a
/// meeting came to and are not a transcript.
pub(super) fn contributions(meeting: &Meeting, records: &[&Record], minuted: &Minuted<'_>) -> Vec<Contribution> {
    let mut turns: Vec<Contribution> = Vec::new();
    let mut last: Option<&Arc<Person>> = None;
    // Records share their people, so each is looked up once.
    let mut organizations: BTreeMap<*const Person, Option<String>> = BTreeMap::new();
    let mut organization = |speaker: &Arc<Person>| {
        let known = organizations.entry(Arc::as_ptr(speaker));
        known.or_insert_with(|| organization_of(meeting, speaker)).clone()
    };
    for record in records {
        match &record.body {
            Body::Subtopic { title } => {
                last = None;
                turns.push(Contribution::Subtopic { title: one_line(title) });
            }
            Body::Said { manner, .. } if !minuted.has(record.entry, *manner) => {}
            Body::Said { words, manner: Manner::Summary, .. } => {
                last = None;
                let source = record.source.as_ref().map(|source| source.message.clone());
                turns.push(Contribution::Summary { words: one_line(words), sources: source.into_iter().collect() });
            }
            Body::PointOfOrder { speaker, notes } => {
                last = Some(speaker);
                let notes: Vec<String> = notes.iter().map(|(_, note)| one_line(note)).collect();
                turns.push(Contribution::Turn {
                    label: Some("Point of order"),
                    speaker: speaker.name.clone(),
                    organization: organization(speaker),
                    words: notes.join("\n"),
                    sources: Vec::new(),
                });
            }
            Body::Note { kind: NoteKind::Ruling, text } => {
                last = None;
                let source = record.source.as_ref().map(|source| source.message.clone());
                turns.push(Contribution::Turn {
                    label: Some("Ruling"),
                    speaker: record.by.as_ref().map_or_else(|| "the chair".to_owned(), |by| by.name.clone()),
                    organization: record.by.as_ref().and_then(&mut organization),
                    words: one_line(text),
                    sources: source.into_iter().collect(),
                });
            }
            Body::Said { speaker, words, manner: _ } => {
                let source = record.source.as_ref().map(|source| source.message.clone());
                let goes_on = last.is_some_and(|last| Arc::ptr_eq(last, speaker) || last.is(speaker));
                last = Some(speaker);
                match turns.last_mut() {
                    // A point of order is often typed with the hand and again with the floor.
                    Some(Contribution::Turn { words: before, sources, .. }) if goes_on && is_same(before, words) => {
                        before.clear();
                        push_as_typed(words, before);
                        sources.extend(source);
                    }
                    Some(Contribution::Turn { words: before, sources, .. }) if goes_on => {
                        if !before.is_empty() {
                            before.push('\n');
                        }
                        push_as_typed(words, before);
                        sources.extend(source);
                    }
                    _ => {
                        let mut said = String::with_capacity(words.len());
                        push_as_typed(words, &mut said);
                        turns.push(Contribution::Turn {
                            label: None,
                            speaker: speaker.name.clone(),
                            organization: organization(speaker),
                            words: said,
                            sources: source.into_iter().collect(),
                        });
                    }
                }
            }
            Body::Note { .. }
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
    // Someone had the floor for a point of order and said nothing.
    turns.retain(|turn| !matches!(turn, Contribution::Turn { label: None, words, .. } if words.is_empty()));
    turns
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
