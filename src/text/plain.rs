//! Plain text: for the mailing list, the terminal, and as the full plain body everywhere.

use unicode_width::UnicodeWidthStr;

use super::{Block, Span, Text, words};

/// Renders a text as plain lines. With `width`, paragraphs and lists are wrapped at that many
/// columns and tables are kept inside it; without, every paragraph is one line.
pub fn render(text: &Text, width: Option<usize>) -> String {
    let mut out: Vec<String> = Vec::new();
    for (index, block) in text.blocks.iter().enumerate() {
        let previous = index.checked_sub(1).and_then(|before| text.blocks.get(before));
        if previous.is_some_and(|before| wants_gap(before, block, width)) {
            out.push(String::new());
        }
        block_lines(block, width, &mut out);
    }
    out.join("\n")
}

/// In the room lines follow each other; in a document blocks stand apart.
fn wants_gap(before: &Block, block: &Block, width: Option<usize>) -> bool {
    let heading = |block: &Block| matches!(block, Block::Heading { .. });
    width.is_some() && !(heading(before) && matches!(before, Block::Heading { level: 3.., .. }) && !heading(block))
}

fn block_lines(block: &Block, width: Option<usize>, out: &mut Vec<String>) {
    match block {
        Block::Heading { level, line } => heading_lines(*level, line, width, out),
        Block::Paragraph(line) => wrap(&words(line), "", "", width, out),
        Block::List(entries) => {
            for entry in entries {
                wrap(&words(entry), "- ", "  ", width, out);
            }
        }
        Block::Numbered(entries) => {
            for (number, entry) in entries {
                let head = format!("{number}. ");
                wrap(&words(entry), &head, &" ".repeat(head.len()), width, out);
            }
        }
        Block::Fields(fields) => {
            let column = fields.iter().map(|(label, _)| label.width()).max().unwrap_or(0) + 2;
            for (label, value) in fields {
                let head = format!("{:<column$}", format!("{label}:"));
                wrap(&words(value), &head, &" ".repeat(column), width, out);
            }
        }
        Block::Table { head, rows } => table_lines(head, rows, width, out),
        Block::Verbatim(characters) => out.extend(characters.lines().map(str::to_owned)),
    }
}

fn heading_lines(level: u8, line: &[Span], width: Option<usize>, out: &mut Vec<String>) {
    let title = words(line);
    let Some(columns) = width else {
        out.push(title);
        return;
    };
    let start = out.len();
    wrap(&title, "", "", width, out);
    let longest = out[start..].iter().map(|line| line.width()).max().unwrap_or(0).min(columns);
    match level {
        1 => out.push("=".repeat(longest)),
        2 => out.push("-".repeat(longest)),
        _ => {}
    }
}

fn wrap(line: &str, first: &str, rest: &str, width: Option<usize>, out: &mut Vec<String>) {
    let Some(columns) = width else {
        out.push(format!("{first}{line}"));
        return;
    };
    let options = |first| {
        textwrap::Options::new(columns)
            .initial_indent(first)
            .subsequent_indent(rest)
            .break_words(false)
            // Line by line, as mail is written: what is added at an end changes nothing above it.
            .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
            // Only spaces: an address that is broken at a slash can no longer be followed.
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
    };
    for (index, part) in line.split('\n').enumerate() {
        let first = if index == 0 { first } else { rest };
        out.extend(textwrap::wrap(part, options(first)).into_iter().map(|line| line.trim_end().to_owned()));
    }
}

/// A table that fits is drawn in columns; a wider one becomes records, a line per cell, which
/// is also what a screen reader reads best.
fn table_lines(head: &[String], rows: &[Vec<String>], width: Option<usize>, out: &mut Vec<String>) {
    let columns: Vec<usize> = (0..head.len())
        .map(|index| {
            let cells = rows.iter().filter_map(|row| row.get(index)).map(|cell| cell.width());
            cells.chain([head[index].width()]).max().unwrap_or(0)
        })
        .collect();
    let total = columns.iter().sum::<usize>() + 2 * columns.len().saturating_sub(1);
    if width.is_some_and(|limit| total > limit) {
        return record_lines(head, rows, width, out);
    }
    let draw = |cells: &[String]| {
        let padded = cells
            .iter()
            .zip(&columns)
            .map(|(cell, column)| format!("{cell}{}", " ".repeat(column.saturating_sub(cell.width()))));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    out.push(draw(head));
    out.push(columns.iter().map(|column| "-".repeat(*column)).collect::<Vec<_>>().join("  "));
    out.extend(rows.iter().map(|row| draw(row)));
}

fn record_lines(head: &[String], rows: &[Vec<String>], width: Option<usize>, out: &mut Vec<String>) {
    for row in rows {
        let mut cells = row.iter().zip(head);
        if let Some((first, _)) = cells.next() {
            wrap(first, "- ", "  ", width, out);
        }
        for (cell, label) in cells.filter(|(cell, _)| !cell.is_empty()) {
            wrap(&format!("{label}: {cell}"), "  ", "    ", width, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_table_becomes_records() {
        let mut text = Text::default();
        text.push(Block::Table {
            head: vec!["No".into(), "Text".into(), "Owner".into()],
            rows: vec![vec!["A1".into(), "send the overlap table to both study groups".into(), "Ana".into()]],
        });
        assert_eq!(
            render(&text, Some(30)),
            "- A1\n  Text: send the overlap table\n    to both study groups\n  Owner: Ana"
        );
        assert!(render(&text, Some(72)).starts_with("No  Text"));
    }

    #[test]
    fn no_line_of_a_document_is_wider_than_asked() {
        let mut text = Text::default();
        text.heading(1, "Minutes of the seventh meeting of the group on the demarcation line and more");
        text.paragraph(["word ".repeat(60).into()]);
        text.push(Block::List(vec![vec!["entry ".repeat(30).into()]]));
        assert!(render(&text, Some(72)).lines().all(|line| line.width() <= 72));
    }
}
