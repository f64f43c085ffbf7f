//! A liaison statement as a model: what documents, lists, minutes and reports show of it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::group::Group;
use crate::group::command::LiaisonPart;
use crate::group::decision::Standing;
use crate::group::liaison::{Addressee, Agreement, Liaison, LiaisonChange, LiaisonEntry, Part, Purpose, State, Way};
use crate::group::meeting::Meeting;
use crate::group::stationery::Stationery;
use crate::text::{Block, Span, join_and, one_line};
use crate::time::weekday_name;

/// A liaison statement as a document, at a moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// Version of this model's JSON form.
    pub format: u32,
    pub group: String,
    /// `L3`, ours.
    pub number: String,
    pub way: Way,
    /// The number under which it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Such as `draft`, `agreed` or `handed over`.
    pub state: &'static str,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    pub to: Vec<Addressee>,
    /// Where and when it was prepared, where somebody has said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prepared: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub questions: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<NaiveDate>,
    pub contacts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keywords: Option<String>,
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
    /// The statement that answers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_by: Option<String>,
    /// The agenda item under which it was added, such as `7.2`: meeting and item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// The day on which it was agreed, else of its last change.
    pub date: NaiveDate,
    /// The same as a moment.
    #[serde(skip)]
    pub at: DateTime<Utc>,
    /// What the document looks like.
    #[serde(skip)]
    pub stationery: Arc<Stationery>,
}

/// The decision that agrees a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Approval {
    /// `D7-3`.
    pub decision: String,
    pub meeting: u32,
    pub date: NaiveDate,
    pub standing: &'static str,
}

/// A statement as a document. `None`: there is none of that number.
pub fn statement(group: &Group, number: u32, at: DateTime<Utc>) -> Option<Statement> {
    let liaison = group.liaisons.get(&number).filter(|liaison| !liaison.is_withdrawn())?;
    Some(stated(group, (number, liaison), group.agreements(at).remove(&number), group.answer_to(number)))
}

fn stated(
    group: &Group,
    (number, liaison): (u32, &Liaison),
    agreement: Option<Agreement>,
    answered_by: Option<String>,
) -> Statement {
    let zone = group.charter.zone;
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let words = |part: Part| liaison.part(part).map(one_line);
    let state = liaison.state(agreement.as_ref(), answered_by.is_some());
    let made_at = agreement.as_ref().map(|agreement| agreement.at).or(liaison.changed_at()).unwrap_or_default();
    Statement {
        format: 1,
        group: group.charter.name.clone(),
        number: format!("L{number}"),
        way: liaison.way(),
        reference: liaison.reference().map(one_line),
        state: state_word(state),
        title: one_line(liaison.title()),
        reply_to: words(Part::ReplyTo),
        from: group.sender_of(liaison),
        to: group.addressees_of(liaison),
        prepared: words(Part::Meeting),
        questions: words(Part::Questions),
        deadline: liaison.deadline().map(|(day, _)| day),
        contacts: liaison.contacts(),
        keywords: words(Part::Keywords),
        summary: words(Part::Abstract),
        text: liaison.part(Part::Text).map(str::to_owned),
        approval: agreement.map(|agreement| Approval {
            decision: agreement.decision.to_string(),
            meeting: agreement.meeting,
            date: day(agreement.at),
            standing: standing(agreement.standing),
        }),
        answered_by,
        item: liaison.item().map(|(meeting, item)| format!("{meeting}.{item}")),
        date: day(made_at),
        at: made_at,
        stationery: group.charter.stationery.clone(),
    }
}

/// The statements that are meant, in order.
pub fn statements(group: &Group, part: &LiaisonPart, at: DateTime<Utc>) -> Vec<Statement> {
    let (agreements, answers) = (group.agreements(at), group.answers());
    let is_meant = |(number, liaison): &(u32, &Liaison)| {
        let is_answered = answers.contains_key(number);
        let state = liaison.state(agreements.get(number), is_answered);
        if (state == State::Dropped) != (*part == LiaisonPart::Dropped) {
            return false;
        }
        match part {
            LiaisonPart::All | LiaisonPart::Dropped => true,
            LiaisonPart::In => liaison.way() == Way::In,
            LiaisonPart::Out => liaison.way() == Way::Out,
            LiaisonPart::Due => liaison.awaits_answer(is_answered),
            LiaisonPart::Open => is_open(group, liaison, state),
            LiaisonPart::Body(body) => {
                let body = group.body_named(body);
                let is_from = liaison.way() == Way::In && group.sender_of(liaison).is_some_and(|from| from == body);
                is_from || group.addressees_of(liaison).iter().any(|to| to.body == body)
            }
        }
    };
    let told = group.all_liaisons().filter(is_meant).map(|(number, liaison)| {
        stated(group, (number, liaison), agreements.get(&number).cloned(), answers.get(&number).cloned())
    });
    told.collect()
}

