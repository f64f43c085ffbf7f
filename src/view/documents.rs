//! The list of the group's documents in words: answers in the room, and the lines as papers and files show them.

use chrono::NaiveDate;
use serde::Serialize;

use super::Say;
use crate::group::Group;
use crate::group::command::{DocumentCommand, WhichDocuments};
use crate::group::documents::{
    ConsideredAt, Document, DocumentChange, DocumentEntry, DocumentKind, Lateness, is_same_reference,
};
use crate::group::liaison::Way;
use crate::group::person::same_name;
use crate::text::{Block, Span, Text, join_and, one_line, shorten};

/// The list as a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentList {
    /// Version of this model's JSON form.
    pub format: u32,
    pub group: String,
    pub documents: Vec<DocumentLine>,
}

/// A document as papers and files show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentLine {
    /// The number that others gave it, else the group's own.
    pub number: String,
    pub kind: DocumentKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Day on which it was listed, in the group's zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<NaiveDate>,
    /// The item of the next agenda for which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// The meeting and the item for which it was, where that meeting is over and nobody named the document in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was_for: Option<(u32, u32)>,
    /// The meetings that considered it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub considered: Vec<u32>,
    /// The number of the revision that replaces it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<Lateness>,
}

impl DocumentLine {
    /// `SG17-TD123-R1, “Gateway authentication”, from SG17`.
    pub fn named(&self) -> String {
        let title = self.title.as_deref().map_or_else(String::new, |title| format!(", “{title}”"));
        let source = self.source.as_deref().map_or_else(String::new, |source| format!(", from {source}"));
        format!("{}{title}{source}", self.number)
    }

    /// What else is known of it, each a few words.
    pub fn remarks(&self) -> Vec<String> {
        let item = self.item.map(|item| format!("for item {item}"));
        let considered = match self.considered.as_slice() {
            [] => None,
            [one] => Some(format!("considered at meeting {one}")),
            several => {
                let several: Vec<String> = several.iter().map(u32::to_string).collect();
                Some(format!("considered at meetings {}", join_and(&several)))
            }
        };
        let was_for = self.was_for.map(|(meeting, item)| format!("for item {item} of meeting {meeting}"));
        let replaced = self.replaced_by.as_ref().map(|by| format!("replaced by {by}"));
        [item, self.late.map(lateness), was_for, considered, replaced].into_iter().flatten().collect()
    }
}

/// `late: 9 days before the meeting, 12 asked`.
pub fn lateness(late: Lateness) -> String {
    let Lateness { days_before, asked } = late;
    match days_before {
        0 => format!("late: on the day of the meeting, {asked} days before it asked"),
        1 => format!("late: 1 day before the meeting, {asked} asked"),
        days if days > 0 => format!("late: {days} days before the meeting, {asked} asked"),
        _ => format!("late: after the meeting, {asked} days before it asked"),
    }
}

/// The list, with the documents that are meant.
pub fn documents(group: &Group, which: &WhichDocuments) -> DocumentList {
    let ahead =
        group.meeting.as_ref().map(|meeting| meeting.number).or_else(|| group.planned().map(|plan| plan.meeting));
    let is_of_item = |item: u32| move |known: &&ConsideredAt| known.item == Some(item) && known.meeting == ahead;
    let is_meant = |document: &Document| match which {
        WhichDocuments::All => true,
        WhichDocuments::Item(item) => {
            let is_placed = document.item().is_some_and(|(meeting, known)| known == *item && meeting == ahead);
            is_placed || group.considered_of(document).any(|known| is_of_item(*item)(&known))
        }
        WhichDocuments::Late => group.lateness(document).is_some(),
        WhichDocuments::Source(source) => Group::is_source(document, source),
    };
    let meant = group.documents().filter(|(_, document)| is_meant(document));
    let mut documents: Vec<DocumentLine> = meant.map(|(_, document)| line(group, document, ahead)).collect();
    // What nobody has listed is known by its number alone.
    for known in group.considered_documents() {
        let is_meant = match which {
            WhichDocuments::All => true,
            WhichDocuments::Item(item) => is_of_item(*item)(&known),
            WhichDocuments::Late | WhichDocuments::Source(_) => false,
        };
        let is_there = documents.iter().any(|line| is_same_reference(&line.number, &known.reference));
        if is_meant && !is_there && group.document_called(&known.reference).is_none() {
            documents.push(unlisted(group, &known.reference));
        }
    }
    // A statement to the group is a document, whoever entered it among the statements only.
    for (_, statement) in group.all_liaisons().filter(|(_, one)| one.way() == Way::In && one.dropped().is_none()) {
        let Some(reference) = statement.reference() else { continue };
        let is_meant = match which {
            WhichDocuments::All => true,
            WhichDocuments::Source(source) => group.sender_of(statement).is_some_and(|from| same_name(&from, source)),
            WhichDocuments::Item(_) | WhichDocuments::Late => false,
        };
        let is_there = documents.iter().any(|line| is_same_reference(&line.number, reference));
        if is_meant && !is_there && group.document_called(reference).is_none() {
            documents.push(unlisted(group, reference));
        }
    }
    documents.sort_by_key(|line| line.received);
    DocumentList { format: 1, group: group.charter.name.clone(), documents }
}

