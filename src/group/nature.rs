//! What kind of entry an event makes: which words it holds and whose they are, whom it names, what it corrects, and where
//! it is shown. Retention, deletion, `forget me`, edits and relays all ask here. What takes words out of memory is
//! `apply/correction.rs`, and what finds them in the bot's messages is `quoted.rs`.

use chrono::NaiveDate;

use super::charter::Relay;
use super::documents::DocumentChange;
use super::event::{Entry, Event, Kind, LiaisonChange, LineChange, Manner, NoteKind};
use super::person::Person;
use super::register::RowChange;
use super::terms::TermsChange;

/// What kind of entry an event makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nature<'a> {
    pub words: Words,
    pub owner: Owner<'a>,
    pub names: Names,
    /// The earlier entry whose words it replaces.
    pub corrects: Option<u64>,
    /// As what an edit of its message gives it other words. `None`: an edit changes nothing of it.
    pub editable: Option<Editable>,
    /// The words that an edit compares and replaces.
    pub wording: Option<Wording<'a>>,
    pub shown: Shown,
    /// What of the log goes with it.
    pub erases: Option<Erased<'a>>,
}

/// What an entry takes out of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erased<'a> {
    /// These entries, with their corrections and what they gave.
    Entries(&'a [u64]),
    /// The author of the entry.
    Author,
    /// All talk up to this entry.
    TalkThrough(u64),
}

/// Words that a person typed. Deletion takes all of them; what else ends them depends on their kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    None,
    /// Said from the floor or in the room, or in a few words beside a hand or a vote: the retention period ends it.
    Talk,
    /// What the group keeps: agenda, decisions, actions, results, plans.
    Record,
}

/// Whose own words an entry holds, so that `forget me` takes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner<'a> {
    /// The group: the words stay when someone is forgotten, without the name.
    Group,
    /// The author of the entry.
    Author,
    Person(&'a Person),
}

/// Whom an entry names as a person with an account or a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    Nobody,
    /// Someone who follows from other entries, such as the next in the queue: a deleted line may be their cause.
    Derived,
    /// Someone who answers what was put to the group: deleting the line takes the answer back.
    Answer,
    /// Someone whose hand a line raised; the desk lowers the hand when nothing but that line raised it.
    Hand,
    /// Someone whom a line named; the name goes with the line.
    Typed,
    /// The same, with the organization that they speak for.
    Attendance,
    /// The same, and always by account.
    Chair,
}

/// As what a line was recorded whose words an edit replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Editable {
    Statement,
    Note(NoteKind),
    Decision(Kind),
    /// Of an agenda item.
    Conclusion(u32),
    /// Considered under an agenda item, if under one.
    Document(Option<u32>),
    Subtopic,
    Item,
    Action,
    Proposal,
    Question,
    /// A row of the register: its topic, or what a side does about it.
    Row,
    /// A line about a document of the group's list.
    Listing,
    /// A liaison statement: its title or another part of it.
    Liaison,
}

/// The words of an entry as someone would type them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording<'a> {
    pub text: &'a str,
    /// The day an action is due, which its text does not hold.
    pub due: Option<NaiveDate>,
}

/// In which other rooms of the meeting an entry is shown as it was typed. Of everything else the bot itself tells all rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Nowhere,
    /// Where everything that is said is shown.
    AsTalk,
    /// Also where only what is recorded is shown.
    AsRecord,
}

impl Shown {
    pub fn with(self, relay: Relay) -> bool {
        match (self, relay) {
            (Shown::Nowhere, _) | (_, Relay::Nothing) | (Shown::AsTalk, Relay::Record) => false,
            (Shown::AsTalk, Relay::All) | (Shown::AsRecord, Relay::All | Relay::Record) => true,
        }
    }
}

impl Names {
    /// Whether a line gave the name, so that it proves that someone wrote it.
    pub fn are_typed(self) -> bool {
        match self {
            Names::Hand | Names::Typed | Names::Attendance | Names::Chair => true,
            Names::Nobody | Names::Derived | Names::Answer => false,
        }
    }

