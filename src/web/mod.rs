//! Pages: a board for everyone who has its link, and seats from which people take part in a meeting. Pages are one more way
//! in, like a platform: what is pressed or typed goes to the bot as anything else does, and every rule is the group's.

mod board;
mod calendar;
mod charts;
mod editor;
mod enter;
mod forms;
mod guard;
mod hub;
mod live;
mod press;
mod regions;
mod seat;
mod status;
mod templates;
mod throttle;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;

use crate::bot::Bot;
use crate::bot::grant::{Grants, Token};
use crate::chat::RoomKey;
pub use hub::Hub;
pub use status::{Acting, Status};

use guard::Addresses;
use live::Feeds;
use templates::message;
use throttle::Throttles;

/// Platform name of accounts and rooms of pages.
pub const PLATFORM: &str = "web";
/// What the id of a group's own room begins with.
const ROOM_OF_GROUP: &str = "of-";
/// How often seats that are over are thrown away.
const SWEEP: Duration = Duration::from_hours(6);
/// Bytes of what is sent with a press.
const BODY_BYTES: usize = 64 << 10;

/// The pages; clones are the same.
#[derive(Clone)]
pub struct Web {
    inner: Arc<Inner>,
}

struct Inner {
    bot: Bot,
    hub: Arc<Hub>,
    grants: Grants,
    addresses: Addresses,
    /// The group of a room on this machine, in which anyone takes a seat. `None`: seats are by link only.
    open_group: Option<String>,
    has_board: bool,
    /// One change of minutes at a time.
    editing: tokio::sync::Mutex<()>,
    feeds: Feeds,
    throttles: Throttles,
}

/// Where the pages are.
#[derive(Clone, Debug)]
pub enum Site {
    /// On this machine only, with seats for anyone who opens the address, in one group.
    Local { port: u16, group: String },
    /// At the address of a proxy, which forwards to this program.
    Public { address: url::Url },
    /// On this machine only, with seats by link.
    Loopback { port: u16 },
}

impl Web {
    /// The pages of a bot whose platform for them is `hub`.
    pub fn new(bot: Bot, hub: Arc<Hub>, site: Site, has_board: bool) -> Web {
        let (addresses, open_group) = match site {
            Site::Local { port, group } => (Addresses::loopback(port), Some(group)),
            Site::Loopback { port } => (Addresses::loopback(port), None),
            Site::Public { address } => (Addresses::public(&address), None),
        };
        let grants = Grants::new(bot.store().clone());
        let (feeds, throttles) = (Feeds::default(), Throttles::default());
        let web = Web {
            inner: Arc::new(Inner {
                bot,
                hub,
                grants,
                addresses,
                open_group,
                has_board,
                editing: tokio::sync::Mutex::default(),
                feeds,
                throttles,
            }),
        };
        web.bot().serve_pages_at(web.origin());
        web
    }

    fn bot(&self) -> &Bot {
        &self.inner.bot
    }

    fn hub(&self) -> &Hub {
        &self.inner.hub
    }

    fn grants(&self) -> &Grants {
        &self.inner.grants
    }

    fn addresses(&self) -> &Addresses {
        &self.inner.addresses
    }

    /// The address that is told to people, without a slash at its end.
    pub fn origin(&self) -> &str {
        self.addresses().origins.first().map_or("", String::as_str)
    }

    /// Seconds since 1970.
    fn now_secs(&self) -> i64 {
        self.bot().clock().now().timestamp()
    }

    /// The room in which a group is met by pages.
    fn room(group: &str) -> RoomKey {
        hub::room_of(group)
    }

    /// Serves until the listener fails.
    ///
    /// # Errors
    /// Those of the listener.
    pub async fn serve(self, listener: TcpListener) -> std::io::Result<()> {
        tokio::spawn(self.clone().sweep());
        axum::serve(listener, self.router()).await
    }

    /// Names and accounts in seats that are over are kept no longer than need be.
    async fn sweep(self) {
        loop {
            if let Err(error) = self.grants().sweep(self.now_secs()).await {
                tracing::warn!(%error, "seats that are over are kept until the store answers");
            }
            tokio::time::sleep(SWEEP).await;
        }
    }

