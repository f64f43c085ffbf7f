//! Documents that a meeting considered.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::people::{name_of, organization_of};
use crate::group::Group;
use crate::group::considered::Considered;
use crate::group::documents::{Document, is_same_reference};
use crate::group::event::NoteKind;
use crate::group::meeting::Meeting;
use crate::group::minuted::Minuted;
use crate::group::record::{Body, Record};
use crate::text::one_line;
use crate::view::references::references;

/// A document that was named for an item, in the list of contributions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContributionLine {
    pub reference: String,
    /// As the group's list of documents has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who has contributed it: whom its line names, or else the participant who named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Numbers of the items under which it was named.
    pub items: Vec<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// The documents that were named with `doc`, in order, each once.
pub(super) fn contributed(group: &Group, meeting: &Meeting, kept: &[&Record]) -> Vec<ContributionLine> {
    let noted_links: Vec<String> = kept.iter().filter_map(|record| link_note(record)).collect();
    let mut lines: Vec<ContributionLine> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for record in kept {
        let Body::Document { reference } = &record.body else { continue };
        let words = one_line(reference);
        let document = Considered::of(&words);
        let place = *places.entry(document.reference.to_owned()).or_insert(lines.len());
        if place == lines.len() {
            let reference = full_number(group, document.reference);
            let listed = group.document_called(&reference).map(|(_, listed)| listed);
            // A statement to the group is known from the list of statements.
            let statement = group.incoming_called(&reference).map(|(_, statement)| statement);
            let (title, source) = listed.map_or((None, None), |listed| named_in(meeting, listed));
            let title = title.or_else(|| statement.map(|one| one_line(one.title())));
            let source = source.or_else(|| group.sender_of(statement?).as_deref().map(one_line));
            let link = listed.and_then(Document::url);
            lines.push(ContributionLine { reference, title, source, items: Vec::new(), link });
        }
        let line = &mut lines[place];
        line.items.extend(record.item.filter(|item| !line.items.contains(item)));
        let noted = || noted_links.iter().find_map(|note| address_beside(note, document.reference));
        line.link = line.link.take().or_else(|| document.link.map(str::to_owned)).or_else(noted);
        let said = document.source.map(str::to_owned);
        line.source = said.or_else(|| line.source.take()).or_else(|| contributor(group, meeting, record));
    }
    lines.extend(placed(group, meeting, &lines));
    lines
}

/// Title and source as the meeting knew them; what was added after it counts where it knew none.
fn named_in(meeting: &Meeting, document: &Document) -> (Option<String>, Option<String>) {
    let then = document.as_of(meeting.last_entry);
    let title = then.title().or_else(|| document.title());
    let source = then.source().or_else(|| document.source());
    (title.as_deref().map(one_line), source.as_deref().map(one_line))
}

/// The documents of the list that were put to an item of the meeting before it ended, and that nobody named in it.
fn placed(group: &Group, meeting: &Meeting, named: &[ContributionLine]) -> Vec<ContributionLine> {
    let is_named = |reference: &str| named.iter().any(|line| is_same_reference(&line.reference, reference));
    let placed = put_to_items(group, meeting).filter(|(_, reference, _)| !is_named(reference));
    let placed = placed.map(|(document, reference, item)| {
        let (title, source) = named_in(meeting, document);
        ContributionLine { reference, title, source, items: vec![item], link: document.url() }
    });
    placed.collect()
}

/// The documents of the list that were put to an item of the meeting before it ended, with their numbers and the item.
fn put_to_items<'a>(group: &'a Group, meeting: &'a Meeting) -> impl Iterator<Item = (&'a Document, String, u32)> {
    let is_in_time =
        |document: &Document| document.received_at().is_some_and(|at| meeting.ended_at.is_none_or(|ended| at <= ended));
    group.documents().filter(move |(_, document)| is_in_time(document)).filter_map(|(_, document)| {
        let (of, item) = document.item()?;
        let is_of_meeting = of == Some(meeting.number) && meeting.agenda.item(item).is_some();
        let stands = is_of_meeting && group.replaced_by(document).is_none();
        stands.then(|| (document, one_line(&group.document_number(document)), item))
    })
}

