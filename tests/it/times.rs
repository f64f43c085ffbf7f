//! Times as people type them. What they mean stands in times.txt, worked out by an independent
//! implementation (tests/tools/times.py); what holds of every time is a property.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::{DateTime, Duration, MappedLocalTime, SecondsFormat, TimeZone as _, Utc};
use convenor::time::{Candidate, Context, Doubt, Moment, Place, Zone, read};
use proptest::prelude::*;

use crate::golden;
use crate::properties::plain;

#[path = "../fuzz/times.rs"]
mod checks;

/// What a refusal of each kind says.
const REFUSALS: [(&str, &str); 37] = [
    ("any", ""),
    ("bare", "could be an hour or a day"),
    ("both named", "are both named"),
    ("business", "Business ends"),
    ("contradiction", ", not a "),
    ("backwards", "ends before it begins"),
    ("empty", "ends when it begins"),
    ("half", "before the hour in some languages"),
    ("length", "is a length of time"),
    ("long", "is longer than"),
    ("midnight", "Midnight begins one day and ends another"),
    ("never", "does not exist in"),
    ("no day", "is no single day"),
    ("counted on", "I do not count"),
    ("no such day", "There is no day"),
    ("no such time", "There is no time"),
    ("no time", "has no time of day"),
    ("no offset", "is no distance from UTC"),
    ("no year", "has no year"),
    ("nonsense", "I cannot read that"),
    ("not in the part", "is not in the"),
    ("offset or length", "can be an offset or a length"),
    ("offset or range", "can be a range or a time with an offset"),
    ("past", "that time is past"),
    ("repeats", "more than one day"),
    ("season", ", not "),
    ("twice", "happens twice in"),
    ("two", "There are two"),
    ("unread", "I cannot read “"),
    ("unknown place", "I know no place"),
    ("which hour", "can be "),
    ("which last", "“last” can mean"),
    ("which next", "“next” can mean"),
    ("which night", "A night belongs to two days"),
    ("which week", "A week begins on Sunday"),
    ("which order", "order of day and month"),
    ("year", "its clocks are not known"),
];
const WHICH_PLACE: [&str; 2] = ["can mean", "has several zones"];

fn context(now: &str, zone: &str) -> Context {
    let now = DateTime::parse_from_str(&now.replace('Z', "+0000"), "%Y-%m-%dT%H:%M%z").expect("it is an instant");
    Context { now: now.to_utc(), zone: zone.parse().expect("it is a zone") }
}

fn tuesday() -> Context {
    context("2026-11-24T13:00Z", "Europe/Zurich")
}

#[test]
fn what_people_type_is_the_time_they_mean() {
    let table = std::fs::read_to_string(golden::path("tests/it/times.txt")).expect("the repository has the table");
    let mut faults = String::new();
    let mut count = 0;
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut columns = line.splitn(3, " | ");
        let (now, zone) = (columns.next().unwrap_or_default(), columns.next().unwrap_or_default());
        let last = columns.next().unwrap_or_default();
        let (typed, meant) = last.rsplit_once(" -> ").expect("what is typed, and what is meant");
        let context = context(now, zone);
        let found = match read(typed, context) {
            Ok(moment) => told(&moment),
            Err(doubt) => refused(&doubt, meant, context),
        };
        count += 1;
        if found != meant {
            writeln!(faults, "{typed}\n    means  {meant}\n    and is {found}").expect("a string grows");
        }
    }
    assert!(count >= 600, "the table is whole");
    assert!(faults.is_empty(), "{faults}");
}

fn told(moment: &Moment) -> String {
    let end = moment.end.map_or(String::new(), |end| format!("/{}", shown(end)));
    let names: Vec<String> = moment.wanted.iter().map(|place| place.name()).collect();
    let wanted = if names.is_empty() { String::new() } else { format!(" in {}", names.join(", ")) };
    format!("{}{end} {}{wanted}", shown(moment.start), moment.place.name())
}

/// The refusal in the words of the table: `meant` where it is of that kind, and offers the same.
fn refused(doubt: &Doubt, meant: &str, context: Context) -> String {
    let (kind, offered) = meant.split_once(": ").unwrap_or((meant, ""));
    let kind = kind.strip_prefix("! ").unwrap_or("\0");
    let because = &doubt.because;
    let is_of_kind = if kind == "which place" {
        WHICH_PLACE.iter().any(|words| because.contains(words))
    } else {
        REFUSALS.iter().any(|(known, words)| *known == kind && because.contains(words))
    };
    let mut offers = Vec::new();
    for candidate in &doubt.candidates {
        let at = offer(candidate, context).map_or("?".to_owned(), shown);
        offers.push(format!("{at} {}", candidate.place.name()));
    }
    if is_of_kind && (offered.is_empty() || offers.join(", ") == offered) {
        return meant.to_owned();
    }
    format!("! {because}: {}", offers.join(", "))
}