    /// Whether the name goes when the line is deleted.
    pub fn go_with_their_line(self) -> bool {
        match self {
            Names::Typed | Names::Attendance | Names::Chair => true,
            Names::Nobody | Names::Derived | Names::Answer | Names::Hand => false,
        }
    }
}

impl<'a> Nature<'a> {
    /// Holds no words of anyone and names nobody.
    pub(super) const BARE: Nature<'static> = Nature {
        words: Words::None,
        owner: Owner::Group,
        names: Names::Nobody,
        corrects: None,
        editable: None,
        wording: None,
        shown: Shown::Nowhere,
        erases: None,
    };
    /// Holds words that the group keeps.
    pub(super) const RECORD: Nature<'static> = Nature { words: Words::Record, ..Nature::BARE };

    fn naming(names: Names) -> Nature<'a> {
        Nature { names, ..Nature::BARE }
    }

    /// Words of one person that the retention period ends.
    fn talk(person: &'a Person, names: Names) -> Nature<'a> {
        Nature { words: Words::Talk, owner: Owner::Person(person), names, ..Nature::BARE }
    }

    /// Recorded words that an edit of their line replaces.
    fn line(editable: Editable, text: &'a str) -> Nature<'a> {
        Nature { editable: Some(editable), wording: Some(Wording { text, due: None }), ..Nature::RECORD }
    }

    fn correction(entry: u64, text: &'a str, due: Option<NaiveDate>) -> Nature<'a> {
        Nature { corrects: Some(entry), wording: Some(Wording { text, due }), ..Nature::RECORD }
    }
}

impl Event {
    /// What kind of entry it makes.
    #[expect(clippy::too_many_lines, reason = "every event is here, with its nature")]
    pub fn nature(&self) -> Nature<'_> {
        match self {
            Event::Said { speaker, words, manner } => Nature {
                words: Words::Talk,
                owner: Owner::Person(speaker),
                names: Names::Typed,
                shown: match manner {
                    Manner::Remark => Shown::AsTalk,
                    Manner::Statement | Manner::Scribed | Manner::Answer | Manner::Summary => Shown::AsRecord,
                },
                ..Nature::line(Editable::Statement, words)
            },
            Event::Noted { kind, text } => {
                Nature { words: Words::Talk, shown: Shown::AsRecord, ..Nature::line(Editable::Note(*kind), text) }
            }
            Event::QuestionAsked { text, .. } => {
                Nature { words: Words::Talk, ..Nature::line(Editable::Question, text) }
            }
            Event::Inserted { speaker, .. } => Nature::talk(speaker, Names::Typed),
            Event::HandRaised { person, .. } => Nature::talk(person, Names::Hand),
            Event::LaterHandRaised { person, .. } | Event::HandChanged { person, .. } => {
                Nature::talk(person, Names::Derived)
            }
            Event::StandTaken { person, .. } => Nature::talk(person, Names::Answer),

            Event::DecisionRecorded { kind, text, .. } => Nature::line(Editable::Decision(*kind), text),
            Event::Concluded { item, text } => Nature::line(Editable::Conclusion(*item), text),
            Event::DocumentConsidered { item, reference } => Nature::line(Editable::Document(*item), reference),
            Event::SubtopicOpened { title } => Nature::line(Editable::Subtopic, title),
            Event::ItemAdded { title, .. } => Nature::line(Editable::Item, title),
            Event::ProposalOpened { text, .. } => Nature::line(Editable::Proposal, text),
            Event::ActionRecorded { text, due, .. } => {
                Nature { wording: Some(Wording { text, due: *due }), ..Nature::line(Editable::Action, text) }
            }

            Event::RegisterChanged { change, .. } => match change {
                RowChange::Added { topic, .. } | RowChange::Retitled { topic } => Nature::line(Editable::Row, topic),
                RowChange::Side { text, .. } => Nature::line(Editable::Row, text),
                RowChange::Assessed { reason: Some(_), .. }
                | RowChange::Assigned { mechanism: Some(_), .. }
                | RowChange::Dropped { .. } => Nature::RECORD,
                RowChange::Assessed { reason: None, .. }
                | RowChange::Assigned { mechanism: None, .. }
                | RowChange::Restored => Nature::BARE,
            },

            Event::DocumentChanged { change, .. } => match change {
                DocumentChange::Registered { text, .. } => Nature::line(Editable::Listing, text),
                DocumentChange::Retitled { .. }
                | DocumentChange::Sourced { .. }
                | DocumentChange::Linked { .. }
                | DocumentChange::Numbered { .. }
                | DocumentChange::Dropped { .. } => Nature::RECORD,
                DocumentChange::Placed { .. } | DocumentChange::Restored => Nature::BARE,
            },

            Event::LiaisonChanged { change, .. } => match change {
                LiaisonChange::Added { title, .. } => Nature::line(Editable::Liaison, title),
                LiaisonChange::Worded { text, .. } => Nature::line(Editable::Liaison, text),
                LiaisonChange::Addressed { .. }
                | LiaisonChange::Numbered { .. }
                | LiaisonChange::Answered { .. }
                | LiaisonChange::Closed { reason: Some(_) }
                | LiaisonChange::Dropped { .. } => Nature::RECORD,
                LiaisonChange::Deadline { .. }
                | LiaisonChange::AgreedBy { .. }
                | LiaisonChange::HandedOver
                | LiaisonChange::Closed { reason: None }
                | LiaisonChange::Reopened => Nature::BARE,
            },

            Event::Reworded { entry, text } => Nature::correction(*entry, text, None),
            Event::ItemRenamed { entry, title, .. } => Nature::correction(*entry, title, None),
            Event::ActionReworded { entry, text, due, .. } => Nature::correction(*entry, text, *due),

            Event::PaperApproved { elsewhere: Some(_), .. } | Event::MinutesApproved { elsewhere: Some(_), .. } => {
                Nature { names: Names::Derived, ..Nature::RECORD }
            }
            Event::ReminderSet { .. } | Event::ZoneChosen { .. } => Nature { owner: Owner::Author, ..Nature::RECORD },
            Event::ObjectionRaised { .. } => Nature { names: Names::Answer, ..Nature::RECORD },
            Event::MeetingStarted { .. }
            | Event::DecisionAmended { .. }
            | Event::DecisionReopened { .. }
            | Event::PollOpened { .. }
            | Event::MeetingPlanned { .. }
            | Event::MeetingMoved { .. }
            | Event::MeetingCancelled { .. }
            | Event::JoinLinkSet { .. }
            | Event::NoticeShown { .. }
            | Event::ParentMeetingSet { place: Some(_), .. }
            | Event::ReportDelivered { .. }
            | Event::MandateChanged { .. }
            | Event::TermsChanged {
                change:
                    TermsChange::Adopted { .. }
                    | TermsChange::Proposed { .. }
                    | TermsChange::Sent { .. }
                    | TermsChange::Approved { .. }
                    | TermsChange::Dropped { .. },
                ..
            }
            | Event::PaperEdited {
                change: LineChange::Reworded(_) | LineChange::AddedAfter(_) | LineChange::Removed,
                ..
            }
            | Event::MinutesEdited {
                change: LineChange::Reworded(_) | LineChange::AddedAfter(_) | LineChange::Removed,
                ..
            } => Nature::RECORD,

            Event::PresenceDeclared { .. } | Event::RegretsDeclared { .. } => Nature::naming(Names::Attendance),
            Event::ScribeNamed { .. } | Event::SpeakerCorrected { .. } => Nature::naming(Names::Typed),
            Event::ChairNamed { .. } => Nature::naming(Names::Chair),
            Event::VoteCast { .. } => Nature::naming(Names::Answer),
            Event::HandLowered { .. }
            | Event::HandMovedLast { .. }
            | Event::QueueSet { .. }
            | Event::FloorGiven { .. }
            | Event::FloorYielded { .. }
            | Event::StandWithdrawn { .. }
            | Event::VoteWithdrawn { .. }
            | Event::ObjectionWithdrawn { .. }
            | Event::QuestionBacked { .. }
            | Event::BackingWithdrawn { .. }
            | Event::RegretsWithdrawn { .. }
            | Event::PresenceWithdrawn { .. }
            | Event::Arrived { .. }
            | Event::ScribeReleased { .. }
            | Event::ChairReleased { .. } => Nature::naming(Names::Derived),

            Event::ByMail(event) => event.nature(),
            Event::ListProposalChanged { change, .. } => change.nature(),
            Event::Redacted { entries } => Nature { erases: Some(Erased::Entries(entries)), ..Nature::BARE },
            Event::PersonForgotten => Nature { erases: Some(Erased::Author), ..Nature::BARE },
            Event::WordsExpired { through } => Nature { erases: Some(Erased::TalkThrough(*through)), ..Nature::BARE },

            Event::MinutesEdited { change: LineChange::Restored, .. }
            | Event::PaperEdited { change: LineChange::Restored, .. }
            | Event::ParentMeetingSet { place: None, .. }
            | Event::ParentMeetingCancelled { .. }
            | Event::ReportNeared { .. }
            | Event::LiaisonNeared { .. }
            | Event::MandateNeared { .. }
            | Event::TermsChanged { change: TermsChange::Agreed, .. }
            | Event::ReportBegun { .. }
            | Event::PaperShown { .. }
            | Event::PaperApproved { elsewhere: None, .. }
            | Event::PaperQueued { .. }
            | Event::MeetingEnded
            | Event::MeetingReopened
            | Event::RecessBegan { .. }
            | Event::RecessEnded
            | Event::SecondSessionOpened
            | Event::QueueClosed
            | Event::QueueReopened
            | Event::FloorPaused
            | Event::FloorResumed
            | Event::SpeakingTimeSet { .. }
            | Event::SpeakingTimeCleared { .. }
            | Event::SpeakerWarned { .. }
            | Event::ItemDropped { .. }
            | Event::AgendaOrdered { .. }
            | Event::AgendaCleared
            | Event::ItemTakenUp { .. }
            | Event::ItemClosed { .. }
            | Event::ItemSkipped { .. }
            | Event::ItemBoxed { .. }
            | Event::ItemWarned { .. }
            | Event::ActionClosed { .. }
            | Event::ActionReopened { .. }
            | Event::ProposalShown { .. }
            | Event::ProposalDue { .. }
            | Event::ProposalDropped { .. }
            | Event::PollClosed { .. }
            | Event::Withdrawn { .. }
            | Event::RecordSuspended
            | Event::RecordResumed
            | Event::ReminderDue { .. }
            | Event::QuietSet { .. }
            | Event::ZoneDeclined
            | Event::NoticeQueued { .. }
            | Event::MeetingNeared { .. }
            | Event::MeetingMovedByRules { .. }
            | Event::MinutesShown { .. }
            | Event::RemarksTaken { .. }
            | Event::MinutesApproved { elsewhere: None, .. }
            | Event::MinutesQueued { .. }
            | Event::MinutesBecameFinal { .. }
            | Event::MailHandedOver { .. }
            | Event::MailSeen { .. }
            | Event::MailRefused { .. }
            | Event::MailWithdrawn { .. } => Nature::BARE,
        }
    }
}

impl Entry {
    /// The earlier entry that this one corrects.
    pub fn about(&self) -> Option<u64> {
        self.event.nature().corrects
    }

    /// Whether the words in it are this person's.
    pub fn is_said_by(&self, person: &Person) -> bool {
        match self.event.nature().owner {
            Owner::Group => false,
            Owner::Author => self.by.as_ref().is_some_and(|by| by.is(person)),
            Owner::Person(owner) => owner.is(person),
        }
    }

    /// Whether it is nothing but words from the floor or the room, which the retention period ends.
    pub fn is_talk(&self) -> bool {
        self.event.nature().words == Words::Talk
    }
}
