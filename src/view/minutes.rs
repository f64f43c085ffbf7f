//! The minutes as a model: what a meeting came to, from its record alone. The same record gives
//! the same model, and the model the same bytes.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::group::Group;
use crate::group::agenda::{Item, ItemState};
use crate::group::event::{ActionOutcome, DELETED, Kind, Manner, NoteKind};
use crate::group::meeting::Meeting;
use crate::group::person::Person;
use crate::group::record::{Action, Body, Record};
use crate::text::one_line;

/// Minutes of one meeting.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Minutes {
    /// Version of this model's JSON form.
    pub format: u32,
    pub group: String,
    pub parent: Option<String>,
    pub meeting: u32,
    pub title: Option<String>,
    /// Day of the opening in the group's zone.
    pub date: NaiveDate,
    pub opened_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    /// IANA name of the group's reference zone.
    pub zone: String,
    /// IANA release of the zone data that the local times were made with.
    pub zone_data: String,
    pub opened_by: Option<Party>,
    pub scribes: Vec<Party>,
    pub present: Vec<Party>,
    pub regrets: Vec<Party>,
    pub recesses: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    pub agenda: Vec<AgendaLine>,
    /// Actions of earlier meetings that were open, or were closed in this one.
    pub earlier_actions: Vec<ActionLine>,
    /// What was said and recorded while no item was open, first; then one section per item.
    pub sections: Vec<Section>,
    pub decisions: Vec<DecisionLine>,
    pub actions: Vec<ActionLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Party {
    pub name: String,
    pub organization: Option<String>,
    pub side: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgendaLine {
    pub number: u32,
    pub title: String,
    pub proposer: Option<String>,
    pub is_discussed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// `None`: outside the agenda items.
    pub item: Option<u32>,
    pub title: String,
    pub documents: Vec<String>,
    pub contributions: Vec<Contribution>,
    pub notes: Vec<NoteLine>,
    pub conclusions: Vec<String>,
    pub decisions: Vec<DecisionLine>,
    pub actions: Vec<ActionLine>,
}

/// What somebody said in one turn, or a heading between turns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Contribution {
    Turn { speaker: String, organization: Option<String>, words: String, sources: Vec<String> },
    Subtopic { title: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoteLine {
    pub kind: NoteKind,
    pub text: String,
    pub by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecisionLine {
    /// `D7-3`.
    pub number: String,
    pub kind: Kind,
    pub text: String,
    pub source: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActionLine {
    /// `A3`.
    pub number: String,
    pub text: String,
    pub owners: Vec<String>,
    pub due: Option<NaiveDate>,
    /// `open`, `done` or `dropped`.
    pub state: &'static str,
}

/// Makes the minutes of a meeting of the group. `group` is the state right after the meeting,
/// or during it.
pub fn minutes(group: &Group, meeting: &Meeting) -> Minutes {
    let zone = group.charter.zone;
    // A decision whose message was deleted is not undone by that (product.md M5): its number stays.
    let is_shown =
        |record: &&Record| record.is_kept() || (!record.is_withdrawn && matches!(record.body, Body::Decision { .. }));
    let kept: Vec<&Record> = meeting.records.values().filter(is_shown).collect();
    let party = |person: &Person| party(group, meeting, person);
    // An item whose title was deleted stays where something was said under it.
    let is_shown = |item: &&Item| item.title != DELETED || item.opened_at.is_some();
    let titled = meeting.agenda.items.values().filter(is_shown);
    let items: Vec<_> = titled.collect();
    let mut sections = vec![section(group, meeting, None, "Outside the agenda items", &kept)];
    sections.retain(|section| !section.is_empty());
    let discussed = items.iter().filter(|item| item.opened_at.is_some());
    sections.extend(discussed.map(|item| section(group, meeting, Some(item.number), &item.title, &kept)));
    Minutes {
        format: 1,
        group: group.charter.name.clone(),
        parent: group.charter.parent.clone(),
        meeting: meeting.number,
        title: meeting.title.clone(),
        date: meeting.started_at.with_timezone(&zone).date_naive(),
        opened_at: meeting.started_at,
        closed_at: meeting.ended_at,
        zone: zone.name().to_owned(),
        zone_data: crate::time::data_version().to_owned(),
        opened_by: meeting.started_by.as_ref().map(party),
        scribes: meeting.all_scribes.iter().map(party).collect(),
        present: meeting.present.iter().map(party).collect(),
        regrets: meeting.regrets.iter().map(party).collect(),
        recesses: meeting.recesses.clone(),
        agenda: items
            .iter()
            .map(|item| AgendaLine {
                number: item.number,
                title: one_line(&item.title),
                proposer: item.proposer.clone(),
                is_discussed: item.opened_at.is_some() && item.state != ItemState::Skipped,
            })
            .collect(),
        earlier_actions: earlier_actions(group, meeting),
        decisions: kept.iter().filter_map(|record| decision_line(meeting, record)).collect(),
        actions: kept
            .iter()
            .filter_map(|record| action_of(group, record))
            .map(|action| action_line(meeting, action))
            .collect(),
        sections,
    }
}

fn section(group: &Group, meeting: &Meeting, item: Option<u32>, title: &str, kept: &[&Record]) -> Section {
    let mine: Vec<&Record> = kept.iter().copied().filter(|record| record.item == item).collect();
    let text_of = |wanted: fn(&Body) -> Option<&str>| {
        mine.iter().filter_map(|record| wanted(&record.body)).map(one_line).collect::<Vec<_>>()
    };
    Section {
        item,
        title: one_line(title),
        documents: text_of(|body| if let Body::Document { reference } = body { Some(reference) } else { None }),
        contributions: contributions(group, meeting, &mine),
        notes: mine.iter().filter_map(|record| note_line(record)).collect(),
        conclusions: text_of(|body| if let Body::Conclusion { text, .. } = body { Some(text) } else { None }),
        decisions: mine.iter().filter_map(|record| decision_line(meeting, record)).collect(),
        actions: mine
            .iter()
            .filter_map(|record| action_of(group, record))
            .map(|action| action_line(meeting, action))
            .collect(),
    }
}

impl Section {
    fn is_empty(&self) -> bool {
        self.documents.is_empty()
            && self.contributions.is_empty()
            && self.notes.is_empty()
            && self.conclusions.is_empty()
            && self.decisions.is_empty()
            && self.actions.is_empty()
    }
}

/// Turns in order; what one speaker says in a row is one turn. Remarks from the room are not
/// minuted (product.md P1: results, not a transcript).
fn contributions(group: &Group, meeting: &Meeting, records: &[&Record]) -> Vec<Contribution> {
    let mut turns: Vec<Contribution> = Vec::new();
    let mut last: Option<&Person> = None;
    for record in records {
        match &record.body {
            Body::Subtopic { title } => {
                last = None;
                turns.push(Contribution::Subtopic { title: one_line(title) });
            }
            Body::Said { manner: Manner::Remark, .. } => {}
            Body::Said { speaker, words, manner: Manner::Statement | Manner::Scribed } => {
                let who = party(group, meeting, speaker);
                let source = record.source.as_ref().map(|source| source.message.clone());
                let goes_on = last.is_some_and(|last| last.is(speaker));
                last = Some(speaker);
                match turns.last_mut() {
                    Some(Contribution::Turn { words: before, sources, .. }) if goes_on => {
                        before.push(' ');
                        before.push_str(&one_line(words));
                        sources.extend(source);
                    }
                    _ => turns.push(Contribution::Turn {
                        speaker: who.name,
                        organization: who.organization,
                        words: one_line(words),
                        sources: source.into_iter().collect(),
                    }),
                }
            }
            Body::Note { .. }
            | Body::Document { .. }
            | Body::Conclusion { .. }
            | Body::Decision { .. }
            | Body::Action { .. } => {}
        }
    }
    turns
}

/// Attendance and what people said later decide on the organization; the charter on the side.
fn party(group: &Group, meeting: &Meeting, person: &Person) -> Party {
    let declared =
        meeting.present.iter().find(|present| present.is(person)).and_then(|present| present.organization.clone());
    let seen = meeting.seen(person).and_then(|seen| seen.organization.clone());
    Party {
        name: person.name.clone(),
        organization: declared.or(seen).or_else(|| person.organization.clone()),
        side: group.charter.side_of(person).map(str::to_owned),
    }
}

fn note_line(record: &Record) -> Option<NoteLine> {
    let Body::Note { kind, text } = &record.body else { return None };
    Some(NoteLine { kind: *kind, text: one_line(text), by: record.by.as_ref().map(|by| by.name.clone()) })
}

fn decision_line(meeting: &Meeting, record: &Record) -> Option<DecisionLine> {
    let Body::Decision { number, kind, text } = &record.body else { return None };
    Some(DecisionLine {
        number: format!("D{}-{number}", meeting.number),
        kind: *kind,
        text: one_line(text),
        source: record.source.as_ref().map(|source| source.message.clone()),
    })
}

fn action_of<'a>(group: &'a Group, record: &Record) -> Option<&'a Action> {
    let Body::Action { action } = record.body else { return None };
    group.actions.get(&action).filter(|action| action.is_kept())
}

/// The state at the end of the meeting: what an owner does afterwards is no part of its minutes.
fn action_line(meeting: &Meeting, action: &Action) -> ActionLine {
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

fn earlier_actions(group: &Group, meeting: &Meeting) -> Vec<ActionLine> {
    let earlier = group.actions.values().filter(|action| action.meeting < meeting.number && action.is_kept());
    let was_open = |action: &&Action| action.closed_by.is_none_or(|closed| closed > meeting.first_entry);
    earlier.filter(was_open).map(|action| action_line(meeting, action)).collect()
}
