//! What pages show of a group: plain words and numbers, without any markup. A public page, a seat and the view of a chair
//! are made from the same model, which knows what each may see.

mod news;
mod own;

use chrono::{DateTime, Utc};
use serde::Serialize;

pub use news::news;
pub use own::{Own, own};

use super::replies::clock;
use crate::group::Group;
use crate::group::action::Action;
use crate::group::agenda::{Agenda, Item, ItemState};
use crate::group::decision::{Decision, Standing};
use crate::group::event::DELETED;
use crate::group::meeting::Meeting;
use crate::group::person::Role;
use crate::group::proposal::{Objection, Proposal, ProposalState};
use crate::group::queue::Floor;
use crate::group::seen::{Seen, SeenItem};
use crate::group::stopwatch::Stopwatch;
use crate::text::one_line;
use crate::time::duration_words;

/// Who looks at a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Viewer {
    /// A person who has the link of the board and nothing else.
    Public,
    /// A person with a seat, by role.
    Seat(Role),
}

/// The state of a group as pages show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page {
    pub group: String,
    pub viewer: Viewer,
    /// The meeting that is open, else the last one.
    pub meeting: Option<Sitting>,
    pub is_open: bool,
    pub item: Option<OpenItem>,
    pub floor: Option<Turn>,
    pub interrupted: Vec<String>,
    pub queue: Vec<HandLine>,
    pub is_queue_closed: bool,
    pub speaking_limit: Option<String>,
    pub proposal: Option<Proposed>,
    pub poll: Option<Polled>,
    pub agenda: Vec<AgendaLine>,
    pub decisions: Vec<DecisionLine>,
    pub actions: Vec<ActionLine>,
    pub next: Option<NextLine>,
    pub present: usize,
    /// What buttons about the meeting saw, and those about the open item.
    pub seen: Option<Seen>,
    pub seen_item: Option<Seen>,
}

/// A meeting in a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sitting {
    pub number: u32,
    pub title: Option<String>,
    pub began: Moment,
    pub state: SittingState,
    /// `in recess until 15:30`, `off the record`, `closed`.
    pub state_words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SittingState {
    Running,
    Recess,
    OffRecord,
    Closed,
}

/// A moment, for the reader's own clock and in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// `2026-12-08T14:00:00Z`
    pub at: String,
    pub words: String,
}

/// A clock that runs or is stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClockFace {
    /// Milliseconds since 1970. `None`: it is stopped.
    pub running_since: Option<i64>,
    /// Seconds that were used before.
    pub used_secs: i64,
    /// Seconds that there are. `None`: no limit.
    pub limit_secs: Option<u32>,
    /// `2 min`
    pub limit: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpenItem {
    pub number: u32,
    pub title: String,
    pub clock: Option<ClockFace>,
}

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Turn {
    pub name: String,
    pub organization: Option<String>,
    pub kind: Option<&'static str>,
    pub notes: Vec<String>,
    pub since: Moment,
    pub clock: ClockFace,
    pub is_paused: bool,
}

