//! What the room hears when something is taken back: by `undo`, or because its message was deleted.

use super::replies::is_own;
use super::{Say, approvals, attendance, decisions, documents, liaisons, mandate, register, replies, terms};
use crate::group::Group;
use crate::group::command::{ChangeCommand, Command, RecordCommand, Request};
use crate::group::event::{Entry, Event};
use crate::group::record::Body;

pub(super) fn withdrawn(group: &Group, request: &Request, entry: u64) -> Vec<Say> {
    let record = group.latest_meeting().and_then(|meeting| meeting.records.get(entry));
    let words = record.map(|record| match &record.body {
        Body::Action { action } => format!("action A{action}"),
        Body::Decision { decision } => format!("decision {decision}"),
        Body::Amendment { decision, amended } => match amended.text {
            Some(_) => format!("an amendment of {decision}"),
            None => format!("the reopening of {decision}"),
        },
        body => format!(
            "{}: {}",
            body.called(),
            crate::text::shorten(group.text_of(record).or(record.text()).unwrap_or_default(), 80)
        ),
    });
    let words = words.or_else(|| kept_elsewhere(group, entry)).or_else(|| approvals::named(group, entry));
    let words = words.or_else(|| mandate::named(group, entry)).or_else(|| terms::named(group, entry));
    let words = words.or_else(|| reminder(group, entry));
    let words = words.unwrap_or_else(|| "the last thing recorded".to_owned());
    // A chair takes back what others have recorded too.
    let other = record.and_then(|record| record.by.as_ref()).filter(|author| !is_own(request, author));
    let whose = other.map_or_else(String::new, |author| format!(" (recorded by {})", author.name));
    vec![Say::line(format!("Taken back: {words}{whose}"))]
}

/// What the room hears when something that is no record is put back as it was. `None`: that is not what happened.
pub(super) fn put_back(group: &Group, request: &Request, entries: &[Entry]) -> Option<Vec<Say>> {
    let (Entry { event: Event::Withdrawn { entry: withdrawn }, .. }, others) = entries.split_last()? else {
        return None;
    };
    let is_undo = matches!(request.command, Command::Record(RecordCommand::Undo));
    let is_record = group.latest_meeting().is_some_and(|meeting| meeting.records.contains(*withdrawn));
    let is_kept = is_record || kept_elsewhere(group, *withdrawn).is_some() || reminder(group, *withdrawn).is_some();
    if !is_undo || is_kept || (others.is_empty() && is_named(group, *withdrawn)) {
        return None;
    }
    let is_attendance =
        |entry: &Entry| matches!(entry.event, Event::PresenceDeclared { .. } | Event::PresenceWithdrawn { .. });
    if others.len() > 1 && others.iter().all(is_attendance) {
        return Some(vec![attendance::listed(group, request, others)]);
    }
    let has_order = others.iter().any(|entry| matches!(entry.event, Event::QueueSet { .. }));
    let says: Vec<Say> = others
        .iter()
        .filter(|entry| !(has_order && matches!(entry.event, Event::HandRaised { .. })))
        .flat_map(|entry| match &entry.event {
            Event::StandWithdrawn { proposal, .. } => {
                vec![Say::whisper(format!("Your answer to P{proposal} is taken back."))]
            }
            Event::StandTaken { proposal, stand, words, .. } => {
                let words = words.as_ref().map_or_else(String::new, |words| format!(" {words}"));
                vec![Say::whisper(format!("Your answer to P{proposal} is again: {}{words}", stand.sign()))]
            }
            Event::VoteWithdrawn { .. } if others.len() == 1 => vec![Say::whisper("Your vote is taken back.")],
            _ => replies::to_event(group, request, entry),
        })
        .collect();
    Some(if others.is_empty() {
        vec![Say::whisper(
            "What you did last has been overtaken, so nothing of it is left to undo. To undo what you did before it: undo",
        )]
    } else {
        says
    })
}

/// The reminder that was taken back last.
fn reminder(group: &Group, entry: u64) -> Option<String> {
    let taken = group.reminded.as_ref().filter(|reminder| reminder.entry == entry)?;
    Some(format!("the reminder: {}", crate::text::shorten(&taken.text, 80)))
}

fn is_named(group: &Group, entry: u64) -> bool {
    let named = approvals::named(group, entry).or_else(|| mandate::named(group, entry));
    named.or_else(|| terms::named(group, entry)).is_some()
}

/// What an entry has changed outside the record, as people call it.
fn kept_elsewhere(group: &Group, entry: u64) -> Option<String> {
    let named = register::named(group, entry).or_else(|| documents::named(group, entry));
    named.or_else(|| liaisons::named(group, entry))
}

/// A deleted decision or action is not undone silently: it is pointed out to the chair.
pub(super) fn redacted(group: &Group, request: &Request, entries: &[u64]) -> Vec<Say> {
    let by = request.by.as_ref().map_or_else(|| "Somebody".to_owned(), |by| by.name.clone());
    let meeting = group.latest_meeting();
    let decided = meeting.into_iter().flat_map(|meeting| {
        entries.iter().filter_map(|entry| meeting.records.get(*entry)).filter_map(|record| match record.body {
            Body::Decision { decision } => Some(format!("decision {decision}")),
            Body::Amendment { decision, .. } => Some(format!("the amendment of {decision}")),
            _ => None,
        })
    });
    let actions = group.actions.values().filter(|action| entries.contains(&action.entry));
    let lost = decided.chain(actions.map(|action| format!("action A{}", action.number)));
    let kept = |entry: &u64| kept_elsewhere(group, *entry);
    let lost: Vec<String> = lost.chain(entries.iter().filter_map(kept)).collect();
    // Words that an edit took out of a message that is still there.
    let is_edit = matches!(request.command, Command::Change(ChangeCommand::Reword { .. }));
    let did = if is_edit { "edited" } else { "deleted" };
    let sources: std::collections::BTreeSet<&str> =
        entries.iter().filter_map(|entry| meeting?.source_of(*entry)).map(|source| source.message.as_str()).collect();
    let (message, recorded) =
        if sources.len() > 1 && lost.len() > 1 { ("messages", "numbers are") } else { ("message", "number is") };
    let no_more = if is_edit { ", which no longer says so" } else { "" };
    let words = (!lost.is_empty()).then(|| {
        let lost = crate::text::join_and(&lost);
        format!(
            "{by} {did} the {message} that recorded {lost}{no_more}. The {recorded} kept; the words are gone from the record. Chair: record it again if it still applies."
        )
    });
    let asked = decisions::asked_behind(group, entries);
    let closed = (!asked.is_empty()).then(|| {
        let asked = crate::text::join_and(&asked);
        format!("{by} {did} the message that opened {asked}: nothing is left to answer.")
    });
    let objections = decisions::behind(group, entries);
    let no_longer = (!objections.is_empty()).then(|| {
        let objections = crate::text::join_and(&objections);
        format!("{by} {did} the message with {objections}, so it no longer counts.")
    });
    words.into_iter().chain(closed).chain(no_longer).map(Say::line).collect()
}
