//! `convenor minutes import`: minutes that were exported as Markdown and edited come back, line by line.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::print;
use super::stored::Of;
use crate::bot::{Circumstances, Desk, rebuild};
use crate::chat::{Incoming, Origin, Sender, What};
use crate::clock::Clock;
use crate::command::grammar::Names;
use crate::document::read_tables::Attendance;
use crate::document::{self, Format, read_back, read_tables};
use crate::group::Group;
use crate::group::charter::Charter;
use crate::group::command::{Command, LineRef, MinutesCommand, PeopleCommand};
use crate::group::event::{LineChange, LineKey};
use crate::group::person::{AccountId, Right};
use crate::store::Store;
use crate::text::plain;
use crate::view::compared;

/// Arguments of `convenor minutes import`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    of: Of,
    /// The edited file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Number of the meeting; by default the last.
    #[arg(long, value_name = "NUMBER")]
    meeting: Option<u32>,
    /// Applies the changes (default: only shows them).
    #[arg(long, requires = "account")]
    yes: bool,
    /// Account of the secretary or chair who makes the changes, such as matrix:@secretary:example.org.
    #[arg(long = "as", id = "account", value_name = "ACCOUNT")]
    account: Option<String>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let file =
        std::fs::read_to_string(&arguments.file).with_context(|| format!("reading {}", arguments.file.display()))?;
    let (store, charter) = arguments.of.open().await?;
    let group = rebuild::group(&store, &charter).await?;
    let drafted = Box::pin(rebuild::minutes_of(&store, &charter, &group, arguments.meeting)).await?;
    let drafted = drafted
        .with_context(|| format!("group {} has not held that meeting; see: convenor minutes list", charter.id))?;
    let edited = read_back::lines_of(&file);
    if edited.is_empty() {
        bail!(
            "{} holds no minutes; export them first: convenor minutes export --to markdown -o FILE",
            arguments.file.display()
        );
    }
    let changes = read_back::changes(&drafted.lines, &edited).map_err(anyhow::Error::msg)?;
    let page = document::render(&drafted.minutes, Format::Markdown);
    let tables = read_tables::changes(&read_tables::tables_of(&page), &read_tables::tables_of(&file));
    let told = compared::changes(&drafted.lines, &edited).into_iter().chain(tables.attendance.iter().map(attended));
    let told: String = told.map(|line| format!("- {line}\n")).collect();
    print(&told)?;
    if !tables.untaken.is_empty() {
        let untaken: String = tables.untaken.iter().map(|cell| format!("- {cell}\n")).collect();
        print(&format!("This cannot be taken from the file:\n{untaken}"))?;
    }
    if changes.is_empty() && tables.attendance.is_empty() {
        let others =
            if tables.untaken.is_empty() { "There are no differences.\n" } else { "There are no other differences.\n" };
        print(others).map(|()| ExitCode::SUCCESS)
    } else {
        let changes = (changes, tables.attendance);
        Box::pin(apply(arguments, (store, charter, group), drafted.minutes.meeting, changes)).await
    }
}

/// A change of who was there, in words.
fn attended(change: &Attendance) -> String {
    match change {
        Attendance::Present { typed } => format!("present: {typed}"),
        Attendance::Absent { name } => format!("not present: {name}"),
    }
}

/// Makes the changes, one by one, in the name of an account that may.
async fn apply(
    arguments: Arguments,
    (store, charter, group): (Store, Charter, Group),
    meeting: u32,
    (lines, attendance): (Vec<(LineKey, LineChange)>, Vec<Attendance>),
) -> anyhow::Result<ExitCode> {
    let Some(account) = arguments.account.filter(|_| arguments.yes).map(AccountId) else {
        print("Nothing is changed yet. To apply the changes, repeat the command with: --yes --as ACCOUNT\n")?;
        return Ok(ExitCode::SUCCESS);
    };
    if !group.role_of(&account).may(Right::Secretary) {
        bail!("{account} is neither chair nor secretary of group {}, so nothing is changed", charter.id);
    }
    let sender = Sender { name: account.0.clone(), account };
    let meeting = Some(meeting);
    let edits = lines.into_iter().map(|(line, change)| {
        Command::Minutes(MinutesCommand::EditMinutes { meeting, line: LineRef::Known(line), change })
    });
    let listed = attendance.into_iter().map(|change| {
        Command::People(match change {
            Attendance::Present { typed } => {
                PeopleCommand::DeclarePresence { names: Some(format!(": {typed}")), meeting }
            }
            Attendance::Absent { name } => PeopleCommand::WithdrawPresence { name: Some(name), meeting },
        })
    });
    let mut desk = Desk::open(store, charter, Vec::new(), Clock::Machine, Arc::new(Names::default())).await?;
    for (index, command) in edits.chain(listed).enumerate() {
        let at = Clock::Machine.now();
        let order = Incoming {
            origin: Origin::CommandLine { group: desk.group().charter.id.clone() },
            at,
            id: format!("import {} {index}", at.timestamp_micros()),
            sender: sender.clone(),
            mentions: Vec::new(),
            what: What::Ordered(command),
        };
        let before = desk.group().head;
        let handled = desk.receive(&order, Circumstances::default()).await?;
        if desk.group().head == before {
            let words: String = handled.said.iter().map(|say| plain::render(&say.text, None)).collect();
            bail!("a change could not be made; those before it are. {words}");
        }
    }
    print("The minutes are changed. Show them in the room with: !minutes\n")?;
    Ok(ExitCode::SUCCESS)
}