    /// All pages.
    pub fn router(self) -> Router {
        let mut router = Router::new()
            .route("/", get(enter::front))
            .route("/join", post(enter::join))
            .route("/in/{token}", get(enter::ask).post(enter::enter))
            .route("/b/{board}", get(board::with_slash))
            .route("/b/{board}/", get(board::board))
            .route("/b/{board}/show", get(board::shown))
            .route("/b/{board}/live", get(live::board))
            .route("/b/{board}/decisions", get(board::decisions))
            .route("/b/{board}/actions", get(board::actions))
            .route("/b/{board}/register", get(board::register))
            .route("/b/{board}/liaisons", get(board::liaisons))
            .route("/b/{board}/terms", get(board::terms))
            .route("/b/{board}/minutes", get(board::minutes))
            .route("/b/{board}/minutes/{meeting}", get(board::minutes_of))
            .route("/b/{board}/times", get(board::times))
            .route("/c/{calendar}/meetings.ics", get(calendar::feed))
            .route("/a/{digest}/{file}", get(asset));
        // A seat is known by a cookie, or in a room of this machine by its address: there several people share a browser.
        for (bare, prefix) in [("/seat", "/seat/"), ("/s/{seat}", "/s/{seat}/")] {
            let at = |end: &str| format!("{prefix}{end}");
            router = router
                .route(bare, get(seat::with_slash))
                .route(&at(""), get(seat::page))
                .route(&at("live"), get(live::seat))
                .route(&at("do"), post(press::press))
                .route(&at("commands"), get(forms::commands))
                .route(&at("edit/{meeting}"), get(editor::edit).post(editor::change));
        }
        router
            .fallback(async || {
                message(StatusCode::NOT_FOUND, "The address is not complete, or the page is no longer there.")
            })
            .layer(DefaultBodyLimit::max(BODY_BYTES))
            .layer(from_fn_with_state(self.clone(), guard::guard))
            .with_state(self)
    }

    /// What a token in an address is good for now.
    async fn granted(&self, typed: &str) -> Result<Option<crate::bot::grant::Grant>, Response> {
        let Some(token) = Token::read(typed) else { return Ok(None) };
        self.grants().find(&token, self.now_secs()).await.map_err(|error| away(&error))
    }
}

/// The store does not answer.
fn away(error: &impl std::fmt::Display) -> Response {
    tracing::error!(%error, "a page waits for the store");
    message(StatusCode::SERVICE_UNAVAILABLE, "The store does not answer at the moment. Try again soon.")
}

async fn asset(State(_): State<Web>, Path((digest, file)): Path<(String, String)>) -> Response {
    let found = match file.as_str() {
        "live.js" => Some(("text/javascript; charset=utf-8", templates::SCRIPT)),
        "icon.svg" => Some(("image/svg+xml", templates::ICON)),
        "style.css" => Some(("text/css; charset=utf-8", templates::STYLE)),
        _ => None,
    };
    match found.filter(|_| templates::is_current(&digest)) {
        Some((kind, text)) => ([(CONTENT_TYPE, kind)], text).into_response(),
        None => message(StatusCode::NOT_FOUND, "This file is of another version. Reload the page."),
    }
}

/// Opens a port of this machine. Another address is refused: what is sent there could be read on the way, and anyone could
/// take a seat.
///
/// # Errors
/// The address is not of this machine, or it is in use.
pub async fn listen_here(address: SocketAddr) -> anyhow::Result<TcpListener> {
    if !address.ip().is_loopback() {
        anyhow::bail!(
            "{address} can be reached from other machines; pages are served on this machine only, such as on 127.0.0.1:8321, and others come in through a proxy with TLS (docs/web.md)"
        );
    }
    TcpListener::bind(address).await.map_err(|error| {
        anyhow::anyhow!(
            "{address} cannot be listened on ({error}); name another port, or stop the program that uses it"
        )
    })
}

/// Says on every page that another program has them, until the listener fails.
///
/// # Errors
/// The listener fails.
pub async fn serve_nothing(listener: TcpListener) -> std::io::Result<()> {
    let router = Router::new().fallback(async || {
        (StatusCode::SERVICE_UNAVAILABLE, "This Convenor stands by, and another one serves these pages.\n")
    });
    axum::serve(listener, router).await
}
