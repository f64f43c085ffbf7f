//! What a person can ask of a group, in the imperative. Every surface ends here.

mod action;
mod agenda;
mod bot;
mod change;
mod decision;
mod document;
mod floor;
mod internal;
mod liaison;
mod list_proposal;
mod mail;
mod meeting;
mod minutes;
mod people;
mod poll;
mod proposal;
mod queue;
mod record;
mod register;
mod report;
mod schedule;
mod terms;
mod time;

pub use action::{ActionCommand, Whose};
pub use agenda::{AgendaCommand, ItemChoice};
pub use bot::BotCommand;
pub use change::{Change, ChangeCommand};
pub use decision::{DecisionCommand, DecisionRef, Span};
pub use document::{DocumentCommand, DocumentPart, WhichDocuments};
pub use floor::{FloorCommand, FloorTo};
pub use internal::{InternalCommand, MailOutcome};
pub use liaison::{Incoming, LiaisonCommand, LiaisonPart, LiaisonRef};
pub use list_proposal::ListProposalCommand;
pub use mail::MailCommand;
pub use meeting::{MeetingCommand, WhichMeeting};
pub use minutes::{Draft, LinePlace, LineRef, MinutesCommand};
pub use people::PeopleCommand;
pub use poll::PollCommand;
pub use proposal::{ObjectedRef, ProposalCommand};
pub use queue::{Detail, QueueCommand};
pub use record::{LastOf, Reach, RecordCommand, Undone};
pub use register::{AssignedTo, RegisterCommand, RegisterPart};
pub use report::ReportCommand;
pub use schedule::ScheduleCommand;
pub use terms::TermsCommand;
pub use time::{TimeCommand, Wait};

use chrono::{DateTime, Utc};

use super::event::LineKey;
use super::person::{Person, Right, Role};
use crate::time::Zone;

/// A command with the person, the role and the time it came with.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub at: DateTime<Utc>,
    /// `None`: the bot itself, for timers and the post office.
    pub by: Option<Person>,
    pub role: Role,
    pub command: Command,
    pub gathered: Gathered,
}

/// What the bot has looked up for a command, besides the words that were typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gathered {
    /// The zone in the person's profile on the platform, where the command asks for it and the platform tells.
    pub profile_zone: Option<Zone>,
    /// When the message was typed, where the command came as one: a reply belongs to the item that was open then.
    pub typed_at: Option<DateTime<Utc>>,
    /// The draft that the record gives now, of the mail that the command is about.
    pub draft: Option<Draft>,
    /// The line of that draft which the command names.
    pub line: Option<LineKey>,
    /// The decision or action that this line gives, such as `D7-3`.
    pub numbered: Option<String>,
    /// Whether it came by mail: what is too late then is too late, and nobody fills the agenda alone.
    pub is_by_mail: bool,
    /// What a held mail asks for, where the command is about one.
    pub mailed: Vec<Command>,
    /// The last entry at the time when the person's last command was refused, for `undo`.
    pub refused_at: Option<u64>,
    /// What was done about a link to the pages.
    pub entrance: Option<Entrance>,
}

/// What came of a request for a link to the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// There are no pages.
    NoPages,
    /// There is no board.
    NoBoard,
    /// The address of a person's own link.
    Link { address: String },
    /// The address of the board.
    Board { address: String },
    /// So many seats and links were ended, of the person who asked or of another.
    Ended { seats: usize, name: Option<String> },
    /// So many links that nobody has used were made for a person within an hour that no more are.
    TooMany { name: Option<String> },
    /// A link is on its way to a member.
    Mailed { name: String },
    /// The person is not a member who has a mail address of their own in the configuration.
    NoAddress { name: String },
}

/// One command of the grammar, by subject.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Meeting(MeetingCommand),
    Queue(QueueCommand),
    Floor(FloorCommand),
    Agenda(AgendaCommand),
    Action(ActionCommand),
    Decision(DecisionCommand),
    Proposal(ProposalCommand),
    Poll(PollCommand),
    Record(RecordCommand),
    Register(RegisterCommand),
    Document(DocumentCommand),
    Liaison(LiaisonCommand),
    ListProposal(ListProposalCommand),
    Report(ReportCommand),
    Terms(TermsCommand),
    People(PeopleCommand),
    Schedule(ScheduleCommand),
    Minutes(MinutesCommand),
    Mail(MailCommand),
    Time(TimeCommand),
    Bot(BotCommand),
    Change(ChangeCommand),
    Internal(InternalCommand),
}

