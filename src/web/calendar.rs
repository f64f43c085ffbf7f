//! The meetings ahead as a calendar that programs subscribe to.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

use super::templates::message;
use super::{Web, away};
use crate::bot::grant::Grant;
use crate::document::calendar;
use crate::view::announcement::announced;

/// `GET /c/CALENDAR/meetings.ics`
pub(super) async fn feed(State(web): State<Web>, Path(typed): Path<String>) -> Response {
    let group = match web.granted(&typed).await {
        Ok(Some(Grant::Calendar { group })) => group,
        Ok(Some(Grant::Gone { .. })) => return message(StatusCode::GONE, "The address of this calendar was changed."),
        Ok(_) => return message(StatusCode::NOT_FOUND, "There is no calendar at this address."),
        Err(answer) => return answer,
    };
    let file = web.bot().with_group(&group, |group| calendar::feed(&group.charter.name, &announced(group))).await;
    match file {
        Ok(file) => ([(CONTENT_TYPE, "text/calendar; charset=utf-8")], file).into_response(),
        Err(error) => away(&format!("{error:#}")),
    }
}
