//! What is said in one room, as the other rooms of the meeting see it.

use super::Say;
use crate::group::charter::Relay;
use crate::group::event::{DELETED, Entry, Event, Manner};
use crate::text::Text;

/// The lines of one message, as the log has them now: `<Bo> words`, a paragraph each. `entries` are those that the
/// message made and those that corrected them since, in order. Nothing, if no line is left to show.
pub fn relayed(entries: &[Entry], relay: Relay) -> Option<Text> {
    let mut text = Text::default();
    for entry in entries.iter().filter(|entry| is_relayed(&entry.event, relay)) {
        let reworded = entries.iter().rev().find_map(|later| match &later.event {
            Event::Reworded { entry: about, text } if *about == entry.seq => Some(text.as_str()),
            _ => None,
        });
        let by = entry.by.as_ref().map_or(DELETED, |by| by.name.as_str());
        let (head, words) = match &entry.event {
            Event::Said { speaker, words, manner: Manner::Scribed } => (format!("{}: ", speaker.name), words),
            Event::Said { words, .. } => (String::new(), words),
            Event::Noted { kind, text } => (format!("{}: ", kind.word()), text),
            _ => continue,
        };
        let words = reworded.unwrap_or(words);
        if words != DELETED {
            text.paragraph([format!("<{by}> {head}{words}").into()]);
        }
    }
    (!text.blocks.is_empty()).then_some(text)
}

/// Whether what happened is shown in the other rooms. Of everything else that is recorded the bot itself tells all rooms.
pub fn is_relayed(event: &Event, relay: Relay) -> bool {
    match (event, relay) {
        (_, Relay::Nothing) | (Event::Said { manner: Manner::Remark, .. }, Relay::Record) => false,
        (Event::Said { .. } | Event::Noted { .. }, Relay::All | Relay::Record) => true,
        _ => false,
    }
}

fn rule(relay: Relay) -> &'static str {
    match relay {
        Relay::All => "what is said in one is shown in the others",
        Relay::Record => "what is recorded of what is said in one is shown in the others",
        Relay::Nothing => "what is said in one is not shown in the others",
    }
}

/// A meeting that is open is held in one more room.
pub fn grown(relay: Relay) -> Say {
    Say::line(format!("One more room takes part in this meeting: {}.", rule(relay)))
}

/// What people in one of several rooms have to know of the others.
pub fn told(entries: &[Entry], relay: Relay) -> Vec<Say> {
    let several = || format!("This meeting is held in several rooms: {}.", rule(relay));
    let tell = |entry: &Entry| match entry.event {
        Event::MeetingStarted { .. } => Some(Say::line(several())),
        Event::Arrived { .. } => Some(Say::whisper(several())),
        Event::RecordSuspended if relay != Relay::Nothing => {
            Some(Say::line("Meanwhile nothing of what is said is shown in the other rooms."))
        }
        _ => None,
    };
    entries.iter().filter_map(tell).collect()
}
