//! Where a time is meant: zones by their names, cities, countries, offsets and abbreviations.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, FixedOffset, Offset as _, TimeZone as _, Utc};

use super::Zone;
use super::abbreviations::{Sense, senses};
use super::fold::{folded, with_umlauts_spelled};

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

/// What a name stands for: its zones, and whose each is where several places have that name.
struct Known {
    /// As it is written.
    name: String,
    zones: Vec<Zone>,
    labels: Vec<String>,
}

/// Places by their folded names.
static PLACES: LazyLock<BTreeMap<String, Known>> = LazyLock::new(|| {
    let mut places: BTreeMap<String, Known> = BTreeMap::new();
    let one = |name: &str, zone: Zone| Known { name: name.to_owned(), zones: vec![zone], labels: Vec::new() };
    // The zones' own names: `Europe/Zurich`, and `Zurich` alone.
    for tz in chrono_tz::TZ_VARIANTS {
        let Ok(zone) = tz.name().parse::<Zone>() else { continue };
        places.insert(folded(tz.name()), one(&tz.name().to_lowercase(), zone));
        if let Some((region, city)) = tz.name().rsplit_once('/').filter(|(region, _)| !region.starts_with("Etc")) {
            let is_old = ["US", "Canada", "Brazil", "Chile", "Mexico"].contains(&region);
            let city = city.replace('_', " ").to_lowercase();
            if !is_old && !NO_PLACES.contains(&city.as_str()) {
                places.entry(folded(&city)).or_insert_with(|| one(&city, zone));
            }
        }
    }
    let lines = include_str!("places.tsv").lines().filter(|line| !line.starts_with('#'));
    for (name, list) in lines.filter_map(|line| line.split_once('\t')) {
        let read = || {
            let mut known = Known { name: name.to_owned(), zones: Vec::new(), labels: Vec::new() };
            for entry in list.split(',') {
                // `Spain=Europe/Madrid` where places far apart have the name.
                let (label, zone) = entry.split_once('=').map_or((None, entry), |(label, zone)| (Some(label), zone));
                known.zones.extend(zone.parse::<Zone>());
                known.labels.extend(label.map(str::to_owned));
            }
            known
        };
        if let Some(spelled) = with_umlauts_spelled(name) {
            places.entry(spelled).or_insert_with(read);
        }
        places.insert(folded(name), read());
    }
    places
});

/// Names that Windows, Outlook and browsers have for zones, without `time`, with the minutes from UTC of those that
/// name a season.
static LONG_NAMES: LazyLock<BTreeMap<&'static str, (Zone, Option<FixedOffset>)>> = LazyLock::new(|| {
    let lines = include_str!("zone_names.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = lines.filter_map(|line| {
        let (name, rest) = line.split_once('\t')?;
        let (zone, minutes) = rest.split_once('\t')?;
        let offset = minutes.parse().ok().and_then(|minutes: i32| FixedOffset::east_opt(minutes * 60));
        Some((name, (zone.parse().ok()?, offset)))
    });
    rows.collect()
});

/// Last parts of zone names that mean something else to people, or nothing.
const NO_PLACES: [&str; 9] = ["act", "center", "christmas", "easter", "knox", "north", "nsw", "south", "west"];

/// What an abbreviation can mean, or the name of a North American zone.
pub(super) fn abbreviation(typed: &str) -> Option<&'static [Sense]> {
    let name = plain(typed);
    senses(bare(&name)).or_else(|| senses(&without_time(&name)))
}

