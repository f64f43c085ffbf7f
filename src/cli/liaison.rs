//! `convenor liaison`: liaison statements as pages and documents, and their texts from a file.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Subcommand;

use super::output::{Output, deliver, page_bytes};
use super::stored::Of;
use super::{orders, print};
use crate::bot::{packed, rebuild};
use crate::clock::Clock;
use crate::command::table;
use crate::document::{self, Format};
use crate::group::Group;
use crate::group::command::{Command, LiaisonCommand, LiaisonPart, LiaisonRef};
use crate::group::liaison::Part;
use crate::group::person::AccountId;
use crate::text::clean;
use crate::view::liaison::{Statement, statement, statements};

/// Arguments of `convenor liaison`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Prints a liaison statement; without a number, lists all.
    Show {
        /// Its number, such as L3 or SG20-LS4.
        #[arg(value_name = "NUMBER")]
        number: Option<String>,
        #[command(flatten)]
        of: Of,
        /// text, markdown, html, json or docx.
        #[arg(long, default_value_t = Output::Text(Format::Text))]
        to: Output,
        /// Of a list: in, out, open, due, dropped, or a body such as SG17.
        #[arg(long, value_name = "PART", conflicts_with = "number")]
        only: Option<String>,
    },
    /// Writes a liaison statement into a file, for those who send it.
    Export {
        /// Its number, such as L3 or SG20-LS4.
        #[arg(value_name = "NUMBER")]
        number: String,
        #[command(flatten)]
        of: Of,
        /// text, markdown, html, json or docx (default: as the name of the file ends, else docx).
        #[arg(long)]
        to: Option<Output>,
        /// The file.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Takes the text of a liaison statement from a file.
    Edit {
        /// Its number, such as L3.
        #[arg(value_name = "NUMBER")]
        number: String,
        /// The file: plain text, an empty line between paragraphs, list entries after `- `.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        of: Of,
        /// Account of the secretary or chair who makes the change, such as matrix:@secretary:example.org.
        #[arg(long = "as", id = "account", value_name = "ACCOUNT")]
        account: String,
    },
}

impl Arguments {
    /// Whether it writes to the store.
    pub(super) fn keeps_data(&self) -> bool {
        match self.task {
            Task::Edit { .. } => true,
            Task::Show { .. } | Task::Export { .. } => false,
        }
    }
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let now = Clock::Machine.now();
    match arguments.task {
        Task::Show { number: None, of, to, only } => {
            let group = looked(&of).await?;
            let part = match only {
                None => LiaisonPart::All,
                Some(typed) => table::liaison_part(&typed)
                    .with_context(|| format!("“{typed}” is not in, out, open, due, dropped or a body such as SG17"))?,
            };
            list(&statements(&group, &part, now), to)?;
        }
        Task::Show { number: Some(typed), of, to, only: _ } => {
            let group = looked(&of).await?;
            let statement = found(&group, &typed, now)?;
            deliver(&written(&statement, to)?, to, None)?;
        }
        Task::Export { number, of, to, output } => {
            let group = looked(&of).await?;
            let statement = found(&group, &number, now)?;
            let to = to.or_else(|| Output::of_file(&output)).unwrap_or(Output::Docx);
            deliver(&written(&statement, to)?, to, Some(&output))?;
            let sent = "Convenor sends no liaison statement: those who do get the file from you.\n";
            print(&format!("{} is in {} ({}). {sent}", statement.called(), output.display(), statement.state))?;
        }
        Task::Edit { number, file, of, account } => {
            return Box::pin(edit(&of, &number, &file, AccountId(account))).await;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn looked(of: &Of) -> anyhow::Result<Group> {
    let (looked, charter) = of.look().await?;
    rebuild::group(&looked.store, &charter).await
}

fn number_of(group: &Group, typed: &str) -> anyhow::Result<u32> {
    let bare = typed.parse().map_or_else(|_| LiaisonRef::Reference(typed.to_owned()), LiaisonRef::Number);
    match group.liaison_named(&bare) {
        Some(number) => Ok(number),
        None => bail!("there is no liaison statement {typed}; to see all: convenor liaison show"),
    }
}

fn found(group: &Group, typed: &str, now: chrono::DateTime<chrono::Utc>) -> anyhow::Result<Statement> {
    let number = number_of(group, typed)?;
    statement(group, number, now).with_context(|| format!("there is no liaison statement L{number}"))
}

fn list(all: &[Statement], to: Output) -> anyhow::Result<()> {
    match to {
        Output::Docx => bail!("a list is not a document; name a statement, such as L3"),
        Output::Text(Format::Json) => {
            let mut json = serde_json::to_vec_pretty(all)?;
            json.push(b'\n');
            super::print_bytes(&json)
        }
        Output::Text(_) if all.is_empty() => print("There are no such liaison statements.\n"),
        Output::Text(_) => print(&all.iter().map(|one| format!("- {}\n", one.line())).collect::<String>()),
    }
}

fn written(statement: &Statement, to: Output) -> anyhow::Result<Vec<u8>> {
    let page = |format| document::liaison::page(statement, format);
    page_bytes(to, statement, page, || packed::liaison_document(statement))
}

async fn edit(of: &Of, typed: &str, file: &Path, account: AccountId) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let text = clean(text.trim_start_matches('\u{feff}')).trim().to_owned();
    if text.is_empty() {
        bail!("{} is empty, so nothing is changed", file.display());
    }
    let (store, charter) = of.open().await?;
    let group = rebuild::group(&store, &charter).await?;
    let number = number_of(&group, typed)?;
    if group.liaisons.get(&number).and_then(|liaison| liaison.part(Part::Text)) == Some(text.as_str()) {
        print("There are no differences.\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    let count = text.split_whitespace().count();
    let command = Command::Liaison(LiaisonCommand::Word { liaison: number, part: Part::Text, text });
    Box::pin(orders::give((store, charter, group), account, "liaison", std::iter::once(command))).await?;
    print(&format!("L{number} has a text of {count} words. To see it in the room: L{number}?\n"))?;
    Ok(ExitCode::SUCCESS)
}
