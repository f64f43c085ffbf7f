//! The core: a group, its meetings, and every rule.
//!
//! [`Group::decide`] holds every rule and changes nothing. [`Group::apply`] holds none and
//! cannot fail. [`Group::next_wakeup`] says when the clock will have something to say. Time,
//! person and role come with the [`Request`]; nothing here waits, reads a
//! clock or knows a platform.

pub mod action;
pub mod agenda;
pub mod charter;
pub mod command;
pub mod decision;
pub mod event;
pub mod given;
pub mod meeting;
pub mod minutes;
pub mod nature;
pub mod own_zone;
pub mod person;
pub mod poll;
pub mod proposal;
pub mod queue;
mod quoted;
pub mod record;
pub mod records;
pub mod refusal;
pub mod revision;
pub mod roster;
pub mod schedule;
pub mod seen;
pub mod sessions;
pub mod setup;
pub mod stationery;

mod apply;
mod deletion;
mod rights;
mod words;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use action::Action;
use agenda::Agenda;
use charter::Charter;
use command::{Command, Request};
use decision::Decision;
use event::{ActionOutcome, DecisionId, Event};
use meeting::{Meeting, Reminder};
use minutes::MinutesState;
use own_zone::OwnZone;
use person::{AccountId, Person};
use record::Record;
use refusal::Refusal;
use roster::ScribeTurns;
use schedule::Planned;
use sessions::Held;

/// The answer of [`Group::decide`]: what happens (nothing is fine too), or why not.
pub type Decided = Result<Vec<Event>, Refusal>;

/// Bounds on what people can make grow.
pub struct Limits {
    pub hands: usize,
    pub items: usize,
    pub people: usize,
    pub open_actions: usize,
    pub proposals: usize,
    pub polls: usize,
    pub choices: usize,
    pub questions: usize,
    pub reminders: usize,
    /// Changes by hand in the minutes of one meeting.
    pub edits: usize,
    pub name_chars: usize,
    /// Characters of one recorded text.
    pub text_chars: usize,
    /// Characters of a title.
    pub title_chars: usize,
    /// Characters of a pattern that looks for a title.
    pub pattern_chars: usize,
    /// Classes of characters in a pattern: each costs as much to compile as hundreds of letters.
    pub pattern_classes: usize,
    /// Bytes a compiled pattern may take.
    pub pattern_bytes: usize,
    /// Bytes of a compiled pattern times bytes of the titles that it is held against. The time a search takes grows
    /// with both; this much takes a few milliseconds.
    pub pattern_work: usize,
    /// Records that `s///` looks back over.
    pub looked_back: usize,
}

pub const LIMITS: Limits = Limits {
    hands: 500,
    items: 200,
    people: 2_000,
    open_actions: 1_000,
    proposals: 200,
    polls: 200,
    choices: 20,
    questions: 500,
    reminders: 50,
    edits: 1_000,
    name_chars: 80,
    text_chars: 8_000,
    title_chars: 300,
    pattern_chars: 200,
    pattern_classes: 10,
    pattern_bytes: 64 << 10,
    pattern_work: 32 << 20,
    looked_back: 500,
};

/// A standards group as its log tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub charter: Charter,
    /// Number of the last entry.
    pub head: u64,
    pub last_at: Option<DateTime<Utc>>,
    /// Number of the last meeting.
    pub last_meeting: Option<u32>,
    /// The meeting that is open.
    pub meeting: Option<Meeting>,
    /// The last meeting that was held, kept until the next one opens.
    pub finished: Option<Meeting>,
    /// What the next meeting has on its agenda so far.
    pub draft_agenda: Agenda,
    /// Documents that were named for the next meeting, as the record will have them.
    pub draft_documents: Vec<Record>,
    /// Who has sent regrets for the next meeting.
    pub draft_regrets: Vec<Person>,
    pub actions: BTreeMap<u32, Action>,
    pub last_action: u32,
    pub decisions: BTreeMap<DecisionId, Decision>,
    pub reminders: Vec<Reminder>,
    pub last_reminder: u32,
    /// The reminder whose time has just come.
    pub reminded: Option<Reminder>,
    /// How often people have scribed, by [`Person::key`].
    pub scribed: BTreeMap<String, ScribeTurns>,
    /// What people have said about the zones in which they want to be told times, by [`Person::key`].
    /// Nobody else is told.
    pub own_zones: BTreeMap<String, OwnZone>,
    /// Whether the bot leaves out what only confirms.
    pub is_quiet: bool,
    /// Meetings that have ended and whose words are kept, each with its last entry.
    pub ended: Vec<(u64, DateTime<Utc>)>,
    /// When the group has met so far.
    pub held: Vec<Held>,
    /// Meetings that were planned, by number.
    pub plans: BTreeMap<u32, Planned>,
    /// Minutes by number of the meeting.
    pub minutes: BTreeMap<u32, MinutesState>,
}

