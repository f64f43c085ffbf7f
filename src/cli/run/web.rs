//! Wiring of the pages.

use std::sync::Arc;

use anyhow::Context as _;
use futures_util::FutureExt as _;

use super::Adapter;
use crate::bot::Parts;
use crate::chat::{Checked, News, Parcel};
use crate::config::{BoardConfig, WebConfig};
use crate::web::{self, Hub, PLATFORM, Site, Web};

pub(super) async fn open(config: &WebConfig, parts: &mut Parts) -> anyhow::Result<Adapter> {
    let said = |(key, problem): (&str, String)| anyhow::anyhow!("[web], key {key}: {problem}");
    let address = config.public_address().map_err(said)?;
    let listener = web::listen_here(config.listen_at().map_err(said)?).await?;
    let here = listener.local_addr().context("the port of the pages")?;
    let port = here.port();
    let hub = Arc::new(Hub::new(parts.clock.clone()));
    parts.chats.insert(PLATFORM.to_owned(), hub.clone());
    let has_board = config.board == BoardConfig::Link;
    Ok(Box::new(move |_, out, bot| {
        async move {
            let listener = if bot.store().stands_by() {
                tokio::select! {
                    ended = web::serve_nothing(listener) => ended.context("serving pages")?,
                    _ = bot.store().begins() => {}
                }
                web::listen_here(here).await?
            } else {
                listener
            };
            let site = address.map_or(Site::Loopback { port }, |address| Site::Public { address });
            let pages = Web::new(bot, hub, site, has_board);
            tracing::info!(address = pages.origin(), "pages are served");
            // Nothing was said on pages while the bot was down.
            let (taken, done) = tokio::sync::oneshot::channel();
            if out.send(Parcel { news: vec![News::CaughtUp], taken }).await.is_ok() {
                // An error says that the bot has stopped, and this ends with it.
                let _ = done.await;
            }
            pages.serve(listener).await.context("serving pages")
        }
        .boxed()
    }))
}

pub(in crate::cli) async fn check(config: &WebConfig) -> Result<Checked, String> {
    let listen = config.listen_at().map_err(|(key, problem)| format!("[web], key {key}: {problem}"))?;
    web::listen_here(listen).await.map_err(|error| format!("{error:#}"))?;
    let address = config.address.clone();
    let mut checked = Checked { fine: format!("{listen} can be listened on"), ..Checked::default() };
    match address {
        Some(address) => checked.fine = format!("{}; people open {address}", checked.fine),
        None => checked.odd.push(format!(
            "pages are only on this machine, at http://{listen}; to let others in, put a proxy with TLS in front and write its address = \"https://…\" (docs/web.md)"
        )),
    }
    Ok(checked)
}
