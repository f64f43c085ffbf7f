//! The minutes as a model: what a meeting came to, from its record alone. The same record gives the same model and bytes.

mod discussion;
mod documents;
mod lines;
mod next;
mod people;
mod transcript;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use self::discussion::{Turns, contributions, remarks};
pub use self::documents::{ContributionLine, documents_of};
use self::documents::{contributed, documents};
pub use self::lines::is_routine;
use self::lines::{
    Approval, action_line, action_of, amendment_line, approval, decision_line, decisions_of, earlier_actions,
    note_line, outgoing_line, poll_line, poll_result, proposal_line, question_line,
};
use self::next::next_meeting;
use self::people::{also_spoke, attending, chairs, in_order_of_arrival, party};
pub use self::transcript::{Statement, Transcript};
use crate::group::Group;
use crate::group::agenda::{Item, ItemState};
use crate::group::event::{DELETED, Kind, NoteKind, Source};
use crate::group::meeting::Meeting;
use crate::group::minuted::Minuted;
use crate::group::paper::{LineEdit, Sent};
use crate::group::person::Person;
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
    /// What people call its time, where the configuration says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone_label: Option<String>,
    /// IANA release of the zone data that the local times were made with.
    pub zone_data: String,
    /// How the list was told that the meeting would be, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub announced: Option<Announced>,
    pub opened_by: Option<Party>,
    /// What the configuration says at the opening of every meeting.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub opening_words: Vec<String>,
    pub chairs: Vec<Party>,
    pub scribes: Vec<Party>,
    pub present: Vec<Party>,
    /// Who spoke on the record and was not listed as present.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_spoke: Vec<Party>,
    pub regrets: Vec<Party>,
    /// What the list said to decisions before the meeting, a sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by_mail: Vec<String>,
    pub recesses: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// The sessions from beginning to end, where the same agenda was held twice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sessions: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    pub agenda: Vec<AgendaLine>,
    /// Decisions that approve the agenda, and the minutes of an earlier meeting, while no item was open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agenda_approval: Vec<DecisionLine>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub minutes_approval: Vec<DecisionLine>,
    /// Actions of earlier meetings that were open, or were closed in this one.
    pub earlier_actions: Vec<ActionLine>,
    /// What was said and recorded while no item was open, first; then one section per item.
    pub sections: Vec<Section>,
    pub decisions: Vec<DecisionLine>,
    /// Days after these minutes went to the list until which the decisions are provisional.
    pub confirm_days: u32,
    pub actions: Vec<ActionLine>,
    /// Documents that were named for the items, with their sources and links.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contributions: Vec<ContributionLine>,
    /// Documents that the group sends.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outgoing: Vec<NoteLine>,
    /// What has changed in the demarcation register, a sentence for each row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub register_changes: Vec<String>,
    /// What has become of liaison statements, and of the terms of reference.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub liaisons: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terms_changes: Vec<String>,
    /// The meeting that comes next, where it was planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_meeting: Option<Next>,
    /// What people have changed by hand, which is applied to all of the above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<LineEdit>,
    /// Who has approved them, where an approval was entered that a chair gave elsewhere, and nothing has changed since.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub approved_by: Vec<String>,
    /// What has changed since the version that the list had last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrections: Option<Corrections>,
    /// What was said without the floor and is not in them, in order.
    #[serde(skip)]
    pub remarks: Vec<RemarkLine>,
    /// How much of a transcript they show, where they are made from one.
    #[serde(skip_serializing_if = "Transcript::is_none")]
    pub transcript: Transcript,
    /// What the document looks like; no part of what happened.
    #[serde(skip)]
    pub stationery: Arc<Stationery>,
}

/// What minutes say otherwise than those that the list has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Corrections {
    pub since_version: u32,
    /// Each in words: what was and what is.
    pub changes: Vec<String>,
}

