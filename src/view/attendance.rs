//! A list of people that somebody sets or adds to, in one message.

use super::{Say, in_doubt};
use crate::group::Group;
use crate::group::command::{Command, PeopleCommand, Request};
use crate::group::event::{Entry, Event};
use crate::group::person::Person;

/// Names that are said; the rest are counted.
const NAMES: usize = 30;

/// Whether a list was typed that changed more than one thing.
pub(super) fn is_list(request: &Request, entries: &[Entry]) -> bool {
    let is_attendance =
        |entry: &Entry| matches!(entry.event, Event::PresenceDeclared { .. } | Event::PresenceWithdrawn { .. });
    let is_asked = matches!(request.command, Command::People(PeopleCommand::DeclarePresence { .. }));
    is_asked && entries.len() > 1 && entries.iter().all(is_attendance)
}

/// `Present: Ana (Example Corp), Bo. No longer listed: Cy.`
pub(super) fn listed(group: &Group, request: &Request, entries: &[Entry]) -> Say {
    let of = super::replies::in_meeting(group);
    let (mut there, mut gone, mut doubts) = (Vec::new(), Vec::new(), Vec::new());
    for entry in entries {
        match &entry.event {
            Event::PresenceDeclared { person } => {
                there.push(person.with_organization());
                doubts.push(in_doubt::not_you(group, request, person));
            }
            Event::PresenceWithdrawn { person } => gone.push(person.name.clone()),
            _ => {}
        }
    }
    doubts.retain(|doubt| !doubt.is_empty());
    doubts.dedup();
    let is_clear = doubts.is_empty();
    let mut words = match there.as_slice() {
        [] => String::new(),
        _ => format!("Present{of}: {}{}", named(&there), doubts.concat()),
    };
    if gone.is_empty() {
        let say = Say::whisper(words);
        return if is_clear { say.receipt() } else { say };
    }
    if !words.is_empty() {
        words.push_str(". ");
    }
    let words = format!("{words}No longer listed as present{of}: {}", named(&gone));
    // People who are taken off by others have to see it.
    let is_own = |person: &Person| request.by.as_ref().is_some_and(|by| by.is(person));
    let others =
        entries.iter().any(|entry| matches!(&entry.event, Event::PresenceWithdrawn { person } if !is_own(person)));
    if others { Say::line(words) } else { Say::whisper(words) }
}

fn named(names: &[String]) -> String {
    match names.len().checked_sub(NAMES) {
        Some(more) if more > 0 => format!("{} and {more} more", names[..NAMES].join(", ")),
        Some(_) | None => names.join(", "),
    }
}
