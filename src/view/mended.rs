//! What is said when something is put right: a meeting goes on, a speaker is another, regrets are withdrawn.

use super::{Say, answers};
use crate::group::Group;
use crate::group::command::{Command, MinutesCommand, Request};
use crate::group::event::{Event, LineChange};
use crate::group::record::Body;
use crate::text::shorten;

/// `Bo, action A7: Bo to send the table, due 2026-12-11 (Friday), is due today.`
pub(super) fn due_today(group: &Group, owner: Option<&str>, action: u32) -> String {
    let owner = owner.map_or_else(String::new, |owner| format!("{owner}, "));
    format!(
        "Reminder: {owner}due today is action {}. When it is done: action A{action} done",
        answers::action_line(group, action)
    )
}

pub(super) fn to_event(group: &Group, event: &Event) -> Vec<Say> {
    match event {
        Event::MeetingReopened => {
            let number = group.meeting.as_ref().map_or(0, |meeting| meeting.number);
            let open = group.meeting.as_ref().and_then(|meeting| meeting.agenda.open_item());
            let item =
                open.map_or_else(String::new, |item| format!(" agendum {} -- {} -- is open.", item.number, item.title));
            vec![Say::line(format!("Meeting {number} is open again, and what is said is recorded.{item}"))]
        }
        Event::SpeakerCorrected { entry, speaker } => {
            let record = group.latest_meeting().and_then(|meeting| meeting.records.get(*entry));
            match record.map(|record| &record.body) {
                Some(Body::Said { words, .. }) => {
                    vec![Say::line(format!("Corrected who spoke. {}: {}", speaker.name, shorten(words, 200)))]
                }
                _ => Vec::new(),
            }
        }
        Event::RegretsWithdrawn { person } => {
            vec![Say::whisper(format!("{} is no longer listed with regrets.", person.name))]
        }
        _ => Vec::new(),
    }
}

/// A change of the minutes by hand.
pub(super) fn edited(request: &Request, meeting: u32, change: &LineChange) -> Vec<Say> {
    let Command::Minutes(MinutesCommand::EditMinutes { line, .. }) = &request.command else { return Vec::new() };
    let done = match change {
        LineChange::Reworded(text) => format!("now says: {text}"),
        LineChange::AddedAfter(text) => format!("is followed by: {text}"),
        LineChange::Removed => "is removed.".to_owned(),
        LineChange::Restored => "has its drafted words again.".to_owned(),
    };
    vec![Say::line(format!("Line {line} of the minutes of meeting {meeting} {done}"))]
}
