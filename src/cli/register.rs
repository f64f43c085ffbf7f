//! `convenor register`: the demarcation register as a page or a spreadsheet, and a spreadsheet read back.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use clap::Subcommand;

use super::list_form::Form;
use super::output::deliver;
use super::stored::Of;
use super::{orders, print};
use crate::bot::{packed, rebuild};
use crate::clock::Clock;
use crate::document::{self, charts, picture};
use crate::group::command::{Command, RegisterCommand, RegisterPart};
use crate::group::person::AccountId;
use crate::view::charts::{Overview, Progress};
use crate::view::register::{Register, register};

/// Arguments of `convenor register`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Prints the register.
    Show {
        #[command(flatten)]
        page: Page,
    },
    /// Writes the register into a file.
    Export {
        #[command(flatten)]
        page: Page,
        /// The file.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Draws the register as a picture: topics by sides, or the rows settled after each meeting.
    Draw {
        #[command(flatten)]
        of: Of,
        /// The rows settled after each meeting, instead of topics by sides.
        #[arg(long)]
        progress: bool,
        /// The file; its name ends in .svg or .png.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Takes rows and changes of rows from a spreadsheet (CSV).
    Import {
        #[command(flatten)]
        of: Of,
        /// The file; its first line names the columns: Row,Topic,SG17,SG20,Finding,Reason.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The document from which new rows come, such as TSAG-TD92.
        #[arg(long, value_name = "DOCUMENT")]
        source: Option<String>,
        /// Applies the changes (default: only shows them).
        #[arg(long, requires = "account", conflicts_with = "dry_run")]
        yes: bool,
        /// Only shows the changes.
        #[arg(long)]
        dry_run: bool,
        /// Account of the secretary or chair who makes the changes, such as matrix:@secretary:example.org.
        #[arg(long = "as", id = "account", value_name = "ACCOUNT")]
        account: Option<String>,
    },
}

/// Which rows, in which form.
#[derive(Debug, clap::Args)]
struct Page {
    #[command(flatten)]
    of: Of,
    /// text, markdown, html, json, csv or docx (default: as the name of the file ends, else text).
    #[arg(long)]
    to: Option<Form>,
    /// Only rows that have changed since this day, such as 2026-09-01.
    #[arg(long, value_name = "DATE")]
    since: Option<NaiveDate>,
}

impl Arguments {
    /// Whether it writes to the store.
    pub(super) fn keeps_data(&self) -> bool {
        match self.task {
            Task::Import { .. } => true,
            Task::Show { .. } | Task::Export { .. } | Task::Draw { .. } => false,
        }
    }
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.task {
        Task::Show { page } => {
            let register = page.register().await?;
            let to = Form::chosen(page.to, None);
            deliver(&write(&register, to)?, to.output(), None)?;
        }
        Task::Export { page, output } => {
            let register = page.register().await?;
            let to = Form::chosen(page.to, Some(&output));
            deliver(&write(&register, to)?, to.output(), Some(&output))?;
        }
        Task::Draw { of, progress, output } => draw(&of, progress, &output).await?,
        Task::Import { of, file, source, yes, dry_run: _, account } => {
            let account = account.filter(|_| yes).map(AccountId);
            return Box::pin(import(&of, &file, source.as_deref(), account)).await;
        }
    }
    Ok(ExitCode::SUCCESS)
}

impl Page {
    async fn register(&self) -> anyhow::Result<Register> {
        let (looked, charter) = self.of.look().await?;
        let group = rebuild::group(&looked.store, &charter).await?;
        let part = self.since.map_or(RegisterPart::All, RegisterPart::ChangedSince);
        Ok(register(&group, &part, Clock::Machine.now()))
    }
}

/// Draws a picture of the register into a file.
async fn draw(of: &Of, is_progress: bool, output: &std::path::Path) -> anyhow::Result<()> {
    let (looked, charter) = of.look().await?;
    let drawn = if is_progress {
        let counted = rebuild::progress(&looked.store, &charter).await?;
        Progress::of(&charter.name, counted).map(|progress| charts::progress(&progress))
    } else {
        let group = rebuild::group(&looked.store, &charter).await?;
        Overview::of(&register(&group, &RegisterPart::All, Clock::Machine.now()))
            .map(|overview| charts::overview(&overview))
    };
    let svg = drawn.with_context(|| {
        let nothing =
            if is_progress { "no meeting that ended with a row in its register" } else { "no rows in its register" };
        format!("group {} has {nothing} yet", charter.id)
    })?;
    let bytes = match output.extension().and_then(|ending| ending.to_str()) {
        Some("svg") => svg.into_bytes(),
        Some("png") => picture::png_of(&svg).context("the picture cannot be drawn")?.bytes,
        Some(_) | None => bail!("{} has another ending; name a file that ends in .svg or .png", output.display()),
    };
    std::fs::write(output, bytes).with_context(|| format!("writing {}", output.display()))
}

fn write(register: &Register, form: Form) -> anyhow::Result<Vec<u8>> {
    form.write(
        register,
        || document::register::text(register),
        || document::register::csv(register),
        || packed::register_document(register),
    )
}

async fn import(
    of: &Of,
    file: &std::path::Path,
    source: Option<&str>,
    account: Option<AccountId>,
) -> anyhow::Result<ExitCode> {
    let table = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let (store, charter) = of.open().await?;
    let group = rebuild::group(&store, &charter).await?;
    let import = match document::register::import(&group, &table, source) {
        Ok(import) => import,
        Err(problem) => bail!("{} cannot be read as a register: {problem}", file.display()),
    };
    let told: String = import.commands.iter().map(|command| format!("- {}\n", words(command))).collect();
    print(&told)?;
    if !import.untaken.is_empty() {
        let untaken: String = import.untaken.iter().map(|line| format!("- {line}\n")).collect();
        print(&format!("This cannot be taken from the file:\n{untaken}"))?;
    }
    if import.commands.is_empty() {
        print("There are no differences.\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    let Some(account) = account else {
        print("Nothing is changed yet. To apply the changes, repeat the command with: --yes --as ACCOUNT\n")?;
        return Ok(ExitCode::SUCCESS);
    };
    let count = import.commands.len();
    let commands = import.commands.into_iter().map(Command::Register);
    Box::pin(orders::give((store, charter, group), account, "register", commands)).await?;
    let changes = if count == 1 { "1 change is".to_owned() } else { format!("{count} changes are") };
    print(&format!("{changes} in the register. To see it in the room: register?\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// A change as people type it.
fn words(command: &RegisterCommand) -> String {
    match command {
        RegisterCommand::AddRow { topic, source } => {
            let source = source.as_deref().map_or_else(String::new, |source| format!(" (from {source})"));
            format!("row+ {topic}{source}")
        }
        RegisterCommand::RetitleRow { row, topic } => format!("R{row} = {topic}"),
        RegisterCommand::SetSide { row, side, text } => format!("R{row} {side}: {text}"),
        RegisterCommand::AssessRow { row, finding, reason } => {
            let reason = reason.as_deref().map_or_else(String::new, |reason| format!(" because {reason}"));
            format!("R{row} {}{reason}", finding.word())
        }
        RegisterCommand::AssignRow { row, .. }
        | RegisterCommand::DropRow { row, .. }
        | RegisterCommand::RestoreRow { row }
        | RegisterCommand::ShowRow { row } => format!("R{row}"),
        RegisterCommand::ShowMechanisms => "mechanisms?".to_owned(),
        RegisterCommand::ShowRegister { .. } => "register?".to_owned(),
    }
}
