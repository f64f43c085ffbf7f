//! Times as people type them. What they mean stands in times.txt, worked out by an independent
//! implementation (tests/tools/times.py); what holds of every time is a property.

use std::fmt::Write as _;

use chrono::{DateTime, Duration, SecondsFormat, TimeZone as _, Utc};
use convenor::time::{Candidate, Context, Doubt, Moment, Place, Zone, read};
use proptest::prelude::*;

use crate::golden;

/// What a refusal of each kind says.
const REFUSALS: [(&str, &str); 19] = [
    ("any", ""),
    ("bare", "could be an hour or a day"),
    ("contradiction", ", not a "),
    ("empty", "ends when it begins"),
    ("long", "is longer than"),
    ("midnight", "Midnight begins one day and ends another"),
    ("never", "does not exist in"),
    ("no such day", "There is no day"),
    ("no such time", "There is no time"),
    ("no time", "has no time of day"),
    ("no year", "has no year"),
    ("nonsense", "I cannot read that"),
    ("past", "that time is past"),
    ("season", ", not "),
    ("twice", "happens twice in"),
    ("two", "There are two"),
    ("unknown place", "I know no place"),
    ("which next", "“next” can mean"),
    ("which order", "order of day and month"),
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

/// Every zone, at every change of its clocks from 2020 to 2030: a second before, at it, a second after.
#[test]
fn every_zone_changes_its_clocks_as_jiff_says() {
    let (from, to) = ("2020-01-01T00:00:00Z", "2030-12-31T00:00:00Z");
    let stamp = |text: &str| text.parse::<jiff::Timestamp>().expect("it is an instant");
    let mut edges = 0;
    for tz in chrono_tz::TZ_VARIANTS {
        let zone: Zone = tz.name().parse().expect("every name is a zone");
        let rules = jiff::tz::TimeZoneDatabase::bundled().get(tz.name()).expect("every name is in the bundle");
        let changes = rules.following(stamp(from)).take_while(|change| change.timestamp() < stamp(to));
        for second in changes.map(|change| change.timestamp().as_second()) {
            for at in [second - 1, second, second + 1] {
                let instant = DateTime::from_timestamp(at, 0).expect("it is a time");
                let ours = Place::Zone(zone).offset_at(instant).local_minus_utc();
                let theirs = rules.to_offset(jiff::Timestamp::from_second(at).expect("it is a time")).seconds();
                assert_eq!(ours, theirs, "{} at {instant}", tz.name());
            }
            edges += 1;
        }
    }
    assert!(edges > 4_000, "{edges} changes were looked at");
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
    fn whatever_is_typed_is_told_or_asked_about(typed in "\\PC{0,60}|[0-9a-z:+./ -]{0,40}|(mon|next tue|in|tomorrow|12|3pm|15:00|[0-9]{1,4}|/|-|:|CET|IST|Geneva|UTC|at| ){0,9}") {
        if let Err(doubt) = read(&typed, tuesday()) {
            prop_assert!(!doubt.because.is_empty());
            for candidate in doubt.candidates.iter().filter(|candidate| candidate.at.is_some()) {
                let again = read(&candidate.typed, tuesday()).map(|moment| moment.start);
                prop_assert_eq!(again.ok(), candidate.at, "{:?} offers {:?}", typed, candidate.typed);
            }
        }
    }
}
