//! What the room is reminded of before a planned meeting, and when.

use chrono::{DateTime, Duration, Utc};

use super::Planned;
use crate::group::Group;
use crate::group::event::{Ahead, Event};

impl Group {
    /// When a planned meeting will next be spoken of.
    pub(in crate::group) fn next_nearing(&self) -> Option<DateTime<Utc>> {
        self.next_spoken_of().map(|(due, _)| due)
    }

    /// The planned meeting that will be spoken of first, and when.
    fn next_spoken_of(&self) -> Option<(DateTime<Utc>, &Planned)> {
        let plans = self.all_planned().filter_map(|plan| Some((self.nearings(plan).next()?.0, plan)));
        plans.min_by_key(|(due, plan)| (*due, plan.meeting))
    }

    /// What is due at `now`. Of several, such as after the bot was away, the last says all.
    pub(in crate::group) fn nearing(&self, now: DateTime<Utc>) -> Option<Event> {
        let (_, plan) = self.next_spoken_of()?;
        let due = self.nearings(plan).take_while(|(due, _)| *due <= now).last();
        due.map(|(_, ahead)| Event::MeetingNeared { meeting: plan.meeting, ahead })
    }

    /// The moments to come, in order. What was past when the meeting was planned or moved is left out.
    fn nearings<'a>(&self, plan: &'a Planned) -> impl Iterator<Item = (DateTime<Utc>, Ahead)> + use<'a> {
        const DAY: Duration = Duration::days(1);
        let start = plan.starts_at();
        let notice = self.last_moment(plan);
        let must_announce = self.charter.list.is_some() && !plan.is_announced();
        // A notice of a day or none is the day before.
        let has_notice = notice < start - DAY;
        let all = [
            (notice - DAY, Ahead::NoticeIsDue, has_notice && must_announce),
            (notice, Ahead::Notice, has_notice),
            (start - DAY, Ahead::Day, true),
            (start - Duration::hours(1), Ahead::Hour, true),
            (start, Ahead::Start, true),
        ];
        let is_to_come = |due: &DateTime<Utc>, ahead: &Ahead| {
            *due > plan.timed_at && plan.reminded.is_none_or(|reminded| *ahead > reminded)
        };
        all.into_iter()
            .filter(move |(due, ahead, is_meant)| *is_meant && is_to_come(due, ahead))
            .map(|(due, ahead, _)| (due, ahead))
    }
}
