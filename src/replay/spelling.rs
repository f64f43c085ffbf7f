//! Spellings of records that people and other bots have, brought into those that are read: emphasis and bullets
//! around them, brackets, dashes for colons, and the marks of maubot.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::log::{Kind, Line, Log};
use super::meetbot;
use crate::command::undressed;
use crate::text::{at_colon, is_one_line};

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

/// The word that opens a meeting.
const START: &str = "startmeeting";

/// Brings every line of a log into spellings that are read.
pub fn normalise(log: &mut Log<'_>) {
    let (mut is_tagged, mut mark) = (false, None);
    for line in log.lines.iter().filter(|line| line.kind == Kind::Said) {
        let Some(first) = line.words.chars().next().filter(|c| matches!(c, '#' | '!' | '^' | '.')) else { continue };
        let word = line.words.get(1..=START.len());
        if word.is_some_and(|word| word.eq_ignore_ascii_case(START)) {
            is_tagged |= first == '#';
            // maubot takes other marks for the words of MeetBot.
            mark = mark.or(Some(first).filter(|mark| *mark != '#'));
        }
    }
    let mark = mark.filter(|_| !is_tagged);
    for line in log.lines.iter_mut().filter(|line| line.kind == Kind::Said) {
        normalise_line(line, is_tagged, mark);
    }
}

/// So many lines of one person can be pasted text at most; a mark that nobody closes marks nothing.
const PASTED: usize = 150;

/// Joins what one person pasted between fences, or between double brackets, each on a line of its own, so that nothing in
/// it counts.
pub fn join_pasted(log: &mut Log<'_>) {
    let opens = |words: &str| (words.starts_with("```") && !words[3..].contains("```")) || words == "[[";
    let closes = |words: &str, is_fence: bool| if is_fence { words.ends_with("```") } else { words == "]]" };
    let mut open: BTreeMap<&str, (bool, Vec<usize>)> = BTreeMap::new();
    let mut pasted: Vec<Vec<usize>> = Vec::new();
    for (index, line) in log.lines.iter().enumerate().filter(|(_, line)| line.kind == Kind::Said) {
        let is_mark = || line.words.starts_with(['`', '[']);
        if open.is_empty() && !is_mark() {
            continue;
        }
        let words = line.words.trim();
        let Some((is_fence, lines)) = open.get_mut(&*line.who) else {
            if is_one_line(words) && opens(words) {
                open.insert(&line.who, (words.starts_with('`'), vec![index]));
            }
            continue;
        };
        lines.push(index);
        if closes(words, *is_fence) {
            pasted.extend(open.remove(&*line.who).map(|(_, lines)| lines));
        } else if lines.len() >= PASTED {
            open.remove(&*line.who);
        }
    }
    for lines in pasted {
        let words: Vec<String> = lines.iter().map(|at| log.lines[*at].words.trim_end().to_owned()).collect();
        // In a message a fence is what nothing in it counts by.
        let inside = words[1..words.len() - 1].join("\n");
        log.lines[lines[0]].words = Cow::Owned(format!("```\n{inside}\n```"));
        for at in &lines[1..] {
            log.lines[*at].kind = Kind::Applied;
        }
    }
}

fn normalise_line(line: &mut Line<'_>, is_tagged: bool, mark: Option<char>) {
    let read = |words: &str| {
        let of_maubot = || mark.and_then(|_| of_maubot(words));
        as_record(words, is_tagged || mark.is_some()).or_else(of_maubot)
    };
    if is_one_line(&line.words) {
        if let Some(words) = read(&line.words) {
            line.words = Cow::Owned(words);
        }
        return;
    }
    let mut is_code = false;
    let lines = line.words.lines().map(|said| {
        let is_fence = said.trim_start().starts_with("```");
        let found = (!is_code && !is_fence).then(|| read(said)).flatten();
        is_code ^= is_fence;
        found.map_or(Cow::Borrowed(said), Cow::Owned)
    });
    let lines: Vec<Cow<'_, str>> = lines.collect();
    if lines.iter().any(|line| matches!(line, Cow::Owned(_))) {
        line.words = Cow::Owned(lines.join("\n"));
    }
}

/// `!topic Scope` and `^info …` where `#topic Scope` is read.
fn of_maubot(words: &str) -> Option<String> {
    let rest = words.strip_prefix(['!', '^', '.'])?;
    let tagged = format!("#{rest}");
    meetbot::read(&tagged, false).map(|_| tagged)
}

/// A line in the spelling that is read, where it has another.
fn as_record(words: &str, is_tagged: bool) -> Option<String> {
    let words = words.trim_start();
    match words.as_bytes().first()? {
        b'[' => bracketed(words, is_tagged),
        b'*' | b'_' | b'`' | b'-' | b'~' | b'#' | 0xe2 => bare(words),
        b'A'..=b'Z' => dashed(words),
        _ => None,
    }
}

/// `**RESOLVED:** keep it`, `- RESOLVED: …` and `## Topic: Scope` without what is around them, as in a room. After a
/// list mark alone a label begins with a capital: `- topic: that one again` may be a line of someone's list.
fn bare(words: &str) -> Option<String> {
    let heading = words.trim_start_matches('#');
    let is_heading = heading.len() < words.len();
    if is_heading && !heading.starts_with(' ') {
        return None;
    }
    let inside = heading.trim_start();
    let (inside, is_only_listed) = match undressed(inside) {
        Some(undressed) => (Cow::Owned(undressed.words), undressed.is_only_listed),
        None if is_heading => (Cow::Borrowed(inside), true),
        None => return None,
    };
    let (label, rest) = at_colon(&inside)?;
    let (label, rest) = (label.trim_end(), rest.trim());
    let is_label = !is_only_listed || label.starts_with(|c: char| c.is_ascii_uppercase());
    let is_known = is_label && LABELS.contains(&label.to_ascii_lowercase().as_str());
    (is_known && !rest.is_empty()).then(|| format!("{label}: {rest}"))
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
