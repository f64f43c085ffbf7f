//! `convenor run`: the wiring of platforms, store and post office.

#[cfg(feature = "discord")]
mod discord;
#[cfg(not(feature = "discord"))]
#[path = "without_discord.rs"]
mod discord;
mod mailbox;
#[cfg(feature = "matrix")]
mod matrix;
#[cfg(not(feature = "matrix"))]
#[path = "without_matrix.rs"]
mod matrix;
mod platforms;
mod status;
mod web;

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use crate::bot::{Bot, Delivery, Parts};
use crate::chat::{Checked, Parcel, RoomKey};
use crate::clock::Clock;
use crate::command::grammar::Names;
use crate::config::Config;
use crate::group::person::AccountId;
use crate::store::{Claimed, Place, Standby, Store, StoreError};

use super::{ConfigArgument, zone_data};
pub(super) use platforms::stopped;
use status::Told;
pub(super) use status::check as check_status;

/// A platform that is open: it runs with the configured rooms, hands parcels over, and asks the bot what can be filled
/// in.
type Adapter =
    Box<dyn FnOnce(Vec<RoomKey>, mpsc::Sender<Parcel>, Bot) -> BoxFuture<'static, anyhow::Result<()>> + Send>;

pub(super) async fn run(argument: &ConfigArgument) -> anyhow::Result<ExitCode> {
    let config = &argument.load()?;
    if let Some(problem) = no_platform(config) {
        bail!(problem);
    }
    tracing::info!("zone data: {}", zone_data::described());
    for warning in zone_data::warnings(config, &zone_data::os_folder(), Clock::Machine.now()) {
        tracing::warn!("zone data: {warning}");
    }
    let store = open_store(config).await.context("opening the store")?;
    let told = Told::begin(config, store.meters()).await?;
    let (opened, standby) = match store.claim().await.context("waiting for the store")? {
        Claimed::Mine => (open(config, &store).await?, None),
        Claimed::HeldBy(other, standby) => {
            told.waits(format!("another Convenor uses this store ({other}); waiting until it ends"));
            tracing::warn!(%other, "another Convenor uses this store; waiting until it ends");
            beside(config, &store, *standby).await?
        }
    };
    let Opened { parts, adapters } = opened;
    let wanted = parts.rooms.keys().cloned().collect();
    let bot = Bot::new(parts);
    for (name, _) in &adapters {
        store.meters().expect(name);
    }
    told.acts(&bot);
    let ended = tokio::select! {
        ended = platforms::run(adapters, wanted, bot.clone()) => ended,
        error = take_over(&store, standby) => Err(error),
        () = renew_members(&bot, argument) => Ok(()),
        () = status::keep_telling(&bot, &store) => Ok(()),
        platform = bot.unheard_platform() => Err(anyhow::anyhow!(
            "{platform} has not answered this machine for half a minute, and answers another Convenor, which goes on; this one stops"
        )),
        other = store.lost() => Err(anyhow::anyhow!("another Convenor has taken over the store ({other}); this one stops")),
    };
    let is_lost =
        |error: &anyhow::Error| error.chain().any(|cause| matches!(cause.downcast_ref(), Some(StoreError::Lost)));
    let ended = match ended {
        // A part that wanted to write has noticed it first.
        Err(error) if is_lost(&error) => {
            Err(anyhow::anyhow!("another Convenor has taken over the store; this one stops"))
        }
        ended => ended,
    };
    status::stopping();
    if store.is_held() {
        bot.finish_deliveries().await;
    }
    store.close().await;
    ended?;
    Ok(ExitCode::SUCCESS)
}

