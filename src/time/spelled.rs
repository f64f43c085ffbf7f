//! Words that stand for what the patterns read: `two hours`, `tmrw`, `1.5 hours`, `20261208T1500Z`.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::patterns::PATTERNS;

/// Numbers that people write as words.
pub(super) const NUMBERS: [(&str, u32); 17] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fifteen", 15),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("ninety", 90),
];

struct Words {
    number: Regex,
    couple: Regex,
    fortnights: Regex,
    half: Regex,
    one_and_a_half: Regex,
    until_midnight: Regex,
    from_noon: Regex,
    joined_hours: Regex,
    between: Regex,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let regex =
        |pattern: &str| Regex::new(&format!("(?i){pattern}")).expect("the pattern is a constant and well formed");
    let numbers = NUMBERS.map(|(word, _)| word).join("|");
    Words {
        number: regex(&format!(r"\b({numbers})\b")),
        couple: regex(r"\ba couple of\b"),
        fortnights: regex(r"\b(an?|\d{1,4})\s+fortnights?\b"),
        half: regex(r"\b(\d+)(?:[.,]5|\s+and a half)\s*(?:hours?|hrs?|h)\b"),
        one_and_a_half: regex(r"\b(an|\d+)\s+hours?\s+and\s+a\s+half\b"),
        until_midnight: regex(r"(-|–|—|\bto|\buntil|\btill)\s*midnight\b"),
        from_noon: regex(r"\b(?:noon|midday)(\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b)\s*\d)"),
        joined_hours: regex(r"\b([01]\d|2[0-3])([0-5]\d)h\b"),
        between: regex(r"\bbetween\s+([\d:.]+\s*(?:[ap]\.?m\b\.?)?)\s+and\s+(\d)"),
    }
});

/// The line with its numbers as digits, and rare forms as usual ones.
pub(super) fn usual(typed: &str) -> String {
    let words = &*WORDS;
    let line = typed.replace('：', ":").replace('−', "-");
    let line = words.number.replace_all(&line, |found: &Captures<'_>| {
        let number = NUMBERS.iter().find(|(word, _)| word.eq_ignore_ascii_case(&found[1]));
        number.map_or_else(String::new, |(_, number)| number.to_string())
    });
    let line = words.couple.replace_all(&line, "2");
    let line = words
        .fortnights
        .replace_all(&line, |found: &Captures<'_>| format!("{} weeks", 2 * found[1].parse::<u32>().unwrap_or(1)));
    let line = words.half.replace_all(&line, "$1 h 30 min");
    let line = words.one_and_a_half.replace_all(&line, "$1 hour 30 min");
    // What ends at midnight ends its day.
    let line = words.until_midnight.replace_all(&line, "$1 24:00");
    let line = words.from_noon.replace_all(&line, "12pm$1");
    let line = words.joined_hours.replace_all(&line, "$1:$2");
    let line = words.between.replace_all(&line, "from $1 to $2");
    let line = PATTERNS.compact.replace_all(&line, |found: &Captures<'_>| {
        let group = |index: usize| found.get(index).map_or("", |group| group.as_str());
        let seconds = if group(6).is_empty() { String::new() } else { format!(":{}", group(6)) };
        let clock = if group(4).is_empty() { String::new() } else { format!("T{}:{}{seconds}", group(4), group(5)) };
        format!("{}-{}-{}{clock}{}", group(1), group(2), group(3), group(7))
    });
    let line = PATTERNS.four_digit_range.replace_all(&line, |found: &Captures<'_>| {
        let group = |index: usize| found.get(index).map_or("", |group| group.as_str());
        let to = found.name("to").map_or("-", |to| to.as_str());
        let before = &found[0][..found[0].len() - found["all"].len()];
        // `-` stands tight, a word apart.
        let to = if to.chars().all(char::is_alphabetic) { format!(" {to} ") } else { to.to_owned() };
        format!("{before}{}:{}{to}{}:{}", group(2), group(3), group(5), group(6))
    });
    line.trim().trim_end_matches(['?', '.', '!']).to_owned()
}
