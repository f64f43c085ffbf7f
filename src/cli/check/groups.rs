//! Could each group meet where it is configured to?

use super::Report;
use crate::chat::RoomKey;
use crate::config::{Config, GroupConfig, PolicyConfig};
use crate::platform::{PLATFORMS, Platform};

pub(super) fn check(config: &Config, report: &mut Report) {
    let sections = config.sections();
    if sections.is_empty() {
        // It is said already; all rooms and chairs would be somewhere else.
        return;
    }
    let (there, lacking): (Vec<&Platform>, Vec<&Platform>) = PLATFORMS
        .iter()
        .filter(|platform| platform.has_section)
        .partition(|platform| sections.iter().any(|section| section.name == platform.name));
    let is_there = |key: &str| there.iter().any(|platform| platform_of(key) == platform.name);
    for (index, group) in config.groups.iter().enumerate() {
        let place = |key: &str| format!("[[group]] number {} ({}), key {key}", index + 1, group.name);
        for room in &group.rooms {
            if let Some(Platform { name, .. }) = lacking.iter().find(|platform| platform_of(room) == platform.name) {
                report.wrong(
                    "group",
                    format!(
                        "{}: {room} would not be heard; add the section [{name}], or take the room out",
                        place("rooms")
                    ),
                );
            }
        }
        if group.policy == PolicyConfig::Strict && !group.chairs.iter().any(|chair| is_there(chair)) {
            report.wrong(
                "group",
                format!(
                    "{}: no chair has an account on a platform that is configured, so nobody could open a meeting; name one",
                    place("chairs")
                ),
            );
        }
        warn(group, &place, &there, &is_there, report);
    }
}

fn warn(
    group: &GroupConfig,
    place: &impl Fn(&str) -> String,
    there: &[&Platform],
    is_there: &impl Fn(&str) -> bool,
    report: &mut Report,
) {
    let by_command = there.iter().any(|platform| platform.rooms_by_command);
    if !by_command && !group.rooms.iter().any(|room| is_there(room)) {
        report.warn(
            "group",
            format!("{}: the group has no room; name one, such as {}", place("rooms"), there[0].example_room),
        );
    }
    if group.attach_docx && group.list.is_some() {
        report.warn(
            "group",
            format!(
                "{}: archives of public-inbox refuse mails with a Word document, so the minutes would be missing there",
                place("attach_docx")
            ),
        );
    }
    if group.list.is_none() {
        report.warn(
            "group",
            format!("{}: there is no mailing list, so minutes cannot be sent; write its address", place("list")),
        );
    }
}

fn platform_of(key: &str) -> String {
    RoomKey(key.to_owned()).platform().to_owned()
}
