//! Where a time is meant: zones by their names, cities, countries, offsets and abbreviations.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, FixedOffset, Offset as _, TimeZone as _, Utc};

use super::Zone;

/// A place in time: a zone with its rules, or a fixed distance from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Zone(Zone),
    Offset(FixedOffset),
}

/// What somebody calls a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    Place(Place),
    /// A zone and how far from UTC it is by that name: `CEST` is Geneva's time in summer alone.
    Season {
        zone: Zone,
        offset: FixedOffset,
    },
    /// Several places are called so.
    Several(Vec<(String, Zone)>),
    Unknown,
}

impl Place {
    /// How far from UTC it is at a moment.
    pub fn offset_at(self, at: DateTime<Utc>) -> FixedOffset {
        match self {
            Place::Zone(zone) => zone.offset_from_utc_datetime(&at.naive_utc()).fix(),
            Place::Offset(offset) => offset,
        }
    }

    /// `Europe/Zurich`, `UTC`, `UTC+05:30`.
    pub fn name(self) -> String {
        match self {
            Place::Zone(zone) => zone.name().to_owned(),
            Place::Offset(offset) => offset_name(offset),
        }
    }
}

/// `UTC+05:30`; `UTC` where there is no distance.
pub fn offset_name(offset: FixedOffset) -> String {
    if offset.local_minus_utc() == 0 { "UTC".to_owned() } else { format!("UTC{offset}") }
}

/// The zones of a name, and whose each is where several places have that name.
struct Zones {
    zones: Vec<Zone>,
    labels: Vec<String>,
}

/// Places by name, lower case.
static PLACES: LazyLock<BTreeMap<String, Zones>> = LazyLock::new(|| {
    let mut places: BTreeMap<String, Zones> = BTreeMap::new();
    let one = |zone: Zone| Zones { zones: vec![zone], labels: Vec::new() };
    // The zones' own names: `Europe/Zurich`, and `Zurich` alone.
    for tz in chrono_tz::TZ_VARIANTS {
        let Ok(zone) = tz.name().parse::<Zone>() else { continue };
        places.insert(tz.name().to_lowercase(), one(zone));
        if let Some((region, city)) = tz.name().rsplit_once('/').filter(|(region, _)| !region.starts_with("Etc")) {
            let is_old = ["US", "Canada", "Brazil", "Chile", "Mexico"].contains(&region);
            let city = city.replace('_', " ").to_lowercase();
            if !is_old && !NO_PLACES.contains(&city.as_str()) {
                places.entry(city).or_insert_with(|| one(zone));
            }
        }
    }
    let lines = include_str!("places.tsv").lines().filter(|line| !line.starts_with('#'));
    for (name, list) in lines.filter_map(|line| line.split_once('\t')) {
        let mut known = Zones { zones: Vec::new(), labels: Vec::new() };
        for entry in list.split(',') {
            // `Spain=Europe/Madrid` where places far apart have the name.
            let (label, zone) = entry.split_once('=').map_or((None, entry), |(label, zone)| (Some(label), zone));
            known.zones.extend(zone.parse::<Zone>());
            known.labels.extend(label.map(str::to_owned));
        }
        places.insert(name.to_owned(), known);
    }
    places
});

/// Last parts of zone names that mean something else to people, or nothing.
const NO_PLACES: [&str; 9] = ["act", "center", "christmas", "easter", "knox", "north", "nsw", "south", "west"];

/// Abbreviations that mean one thing: the zone, and minutes from UTC by that name.
const ABBREVIATIONS: [(&str, &str, i32); 46] = [
    ("cet", "Europe/Zurich", 60),
    ("cest", "Europe/Zurich", 120),
    ("mez", "Europe/Zurich", 60),
    ("mesz", "Europe/Zurich", 120),
    ("wet", "Europe/Lisbon", 0),
    ("west", "Europe/Lisbon", 60),
    ("eet", "Europe/Athens", 120),
    ("eest", "Europe/Athens", 180),
    ("msk", "Europe/Moscow", 180),
    ("edt", "America/New_York", -240),
    ("mdt", "America/Denver", -360),
    ("pdt", "America/Los_Angeles", -420),
    ("akst", "America/Anchorage", -540),
    ("akdt", "America/Anchorage", -480),
    ("hst", "Pacific/Honolulu", -600),
    ("adt", "America/Halifax", -180),
    ("nst", "America/St_Johns", -210),
    ("ndt", "America/St_Johns", -150),
    ("brt", "America/Sao_Paulo", -180),
    ("art", "America/Argentina/Buenos_Aires", -180),
    ("clt", "America/Santiago", -240),
    ("clst", "America/Santiago", -180),
    ("pet", "America/Lima", -300),
    ("jst", "Asia/Tokyo", 540),
    ("kst", "Asia/Seoul", 540),
    ("hkt", "Asia/Hong_Kong", 480),
    ("sgt", "Asia/Singapore", 480),
    ("myt", "Asia/Kuala_Lumpur", 480),
    ("pht", "Asia/Manila", 480),
    ("ict", "Asia/Bangkok", 420),
    ("wib", "Asia/Jakarta", 420),
    ("npt", "Asia/Kathmandu", 345),
    ("pkt", "Asia/Karachi", 300),
    ("irst", "Asia/Tehran", 210),
    ("idt", "Asia/Jerusalem", 180),
    ("trt", "Europe/Istanbul", 180),
    ("eat", "Africa/Nairobi", 180),
    ("cat", "Africa/Maputo", 120),
    ("sast", "Africa/Johannesburg", 120),
    ("aest", "Australia/Sydney", 600),
    ("aedt", "Australia/Sydney", 660),
    ("acst", "Australia/Adelaide", 570),
    ("acdt", "Australia/Adelaide", 630),
    ("awst", "Australia/Perth", 480),
    ("nzst", "Pacific/Auckland", 720),
    ("nzdt", "Pacific/Auckland", 780),
];