/// Reads what somebody calls a place, at a moment near the one that is meant.
pub fn named(typed: &str, near: DateTime<Utc>) -> Named {
    let lower = lower(typed);
    if let "utc" | "gmt" | "z" | "zulu" | "universal" = bare(&lower) {
        return Named::Place(Place::Zone(Zone::UTC));
    }
    if let Some(offset) = offset(bare(&lower)) {
        return Named::Place(Place::Offset(offset));
    }
    if let Some(senses) = abbreviation(typed) {
        let meant: Vec<&Sense> = senses.iter().filter(|sense| sense.is_meant_at(near)).collect();
        return match meant.as_slice() {
            [sense] => match sense.offset() {
                Some(offset) => Named::Season { zone: sense.zone(), offset },
                None => Named::Place(Place::Zone(sense.zone())),
            },
            several => Named::Several(several.iter().map(|sense| (sense.label(), sense.zone())).collect()),
        };
    }
    let name = plain(typed);
    let bare = bare(&name);
    match known(bare) {
        None => in_country(bare)
            .map(|zone| Named::Place(Place::Zone(zone)))
            .or_else(|| long_name(&name))
            .unwrap_or(Named::Unknown),
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

/// `W. Europe Standard Time`, `Singapore Standard Time`, `Greenwich Mean Time`, `anywhere on earth`.
fn long_name(name: &str) -> Option<Named> {
    let name = without_time(name);
    match name.as_str() {
        "greenwich mean" | "coordinated universal" | "universal coordinated" => {
            return Some(Named::Place(Place::Zone(Zone::UTC)));
        }
        // The last place on Earth where it is still that day (IEEE 802.16).
        "aoe" | "anywhere on earth" | "anywhere earth" => {
            return FixedOffset::west_opt(12 * 3600).map(|offset| Named::Place(Place::Offset(offset)));
        }
        _ => {}
    }
    let (zone, offset) = *LONG_NAMES.get(name.as_str())?;
    Some(offset.map_or(Named::Place(Place::Zone(zone)), |offset| Named::Season { zone, offset }))
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
    let name = plain(typed);
    let known = known(bare(&name)).filter(|known| abbreviation(typed).is_none() && known.labels.is_empty())?;
    (known.zones.len() > 1).then_some(known.zones.as_slice())
}

fn lower(typed: &str) -> String {
    typed.trim().trim_matches(['.', ',', '(', ')']).replace('_', " ").to_lowercase()
}

/// The name folded, without the marks around it.
fn plain(typed: &str) -> String {
    folded(typed.trim().trim_matches(['.', ',', '(', ')']))
}

/// Without `time` behind it.
fn bare(lower: &str) -> &str {
    lower.strip_suffix(" local time").or_else(|| lower.strip_suffix(" time")).unwrap_or(lower).trim()
}

/// Without `time` wherever it stands, and without parentheses: `Central Standard Time (Mexico)`.
fn without_time(name: &str) -> String {
    let words = name.split([' ', ',', '(', ')']).filter(|word| !word.is_empty() && *word != "time");
    words.collect::<Vec<_>>().join(" ")
}

fn known(bare: &str) -> Option<&'static Known> {
    let known = PLACES.get(bare).or_else(|| PLACES.get(&format!("the {bare}")));
    known.or_else(|| PLACES.get(bare.strip_prefix("the ")?))
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

/// Places whose name begins with what was typed so far, with their zone; those with several are left out. By the
/// alphabet.
pub fn beginning_with(typed: &str) -> impl Iterator<Item = (&'static str, Zone)> {
    let start = plain(typed);
    let from = PLACES.range(start.clone()..).take_while(move |(name, _)| name.starts_with(&start));
    from.filter_map(|(_, known)| match known.zones.as_slice() {
        [zone] => Some((known.name.as_str(), *zone)),
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
        for line in include_str!("zone_names.tsv").lines().filter(|line| !line.starts_with('#')) {
            let name = line.split('\t').next().unwrap_or_default();
            assert!(LONG_NAMES.contains_key(name), "{line}");
            assert_eq!(without_time(&plain(name)), name, "the name is folded");
        }
    }

    #[test]
    fn every_capital_is_known() {
        const CAPITALS: &str = "Kabul, Tirana, Algiers, Andorra la Vella, Luanda, Saint John's, Buenos Aires, Yerevan, Canberra, \
            Vienna, Baku, Nassau, Manama, Dhaka, Bridgetown, Minsk, Brussels, Belmopan, Porto-Novo, Thimphu, \
            Sucre, La Paz, Sarajevo, Gaborone, Brasília, Bandar Seri Begawan, Sofia, Ouagadougou, Gitega, Praia, \
            Phnom Penh, Yaoundé, Ottawa, Bangui, N'Djamena, Santiago, Beijing, Bogotá, Moroni, Brazzaville, \
            Kinshasa, San José, Yamoussoukro, Zagreb, Havana, Nicosia, Prague, Copenhagen, Djibouti, Roseau, \
            Santo Domingo, Quito, Cairo, San Salvador, Malabo, Asmara, Tallinn, Mbabane, Addis Ababa, Suva, \
            Helsinki, Paris, Libreville, Banjul, Tbilisi, Berlin, Accra, Athens, St. George's, Guatemala City, \
            Conakry, Bissau, Georgetown, Port-au-Prince, Tegucigalpa, Budapest, Reykjavík, New Delhi, Jakarta, \
            Tehran, Baghdad, Dublin, Jerusalem, Rome, Kingston, Tokyo, Amman, Astana, Nairobi, Tarawa, \
            Pyongyang, Seoul, Kuwait City, Bishkek, Vientiane, Riga, Beirut, Maseru, Monrovia, Tripoli, Vaduz, \
            Vilnius, Luxembourg, Antananarivo, Lilongwe, Kuala Lumpur, Malé, Bamako, Valletta, Majuro, \
            Nouakchott, Port Louis, Mexico City, Palikir, Chișinău, Monaco, Ulaanbaatar, Podgorica, Rabat, \
            Maputo, Naypyidaw, Windhoek, Yaren, Kathmandu, Amsterdam, Wellington, Managua, Niamey, Abuja, \
            Skopje, Oslo, Muscat, Islamabad, Ngerulmud, Panama City, Port Moresby, Asunción, Lima, Manila, \
            Warsaw, Lisbon, Doha, Bucharest, Moscow, Kigali, Basseterre, Castries, Kingstown, Apia, San Marino, \
            São Tomé, Riyadh, Dakar, Belgrade, Victoria, Freetown, Singapore, Bratislava, Ljubljana, Honiara, \
            Mogadishu, Pretoria, Cape Town, Bloemfontein, Juba, Madrid, Colombo, Sri Jayawardenepura Kotte, \
            Khartoum, Paramaribo, Stockholm, Bern, Damascus, Dushanbe, Dodoma, Dar es Salaam, Bangkok, Dili, \
            Lomé, Nuku'alofa, Port of Spain, Tunis, Ankara, Ashgabat, Funafuti, Kampala, Kyiv, Abu Dhabi, \
            London, Washington D.C., Montevideo, Tashkent, Port Vila, Caracas, Hanoi, Sana'a, Lusaka, Harare, \
            Vatican City, Ramallah";
        let near = "2026-11-24T13:00:00Z".parse().expect("an RFC 3339 instant");
        let unknown: Vec<&str> = CAPITALS.split(", ").filter(|name| named(name, near) == Named::Unknown).collect();
        assert_eq!(unknown, Vec::<&str>::new());
    }
}
