//! Documents that a meeting considered.

use std::collections::HashSet;

use super::discussion::Minuted;
use crate::group::Group;
use crate::group::event::NoteKind;
use crate::group::meeting::Meeting;
use crate::group::record::{Body, Record};
use crate::text::one_line;
use crate::view::documents::described;
use crate::view::references::references;

/// Named ones first, then those that the words of the item refer to. Remarks are not minuted.
pub(super) fn documents(group: &Group, records: &[&Record], minuted: &Minuted<'_>) -> Vec<String> {
    documents_in(group, records.iter().copied(), minuted)
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
        Body::Document { reference } => Some(one_line(reference)),
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

/// A document with what the group's list says of it: `SG17-TD123, “Gateway authentication”, from SG17`.
pub(super) fn labelled(group: &Group, reference: &str) -> String {
    let described = described(group, reference).unwrap_or_default();
    format!("{reference}{described}")
}
