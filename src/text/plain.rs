//! Plain text: for the mailing list, the terminal, and as the full plain body everywhere.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::wrap::wrap;
use super::{Block, Span, Text, is_one_line, push_words};

/// Renders a text as plain lines. With `width`, paragraphs and lists are wrapped at that many
/// columns and tables are kept inside it; without, every paragraph is one line.
pub fn render(text: &Text, width: Option<usize>) -> String {
    let mut page = Page::new(width);
    page.text(text);
    page.finished()
}

/// Renders a text as [`render`] does, with a line feed at its end, and gives it part by part, so that it is
/// never there as a whole.
///
/// # Errors
/// Those of whoever takes the parts; nothing is given after one.
pub fn render_in_parts<E>(
    text: &Text,
    width: Option<usize>,
    mut give: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let mut is_empty = true;
    for part in parts(text) {
        let part = render_part(text, &part, width);
        is_empty &= part.is_empty();
        give(&part)?;
    }
    if is_empty { give("\n") } else { Ok(()) }
}

/// A part of a text, which can be rendered without the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Indexes of its blocks.
    blocks: Range<usize>,
    /// Of the one list that it is of, the entries that it has. `None`: all of all blocks.
    entries: Option<Range<usize>>,
}

/// Lines of a part, about.
const PART: usize = 1_000;

/// The parts of a text, in order.
pub fn parts(text: &Text) -> Vec<Part> {
    let mut parts = Vec::new();
    let (mut start, mut lines) = (0, 0);
    for (index, block) in text.blocks.iter().enumerate() {
        let entries = if let Block::List(entries) = block { entries.len() } else { 0 };
        if entries > PART {
            if start < index {
                parts.push(Part { blocks: start..index, entries: None });
            }
            parts.extend(
                (0..entries)
                    .step_by(PART)
                    .map(|first| Part { blocks: index..index + 1, entries: Some(first..entries.min(first + PART)) }),
            );
            (start, lines) = (index + 1, 0);
            continue;
        }
        lines += entries + 1;
        if lines >= PART {
            parts.push(Part { blocks: start..index + 1, entries: None });
            (start, lines) = (index + 1, 0);
        }
    }
    if start < text.blocks.len() {
        parts.push(Part { blocks: start..text.blocks.len(), entries: None });
    }
    parts
}

/// Renders a part of a text; every line of it ends in a line feed.
pub fn render_part(text: &Text, part: &Part, width: Option<usize>) -> String {
    let mut page = Page::new(width);
    let before = part.blocks.start.checked_sub(1).and_then(|before| text.blocks.get(before));
    page.before = before.map_or(Before::Nothing, Before::of);
    for block in text.blocks.get(part.blocks.clone()).unwrap_or_default() {
        match (block, &part.entries) {
            (Block::List(entries), Some(range)) => {
                if range.start == 0 {
                    page.gap(block);
                }
                page.list(entries.get(range.clone()).unwrap_or_default());
            }
            _ => page.next(block),
        }
    }
    page.out
}

/// What is written so far; every line of it ends in a line feed.
struct Page {
    out: String,
    width: Option<usize>,
    before: Before,
    /// The words of one entry at a time, kept for its space.
    words: String,
}

/// What comes before the next block.
#[derive(Clone, Copy)]
enum Before {
    Nothing,
    /// A heading of level 3 or 4, which stays together with what follows.
    SmallHeading,
    Block,
}

impl Before {
    fn of(block: &Block) -> Before {
        match block {
            Block::Heading { level: 3.., .. } => Before::SmallHeading,
            Block::Heading { .. }
            | Block::Paragraph(_)
            | Block::List(_)
            | Block::Numbered(_)
            | Block::Fields(_)
            | Block::Table { .. }
            | Block::Verbatim(_) => Before::Block,
        }
    }
}

impl Page {
    fn new(width: Option<usize>) -> Page {
        Page { out: String::new(), width, before: Before::Nothing, words: String::new() }
    }

    fn text(&mut self, text: &Text) {
        text.blocks.iter().for_each(|block| self.next(block));
    }

