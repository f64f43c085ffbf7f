//! Several platforms and one bot: whose news are taken when.

use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::Adapter;
use crate::bot::Bot;
use crate::chat::{News, Parcel, RoomKey};

/// A platform that does not answer holds the others up no longer than this.
const PATIENCE: Duration = Duration::from_secs(30);

/// Which platforms have named their rooms, and which have handed over what was said while the bot was down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Arrived {
    rooms: usize,
    caught_up: usize,
}

/// Runs all platforms until one of them ends or the process is asked to stop.
pub(super) async fn run(adapters: Vec<(&'static str, Adapter)>, wanted: Vec<RoomKey>, bot: Bot) -> anyhow::Result<()> {
    let count = adapters.len();
    let arrived = watch::Sender::new(Arrived::default());
    let mut running: JoinSet<anyhow::Result<()>> = JoinSet::new();
    for (name, adapter) in adapters {
        let (out, parcels) = mpsc::channel(1);
        running.spawn(adapter(wanted.clone(), out, bot.clone()));
        running.spawn(take_all(name, bot.clone(), parcels, arrived.clone()));
    }
    running.spawn(go_on(bot, arrived.subscribe(), count));
    tokio::select! {
        done = ended(&mut running) => done,
        () = stopped() => Ok(()),
    }
}

/// The first part that ends with an error; one that ends well has nothing more to do.
async fn ended(running: &mut JoinSet<anyhow::Result<()>>) -> anyhow::Result<()> {
    while let Some(done) = running.join_next().await {
        done.context("a part of the bot has failed")??;
    }
    Ok(())
}

async fn take_all(
    name: &'static str,
    bot: Bot,
    mut parcels: mpsc::Receiver<Parcel>,
    arrived: watch::Sender<Arrived>,
) -> anyhow::Result<()> {
    let mut is_first = true;
    while let Some(mut parcel) = parcels.recv().await {
        // Said to the bot once, for all platforms.
        let before = parcel.news.len();
        parcel.news.retain(|news| *news != News::CaughtUp);
        let has_caught_up = parcel.news.len() < before;
        bot.take(parcel).await;
        if has_caught_up {
            bot.store().meters().caught_up(name);
        }
        let rooms = usize::from(std::mem::replace(&mut is_first, false));
        arrived.send_modify(|arrived| {
            arrived.rooms += rooms;
            arrived.caught_up += usize::from(has_caught_up);
        });
    }
    // The adapter has stopped; it says why.
    std::future::pending().await
}

/// With the rooms of all platforms the last run goes on; with all that was missed, the clocks.
async fn go_on(bot: Bot, mut arrived: watch::Receiver<Arrived>, count: usize) -> anyhow::Result<()> {
    arrived.wait_for(|arrived| arrived.rooms > 0).await.context("the bot has stopped")?;
    let all_rooms = tokio::time::timeout(PATIENCE, arrived.wait_for(|arrived| arrived.rooms == count)).await.is_ok();
    bot.resume().await?;
    arrived.wait_for(|arrived| arrived.caught_up > 0).await.context("the bot has stopped")?;
    let all = tokio::time::timeout(PATIENCE, arrived.wait_for(|arrived| arrived.caught_up >= count)).await.is_ok();
    if !(all_rooms && all) {
        tracing::warn!("a platform does not answer; the meetings continue without it");
    }
    let (taken, _) = tokio::sync::oneshot::channel();
    bot.take(Parcel { news: vec![News::CaughtUp], taken }).await;
    Ok(())
}

/// Waits for the signals by which a person or a service manager stops the bot.
pub(in crate::cli) async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