impl Command {
    /// What the command is about, in a word.
    pub fn subject(&self) -> &'static str {
        match self {
            Command::Meeting(_) => "meeting",
            Command::Queue(_) => "queue",
            Command::Floor(_) => "floor",
            Command::Agenda(_) => "agenda",
            Command::Action(_) => "action",
            Command::Decision(_) => "decision",
            Command::Proposal(_) => "proposal",
            Command::Poll(_) => "poll",
            Command::Record(_) => "record",
            Command::Register(_) => "register",
            Command::Document(_) => "document",
            Command::Liaison(_) => "liaison",
            Command::ListProposal(_) => "list_proposal",
            Command::Report(_) => "report",
            Command::Terms(_) => "terms",
            Command::People(_) => "people",
            Command::Schedule(_) => "schedule",
            Command::Minutes(_) => "minutes",
            Command::Mail(_) => "mail",
            Command::Time(_) => "time",
            Command::Bot(_) => "bot",
            Command::Change(_) => "change",
            Command::Internal(_) => "internal",
        }
    }

    /// Who may give the command.
    pub fn right(&self) -> Right {
        match self {
            Command::Meeting(command) => command.right(),
            Command::Queue(command) => command.right(),
            Command::Floor(command) => command.right(),
            Command::Agenda(command) => command.right(),
            Command::Action(command) => command.right(),
            Command::Decision(command) => command.right(),
            Command::Proposal(command) => command.right(),
            Command::Poll(command) => command.right(),
            Command::Record(command) => command.right(),
            Command::Register(command) => command.right(),
            Command::Document(command) => command.right(),
            Command::Liaison(command) => command.right(),
            Command::ListProposal(command) => command.right(),
            Command::Report(command) => command.right(),
            Command::Terms(command) => command.right(),
            Command::People(command) => command.right(),
            Command::Schedule(command) => command.right(),
            Command::Minutes(command) => command.right(),
            Command::Mail(command) => command.right(),
            Command::Time(command) => command.right(),
            Command::Bot(command) => command.right(),
            Command::Change(command) => command.right(),
            Command::Internal(command) => command.right(),
        }
    }

    /// Whether both ask for the same thing, whatever the words.
    pub fn is_same_kind(&self, other: &Command) -> bool {
        use std::mem::discriminant;
        match self {
            Command::Meeting(one) => {
                matches!(other, Command::Meeting(other) if discriminant(one) == discriminant(other))
            }
            Command::Queue(one) => matches!(other, Command::Queue(other) if discriminant(one) == discriminant(other)),
            Command::Floor(one) => matches!(other, Command::Floor(other) if discriminant(one) == discriminant(other)),
            Command::Agenda(one) => matches!(other, Command::Agenda(other) if discriminant(one) == discriminant(other)),
            Command::Action(one) => matches!(other, Command::Action(other) if discriminant(one) == discriminant(other)),
            Command::Decision(one) => {
                matches!(other, Command::Decision(other) if discriminant(one) == discriminant(other))
            }
            Command::Proposal(one) => {
                matches!(other, Command::Proposal(other) if discriminant(one) == discriminant(other))
            }
            Command::Poll(one) => matches!(other, Command::Poll(other) if discriminant(one) == discriminant(other)),
            Command::Record(one) => matches!(other, Command::Record(other) if discriminant(one) == discriminant(other)),
            Command::Document(one) => {
                matches!(other, Command::Document(other) if discriminant(one) == discriminant(other))
            }
            Command::Register(one) => {
                matches!(other, Command::Register(other) if discriminant(one) == discriminant(other))
            }
            Command::Liaison(one) => {
                matches!(other, Command::Liaison(other) if discriminant(one) == discriminant(other))
            }
            Command::ListProposal(one) => {
                matches!(other, Command::ListProposal(other) if discriminant(one) == discriminant(other))
            }
            Command::Report(one) => matches!(other, Command::Report(other) if discriminant(one) == discriminant(other)),
            Command::Terms(one) => matches!(other, Command::Terms(other) if discriminant(one) == discriminant(other)),
            Command::People(one) => matches!(other, Command::People(other) if discriminant(one) == discriminant(other)),
            Command::Schedule(one) => {
                matches!(other, Command::Schedule(other) if discriminant(one) == discriminant(other))
            }
            Command::Minutes(one) => {
                matches!(other, Command::Minutes(other) if discriminant(one) == discriminant(other))
            }
            Command::Mail(one) => matches!(other, Command::Mail(other) if discriminant(one) == discriminant(other)),
            Command::Time(one) => matches!(other, Command::Time(other) if discriminant(one) == discriminant(other)),
            Command::Bot(one) => matches!(other, Command::Bot(other) if discriminant(one) == discriminant(other)),
            Command::Change(one) => matches!(other, Command::Change(other) if discriminant(one) == discriminant(other)),
            Command::Internal(one) => {
                matches!(other, Command::Internal(other) if discriminant(one) == discriminant(other))
            }
        }
    }

    /// What a person typed that may be recorded.
    pub fn typed(&self) -> Vec<Typed<'_>> {
        match self {
            Command::Meeting(command) => command.typed(),
            Command::Queue(command) => command.typed(),
            Command::Floor(command) => command.typed(),
            Command::Agenda(command) => command.typed(),
            Command::Action(command) => command.typed(),
            Command::Decision(command) => command.typed(),
            Command::Proposal(command) => command.typed(),
            Command::Poll(command) => command.typed(),
            Command::Record(command) => command.typed(),
            Command::Register(command) => command.typed(),
            Command::Document(command) => command.typed(),
            Command::Liaison(command) => command.typed(),
            Command::ListProposal(command) => command.typed(),
            Command::Report(command) => command.typed(),
            Command::Terms(command) => command.typed(),
            Command::People(command) => command.typed(),
            Command::Schedule(command) => command.typed(),
            Command::Minutes(command) => command.typed(),
            Command::Mail(command) => command.typed(),
            Command::Time(command) => command.typed(),
            Command::Bot(command) => command.typed(),
            Command::Change(command) => command.typed(),
            Command::Internal(command) => command.typed(),
        }
    }
}

/// Something that a person typed and that may be recorded; each kind has a bound of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed<'a> {
    Text(&'a str),
    /// A text of several pages.
    Long(&'a str),
    Title(&'a str),
    /// A name that may become a person's in the record.
    Name(&'a str),
}