/// The group's own number in full where people typed its end: `I4` is `JCG-IoTSec-I4`.
fn full_number(group: &Group, reference: &str) -> String {
    let own =
        group.document_called(reference).map(|(_, document)| document).filter(|known| known.reference().is_none());
    own.map_or_else(|| reference.to_owned(), |document| one_line(&group.document_number(document)))
}

/// A participant who names a document has contributed it; those who run the meeting name those of others.
fn contributor(group: &Group, meeting: &Meeting, record: &Record) -> Option<String> {
    let Body::Document { reference } = &record.body else { return None };
    // A number such as SG17-TD123 says of which body it is, whoever types it.
    if group.is_of_a_body(Considered::of(reference).reference) {
        return None;
    }
    let by = record.by.as_deref().filter(|by| !by.is_deleted())?;
    let is_officer = |account| group.charter.chairs.contains(account) || group.charter.secretaries.contains(account);
    let runs_it = by.account.as_ref().is_some_and(is_officer)
        || meeting.all_chairs.iter().chain(&meeting.all_scribes).any(|other| other.is(by));
    if runs_it {
        return None;
    }
    let name = name_of(meeting, by);
    Some(organization_of(meeting, by).map_or_else(|| name.to_owned(), |from| format!("{name} ({from})")))
}

fn link_note(record: &Record) -> Option<String> {
    match &record.body {
        Body::Note { kind: NoteKind::Link, text } => Some(one_line(text)),
        _ => None,
    }
}

/// The address in a link's line that has the document's number as a word.
fn address_beside(note: &str, reference: &str) -> Option<String> {
    let has = note.split_whitespace().any(|word| word.trim_matches([',', ';', ':', '.', '(', ')']) == reference);
    note.split_whitespace().find(|word| word.contains("://")).filter(|_| has).map(str::to_owned)
}

/// Those of an item: the ones of the list that were put to it, named ones, then those that its words refer to. Remarks are
/// not minuted.
pub(super) fn documents(group: &Group, (meeting, item): (&Meeting, Option<u32>), records: &[&Record]) -> Vec<String> {
    let mentioned = documents_in(group, records.iter().copied(), &Minuted::of(group, meeting.number));
    let put = put_to_items(group, meeting).filter(|(_, _, of)| Some(*of) == item).map(|(_, reference, _)| reference);
    let mut documents: Vec<String> = Vec::new();
    for reference in put.chain(mentioned) {
        if !documents.iter().any(|known| is_same_reference(known, &reference)) {
            documents.push(reference);
        }
    }
    documents
}

/// The documents of a whole meeting, without the rest of its minutes.
pub fn documents_of(group: &Group, meeting: &Meeting) -> Vec<String> {
    let minuted = Minuted::of(group, meeting.number);
    documents_in(group, meeting.records.values().filter(|record| record.is_kept()), &minuted)
}

fn documents_in<'a>(
    group: &'a Group,
    records: impl Iterator<Item = &'a Record> + Clone,
    minuted: &Minuted<'_>,
) -> Vec<String> {
    let mut documents: Vec<String> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    let named = records.clone().filter_map(|record| match &record.body {
        Body::Document { reference } => Some(full_number(group, &one_line(Considered::of(reference).reference))),
        _ => None,
    });
    let is_minuted = |record: &&Record| {
        let is_left_out = matches!(record.body, Body::Said { manner, .. } if !minuted.has(record.entry, manner));
        !is_left_out
            && !matches!(record.body, Body::Document { .. } | Body::Poll { .. })
            && !matches!(record.body, Body::Note { kind: NoteKind::Link | NoteKind::Outgoing, .. })
    };
    let minuted = records.filter(is_minuted).filter_map(|record| group.text_of(record));
    for reference in named.chain(minuted.flat_map(references)) {
        if !known.contains(&reference) {
            known.insert(reference.clone());
            documents.push(reference);
        }
    }
    documents
}
