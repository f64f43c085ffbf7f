//! `convenor members check`: who the configuration knows, and what is wrong with the lists of members.

use std::process::ExitCode;

use super::{ConfigArgument, print};
use crate::config::{Config, GroupConfig};
use crate::group::mail::MAIL_ACCOUNT;

/// Arguments of `convenor members`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, clap::Subcommand)]
enum Task {
    /// Names doubles and bad addresses in the lists of members.
    Check(ConfigArgument),
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Task::Check(argument) = &arguments.task;
    let config = match argument.file() {
        Some(file) => {
            let text = std::fs::read_to_string(&file)
                .map_err(|error| anyhow::anyhow!("{}: cannot be read ({error})", file.display()))?;
            Config::parse(&text).map_err(|problem| anyhow::anyhow!("{}: {problem}", file.display()))?
        }
        None => Config::default(),
    };
    if config.groups.is_empty() {
        print("No group is configured, so there are no members.\n")?;
    }
    let mut is_fine = true;
    for group in &config.groups {
        is_fine &= tell(group)?;
    }
    Ok(if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints what is to be said of one group; returns whether all is well.
fn tell(group: &GroupConfig) -> anyhow::Result<bool> {
    let listed = match group.listed() {
        Ok(listed) => listed,
        Err(problem) => {
            print(&format!("WRONG  {}: {problem}\n", group.name))?;
            return Ok(false);
        }
    };
    let problems = crate::config::member_problems(&listed, &group.sides);
    for problem in &problems {
        print(&format!("WRONG  {}: {problem}\n", group.name))?;
    }
    let by_mail = listed.iter().filter(|one| one.member.accounts.iter().any(|key| key.starts_with(MAIL_ACCOUNT)));
    let (members, with_address) = (listed.len(), by_mail.count());
    let members = if members == 1 { "1 member".to_owned() } else { format!("{members} members") };
    print(&format!("ok     {}: {members}, {with_address} with a mail address\n", group.name))?;
    Ok(problems.is_empty())
}
