//! What is said in one room, as the other rooms of the meeting see it.

use super::Say;
use crate::group::charter::Relay;
use crate::group::event::{DELETED, Entry, Event, Manner};
use crate::text::Text;

/// The lines of one message, as the log has them now: `<Bo> words`, a paragraph each. `entries` are those that the
/// message made and those that corrected them since, in order. `None`, if no line is left to show.
pub fn relayed(entries: &[Entry], relay: Relay) -> Option<Text> {
    let mut text = Text::default();
    for entry in entries.iter().filter(|entry| entry.event.nature().shown.with(relay)) {
        let correction = entries.iter().rev().find(|later| later.about() == Some(entry.seq));
        let Some(wording) = correction.unwrap_or(entry).event.nature().wording else { continue };
        let by = entry.by.as_ref().map_or(DELETED, |by| by.name.as_str());
        let head = match &entry.event {
            Event::Said { speaker, manner: Manner::Scribed, .. } => format!("{}: ", speaker.name),
            Event::Noted { kind, .. } => format!("{}: ", kind.word()),
            _ => String::new(),
        };
        let words = wording.text;
        if words != DELETED {
            text.paragraph([format!("<{by}> {head}{words}").into()]);
        }
    }
    (!text.blocks.is_empty()).then_some(text)
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
            Some(Say::line("In the meantime nothing that is said is shown in the other rooms."))
        }
        _ => None,
    };
    entries.iter().filter_map(tell).collect()
}
