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
use crate::document::read_back;
use crate::group::command::{Command, LineRef, MinutesCommand};
use crate::group::person::{AccountId, Right};
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
    if changes.is_empty() {
        print("There are no differences.\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    let told: String =
        compared::changes(&drafted.lines, &edited).into_iter().map(|line| format!("- {line}\n")).collect();
    print(&told)?;
    let Some(account) = arguments.account.filter(|_| arguments.yes).map(AccountId) else {
        print("Nothing is changed yet. To apply the changes, repeat the command with: --yes --as ACCOUNT\n")?;
        return Ok(ExitCode::SUCCESS);
    };
    if !group.role_of(&account).may(Right::Secretary) {
        bail!("{account} is neither chair nor secretary of group {}, so nothing is changed", charter.id);
    }
    let sender = Sender { name: account.0.clone(), account };
    let meeting = Some(drafted.minutes.meeting);
    let mut desk = Desk::open(store, charter, Vec::new(), Clock::Machine, Arc::new(Names::default())).await?;
    for (index, (line, change)) in changes.into_iter().enumerate() {
        let command = Command::Minutes(MinutesCommand::EditMinutes { meeting, line: LineRef::Known(line), change });
        let at = Clock::Machine.now();
        let order = Incoming {
            origin: Origin::CommandLine { group: desk.group().charter.id.clone() },
            at,
            id: format!("import {} {index}", at.timestamp_micros()),
            sender: sender.clone(),
            what: What::Ordered(command),
        };
        let before = desk.group().head;
        let handled = desk.receive(&order, Circumstances::default()).await?;
        if desk.group().head == before {
            let words: String = handled.said.iter().map(|say| plain::render(&say.text, None)).collect();
            bail!("a line could not be changed; those before it are. {words}");
        }
    }
    print("The minutes are changed. Show them in the room with: !minutes\n")?;
    Ok(ExitCode::SUCCESS)
}
