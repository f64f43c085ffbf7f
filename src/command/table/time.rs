//! Rows of time: what a time is elsewhere, and whose zone is whose.

use super::{ArgumentKind, Row, Topic, optional, required};
use crate::group::command::Command;
use crate::group::person::Right;

pub const ROWS: &[Row] = &[
    Row::new(Topic::Time, "time", Right::Anyone, "Says what a time is in everybody's zone.", |values| {
        const USAGE: &str = "!time 2026-12-08 15:00 Geneva";
        Ok(Command::ShowTime { typed: values.required("time", USAGE)? })
    })
    .taking(&[required("time", ArgumentKind::Words, "Day, clock time and place; and in which zones.")])
    .typed(
        &["#time {time}"],
        &["!time 2026-12-08 15:00 Geneva", "!time 15:00 CET in Seoul, Denver", "!time in 2 h", "convenor, time 3pm"],
    )
    .basic(),
    Row::new(Topic::Time, "zone", Right::Anyone, "Sets your own time zone, which nobody else sees.", |values| {
        Ok(Command::ChooseZone { zone: values.owned("zone") })
    })
    .taking(&[optional(
        "zone",
        ArgumentKind::Words,
        "A zone, a city or a country; profile for your profile's, off for none.",
    )])
    .typed(&[], &["!zone Asia/Kolkata", "!zone Bangalore", "!zone profile", "!zone off", "!zone"])
    .basic(),
    Row::new(Topic::Time, "zones", Right::Anyone, "Says what time it is in the group's zones.", |_| {
        Ok(Command::ShowZones)
    })
    .typed(&["zones?"], &["!zones", "zones?"]),
];
