//! What has happened, in the past tense. Events are stored for ever: variants and fields are
//! only ever added (`tests/it/stored/` keeps a sample of every released form).

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::person::Person;

/// One line of a group's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Position in the group's log, from 1, without gaps.
    pub seq: u64,
    pub at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Person>,
    /// The platform's message that asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    #[serde(flatten)]
    pub event: Event,
}

/// Where an entry came from: a message and the line in it, from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub message: String,
    pub line: u32,
    /// The edit of the message that made this entry, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<String>,
}

/// Something that happened in a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    MeetingStarted {
        number: u32,
        title: Option<String>,
    },
    MeetingEnded,
    RecessBegan {
        until: Option<DateTime<Utc>>,
    },
    RecessEnded,

    HandRaised {
        person: Person,
        hand: HandKind,
        note: Option<String>,
    },
    HandLowered {
        person: Person,
    },
    QueueClosed,
    QueueReopened,
    FloorGiven {
        person: Person,
        hand: HandKind,
    },
    FloorYielded {
        person: Person,
    },
    SpeakingTimeSet {
        secs: u32,
    },
    SpeakingTimeCleared,
    SpeakerWarned {
        stage: Stage,
    },

    ItemAdded {
        item: u32,
        title: String,
        proposer: Option<String>,
    },
    ItemRenamed {
        /// Entry that added the item.
        #[serde(default)]
        entry: u64,
        item: u32,
        title: String,
    },
    ItemTakenUp {
        item: u32,
    },
    ItemClosed {
        item: u32,
    },
    ItemSkipped {
        item: u32,
    },
    SubtopicOpened {
        title: String,
    },
    ItemBoxed {
        item: u32,
        secs: u32,
    },
    ItemWarned {
        item: u32,
        stage: Stage,
    },
    Concluded {
        item: u32,
        text: String,
    },
    DocumentConsidered {
        item: Option<u32>,
        reference: String,
    },

    ActionRecorded {
        action: u32,
        text: String,
        owners: Vec<String>,
        due: Option<NaiveDate>,
    },
    ActionReworded {
        /// Entry that recorded the action.
        #[serde(default)]
        entry: u64,
        action: u32,
        text: String,
        owners: Vec<String>,
        due: Option<NaiveDate>,
    },
    ActionClosed {
        action: u32,
        outcome: ActionOutcome,
    },
    DecisionRecorded {
        number: u32,
        kind: Kind,
        text: String,
    },
    Noted {
        kind: NoteKind,
        text: String,
    },
    Said {
        speaker: Person,
        words: String,
        manner: Manner,
    },
    /// The words of an earlier entry were corrected.
    Reworded {
        entry: u64,
        text: String,
    },
    /// An earlier entry was taken back by `undo`.
    Withdrawn {
        entry: u64,
    },
    /// The messages behind these entries were deleted; their text is gone from the store too.
    Redacted {
        entries: Vec<u64>,
    },
    RecordSuspended,
    RecordResumed,

    PresenceDeclared {
        person: Person,
    },
    PresenceWithdrawn {
        person: Person,
    },
    RegretsDeclared {
        person: Person,
    },
    Arrived {
        person: Person,
    },
    ScribeNamed {
        person: Person,
    },
    ScribeReleased {
        person: Person,
    },

    MinutesShown {
        meeting: u32,
        version: u32,
        digest: Digest,
    },
    MinutesApproved {
        meeting: u32,
        version: u32,
    },
    MinutesQueued {
        meeting: u32,
        version: u32,
        message_id: String,
    },
    MailHandedOver {
        message_id: String,
    },
    MailRefused {
        message_id: String,
        reason: String,
    },
    /// Taken back before it left: words in it were deleted.
    MailWithdrawn {
        message_id: String,
    },
}

/// Kinds of hands in order of precedence; first come first served inside a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandKind {
    PointOfOrder,
    Clarification,
    Reply,
    New,
}

/// How far a clock has run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 80 per cent of the time are used.
    NearEnd,
    Over,
}

/// Kinds of decision, in ITU words (product.md D1).
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
}

/// How words came into the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// The speaker had the floor and wrote it.
    Statement,
    /// A scribe wrote what the speaker said.
    Scribed,
    /// Said from the floor without having it.
    Remark,
}

/// How an action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionOutcome {
    Done,
    Dropped,
}

/// SHA-256 of a text, as 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(pub String);

