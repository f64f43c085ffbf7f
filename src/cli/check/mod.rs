//! `convenor check`: is everything there that the configuration names, and would `convenor run` start? It only looks:
//! nothing is made, brought up to date or written.

mod groups;
mod modes;
mod store;

use std::process::ExitCode;

use super::{ConfigArgument, print, zone_data};
use crate::chat::{Checked, RoomKey};
use crate::clock::Clock;
use crate::config::Config;
use crate::group::person::AccountId;

/// One line of the report.
struct Finding {
    grade: Grade,
    /// What was looked at.
    what: &'static str,
    words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grade {
    Fine,
    /// The bot will not start, or not do its work.
    Wrong,
    Warning,
}

/// The report, in the order in which it is printed.
#[derive(Default)]
struct Report(Vec<Finding>);

impl Report {
    fn fine(&mut self, what: &'static str, words: String) {
        self.0.push(Finding { grade: Grade::Fine, what, words });
    }

    fn wrong(&mut self, what: &'static str, words: String) {
        self.0.push(Finding { grade: Grade::Wrong, what, words });
    }

    fn warn(&mut self, what: &'static str, words: String) {
        self.0.push(Finding { grade: Grade::Warning, what, words });
    }

    fn platform(&mut self, what: &'static str, checked: Result<Checked, String>) {
        match checked {
            Err(words) => self.wrong(what, words),
            Ok(checked) => {
                if checked.wrong.is_empty() {
                    self.fine(what, checked.fine);
                }
                checked.wrong.into_iter().for_each(|words| self.wrong(what, words));
                checked.odd.into_iter().for_each(|words| self.warn(what, words));
            }
        }
    }
}

pub(super) async fn check(argument: &ConfigArgument) -> anyhow::Result<ExitCode> {
    let mut report = Report::default();
    match argument.load() {
        Ok(config) => look(&config, argument, &mut report).await,
        Err(error) => report.wrong("configuration", format!("{error:#}")),
    }
    // Warnings come last, where they are seen.
    report.0.sort_by_key(|finding| finding.grade == Grade::Warning);
    for Finding { grade, what, words } in &report.0 {
        let head = match grade {
            Grade::Fine => "ok     ",
            Grade::Wrong => "WRONG  ",
            Grade::Warning => "WARN   ",
        };
        print(&format!("{head}{what}: {}\n", crate::text::one_line(words)))?;
    }
    let is_fine = report.0.iter().all(|finding| finding.grade != Grade::Wrong);
    Ok(if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn look(config: &Config, argument: &ConfigArgument, report: &mut Report) {
    report.fine("configuration", described(argument, config));
    match super::run::no_platform(config) {
        Some(_) if meets_in_terminal(config) => report.fine(
            "platform",
            "none is configured, and the chairs are in the terminal; meet there: convenor console --config FILE"
                .to_owned(),
        ),
        Some(problem) => report.wrong("platform", problem.to_owned()),
        None => {}
    }
    groups::check(config, report);
    report.fine("zone data", zone_data::described());
    for words in zone_data::warnings(config, &zone_data::os_folder(), Clock::Machine.now()) {
        report.warn("zone data", words);
    }
    store::check(config, report).await;
    mail(config, report).await;
    let rooms: Vec<RoomKey> = super::run::rooms(config).into_keys().collect();
    let accounts = accounts(config);
    for (name, checked) in super::run::check_platforms(config, &rooms, &accounts).await {
        report.platform(name, checked);
    }
    match super::run::check_status(&config.run).await {
        Err(words) => report.wrong("status", words),
        Ok(None) => {}
        Ok(Some(Ok(words))) => report.fine("status", words),
        Ok(Some(Err(words))) => report.warn("status", words),
    }
    modes::check(config, argument, report);
}

/// Whether each group has a chair who can open meetings in the terminal.
fn meets_in_terminal(config: &Config) -> bool {
    let is_there = |chair: &String| crate::platform::of_key(chair).is_some_and(|(platform, _)| !platform.has_section);
    !config.groups.is_empty() && config.groups.iter().all(|group| group.chairs.iter().any(is_there))
}

fn described(argument: &ConfigArgument, config: &Config) -> String {
    let file = argument.file().map_or_else(
        || "the defaults, since no file is named with --config and there is no convenor.toml in this folder".to_owned(),
        |file| file.display().to_string(),
    );
    let groups: Vec<&str> = config.groups.iter().map(|group| group.name.as_str()).collect();
    if groups.is_empty() {
        format!("{file}; no group is named")
    } else {
        format!("{file}; groups: {}", groups.join(", "))
    }
}

/// Everybody whom the configuration names, on all platforms.
fn accounts(config: &Config) -> Vec<AccountId> {
    let of_group = |charter: &crate::group::charter::Charter| {
        let of_members = charter.members.iter().flat_map(|member| &member.accounts);
        charter.chairs.iter().chain(&charter.secretaries).chain(of_members).cloned().collect::<Vec<_>>()
    };
    let mut accounts: Vec<AccountId> = config.charters().iter().flat_map(of_group).collect();
    accounts.sort();
    accounts.dedup();
    accounts
}

async fn mail(config: &Config, report: &mut Report) {
    let advice = "start the mail server, or correct [mail] transport, password_file, ca_file and archive";
    let mailer = match config.mail.mailer() {
        Ok(mailer) => mailer,
        Err((key, problem)) => return report.wrong("mail", format!("key {key}: {problem}")),
    };
    match mailer.check().await {
        Ok(words) => report.fine("mail", words),
        Err(error) => return report.wrong("mail", format!("{error}; {advice}")),
    }
    if let Ok(Some(inbound)) = config.mail.inbound() {
        match inbound.check().await {
            Ok(looked) => {
                report.fine("mail", looked.words);
                looked.odd.into_iter().for_each(|words| report.warn("mail", words));
            }
            Err(error) => report.wrong("mail", format!("the mailbox: {error}; correct [mail.inbound] source")),
        }
    }
    let lists: Vec<&str> = config.groups.iter().filter_map(|group| group.list.as_deref()).collect();
    match mailer.refused(&lists).await {
        Ok(refused) => {
            for (list, reason) in refused {
                report.wrong(
                    "mail",
                    format!("the mail server takes no mail for {list} ({reason}); correct list of its [[group]]"),
                );
            }
        }
        Err(error) => report.warn("mail", format!("could not ask whether the lists exist: {error}")),
    }
}
