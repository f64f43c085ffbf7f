//! Lines of minutes that come of the meeting's outcomes: decisions, proposals, polls, questions, actions, notes.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{ActionLine, DecisionLine, NoteLine, PollResult};
use crate::group::Group;
use crate::group::action::Action;
use crate::group::decision::{Decision, Standing};
use crate::group::event::{ActionOutcome, DELETED, NoteKind};
use crate::group::meeting::Meeting;
use crate::group::person::Person;
use crate::group::proposal::{Objection, Proposal, ProposalState};
use crate::group::record::{Body, Record};
use crate::text::{ended, one_line};
use crate::view::decisions;

/// The decisions of a meeting, and those of earlier ones that it amended or opened again.
pub(super) fn decisions_of(group: &Group, meeting: &Meeting, kept: &[&Record]) -> Vec<DecisionLine> {
    let mut lines: Vec<DecisionLine> = Vec::new();
    let mut numbers: BTreeSet<String> = BTreeSet::new();
    for record in kept {
        let line = match &record.body {
            Body::Amendment { decision, .. } if decision.meeting != meeting.number => {
                group.decisions.get(decision).map(|known| line_of((group, meeting), known, None, record))
            }
            _ => decision_line(group, meeting, record),
        };
        lines.extend(line.filter(|line| numbers.insert(line.number.clone())));
    }
    lines
}

pub(super) fn decision_line(group: &Group, meeting: &Meeting, record: &Record) -> Option<DecisionLine> {
    let Body::Decision { decision } = &record.body else { return None };
    let decision: &Decision = group.decisions.get(decision)?;
    let proposal = decision.proposal.and_then(|number| meeting.proposal(number));
    Some(line_of((group, meeting), decision, proposal, record))
}

fn line_of(
    (group, meeting): (&Group, &Meeting),
    decision: &Decision,
    proposal: Option<&Proposal>,
    record: &Record,
) -> DecisionLine {
    let is_objected_to = group.standing(decision, record.at) == Standing::Objected;
    // What came after the meeting says when.
    let later = |at: DateTime<Utc>| {
        let is_later = meeting.ended_at.is_some_and(|ended| at > ended);
        is_later.then(|| at.with_timezone(&group.charter.zone).date_naive())
    };
    let objection = |objection: &Objection| {
        let on = later(objection.at).map_or_else(String::new, |day| format!(" ({day})"));
        format!("{}{on}", decisions::objection(objection))
    };
    let amended = decision.standing_wordings().skip(1).last();
    let mut wordings: Vec<String> = decision.standing_wordings().map(|wording| one_line(&wording.text)).collect();
    wordings.pop();
    DecisionLine {
        number: decision.id.to_string(),
        kind: decision.kind,
        text: decisions::worded(group, decision),
        tags: decision.tags.clone(),
        proposal: proposal.map(|proposal| format!("P{}", proposal.number)),
        proposed_by: proposal.and_then(|proposal| proposal.by.as_ref()).map(Person::with_organization),
        stances: proposal.filter(|proposal| !proposal.stands.is_empty()).map(decisions::all_stances),
        objections: decision.standing_objections().map(objection).collect(),
        earlier: wordings,
        amended_on: amended.and_then(|wording| later(wording.at)),
        reason: decision.standing_wordings().last().and_then(|wording| wording.reason.clone()),
        is_reopened: decision.is_reopened(),
        reopened_on: decision.standing_reopenings().last().and_then(|reopening| later(reopening.at)),
        is_objected_to,
        source: record.source.as_ref().map(|source| source.message.clone()),
    }
}

/// Proposals that were decided are shown with the decision.
pub(super) fn proposal_line(meeting: &Meeting, record: &Record) -> Option<String> {
    let Body::Proposal { proposal } = record.body else { return None };
    let proposal: &Proposal = meeting.proposal(proposal).filter(|proposal| proposal.text != DELETED)?;
    let outcome = match proposal.state {
        ProposalState::Decided(_) => return None,
        ProposalState::Open | ProposalState::Due => "not decided",
        ProposalState::Dropped => "no longer proposed",
    };
    let by = proposal.by.as_ref().map_or_else(String::new, |by| format!(", proposed by {}", by.with_organization()));
    let mut words = format!("P{}{by}, {outcome}: {}", proposal.number, one_line(&proposal.text));
    let objections =
        proposal.standing_objections().map(|objection| format!("On the record: {}", decisions::objection(objection)));
    let bare = words.len();
    for more in (!proposal.stands.is_empty()).then(|| decisions::all_stances(proposal)).into_iter().chain(objections) {
        words.push_str(if words.ends_with('.') { " " } else { ". " });
        words.push_str(&one_line(&more));
    }
    // More than one sentence ends as sentences do.
    Some(if words.len() > bare { ended(&words) } else { words })
}

pub(super) fn poll_line(meeting: &Meeting, record: &Record) -> Option<String> {
    let Body::Poll { poll } = record.body else { return None };
    let poll = meeting.poll(poll).filter(|poll| poll.question != DELETED)?;
    Some(one_line(&decisions::result(poll)))
}

