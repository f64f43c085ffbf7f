//! Lines that are written like a record and are none: `RESOLVED the table is adopted`, `Agreed - row 4 stays`,
//! `AGRED: row 4 stays`.

use super::grammar::Why;
use super::spelling;

/// Words that record something when a colon follows.
const FORMAL: [&str; 21] = [
    "agreed",
    "agreement",
    "resolved",
    "resolution",
    "decided",
    "decision",
    "consensus",
    "noted",
    "invited",
    "requested",
    "deferred",
    "proposed",
    "proposal",
    "propose",
    "action",
    "actions",
    "conclusion",
    "topic",
    "subtopic",
    "objection",
    "reservation",
];

/// What to tell the author of such a line, and how sure it is.
pub fn hint(line: &str) -> Option<(String, Why)> {
    of_two_words(line)
        .or_else(|| without_colon(line))
        .or_else(|| in_brackets(line))
        .or_else(|| with_dash(line))
        .or_else(|| bare_topic(line))
        .or_else(|| misspelt(line))
}

/// `topic Budget`: a title without its colon.
fn bare_topic(line: &str) -> Option<(String, Why)> {
    let (word, title) = line.split_once(' ')?;
    let is_topic = ["topic", "subtopic"].iter().any(|topic| word.eq_ignore_ascii_case(topic));
    let is_title =
        title.trim().starts_with(char::is_uppercase) && title.split_whitespace().count() <= 8 && !title.ends_with('.');
    (is_topic && is_title).then(|| (meant(word, title), Why::PerhapsARecord))
}

/// Whether a line says who speaks, as a scribe writes it: `Bo: row 4 is ours`, `Bo Berg: …`.
pub fn names_a_speaker(line: &str) -> bool {
    let Some((name, words)) = line.split_once(':') else { return false };
    let mut parts = name.split_whitespace();
    let is_name = parts.clone().count() <= 3 && parts.all(|part| part.chars().next().is_some_and(char::is_uppercase));
    is_name && !name.is_empty() && words.starts_with(char::is_whitespace)
}

/// `PROPOSED RESOLUTION row 4 stays`, `NO AGREEMENT - on row 6`: two words that belong together, without their colon.
fn of_two_words(line: &str) -> Option<(String, Why)> {
    const PAIRS: [&str; 5] =
        ["PROPOSED RESOLUTION ", "PROPOSED DECISION ", "PROPOSED AGREEMENT ", "NO AGREEMENT - ", "ACTION ITEM "];
    let pair = PAIRS.iter().find(|pair| line.starts_with(**pair))?;
    let words = line[pair.len()..].trim().trim_start_matches(['-', '–', '—', ' ']);
    let is_all_shouted = words.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    (!words.is_empty() && !is_all_shouted && !words.contains(':'))
        .then(|| (meant(pair.trim_end_matches([' ', '-']), words), Why::LikeARecord))
}

/// `RESOLVED the table is adopted`: a word that records something, in capitals, without its colon.
fn without_colon(line: &str) -> Option<(String, Why)> {
    let (word, rest) = line.split_once(' ')?;
    let is_shouted = word.len() > 3 && word.chars().all(|c| c.is_ascii_uppercase());
    let is_all_shouted = rest.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let starts_with_dash = rest.starts_with(['-', '–', '—']);
    let is_known =
        is_shouted && !is_all_shouted && !starts_with_dash && spelling::is_head(&format!("{}:", word.to_lowercase()));
    is_known.then(|| (meant(word, rest), Why::LikeARecord))
}

/// `[RESOLVED] the table is adopted`.
fn in_brackets(line: &str) -> Option<(String, Why)> {
    let (word, rest) = line.strip_prefix('[')?.split_once(']')?;
    let words = rest.trim_start_matches(':').trim();
    let is_formal = FORMAL.contains(&word.to_lowercase().as_str());
    (is_formal && !words.is_empty()).then(|| (meant(word, words), Why::LikeARecord))
}

/// `Agreed - row 4 stays`: a dash for the colon. Talk is written like this too, so capitals decide who hears of it.
fn with_dash(line: &str) -> Option<(String, Why)> {
    let (word, rest) = line.split_once(' ')?;
    let words = rest.strip_prefix(['-', '–', '—'])?.strip_prefix(' ')?.trim();
    let is_capital = word.chars().next().is_some_and(char::is_uppercase);
    let is_formal = is_capital && FORMAL.contains(&word.to_lowercase().as_str());
    let why = if word.chars().all(char::is_uppercase) { Why::LikeARecord } else { Why::PerhapsARecord };
    (is_formal && !words.is_empty()).then(|| (meant(word, words), why))
}

fn meant(word: &str, words: &str) -> String {
    format!("Nothing is recorded. Did you mean {word}: {}?", crate::text::shorten(words.trim(), 60))
}

/// `AGRED: row 4 stays`: a letter or two wrong in a word that records something.
fn misspelt(line: &str) -> Option<(String, Why)> {
    let (word, rest) = line.split_once([':', '：'])?;
    let is_word = (4..=14).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_shouted = word.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_capital = word.starts_with(|c: char| c.is_ascii_uppercase());
    if !is_word || rest.trim().is_empty() || !is_capital {
        return None;
    }
    let typed = word.to_lowercase();
    let limit = |known: &str| match known.len() {
        // “Nate: hello” is said by Nate.
        0..=5 => usize::from(is_shouted),
        6..=7 => 1,
        _ => 2,
    };
    let known = FORMAL.iter().chain(&["note", "issue"]);
    let distances = known.map(|known| (strsim::damerau_levenshtein(known, &typed), *known));
    let (_, known) = distances
        .filter(|(distance, known)| (1..=limit(known)).contains(distance))
        .min_by_key(|(distance, known)| (*distance, std::cmp::Reverse(known.len())))?;
    let shown = if is_shouted { known.to_uppercase() } else { format!("{}{}", known[..1].to_uppercase(), &known[1..]) };
    let words = crate::text::shorten(rest.trim(), 60);
    let why = if is_shouted { Why::LikeARecord } else { Why::PerhapsARecord };
    Some((format!("Nothing is recorded. Did you mean {shown}: {words}?"), why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::grammar::{Names, Read, read};

    #[test]
    fn what_is_offered_works_when_it_is_typed() {
        for word in FORMAL {
            let lines = read(&format!("{word}: row 4 stays"), &Names::default());
            assert!(matches!(lines.as_slice(), [line] if matches!(line.read, Read::Command { .. })), "{word}:");
        }
    }

    #[test]
    fn talk_gets_no_hint() {
        for line in [
            "Question: who keeps the table?",
            "Nate: hello",
            "Topics: rows 4 and 5",
            "Section: 4",
            "agreed - so let us go on",
            "Topic drift is a problem.",
        ] {
            assert_eq!(hint(line), None, "{line:?}");
        }
    }
}
