//! The list of the group's documents: what was put before it, by whom, for which item, and which number it has.
//!
//! A document is what its changes make it. What a meeting considers without anyone having listed it is shown with the list.

use chrono::{DateTime, NaiveDate, Utc};

use super::Group;
pub use super::considered::ConsideredAt;
use super::event::DELETED;
use super::person::{Person, same_name};
pub use super::row::DocumentChange;
use crate::text::one_line;

/// A document. Its place in the list stays for ever.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// In the order of the log.
    pub changes: Vec<DocumentEntry>,
    /// The group's own number, where it came without one.
    pub own: Option<u32>,
    /// All numbers that others have given it, folded, so that a long list is searched quickly.
    names: Vec<String>,
    /// The same without their revisions, each with the number of the revision; 0: it is the first.
    revisions: Vec<(String, u32)>,
}

/// One change of a document, with who made it and when.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentEntry {
    pub entry: u64,
    pub at: DateTime<Utc>,
    /// The meeting that was open or came next.
    pub meeting: Option<u32>,
    pub by: Option<Person>,
    pub change: DocumentChange,
    pub is_withdrawn: bool,
}

/// What a document is, by the form of its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Contribution,
    /// A temporary document.
    Td,
    LiaisonStatement,
    Report,
    Other,
}

/// How a document is described in one line: `SG17-TD123-R1 "Title" from SG17 https://example.org/td for item 3`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    pub reference: Option<String>,
    pub title: Option<String>,
    pub source: Option<String>,
    pub url: Option<String>,
    pub item: Option<u32>,
}

impl DocumentEntry {
    /// Whether it counts: neither taken back nor left without its words.
    pub fn stands(&self) -> bool {
        !self.is_withdrawn && self.change.text() != Some(DELETED)
    }
}

impl DocumentKind {
    pub fn word(self) -> &'static str {
        match self {
            DocumentKind::Contribution => "contribution",
            DocumentKind::Td => "TD",
            DocumentKind::LiaisonStatement => "liaison statement",
            DocumentKind::Report => "report",
            DocumentKind::Other => "document",
        }
    }

    /// Of a number such as `SG17-TD123`, `C45` or `TSAG-R5`.
    pub fn of(reference: &str) -> DocumentKind {
        let runs = runs(reference);
        let marked = runs.iter().find_map(|run| match run.as_str() {
            "td" => Some(DocumentKind::Td),
            "c" => Some(DocumentKind::Contribution),
            "ls" | "ils" | "ols" => Some(DocumentKind::LiaisonStatement),
            _ => None,
        });
        let is_report = matches!(runs.as_slice(), [_, .., r, _] if r == "r") && revision(reference).is_none();
        marked.unwrap_or(if is_report { DocumentKind::Report } else { DocumentKind::Other })
    }
}

/// Words in front of the number of a document.
const MARKS: [&str; 9] = ["TD", "LS", "C", "R", "OLS", "ILS", "DOC", "WD", "I"];

/// Letters and digits of a number, in small letters: `SG17 LS 49` and `sg17-ls49` are the same four.
fn runs(reference: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut last = None;
    for c in reference.chars() {
        let class = (c.is_alphanumeric()).then(|| c.is_numeric());
        if let Some(is_digit) = class {
            match runs.last_mut().filter(|_| last == Some(Some(is_digit))) {
                Some(run) => run.extend(c.to_lowercase()),
                None => runs.push(c.to_lowercase().collect()),
            }
        }
        last = Some(class);
    }
    runs
}

/// A number as it is compared, however it is spaced and written.
pub(super) fn folded(reference: &str) -> String {
    runs(reference).join("-")
}

/// Whether both are the same number.
pub fn is_same_reference(one: &str, other: &str) -> bool {
    one == other || folded(one) == folded(other)
}