/// A document that nobody has listed: a meeting considered it, or it is a statement to the group.
fn unlisted(group: &Group, reference: &str) -> DocumentLine {
    let statement = group.incoming_called(reference).map(|(_, statement)| statement);
    let considered = held(group, group.considered_as(reference));
    let ahead = upcoming(group);
    let item = group.considered_as(reference).filter(|known| known.meeting == ahead && ahead.is_some()).last();
    let item = item.and_then(|known| known.item);
    let received = statement.and_then(|one| one.changes.first()).map(|entry| entry.at);
    let first = group.considered_as(reference).next().map(|known| known.at).into_iter().chain(received).min();
    let latest = |part: fn(&ConsideredAt) -> Option<&String>| group.considered_as(reference).filter_map(part).last();
    let source = latest(|known| known.source.as_ref()).cloned().or_else(|| group.sender_of(statement?));
    let url = latest(|known| known.url.as_ref()).cloned();
    DocumentLine {
        number: one_line(reference),
        kind: DocumentKind::of(reference),
        title: statement.map(|one| one_line(one.title())),
        source: source.as_deref().map(one_line),
        url: url.or_else(|| Some(reference.to_owned()).filter(|reference| reference.contains("://"))),
        received: first.map(|at| at.with_timezone(&group.charter.zone).date_naive()),
        item,
        was_for: None,
        considered,
        replaced_by: None,
        late: None,
    }
}

/// The meeting that comes next, where none is open: what was named for it has not been considered yet.
fn upcoming(group: &Group) -> Option<u32> {
    group.planned().filter(|_| group.meeting.is_none()).map(|plan| plan.meeting)
}

/// The meetings that considered something, each once.
fn held<'a>(group: &Group, considered: impl Iterator<Item = &'a ConsideredAt>) -> Vec<u32> {
    let ahead = upcoming(group);
    let mut held: Vec<u32> = considered.filter_map(|known| known.meeting).filter(|of| Some(*of) != ahead).collect();
    held.dedup();
    held
}

fn line(group: &Group, document: &Document, ahead: Option<u32>) -> DocumentLine {
    let considered = held(group, group.considered_of(document));
    let is_over = |(of, item): (Option<u32>, u32)| {
        let meeting = of.filter(|_| of != ahead && of != upcoming(group))?;
        (!considered.contains(&meeting) && group.last_meeting.is_some_and(|last| meeting <= last))
            .then_some((meeting, item))
    };
    DocumentLine {
        was_for: document.item().and_then(is_over),
        number: one_line(&group.document_number(document)),
        kind: document.kind(),
        title: document.title().as_deref().map(one_line),
        source: document.source().as_deref().map(one_line),
        url: document.url(),
        received: document.received_at().map(|at| at.with_timezone(&group.charter.zone).date_naive()),
        item: document.item().filter(|(meeting, _)| *meeting == ahead).map(|(_, item)| item),
        considered,
        replaced_by: group.replaced_by(document),
        late: group.lateness(document),
    }
}

/// A document that is named by its number, with what the list says of it: `SG17-TD123, “Gateways”, from SG17`.
pub(super) fn described(group: &Group, reference: &str) -> String {
    let known = group.document_called(reference).filter(|(_, document)| document.dropped().is_none());
    let Some((_, document)) = known else {
        return match group.incoming_called(reference) {
            Some(_) => unlisted(group, reference).named(),
            None => reference.to_owned(),
        };
    };
    DocumentLine { number: reference.to_owned(), ..line(group, document, None) }.named()
}

/// What the room hears of a change.
pub(super) fn to_event(group: &Group, place: u32, change: &DocumentChange) -> Vec<Say> {
    let Some(document) = group.library.get(&place) else { return Vec::new() };
    let line = line(group, document, group.planned().map(|plan| plan.meeting));
    let number = &line.number;
    let words = match change {
        DocumentChange::Registered { .. } => {
            let remarks: String = line.remarks().iter().map(|remark| format!("; {remark}")).collect();
            format!("Listed: {}{remarks}.", line.named())
        }
        DocumentChange::Retitled { .. } | DocumentChange::Sourced { .. } => {
            format!("The list now says: {}.", line.named())
        }
        DocumentChange::Linked { .. } => format!("The list now says where {number} is."),
        DocumentChange::Placed { item } => format!("{number} is for item {item}."),
        DocumentChange::Numbered { .. } => format!("It is now {}.", line.named()),
        DocumentChange::Dropped { reason } => {
            format!("{number} is off the list{}. To list it again: document+ {number}", crate::text::because(reason))
        }
        DocumentChange::Restored => format!("{number} is on the list again."),
    };
    vec![Say::line(words)]
}

