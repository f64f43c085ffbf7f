//! Pages for programs that watch the bot, at an address of their own: whether it lives, whether it works, and what it counts.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::bot::Bot;
use crate::bot::figures::Failing;
use crate::meters::{Figures, Meters};

/// Whether the program has begun its work.
#[derive(Clone)]
pub enum Acting {
    /// Not yet, for this reason.
    NotYet(String),
    Yes(Bot),
}

/// What the pages are made of.
#[derive(Clone)]
pub struct Status {
    pub meters: Meters,
    pub acting: watch::Receiver<Acting>,
}

/// A page is there within this time, or says that it is not.
const PATIENCE: Duration = Duration::from_secs(3);
/// The content type of the specification.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

impl Status {
    /// Answers until the listener fails.
    ///
    /// # Errors
    /// The listener fails.
    pub async fn serve(self, listener: TcpListener) -> std::io::Result<()> {
        axum::serve(listener, self.router()).await
    }

    /// All pages, each under the names that are usual for it.
    pub fn router(self) -> Router {
        Router::new()
            .route("/health", get(health))
            .route("/healthz", get(health))
            .route("/ready", get(ready))
            .route("/readyz", get(ready))
            .route("/metrics", get(metrics))
            .fallback(async || (StatusCode::NOT_FOUND, "There are /health, /ready and /metrics\n"))
            .with_state(self)
    }

    fn bot(&self) -> Result<Bot, Failing> {
        match &*self.acting.borrow() {
            Acting::Yes(bot) => Ok(bot.clone()),
            Acting::NotYet(reason) => Err(Failing { part: "start".to_owned(), reason: reason.clone() }),
        }
    }

    async fn failing(&self) -> Vec<Failing> {
        match self.bot() {
            Ok(bot) => bot.failing().await,
            Err(failing) => vec![failing],
        }
    }
}

/// The program answers, so it lives; nothing else is asked.
async fn health() -> Response {
    ([(CACHE_CONTROL, "no-store")], "ok\n").into_response()
}

async fn ready(State(status): State<Status>) -> Response {
    let failing = status.failing().await;
    let code = if failing.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let parts: Vec<_> = failing.iter().map(|one| json!({"part": one.part, "reason": one.reason})).collect();
    let body = json!({"ready": failing.is_empty(), "failing": parts});
    let head = [(CACHE_CONTROL, "no-store"), (CONTENT_TYPE, "application/json")];
    (code, head, format!("{body}\n")).into_response()
}

async fn metrics(State(status): State<Status>) -> Response {
    let figures = match status.bot() {
        Ok(bot) => tokio::time::timeout(PATIENCE, bot.figures()).await.ok().and_then(Result::ok),
        Err(_) => Some(Figures::default()),
    };
    let page = figures.and_then(|figures| status.meters.page(&figures).ok());
    let head = [(CACHE_CONTROL, "no-store"), (CONTENT_TYPE, OPEN_METRICS)];
    match page {
        Some(page) => (head, page).into_response(),
        None => (StatusCode::SERVICE_UNAVAILABLE, "The store does not answer in time.\n").into_response(),
    }
}