impl Group {
    pub fn new(charter: Charter) -> Group {
        Group {
            charter,
            head: 0,
            last_at: None,
            last_meeting: None,
            meeting: None,
            finished: None,
            draft_agenda: Agenda::default(),
            draft_documents: Vec::new(),
            draft_regrets: Vec::new(),
            actions: BTreeMap::new(),
            last_action: 0,
            decisions: BTreeMap::new(),
            reminders: Vec::new(),
            last_reminder: 0,
            reminded: None,
            scribed: BTreeMap::new(),
            own_zones: BTreeMap::new(),
            is_quiet: false,
            ended: Vec::new(),
            held: Vec::new(),
            plans: BTreeMap::new(),
            minutes: BTreeMap::new(),
        }
    }

    /// The person behind an account, as the group and the meeting know them.
    pub fn person(&self, account: &AccountId, shown: &str) -> Person {
        let person = self.charter.person(account, shown);
        self.as_known(person)
    }

    /// The person as the meeting knows them, if there is one.
    fn as_known(&self, person: Person) -> Person {
        match self.latest_meeting() {
            Some(meeting) => meeting.known(person),
            None => person,
        }
    }

    /// The meeting that is open or was the last.
    pub fn latest_meeting(&self) -> Option<&Meeting> {
        self.meeting.as_ref().or(self.finished.as_ref())
    }

    /// The open meeting, refusing when there is none or it is in recess.
    fn running(&self) -> Result<&Meeting, Refusal> {
        let meeting = self.meeting.as_ref().ok_or(Refusal::NoMeeting)?;
        if meeting.recess.is_some() { Err(Refusal::InRecess) } else { Ok(meeting) }
    }

    /// The running meeting, refusing off the record.
    fn recording(&self) -> Result<&Meeting, Refusal> {
        let meeting = self.running()?;
        if meeting.is_off_record { Err(Refusal::OffRecord) } else { Ok(meeting) }
    }

    /// Off the record nothing new is kept; before and after a meeting there is no such thing.
    fn refuse_off_record(&self) -> Result<(), Refusal> {
        let is_off = self.meeting.as_ref().is_some_and(|meeting| meeting.is_off_record);
        if is_off { Err(Refusal::OffRecord) } else { Ok(()) }
    }

