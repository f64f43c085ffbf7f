//! Minutes as a Word document (ISO/IEC 29500): a header block, headings, lists and tables that Word and `LibreOffice` know
//! as such. Styles and settings are files of our own: docx-rs can say neither the language nor that a row repeats.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveTime, Utc};
use docx_rs::{
    AbstractNumbering, AlignmentType, BorderType, Delete, Docx, Footer, Hyperlink, HyperlinkData, HyperlinkType,
    IndentLevel, Insert, Level, LevelJc, LevelText, NumPages, NumberFormat, Numbering, NumberingId, PageMargin,
    PageNum, PageOrientationType, Paragraph, Run, RunFonts, SpecialIndentType, Start, Table, TableAlignmentType,
    TableCell, TableCellBorder, TableCellBorderPosition, TableCellBorders, TableLayoutType, TableRow, WidthType,
    XMLDocx,
};
use html_escape::encode_text;
use regex::Regex;

use super::header::{self, Row};
use crate::text::{Block, Span, Text, is_address, words};
use crate::view::liaison::Statement;
use crate::view::minutes::Minutes;
use crate::view::report::Report;
use crate::view::terms::{Changed, How, Redline};

/// Twentieths of a point: A4, margins of 20 mm, and what is left between them.
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGIN: i32 = 1_134;
const TEXT_WIDTH: usize = 9_638;
/// The same of a page on its side, for wide tables.
const WIDE_TEXT_WIDTH: usize = 14_570;
const LABEL_WIDTH: usize = 2_000;
/// The columns of the header block: labels, values, and what is at the right.
const BLOCK: [usize; 3] = [1_600, 4_838, 3_200];
/// No column of a table is narrower.
const NARROWEST: usize = 800;
/// Characters of a cell beyond which a column needs no more room than with them.
const LONG_CELL: usize = 60;
/// Lists up to this number are the library's own.
const LIBRARY_LISTS: usize = 10;
const BODY: &str = "Normal";
const HEADINGS: [&str; 4] = ["Heading1", "Heading2", "Heading3", "Heading4"];
const TABLE_HEAD: &str = "TableHead";
const TABLE_TEXT: &str = "TableText";

/// The parts of the document of minutes; the caller packs them into a file. The same minutes give the same parts.
pub fn document(minutes: &Minutes) -> XMLDocx {
    let text = super::laid_out(minutes.clone(), super::Form::Docx);
    // The document is of the day of the meeting, whenever it is made.
    let at = minutes.closed_at.unwrap_or(minutes.opened_at);
    parts(&text, &header::rows(minutes), (&minutes.group, at), Pages::Upright)
}

/// The parts of the document of a report to a parent body.
pub fn report(report: &Report) -> XMLDocx {
    let at = report.opens.and_time(NaiveTime::MIN).and_utc();
    parts(&super::report::text(report), &header::rows_of_report(report), (&report.group, at), Pages::Upright)
}

/// The parts of the document of a liaison statement.
pub fn liaison(statement: &Statement) -> XMLDocx {
    let rows = super::liaison::rows(statement, super::Form::Docx);
    parts(&super::liaison::body(statement), &rows, (&statement.group, statement.at), Pages::Upright)
}

/// A page of the group, such as its terms of reference.
pub fn page(text: &Text, group: &str, at: DateTime<Utc>) -> XMLDocx {
    parts(text, &[], (group, at), Pages::Upright)
}

/// The terms of reference with tracked changes: who accepts all has the new revision, who rejects all the old one.
pub fn redline(redline: &Redline) -> XMLDocx {
    let mut writer = Writer::of(Pages::Upright);
    let date = redline.at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    for (index, paragraph) in redline.paragraphs.iter().enumerate() {
        let next = redline.paragraphs.get(index + 1).map(|next| next.change);
        writer.tracked(paragraph, next, (&redline.group, &date));
    }
    let mut parts = finished(writer, &super::terms::title(redline), (&redline.group, redline.at));
    parts.document = changed(parts.document, with_counted_changes);
    parts
}

/// A page of the group on its side, such as a wide table.
pub fn sheet(text: &Text, group: &str, at: DateTime<Utc>) -> XMLDocx {
    parts(text, &[], (group, at), Pages::Sideways)
}

/// How the pages of a document lie.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pages {
    Upright,
    Sideways,
}

fn parts(text: &Text, header: &[Row], (group, at): (&str, DateTime<Utc>), pages: Pages) -> XMLDocx {
    let title = text.blocks.iter().find_map(|block| match block {
        Block::Heading { line, .. } => Some(words(line)),
        _ => None,
    });
    let title = title.unwrap_or_else(|| group.to_owned());
    let mut writer = Writer::of(pages);
    writer.header_block(header);
    for block in &text.blocks {
        writer.block(block);
    }
    finished(writer, &title, (group, at))
}

