//! What holds for whatever is typed as a time: it is told, or refused in a sentence, and what the refusal offers
//! is understood and means what it says.
//!
//! The fuzz target `time` looks for times that break it; `tests/it/times.rs` keeps those that once did.

use chrono::{DateTime, Utc};
use convenor::text::plain;
use convenor::time::{Context, Zone, read, recurring};
use convenor::view::times::{self, Assumed};

use super::plain::assert_plain;

/// Moments from which a time is read: a Tuesday, and the nights around two changes of clocks and a year's end.
const MOMENTS: [(&str, &str); 4] = [
    ("2026-11-24T13:00:00Z", "Europe/Zurich"),
    ("2026-10-24T23:59:59Z", "Europe/London"),
    ("2027-03-14T08:30:00Z", "America/New_York"),
    ("2026-12-31T23:59:30Z", "Pacific/Kiritimati"),
];

/// Reads a time from several moments, and what is offered instead of it.
///
/// # Panics
/// Something does not hold; the message says what.
pub fn hold_for_time(typed: &str) {
    for (now, zone) in MOMENTS {
        let now: DateTime<Utc> = now.parse().expect("it is an instant");
        let zone: Zone = zone.parse().expect("it is a zone");
        let context = Context { now, zone };
        if let Some(Ok(found)) = recurring(typed, context) {
            assert!(found.starts.is_sorted(), "{typed:?} goes back in time");
            assert_plain(&plain::render(&times::recurs(&found, &[], Assumed::Room, now), None));
        }
        let answer = read(typed, context);
        assert_eq!(answer, read(typed, context), "the same words are read the same");
        match answer {
            Ok(moment) => {
                assert!(moment.end.is_none_or(|end| end > moment.start), "{typed:?} ends before it begins");
                assert_plain(&plain::render(&times::answer(&moment, &[], Assumed::Room, now), None));
            }
            Err(doubt) => {
                assert!(!doubt.because.is_empty(), "{typed:?} is refused without a word");
                assert_plain(&plain::render(&times::doubt(&doubt), None));
                for candidate in &doubt.candidates {
                    let told = read(&candidate.typed, context).map(|moment| moment.start);
                    assert_eq!(told.ok(), candidate.at, "{typed:?} offers {:?}", candidate.typed);
                    assert!(candidate.at.is_some(), "{typed:?} offers {:?} without its time", candidate.typed);
                }
            }
        }
    }
}
