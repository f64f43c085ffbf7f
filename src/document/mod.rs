//! Minutes as documents: plain text, Markdown, HTML, JSON. One layout makes one `Text`, which
//! the renderers of `text/` write; JSON is the model itself. Beside them an invitation as a calendar file, and
//! pictures: a grid of hours, and the register with its progress, as SVG and PNG.

pub mod calendar;
pub mod charts;
mod check;
mod content_line;
pub mod documents;
pub mod docx;
mod header;
mod layout;
pub mod liaison;
mod page;
pub mod picture;
pub mod read_back;
pub mod read_tables;
pub mod register;
pub mod report;
mod revised;
pub mod shade;
mod template;
pub mod terms;

use std::fmt;
use std::str::FromStr;

pub use check::check;

use crate::group::paper::{LineEdit, PaperLine};
use crate::text::{Block, Span, Text, markdown, one_line, plain, without_unwritable};
use crate::view::minutes::{Minutes, Transcript};

/// Columns of a plain text document (and of mail bodies).
pub const COLUMNS: usize = 72;

/// Forms in which minutes can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Markdown,
    Html,
    Json,
}

impl Format {
    pub const ALL: [Format; 4] = [Format::Text, Format::Markdown, Format::Html, Format::Json];

    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::Json => "json",
        }
    }

    /// How names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Markdown => "md",
            Format::Html => "html",
            Format::Json => "json",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Format, String> {
        let found = Format::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| format!("“{name}” is not a format; the formats are text, markdown, html and json"))
    }
}

/// Forms of a document, as its layout sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Markdown,
    Html,
    Docx,
}

impl Form {
    pub const ALL: [Form; 4] = [Form::Text, Form::Markdown, Form::Html, Form::Docx];

    /// How templates call it.
    pub fn name(self) -> &'static str {
        match self {
            Form::Text => "text",
            Form::Markdown => "markdown",
            Form::Html => "html",
            Form::Docx => "docx",
        }
    }

    /// Whether lines link to the messages from which they come.
    pub fn has_links(self) -> bool {
        match self {
            Form::Markdown | Form::Html => true,
            Form::Text | Form::Docx => false,
        }
    }
}

/// Renders minutes. The same minutes give the same bytes.
pub fn render(minutes: &Minutes, format: Format) -> String {
    match format {
        // A model of strings, numbers and lists always has a JSON form.
        Format::Json => serde_json::to_string_pretty(minutes).unwrap_or_default() + "\n",
        Format::Text | Format::Markdown | Format::Html => into_page(minutes.clone(), format),
    }
}

/// Renders minutes that are needed no more, which takes less room; the bytes are those of [`render`].
pub fn into_page(minutes: Minutes, format: Format) -> String {
    match format {
        Format::Text => text_of(&laid_out_as_text(minutes), TextFormat::Text),
        Format::Markdown => text_of(&laid_out(minutes, Form::Markdown), TextFormat::Markdown),
        Format::Html => text_of(&laid_out(minutes, Form::Html), TextFormat::Html),
        Format::Json => render(&minutes, format),
    }
}

/// The forms in which a page of words can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFormat {
    Text,
    Markdown,
    Html,
}

/// Writes a page that has been laid out.
pub fn text_of(text: &Text, format: TextFormat) -> String {
    match format {
        TextFormat::Text => plain::render(text, Some(COLUMNS)) + "\n",
        TextFormat::Markdown => markdown::render(text) + "\n",
        TextFormat::Html => without_unwritable(page::page(text)) + "\n",
    }
}

/// The title of minutes and the body of their page as HTML, for pages that have a style of their own.
pub fn page_parts(minutes: Minutes) -> (String, String) {
    let (title, body) = page::parts(&laid_out(minutes, Form::Html));
    (title, without_unwritable(body))
}

/// Lays out minutes that are needed no more as text, for [`text_page`].
pub fn laid_out_as_text(minutes: Minutes) -> Text {
    laid_out(minutes, Form::Text)
}

/// Gives the page of minutes as text part by part; together they have the bytes of [`render`].
///
/// # Errors
/// Those of whoever takes the parts.
pub fn text_page<E>(text: &Text, give: impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
    plain::render_in_parts(text, Some(COLUMNS), give)
}

/// The parts of a page of text; each can be written without the others.
pub fn text_parts(text: &Text) -> Vec<plain::Part> {
    plain::parts(text)
}

/// Writes a part of a page of text; all of them together are what [`text_page`] gives.
pub fn text_part(text: &Text, part: &plain::Part) -> String {
    plain::render_part(text, part, Some(COLUMNS))
}

/// The minutes as people read them: laid out, with what was changed by hand.
fn laid_out(mut minutes: Minutes, form: Form) -> Text {
    let edits = std::mem::take(&mut minutes.edits);
    let transcript = std::mem::take(&mut minutes.transcript);
    let text = layout::layout(minutes, form);
    let mut text = if edits.is_empty() { text } else { revised::revise(text, &edits).text };
    add_transcript(&mut text, transcript);
    text
}

/// What minutes of a transcript say of it behind everything else, and its words in full where they are wanted.
fn add_transcript(text: &mut Text, transcript: Transcript) {
    let Transcript { statements, cut, full } = transcript;
    if cut > 0 {
        let of = if statements == 1 { "1 statement".to_owned() } else { format!("{statements} statements") };
        let verb = if cut == 1 { "is" } else { "are" };
        text.paragraph([format!(
            "{cut} of {of} {verb} cut here; the numbers in brackets are those of the transcript."
        )
        .into()]);
    }
    if !full.is_empty() {
        text.heading(2, "Annex: what was said, in full");
        let lines = full.into_iter().map(|said| {
            (said.number, vec![Span::Strong(said.speaker + ":"), format!(" {}", one_line(&said.words)).into()])
        });
        text.blocks.push(Block::Numbered(lines.collect()));
    }
}

/// The lines of minutes by their places, and the changes by hand that no longer fit any.
pub fn lines(minutes: &Minutes) -> (Vec<PaperLine>, Vec<LineEdit>) {
    let revised = revised::revise(layout::layout(minutes.clone(), Form::Text), &minutes.edits);
    (revised.lines, revised.lost)
}