/// The number without its revision, and the revision: `SG17-TD123-R1` is the first one of `SG17-TD123`. `SG17-R5` is a
/// report.
fn revision(reference: &str) -> Option<(Vec<String>, u32)> {
    let runs = runs(reference);
    let [base @ .., mark, number] = runs.as_slice() else { return None };
    let is_marked = matches!(base, [.., of, _] if MARKS.iter().any(|mark| of.eq_ignore_ascii_case(mark)));
    let number = number.parse().ok().filter(|_| is_marked && matches!(mark.as_str(), "r" | "rev"))?;
    Some((base.to_vec(), number))
}

/// Whether a word may be the number of a document: it begins like a name and has a digit.
pub fn is_reference(word: &str) -> bool {
    let is_name = word.starts_with(|c: char| c.is_uppercase()) || word.contains('-');
    let is_made_of = word.chars().all(|c| c.is_alphanumeric() || "-./_()".contains(c));
    is_name && is_made_of && word.contains(|c: char| c.is_ascii_digit()) && word.contains(char::is_alphabetic)
}

/// The number in front of a text, also where people write it in words (`SG17 TD 123`), and what follows.
pub fn leading_reference(text: &str) -> Option<(&str, &str)> {
    let is_mark = |word: &str| MARKS.iter().any(|mark| word.eq_ignore_ascii_case(mark));
    let next = |from: usize| {
        let rest = text[from..].trim_start();
        let start = text.len() - rest.len();
        let end = rest.find(char::is_whitespace).map_or(text.len(), |end| start + end);
        (start < end).then(|| (text[start..end].trim_end_matches([':', ',', ';']), end))
    };
    let is_number = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let named = |end: usize| text[..end].trim_start().trim_end_matches([':', ',', ';']);
    let (first, after_first) = next(0)?;
    let second = next(after_first);
    if let Some((second, after_second)) = second {
        // `TD 123`, `SG17 TD123`, `SG17 TD 123`.
        if is_mark(first) && is_number(second) {
            return Some((named(after_second), text[after_second..].trim_start()));
        }
        if is_reference(first)
            && is_mark(second)
            && let Some((_, after_third)) = next(after_second).filter(|(third, _)| is_number(third))
        {
            return Some((named(after_third), text[after_third..].trim_start()));
        }
        let is_marked = MARKS.iter().any(|mark| {
            second.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark))
                && is_number(&second[mark.len()..])
        });
        if is_reference(first) && is_marked && !first.contains('-') {
            return Some((named(after_second), text[after_second..].trim_start()));
        }
    }
    is_reference(first).then(|| (first, text[after_first..].trim_start()))
}

impl Description {
    /// Reads a line. Whatever is neither number, source, address nor item is the title.
    pub fn read(text: &str) -> Description {
        let (mut rest, url) = without_address(text.trim());
        let item = item_at_end(&rest).map(|(before, item)| {
            rest = before;
            item
        });
        let (reference, words) = match leading_reference(&rest) {
            Some((reference, words)) => (Some(one_line(reference)), words),
            None => (None, rest.as_str()),
        };
        let words = words.trim_start_matches([':', '-', '–', '—', '=', ',']).trim();
        let (title, after) = match quoted(words) {
            Some((title, after)) => (Some(title), after),
            None => (None, words),
        };
        let (unquoted, source) = without_source(after, title.is_some());
        let title = title.map(str::to_owned).or_else(|| {
            let unquoted = unquoted.trim().trim_end_matches([',', ';', '-', '–']).trim_end();
            (!unquoted.is_empty()).then(|| unquoted.to_owned())
        });
        Description { reference, title, source, url, item }
    }
}

