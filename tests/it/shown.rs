//! When the time for objections begins: when the rooms have seen what is proposed, and a minute after it was recorded at
//! the latest.

use chrono::{DateTime, Duration, Utc};
use convenor::group::Group;
use convenor::group::charter::Charter;
use convenor::group::command::{
    Command, Gathered, InternalCommand, MeetingCommand, ProposalCommand, Request, WhichMeeting,
};
use convenor::group::event::{Entry, Event};
use convenor::group::person::{Person, Role};

use crate::conversation::{Room, Transcript};

fn start() -> DateTime<Utc> {
    "2026-12-08T14:00:00Z".parse().expect("an instant")
}

/// A group in which rooms see things late, with a proposal that was put at the start.
fn proposed() -> Group {
    let mut group = Group::new(Charter { showing_secs: 60, ..Charter::open("test", "Test") });
    apply(
        &mut group,
        start(),
        Command::Meeting(MeetingCommand::StartMeeting { title: None, which: WhichMeeting::Next }),
    );
    apply(&mut group, start(), Command::Proposal(ProposalCommand::Propose { text: "row 4 goes".to_owned() }));
    group
}

/// Decides and applies; returns the events.
fn apply(group: &mut Group, at: DateTime<Utc>, command: Command) -> Vec<Event> {
    let is_internal = matches!(command, Command::Internal(_));
    let by = (!is_internal).then(|| Person::named("ana"));
    let request = Request { at, by: by.clone(), role: Role::Chair, command, gathered: Gathered::default() };
    let events = group.decide(&request).expect("nothing forbids it");
    for event in &events {
        let entry = Entry { seq: group.head + 1, at, by: by.clone(), source: None, event: event.clone() };
        group.apply(&entry);
    }
    events
}

fn until(group: &Group) -> i64 {
    let open = group.meeting.as_ref().and_then(|meeting| meeting.open_proposal()).expect("it is open");
    (open.until - start()).num_seconds()
}

#[test]
fn the_time_begins_with_the_last_room_and_after_a_minute_at_the_latest() {
    for (shown_after_secs, expected_secs) in [(0, 60), (18, 78), (59, 119), (60, 120), (90, 120)] {
        let mut group = proposed();
        assert_eq!(until(&group), 120, "a room that is never reached holds up nothing");
        let at = start() + Duration::seconds(shown_after_secs);
        let events = apply(&mut group, at, Command::Internal(InternalCommand::ReportShown));
        assert!(matches!(events.as_slice(), [Event::ProposalShown { proposal: 1, .. }]), "{events:?}");
        assert_eq!(until(&group), expected_secs, "shown after {shown_after_secs} s");
        // Another room, or a restart, changes nothing.
        assert!(apply(&mut group, at, Command::Internal(InternalCommand::ReportShown)).is_empty());
    }
}

#[test]
fn what_nobody_could_deliver_is_due_all_the_same() {
    let mut group = proposed();
    let now = start() + Duration::seconds(119);
    assert!(apply(&mut group, now, Command::Internal(InternalCommand::Tick { now })).is_empty());
    let now = start() + Duration::seconds(120);
    let events = apply(&mut group, now, Command::Internal(InternalCommand::Tick { now }));
    assert_eq!(events, [Event::ProposalDue { proposal: 1 }]);
    assert!(apply(&mut group, now, Command::Internal(InternalCommand::ReportShown)).is_empty());
}

#[tokio::test]
async fn delivery_begins_the_time_with_an_entry_of_the_log() {
    let mut transcript = Transcript::named("55_proposals");
    transcript.charter.showing_secs = 60;
    let mut room = Room::open(&transcript).await;
    room.play("bret: start meeting").await;
    room.play("bret: PROPOSED: row 4 goes to SG17").await;
    let group = room.group().await;
    let open = group.meeting.as_ref().and_then(|meeting| meeting.open_proposal()).expect("it is open");
    assert!(!open.awaits_rooms, "the terminal shows it at once");
    assert_eq!((open.until - start()).num_seconds(), i64::from(transcript.charter.objection_secs));
}
