//! What is a person's name in front of a colon, and what is a label.

use crate::text::{at_colon, folded_line};

/// Words that stand in front of a colon and are nobody's name.
const LABELS: &[&str] = &[
    "a",
    "aal",
    "abstain",
    "abstentions",
    "accepted",
    "action",
    "actions",
    "against",
    "agenda",
    "agendum",
    "agreed",
    "agreement",
    "answer",
    "aob",
    "apologies",
    "as",
    "assigned",
    "attendance",
    "attendees",
    "attending",
    "audio",
    "aye",
    "background",
    "bcc",
    "breakout",
    "business",
    "cc",
    "chair",
    "chairperson",
    "chairs",
    "channel",
    "chat",
    "comment",
    "comments",
    "conclusion",
    "conclusions",
    "cons",
    "consensus",
    "context",
    "convener",
    "copied",
    "date",
    "day",
    "deadline",
    "decided",
    "decision",
    "decisions",
    "deferred",
    "dial-in",
    "discussion",
    "document",
    "documents",
    "due",
    "duration",
    "e.g",
    "end",
    "example",
    "exit",
    "facilitator",
    "follow-up",
    "followup",
    "for",
    "from",
    "fyi",
    "goal",
    "goals",
    "group",
    "guests",
    "guild",
    "help",
    "host",
    "how",
    "http",
    "https",
    "i.e",
    "idea",
    "in",
    "info",
    "introduction",
    "introductions",
    "irc",
    "issue",
    "issues",
    "item",
    "items",
    "kind",
    "language",
    "link",
    "links",
    "location",
    "log",
    "logistics",
    "meeting",
    "members",
    "minutes",
    "moderator",
    "motion",
    "motions",
    "name",
    "nay",
    "next",
    "note",
    "noted",
    "notes",
    "notetaker",
    "objections",
    "observers",
    "open",
    "option",
    "organizer",
    "outcome",
    "outcomes",
    "owner",
    "page",
    "participants",
    "passcode",
    "password",
    "phone",
    "place",
    "poll",
    "postponed",
    "present",
    "presentation",
    "previous",
    "proposal",
    "proposals",
    "proposed",
    "pros",
    "ps",
    "purpose",
    "q",
    "question",
    "questions",
    "quorum",
    "rationale",
    "re",
    "reason",
    "recommendation",
    "recorder",
    "reference",
    "references",
    "regrets",
    "rejected",
    "remote",
    "requested",
    "resolution",
    "resolutions",
    "resolved",
    "result",
    "results",
    "rfc",
    "risk",
    "risks",
    "room",
    "scribe",
    "scribenick",
    "scribes",
    "secretary",
    "see",
    "session",
    "slides",
    "spec",
    "start",
    "status",
    "steps",
    "subject",
    "subtopic",
    "summary",
    "task",
    "tasks",
    "tbd",
    "time",
    "title",
    "to",
    "todo",
    "topic",
    "topics",
    "update",
    "updates",
    "url",
    "venue",
    "version",
    "video",
    "vote",
    "votes",
    "warning",
    "welcome",
    "what",
    "when",
    "where",
    "who",
    "why",
    "zoom",
];

/// Words of names that are written small.
const PARTICLES: [&str; 20] = [
    "al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le", "ten",
    "ter", "van", "von",
];

const NAME_CHARS: usize = 60;
const NAME_WORDS: usize = 6;

/// Whether the words in front of a colon are a label, as far as words can tell.
pub fn is_label(words: &str) -> bool {
    let is_word = |word: &str| LABELS.binary_search(&word.to_lowercase().as_str()).is_ok();
    // What stands in brackets behind a name is an organization.
    let words = words.split(" (").next().unwrap_or(words);
    words
        .split([' ', '\t', '/'])
        .filter(|word| !word.is_empty())
        .any(|word| is_word(word.trim_matches(['(', ')', '.'])))
}

