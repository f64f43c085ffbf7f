//! What a person can ask of a group, in the imperative. Every surface ends here.

use std::fmt;

use chrono::{DateTime, Utc};

use super::event::{Digest, HandKind, Kind, LineChange, LineKey, NoteKind, Stand};
use super::person::{Person, Role};
use crate::time::Zone;

/// A command with the person, the role and the time it came with.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub at: DateTime<Utc>,
    /// `None`: the bot itself, for timers and the post office.
    pub by: Option<Person>,
    pub role: Role,
    pub command: Command,
    /// The zone in the person's profile on the platform, where the command asks for it and the platform tells.
    pub profile_zone: Option<Zone>,
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
    /// The same agenda again, at hours that suit others.
    OpenSecondSession,
    // speaking queue
    /// `words` as typed behind `q+`: nothing, a note, or names with or without a note.
    RaiseHand {
        kind: HandKind,
        words: Option<String>,
        /// When it was typed, where that can matter: a reply belongs to the item that was open then.
        typed_at: Option<DateTime<Utc>>,
    },
    /// For people who cannot type, by name.
    RaiseFor {
        names: String,
    },
    /// A second hand at the end of the queue.
    RaiseLater {
        note: Option<String>,
    },
    LowerHand {
        name: Option<String>,
    },
    MoveLast,
    /// `names` as typed; nothing clears the queue.
    SetQueue {
        names: Option<String>,
    },
    ReadQueue,
    ShowQueue {
        detail: Detail,
    },
    GiveFloor {
        to: FloorTo,
    },
    GiveLastWord {
        name: String,
    },
    GiveReply {
        name: String,
    },
    YieldFloor,
    PauseFloor,
    ResumeFloor,
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
        /// How long it may take.
        secs: Option<u32>,
    },
    ShowAgenda,
    RenameItem {
        item: u32,
        title: String,
    },
    DropItem {
        item: u32,
    },
    OrderAgenda {
        order: Vec<u32>,
    },
    ClearAgenda,
    ReopenItem {
        item: u32,
    },
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
    /// `text` as typed behind `action A7 =`.
    EditAction {
        action: u32,
        text: String,
    },
    SetActionDue {
        action: u32,
        day: String,
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
    ShowDecisions {
        which: Option<DecisionRef>,
    },
    AmendDecision {
        which: DecisionRef,
        text: String,
        reason: Option<String>,
    },
    ReopenDecision {
        which: DecisionRef,
        reason: Option<String>,
    },
    Propose {
        text: String,
    },
    DropProposal,
    /// `typed` is the whole line: without a proposal or poll it is words like any other.
    TakeStand {
        stand: Stand,
        words: Option<String>,
        typed: String,
    },
    /// A reaction that meant support or not was taken away.
    WithdrawStand,
    /// A reaction that was a vote was taken away.
    WithdrawVote,
    /// `agree`: a chair's settles the open proposal, anyone else's supports it.
    Agree {
        typed: String,
    },
    /// `NO AGREEMENT` on the open proposal.
    Disagree,
    Object {
        to: Option<ObjectedRef>,
        reason: Option<String>,
        is_reservation: bool,
        typed: String,
    },
    WithdrawObjection {
        to: Option<ObjectedRef>,
    },
    OpenPoll {
        question: String,
        choices: Vec<String>,
    },
    /// Without a poll, a bare `vote …` is words like any other.
    Vote {
        choice: String,
        typed: Option<String>,
    },
    ClosePoll,
    RecordNote {
        kind: NoteKind,
        text: String,
    },
    AskQuestion {
        text: String,
    },
    BackQuestion {
        question: u32,
    },
    ShowQuestions,
    /// A line that was left out, before the last one that holds `place`.
    Insert {
        place: String,
        line: String,
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
    PickScribe {
        except: Option<String>,
    },
    /// `who` is an account as the platform writes it, or a member's name.
    AddChair {
        who: String,
    },
    RemoveChair {
        who: Option<String>,
    },
    Remind {
        secs: u32,
        text: String,
    },
    /// The platform says that somebody came into the room.
    Arrive,
    CatchUp,
    // schedule; times as they were typed
    PlanMeeting {
        when: String,
        /// How long it lasts, where `when` is no range.
        secs: Option<u32>,
        title: Option<String>,
    },
    MoveMeeting {
        when: String,
        secs: Option<u32>,
        reason: Option<String>,
    },
    CancelMeeting {
        reason: String,
    },
    /// Where people join; `None` is that of the configuration again.
    SetJoinLink {
        link: Option<String>,
    },
    /// The mail that announces the planned meeting or what has changed about it. `despite_notice`: why it may go out
    /// although it is late.
    ShowNotice {
        despite_notice: Option<String>,
        draft: Option<Draft>,
    },
    SendNotice {
        draft: Option<Draft>,
    },
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
    /// The lines of the minutes by their places, of one section or all.
    ShowLines {
        meeting: Option<u32>,
        section: Option<u32>,
        draft: Option<Draft>,
    },
    /// A change of the minutes by hand; `line` is what stands at the place in the draft.
    EditMinutes {
        meeting: Option<u32>,
        place: Place,
        change: LineChange,
        draft: Option<Draft>,
        line: Option<LineKey>,
    },
    // the bot
    ShowStatus,
    ShowHelp {
        about: Option<String>,
    },
    /// `!time …`, as it was typed.
    ShowTime {
        typed: String,
    },
    /// `!zone Bangalore`; `off` is none, `profile` that of the profile; without words it is told.
    ChooseZone {
        zone: Option<String>,
    },
    ShowZones,
    /// `!slots …`, as it was typed.
    ShowSlots {
        typed: Option<String>,
    },
    /// What each zone has borne so far.
    ShowHours,
    SetQuiet {
        is_quiet: bool,
    },
    /// Without `is_meant`, what would go is told and nothing happens.
    ForgetMe {
        is_meant: bool,
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
    /// Time has passed. The request's own time is when the clock had something to say; it may say it late.
    Tick {
        now: DateTime<Utc>,
    },
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

/// A decision as people name it: `D3` of the last meeting, or `D7-3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecisionRef {
    pub meeting: Option<u32>,
    pub number: u32,
}

/// What an objection is against, as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectedRef {
    Proposal(u32),
    Decision(DecisionRef),
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

/// A draft of the minutes of a meeting or of a mail about it, identified by what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub meeting: u32,
    pub digest: Digest,
}

/// A line of the minutes as people name it: `4.2` is the second line of section 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub section: u32,
    pub line: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.section, self.line)
    }
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
    /// It is in the list's archive.
    Seen,
    /// It was taken back before it left.
    Withdrawn,
    /// A permanent refusal, in the server's words.
    Refused { reason: String },
}
