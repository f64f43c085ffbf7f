//! The small closed sets of which entries speak: kinds of hands, decisions and notes, stages of a clock, ways of speaking.

use serde::{Deserialize, Serialize};

/// Kinds of hands in order of precedence; first come first served inside a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandKind {
    PointOfOrder,
    Clarification,
    Reply,
    New,
    /// Given by the chair when the queue is closed; nobody queues for it.
    RightOfReply,
}

/// How far a clock has run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 80 per cent of the time are used.
    NearEnd,
    Over,
}

/// How far ahead of a planned meeting the room is reminded of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ahead {
    /// A day before the announcement is due.
    NoticeIsDue,
    /// The announcement is due, or the meeting is so many days ahead.
    Notice,
    Day,
    Hour,
    Start,
}

/// Kinds of decision, in the words of ITU reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Agreed,
    Noted,
    Invited,
    Requested,
    Deferred,
    NoAgreement,
}

/// Kinds of notes in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    Note,
    Info,
    Idea,
    Help,
    Link,
    Issue,
    /// What a chair ruled, on a point of order or otherwise.
    Ruling,
    /// A document that the group sends, such as a liaison statement, and to whom.
    Outgoing,
}

/// What a person thinks of a proposal or answers to a yes-or-no poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stand {
    #[serde(rename = "+1")]
    For,
    #[serde(rename = "+0.5")]
    RatherFor,
    #[serde(rename = "+0")]
    Well,
    #[serde(rename = "0")]
    Neutral,
    #[serde(rename = "-0")]
    Unwell,
    #[serde(rename = "-1")]
    Against,
}

/// A decision for ever: `D7-3` is the third of meeting 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DecisionId {
    pub meeting: u32,
    pub number: u32,
}

/// What an objection is against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objected {
    Proposal(u32),
    Decision(DecisionId),
}

/// How words came into the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// The speaker had the floor and wrote it.
    Statement,
    /// A scribe wrote what the speaker said.
    Scribed,
    /// Said without the floor by a chair within an item, or in answer to a question by the person who was asked.
    Answer,
    /// What a scribe wrote of the discussion without naming a speaker.
    Summary,
    /// Said without the floor.
    Remark,
}

/// How an action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionOutcome {
    Done,
    Dropped,
}

/// Which paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperId {
    /// The minutes of a meeting.
    Minutes(u32),
    /// What the list is told of a planned meeting.
    Notice(u32),
    /// A report to a parent body, by its number.
    Report(u32),
    /// What is put to the mailing list, by its number.
    ListProposal(u32),
}

/// How far ahead of its due day a report is spoken of, in days; below 0: overdue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DaysLeft(pub i64);
