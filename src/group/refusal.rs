//! Why the answer is no: one sentence of what is so, then what to type.

use crate::group::event::DecisionId;
use crate::group::person::Right;
use crate::time::{DayDoubt, Doubt, weekday_name};

/// The reason why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("That is for the {right}. {advice}")]
    NotYours { right: Right, advice: &'static str },
    #[error("No meeting is open. A chair opens one with: start meeting")]
    NoMeeting,
    #[error(
        "Meeting {meeting} is closed. To go on with it, a chair types: reopen meeting. To open the next one: start meeting"
    )]
    MeetingOver { meeting: u32 },
    #[error(
        "No meeting is held in a room with one person, and nothing is recorded here. Give the command in a room where a group meets. To see what I answer here: !help"
    )]
    DirectRoom,
    #[error("Meeting {number} is already open. Close it first with: end meeting")]
    MeetingOpen { number: u32 },
    #[error(
        "Meeting {meeting} is planned for {when}. To open an extra meeting now: start extra meeting. To open meeting {meeting} itself now: start meeting {meeting}"
    )]
    MeetingAhead { meeting: u32, when: String },
    #[error(
        "The minutes of meeting {meeting} have been sent, so it cannot be reopened. To open the next meeting: start meeting"
    )]
    MinutesOut { meeting: u32 },
    #[error("The meeting is in recess. A chair ends it with: resume meeting")]
    InRecess,
    #[error("Meeting {number} is already in its second session.")]
    SecondSessionAlready { number: u32 },
    #[error("The meeting is not in recess.")]
    NotInRecess,
    #[error("The speaker queue is closed. To raise a point of order all the same: point of order: WORDS")]
    QueueClosed,
    #[error("The speaker queue is already closed. Open it with: reopen the queue")]
    QueueClosedAlready,
    #[error("The speaker queue is already open.")]
    QueueOpenAlready,
    #[error("agendum {item} was closed before your reply reached me. To speak anyway: q+")]
    ReplyTooLate { item: u32 },
    #[error("{name} is not on the speaker queue. Type q? to see who is.")]
    NotQueued { name: String },
    #[error("{name} is not listed as present. Type who is here? to see who is.")]
    NotPresent { name: String },
    #[error("{name} has not sent regrets. Type who is here? to see who has.")]
    NoRegrets { name: String },
    #[error("Only a scribe, a secretary or a chair can do that for others. For yourself, type: {own}")]
    ForOthers { own: &'static str },
    #[error("You are not on the speaker queue. Try q+")]
    YouAreNotQueued,
    #[error("“{typed}” could be {candidates}. Type more of the name.")]
    AmbiguousName { typed: String, candidates: String },
    #[error(
        "Several people on the speaker queue are called “{typed}”: {candidates}. Type the number instead of the name: {places}"
    )]
    SameNameOnQueue { typed: String, candidates: String, places: String },
    #[error("Several people are called “{typed}”: {candidates}. Mention the one you mean, or type the account.")]
    SameName { typed: String, candidates: String },
    #[error("I see nobody called “{typed}”{queued}. For someone who cannot type here: sees {typed}'s hand")]
    NobodyToCallUp { typed: String, queued: String },
    #[error("I know nobody called “{typed}”. Type the name as it is shown in the room.")]
    UnknownPerson { typed: String },
    #[error("The queue has moved on: the next speaker is now {now}. Look again, then repeat.")]
    QueueMovedOn { now: String },
    #[error("Meeting {meeting} is closed, so its buttons no longer work. A chair opens the next with: start meeting")]
    BoardOfClosedMeeting { meeting: u32 },
    #[error("The agenda has moved on: agendum {now} is open now. Look again, then repeat.")]
    AgendaMovedOn { now: u32 },
    #[error("agendum {item} has been closed in the meantime. Look again, then repeat.")]
    ItemClosedMeanwhile { item: u32 },
    #[error("This was about {what}, which is no longer open. Nothing was done.")]
    NotAskedAnyMore { what: String },
    #[error("{name} was given the floor {secs} s ago. To give it to {next}, type: ack {next}")]
    FloorJustGiven { name: String, secs: i64, next: String },
    #[error("You do not have the floor. Try q+")]
    NotYourFloor,
    #[error("Speakers are not being timed. Start with: time speakers at 2 min")]
    NotTimed,
    #[error("The agenda has no item {item}. Type agenda? to see it.")]
    NoSuchItem { item: u32 },
    #[error("There is no suggestion {number}. To see them with their numbers: draft the agenda")]
    NoSuchSuggestion { number: u32 },
    #[error("No agenda item matches “{typed}”. Type agenda? to see the titles.")]
    NoMatchingItem { typed: String },
    #[error("“{typed}” matches {candidates}. Type the number instead: take up item 2")]
    SeveralItems { typed: String, candidates: String },
    #[error("“{typed}” is not a pattern that I can look for in the titles. Type the number instead: take up item 2")]
    BadPattern { typed: String },
    #[error("A search can have at most {limit} characters. Type the number instead: take up item 2")]
    PatternTooLong { limit: usize },
    #[error("agendum {item} is open already")]
    ItemOpenAlready { item: u32 },
    #[error("agendum {item} is closed. To discuss it again: reopen item {item}")]
    ItemClosedAlready { item: u32 },
    #[error("agendum {item} was just opened. To close it in {secs} s: next item; to leave it undone now: skip item")]
    ItemJustOpened { item: u32, secs: i64 },
    #[error("agendum {item} was opened by {name} a moment ago. If you mean that one, type it again in a few seconds.")]
    ItemJustOpenedBy { item: u32, name: String },
    #[error("No agenda item is open. Open one with: take up item 1")]
    NoOpenItem,
    #[error("Nothing is left on the agenda. Add an item with: agenda+ TEXT")]
    AgendaExhausted,
    #[error(
        "I see a speaker queue remaining ({names}) and respectfully decline to close this agendum. To close it anyway: really close item"
    )]
    QueueRemains { names: String },
    #[error("agendum {item} has not been taken up yet. Take it up with: take up item {item}")]
    ItemNotClosed { item: u32 },
    #[error("agendum {item} has been discussed and stays in the minutes. To leave it: skip item")]
    ItemDiscussed { item: u32 },
    #[error("You already have two hands on the speaker queue. To leave it: q-")]
    TwoHandsAlready,
    #[error("Nobody has the floor. Give it with: ack NAME")]
    NobodySpeaks,
    #[error("The speaker's timer is already paused. To resume: resume")]
    PausedAlready,
    #[error("Nothing is paused.")]
    NothingPaused,
    #[error("Nothing is proposed. Put the exact words to the group with: PROPOSED: TEXT")]
    NoProposal,
    #[error(
        "Nothing is proposed, so there is nothing to agree to. To record words that the group agreed: AGREED: TEXT"
    )]
    NothingToAgree,
    #[error("There is no proposal P{proposal} in this meeting.")]
    NoSuchProposal { proposal: u32 },
    #[error("Only the person who proposed P{proposal} or a chair can withdraw it.")]
    NotYourProposal { proposal: u32 },
    #[error(
        "Only the person who proposed P{proposal} or a chair can withdraw it. To withdraw your objection: withdraw objection to P{proposal}"
    )]
    OnlyYourObjection { proposal: u32 },
    #[error("P{proposal} is no longer proposed, so it cannot be withdrawn. To see what was decided: decisions?")]
    ProposalOver { proposal: u32 },
    #[error(
        "There are {secs} s left for objections to P{proposal}. To end that time early: end objections because REASON. After it: agree"
    )]
    WindowOpen { proposal: u32, secs: i64 },
    #[error(
        "The record has to say why the time for objections to P{proposal} is cut short: end objections because REASON"
    )]
    ReasonMissing { proposal: u32 },
    #[error("You have no open objection.")]
    NoObjection,
    #[error("There is no decision {decision}. Type decisions? to see them.")]
    NoSuchDecision { decision: DecisionId },
    #[error("Decision {decision} has already been reopened. To settle it: amend {decision} = TEXT")]
    DecisionReopenedAlready { decision: DecisionId },
    #[error("A straw poll is open ({question}). Close it first with: close the poll")]
    PollOpen { question: String },
    #[error("No poll is open. A chair opens one with: poll QUESTION? A, B, C")]
    NoPoll,
    #[error("“{typed}” is not one of the choices: {choices}. Type vote and one of them, or vote abstain.")]
    NoSuchChoice { typed: String, choices: String },
    #[error("The choice “{choice}” is there twice. Type each once: poll QUESTION? A, B, C")]
    ChoicesAlike { choice: String },
    #[error("A poll needs two choices or more, or none for yes and no: poll QUESTION? A, B, C")]
    OneChoice,
    #[error("There is no question {question}. Type questions? to see them.")]
    NoSuchQuestion { question: u32 },
    #[error("I cannot read “{typed}” as a day. Use: action A{action} due Friday, or due 15 March, or due in 2 weeks")]
    NoDay { typed: String, action: u32 },
    #[error("{because} {offers}")]
    DayUnclear { because: String, offers: String },
    #[error("Nobody is present who could scribe. Name someone with: scribe+ NAME")]
    NobodyToScribe,
    #[error(
        "“{typed}” is not an account that I know, and names can be taken by anyone. Mention the person, or type the account."
    )]
    UnknownAccount { typed: String },
    #[error(
        "I have not seen the account “{typed}” in this group's rooms, so it cannot share the chair. Ask the person to write something here, then type it again."
    )]
    UnseenAccount { typed: String },
    #[error("{name} does not share the chair of this meeting.")]
    NotChairing { name: String },
    #[error("I know no place or zone “{typed}”. Type a city, a country or a zone such as Asia/Kolkata.")]
    UnknownZone { typed: String },
    #[error("“{typed}” can mean {candidates}. Name a city.")]
    SeveralZones { typed: String, candidates: String },
    #[error("An offset has no daylight-saving rules. Type a city, a country or a zone such as Asia/Kolkata.")]
    OffsetIsNoZone,
    #[error("There is no action A{action}. Type actions? to see the open ones.")]
    NoSuchAction { action: u32 },
    #[error(
        "None of your open actions has a day that is still to come. Type my actions to see them, or: action A7 due Friday"
    )]
    NoActionAhead,
    #[error("Action A{action} is already closed.")]
    ActionClosed { action: u32 },
    #[error("Only an owner of A{action}, a secretary or a chair can do that.")]
    NotYourAction { action: u32 },
    #[error("Nothing I recorded contains “{old}”. Type the words exactly as they were recorded.")]
    NothingMatched { old: String },
    #[error("“{old}” is in {what}, which you cannot correct. Ask {who}.")]
    NotYoursToCorrect { old: String, what: &'static str, who: &'static str },
    #[error("Meeting {meeting} is over, so only the secretary or a chair can correct its record. Ask one of them.")]
    RecordClosed { meeting: u32 },
    #[error("“{old}” is in {what}. {who}: {remedy}")]
    CorrectedOtherwise { old: String, what: String, who: &'static str, remedy: String },
    #[error(
        "That line belongs to agendum {item}, which is not open now, so nothing was recorded. To record it there, type reopen item {item} and then: {line}"
    )]
    InsertedElsewhere { item: u32, line: String },
    #[error("That would leave nothing. To withdraw it: undo")]
    NothingLeft,
    #[error("There is nothing of yours to undo.")]
    NothingToUndo,
    #[error(
        "“{typed}” is not read as a name, so nobody is listed. Type names with commas, such as: present: Ana, Bo (Example Corp)"
    )]
    NobodysName { typed: String },
    #[error(
        "What you typed last was not done, so there is nothing of it to undo. To undo what you did before it, type again: undo"
    )]
    RefusedLast,
    #[error("The last thing you did cannot be undone by undo. Use: {remedy}")]
    UndoneOtherwise { remedy: String },
    #[error("The meeting is off the record. A chair ends that with: on the record")]
    OffRecord,
    #[error("The meeting is already on the record.")]
    OnRecordAlready,
    #[error("You are not a scribe. Become one with: scribe+")]
    NotScribe,
    #[error("I do not know that meeting, so there are no minutes. Type !status to see the last one.")]
    NoMinutes,
    #[error("Meeting {meeting} is still open. Close it first with: end meeting")]
    MeetingStillOpen { meeting: u32 },
    #[error("These minutes have not been shown yet. Show them first with: !minutes")]
    MinutesNotShown,
    #[error("The record has changed since version {version} was shown. Look at it again with: !minutes")]
    MinutesChanged { version: u32 },
    #[error("The minutes have no line {place}. To see the lines with their numbers: !minutes lines")]
    NoSuchLine { place: String },
    #[error(
        "The minutes of meeting {meeting} went to the list. To correct who was there: !correct {meeting} present+ NAME (ORGANIZATION)"
    )]
    MinutesSent { meeting: u32 },
    #[error(
        "Only what the last meeting recorded can be corrected so, which meeting {meeting} is not. To correct a line of its minutes: !correct {meeting} 4.2 = TEXT"
    )]
    OtherMeeting { meeting: u32 },
    #[error(
        "That line has the words of {number}, which are in several places of the minutes. To change them in all: {remedy}"
    )]
    LineOfRecord { number: String, remedy: String },
    #[error(
        "The minutes of meeting {meeting} have not been sent to the list. To approve them as they were shown: !minutes approve {meeting}"
    )]
    MinutesNotSent { meeting: u32 },
    #[error("There is no remark {number}. To see them with their numbers: !minutes remarks")]
    NoSuchRemark { number: u32 },
    #[error("Version {version} is not approved. A chair approves it with: !minutes approve")]
    MinutesNotApproved { version: u32 },
    #[error(
        "Version {version} is not fully approved yet (missing: {missing}). Another chair approves it with: !minutes approve"
    )]
    ApprovalsMissing { version: u32, missing: usize },
    #[error(
        "The group is concluded by {reference} as of {on}, so it plans and holds no meetings. If that is not so, a chair types: group resumes because REASON"
    )]
    GroupConcluded { reference: String, on: String },
    #[error(
        "The group has no terms of reference here. The operator gives them from their file: convenor terms adopt FILE, or terms_file in the configuration"
    )]
    NoTerms,
    #[error("There is no revision {revision} of the terms of reference. To see them: terms?")]
    NoTermsRevision { revision: u32 },
    #[error("No such revision of the terms is open. The secretary proposes one with: !terms point 3 = TEXT")]
    NoOpenTerms,
    #[error(
        "The terms have no point {point}. The next new one is: !terms point {next} = TEXT. To see them all: terms?"
    )]
    NoSuchPoint { point: String, next: u32 },
    #[error(
        "{to} has revision {revision} of the terms, so it stays as it is. When {to} has decided, type: terms {revision} approved as NUMBER, or: drop terms {revision} because REASON"
    )]
    TermsSent { revision: u32, to: String },
    #[error("Revision {revision} of the terms is not agreed: {lacks}. Next: {remedy}")]
    TermsNotAgreed { revision: u32, lacks: String, remedy: String },
    #[error("Revision {revision} of the terms has not been sent. Type: terms {revision} sent to BODY as NUMBER")]
    TermsNotSent { revision: u32 },
    #[error("The group is not concluded. To see until when it is: mandate?")]
    NotConcluded,
    #[error("Your own approval needs nobody to enter it. Type: {command}")]
    OwnApproval { command: String },
    #[error("{name} is not a chair of this group, so there is no approval to enter. Chairs: {chairs}.")]
    NotAChair { name: String, chairs: String },
    #[error(
        "You have neither given nor entered an approval of the version that was shown last. To see how far it is: !status"
    )]
    NoApproval,
    #[error(
        "Version {version} went to the list as approved, so its approval stays. A version with other words has to be approved again."
    )]
    ApprovalSent { version: u32 },
    #[error(
        "The minutes of meeting {meeting} have been final since {since}. A later meeting can amend what it decided: amend D1 = TEXT"
    )]
    MinutesFinal { meeting: u32, since: String },
    #[error("Version {version} has already been sent; nothing was sent again.")]
    MinutesSentAlready { version: u32 },
    #[error(
        "I know no meeting of {body} to report to. The secretary sets it with: !parent {body} 2027-04-06 to 2027-04-15 Geneva"
    )]
    NoParentMeeting { body: String },
    #[error("I know no meeting of {body} that opens on {day}. To see those that I know: !reports")]
    NoParentMeetingOn { body: String, day: String },
    #[error("The last day is before the first. Use: !parent SG17 2027-04-06 to 2027-04-15 Geneva")]
    ClosesBefore,
    #[error("The report to {body} has no line {place}. To see the lines with their numbers: !report lines {body}")]
    NoSuchReportLine { body: String, place: String },
    #[error("The report to {body} has not been shown yet. Show it first with: !report {body}")]
    ReportNotShown { body: String },
    #[error(
        "The record has changed since version {version} of the report was shown. Look at it again with: !report {body}"
    )]
    ReportChanged { version: u32, body: String },
    #[error("Version {version} of the report is not approved. A chair approves it with: !report approve {body}")]
    ReportNotApproved { version: u32, body: String },
    #[error(
        "Version {version} of the report is not fully approved yet (missing: {missing}). Another chair approves it with: !report approve {body}"
    )]
    ReportApprovalsMissing { version: u32, missing: usize, body: String },
    #[error("No report to {body} has been sent. The secretary sends it with: !report send {body}")]
    ReportNotSent { body: String },
    #[error("The register has no row R{row}. To see its rows: register?")]
    NoSuchRow { row: u32 },
    #[error("Row R{row} was dropped. The secretary takes it up again with: restore row R{row}")]
    RowDropped { row: u32 },
    #[error("This group has no sides. The operator names them in the configuration: sides = [\"SG17\", \"SG20\"]")]
    NoSides,
    #[error("“{typed}” is not a side of this group; its sides are {sides}. Use: {example}")]
    NoSuchSide { typed: String, sides: String, example: String },
    #[error("No document of the list is called “{typed}”. To see the list: documents?")]
    NoSuchDocument { typed: String },
    #[error("A document is listed by its number, its title, or both. Use: document+ SG17-TD123 \"TITLE\" from SOURCE")]
    DocumentNeedsName,
    #[error("{number} was taken off the list. To list it again: document+ {number}")]
    DocumentDropped { number: String },
    #[error("Somebody else listed {number}. The secretary or a chair changes what the list says of it.")]
    DocumentOfOthers { number: String },
    #[error("{number} is the number of another document of the list: {of}. To see it: document? {number}")]
    DocumentNumberTaken { number: String, of: String },
    #[error("No day is set by which documents are due. The operator sets it in the configuration: document_days = 12")]
    NoDocumentDays,
    #[error("Somebody else added row R{row}. A chair or the secretary changes its topic with: R{row} = TOPIC")]
    RowOfOthers { row: u32 },
    #[error(
        "Somebody else wrote what {side} does in row R{row}. A chair or the secretary changes it with: R{row} {side}: TEXT"
    )]
    SideOfOthers { row: u32, side: String },
    #[error(
        "A decision settles a row. A chair names one that was taken with: R{row} {words} by D7-3. To put it to the group: PROPOSED: R{row} {words}"
    )]
    RowNeedsDecision { row: u32, words: String },
    #[error("There is no liaison statement {called}. To see all: liaisons?")]
    NoSuchLiaison { called: String },
    #[error("{reference} is already known, as liaison statement L{liaison}. To see it: L{liaison}?")]
    LiaisonKnown { reference: String, liaison: u32 },
    #[error("Liaison statement L{liaison} was dropped. The secretary takes it up again with: restore L{liaison}")]
    LiaisonDropped { liaison: u32 },
    #[error(
        "Liaison statement L{liaison} has been handed over, so its words stay as they are. To take that back: reopen L{liaison}"
    )]
    LiaisonOut { liaison: u32 },
    #[error(
        "Liaison statement L{liaison} came from another body, so it is not ours to agree or to hand over. To draft an answer: liaison+ out \"TITLE\" in reply to L{liaison}"
    )]
    LiaisonIncoming { liaison: u32 },
    #[error("Liaison statement L{liaison} has {lacks}. Type: {remedy}")]
    LiaisonIncomplete { liaison: u32, lacks: String, remedy: String },
    #[error(
        "No decision agrees liaison statement L{liaison} yet. A chair records one with: AGREED: L{liaison}, or names an earlier one with: L{liaison} agreed by D7-3"
    )]
    LiaisonNotAgreed { liaison: u32 },
    #[error(
        "Decision {decision}, which agrees liaison statement L{liaison}, is {how}. When that is settled, a chair types: AGREED: L{liaison}"
    )]
    LiaisonInDoubt { liaison: u32, decision: DecisionId, how: &'static str },
    #[error(
        "Liaison statement L{liaison} has changed since {decision} agreed it. To agree it as it is now, a chair types: AGREED: L{liaison}"
    )]
    LiaisonChanged { liaison: u32, decision: DecisionId },
    #[error(
        "Liaison statement L{liaison} has not been handed over. When those who send it have it, the secretary types: L{liaison} handed over"
    )]
    LiaisonNotOut { liaison: u32 },
    #[error(
        "That has a part of {other} in what {side} does. Each side is set by itself, so the other is: R{row} {rest}"
    )]
    TwoSides { row: u32, side: String, other: String, rest: String },
    #[error(
        "“{typed}” is not read as a list of names, so nobody is taken off the list. To add somebody: present+ NAME"
    )]
    NoListOfNames { typed: String },
    #[error("There is no proposal LP{proposal} to the list. To see all: list proposals?")]
    NoSuchListProposal { proposal: u32 },
    #[error(
        "The list can be asked until a day after today and within a year, and {until} is not. Type: propose to list: TEXT until DAY"
    )]
    ListProposalDay { until: String },
    #[error("LP{proposal} is not with the list yet. A chair sends it with: !propose confirm LP{proposal}")]
    ListProposalNotSent { proposal: u32 },
    #[error("Answers to LP{proposal} no longer count. To see them: LP{proposal}?")]
    ListProposalOver { proposal: u32 },
    #[error(
        "Answers to LP{proposal} count until {until}, so nothing is agreed before. To see them: LP{proposal}? To withdraw it: drop LP{proposal}"
    )]
    ListProposalRuns { proposal: u32, until: String },
    #[error("LP{proposal} is somebody else's. Its proposer or a chair types: drop LP{proposal}")]
    NotYourListProposal { proposal: u32 },
    #[error("You have not answered LP{proposal}. To support it: support LP{proposal}")]
    NoAnswer { proposal: u32 },
    #[error("Nothing waits to be sent. To put something to the list: propose to list: TEXT until 2026-12-20")]
    NothingToConfirm,
    #[error("Several wait to be sent. Type for each: !propose confirm LP{first}")]
    WhichListProposal { first: u32 },
    #[error("I cannot read “{typed}” as a day. Use: {command} 2027-01-15")]
    NoDeadline { typed: String, command: String },
    #[error("{because} {offers}")]
    DeadlineUnclear { because: String, offers: String },
    #[error("No meeting is planned. A chair plans one with: !schedule \"2026-12-08 15:00 Geneva\" for 2 h")]
    NothingPlanned,
    #[error(
        "Meeting {meeting} is already planned, for {when}. To move it: !reschedule \"2026-12-08 15:00 Geneva\". To cancel it: !cancel REASON"
    )]
    PlannedAlready { meeting: u32, when: String },
    #[error("The list has not been informed that meeting {meeting} is cancelled. Inform it first with: !announce")]
    CancellationUntold { meeting: u32 },
    #[error("Add how long it lasts: !schedule \"2026-12-08 15:00 Geneva\" for 2 h")]
    HowLong,
    #[error("{when} is in the past. Type a future time.")]
    TimePast { when: String },
    #[error("{when} is more than {days} days away. Type a time that is nearer.")]
    TimeTooFar { when: String, days: i64 },
    #[error("{doubt}")]
    TimeUnclear { doubt: Doubt },
    #[error("“{typed}” is not a web address. Use: !join https://meet.example.org/room")]
    NoAddress { typed: String },
    #[error("There is nothing new to announce for meeting {meeting}.")]
    NothingToAnnounce { meeting: u32 },
    #[error(
        "Meeting {meeting} is less than {days} days away; the deadline for announcing it was {last}. To meet later: !reschedule{which} \"{next}\". To announce it anyway: !announce{which} override REASON"
    )]
    TooLateToAnnounce { meeting: u32, days: u32, last: String, next: String, which: String },
    #[error("This mail has not been shown yet. Show it first with: !announce")]
    NoticeNotShown,
    #[error("Something has changed since the mail was shown. Look at it again with: !announce")]
    NoticeChanged,
    #[error("This group has no mailing list. Name one in the configuration: list = \"group@lists.example.org\"")]
    NoList,
    #[error("An edit cannot turn {what} into something else; it stays as it was.")]
    EditChangesKind { what: String },
    #[error("A {what} can have at most {limit} characters; nothing was recorded. Type a shorter one.")]
    NameTooLong { what: &'static str, limit: usize },
    #[error("That is longer than {limit} characters; nothing was recorded. Send it as several messages.")]
    TooLong { limit: usize },
    #[error("No mail M{mail} is held. Type mail? to see what is.")]
    NoSuchMail { mail: u32 },
    #[error(
        "M{mail} has no words that I read as a command, so nothing is recorded. Type it for its author, such as: objection to D7-3 for Ana: REASON. Then: mail M{mail} drop"
    )]
    NothingToAccept { mail: u32 },
    #[error("No correction C{correction} is waiting. Type mail? to see what is.")]
    NoSuchCorrection { correction: u32 },
    #[error(
        "“{typed}” is not a member's name in the configuration. Without the name, the mail is recorded under the name it was sent with: mail M1 accept"
    )]
    NotAMember { typed: String },
    #[error("I have no minutes of meeting {meeting}.")]
    NoMinutesOf { meeting: u32 },
    #[error(
        "Decision {decision} has been final since {since}. To discuss it again, a chair types: reopen {decision} because REASON"
    )]
    DecisionFinal { decision: DecisionId, since: String },
    #[error("There are already {limit} {what}, which is the limit.")]
    TooMany { what: &'static str, limit: usize },
}

