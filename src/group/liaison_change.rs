//! What changes in a liaison statement, as the log keeps it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::kinds::DecisionId;
use super::person::DELETED;

/// What changes in a liaison statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiaisonChange {
    Added {
        way: Way,
        title: String,
        /// The number that its sender gave it, as it was typed, such as SG20-LS4.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
        /// The body that sends it. `None`: the group, or a body that its number does not tell.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        /// What the group is asked for by an incoming statement.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        purpose: Option<Purpose>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<NaiveDate>,
        /// The statement that it answers: its number, or the one of its sender.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<String>,
        /// The agenda item that was open.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<u32>,
    },
    Addressed {
        to: Vec<Addressee>,
    },
    /// The day by which an answer is asked for. `None`: no longer.
    Deadline {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        day: Option<NaiveDate>,
    },
    Worded {
        part: Part,
        text: String,
    },
    /// A decision agrees it whose words do not name it.
    AgreedBy {
        decision: DecisionId,
    },
    /// The secretary has given it to those who send it.
    HandedOver,
    /// The number under which it was sent.
    Numbered {
        reference: String,
    },
    Answered {
        /// The statement that answers it.
        by: String,
    },
    Closed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    Dropped {
        reason: String,
    },
    /// It was dropped, closed, answered or handed over, and is not any more.
    Reopened,
}

/// Who sends a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Another body, to the group.
    In,
    /// The group.
    Out,
}

/// What an addressee is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Action,
    Comment,
    Information,
}

/// A body to which a statement goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Addressee {
    pub body: String,
    pub purpose: Purpose,
}

/// A part of a statement that is words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Title,
    ReplyTo,
    From,
    /// Where and when it was prepared, such as `Geneva, 8-17 December 2026`. None: the meeting that agrees it.
    Meeting,
    Questions,
    /// Whom readers ask, several separated by semicolons.
    Contact,
    Keywords,
    Abstract,
    Text,
}

impl Purpose {
    pub const ALL: [Purpose; 3] = [Purpose::Action, Purpose::Comment, Purpose::Information];

    pub fn word(self) -> &'static str {
        match self {
            Purpose::Action => "action",
            Purpose::Comment => "comment",
            Purpose::Information => "information",
        }
    }

    /// The purpose that people call so.
    pub fn named(typed: &str) -> Option<Purpose> {
        match typed.trim().trim_end_matches('.').to_lowercase().as_str() {
            "action" | "actions" => Some(Purpose::Action),
            "comment" | "comments" => Some(Purpose::Comment),
            "information" | "info" => Some(Purpose::Information),
            _ => None,
        }
    }
}

impl Part {
    pub const ALL: [Part; 9] = [
        Part::Title,
        Part::ReplyTo,
        Part::From,
        Part::Meeting,
        Part::Questions,
        Part::Contact,
        Part::Keywords,
        Part::Abstract,
        Part::Text,
    ];

    /// The word with which people set it, and how it is called.
    pub fn word(self) -> &'static str {
        match self {
            Part::Title => "title",
            Part::ReplyTo => "reply to",
            Part::From => "from",
            Part::Meeting => "meeting",
            Part::Questions => "questions",
            Part::Contact => "contact",
            Part::Keywords => "keywords",
            Part::Abstract => "abstract",
            Part::Text => "text",
        }
    }

    /// The part that people call so, also in the plural and in the singular.
    pub fn named(typed: &str) -> Option<Part> {
        match typed.trim().to_lowercase().as_str() {
            "in reply to" | "reply-to" | "reply" => Some(Part::ReplyTo),
            "question" | "question(s)" => Some(Part::Questions),
            "place and date" | "place" | "date" | "prepared at" => Some(Part::Meeting),
            "contacts" => Some(Part::Contact),
            "keyword" => Some(Part::Keywords),
            "summary" => Some(Part::Abstract),
            typed => Part::ALL.into_iter().find(|part| part.word() == typed),
        }
    }
}

impl LiaisonChange {
    /// The words in it that a person typed.
    pub fn text(&self) -> Option<&str> {
        match self {
            LiaisonChange::Added { title, .. } => Some(title),
            LiaisonChange::Worded { text, .. } => Some(text),
            LiaisonChange::Numbered { reference } => Some(reference),
            LiaisonChange::Answered { by } => Some(by),
            LiaisonChange::Closed { reason } => reason.as_deref(),
            LiaisonChange::Dropped { reason } => Some(reason),
            LiaisonChange::Addressed { .. }
            | LiaisonChange::Deadline { .. }
            | LiaisonChange::AgreedBy { .. }
            | LiaisonChange::HandedOver
            | LiaisonChange::Reopened => None,
        }
    }

    /// The same with other words.
    pub fn worded(self, words: &str) -> LiaisonChange {
        let words = words.to_owned();
        match self {
            LiaisonChange::Added { way, reference, from, purpose, deadline, reply_to, item, .. } => {
                LiaisonChange::Added { way, title: words, reference, from, purpose, deadline, reply_to, item }
            }
            LiaisonChange::Worded { part, .. } => LiaisonChange::Worded { part, text: words },
            LiaisonChange::Numbered { .. } => LiaisonChange::Numbered { reference: words },
            LiaisonChange::Answered { .. } => LiaisonChange::Answered { by: words },
            LiaisonChange::Closed { reason } => LiaisonChange::Closed { reason: reason.map(|_| words) },
            LiaisonChange::Dropped { .. } => LiaisonChange::Dropped { reason: words },
            other @ (LiaisonChange::Addressed { .. }
            | LiaisonChange::Deadline { .. }
            | LiaisonChange::AgreedBy { .. }
            | LiaisonChange::HandedOver
            | LiaisonChange::Reopened) => other,
        }
    }

    /// What is left of it when its message is deleted.
    pub(super) fn blanked(self) -> LiaisonChange {
        match self {
            LiaisonChange::Added { way, purpose, deadline, item, .. } => LiaisonChange::Added {
                way,
                title: DELETED.to_owned(),
                reference: None,
                from: None,
                purpose,
                deadline,
                reply_to: None,
                item,
            },
            LiaisonChange::Addressed { .. } => LiaisonChange::Addressed { to: Vec::new() },
            other => other.worded(DELETED),
        }
    }
}
