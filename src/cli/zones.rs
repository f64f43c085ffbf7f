//! Zones as they are named on the command line.

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::time::{Named, Place, Zone, named};

/// The exit code for what means nothing, or more than one thing.
pub(super) const UNCLEAR: u8 = 2;

/// From where and when a time is seen.
#[derive(Debug, clap::Args)]
pub(super) struct Seen {
    /// Zones, cities or countries of the people.
    #[arg(long = "in", value_name = "ZONE")]
    zones: Vec<String>,
    /// The zone where none is named.
    #[arg(long, default_value_t = Zone::UTC)]
    pub zone: Zone,
    /// The moment that counts as now.
    #[arg(long, value_name = "RFC3339")]
    now: Option<DateTime<Utc>>,
}

impl Seen {
    pub fn now(&self) -> DateTime<Utc> {
        self.now.unwrap_or_else(|| Clock::Machine.now())
    }

    /// The places that were named.
    ///
    /// # Errors
    /// What is not known, or is more than one zone, in a sentence.
    pub fn places(&self) -> Result<Vec<Place>, String> {
        places(&self.zones, self.now())
    }
}

/// Reads zones, cities and countries; each argument may be a list with commas.
///
/// # Errors
/// What is not known, or is more than one zone, in a sentence.
fn places(lists: &[String], now: DateTime<Utc>) -> Result<Vec<Place>, String> {
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