/// Takes the first address out of a text, with the marks of a link around it.
fn without_address(text: &str) -> (String, Option<String>) {
    let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| text.find(scheme)).min() else {
        return (text.to_owned(), None);
    };
    let end =
        text[start..].find(|c: char| c.is_whitespace() || "<>\"".contains(c)).map_or(text.len(), |end| start + end);
    let url = text[start..end].trim_end_matches([',', ';', '.', ')']);
    let (before, after) = (&text[..start], &text[start + url.len()..]);
    let before = before.trim_end_matches(['<', '(', ' ']).trim_end_matches("->").trim_end_matches([' ', ']']);
    // `[Title](address)` is a title with its address.
    let before = before.strip_prefix('[').map_or_else(|| before.replacen(" [", " ", 1), str::to_owned);
    let after = after.trim_start_matches(['>', ')', ',', ' ']);
    (format!("{before} {after}").trim().to_owned(), Some(url.to_owned()))
}

/// ` for item 3` at the end.
fn item_at_end(text: &str) -> Option<(String, u32)> {
    let (before, number) = text.trim_end_matches('.').rsplit_once(char::is_whitespace)?;
    let number = number.parse().ok().filter(|number| *number > 0)?;
    let lower = before.to_ascii_lowercase();
    let word = ["for item", "under item", "item", "for agendum", "for agenda item"]
        .iter()
        .filter(|word| lower.ends_with(*word) && !lower[..lower.len() - word.len()].ends_with(char::is_alphanumeric))
        .max_by_key(|word| word.len())?;
    Some((before[..before.len() - word.len()].trim_end_matches([' ', ',']).to_owned(), number))
}

/// A title in quotes in front of a text, and what follows.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let close = match text.chars().next()? {
        '"' => '"',
        '“' | '„' => '”',
        '«' => '»',
        _ => return None,
    };
    let start = text.chars().next()?.len_utf8();
    let inside = &text[start..];
    let end = inside.find(|c| c == close || (close == '”' && c == '“'))?;
    let after = &inside[end..];
    Some((inside[..end].trim(), after[after.chars().next().map_or(0, char::len_utf8)..].trim()))
}

/// Takes ` from SG17` from the end: after a title in quotes whatever it is, else where a name follows.
fn without_source(text: &str, has_title: bool) -> (&str, Option<String>) {
    let lower = text.to_ascii_lowercase();
    for word in ["from ", "source: ", "by "] {
        let Some(at) = lower.rfind(word).filter(|at| *at == 0 || lower[..*at].ends_with([' ', ','])) else { continue };
        let name = text[at + word.len()..].trim().trim_end_matches(['.', ',']);
        let is_name =
            name.starts_with(|c: char| c.is_uppercase() || c.is_numeric()) && name.split_whitespace().count() <= 6;
        if !name.is_empty() && (has_title || (is_name && word != "by ")) {
            return (text[..at].trim_end_matches([' ', ',']), Some(name.to_owned()));
        }
    }
    (text, None)
}

impl Document {
    /// The document as the log had it up to an entry; `None`: as it is now.
    pub fn as_of(&self, last: Option<u64>) -> Document {
        let mut document = self.clone();
        document.changes.retain(|change| last.is_none_or(|last| change.entry <= last));
        document
    }

    fn standing(&self) -> impl DoubleEndedIterator<Item = &DocumentEntry> {
        self.changes.iter().filter(|change| change.stands())
    }

    fn described(&self) -> Option<Description> {
        self.standing().find_map(|entry| match &entry.change {
            DocumentChange::Registered { text, .. } => Some(Description::read(text)),
            _ => None,
        })
    }

    fn latest(&self, part: impl Fn(&DocumentChange) -> Option<String>) -> Option<String> {
        self.standing().rev().find_map(|entry| part(&entry.change))
    }

    /// The number that others gave it, the newest one.
    pub fn reference(&self) -> Option<String> {
        let numbered = self.latest(|change| match change {
            DocumentChange::Numbered { reference } => Some(reference.clone()),
            _ => None,
        });
        numbered.or_else(|| self.described()?.reference)
    }

    pub fn title(&self) -> Option<String> {
        let named = self.latest(|change| match change {
            DocumentChange::Retitled { title } => Some(title.clone()),
            _ => None,
        });
        named.or_else(|| self.described()?.title)
    }

