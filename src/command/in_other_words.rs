//! What chairs and secretaries say of the agenda, of documents and of what is next, in whole sentences: what to type instead.

use crate::text::shorten;

/// What those who keep the record are told of such a line.
pub fn hint(typed: &str) -> Option<String> {
    if typed.len() > LONGEST || !may_be_one(typed) {
        return None;
    }
    added_item(typed)
        .or_else(|| ordered_items(typed))
        .or_else(|| left_item(typed))
        .or_else(|| length_of_item(typed))
        .or_else(|| concluded(typed))
        .or_else(|| considered(typed))
        .or_else(|| next_meeting(typed))
}

/// Bytes of the longest line that is looked at.
const LONGEST: usize = 160;

/// Whether a line begins or ends as one of these does.
fn may_be_one(typed: &str) -> bool {
    const FIRST: [&str; 26] = [
        "add", "agenda", "close", "defer", "doc", "document", "exchange", "item", "let's", "move", "new", "next",
        "now", "our", "postpone", "put", "skip", "swap", "table", "take", "the", "time", "timebox", "we", "what",
        "when",
    ];
    let end = memchr::memchr(b' ', typed.as_bytes()).unwrap_or(typed.len());
    let word = typed[..end].trim_end_matches(':');
    // “When's the next meeting?”
    let word = word.strip_suffix("'s").filter(|word| word.len() == 4).unwrap_or(word);
    FIRST.iter().any(|first| first.eq_ignore_ascii_case(word)) || ends_with_item(typed)
}

/// `5 minutes for this item`.
fn ends_with_item(typed: &str) -> bool {
    typed.ends_with(['m', 'c', 'M', 'C'])
}

fn number(word: &str) -> Option<u32> {
    let digits = word.trim_start_matches('#').trim_end_matches(['.', ',', ';', ':', '?']);
    (1..=3).contains(&digits.len()).then(|| digits.parse().ok()).flatten()
}

fn after<'a>(typed: &'a str, starts: &[&str]) -> Option<&'a str> {
    let first = typed.as_bytes().first()?.to_ascii_lowercase();
    starts.iter().filter(|start| start.as_bytes().first() == Some(&first)).find_map(|start| {
        let is_one = typed.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
        is_one.then(|| typed[start.len()..].trim())
    })
}

/// `add agenda item Budget`, `new agenda item Budget`.
fn added_item(typed: &str) -> Option<String> {
    let title =
        after(typed, &["add agenda item ", "add an agenda item ", "new agenda item ", "add item ", "add an item "])?;
    let title = ["on ", "about ", "for ", "called ", "titled "]
        .iter()
        .find_map(|word| title.strip_prefix(word))
        .unwrap_or(title);
    (title.starts_with(char::is_uppercase) && number(title).is_none())
        .then(|| format!("Nothing is added to the agenda. Use: agenda+ {}", shorten(title, 60)))
}

/// `move item 3 to the top`, `item 2 first`, `swap items 1 and 2`.
fn ordered_items(typed: &str) -> Option<String> {
    let said = |order: String| Some(format!("The order of the agenda has not changed. Use: agenda order {order}"));
    if let Some(rest) = after(typed, &["swap items ", "swap item ", "exchange items "]) {
        let (one, other) = rest.split_once(" and ").or_else(|| rest.split_once(" with "))?;
        let other = other.trim_start_matches("item ");
        return said(format!("{}, {}", number(other)?, number(one)?));
    }
    let moved = after(typed, &["move item ", "put item ", "take item ", "let's take item ", "we take item "]);
    let listed = after(typed, &["item ", "agenda item "]);
    let (rest, ends) = match (moved, listed) {
        (Some(rest), _) => (rest, [" to the top", " to the front", " first", " to the beginning"]),
        (None, Some(rest)) => (rest, [" first", " comes first", " goes first", " first please"]),
        (None, None) => return None,
    };
    let item = ends.iter().find_map(|end| number(rest.strip_suffix(end)?))?;
    said(item.to_string())
}