pub(super) fn poll_result(meeting: &Meeting, record: &Record) -> Option<PollResult> {
    let Body::Poll { poll } = record.body else { return None };
    let poll = meeting.poll(poll).filter(|poll| poll.question != DELETED)?;
    let by = record.by.as_deref().filter(|by| !by.is_deleted());
    let counts = poll.counts().into_iter().map(|count| (one_line(&count.choice), count.people, count.organizations));
    Some(PollResult {
        question: one_line(&poll.question),
        by: by.map(Person::with_organization),
        counts: counts.collect(),
    })
}

pub(super) fn question_line(meeting: &Meeting, record: &Record) -> Option<String> {
    let Body::Question { question } = record.body else { return None };
    let question = meeting.question(question).filter(|question| question.text != DELETED)?;
    let backers = question.backers.len();
    let count = if backers > 1 { format!(" ({backers} people want an answer)") } else { String::new() };
    let by = record.by.as_deref().filter(|by| !by.is_deleted());
    let by = by.map_or_else(String::new, |by| format!(" (asked by {})", by.with_organization()));
    Some(format!("{}. {}{by}{count}", question.number, one_line(&question.text)))
}

pub(super) fn amendment_line(group: &Group, meeting: &Meeting, record: &Record) -> Option<String> {
    let Body::Amendment { decision, amended } = &record.body else { return None };
    if decision.meeting == meeting.number {
        return None;
    }
    let reason = amended.reason.as_deref().map_or_else(String::new, crate::text::because);
    Some(match &amended.text {
        Some(text) => {
            let before = group.decisions.get(decision).and_then(|decision| {
                let earlier = decision.standing_wordings().take_while(|wording| wording.entry != record.entry);
                earlier.last().map(|wording| format!(" It said: {}", one_line(&wording.text)))
            });
            format!(
                "{decision} was amended{reason}. It now says: {}{}",
                ended(&one_line(text)),
                before.unwrap_or_default()
            )
        }
        None => format!("{decision} was opened again{reason}."),
    })
}

pub(super) fn action_of<'a>(group: &'a Group, record: &Record) -> Option<&'a Action> {
    let Body::Action { action } = record.body else { return None };
    group.actions.get(&action).filter(|action| action.is_kept())
}

/// The state at the end of the meeting: what an owner does afterwards is not part of its minutes.
pub(super) fn action_line(meeting: &Meeting, action: &Action) -> ActionLine {
    let outcome = action.outcome.filter(|_| !is_later(meeting, action));
    ActionLine {
        number: format!("A{}", action.number),
        text: one_line(&action.text),
        owners: action.owners.clone(),
        due: action.due,
        state: match outcome {
            None => "open",
            Some(ActionOutcome::Done) => "done",
            Some(ActionOutcome::Dropped) => "dropped",
        },
    }
}

/// Whether the action was closed after the meeting.
fn is_later(meeting: &Meeting, action: &Action) -> bool {
    meeting.last_entry.zip(action.closed_by).is_some_and(|(ended, closed)| closed > ended)
}

pub(super) fn earlier_actions(group: &Group, meeting: &Meeting) -> Vec<ActionLine> {
    let earlier = group.actions.values().filter(|action| action.meeting < meeting.number && action.is_kept());
    let was_open = |action: &&Action| action.closed_by.is_none_or(|closed| closed > meeting.first_entry);
    earlier.filter(was_open).map(|action| action_line(meeting, action)).collect()
}

pub(super) fn outgoing_line(record: &Record) -> Option<NoteLine> {
    let Body::Note { kind: NoteKind::Outgoing, text } = &record.body else { return None };
    Some(NoteLine { kind: NoteKind::Outgoing, text: one_line(text), by: None })
}

pub(super) fn note_line(record: &Record) -> Option<NoteLine> {
    let Body::Note { kind, text } = &record.body else { return None };
    // A ruling stands in the discussion, where it was given, and outgoing documents in a section of their own.
    if matches!(kind, NoteKind::Ruling | NoteKind::Outgoing) {
        return None;
    }
    let by = record.by.as_ref().map(|by| by.name.clone()).filter(|name| name != DELETED);
    Some(NoteLine { kind: *kind, text: one_line(text), by })
}

/// What a decision approves that has its own place in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Approval {
    Agenda,
    Minutes,
}

/// `the agenda is approved`, `the minutes of meeting 7 (version 1) are approved`, in the words of people too.
pub(super) fn approval(group: &Group, record: &Record) -> Option<Approval> {
    let Body::Decision { .. } = record.body else { return None };
    approval_in(group.text_of(record)?)
}

/// Whether the words of a decision approve an agenda or minutes.
pub fn is_routine(words: &str) -> bool {
    approval_in(words).is_some()
}

/// What the words of a decision approve.
fn approval_in(words: &str) -> Option<Approval> {
    let words = words.to_lowercase();
    let words = words.strip_prefix("the ").unwrap_or(&words);
    let is_approved = ["approved", "adopted"].iter().any(|word| words.trim_end_matches(['.', '!']).ends_with(word));
    match words.split(' ').next() {
        Some("agenda") if is_approved => Some(Approval::Agenda),
        Some("minutes") if is_approved => Some(Approval::Minutes),
        _ => None,
    }
}