    pub fn source(&self) -> Option<String> {
        let named = self.latest(|change| match change {
            DocumentChange::Sourced { source } => Some(source.clone()),
            _ => None,
        });
        named.or_else(|| self.described()?.source)
    }

    pub fn url(&self) -> Option<String> {
        let named = self.latest(|change| match change {
            DocumentChange::Linked { url } => Some(url.clone()),
            _ => None,
        });
        named.or_else(|| self.described()?.url)
    }

    /// The meeting and the item for which it is.
    pub fn item(&self) -> Option<(Option<u32>, u32)> {
        self.standing().rev().find_map(|entry| match &entry.change {
            DocumentChange::Placed { item } => Some((entry.meeting, *item)),
            DocumentChange::Registered { text, .. } => Some((entry.meeting, Description::read(text).item?)),
            _ => None,
        })
    }

    pub fn kind(&self) -> DocumentKind {
        self.reference().map_or(DocumentKind::Contribution, |reference| DocumentKind::of(&reference))
    }

    /// When it was listed first.
    pub fn received_at(&self) -> Option<DateTime<Utc>> {
        self.standing().map(|entry| entry.at).min()
    }

    /// The meeting before or during which it was listed.
    pub fn meeting(&self) -> Option<u32> {
        self.standing().min_by_key(|entry| entry.at).and_then(|entry| entry.meeting)
    }

    /// Why it was taken off the list, if it was.
    pub fn dropped(&self) -> Option<&str> {
        let counted = self.changes.iter().rev().filter(|entry| !entry.is_withdrawn);
        let last = counted.into_iter().find_map(|entry| match &entry.change {
            DocumentChange::Dropped { reason } => Some(Some(reason.as_str())),
            DocumentChange::Restored => Some(None),
            _ => None,
        });
        last.flatten()
    }

    /// Whether its listing was taken back or deleted.
    pub fn is_gone(&self) -> bool {
        self.described().is_none()
    }

    /// Collects its numbers again, old ones too.
    pub(super) fn renew(&mut self) {
        let numbered = self.standing().filter_map(|entry| match &entry.change {
            DocumentChange::Numbered { reference } => Some(reference.clone()),
            DocumentChange::Registered { text, .. } => Description::read(text).reference,
            _ => None,
        });
        let numbered: Vec<String> = numbered.collect();
        self.names = numbered.iter().map(|reference| folded(reference)).collect();
        self.revisions = numbered
            .iter()
            .map(|reference| match revision(reference) {
                Some((base, number)) => (base.join("-"), number),
                None => (folded(reference), 0),
            })
            .collect();
    }
}

/// How late a document came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Lateness {
    /// Days before the meeting; negative: after its day.
    pub days_before: i64,
    /// Days that the group asks for.
    pub asked: u32,
}

impl Group {
    /// The documents that are on the list, oldest first, each with its place.
    pub fn documents(&self) -> impl Iterator<Item = (u32, &Document)> {
        let all = self.library.iter().map(|(place, document)| (*place, document));
        all.filter(|(_, document)| !document.is_gone() && document.dropped().is_none())
    }

    /// The number of a document as people name it: the one that others gave it, else the group's own.
    pub fn document_number(&self, document: &Document) -> String {
        let own = || document.own.map(|number| self.own_document_number(number));
        document.reference().or_else(own).unwrap_or_else(|| DELETED.to_owned())
    }

    /// The group's own number of a document that came without one, such as `JCG-IoTSec-I4`.
    pub fn own_document_number(&self, number: u32) -> String {
        let (before, after) = &self.charter.input_number;
        format!("{before}{number}{after}")
    }