/// The instant that a candidate stands for: its own, or what its words mean.
fn offer(candidate: &Candidate, context: Context) -> Option<DateTime<Utc>> {
    candidate.at.or_else(|| read(&candidate.typed, context).ok().map(|moment| moment.start))
}

fn shown(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true).replace(":00Z", "Z")
}

/// From 2020 to 2030, as in tests/tools/zones.py.
const YEARS: [&str; 2] = ["2020-01-01T00:00:00Z", "2031-01-01T00:00:00Z"];
/// Names that are in the tz database of Python and not in chrono-tz, and the other way round.
const ONLY_IN_TZDATA: [&str; 1] = ["Factory"];
const ONLY_IN_CHRONO_TZ: [&str; 0] = [];

fn rules(name: &str) -> jiff::tz::TimeZone {
    jiff::tz::TimeZoneDatabase::bundled().get(name).expect("every name is in the bundle")
}

/// The seconds at which the clocks of a zone change, with the offsets before and after.
fn changes(rules: &jiff::tz::TimeZone) -> Vec<(i64, i64, i64)> {
    let [from, to] = YEARS.map(|year| year.parse::<jiff::Timestamp>().expect("it is an instant"));
    let offset_at = |second: i64| {
        let at = jiff::Timestamp::from_second(second).expect("it is a time");
        i64::from(rules.to_offset(at).seconds())
    };
    let seconds = rules.following(from).map(|change| change.timestamp()).take_while(|at| *at < to);
    let seconds = seconds.map(jiff::Timestamp::as_second);
    seconds
        .map(|at| (at, offset_at(at - 1), offset_at(at)))
        // A change of the abbreviation alone moves no clock.
        .filter(|(_, before, after)| before != after)
        .collect()
}

fn naive(second: i64) -> chrono::NaiveDateTime {
    DateTime::from_timestamp(second, 0).expect("it is a time").naive_utc()
}

/// Wall times around a change: before, at and after what is left out or repeated.
fn walls((at, before, after): (i64, i64, i64)) -> [i64; 5] {
    let (first, last) = (at + before.min(after), at + before.max(after));
    [first - 1, first, i64::midpoint(first, last), last - 1, last]
}

#[test]
fn every_zone_changes_its_clocks_as_jiff_says() {
    let mut edges = 0;
    for tz in chrono_tz::TZ_VARIANTS {
        let zone: Zone = tz.name().parse().expect("every name is a zone");
        let rules = rules(tz.name());
        for change in changes(&rules) {
            for second in [change.0 - 1, change.0, change.0 + 1] {
                let instant = DateTime::from_timestamp(second, 0).expect("it is a time");
                let ours = Place::Zone(zone).offset_at(instant).local_minus_utc();
                let theirs = rules.to_offset(jiff::Timestamp::from_second(second).expect("it is a time")).seconds();
                assert_eq!(ours, theirs, "{} at {instant}", tz.name());
            }
            for local in walls(change) {
                let civil = naive(local).format("%Y-%m-%dT%H:%M:%S").to_string();
                let theirs = rules.to_ambiguous_timestamp(civil.parse().expect("it is a wall time"));
                let is_clear = !theirs.is_ambiguous();
                assert_eq!(zone.from_local_datetime(&naive(local)).single().is_some(), is_clear, "{civil} {zone}");
                let (earlier, later) = (theirs.earlier(), theirs.later());
                if let MappedLocalTime::Ambiguous(first, second) = zone.from_local_datetime(&naive(local)) {
                    let both = [earlier, later].map(|at| at.map(jiff::Timestamp::as_second).ok());
                    assert_eq!(both, [first, second].map(|at| Some(at.timestamp())), "{civil} {zone}");
                }
            }
            edges += 1;
        }
    }
    assert!(edges > 4_000, "{edges} changes were looked at");
}

