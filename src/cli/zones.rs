//! Zones as they are named on the command line.

use chrono::{DateTime, Utc};

use crate::time::{Named, Place, named};

/// The exit code for what means nothing, or more than one thing.
pub(super) const UNCLEAR: u8 = 2;

/// Reads zones, cities and countries; each argument may be a list with commas.
///
/// # Errors
/// What is not known, or is more than one zone, in a sentence.
pub(super) fn places(lists: &[String], now: DateTime<Utc>) -> Result<Vec<Place>, String> {
    let names = lists.iter().flat_map(|list| list.split(',')).map(str::trim).filter(|name| !name.is_empty());
    names
        .map(|name| match named(name, now) {
            Named::Place(place) => Ok(place),
            Named::Season { zone, .. } => Ok(Place::Zone(zone)),
            Named::Several(zones) => {
                let cities: Vec<String> = zones.into_iter().map(|(label, _)| label).collect();
                Err(format!("“{name}” has several zones; name a city, such as {}", crate::text::join_or(&cities)))
            }
            Named::Unknown => Err(format!("I know no place or zone “{name}”")),
        })
        .collect()
}
