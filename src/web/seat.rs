//! A seat: the page from which a person takes part.

use std::time::Duration;

use axum::extract::{FromRequestParts, State};
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use minijinja::context;

use super::regions::{self, Mine};
use super::templates::{self, ASSETS, told};
use super::{Web, away};
use crate::bot::grant::{Grant, Holder, Standing, Token};
use crate::chat::{RoomKey, Sender};

/// A person who is in.
pub(super) struct Seat {
    pub token: Token,
    pub holder: Holder,
    pub sender: Sender,
    pub room: RoomKey,
}

/// How long a page without script waits for the answer to its own press.
const ANSWER: Duration = Duration::from_millis(400);

/// The cookie of a seat. Browsers take the first name over TLS only.
pub(super) const COOKIE_NAMES: [&str; 2] = ["__Host-seat", "seat"];

impl FromRequestParts<Web> for Seat {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Seat, Response> {
        let token = token_of(parts).ok_or_else(lost)?;
        let grant = web.grants().find(&token, web.now_secs()).await.map_err(|error| away(&error))?;
        let Some(Grant::Seat(holder)) = grant else { return Err(lost()) };
        if web.is_over(&holder).await? {
            return Err(lost());
        }
        let sender = Sender { account: holder.account.clone(), name: holder.name.clone() };
        Ok(Seat { token, room: Web::room(&holder.group), holder, sender })
    }
}

fn token_of(parts: &Parts) -> Option<Token> {
    let mut path = parts.uri.path().split('/').skip(1);
    if path.next() == Some("s") {
        return Token::read(path.next()?);
    }
    let cookies = parts.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| COOKIE_NAMES.contains(name)).and_then(|(_, value)| Token::read(value))
}

const LOST: &str = "The seat was ended, or its time is over. To get a new one, type !web in the group’s chat.";

fn lost() -> Response {
    told(StatusCode::UNAUTHORIZED, LOST, None, None)
}

/// The same, with what the person was about to send.
pub(super) fn lost_with(typed: &str) -> Response {
    told(StatusCode::UNAUTHORIZED, LOST, Some(typed).filter(|typed| !typed.is_empty()), None)
}

/// Links of a page are relative to its folder.
pub(super) async fn with_slash(uri: Uri) -> Response {
    Redirect::permanent(&format!("{}/", uri.path())).into_response()
}

pub(super) async fn page(State(web): State<Web>, seat: Seat) -> Response {
    web.wait_for_answer(&seat).await;
    match web.seat_page(&seat).await {
        Ok(page) => page,
        Err(error) => away(&format!("{error:#}")),
    }
}

impl Web {
    /// Whether the meeting that a link or seat was made for, and what comes of it, is done.
    pub(super) async fn is_over(&self, holder: &Holder) -> Result<bool, Response> {
        let Some(meeting) = holder.meeting else { return Ok(false) };
        let looked = self.bot().with_group(&holder.group, |group| group.is_done_with(meeting)).await;
        looked.map_err(|error| away(&format!("{error:#}")))
    }

    async fn seat_page(&self, seat: &Seat) -> anyhow::Result<Response> {
        self.attend(&seat.holder.group).await;
        let now = self.bot().clock().now();
        let group = &seat.holder.group;
        let (page, own) = self
            .bot()
            .with_group_for(group, &seat.sender, |group, person, role| regions::for_seat(group, person, role, now))
            .await?;
        let board = self.grants().standing(Standing::Board, group).await?;
        let lines = self.hub().lines(&seat.room, &seat.sender.account);
        let once = Token::random()?;
        let once = &once.expose()[..16];
        let mine =
            Mine { own: &own, sender: &seat.sender, organization: seat.holder.organization.as_deref(), lines: &lines };
        let made = regions::shared(&page, once).and_then(|shared| {
            let mut all = shared;
            all.extend(regions::mine(&page, &mine, once, now)?);
            Ok(all)
        });
        let regions = match made {
            Ok(regions) => regions,
            Err(error) => return Ok(regions::failed(&error)),
        };
        let title = own.short.as_ref().map_or_else(|| page.group.clone(), |short| format!("{short} · {}", page.group));
        let values = context! {
            title => title,
            assets => &*ASSETS,
            regions => templates::value(&regions),
            once,
            board => format!("/b/{}/", board.expose()),
            made => now.format("%H:%M:%S UTC").to_string(),
        };
        Ok(templates::page(StatusCode::OK, "seat.html", values))
    }

    /// After a press the page shows the answer, which the courier brings a moment later.
    async fn wait_for_answer(&self, seat: &Seat) {
        let Some(press) = self.hub().take_press(&seat.token.hash()) else { return };
        let mut news = self.hub().changes(&seat.room);
        let answered = async { while !self.hub().is_answered(&seat.room, &press) && news.changed().await.is_ok() {} };
        // Not everything is answered; then the page is shown without.
        let _ = tokio::time::timeout(ANSWER, answered).await;
    }
}
