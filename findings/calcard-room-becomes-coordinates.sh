#!/usr/bin/env bash
# calcard (the crate registry) turns the place of a meeting into coordinates: LOCATION "Room A" beside GEO comes back from JSCalendar as "GEO:Room A".
#
# Version: calcard 0.3.14, the newest in Rust's registry in November 2026: the converter between iCalendar and JSCalendar of a groupware server.
# Expected: RFC 8984, 4.2.5: a Location has a name and coordinates, one of each. RFC 5545, 3.8.1.6: GEO is two numbers with ";" between them, at most once.
#   An event that has both keeps both on the way to JSCalendar and back; with LOCATION alone or GEO alone it does.
# Seen: on the way there both become one Location, which is right. On the way back both properties are called GEO: "GEO:Room A" and "GEO:46.22;6.13".
#   LOCATION is gone, and the file is invalid twice: GEO stands twice, and once without numbers.
# For people of this field: events made on a phone or from a map have both. Synced through a server that keeps JSCalendar inside and hands
#   out iCalendar, the room is no longer shown to anybody, and strict readers refuse the event.
# Convenor: writes LOCATION and no GEO, so its invitations pass. (That calcard also escapes addresses is in decision 0014.)
#
# Needs: bash, cargo with a Rust compiler (builds for about two minutes). Builds calcard in a temporary folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "look"
version = "0.1.0"
edition = "2021"

[dependencies]
calcard = "=0.3.14"

[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RS'
use calcard::{icalendar::ICalendar, jscalendar::JSCalendar};

/// The lines of an event after a way to JSCalendar and back, of the properties that matter here.
fn there_and_back(properties: &[&str]) -> Vec<String> {
    let head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Meetings//EN\r\nBEGIN:VEVENT\r\nUID:m7@example.org\r\n\
        DTSTAMP:20261129T120000Z\r\nDTSTART:20261208T140000Z\r\nDURATION:PT2H\r\nSUMMARY:Meeting 7\r\n";
    let text = format!("{head}{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", properties.join("\r\n"));
    let json = ICalendar::parse(&text).expect("iCalendar").into_jscalendar::<String, String>().to_string_pretty();
    let back = JSCalendar::<String, String>::parse(&json).expect("JSCalendar").into_icalendar().expect("iCalendar").to_string();
    let mut lines: Vec<String> = back.lines().map(str::to_owned)
        .filter(|line| ["LOCATION", "GEO"].iter().any(|name| line.starts_with(name))).collect();
    lines.sort();
    println!("{properties:?}\n  {lines:?}");
    lines
}

fn main() {
    let room = there_and_back(&["LOCATION:Room A"]);
    let map = there_and_back(&["GEO:46.22;6.13"]);
    let both = there_and_back(&["LOCATION:Room A", "GEO:46.22;6.13"]);
    let is_there = room == ["LOCATION:Room A"]
        && map == ["GEO:46.22;6.13"]
        && both == ["GEO:46.22;6.13", "GEO:Room A"];
    println!("{}", if is_there { "still so" } else { "changed" });
    std::process::exit(i32::from(!is_there));
}
RS
nice cargo build --quiet || { echo "calcard 0.3.14 cannot be built" >&2; exit 2; }
./target/debug/look
