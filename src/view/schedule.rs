//! What is said about meetings ahead.

use chrono::{DateTime, Duration, Utc};

use super::announcement::told_times;
use super::{Say, answers};
use crate::group::Group;
use crate::group::command::{Command, InternalCommand, Request};
use crate::group::event::{Ahead, Event};
use crate::group::paper::Delivery;
use crate::group::schedule::{PlanState, Planned};
use crate::text::{Block, Span, Stamp, Text};
use crate::time::duration_words;

/// A start that is longer past than this needs no word.
const STALE: Duration = Duration::minutes(15);

pub(super) fn to_event(group: &Group, request: &Request, event: &Event) -> Vec<Say> {
    let plan = |meeting: &u32| group.plans.get(meeting);
    let said = match event {
        Event::MeetingPlanned { meeting, .. } => {
            plan(meeting).map(|plan| match group.planned() {
                // Of a series the first is told in full.
                Some(first) if first.meeting < plan.meeting => Say::line(planned_line(plan)),
                _ => timed(group, request, plan, "is planned for"),
            })
        }
        Event::MeetingMoved { meeting, .. } => plan(meeting).map(|plan| timed(group, request, plan, "is moved to")),
        Event::MeetingCancelled { meeting, .. } => plan(meeting).map(|plan| {
            let next = Some(announce(group, plan)).filter(|_| group.is_untold(plan));
            let next = next.map_or_else(String::new, |typed| format!(" The list does not know yet: {typed}"));
            Say::line(format!("Meeting {meeting} is cancelled.{next}"))
        }),
        Event::JoinLinkSet { meeting, .. } => plan(meeting).map(|plan| {
            Say::line(match group.join_link(plan) {
                Some(link) => format!("Join meeting {meeting} at {link}"),
                None => format!("Join meeting {meeting} in this room."),
            })
        }),
        Event::NoticeQueued { meeting, .. } => {
            let list = group.charter.list.as_deref().unwrap_or("the list");
            plan(meeting).and_then(|plan| group.last_notice(plan)).map(|notice| {
                Say::line(format!("{} is in the outbox for {list}.", super::letter::called(group, &notice.message_id)))
            })
        }
        Event::MeetingMovedByRules { meeting, .. } => plan(meeting).and_then(|plan| moved_by_rules(group, plan)),
        Event::MeetingNeared { meeting, ahead } => plan(meeting).and_then(|plan| neared(group, request, plan, *ahead)),
        _ => None,
    };
    said.into_iter().collect()
}

fn timed(group: &Group, request: &Request, plan: &Planned, what: &str) -> Say {
    let (meeting, when) = (plan.meeting, plan.zone.tell(plan.starts_at()));
    let length = duration_words(i64::from(plan.secs));
    let when = Span::time(plan.starts_at(), Stamp::Day, when);
    let mut text = Text::line([format!("Meeting {meeting} {what} ").into(), when, format!(", for {length}.").into()]);
    text.append(told_times(group, plan, request.at));
    text.paragraph([next_step(group, plan, request.at).into()]);
    Say::room(text)
}

/// `Meeting 8 is planned for Tuesday 2026-12-15, 15:00 Europe/Zurich (14:00 UTC), for 2 h.`
fn planned_line(plan: &Planned) -> String {
    let (when, length) = (plan.zone.tell(plan.starts_at()), duration_words(i64::from(plan.secs)));
    format!("Meeting {} is planned for {when}, for {length}.", plan.meeting)
}

/// The meetings ahead, each with what the list knows of it.
pub(super) fn planned(group: &Group) -> Text {
    let lines = group.all_planned().map(|plan| {
        let title =
            plan.title.as_deref().map_or_else(String::new, |title| format!(": {}", crate::text::one_line(title)));
        let told = if group.charter.list.is_none() {
            ""
        } else if !group.is_announced(plan) {
            "; not announced yet"
        } else if group.is_untold(plan) {
            "; the latest changes are not announced"
        } else {
            "; announced"
        };
        vec![format!("Meeting {}{title}: {}{told}", plan.meeting, plan.zone.tell(plan.starts_at())).into()]
    });
    let lines: Vec<Vec<Span>> = lines.collect();
    if lines.is_empty() {
        return Text::plain(
            "No meeting is planned. A chair plans one with: !schedule \"Tuesday 15:00 Geneva\" for 2 h",
        );
    }
    let mut text = Text::plain("Meetings that are planned:");
    text.push(Block::List(lines));
    text
}

/// What announces a meeting: with its number where another one comes first.
fn announce(group: &Group, plan: &Planned) -> String {
    match group.to_announce() {
        Some(first) if first.meeting != plan.meeting => format!("!announce {}", plan.meeting),
        _ => "!announce".to_owned(),
    }
}

