//! The wiring of Matrix.

use std::sync::Arc;

use anyhow::Context as _;
use tokio::sync::mpsc;

use crate::bot::{Bot, Parts};
use crate::chat::matrix::{Matrix, PLATFORM};
use crate::chat::{Chat, Parcel};
use crate::config::MatrixConfig;

pub(in crate::cli) use crate::chat::matrix::check;

/// Runs until the process is asked to stop.
pub(super) async fn run(config: &MatrixConfig, mut parts: Parts) -> anyhow::Result<()> {
    let matrix = Matrix::open(config, parts.store.clone()).await?;
    let chat: Arc<dyn Chat> = matrix.clone();
    parts.chats.insert(PLATFORM.to_owned(), chat);
    let wanted = parts.rooms.keys().cloned().collect();
    let bot = Bot::new(parts);
    let (out, parcels) = mpsc::channel(1);
    let mut adapter = tokio::spawn(matrix.run(wanted, out));
    let mut meetings = tokio::spawn(take_all(bot, parcels));
    tokio::select! {
        done = &mut adapter => done.context("the Matrix adapter has stopped")?,
        done = &mut meetings => done.context("the meetings have stopped")?,
        () = stopped() => Ok(()),
    }
}

async fn take_all(bot: Bot, mut parcels: mpsc::Receiver<Parcel>) -> anyhow::Result<()> {
    let mut is_resumed = false;
    while let Some(parcel) = parcels.recv().await {
        bot.take(parcel).await;
        // The first parcel names the rooms; with them the last run goes on.
        if !std::mem::replace(&mut is_resumed, true) {
            bot.resume().await?;
        }
    }
    // The adapter has stopped; it says why.
    std::future::pending().await
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
