//! A report to a parent body as a model: what the group has done since the last one, from its record alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::documents::described;
use super::mechanisms::{MechanismLine, mechanisms};
use super::minutes::{Minutes, is_routine};
use super::register::{Register, RowLine, changed_after, register};
use crate::group::Group;
use crate::group::action::Action;
use crate::group::charter::ParentMeeting;
use crate::group::command::RegisterPart;
use crate::group::decision::{Decision, Standing};
use crate::group::documents::Document;
use crate::group::event::{ActionOutcome, DELETED, Kind};
use crate::group::liaison::leading_liaisons;
use crate::group::paper::{LineEdit, PaperId};
use crate::group::person::same_name;
use crate::group::register::{Finding, Responsibility};
use crate::group::stationery::Stationery;
use crate::text::{join_and, one_line};

/// A report to one body, for one of its meetings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Version of this model's JSON form.
    pub format: u32,
    pub group: String,
    /// Counted through all reports of the group.
    pub number: u32,
    /// To whom it goes, such as SG17.
    pub body: String,
    pub opens: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The day by which it has to be there.
    pub due: NaiveDate,
    /// The day of the last report to the same body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    pub meetings: Vec<MeetingLine>,
    /// Decisions that are for the body, then all others.
    pub decisions_for: Vec<Settled>,
    pub decisions: Vec<Settled>,
    /// What was put to the list and settled since the last report.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub on_the_list: Vec<String>,
    /// What is asked of the body: decisions that invite or request it.
    pub requests: Vec<Settled>,
    pub register: Register,
    /// Rows that have changed since the last report.
    pub changed_rows: Vec<String>,
    /// Rows with an overlap or a gap that no standing decision settles.
    pub open_rows: Vec<String>,
    /// How the sides work together, as decisions and proposals say.
    pub mechanisms: Vec<MechanismLine>,
    pub open_actions: Vec<String>,
    pub closed_actions: Vec<String>,
    pub documents: Vec<String>,
    /// What came since the last report and no meeting has considered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents_received: Vec<String>,
    pub outgoing: Vec<String>,
    /// Liaison statements about which there is news since the last report, a sentence for each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub liaisons: Vec<String>,
    /// Until when the group is, or that it is concluded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandate: Option<String>,
    /// How far the terms of reference are, and what a proposed revision changes. The parent body always reads it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<String>,
    /// Meetings of the group that are planned.
    pub next_meetings: Vec<String>,
    /// Who has approved it, where an approval was entered that a chair gave elsewhere, and nothing has changed since.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub approved_by: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<LineEdit>,
    /// What the document looks like.
    #[serde(skip)]
    pub stationery: Arc<Stationery>,
}

/// A meeting that was held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MeetingLine {
    pub number: u32,
    pub date: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub people: usize,
    /// Those of the people who were present, in the order of the alphabet.
    pub organizations: Vec<String>,
    /// People by side.
    pub sides: BTreeMap<String, usize>,
    #[serde(skip)]
    proposed: Vec<MechanismLine>,
    #[serde(skip)]
    documents: Vec<String>,
    #[serde(skip)]
    outgoing: Vec<String>,
}

/// A decision with whether it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settled {
    /// `D7-3`.
    pub number: String,
    pub kind: Kind,
    pub text: String,
    pub standing: String,
    /// When it was given the words that it has now, if it had others before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amended: Option<NaiveDate>,
    /// Whether an earlier report told of it, with other words.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_told_before: bool,
    pub objections: Vec<String>,
}

impl MeetingLine {
    /// What a report tells of a meeting, from its minutes.
    pub fn of(minutes: Minutes, proposed: Vec<MechanismLine>) -> MeetingLine {
        let mut organizations: Vec<String> =
            minutes.present.iter().filter_map(|party| party.organization.clone()).collect();
        organizations.sort();
        organizations.dedup();
        let mut sides = BTreeMap::new();
        for side in minutes.present.iter().filter_map(|party| party.side.clone()) {
            *sides.entry(side).or_insert(0) += 1;
        }
        let mut documents: Vec<String> = Vec::new();
        let contributed = minutes.contributions.iter().map(|line| &line.reference);
        for document in minutes.sections.iter().flat_map(|section| &section.documents).chain(contributed) {
            if !documents.contains(document) {
                documents.push(document.clone());
            }
        }
        MeetingLine {
            number: minutes.meeting,
            date: minutes.date,
            title: minutes.title.clone(),
            people: minutes.present.len(),
            organizations,
            sides,
            proposed,
            documents,
            outgoing: minutes.outgoing.into_iter().map(|line| line.text).collect(),
        }
    }
}