impl Event {
    /// The same event without anything a person wrote, for deletions: what remains is that
    /// something was there.
    fn blanked(self) -> Event {
        let gone = || DELETED.to_owned();
        match self {
            Event::HandRaised { person, hand, .. } => Event::HandRaised { person, hand, note: None },
            Event::ItemAdded { item, .. } => Event::ItemAdded { item, title: gone(), proposer: None },
            Event::ItemRenamed { entry, item, .. } => Event::ItemRenamed { entry, item, title: gone() },
            Event::SubtopicOpened { .. } => Event::SubtopicOpened { title: gone() },
            Event::Concluded { item, .. } => Event::Concluded { item, text: gone() },
            Event::DocumentConsidered { item, .. } => Event::DocumentConsidered { item, reference: gone() },
            Event::ActionRecorded { action, .. } => {
                Event::ActionRecorded { action, text: gone(), owners: Vec::new(), due: None }
            }
            Event::ActionReworded { entry, action, .. } => {
                Event::ActionReworded { entry, action, text: gone(), owners: Vec::new(), due: None }
            }
            Event::DecisionRecorded { number, kind, .. } => Event::DecisionRecorded { number, kind, text: gone() },
            Event::Noted { kind, .. } => Event::Noted { kind, text: gone() },
            Event::Said { speaker, manner, .. } => Event::Said { speaker, words: gone(), manner },
            Event::Reworded { entry, .. } => Event::Reworded { entry, text: gone() },
            Event::MeetingStarted { number, .. } => Event::MeetingStarted { number, title: None },
            Event::MeetingEnded
            | Event::RecessBegan { .. }
            | Event::RecessEnded
            | Event::HandLowered { .. }
            | Event::QueueClosed
            | Event::QueueReopened
            | Event::FloorGiven { .. }
            | Event::FloorYielded { .. }
            | Event::SpeakingTimeSet { .. }
            | Event::SpeakingTimeCleared
            | Event::SpeakerWarned { .. }
            | Event::ItemTakenUp { .. }
            | Event::ItemClosed { .. }
            | Event::ItemSkipped { .. }
            | Event::ItemBoxed { .. }
            | Event::ItemWarned { .. }
            | Event::ActionClosed { .. }
            | Event::Withdrawn { .. }
            | Event::Redacted { .. }
            | Event::RecordSuspended
            | Event::RecordResumed
            | Event::PresenceDeclared { .. }
            | Event::PresenceWithdrawn { .. }
            | Event::RegretsDeclared { .. }
            | Event::Arrived { .. }
            | Event::ScribeNamed { .. }
            | Event::ScribeReleased { .. }
            | Event::MinutesShown { .. }
            | Event::MinutesApproved { .. }
            | Event::MinutesQueued { .. }
            | Event::MailHandedOver { .. }
            | Event::MailRefused { .. }
            | Event::MailWithdrawn { .. } => self,
        }
    }
}

impl Entry {
    /// The earlier entry that this one corrects.
    pub fn about(&self) -> Option<u64> {
        match self.event {
            Event::Reworded { entry, .. } | Event::ActionReworded { entry, .. } | Event::ItemRenamed { entry, .. } => {
                Some(entry)
            }
            _ => None,
        }
    }

    /// The entry as it stands when its message was deleted: without words, and without the names
    /// that somebody typed for others.
    pub fn blanked(self) -> Entry {
        let by = self.by.clone();
        let typed = |person: Person| match &by {
            Some(by) if by.is(&person) => Person { organization: by.organization.clone(), ..person },
            Some(_) | None => Person::named(DELETED),
        };
        let event = match self.event.blanked() {
            Event::PresenceDeclared { person } => Event::PresenceDeclared { person: typed(person) },
            Event::RegretsDeclared { person } => Event::RegretsDeclared { person: typed(person) },
            Event::ScribeNamed { person } => Event::ScribeNamed { person: typed(person) },
            Event::Said { speaker, words, manner } => Event::Said { speaker: typed(speaker), words, manner },
            other => other,
        };
        Entry { event, ..self }
    }
}

/// What stands in the log where a text was deleted.
pub const DELETED: &str = "[deleted]";

impl Kind {
    /// The word of the kind, as the minutes print it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Agreed => "Agreed",
            Kind::Noted => "Noted",
            Kind::Invited => "Invited",
            Kind::Requested => "Requested",
            Kind::Deferred => "Deferred",
            Kind::NoAgreement => "No agreement",
        }
    }
}

impl NoteKind {
    pub fn word(self) -> &'static str {
        match self {
            NoteKind::Note => "Note",
            NoteKind::Info => "Information",
            NoteKind::Idea => "Idea",
            NoteKind::Help => "Help wanted",
            NoteKind::Link => "Link",
        }
    }
}

impl HandKind {
    /// `None` for a new point, which needs no word.
    pub fn word(self) -> Option<&'static str> {
        match self {
            HandKind::PointOfOrder => Some("point of order"),
            HandKind::Clarification => Some("clarifying question"),
            HandKind::Reply => Some("reply"),
            HandKind::New => None,
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
