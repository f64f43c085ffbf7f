//! Calendar files, and the mails that carry them, as programs read them that are not ours: Python's icalendar and
//! vobject, and ical.js, which many mail programs have inside. `tests/servers/install.sh` installs them; one that is missing is an error.

mod cases;
mod mails;
#[path = "../mail/parsed.rs"]
mod parsed;
mod place;
mod readers;
mod rules;

use convenor::document::calendar;

use cases::{Case, cases};

#[test]
fn readers_of_others_see_what_was_meant() {
    let (mut files, mut expected) = (Vec::new(), Vec::new());
    for (number, case) in (1..).zip(cases()) {
        let file = calendar::render(&case.invitation);
        // With a name that nobody knows the readers must use the zone in the file.
        let zone = case.invitation.zone.name();
        let made_up = file.replace(zone, &format!("Made-Up/Zone-{number}"));
        let named = (!case.is_new_in_2026).then_some(file);
        for file in named.into_iter().chain([made_up]) {
            files.push(file);
            expected.push(case.expected());
        }
    }
    let mut differing = Vec::new();
    for (answers, (file, expected)) in readers::read(&files).iter().zip(files.iter().zip(&expected)) {
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
