//! Coordination mechanisms in words: what decisions and proposals say of how the sides work together.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Say;
use crate::group::Group;
use crate::group::decision::{Decision, Standing};
use crate::group::event::{DELETED, DecisionId, Kind};
use crate::group::mechanism::{Mechanism, mechanism_in};
use crate::group::meeting::Meeting;
use crate::group::register::Responsibility;
use crate::text::{Block, Span, Text, join_and, one_line, shorten};
use crate::time::read_day;

/// A mechanism as documents show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MechanismLine {
    /// The decision or the proposal that names it: `D7-4`, or `P2 of meeting 7`.
    pub number: String,
    /// `joint meeting`, or other words of a decision about rows of the register.
    pub kind: String,
    pub who: Vec<String>,
    /// A date, or words that name no one day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_over: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// `proposed`, `provisional`, `final`, `objected` or `reopened`.
    pub standing: String,
}

impl MechanismLine {
    /// `Joint meeting: SG17 and SG20, until 2027-03-31; gateways (D7-4, provisional)`.
    pub fn words(&self) -> String {
        let mut kind = self.kind.chars();
        let first = kind.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
        let who = if self.who.is_empty() { String::new() } else { format!(": {}", join_and(&self.who)) };
        let over = if self.is_over { ", which is over" } else { "" };
        let until = self.until.as_deref().map_or_else(String::new, |until| format!(", until {until}{over}"));
        let about = self.about.as_deref().map_or_else(String::new, |about| format!("; {}", one_line(about)));
        format!("{first}{}{who}{until}{about} ({}, {})", kind.as_str(), self.number, self.standing)
    }
}

/// The mechanisms of decisions that hold, are objected to or open again, in their order; then those of proposals that nobody
/// has decided.
pub fn mechanisms(group: &Group, at: DateTime<Utc>) -> Vec<MechanismLine> {
    let bodies = group.known_bodies();
    let mut lines: Vec<(DecisionId, MechanismLine)> = Vec::new();
    let mut of_rows: BTreeMap<(DecisionId, String, Vec<String>), Vec<u32>> = BTreeMap::new();
    for (row, settled) in group.settlements(at) {
        let Some(how) = settled.mechanism else { continue };
        if group.rows().all(|(number, _)| number != row) {
            continue;
        }
        let who = match settled.responsibility {
            Responsibility::Side(side) => vec![side],
            Responsibility::Joint => group.charter.sides.clone(),
        };
        of_rows.entry((settled.decision, how, who)).or_default().push(row);
    }
    for ((id, how, who), rows) in of_rows {
        let Some(decision) = group.decisions.get(&id) else { continue };
        let read = mechanism_in(&how, &bodies);
        let topics = rows.iter().filter_map(|row| Some(format!("R{row} {}", group.register.get(row)?.topic())));
        let kind = read.as_ref().map_or(how.as_str(), |read| read.kind.word()).to_owned();
        // `joint by lead study group SG17` names who leads.
        let who = read.as_ref().map(|read| read.who.clone()).filter(|named| !named.is_empty()).unwrap_or(who);
        let until = read.and_then(|read| read.until);
        let about = Some(topics.collect::<Vec<_>>().join(", "));
        lines.push((id, line(group, (id.to_string(), kind), (who, until, about), decided(group, decision, at), at)));
    }
    for decision in group.decisions.values() {
        let Some(read) = of_decision(group, decision, &bodies) else { continue };
        let Mechanism { kind, who, until, about } = read;
        let named = (decision.id.to_string(), kind.word().to_owned());
        lines.push((decision.id, line(group, named, (who, until, about), decided(group, decision, at), at)));
    }
    lines.sort_by_key(|(id, _)| *id);
    let decided = lines.into_iter().map(|(_, line)| line);
    decided.chain(group.latest_meeting().into_iter().flat_map(|meeting| proposed(group, meeting, at))).collect()
}

/// The mechanisms that a meeting has proposed and not decided.
pub fn proposed(group: &Group, meeting: &Meeting, at: DateTime<Utc>) -> Vec<MechanismLine> {
    let bodies = group.known_bodies();
    let open = meeting.proposals.iter().filter(|proposal| proposal.is_open() && proposal.text != DELETED);
    let lines = open.filter_map(|proposal| {
        let Mechanism { kind, who, until, about } = mechanism_in(&proposal.text, &bodies)?;
        let named = (format!("P{} of meeting {}", proposal.number, meeting.number), kind.word().to_owned());
        Some(line(group, named, (who, until, about), "proposed", at))
    });
    lines.collect()
}

fn line(
    group: &Group,
    (number, kind): (String, String),
    (who, until, about): (Vec<String>, Option<String>, Option<String>),
    standing: &str,
    at: DateTime<Utc>,
) -> MechanismLine {
    let today = at.with_timezone(&group.charter.zone).date_naive();
    // What was typed as a date stays that date; other words are a day only while it is clear which.
    let date = until.as_deref().and_then(|until| until.parse().ok().or_else(|| read_day(until, today).ok()));
    let is_over = date.is_some_and(|date: chrono::NaiveDate| date < today);
    MechanismLine { number, kind, who, until, is_over, about, standing: standing.to_owned() }
}

/// What a decision says of a mechanism that is not about rows of the register.
fn of_decision(group: &Group, decision: &Decision, bodies: &[String]) -> Option<Mechanism> {
    let agrees = decision.is_kept() && decision.kind == Kind::Agreed && decision.text() != DELETED;
    let is_of_rows = || !group.assigned_by(decision).is_empty();
    mechanism_in(decision.text(), bodies).filter(|_| agrees && !is_of_rows())
}

fn decided(group: &Group, decision: &Decision, at: DateTime<Utc>) -> &'static str {
    match group.standing(decision, at) {
        Standing::Provisional | Standing::ProvisionalUntil(_) => "provisional",
        Standing::Final(_) => "final",
        Standing::Objected => "objected",
        Standing::Reopened => "reopened",
    }
}

/// What a decision says of a mechanism, as a sentence after it, and what it leaves out.
pub(super) fn read_back(group: &Group, decision: &Decision) -> Option<String> {
    let Mechanism { kind, who, until, about } = of_decision(group, decision, &group.known_bodies())?;
    let lacks: Vec<&str> =
        [who.is_empty().then_some("who"), until.is_none().then_some("until when")].into_iter().flatten().collect();
    let kind = kind.word();
    if lacks.is_empty() {
        let until = until.unwrap_or_default();
        return Some(format!("It is listed as a {kind} of {}, until {until}.", join_and(&who)));
    }
    let lacks = lacks.join(" and ");
    let who = if who.is_empty() { "WHO".to_owned() } else { join_and(&who) };
    let until = until.unwrap_or_else(|| "DAY".to_owned());
    let about = about.map_or_else(String::new, |about| format!(": {}", shorten(&about, 100)));
    Some(format!(
        "It is listed as a {kind}, and does not say {lacks}. To say it: amend {} = {kind} of {who} until {until}{about}",
        decision.id
    ))
}

/// All of them, for the room.
pub(super) fn listed(group: &Group, at: DateTime<Utc>) -> Say {
    let lines = mechanisms(group, at);
    if lines.is_empty() {
        return Say::whisper(
            "No coordination mechanism is proposed or agreed. To propose one: mechanism+ joint meeting of SG17 and SG20 until 2027-03-31: WHAT",
        );
    }
    let mut text = Text::plain("Coordination mechanisms:");
    let lines: Vec<Vec<Span>> = lines.iter().map(|line| vec![line.words().into()]).collect();
    text.push(Block::List(lines));
    Say::room(text)
}
