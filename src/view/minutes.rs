//! The minutes as a model: what a meeting came to, from its record alone. The same record gives
//! the same model, and the model the same bytes.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::decisions;
use super::references::references;
use crate::group::Group;
use crate::group::action::Action;
use crate::group::agenda::{Item, ItemState};
use crate::group::decision::Decision;
use crate::group::event::{ActionOutcome, DELETED, Kind, Manner, NoteKind, Source};
use crate::group::meeting::Meeting;
use crate::group::minutes::is_standing;
use crate::group::person::Person;
use crate::group::proposal::{Proposal, ProposalState};
use crate::group::record::{Body, Record};
use crate::group::stationery::Stationery;
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
    /// How the list was told that the meeting would be, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub announced: Option<Announced>,
    pub opened_by: Option<Party>,
    pub chairs: Vec<Party>,
    pub scribes: Vec<Party>,
    pub present: Vec<Party>,
    pub regrets: Vec<Party>,
    pub recesses: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// The sessions from beginning to end, where the same agenda was held twice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sessions: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    pub agenda: Vec<AgendaLine>,
    /// Actions of earlier meetings that were open, or were closed in this one.
    pub earlier_actions: Vec<ActionLine>,
    /// What was said and recorded while no item was open, first; then one section per item.
    pub sections: Vec<Section>,
    pub decisions: Vec<DecisionLine>,
    /// Days after these minutes went to the list until which the decisions are provisional.
    pub confirm_days: u32,
    pub actions: Vec<ActionLine>,
    /// What the document looks like; no part of what happened.
    #[serde(skip)]
    pub stationery: Stationery,
}

/// When the list was told of a meeting, and why that was late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Announced {
    pub at: DateTime<Utc>,
    pub list: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub despite_notice: Option<String>,
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
    /// Those that were named with `doc`, then those that people referred to, and links.
    pub documents: Vec<String>,
    pub contributions: Vec<Contribution>,
    pub notes: Vec<NoteLine>,
    /// Questions with the number of people who want an answer.
    pub questions: Vec<String>,
    /// Results of straw polls, each called so.
    pub polls: Vec<String>,
    pub conclusions: Vec<String>,
    pub decisions: Vec<DecisionLine>,
    /// Proposals that came to no decision, with who stood where.
    pub proposals: Vec<String>,
    /// What became of decisions of earlier meetings.
    pub amendments: Vec<String>,
    pub actions: Vec<ActionLine>,
    /// By list of this section, for each of its lines the messages from which it comes.
    #[serde(skip)]
    pub sources: BTreeMap<&'static str, Vec<Vec<Source>>>,
    /// The same as addresses, where the platform has some.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub links: BTreeMap<&'static str, Vec<Vec<String>>>,
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
    /// For whom it is, such as SG17 and TSAG.
    pub tags: Vec<String>,
    /// `P2`, where the words were put to the group before.
    pub proposal: Option<String>,
    pub proposed_by: Option<String>,
    /// Who stood where on the proposal.
    pub stances: Option<String>,
    pub objections: Vec<String>,
    /// The words it had before it was amended, oldest first.
    pub earlier: Vec<String>,
    /// Why it was amended last.
    pub reason: Option<String>,
    pub is_reopened: bool,
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
    let is_shown = |record: &&Record| record.is_kept();
    let kept: Vec<&Record> = meeting.records_in_order().into_iter().filter(is_shown).collect();
    let party = |person: &Person| party(group, meeting, person);
    // An item whose title was deleted stays where something was said under it.
    let is_shown = |item: &&Item| item.title != DELETED || item.opened_at.is_some();
    let titled = meeting.agenda.in_order().filter(is_shown);
    let items: Vec<_> = titled.collect();
    let mut by_item: BTreeMap<Option<u32>, Vec<&Record>> = BTreeMap::new();
    for record in &kept {
        by_item.entry(record.item).or_default().push(record);
    }
    let of = |item: Option<u32>| by_item.get(&item).map_or(&[] as &[&Record], Vec::as_slice);
    let mut sections = vec![section(group, meeting, None, "Outside the agenda items", of(None))];
    sections.retain(|section| !section.is_empty());
    let discussed = items.iter().filter(|item| item.opened_at.is_some());
    let discussed = discussed.map(|item| (Some(item.number), &item.title));
    sections.extend(discussed.map(|(item, title)| section(group, meeting, item, title, of(item))));
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
        announced: announced(group, meeting),
        opened_by: meeting.started_by.as_ref().map(party),
        chairs: meeting.all_chairs.iter().map(party).collect(),
        scribes: meeting.all_scribes.iter().map(party).collect(),
        present: meeting.present.iter().map(party).collect(),
        regrets: meeting.regrets.iter().map(party).collect(),
        recesses: meeting.recesses.clone(),
        sessions: sessions(meeting),
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
        decisions: decisions_of(group, meeting, &kept),
        confirm_days: group.charter.confirm_days,
        actions: kept
            .iter()
            .filter_map(|record| action_of(group, record))
            .map(|action| action_line(meeting, action))
            .collect(),
        sections,
        stationery: group.charter.stationery.clone(),
    }
}

