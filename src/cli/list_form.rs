//! The forms in which lists are written: pages, and a spreadsheet.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde::Serialize;

use super::output::{Output, page_bytes};
use crate::document::{self, Format};
use crate::text::Text;

/// What `--to` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Page(Output),
    Csv,
}

impl FromStr for Form {
    type Err = String;

    fn from_str(name: &str) -> Result<Form, String> {
        match name {
            "csv" => Ok(Form::Csv),
            name => name.parse().map(Form::Page).map_err(|problem: String| format!("{problem}, and csv")),
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Form::Page(output) => output.fmt(f),
            Form::Csv => f.write_str("csv"),
        }
    }
}

impl Form {
    /// The form that was asked for, else the one of the file's name, else text.
    pub(super) fn chosen(asked: Option<Form>, file: Option<&Path>) -> Form {
        let of_file = |file: &Path| match file.extension().and_then(|ending| ending.to_str()) {
            Some(ending) if ending.eq_ignore_ascii_case("csv") => Some(Form::Csv),
            _ => Output::of_file(file).map(Form::Page),
        };
        asked.or_else(|| file.and_then(of_file)).unwrap_or(Form::Page(Output::Text(Format::Text)))
    }

    pub(super) fn output(self) -> Output {
        match self {
            Form::Page(output) => output,
            Form::Csv => Output::Text(Format::Text),
        }
    }

    /// Writes a list: its model as JSON, the rest as the functions make it.
    pub(super) fn write(
        self,
        model: &impl Serialize,
        text: impl Fn() -> Text,
        csv: impl Fn() -> Result<String, csv::Error>,
        docx: impl Fn() -> anyhow::Result<Vec<u8>>,
    ) -> anyhow::Result<Vec<u8>> {
        match self {
            Form::Csv => Ok(csv()?.into_bytes()),
            Form::Page(output) => page_bytes(output, model, |format| document::text_of(&text(), format), docx),
        }
    }
}
