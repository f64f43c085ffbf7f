//! Rows of time: what a time is elsewhere, and whose zone is whose.

use super::{ArgumentKind, Row, Topic, optional, required};
use crate::group::command::{Command, TimeCommand};

pub const ROWS: &[Row] = &[
    Row::new(Topic::Time, "time", "Shows a time in everyone's zone.", |values| {
        const USAGE: &str = "!time 2026-12-08 15:00 Geneva";
        let now = values.get("place").map(|place| format!("now {}", place.trim_end_matches(['?', '.', ' '])));
        Ok(Command::Time(TimeCommand::ShowTime { typed: now.map_or_else(|| values.required("time", USAGE), Ok)? }))
    })
    .taking(&[
        required("time", ArgumentKind::Words, "Day, clock time and place; and in which zones."),
        optional("place", ArgumentKind::Words, "Of which place the time is asked that it has now."),
    ])
    .typed(
        &["#time {time}", "what time is it now~ in {place}", "what is the~ current~ time now~ in {place}"],
        &["!time 2026-12-08 15:00 Geneva", "!time 15:00 CET in Seoul, Denver", "!time in 2 h", "convenor, time 3pm"],
    )
    .basic(),
    Row::new(Topic::Time, "zone", "Sets your own time zone, which nobody else sees.", |values| {
        Ok(Command::Time(TimeCommand::ChooseZone { zone: values.owned("zone") }))
    })
    .taking(&[optional(
        "zone",
        ArgumentKind::Zone,
        "A zone, a city or a country; profile for your profile's, off for none.",
    )])
    .typed(&[], &["!zone Asia/Kolkata", "!zone Bangalore", "!zone profile", "!zone off", "!zone"])
    .basic(),
    Row::new(Topic::Time, "zones", "Shows the current time in the group's zones.", |_| {
        Ok(Command::Time(TimeCommand::ShowZones))
    })
    .typed(&["zones?"], &["!zones", "zones?"]),
    Row::new(Topic::Time, "slots", "Proposes the hours that are fairest to all zones.", |values| {
        Ok(Command::Time(TimeCommand::ShowSlots { typed: values.owned("wish") }))
    })
    .taking(&[optional("wish", ArgumentKind::Words, "Days, length, twice, and how many meetings.")])
    .typed(
        &[],
        &[
            "!slots next week 2 h",
            "!slots 2026-12-07 to 2026-12-18 2 h twice",
            "!slots next week 2 h for 6 meetings every 2 weeks",
        ],
    )
    .basic(),
    Row::new(Topic::Time, "hours", "Shows how many night hours each zone has had.", |_| {
        Ok(Command::Time(TimeCommand::ShowHours))
    })
    .typed(&[], &["!hours"]),
];
