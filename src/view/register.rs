//! The demarcation register in words: answers in the room, and the rows as documents show them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::Say;
use crate::group::Group;
use crate::group::command::{RegisterCommand, RegisterPart};
use crate::group::decision::{Decision, Standing};
use crate::group::event::DecisionId;
use crate::group::register::{Finding, Responsibility, Row, RowChange, RowEntry, Scope, Settlement};
use crate::text::{Block, Span, Text, join_and, one_line, shorten};

/// The register as a document: all rows that are meant, at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Register {
    /// Version of this model's JSON form.
    pub format: u32,
    pub group: String,
    /// The sides of the configuration, in its order; then those that only rows name.
    pub sides: Vec<String>,
    pub at: DateTime<Utc>,
    /// That the group is concluded, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concluded: Option<String>,
    pub rows: Vec<RowLine>,
}

/// A row as documents and files show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowLine {
    /// `R12`.
    pub number: String,
    pub topic: String,
    /// What each side does, in the order of the configuration; sides that are no longer there come last.
    pub sides: Vec<SideLine>,
    pub finding: Finding,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// `SG17` or `joint`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsibility: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<String>,
    /// The decision that settles it, such as `D7-3`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// `proposed`, `provisional`, `final`, `objected` or `reopened`.
    pub standing: &'static str,
    /// The document from which it was imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Day of the last change, in the group's zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<NaiveDate>,
}

/// What one side does about a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SideLine {
    pub side: String,
    #[serde(flatten)]
    pub scope: Scope,
}

impl SideLine {
    /// `X.1352, X.iotsec-5 (SG17-TD123) – gateways only`.
    pub fn words(&self) -> String {
        let Scope { work_items, documents, words } = &self.scope;
        let mut out = work_items.join(", ");
        if !documents.is_empty() {
            out.push_str(if out.is_empty() { "(" } else { " (" });
            out.push_str(&documents.join(", "));
            out.push(')');
        }
        if let Some(words) = words {
            out.push_str(if out.is_empty() { "" } else { " – " });
            out.push_str(words);
        }
        one_line(&out)
    }
}

impl RowLine {
    /// What a side does, in words; empty if nothing is known.
    pub fn side(&self, side: &str) -> String {
        self.sides.iter().find(|line| line.side == side).map_or_else(String::new, SideLine::words)
    }

    /// `SG17, provisional (D7-3)`, `joint by common text, final (D7-4)`, or `open`.
    pub fn settled(&self) -> String {
        let Some(who) = &self.responsibility else { return "open".to_owned() };
        let how = self.mechanism.as_deref().map_or_else(String::new, |how| format!(" by {how}"));
        // A joint meeting says that it is joint.
        let who = if how.starts_with(" by joint ") { "both" } else { who };
        let decision = self.decision.as_deref().unwrap_or_default();
        format!("{who}{how}, {} ({decision})", self.standing)
    }
}

/// The register as a document, with the rows that are meant.
pub fn register(group: &Group, part: &RegisterPart, at: DateTime<Utc>) -> Register {
    let rows = rows(group, part, at);
    let mut sides = group.charter.sides.clone();
    for line in rows.iter().flat_map(|row| &row.sides) {
        if !sides.contains(&line.side) {
            sides.push(line.side.clone());
        }
    }
    let concluded = group.group_conclusion().and_then(|_| super::mandate::words(group));
    Register { format: 1, group: group.charter.name.clone(), sides, at, concluded, rows }
}

/// The rows of the register that are meant, at a moment.
pub fn rows(group: &Group, part: &RegisterPart, at: DateTime<Utc>) -> Vec<RowLine> {
    let settlements = group.settlements(at);
    let is_meant = |number: u32, row: &Row| {
        let settled = settlements.get(&number);
        match part {
            RegisterPart::All => true,
            RegisterPart::Side(side) => {
                let side = group.side_named(side).unwrap_or_else(|| side.clone());
                let is_given =
                    settled.is_some_and(|settled| settled.responsibility == Responsibility::Side(side.clone()));
                is_given || row.side_text(&side).is_some()
            }
            RegisterPart::Finding(finding) => row.finding().0 == *finding,
            RegisterPart::Unsettled => {
                settled.is_none_or(|settled| matches!(settled.standing, Standing::Objected | Standing::Reopened))
            }
            RegisterPart::Joint => settled.is_some_and(|settled| settled.responsibility == Responsibility::Joint),
            RegisterPart::ChangedSince(day) => {
                let settled_on = settled.and_then(|settled| settled_at(group, settled));
                let changed = row.changed_at().max(settled_on);
                changed.is_some_and(|at| at.with_timezone(&group.charter.zone).date_naive() >= *day)
            }
            RegisterPart::Dropped => row.dropped().is_some(),
        }
    };
    let is_listed = |row: &Row| !row.is_withdrawn() && (row.dropped().is_some() == (*part == RegisterPart::Dropped));
    let meant = group.register.iter().filter(|(number, row)| is_listed(row) && is_meant(**number, row));
    meant.map(|(number, row)| row_line(group, *number, row, settlements.get(number))).collect()
}