    /// Decides on a request: events, no events, or the reason why not.
    ///
    /// # Errors
    /// A [`Refusal`] when a rule stands against the request; nothing has changed then.
    #[expect(clippy::too_many_lines, reason = "one arm a command, each naming its rule")]
    pub fn decide(&self, request: &Request) -> Decided {
        let right = request.command.right();
        let Some(by) = &request.by else { return self.decide_alone(request) };
        if !request.role.may(right) {
            return Err(Refusal::not_yours(right));
        }
        Self::refuse_too_long_texts(&request.command)?;
        match &request.command {
            Command::StartMeeting { title } => self.start_meeting(title.as_deref()),
            Command::EndMeeting => self.end_meeting(),
            Command::Recess { secs } => self.recess(request.at, *secs),
            Command::ResumeMeeting => self.resume(),
            Command::OpenSecondSession => self.open_second_session(),
            Command::RaiseHand { kind, words, typed_at } => {
                self.refuse_late_reply(*kind, *typed_at)?;
                self.raise_hand(request, by, *kind, words.as_deref())
            }
            Command::RaiseFor { names } => self.raise_for(request, by, names),
            Command::RaiseLater { note } => self.raise_later(by, note.as_deref()),
            Command::MoveLast => self.move_last(by),
            Command::SetQueue { names } => self.set_queue(by, names.as_deref()),
            Command::GiveLastWord { name } => self.give_last_word(by, name),
            Command::GiveReply { name } => self.give_reply(by, name),
            Command::PauseFloor => self.pause_floor(),
            Command::ResumeFloor => self.resume_floor(),
            Command::LowerHand { name } => self.lower_hand(request, by, name.as_deref()),
            Command::GiveFloor { to } => self.give_floor(request, by, to),
            Command::YieldFloor => self.yield_floor(request, by),
            Command::CloseQueue => self.close_queue(),
            Command::ReopenQueue => self.reopen_queue(),
            Command::TimeSpeakers { secs } => self.running().map(|_| vec![Event::SpeakingTimeSet { secs: *secs }]),
            Command::StopTimingSpeakers => {
                let is_timed = self.running()?.speaking_secs.is_some();
                if is_timed { Ok(vec![Event::SpeakingTimeCleared]) } else { Err(Refusal::NotTimed) }
            }
            Command::AddItem { title, proposer, secs } => self.add_item(by, title, proposer.as_deref(), *secs),
            Command::RenameItem { item, title } => self.rename_item(*item, title),
            Command::DropItem { item } => self.drop_item(*item),
            Command::OrderAgenda { order } => self.order_agenda(order),
            Command::ClearAgenda => self.clear_agenda(),
            Command::ReopenItem { item } => self.reopen_item(*item),
            Command::TakeUpItem { which } => self.take_up(which),
            Command::NextItem => self.next_item(request),
            Command::OpenTopic { title } => self.open_topic(title),
            Command::OpenSubtopic { title } => {
                self.recording().map(|_| vec![Event::SubtopicOpened { title: title.clone() }])
            }
            Command::CloseItem { item, despite_queue } => self.close_item(request, by, *item, *despite_queue),
            Command::SkipItem => self.skip_item(request, by),
            Command::BoxItem { secs } => self.box_item(*secs),
            Command::Conclude { item, text } => self.conclude(*item, text),
            Command::ConsiderDocument { reference, item } => self.consider(reference, *item),
            Command::RecordAction { text } => self.record_action(request.at, by, text),
            Command::EditAction { action, text } => self.edit_action(request, by, *action, text),
            Command::SetActionDue { action, day } => self.set_action_due(request, by, *action, day),
            Command::CloseAction { action } => self.close_action(request, by, *action, ActionOutcome::Done),
            Command::DropAction { action } => self.close_action(request, by, *action, ActionOutcome::Dropped),
            Command::RecordDecision { kind, text } => self.record_decision(request.at, *kind, text),
            Command::AmendDecision { which, text, reason } => self.amend(*which, text, reason.as_deref()),
            Command::ReopenDecision { which, reason } => self.reopen_decision(*which, reason.as_deref()),
            Command::ShowDecisions { which } => {
                which.map_or(Ok(()), |which| self.find_decision(which).map(|_| ())).map(|()| Vec::new())
            }
            Command::Propose { text } => self.propose(request.at, text),
            Command::DropProposal => self.drop_proposal(request, by),
            Command::TakeStand { stand, words, typed } => self.take_stand(by, *stand, words.as_deref(), typed),
            Command::WithdrawStand => self.withdraw_stand(by),
            Command::WithdrawVote => self.withdraw_vote(by),
            Command::Agree { typed } => self.agree(request, by, typed),
            Command::Disagree => self.disagree(),
            Command::Object { to, reason, is_reservation, typed } => {
                self.object(by, *to, reason.as_deref(), *is_reservation, typed)
            }
            Command::WithdrawObjection { to } => self.withdraw_objection(by, *to),
            Command::OpenPoll { question, choices } => self.open_poll(question, choices),
            Command::Vote { choice, typed } => self.vote(by, choice, typed.as_deref()),
            Command::ClosePoll => self.close_poll(),
            Command::AskQuestion { text } => self.ask_question(text),
            Command::BackQuestion { question } => self.back_question(by, *question),
            Command::Insert { place, line } => self.insert(request, by, place, line),
            Command::RecordNote { kind, text } => self.record_note(*kind, text),
            Command::Substitute { old, new, reach } => {
                self.refuse_off_record()?;
                self.substitute(request, by, old, new, *reach)
            }
            Command::Undo => self.undo(request, by),
            Command::GoOffRecord => self.go_off_record(),
            Command::GoOnRecord => self.go_on_record(),
            Command::Say { words } => self.say(by, words),
            Command::DeclarePresence { names } => self.declare_presence(by, names.as_deref()),
            Command::WithdrawPresence { name } => self.withdraw_presence(request, by, name.as_deref()),
            Command::DeclareRegrets { names } => self.declare_regrets(request, by, names.as_deref()),
            Command::AddScribe { name } => self.add_scribe(request, by, name.as_deref()),
            Command::RemoveScribe { name } => self.remove_scribe(by, name.as_deref()),
            Command::PickScribe { except } => self.pick_scribe(request, except.as_deref()),
            Command::AddChair { who } => self.add_chair(who),
            Command::RemoveChair { who } => self.remove_chair(by, who.as_deref()),
            Command::Remind { secs, text } => self.remind(request.at, *secs, text),
            Command::ShowTime { .. }
            | Command::ShowZones
            | Command::ShowSlots { .. }
            | Command::ShowHours
            | Command::ChooseZone { zone: None } => Ok(Vec::new()),
            Command::ChooseZone { zone: Some(typed) } => self.choose_zone(request.at, by, typed),
            Command::SetQuiet { is_quiet } => {
                let is_news = self.is_quiet != *is_quiet;
                Ok(if is_news { vec![Event::QuietSet { is_quiet: *is_quiet }] } else { Vec::new() })
            }
            Command::ForgetMe { is_meant } => Ok(if *is_meant { self.forget(by) } else { Vec::new() }),
            Command::Arrive => self.arrive(by),
            Command::PlanMeeting { when, secs, title } => self.plan_meeting(request.at, when, *secs, title.as_deref()),
            Command::MoveMeeting { when, secs, reason } => {
                self.move_meeting(request.at, when, *secs, reason.as_deref())
            }
            Command::CancelMeeting { reason } => self.cancel_meeting(reason),
            Command::SetJoinLink { link } => self.set_join_link(link.as_deref()),
            Command::ShowNotice { despite_notice, draft } => {
                self.show_notice(request.at, despite_notice.as_deref(), draft.as_ref())
            }
            Command::SendNotice { draft } => self.send_notice(request.at, draft.as_ref()),
            Command::ShowMinutes { draft, .. } => self.show_minutes(draft.as_ref()),
            Command::ShowLines { draft, .. } => draft.as_ref().map(|_| Vec::new()).ok_or(Refusal::NoMinutes),
            Command::EditMinutes { place, change, draft, line, .. } => {
                self.edit_minutes(*place, change, draft.as_ref(), line.as_ref())
            }
            Command::ApproveMinutes { draft, .. } => self.approve_minutes(by, draft.as_ref()),
            Command::SendMinutes { draft, .. } => self.send_minutes(draft.as_ref()),
            Command::Reword { changes } => self.reword_on_record(request.at, by, changes),
            Command::Restore { changes } => self.reword(request.at, by, changes),
            Command::Retract { entries } => Ok(redacted(entries)),
            Command::ShowQueue { .. }
            | Command::ReadQueue
            | Command::ShowQuestions
            | Command::ShowAgenda
            | Command::ShowActions { .. }
            | Command::ShowPresence
            | Command::CatchUp
            | Command::ShowStatus
            | Command::ShowHelp { .. } => Ok(Vec::new()),
            Command::Tick { .. } | Command::ReportMail { .. } => self.decide_alone(request),
        }
    }

