#!/usr/bin/env bash
# Three Rust crates for dates in words disagree on twelve o'clock: for two_timer 12am is noon and 12pm the midnight after; interim has two answers.
#
# Versions: two_timer 2.2.5, chrono-english 0.1.8, interim 0.2.2, the newest in Rust's registry in November 2026.
# Expected: with am and pm, 12am is midnight at the start of the day and 12pm is noon (ISO and ITU write 00:00 and 12:00 for that reason). Each page
#   shows am and pm; none says that 12 is special.
# Seen, on 29 November 2026 at 09:00: two_timer reads 12am as 12:00 and 12pm as 00:00 of the 30th, 12:30pm as 00:30. chrono-english reads 12am as 12:00, and
#   12pm is an error. interim, which came from it, reads 12am rightly but "tomorrow 12am" as 12:00, and "midnight" as the time that it is now.
# For people of this field: "contributions close on 8 December, 12pm" is what organizers write. The deadline is half a day off, silently, and in
#   interim by the way the same hour is written. Take hours from 1 to 11 with am and pm only, and ask for 12.
# Convenor: reads dates with its own code: 12am is 00:00, 12pm and noon are 12:00, on any day.
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
chrono = "0.4"
chrono-english = "=0.1.8"
interim = { version = "=0.2.2", features = ["chrono_0_4"] }
two_timer = "=2.2.5"

[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RS'
use chrono::{TimeZone as _, Utc};

/// What the three crates make of some words, on a Sunday morning at nine.
fn read(words: &str) -> [String; 3] {
    let now = Utc.with_ymd_and_hms(2026, 11, 29, 9, 0, 0).single().expect("a moment");
    let form = "%d %H:%M";
    let config = two_timer::Config::new().now(now.naive_utc()).default_to_past(false);
    let two = two_timer::parse(words, Some(config)).map_or_else(|_| "error".to_owned(), |(start, ..)| start.format(form).to_string());
    let english = chrono_english::parse_date_string(words, now, chrono_english::Dialect::Uk);
    let english = english.map_or_else(|_| "error".to_owned(), |at| at.format(form).to_string());
    let interim = interim::parse_date_string(words, now, interim::Dialect::Uk);
    let interim = interim.map_or_else(|_| "error".to_owned(), |at| at.format(form).to_string());
    println!("{words:13} two_timer {two:9} chrono-english {english:9} interim {interim}");
    [two, english, interim]
}

fn main() {
    let is_there = read("12am") == ["29 12:00", "29 12:00", "29 00:00"]
        && read("12pm") == ["30 00:00", "error", "29 12:00"]
        && read("12:30pm") == ["30 00:30", "error", "29 12:30"]
        && read("3pm") == ["29 15:00", "29 15:00", "29 15:00"]
        && read("tomorrow 12am")[2] == "30 12:00"
        && read("midnight")[2] == "29 09:00";
    println!("{}", if is_there { "still so" } else { "changed" });
    std::process::exit(i32::from(!is_there));
}
RS
nice cargo build --quiet || { echo "the crates cannot be built" >&2; exit 2; }
./target/debug/look
