//! When the group met: the sessions of its meetings, and the same agenda held twice.

use chrono::{DateTime, Utc};

use super::event::Event;
use super::meeting::Meeting;
use super::refusal::Refusal;
use super::{Decided, Group};
use crate::time::Zone;
use crate::time::fair::{Burden, Sitting, ledger};

/// A meeting that was held, as the ledger of hours needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub meeting: u32,
    pub sittings: Vec<Sitting>,
    /// The sittings had the same agenda, and nobody had to come to both.
    pub is_twin: bool,
}

impl Meeting {
    /// From when to when the meeting sat, up to `until`.
    pub fn sittings(&self, until: DateTime<Utc>) -> Vec<Sitting> {
        if let Some((first_end, second_start)) = self.second_session {
            let second = Sitting { start: second_start, end: until.max(second_start) };
            return vec![Sitting { start: self.started_at, end: first_end }, second];
        }
        // Nobody sits through a recess.
        let starts = std::iter::once(self.started_at).chain(self.recesses.iter().map(|(_, end)| *end));
        let ends = self.recesses.iter().map(|(start, _)| *start).chain(std::iter::once(until));
        starts.zip(ends).map(|(start, end)| Sitting { start, end: end.max(start) }).collect()
    }
}

impl Group {
    /// The same agenda again, for those to whom the first hours did not suit.
    pub(super) fn open_second_session(&self) -> Decided {
        let meeting = self.meeting.as_ref().ok_or(Refusal::NoMeeting)?;
        self.refuse_off_record()?;
        if meeting.second_session.is_some() {
            return Err(Refusal::SecondSessionAlready { number: meeting.number });
        }
        Ok(vec![Event::SecondSessionOpened])
    }

    /// What each zone has borne in the meetings that were held.
    pub fn borne(&self, zones: &[Zone]) -> Vec<Burden> {
        let held: Vec<_> = self.held.iter().map(|held| (held.sittings.as_slice(), held.is_twin)).collect();
        ledger(zones, &held)
    }
}
