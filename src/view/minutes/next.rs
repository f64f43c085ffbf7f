//! The next meeting, as minutes tell it.

use super::Next;
use crate::group::Group;
use crate::group::meeting::{Meeting, NextMeeting};
use crate::text::one_line;

/// What is planned next: as it was when the meeting ended, or now while it is open.
pub(super) fn next_meeting(group: &Group, meeting: &Meeting) -> Option<Next> {
    let planned = || {
        let plan = group.planned().filter(|plan| plan.meeting > meeting.number)?;
        let title = plan.title.clone();
        Some(NextMeeting { number: plan.meeting, title, starts_at: plan.starts_at(), zone: plan.zone })
    };
    let next = if meeting.ended_at.is_some() { meeting.next.clone() } else { planned() };
    let next = next.filter(|next| next.number > meeting.number)?;
    let mut zones = group.charter.zones.clone();
    if !zones.contains(&next.zone) {
        zones.push(next.zone);
    }
    zones.sort_by_key(|zone| next.starts_at.with_timezone(zone).naive_local());
    let local = |zone: &crate::time::Zone| {
        let here = next.starts_at.with_timezone(zone);
        (group.charter.zone_called(*zone).to_owned(), here.format("%A %Y-%m-%d %H:%M").to_string())
    };
    Some(Next {
        number: next.number,
        title: next.title.as_deref().map(one_line),
        starts_at: next.starts_at,
        when: group.charter.tell(next.zone, next.starts_at),
        zones: zones.iter().map(local).collect(),
    })
}