    /// The document that is called so, by any number that it has or had.
    pub fn document_called(&self, typed: &str) -> Option<(u32, &Document)> {
        let typed = folded(typed);
        // `I4`, and with the group in front of it: `JCG-IoTSec-I4`.
        let bare =
            typed.strip_prefix(&folded(&self.charter.name)).map_or(typed.as_str(), |rest| rest.trim_start_matches('-'));
        let own = |own: u32| folded(&self.own_document_number(own)) == typed || format!("i-{own}") == bare;
        let is_called = |document: &Document| document.names.contains(&typed) || document.own.is_some_and(own);
        let mut all = self.library.iter().map(|(place, document)| (*place, document)).rev();
        all.find(|(_, document)| is_called(document) && !document.is_gone())
    }

    /// What meetings considered, oldest first.
    pub fn considered_documents(&self) -> impl Iterator<Item = &ConsideredAt> {
        self.considered.iter().filter(|considered| considered.reference != DELETED)
    }

    /// When a document of the list was considered.
    pub fn considered_of<'a>(&'a self, document: &'a Document) -> impl Iterator<Item = &'a ConsideredAt> {
        // `JCG-IoTSec-I4`, and as people shorten it: `I4`.
        let own = document.own.map(|own| [folded(&self.own_document_number(own)), format!("i-{own}")]);
        self.considered_documents().filter(move |considered| {
            document.names.contains(&considered.name) || own.iter().flatten().any(|own| *own == considered.name)
        })
    }