/// The mail that told the time at which the meeting was to be.
fn announced(group: &Group, meeting: &Meeting) -> Option<Announced> {
    let plan = group.plans.get(&meeting.number)?;
    let standing = plan.notices.iter().filter(|notice| is_standing(&notice.state));
    let told = standing.filter(|notice| (notice.told.start, notice.told.zone) == (plan.start, plan.zone));
    let notice = told.min_by_key(|notice| notice.queued_at)?;
    let despite_notice = notice.despite_notice.as_deref().map(one_line);
    Some(Announced { at: notice.queued_at, list: group.charter.list.clone()?, despite_notice })
}

fn sessions(meeting: &Meeting) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    if meeting.second_session.is_none() {
        return Vec::new();
    }
    let until = meeting.ended_at.unwrap_or(meeting.started_at);
    meeting.sittings(until).iter().map(|sitting| (sitting.start, sitting.end)).collect()
}

fn section(group: &Group, meeting: &Meeting, item: Option<u32>, title: &str, mine: &[&Record]) -> Section {
    let text_of = |wanted: fn(&Body) -> Option<&str>| {
        mine.iter().filter_map(|record| wanted(&record.body)).map(one_line).collect::<Vec<_>>()
    };
    let (contributions, documents) = (contributions(group, meeting, mine), documents(group, mine));
    Section {
        sources: sources(group, meeting, mine, &contributions, &documents),
        links: BTreeMap::new(),
        contributions,
        item,
        title: one_line(title),
        documents,
        notes: mine.iter().filter_map(|record| note_line(record)).collect(),
        conclusions: text_of(|body| if let Body::Conclusion { text, .. } = body { Some(text) } else { None }),
        questions: mine.iter().filter_map(|record| question_line(meeting, record)).collect(),
        polls: mine.iter().filter_map(|record| poll_line(meeting, record)).collect(),
        decisions: mine.iter().filter_map(|record| decision_line(group, meeting, record)).collect(),
        proposals: mine.iter().filter_map(|record| proposal_line(meeting, record)).collect(),
        amendments: mine.iter().filter_map(|record| amendment_line(group, meeting, record)).collect(),
        actions: mine
            .iter()
            .filter_map(|record| action_of(group, record))
            .map(|action| action_line(meeting, action))
            .collect(),
    }
}

