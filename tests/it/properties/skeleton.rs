//! What is left of a rendered text without its words, as a second parser reads it.

use convenor::group::event::{DELETED, Entry};
use convenor::group::person::folded;
use convenor::text::{Block, Span, Text, is_address};
use html5gum::{Token, Tokenizer};
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;

/// Elements or blocks in order, the words between them, and the addresses that can be clicked on.
#[derive(Debug, Default, PartialEq)]
pub struct Skeleton {
    pub bones: Vec<String>,
    pub words: String,
    pub addresses: Vec<String>,
}

/// Reads HTML as a browser does (WHATWG HTML, clause 13.2.5).
pub fn of_html(html: &str) -> Skeleton {
    let mut skeleton = Skeleton::default();
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        let words = |words: &[u8]| String::from_utf8_lossy(words).into_owned();
        match token {
            Token::StartTag(tag) => {
                let mut bone = format!("<{}", words(&tag.name));
                for (name, value) in &tag.attributes {
                    let (name, value) = (words(name), words(value));
                    if name == "href" {
                        bone.push_str(" href");
                        skeleton.addresses.push(value);
                    } else if name == "aria-label" {
                        // What a screen reader says of a table are the words of the heading above it.
                        bone.push_str(" aria-label");
                    } else {
                        bone = format!("{bone} {name}={value}");
                    }
                }
                skeleton.bones.push(bone + ">");
            }
            Token::EndTag(tag) => skeleton.bones.push(format!("</{}>", words(&tag.name))),
            Token::String(text) => skeleton.words.push_str(&words(&text)),
            Token::Comment(_) => skeleton.bones.push("<!-- -->".to_owned()),
            Token::Doctype(_) => skeleton.bones.push("<!DOCTYPE>".to_owned()),
            Token::Error(error) => skeleton.bones.push(format!("error: {error:?}")),
        }
    }
    skeleton
}

/// Reads Markdown as `CommonMark` with what GitHub adds.
pub fn of_markdown(markdown: &str) -> Skeleton {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_GFM;
    let mut skeleton = Skeleton::default();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(words) => skeleton.words.push_str(&words),
            Event::Code(words) => {
                skeleton.bones.push("code".to_owned());
                skeleton.words.push_str(&words);
            }
            Event::Start(Tag::Link { dest_url, title, .. }) => {
                skeleton.bones.push(format!("link {title}"));
                skeleton.addresses.push(dest_url.into_string());
            }
            Event::Start(Tag::Image { .. }) => skeleton.bones.push("image".to_owned()),
            Event::Start(tag) => skeleton.bones.push(format!("{tag:?}")),
            Event::End(tag) => skeleton.bones.push(format!("end {tag:?}")),
            Event::Html(_) | Event::InlineHtml(_) => skeleton.bones.push("html".to_owned()),
            other => skeleton.bones.push(format!("{other:?}")),
        }
    }
    skeleton
}

/// The same blocks and spans with harmless words.
pub fn harmless(text: &Text) -> Text {
    Text { blocks: text.blocks.iter().map(harmless_block).collect() }
}

fn harmless_block(block: &Block) -> Block {
    let line = |line: &[Span]| line.iter().map(harmless_span).collect::<Vec<_>>();
    let cells = |cells: &[String]| cells.iter().map(|cell| quiet(cell)).collect::<Vec<_>>();
    match block {
        Block::Heading { level, line: spans } => Block::Heading { level: *level, line: line(spans) },
        Block::Paragraph(spans) => Block::Paragraph(line(spans)),
        Block::List(entries) => Block::List(entries.iter().map(|entry| line(entry)).collect()),
        Block::Numbered(entries) => {
            Block::Numbered(entries.iter().map(|(number, entry)| (*number, line(entry))).collect())
        }
        Block::Fields(fields) => {
            Block::Fields(fields.iter().map(|(label, value)| (quiet(label), line(value))).collect())
        }
        Block::Table { head, rows } => {
            Block::Table { head: cells(head), rows: rows.iter().map(|row| cells(row)).collect() }
        }
        Block::Verbatim(characters) => Block::Verbatim(quiet(characters)),
    }
}

