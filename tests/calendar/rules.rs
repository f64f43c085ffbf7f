//! Rules of RFC 5545 and RFC 5546 that readers forgive.

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
        "LAST-MODIFIED:",
        "SUMMARY:",
        "ORGANIZER;",
        "STATUS:",
        "X-WR-TIMEZONE:",
    ] {
        assert_eq!(count(once), 1, "{once} stands in each file once:\n{file}");
    }
    for never in ["ATTENDEE", "RRULE", "BEGIN:VALARM", "BEGIN:VTIMEZONE", "TZID"] {
        assert_eq!(count(never), 0, "{never} stands in none:\n{file}");
    }
    let addresses = ["CONFERENCE;VALUE=URI:", "URL:", "LOCATION:"].map(count);
    assert!(matches!(addresses, [0, 0, 0] | [1, 1, 1]), "a link to join stands in all its places:\n{file}");
    assert_eq!(count("METHOD:CANCEL"), count("STATUS:CANCELLED"), "a cancellation is one in both places:\n{file}");
    assert_eq!(count("METHOD:PUBLISH"), count("STATUS:CONFIRMED"), "{file}");
    let times = lines.iter().filter_map(|line| line.strip_prefix("DTSTART:").or_else(|| line.strip_prefix("DTEND:")));
    let mut times = times.peekable();
    assert!(times.peek().is_some(), "a meeting has a beginning:\n{file}");
    assert!(times.all(|time| time.ends_with('Z')), "times need no zone data:\n{file}");
}