/// By list of a section, the messages behind each of its lines; nothing where no room is known.
fn sources(
    group: &Group,
    meeting: &Meeting,
    mine: &[&Record],
    turns: &[Contribution],
    documents: &[String],
) -> BTreeMap<&'static str, Vec<Vec<Source>>> {
    let is_placed = |source: &&Source| source.room.is_some();
    let of = |record: &Record| record.source.iter().filter(is_placed).cloned().collect::<Vec<_>>();
    if mine.iter().all(|record| of(record).is_empty()) {
        return BTreeMap::new();
    }
    let by_message: BTreeMap<&str, &Source> = mine
        .iter()
        .filter_map(|record| record.source.as_ref().map(|source| (source.message.as_str(), source)))
        .collect();
    let behind = |turn: &Contribution| match turn {
        Contribution::Turn { sources, .. } => {
            let mut messages: Vec<&str> = sources.iter().map(String::as_str).collect();
            messages.dedup();
            let known = messages.iter().filter_map(|message| by_message.get(message).copied());
            known.filter(is_placed).cloned().collect()
        }
        Contribution::Subtopic { .. } => Vec::new(),
    };
    let lines = |is_line: &dyn Fn(&Record) -> bool| {
        mine.iter().filter(|record| is_line(record)).map(|record| of(record)).collect::<Vec<_>>()
    };
    let naming = |reference: &String| {
        let names = |record: &&&Record| group.text_of(record).is_some_and(|text| one_line(text).contains(reference));
        mine.iter().find(names).map(|record| of(record)).unwrap_or_default()
    };
    BTreeMap::from([
        ("documents", documents.iter().map(naming).collect()),
        ("contributions", turns.iter().map(behind).collect()),
        ("notes", lines(&|record| note_line(record).is_some())),
        ("questions", lines(&|record| question_line(meeting, record).is_some())),
        ("polls", lines(&|record| poll_line(meeting, record).is_some())),
        ("conclusions", lines(&|record| matches!(record.body, Body::Conclusion { .. }))),
        ("decisions", lines(&|record| decision_line(group, meeting, record).is_some())),
        ("proposals", lines(&|record| proposal_line(meeting, record).is_some())),
        ("amendments", lines(&|record| amendment_line(group, meeting, record).is_some())),
        ("actions", lines(&|record| action_of(group, record).is_some())),
    ])
}

impl Minutes {
    /// The same minutes with the addresses of the messages behind their lines; `address` makes one from the key of the room and
    /// the platform's id, where there is one.
    pub fn linked(mut self, address: fn(&str, &str) -> Option<String>) -> Minutes {
        let link = |source: &Source| address(source.room.as_deref()?, &source.message);
        for section in &mut self.sections {
            let lists = section.sources.iter().map(|(name, lines)| {
                let lines = lines.iter().map(|sources| sources.iter().filter_map(link).collect::<Vec<_>>());
                (*name, lines.collect::<Vec<_>>())
            });
            section.links = lists.filter(|(_, lines)| lines.iter().any(|links| !links.is_empty())).collect();
        }
        self
    }
}

impl Section {
    fn is_empty(&self) -> bool {
        self.documents.is_empty()
            && self.contributions.is_empty()
            && self.notes.is_empty()
            && self.conclusions.is_empty()
            && self.questions.is_empty()
            && self.polls.is_empty()
            && self.decisions.is_empty()
            && self.proposals.is_empty()
            && self.amendments.is_empty()
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
                        before.push('\n');
                        before.push_str(&as_typed(words));
                        sources.extend(source);
                    }
                    _ => turns.push(Contribution::Turn {
                        speaker: who.name,
                        organization: who.organization,
                        words: as_typed(words),
                        sources: source.into_iter().collect(),
                    }),
                }
            }
            Body::Note { .. }
            | Body::Document { .. }
            | Body::Conclusion { .. }
            | Body::Decision { .. }
            | Body::Amendment { .. }
            | Body::Proposal { .. }
            | Body::Poll { .. }
            | Body::Question { .. }
            | Body::Action { .. } => {}
        }
    }
    turns
}

/// A turn keeps its lines: what was typed apart does not run together.
fn as_typed(words: &str) -> String {
    let lines = words.lines().map(one_line).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
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
    let by = record.by.as_ref().map(|by| by.name.clone()).filter(|name| name != DELETED);
    Some(NoteLine { kind: *kind, text: one_line(text), by })
}

/// Named ones first, then those that the words of the item refer to. Remarks are not minuted.
fn documents(group: &Group, records: &[&Record]) -> Vec<String> {
    documents_in(group, records.iter().copied())
}

/// The documents of a whole meeting, without the rest of its minutes.
pub fn documents_of(group: &Group, meeting: &Meeting) -> Vec<String> {
    documents_in(group, meeting.records.values().filter(|record| record.is_kept()))
}

fn documents_in<'a>(group: &'a Group, records: impl Iterator<Item = &'a Record> + Clone) -> Vec<String> {
    let mut documents: Vec<String> = Vec::new();
    let named = records.clone().filter_map(|record| match &record.body {
        Body::Document { reference } => Some(one_line(reference)),
        _ => None,
    });
    let is_minuted = |record: &&Record| {
        !matches!(record.body, Body::Document { .. } | Body::Said { manner: Manner::Remark, .. } | Body::Poll { .. })
            && !matches!(record.body, Body::Note { kind: NoteKind::Link, .. })
    };
    let minuted = records.filter(is_minuted).filter_map(|record| group.text_of(record));
    for reference in named.chain(minuted.flat_map(references)) {
        if !documents.contains(&reference) {
            documents.push(reference);
        }
    }
    documents
}

