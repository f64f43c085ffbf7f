//! For which meeting people take seats on the pages, and when it is over.

use super::Group;
use super::paper::Paper;

impl Group {
    /// The meeting for which people take seats now: the one that is open, else the last one while its minutes have not
    /// gone to the list, else the next one.
    pub fn meeting_of_seats(&self) -> Option<u32> {
        let open = self.meeting.as_ref().map(|meeting| meeting.number);
        let last = self.finished.as_ref().filter(|last| !self.is_done_with(last.number)).map(|last| last.number);
        open.or(last).or(Some(self.next_meeting()))
    }

    /// Whether a meeting was held and its minutes went to the list.
    pub fn is_done_with(&self, meeting: u32) -> bool {
        let is_open = self.meeting.as_ref().is_some_and(|open| open.number == meeting);
        !is_open && self.minutes(meeting).and_then(Paper::went_out_at).is_some()
    }
}
