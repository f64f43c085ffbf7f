//! `convenor check`: is everything there that the configuration names?

use std::process::ExitCode;

use super::{ConfigArgument, print, zone_data};
use crate::chat::RoomKey;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::Store;

/// One line of the report: what was looked at, and what is wrong with it.
type Finding = (&'static str, Result<String, String>);

pub(super) async fn check(argument: &ConfigArgument) -> anyhow::Result<ExitCode> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut warnings: Vec<String> = Vec::new();
    match argument.load() {
        Ok(config) => {
            findings.push(("configuration", Ok(described(argument, &config))));
            findings.push(("zone data", Ok(zone_data::described())));
            warnings = zone_data::warnings(&config, &zone_data::os_folder(), Clock::Machine.now());
            findings.push(("store", store(&config).await));
            findings.push(("mail", mail(&config).await));
            if let Some(matrix) = &config.matrix {
                findings.push(("matrix", super::run::check_matrix(matrix).await));
            }
            if let Some(discord) = &config.discord {
                let rooms: Vec<RoomKey> = super::run::rooms(&config).into_keys().collect();
                findings.push(("discord", super::run::check_discord(discord, &rooms).await));
            }
        }
        Err(error) => findings.push(("configuration", Err(format!("{error:#}")))),
    }
    let is_fine = findings.iter().all(|(_, finding)| finding.is_ok());
    for (what, finding) in findings {
        match finding {
            Ok(words) => print(&format!("ok     {what}: {words}\n"))?,
            Err(words) => print(&format!("WRONG  {what}: {words}\n"))?,
        }
    }
    for words in warnings {
        print(&format!("WARN   zone data: {words}\n"))?;
    }
    Ok(if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn described(argument: &ConfigArgument, config: &Config) -> String {
    let file = argument.config.as_ref().map_or_else(|| "the defaults".to_owned(), |file| file.display().to_string());
    let groups: Vec<String> = config.groups.iter().map(|group| group.name.clone()).collect();
    if groups.is_empty() {
        format!("{file}, no group is named")
    } else {
        format!("{file}, groups: {}", groups.join(", "))
    }
}

async fn store(config: &Config) -> Result<String, String> {
    let url = &config.store.url;
    let shown = crate::store::shown(url);
    let advice = "start the database, or correct [store] url";
    let store = Store::open(url).await.map_err(|error| format!("{error}; {advice}"))?;
    let groups = store.groups().await.map_err(|error| format!("{error}; {advice}"))?;
    Ok(format!("{shown} answers and holds {} groups", groups.len()))
}

async fn mail(config: &Config) -> Result<String, String> {
    let mailer = config.mail.mailer().map_err(|(key, problem)| format!("key {key}: {problem}"))?;
    mailer.check().await.map_err(|error| {
        format!("{error}; start the mail server, or correct [mail] transport, password_file, ca_file and archive")
    })
}
