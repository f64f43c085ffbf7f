//! The list of the group's documents.

use super::{ArgumentKind, Misread, Row, Topic, Values, optional, required};
use crate::group::command::{Command, DocumentCommand, DocumentPart, WhichDocuments};
use crate::group::documents::{is_reference, leading_reference};

pub const ROWS: &[Row] = &[
    Row::new(Topic::Register, "document add", "Puts a document on the group's list.", |values| {
        let text = values.required("text", "document+ SG17-TD123 \"TITLE\" from SOURCE")?;
        Ok(Command::Document(DocumentCommand::ListDocument { text }))
    })
    .taking(&[required(
        "text",
        ArgumentKind::Words,
        "Number, title in quotes, from whom, address and item, as far as they are known.",
    )])
    .typed(
        &["document+", "document+ {text}", "documents+ {text}", "doc+ {text}", "docs+ {text}"],
        &[
            "document+ SG17-TD123-R1 \"Gateway authentication\" from SG17",
            "document+ \"Gap analysis\" from Acme https://www.example.org/gap for item 3",
        ],
    ),
    Row::new(Topic::Register, "document set", "Changes what the list says of a document.", |values| {
        const USAGE: &str = "document SG17-TD123 = TITLE";
        let document = values.required("document", USAGE)?;
        let part = if let Some(title) = values.owned("title") {
            DocumentPart::Title(title)
        } else if let Some(source) = values.owned("source") {
            DocumentPart::Source(source)
        } else if let Some(address) = values.owned("address") {
            DocumentPart::Address(address)
        } else if let Some(number) = values.owned("number") {
            DocumentPart::Number(number)
        } else {
            DocumentPart::Item(values.number("item").ok_or(Misread::Usage(USAGE))?)
        };
        Ok(Command::Document(DocumentCommand::ChangeDocument { document, part }))
    })
    .taking(&[
        DOCUMENT,
        optional("title", ArgumentKind::Words, "Its title."),
        optional("source", ArgumentKind::Words, "Who has written it."),
        optional("address", ArgumentKind::Words, "Where it is."),
        optional("number", ArgumentKind::Words, "The number that a secretariat has given it."),
        optional("item", ArgumentKind::Item, "The item for which it is."),
    ])
    .typed(
        &["!document set {document} = {title}"],
        &[
            "document SG17-TD123 = Gateway authentication",
            "document I4 is SG17-TD321",
            "document SG17-TD123 from SG17",
            "document SG17-TD123 for item 3",
            "document SG17-TD123 at https://www.example.org/td123",
        ],
    )
    .read_by(read_change),
    Row::new(Topic::Register, "document drop", "Takes a document off the list.", |values| {
        let document = called(values)?;
        let reason = values.required("reason", "drop document SG17-TD123 because REASON")?;
        Ok(Command::Document(DocumentCommand::DropDocument { document, reason }))
    })
    .taking(&[DOCUMENT, required("reason", ArgumentKind::Words, "Why.")])
    .typed(
        &[
            "drop|remove|withdraw document|doc {document} because {reason}",
            "drop|remove|withdraw document|doc {document} : {reason}",
            "drop|remove document|doc {document}",
        ],
        &["drop document SG17-TD123 because it was withdrawn"],
    ),
    Row::new(Topic::Register, "document show", "Shows a document of the list with its history.", |values| {
        Ok(Command::Document(DocumentCommand::ShowDocument { document: called(values)? }))
    })
    .taking(&[DOCUMENT])
    .typed(&["document? {document}", "doc? {document}", "show document|doc {document}"], &["document? SG17-TD123"])
    .read_by(|line| {
        let (document, rest) = after_word(line)?;
        let document = document.strip_suffix(['?', '？']).filter(|_| rest.is_empty())?;
        is_called(document).then(|| Values(vec![("document", document.to_owned())]))
    }),
    Row::new(Topic::Register, "documents", "Shows the list of the group's documents, or a part of it.", |values| {
        let which = which(values.get("which").unwrap_or("all")).ok_or(Misread::Prose)?;
        Ok(Command::Document(DocumentCommand::ShowDocuments { which }))
    })
    .taking(&[optional("which", ArgumentKind::Words, "Late, for item 3, from SG17, or all.")])
    .typed(
        &[
            "documents?",
            "documents? {which}",
            "docs?",
            "docs? {which}",
            "documents {which}",
            "docs {which}",
            "list the~ documents",
            "show the~ documents",
            "show the~ documents {which}",
        ],
        &["documents?", "documents for item 3", "documents late", "documents from SG17"],
    ),
];

const DOCUMENT: super::Argument = required("document", ArgumentKind::Words, "Its number, such as SG17-TD123 or I4.");

