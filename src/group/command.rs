//! What a person can ask of a group, in the imperative. Every surface ends here.

use chrono::{DateTime, NaiveDate, Utc};

use super::event::{Digest, HandKind, Kind, NoteKind};
use super::person::{Person, Right, Role};

/// A command with the person, the role and the time it came with.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub at: DateTime<Utc>,
    /// `None`: the bot itself, for timers and the post office.
    pub by: Option<Person>,
    pub role: Role,
    pub command: Command,
}

/// One command of the grammar.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    // meeting
    StartMeeting {
        title: Option<String>,
    },
    EndMeeting,
    Recess {
        secs: Option<u32>,
    },
    ResumeMeeting,
    // speaking queue
    /// `words` as typed behind `q+`: nothing, a note, or names with or without a note.
    RaiseHand {
        kind: HandKind,
        words: Option<String>,
    },
    LowerHand {
        name: Option<String>,
    },
    ShowQueue {
        detail: Detail,
    },
    GiveFloor {
        to: FloorTo,
    },
    YieldFloor,
    CloseQueue,
    ReopenQueue,
    TimeSpeakers {
        secs: u32,
    },
    StopTimingSpeakers,
    // agenda
    AddItem {
        title: String,
        proposer: Option<String>,
    },
    ShowAgenda,
    TakeUpItem {
        which: ItemChoice,
    },
    NextItem,
    OpenTopic {
        title: String,
    },
    OpenSubtopic {
        title: String,
    },
    CloseItem {
        item: Option<u32>,
        despite_queue: bool,
    },
    SkipItem,
    BoxItem {
        secs: u32,
    },
    Conclude {
        item: Option<u32>,
        text: String,
    },
    ConsiderDocument {
        reference: String,
        item: Option<u32>,
    },
    // record
    RecordAction {
        text: String,
    },
    CloseAction {
        action: u32,
    },
    DropAction {
        action: u32,
    },
    ShowActions {
        whose: Whose,
    },
    RecordDecision {
        kind: Kind,
        text: String,
    },
    RecordNote {
        kind: NoteKind,
        text: String,
    },
    Substitute {
        old: String,
        new: String,
        reach: Reach,
    },
    Undo,
    GoOffRecord,
    GoOnRecord,
    /// Words that are no command: a statement of whoever has the floor, a scribe's line, or a remark.
    Say {
        words: String,
    },
    // people
    DeclarePresence {
        names: Option<String>,
    },
    WithdrawPresence {
        name: Option<String>,
    },
    DeclareRegrets {
        names: Option<String>,
    },
    ShowPresence,
    AddScribe {
        name: Option<String>,
    },
    RemoveScribe {
        name: Option<String>,
    },
    /// The platform says that somebody came into the room.
    Arrive,
    CatchUp,
    // minutes; the digest is of the draft that the record gives at this moment
    ShowMinutes {
        meeting: Option<u32>,
        draft: Option<Draft>,
    },
    ApproveMinutes {
        meeting: Option<u32>,
        draft: Option<Draft>,
    },
    SendMinutes {
        meeting: Option<u32>,
        draft: Option<Draft>,
    },
    // the bot
    ShowStatus,
    ShowHelp {
        about: Option<String>,
    },
    /// A message was edited: what its lines say now, beside the entries they had made.
    Reword {
        changes: Vec<Change>,
    },
    /// An edit or a correction was deleted: what stood there before.
    Restore {
        changes: Vec<Change>,
    },
    /// A message was deleted: the entries it had made.
    Retract {
        entries: Vec<u64>,
    },
    /// Time has passed.
    Tick,
    /// The post office reports on a mail.
    ReportMail {
        message_id: String,
        outcome: MailOutcome,
    },
}

/// How much of the queue is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    Names,
    Notes,
}

/// Who is given the floor.
#[derive(Clone, Debug, PartialEq)]
pub enum FloorTo {
    /// The first in the queue; `expecting` names whom the chair saw there.
    Next {
        expecting: Option<String>,
    },
    Myself,
    Name(String),
}

/// Which agenda item.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemChoice {
    Number(u32),
    /// Words or a regular expression that match one title.
    Matching(String),
}

/// Whose actions are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    All,
    Mine,
}

/// How far a substitution reaches: the first match in the last matching line, every match in
/// it, or every match since the item was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    First,
    Line,
    Item,
}

/// A draft of the minutes of a meeting, identified by what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub meeting: u32,
    pub digest: Digest,
}

/// One line of an edited message.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The entry that the line had made.
    pub entry: u64,
    /// What the line would ask for now; `None` if the line is gone.
    pub now: Option<Box<Command>>,
}

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailOutcome {
    /// The mail server (or the Maildir) has taken it over. Not yet the list.
    HandedOver,
    /// It was taken back before it left.
    Withdrawn,
    /// A permanent refusal, in the server's words.
    Refused { reason: String },
}

