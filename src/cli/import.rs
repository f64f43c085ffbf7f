//! `convenor minutes import`: minutes that were exported as Markdown and edited come back, line by line.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use super::stored::Of;
use super::{orders, print};
use crate::bot::rebuild::{self, Drafted};
use crate::clock::Clock;
use crate::document::read_tables::Attendance;
use crate::document::{self, Format, read_back, read_tables};
use crate::group::Group;
use crate::group::charter::Charter;
use crate::group::command::{Command, Gathered, LineRef, MinutesCommand, PeopleCommand, Request};
use crate::group::event::{LineChange, LineKey};
use crate::group::person::{AccountId, Person, Role};
use crate::group::roster::ADDED;
use crate::store::Store;
use crate::text::{clean, plain};
use crate::view::{self, Say, compared};

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
    let file = clean(&file);
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
        let commands = commands(drafted.minutes.meeting, changes, tables.attendance);
        Box::pin(apply(arguments, (store, charter, group), &drafted, commands)).await
    }
}

/// A change of who was there, in words.
fn attended(change: &Attendance) -> String {
    match change {
        Attendance::Present { typed } => format!("present: {typed}"),
        Attendance::Absent { name } => format!("not present: {name}"),
    }
}

/// The commands that make the changes.
fn commands(meeting: u32, lines: Vec<(LineKey, LineChange)>, attendance: Vec<Attendance>) -> Vec<Command> {
    let meeting = Some(meeting);
    let edits = lines.into_iter().map(|(line, change)| {
        Command::Minutes(MinutesCommand::EditMinutes { meeting, line: LineRef::Known(line), change })
    });
    let listed = attendance.into_iter().map(|change| {
        Command::People(match change {
            // Those who are not in the change stay.
            Attendance::Present { typed } => {
                PeopleCommand::DeclarePresence { names: Some(format!("{ADDED} {typed}")), meeting }
            }
            Attendance::Absent { name } => PeopleCommand::WithdrawPresence { name: Some(name), meeting },
        })
    });
    edits.chain(listed).collect()
}

/// What would be refused, in the words of the refusal.
fn refused(group: &Group, drafted: &Drafted, commands: &[Command]) -> Vec<String> {
    let secretary = group.charter.secretaries.first().or(group.charter.chairs.first()).cloned();
    let by = Person { account: secretary, ..Person::named("the secretary") };
    let words = |say: &Say| plain::render(&say.text, None).trim().to_owned();
    let told = commands.iter().filter_map(|command| {
        let line = match command {
            Command::Minutes(MinutesCommand::EditMinutes { line, .. }) => {
                drafted.lines.iter().find(|known| line.names(known))
            }
            _ => None,
        };
        let gathered = Gathered {
            draft: Some(drafted.draft.clone()),
            line: line.map(|line| line.key.clone()),
            numbered: line.and_then(|line| compared::numbered(&drafted.minutes, line)),
            ..Gathered::default()
        };
        let at = Clock::Machine.now();
        let request = Request { at, by: Some(by.clone()), role: Role::Secretary, command: command.clone(), gathered };
        match group.decide(&request) {
            Ok(events) if events.is_empty() => view::speak(group, &request, &[]).first().map(words),
            Ok(_) => None,
            Err(refusal) => Some(words(&view::refuse(&refusal))),
        }
    });
    told.collect()
}

/// Makes the changes, one by one, in the name of an account that may; else says which could not be made.
async fn apply(
    arguments: Arguments,
    (store, charter, group): (Store, Charter, Group),
    drafted: &Drafted,
    commands: Vec<Command>,
) -> anyhow::Result<ExitCode> {
    let Some(account) = arguments.account.filter(|_| arguments.yes).map(AccountId) else {
        let refused: String = refused(&group, drafted, &commands).iter().map(|words| format!("- {words}\n")).collect();
        if !refused.is_empty() {
            print(&format!("These of the changes cannot be made:\n{refused}"))?;
        }
        print("Nothing is changed yet. To apply the changes, repeat the command with: --yes --as ACCOUNT\n")?;
        return Ok(ExitCode::SUCCESS);
    };
    Box::pin(orders::give((store, charter, group), account, "import", commands.into_iter())).await?;
    print("The minutes are changed. Show them in the room with: !minutes\n")?;
    Ok(ExitCode::SUCCESS)
}
