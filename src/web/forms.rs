//! A form for every command, made from the command table.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::{Value, context};

use super::seat::Seat;
use super::templates::{self, ASSETS};
use super::{Web, away};
use crate::bot::grant::Token;
use crate::command::rows;
use crate::command::table::{Argument, ArgumentKind, Presence, Row, Topic};
use crate::group::Group;
use crate::view::choices::choices;

/// Choices that a list offers.
const CHOICES: usize = 100;

/// `GET /seat/commands`
pub(super) async fn commands(State(web): State<Web>, seat: Seat) -> Response {
    let made = async {
        let once = Token::random()?;
        let (name, lists) =
            web.bot().with_group(&seat.holder.group, |group| (group.charter.name.clone(), lists(group))).await?;
        anyhow::Ok((once, name, lists))
    };
    let (once, group, lists) = match made.await {
        Ok(made) => made,
        Err(error) => return away(&format!("{error:#}")),
    };
    let topics: Vec<Value> = Topic::ALL.into_iter().map(topic).collect();
    let values = context! {
        title => format!("All commands · {group}"),
        assets => &*ASSETS,
        group,
        topics,
        lists,
        once => &once.expose()[..16],
    };
    templates::page(StatusCode::OK, "commands.html", values)
}

fn topic(topic: Topic) -> Value {
    let of_topic = rows().iter().filter(|row| row.topic == topic).map(|row| form(row));
    context! { title => topic.title(), rows => of_topic.collect::<Vec<_>>() }
}

fn form(row: &Row) -> Value {
    let arguments: Vec<Value> = row.arguments.iter().map(argument).collect();
    context! {
        id => row.name.replace(' ', "-"),
        name => row.name,
        summary => row.summary,
        who => row.right().to_string(),
        example => row.examples.first().copied(),
        arguments,
    }
}

fn argument(argument: &Argument) -> Value {
    let list = list_of(argument.kind);
    context! {
        name => argument.name,
        help => argument.help,
        required => argument.presence == Presence::Required,
        choices => list.is_some(),
        list,
        is_long => argument.kind == ArgumentKind::Words,
    }
}

/// The list from which an argument of a kind is chosen.
fn list_of(kind: ArgumentKind) -> Option<&'static str> {
    match kind {
        ArgumentKind::Words | ArgumentKind::Duration => None,
        ArgumentKind::Name | ArgumentKind::Names => Some("people"),
        // Accounts are shown to nobody: a person is chosen by name.
        ArgumentKind::Account => None,
        ArgumentKind::Item => Some("items"),
        ArgumentKind::Action => Some("actions"),
        ArgumentKind::Decision => Some("decided"),
        ArgumentKind::Zone => Some("zones"),
    }
}

fn lists(group: &Group) -> Vec<Value> {
    let kinds =
        [ArgumentKind::Name, ArgumentKind::Item, ArgumentKind::Action, ArgumentKind::Decision, ArgumentKind::Zone];
    let list = |kind| {
        let found = choices(group, kind, "").into_iter().take(CHOICES);
        let choices: Vec<Value> = found.map(|(label, value)| context! { label, value }).collect();
        context! { id => list_of(kind), choices }
    };
    kinds.into_iter().map(list).collect()
}