/// When the list was told of a meeting, and why that was late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Announced {
    pub at: DateTime<Utc>,
    pub list: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub despite_notice: Option<String>,
    /// Where the list's archive shows the mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// The next meeting, with its time in the zones of the group's people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Next {
    pub number: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub starts_at: DateTime<Utc>,
    /// In words, with the day.
    pub when: String,
    /// Zones and their local times.
    pub zones: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Party {
    pub name: String,
    pub organization: Option<String>,
    pub side: Option<String>,
    /// Since when, where the person came late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// Until when, where the person left before the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgendaLine {
    pub number: u32,
    pub title: String,
    pub proposer: Option<String>,
    pub is_discussed: bool,
}

/// What a straw poll came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollResult {
    pub question: String,
    /// The person who opened it, with the organization.
    pub by: Option<String>,
    /// Choices with people and organizations.
    pub counts: Vec<(String, usize, usize)>,
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
    /// The same choice by choice, as documents show them.
    #[serde(skip)]
    pub poll_results: Vec<PollResult>,
    pub conclusions: Vec<String>,
    pub decisions: Vec<DecisionLine>,
    /// Proposals that came to no decision, with who was for and against them.
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

/// What someone said in one turn, or a heading between turns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Contribution {
    Turn {
        /// What it is, where it is more than a statement.
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<&'static str>,
        speaker: String,
        organization: Option<String>,
        words: String,
        sources: Vec<String>,
    },
    /// What a scribe wrote of the discussion, without a speaker.
    Summary {
        words: String,
        sources: Vec<String>,
    },
    Subtopic {
        title: String,
    },
}

/// What someone said without the floor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemarkLine {
    /// Counted from 1 through the meeting; it stays the same when others are taken into the minutes.
    pub number: u32,
    pub entry: u64,
    pub item: Option<u32>,
    pub speaker: String,
    pub words: String,
    pub is_taken: bool,
}

/// What a speaker said is minuted in brief: at most this many characters of one turn. Who prepares the minutes
/// learns of longer ones.
pub const TURN_CHARS: usize = 700;

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
    /// Who was for and against the proposal.
    pub stances: Option<String>,
    pub objections: Vec<String>,
    /// The words it had before it was amended, oldest first.
    pub earlier: Vec<String>,
    /// Why it was amended last.
    pub reason: Option<String>,
    /// When it was amended last, where that was after the meeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amended_on: Option<NaiveDate>,
    pub is_reopened: bool,
    /// When it was opened again, where that was after the meeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reopened_on: Option<NaiveDate>,
    /// Whether somebody has objected since it was recorded, so that it does not become final by itself.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_objected_to: bool,
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
    let mut minutes = made(group, meeting, contributions);
    minutes.leave_out_empty_sections();
    minutes
}

/// Makes the minutes of the latest meeting of a group that is needed no more, as [`minutes`] does, and moves what was
/// said into them. `None`: there is no meeting.
pub fn into_minutes(mut group: Group) -> Option<Minutes> {
    let meeting = group.latest_meeting()?;
    // Turns name their messages, and what was inserted later has another place.
    if meeting.records.values().any(|record| record.source.is_some() || record.before.is_some()) {
        return Some(minutes(&group, meeting));
    }
    let mut made = made(&group, meeting, |_, _, _| Vec::new());
    let mut meeting = group.meeting.take().or_else(|| group.finished.take())?;
    let records = std::mem::take(&mut meeting.records);
    let minuted = Minuted::of(&group, meeting.number);
    let mut turns: BTreeMap<Option<u32>, Turns<'_>> = BTreeMap::new();
    for record in records.into_values().filter(Record::is_kept) {
        turns.entry(record.item).or_insert_with(|| Turns::new(&meeting, &minuted)).add(record);
    }
    for section in &mut made.sections {
        section.contributions = turns.remove(&section.item).map(Turns::done).unwrap_or_default();
    }
    made.leave_out_empty_sections();
    Some(made)
}

