//! Could each group meet where it is configured to?

use super::Report;
use crate::chat::RoomKey;
use crate::config::{Config, GroupConfig, PolicyConfig};

/// Platforms that have a section of their own in the configuration, and whether it is there.
fn sections(config: &Config) -> [(&'static str, bool); 2] {
    [("matrix", config.matrix.is_some()), ("discord", config.discord.is_some())]
}

pub(super) fn check(config: &Config, report: &mut Report) {
    let sections = sections(config);
    if sections.iter().all(|(_, is_there)| !is_there) {
        // It is said already; all rooms and chairs would be somewhere else.
        return;
    }
    let is_there = |key: &str| sections.iter().any(|(name, is_there)| *is_there && platform(key) == *name);
    for (index, group) in config.groups.iter().enumerate() {
        let place = |key: &str| format!("[[group]] number {} ({}), key {key}", index + 1, group.name);
        for room in &group.rooms {
            let lacking = sections.iter().find(|(name, is_there)| !is_there && platform(room) == *name);
            if let Some((name, _)) = lacking {
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
        warn(group, &place, config.discord.is_some(), &is_there, report);
    }
}

fn warn(
    group: &GroupConfig,
    place: &impl Fn(&str) -> String,
    has_discord: bool,
    is_there: &impl Fn(&str) -> bool,
    report: &mut Report,
) {
    // On Discord a command brings a group to a channel.
    if !has_discord && !group.rooms.iter().any(|room| is_there(room)) {
        report.warn(
            "group",
            format!("{}: the group has no room; name one, such as matrix:#room:example.org", place("rooms")),
        );
    }
    if group.list.is_none() {
        report.warn(
            "group",
            format!("{}: there is no mailing list, so minutes cannot be sent; write its address", place("list")),
        );
    }
}

fn platform(key: &str) -> String {
    RoomKey(key.to_owned()).platform().to_owned()
}
