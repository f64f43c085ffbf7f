//! `convenor documents`: the list of the group's documents as a page or a spreadsheet.

use std::path::PathBuf;
use std::process::ExitCode;

use super::list_form::Form;
use super::output::deliver;
use super::stored::Of;
use crate::bot::{packed, rebuild};
use crate::clock::Clock;
use crate::command::which_documents;
use crate::document;
use crate::group::command::WhichDocuments;
use crate::view::documents::documents;

/// Arguments of `convenor documents`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    of: Of,
    /// Which ones: late, "for item 3", "from SG17" (default: all).
    #[arg(value_name = "WHICH", value_parser = which)]
    which: Option<WhichDocuments>,
    /// text, markdown, html, json, csv or docx (default: as the name of the file ends, else text).
    #[arg(long)]
    to: Option<Form>,
    /// The file (default: the terminal).
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn which(typed: &str) -> Result<WhichDocuments, String> {
    which_documents(typed).ok_or_else(|| "write late, \"for item 3\" or \"from SG17\"".to_owned())
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { of, which, to, output } = arguments;
    let (looked, charter) = of.look().await?;
    let group = rebuild::group(&looked.store, &charter).await?;
    let to = Form::chosen(to, output.as_deref());
    let list = documents(&group, &which.unwrap_or(WhichDocuments::All));
    let written = to.write(
        &list,
        || document::documents::text(&list),
        || document::documents::csv(&list),
        || packed::documents_document(&list, Clock::Machine.now()),
    )?;
    deliver(&written, to.output(), output.as_deref())?;
    Ok(ExitCode::SUCCESS)
}