/// A document by its number, where the words may as well be prose: “drop document templates”.
fn called(values: &Values) -> Result<String, Misread> {
    let typed = values.get("document").unwrap_or_default().trim_end_matches(['?', '.']);
    if is_called(typed) { Ok(typed.to_owned()) } else { Err(Misread::Prose) }
}

/// `SG17-TD123`, `SG17 TD 123`, `I4`.
fn is_called(typed: &str) -> bool {
    let mut words = typed.split_whitespace();
    let count = words.clone().count();
    let is_first = words.next().is_some_and(|word| is_reference(word) || word.eq_ignore_ascii_case("td"));
    let is_rest = words.all(|word| word.starts_with(|c: char| c.is_ascii_digit()) || word.len() <= 6);
    is_first && is_rest && count <= 3 && typed.contains(|c: char| c.is_ascii_digit())
}

/// What follows `document` or `doc`: a number, and the rest.
fn after_word(line: &str) -> Option<(&str, &str)> {
    let (word, rest) = line.split_once(char::is_whitespace)?;
    if !["document", "doc"].iter().any(|known| word.trim_start_matches('!').eq_ignore_ascii_case(known)) {
        return None;
    }
    let rest = rest.trim();
    let bare = rest.trim_end_matches(['?', '？']);
    // `document SG17 TD 123 = TITLE`: a number in several words.
    let spaced = leading_reference(rest).filter(|(number, _)| number.contains(char::is_whitespace));
    let spaced = spaced.or_else(|| {
        let whole =
            leading_reference(bare).filter(|(number, rest)| number.contains(char::is_whitespace) && rest.is_empty());
        whole.map(|_| (rest, ""))
    });
    let split = || rest.split_once(char::is_whitespace).map_or((rest, ""), |(number, rest)| (number, rest.trim()));
    Some(spaced.unwrap_or_else(split))
}

/// `document SG17-TD123 = TITLE`, `document I4 is SG17-TD321`, `document SG17-TD123 from SG17`.
fn read_change(line: &str) -> Option<Values> {
    let (document, rest) = after_word(line)?;
    if !is_called(document) {
        return None;
    }
    let document = ("document", document.to_owned());
    let rest = rest.trim_end_matches('.');
    let after = |words: &[&str]| {
        words.iter().find_map(|word| {
            let rest = rest.strip_prefix(word)?;
            let is_apart = rest.starts_with(char::is_whitespace) || word.ends_with('=');
            Some(rest.trim()).filter(|rest| is_apart && !rest.is_empty())
        })
    };
    if let Some(title) = after(&["="]) {
        return Some(Values(vec![document, ("title", title.to_owned())]));
    }
    if let Some(number) = after(&["is now", "is", "became", "="]).filter(|number| is_called(number)) {
        return Some(Values(vec![document, ("number", number.to_owned())]));
    }
    if let Some(item) = after(&["for item", "for agendum", "under item"]) {
        let number = item.parse::<u32>().ok()?;
        return Some(Values(vec![document, ("item", number.to_string())]));
    }
    if let Some(address) = after(&["at", "is at", "->"]).filter(|address| address.contains("://")) {
        let is_one = !address.contains(char::is_whitespace);
        return is_one.then(|| Values(vec![document, ("address", address.to_owned())]));
    }
    // “document TD12 from last week is missing” is talk.
    let source = after(&["from", "by"])?;
    let is_part = |word: &str| {
        word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            || matches!(word, "and" | "of" | "for" | "the" | "&")
    };
    let is_name = source.starts_with(|c: char| c.is_uppercase())
        && source.split_whitespace().count() <= 6
        && source.split_whitespace().all(is_part);
    is_name.then(|| Values(vec![document, ("source", source.to_owned())]))
}

/// Reads which documents are meant: `late`, `for item 3`, `from SG17`.
pub fn which(typed: &str) -> Option<WhichDocuments> {
    let typed = typed.trim().trim_end_matches(['?', '.']);
    let lower = typed.to_lowercase();
    let after =
        |words: &[&str]| words.iter().find_map(|word| typed.get(word.len()..).filter(|_| lower.starts_with(word)));
    if let Some(item) = after(&["for item ", "for agendum ", "item "]) {
        return item.trim().parse().ok().map(WhichDocuments::Item);
    }
    if let Some(source) = after(&["from ", "by ", "of "]).map(str::trim) {
        let is_name = source.split_whitespace().count() <= 4 && source.starts_with(|c: char| c.is_uppercase());
        return is_name.then(|| WhichDocuments::Source(source.to_owned()));
    }
    match lower.as_str() {
        "all" | "" => Some(WhichDocuments::All),
        "late" | "that are late" | "that came late" => Some(WhichDocuments::Late),
        _ => None,
    }
}