/// What the room hears when the line that listed a document has other words.
pub(super) fn reworded(group: &Group, place: u32) -> Vec<Say> {
    let document = group.library.get(&place).filter(|document| !document.is_gone());
    let named = document.map(|document| line(group, document, None).named());
    named.map(|named| Say::line(format!("The list now says: {named}."))).into_iter().collect()
}

/// What an entry has changed in the list, as people call it.
pub(super) fn named(group: &Group, entry: u64) -> Option<String> {
    let (place, known) = group.document_entry(entry)?;
    let number = group.library.get(&place).map(|document| group.document_number(document))?;
    Some(match &known.change {
        DocumentChange::Registered { .. } => "a document of the list".to_owned(),
        DocumentChange::Retitled { .. } => format!("the title of {number}"),
        DocumentChange::Sourced { .. } => format!("the source of {number}"),
        DocumentChange::Linked { .. } => format!("where {number} is"),
        DocumentChange::Placed { .. } => format!("the item of {number}"),
        DocumentChange::Numbered { .. } => format!("the number of {number}"),
        DocumentChange::Dropped { .. } | DocumentChange::Restored => format!("the change of {number}"),
    })
}

/// The answer to a question, or to a command that changed nothing.
pub(super) fn answer(group: &Group, command: &DocumentCommand) -> Vec<Say> {
    match command {
        DocumentCommand::ShowDocument { document } => shown(group, document).into_iter().collect(),
        DocumentCommand::ShowDocuments { which } => vec![listed(group, which)],
        DocumentCommand::ListDocument { .. }
        | DocumentCommand::ChangeDocument { .. }
        | DocumentCommand::DropDocument { .. } => vec![Say::whisper("Nothing changed: the list already says so.")],
    }
}

fn listed(group: &Group, which: &WhichDocuments) -> Say {
    let list = documents(group, which);
    let words = match which {
        WhichDocuments::All => String::new(),
        WhichDocuments::Item(item) => format!(" for item {item}"),
        WhichDocuments::Late => " that came late".to_owned(),
        WhichDocuments::Source(source) => format!(" from {}", shorten(source, 60)),
    };
    if list.documents.is_empty() {
        let how = if group.documents().next().is_none() {
            ". To list one: document+ SG17-TD123 \"TITLE\" from SOURCE"
        } else {
            ""
        };
        return Say::whisper(format!("I see no documents{words} on the list{how}"));
    }
    let mut text = Text::plain(format!("Documents{words}:"));
    text.push(Block::List(list.documents.iter().map(spans).collect()));
    Say::room(text)
}

/// A line of the list, with the address of the document behind its number.
fn spans(line: &DocumentLine) -> Vec<Span> {
    let rest = line.named().split_off(line.number.len());
    let remarks: String = line.remarks().iter().map(|remark| format!("; {remark}")).collect();
    let number = match &line.url {
        Some(url) if *url != line.number => Span::Link { label: line.number.clone(), url: url.clone() },
        Some(_) | None => Span::Plain(line.number.clone()),
    };
    vec![number, Span::Plain(format!("{rest}{remarks}"))]
}

fn shown(group: &Group, typed: &str) -> Option<Say> {
    let Some((_, document)) = group.document_called(typed) else {
        let known = group.considered_as(typed).next().map(|known| known.reference.as_str());
        let known = known.or_else(|| group.incoming_called(typed).and_then(|(_, statement)| statement.reference()));
        return Some(Say::room(Text::line(spans(&unlisted(group, known?)))));
    };
    let ahead =
        group.meeting.as_ref().map(|meeting| meeting.number).or_else(|| group.planned().map(|plan| plan.meeting));
    let line = line(group, document, ahead);
    let mut text = Text::line(spans(&line));
    let day = |entry: &DocumentEntry| entry.at.with_timezone(&group.charter.zone).date_naive();
    let history = document.changes.iter().filter(|entry| entry.stands()).map(|entry| {
        let by = entry.by.as_ref().map_or_else(String::new, |by| format!(" by {}", by.name));
        vec![Span::Plain(format!("{}{by}: {}", day(entry), shorten(&changed_words(&entry.change), 300)))]
    });
    let history: Vec<Vec<Span>> = history.collect();
    if !history.is_empty() {
        text.push(Block::List(history));
    }
    Some(Say::room(text))
}

fn changed_words(change: &DocumentChange) -> String {
    match change {
        DocumentChange::Registered { text, .. } => format!("listed: {}", one_line(text)),
        DocumentChange::Retitled { title } => format!("title: {}", one_line(title)),
        DocumentChange::Sourced { source } => format!("from {}", one_line(source)),
        DocumentChange::Linked { url } => format!("at {url}"),
        DocumentChange::Placed { item } => format!("for item {item}"),
        DocumentChange::Numbered { reference } => format!("number: {}", one_line(reference)),
        DocumentChange::Dropped { reason } => format!("off the list: {}", one_line(reason)),
        DocumentChange::Restored => "listed again".to_owned(),
    }
}
