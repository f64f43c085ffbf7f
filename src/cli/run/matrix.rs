//! The wiring of Matrix.

use std::sync::Arc;

use crate::bot::{Bot, Parts};
use crate::chat::matrix::{Matrix, PLATFORM};
use crate::chat::{Chat, RoomKey};
use crate::config::MatrixConfig;

use super::Adapter;

pub(in crate::cli) use crate::chat::matrix::check;

/// Opens the device and puts it among the platforms.
pub(super) async fn open(config: &MatrixConfig, parts: &mut Parts) -> anyhow::Result<Adapter> {
    let matrix = Matrix::open(config, parts.store.clone(), parts.clock.clone()).await?;
    let chat: Arc<dyn Chat> = matrix.clone();
    parts.chats.insert(PLATFORM.to_owned(), chat);
    Ok(Box::new(|wanted: Vec<RoomKey>, out, _bot: Bot| matrix.run(wanted, out)))
}