/// Whether something is left to do about a statement: to answer it, to hand it over, to number it, or to wait for an answer.
pub(super) fn is_open(group: &Group, liaison: &Liaison, state: State) -> bool {
    match state {
        State::Draft | State::Changed | State::Agreed | State::HandedOver => true,
        State::Received => group.addressees_of(liaison).iter().any(|to| to.purpose != Purpose::Information),
        State::Numbered => liaison.awaits_answer(false),
        State::Answered | State::Closed | State::Dropped => false,
    }
}

pub(super) fn state_word(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Changed => "changed since it was agreed",
        State::Agreed => "agreed",
        State::HandedOver => "handed over",
        State::Numbered => "sent",
        State::Received => "received",
        State::Answered => "answered",
        State::Closed => "closed",
        State::Dropped => "dropped",
    }
}

pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Provisional | Standing::ProvisionalUntil(_) => "provisional",
        Standing::Final(_) => "final",
        Standing::Objected => "objected",
        Standing::Reopened => "reopened",
    }
}

impl Statement {
    /// How people call it: by the number under which it was sent, else by ours.
    pub fn called(&self) -> String {
        self.reference
            .as_ref()
            .map_or_else(|| self.number.clone(), |reference| format!("{reference} ({})", self.number))
    }

    /// Bodies that are asked for something, such as `SG17, SG20`.
    pub fn bodies(&self, purpose: Purpose) -> Option<String> {
        let bodies = self.to.iter().filter(|one| one.purpose == purpose).map(|one| one.body.as_str());
        let bodies = bodies.collect::<Vec<_>>().join(", ");
        (!bodies.is_empty()).then_some(bodies)
    }