/// The decisions of a meeting, and those of earlier ones that it amended or opened again.
fn decisions_of(group: &Group, meeting: &Meeting, kept: &[&Record]) -> Vec<DecisionLine> {
    let mut lines: Vec<DecisionLine> = Vec::new();
    for record in kept {
        let line = match &record.body {
            Body::Amendment { decision, .. } if decision.meeting != meeting.number => {
                group.decisions.get(decision).map(|known| line_of(known, None, record))
            }
            _ => decision_line(group, meeting, record),
        };
        lines.extend(line.filter(|line| lines.iter().all(|known| known.number != line.number)));
    }
    lines
}

fn decision_line(group: &Group, meeting: &Meeting, record: &Record) -> Option<DecisionLine> {
    let Body::Decision { decision } = &record.body else { return None };
    let decision: &Decision = group.decisions.get(decision)?;
    let proposal = decision.proposal.and_then(|number| meeting.proposal(number));
    Some(line_of(decision, proposal, record))
}

fn line_of(decision: &Decision, proposal: Option<&Proposal>, record: &Record) -> DecisionLine {
    let mut wordings: Vec<String> = decision.standing_wordings().map(|wording| one_line(&wording.text)).collect();
    wordings.pop();
    DecisionLine {
        number: decision.id.to_string(),
        kind: decision.kind,
        text: one_line(decision.text()),
        tags: decision.tags.clone(),
        proposal: proposal.map(|proposal| format!("P{}", proposal.number)),
        proposed_by: proposal.and_then(|proposal| proposal.by.as_ref()).map(Person::with_organization),
        stances: proposal.filter(|proposal| !proposal.stands.is_empty()).map(decisions::stances),
        objections: decision.standing_objections().map(decisions::objection).collect(),
        earlier: wordings,
        reason: decision.standing_wordings().last().and_then(|wording| wording.reason.clone()),
        is_reopened: decision.is_reopened(),
        source: record.source.as_ref().map(|source| source.message.clone()),
    }
}

/// What came to a decision stands with it.
fn proposal_line(meeting: &Meeting, record: &Record) -> Option<String> {
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
    for more in (!proposal.stands.is_empty()).then(|| decisions::stances(proposal)).into_iter().chain(objections) {
        words.push_str(if words.ends_with('.') { " " } else { ". " });
        words.push_str(&one_line(&more));
    }
    Some(words)
}

fn poll_line(meeting: &Meeting, record: &Record) -> Option<String> {
    let Body::Poll { poll } = record.body else { return None };
    let poll = meeting.poll(poll).filter(|poll| poll.question != DELETED)?;
    Some(one_line(&decisions::result(poll)))
}

fn question_line(meeting: &Meeting, record: &Record) -> Option<String> {
    let Body::Question { question } = record.body else { return None };
    let question = meeting.question(question).filter(|question| question.text != DELETED)?;
    let backers = question.backers.len();
    let count = if backers > 1 { format!(" ({backers} people want an answer)") } else { String::new() };
    Some(format!("{}. {}{count}", question.number, one_line(&question.text)))
}

fn amendment_line(group: &Group, meeting: &Meeting, record: &Record) -> Option<String> {
    let Body::Amendment { decision, text, reason } = &record.body else { return None };
    if decision.meeting == meeting.number {
        return None;
    }
    let reason = reason.as_deref().map_or_else(String::new, |reason| format!(" because {}", one_line(reason)));
    Some(match text {
        Some(text) => {
            let before = group.decisions.get(decision).and_then(|decision| {
                let earlier = decision.standing_wordings().take_while(|wording| wording.entry != record.entry);
                earlier.last().map(|wording| format!(" It said: {}", one_line(&wording.text)))
            });
            format!("{decision} was amended{reason}. It now says: {}.{}", one_line(text), before.unwrap_or_default())
        }
        None => format!("{decision} was opened again{reason}."),
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