/// What the bot is made of, and its platforms.
struct Opened {
    parts: Parts,
    adapters: Vec<(&'static str, Adapter)>,
}

async fn open(config: &Config, store: &Store) -> anyhow::Result<Opened> {
    let mailer = config.mail.mailer().map_err(|(key, problem)| anyhow::anyhow!("[mail], key {key}: {problem}"))?;
    let mut parts = Parts {
        store: store.clone(),
        clock: Clock::Machine,
        names: Names(config.bot.names.clone()),
        charters: config.charters(),
        rooms: rooms(config),
        open_rooms: config.bot.open_rooms,
        chats: BTreeMap::new(),
        mailer: Some(mailer),
        delivery: Delivery::Background,
    };
    let mut adapters: Vec<(&'static str, Adapter)> = Vec::new();
    if let Some(on_matrix) = &config.matrix {
        adapters.push(("matrix", matrix::open(on_matrix, &mut parts).await?));
    }
    if let Some(on_discord) = &config.discord {
        adapters.push(("discord", discord::open(on_discord, &mut parts)?));
    }
    let inbound = config.mail.inbound().map_err(|(key, problem)| anyhow::anyhow!("[mail], key {key}: {problem}"))?;
    adapters.extend(inbound.map(|inbound| ("mailbox", mailbox::open(inbound))));
    if let Some(pages) = &config.web {
        adapters.push(("web", web::open(pages, &mut parts).await?));
    }
    Ok(Opened { parts, adapters })
}

/// What this program does while another one acts: it opens its platforms and follows them, so that it can go on at once. Where it
/// cannot, such as with the device that the other one uses, it waits and opens them then.
async fn beside(config: &Config, store: &Store, standby: Standby) -> anyhow::Result<(Opened, Option<Standby>)> {
    match open(config, store).await {
        Ok(opened) => Ok((opened, Some(standby))),
        Err(error) => {
            tracing::warn!(
                error = format!("{error:#}"),
                "this program cannot stand by beside the other one; it opens its platforms when that has ended"
            );
            tokio::select! {
                taken = standby.take_over() => taken.context("waiting for the store")?,
                () = status::keep_waiting(store) => {}
            }
            Ok((open(config, store).await?, None))
        }
    }
}

/// Takes over once the program that acts has ended. Returns only when that cannot be.
async fn take_over(store: &Store, standby: Option<Standby>) -> anyhow::Error {
    let Some(standby) = standby else { return std::future::pending().await };
    if let Err(error) = standby.take_over().await {
        return anyhow::Error::new(error).context("taking over the store");
    }
    tracing::info!(term = store.term(), "this program acts for the store from now on");
    std::future::pending().await
}

async fn open_store(config: &Config) -> Result<Store, StoreError> {
    let place = Place::of(&config.store.url)?;
    let store = Store::open_at(&place).await?;
    Ok(match place {
        Place::File(_) => store,
        Place::Server(_) => store.keeping_deletions_in(config.store.deletions.clone()),
    })
}

/// Reads the members again whenever the process is asked to (SIGHUP). A configuration that has become wrong changes
/// nothing.
async fn renew_members(bot: &Bot, argument: &ConfigArgument) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut asked) = signal(SignalKind::hangup()) else { return std::future::pending().await };
    while asked.recv().await.is_some() {
        let _reloading = status::reloading();
        match argument.load() {
            Ok(config) => {
                bot.renew_members(config.charters()).await;
                tracing::info!("the members have been read again; other changes need a restart");
            }
            Err(error) => {
                let error = format!("{error:#}");
                status::stays_as_it_was(&error);
                tracing::error!(error, "the members stay as they were");
            }
        }
    }
}

/// Looks at each platform that is configured, for `convenor check`: by its name, what it found or why it could not look.
pub(super) async fn check_platforms(
    config: &Config,
    rooms: &[RoomKey],
    accounts: &[AccountId],
) -> Vec<(&'static str, Result<Checked, String>)> {
    let mut checked = Vec::new();
    if let Some(on_matrix) = &config.matrix {
        checked.push(("matrix", matrix::check(on_matrix, rooms, accounts).await));
    }
    if let Some(on_discord) = &config.discord {
        checked.push(("discord", discord::check(on_discord, rooms, accounts).await));
    }
    if let Some(pages) = &config.web {
        checked.push(("web", web::check(pages).await));
    }
    checked
}

/// That there is nothing to run on, and what to do.
pub(super) fn no_platform(config: &Config) -> Option<&'static str> {
    config.sections().is_empty().then_some(
        "no platform is configured; add [matrix] or [discord] to the configuration (config/convenor.toml shows how), or try: convenor console",
    )
}

/// Which group meets in which configured room.
pub(super) fn rooms(config: &Config) -> BTreeMap<RoomKey, String> {
    let of_group = |group: &crate::config::GroupConfig| {
        let id = group.id();
        group.rooms.iter().map(move |room| (RoomKey(room.clone()), id.clone())).collect::<Vec<_>>()
    };
    config.groups.iter().flat_map(of_group).collect()
}
