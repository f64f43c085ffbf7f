//! Rules of RFC 5545 and RFC 5546 that readers forgive.

use std::collections::BTreeSet;

/// # Panics
/// The file breaks a rule.
pub fn assert_kept(file: &str) {
    assert!(!file.replace("\r\n", "").contains(['\r', '\n']), "lines end with CRLF only:\n{file:?}");
    assert!(file.ends_with("\r\n"), "the last line ends too:\n{file}");
    for line in file.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.trim().is_empty(), "a blank line in\n{file}");
    }
    let unfolded = file.replace("\r\n ", "");
    let lines: Vec<&str> = unfolded.lines().collect();
    let count = |beginning: &str| lines.iter().filter(|line| line.starts_with(beginning)).count();
    for once in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:",
        "METHOD:",
        "BEGIN:VEVENT",
        "UID:",
        "SEQUENCE:",
        "DTSTAMP:",
        "SUMMARY:",
        "ORGANIZER;",
        "STATUS:",
    ] {
        assert_eq!(count(once), 1, "{once} stands in each file once:\n{file}");
    }
    for never in ["ATTENDEE", "RRULE", "BEGIN:VALARM", "X-"] {
        assert_eq!(count(never), 0, "{never} stands in none:\n{file}");
    }
    let links = ["CONFERENCE;VALUE=URI:", "URL:", "LOCATION:"].map(count);
    assert!(matches!(links, [0, 0, 0] | [1, 1, 1]), "a link to join stands in all its places:\n{file}");
    assert_eq!(count("METHOD:CANCEL"), count("STATUS:CANCELLED"), "a cancellation is one in both places:\n{file}");
    assert_eq!(count("METHOD:PUBLISH"), count("STATUS:CONFIRMED"), "{file}");
    let named = lines.iter().filter_map(|line| line.split_once(";TZID=")?.1.split([':', ';']).next());
    let told = lines.iter().filter_map(|line| line.strip_prefix("TZID:"));
    assert_eq!(named.collect::<BTreeSet<_>>(), told.collect::<BTreeSet<_>>(), "every zone stands in the file:\n{file}");
    assert_zone_covers(&lines, file);
}

/// Observances follow each other, each beginning with the distance at which the last one ended, and the first begins
/// before the meeting (RFC 5545, 3.6.5).
fn assert_zone_covers(lines: &[&str], file: &str) {
    let values = |name: &str| lines.iter().filter_map(|line| line.strip_prefix(name)).collect::<Vec<_>>();
    // The times of the zone have no parameter, as they are its own wall times; UTC ones end with Z.
    let begins: Vec<&str> = values("DTSTART:").into_iter().filter(|time| !time.ends_with('Z')).collect();
    let (from, to) = (values("TZOFFSETFROM:"), values("TZOFFSETTO:"));
    assert!(begins.len() == from.len() && from.len() == to.len(), "every observance is whole:\n{file}");
    assert!(begins.is_sorted(), "observances stand in order:\n{file}");
    for (before, after) in to.iter().zip(from.iter().skip(1)) {
        assert_eq!(before, after, "the distance from UTC jumps nowhere between observances:\n{file}");
    }
    let starts =
        lines.iter().find_map(|line| line.strip_prefix("DTSTART;TZID=")?.split_once(':').map(|(_, time)| time));
    if let Some(start) = starts {
        assert!(
            begins.first().is_some_and(|first| *first < start),
            "the zone is told from before the meeting:\n{file}"
        );
    }
}