/// Python's zoneinfo is the second reader of the same release (tests/tools/zones.py).
#[test]
fn every_zone_changes_its_clocks_as_python_says() {
    let table = std::fs::read_to_string(golden::path("tests/it/zones.txt")).expect("the repository has the table");
    let rows: Vec<&str> = table.lines().filter(|line| !line.starts_with('#')).collect();
    let theirs: BTreeSet<&str> = rows.iter().filter_map(|row| row.split(' ').next()).collect();
    let ours: BTreeSet<&str> = chrono_tz::TZ_VARIANTS.iter().map(|tz| tz.name()).collect();
    assert_eq!(theirs.difference(&ours).copied().collect::<Vec<_>>(), ONLY_IN_TZDATA, "only in tzdata");
    assert_eq!(ours.difference(&theirs).copied().collect::<Vec<_>>(), ONLY_IN_CHRONO_TZ, "only in chrono-tz");
    let mut faults = String::new();
    for row in rows {
        let name = row.split(' ').next().unwrap_or_default();
        let Ok(zone) = name.parse::<Zone>() else { continue };
        let told = changes_told(zone);
        let ours = format!("{name} {} {:016x}", told.lines().count(), checksum(&told));
        if ours != row {
            writeln!(faults, "{row}\n    is here {ours}").expect("a string grows");
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

/// The changes of a zone, in the lines that tests/tools/zones.py sums up.
fn changes_told(zone: Zone) -> String {
    let mut told = String::new();
    for change in changes(&rules(zone.name())) {
        for second in [change.0 - 1, change.0, change.0 + 1] {
            let instant = DateTime::from_timestamp(second, 0).expect("it is a time");
            let offset = Place::Zone(zone).offset_at(instant).local_minus_utc();
            writeln!(told, "{second} {offset}").expect("a string grows");
        }
        for local in walls(change) {
            let moments = match zone.from_local_datetime(&naive(local)) {
                MappedLocalTime::None => "never".to_owned(),
                MappedLocalTime::Single(at) => at.timestamp().to_string(),
                MappedLocalTime::Ambiguous(first, second) => format!("{} {}", first.timestamp(), second.timestamp()),
            };
            writeln!(told, "{local}: {moments}").expect("a string grows");
        }
    }
    told
}

/// FNV-1a, 64 bits.
fn checksum(words: &str) -> u64 {
    words.bytes().fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What is typed by mistake or to do harm.
#[test]
fn hostile_times_are_refused_in_a_sentence() {
    let long = ["1".repeat(100_000), "9".repeat(200), "in ".repeat(60), "15:00 ".repeat(33), "-".repeat(200)];
    let short = [
        "",
        " ",
        "\t",
        "\u{0}",
        "\u{200b}",
        "🕒",
        "١٥:٠٠",
        "99999-12-08 15:00",
        "in 9999999999999999999999 h",
        "1:2:3:4:5",
        "+",
        "ﬀ 15:00 ſt",
        "+/\u{fffd}",
    ];
    for typed in long.iter().map(String::as_str).chain(short) {
        checks::hold_for_time(typed);
        assert!(read(typed, tuesday()).is_err(), "{typed:?} is no time");
    }
    for typed in [
        "9999-12-31 24:00 Honolulu",
        "0000-01-01 00:00 Auckland",
        "in 100000 weeks 100000 weeks 100000 weeks",
        "\u{202e}00:51",
        "15:00 \u{202e}Geneva",
    ] {
        checks::hold_for_time(typed);
    }
}

/// Zones that are named after places: to people, `CET` and `EST` are abbreviations, with their season.
fn places() -> Vec<Zone> {
    let named = chrono_tz::TZ_VARIANTS.iter().filter(|tz| tz.name().contains('/'));
    named.map(|tz| tz.name().parse().expect("every name is a zone")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_time_that_is_written_down_is_read_back(
        minutes in 0_i64..6_000_000,
        zone in proptest::sample::select(places()),
    ) {
        let start: DateTime<Utc> = "2020-01-01T00:00:00Z".parse().expect("it is an instant");
        let at = start + Duration::minutes(minutes);
        let local = at.with_timezone(&zone).naive_local();
        let typed = format!("{} {}", local.format("%Y-%m-%d %H:%M"), zone.name());
        match (zone.from_local_datetime(&local).single(), read(&typed, tuesday())) {
            (Some(_), Ok(moment)) => prop_assert_eq!(moment.start, at, "{}", typed),
            // What happens twice is asked about, and one of the two is meant.
            (None, Err(doubt)) => prop_assert!(doubt.candidates.iter().any(|candidate| candidate.at == Some(at)), "{}", typed),
            (_, other) => prop_assert!(false, "{} is read as {:?}", typed, other),
        }
    }

    #[test]
    fn what_is_later_is_read_as_later(
        minutes in 0_i64..6_000_000,
        ahead in 1_i64..3_000,
        zone in proptest::sample::select(places()),
    ) {
        let start: DateTime<Utc> = "2020-01-01T00:00:00Z".parse().expect("it is an instant");
        let told = [minutes, minutes + ahead].map(|minutes| {
            let local = (start + Duration::minutes(minutes)).with_timezone(&zone).naive_local();
            read(&format!("{} {}", local.format("%Y-%m-%d %H:%M"), zone.name()), tuesday()).map(|moment| moment.start)
        });
        // What the clocks show twice is asked about.
        if let [Ok(one), Ok(other)] = told {
            prop_assert!(one < other, "{} and {} in {}", one, other, zone);
        }
    }

    #[test]
    fn whatever_bytes_are_typed_are_told_or_asked_about(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        checks::hold_for_time(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn whatever_words_are_typed_are_told_or_asked_about(typed in "\\PC{0,60}|[0-9a-z:+./ -]{0,40}|(mon|next tue|every|2 weeks|for 3 meetings|in|tomorrow|12|3|noon|eod|3pm|15:00|02:30|2026-10-25|2026-03-29|[0-9]{1,4}|/|-|:|to|h|days|ago|tonight|morning|midnight|half|quarter past|for|between|last Fri|week|the 8th|first Tue of Dec|months|CET|IST|USA|Geneva|UTC|[+-]|at| | | ){0,9}") {
        checks::hold_for_time(&typed);
    }
}
