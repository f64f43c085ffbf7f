//! An invitation as a calendar file (RFC 5545, `text/calendar`) that a list can publish (RFC 5546).

use chrono::{DateTime, Duration, Utc};

use super::content_line::{Lines, Value};
use crate::text::{clean, is_address, one_line};
use crate::view::invitation::Invitation;

const PRODUCT: &str = "-//Convenor//Convenor//EN";

/// The method of a file with this invitation, which its Content-Type names too (RFC 6047, 2.4).
///
/// A list gets PUBLISH: nobody is asked to answer, so there is an ORGANIZER and no ATTENDEE (RFC 5546, 3.2.1).
/// A published meeting that is cancelled gets CANCEL with STATUS:CANCELLED and the next SEQUENCE, also without an
/// ATTENDEE: 3.2.5 asks only for those who had been invited by name, and the example of 4.1.3 has none.
pub fn method(invitation: &Invitation) -> &'static str {
    if invitation.is_cancelled { "CANCEL" } else { "PUBLISH" }
}

/// The calendar file: `METHOD` ([`method`]), the name of the zone, and one event. The same invitation gives the
/// same bytes. Lines end with CRLF and have at most 75 octets (RFC 5545, 3.1); words that people typed are cleaned
/// of control characters and stay inside their value.
///
/// Times are in UTC: programs with old zone data read a wall time by their own rules, whatever the file says of the zone
/// (`tests/calendar`). A wall time that the clocks leave out means the distance from UTC before the change, and one that
/// they repeat the first (RFC 5545, 3.3.5). Of the link there is a LOCATION, which every calendar shows, and a CONFERENCE (RFC 7986, 5.11)
/// and URL where it is an address.
pub fn render(invitation: &Invitation) -> String {
    let start = invitation.zone.instant_of(invitation.start);
    let end = start.checked_add_signed(Duration::seconds(invitation.secs.into())).unwrap_or(start);
    let mut lines = Lines::default();
    lines.begin("VCALENDAR");
    lines.add("VERSION", &[], Value::Token("2.0"));
    lines.add("PRODID", &[], Value::Text(PRODUCT));
    lines.add("CALSCALE", &[], Value::Token("GREGORIAN"));
    lines.add("METHOD", &[], Value::Token(method(invitation)));
    // Where the group meets by; the times themselves need no zone data.
    lines.add("X-WR-TIMEZONE", &[], Value::Text(invitation.zone.name()));
    event(&mut lines, invitation, start, end);
    lines.end("VCALENDAR");
    lines.finish()
}

/// Meetings as a calendar that programs subscribe to: an event for each, and no METHOD, which would make it a message (RFC
/// 5546, 1.4). A calendar has at least one component (RFC 5545, 3.6): without meetings that is the zone UTC.
pub fn feed(name: &str, invitations: &[Invitation]) -> String {
    let mut lines = Lines::default();
    lines.begin("VCALENDAR");
    lines.add("VERSION", &[], Value::Token("2.0"));
    lines.add("PRODID", &[], Value::Text(PRODUCT));
    lines.add("CALSCALE", &[], Value::Token("GREGORIAN"));
    // RFC 7986, 5.1 and 5.7, and how programs before it call the same.
    lines.add("NAME", &[], Value::Text(&one_line(&clean(name))));
    lines.add("X-WR-CALNAME", &[], Value::Text(&one_line(&clean(name))));
    lines.add("REFRESH-INTERVAL", &[("VALUE", "DURATION")], Value::Token("PT1H"));
    lines.add("X-PUBLISHED-TTL", &[], Value::Token("PT1H"));
    if invitations.is_empty() {
        lines.begin("VTIMEZONE");
        lines.add("TZID", &[], Value::Text("Etc/UTC"));
        lines.begin("STANDARD");
        lines.add("DTSTART", &[], Value::Token("19700101T000000"));
        lines.add("TZOFFSETFROM", &[], Value::Token("+0000"));
        lines.add("TZOFFSETTO", &[], Value::Token("+0000"));
        lines.end("STANDARD");
        lines.end("VTIMEZONE");
    }
    for invitation in invitations {
        let start = invitation.zone.instant_of(invitation.start);
        let end = start.checked_add_signed(Duration::seconds(invitation.secs.into())).unwrap_or(start);
        event(&mut lines, invitation, start, end);
    }
    lines.end("VCALENDAR");
    lines.finish()
}

