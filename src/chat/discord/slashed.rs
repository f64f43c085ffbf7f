//! What the bot says, where nothing is typed: a sentence that names a typed command names the slash command in its place,
//! with its values. Pure.

use super::paths::path_of;
use crate::command::grammar::Names;
use crate::command::{Read, Row, find, read};
use crate::text::{Block, Span, Text};

/// Sentences that are not so where no message is read.
const FIXED: [(&str, &str); 4] = [
    ("A line that begins with [off] is not kept.", "What is said here without a command is not read."),
    ("what is said here, decisions and actions make minutes", "decisions, actions and notes make minutes"),
    ("I carry out what you type without confirming it.", "I carry out commands without confirming them."),
    (" Lines such as NAME: words are recorded as what NAME said.", ""),
];
/// Words after which a command is named.
const MARKERS: [&str; 12] =
    ["type ", "types ", "typing ", "try ", "use: ", "with: ", "type: ", "types: ", "again: ", "with ", "or ", "or: "];
/// What a sentence begins with that ends in a colon and a command.
const ADVICE: [&str; 22] = [
    "To ",
    "Use",
    "Next",
    "For ",
    "Close ",
    "Open ",
    "Type ",
    "Then ",
    "Name ",
    "Add ",
    "A chair ",
    "Chairs",
    "The secretary",
    "Announce",
    "Collect ",
    "It ",
    "Another ",
    "Ask ",
    "After it",
    "All of it",
    "to ",
    "or, with ",
];

/// A text with slash commands in place of typed ones. Documents stay as they are.
pub(super) fn slashed(text: &Text) -> Text {
    let span = |span: &Span| match span {
        Span::Plain(words) => Span::Plain(in_slashes(words)),
        Span::Code(words) => Span::Code(slash_of(words).unwrap_or_else(|| words.clone())),
        other => other.clone(),
    };
    let line = |line: &Vec<Span>| line.iter().map(span).collect::<Vec<Span>>();
    let block = |block: &Block| match block {
        Block::Paragraph(words) => Block::Paragraph(line(words)),
        Block::List(entries) => Block::List(entries.iter().map(line).collect()),
        other => other.clone(),
    };
    Text { blocks: text.blocks.iter().map(block).collect() }
}

/// The same of plain words.
pub(super) fn in_slashes(words: &str) -> String {
    let mut words = words.to_owned();
    for (typed, instead) in FIXED {
        words = words.replace(typed, instead);
    }
    let mut out = String::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let found = begins_word(&words, at).then(|| named_at(&words, at)).flatten();
        if let Some((command, end)) = found {
            for (typed, used) in
                [("type ", "use "), ("types ", "uses "), ("Type ", "Use "), ("type: ", "use: "), ("types: ", "uses: ")]
            {
                if let Some(before) = out.strip_suffix(typed) {
                    out = format!("{before}{used}");
                }
            }
            out.push_str(&command);
            at = end;
        } else {
            let next = words[at..].chars().next().map_or(1, char::len_utf8);
            out.push_str(&words[at..at + next]);
            at += next;
        }
    }
    out
}

fn begins_word(words: &str, at: usize) -> bool {
    words[..at].chars().next_back().is_none_or(|before| before == ' ' || before == '(' || before == '\n')
}

/// The slash command for the typed one that is named here, and where that ends.
fn named_at(words: &str, at: usize) -> Option<(String, usize)> {
    let rest = &words[at..];
    let token = rest.split([' ', ',', ')']).next().unwrap_or_default().trim_end_matches(['.', ':', ';']);
    let is_marked = is_after_marker(&words[..at]);
    let is_written = token.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '!' | '+' | '-' | '#'));
    if !is_written || !(is_marked || is_unmistakable(token)) {
        return None;
    }
    // Here a command has ended, whatever it takes.
    let over = [". ", "\n", " · ", ", !", ", then ", ", or ", " or !", "; "];
    let sentence = over.iter().filter_map(|over| rest.find(over)).min().unwrap_or(rest.len());
    let whole = rest[..sentence].trim_end_matches('.');
    let mut ends: Vec<usize> = vec![whole.len()];
    for border in [" or ", ", ", " (", ")", ";", ": ", " – ", " -- ", " and "] {
        ends.extend(whole.find(border));
    }
    ends.push(token.len());
    ends.retain(|end| *end > 0 && (is_marked || *end >= token.len()));
    ends.sort_unstable_by(|one, other| other.cmp(one));
    // A remark in brackets explains a command, and is none of its values.
    if let Some(bracket) = whole.find(" (") {
        ends.insert(0, bracket);
    }
    ends.into_iter().find_map(|end| Some((slash_of(&whole[..end])?, at + end)))
}