/// The numbers of the rows that have changed after a moment, or been settled since; without one, of all.
pub fn changed_after(group: &Group, since: Option<DateTime<Utc>>) -> BTreeSet<String> {
    let settlements = group.settlements(DateTime::UNIX_EPOCH);
    let is_news = |(number, row): &(u32, &Row)| {
        let settled = settlements.get(number).and_then(|settled| settled_at(group, settled));
        since.is_none_or(|since| row.changed_at().max(settled).is_some_and(|at| at > since))
    };
    group.rows().filter(is_news).map(|(number, _)| format!("R{number}")).collect()
}

/// When the decision that settles a row got the words that do.
fn settled_at(group: &Group, settled: &Settlement) -> Option<DateTime<Utc>> {
    group.decisions.get(&settled.decision)?.standing_wordings().last().map(|wording| wording.at)
}

fn row_line(group: &Group, number: u32, row: &Row, settled: Option<&Settlement>) -> RowLine {
    let (finding, reason) = row.finding();
    let mut sides: BTreeMap<&str, Scope> = row.sides();
    let known = group.charter.sides.iter().filter_map(|side| {
        let scope = sides.remove(side.as_str())?;
        Some(SideLine { side: side.clone(), scope })
    });
    let known: Vec<SideLine> = known.collect();
    let gone = sides.into_iter().map(|(side, scope)| SideLine { side: side.to_owned(), scope });
    let changed = row.changed_at().max(settled.and_then(|settled| settled_at(group, settled)));
    RowLine {
        number: format!("R{number}"),
        topic: one_line(row.topic()),
        sides: known.into_iter().chain(gone).collect(),
        finding,
        reason: reason.map(one_line),
        responsibility: settled.map(|settled| match &settled.responsibility {
            Responsibility::Side(side) => side.clone(),
            Responsibility::Joint => "joint".to_owned(),
        }),
        mechanism: settled.and_then(|settled| settled.mechanism.as_deref()).map(one_line),
        decision: settled.map(|settled| settled.decision.to_string()),
        standing: settled.map_or("proposed", |settled| standing(settled.standing)),
        source: row.source().map(one_line),
        changed: changed.map(|at| at.with_timezone(&group.charter.zone).date_naive()),
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Provisional | Standing::ProvisionalUntil(_) => "provisional",
        Standing::Final(_) => "final",
        Standing::Objected => "objected",
        Standing::Reopened => "reopened",
    }
}

/// What has changed in the register during a meeting, a sentence for each row.
pub fn changes_of(group: &Group, meeting: u32) -> Vec<String> {
    // Which decision settles a row does not depend on the moment, only its standing does.
    let settlements = group.settlements(DateTime::UNIX_EPOCH);
    // A row that gets another name later is called in the minutes as the meeting called it.
    let held = group.latest_meeting().filter(|latest| latest.number == meeting);
    let last = held.and_then(|held| held.last_entry);
    let changed_decisions = changed_decisions(group, meeting);
    let lines = group.register.iter().filter(|(_, row)| !row.is_withdrawn()).filter_map(|(number, row)| {
        let of_meeting = row.changes.iter().filter(|entry| entry.stands() && entry.meeting == Some(meeting));
        let mut words: Vec<String> = of_meeting.filter_map(changed_words).collect();
        let settled = settlements.get(number).filter(|settled| settled.decision.meeting == meeting);
        let changed = changed_decisions.get(number).map(Vec::as_slice).unwrap_or_default();
        let is_changed = |settled: &&Settlement| changed.iter().any(|(known, _)| *known == settled.decision);
        let given = settled.filter(|settled| !is_changed(settled));
        words.extend(given.map(|settled| format!("given to {} by {}", given_words(settled), settled.decision)));
        for (decision, what) in changed {
            let now = settlements.get(number).filter(|settled| settled.decision == *decision);
            words.push(match now {
                _ if *what != "amended" => format!("{decision}, which settles it, was {what}"),
                Some(now) => format!("{decision} was {what} and gives it to {}", given_words(now)),
                None => format!("{decision} was {what} and no longer settles it"),
            });
        }
        let what = words.join("; ");
        (!words.is_empty()).then(|| format!("R{number}, {}: {what}", one_line(row.topic_at(last))))
    });
    lines.collect()
}

