//! How minutes leave the program: as text of some form, or as a Word document.

use std::fmt;
use std::io::{BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context as _, bail};
use serde::Serialize;

use crate::bot::packed;
use crate::document::{Format, TextFormat, into_page};
use crate::view::minutes::Minutes;

/// What `--to` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    Text(Format),
    Docx,
}

/// In which form a page is written, and where to.
#[derive(Clone, Debug, clap::Args)]
pub struct Target {
    /// text, markdown, html, json or docx (default: as the name of the file ends, else text).
    #[arg(long)]
    pub to: Option<Output>,
    /// The file (default: the terminal).
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

impl Target {
    /// The form that was asked for, else the one of the file's name, else text.
    pub fn form(&self) -> Output {
        self.to.or_else(|| Output::of_file(self.output.as_deref()?)).unwrap_or(Output::Text(Format::Text))
    }

    /// Writes a page: its model as JSON, the rest as the functions make it.
    pub fn write(
        &self,
        model: &impl Serialize,
        page: impl Fn(TextFormat) -> String,
        docx: impl Fn() -> anyhow::Result<Vec<u8>>,
    ) -> anyhow::Result<()> {
        let form = self.form();
        deliver(&page_bytes(form, model, page, docx)?, form, self.output.as_deref())
    }
}

/// A page in a form: its model as JSON, the rest as the functions make it.
pub fn page_bytes(
    form: Output,
    model: &(impl Serialize + ?Sized),
    page: impl Fn(TextFormat) -> String,
    docx: impl Fn() -> anyhow::Result<Vec<u8>>,
) -> anyhow::Result<Vec<u8>> {
    Ok(match form {
        Output::Docx => docx()?,
        Output::Text(Format::Text) => page(TextFormat::Text).into_bytes(),
        Output::Text(Format::Markdown) => page(TextFormat::Markdown).into_bytes(),
        Output::Text(Format::Html) => page(TextFormat::Html).into_bytes(),
        Output::Text(Format::Json) => {
            let mut json = serde_json::to_vec_pretty(model)?;
            json.push(b'\n');
            json
        }
    })
}

impl FromStr for Output {
    type Err = String;

    fn from_str(name: &str) -> Result<Output, String> {
        match name {
            "docx" => Ok(Output::Docx),
            name => name.parse().map(Output::Text).map_err(|problem: String| format!("{problem}, and docx")),
        }
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Output::Text(format) => fmt::Display::fmt(format, f),
            Output::Docx => f.write_str("docx"),
        }
    }
}

impl Output {
    /// What the name of a file says by its ending.
    pub fn of_file(file: &Path) -> Option<Output> {
        match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "docx" => Some(Output::Docx),
            "txt" | "text" => Some(Output::Text(Format::Text)),
            "md" | "markdown" => Some(Output::Text(Format::Markdown)),
            "html" | "htm" => Some(Output::Text(Format::Html)),
            "json" => Some(Output::Text(Format::Json)),
            _ => None,
        }
    }

    /// How names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Output::Text(format) => format.ending(),
            Output::Docx => "docx",
        }
    }

    /// The bytes of minutes. The same minutes give the same bytes.
    pub fn write(self, minutes: Minutes) -> anyhow::Result<Vec<u8>> {
        match self {
            Output::Text(format) => Ok(into_page(minutes, format).into_bytes()),
            Output::Docx => packed::word_document(&minutes),
        }
    }
}

/// Writes into a file, else to standard output; a document is nothing for a terminal.
pub fn deliver(bytes: &[u8], output: Output, file: Option<&Path>) -> anyhow::Result<()> {
    match file {
        Some(file) => std::fs::write(file, bytes).with_context(|| format!("writing {}", file.display())),
        None => refuse_terminal(output).and_then(|()| super::print_bytes(bytes)),
    }
}

/// Writes what is given part by part, as [`deliver`] does with all of it.
pub fn deliver_in_parts(
    output: Output,
    file: Option<&Path>,
    give: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    let flushed = |mut out: BufWriter<Box<dyn Write>>| give(&mut out).and_then(|()| out.flush());
    if let Some(file) = file {
        let about = || format!("writing {}", file.display());
        let out = std::fs::File::create(file).with_context(about)?;
        return flushed(BufWriter::with_capacity(PART, Box::new(out))).with_context(about);
    }
    refuse_terminal(output)?;
    match flushed(BufWriter::with_capacity(PART, Box::new(std::io::stdout().lock()))) {
        // Whoever read it has gone away.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Bytes that are written at once.
const PART: usize = 64 * 1024;

fn refuse_terminal(output: Output) -> anyhow::Result<()> {
    if output == Output::Docx && std::io::stdout().is_terminal() {
        bail!("a document cannot be shown in a terminal; name a file with -o FILE.docx");
    }
    Ok(())
}
