//! What programs that watch the bot are told: a service manager, and whoever asks the status pages.

use std::time::Duration;

use anyhow::Context as _;
use sd_notify::NotifyState;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::bot::Bot;
use crate::config::{Config, RunConfig};
use crate::meters::{Figures, Meters};
use crate::store::Store;
use crate::web::{Acting, Status};

/// How often the service manager gets a new sentence.
const NEWS: Duration = Duration::from_secs(10);

/// Tells of the state of the program.
pub(super) struct Told {
    acting: watch::Sender<Acting>,
}

impl Told {
    /// Opens the status pages, if they are configured. They answer from the start on: a program that waits is alive too.
    pub(super) async fn begin(config: &Config, meters: &Meters) -> anyhow::Result<Told> {
        let acting = watch::Sender::new(Acting::NotYet("the program is starting".to_owned()));
        let said = |(key, problem): (&str, String)| anyhow::anyhow!("[run], key {key}: {problem}");
        if let Some(address) = config.run.status_at().map_err(said)? {
            let listener = TcpListener::bind(address).await.with_context(|| {
                format!("[run], key status: {address} cannot be listened on; name another port, or stop the program that uses it")
            })?;
            let status = Status { meters: meters.clone(), acting: acting.subscribe() };
            tracing::info!(%address, "status pages are served");
            tokio::spawn(async move {
                if let Err(error) = status.serve(listener).await {
                    tracing::error!(%error, "the status pages are no longer served");
                }
            });
        }
        Ok(Told { acting })
    }

    /// The program waits for this.
    pub(super) fn waits(&self, reason: String) {
        // A standby has done all that it can do.
        notify(&[NotifyState::Ready, NotifyState::Status(&reason)]);
        self.acting.send_replace(Acting::NotYet(reason));
    }

    /// The program has begun its work.
    pub(super) fn acts(&self, bot: &Bot) {
        self.acting.send_replace(Acting::Yes(bot.clone()));
    }
}

/// Feeds the watchdog while the program waits. It never ends.
pub(super) async fn keep_waiting(store: &Store) {
    let Some(limit) = sd_notify::watchdog_enabled() else { return std::future::pending().await };
    let mut ticks = tokio::time::interval(limit / 2);
    loop {
        ticks.tick().await;
        if store.has_writer() {
            notify(&[NotifyState::Watchdog]);
        }
    }
}

/// Feeds the watchdog of the service manager and tells it what goes on. It never ends. What feeds the watchdog is the loop
/// that runs the platforms, and only while the store's writer is there.
pub(super) async fn keep_telling(bot: &Bot, store: &Store) {
    let watchdog = sd_notify::watchdog_enabled();
    // At half of the time, as sd_watchdog_enabled(3) recommends.
    let pause = watchdog.map_or(NEWS, |limit| (limit / 2).min(NEWS));
    let mut ticks = tokio::time::interval(pause);
    let mut is_ready = false;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = bot.resumed(), if !is_ready => {
                is_ready = true;
                notify(&[NotifyState::Ready]);
            }
        }
        if watchdog.is_some() && store.has_writer() {
            notify(&[NotifyState::Watchdog]);
        }
        if store.stands_by() {
            notify(&[NotifyState::Status("standing by, another Convenor acts for the store")]);
            continue;
        }
        if let Ok(Ok(figures)) = tokio::time::timeout(pause / 2, bot.figures()).await {
            notify(&[NotifyState::Status(&sentence(&figures))]);
        }
    }
}

fn sentence(figures: &Figures) -> String {
    let count = |count: u64, one: &str, more: &str| format!("{count} {}", if count == 1 { one } else { more });
    format!(
        "active, {}, {}",
        count(figures.meetings_open, "meeting", "meetings"),
        count(figures.mails(), "mail waiting", "mails waiting")
    )
}

/// Says that the configuration is being read again; the guard ends it.
pub(super) fn reloading() -> impl Drop {
    struct Done;
    impl Drop for Done {
        fn drop(&mut self) {
            notify(&[NotifyState::Ready]);
        }
    }
    // Without the time, systemd waits for ever (sd_notify(3), RELOADING=1).
    match NotifyState::monotonic_usec_now() {
        Ok(now) => notify(&[NotifyState::Reloading, now]),
        Err(error) => tracing::debug!(%error, "the service manager is not told of the reload"),
    }
    Done
}

/// Says why the configuration was not taken over.
pub(super) fn stays_as_it_was(error: &str) {
    notify(&[NotifyState::Status(&format!("the configuration stays as it was: {}", crate::text::one_line(error)))]);
}

pub(super) fn stopping() {
    notify(&[NotifyState::Stopping]);
}

/// Tells the service manager, if there is one.
fn notify(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::debug!(%error, "the service manager cannot be told");
    }
}

/// Looks at the address of the status pages, for `convenor check`: what is fine, or what is odd.
///
/// # Errors
/// What is wrong with it.
pub(in crate::cli) async fn check(config: &RunConfig) -> Result<Option<Result<String, String>>, String> {
    let said = |(key, problem): (&str, String)| format!("[run], key {key}: {problem}");
    let Some(address) = config.status_at().map_err(said)? else { return Ok(None) };
    match TcpListener::bind(address).await {
        Ok(_) if address.ip().is_loopback() => Ok(Some(Ok(format!("{address} can be listened on")))),
        Ok(_) => Ok(Some(Err(format!(
            "{address} can be reached from other machines, which may read how many meetings and mails there are; write 127.0.0.1:{} if they should not",
            address.port()
        )))),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            Ok(Some(Err(format!("{address} is in use; that is so while the bot runs, otherwise name another port"))))
        }
        Err(error) => Err(format!("[run], key status: {address} cannot be listened on ({error}); name another port")),
    }
}
