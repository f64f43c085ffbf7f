//! Labels of records with more in them than the word: `CONSENSUS REACHED: x`, `RESOLVED (4-0-1): x`, `(AGREED: x)`.

use crate::text::at_colon;

/// Words that record something when a colon follows, and may have more before it.
pub(super) const FORMAL: [&str; 15] = [
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
    "action",
    "conclusion",
];

/// What people add to such a word and mean the word alone.
const ADDED: [&str; 24] = [
    "reached",
    "taken",
    "made",
    "recorded",
    "of the group",
    "of the day",
    "unanimously",
    "unanimous",
    "by consensus",
    "by all",
    "by unanimity",
    "by acclamation",
    "without objection",
    "without objections",
    "nem con",
    "nem. con.",
    "that",
    "text",
    "in principle",
    "item",
    "items",
    "today",
    "of the meeting",
    "by the meeting",
];

/// The line with its label alone, and what stood in brackets at its end. `None`: it is no such line.
pub fn plain(line: &str) -> Option<String> {
    let heading = line.trim_start_matches('#');
    let is_heading = heading.len() < line.len() && line.len() - heading.len() <= 6 && heading.starts_with(' ');
    let bare = if is_heading { heading.trim_start() } else { line };
    let inside = enclosed(bare).unwrap_or(bare);
    let is_bare = is_heading || inside.len() < bare.len();
    let word = &inside[..inside.find(|c: char| !c.is_alphabetic()).unwrap_or(inside.len())];
    let is_known = FORMAL.iter().any(|formal| word.eq_ignore_ascii_case(formal));
    let is_title = is_heading && ["topic", "subtopic"].iter().any(|title| word.eq_ignore_ascii_case(title));
    // Most lines begin with other words.
    if !is_known && !is_title {
        return None;
    }
    let (label, words) = at_colon(inside)?;
    let words = words.trim();
    let added = label.trim_end_matches(['.', ' ']).get(word.len()..)?;
    if is_title && added.trim().is_empty() && !words.is_empty() {
        return Some(format!("{word}: {words}"));
    }
    if !is_known || !word.starts_with(char::is_uppercase) || words.is_empty() || words.starts_with("//") {
        return None;
    }
    // “(Decided: by whom?)” is talk in brackets.
    let is_shouted = word.chars().all(char::is_uppercase);
    match added.trim() {
        "" if is_bare && is_shouted => Some(format!("{word}: {words}")),
        "" => None,
        added => {
            let (added, bracket) = bracketed(added);
            let is_added = added.is_empty() || ADDED.iter().any(|known| added.eq_ignore_ascii_case(known));
            let end = bracket.map_or_else(String::new, |bracket| format!(" ({bracket})"));
            is_added.then(|| format!("{word}: {words}{end}"))
        }
    }
}

/// What stands between brackets around a whole line.
fn enclosed(line: &str) -> Option<&str> {
    let close = match line.chars().next()? {
        '(' => ')',
        '[' => ']',
        '（' => '）',
        '【' => '】',
        '{' => '}',
        _ => return None,
    };
    let inside = line.trim_end_matches('.').strip_suffix(close)?;
    let inside = &inside[inside.chars().next().map_or(0, char::len_utf8)..];
    (!inside.contains(close)).then(|| inside.trim())
}

/// `unanimously (4-0-1)`: the words, and what is in the brackets.
fn bracketed(added: &str) -> (&str, Option<&str>) {
    let closed = added.strip_suffix([')', ']', '）']);
    match closed.and_then(|open| open.split_once(['(', '[', '（'])) {
        Some((before, inside)) if !inside.trim().is_empty() => (before.trim(), Some(inside.trim())),
        Some(_) | None => (added.trim_matches(['-', '–', ',', ' ']), None),
    }
}

/// A name in front of a record, as a scribe writes who recorded it: `Bo: ACTION: Cy to go`. The name, and the record.
pub fn behind_a_name(line: &str) -> Option<(&str, &str)> {
    let (name, record) = line.split_once(": ")?;
    let record = record.trim_start();
    let (word, words) = at_colon(record)?;
    let first = word.split(' ').next().unwrap_or_default();
    let is_shouted = first.len() > 3 && first.chars().all(|c| c.is_ascii_uppercase());
    let is_formal = FORMAL.iter().any(|formal| first.eq_ignore_ascii_case(formal));
    let mut parts = name.split_whitespace();
    let is_name = (1..=4).contains(&parts.clone().count())
        && parts.all(|part| part.starts_with(char::is_alphabetic) && !part.contains([':', '/']))
        && !FORMAL.iter().any(|formal| name.eq_ignore_ascii_case(formal));
    (is_shouted && is_formal && is_name && !words.trim().is_empty()).then_some((name, record))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_stands_for_its_word() {
        for (line, expected) in [
            ("CONSENSUS REACHED: row 4 stays", Some("CONSENSUS: row 4 stays")),
            ("RESOLVED (4-0-1): row 4 stays", Some("RESOLVED: row 4 stays (4-0-1)")),
            ("RESOLVED [4-0-1]: row 4 stays", Some("RESOLVED: row 4 stays (4-0-1)")),
            ("AGREED unanimously (12 in favour): x", Some("AGREED: x (12 in favour)")),
            ("Agreed by consensus: x", Some("Agreed: x")),
            ("AGREED that: x", Some("AGREED: x")),
            ("AGREED.: x", None),
            ("# AGREED: x", Some("AGREED: x")),
            ("### RESOLVED: x", Some("RESOLVED: x")),
            ("## Topic: Row 8", Some("Topic: Row 8")),
            ("#AGREED: x", None),
            ("(AGREED: x)", Some("AGREED: x")),
            ("[ACTION: Bo to go].", Some("ACTION: Bo to go")),
            ("(Decided: by whom?)", None),
            ("AGREED: x", None),
            ("Resolution 98: security is covered", None),
            ("Decision tree: the figure", None),
            ("agreed (I think): x", None),
            ("(see AGREED: x)", None),
            ("Agreed (with one change): x", Some("Agreed: x (with one change)")),
        ] {
            assert_eq!(plain(line).as_deref(), expected, "{line:?}");
        }
    }

    #[test]
    fn a_record_behind_a_name_is_seen() {
        for (line, expected) in [
            ("Bo: ACTION: Cy to go", Some(("Bo", "ACTION: Cy to go"))),
            ("bo dahl: AGREED: x", Some(("bo dahl", "AGREED: x"))),
            ("Bo: we agreed: nothing", None),
            ("AGREED: ACTION: x", None),
            ("Bo: ACTION", None),
            ("http://example.org: ACTION: x", None),
        ] {
            assert_eq!(behind_a_name(line), expected, "{line:?}");
        }
    }
}
