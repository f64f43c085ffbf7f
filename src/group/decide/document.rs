//! The list of the group's documents: what comes of each command.

use crate::group::command::{Command, DocumentCommand, DocumentPart, Request, WhichDocuments};
use crate::group::documents::{Description, Document, DocumentChange, is_same_reference};
use crate::group::event::Event;
use crate::group::person::{Person, Right};
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};
use crate::text::shorten;

impl Group {
    pub(super) fn decide_document(&self, request: &Request, by: &Person, command: &DocumentCommand) -> Decided {
        match command {
            DocumentCommand::ListDocument { text } => self.list_document(request, by, text),
            DocumentCommand::ChangeDocument { document, part } => self.change_document(request, by, document, part),
            DocumentCommand::DropDocument { document, reason } => {
                let (place, _) = self.listed(document)?;
                self.document_changes(place, vec![DocumentChange::Dropped { reason: reason.clone() }])
            }
            DocumentCommand::ShowDocument { document } => {
                let is_known = self.document_called(document).is_some()
                    || self.considered_as(document).next().is_some()
                    || self.incoming_called(document).is_some();
                if is_known { Ok(Vec::new()) } else { Err(Refusal::NoSuchDocument { typed: shorten(document, 60) }) }
            }
            DocumentCommand::ShowDocuments { which: WhichDocuments::Late } if self.charter.document_days.is_none() => {
                Err(Refusal::NoDocumentDays)
            }
            DocumentCommand::ShowDocuments { .. } => Ok(Vec::new()),
        }
    }

    /// A number that is listed already gets what the line says more.
    fn list_document(&self, request: &Request, by: &Person, text: &str) -> Decided {
        self.refuse_off_record()?;
        let read = Description::read(text);
        if read.reference.is_none() && read.title.is_none() {
            return Err(Refusal::DocumentNeedsName);
        }
        if let Some(item) = read.item {
            self.known_item(item)?;
        }
        let known = read.reference.as_deref().and_then(|reference| self.document_called(reference));
        let Some((place, document)) = known else {
            if self.library.len() >= LIMITS.documents {
                return Err(Refusal::TooMany { what: "documents", limit: LIMITS.documents });
            }
            let last = self.library.values().filter_map(|document| document.own).max().unwrap_or(0);
            let own = read.reference.is_none().then_some(last + 1);
            let change = DocumentChange::Registered { text: text.to_owned(), own };
            return Ok(vec![Event::DocumentChanged { document: self.next_place(), change }]);
        };
        let mut changes = Vec::new();
        if document.dropped().is_some() {
            changes.push(DocumentChange::Restored);
        }
        let news = |now: Option<String>, then: Option<String>| now.filter(|now| then.as_ref() != Some(now));
        let news = [
            news(read.title, document.title()).map(|title| DocumentChange::Retitled { title }),
            news(read.source, document.source()).map(|source| DocumentChange::Sourced { source }),
            news(read.url, document.url()).map(|url| DocumentChange::Linked { url }),
        ];
        let places = read.item.filter(|item| document.item().is_none_or(|(_, known)| known != *item));
        changes.extend(news.into_iter().flatten());
        changes.extend(places.map(|item| DocumentChange::Placed { item }));
        if !changes.is_empty() {
            self.refuse_document_of_others(request, by, document)?;
        }
        self.document_changes(place, changes)
    }

    fn change_document(&self, request: &Request, by: &Person, typed: &str, part: &DocumentPart) -> Decided {
        let (place, document) = self.listed(typed)?;
        self.refuse_document_of_others(request, by, document)?;
        let is_same = |known: Option<String>, now: &String| known.as_ref() == Some(now);
        let change = match part.clone() {
            DocumentPart::Title(title) if is_same(document.title(), &title) => None,
            DocumentPart::Source(source) if is_same(document.source(), &source) => None,
            DocumentPart::Address(url) if is_same(document.url(), &url) => None,
            DocumentPart::Item(item) if document.item().is_some_and(|(_, known)| known == item) => None,
            DocumentPart::Number(number) if is_same(document.reference(), &number) => None,
            DocumentPart::Title(title) => Some(DocumentChange::Retitled { title }),
            DocumentPart::Source(source) => Some(DocumentChange::Sourced { source }),
            DocumentPart::Address(url) => Some(DocumentChange::Linked { url }),
            DocumentPart::Item(item) => {
                self.known_item(item)?;
                Some(DocumentChange::Placed { item })
            }
            DocumentPart::Number(reference) => {
                let other = self.document_called(&reference).filter(|(other, _)| *other != place);
                if let Some((_, other)) = other {
                    let of = other.title().unwrap_or_default();
                    return Err(Refusal::DocumentNumberTaken { number: reference, of: shorten(&of, 80) });
                }
                Some(DocumentChange::Numbered { reference })
            }
        };
        self.document_changes(place, change.into_iter().collect())
    }

    fn document_changes(&self, document: u32, changes: Vec<DocumentChange>) -> Decided {
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        self.refuse_off_record()?;
        let known = self.library.get(&document).map_or(0, |document| document.changes.len());
        if known + changes.len() > LIMITS.row_changes {
            return Err(Refusal::TooMany { what: "changes of one document", limit: LIMITS.row_changes });
        }
        Ok(changes.into_iter().map(|change| Event::DocumentChanged { document, change }).collect())
    }

    /// A document that is on the list.
    fn listed(&self, typed: &str) -> Result<(u32, &Document), Refusal> {
        let unknown = || Refusal::NoSuchDocument { typed: shorten(typed, 60) };
        let (place, document) = self.document_called(typed).ok_or_else(unknown)?;
        match document.dropped() {
            Some(_) => Err(Refusal::DocumentDropped { number: self.document_number(document) }),
            None => Ok((place, document)),
        }
    }

    fn refuse_document_of_others(&self, request: &Request, by: &Person, document: &Document) -> Result<(), Refusal> {
        let is_own = document.changes.first().is_none_or(|first| first.by.as_ref().is_some_and(|author| author.is(by)));
        if is_own || request.role.may(Right::Secretary) {
            return Ok(());
        }
        Err(Refusal::DocumentOfOthers { number: self.document_number(document) })
    }

    fn known_item(&self, item: u32) -> Result<(), Refusal> {
        let agenda = self.meeting.as_ref().map_or(&self.draft_agenda, |meeting| &meeting.agenda);
        agenda.item(item).map(|_| ()).ok_or(Refusal::NoSuchItem { item })
    }

    /// New words for what a line said of a document, after an edit of its message. `None`: it recorded something else.
    pub(super) fn reword_document(&self, entry: u64, now: &Command) -> Option<Decided> {
        let (place, known) = self.document_entry(entry)?;
        let number = self.library.get(&place).map_or_else(String::new, |document| self.document_number(document));
        let other = || Some(Err(Refusal::EditChangesKind { what: number.clone() }));
        let Command::Document(now) = now else { return other() };
        let text = match (&known.change, now) {
            (DocumentChange::Registered { text: then, .. }, DocumentCommand::ListDocument { text }) => {
                // Another number is another document.
                let numbers = (Description::read(then).reference, Description::read(text).reference);
                match numbers {
                    (None, None) => text,
                    (Some(then), Some(now)) if is_same_reference(&then, &now) => text,
                    _ => return other(),
                }
            }
            _ => return other(),
        };
        let is_news = known.stands() && known.change.text() != Some(text);
        Some(Ok(if is_news { vec![Event::Reworded { entry, text: text.clone() }] } else { Vec::new() }))
    }
}
