//! `convenor terms`: the terms of reference as pages, what a revision changes, and texts from files.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Subcommand;

use super::output::Target;
use super::stored::Of;
use super::{orders, print};
use crate::bot::{packed, rebuild};
use crate::clock::Clock;
use crate::document;
use crate::group::Group;
use crate::group::command::{Command, TermsCommand};
use crate::group::person::AccountId;
use crate::text::clean;
use crate::view::terms::{page, redline};

/// Arguments of `convenor terms`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Prints the terms that hold, or a revision, or writes them into a file.
    Show {
        #[command(flatten)]
        page: Page,
    },
    /// What a revision changes: as text with marks, or as a Word document with tracked changes.
    Redline {
        #[command(flatten)]
        page: Page,
    },
    /// Takes revision 1 from a file.
    Adopt {
        #[command(flatten)]
        text: FromFile,
    },
    /// Proposes the text of a file as the next revision.
    Propose {
        #[command(flatten)]
        text: FromFile,
        /// Why.
        #[arg(long, value_name = "REASON")]
        reason: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
struct Page {
    #[command(flatten)]
    of: Of,
    /// The number of the revision.
    #[arg(long, value_name = "NUMBER")]
    revision: Option<u32>,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, clap::Args)]
struct FromFile {
    /// The file: text, an empty line between paragraphs, points with their numbers.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    of: Of,
    /// Account of the secretary or chair who does it, such as matrix:@secretary:example.org.
    #[arg(long = "as", id = "account", value_name = "ACCOUNT")]
    account: String,
}

impl Arguments {
    /// Whether it writes to the store.
    pub(super) fn keeps_data(&self) -> bool {
        match self.task {
            Task::Adopt { .. } | Task::Propose { .. } => true,
            Task::Show { .. } | Task::Redline { .. } => false,
        }
    }
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.task {
        Task::Show { page: asked } => {
            let group = asked.group().await?;
            let shown = page(&group, asked.revision, Clock::Machine.now());
            let shown = shown.with_context(|| missing(&group, asked.revision))?;
            asked.target.write(
                &shown,
                |format| document::terms::page(&shown, format),
                || packed::terms_document(&shown),
            )?;
        }
        Task::Redline { page: asked } => {
            let group = asked.group().await?;
            let shown = redline(&group, asked.revision, Clock::Machine.now());
            let shown = shown.with_context(|| match asked.revision {
                Some(_) => missing(&group, asked.revision),
                None => "no revision of the terms is proposed; name one with --revision NUMBER".to_owned(),
            })?;
            let changes = |format| document::text_of(&document::terms::changes(&shown), format);
            asked.target.write(&shown, changes, || packed::redline_document(&shown))?;
        }
        Task::Adopt { text } => {
            let (looked, charter) = text.of.look().await?;
            if rebuild::group(&looked.store, &charter).await?.terms_revisions().len() > 1 {
                bail!(
                    "the terms have been revised since, so revision 1 stays; to propose another text: convenor terms propose FILE"
                );
            }
            drop(looked);
            Box::pin(text.give(|text| TermsCommand::Adopt { text })).await?;
        }
        Task::Propose { text, reason } => {
            Box::pin(text.give(|text| TermsCommand::Propose { text, reason })).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn missing(group: &Group, revision: Option<u32>) -> String {
    match revision.filter(|_| group.current_terms().is_some()) {
        Some(revision) => format!("there is no revision {revision} of the terms with an earlier one"),
        None => "the group has no terms of reference yet; to give them: convenor terms adopt FILE".to_owned(),
    }
}

impl Page {
    async fn group(&self) -> anyhow::Result<Group> {
        let (looked, charter) = self.of.look().await?;
        rebuild::group(&looked.store, &charter).await
    }
}

impl FromFile {
    async fn give(self, command: impl FnOnce(String) -> TermsCommand) -> anyhow::Result<()> {
        let text = read(&self.file)?;
        let (store, charter) = self.of.open().await?;
        let group = rebuild::group(&store, &charter).await?;
        let before = group.terms.changes.len();
        let command = Command::Terms(command(text));
        Box::pin(orders::give(
            (store, charter.clone(), group),
            AccountId(self.account),
            "terms",
            std::iter::once(command),
        ))
        .await?;
        let (looked, charter) = self.of.look().await?;
        let group = rebuild::group(&looked.store, &charter).await?;
        let told = match group.terms.changes.last().filter(|_| group.terms.changes.len() > before) {
            Some(last) => {
                format!("Revision {} of the terms has this text. To see it in the room: terms?\n", last.revision)
            }
            None => "There are no differences.\n".to_owned(),
        };
        print(&told)
    }
}

/// The text of a file.
fn read(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let is_markdown =
        file.extension().is_some_and(|end| ["md", "markdown"].iter().any(|known| end.eq_ignore_ascii_case(known)));
    let text = document::terms::read(&clean(text.trim_start_matches('\u{feff}')), is_markdown).trim().to_owned();
    if text.is_empty() {
        bail!("{} is empty, so nothing is changed", file.display());
    }
    Ok(text)
}
