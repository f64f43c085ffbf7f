//! What is said, apart from how it is spelled.
//!
//! Words of people enter a [`Text`] as plain spans. Only the renderers in this folder write
//! markup, so nobody can format, ping or inject anything through the bot.

pub mod endings;
pub mod html;
pub mod json;
pub mod markdown;
pub mod plain;
pub mod sign;
mod wrap;

use std::borrow::Cow;
use std::fmt::Write as _;

/// A piece of writing: blocks in reading order.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Text {
    pub blocks: Vec<Block>,
}

/// One block of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Heading of level 1 (the title) to 4.
    Heading {
        level: u8,
        line: Vec<Span>,
    },
    Paragraph(Vec<Span>),
    /// Unordered list, one inner list of spans per entry.
    List(Vec<Vec<Span>>),
    /// List whose entries have numbers of their own.
    Numbered(Vec<(u32, Vec<Span>)>),
    /// Label and value lines, such as the head of a document.
    Fields(Vec<(String, Vec<Span>)>),
    /// A table with a head row; every row has as many cells as the head.
    Table {
        head: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    /// Characters to be shown as they are, in a fixed-width face.
    Verbatim(String),
}

/// A run of characters with one meaning.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    Plain(String),
    Strong(String),
    /// What a person would type, such as a command.
    Code(String),
    /// A person. It pings only where the outgoing message says so.
    Person {
        account: Option<String>,
        name: String,
    },
    Link {
        label: String,
        url: String,
    },
    /// A moment in words, for platforms that can show it on every reader's own clock too.
    Time {
        /// Seconds since 1970.
        at: i64,
        shown: Stamp,
        words: String,
    },
}

/// How much of a moment a reader's own clock shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stamp {
    /// Weekday, date and time of day.
    Day,
    /// The time of day.
    Clock,
}

impl Text {
    /// One paragraph of spans.
    pub fn line(spans: impl Into<Vec<Span>>) -> Text {
        Text { blocks: vec![Block::Paragraph(spans.into())] }
    }

    /// One paragraph of plain words.
    pub fn plain(words: impl Into<String>) -> Text {
        Text::line([Span::Plain(words.into())])
    }

    pub fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    pub fn heading(&mut self, level: u8, words: impl Into<String>) {
        self.push(Block::Heading { level, line: vec![Span::Plain(words.into())] });
    }

    pub fn paragraph(&mut self, spans: impl Into<Vec<Span>>) {
        self.push(Block::Paragraph(spans.into()));
    }

    /// Appends the blocks of another text.
    /// The same after some words, which begin its first paragraph.
    #[must_use]
    pub fn after(mut self, words: &str) -> Text {
        match self.blocks.first_mut() {
            Some(Block::Paragraph(spans)) => spans.insert(0, words.into()),
            Some(_) | None => self.blocks.insert(0, Block::Paragraph(vec![words.into()])),
        }
        self
    }

    pub fn append(&mut self, other: Text) {
        self.blocks.extend(other.blocks);
    }
}

impl Span {
    /// A moment with its words.
    pub fn time(at: chrono::DateTime<chrono::Utc>, shown: Stamp, words: impl Into<String>) -> Span {
        Span::Time { at: at.timestamp(), shown, words: words.into() }
    }

    /// A link, if the address is one of the web or of mail; anything else stays words.
    pub fn link(label: &str, url: &str) -> Span {
        if is_address(url) {
            Span::Link { label: label.to_owned(), url: url.to_owned() }
        } else {
            Span::Plain(if label.is_empty() { url.to_owned() } else { label.to_owned() })
        }
    }
}

/// The words and the address of a title that is a link: `-> https://example.org/t Overlap table` (the form of `RRSAgent`),
/// `[Overlap table](https://example.org/t)`, also among other words. `None`: it is none, or only an address.
pub fn linked_title(title: &str) -> Option<(String, &str)> {
    let title = title.trim();
    if let Some(link) = title.strip_prefix("->").or_else(|| title.strip_prefix('→')) {
        let (url, words) = link.trim().split_once(char::is_whitespace)?;
        return (is_address(url) && !words.trim().is_empty()).then(|| (words.trim().to_owned(), url));
    }
    let (head, after) = title.split_once("](")?;
    let (before, label) = head.rsplit_once('[')?;
    let (url, rest) = after.split_once(')')?;
    let (label, url) = (label.trim(), url.trim());
    (is_address(url) && !label.is_empty()).then(|| (format!("{before}{label}{rest}"), url))
}