/// Abbreviations that several countries use (platforms differ, and an hour's error costs a meeting).
const AMBIGUOUS: [(&str, &[(&str, &str)]); 16] = [
    ("ist", &[("India", "Asia/Kolkata"), ("Ireland", "Europe/Dublin"), ("Israel", "Asia/Jerusalem")]),
    ("cst", &[("China", "Asia/Shanghai"), ("Chicago", "America/Chicago"), ("Cuba", "America/Havana")]),
    ("cdt", &[("Chicago", "America/Chicago"), ("Cuba", "America/Havana")]),
    ("bst", &[("Britain", "Europe/London"), ("Bangladesh", "Asia/Dhaka")]),
    ("pst", &[("Los Angeles", "America/Los_Angeles"), ("Philippines", "Asia/Manila")]),
    ("est", &[("New York", "America/New_York"), ("Jamaica", "America/Jamaica"), ("Panama", "America/Panama")]),
    ("ast", &[("Halifax", "America/Halifax"), ("Arabia", "Asia/Riyadh"), ("Puerto Rico", "America/Puerto_Rico")]),
    ("gst", &[("Gulf", "Asia/Dubai"), ("South Georgia", "Atlantic/South_Georgia")]),
    ("mst", &[("Denver", "America/Denver"), ("Arizona", "America/Phoenix"), ("Malaysia", "Asia/Kuala_Lumpur")]),
    ("sst", &[("Samoa", "Pacific/Pago_Pago"), ("Singapore", "Asia/Singapore")]),
    ("amt", &[("Amazon", "America/Manaus"), ("Armenia", "Asia/Yerevan")]),
    ("ect", &[("Ecuador", "America/Guayaquil"), ("Eastern Caribbean", "America/Barbados")]),
    ("wst", &[("Western Australia", "Australia/Perth"), ("Samoa", "Pacific/Apia")]),
    ("wat", &[("Lagos", "Africa/Lagos"), ("Casablanca", "Africa/Casablanca")]),
    ("ct", &[("Chicago", "America/Chicago"), ("China", "Asia/Shanghai")]),
    ("at", &[("Halifax", "America/Halifax"), ("Austria", "Europe/Vienna")]),
];

/// Names that mean a zone whatever the season.
const WORDS: [(&str, &str); 12] = [
    ("et", "America/New_York"),
    ("mt", "America/Denver"),
    ("pt", "America/Los_Angeles"),
    ("eastern", "America/New_York"),
    ("central", "America/Chicago"),
    ("mountain", "America/Denver"),
    ("pacific", "America/Los_Angeles"),
    ("us eastern", "America/New_York"),
    ("us central", "America/Chicago"),
    ("us mountain", "America/Denver"),
    ("us pacific", "America/Los_Angeles"),
    ("central european", "Europe/Zurich"),
];

/// Reads what somebody calls a place, at a moment near the one that is meant.
pub fn named(typed: &str, near: DateTime<Utc>) -> Named {
    let lower = lower(typed);
    let bare = bare(&lower);
    if let "utc" | "gmt" | "z" | "zulu" | "universal" = bare {
        return Named::Place(Place::Zone(Zone::UTC));
    }
    if let Some(offset) = offset(bare) {
        return Named::Place(Place::Offset(offset));
    }
    if let Some((_, zones)) = AMBIGUOUS.iter().find(|(name, _)| *name == bare) {
        return several(zones.iter().map(|(label, zone)| ((*label).to_owned(), *zone)));
    }
    if let Some((_, zone, minutes)) = ABBREVIATIONS.iter().find(|(name, _, _)| *name == bare) {
        let offset = FixedOffset::east_opt(minutes * 60);
        return match (zone.parse(), offset) {
            (Ok(zone), Some(offset)) => Named::Season { zone, offset },
            _ => Named::Unknown,
        };
    }
    let word = WORDS.iter().find(|(name, _)| *name == bare).and_then(|(_, zone)| zone.parse().ok());
    if let Some(zone) = word {
        return Named::Place(Place::Zone(zone));
    }
    match known(bare) {
        None => in_country(bare).map_or(Named::Unknown, |zone| Named::Place(Place::Zone(zone))),
        Some(known) if !known.labels.is_empty() => {
            Named::Several(known.labels.iter().cloned().zip(known.zones.iter().copied()).collect())
        }
        Some(known) => match known.zones.as_slice() {
            [] => Named::Unknown,
            [zone] => Named::Place(Place::Zone(*zone)),
            zones => one_or_several(zones, near),
        },
    }
}

