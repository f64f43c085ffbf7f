//! Could each group meet where it is configured to?

use super::Report;
use crate::chat::RoomKey;
use crate::config::{Config, GroupConfig, PolicyConfig};
use crate::group::terms::{label, paragraphs};
use crate::group::terms_numbers::promised;
use crate::platform::{PLATFORMS, Platform};

/// Warns where the terms of reference say other numbers than the configuration. Words decide nothing here.
fn compare_terms(config: &Config, report: &mut Report) {
    for (index, group) in config.groups.iter().enumerate() {
        let (Some(file), Ok(charter)) = (&group.terms_file, group.charter()) else { continue };
        let Some(text) = &charter.terms else { continue };
        let points = paragraphs(text).iter().filter(|paragraph| label(&paragraph.words).is_some()).count();
        report.fine("terms", format!("{}: revision 1 from {}, {points} points", group.name, file.display()));
        let said = promised(text);
        let numbers = [
            ("notice_days", "days of notice", said.notice_days, Some(charter.notice_days)),
            ("document_days", "days for documents", said.document_days, charter.document_days),
            ("report_lead_months", "months for reports", said.report_months, Some(charter.report_lead_months)),
        ];
        for (key, what, said, set) in numbers {
            let Some(said) = said.filter(|said| Some(*said) != set) else { continue };
            let set = set.map_or_else(|| "none".to_owned(), |set| set.to_string());
            let place = format!("[[group]] number {} ({}), key {key}", index + 1, group.name);
            report.warn(
                "terms",
                format!("{place}: it is {set}, and {} says {said} ({what}); set what holds", file.display()),
            );
        }
    }
}

pub(super) fn check(config: &Config, report: &mut Report) {
    compare_terms(config, report);
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