/// A hand in the queue. Its notes are for people in the meeting only.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HandLine {
    /// Stays the same as long as it is the same hand in the same place of the log.
    pub key: String,
    pub name: String,
    pub organization: Option<String>,
    pub kind: Option<&'static str>,
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposed {
    pub number: u32,
    pub text: String,
    pub by: Option<String>,
    /// Until when objections are heard. `None`: the time is over, or has not begun.
    pub until: Option<Moment>,
    pub is_due: bool,
    pub support: usize,
    pub neutral: usize,
    pub against: usize,
    pub objections: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Polled {
    pub number: u32,
    pub question: String,
    pub choices: Vec<PolledChoice>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolledChoice {
    pub name: String,
    pub people: usize,
    /// Whether it is one of the choices and not an abstention.
    pub is_choice: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgendaLine {
    pub number: u32,
    pub title: String,
    pub proposer: Option<String>,
    /// `waiting`, `open`, `closed`, `skipped`, `unfinished`
    pub state: &'static str,
    pub planned: Option<String>,
    pub planned_secs: Option<u32>,
    pub used: Option<String>,
    pub used_secs: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DecisionLine {
    pub id: String,
    pub kind: String,
    pub text: String,
    pub standing: String,
    /// Who objects to it or has a reservation on it.
    pub objections: Vec<ObjectionLine>,
}

/// An objection that stands, in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ObjectionLine {
    pub words: String,
    /// Where the list's archive shows the mail by which it came.
    pub link: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActionLine {
    pub id: String,
    /// With its owners, as it was recorded.
    pub text: String,
    pub due: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NextLine {
    pub number: u32,
    pub title: Option<String>,
    pub starts: Moment,
    pub length: Option<String>,
    pub join: Option<String>,
    /// Where the list's archive shows its announcement.
    pub announcement: Option<String>,
}

/// The page of a group as somebody may see it at a moment.
pub fn page(group: &Group, viewer: Viewer, at: DateTime<Utc>) -> Page {
    let open = group.meeting.as_ref();
    let meeting = group.latest_meeting();
    // Off the record even the names of those who speak are for the people in the meeting.
    let is_hidden = viewer == Viewer::Public && open.is_some_and(|meeting| meeting.is_off_record);
    let shown = open.filter(|_| !is_hidden);
    let has_notes = viewer != Viewer::Public;
    let seen = |item| open.map(|meeting| Seen { meeting: meeting.number, item });
    let open_item = open.and_then(|meeting| meeting.agenda.open_item());
    Page {
        group: group.charter.name.clone(),
        viewer,
        meeting: meeting.map(|meeting| sitting(group, meeting)),
        is_open: open.is_some(),
        item: open_item.map(open_line),
        floor: shown.and_then(|meeting| Some(turn(group, meeting, meeting.floor.as_ref()?, has_notes))),
        interrupted: shown
            .iter()
            .flat_map(|meeting| &meeting.interrupted)
            .map(|turn| turn.person.name.clone())
            .collect(),
        queue: shown.iter().flat_map(|meeting| hands(meeting, has_notes)).collect(),
        is_queue_closed: open.is_some_and(|meeting| meeting.queue.is_closed),
        speaking_limit: open.and_then(|meeting| meeting.speaking_secs).map(|secs| duration_words(secs.into())),
        proposal: shown.and_then(Meeting::open_proposal).map(|open| proposed(group, open)),
        poll: shown.and_then(Meeting::open_poll).map(|poll| Polled {
            number: poll.number,
            question: poll.question.clone(),
            choices: (0..)
                .zip(poll.counts())
                .map(|(place, count)| PolledChoice {
                    name: count.choice,
                    people: count.people,
                    is_choice: place < poll.choices.len(),
                })
                .collect(),
        }),
        agenda: agenda_lines(meeting.filter(|_| open.is_some()).map_or(&group.draft_agenda, |open| &open.agenda), at),
        decisions: meeting.map(|meeting| decisions_of(group, meeting.number, at)).unwrap_or_default(),
        actions: open_actions(group),
        next: next(group),
        present: open.map_or(0, |meeting| meeting.present.len()),
        seen: seen(SeenItem::Any),
        seen_item: seen(open_item.map_or(SeenItem::None, |item| SeenItem::Open(item.number))),
    }
}

fn sitting(group: &Group, meeting: &Meeting) -> Sitting {
    let (state, state_words) = match (&meeting.recess, meeting.ended_at) {
        (_, Some(at)) => (SittingState::Closed, format!("closed at {}", clock(group, at))),
        (Some(recess), None) => {
            let until = recess.until.map_or_else(String::new, |until| format!(" until {}", clock(group, until)));
            (SittingState::Recess, format!("in recess{until}"))
        }
        (None, None) if meeting.is_off_record => (SittingState::OffRecord, "off the record".to_owned()),
        (None, None) => (SittingState::Running, "open".to_owned()),
    };
    Sitting {
        number: meeting.number,
        title: meeting.title.clone().filter(|title| title != DELETED),
        began: moment(group, meeting.started_at),
        state,
        state_words,
    }
}

/// A moment of today, by the group's clock.
fn moment(group: &Group, at: DateTime<Utc>) -> Moment {
    Moment { at: stamp(at), words: clock(group, at) }
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn face(watch: &Stopwatch, limit_secs: Option<u32>) -> ClockFace {
    ClockFace {
        running_since: watch.running_since.map(|since| since.timestamp_millis()),
        used_secs: watch.used.num_seconds(),
        limit_secs,
        limit: limit_secs.map(|secs| duration_words(secs.into())),
    }
}

fn open_line(item: &Item) -> OpenItem {
    OpenItem {
        number: item.number,
        title: one_line(&item.title),
        clock: item.clock.as_ref().map(|watch| face(watch, item.box_secs)),
    }
}

fn turn(group: &Group, meeting: &Meeting, floor: &Floor, has_notes: bool) -> Turn {
    Turn {
        name: floor.person.name.clone(),
        organization: floor.person.organization.clone(),
        kind: floor.kind.word(),
        notes: notes(&floor.notes, has_notes),
        since: moment(group, floor.since),
        clock: face(&floor.clock, meeting.speaking_secs),
        is_paused: floor.is_paused,
    }
}

fn notes(notes: &[(u64, String)], are_shown: bool) -> Vec<String> {
    notes.iter().filter(|(_, note)| are_shown && note != DELETED).map(|(_, note)| one_line(note)).collect()
}

fn hands(meeting: &Meeting, has_notes: bool) -> Vec<HandLine> {
    let line = |hand: &crate::group::queue::Hand| HandLine {
        key: format!("h{}-{}", hand.since, hand.kind.name().replace(' ', "-")),
        name: hand.person.name.clone(),
        organization: hand.person.organization.clone(),
        kind: hand.kind.word(),
        notes: notes(&hand.notes, has_notes),
    };
    meeting.queue.hands.iter().map(line).collect()
}

fn proposed(group: &Group, proposal: &Proposal) -> Proposed {
    let tally = proposal.tally();
    let is_due = proposal.state == ProposalState::Due;
    Proposed {
        number: proposal.number,
        text: proposal.text.clone(),
        by: proposal.by.as_ref().map(|by| by.name.clone()),
        until: Some(moment(group, proposal.until)).filter(|_| !is_due && !proposal.awaits_rooms),
        is_due,
        support: tally.support,
        neutral: tally.neutral,
        against: tally.against,
        objections: proposal.standing_objections().map(super::decisions::objection).collect(),
    }
}

/// The items in their order, with what each was given and has used of the time.
pub fn agenda_lines(agenda: &Agenda, at: DateTime<Utc>) -> Vec<AgendaLine> {
    let line = |item: &Item| {
        let used = item.clock.as_ref().map(|watch| watch.elapsed(at).num_seconds());
        let is_over = !matches!(item.state, ItemState::Waiting | ItemState::Open);
        AgendaLine {
            number: item.number,
            title: one_line(&item.title),
            proposer: item.named_proposer().map(one_line),
            state: match item.state {
                ItemState::Waiting => "waiting",
                ItemState::Open => "open",
                ItemState::Closed => "closed",
                ItemState::Skipped => "skipped",
                ItemState::Unfinished => "unfinished",
                ItemState::Dropped => "dropped",
            },
            planned: item.box_secs.map(|secs| duration_words(secs.into())),
            planned_secs: item.box_secs,
            // What an open item has used is on its clock.
            used: used.filter(|secs| is_over && *secs > 0).map(duration_words),
            used_secs: used.filter(|_| is_over).unwrap_or(0),
        }
    };
    agenda.in_order().filter(|item| item.title != DELETED).map(line).collect()
}

fn decisions_of(group: &Group, meeting: u32, at: DateTime<Utc>) -> Vec<DecisionLine> {
    all_decisions(group, at).into_iter().filter(|(of, _)| *of == meeting).map(|(_, line)| line).collect()
}

/// The decisions that are kept, each with the number of its meeting.
pub fn all_decisions(group: &Group, at: DateTime<Utc>) -> Vec<(u32, DecisionLine)> {
    let is_told = |decision: &&Decision| decision.is_kept() && decision.text() != DELETED;
    let line = |decision: &Decision| DecisionLine {
        id: decision.id.to_string(),
        kind: decision.kind.word().to_owned(),
        text: decision.text().to_owned(),
        standing: match group.standing(decision, at) {
            Standing::Provisional => "provisional".to_owned(),
            Standing::ProvisionalUntil(until) => {
                format!("provisional until {}", until.with_timezone(&group.charter.zone).format("%Y-%m-%d"))
            }
            Standing::Final(_) => "final".to_owned(),
            Standing::Objected => "objected to".to_owned(),
            Standing::Reopened => "reopened".to_owned(),
        },
        objections: decision
            .objections
            .iter()
            .filter(|one| !one.is_withdrawn)
            .map(|one| objection_line(group, one))
            .collect(),
    };
    group.decisions.values().filter(is_told).map(|decision| (decision.id.meeting, line(decision))).collect()
}

fn objection_line(group: &Group, objection: &Objection) -> ObjectionLine {
    let mail = group.charter.permalinks.as_ref().zip(objection.mail.as_ref());
    ObjectionLine { words: super::decisions::objection(objection), link: mail.map(|(links, mail)| links.of(mail)) }
}

/// The actions that are open, in the order of their numbers.
pub fn open_actions(group: &Group) -> Vec<ActionLine> {
    let line = |action: &Action| ActionLine {
        id: format!("A{}", action.number),
        text: one_line(&action.text),
        due: action.due.map(|day| day.format("%Y-%m-%d").to_string()),
    };
    group.actions.values().filter(|action| action.is_open()).map(line).collect()
}

fn next(group: &Group) -> Option<NextLine> {
    let plan = group.planned()?;
    Some(NextLine {
        number: plan.meeting,
        title: plan.title.clone().filter(|title| title != DELETED),
        starts: Moment { at: stamp(plan.starts_at()), words: group.charter.tell(plan.zone, plan.starts_at()) },
        length: (plan.secs > 0).then(|| duration_words(plan.secs.into())),
        join: group.join_link(plan).filter(|link| crate::text::is_address(link)).map(str::to_owned),
        announcement: group.notice(plan).and_then(|notice| {
            let sent = notice.standing().rfind(|sent| sent.handed_over_at.is_some())?;
            Some(group.charter.permalinks.as_ref()?.of_ours(&sent.message_id))
        }),
    })
}
