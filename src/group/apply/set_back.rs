//! A clock that was ahead and has been set right: what it has dated in the future comes back to the present.

use chrono::{DateTime, TimeDelta, Utc};

use crate::group::Group;
use crate::group::meeting::Meeting;

/// How far the last entry of a log may be ahead of the clock before the clock that wrote it counts as wrong. Clocks of
/// servers differ by seconds; entries of one log are otherwise in the order of time.
const TOLERANCE: TimeDelta = TimeDelta::minutes(10);

impl Group {
    /// How far the last entry is ahead of the clock, if the clock that wrote it must have been wrong.
    pub fn ahead_of(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.last_at.filter(|last| *last > now).map(|last| last - now).filter(|ahead| *ahead > TOLERANCE)
    }

    /// Sets the open meeting back if an entry shows that the clock was ahead.
    pub(super) fn set_back(&mut self, at: DateTime<Utc>) {
        let Some((ahead, last)) = self.ahead_of(at).zip(self.last_at) else { return };
        if let Some(meeting) = &mut self.meeting {
            set_back(meeting, at, last, ahead);
        }
    }
}

/// What began after `at` began under the clock that was ahead; what ends after `last`, the latest moment of that clock,
/// was given its end by it.
fn set_back(meeting: &mut Meeting, at: DateTime<Utc>, last: DateTime<Utc>, ahead: TimeDelta) {
    let begun = |moment: &mut DateTime<Utc>| {
        if *moment > at {
            *moment -= ahead;
        }
    };
    let ends = |moment: &mut DateTime<Utc>| {
        if *moment > last {
            *moment -= ahead;
        }
    };
    begun(&mut meeting.started_at);
    meeting.off_since.iter_mut().for_each(begun);
    if let Some(recess) = &mut meeting.recess {
        begun(&mut recess.since);
        recess.until.iter_mut().for_each(ends);
    }
    meeting.floor.iter_mut().filter_map(|floor| floor.clock.running_since.as_mut()).for_each(begun);
    meeting.agenda.open_clock_mut().and_then(|clock| clock.running_since.as_mut()).into_iter().for_each(begun);
    meeting.proposals.iter_mut().for_each(|proposal| ends(&mut proposal.until));
}