/// Compiles the report `number` for a meeting of a parent body. `meetings` are those that were held since the last report.
pub fn report(
    group: &Group,
    (number, parent): (u32, &ParentMeeting),
    meetings: Vec<MeetingLine>,
    at: DateTime<Utc>,
) -> Report {
    let zone = group.charter.zone;
    let since = group.reported_since(&parent.body);
    let is_news = |moment: DateTime<Utc>| since.is_none_or(|since| moment > since);
    let worded_at = |decision: &Decision| decision.standing_wordings().last().map(|wording| wording.at);
    let told = group.decisions.values().filter(|decision| {
        // What an open meeting decides is told when it is over.
        let is_open = group.meeting.as_ref().is_some_and(|open| open.number == decision.id.meeting);
        // That the last minutes were approved is the group's own business.
        let is_routine = is_routine(decision.text());
        !is_open
            && !is_routine
            && decision.is_kept()
            && decision.text() != DELETED
            && worded_at(decision).is_some_and(is_news)
    });
    let gives_it = |decision: &Decision| {
        let own = Responsibility::Side(parent.body.clone());
        let is_side = group.charter.sides.iter().any(|side| same_name(side, &parent.body));
        let is_own = |whose: &Responsibility| *whose == own || (is_side && *whose == Responsibility::Joint);
        group.assigned_by(decision).iter().any(|assigned| is_own(&assigned.responsibility))
    };
    let is_for =
        |decision: &&Decision| decision.tags.iter().any(|tag| same_name(tag, &parent.body)) || gives_it(decision);
    let names_it = |decision: &&Decision| {
        matches!(decision.kind, Kind::Invited | Kind::Requested) && names(decision.text(), &parent.body)
    };
    let (requests, rest): (Vec<&Decision>, Vec<&Decision>) = told.partition(|decision| names_it(decision));
    let (own, others): (Vec<&Decision>, Vec<&Decision>) = rest.into_iter().partition(|decision| is_for(decision));
    let settled = |decisions: Vec<&Decision>| {
        decisions.into_iter().map(|one| line((group, &parent.body), one, since, at)).collect()
    };
    let whole = register(group, &RegisterPart::All, at);
    let changed_since = since.map(|since| since.with_timezone(&zone).date_naive());
    let named = |row: &RowLine| format!("{} {}", row.number, row.topic);
    let is_open = |row: &&RowLine| {
        matches!(row.finding, Finding::Overlap | Finding::Gap)
            && matches!(row.standing, "proposed" | "objected" | "reopened")
    };
    let news = changed_after(group, since);
    let changed = whole.rows.iter().filter(|row| news.contains(&row.number));
    let closed_since = |entry: Option<u64>| entry.is_some_and(|entry| entry > group.reported_head(&parent.body));
    let actions = group.actions.values().filter(|action| action.is_kept() && action.text != DELETED);
    let once = |lists: Vec<Vec<String>>| {
        let mut all: Vec<String> = Vec::new();
        for line in lists.into_iter().flatten() {
            if !all.contains(&line) {
                all.push(line);
            }
        }
        all
    };
    let considered = once(meetings.iter().map(|meeting| meeting.documents.clone()).collect());
    Report {
        format: 1,
        group: group.charter.name.clone(),
        number,
        documents_received: received(group, &considered, since),
        body: parent.body.clone(),
        opens: parent.opens,
        closes: parent.closes,
        place: parent.place.clone(),
        due: group.report_due(parent),
        since: changed_since,
        decisions_for: settled(own),
        decisions: settled(others),
        requests: settled(requests),
        on_the_list: super::list_proposals::settled_since(group, since),
        changed_rows: changed.map(named).collect(),
        open_rows: whole
            .rows
            .iter()
            .filter(is_open)
            .map(|row| format!("{} ({})", named(row), row.finding.word()))
            .collect(),
        mechanisms: coordination(group, &meetings, at),
        register: whole,
        open_actions: actions.clone().filter(|action| action.is_open()).map(action_words).collect(),
        closed_actions: actions
            .filter(|action| action.outcome == Some(ActionOutcome::Done) && closed_since(action.closed_by))
            .map(action_words)
            .collect(),
        documents: considered.iter().map(|reference| described(group, reference)).collect(),
        liaisons: super::liaison::news_since(group, since, at),
        outgoing: once(meetings.iter().map(|meeting| meeting.outgoing.clone()).collect()),
        meetings,
        next_meetings: group
            .all_planned()
            .filter(|_| group.group_conclusion().is_none())
            .map(|plan| format!("Meeting {}: {}", plan.meeting, plan.zone.tell(plan.starts_at())))
            .collect(),
        stationery: group.charter.stationery.clone(),
        mandate: super::mandate::words(group),
        terms: terms(group, &parent.body, at),
        approved_by: Vec::new(),
        edits: group.paper(PaperId::Report(number)).map(|paper| paper.edits.clone()).unwrap_or_default(),
    }
}