    fn next(&mut self, block: &Block) {
        self.gap(block);
        self.before = Before::of(block);
        self.block(block);
    }

    /// What is between a block and the one before.
    fn gap(&mut self, block: &Block) {
        // In the room lines follow each other; in a document blocks are apart.
        let wants_gap = match self.before {
            Before::Nothing => false,
            Before::SmallHeading => matches!(block, Block::Heading { .. }),
            Before::Block => true,
        };
        if wants_gap && self.width.is_some() {
            self.line("", "");
        }
    }

    fn finished(mut self) -> String {
        self.out.pop();
        self.out
    }

    fn line(&mut self, indent: &str, words: &str) {
        self.out.push_str(indent);
        self.out.push_str(words);
        self.out.push('\n');
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, line } => self.heading(*level, line),
            Block::Paragraph(line) => self.spans(line, "", ""),
            Block::List(entries) => self.list(entries),
            Block::Numbered(entries) => {
                for (number, entry) in entries {
                    let head = format!("{number}. ");
                    self.spans(entry, &head, &" ".repeat(head.len()));
                }
            }
            Block::Fields(fields) => {
                let column = fields.iter().map(|(label, _)| label.width()).max().unwrap_or(0) + 2;
                for (label, value) in fields {
                    let head = format!("{:<column$}", format!("{label}:"));
                    self.spans(value, &head, &" ".repeat(column));
                }
            }
            Block::Table { head, rows } => self.table(head, rows),
            Block::Verbatim(characters) => characters.lines().for_each(|line| self.line("", line)),
        }
    }

    fn list(&mut self, entries: &[Vec<Span>]) {
        for entry in entries {
            self.spans(entry, "- ", "  ");
        }
    }

    fn heading(&mut self, level: u8, line: &[Span]) {
        let start = self.out.len();
        self.spans(line, "", "");
        let Some(columns) = self.width else { return };
        let longest = self.out[start..].lines().map(UnicodeWidthStr::width).max().unwrap_or(0).min(columns);
        match level {
            1 => self.line("", &"=".repeat(longest)),
            2 => self.line("", &"-".repeat(longest)),
            _ => {}
        }
    }

    fn spans(&mut self, spans: &[Span], first: &str, rest: &str) {
        let mut words = std::mem::take(&mut self.words);
        words.clear();
        push_words(spans, &mut words);
        self.wrapped(&words, first, rest);
        self.words = words;
    }

    fn wrapped(&mut self, words: &str, first: &str, rest: &str) {
        let Some(columns) = self.width else { return self.line(first, words) };
        if is_one_line(words) {
            return wrap(words, first, rest, columns, |indent, piece| self.line(indent, piece));
        }
        for (index, part) in words.split('\n').enumerate() {
            let first = if index == 0 { first } else { rest };
            wrap(part, first, rest, columns, |indent, piece| self.line(indent, piece));
        }
    }

    /// A table is drawn in columns. In a wider one than the page, words wrap inside their cells; where not even single
    /// words fit it becomes records, a line per cell.
    fn table(&mut self, head: &[String], rows: &[Vec<String>]) {
        let widest = |index: usize, width: fn(&str) -> usize| {
            let cells = rows.iter().filter_map(|row| row.get(index)).map(|cell| width(cell));
            cells.chain([width(&head[index])]).max().unwrap_or(0)
        };
        let natural: Vec<usize> = (0..head.len()).map(|index| widest(index, UnicodeWidthStr::width)).collect();
        let gaps = 2 * natural.len().saturating_sub(1);
        let columns = match self.width {
            Some(limit) if natural.iter().sum::<usize>() + gaps > limit => {
                let words: Vec<usize> = (0..head.len()).map(|index| widest(index, longest_word)).collect();
                let Some(narrowed) = narrowed(&natural, &words, limit.saturating_sub(gaps)) else {
                    return self.records(head, rows);
                };
                narrowed
            }
            Some(_) | None => natural,
        };
        self.row(head, &columns);
        self.line("", &columns.iter().map(|column| "-".repeat(*column)).collect::<Vec<_>>().join("  "));
        for row in rows {
            self.row(row, &columns);
        }
    }

    /// One row, of as many lines as its longest cell needs.
    fn row(&mut self, cells: &[String], columns: &[usize]) {
        let wrapped: Vec<Vec<String>> = cells
            .iter()
            .zip(columns)
            .map(|(cell, column)| {
                if cell.width() <= *column {
                    return vec![cell.clone()];
                }
                let mut lines = Vec::new();
                wrap(cell, "", "", *column, |indent, piece| lines.push(format!("{indent}{piece}")));
                lines
            })
            .collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for index in 0..height {
            let padded = wrapped.iter().zip(columns).map(|(lines, column)| {
                let words = lines.get(index).map_or("", String::as_str);
                format!("{words}{}", " ".repeat(column.saturating_sub(words.width())))
            });
            let line = padded.collect::<Vec<_>>().join("  ");
            self.line("", line.trim_end());
        }
    }

    fn records(&mut self, head: &[String], rows: &[Vec<String>]) {
        for row in rows {
            let mut cells = row.iter().zip(head);
            if let Some((first, _)) = cells.next() {
                self.wrapped(first, "- ", "  ");
            }
            for (cell, label) in cells.filter(|(cell, _)| !cell.is_empty()) {
                self.wrapped(&format!("{label}: {cell}"), "  ", "    ");
            }
        }
    }
}