/// The parts of what was written, with the footer, styles and properties.
fn finished(mut writer: Writer, title: &str, (group, at): (&str, DateTime<Utc>)) -> XMLDocx {
    let footer = writer
        .paragraph(&[format!("{title}\tPage ").into()], "Footer")
        .add_page_num(PageNum::new())
        .add_run(Run::new().add_text(" of "))
        .add_num_pages(NumPages::new());
    let mut parts = writer.docx.footer(Footer::new().add_paragraph(footer)).build();
    parts.styles = include_bytes!("styles.xml").to_vec();
    parts.settings = include_bytes!("settings.xml").to_vec();
    let stamp = at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    parts.doc_props.core = crate::text::without_unwritable(properties(title, group, &stamp)).into_bytes();
    parts.document = changed(parts.document, |text| with_repeated_heads(&in_schema_order(text)));
    parts.numberings = changed(parts.numberings, in_schema_order);
    parts.footers = parts.footers.into_iter().map(|footer| changed(footer, in_schema_order)).collect();
    parts.document_rels = changed(parts.document_rels, with_sorted_relations);
    parts
}

/// Title, author, language and dates (ISO/IEC 29500-2, core properties).
fn properties(title: &str, group: &str, stamp: &str) -> String {
    let (title, group) = (encode_text(title), encode_text(group));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{title}</dc:title><dc:creator>{group}</dc:creator>\
         <cp:lastModifiedBy>Convenor</cp:lastModifiedBy><cp:revision>1</cp:revision>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{stamp}</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{stamp}</dcterms:modified><dc:language>en-GB</dc:language>\
         </cp:coreProperties>"
    )
}

/// A part after a change of its text. What people wrote is escaped in it and cannot look like an element.
fn changed(part: Vec<u8>, change: impl Fn(&str) -> String) -> Vec<u8> {
    match String::from_utf8(part) {
        Ok(text) => crate::text::without_unwritable(change(&text)).into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

/// Puts elements where the schema wants them (ISO/IEC 29500-1, annex A: `CT_PPr`, `CT_NumPr`, `CT_TblGridCol`, `CT_TcPr`, `CT_SectPr`), and leaves
/// out run properties of paragraphs that say nothing.
fn in_schema_order(text: &str) -> String {
    let text = text.replace("<w:pPr><w:rPr />", "<w:pPr>");
    let text = GRID_WITH_TYPE.replace_all(&text, "$1");
    let text = LEVEL_BEHIND_LIST.replace_all(&text, "$2$1");
    let text = SPAN_BEHIND_BORDERS.replace_all(&text, "$2$1");
    FOOTER_BEHIND_SIZE.replace_all(&text, "<w:sectPr>$2$1").into_owned()
}

static GRID_WITH_TYPE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(<w:gridCol w:w="\d+") w:type="dxa""#).expect("the pattern is a constant and well formed")
});

static LEVEL_BEHIND_LIST: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(<w:numId [^<>]*/>)(<w:ilvl [^<>]*/>)";
    Regex::new(pattern).expect("the pattern is a constant and well formed")
});

static SPAN_BEHIND_BORDERS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(<w:tcBorders>(?:<w:\w+ [^<>]*/>)*</w:tcBorders>)(<w:gridSpan [^<>]*/>)";
    Regex::new(pattern).expect("the pattern is a constant and well formed")
});

static FOOTER_BEHIND_SIZE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"<w:sectPr>((?:<w:\w+ [^<>]*/>)*?)(<w:footerReference [^<>]*/>)";
    Regex::new(pattern).expect("the pattern is a constant and well formed")
});

/// The rows of table heads are repeated on every page.
fn with_repeated_heads(text: &str) -> String {
    const ROW: &str = "<w:tr>";
    let head = format!("<w:pStyle w:val=\"{TABLE_HEAD}\" />");
    let mut parts = text.split(ROW);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for row in parts {
        out.push_str(ROW);
        let is_head = row.split("</w:tr>").next().is_some_and(|row| row.contains(&head));
        match row.strip_prefix("<w:trPr>").filter(|_| is_head) {
            Some(rest) => {
                out.push_str("<w:trPr><w:tblHeader />");
                out.push_str(rest);
            }
            None => out.push_str(row),
        }
    }
    out
}