/// `postpone item 2`, `table item 2`, `defer item 2 to the next meeting`, `close agenda item 1`.
fn left_item(typed: &str) -> Option<String> {
    let said = |command: &str, item: u32| Some(format!("Nothing has changed. Use: {command} item {item}"));
    if let Some(item) = after(typed, &["close agenda item ", "close agendum "]) {
        return said("close", number(item)?);
    }
    let rest = after(
        typed,
        &[
            "postpone item ",
            "postpone agenda item ",
            "table item ",
            "defer item ",
            "defer agenda item ",
            "skip agenda item ",
        ],
    )?;
    let (item, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_end = rest.is_empty()
        || ["to the next", "to next", "until the next", "until next", "for now"]
            .iter()
            .any(|end| rest.starts_with(end));
    said("skip", number(item).filter(|_| is_end)?)
}

/// `5 minutes for this item`, `time box 10 min`.
fn length_of_item(typed: &str) -> Option<String> {
    // Most lines neither begin nor end like one.
    if !typed.starts_with(['t', 'T']) && !ends_with_item(typed) {
        return None;
    }
    let lower = typed.to_lowercase();
    let length =
        ["time box ", "timebox ", "time box: ", "timebox: "].iter().find_map(|start| lower.strip_prefix(start));
    let ends = [" for this item", " for this agenda item", " for this topic", " on this item"];
    let length = length.or_else(|| ends.iter().find_map(|end| lower.strip_suffix(end)))?;
    let length = length.replace(" more", "").replace("another ", "");
    crate::time::bounded_duration(&length).ok()?;
    Some(format!("The time of the item has not changed. Use: give this item {length}"))
}

/// `The conclusion is that row 4 stays`.
fn concluded(typed: &str) -> Option<String> {
    let words = after(
        typed,
        &["the conclusion is that ", "our conclusion is that ", "we conclude that ", "the conclusion is: "],
    )?;
    words.contains(' ').then(|| format!("Nothing is recorded. Use: conclusion: {}", shorten(words, 60)))
}

/// `doc SG17-TD12 Table of rows from Acme`, `we now look at TD12`.
fn considered(typed: &str) -> Option<String> {
    let rest =
        after(typed, &["doc ", "document ", "we now look at ", "we look at ", "let's look at ", "now looking at "])?;
    let word = rest.split([' ', ',']).next().unwrap_or_default();
    let is_number =
        word.starts_with(char::is_uppercase) && word.contains(|c: char| c.is_ascii_digit()) && word.len() > 2;
    // “doc SG17-TD12 looks fine” is talk.
    let words = rest[word.len()..].trim_start_matches([',', ' ']);
    let is_title = words.is_empty() || words.starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“'));
    (is_number && is_title).then(|| format!("The document is not listed. Use: doc: {word}"))
}

/// `next meeting: 2026-12-22 15:00 Geneva`, and `when is the next meeting?`, which may be asked of the people in the room.
fn next_meeting(typed: &str) -> Option<String> {
    const ASKS: [&str; 7] = [
        "when is the next meeting",
        "when's the next meeting",
        "when do we meet next",
        "when do we meet again",
        "next meetings",
        "next meeting",
        "what is the next meeting",
    ];
    let asked = || typed.trim_end_matches(['?', ' ']).to_lowercase();
    if typed.ends_with('?') && ASKS.contains(&asked().as_str()) {
        return Some("That is kept as talk, and nothing is shown. Use: !schedule?".to_owned());
    }
    let when = after(typed, &["next meeting: ", "next meeting is on ", "next meeting on ", "the next meeting is on "])?;
    when.contains(|c: char| c.is_ascii_digit()).then(|| {
        format!(
            "Nothing is planned by that. Use: !schedule \"{}\" for 2 h",
            shorten(when.trim_end_matches(['.', '!']), 60)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::grammar::{Names, Read, read};

    #[test]
    fn sentences_about_items_are_told_from_talk() {
        for (line, expected) in [
            ("add agenda item Budget", Some("agenda+ Budget")),
            ("add item 4 of the table", None),
            ("move item 3 to the top", Some("agenda order 3")),
            ("item 2 first", Some("agenda order 2")),
            ("swap items 1 and 2", Some("agenda order 2, 1")),
            ("postpone item 2", Some("skip item 2")),
            ("defer item 2 to the next meeting", Some("skip item 2")),
            ("defer item 2 of the annex", None),
            ("close agenda item 1", Some("close item 1")),
            ("5 minutes for this item", Some("give this item 5 minutes")),
            ("time box 10 min", Some("give this item 10 min")),
            ("The conclusion is that row 4 stays", Some("conclusion: row 4 stays")),
            ("doc SG17-TD12 Table of rows from Acme", Some("doc: SG17-TD12")),
            ("We now look at TD12", Some("doc: TD12")),
            ("document the interface first", None),
            ("doc SG17-TD12 looks fine", None),
            ("next meeting: 2026-12-22 15:00 Geneva", Some("!schedule \"2026-12-22 15:00 Geneva\" for 2 h")),
            ("when do we meet next?", Some("!schedule?")),
            ("next meeting we decide", None),
        ] {
            let hint = hint(line);
            let offered = hint.as_deref().and_then(|hint| Some(hint.rsplit_once("Use: ")?.1));
            assert_eq!(offered, expected, "{line:?}: {hint:?}");
            if let Some(offered) = offered {
                let lines = read(offered, &Names::default());
                assert!(matches!(lines.as_slice(), [line] if matches!(line.read, Read::Command { .. })), "{offered:?}");
            }
        }
    }
}