/// The decisions about rows that a meeting amended or opened again, by row.
fn changed_decisions(group: &Group, meeting: u32) -> BTreeMap<u32, Vec<(DecisionId, &'static str)>> {
    let mut changed: BTreeMap<u32, Vec<(DecisionId, &'static str)>> = BTreeMap::new();
    for decision in group.decisions.values() {
        let is_amended = decision.standing_wordings().skip(1).any(|wording| wording.meeting == meeting);
        let is_reopened = decision.standing_reopenings().any(|reopening| reopening.meeting == meeting);
        let what = match (is_amended, is_reopened) {
            (true, _) => "amended",
            (false, true) => "opened again",
            (false, false) => continue,
        };
        for (row, _) in group.rows().filter(|(row, _)| settles(group, decision, *row)) {
            changed.entry(row).or_default().push((decision.id, what));
        }
    }
    changed
}

/// Whether any words of a decision give a row to somebody, or a chair has said so.
fn settles(group: &Group, decision: &Decision, row: u32) -> bool {
    let by_words = decision
        .standing_wordings()
        .any(|wording| group.assigned_by_words(decision, &wording.text).iter().any(|assigned| assigned.row == row));
    let is_named =
        |entry: &RowEntry| matches!(&entry.change, RowChange::Assigned { decision: id, .. } if *id == decision.id);
    by_words
        || group.register.get(&row).is_some_and(|row| row.changes.iter().any(|entry| entry.stands() && is_named(entry)))
}

/// The rows that a decision settled with the words that it had before, and settles no more: ` R1 is no longer settled by it.`
pub(super) fn released(group: &Group, decision: &Decision) -> Option<String> {
    let before = decision.standing_wordings().rev().nth(1)?;
    let now = group.assigned_by(decision);
    let was = group.assigned_by_words(decision, &before.text).into_iter().map(|assigned| assigned.row);
    let rows: Vec<String> =
        was.filter(|row| now.iter().all(|assigned| assigned.row != *row)).map(|row| format!("R{row}")).collect();
    let are = if rows.len() == 1 { "is" } else { "are" };
    (!rows.is_empty()).then(|| format!("{} {are} no longer settled by it.", join_and(&rows)))
}

fn given_words(settled: &Settlement) -> String {
    // A lead study group is one side, in agreement with the other.
    if settled.responsibility == Responsibility::Joint
        && let Some(lead) = settled.mechanism.as_deref().and_then(|how| how.strip_prefix("lead study group "))
    {
        return format!("{} as the lead study group", one_line(lead));
    }
    let who = match &settled.responsibility {
        Responsibility::Side(side) => side.clone(),
        Responsibility::Joint => "both sides".to_owned(),
    };
    settled.mechanism.as_deref().map_or_else(|| who.clone(), |how| format!("{who} ({})", one_line(how)))
}

fn changed_words(entry: &RowEntry) -> Option<String> {
    Some(match &entry.change {
        RowChange::Added { .. } => "new".to_owned(),
        RowChange::Retitled { .. } => "renamed".to_owned(),
        RowChange::Side { side, text } => {
            let line = SideLine { side: side.clone(), scope: Scope::read(text) };
            format!("{side}: {}", line.words())
        }
        RowChange::Assessed { finding, reason, is_proposed } => {
            let proposed = if *is_proposed { "proposed as " } else { "" };
            let reason = reason.as_deref().map_or_else(String::new, |reason| format!(" ({})", one_line(reason)));
            format!("{proposed}{}{reason}", finding.word())
        }
        // The settlement itself is told.
        RowChange::Assigned { .. } => return None,
        RowChange::Dropped { reason } => format!("dropped: {}", one_line(reason)),
        RowChange::Restored => "taken up again".to_owned(),
    })
}

/// What the room hears of a change.
pub(super) fn to_event(group: &Group, number: u32, change: &RowChange, by: Option<&str>) -> Vec<Say> {
    let words = match change {
        RowChange::Added { topic, .. } => {
            let missing = match group.charter.sides.as_slice() {
                [] => String::new(),
                sides => format!(" To say what a side does: R{number} {}: WORK ITEMS", sides[0]),
            };
            format!("Row R{number} of the register: {topic}.{missing}")
        }
        RowChange::Retitled { topic } => format!("Row R{number} is now: {topic}"),
        RowChange::Side { side, text } => {
            let line = SideLine { side: side.clone(), scope: Scope::read(text) };
            format!("R{number}, {side}: {}", line.words())
        }
        RowChange::Assessed { finding, reason, is_proposed } => {
            let reason = reason.as_deref().map_or_else(String::new, crate::text::because);
            match by.filter(|_| *is_proposed) {
                Some(name) => format!(
                    "{name} proposes R{number} as {}{reason}. A chair or the secretary sets it with: R{number} {}",
                    finding.word(),
                    finding.word()
                ),
                None => format!("R{number} is {}{reason}.", finding_words(*finding)),
            }
        }
        RowChange::Assigned { decision, .. } => {
            let settled = group.settlements(group.last_at.unwrap_or_default()).remove(&number);
            let who = settled.map_or_else(String::new, |settled| given_words(&settled));
            format!("R{number} is with {who}, as {decision} says.")
        }
        RowChange::Dropped { reason } => {
            format!("Row R{number} is dropped{}. Its number stays.", crate::text::because(reason))
        }
        RowChange::Restored => format!("Row R{number} is in the register again."),
    };
    vec![Say::line(words)]
}

fn finding_words(finding: Finding) -> &'static str {
    match finding {
        Finding::Open => "open",
        Finding::Overlap => "an overlap",
        Finding::Synergy => "a synergy",
        Finding::Gap => "a gap",
        Finding::Clear => "clear",
    }
}