    /// All bodies to which it goes.
    pub fn all_bodies(&self) -> String {
        self.to.iter().map(|one| one.body.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// `L3 Gateways: to SG17 for action; answer by 2027-01-15; agreed by D7-3, provisional`.
    pub fn line(&self) -> String {
        let reference = self.reference.as_deref().map_or_else(String::new, |reference| format!(" ({reference})"));
        let reply = self.reply_to.as_deref().map_or_else(String::new, |reply| format!(", in reply to {reply}"));
        let route = match (self.way, self.to.as_slice()) {
            (Way::In, to) => {
                let from = self.from.as_deref().map_or_else(|| "incoming".to_owned(), |from| format!("from {from}"));
                let purpose = to.iter().map(|one| one.purpose).min().unwrap_or(Purpose::Information);
                format!("{from}, for {}", purpose.word())
            }
            (Way::Out, []) => "to nobody yet".to_owned(),
            (Way::Out, to) => to_words(to),
        };
        let deadline = self.deadline.map_or_else(String::new, |day| format!("; answer by {day}"));
        let answer = self.answered_by.as_deref().map_or_else(String::new, |by| format!(" by {by}"));
        let state = match (self.state, &self.approval) {
            (state @ ("agreed" | "changed since it was agreed"), Some(Approval { decision, standing, .. })) => {
                format!("{state} by {decision}, {standing}")
            }
            (state, Some(Approval { decision, standing, .. })) => {
                format!("{state}{answer}; agreed by {decision}, {standing}")
            }
            (state, None) => format!("{state}{answer}"),
        };
        format!("{}{reference} {}{reply}: {route}{deadline}; {state}", self.number, self.title)
    }
}

/// `to SG17 for action and TSAG for information`.
pub(super) fn to_words(to: &[Addressee]) -> String {
    let words: Vec<String> = Purpose::ALL
        .into_iter()
        .filter_map(|purpose| {
            let bodies: Vec<String> =
                to.iter().filter(|one| one.purpose == purpose).map(|one| one.body.clone()).collect();
            (!bodies.is_empty()).then(|| format!("{} for {}", join_and(&bodies), purpose.word()))
        })
        .collect();
    format!("to {}", words.join(", "))
}

/// `2027-01-15 (Friday)`.
pub(super) fn day_words(day: NaiveDate) -> String {
    format!("{day} ({})", weekday_name(chrono::Datelike::weekday(&day)))
}

/// What has become of statements during a meeting, a sentence for each. What is done afterwards is not part of its minutes.
pub fn changes_of(group: &Group, meeting: &Meeting) -> Vec<String> {
    let agreements = group.agreements(DateTime::UNIX_EPOCH);
    let lines = group.all_liaisons().filter_map(|(number, liaison)| {
        let (liaison, meeting) = (&liaison.as_of(meeting.last_entry), meeting.number);
        let of_meeting = liaison.changes.iter().filter(|entry| entry.stands() && entry.meeting == Some(meeting));
        let mut words: Vec<String> = of_meeting.filter_map(|entry| changed_words(liaison, entry)).collect();
        // A draft of the meeting was worded in it, and one that was edited often was edited.
        let is_new = liaison.changes.first().is_some_and(|added| added.meeting == Some(meeting));
        let mut is_told = is_new;
        words.retain(|word| word != EDITED || !std::mem::replace(&mut is_told, true));
        words.dedup();
        let agreed = agreements.get(&number).filter(|agreement| agreement.decision.meeting == meeting);
        words.extend(agreed.map(|agreement| format!("agreed by {}", agreement.decision)));
        let reference = liaison.reference().map_or_else(String::new, |reference| format!(" ({})", one_line(reference)));
        let route = match (liaison.way(), group.sender_of(liaison)) {
            (Way::In, Some(from)) => format!("incoming from {from}"),
            (Way::In, None) => "incoming".to_owned(),
            (Way::Out, _) if liaison.addressees().is_empty() => "outgoing".to_owned(),
            (Way::Out, _) => format!("outgoing {}", to_words(liaison.addressees())),
        };
        let what = words.join("; ");
        (!words.is_empty()).then(|| format!("L{number}{reference}, {}, {route}: {what}", one_line(liaison.title())))
    });
    lines.collect()
}

/// The statements about which there is news after a moment, without one all: a sentence for each.
pub fn news_since(group: &Group, since: Option<DateTime<Utc>>, at: DateTime<Utc>) -> Vec<String> {
    let (agreements, answers) = (group.agreements(at), group.answers());
    let is_news = |number: &u32, liaison: &Liaison| {
        let agreed = agreements.get(number).map(|agreement| agreement.at);
        since.is_none_or(|since| liaison.changed_at().max(agreed).is_some_and(|at| at > since))
    };
    let told = group.all_liaisons().filter(|(number, one)| one.dropped().is_none() && is_news(number, one));
    let told = told.map(|(number, liaison)| {
        stated(group, (number, liaison), agreements.get(&number).cloned(), answers.get(&number).cloned())
    });
    told.map(|statement| statement.line()).collect()
}

const EDITED: &str = "edited";

fn changed_words(liaison: &Liaison, entry: &LiaisonEntry) -> Option<String> {
    Some(match &entry.change {
        LiaisonChange::Added { way: Way::In, deadline, .. } => {
            let deadline = deadline.map_or_else(String::new, |day| format!(", answer asked for by {day}"));
            format!("received{deadline}")
        }
        LiaisonChange::Added { way: Way::Out, .. } => {
            let reply = liaison.part(Part::ReplyTo).map_or_else(String::new, |reply| format!(" in reply to {reply}"));
            format!("drafted{reply}")
        }
        LiaisonChange::Addressed { .. } | LiaisonChange::Worded { .. } => EDITED.to_owned(),
        LiaisonChange::Deadline { day: Some(day) } => format!("answer asked for by {day}"),
        LiaisonChange::Deadline { day: None } => "no answer asked for any more".to_owned(),
        // The agreement itself is told.
        LiaisonChange::AgreedBy { .. } => return None,
        LiaisonChange::HandedOver => "handed over".to_owned(),
        LiaisonChange::Numbered { reference } => format!("sent as {}", one_line(reference)),
        LiaisonChange::Answered { by } => format!("answered by {}", one_line(by)),
        LiaisonChange::Closed { reason } => {
            format!("closed{}", reason.as_deref().map_or_else(String::new, crate::text::because))
        }
        LiaisonChange::Dropped { reason } => format!("dropped{}", crate::text::because(reason)),
        LiaisonChange::Reopened => "taken up again".to_owned(),
    })
}

/// A text as it was typed: empty lines end paragraphs, lines with a list mark are a list.
pub fn paragraphs(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut goes_on = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            goes_on = false;
            continue;
        }
        let entry = ["- ", "* ", "• ", "– "].iter().find_map(|mark| line.strip_prefix(mark));
        match (entry, blocks.last_mut()) {
            (Some(entry), Some(Block::List(entries))) => entries.push(vec![Span::Plain(one_line(entry))]),
            (Some(entry), _) => blocks.push(Block::List(vec![vec![Span::Plain(one_line(entry))]])),
            (None, Some(Block::Paragraph(spans))) if goes_on => spans.push(Span::Plain(format!(" {}", one_line(line)))),
            (None, _) => blocks.push(Block::Paragraph(vec![Span::Plain(one_line(line))])),
        }
        goes_on = entry.is_none();
    }
    blocks
}
