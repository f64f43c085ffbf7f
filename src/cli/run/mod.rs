//! `convenor run`: the wiring of platforms, store and post office.

#[cfg(feature = "matrix")]
mod matrix;
#[cfg(not(feature = "matrix"))]
#[path = "without_matrix.rs"]
mod matrix;

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use crate::bot::{Delivery, Parts};
use crate::chat::RoomKey;
use crate::clock::Clock;
use crate::command::grammar::Names;
use crate::config::{Config, DiscordConfig};
use crate::store::Store;

use super::zone_data;

pub(super) use matrix::check as check_matrix;

pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    if config.discord.is_some() {
        bail!(NO_DISCORD);
    }
    let Some(on_matrix) = &config.matrix else {
        bail!(
            "no platform is configured; add [matrix] to the configuration (config/convenor.toml shows how), or try: convenor console"
        );
    };
    tracing::info!("zone data: {}", zone_data::described());
    for warning in zone_data::warnings(config, &zone_data::os_folder(), Clock::Machine.now()) {
        tracing::warn!("zone data: {warning}");
    }
    let store = Store::open(&config.store.url).await.context("opening the store")?;
    let mailer = config.mail.mailer().map_err(|(key, problem)| anyhow::anyhow!("[mail], key {key}: {problem}"))?;
    let parts = Parts {
        store,
        clock: Clock::Machine,
        names: Names(config.bot.names.clone()),
        charters: config.charters(),
        rooms: rooms(config),
        chats: BTreeMap::new(),
        mailer: Some(mailer),
        delivery: Delivery::Background,
    };
    matrix::run(on_matrix, parts).await?;
    Ok(ExitCode::SUCCESS)
}

/// Which group meets in which configured room.
fn rooms(config: &Config) -> BTreeMap<RoomKey, String> {
    let of_group = |group: &crate::config::GroupConfig| {
        let id = group.id();
        group.rooms.iter().map(move |room| (RoomKey(room.clone()), id.clone())).collect::<Vec<_>>()
    };
    config.groups.iter().flat_map(of_group).collect()
}

const NO_DISCORD: &str = "this version does not run on Discord yet; take [discord] out of the configuration";

/// Discord's settings are read so that files written today stay good; the platform itself comes
/// with a later version.
pub(super) fn check_discord(_config: &DiscordConfig) -> Result<String, String> {
    Err(NO_DISCORD.to_owned())
}