    /// What nobody asked for: the clock, the post office, deletions by a moderator.
    fn decide_alone(&self, request: &Request) -> Decided {
        match &request.command {
            Command::Tick { now } => self.tick(request.at, *now),
            Command::ReportMail { message_id, outcome } => self.report_mail(message_id, outcome),
            Command::Retract { entries } => Ok(redacted(entries)),
            // Only people can ask for the rest.
            _ => Ok(Vec::new()),
        }
    }

    /// Whatever a person types is bounded before any rule looks at it.
    fn refuse_too_long_texts(command: &Command) -> Result<(), Refusal> {
        command.texts().into_iter().try_for_each(refuse_too_long)?;
        if command.titles().into_iter().any(|title| title.chars().count() > LIMITS.title_chars) {
            return Err(Refusal::TitleTooLong { limit: LIMITS.title_chars });
        }
        match command.name().filter(|name| name.chars().count() > LIMITS.name_chars) {
            Some(_) => Err(Refusal::TooLong { limit: LIMITS.name_chars }),
            None => Ok(()),
        }
    }
}

/// Refuses a text that is too long to be recorded.
fn refuse_too_long(text: &str) -> Result<(), Refusal> {
    // No text has more characters than bytes.
    let is_too_long = text.len() > LIMITS.text_chars && text.chars().count() > LIMITS.text_chars;
    if is_too_long { Err(Refusal::TooLong { limit: LIMITS.text_chars }) } else { Ok(()) }
}

fn redacted(entries: &[u64]) -> Vec<Event> {
    if entries.is_empty() { Vec::new() } else { vec![Event::Redacted { entries: entries.to_vec() }] }
}
