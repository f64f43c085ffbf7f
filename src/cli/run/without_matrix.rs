//! In place of the wiring of Matrix, where the program was built without it.

use std::future::{Future, ready};

use crate::bot::Parts;
use crate::config::MatrixConfig;

const WITHOUT: &str = "this program was built without Matrix; build the whole with: cargo build --release";

pub(super) fn run(_config: &MatrixConfig, _parts: Parts) -> impl Future<Output = anyhow::Result<()>> {
    ready(Err(anyhow::anyhow!(WITHOUT)))
}

pub(in crate::cli) fn check(_config: &MatrixConfig) -> impl Future<Output = Result<String, String>> {
    ready(Err(WITHOUT.to_owned()))
}
