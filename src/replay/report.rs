//! What a replay found, in the form that others build on: docs/replay-json.md tells each field.

use serde::Serialize;

use crate::group::event::{Kind, NoteKind};

/// Number of the form; it grows when a field changes its meaning or goes.
pub const VERSION: u32 = 1;

/// A meeting as its log tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    pub version: u32,
    pub title: Option<String>,
    /// ISO 8601 date of the first line.
    pub date: Option<String>,
    pub started_by: Option<String>,
    pub start: Option<String>,
    pub end: Option<String>,
    pub chairs: Vec<String>,
    pub scribes: Vec<String>,
    pub present: Vec<Attendee>,
    pub regrets: Vec<String>,
    pub topics: Vec<Topic>,
    pub decisions: Vec<Decided>,
    pub proposals: Vec<Proposed>,
    pub actions: Vec<Assigned>,
    pub items: Vec<Item>,
    pub people: Vec<Speaker>,
    pub links: Vec<String>,
    pub documents: Vec<String>,
    pub replies: Vec<Remark>,
    pub diagnostics: Vec<Remark>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attendee {
    pub name: String,
    pub organization: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Topic {
    pub number: u32,
    pub title: String,
    /// 1 for a topic, 2 for a subtopic.
    pub level: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decided {
    pub kind: &'static str,
    pub text: String,
    pub by: String,
    pub at: String,
    pub line: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposed {
    pub text: String,
    pub by: String,
    pub at: String,
    pub line: u32,
    pub outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assigned {
    pub text: String,
    pub owners: Vec<String>,
    /// ISO 8601 date.
    pub due: Option<String>,
    pub by: String,
    pub at: String,
    pub line: u32,
}

/// One thing of the record, with `MeetBot`'s names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub text: String,
    pub by: String,
    pub at: String,
    pub line: u32,
    /// The entry that made it; 0 where the log alone knows of it.
    #[serde(skip)]
    pub entry: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Speaker {
    pub name: String,
    pub lines: u32,
}

/// Words about a line of the log; 0 is the log as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    pub line: u32,
    pub text: String,
}

/// `MeetBot`'s name for a kind of note, and names of the same kind for what it doesn't know.
pub fn note_word(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Note => "NOTE",
        NoteKind::Info => "INFO",
        NoteKind::Idea => "IDEA",
        NoteKind::Help => "HELP",
        NoteKind::Link => "LINK",
        NoteKind::Issue => "ISSUE",
        NoteKind::Ruling => "RULED",
        NoteKind::Outgoing => "OUTGOING",
    }
}

/// The name for a kind of decision.
pub fn decision_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Agreed => "AGREED",
        Kind::Noted => "NOTED",
        Kind::Invited => "INVITED",
        Kind::Requested => "REQUESTED",
        Kind::Deferred => "DEFERRED",
        Kind::NoAgreement => "REJECTED",
    }
}
