//! A document that a meeting considers, in the words with which it was named: its number or address, who has contributed
//! it, and where it can be read.

use chrono::{DateTime, Utc};

use super::documents::{folded, leading_reference};

/// `SG17-TD580 from Example Labs https://example.org/580`, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Considered<'a> {
    pub reference: &'a str,
    /// Who has contributed it, where it was said.
    pub source: Option<&'a str>,
    /// Its address, where it was said, which may be the reference itself.
    pub link: Option<&'a str>,
}

impl<'a> Considered<'a> {
    /// Reads the words after `doc:`. `None`: they name no document.
    pub fn read(words: &'a str) -> Option<Considered<'a>> {
        let words = words.trim();
        // `SG17 TD 123` is one number, however it is spaced.
        let spaced = leading_reference(words).filter(|(reference, _)| reference.contains(char::is_whitespace));
        let (reference, mut rest) =
            spaced.unwrap_or_else(|| words.split_once(char::is_whitespace).unwrap_or((words, "")));
        let reference = reference.trim_end_matches([',', ';', ':']);
        if !is_reference(reference) {
            return None;
        }
        let mut link = is_address(reference).then_some(reference);
        rest = rest.trim();
        // The address may come before or after the source.
        if let Some((first, others)) = rest.split_once(char::is_whitespace).or(Some((rest, "")))
            && is_address(first)
        {
            link = Some(bare_address(first));
            rest = others.trim();
        } else if let Some((others, last)) = rest.rsplit_once(char::is_whitespace)
            && is_address(last)
        {
            link = Some(bare_address(last));
            rest = others.trim_end().strip_suffix(" at").unwrap_or(others).trim_end();
        }
        let source = match rest {
            "" => None,
            rest => Some(source_in(rest).filter(|source| names_someone(source))?),
        };
        Some(Considered { reference, source, link })
    }

    /// The same of a document in the record: words of any other form are the reference.
    pub fn of(words: &'a str) -> Considered<'a> {
        Considered::read(words).unwrap_or(Considered { reference: words, source: None, link: None })
    }
}

/// A meeting that considered a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsideredAt {
    pub entry: u64,
    pub at: DateTime<Utc>,
    pub meeting: Option<u32>,
    pub item: Option<u32>,
    /// The number under which it was named, and the same folded.
    pub reference: String,
    /// Who has contributed it and where it is, as its line says.
    pub source: Option<String>,
    pub url: Option<String>,
    pub(super) name: String,
}

impl ConsideredAt {
    pub(super) fn new(
        (entry, at): (u64, DateTime<Utc>),
        meeting: Option<u32>,
        item: Option<u32>,
        words: &str,
    ) -> ConsideredAt {
        let mut considered = ConsideredAt {
            entry,
            at,
            meeting,
            item,
            reference: String::new(),
            source: None,
            url: None,
            name: String::new(),
        };
        considered.reword(words);
        considered
    }

    /// The same in other words.
    pub(super) fn reword(&mut self, words: &str) {
        let read = Considered::of(words);
        read.reference.clone_into(&mut self.reference);
        self.source = read.source.map(str::to_owned);
        self.url = read.link.map(str::to_owned);
        self.name = folded(read.reference);
    }
}

/// Whether a word can name a document: a number or an address. “doc is in the folder” is prose.
pub fn is_reference(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit()) || is_address(word)
}

fn is_address(word: &str) -> bool {
    word.trim_start_matches(['<', '(']).split_once("://").is_some_and(|(scheme, rest)| {
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphabetic()) && !rest.is_empty()
    })
}

fn bare_address(word: &str) -> &str {
    word.trim_start_matches(['<', '(']).trim_end_matches(['>', ')', ',', ';'])
}

/// `from Example Labs`, `by Example Labs`, `(Example Labs)`.
fn source_in(words: &str) -> Option<&str> {
    if let Some(inside) = words.strip_prefix('(').and_then(|open| open.strip_suffix(')')) {
        return Some(inside.trim());
    }
    let starts = ["from ", "by ", "source: ", "source "];
    let start =
        starts.iter().find(|start| words.get(..start.len()).is_some_and(|at| at.eq_ignore_ascii_case(start)))?;
    Some(words[start.len()..].trim().trim_end_matches('.'))
}

/// Whether words can be the name of a person or an organization: a few, each with a capital but for small ones between.
fn names_someone(words: &str) -> bool {
    const SMALL: [&str; 14] = ["of", "for", "and", "the", "de", "du", "la", "le", "van", "von", "y", "da", "do", "&"];
    let is_part = |word: &str| SMALL.contains(&word) || word.starts_with(|c: char| !c.is_lowercase());
    let mut parts = words.split_whitespace();
    !words.is_empty() && parts.clone().count() <= 10 && parts.all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_say_from_whom_they_are_and_where() {
        for (words, reference, source, link) in [
            ("SG17-TD580", "SG17-TD580", None, None),
            ("SG17-TD580 from Example Labs", "SG17-TD580", Some("Example Labs"), None),
            ("SG17-TD580, from Ministry of Sensors.", "SG17-TD580", Some("Ministry of Sensors"), None),
            ("C21 (Ana Lima, Example Corp)", "C21", Some("Ana Lima, Example Corp"), None),
            ("C21 by Ana https://example.org/c21", "C21", Some("Ana"), Some("https://example.org/c21")),
            ("C21 https://example.org/c21 from Ana", "C21", Some("Ana"), Some("https://example.org/c21")),
            ("C21 from Ana at <https://example.org/c21>", "C21", Some("Ana"), Some("https://example.org/c21")),
            ("https://example.org/c21", "https://example.org/c21", None, Some("https://example.org/c21")),
        ] {
            assert_eq!(Considered::read(words), Some(Considered { reference, source, link }), "{words:?}");
        }
    }

    #[test]
    fn words_about_documents_name_none() {
        for words in
            ["is in the folder", "4 from the top is missing", "TD580 says nothing", "C21 from SG17 says so", ""]
        {
            assert_eq!(Considered::read(words), None, "{words:?}");
        }
    }
}
