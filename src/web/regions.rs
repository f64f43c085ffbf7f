//! The parts of a page that change while it is open. Each is a template of its own; what is sent to a page is the parts that
//! are not as it has them.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use minijinja::{Value, context};

use super::hub::{By, Line};
use super::templates;
use crate::chat::Sender;
use crate::group::Group;
use crate::group::person::{Right, Role};
use crate::view::page::{Own, Page, Viewer};

/// Parts by the id of their element.
pub(super) type Regions = BTreeMap<&'static str, Arc<str>>;

/// Parts that everyone of a kind sees alike.
const SHARED: [&str; 7] = ["head", "now", "ask", "queue", "agenda", "outcomes", "next"];

/// The parts that all viewers of a kind see alike. `once` names the presses of a page that works without script; the script
/// names its own.
pub(super) fn shared(page: &Page, once: &str) -> Result<Regions, minijinja::Error> {
    let page_value = templates::value(page);
    let role = match page.viewer {
        Viewer::Public => None,
        Viewer::Seat(role) => Some(role),
    };
    let is_off =
        page.meeting.as_ref().is_some_and(|meeting| meeting.state == crate::view::page::SittingState::OffRecord);
    let values = context! {
        page => page_value,
        once,
        is_seat => role.is_some(),
        may_chair => role.is_some_and(|role| role.may(Right::Chair)),
        hides_people => role.is_none() && is_off,
    };
    SHARED.iter().map(|name| Ok((*name, rendered(name, values.clone())?))).collect()
}

/// What only one person sees.
pub(super) struct Mine<'a> {
    pub own: &'a Own,
    pub sender: &'a Sender,
    /// The organization that the person gave when taking the seat.
    pub organization: Option<&'a str>,
    pub lines: &'a [Line],
}

/// How long an answer stays beside the buttons.
const FRESH_SECS: i64 = 60;

/// The parts of a seat that are its person's own.
pub(super) fn mine(page: &Page, mine: &Mine<'_>, once: &str, now: DateTime<Utc>) -> Result<Regions, minijinja::Error> {
    let own = mine.own;
    let is_fresh = |line: &&Line| line.to.is_some() && (now - line.at).num_seconds() < FRESH_SECS;
    let answer = mine.lines.iter().rev().find(is_fresh).map(|line| line.html.clone()).unwrap_or_default();
    let lines: Vec<Value> = mine.lines.iter().map(|line| line_value(line, mine.sender)).collect();
    let values = context! {
        page => templates::value(page),
        own => templates::value(own),
        organization => mine.organization,
        answer,
        lines,
        once,
        may_chair => own.role.may(Right::Chair),
        may_keep => own.role.may(Right::Secretary),
    };
    ["own", "chair", "talk"].iter().map(|name| Ok((*name, rendered(name, values.clone())?))).collect()
}

fn line_value(line: &Line, reader: &Sender) -> Value {
    let (from, class, is_own) = match &line.by {
        By::Bot => ("Convenor".to_owned(), "bot", false),
        By::Person(sender) => (sender.name.clone(), "person", sender.account == reader.account),
    };
    context! {
        key => super::press::short_hash(&line.id),
        from,
        class => if is_own { "person me" } else { class },
        is_alone => line.to.is_some(),
        at => line.at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        clock => line.at.format("%H:%M UTC").to_string(),
        html => &line.html,
        own => is_own.then(|| line.id.clone()),
        plain => crate::text::shorten(&crate::text::one_line(&line.plain), 40),
    }
}

fn rendered(name: &str, values: Value) -> Result<Arc<str>, minijinja::Error> {
    Ok(templates::render(&format!("{name}.html"), values)?.into())
}

/// What a page of nothing but a failure says.
pub(super) fn failed(error: &minijinja::Error) -> axum::response::Response {
    tracing::error!(error = format!("{error:#}"), "a part of a page could not be made");
    templates::message(
        StatusCode::INTERNAL_SERVER_ERROR,
        "This page could not be made. The operator finds out why in the log.",
    )
}

/// The state of a group for a person's seat.
pub(super) fn for_seat(
    group: &Group,
    person: &crate::group::person::Person,
    role: Role,
    now: DateTime<Utc>,
) -> (Page, Own) {
    let own = crate::view::page::own(group, person, role);
    // Where everyone may run the meeting, the buttons are with those who do; the others find them under a heading.
    let shown = if own.role == Role::Chair && !own.presides { Role::Participant } else { role };
    (crate::view::page::page(group, Viewer::Seat(shown), now), own)
}