impl Refusal {
    /// The refusal of a day that can be several, does not exist or is past.
    pub fn day_unclear(doubt: &DayDoubt, action: u32) -> Refusal {
        Refusal::DayUnclear { because: doubt.because.clone(), offers: day_offers(doubt, action) }
    }

    /// The same of the deadline of a liaison statement; a day is all that `command` lacks.
    pub fn deadline_unclear(doubt: &DayDoubt, command: &str) -> Refusal {
        let offers = doubt.days.iter().map(|day| {
            let name = weekday_name(chrono::Datelike::weekday(day));
            format!("For {name} {day}, type: {command} {day}")
        });
        let offers: Vec<String> = offers.collect();
        let offers = match offers.as_slice() {
            [] => format!("Type the day such as: {command} 2027-01-15"),
            offers => offers.join(". "),
        };
        Refusal::DeadlineUnclear { because: doubt.because.clone(), offers }
    }

    /// The refusal for a missing right, with the way to get there.
    pub fn not_yours(right: Right) -> Refusal {
        let advice = match right {
            Right::Anyone => "",
            Right::Secretary => "Ask the secretary or a chair.",
            Right::Chair => "Ask a chair.",
        };
        Refusal::NotYours { right, advice }
    }
}

/// What to type for each day that can be meant.
fn day_offers(doubt: &DayDoubt, action: u32) -> String {
    let offers = doubt.days.iter().map(|day| {
        let name = weekday_name(chrono::Datelike::weekday(day));
        format!("For {name} {day}, type: action A{action} due {day}")
    });
    let offers: Vec<String> = offers.collect();
    match offers.as_slice() {
        [] => format!("Type the day such as: action A{action} due Friday, or due 15 March"),
        offers => offers.join(". "),
    }
}