/// `Geneva Switzerland`: a city with its country behind it, or another that has the same zone.
fn in_country(bare: &str) -> Option<Zone> {
    let mut cuts = bare.match_indices(' ').map(|(at, _)| (&bare[..at], &bare[at + 1..]));
    cuts.find_map(|(city, country)| match known(city)?.zones.as_slice() {
        [zone] if known(country)?.zones.contains(zone) => Some(*zone),
        _ => None,
    })
}

/// The zones of a country that has several, the main ones first.
pub(super) fn zones_of_country(typed: &str) -> Option<&'static [Zone]> {
    let lower = lower(typed);
    let bare = bare(&lower);
    let is_abbreviation = AMBIGUOUS.iter().any(|(name, _)| *name == bare)
        || ABBREVIATIONS.iter().any(|(name, _, _)| *name == bare)
        || WORDS.iter().any(|(name, _)| *name == bare);
    let known = known(bare).filter(|known| !is_abbreviation && known.labels.is_empty())?;
    (known.zones.len() > 1).then_some(known.zones.as_slice())
}

fn lower(typed: &str) -> String {
    typed.trim().trim_matches(['.', ',', '(', ')']).replace('_', " ").to_lowercase()
}

/// Without `time` behind it.
fn bare(lower: &str) -> &str {
    lower.strip_suffix(" local time").or_else(|| lower.strip_suffix(" time")).unwrap_or(lower).trim()
}

fn known(bare: &str) -> Option<&'static Zones> {
    let known = PLACES.get(bare).or_else(|| PLACES.get(&bare.replace(' ', "_")));
    known.or_else(|| PLACES.get(&format!("the {bare}"))).or_else(|| PLACES.get(bare.strip_prefix("the ")?))
}

/// A country whose zones agree at the moment is one place.
fn one_or_several(zones: &[Zone], near: DateTime<Utc>) -> Named {
    let mut told: Vec<(FixedOffset, Zone)> = Vec::new();
    for zone in zones {
        let offset = Place::Zone(*zone).offset_at(near);
        if told.iter().all(|(known, _)| *known != offset) {
            told.push((offset, *zone));
        }
    }
    match told.as_slice() {
        [(_, zone)] => Named::Place(Place::Zone(*zone)),
        _ => Named::Several(told.into_iter().map(|(_, zone)| (city(zone), zone)).collect()),
    }
}

fn several<'a>(zones: impl Iterator<Item = (String, &'a str)>) -> Named {
    Named::Several(zones.filter_map(|(label, zone)| Some((label, zone.parse().ok()?))).collect())
}

/// Places whose name begins with what was typed so far, with their zone; those with several are left out. By the
/// alphabet.
pub fn beginning_with(typed: &str) -> impl Iterator<Item = (&'static str, Zone)> {
    let start = lower(typed);
    let from = PLACES.range(start.clone()..).take_while(move |(name, _)| name.starts_with(&start));
    from.filter_map(|(name, known)| match known.zones.as_slice() {
        [zone] => Some((name.as_str(), *zone)),
        _ => None,
    })
}

/// `Zurich` of `Europe/Zurich`.
pub fn city(zone: Zone) -> String {
    zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ")
}

/// `utc+1`, `gmt-05:30`, `+0530`, `+1`.
fn offset(typed: &str) -> Option<FixedOffset> {
    let rest = typed.strip_prefix("utc").or_else(|| typed.strip_prefix("gmt")).unwrap_or(typed).trim();
    let (sign, digits) = match rest.chars().next()? {
        '+' => (1, &rest[1..]),
        '-' => (-1, &rest[1..]),
        '−' => (-1, &rest['−'.len_utf8()..]),
        _ => return None,
    };
    let (hours, minutes) = match digits.trim().split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        None => (digits.trim(), "0"),
    };
    let is_number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(hours) || !is_number(minutes) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    // No place is farther away (Kiribati keeps UTC+14).
    let secs = (hours * 60 + minutes) * 60;
    (minutes < 60 && secs <= 14 * 3600).then(|| FixedOffset::east_opt(sign * secs)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_bundled_list_has_its_zones() {
        for line in include_str!("places.tsv").lines().filter(|line| !line.starts_with('#')) {
            let (name, zones) = line.split_once('\t').expect("a name, a tab and zones");
            assert!(!name.is_empty());
            for entry in zones.split(',') {
                let zone = entry.split_once('=').map_or(entry, |(_, zone)| zone);
                assert!(zone.parse::<Zone>().is_ok(), "{zone} of {name}");
            }
        }
        for zone in ABBREVIATIONS.iter().map(|(_, zone, _)| *zone).chain(WORDS.iter().map(|(_, zone)| *zone)) {
            assert!(zone.parse::<Zone>().is_ok(), "{zone}");
        }
        for (_, zones) in AMBIGUOUS {
            assert!(zones.iter().all(|(_, zone)| zone.parse::<Zone>().is_ok()));
        }
    }
}
