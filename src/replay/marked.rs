//! Records with marks around them that people put there for the eye: emphasis, bullets, brackets, a dash for the colon.

/// Words that label a record, in lower case.
const LABELS: [&str; 21] = [
    "resolved",
    "resolution",
    "agreed",
    "agree",
    "decision",
    "action",
    "topic",
    "subtopic",
    "proposed",
    "proposal",
    "proposed resolution",
    "noted",
    "scribe",
    "scribenick",
    "present",
    "regrets",
    "chair",
    "chairs",
    "meeting",
    "date",
    "accepted",
];

/// Of those, what records something, whether a dash or a colon follows.
const RECORDS: [&str; 9] =
    ["RESOLVED", "RESOLUTION", "AGREED", "DECISION", "ACTION", "TOPIC", "SUBTOPIC", "PROPOSED", "PROPOSAL"];

/// `MeetBot`'s words that Ubuntu's has in brackets.
const BRACKETED: [&str; 12] = [
    "topic", "subtopic", "agreed", "action", "link", "idea", "info", "help", "accepted", "rejected", "progress", "vote",
];

/// A line in the spelling that is read, where it has another.
pub fn as_record(words: &str, is_tagged: bool) -> Option<String> {
    let words = words.trim_start();
    match words.as_bytes().first()? {
        b'[' => bracketed(words, is_tagged),
        b'*' | b'_' | b'`' | b'-' | b'~' => emphasised(words),
        b'#' if words.trim_start_matches('#').starts_with(' ') => emphasised(words),
        b'A'..=b'Z' => dashed(words),
        0xe2 => emphasised(words.strip_prefix(['•', '–', '—'])?.trim_start()),
        _ => None,
    }
}

/// `[TOPIC] Scope`.
fn bracketed(words: &str, is_tagged: bool) -> Option<String> {
    let (word, rest) = words.strip_prefix('[')?.split_once(']')?;
    let word = word.trim().to_ascii_lowercase();
    let rest = rest.trim_start_matches([':', ' ', '\t']);
    if rest.is_empty() {
        return None;
    }
    if is_tagged && BRACKETED.contains(&word.as_str()) {
        return Some(format!("#{word} {rest}"));
    }
    LABELS.contains(&word.as_str()).then(|| format!("{}: {rest}", word.to_ascii_uppercase()))
}

const EMPHASIS: [char; 4] = ['*', '_', '`', '~'];

/// `**RESOLVED:** keep it`, `*ACTION*: …`, `- RESOLVED: …`, `` `RESOLVED: …` ``.
fn emphasised(words: &str) -> Option<String> {
    let bullet = words.strip_prefix(['-', '*']).filter(|rest| rest.starts_with([' ', '\t'])).map(str::trim_start);
    let inside = bullet.unwrap_or(words).trim_start_matches('#').trim_start();
    let bare = inside.trim_start_matches(EMPHASIS);
    let marks = &inside[..inside.len() - bare.len()];
    let end = bare.find(|c: char| !(c.is_ascii_alphabetic() || c == ' '))?;
    let label = bare[..end].trim_end();
    let is_label = label.starts_with(|c: char| c.is_ascii_uppercase()) || !marks.is_empty();
    if !is_label || !LABELS.contains(&label.to_ascii_lowercase().as_str()) {
        return None;
    }
    let after = bare[end..].trim_start_matches(EMPHASIS);
    let rest = after.strip_prefix([':', '：'])?.trim_start_matches(EMPHASIS).trim();
    // Where the marks go around all of it, those at the end go too.
    let closing: String = marks.chars().rev().collect();
    let is_open = !bare[end..]
        .get(..bare.len() - end)
        .is_some_and(|tail| tail.starts_with(&closing) || tail[1..].starts_with(&closing));
    let rest = if marks.is_empty() || !is_open { rest } else { rest.strip_suffix(&closing).unwrap_or(rest).trim_end() };
    (!rest.is_empty()).then(|| format!("{label}: {rest}"))
}

/// `RESOLVED - keep it`, `RESOLVED :` with a hard space, and `Action Bo: write`.
fn dashed(words: &str) -> Option<String> {
    if let Some(rest) = words.strip_prefix("Action ") {
        let (owner, text) = rest.split_once(": ")?;
        let is_name = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase());
        let is_owner = owner.split(' ').count() <= 3 && owner.split(' ').all(is_name);
        return (is_owner && !text.trim().is_empty()).then(|| format!("ACTION {owner}: {text}"));
    }
    let label = RECORDS.iter().find(|label| words.starts_with(**label))?;
    let after = &words[label.len()..];
    let bare = after.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    if bare.len() == after.len() {
        return None;
    }
    let has_hard_space = after[..after.len() - bare.len()].contains(['\u{a0}', '\u{202f}']);
    let rest = match bare.strip_prefix(':').filter(|_| has_hard_space) {
        Some(rest) => rest,
        None => ["- ", "– ", "— "].iter().find_map(|dash| bare.strip_prefix(dash))?,
    };
    (!rest.trim().is_empty()).then(|| format!("{label}: {}", rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_in_the_spellings_that_people_have() {
        for (words, is_tagged, read) in [
            ("**RESOLVED:** keep it", false, Some("RESOLVED: keep it")),
            ("**RESOLVED**: keep it", false, Some("RESOLVED: keep it")),
            ("**RESOLVED: keep it**", false, Some("RESOLVED: keep it")),
            ("**RESOLVED:** keep **it**", false, Some("RESOLVED: keep **it**")),
            ("*ACTION:* bo to write", false, Some("ACTION: bo to write")),
            ("__Topic__: Scope", false, Some("Topic: Scope")),
            ("`RESOLVED: keep it`", false, Some("RESOLVED: keep it")),
            ("- RESOLVED: keep it", false, Some("RESOLVED: keep it")),
            ("* **ACTION:** bo to write", false, Some("ACTION: bo to write")),
            ("## Topic: Scope", false, Some("Topic: Scope")),
            ("• RESOLVED: keep it", false, Some("RESOLVED: keep it")),
            ("RESOLVED - keep it", false, Some("RESOLVED: keep it")),
            ("RESOLVED – keep it", false, Some("RESOLVED: keep it")),
            ("RESOLVED\u{a0}: keep it", false, Some("RESOLVED: keep it")),
            ("Action SW: include it", false, Some("ACTION SW: include it")),
            ("[TOPIC] Scope", true, Some("#topic Scope")),
            ("[AGREED] keep it", true, Some("#agreed keep it")),
            ("[TOPIC] Scope", false, Some("TOPIC: Scope")),
            ("[off] Scope", true, None),
            ("- topic: that one again", false, None),
            ("*waves*: hello", false, None),
            ("- Bo: hello", false, None),
            ("- a list", false, None),
            ("-1 to that", false, None),
            ("RESOLVED issues are listed", false, None),
            ("Action items today: none", false, None),
            ("Action is due: now", false, None),
            ("#topic Scope", true, None),
        ] {
            assert_eq!(as_record(words, is_tagged).as_deref(), read, "{words:?}");
        }
    }
}
