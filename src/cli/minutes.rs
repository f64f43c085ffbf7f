//! `convenor minutes` and `convenor export`: what is in the store, for secretaries and scripts.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;

use super::output::{Output, deliver};
use super::print;
use super::stored::Of;
use crate::bot::rebuild;
use crate::chat::permalink::permalink;
use crate::document::Format;
use crate::group::Group;
use crate::group::event::Event;
use crate::group::minutes::Delivery;

/// Arguments of `convenor minutes`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Lists the meetings of a group and how far their minutes are.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Prints the minutes of a meeting.
    Show {
        #[command(flatten)]
        page: Page,
    },
    /// Writes the minutes of a meeting into a file.
    Export {
        #[command(flatten)]
        page: Page,
        /// The file.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}

/// Arguments of `convenor export`.
#[derive(Debug, clap::Args)]
pub struct ExportArguments {
    #[command(flatten)]
    of: Of,
}

/// Which minutes, in which form.
#[derive(Debug, clap::Args)]
struct Page {
    #[command(flatten)]
    of: Of,
    /// Number of the meeting; by default the last.
    #[arg(long, value_name = "NUMBER")]
    meeting: Option<u32>,
    /// text, markdown, html, json or docx.
    #[arg(long, default_value_t = Output::Text(Format::Text))]
    to: Output,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.task {
        Task::List { of } => list(&of).await?,
        Task::Show { page } => deliver(&rendered(&page).await?, page.to, None)?,
        Task::Export { page, output } => deliver(&rendered(&page).await?, page.to, Some(&output))?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn rendered(page: &Page) -> anyhow::Result<Vec<u8>> {
    let (store, charter) = page.of.open().await?;
    let group = match page.meeting {
        Some(number) => rebuild::group_at(&store, &charter, number).await?.with_context(|| {
            format!("group {} has held no meeting {number}; see: convenor minutes list", charter.id)
        })?,
        None => rebuild::group(&store, &charter).await?,
    };
    let meeting = group.latest_meeting().with_context(|| format!("group {} has held no meeting yet", charter.id))?;
    page.to.write(&crate::view::minutes::minutes(&group, meeting).linked(permalink))
}

async fn list(of: &Of) -> anyhow::Result<()> {
    let (store, charter) = of.open().await?;
    let mut group = Group::new(charter.clone());
    let mut lines: Vec<(u32, String)> = Vec::new();
    store
        .read(&charter.id, 0, |entry| {
            if let Event::MeetingStarted { number, title } = &entry.event {
                let title = title.as_deref().unwrap_or("(no title)");
                lines.push((*number, format!("{}  {title}", entry.at.format("%Y-%m-%d %H:%M UTC"))));
            }
            group.apply(&entry);
        })
        .await?;
    if lines.is_empty() {
        return print(&format!("group {} has held no meeting yet\n", charter.id));
    }
    let page: String =
        lines.iter().map(|(number, line)| format!("{number}  {line}  {}\n", state(&group, *number))).collect();
    print(&page)
}

fn state(group: &Group, number: u32) -> String {
    let Some(state) = group.minutes.get(&number) else { return "not drafted".to_owned() };
    if let Some(since) = state.final_since {
        return format!("final since {}", since.format("%Y-%m-%d"));
    }
    if let Some(sent) = state.sent.last() {
        let word = match &sent.state {
            Delivery::Queued => "in the outbox",
            Delivery::HandedOver => "handed to the mail server",
            Delivery::Withdrawn => "taken back",
            Delivery::Refused { .. } => "refused by the mail server",
        };
        return format!("version {} {word}", sent.version);
    }
    let version = state.shown.as_ref().map_or(0, |shown| shown.number);
    format!("version {version} {}", if group.are_approved(state) { "approved" } else { "in review" })
}

pub(super) async fn export(arguments: ExportArguments) -> anyhow::Result<ExitCode> {
    let (store, charter) = arguments.of.open().await?;
    let mut failed = None;
    store
        .read(&charter.id, 0, |entry| {
            let line =
                serde_json::to_string(&entry).map_err(anyhow::Error::from).and_then(|line| print(&format!("{line}\n")));
            failed = failed.take().or(line.err());
        })
        .await?;
    failed.map_or(Ok(ExitCode::SUCCESS), Err)
}
