//! Time zones and the times people type. The past is a UTC instant, a future meeting is wall
//! time and zone; every conversion goes through [`Zone`].

mod moment;
mod parts;
mod place;
pub mod release;
mod typed;
mod zone;

pub use moment::{Candidate, Context, Doubt, Moment, read};
pub use parts::weekday_name;
pub use place::{Named, Place, city, named};
pub use typed::{duration_words, read_date, read_day, read_duration};
pub use zone::{UnknownZone, Zone, ZoneOffset, data_version};