/// Makes minutes with the turns that are given of each section, of which one without an item may be empty.
fn made(
    group: &Group,
    meeting: &Meeting,
    turns: fn(&Meeting, &[&Record], &Minuted<'_>) -> Vec<Contribution>,
) -> Minutes {
    let zone = group.charter.zone;
    // A decision whose message was deleted is not undone by that: its number stays.
    let is_shown = |record: &&Record| record.is_kept();
    let kept: Vec<&Record> = meeting.records_in_order().into_iter().filter(is_shown).collect();
    let minuted = Minuted::of(group, meeting.number);
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
    let section = |item: Option<u32>, title: &str, mine: &[&Record]| {
        section(group, meeting, (item, title), mine, turns(meeting, mine, &minuted))
    };
    // The approval of the agenda and of the last minutes has its own place.
    let (approvals, others): (Vec<&Record>, Vec<&Record>) =
        of(None).iter().partition(|record| approval(group, record).is_some());
    let approved = |wanted: Approval| {
        let of_kind = approvals.iter().filter(|record| approval(group, record) == Some(wanted));
        of_kind.filter_map(|record| decision_line(group, meeting, record)).collect::<Vec<_>>()
    };
    let mut sections = vec![section(None, "Outside the agenda items", &others)];
    let discussed = items.iter().filter(|item| item.opened_at.is_some());
    let discussed = discussed.map(|item| (Some(item.number), &item.title));
    sections.extend(discussed.map(|(item, title)| section(item, title, of(item))));
    // Turns may be put in later.
    let is_talk = |record: &&&Record| {
        matches!(record.body, Body::Said { manner, .. } if minuted.has(record.entry, manner))
            || matches!(record.body, Body::Subtopic { .. } | Body::PointOfOrder { .. })
    };
    let has_content = |section: &&Section| !section.is_empty() || of(section.item).iter().any(|r| is_talk(&r));
    let discussed: BTreeSet<u32> = sections.iter().filter(has_content).filter_map(|section| section.item).collect();
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
        zone_label: group.charter.zone_label.clone(),
        zone_data: crate::time::data_version().to_owned(),
        announced: announced(group, meeting),
        opened_by: meeting.started_by.as_ref().map(party),
        opening_words: group.charter.opening_words.clone(),
        chairs: chairs(group, meeting).into_iter().map(party).collect(),
        scribes: meeting.all_scribes.iter().map(party).collect(),
        present: in_order_of_arrival(meeting)
            .into_iter()
            .map(|person| attending(meeting, party(person), person))
            .collect(),
        also_spoke: also_spoke(meeting, &kept).into_iter().map(party).collect(),
        regrets: meeting.regrets.iter().map(party).collect(),
        by_mail: meeting.came_by_mail.iter().map(|came| super::mail::came(group, came)).collect(),
        recesses: meeting.recesses.clone(),
        sessions: sessions(meeting),
        agenda: items
            .iter()
            .map(|item| AgendaLine {
                number: item.number,
                title: one_line(&item.title),
                proposer: item.named_proposer().map(str::to_owned),
                // What came to something was not skipped, whatever it was left by.
                is_discussed: item.opened_at.is_some()
                    && (item.state != ItemState::Skipped || discussed.contains(&item.number)),
            })
            .collect(),
        agenda_approval: approved(Approval::Agenda),
        minutes_approval: approved(Approval::Minutes),
        earlier_actions: earlier_actions(group, meeting),
        decisions: decisions_of(group, meeting, &kept),
        confirm_days: group.charter.confirm_days,
        actions: kept
            .iter()
            .filter_map(|record| action_of(group, record))
            .map(|action| action_line(meeting, action))
            .collect(),
        sections,
        contributions: contributed(group, meeting, &kept),
        outgoing: kept.iter().filter_map(|record| outgoing_line(record)).collect(),
        register_changes: super::register::changes_of(group, meeting.number),
        liaisons: super::liaison::changes_of(group, meeting),
        terms_changes: [super::terms::changes_of(group, meeting.number), super::mandate::changes_of(group, meeting)]
            .concat(),
        next_meeting: next_meeting(group, meeting),
        approved_by: Vec::new(),
        edits: group.minutes(meeting.number).map(|minutes| minutes.edits.clone()).unwrap_or_default(),
        corrections: None,
        remarks: remarks(meeting, &minuted),
        transcript: Transcript::default(),
        stationery: group.charter.stationery.clone(),
    }
}