/// The library counts tracked changes over all documents of the program; here each document counts its own.
fn with_counted_changes(text: &str) -> String {
    let mut count = 0;
    let counted = TRACKED.replace_all(text, |found: &regex::Captures<'_>| {
        count += 1;
        format!("<w:{} w:id=\"{count}\"", &found[1])
    });
    // The schema wants the mark of a paragraph behind its style (ISO/IEC 29500-1, annex A: `CT_PPr`).
    MARK_BEFORE_STYLE.replace_all(&counted, "<w:pPr>$2$1</w:pPr>").into_owned()
}

static MARK_BEFORE_STYLE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"<w:pPr>(<w:rPr><w:(?:ins|del) [^<>]*/></w:rPr>)((?:<w:\w+ [^<>]*/>)*)</w:pPr>";
    Regex::new(pattern).expect("the pattern is a constant and well formed")
});

static TRACKED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"<w:(ins|del) w:id="[^"]*""#).expect("the pattern is a constant and well formed"));

/// The library writes the addresses of links in the order of a hash map.
fn with_sorted_relations(text: &str) -> String {
    const RELATION: &str = "<Relationship ";
    const END: &str = "</Relationships>";
    let Some((inside, after)) = text.split_once(END) else { return text.to_owned() };
    let mut parts = inside.split(RELATION);
    let before = parts.next().unwrap_or_default();
    let mut relations: Vec<&str> = parts.collect();
    relations.sort_unstable();
    let relations: String = relations.into_iter().flat_map(|relation| [RELATION, relation]).collect();
    format!("{before}{relations}{END}{after}")
}

struct Writer {
    docx: Docx,
    /// Paragraphs so far: each has a number of its own, so that the bytes are the same every time.
    text_width: usize,
    paragraphs: u32,
    hyperlinks: u32,
    lists: usize,
}

impl Writer {
    fn of(pages: Pages) -> Writer {
        let (docx, text_width) = match pages {
            Pages::Upright => (Docx::new().page_size(PAGE.0, PAGE.1), TEXT_WIDTH),
            Pages::Sideways => {
                let docx = Docx::new().page_size(PAGE.1, PAGE.0).page_orient(PageOrientationType::Landscape);
                (docx, WIDE_TEXT_WIDTH)
            }
        };
        let docx = docx.page_margin(PageMargin {
            top: MARGIN,
            left: MARGIN,
            bottom: MARGIN,
            right: MARGIN,
            header: 567,
            footer: 567,
            gutter: 0,
        });
        Writer { docx, text_width, paragraphs: 0, hyperlinks: 0, lists: LIBRARY_LISTS }
    }

    /// A paragraph whose changes readers accept or reject, with their author and day.
    fn tracked(&mut self, changed: &Changed, next: Option<How>, (author, date): (&str, &str)) {
        let style = changed.heading.map_or(BODY, |level| HEADINGS[usize::from(level).clamp(1, HEADINGS.len()) - 1]);
        let mut paragraph = self.paragraph(&[], style);
        for piece in &changed.pieces_before(next) {
            paragraph = match piece.change {
                How::Kept => paragraph.add_run(Run::new().add_text(&piece.words)),
                How::New => {
                    let run = Run::new().add_text(&piece.words);
                    paragraph.add_insert(Insert::new(run).author(author).date(date))
                }
                How::TakenOut => {
                    let run = Run::new().add_delete_text(&piece.words);
                    paragraph.add_delete(Delete::new().add_run(run).author(author).date(date))
                }
            };
        }
        // A whole paragraph comes or goes with its mark.
        self.add(match changed.change {
            How::Kept => paragraph,
            How::New => paragraph.insert(author, date),
            How::TakenOut => paragraph.delete(author, date),
        });
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, line } => {
                let style = HEADINGS[usize::from(*level).clamp(1, HEADINGS.len()) - 1];
                let heading = self.paragraph(line, style);
                self.add(heading);
            }
            Block::Paragraph(line) => {
                let paragraph = self.paragraph(line, BODY);
                self.add(paragraph);
            }
            Block::List(entries) => {
                let list = self.list("bullet", "•", 1);
                for entry in entries {
                    let paragraph = self.paragraph(entry, "ListParagraph");
                    self.add(paragraph.numbering(list.clone(), IndentLevel::new(0)));
                }
            }
            Block::Numbered(entries) => {
                // Numbers are the items' own, and may leave some out: then another list begins.
                let mut latest: Option<(u32, NumberingId)> = None;
                for (number, entry) in entries {
                    let own = match latest.take() {
                        Some((before, list)) if before + 1 == *number => list,
                        _ => self.list("decimal", "%1.", usize::try_from(*number).unwrap_or(1)),
                    };
                    let paragraph = self.paragraph(entry, "ListParagraph");
                    self.add(paragraph.numbering(own.clone(), IndentLevel::new(0)));
                    latest = Some((*number, own));
                }
            }
            Block::Fields(fields) => {
                let text_width = self.text_width;
                let rows = fields.iter().map(|(label, value)| {
                    let label = [Span::Strong(format!("{label}:"))];
                    let cells = vec![
                        self.cell(&label, TABLE_TEXT, LABEL_WIDTH),
                        self.cell(value, TABLE_TEXT, text_width - LABEL_WIDTH),
                    ];
                    TableRow::new(cells).cant_split()
                });
                let table = Table::without_borders(rows.collect());
                self.table(table, vec![LABEL_WIDTH, text_width - LABEL_WIDTH]);
            }
            Block::Table { head, rows } => {
                let widths = widths(head, rows, self.text_width);
                let heads = head.iter().zip(&widths);
                let heads = heads.map(|(cell, width)| self.cell(&[cell.as_str().into()], TABLE_HEAD, *width)).collect();
                let mut all = vec![TableRow::new(heads).cant_split()];
                for row in rows {
                    let cells = row.iter().zip(&widths);
                    let cells = cells.map(|(cell, width)| self.cell(&[cell.as_str().into()], TABLE_TEXT, *width));
                    all.push(TableRow::new(cells.collect()).cant_split());
                }
                self.table(Table::new(all), widths);
            }
            Block::Verbatim(characters) => {
                for line in characters.lines() {
                    let paragraph = self.paragraph(&[Span::Code(line.to_owned())], BODY);
                    self.add(paragraph);
                }
            }
        }
    }

    /// The block above everything, as one table without borders; a rule is the lower border of the row above it.
    fn header_block(&mut self, rows: &[Row]) {
        let mut all = Vec::new();
        let mut is_banner = true;
        let [label, value, right] = block_widths(rows);
        for (index, row) in rows.iter().enumerate() {
            let is_ruled = rows.get(index + 1) == Some(&Row::Rule);
            let cells = match row {
                Row::Rule => {
                    is_banner = false;
                    continue;
                }
                Row::Sides(left, right_words) => {
                    let (style, right_style) = match index {
                        0 => ("HeaderSide", "HeaderNumber"),
                        _ if is_banner => ("HeaderSide", "HeaderSide"),
                        _ => ("HeaderBlock", "HeaderBlock"),
                    };
                    vec![
                        self.cell(left, style, label + value).grid_span(2),
                        self.right_cell(right_words, right_style, right),
                    ]
                }
                Row::Field { label: name, value: words, right: right_words } => {
                    let name = self.cell(&[Span::Strong(format!("{name}:"))], "HeaderBlock", label);
                    if header::is_empty(right_words) {
                        vec![name, self.cell(words, "HeaderBlock", value + right).grid_span(2)]
                    } else {
                        vec![
                            name,
                            self.cell(words, "HeaderBlock", value),
                            self.right_cell(right_words, "HeaderBlock", right),
                        ]
                    }
                }
                Row::Middle(words) => {
                    let words: Vec<Span> = words.iter().map(|span| Span::Strong(plain(span))).collect();
                    let paragraph = self.paragraph(&words, "HeaderBlock").align(AlignmentType::Center);
                    let width = TEXT_WIDTH;
                    vec![TableCell::new().width(width, WidthType::Dxa).grid_span(3).add_paragraph(paragraph)]
                }
            };
            let cells = cells.into_iter().map(|cell| if is_ruled { ruled(cell) } else { cell });
            all.push(TableRow::new(cells.collect()).cant_split());
        }
        if !all.is_empty() {
            self.table(Table::without_borders(all), vec![label, value, right]);
        }
    }

    fn add(&mut self, paragraph: Paragraph) {
        let docx = std::mem::take(&mut self.docx);
        self.docx = docx.add_paragraph(paragraph);
    }

    /// A table, with an empty line after it: two tables would become one.
    fn table(&mut self, table: Table, widths: Vec<usize>) {
        let table = table
            .set_grid(widths)
            .width(self.text_width, WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
            .align(TableAlignmentType::Left);
        let docx = std::mem::take(&mut self.docx);
        self.docx = docx.add_table(table);
        let after = self.paragraph(&[], "HeaderSide");
        self.add(after);
    }

    fn cell(&mut self, line: &[Span], style: &str, width: usize) -> TableCell {
        TableCell::new().width(width, WidthType::Dxa).add_paragraph(self.paragraph(line, style))
    }

    fn right_cell(&mut self, line: &[Span], style: &str, width: usize) -> TableCell {
        let paragraph = self.paragraph(line, style).align(AlignmentType::Right);
        TableCell::new().width(width, WidthType::Dxa).add_paragraph(paragraph)
    }

    fn paragraph(&mut self, line: &[Span], style: &str) -> Paragraph {
        self.paragraphs += 1;
        let mut paragraph = Paragraph::new().style(style);
        paragraph.id = format!("{:08X}", self.paragraphs);
        for span in line {
            paragraph = match span {
                Span::Link { label, url } if is_address(url) => {
                    let shown = if label.is_empty() { url } else { label };
                    let run = run(Run::new().style("Hyperlink"), shown);
                    self.hyperlinks += 1;
                    let mut hyperlink = Hyperlink::new(url, HyperlinkType::External).add_run(run);
                    // The library counts on through all documents of the process; here each counts its own.
                    if let HyperlinkData::External { rid, .. } = &mut hyperlink.link {
                        *rid = format!("rIdHyperlink{}", self.hyperlinks);
                    }
                    paragraph.add_hyperlink(hyperlink)
                }
                Span::Link { label, url } => {
                    paragraph.add_run(run(Run::new(), if label.is_empty() { url } else { label }))
                }
                Span::Strong(strong) => paragraph.add_run(run(Run::new().bold(), strong)),
                Span::Code(code) => {
                    let fonts = RunFonts::new().ascii("Courier New").hi_ansi("Courier New");
                    paragraph.add_run(run(Run::new().fonts(fonts), code))
                }
                Span::Plain(plain) | Span::Person { name: plain, .. } | Span::Time { words: plain, .. } => {
                    paragraph.add_run(run(Run::new(), plain))
                }
            };
        }
        paragraph
    }

    /// A list that begins with a number, and its id.
    fn list(&mut self, format: &str, mark: &str, start: usize) -> NumberingId {
        self.lists += 1;
        let level =
            Level::new(0, Start::new(start), NumberFormat::new(format), LevelText::new(mark), LevelJc::new("left"));
        let level = level.indent(Some(567), Some(SpecialIndentType::Hanging(397)), None, None);
        let docx = std::mem::take(&mut self.docx);
        self.docx = docx
            .add_abstract_numbering(AbstractNumbering::new(self.lists).add_level(level))
            .add_numbering(Numbering::new(self.lists, self.lists));
        NumberingId::new(self.lists)
    }
}

