//! Times where people would rather look than read: what was planned for the items and what they took, and who meets at
//! night.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Timelike as _, Utc};
use minijinja::{Value, context};

use super::templates::{self, ASSETS};
use crate::group::Group;
use crate::group::meeting::Meeting;
use crate::group::turns::Spoken;
use crate::time::{Zone, duration_words, fair};
use crate::view::page::{AgendaLine, agenda_lines};

/// Points of the widest bar.
const WIDE: i64 = 300;

/// The page of the times of a group's open or last meeting.
pub(super) fn charts(group: &Group, now: DateTime<Utc>) -> Response {
    let meeting = group.latest_meeting();
    let agenda = meeting.map(|meeting| agenda_lines(&meeting.agenda, meeting.ended_at.unwrap_or(now)));
    let mut lines = agenda.unwrap_or_default();
    if let (Some(meeting), None) = (meeting, meeting.and_then(|meeting| meeting.ended_at)) {
        let open = meeting.agenda.open_item().and_then(|item| Some((item.number, item.clock.as_ref()?.elapsed(now))));
        for line in &mut lines {
            if let Some((_, used)) = open.filter(|(number, _)| *number == line.number) {
                line.used_secs = used.num_seconds();
            }
        }
    }
    let most = lines.iter().map(|line| line.used_secs.max(line.planned_secs.map_or(0, i64::from))).max().unwrap_or(0);
    let bars: Vec<Value> = lines.iter().map(|line| bar(line, most)).collect();
    let values = context! {
        title => format!("Times · {}", group.charter.name),
        assets => &*ASSETS,
        group => &group.charter.name,
        meeting => meeting.map(|meeting| meeting.number),
        bars,
        wide => WIDE,
        hours => hours(group),
        speakers => meeting.filter(|_| group.charter.speaking_times).map_or_else(Vec::new, |meeting| speakers(meeting, now)),
    };
    templates::page(StatusCode::OK, "charts.html", values)
}

/// How long people have had the floor.
fn speakers(meeting: &Meeting, now: DateTime<Utc>) -> Vec<Value> {
    let times = meeting.speaking_times_at(meeting.ended_at.unwrap_or(now));
    let most = times.first().map_or(0, |spoken| spoken.time.num_seconds()).max(1);
    let row = |spoken: &Spoken| {
        let secs = spoken.time.num_seconds();
        context! { name => &spoken.name, turns => spoken.turns, time => duration_words(secs), points => secs * WIDE / most }
    };
    times.iter().map(row).collect()
}

/// The day of the next meeting on the clocks of the group's zones: which hours are night, and where the meeting is.
fn hours(group: &Group) -> Vec<Value> {
    let Some(plan) = group.planned() else { return Vec::new() };
    let mut zones = group.charter.zones.clone();
    if !zones.contains(&plan.zone) {
        zones.push(plan.zone);
    }
    let (start, end) = (plan.starts_at(), plan.ends_at());
    zones.sort_by_key(|zone| start.with_timezone(zone).naive_local());
    let sitting = fair::Sitting { start, end };
    let row = |zone: &Zone| {
        let (from, to) = (start.with_timezone(zone), end.with_timezone(zone));
        let minute = from.hour() * 60 + from.minute();
        let length = u32::try_from((end - start).num_minutes()).unwrap_or(0).max(15);
        let cells: Vec<Value> = (0..24)
            .map(|hour| {
                let shade = match fair::of_minute(hour * 60 + 30) {
                    0 => "day",
                    1..=60 => "dusk",
                    _ => "night",
                };
                context! { x => hour * 12, shade }
            })
            .collect();
        let night = fair::of_sitting(*zone, sitting);
        context! {
            zone => group.charter.zone_called(*zone),
            when => format!("{} to {}", from.format("%A %H:%M"), to.format("%H:%M")),
            night => format!("{}.{:02}", night / fair::NIGHT_HOUR, night % fair::NIGHT_HOUR),
            cells,
            x => f64::from(minute) / 5.0,
            width => f64::from(length.min(24 * 60 - minute)) / 5.0,
        }
    };
    zones.iter().map(row).collect()
}

fn bar(line: &AgendaLine, most: i64) -> Value {
    let points = |secs: i64| if most == 0 { 0 } else { secs.clamp(0, most) * WIDE / most };
    let planned = line.planned_secs.map(i64::from);
    context! {
        number => line.number,
        title => &line.title,
        state => line.state,
        used => (line.used_secs > 0).then(|| duration_words(line.used_secs)),
        planned => planned.map(duration_words),
        used_points => points(line.used_secs),
        planned_points => planned.map(points),
        is_over => planned.is_some_and(|planned| line.used_secs > planned),
    }
}
