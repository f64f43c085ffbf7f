//! Whatever is typed into an invitation stays inside its value: a reader of calendar files that is not ours
//! reads the same words, one event, and no property more.

use calcard::icalendar::{ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarParameterName};
use convenor::document::calendar;
use convenor::text::{clean, is_address, one_line};
use convenor::view::invitation::Invitation;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::select;

use super::holds;
use super::words::hostile;
use crate::calendar::invitation;

/// What would be a property, a parameter, an escape or a line of its own in a calendar file.
const IN_CALENDARS: [&str; 22] = [
    "\r\nATTENDEE:mailto:eve@example.org",
    "\nEND:VEVENT\nBEGIN:VEVENT\n",
    "\rBEGIN:VALARM",
    "\u{85}ATTENDEE:x",
    "\u{2028}ATTENDEE:x",
    "\u{b}ATTENDEE:x\u{c}",
    "\r\n ",
    "\n\t",
    ",",
    ";",
    ":",
    "\\",
    "\\n",
    "\\\\n\\;",
    "\"",
    "\"\";X=\"",
    "^",
    "^n^'^^",
    "%0D%0A",
    "👩\u{200d}💻🏳\u{fe0f}\u{200d}🌈",
    "a \t  b",
    "=",
];

fn typed() -> BoxedStrategy<String> {
    let part = prop_oneof![3 => select(&IN_CALENDARS[..]).prop_map(str::to_owned), 2 => hostile()];
    let long = (part.clone(), select(&[1_usize, 1, 1, 1, 300, 2_000][..]));
    let long = long.prop_map(|(part, times)| {
        let most = 10_000 / part.len().max(1);
        part.repeat(times.min(most))
    });
    vec(prop_oneof![6 => part, 1 => long], 0..6).prop_map(|parts| parts.concat()).boxed()
}

fn link() -> BoxedStrategy<Option<String>> {
    let address = typed().prop_map(|words| format!("https://example.org/{}", words.replace(char::is_whitespace, "")));
    option::of(prop_oneof![2 => address, 1 => typed(), 1 => Just(String::new())]).boxed()
}

fn invitations() -> BoxedStrategy<Invitation> {
    let words = (typed(), typed(), typed(), typed(), typed());
    let zones = select(&["UTC", "Europe/Zurich", "America/St_Johns", "Asia/Kathmandu"][..]);
    (words, link(), zones, 0_u32..200_000, any::<(u32, bool)>())
        .prop_map(|((uid, summary, description, name, address), join_url, zone, secs, (sequence, is_cancelled))| {
            Invitation {
                uid,
                sequence,
                is_cancelled,
                summary,
                description,
                secs,
                join_url,
                place: None,
                organizer_name: name,
                organizer_address: address,
                ..invitation(zone, "2026-10-25T07:30:00")
            }
        })
        .boxed()
}

/// What a person's words are in a calendar: runs of white space are cut to 16 characters.
fn kept(words: &str) -> String {
    let mut blanks = 0;
    let is_kept = |c: &char| {
        blanks = if c.is_whitespace() && *c != '\n' { blanks + 1 } else { 0 };
        blanks <= 16
    };
    clean(words).chars().filter(is_kept).collect()
}

fn names(component: &ICalendarComponent) -> Vec<&str> {
    component.entries.iter().map(|entry| entry.name.as_str()).collect()
}

/// The one value of a property, as calcard reads it.
fn value(component: &ICalendarComponent, name: &str) -> Option<String> {
    let mut found = component.entries.iter().filter(|entry| entry.name.as_str() == name);
    let entry = found.next()?;
    assert!(found.next().is_none(), "{name} is there twice");
    match entry.values.as_slice() {
        [] => Some(String::new()),
        [value] => Some(value.clone().into_text().unwrap_or_else(|| panic!("{name} is words")).into_owned()),
        many => panic!("{name} has {} values", many.len()),
    }
}

/// The line of a property, unfolded: calcard unescapes addresses as if they were TEXT, which they are not.
fn line(file: &str, name: &str) -> Option<String> {
    let unfolded = file.replace("\r\n ", "");
    unfolded.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned)
}

fn decoded(address: &str) -> String {
    percent_encoding::percent_decode_str(address).decode_utf8().expect("what was encoded is UTF-8").into_owned()
}

