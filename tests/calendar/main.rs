//! Calendar files, and the mails that carry them, as programs read them that are not ours: Python's icalendar and
//! vobject, and ical.js, which many mail programs have inside. `tests/servers/install.sh` installs them; one that is missing is an error.

mod cases;
mod mails;
mod older;
#[path = "../mail/parsed.rs"]
mod parsed;
mod place;
mod readers;
mod rules;

use std::path::Path;

use convenor::document::calendar;

use cases::{Case, cases};

#[test]
fn readers_of_others_see_what_was_meant() {
    assert_read(None);
}

#[test]
fn readers_with_older_zone_data_see_the_same() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    older::write_into(folder.path());
    for (zone, before) in [("America/Vancouver", -8.0), ("America/Edmonton", -7.0), ("America/Winnipeg", -6.0)] {
        let offset = older::offset_in_winter(zone, folder.path());
        assert!((offset - before).abs() < 0.01, "{zone} is at {offset} h by the older data");
    }
    assert_read(Some(folder.path()));
}

fn assert_read(zones: Option<&Path>) {
    let (mut files, mut expected) = (Vec::new(), Vec::new());
    // Among the zones are some whose rules changed in 2026: a reader whose zone data is older reads those right too, since
    // the times are in UTC, and whatever a machine has, the answer is the same.
    for case in cases() {
        files.push(calendar::render(&case.invitation));
        expected.push(case.expected());
    }
    let mut differing = Vec::new();
    for (answers, (file, expected)) in readers::read(&files, zones).iter().zip(files.iter().zip(&expected)) {
        assert_eq!(answers.len(), readers::COUNT, "every reader answers");
        let wrong = answers.iter().filter(|(_, answer)| answer != &expected);
        differing.extend(
            wrong.map(|(reader, answer)| format!("{reader} reads\n{answer:#?}\nand not\n{expected:#?}\nin\n{file}")),
        );
    }
    assert!(differing.is_empty(), "{} answers differ:\n{}", differing.len(), differing.join("\n"));
}

#[test]
fn files_keep_the_rules_that_readers_do_not_ask_for() {
    for Case { invitation, .. } in cases() {
        rules::assert_kept(&calendar::render(&invitation));
    }
}
