//! The clock of a group has one list of alarms: what [`Group::next_wakeup`] announces is what a tick brings, no more and
//! no less. A bot sleeps until it is woken, so that a moment nobody announced would pass in silence.

use chrono::{DateTime, TimeDelta, Utc};
use convenor::group::Group;
use convenor::group::command::{Command, Gathered, InternalCommand, Request};
use convenor::group::person::Role;

/// Checks that a tick brings nothing before the moment that was announced, something at it, and nothing ever if none was.
///
/// # Panics
/// The two disagree; the message says how.
pub fn assert_alarms_are_announced(group: &Group) {
    let Some(due) = group.next_wakeup() else {
        let last = group.last_at.unwrap_or_default();
        let ever = tick(group, last + TimeDelta::days(36_500));
        assert_eq!(ever, 0, "no moment is announced, and a tick brings something");
        return;
    };
    let early = tick(group, due - TimeDelta::microseconds(1));
    assert_eq!(early, 0, "a tick brings something before {due}, which is announced as the next moment");
    assert_ne!(tick(group, due), 0, "{due} is announced, and nothing comes of it");
}

fn tick(group: &Group, at: DateTime<Utc>) -> usize {
    let command = Command::Internal(InternalCommand::Tick { now: at });
    let request = Request { at, by: None, role: Role::Participant, command, gathered: Gathered::default() };
    group.decide(&request).expect("nobody refuses the clock").len()
}
