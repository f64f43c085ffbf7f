//! Minutes as a Word document (ISO/IEC 29500): headings, lists and tables that Word and `LibreOffice` know as such.

use docx_rs::{
    AbstractNumbering, AlignmentType, Docx, Hyperlink, HyperlinkType, IndentLevel, Level, LevelJc, LevelText,
    LineSpacing, NumberFormat, Numbering, NumberingId, Paragraph, Run, RunFonts, SpecialIndentType, Start, Style,
    StyleType, Table, TableCell, TableRow, WidthType,
};

use crate::text::{Block, Span, is_address};
use crate::view::minutes::Minutes;

/// Twentieths of a point: A4, and the width between its margins of 25 mm.
const PAGE: (u32, u32) = (11_906, 16_838);
const TEXT_WIDTH: usize = 9_072;
/// Lists up to this number are the library's own.
const LIBRARY_LISTS: usize = 10;
/// Half points.
const SIZE: usize = 22;
const BODY: &str = "Normal";
const HEADINGS: [(&str, usize); 4] = [("Heading1", 34), ("Heading2", 28), ("Heading3", 24), ("Heading4", 22)];

/// The document of minutes; whoever has a file packs it. The same minutes give the same document.
pub fn document(minutes: &Minutes) -> Docx {
    let stamp = minutes.closed_at.unwrap_or(minutes.opened_at).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut docx = Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .default_size(SIZE)
        .default_fonts(RunFonts::new().ascii("Liberation Serif").hi_ansi("Liberation Serif"))
        // The document is of the day of the meeting, whenever it is made.
        .created_at(&stamp)
        .updated_at(&stamp);
    docx = docx.add_style(Style::new(BODY, StyleType::Paragraph).name("Normal"));
    for (level, (name, size)) in (1..).zip(HEADINGS) {
        let style = Style::new(name, StyleType::Paragraph).name(format!("heading {level}")).bold().size(size);
        docx = docx.add_style(style.line_spacing(LineSpacing::new().before(240).after(80)));
    }
    let mut writer = Writer { docx, paragraphs: 0, lists: LIBRARY_LISTS };
    for block in &super::laid_out(minutes).blocks {
        writer.block(block);
    }
    writer.docx
}

struct Writer {
    docx: Docx,
    /// Paragraphs so far: each has a number of its own, so that the bytes are the same every time.
    paragraphs: u32,
    lists: usize,
}

impl Writer {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, line } => {
                let style = HEADINGS[usize::from(*level).clamp(1, HEADINGS.len()) - 1].0;
                let heading = self.paragraph(line).style(style);
                self.add(heading);
            }
            Block::Paragraph(line) => {
                let paragraph = self.paragraph(line);
                self.add(paragraph);
            }
            Block::List(entries) => {
                let list = self.list("bullet", "•", 1);
                for entry in entries {
                    let paragraph = self.paragraph(entry).numbering(list.clone(), IndentLevel::new(0));
                    self.add(paragraph);
                }
            }
            Block::Numbered(entries) => {
                for (number, entry) in entries {
                    // Numbers are the items' own, and may leave some out.
                    let list = self.list("decimal", "%1.", usize::try_from(*number).unwrap_or(1));
                    let paragraph = self.paragraph(entry).numbering(list, IndentLevel::new(0));
                    self.add(paragraph);
                }
            }
            Block::Fields(fields) => {
                let rows = fields.iter().map(|(label, value)| {
                    let label = self.cell(&[Span::Strong(format!("{label}:"))], 2_400);
                    let value = self.cell(value, TEXT_WIDTH - 2_400);
                    TableRow::new(vec![label, value])
                });
                let table = Table::new(rows.collect()).width(TEXT_WIDTH, WidthType::Dxa).clear_all_border();
                self.table(table);
            }
            Block::Table { head, rows } => {
                let width = TEXT_WIDTH / head.len().max(1);
                let heads = head.iter().map(|cell| self.cell(&[Span::Strong(cell.clone())], width)).collect();
                let mut all = vec![TableRow::new(heads)];
                for row in rows {
                    all.push(TableRow::new(
                        row.iter().map(|cell| self.cell(&[Span::Plain(cell.clone())], width)).collect(),
                    ));
                }
                let table = Table::new(all).width(TEXT_WIDTH, WidthType::Dxa);
                self.table(table);
            }
            Block::Verbatim(characters) => {
                for line in characters.lines() {
                    let paragraph = self.paragraph(&[Span::Code(line.to_owned())]);
                    self.add(paragraph);
                }
            }
        }
    }

    fn add(&mut self, paragraph: Paragraph) {
        let docx = std::mem::take(&mut self.docx);
        self.docx = docx.add_paragraph(paragraph);
    }

    /// A table, with an empty line behind it: two tables would become one.
    fn table(&mut self, table: Table) {
        let docx = std::mem::take(&mut self.docx);
        self.docx = docx.add_table(table);
        let after = self.paragraph(&[]);
        self.add(after);
    }

    fn cell(&mut self, line: &[Span], width: usize) -> TableCell {
        TableCell::new().width(width, WidthType::Dxa).add_paragraph(self.paragraph(line))
    }

    fn paragraph(&mut self, line: &[Span]) -> Paragraph {
        self.paragraphs += 1;
        let mut paragraph = Paragraph::new().align(AlignmentType::Left).style(BODY);
        paragraph.id = format!("{:08X}", self.paragraphs);
        for span in line {
            paragraph = match span {
                Span::Link { label, url } if is_address(url) => {
                    let shown = if label.is_empty() { url } else { label };
                    let run = words(Run::new().underline("single"), shown);
                    paragraph.add_hyperlink(Hyperlink::new(url, HyperlinkType::External).add_run(run))
                }
                Span::Link { label, url } => {
                    paragraph.add_run(words(Run::new(), if label.is_empty() { url } else { label }))
                }
                Span::Strong(strong) => paragraph.add_run(words(Run::new().bold(), strong)),
                Span::Code(code) => {
                    let fonts = RunFonts::new().ascii("Liberation Mono").hi_ansi("Liberation Mono");
                    paragraph.add_run(words(Run::new().fonts(fonts), code))
                }
                Span::Plain(plain) | Span::Person { name: plain, .. } => paragraph.add_run(words(Run::new(), plain)),
            };
        }
        paragraph
    }

    /// A list that begins with a number, and its id.
    fn list(&mut self, format: &str, mark: &str, start: usize) -> NumberingId {
        self.lists += 1;
        let level =
            Level::new(0, Start::new(start), NumberFormat::new(format), LevelText::new(mark), LevelJc::new("left"));
        let level = level.indent(Some(720), Some(SpecialIndentType::Hanging(360)), None, None);
        let docx = std::mem::take(&mut self.docx);
        self.docx = docx
            .add_abstract_numbering(AbstractNumbering::new(self.lists).add_level(level))
            .add_numbering(Numbering::new(self.lists, self.lists));
        NumberingId::new(self.lists)
    }
}

/// Words with their line breaks.
fn words(mut run: Run, text: &str) -> Run {
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            run = run.add_break(docx_rs::BreakType::TextWrapping);
        }
        run = run.add_text(line);
    }
    run
}
