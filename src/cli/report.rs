//! `convenor report`: the report to a parent body as it would be sent now.

use std::process::ExitCode;

use anyhow::{Context as _, bail};

use super::output::Target;
use super::print;
use super::stored::Of;
use crate::bot::{packed, rebuild};
use crate::clock::Clock;
use crate::document;

/// Arguments of `convenor report`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    of: Of,
    /// The body to which it goes, such as SG17; without it, all meetings of parent bodies are listed.
    #[arg(value_name = "BODY")]
    body: Option<String>,
    #[command(flatten)]
    target: Target,
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
    let report = &reported.report;
    let page = |format| document::text_of(&document::report::text(report), format);
    arguments.target.write(report, page, || packed::report_document(report)).context("writing the report")?;
    Ok(ExitCode::SUCCESS)
}
