//! `convenor report`: the report to a parent body as it would be sent now.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use super::output::{Output, deliver};
use super::print;
use super::stored::Of;
use crate::bot::{packed, rebuild};
use crate::clock::Clock;
use crate::document::{self, Format, TextFormat};
use crate::view::report::Report;

/// Arguments of `convenor report`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    of: Of,
    /// The body to which it goes, such as SG17; without it, all meetings of parent bodies are listed.
    #[arg(value_name = "BODY")]
    body: Option<String>,
    /// text, markdown, html, json or docx (default: as the name of the file ends, else text).
    #[arg(long)]
    to: Option<Output>,
    /// The file; by default the report is printed.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (looked, charter) = arguments.of.look().await?;
    let group = rebuild::group(&looked.store, &charter).await?;
    let now = Clock::Machine.now();
    let Some(body) = arguments.body else {
        let lines = group.parent_meetings().into_iter().map(|meeting| {
            let due = group.report_due(&meeting);
            let until = meeting.closes.map_or_else(String::new, |closes| format!(" to {closes}"));
            format!("{} meets {}{until}; its report is due by {due}\n", meeting.body, meeting.opens)
        });
        let lines: String = lines.collect();
        print(if lines.is_empty() { "No meeting of a parent body is known.\n" } else { &lines })?;
        return Ok(ExitCode::SUCCESS);
    };
    let reported = Box::pin(rebuild::report_to(&looked.store, &charter, &group, &body, now)).await?;
    let Some(reported) = reported else {
        bail!("group {} knows no meeting of {body}; see: convenor report", charter.id)
    };
    let to = arguments.to.or_else(|| Output::of_file(arguments.output.as_deref()?));
    let to = to.unwrap_or(Output::Text(Format::Text));
    let bytes = written(&reported.report, to).context("writing the report")?;
    deliver(&bytes, to, arguments.output.as_deref())?;
    Ok(ExitCode::SUCCESS)
}

fn written(report: &Report, to: Output) -> anyhow::Result<Vec<u8>> {
    let page = |format| document::text_of(&document::report::text(report), format).into_bytes();
    Ok(match to {
        Output::Docx => packed::report_document(report)?,
        Output::Text(Format::Text) => page(TextFormat::Text),
        Output::Text(Format::Markdown) => page(TextFormat::Markdown),
        Output::Text(Format::Html) => page(TextFormat::Html),
        Output::Text(Format::Json) => {
            let mut json = serde_json::to_vec_pretty(report)?;
            json.push(b'\n');
            json
        }
    })
}
