//! Zones as they are named on the command line.

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::time::{Named, Place, Zone, leading_places};

/// The exit code for what means nothing, or more than one thing.
pub(super) const UNCLEAR: u8 = 2;

/// From where and when a time is seen.
#[derive(Debug, clap::Args)]
pub(super) struct Seen {
    /// Zones, cities or countries of the people, with spaces or commas between them.
    #[arg(long = "in", value_name = "ZONE", num_args = 1..)]
    zones: Vec<String>,
    /// The zone where none is named.
    #[arg(long, default_value_t = Zone::UTC)]
    pub zone: Zone,
    /// Current time to assume.
    #[arg(long, value_name = "RFC3339")]
    now: Option<DateTime<Utc>>,
}

impl Seen {
    pub fn now(&self) -> DateTime<Utc> {
        self.now.unwrap_or_else(|| Clock::Machine.now())
    }

    /// The places that were named, and the words that were typed: those given apart, else what stands behind the places.
    ///
    /// # Errors
    /// What is not known, or is more than one zone, in a sentence.
    pub fn places(&self, words: &[String]) -> Result<(Vec<Place>, String), String> {
        let typed = words.join(" ");
        let list = self.zones.join(" ");
        let (named, rest) = leading_places(&list, self.now());
        let places = named.into_iter().map(|(name, meant)| match meant {
            Named::Place(place) => Ok(place),
            Named::Season { zone, .. } => Ok(Place::Zone(zone)),
            Named::Several(zones) => {
                let cities: Vec<String> = zones.into_iter().map(|(label, _)| label).collect();
                Err(format!("“{name}” has several zones; name a city, such as {}", crate::text::join_or(&cities)))
            }
            Named::Unknown => Err(unknown(name)),
        });
        let places: Vec<Place> = places.collect::<Result<_, String>>()?;
        match rest {
            "" => Ok((places, typed)),
            // `--in Geneva Seoul next week 2 h`
            rest if typed.is_empty() && !places.is_empty() => Ok((places, rest.to_owned())),
            rest => Err(unknown(rest.split([',', ';']).next().unwrap_or(rest).trim())),
        }
    }
}

fn unknown(name: &str) -> String {
    format!("I know no place or zone “{name}”")
}