/// Whether somebody may be called so: short, and without what no name has.
pub fn may_be_name(words: &str) -> bool {
    let words = words.trim();
    !words.is_empty()
        && words.len() <= NAME_CHARS * 4
        && words.chars().count() <= NAME_CHARS
        && words.split_whitespace().count() <= NAME_WORDS
        && words.contains(char::is_alphanumeric)
        && !words.contains(['<', '>', '?', '!', '"', ';', '=', '{', '}', '[', ']', '…', ':', '\\', '`'])
        && !words.contains("//")
        && words.matches('(').count() == words.matches(')').count()
        && !words.ends_with(['.', ','])
}

/// Whether it looks like a person's name where anything may stand: one word, or words that are written with capitals.
pub fn looks_like_name(words: &str) -> bool {
    let is_written_so = |word: &str| {
        let bare = word.trim_matches(['(', ')', '\'', '’', ',', '.']);
        let is_small = bare.starts_with(char::is_lowercase);
        !is_small || PARTICLES.contains(&bare) || bare.contains(['@', '_']) || word.starts_with('(')
    };
    let mut parts = words.split_whitespace();
    may_be_name(words)
        && !is_label(words)
        && words.contains(char::is_alphabetic)
        && (parts.clone().count() == 1 || parts.all(is_written_so))
}

/// `NAME: words`, where the name may be one.
pub fn named(line: &str) -> Option<(&str, &str)> {
    let at = line.find([':', '：'])?;
    let mark = line[at..].chars().next().map_or(1, char::len_utf8);
    let (who, words) = (line[..at].trim(), &line[at + mark..]);
    let is_apart = words.is_empty() || words.starts_with([' ', '\t', '\u{a0}']) || mark > 1;
    (is_apart && may_be_name(who)).then(|| (who, words.trim()))
}

/// The same, where a line that records something is nobody's: `RESOLVED: keep it` after a time.
pub fn speaker(line: &str) -> Option<(&str, &str)> {
    let (who, words) = named(line)?;
    if is_record(line) { Some(("", line.trim())) } else { Some((who, words)) }
}

/// A name without what programs put around it.
pub fn bare_name(name: &str) -> &str {
    let name = name.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    });
    let name = name.strip_prefix("~").map_or(name, str::trim_start);
    name.trim_end_matches(':').trim_end()
}

/// A line of words that records something when it is said aloud: `RESOLVED: …` and its kind, with a colon.
pub fn is_record(words: &str) -> bool {
    const RECORDS: [&str; 22] = [
        "accepted",
        "action",
        "action item",
        "agreed",
        "agreement",
        "conclusion",
        "decided",
        "decision",
        "deferred",
        "invited",
        "noted",
        "proposal",
        "proposed",
        "proposed resolution",
        "rejected",
        "requested",
        "resolution",
        "resolved",
        "sub-topic",
        "subtopic",
        "topic",
        "actions",
    ];
    let Some((label, rest)) = at_colon(words) else { return false };
    let label = label.trim();
    label.len() <= 24 && !rest.trim().is_empty() && RECORDS.contains(&folded_line(&label.to_lowercase()).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_in_order_for_the_search() {
        assert!(LABELS.is_sorted());
    }

    #[test]
    fn names_are_told_from_labels() {
        for name in [
            "Ana",
            "ana",
            "Ana Lima",
            "Bo van der Berg",
            "Cy Park (Example Corp)",
            "李明",
            "Speaker 1",
            "dina_k",
            "O’Neil",
        ] {
            assert!(looks_like_name(name), "{name}");
        }
        for other in [
            "Topic",
            "RESOLVED",
            "Next steps",
            "here is the thing",
            "Date",
            "https",
            "Action item",
            "what we want",
            "Row 4 and row 5 are both",
        ] {
            assert!(!looks_like_name(other), "{other}");
        }
    }

    #[test]
    fn what_is_said_aloud_records_with_a_colon_alone() {
        for record in [
            "RESOLVED: keep it",
            "Action: Bo to write",
            "topic：Scope",
            "Proposed resolution: keep it",
            "Action item: Bo to write",
        ] {
            assert!(is_record(record), "{record}");
        }
        for words in
            ["resolved that", "the topic is: scope", "RESOLVED:", "present+", "q+ on it", "next item", "Ana: topic"]
        {
            assert!(!is_record(words), "{words}");
        }
    }
}
