//! In place of the wiring of Matrix, where the program was built without it.

use std::future::{Future, ready};

use super::Adapter;
use crate::bot::Parts;
use crate::chat::{Checked, RoomKey};
use crate::config::MatrixConfig;
use crate::group::person::AccountId;

const WITHOUT: &str = "this program was built without Matrix; build everything with: cargo build --release";

pub(super) fn open(_config: &MatrixConfig, _parts: &mut Parts) -> impl Future<Output = anyhow::Result<Adapter>> {
    ready(Err(anyhow::anyhow!(WITHOUT)))
}

pub(in crate::cli) fn check(
    _config: &MatrixConfig,
    _rooms: &[RoomKey],
    _accounts: &[AccountId],
) -> impl Future<Output = Result<Checked, String>> {
    ready(Err(WITHOUT.to_owned()))
}