    /// What meetings considered that is called so.
    pub fn considered_as<'a>(&'a self, typed: &str) -> impl Iterator<Item = &'a ConsideredAt> {
        let name = folded(typed);
        self.considered_documents().filter(move |considered| considered.name == name)
    }

    /// The place of the next document on the list.
    pub(super) fn next_place(&self) -> u32 {
        self.library.keys().next_back().map_or(1, |last| last + 1)
    }

    /// The change of a document that an entry has made, with its place in the list.
    pub fn document_entry(&self, entry: u64) -> Option<(u32, &DocumentEntry)> {
        let mut changes =
            self.library.iter().flat_map(|(place, document)| document.changes.iter().map(|known| (*place, known)));
        changes.find(|(_, known)| known.entry == entry)
    }

    /// The number of the newest revision that replaces a document.
    pub fn replaced_by(&self, document: &Document) -> Option<String> {
        // A secretariat may give a revision a number of its own, so each number that a document had counts.
        let is_newer = |revision: &&(String, u32)| {
            let of_it = document.revisions.iter().filter(|(base, _)| *base == revision.0);
            of_it.map(|(_, number)| *number).max().is_some_and(|number| revision.1 > number)
        };
        let newer = self.documents().filter_map(|(_, other)| {
            let latest = other.revisions.iter().filter(is_newer).map(|(_, number)| *number).max()?;
            Some((latest, other))
        });
        newer.max_by_key(|(revision, _)| *revision).map(|(_, newest)| self.document_number(newest))
    }

    /// Whether a number begins with a body that the group knows, such as SG17-TD123.
    pub fn is_of_a_body(&self, reference: &str) -> bool {
        let number = folded(reference);
        let is_in_front = |body: &String| number.strip_prefix(&folded(body)).is_some_and(|rest| rest.starts_with('-'));
        self.known_bodies().iter().any(is_in_front)
    }

    /// Whether a document came later before its meeting than the group asks for.
    pub fn lateness(&self, document: &Document) -> Option<Lateness> {
        let asked = self.charter.document_days?;
        let meeting = document.meeting()?;
        let day = self.meeting_day(meeting)?;
        let received = document.received_at()?.with_timezone(&self.charter.zone).date_naive();
        let days_before = (day - received).num_days();
        (days_before < i64::from(asked)).then_some(Lateness { days_before, asked })
    }

    /// The day of a meeting that is planned, open or was held, in the group's zone.
    fn meeting_day(&self, number: u32) -> Option<NaiveDate> {
        let zone = self.charter.zone;
        let met = self.meeting.iter().chain(&self.finished).find(|meeting| meeting.number == number);
        let met = met.map(|meeting| meeting.started_at);
        let held = self.held.iter().find(|held| held.meeting == number);
        let held = held.and_then(|held| held.sittings.first()).map(|sitting| sitting.start);
        let planned = self.plans.get(&number).map(super::schedule::Planned::starts_at);
        met.or(held).or(planned).map(|at| at.with_timezone(&zone).date_naive())
    }

    /// Whether two sources are the same body or person.
    pub fn is_source(document: &Document, typed: &str) -> bool {
        let folded = |name: &str| name.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        document.source().is_some_and(|source| same_name(&folded(&source), &folded(typed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_described_as_people_write_it() {
        let own = |words: &str| Some(words.to_owned()).filter(|words| !words.is_empty());
        for (text, reference, title, source, url, item) in [
            (
                "SG17-TD123-R1 \"Gateway authentication\" from SG17",
                "SG17-TD123-R1",
                "Gateway authentication",
                "SG17",
                "",
                None,
            ),
            ("SG17-TD123: Gateway authentication from SG17", "SG17-TD123", "Gateway authentication", "SG17", "", None),
            ("TD 123 – Gateways, from Acme for item 3", "TD 123", "Gateways", "Acme", "", Some(3)),
            ("SG17 LS 49 “Reply on gateways” for agendum 2", "SG17 LS 49", "Reply on gateways", "", "", Some(2)),
            (
                "\"Gap analysis\" by ana berg https://www.example.org/gap.docx",
                "",
                "Gap analysis",
                "ana berg",
                "https://www.example.org/gap.docx",
                None,
            ),
            ("C45 https://www.example.org/c45", "C45", "", "", "https://www.example.org/c45", None),
            (
                "[Gap analysis](https://www.example.org/gap) from Brown Consulting",
                "",
                "Gap analysis",
                "Brown Consulting",
                "https://www.example.org/gap",
                None,
            ),
            ("Lessons learned from two pilots", "", "Lessons learned from two pilots", "", "", None),
            ("draft-example-iot-01", "draft-example-iot-01", "", "", "", None),
            ("SG20 TD45 Gateways from SG20", "SG20 TD45", "Gateways", "SG20", "", None),
        ] {
            let (reference, title, source, url) = (own(reference), own(title), own(source), own(url));
            assert_eq!(Description::read(text), Description { reference, title, source, url, item }, "{text}");
        }
    }

    #[test]
    fn numbers_are_the_same_however_they_are_written() {
        for (one, other, is_same) in [
            ("SG17-LS49", "SG17 LS 49", true),
            ("SG17-TD123-R1", "sg17 td123r1", true),
            ("TD12-3", "TD123", false),
            ("TD123", "TD124", false),
        ] {
            assert_eq!(is_same_reference(one, other), is_same, "{one} {other}");
        }
    }

    #[test]
    fn revisions_replace_the_number_that_they_are_of() {
        for (reference, base, number) in [
            ("SG17-TD123-R1", "SG17-TD123", Some(1)),
            ("TD653R2", "TD653", Some(2)),
            ("C45-Rev.3", "C45", Some(3)),
            ("TSAG-R5", "", None),
            ("SG17-R5", "", None),
            ("SG17-TD123", "", None),
        ] {
            let expected = number.map(|number| (runs(base), number));
            assert_eq!(revision(reference), expected, "{reference}");
        }
    }

    #[test]
    fn the_kind_of_a_document_is_in_its_number() {
        for (reference, kind) in [
            ("SG17-TD123", DocumentKind::Td),
            ("SG20-C12", DocumentKind::Contribution),
            ("SG17 LS 49", DocumentKind::LiaisonStatement),
            ("SG17-R5", DocumentKind::Report),
            ("draft-example-iot-01", DocumentKind::Other),
        ] {
            assert_eq!(DocumentKind::of(reference), kind, "{reference}");
        }
    }
}
