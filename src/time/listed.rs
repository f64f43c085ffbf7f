//! Zones as Windows and Outlook list them: `(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna`.

use std::sync::LazyLock;

use chrono::{DateTime, Duration, FixedOffset, Utc};
use regex::Regex;

use super::place::{Named, Place, named};

/// An offset in parentheses, and what stands behind it as long as no digit follows.
static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\((?:UTC|GMT)(?:\s*([+\-−])\s*(\d{1,2}):?(\d{2}))?\)\s*([^\d]+)")
        .expect("the pattern is a constant and well formed")
});

/// The line with the one zone that such an entry means. `None`: it has no such entry, or its places do not agree.
pub(super) fn with_one_zone(typed: &str, near: DateTime<Utc>) -> Option<String> {
    if !typed.contains('(') {
        return None;
    }
    let found = ENTRY.captures(typed)?;
    let number = |index: usize| found.get(index).map_or(Some(0), |digits| digits.as_str().parse::<i32>().ok());
    let minutes = number(2)? * 60 + number(3)?;
    let is_west = found.get(1).is_some_and(|sign| sign.as_str() != "+");
    let offset = FixedOffset::east_opt(if is_west { -minutes } else { minutes } * 60)?;
    let names = found.get(4)?;
    // `in Seoul` behind it asks for other places.
    let end = names.as_str().to_ascii_lowercase().find(" in ").unwrap_or(names.as_str().len());
    let list = &names.as_str()[..end];
    let whole = std::iter::once(list).filter(|list| !list.contains(','));
    let place = whole.chain(list.split(',')).find_map(|name| match named(name.trim(), near) {
        Named::Place(place) => Some(place).filter(|place| keeps(*place, offset, near)),
        Named::Season { zone, .. } => Some(Place::Zone(zone)).filter(|place| keeps(*place, offset, near)),
        Named::Several(zones) => {
            let mut places = zones.into_iter().map(|(_, zone)| Place::Zone(zone));
            places.find(|place| keeps(*place, offset, near))
        }
        Named::Unknown => None,
    });
    let (from, to) = (found.get(0)?.start(), names.start() + end);
    Some(format!("{} {} {}", &typed[..from], place?.name(), &typed[to..]))
}

/// Whether a place has that distance from UTC in one of its seasons: the list says that of standard time.
fn keeps(place: Place, offset: FixedOffset, near: DateTime<Utc>) -> bool {
    const MONTHS: [i64; 4] = [0, 90, 180, 270];
    MONTHS.iter().any(|days| place.offset_at(near + Duration::days(*days)) == offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_of_the_list_is_one_zone() {
        let near = "2026-11-24T13:00:00Z".parse().expect("an RFC 3339 instant");
        for (typed, expected) in [
            ("15:00 (UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "15:00  Europe/Amsterdam "),
            ("(UTC+01:00) Amsterdam, Berlin 2027-01-15 15:00", " Europe/Amsterdam 2027-01-15 15:00"),
            ("15:00 (UTC-05:00) Eastern Time (US & Canada)", "15:00  America/New_York "),
            ("15:00 (UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi", "15:00  Asia/Kolkata "),
            ("15:00 (UTC) Coordinated Universal Time", "15:00  UTC "),
            ("15:00 (UTC+00:00) Dublin, Edinburgh, Lisbon, London", "15:00  Europe/Dublin "),
            ("15:00 (UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi in Seoul", "15:00  Asia/Shanghai  in Seoul"),
            ("15:00 (UTC+13:00) Nuku'alofa", "15:00  Pacific/Tongatapu "),
        ] {
            assert_eq!(with_one_zone(typed, near).as_deref(), Some(expected), "{typed}");
        }
        for typed in ["15:00 Geneva", "15:00 (Geneva)", "15:00 (UTC+09:00) Amsterdam", "15:00 (UTC+99:00) Rome"] {
            assert_eq!(with_one_zone(typed, near), None, "{typed}");
        }
    }
}
