#!/usr/bin/env bash
# human-date-parser (the crate registry) reads "Tuesday 8 December 2026" as the first of December and "8 December 15:00" as a day in the year 15.
#
# Version: human-date-parser 0.3.1, the newest in Rust's registry in November 2026.
# Expected: from_human_time() returns a date for words that it understands and an error otherwise; its page lists "Tuesday", "8 December 2026" and
#   dates with times. Words that are left over are words not understood.
# Seen: it takes the longest beginning that is a date and passes over the rest without a word. "Tuesday 8 December 2026" is next Tuesday, whatever day
#   the date names; "2026-12-08T15:00:00Z" and "Tuesday 3pm" lose the time; "15:00 CET" and "15:00 +0100" lose the zone; "last Tuesday of December" is
#   last Tuesday. In "8 December 15:00" the hour becomes the year: 0015-12-08.
# For people of this field: a weekday in front of the date is how meetings are announced in writing, as a check. Here it replaces the date. Compare
#   what was read, written out, with what was typed, or refuse words with anything after them.
# Convenor: refuses words that it has not used up, and says so where the weekday and the date disagree.
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
human-date-parser = "=0.3.1"

[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RS'
use chrono::NaiveDate;

/// What the crate makes of some words, on Sunday 29 November 2026 at noon.
fn read(words: &str) -> String {
    let now = NaiveDate::from_ymd_opt(2026, 11, 29).and_then(|day| day.and_hms_opt(12, 0, 0)).expect("a moment");
    let read = human_date_parser::from_human_time(words, now).map_or_else(|_| "error".to_owned(), |result| result.to_string());
    println!("{words:26} {read}");
    read
}

fn main() {
    let is_there = read("8 December 2026") == "2026-12-08"
        && read("Tuesday 8 December 2026") == "2026-12-01"
        && read("Friday 8 December 2026") == "2026-12-04"
        && read("last Tuesday of December") == "2026-11-24"
        && read("2026-12-08T15:00:00Z") == "2026-12-08"
        && read("2026-12-08 15:00 +0100") == "2026-12-08 15:00:00"
        && read("8 December 15:00") == "0015-12-08"
        && read("never") == "error";
    println!("{}", if is_there { "still so" } else { "changed" });
    std::process::exit(i32::from(!is_there));
}
RS
nice cargo build --quiet || { echo "human-date-parser 0.3.1 cannot be built" >&2; exit 2; }
./target/debug/look
