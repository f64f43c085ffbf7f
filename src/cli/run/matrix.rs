//! The wiring of Matrix.

use std::sync::Arc;

use anyhow::Context as _;
use tokio::sync::mpsc;

use crate::bot::{Bot, Parts};
use crate::chat::Chat;
use crate::chat::matrix::{Matrix, PLATFORM};
use crate::config::MatrixConfig;

pub(in crate::cli) use crate::chat::matrix::check;

/// Runs until the process is asked to stop.
pub(super) async fn run(config: &MatrixConfig, mut parts: Parts) -> anyhow::Result<()> {
    let matrix = Matrix::open(config, parts.store.clone()).await?;
    let chat: Arc<dyn Chat> = matrix.clone();
    parts.chats.insert(PLATFORM.to_owned(), chat);
    let wanted = parts.rooms.keys().cloned().collect();
    let bot = Bot::new(parts);
    let (out, mut parcels) = mpsc::channel(1);
    let mut adapter = tokio::spawn(matrix.run(wanted, out));
    let mut stop = std::pin::pin!(stopped());
    let mut is_resumed = false;
    loop {
        tokio::select! {
            Some(parcel) = parcels.recv() => {
                bot.take(parcel).await;
                // The first parcel names the rooms; with them the last run goes on.
                if !std::mem::replace(&mut is_resumed, true) {
                    bot.resume().await?;
                }
            }
            done = &mut adapter => return done.context("the Matrix adapter has stopped")?,
            () = &mut stop => return Ok(()),
        }
    }
}

/// Waits for the signals by which a person or a service manager stops the bot.
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
