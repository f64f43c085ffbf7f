//! The form of `--to json`, as docs/replay-json.md tells it and others build on it.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct Report {
    pub version: u32,
    pub title: Option<String>,
    pub date: Option<String>,
    pub started_by: Option<String>,
    pub start: Option<String>,
    pub end: Option<String>,
    pub present: Vec<Attendee>,
    pub topics: Vec<Topic>,
    pub decisions: Vec<Recorded>,
    pub proposals: Vec<Recorded>,
    pub actions: Vec<Action>,
    pub items: Vec<Item>,
    pub people: Vec<Speaker>,
    pub replies: Vec<Remark>,
    pub diagnostics: Vec<Remark>,
}

#[derive(Debug, Deserialize)]
pub struct Attendee {
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub struct Topic {
    pub number: u32,
    pub title: String,
    pub level: u8,
}

/// A decision or a proposal.
#[derive(Debug, Deserialize)]
pub struct Recorded {
    pub text: String,
    pub by: String,
    pub line: u32,
}

#[derive(Debug, Deserialize)]
pub struct Action {
    pub text: String,
    pub owners: Vec<String>,
    pub due: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Item {
    #[serde(rename = "type")]
    pub kind: String,
    pub text: String,
    pub by: String,
    pub line: u32,
}

#[derive(Debug, Deserialize)]
pub struct Speaker {
    pub name: String,
    pub lines: u32,
}

/// What the bot would have said, or what there is to say about a line.
#[derive(Debug, Deserialize)]
pub struct Remark {
    pub line: u32,
    pub text: String,
}

impl Report {
    /// How many lines somebody said.
    pub fn lines_of(&self, name: &str) -> Option<u32> {
        self.people.iter().find(|speaker| speaker.name == name).map(|speaker| speaker.lines)
    }
}