/// What a decision gives to rows, as a sentence after it: ` R1 is with SG17, provisional.`
pub(super) fn given_by(group: &Group, decision: &Decision, at: DateTime<Utc>) -> Option<String> {
    let assigned = group.assigned_by(decision);
    let Some(first) = assigned.first() else { return settles_nothing(group, decision) };
    let who = match &first.responsibility {
        Responsibility::Side(side) => format!("with {side}"),
        Responsibility::Joint => "joint".to_owned(),
    };
    let is_known = |row: &u32| group.rows().any(|(number, _)| number == *row);
    let (known, unknown): (Vec<u32>, Vec<u32>) = assigned.iter().map(|one| one.row).partition(is_known);
    let names = |rows: &[u32]| join_and(&rows.iter().map(|row| format!("R{row}")).collect::<Vec<_>>());
    let mut words = Vec::new();
    if !known.is_empty() {
        let are = if known.len() == 1 { "is" } else { "are" };
        words.push(format!("{} {are} {who}, {}.", names(&known), standing(group.standing(decision, at))));
    }
    if !unknown.is_empty() {
        words.push(format!("The register has no row {}.", names(&unknown)));
    }
    Some(words.join(" "))
}

/// What to type where a decision names a row and who is to have it, in words that settle nothing.
fn settles_nothing(group: &Group, decision: &Decision) -> Option<String> {
    let words = || decision.text().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let numbered = |word: &str| word.strip_prefix('R').and_then(|number| number.parse::<u32>().ok());
    let row = words().find_map(|word| numbered(word).filter(|row| group.rows().any(|(known, _)| known == *row)))?;
    let side = words().find_map(|word| group.side_named(word));
    let is_joint = words().any(|word| word.eq_ignore_ascii_case("joint"));
    let who = match side {
        _ if is_joint => "joint".to_owned(),
        Some(side) => format!("to {side}"),
        None => return None,
    };
    let is_agreed = decision.kind == crate::group::event::Kind::Agreed;
    is_agreed.then(|| format!("These words settle no row. To settle one: R{row} {who} by {}", decision.id))
}

/// What an entry has changed in the register, as people call it.
pub(super) fn named(group: &Group, entry: u64) -> Option<String> {
    let (number, known) = group.row_entry(entry)?;
    Some(match &known.change {
        RowChange::Added { .. } => format!("row R{number}"),
        RowChange::Side { side, .. } => format!("what {side} does in row R{number}"),
        RowChange::Assessed { .. } => format!("the finding of row R{number}"),
        RowChange::Retitled { .. } => format!("the new topic of row R{number}"),
        RowChange::Assigned { .. } => format!("to whom row R{number} is given"),
        RowChange::Dropped { .. } | RowChange::Restored => format!("the change of row R{number}"),
    })
}