/// `A3: Ana Lima to draft a reply, due 2027-01-12`, with the owners where the words do not say who does it.
fn action_words(action: &Action) -> String {
    let due = action.due.map_or_else(String::new, |due| format!(", due {due}"));
    let text = one_line(&action.text);
    let folded = text.to_lowercase();
    let unsaid: Vec<&str> =
        action.owners.iter().map(String::as_str).filter(|name| !folded.contains(&name.to_lowercase())).collect();
    let owners = if unsaid.is_empty() { String::new() } else { format!(" ({})", unsaid.join(", ")) };
    format!("A{}: {text}{owners}{due}", action.number)
}

/// The documents that came since a moment and are not among those that meetings considered.
fn received(group: &Group, considered: &[String], since: Option<DateTime<Utc>>) -> Vec<String> {
    let places = considered.iter().filter_map(|reference| group.document_called(reference));
    let places: BTreeSet<u32> = places.map(|(place, _)| place).collect();
    let is_received = |(place, document): &(u32, &Document)| {
        document.received_at().is_some_and(|at| since.is_none_or(|since| at > since))
            && !places.contains(place)
            && group.considered_of(document).next().is_none()
            && group.replaced_by(document).is_none()
    };
    let received = group.documents().filter(is_received);
    received.map(|(_, document)| described(group, &group.document_number(document))).collect()
}

/// The state of the terms for the parent body, with what a revision changes; for others once the group works on one.
fn terms(group: &Group, body: &str, at: DateTime<Utc>) -> Vec<String> {
    let is_parent = group.charter.parent.as_deref().is_some_and(|parent| same_name(parent, body));
    let is_open = group.open_terms().is_some();
    if !is_parent && !is_open {
        return Vec::new();
    }
    let mut lines = super::terms::status(group, at);
    if is_parent {
        lines.extend(super::terms::marked(group, at));
    }
    lines
}

/// The mechanisms of decisions, and those that the meetings have proposed and nobody has decided.
fn coordination(group: &Group, meetings: &[MeetingLine], at: DateTime<Utc>) -> Vec<MechanismLine> {
    let mut all = mechanisms(group, at);
    for proposed in meetings.iter().flat_map(|meeting| &meeting.proposed) {
        let is_taken = |known: &MechanismLine| {
            known.number == proposed.number || (known.kind == proposed.kind && known.about == proposed.about)
        };
        if !all.iter().any(is_taken) {
            all.push(proposed.clone());
        }
    }
    all
}

/// The words of a decision, without whom it is for where that is the body alone; a liaison statement that it agrees by
/// number alone has its title.
fn told(group: &Group, decision: &Decision, body: &str) -> String {
    let text = one_line(decision.text());
    let (words, tags) = group.addressees_apart(&text);
    let (own, others): (Vec<String>, Vec<String>) = tags.into_iter().partition(|tag| same_name(tag, body));
    let words = match others.as_slice() {
        [] => words.to_owned(),
        others => format!("{words} ({}for {})", if own.is_empty() { "" } else { "also " }, join_and(others)),
    };
    let bare = words.trim_end_matches('.');
    let title = |number: &u32| group.liaisons.get(number).map(|liaison| one_line(liaison.title()));
    match leading_liaisons(bare) {
        Some((numbers, "")) if numbers.len() == 1 => {
            title(&numbers[0]).map_or_else(|| words.clone(), |title| format!("{bare}, liaison statement on {title}"))
        }
        _ => words,
    }
}

/// Whether a text names a body as a word.
fn names(text: &str, body: &str) -> bool {
    let folded = |text: &str| text.to_lowercase();
    folded(text).split(|c: char| !c.is_alphanumeric() && c != '-' && c != '/').any(|word| word == folded(body))
}

fn line(
    (group, body): (&Group, &str),
    decision: &Decision,
    since: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> Settled {
    let day = |at: DateTime<Utc>| at.with_timezone(&group.charter.zone).date_naive();
    Settled {
        number: decision.id.to_string(),
        kind: decision.kind,
        text: told(group, decision, body),
        standing: match group.standing(decision, at) {
            Standing::Provisional => "provisional".to_owned(),
            Standing::ProvisionalUntil(until) => format!("provisional until {}", day(until)),
            Standing::Final(_) => "final".to_owned(),
            Standing::Objected => "objected to".to_owned(),
            Standing::Reopened => "open again".to_owned(),
        },
        amended: decision.standing_wordings().skip(1).last().map(|wording| day(wording.at)),
        is_told_before: decision.standing_wordings().next().zip(since).is_some_and(|(first, since)| first.at <= since),
        objections: decision.standing_objections().map(super::decisions::objection).collect(),
    }
}
