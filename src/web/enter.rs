//! How people come in: by a name in a room of this machine, or by a link that is good once.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use minijinja::context;
use serde::Deserialize;

use super::templates::{self, ASSETS, message};
use super::{PLATFORM, Web, away};
use crate::bot::grant::{Grant, Holder, Standing, Token};
use crate::chat::{Incoming, Sender, What};
use crate::group::LIMITS;
use crate::group::person::{AccountId, folded};

/// How long a seat by link is good: an approval may take days.
const SEAT_SECS: i64 = 7 * 24 * 3_600;

/// `GET /`
pub(super) async fn front(State(web): State<Web>) -> Response {
    web.join_page(StatusCode::OK, None, "", "").await
}

#[derive(Deserialize)]
pub(super) struct Joining {
    name: String,
    #[serde(default)]
    organization: String,
}

/// `POST /join`
pub(super) async fn join(State(web): State<Web>, Form(joining): Form<Joining>) -> Response {
    let Some(group) = web.inner.open_group.clone() else {
        return message(StatusCode::FORBIDDEN, "Seats here are by link only. In the group’s chat, type !web.");
    };
    let name = crate::text::title(&joining.name, LIMITS.name_chars);
    let organization = crate::text::title(&joining.organization, LIMITS.name_chars);
    let problem = if name.is_empty() {
        Some("Type the name by which the others know you.")
    } else if !web.inner.throttles.may_join(web.now_secs()) {
        Some("Many seats were taken in the last minute. Try again in a moment.")
    } else {
        None
    };
    if problem.is_some() {
        return web.join_page(StatusCode::UNPROCESSABLE_ENTITY, problem, &name, &organization).await;
    }
    match web.take_seat(group, name, organization).await {
        Ok(token) => Redirect::to(&format!("/s/{}/", token.expose())).into_response(),
        Err(error) => away(&format!("{error:#}")),
    }
}

impl Web {
    async fn join_page(&self, status: StatusCode, problem: Option<&str>, name: &str, organization: &str) -> Response {
        let Some(group) = &self.inner.open_group else {
            let values = context! {
                title => "Convenor", assets => &*ASSETS, group => "Take part in a meeting", is_local => false, problem, name, organization, board => ()
            };
            return templates::page(status, "join.html", values);
        };
        let board = match self.grants().standing(Standing::Board, group).await {
            Ok(board) => board,
            Err(error) => return away(&format!("{error:#}")),
        };
        let called = self.bot().with_group(group, |group| group.charter.name.clone()).await.unwrap_or_default();
        let values = context! {
            title => format!("Take a seat · {called}"),
            assets => &*ASSETS,
            group => called,
            is_local => true,
            problem,
            name,
            organization,
            board => format!("/b/{}/", board.expose()),
        };
        templates::page(status, "join.html", values)
    }

    async fn take_seat(&self, group: String, name: String, organization: String) -> anyhow::Result<Token> {
        let account = AccountId(format!("{PLATFORM}:{}", folded(&name).replace(' ', "_")));
        let sender = Sender { account: account.clone(), name: name.clone() };
        let organization = Some(organization).filter(|organization| !organization.is_empty());
        let present = organization.as_ref().map(|organization| format!("present+ ({organization})"));
        let seat = Holder { group: group.clone(), account, name, organization, meeting: None, until: None };
        let token = self.grants().give(&Grant::Seat(seat)).await?;
        self.attend(&group).await;
        // In a meeting people see who has come, and of which organization.
        let is_open = self.bot().with_group(&group, |group| group.meeting.is_some()).await?;
        let text = present.filter(|_| is_open);
        let what = text.map_or(What::Joined, |text| What::Said { text });
        let id = format!("{PLATFORM}:joined:{}", &token.hash()[..16]);
        let now = self.bot().clock().now();
        self.bot().receive(&Incoming::in_room(Web::room(&group), now, id, sender, what)).await?;
        Ok(token)
    }
}

/// What a link that leads nowhere is told.
const SPENT: &str = "This link is used up, or its time is over. To get a new one, type !web in the group’s chat.";

/// `GET /in/TOKEN`: shows whose link it is. Programs that look at links, such as previews and scanners of mail, spend
/// nothing.
pub(super) async fn ask(State(web): State<Web>, Path(token): Path<String>) -> Response {
    let holder = match web.link(&token).await {
        Ok(holder) => holder,
        Err(answer) => return answer,
    };
    let group = web.bot().with_group(&holder.group, |group| group.charter.name.clone()).await.unwrap_or_default();
    let values = context! { title => format!("Enter as {} · {group}", holder.name), assets => &*ASSETS, group, name => holder.name };
    templates::page(StatusCode::OK, "enter.html", values)
}

/// `POST /in/TOKEN`: the link is spent, and the browser has a seat.
pub(super) async fn enter(State(web): State<Web>, Path(typed): Path<String>) -> Response {
    let holder = match web.link(&typed).await {
        Ok(holder) => holder,
        Err(answer) => return answer,
    };
    match web.spend(&typed, holder).await {
        Ok(Some(cookie)) => match HeaderValue::from_str(&cookie) {
            Ok(cookie) => ([(SET_COOKIE, cookie)], Redirect::to("/seat/")).into_response(),
            Err(error) => away(&error),
        },
        Ok(None) => message(StatusCode::GONE, SPENT),
        Err(error) => away(&format!("{error:#}")),
    }
}

impl Web {
    async fn link(&self, typed: &str) -> Result<Holder, Response> {
        if let Some(Grant::Link(holder)) = self.granted(typed).await? {
            if self.is_over(&holder).await? {
                return Err(message(StatusCode::GONE, SPENT));
            }
            return Ok(holder);
        }
        if !self.inner.throttles.may_miss(self.now_secs()) {
            return Err(message(
                StatusCode::TOO_MANY_REQUESTS,
                "Many links that lead nowhere were tried. Try again in a minute.",
            ));
        }
        Err(message(StatusCode::GONE, SPENT))
    }

    /// The cookie of the seat. `None`: someone else was faster.
    async fn spend(&self, typed: &str, holder: Holder) -> anyhow::Result<Option<String>> {
        let Some(link) = Token::read(typed) else { return Ok(None) };
        let until = holder.until.unwrap_or_else(|| self.now_secs() + SEAT_SECS);
        let Some(seat) = self.grants().exchange(&link, Holder { until: Some(until), ..holder }).await? else {
            return Ok(None);
        };
        let is_tls = self.origin().starts_with("https:");
        let (name, secure) = if is_tls { ("__Host-seat", "; Secure") } else { ("seat", "") };
        Ok(Some(format!("{name}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={SEAT_SECS}{secure}", seat.expose())))
    }
}