/// Whether words are an address that may be clicked on.
pub fn is_address(words: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| words.starts_with(scheme))
        && !words.contains(char::is_whitespace)
}

impl From<&str> for Span {
    fn from(words: &str) -> Span {
        Span::Plain(words.to_owned())
    }
}

impl From<String> for Span {
    fn from(words: String) -> Span {
        Span::Plain(words)
    }
}

/// Takes out of a person's words what could break a line, a header or the direction of reading:
/// control characters except line feed and tab, bidirectional overrides and isolates
/// (Unicode TR 9), what has no width and no use (zero-width space, word joiner, soft hyphen), and noncharacters, which
/// XML cannot hold. White space at the ends goes too.
pub fn clean(words: &str) -> String {
    // Most of what people type is plain.
    if is_plain(words) || words.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return words.trim().to_owned();
    }
    clean_table(words).trim().to_owned()
}

/// The same for a table, in which white space at the ends has a meaning.
pub fn clean_table(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| !is_hostile(*c)).collect()
}

/// Whether words are printable ASCII and nothing else, as most are: each character is a byte and takes a column.
pub fn is_plain(words: &str) -> bool {
    // All of them are looked at, many at a time.
    words.bytes().fold(true, |is, byte| is & matches!(byte, b' '..=b'~'))
}

/// The same of the lines of a text, each of which ends in a line feed.
pub fn has_plain_lines(text: &str) -> bool {
    let are_plain = |part: &[u8]| part.iter().fold(true, |are, byte| are & matches!(byte, b' '..=b'~' | b'\n'));
    text.as_bytes().chunks(4_096).all(are_plain)
}

/// Words without white space at their ends, of which most have none.
pub fn trimmed(words: &str) -> &str {
    match (words.as_bytes().first(), words.as_bytes().last()) {
        (Some(b'!'..=b'~'), Some(b'!'..=b'~')) => words,
        _ => words.trim(),
    }
}

/// What stands before the first colon and after it, which may be a wide one (U+FF1A). `None`: there is none.
pub fn at_colon(words: &str) -> Option<(&str, &str)> {
    const WIDE: &str = "：";
    let is_wide = |at: usize| words.as_bytes()[at..].starts_with(WIDE.as_bytes());
    let mut marks = memchr::memchr2_iter(b':', WIDE.as_bytes()[0], words.as_bytes());
    let (at, len) = marks.find_map(|at| match words.as_bytes()[at] {
        b':' => Some((at, 1)),
        _ => is_wide(at).then_some((at, WIDE.len())),
    })?;
    Some((&words[..at], &words[at + len..]))
}

/// Whether words have no line feed.
pub fn is_one_line(words: &str) -> bool {
    memchr::memchr(b'\n', words.as_bytes()).is_none()
}

/// A page or part of a document without the characters that XML 1.0 and HTML cannot hold. A log of an older version may
/// have them.
pub fn without_unwritable(page: String) -> String {
    if page.chars().any(is_unwritable) { page.chars().filter(|c| !is_unwritable(*c)).collect() } else { page }
}

fn is_unwritable(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || is_noncharacter(c)
}

/// Code points that are reserved for the inside of programs (Unicode, 23.7).
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

