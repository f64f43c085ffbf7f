//! An invitation to a meeting, as calendars know it. Writing the calendar file is `document/`'s.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::time::Zone;

/// One meeting in one state: announced, moved or cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Stays the same as long as it is the same meeting (RFC 5545, 3.8.4.7).
    pub uid: String,
    /// Starts at 0; one more with every change that is sent, the cancellation too (RFC 5546, 2.1.4).
    pub sequence: u32,
    pub is_cancelled: bool,
    /// One line.
    pub summary: String,
    /// Words of several lines.
    pub description: String,
    /// Wall time in `zone`, in the years 0 to 9999.
    pub start: NaiveDateTime,
    pub zone: Zone,
    /// How long it lasts by a clock that is never changed; 0 when nobody said.
    pub secs: u32,
    /// Where the meeting is held. What is neither a web address nor a mail address is shown as words only.
    pub join_url: Option<String>,
    /// Where the meeting is held when there is no address to join: the room in words.
    pub place: Option<String>,
    pub organizer_name: String,
    /// A mail address, without `mailto:`.
    pub organizer_address: String,
    /// When this state was made (RFC 5545, 3.8.7.2).
    pub stamp: DateTime<Utc>,
}