/// The mail that told the time at which the meeting was to be.
fn announced(group: &Group, meeting: &Meeting) -> Option<Announced> {
    let plan = group.plans.get(&meeting.number)?;
    let is_of_this_time =
        |sent: &&Sent| sent.told.as_ref().is_some_and(|told| (told.start, told.zone) == (plan.start, plan.zone));
    let notice = group.notice(plan)?.standing().filter(is_of_this_time).min_by_key(|sent| sent.queued_at)?;
    let despite_notice = notice.despite_notice.as_deref().map(one_line);
    let link = group.charter.permalinks.as_ref().map(|links| links.of_ours(&notice.message_id));
    Some(Announced { at: notice.queued_at, list: group.charter.list.clone()?, despite_notice, link })
}

fn sessions(meeting: &Meeting) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    if meeting.second_session.is_none() {
        return Vec::new();
    }
    let until = meeting.ended_at.unwrap_or(meeting.started_at);
    meeting.sittings(until).iter().map(|sitting| (sitting.start, sitting.end)).collect()
}

fn section(
    group: &Group,
    meeting: &Meeting,
    (item, title): (Option<u32>, &str),
    mine: &[&Record],
    contributions: Vec<Contribution>,
) -> Section {
    let documents = documents(group, (meeting, item), mine);
    // Most records are what people said; the lists have the others.
    let is_listed = |record: &&&Record| !matches!(record.body, Body::Said { .. });
    let listed: Vec<&Record> = mine.iter().filter(is_listed).copied().collect();
    let text_of = |wanted: fn(&Body) -> Option<&str>| {
        listed.iter().filter_map(|record| wanted(&record.body)).map(one_line).collect::<Vec<_>>()
    };
    Section {
        sources: sources(group, meeting, mine, &contributions, &documents),
        links: BTreeMap::new(),
        contributions,
        item,
        title: one_line(title),
        documents,
        notes: listed.iter().filter_map(|record| note_line(record)).collect(),
        conclusions: text_of(|body| if let Body::Conclusion { text, .. } = body { Some(text) } else { None }),
        questions: listed.iter().filter_map(|record| question_line(meeting, record)).collect(),
        polls: listed.iter().filter_map(|record| poll_line(meeting, record)).collect(),
        poll_results: listed.iter().filter_map(|record| poll_result(meeting, record)).collect(),
        decisions: listed.iter().filter_map(|record| decision_line(group, meeting, record)).collect(),
        proposals: listed.iter().filter_map(|record| proposal_line(meeting, record)).collect(),
        amendments: listed.iter().filter_map(|record| amendment_line(group, meeting, record)).collect(),
        actions: listed
            .iter()
            .filter_map(|record| action_of(group, record))
            .map(|action| action_line(meeting, action))
            .collect(),
    }
}

/// By list of a section, the messages of each of its lines; empty where no room is known.
fn sources(
    group: &Group,
    meeting: &Meeting,
    mine: &[&Record],
    turns: &[Contribution],
    documents: &[String],
) -> BTreeMap<&'static str, Vec<Vec<Source>>> {
    let is_placed = |source: &&Source| source.room.is_some();
    let of = |record: &Record| record.source.as_deref().into_iter().filter(is_placed).cloned().collect::<Vec<_>>();
    if mine.iter().all(|record| of(record).is_empty()) {
        return BTreeMap::new();
    }
    let by_message: BTreeMap<&str, &Source> = mine
        .iter()
        .filter_map(|record| record.source.as_deref().map(|source| (source.message.as_str(), source)))
        .collect();
    let behind = |turn: &Contribution| match turn {
        Contribution::Turn { sources, .. } | Contribution::Summary { sources, .. } => {
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
    /// Of an item that was skipped the agenda tells.
    fn leave_out_empty_sections(&mut self) {
        let is_discussed = |item: u32| self.agenda.iter().any(|line| line.number == item && line.is_discussed);
        self.sections.retain(|section| !section.is_empty() || section.item.is_some_and(is_discussed));
    }

    /// The same minutes with the addresses of the messages of their lines; `address` makes one from the key of the room and
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
