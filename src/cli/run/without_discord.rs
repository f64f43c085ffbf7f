//! In place of the wiring of Discord, where the program was built without it.

use std::future::{Future, ready};

use super::Adapter;
use crate::bot::Parts;
use crate::chat::{Checked, RoomKey};
use crate::config::DiscordConfig;
use crate::group::person::AccountId;

const WITHOUT: &str = "this program was built without Discord; build everything with: cargo build --release";

pub(super) fn open(_config: &DiscordConfig, _parts: &mut Parts) -> anyhow::Result<Adapter> {
    anyhow::bail!(WITHOUT)
}

pub(in crate::cli) fn check(
    _config: &DiscordConfig,
    _rooms: &[RoomKey],
    _accounts: &[AccountId],
) -> impl Future<Output = Result<Checked, String>> {
    ready(Err(WITHOUT.to_owned()))
}
