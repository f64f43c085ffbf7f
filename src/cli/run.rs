//! `convenor run`: the wiring of platforms, store and post office.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
#[cfg(feature = "matrix")]
use tokio::sync::mpsc;

use crate::bot::{Bot, Delivery, Parts};
use crate::chat::{Chat, RoomKey};
use crate::clock::Clock;
use crate::command::grammar::Names;
use crate::config::{Config, DiscordConfig, MatrixConfig};
use crate::store::Store;

pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    if config.matrix.is_none() {
        bail!(
            "no platform is configured; add [matrix] to the configuration (config/convenor.toml shows how), or try: convenor console"
        );
    }
    let store = Store::open(&config.store.url).await.context("opening the store")?;
    let mailer = config.mail.mailer().map_err(|(key, problem)| anyhow::anyhow!("[mail], key {key}: {problem}"))?;
    let platforms = platforms(config, &store).await?;
    let chats: BTreeMap<String, Arc<dyn Chat>> = platforms.chats();
    let bot = Bot::new(Parts {
        store,
        clock: Clock::Machine,
        names: Names(config.bot.names.clone()),
        charters: config.charters(),
        rooms: rooms(config),
        chats,
        mailer: Some(mailer),
        delivery: Delivery::Background,
    });
    platforms.run(bot, config).await?;
    Ok(ExitCode::SUCCESS)
}

/// Which group meets in which configured room.
fn rooms(config: &Config) -> BTreeMap<RoomKey, String> {
    config.groups.iter().flat_map(|group| group.rooms.iter().map(|room| (RoomKey(room.clone()), group.id()))).collect()
}

#[cfg(feature = "matrix")]
struct Platforms {
    matrix: Option<Arc<crate::chat::matrix::Matrix>>,
}

#[cfg(feature = "matrix")]
async fn platforms(config: &Config, store: &Store) -> anyhow::Result<Platforms> {
    let matrix = match &config.matrix {
        Some(matrix) => Some(crate::chat::matrix::Matrix::open(matrix, store.clone()).await?),
        None => None,
    };
    Ok(Platforms { matrix })
}

#[cfg(feature = "matrix")]
impl Platforms {
    fn chats(&self) -> BTreeMap<String, Arc<dyn Chat>> {
        let matrix =
            self.matrix.clone().map(|matrix| (crate::chat::matrix::PLATFORM.to_owned(), matrix as Arc<dyn Chat>));
        matrix.into_iter().collect()
    }

    /// Runs until the process is asked to stop.
    async fn run(self, bot: Bot, config: &Config) -> anyhow::Result<()> {
        let Some(matrix) = self.matrix else { return Ok(()) };
        let (out, mut parcels) = mpsc::channel(1);
        let mut adapter = tokio::spawn(matrix.run(rooms(config).into_keys().collect(), out));
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
}

#[cfg(feature = "matrix")]
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

#[cfg(feature = "matrix")]
pub(super) async fn check_matrix(config: &MatrixConfig) -> Result<String, String> {
    crate::chat::matrix::check(config).await
}

#[cfg(not(feature = "matrix"))]
struct Platforms;

#[cfg(not(feature = "matrix"))]
const WITHOUT: &str = "this program was built without Matrix; build it with: cargo build --release";

#[cfg(not(feature = "matrix"))]
async fn platforms(_config: &Config, _store: &Store) -> anyhow::Result<Platforms> {
    bail!(WITHOUT)
}

#[cfg(not(feature = "matrix"))]
impl Platforms {
    fn chats(&self) -> BTreeMap<String, Arc<dyn Chat>> {
        BTreeMap::new()
    }

    async fn run(self, _bot: Bot, _config: &Config) -> anyhow::Result<()> {
        bail!(WITHOUT)
    }
}

#[cfg(not(feature = "matrix"))]
pub(super) async fn check_matrix(_config: &MatrixConfig) -> Result<String, String> {
    Err(WITHOUT.to_owned())
}

/// Discord's settings are read so that files written today stay good; the platform itself comes
/// with a later version.
pub(super) fn check_discord(_config: &DiscordConfig) -> Result<String, String> {
    Err("this version does not run on Discord yet; take [discord] out".to_owned())
}