/// The answer to a question, or to a command that changed nothing.
pub(super) fn answer(group: &Group, command: &RegisterCommand, at: DateTime<Utc>) -> Vec<Say> {
    match command {
        RegisterCommand::ShowRow { row } => shown(group, *row, at).into_iter().collect(),
        RegisterCommand::ShowMechanisms => vec![super::mechanisms::listed(group, at)],
        RegisterCommand::ShowRegister { part } => vec![listed(group, part, at)],
        RegisterCommand::AddRow { .. }
        | RegisterCommand::RetitleRow { .. }
        | RegisterCommand::SetSide { .. }
        | RegisterCommand::AssessRow { .. }
        | RegisterCommand::AssignRow { .. }
        | RegisterCommand::DropRow { .. }
        | RegisterCommand::RestoreRow { .. } => vec![Say::whisper("Nothing changed: the register already says so.")],
    }
}

fn listed(group: &Group, part: &RegisterPart, at: DateTime<Utc>) -> Say {
    if let RegisterPart::Side(side) = part
        && group.side_named(side).is_none()
    {
        let sides = if group.charter.sides.is_empty() { "none".to_owned() } else { join_and(&group.charter.sides) };
        let side = shorten(side, 40);
        return Say::whisper(format!(
            "“{side}” is not a side of this group (it has {sides}). To see all rows: register?"
        ));
    }
    let rows = rows(group, part, at);
    let which = part_words(part);
    if rows.is_empty() {
        let how = if group.register.is_empty() { ". To add one: row+ TOPIC" } else { "" };
        return Say::whisper(format!("I see no rows{which} in the register{how}"));
    }
    let head = if which.is_empty() { "Demarcation register" } else { "Rows of the demarcation register" };
    let mut text = Text::plain(format!("{head}{which}:"));
    text.push(Block::List(rows.iter().map(|row| vec![Span::Plain(line(row))]).collect()));
    Say::room(text)
}

fn part_words(part: &RegisterPart) -> String {
    match part {
        RegisterPart::All => String::new(),
        RegisterPart::Side(side) => format!(" of {side}"),
        RegisterPart::Finding(finding) => format!(" with the finding {}", finding.word()),
        RegisterPart::Unsettled => " that no decision settles".to_owned(),
        RegisterPart::Joint => " that are joint work".to_owned(),
        RegisterPart::ChangedSince(day) => format!(" that have changed since {day}"),
        RegisterPart::Dropped => " that were dropped".to_owned(),
    }
}

/// `R1 Gateway authentication: overlap; SG17: X.1352 (SG17-TD123); with SG17, provisional (D1-1)`.
fn line(row: &RowLine) -> String {
    let sides = row.sides.iter().map(|line| format!("; {}: {}", line.side, line.words()));
    let sides: String = sides.collect();
    let settled = match row.settled().as_str() {
        "open" => String::new(),
        settled if row.responsibility.as_deref() == Some("joint") => format!("; {settled}"),
        settled => format!("; with {settled}"),
    };
    format!("{} {}: {}{sides}{settled}", row.number, row.topic, row.finding.word())
}

fn shown(group: &Group, number: u32, at: DateTime<Utc>) -> Option<Say> {
    let row = group.register.get(&number)?;
    let settled = group.settlements(at).remove(&number);
    let mut text = Text::plain(line(&row_line(group, number, row, settled.as_ref())));
    let day = |at: DateTime<Utc>| at.with_timezone(&group.charter.zone).date_naive();
    let history = row.changes.iter().filter(|entry| entry.stands()).map(|entry| {
        let words = match &entry.change {
            RowChange::Assigned { decision, .. } => format!("given by {decision}"),
            _ => changed_words(entry).unwrap_or_default(),
        };
        let by = entry.by.as_ref().map_or_else(String::new, |by| format!(" by {}", by.name));
        let words = shorten(&words, 300);
        (entry.entry, format!("{}{by}: {words}", day(entry.at)))
    });
    let decided = group.decisions.values().filter(|decision| settles(group, decision, number)).flat_map(|decision| {
        let id = decision.id;
        let worded = decision.standing_wordings().enumerate().map(move |(index, wording)| {
            let what = if index == 0 { "decision" } else { "amended" };
            (wording.entry, format!("{}: {what} {id}: {}", day(wording.at), shorten(&one_line(&wording.text), 300)))
        });
        let reopened = decision
            .standing_reopenings()
            .map(move |reopening| (reopening.entry, format!("{}: {id} was opened again", day(reopening.at))));
        worded.chain(reopened)
    });
    let mut history: Vec<(u64, String)> = history.chain(decided).collect();
    history.sort();
    text.push(Block::List(history.into_iter().map(|(_, words)| vec![Span::Plain(words)]).collect()));
    Some(Say::room(text))
}