fn harmless_span(span: &Span) -> Span {
    match span {
        Span::Plain(words) => Span::Plain(quiet(words)),
        Span::Strong(words) => Span::Strong(quiet(words)),
        Span::Code(words) => Span::Code(quiet(words)),
        Span::Person { account, name } => Span::Person { account: account.clone(), name: quiet(name) },
        Span::Time { at, shown, words } => Span::Time { at: *at, shown: *shown, words: quiet(words) },
        Span::Link { label, url } => {
            let harmless = if is_address(url) { "https://example.org/x" } else { "x" };
            let label = if label == url { harmless.to_owned() } else { quiet(label) };
            Span::Link { label, url: harmless.to_owned() }
        }
    }
}

/// An `x` for every line that is not blank.
fn quiet(words: &str) -> String {
    let lines = words.split('\n').map(|line| if line.trim().is_empty() { line } else { "x" });
    lines.collect::<Vec<_>>().join("\n")
}

/// The same log with harmless words: equal words and names stay equal, addresses stay addresses.
pub fn harmless_log(log: &[Entry]) -> Vec<Entry> {
    let mut names: Vec<String> = Vec::new();
    let calm = |entry: &Entry| {
        let mut stored = serde_json::to_value(entry).expect("an entry has a JSON form");
        calm_down(&mut stored, &mut names);
        serde_json::from_value(stored).expect("only words have changed")
    };
    log.iter().map(calm).collect()
}

/// Fields of stored entries that hold words of people.
const WORDS: [&str; 10] =
    ["words", "text", "title", "note", "reference", "name", "organization", "proposer", "owners", "reason"];

fn calm_down(stored: &mut Value, names: &mut Vec<String>) {
    match stored {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(words) if WORDS.contains(&key.as_str()) => *words = calm_words(words, names),
                    Value::Array(values) if WORDS.contains(&key.as_str()) => {
                        for words in values.iter_mut() {
                            *words = Value::String(calm_words(words.as_str().unwrap_or_default(), names));
                        }
                    }
                    _ => calm_down(value, names),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| calm_down(value, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn calm_words(words: &str, names: &mut Vec<String>) -> String {
    if words.trim().is_empty() || words == DELETED {
        return words.to_owned();
    }
    let folded = folded(words);
    let number = names.iter().position(|name| *name == folded).unwrap_or_else(|| {
        names.push(folded);
        names.len() - 1
    });
    let calm = |word: &str| if is_address(word) { "https://example.org/x" } else { "x" };
    // Lines stay lines: what was typed apart is minuted apart.
    let lines = words.lines().filter(|line| !line.trim().is_empty());
    let lines = lines.map(|line| line.split_whitespace().map(calm).collect::<Vec<_>>().join(" "));
    format!("x{number} {}", lines.collect::<Vec<_>>().join("\n"))
}

/// All words of a text in order, as people should see them, without white space.
pub fn seen(text: &Text) -> String {
    let mut out = String::new();
    let line = |spans: &[Span], out: &mut String| {
        for span in spans {
            match span {
                Span::Plain(words)
                | Span::Strong(words)
                | Span::Code(words)
                | Span::Time { words, .. }
                | Span::Person { name: words, .. } => {
                    out.push_str(words);
                }
                Span::Link { label, url } => out.push_str(if label.is_empty() { url } else { label }),
            }
        }
    };
    for block in &text.blocks {
        match block {
            Block::Heading { line: spans, .. } | Block::Paragraph(spans) => line(spans, &mut out),
            Block::List(entries) => entries.iter().for_each(|entry| line(entry, &mut out)),
            Block::Numbered(entries) => entries.iter().for_each(|(_, entry)| line(entry, &mut out)),
            Block::Fields(fields) => {
                for (label, value) in fields {
                    out.push_str(label);
                    out.push(':');
                    line(value, &mut out);
                }
            }
            Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).for_each(|cell| out.push_str(cell)),
            Block::Verbatim(characters) => out.push_str(characters),
        }
    }
    without_space(&out)
}

pub fn without_space(words: &str) -> String {
    words.split_whitespace().collect()
}
