#!/usr/bin/env bash
# icalendar (the crate registry) keeps the last of several CONFERENCE lines: of a dial-in and a chat room only one survives reading and writing.
#
# Version: icalendar 0.17.17, the newest in Rust's registry in November 2026, with its parser.
# Expected: RFC 7986, 5.11: CONFERENCE may stand more than once in an event, one line for each way to take part (the RFC's own examples have several), and
#   RFC 5545, 3.8.4.5: so may RELATED-TO. The crate keeps several ATTENDEE, COMMENT, CATEGORIES, ATTACH and EXDATE lines.
# Seen: which properties may repeat is a list in the crate, and these two are not on it. Of the line for the phone and the line for the chat the last is
#   written back; of two related meetings the last. Nothing reports it. Parameters that stood on the first line are gone with it.
# For people of this field: members who dial in lose the number when their calendar passes through a tool on this crate, and see the chat link
#   only. Put all ways to take part into the description as well.
# Convenor: writes its lines itself (decision 0014), and a single CONFERENCE among them, so nothing of its invitations is lost this way.
#
# Needs: bash, cargo with a Rust compiler (builds for about a minute). Builds in a temporary folder.
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
icalendar = { version = "=0.17.17", features = ["parser"] }

[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RS'
const MEETING: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Meetings//EN\r\nBEGIN:VEVENT\r\nUID:m7@example.org\r\n\
DTSTAMP:20261129T120000Z\r\nDTSTART:20261208T140000Z\r\nSUMMARY:Meeting 7\r\n\
CONFERENCE;VALUE=URI;FEATURE=PHONE:tel:+41-22-000-00-00\r\nCONFERENCE;VALUE=URI;FEATURE=CHAT:https://meet.example.org/jcg\r\n\
RELATED-TO:sg17@example.org\r\nRELATED-TO:sg20@example.org\r\nCOMMENT:first\r\nCOMMENT:second\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

fn main() {
    let written = MEETING.parse::<icalendar::Calendar>().expect("a calendar").to_string();
    let lines = |text: &str, name: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with(name)).map(str::to_owned).collect()
    };
    for name in ["CONFERENCE", "RELATED-TO", "COMMENT"] {
        println!("{name}\n  read    {:?}\n  written {:?}", lines(MEETING, name), lines(&written, name));
    }
    let conference = lines(&written, "CONFERENCE");
    let is_there = conference.len() == 1 && conference[0].contains("CHAT")
        && lines(&written, "RELATED-TO") == ["RELATED-TO:sg20@example.org"] && lines(&written, "COMMENT").len() == 2;
    println!("{}", if is_there { "still so" } else { "changed" });
    std::process::exit(i32::from(!is_there));
}
RS
nice cargo build --quiet || { echo "icalendar 0.17.17 cannot be built" >&2; exit 2; }
./target/debug/look
