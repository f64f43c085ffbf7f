//! Rows of attendance and scribes.

use super::{ArgumentKind, Row, Topic, optional};
use crate::group::command::Command;
use crate::group::person::Right;

pub const ROWS: &[Row] = &[
    Row::new(
        Topic::People,
        "present",
        Right::Anyone,
        "Says that you (or others) are present, and for whom.",
        |values| Ok(Command::DeclarePresence { names: values.owned("names") }),
    )
    .taking(&[optional("names", ArgumentKind::Names, "Names, each with an organization in parentheses.")])
    .typed(
        &["present+", "present+ {names}", "present:", "present: {names}", "#here", "#here {names}"],
        &[
            "present+",
            "present+ (Example Corp)",
            "present+ Ana (Example Corp), Bo",
            "present: Ana, Bo",
            "+present",
            "#here",
        ],
    ),
    Row::new(Topic::People, "absent", Right::Anyone, "Takes back that you are present.", |values| {
        Ok(Command::WithdrawPresence { name: values.owned("name") })
    })
    .taking(&[optional("name", ArgumentKind::Name, "Who, if not you.")])
    .typed(&["present-", "present- {name}"], &["present-", "present- Bo"]),
    Row::new(Topic::People, "regrets", Right::Anyone, "Says that you (or others) can't come.", |values| {
        Ok(Command::DeclareRegrets { names: values.owned("names") })
    })
    .taking(&[optional("names", ArgumentKind::Names, "Names, if not yours.")])
    .typed(
        &["regrets+", "regrets+ {names}", "regrets:", "regrets: {names}"],
        &["regrets+", "regrets+ Cy", "regrets: Cy, Dee"],
    ),
    Row::new(Topic::People, "who", Right::Anyone, "Lists who is present.", |_| Ok(Command::ShowPresence)).typed(
        &["present?", "who is here|present", "who's here|present"],
        &["who is here?", "zakim, who's here?", "present?"],
    ),
    Row::new(
        Topic::People,
        "scribe",
        Right::Anyone,
        "Names the scribe, who may write NAME: words for others.",
        |values| Ok(Command::AddScribe { name: values.owned("name") }),
    )
    .taking(&[optional("name", ArgumentKind::Name, "Who, if not you.")])
    .typed(
        &["scribe+", "scribe+ {name}", "scribe:", "scribe: {name}", "scribenick: {name}"],
        &["scribe+", "scribe+ Ana", "scribe: Ana"],
    ),
    Row::new(Topic::People, "scribe off", Right::Anyone, "Stops scribing.", |values| {
        Ok(Command::RemoveScribe { name: values.owned("name") })
    })
    .taking(&[optional("name", ArgumentKind::Name, "Who, if not you.")])
    .typed(&["scribe-", "scribe- {name}"], &["scribe-"]),
    Row::new(Topic::People, "catchup", Right::Anyone, "Tells you alone where the meeting stands.", |_| {
        Ok(Command::CatchUp)
    })
    .typed(&["catch up", "catch me up"], &["catch up", "!catchup"]),
];