fn is_hostile(c: char) -> bool {
    is_unwritable(c)
        || matches!(c, '\u{00ad}' | '\u{200b}' | '\u{2060}' | '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}'
            | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The first character that [`clean`] takes out although it is not white space around the words.
pub fn hidden(words: &str) -> Option<char> {
    // A carriage return before a line feed is how some systems end lines.
    words.chars().find(|c| is_hostile(*c) && *c != '\r')
}

/// What something is called, fit for a line: cleaned, folded, and cut to `limit` characters.
pub fn title(words: &str, limit: usize) -> String {
    titled(words, limit).into_owned()
}

/// The same, without a copy of what comes so already, as most names do.
pub fn titled(words: &str, limit: usize) -> Cow<'_, str> {
    if words.len() <= limit
        && is_plain(words)
        && let Cow::Borrowed(line) = folded_line(words)
    {
        return Cow::Borrowed(line);
    }
    Cow::Owned(shorten(&one_line(&clean(words)), limit))
}

/// Folds a person's words to one line with single spaces.
pub fn one_line(words: &str) -> String {
    folded_line(words).into_owned()
}

/// The same, without a copy of words that come so already, as most do.
pub fn folded_line(words: &str) -> Cow<'_, str> {
    if is_plain(words) && !words.starts_with(' ') && !words.ends_with(' ') && !words.contains("  ") {
        return Cow::Borrowed(words);
    }
    Cow::Owned(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Cuts a text to at most `limit` characters, with an ellipsis where something went.
pub fn shorten(words: &str, limit: usize) -> String {
    // No word has more characters than bytes.
    if words.len() <= limit || words.chars().count() <= limit {
        return words.to_owned();
    }
    let mut cut: String = words.chars().take(limit.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// Joins names as English does in the room: `Ana, Bo and Cy`.
pub fn join_and(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `Ana, Bo or Cy`.
pub fn join_or(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The words of spans without any markup.
/// A reason as it follows “Reason: ”: without the “because of” or “due to” that people begin it with.
pub fn reason(typed: &str) -> &str {
    let mut words = typed.trim();
    for start in ["because ", "of ", "due to ", "owing to "] {
        let cut = words.get(..start.len()).filter(|head| head.eq_ignore_ascii_case(start));
        words = cut.map_or(words, |_| words[start.len()..].trim_start());
    }
    if words.is_empty() { typed } else { words }
}

/// A reason as it follows a verb: ` because SG20 objects`, with “because” once.
pub fn because(typed: &str) -> String {
    let words = one_line(typed);
    let words = words.trim_end_matches(['.', ' ']);
    let has = words.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("because "));
    if has { format!(" {words}") } else { format!(" because {words}") }
}

/// Words as a sentence of their own: with a full stop where they have no end.
pub fn ended(words: &str) -> String {
    let words = words.trim_end();
    let is_ended = words.trim_end_matches(['”', '"', ')', '\'']).ends_with(['.', '!', '?', '…', '。', '！', '？']);
    if is_ended { words.to_owned() } else { format!("{words}.") }
}

pub fn words(spans: &[Span]) -> String {
    let mut out = String::new();
    push_words(spans, &mut out);
    out
}

/// Appends the words of spans without any markup.
pub fn push_words(spans: &[Span], out: &mut String) {
    for span in spans {
        match span {
            Span::Plain(words) | Span::Strong(words) | Span::Code(words) | Span::Time { words, .. } => {
                out.push_str(words);
            }
            Span::Person { name, .. } => out.push_str(name),
            Span::Link { label, url } if label == url || label.is_empty() => out.push_str(url),
            Span::Link { label, url } => {
                let _ = write!(out, "{label} <{url}>");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_taken_out() {
        for (typed, kept) in [
            ("  hello\r\nworld ", "hello\nworld"),
            ("a\u{202e}b\u{0}c", "abc"),
            ("tab\tstays", "tab\tstays"),
            ("\u{feff}q+", "q+"),
            ("bell\u{7}", "bell"),
        ] {
            assert_eq!(clean(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn words_are_parted_at_their_first_colon_of_either_width() {
        for (words, parts) in [
            ("ana: a: b", Some(("ana", " a: b"))),
            ("ana：b: c", Some(("ana", "b: c"))),
            ("\u{ff0b} \u{ff5e}: b", Some(("\u{ff0b} \u{ff5e}", " b"))),
            ("né：", Some(("né", ""))),
            (":", Some(("", ""))),
            ("no \u{ff1b} colon", None),
            ("", None),
        ] {
            assert_eq!(at_colon(words), parts, "{words:?}");
            assert_eq!(at_colon(words), words.split_once([':', '：']), "{words:?}");
        }
    }

    #[test]
    fn a_text_has_plain_lines_if_each_is_plain() {
        let long = "a line\n".repeat(1_000);
        for (text, expected) in
            [("", true), ("a\nb\n", true), ("a\r\nb", false), ("tab\t", false), ("é", false), ("\u{3}red", false)]
        {
            assert_eq!(has_plain_lines(text), expected, "{text:?}");
            assert_eq!(has_plain_lines(&format!("{long}{text}")), expected, "{text:?} far below");
        }
    }

    #[test]
    fn long_words_are_shortened_with_an_ellipsis() {
        assert_eq!(shorten("overlap table", 20), "overlap table");
        assert_eq!(shorten("overlap table", 9), "overlap…");
    }
}
