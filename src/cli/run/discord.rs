//! The wiring of Discord.

use std::sync::Arc;

use crate::bot::{Bot, Parts};
use crate::chat::discord::{Discord, PLATFORM};
use crate::chat::{Chat, Prompter, RoomKey};
use crate::config::DiscordConfig;
use crate::group::charter::Charter;

use super::Adapter;

pub(in crate::cli) use crate::chat::discord::check;

/// Sets the account up and puts it among the platforms.
pub(super) fn open(config: &DiscordConfig, parts: &mut Parts) -> anyhow::Result<Adapter> {
    let called = parts.names.0.first().map_or("convenor", String::as_str);
    let accounts = |charter: &Charter| charter.chairs.iter().chain(&charter.secretaries).cloned().collect::<Vec<_>>();
    let accounts: Vec<_> = parts.charters.iter().flat_map(accounts).collect();
    let discord = Discord::open(config, parts.store.clone(), parts.clock.clone(), called, accounts.iter())?;
    let chat: Arc<dyn Chat> = discord.clone();
    parts.chats.insert(PLATFORM.to_owned(), chat);
    let run = |wanted: Vec<RoomKey>, out, bot: Bot| {
        let prompter: Arc<dyn Prompter> = Arc::new(bot);
        discord.run(wanted, out, prompter)
    };
    Ok(Box::new(run))
}