fn is_after_marker(before: &str) -> bool {
    let lower = before.to_lowercase();
    if MARKERS.iter().any(|marker| lower.ends_with(marker)) {
        return true;
    }
    let Some(clause) = before.strip_suffix(": ") else { return false };
    let start = [". ", "; ", "("].iter().filter_map(|end| Some(clause.rfind(end)? + end.len())).max().unwrap_or(0);
    ADVICE.iter().any(|advice| clause[start..].starts_with(advice))
}

/// `!help`, `q+`, `agenda?`: nobody writes such a thing but as a command.
fn is_unmistakable(token: &str) -> bool {
    let is_sign = |letters: &str| !letters.is_empty() && letters.chars().all(|c| c.is_ascii_lowercase());
    let marked = token.strip_prefix('!').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
    marked || token.strip_suffix(['+', '?']).is_some_and(|letters| is_sign(letters) && slash_of(token).is_some())
}

/// `/agenda add title:TITLE` for `agenda+ TITLE`.
fn slash_of(typed: &str) -> Option<String> {
    let typed = typed.trim();
    // “object REASON” alone reads as prose.
    let with_colon = || typed.split_once(' ').map(|(head, rest)| format!("{head}: {rest}"));
    taken_as(typed).or_else(|| by_name(typed)).or_else(|| taken_as(&with_colon()?))
}

fn taken_as(typed: &str) -> Option<String> {
    let lines = read(typed, &Names::default());
    let [line] = lines.as_slice() else { return None };
    let Read::Command { row, values, .. } = &line.read else { return None };
    let mut slash = format!("/{}", path_of(row).join(" "));
    for (name, value) in values.0.iter().filter(|(name, value)| !value.is_empty() && is_option(row, name)) {
        slash.extend([" ", name, ":", value]);
    }
    Some(slash)
}

/// `/plan move` for `!reschedule`, which wants values that the sentence does not give.
fn by_name(typed: &str) -> Option<String> {
    let words: Vec<&str> = typed.strip_prefix('!')?.split(' ').collect();
    let named = (1..=words.len().min(3)).rev().find_map(|count| Some((find(&words[..count].join(" "))?, count)));
    let (row, count) = named?;
    let rest = words[count..].iter().map(|word| format!(" {word}")).collect::<String>();
    Some(format!("/{}{rest}", path_of(row).join(" ")))
}