impl Command {
    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            Command::StartMeeting { .. }
            | Command::EndMeeting
            | Command::Recess { .. }
            | Command::ResumeMeeting
            | Command::GiveFloor { .. }
            | Command::CloseQueue
            | Command::ReopenQueue
            | Command::TimeSpeakers { .. }
            | Command::StopTimingSpeakers
            | Command::TakeUpItem { .. }
            | Command::NextItem
            | Command::OpenTopic { .. }
            | Command::CloseItem { .. }
            | Command::SkipItem
            | Command::BoxItem { .. }
            | Command::RecordDecision { .. }
            | Command::GoOffRecord
            | Command::GoOnRecord
            | Command::ApproveMinutes { .. } => Right::Chair,
            Command::OpenSubtopic { .. }
            | Command::Conclude { .. }
            | Command::ShowMinutes { .. }
            | Command::SendMinutes { .. } => Right::Secretary,
            Command::RaiseHand { .. }
            | Command::LowerHand { .. }
            | Command::ShowQueue { .. }
            | Command::YieldFloor
            | Command::AddItem { .. }
            | Command::ShowAgenda
            | Command::ConsiderDocument { .. }
            | Command::RecordAction { .. }
            | Command::CloseAction { .. }
            | Command::DropAction { .. }
            | Command::ShowActions { .. }
            | Command::RecordNote { .. }
            | Command::Substitute { .. }
            | Command::Undo
            | Command::Say { .. }
            | Command::DeclarePresence { .. }
            | Command::WithdrawPresence { .. }
            | Command::DeclareRegrets { .. }
            | Command::ShowPresence
            | Command::AddScribe { .. }
            | Command::RemoveScribe { .. }
            | Command::Arrive
            | Command::CatchUp
            | Command::ShowStatus
            | Command::ShowHelp { .. }
            | Command::Reword { .. }
            | Command::Restore { .. }
            | Command::Retract { .. }
            | Command::Tick
            | Command::ReportMail { .. } => Right::Anyone,
        }
    }
}

impl Command {
    /// The texts that a person typed, as far as they are recorded.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Command::RaiseHand { words, .. } => words.as_deref().into_iter().collect(),
            Command::StartMeeting { title } => title.as_deref().into_iter().collect(),
            Command::AddItem { title, .. } => vec![title],
            Command::OpenTopic { title } | Command::OpenSubtopic { title } => vec![title],
            Command::Conclude { text, .. }
            | Command::ConsiderDocument { reference: text, .. }
            | Command::RecordAction { text }
            | Command::RecordDecision { text, .. }
            | Command::RecordNote { text, .. }
            | Command::Substitute { new: text, .. }
            | Command::Say { words: text } => vec![text],
            Command::DeclarePresence { names } | Command::DeclareRegrets { names } => {
                names.as_deref().into_iter().collect()
            }
            Command::Reword { changes } | Command::Restore { changes } => {
                changes.iter().filter_map(|change| change.now.as_deref()).flat_map(Command::texts).collect()
            }
            Command::EndMeeting
            | Command::Recess { .. }
            | Command::ResumeMeeting
            | Command::LowerHand { .. }
            | Command::ShowQueue { .. }
            | Command::GiveFloor { .. }
            | Command::YieldFloor
            | Command::CloseQueue
            | Command::ReopenQueue
            | Command::TimeSpeakers { .. }
            | Command::StopTimingSpeakers
            | Command::ShowAgenda
            | Command::TakeUpItem { .. }
            | Command::NextItem
            | Command::CloseItem { .. }
            | Command::SkipItem
            | Command::BoxItem { .. }
            | Command::CloseAction { .. }
            | Command::DropAction { .. }
            | Command::ShowActions { .. }
            | Command::Undo
            | Command::GoOffRecord
            | Command::GoOnRecord
            | Command::WithdrawPresence { .. }
            | Command::ShowPresence
            | Command::AddScribe { .. }
            | Command::RemoveScribe { .. }
            | Command::Arrive
            | Command::CatchUp
            | Command::ShowMinutes { .. }
            | Command::ApproveMinutes { .. }
            | Command::SendMinutes { .. }
            | Command::ShowStatus
            | Command::ShowHelp { .. }
            | Command::Retract { .. }
            | Command::Tick
            | Command::ReportMail { .. } => Vec::new(),
        }
    }

    /// The one name in it, where it may become somebody's in the record.
    pub fn name(&self) -> Option<&str> {
        match self {
            Command::AddItem { proposer, .. } => proposer.as_deref(),
            Command::AddScribe { name } => name.as_deref(),
            Command::GiveFloor { to: FloorTo::Name(name) } => Some(name),
            _ => None,
        }
    }
}

/// Parses the end of an action line: ` by 2026-12-01`, ` due 2026-12-01`.
pub fn split_due(text: &str) -> (String, Option<NaiveDate>) {
    let trimmed = text.trim_end_matches(['.', ' ']);
    let Some((rest, last)) = trimmed.rsplit_once(' ') else { return (text.to_owned(), None) };
    let Some(due) = crate::time::read_date(last) else { return (text.to_owned(), None) };
    let rest = rest.trim_end_matches([',', ' ', ':', ';', '-']);
    let lower = rest.to_ascii_lowercase();
    for word in [" by", " due", " until", " before"] {
        if lower.ends_with(word) {
            let kept = rest[..rest.len() - word.len()].trim_end_matches([',', ' ', ';', '(', '-']);
            return (kept.to_owned(), Some(due));
        }
    }
    (text.to_owned(), None)
}