fn longest_word(words: &str) -> usize {
    words.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// Columns that fit into `limit` together: each at least as wide as its longest word, the widest ones narrowed first.
/// None where that cannot be.
fn narrowed(natural: &[usize], words: &[usize], limit: usize) -> Option<Vec<usize>> {
    if words.iter().sum::<usize>() > limit {
        return None;
    }
    let mut columns = natural.to_vec();
    while columns.iter().sum::<usize>() > limit {
        let over = columns.iter().sum::<usize>() - limit;
        let can_shrink = columns.iter().zip(words).enumerate().filter(|(_, (column, word))| column > word);
        let widest = can_shrink.max_by_key(|(_, (column, _))| **column).map(|(index, _)| index)?;
        // Down to the next one at a time, so that columns end up alike.
        let others = columns.iter().enumerate().filter(|(index, _)| *index != widest).map(|(_, column)| *column);
        let next = others.filter(|column| *column < columns[widest]).max().unwrap_or(0);
        let target = next.max(words[widest]).max(columns[widest].saturating_sub(over)).min(columns[widest] - 1);
        columns[widest] = target.max(words[widest]);
    }
    Some(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_wrap_inside_their_cells_and_long_ones_make_records() {
        let mut text = Text::default();
        text.push(Block::Table {
            head: vec!["No".into(), "Text".into(), "Owner".into()],
            rows: vec![vec!["A1".into(), "send the overlap table to both study groups".into(), "Ana".into()]],
        });
        assert_eq!(
            render(&text, Some(30)),
            "No  Text                 Owner\n--  -------------------  -----\nA1  send the overlap     Ana\n    table to both study\n    groups"
        );
        assert_eq!(
            render(&text, Some(15)),
            "- A1\n  Text: send\n    the overlap\n    table to\n    both study\n    groups\n  Owner: Ana"
        );
        assert!(render(&text, Some(72)).starts_with("No  Text"));
    }

    #[test]
    fn the_parts_of_a_page_are_the_page() {
        let mut text = Text::default();
        for number in 0..3_000 {
            text.heading(3, format!("Item {number}"));
            text.paragraph(["word ".repeat(20).into()]);
        }
        text.heading(3, "All of it");
        text.push(Block::List((0..2_500).map(|number| vec![format!("entry {number}").into()]).collect()));
        text.push(Block::List(vec![vec!["the last".into()]]));
        for text in [text, Text::default(), Text::plain("")] {
            let (mut parts, mut page) = (0, String::new());
            let whole = render(&text, Some(72)) + "\n";
            let given = render_in_parts(&text, Some(72), |part| {
                parts += 1;
                page.push_str(part);
                Ok::<(), ()>(())
            });
            assert_eq!((given, page == whole), (Ok(()), true));
            assert!(parts >= whole.lines().count() / (4 * PART), "{parts}");
        }
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