fn is_option(row: &Row, name: &str) -> bool {
    row.arguments.iter().any(|argument| argument.name == name)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn is_command(words: &str) -> bool {
        slash_of(words.trim().trim_end_matches(['.', ',', ';', ')'])).is_some()
    }

    /// What still reads as something to be typed: after a word that leads to a command, or as the value of one.
    fn left_typed(shown: &str) -> Vec<String> {
        let leads =
            ["type ", "types: ", "types ", "with: ", "again: ", "it: ", "use: ", "To object: ", "; or: ", "on: "];
        let mut left = Vec::new();
        for lead in leads {
            for (at, _) in shown.match_indices(lead) {
                let rest = &shown[at + lead.len()..];
                let ends = [". ", "; ", " · ", ", "].iter().filter_map(|end| rest.find(end)).chain([rest.len()]);
                let first_words = ends.map(|end| &rest[..end]);
                left.extend(
                    first_words.filter(|words| is_command(words)).map(|words| format!("{lead}{words}")).take(1),
                );
            }
        }
        let values = shown.split(" /").skip(1).filter_map(|slash| slash.split_once(':')).map(|(_, value)| value);
        left.extend(values.filter(|value| value.contains("; to ") || value.contains(" /")).map(str::to_owned));
        left
    }

    /// Help in this way of speaking names slash commands alone.
    #[test]
    fn help_names_slash_commands() {
        let rows = crate::command::rows().iter().map(|row| Some(row.name));
        let topics = crate::command::table::Topic::ALL.into_iter().map(|topic| Some(topic.word()));
        let mut left: Vec<String> = Vec::new();
        for about in [None].into_iter().chain(topics).chain(rows) {
            let shown = slashed(&crate::command::help::answer(about));
            for line in shown.blocks.iter().flat_map(|block| match block {
                Block::Paragraph(line) => vec![line],
                Block::List(lines) => lines.iter().collect(),
                _ => Vec::new(),
            }) {
                let codes =
                    line.iter().filter_map(|span| if let Span::Code(words) = span { Some(words) } else { None });
                left.extend(codes.filter(|words| !words.starts_with('/')).map(|words| format!("{about:?}: {words}")));
            }
        }
        assert!(left.is_empty(), "{}:\n{}", left.len(), left.join("\n"));
    }

    #[test]
    fn a_typed_command_becomes_its_slash_command() {
        for (said, shown) in [
            ("You are not in the queue. Try q+", "You are not in the queue. Try /hand"),
            (
                "I see nothing on the agenda. Add an item with: agenda+ TITLE",
                "I see nothing on the agenda. Add an item with: /agenda add title:TITLE",
            ),
            (
                "To be listed as present, type present+ (with your organization in parentheses). To speak, type q+. For more, type !help.",
                "To be listed as present, use /present (with your organization in parentheses). To speak, use /hand. For more, use /help.",
            ),
            ("To speak, react with ✋ here or type q+.", "To speak, react with ✋ here or use /hand."),
            (
                "No meeting is open. A chair opens one with: start meeting",
                "No meeting is open. A chair opens one with: /start",
            ),
            (
                "Recorded action A1: Bo to send it -- no date. To add: action A1 due Friday",
                "Recorded action A1: Bo to send it -- no date. To add: /action due action:A1 day:Friday",
            ),
            ("Close it first: end meeting", "Close it first: /end"),
            ("To have none: !zone off", "To have none: /time zone zone:off"),
            (
                "To support it: +1; to oppose it: -1; to abstain: 0. To object within 1 min: object REASON",
                "To support it: /support; to oppose it: /decision oppose; to abstain: /decision abstain sign:0. To object within 1 min: /object reason:REASON",
            ),
            (
                "To settle it, a chair types: agree; or: NO AGREEMENT; or, with new words: PROPOSED: TEXT",
                "To settle it, a chair uses: /decision agree; or: /decision disagreed; or, with new words: /decision propose text:TEXT",
            ),
            ("Note: agree to it", "Note: agree to it"),
            ("Bo, you are 1st on the speaker queue.", "Bo, you are 1st on the speaker queue."),
        ] {
            assert_eq!(in_slashes(said), shown);
            assert_eq!(in_slashes(shown), shown, "twice is once");
        }
    }

    /// Everything that the bot says in the conversations of the tests names no typed command.
    #[test]
    fn no_text_names_what_has_to_be_typed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/transcripts");
        let mut left: Vec<String> = Vec::new();
        for file in std::fs::read_dir(folder).expect("the folder").filter_map(Result::ok) {
            let text = std::fs::read_to_string(file.path()).expect("a transcript");
            let said = text.lines().filter_map(|line| line.strip_prefix("bot")?.split_once(": ").map(|(_, said)| said));
            for line in said {
                let shown = in_slashes(line);
                let has_mark = shown.split([' ', '(']).any(|word| {
                    let word = word.trim_end_matches(['.', ',', ')', ':']);
                    is_unmistakable(word)
                });
                // What a person wrote, and a line that a command takes, stay typed.
                let is_quoted = line.starts_with("I don't know") || shown.contains("/minutes correct");
                if (has_mark || !left_typed(&shown).is_empty()) && !is_quoted {
                    left.push(format!("{}: {shown}", file.file_name().to_string_lossy()));
                }
            }
        }
        left.sort();
        left.dedup();
        assert!(left.is_empty(), "{}:\n{}", left.len(), left.join("\n"));
    }
}