/// What a chair has to do for the list, and by when.
fn next_step(group: &Group, plan: &Planned, at: DateTime<Utc>) -> String {
    let last = group.charter.zone.tell(group.last_moment(plan));
    let (days, announce) = (group.charter.notice_days, announce(group, plan));
    if group.charter.list.is_none() {
        "This group has no list to announce it to.".to_owned()
    } else if group.is_late(plan, at) {
        format!(
            "That is less than {days} days away; the deadline for announcing it was {last}. A chair can still announce it with: {announce} override REASON"
        )
    } else if group.is_announced(plan) {
        format!("The list has another time. Announce the change by {last}: {announce}")
    } else if group.meeting.is_some() {
        format!(
            "What is added to the agenda now is for the open meeting. After it, collect the agenda of this one with agenda+ TITLE, then announce it by {last}: {announce}"
        )
    } else {
        format!("Collect its agenda with agenda+ TITLE, then announce it by {last}: {announce}")
    }
}

/// That the list knows another instant of a meeting than the one that its wall time is now.
fn moved_by_rules(group: &Group, plan: &Planned) -> Option<Say> {
    let was = group.moved_by_rules(plan)?.format("%Y-%m-%d %H:%M");
    let (meeting, when) = (plan.meeting, plan.zone.tell(plan.starts_at()));
    Some(Say::line(format!(
        "The rules of {} have changed. Meeting {meeting} is at {when} now; the list knows it for {was} UTC. The notice of change is ready, and a chair looks at it with: {}",
        plan.zone,
        announce(group, plan)
    )))
}

fn neared(group: &Group, request: &Request, plan: &Planned, ahead: Ahead) -> Option<Say> {
    let Command::Internal(InternalCommand::Tick { now }) = request.command else { return None };
    let start = plan.starts_at();
    let left = start - now;
    if left < -STALE {
        return None;
    }
    let (meeting, when) = (plan.meeting, plan.zone.tell(start));
    let last = || group.charter.zone.tell(group.last_moment(plan));
    let must_announce = group.charter.list.is_some() && !group.is_announced(plan);
    let join = group.join_link(plan).map_or_else(String::new, |link| format!(" Join: {link}"));
    let rules = group.moved_by_rules(plan).map_or_else(String::new, |was| {
        let was = was.format("%Y-%m-%d %H:%M");
        format!(
            " The list knows it for {was} UTC: the rules of {} have changed since. A chair informs it with: {}",
            plan.zone,
            announce(group, plan)
        )
    });
    let words = match ahead {
        Ahead::NoticeIsDue => {
            format!(
                "Meeting {meeting} ({when}) has not been announced yet; the deadline is {}: {}",
                last(),
                announce(group, plan)
            )
        }
        Ahead::Notice if must_announce => format!(
            "Meeting {meeting} ({when}) has not been announced; the deadline was {}. To meet later: !reschedule. To announce it anyway: {} override REASON",
            last(),
            announce(group, plan)
        ),
        Ahead::Start => format!("It is time for meeting {meeting}. A chair opens it with: start meeting.{join}"),
        _ if left <= Duration::zero() => return None,
        Ahead::Notice | Ahead::Day | Ahead::Hour => {
            let warning = if must_announce { " The list has not been informed." } else { "" };
            format!("Meeting {meeting} begins in {}: {when}.{join}{warning}{rules}", how_long(left))
        }
    };
    let mut text = Text::plain(words);
    if ahead == Ahead::Day {
        text.append(answers::agenda(group));
    }
    Some(Say::room(text))
}

/// `7 days`, `24 h`.
fn how_long(left: Duration) -> String {
    const DAYS_FROM: i64 = 2;
    if left.num_days() >= DAYS_FROM { format!("{} days", left.num_days()) } else { duration_words(left.num_seconds()) }
}

/// How far the planned meeting is, for `!status`.
pub(super) fn status(group: &Group) -> Option<String> {
    let plan = group.to_announce()?;
    let when = plan.zone.tell(plan.starts_at());
    let what = match plan.state {
        PlanState::Cancelled { .. } => "cancelled",
        PlanState::Standing | PlanState::Held => "planned for",
    };
    let told = match group.last_notice(plan).map(|notice| &notice.state) {
        None => "not announced yet",
        Some(_) if group.is_untold(plan) => "the latest changes are not announced",
        Some(Delivery::HandedOver) => "announced: handed to the mail server",
        Some(Delivery::Seen) => "announced: seen in the archive",
        Some(_) => "announced: in the outbox",
    };
    Some(format!("Meeting {}: {what} {when}; {told}", plan.meeting))
}
