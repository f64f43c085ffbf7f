//! Time zones and the times people type. The past is a UTC instant, a future meeting is wall
//! time and zone; every conversion goes through [`Zone`].

mod abbreviations;
mod clocks;
mod days;
mod doubts;
mod due;
pub mod fair;
mod fold;
mod listed;
mod meant_day;
mod moment;
mod parts;
mod patterns;
mod place;
mod recurring;
pub mod release;
mod season;
mod several;
mod spelled;
mod typed;
mod zone;

pub use days::{Nth, weekday_name};
pub use due::{DayDoubt, NoDay, read_any_day, read_day, read_whole_date};
pub(crate) use fold::folded as without_accents;
pub use moment::{Candidate, Context, Doubt, Moment, read};
pub use parts::speaks_of_clock;
pub use place::{Named, Place, beginning_with, city, named};
pub use recurring::{Pace, Recurring, recurring};
pub use several::leading_places;
pub use typed::{DURATION_BOUNDS, NoDuration, bounded_duration, duration_words, read_date, read_duration};
pub use zone::{UnknownZone, Zone, ZoneOffset, data_version, on_day};
