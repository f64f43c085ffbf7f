//! Markdown, `CommonMark`, for documents.

use super::{Block, Span, Text};

/// Renders a text as Markdown. Whatever people wrote is escaped (`CommonMark` 0.31, clause 2.4),
/// so that it shows as typed and mentions nobody.
pub fn render(text: &Text) -> String {
    let blocks: Vec<String> = text.blocks.iter().map(block).collect();
    blocks.join("\n\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, line } => format!("{} {}", "#".repeat(usize::from(*level)), spans(line)),
        Block::Paragraph(line) => at_line_start(&spans(line)),
        Block::List(entries) => {
            let lines = entries.iter().map(|entry| format!("- {}", at_line_start(&spans(entry))));
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Numbered(entries) => {
            let lines = entries.iter().map(|(number, entry)| format!("{number}. {}", at_line_start(&spans(entry))));
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Fields(fields) => {
            let lines = fields.iter().map(|(label, value)| format!("- **{}:** {}", escape(label), spans(value)));
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Table { head, rows } => {
            let row = |cells: &[String]| {
                format!("| {} |", cells.iter().map(|cell| escape(cell)).collect::<Vec<_>>().join(" | "))
            };
            let rule = format!("|{}", " --- |".repeat(head.len()));
            let lines = [row(head), rule].into_iter().chain(rows.iter().map(|cells| row(cells)));
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Verbatim(characters) => {
            let fence = "`".repeat(longest_run_of_ticks(characters).max(2) + 1);
            format!("{fence}\n{characters}\n{fence}")
        }
    }
}

fn spans(line: &[Span]) -> String {
    line.iter().map(span).collect()
}

fn span(span: &Span) -> String {
    match span {
        Span::Plain(words) | Span::Time { words, .. } => escape(words).replace('\n', "\\\n"),
        Span::Strong(words) => format!("**{}**", escape(words)),
        Span::Code(words) => {
            let fence = "`".repeat(longest_run_of_ticks(words) + 1);
            let pad = if words.starts_with('`') || words.ends_with('`') { " " } else { "" };
            format!("{fence}{pad}{words}{pad}{fence}")
        }
        Span::Person { name, .. } => escape(name),
        Span::Link { label, url } if !super::is_address(url) => escape(if label.is_empty() { url } else { label }),
        Span::Link { label, url } if label.is_empty() || label == url => format!("<{}>", address(url)),
        Span::Link { label, url } => format!("[{}](<{}>)", escape(label), address(url)),
    }
}

/// Escapes every character that could start markup, a mention or HTML.
pub(crate) fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '@' | '#' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The characters of a text in which some are escaped (`CommonMark` 0.31, clause 2.4).
pub(crate) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match characters.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => {}
            _ => {
                out.push(c);
                continue;
            }
        }
        out.extend(characters.next());
    }
    out
}

/// Escapes what only counts at the start of a line, in every line: list marks, rules and numbers.
pub(crate) fn at_line_start(lines: &str) -> String {
    lines.split('\n').map(guarded).collect::<Vec<_>>().join("\n")
}

fn guarded(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    let (space, words) = line.split_at(indent);
    let digits = words.chars().take_while(char::is_ascii_digit).count();
    let after = words[digits..].chars().next();
    if digits > 0 && matches!(after, Some('.' | ')')) {
        return format!("{space}{}\\{}", &words[..digits], &words[digits..]);
    }
    let is_mark = words.starts_with(['-', '+', '=', ':']);
    if is_mark { format!("{space}\\{words}") } else { line.to_owned() }
}

/// An address may not end its own brackets or the line.
fn address(url: &str) -> String {
    url.chars().filter(|c| !c.is_whitespace() && !matches!(c, '<' | '>' | '\\')).collect()
}

pub(crate) fn longest_run_of_ticks(words: &str) -> usize {
    words.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_person_types_is_markup() {
        for (typed, shown) in [
            ("**bold** _it_", r"\*\*bold\*\* \_it\_"),
            ("@everyone <@1>", r"\@everyone \<\@1\>"),
            ("- item", r"\- item"),
            ("one\n- two", "one\\\n\\- two"),
            ("one\n  2. two", "one\\\n  2\\. two"),
            ("12. twelve", r"12\. twelve"),
            ("# title", r"\# title"),
            ("a | b", r"a \| b"),
        ] {
            assert_eq!(render(&Text::plain(typed)), shown);
        }
    }

    #[test]
    fn code_with_ticks_keeps_its_ticks() {
        assert_eq!(render(&Text::line([Span::Code("a`b".into())])), "``a`b``");
    }
}
