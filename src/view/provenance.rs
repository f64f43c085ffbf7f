//! Where a line of the minutes comes from, and what people have made of it by hand: what an editor wants to know before
//! changing it.

use chrono::{DateTime, Utc};

use crate::group::Group;
use crate::group::decision::Decision;
use crate::group::event::{DELETED, Entry, Event, LineChange, LineKey};
use crate::group::meeting::Meeting;
use crate::group::paper::PaperId;
use crate::group::record::{Body, Record};
use crate::text::one_line;

/// The record that has the words of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Whose words they are.
    pub by: Option<String>,
    pub at: DateTime<Utc>,
    /// Key of the room and the platform's id of the message, where it came from one.
    pub message: Option<(String, String)>,
}

/// A change of a line by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandChange {
    pub by: Option<String>,
    pub at: DateTime<Utc>,
    pub line: LineKey,
    pub change: LineChange,
}

/// Shorter words stand in lines that have nothing to do with them.
const SHORTEST: usize = 4;

/// Finds the record that a line of the minutes of a meeting tells: the longest whose words are in it.
pub fn origin(group: &Group, meeting: &Meeting, line: &str) -> Option<Origin> {
    let line = one_line(line);
    let found = meeting.records.values().filter(|record| record.is_kept()).filter_map(|record| {
        let words = one_line(words_of(group, meeting, record)?);
        let is_told = words != DELETED && words.chars().count() >= SHORTEST && line.contains(&words);
        is_told.then_some((words.len(), record))
    });
    // Of those who said the same the first is meant.
    let (_, record) = found.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    let message = record.source.as_ref().and_then(|source| Some((source.room.clone()?, source.message.clone())));
    Some(Origin { by: record.author().map(|author| author.name.clone()), at: record.at, message })
}

/// The words of a record, wherever they live.
fn words_of<'a>(group: &'a Group, meeting: &'a Meeting, record: &'a Record) -> Option<&'a str> {
    match &record.body {
        Body::Decision { decision } => group.decisions.get(decision).map(Decision::text),
        Body::Action { action } => group.actions.get(action).map(|action| action.text.as_str()),
        Body::Proposal { proposal } => meeting.proposal(*proposal).map(|proposal| proposal.text.as_str()),
        Body::Poll { poll } => meeting.poll(*poll).map(|poll| poll.question.as_str()),
        Body::Question { question } => meeting.question(*question).map(|question| question.text.as_str()),
        Body::PointOfOrder { notes, .. } => notes.first().map(|(_, words)| words.as_str()),
        Body::Said { .. }
        | Body::Note { .. }
        | Body::Document { .. }
        | Body::Subtopic { .. }
        | Body::Conclusion { .. }
        | Body::Amendment { .. } => record.text(),
    }
}

/// The change of the minutes of a meeting that an entry made. Words that were deleted since are none.
pub fn hand_change(meeting: u32, entry: Entry) -> Option<HandChange> {
    let (line, change) = match entry.event {
        Event::MinutesEdited { meeting: of, line, change } if of == meeting => (line, change),
        Event::PaperEdited { paper: PaperId::Minutes(of), line, change } if of == meeting => (line, change),
        _ => return None,
    };
    let is_deleted = matches!(&change, LineChange::Reworded(words) | LineChange::AddedAfter(words) if words == DELETED);
    let by = entry.by.map(|by| by.name);
    (!is_deleted).then_some(HandChange { by, at: entry.at, line, change })
}