fn event(lines: &mut Lines, invitation: &Invitation, start: DateTime<Utc>, end: DateTime<Utc>) {
    let line_of = |words: &str| one_line(&clean(words));
    let (status, transparency) =
        if invitation.is_cancelled { ("CANCELLED", "TRANSPARENT") } else { ("CONFIRMED", "OPAQUE") };
    lines.begin("VEVENT");
    lines.add("UID", &[], Value::Text(&line_of(&invitation.uid)));
    lines.add("SEQUENCE", &[], Value::Token(&invitation.sequence.to_string()));
    lines.add("DTSTAMP", &[], Value::Token(&utc(invitation.stamp)));
    // Programs that merge files keep the older one where this is missing, whatever SEQUENCE says.
    lines.add("LAST-MODIFIED", &[], Value::Token(&utc(invitation.stamp)));
    lines.add("DTSTART", &[], Value::Token(&utc(start)));
    // An end must be later than the start (RFC 5545, 3.8.2.2).
    if end > start {
        lines.add("DTEND", &[], Value::Token(&utc(end)));
    }
    lines.add("SUMMARY", &[], Value::Text(&line_of(&invitation.summary)));
    if !clean(&invitation.description).is_empty() {
        lines.add("DESCRIPTION", &[], Value::Text(&invitation.description));
    }
    let (name, address) = (line_of(&invitation.organizer_name), line_of(&invitation.organizer_address));
    lines.add("ORGANIZER", &[("CN", &name)], Value::Address(&address));
    let place = invitation.place.as_deref().map(line_of).filter(|place| !place.is_empty());
    let link = invitation.join_url.as_deref().map(line_of).filter(|link| !link.is_empty());
    if let Some(location) = place.as_ref().or(link.as_ref()) {
        lines.add("LOCATION", &[], Value::Text(location));
    }
    if let Some(link) = link.filter(|link| is_address(link)) {
        lines.add("CONFERENCE", &[("VALUE", "URI")], Value::Uri(&link));
        lines.add("URL", &[], Value::Uri(&link));
    }
    lines.add("STATUS", &[], Value::Token(status));
    lines.add("TRANSP", &[], Value::Token(transparency));
    lines.add("CLASS", &[], Value::Token("PUBLIC"));
    lines.end("VEVENT");
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;

    use super::*;

    fn invitation(zone: &str, start: &str, secs: u32) -> Invitation {
        Invitation {
            uid: "jcg.7@bot.example.org".to_owned(),
            sequence: 0,
            is_cancelled: false,
            summary: "JCG meeting 7".to_owned(),
            description: String::new(),
            start: NaiveDateTime::parse_from_str(start, "%Y-%m-%d %H:%M").expect("a wall time"),
            zone: zone.parse().expect("a known zone"),
            secs,
            join_url: None,
            place: None,
            organizer_name: "JCG".to_owned(),
            organizer_address: "bot@example.org".to_owned(),
            stamp: "2026-11-24T08:00:00Z".parse().expect("an instant"),
        }
    }

    fn lines_of(invitation: &Invitation, beginnings: &[&str]) -> Vec<String> {
        let file = render(invitation);
        let event = &file[file.find("BEGIN:VEVENT").expect("there is an event")..];
        let lines = event.lines().filter(|line| beginnings.iter().any(|beginning| line.starts_with(beginning)));
        lines.map(str::to_owned).collect()
    }

    #[test]
    fn start_and_end_are_clear_around_a_change_of_the_clocks() {
        for (zone, start, secs, expected) in [
            ("UTC", "2026-12-08 14:00", 3_600, ["DTSTART:20261208T140000Z", "DTEND:20261208T150000Z"]),
            ("Europe/Zurich", "2026-03-29 02:30", 3_600, ["DTSTART:20260329T013000Z", "DTEND:20260329T023000Z"]),
            ("Europe/Zurich", "2026-10-25 02:30", 3_600, ["DTSTART:20261025T003000Z", "DTEND:20261025T013000Z"]),
            ("Europe/Zurich", "2026-10-25 01:30", 3_600, ["DTSTART:20261024T233000Z", "DTEND:20261025T003000Z"]),
        ] {
            assert_eq!(lines_of(&invitation(zone, start, secs), &["DTSTART", "DTEND"]), expected, "{start} {zone}");
        }
    }

    #[test]
    fn a_meeting_of_unknown_length_has_no_end() {
        let found = lines_of(&invitation("Asia/Kolkata", "2026-12-08 18:30", 0), &["DTEND", "DURATION"]);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_cancellation_is_one_in_every_place() {
        let mut invitation = invitation("UTC", "2026-12-08 14:00", 60);
        (invitation.is_cancelled, invitation.sequence) = (true, 3);
        assert_eq!(
            lines_of(&invitation, &["STATUS", "SEQUENCE", "TRANSP"]),
            ["SEQUENCE:3", "STATUS:CANCELLED", "TRANSP:TRANSPARENT"]
        );
        assert!(render(&invitation).contains("\r\nMETHOD:CANCEL\r\n"));
    }

    #[test]
    fn what_is_no_address_is_words_only() {
        let mut invitation = invitation("UTC", "2026-12-08 14:00", 60);
        invitation.join_url = Some("room 5, or javascript:alert(1)".to_owned());
        assert_eq!(
            lines_of(&invitation, &["LOCATION", "CONFERENCE", "URL"]),
            ["LOCATION:room 5\\, or javascript:alert(1)"]
        );
        invitation.join_url = Some(" ".to_owned());
        assert!(lines_of(&invitation, &["LOCATION", "CONFERENCE", "URL"]).is_empty());
    }
}
