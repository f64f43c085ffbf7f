//! `convenor minutes` and `convenor export`: what is in the store, for secretaries and scripts.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Subcommand;

use super::output::{Output, Target, deliver};
use super::print;
use super::stored::{self, Of};
use crate::bot::rebuild;
use crate::document::lines;
use crate::group::Group;
use crate::group::charter::Charter;
use crate::group::event::Event;
use crate::group::paper::{Delivery, Paper};
use crate::platform::permalink;
use crate::store::Store;
use crate::view::compared::changes;
use crate::view::minutes::Minutes;

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
    /// Compares two versions of the minutes of a meeting.
    Diff {
        #[command(flatten)]
        of: Of,
        /// Number of the meeting; by default the last.
        #[arg(long, value_name = "NUMBER")]
        meeting: Option<u32>,
        /// The earlier version; by default the one that the list had last, else the first.
        #[arg(long, value_name = "VERSION")]
        from: Option<u32>,
        /// The later version; by default what would be shown now.
        #[arg(long, value_name = "VERSION")]
        to: Option<u32>,
    },
    /// Imports minutes that were exported as Markdown and edited.
    Import(super::import::Arguments),
    /// Writes the minutes of a meeting into a file.
    Export {
        #[command(flatten)]
        page: Page,
        /// The file.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}

impl Arguments {
    /// Whether it writes to the store.
    pub(super) fn keeps_data(&self) -> bool {
        match self.task {
            Task::Import(_) => true,
            Task::List { .. } | Task::Show { .. } | Task::Diff { .. } | Task::Export { .. } => false,
        }
    }
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
    /// A version as it was shown in the room; by default what would be shown now.
    #[arg(long, value_name = "VERSION")]
    version: Option<u32>,
    /// text, markdown, html, json or docx (default: as the name of the file ends, else text).
    #[arg(long)]
    to: Option<Output>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.task {
        Task::List { of } => list(&of).await?,
        Task::Show { page } => give(&page, None).await?,
        Task::Diff { of, meeting, from, to } => diff(&of, meeting, from, to).await?,
        Task::Import(arguments) => return Box::pin(super::import::run(arguments)).await,
        Task::Export { page, output } => give(&page, Some(output)).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn give(page: &Page, output: Option<PathBuf>) -> anyhow::Result<()> {
    let (looked, charter) = page.of.look().await?;
    let minutes = version_of(&looked.store, &charter, page.meeting, page.version).await?;
    let form = Target { to: page.to, output: output.clone() }.form();
    deliver(&form.write(minutes.linked(permalink))?, form, output.as_deref())
}

/// The minutes of a meeting as a version showed them, else as they would be shown now.
async fn version_of(
    store: &Store,
    charter: &Charter,
    meeting: Option<u32>,
    version: Option<u32>,
) -> anyhow::Result<Minutes> {
    let group = rebuild::group(store, charter).await?;
    let now = Box::pin(rebuild::minutes_of(store, charter, &group, meeting)).await?;
    let now = now.map(|drafted| drafted.minutes).with_context(|| match meeting {
        Some(number) => format!("group {} has not held meeting {number}; see: convenor minutes list", charter.id),
        None => format!("group {} has held no meeting yet", charter.id),
    })?;
    let Some(version) = version else { return Ok(now) };
    let shown = Box::pin(rebuild::version(store, charter, now.meeting, version)).await?;
    shown.with_context(|| format!("the minutes of meeting {} have no version {version}", now.meeting))
}

async fn diff(of: &Of, meeting: Option<u32>, from: Option<u32>, to: Option<u32>) -> anyhow::Result<()> {
    let (looked, charter) = of.look().await?;
    let store = &looked.store;
    let later = version_of(store, &charter, meeting, to).await?;
    let group = rebuild::group(store, &charter).await?;
    let sent = group.minutes(later.meeting).and_then(Paper::last_standing);
    let from = from.or(sent.map(|sent| sent.version)).unwrap_or(1);
    let earlier = version_of(store, &charter, Some(later.meeting), Some(from)).await?;
    let changes = changes(&lines(&earlier).0, &lines(&later).0);
    if changes.is_empty() {
        return print("They are the same.\n");
    }
    print(&changes.into_iter().map(|change| format!("- {change}\n")).collect::<String>())
}

async fn list(of: &Of) -> anyhow::Result<()> {
    let (looked, charter) = of.look().await?;
    let mut group = Group::new(charter.clone());
    let mut lines: Vec<(u32, String)> = Vec::new();
    looked
        .store
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
    let Some(state) = group.minutes(number) else { return "not drafted".to_owned() };
    if let Some(since) = state.final_since {
        return format!("final since {}", since.format("%Y-%m-%d"));
    }
    if let Some(sent) = state.sent.last() {
        let word = match &sent.state {
            Delivery::Queued => "in the outbox",
            Delivery::HandedOver => "handed to the mail server",
            Delivery::Seen => "seen in the archive",
            Delivery::Withdrawn => "withdrawn",
            Delivery::Refused { .. } => "refused by the mail server",
        };
        return format!("version {} {word}", sent.version);
    }
    let version = state.shown.as_ref().map_or(0, |shown| shown.number);
    format!("version {version} {}", if group.are_approved(state) { "approved" } else { "in review" })
}

/// Writes what can be read; what cannot is named afterwards.
pub(super) async fn export(arguments: ExportArguments) -> anyhow::Result<ExitCode> {
    let (looked, charter) = arguments.of.look().await?;
    let mut failed = None;
    let unread = looked
        .store
        .read_what_can_be(&charter.id, |entry| {
            let line =
                serde_json::to_string(&entry).map_err(anyhow::Error::from).and_then(|line| print(&format!("{line}\n")));
            failed = failed.take().or(line.err());
        })
        .await?;
    if let Some(error) = failed {
        return Err(error);
    }
    if unread.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    bail!(
        "{}; all others are written. Stop the bot, keep the file and what was written, and put back the last backup",
        stored::unreadable(&charter.id, &unread)
    )
}