fn assert_read_as_typed(invitation: &Invitation) {
    let file = calendar::render(invitation);
    assert!(file.ends_with("END:VCALENDAR\r\n"));
    for line in file.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line:?}", line.len());
        assert!(!line.chars().any(|c| c.is_control() && c != '\t'), "a control character in {line:?}");
        assert!(!line.trim().is_empty(), "readers take a blank line for the end of what it continues");
    }
    let read = ICalendar::parse(&file).unwrap_or_else(|entry| panic!("calcard reads {entry:?} in\n{file}"));
    let of_kind = |kind: &ICalendarComponentType| {
        let found = read.components.iter().filter(|component| component.component_type == *kind);
        found.collect::<Vec<_>>()
    };
    let calendars = of_kind(&ICalendarComponentType::VCalendar);
    let [calendar] = calendars.as_slice() else { panic!("one calendar\n{file}") };
    assert_eq!(names(calendar), ["VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-TIMEZONE"]);
    assert_eq!(read.components.len(), 2, "a component too many in\n{file}");
    let events = of_kind(&ICalendarComponentType::VEvent);
    let [event] = events.as_slice() else { panic!("one event\n{file}") };
    assert_properties(invitation, event, &file);
}

fn assert_properties(invitation: &Invitation, event: &ICalendarComponent, file: &str) {
    let link = invitation.join_url.as_deref().map(|link| one_line(&clean(link))).filter(|link| !link.is_empty());
    let address = link.clone().filter(|link| is_address(link));
    let description = Some(kept(&invitation.description)).filter(|words| !words.is_empty());
    let mut expected = vec!["UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART"];
    expected.extend((invitation.secs > 0).then_some("DTEND"));
    expected.push("SUMMARY");
    expected.extend(description.as_ref().map(|_| "DESCRIPTION"));
    expected.push("ORGANIZER");
    expected.extend(link.as_ref().map(|_| "LOCATION"));
    expected.extend(address.iter().flat_map(|_| ["CONFERENCE", "URL"]));
    expected.extend(["STATUS", "TRANSP", "CLASS"]);
    assert_eq!(names(event), expected, "{file}");

    assert_eq!(value(event, "UID"), Some(one_line(&clean(&invitation.uid))));
    assert_eq!(value(event, "SUMMARY"), Some(one_line(&clean(&invitation.summary))));
    assert_eq!(value(event, "DESCRIPTION"), description);
    assert_eq!(value(event, "LOCATION"), link);
    assert_eq!(value(event, "SEQUENCE"), Some(invitation.sequence.to_string()));
    for name in ["CONFERENCE;VALUE=URI:", "URL:"] {
        assert_eq!(line(file, name).map(|link| decoded(&link)), address.as_ref().map(|link| decoded(link)), "{file}");
    }
    let organizer =
        event.entries.iter().find(|entry| entry.name.as_str() == "ORGANIZER").expect("it was among the names");
    let [parameter] = organizer.params.as_slice() else { panic!("ORGANIZER has one parameter\n{file}") };
    assert_eq!(parameter.name, ICalendarParameterName::Cn);
    // calcard leaves the carets of RFC 6868 to its caller.
    let name = line(file, "ORGANIZER;CN=").expect("it has a name");
    let (name, address) = match name.strip_prefix('"') {
        Some(quoted) => quoted.split_once("\":").expect("a quoted name ends"),
        None => name.split_once(':').expect("a value follows"),
    };
    assert!(!name.contains(['"', '\r', '\n']), "{name:?}");
    let name = name.replace("^^", "\u{0}").replace("^'", "\"").replace("^n", "\n").replace('\u{0}', "^");
    assert_eq!(name, one_line(&clean(&invitation.organizer_name)).replace('\\', "/"));
    assert_eq!(value(event, "ORGANIZER").as_deref(), Some(address));
    let address = address.strip_prefix("mailto:").expect("the organizer is reached by mail");
    assert_eq!(decoded(address), one_line(&clean(&invitation.organizer_address)));
}

#[test]
fn whatever_is_typed_into_an_invitation_is_read_as_typed_and_adds_nothing() {
    holds(300, invitations(), |invitation| assert_read_as_typed(&invitation));
}

#[test]
fn long_words_and_blanks_are_read_as_typed_too() {
    for words in ["語".repeat(3_400), format!("a{}ATTENDEE:x", " ".repeat(600)), "\"\\,;\r\n".repeat(1_700)] {
        let mut invitation = invitation("Europe/Zurich", "2026-03-29T02:30:00");
        for place in [&mut invitation.summary, &mut invitation.description, &mut invitation.organizer_name] {
            place.clone_from(&words);
        }
        invitation.join_url = Some(words);
        assert_read_as_typed(&invitation);
    }
}
