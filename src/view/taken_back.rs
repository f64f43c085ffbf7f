//! What the room hears when something is taken back: by `undo`, or because its message was deleted.

use super::replies::is_own;
use super::{Say, approvals, decisions, documents, liaisons, mandate, register, terms};
use crate::group::Group;
use crate::group::command::{ChangeCommand, Command, Request};
use crate::group::record::Body;

pub(super) fn withdrawn(group: &Group, request: &Request, entry: u64) -> Vec<Say> {
    let record = group.latest_meeting().and_then(|meeting| meeting.records.get(entry));
    let words = record.map(|record| match &record.body {
        Body::Action { action } => format!("action A{action}"),
        Body::Decision { decision } => format!("decision {decision}"),
        Body::Amendment { decision, text: None, .. } => format!("the reopening of {decision}"),
        Body::Amendment { decision, text: Some(_), .. } => format!("an amendment of {decision}"),
        body => format!(
            "{}: {}",
            body.called(),
            crate::text::shorten(group.text_of(record).or(record.text()).unwrap_or_default(), 80)
        ),
    });
    let words = words.or_else(|| kept_elsewhere(group, entry)).or_else(|| approvals::named(group, entry));
    let words = words.or_else(|| mandate::named(group, entry)).or_else(|| terms::named(group, entry));
    let words = words.unwrap_or_else(|| "the last thing recorded".to_owned());
    // A chair takes back what others have recorded too.
    let other = record.and_then(|record| record.by.as_ref()).filter(|author| !is_own(request, author));
    let whose = other.map_or_else(String::new, |author| format!(" (recorded by {})", author.name));
    vec![Say::line(format!("Taken back: {words}{whose}"))]
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
