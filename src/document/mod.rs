//! Minutes as documents: plain text, Markdown, HTML, JSON. One layout makes one `Text`, which
//! the renderers of `text/` write; JSON is the model itself. Beside them an invitation as a calendar file, and
//! pictures: a grid of hours as SVG and PNG.

pub mod calendar;
mod content_line;
pub mod docx;
mod layout;
pub mod picture;
mod revised;
pub mod shade;

use std::fmt;
use std::str::FromStr;

use crate::group::revision::{Line, LineEdit};
use crate::text::{Text, html, markdown, plain};
use crate::view::minutes::Minutes;

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
        found.ok_or_else(|| format!("there is no format “{name}”; there are text, markdown, html and json"))
    }
}

/// Renders minutes. The same minutes give the same bytes.
pub fn render(minutes: &Minutes, format: Format) -> String {
    let body = || laid_out(minutes);
    let mut out = match format {
        Format::Text => plain::render_parts(layout::parts(minutes), Some(COLUMNS), layout::expected_bytes(minutes)),
        Format::Markdown => markdown::render(&body()),
        Format::Html => page(minutes, &html::render(&body(), html::Ping::Nobody)),
        // A model of strings, numbers and lists always has a JSON form.
        Format::Json => serde_json::to_string_pretty(minutes).unwrap_or_default(),
    };
    out.push('\n');
    out
}

/// The minutes as people read them: laid out, with what was changed by hand.
fn laid_out(minutes: &Minutes) -> Text {
    revised::revise(layout::layout(minutes), &minutes.edits).text
}

/// The lines of minutes by their places, and the changes by hand that no longer fit any.
pub fn lines(minutes: &Minutes) -> (Vec<Line>, Vec<LineEdit>) {
    let revised = revised::revise(layout::layout(minutes), &minutes.edits);
    (revised.lines, revised.lost)
}

/// A whole HTML page that needs nothing else.
fn page(minutes: &Minutes, body: &str) -> String {
    let title = html_escape::encode_text(&layout::title(minutes)).into_owned();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>"
    )
}

const STYLE: &str = "\
body { font-family: serif; line-height: 1.5; margin: 2rem auto; max-width: 46rem; padding: 0 1rem; color: #111; background: #fff; }
h1, h2, h3 { font-family: sans-serif; line-height: 1.25; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #666; padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; }
";
