//! What an edited or deleted message means for the entries it had made.

use crate::command::{Line, Read};
use crate::group::command::{Change, Command};
use crate::group::event::{Entry, Event};

/// Pairs the entries of a message with what its lines say now. Lines that are new in the edit
/// run nothing: commands are never run again by an edit.
pub fn changes(entries: &[Entry], lines: &[Line]) -> Vec<Change> {
    let originals = entries.iter().filter(|entry| entry.about().is_none() && is_words(&entry.event));
    originals
        .filter_map(|entry| {
            let source = entry.source.as_ref().filter(|source| source.edit.is_none())?;
            let line = lines.iter().find(|line| line.index == source.line);
            let now = match line.map(|line| &line.read) {
                Some(Read::Command { command, .. }) => Some(Box::new(command.clone())),
                Some(Read::Prose(words)) => Some(Box::new(Command::Say { words: words.clone() })),
                // A line that says nothing understandable leaves the record as it was.
                Some(Read::Hint(_)) => return None,
                None => None,
            };
            Some(Change { entry: entry.seq, now })
        })
        .collect()
}

/// What a deleted edit brings back: the words that stood before it.
pub fn before_edit(entries: &[Entry], edit: &str) -> Vec<Change> {
    let is_of_edit = |entry: &&Entry| entry.source.as_ref().is_some_and(|source| source.edit.as_deref() == Some(edit));
    let edited = entries.iter().filter(is_of_edit);
    edited
        .filter_map(|entry| {
            let original = entries.iter().find(|original| is_original_of(original, entry))?;
            let mut earlier = entries.iter().filter(|other| other.seq < entry.seq && is_same_target(other, entry));
            let words = earlier.next_back().unwrap_or(original);
            Some(Change { entry: original.seq, now: command_of(&original.event, &words.event).map(Box::new) })
        })
        .filter(|change| change.now.is_some())
        .collect()
}

fn is_words(event: &Event) -> bool {
    matches!(
        event,
        Event::Said { .. }
            | Event::Noted { .. }
            | Event::ActionRecorded { .. }
            | Event::DecisionRecorded { .. }
            | Event::Concluded { .. }
            | Event::DocumentConsidered { .. }
            | Event::SubtopicOpened { .. }
            | Event::ItemAdded { .. }
    )
}

fn is_original_of(original: &Entry, later: &Entry) -> bool {
    match (&original.event, &later.event) {
        (_, Event::Reworded { entry, .. }) => original.seq == *entry,
        (Event::ActionRecorded { action, .. }, Event::ActionReworded { action: later, .. }) => action == later,
        (Event::ItemAdded { item, .. }, Event::ItemRenamed { item: later, .. }) => item == later,
        _ => false,
    }
}

fn is_same_target(one: &Entry, other: &Entry) -> bool {
    match (&one.event, &other.event) {
        (Event::Reworded { entry: one, .. }, Event::Reworded { entry: other, .. }) => one == other,
        (Event::ActionReworded { action: one, .. }, Event::ActionReworded { action: other, .. })
        | (Event::ItemRenamed { item: one, .. }, Event::ItemRenamed { item: other, .. }) => one == other,
        _ => false,
    }
}

/// The command that would put the words of `words` where `original` is.
fn command_of(original: &Event, words: &Event) -> Option<Command> {
    let text = match words {
        Event::Reworded { text, .. }
        | Event::Noted { text, .. }
        | Event::DecisionRecorded { text, .. }
        | Event::Concluded { text, .. } => text.clone(),
        Event::Said { words, .. } => words.clone(),
        Event::DocumentConsidered { reference, .. } => reference.clone(),
        Event::SubtopicOpened { title } | Event::ItemAdded { title, .. } | Event::ItemRenamed { title, .. } => {
            title.clone()
        }
        Event::ActionRecorded { text, due, .. } | Event::ActionReworded { text, due, .. } => {
            due.map_or_else(|| text.clone(), |due| format!("{text} by {due}"))
        }
        _ => return None,
    };
    Some(match original {
        Event::Said { .. } => Command::Say { words: text },
        Event::Noted { kind, .. } => Command::RecordNote { kind: *kind, text },
        Event::DecisionRecorded { kind, .. } => Command::RecordDecision { kind: *kind, text },
        Event::Concluded { item, .. } => Command::Conclude { item: Some(*item), text },
        Event::DocumentConsidered { item, .. } => Command::ConsiderDocument { reference: text, item: *item },
        Event::SubtopicOpened { .. } => Command::OpenSubtopic { title: text },
        Event::ItemAdded { .. } => Command::AddItem { title: text, proposer: None },
        Event::ActionRecorded { .. } => Command::RecordAction { text },
        _ => return None,
    })
}
