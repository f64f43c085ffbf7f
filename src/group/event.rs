//! What has happened, in the past tense. Events are stored for ever: variants and fields are
//! only ever added (`tests/it/stored/` keeps a sample of every released form).

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

pub use super::hand::{HandKey, Timed};
pub use super::kinds::{
    ActionOutcome, Ahead, DaysLeft, DecisionId, HandKind, Kind, Manner, NoteKind, Objected, PaperId, Stage, Stand,
};
pub use super::liaison_change::LiaisonChange;
pub use super::line::{Digest, Elsewhere, LineChange, LineKey};
pub use super::list_proposal::ListProposalChange;
pub use super::mail::{ByMail, HeldWhy};
pub use super::mandate::MandateChange;
pub use super::person::DELETED;
use super::person::{AccountId, Person};
pub use super::row::{DocumentChange, RowChange};
pub use super::terms::TermsChange;

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
    /// Key of the room in which it is; entries of older versions do not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// The edit of the message that made this entry, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<String>,
    /// Whether the entry has words of its own, which a menu on the message recorded: an edit of the message leaves them,
    /// its deletion takes them out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_by_menu: bool,
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
    /// A meeting that was closed goes on.
    MeetingReopened,
    RecessBegan {
        until: Option<DateTime<Utc>>,
    },
    RecessEnded,
    SecondSessionOpened,

    HandRaised {
        person: Person,
        hand: HandKind,
        note: Option<String>,
    },
    /// A second hand at the end of the queue.
    LaterHandRaised {
        person: Person,
        note: Option<String>,
    },
    HandLowered {
        person: Person,
        /// One of several. `None`: all that the person has.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hand: Option<HandKey>,
    },
    HandMovedLast {
        person: Person,
        /// Only so far that this person is before. `None`: to the end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        behind: Option<Person>,
    },
    /// A hand has other words or is of another kind; it keeps its place among those of its kind.
    HandChanged {
        person: Person,
        hand: HandKey,
        kind: HandKind,
        /// What it is about now. `None`: as before.
        note: Option<String>,
    },
    /// The whole queue as a chair or secretary has set it.
    QueueSet {
        people: Vec<Person>,
        /// The kinds of their hands, in the same order; entries of older versions have none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        hands: Vec<HandKind>,
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
    /// The speaker's timer is paused.
    FloorPaused,
    FloorResumed,
    SpeakingTimeSet {
        secs: u32,
        #[serde(default, skip_serializing_if = "Timed::is_speaker")]
        whose: Timed,
    },
    SpeakingTimeCleared {
        #[serde(default, skip_serializing_if = "Timed::is_speaker")]
        whose: Timed,
    },
    SpeakerWarned {
        stage: Stage,
        #[serde(default, skip_serializing_if = "Timed::is_speaker")]
        whose: Timed,
    },

    ItemAdded {
        item: u32,
        title: String,
        proposer: Option<String>,
        /// The proposer was named with the item, and gets the floor when it opens.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_presented: bool,
    },
    ItemRenamed {
        /// Entry that added the item.
        #[serde(default)]
        entry: u64,
        item: u32,
        title: String,
    },
    ItemDropped {
        item: u32,
    },
    /// These items come first, in this order; the others follow as they were.
    AgendaOrdered {
        order: Vec<u32>,
    },
    /// Everything that nobody had taken up yet is dropped.
    AgendaCleared,
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
        /// Accounts of those owners whom the group knows.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        accounts: Vec<AccountId>,
        due: Option<NaiveDate>,
    },
    ActionReworded {
        /// Entry that recorded the action.
        #[serde(default)]
        entry: u64,
        action: u32,
        text: String,
        owners: Vec<String>,
        /// Accounts of those owners whom the group knows.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        accounts: Vec<AccountId>,
        due: Option<NaiveDate>,
    },
    ActionReopened {
        action: u32,
    },
    ActionClosed {
        action: u32,
        outcome: ActionOutcome,
    },
    DecisionRecorded {
        number: u32,
        kind: Kind,
        text: String,
        /// The proposal that it settles.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposal: Option<u32>,
    },
    DecisionAmended {
        decision: DecisionId,
        text: String,
        reason: Option<String>,
    },
    DecisionReopened {
        decision: DecisionId,
        reason: Option<String>,
    },
    ProposalOpened {
        proposal: u32,
        text: String,
        /// Until when the chair waits for objections.
        until: DateTime<Utc>,
        /// The rooms have yet to see it; the time for objections begins with that, and `until` is the latest end of it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        awaits_rooms: bool,
    },
    /// The rooms have seen it, so the time for objections begins.
    ProposalShown {
        proposal: u32,
        until: DateTime<Utc>,
    },
    ProposalDue {
        proposal: u32,
    },
    ProposalDropped {
        proposal: u32,
    },
    StandTaken {
        proposal: u32,
        person: Person,
        stand: Stand,
        words: Option<String>,
    },
    StandWithdrawn {
        proposal: u32,
        person: Person,
    },
    VoteWithdrawn {
        poll: u32,
        person: Person,
    },
    ObjectionRaised {
        to: Objected,
        person: Person,
        reason: Option<String>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_reservation: bool,
    },
    ObjectionWithdrawn {
        to: Objected,
        person: Person,
    },
    PollOpened {
        poll: u32,
        question: String,
        choices: Vec<String>,
    },
    VoteCast {
        poll: u32,
        person: Person,
        /// Position among the choices, from 0; `None`: abstains.
        choice: Option<u32>,
    },
    PollClosed {
        poll: u32,
    },
    QuestionAsked {
        question: u32,
        text: String,
    },
    QuestionBacked {
        question: u32,
        person: Person,
    },
    BackingWithdrawn {
        question: u32,
        person: Person,
    },
    /// Somebody else said what a scribe wrote down.
    SpeakerCorrected {
        /// Entry of the statement.
        entry: u64,
        speaker: Person,
    },
    /// A line that was left out, before the record of an earlier entry.
    Inserted {
        before: u64,
        speaker: Person,
        words: String,
        manner: Manner,
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
    RegretsWithdrawn {
        person: Person,
    },
    RegretsDeclared {
        person: Person,
        /// The meeting that is over, where it is meant. `None`: the open one, or else the next.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        meeting: Option<u32>,
    },
    Arrived {
        person: Person,
    },
    ScribeNamed {
        person: Person,
        /// A chair or a secretary named the scribe, who may correct what items came to.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_appointed: bool,
    },
    ScribeReleased {
        person: Person,
    },
    ChairNamed {
        person: Person,
    },
    ChairReleased {
        person: Person,
    },
    ReminderSet {
        reminder: u32,
        due: DateTime<Utc>,
        text: String,
        /// The action of which it reminds, on its day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        action: Option<u32>,
    },
    ReminderDue {
        reminder: u32,
    },
    /// A meeting of a parent body was put on the calendar, or moved.
    ParentMeetingSet {
        body: String,
        opens: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closes: Option<NaiveDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead_of: Option<NaiveDate>,
    },
    ParentMeetingCancelled {
        body: String,
        opens: NaiveDate,
    },
    /// The rooms were reminded of a report that is due.
    ReportNeared {
        body: String,
        opens: NaiveDate,
        left: DaysLeft,
    },
    /// A report got its number.
    ReportBegun {
        report: u32,
        body: String,
        opens: NaiveDate,
    },
    ReportDelivered {
        report: u32,
        reference: String,
    },
    /// A paper was shown as it would go out. Minutes and notices have events of their own, which are older.
    PaperShown {
        paper: PaperId,
        version: u32,
        digest: Digest,
    },
    /// A line of it was changed by hand.
    PaperEdited {
        paper: PaperId,
        line: LineKey,
        change: LineChange,
    },
    PaperApproved {
        paper: PaperId,
        version: u32,
        /// `None`: the author of the entry approved it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        elsewhere: Option<Elsewhere>,
    },
    PaperQueued {
        paper: PaperId,
        version: u32,
        message_id: String,
    },
    /// A document was put on the group's list, or something was said of it.
    DocumentChanged {
        /// Its place in the list.
        document: u32,
        change: DocumentChange,
    },
    /// A row of the demarcation register was added or changed.
    RegisterChanged {
        row: u32,
        change: RowChange,
    },
    /// A liaison statement is added or changed.
    LiaisonChanged {
        liaison: u32,
        change: LiaisonChange,
    },
    /// The deadline of a liaison statement comes nearer.
    LiaisonNeared {
        liaison: u32,
        left: DaysLeft,
    },
    /// Something was put to the mailing list, or happened to it.
    ListProposalChanged {
        proposal: u32,
        change: ListProposalChange,
    },
    /// A parent body extended or concluded the group, or it works again.
    MandateChanged {
        change: MandateChange,
    },
    /// A revision of the terms of reference was proposed or changed.
    TermsChanged {
        revision: u32,
        change: TermsChange,
    },
    /// The end of the mandate comes nearer.
    MandateNeared {
        until: NaiveDate,
        left: DaysLeft,
    },
    /// Whether the bot leaves out what only confirms.
    QuietSet {
        is_quiet: bool,
    },
    /// The zone in which a person wants to see times; nobody else sees it. `None`: that of the
    /// person's profile, where there is one.
    ZoneChosen {
        zone: Option<String>,
    },
    /// Someone wants to be told times in no zone of their own; their profile's is not used either.
    ZoneDeclined,
    /// Someone's words and name have left the log.
    PersonForgotten,
    /// The retention period: what was said up to this entry has left the log.
    WordsExpired {
        through: u64,
    },

    /// A meeting was put on the calendar, at a wall time of an IANA zone.
    MeetingPlanned {
        meeting: u32,
        start: NaiveDateTime,
        zone: String,
        secs: u32,
        title: Option<String>,
    },
    MeetingMoved {
        meeting: u32,
        start: NaiveDateTime,
        zone: String,
        secs: u32,
        reason: Option<String>,
    },
    MeetingCancelled {
        meeting: u32,
        reason: String,
    },
    JoinLinkSet {
        meeting: u32,
        link: Option<String>,
    },
    /// The mail about a planned meeting was shown as it would go out.
    NoticeShown {
        meeting: u32,
        digest: Digest,
        /// Reason for announcing it late.
        despite_notice: Option<String>,
    },
    NoticeQueued {
        meeting: u32,
        message_id: String,
        /// The instant that it tells; entries of older versions do not know it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        starts_at: Option<DateTime<Utc>>,
    },
    /// The room was reminded of a planned meeting.
    MeetingNeared {
        meeting: u32,
        ahead: Ahead,
    },
    /// The chairs were told that newer rules of its zone have moved an announced meeting to this instant.
    MeetingMovedByRules {
        meeting: u32,
        starts_at: DateTime<Utc>,
    },

    MinutesShown {
        meeting: u32,
        version: u32,
        digest: Digest,
    },
    /// A line of the minutes was changed by hand.
    MinutesEdited {
        meeting: u32,
        line: LineKey,
        change: LineChange,
    },
    /// What was said without the floor goes into the minutes after all: these entries.
    RemarksTaken {
        meeting: u32,
        entries: Vec<u64>,
    },
    MinutesApproved {
        meeting: u32,
        version: u32,
        /// `None`: the author of the entry approved it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        elsewhere: Option<Elsewhere>,
    },
    MinutesQueued {
        meeting: u32,
        version: u32,
        message_id: String,
    },
    /// The time for corrections is over.
    MinutesBecameFinal {
        meeting: u32,
    },
    MailHandedOver {
        message_id: String,
    },
    /// A mail that the server had been given is in the list's archive.
    MailSeen {
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
    ByMail(ByMail),
}