/// The columns of the header block: a label of usual length stays on one line.
fn block_widths(rows: &[Row]) -> [usize; 3] {
    /// A bold letter, and the space around a cell, in twentieths of a point.
    const LETTER: usize = 118;
    const AROUND: usize = 260;
    let [label, value, right] = BLOCK;
    let longest = rows.iter().map(|row| if let Row::Field { label, .. } = row { label.chars().count() + 1 } else { 0 });
    let wanted = longest.max().unwrap_or(0) * LETTER + AROUND;
    let wider = wanted.clamp(label, 2_600) - label;
    [label + wider, value - wider, right]
}

fn ruled(cell: TableCell) -> TableCell {
    let rule = TableCellBorder::new(TableCellBorderPosition::Bottom).border_type(BorderType::Single).size(8);
    cell.set_borders(TableCellBorders::with_empty().set(rule))
}

fn plain(span: &Span) -> String {
    words(std::slice::from_ref(span))
}

/// Widths of columns: what the longest word needs, and the rest by how much they contain.
fn widths(head: &[String], rows: &[Vec<String>], text_width: usize) -> Vec<usize> {
    let columns = (0..head.len()).map(|column| {
        let cells = rows.iter().filter_map(|row| row.get(column)).chain(head.get(column));
        let lengths = cells.map(|cell| cell.chars().count().min(LONG_CELL));
        lengths.max().unwrap_or(0).max(4)
    });
    let wanted: Vec<usize> = columns.collect();
    let sum = wanted.iter().sum::<usize>().max(1);
    let spare = text_width.saturating_sub(NARROWEST * head.len());
    let mut widths: Vec<usize> = wanted.iter().map(|wanted| NARROWEST + spare * wanted / sum).collect();
    let rest = text_width.saturating_sub(widths.iter().sum());
    if let Some(last) = widths.last_mut() {
        *last += rest;
    }
    widths
}

/// Words with their line breaks and tabs.
fn run(mut run: Run, text: &str) -> Run {
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            run = run.add_break(docx_rs::BreakType::TextWrapping);
        }
        for (index, part) in line.split('\t').enumerate() {
            if index > 0 {
                run = run.add_tab();
            }
            run = run.add_text(part);
        }
    }
    run
}
