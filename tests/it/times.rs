//! Times as people type them. What they mean stands in times.txt, worked out by an independent
//! implementation (tests/tools/times.py); what holds of every time is a property.

use chrono::{DateTime, Duration, TimeZone as _, Utc};
use convenor::time::{Context, Place, Zone, read};
use proptest::prelude::*;

use crate::golden;

fn context() -> Context {
    let now = "2026-11-24T13:00:00Z".parse().expect("it is an instant");
    Context { now, zone: "Europe/Zurich".parse().expect("it is a zone") }
}

#[test]
fn what_people_type_is_the_time_they_mean() {
    let table =
        std::fs::read_to_string(golden::path("tests/it/times.txt")).expect("the table belongs to the repository");
    let mut faults = Vec::new();
    let mut count = 0;
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut parts = line.split(" | ");
        let (typed, meaning) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let offered = parts.next().unwrap_or_default();
        let shown = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let found = match read(typed, context()) {
            Ok(moment) => {
                [Some(moment.start), moment.end].into_iter().flatten().map(shown).collect::<Vec<_>>().join(" ")
            }
            Err(doubt) => {
                let moments: Vec<String> =
                    doubt.candidates.iter().filter_map(|candidate| candidate.at).map(shown).collect();
                let wanted = meaning.strip_prefix("! ").unwrap_or("\0");
                let is_right = doubt.because.contains(wanted) && (offered.is_empty() || moments.join(" ") == offered);
                if is_right { meaning.to_owned() } else { format!("! {} | {}", doubt.because, moments.join(" ")) }
            }
        };
        count += 1;
        if found != meaning {
            faults.push(format!("{typed}: {meaning}, and is read as {found}"));
        }
    }
    assert!(count > 150, "the table is whole");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
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
        match (zone.from_local_datetime(&local).single(), read(&typed, context())) {
            (Some(_), Ok(moment)) => prop_assert_eq!(moment.start, at, "{}", typed),
            // What happens twice is asked about, and one of the two is meant.
            (None, Err(doubt)) => prop_assert!(doubt.candidates.iter().any(|candidate| candidate.at == Some(at)), "{}", typed),
            (_, other) => prop_assert!(false, "{} is read as {:?}", typed, other),
        }
    }

    #[test]
    fn whatever_is_typed_is_told_or_asked_about(typed in "\\PC{0,60}|[0-9a-z:+./ -]{0,40}|(mon|next tue|in|tomorrow|12|3pm|15:00|[0-9]{1,4}|/|-|:|CET|IST|Geneva|UTC|at| ){0,9}") {
        if let Err(doubt) = read(&typed, context()) {
            prop_assert!(!doubt.because.is_empty());
            for candidate in doubt.candidates.iter().filter(|candidate| candidate.at.is_some()) {
                let again = read(&candidate.typed, context()).map(|moment| moment.start);
                prop_assert_eq!(again.ok(), candidate.at, "{:?} offers {:?}", typed, candidate.typed);
            }
        }
    }
}
