//! Proposals to the mailing list in words: the two mails of each, and what the room hears of the answers.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use super::Say;
use super::letter;
use crate::group::Group;
use crate::group::command::{ListProposalCommand, Request};
use crate::group::event::{Entry, Kind, ListProposalChange, Stand};
use crate::group::list_proposal::{Answer, ListProposal, ListProposalState, QUESTION, RESULT};
use crate::group::person::Person;
use crate::text::{Block, Span, Text, ended, join_and, one_line, shorten};
use crate::time::weekday_name;

/// What is said when something has happened to one.
pub(super) fn to_event(group: &Group, entry: &Entry, number: u32, change: &ListProposalChange) -> Vec<Say> {
    let Some(known) = group.list_proposals.get(&number) else { return Vec::new() };
    match change {
        ListProposalChange::Proposed { .. } => {
            letter::list_proposal_preview(group, number, QUESTION).into_iter().collect()
        }
        ListProposalChange::Answered { person, .. } => {
            let Some(answer) = known.answer_of(person) else { return Vec::new() };
            let say = match answer.stand {
                Stand::Against => Say::line(format!("On the record: {}", ended(&answered(number, answer)))),
                Stand::For | Stand::RatherFor | Stand::Well | Stand::Neutral | Stand::Unwell => {
                    Say::whisper(ended(&answered(number, answer))).receipt()
                }
            };
            vec![say]
        }
        ListProposalChange::AnswerWithdrawn { person } => {
            let say = Say::line(format!("{} has taken the answer to LP{number} back.", person.name));
            let is_own = entry.by.as_ref().is_some_and(|by| by.is(person));
            vec![if is_own { say.receipt() } else { say }]
        }
        ListProposalChange::Due => {
            let mut text = Text::plain(format!(
                "The time for answers to LP{number} is over. {}{} A chair decides: agree LP{number}, or no agreement on LP{number}",
                tally(known),
                held(group, number)
            ));
            list_answers(&mut text, known);
            vec![Say::room(text)]
        }
        ListProposalChange::Settled { kind } => {
            let said = Say::line(format!("LP{number} {}: {}", outcome(*kind), known.text));
            std::iter::once(said).chain(letter::list_proposal_preview(group, number, RESULT)).collect()
        }
        ListProposalChange::Dropped => {
            let told = match group.list_proposal_mail(number, QUESTION) {
                Some(_) => " The list has the question, so tell it in a mail of your own.",
                None => "",
            };
            vec![Say::line(format!("LP{number} is no longer proposed.{told}"))]
        }
    }
}

/// That one of its mails is on its way.
pub(super) fn queued(group: &Group, number: u32, version: u32) -> Vec<Say> {
    let list = group.charter.list.as_deref().unwrap_or("the list");
    let Some(known) = group.list_proposals.get(&number) else { return Vec::new() };
    let words = if version == RESULT {
        format!("The result of LP{number} is in the outbox for {list}.")
    } else {
        format!(
            "LP{number} is in the outbox for {list}. Answers count until {}: support LP{number}, object to LP{number}: REASON, or abstain on LP{number}",
            day(known)
        )
    };
    vec![Say::line(words)]
}

/// The answer to a question, or to a command that changed nothing.
pub(super) fn answer(group: &Group, request: &Request, command: &ListProposalCommand) -> Vec<Say> {
    match command {
        ListProposalCommand::Show { which: Some(number) } => {
            let Some(known) = group.list_proposals.get(number) else { return Vec::new() };
            let by = known.by.as_ref().map_or_else(String::new, |by| format!(" by {}", by.name));
            let mut text =
                Text::plain(format!("LP{number}{by}: {} {}", ended(&known.text), state(group, *number, known)));
            list_answers(&mut text, known);
            vec![Say::asker(text)]
        }
        ListProposalCommand::Show { which: None } => {
            let lines = group.all_list_proposals().map(|(number, known)| {
                vec![Span::Plain(format!(
                    "LP{number}: {} {}",
                    ended(&shorten(&known.text, 200)),
                    state(group, number, known)
                ))]
            });
            let lines: Vec<Vec<Span>> = lines.collect();
            if lines.is_empty() {
                return vec![Say::whisper(
                    "Nothing is put to the list. To put something to it: propose to list: TEXT until 2026-12-20",
                )];
            }
            let mut text = Text::plain("Proposals to the list:");
            text.push(Block::List(lines));
            vec![Say::asker(text)]
        }
        ListProposalCommand::Answer { proposal, .. } => {
            let own = request.by.as_ref().and_then(|by| group.list_proposals.get(proposal)?.answer_of(by));
            let own = own.map_or_else(String::new, |own| format!(" {}", ended(&answered(*proposal, own))));
            vec![Say::whisper(format!("Nothing changed.{own}"))]
        }
        ListProposalCommand::Settle { proposal, kind } => {
            vec![Say::whisper(format!("Nothing changed: LP{proposal} {} already.", outcome(*kind)))]
        }
        ListProposalCommand::Propose { .. }
        | ListProposalCommand::Confirm { .. }
        | ListProposalCommand::WithdrawAnswer { .. }
        | ListProposalCommand::Drop { .. } => Vec::new(),
    }
}

/// Subject and text of one of its mails.
pub(super) fn mail(group: &Group, number: u32, version: u32) -> Option<(String, Text)> {
    let known = group.list_proposals.get(&number)?;
    let name = &group.charter.name;
    let words = || Block::List(vec![vec![Span::Plain(known.text.clone())]]);
    if version == QUESTION {
        let by = known
            .by
            .as_ref()
            .map_or_else(|| "It is proposed".to_owned(), |by| format!("{} proposes", by.with_organization()));
        let mut text = Text::plain(format!("{by} that {name} agrees on the list (proposal LP{number}):"));
        text.push(words());
        text.paragraph([format!(
            "Answers count until {}, end of the day in {}. Silence does not count as an objection. After that a chair of {name} looks at all answers and says what the result is.",
            day(known),
            group.charter.zone.name()
        )
        .into()]);
        return Some((one_line(&format!("{name}: proposal LP{number}, answers until {}", known.until)), text));
    }
    let ListProposalState::Settled { kind, at, by } = &known.state else { return None };
    let mut text = Text::plain(format!("Proposal LP{number} of {name} {}:", outcome(*kind)));
    text.push(words());
    let by = by.as_ref().map_or_else(String::new, |by| format!(" by {}", by.with_organization()));
    let on = at.with_timezone(&group.charter.zone).date_naive();
    text.paragraph([format!("{} It was decided{by} on {on}.", tally(known)).into()]);
    list_answers(&mut text, known);
    Some((one_line(&format!("{name}: proposal LP{number} {}", outcome(*kind))), text))
}

/// `LP1 was agreed on the list: row 4 goes to SG17`, as minutes say it.
pub(super) fn settled(group: &Group, number: u32) -> Option<String> {
    let known = group.list_proposals.get(&number)?;
    let ListProposalState::Settled { kind, .. } = &known.state else { return None };
    Some(format!("The list was asked (LP{number}); it {}: {} {}", outcome(*kind), ended(&known.text), tally(known)))
}

/// What was settled on the list after a moment, as reports and pages say it.
pub fn settled_since(group: &Group, since: Option<DateTime<Utc>>) -> Vec<String> {
    let is_news = |known: &ListProposal| match &known.state {
        ListProposalState::Settled { at, .. } => since.is_none_or(|since| *at > since),
        ListProposalState::Open | ListProposalState::Due | ListProposalState::Dropped => false,
    };
    let line = |(number, known): (u32, &ListProposal)| {
        let ListProposalState::Settled { kind, at, .. } = &known.state else { return None };
        let day = at.with_timezone(&group.charter.zone).date_naive();
        let words = ended(&one_line(&known.text));
        is_news(known).then(|| format!("LP{number} {} ({day}): {words} {}", outcome(*kind), tally(known)))
    };
    group.all_list_proposals().filter_map(line).collect()
}

/// What was settled on the list since a day, as lines of a list of decisions.
pub(super) fn among_decisions(group: &Group, since: Option<NaiveDate>) -> Vec<String> {
    let settled = group.all_list_proposals().filter_map(|(number, known)| match &known.state {
        ListProposalState::Settled { kind, at, .. } => {
            let day = at.with_timezone(&group.charter.zone).date_naive();
            since
                .is_none_or(|since| day >= since)
                .then(|| format!("LP{number} {} ({day}): {}", outcome(*kind), known.text))
        }
        ListProposalState::Open | ListProposalState::Due | ListProposalState::Dropped => None,
    });
    settled.collect()
}

fn outcome(kind: Kind) -> &'static str {
    match kind {
        Kind::NoAgreement => "is not agreed",
        Kind::Agreed | Kind::Noted | Kind::Invited | Kind::Requested | Kind::Deferred => "is agreed",
    }
}

fn day(known: &ListProposal) -> String {
    format!("{} ({})", known.until, weekday_name(known.until.weekday()))
}

fn state(group: &Group, number: u32, known: &ListProposal) -> String {
    match (&known.state, group.list_proposal_waits(number, known)) {
        (_, Some(QUESTION)) => "It is not with the list yet. To send it, a chair types: !propose confirm".to_owned(),
        (ListProposalState::Open, _) => {
            format!("Answers count until {}. So far: {}{}", day(known), tally(known), held(group, number))
        }
        (ListProposalState::Due, _) => format!(
            "{}{} A chair decides: agree LP{number}, or no agreement on LP{number}",
            tally(known),
            held(group, number)
        ),
        (ListProposalState::Settled { kind, .. }, _) => format!("It {}. {}", outcome(*kind), tally(known)),
        (ListProposalState::Dropped, _) => "It was dropped.".to_owned(),
    }
}

/// ` Not counted are mails that wait for the secretary (mail?): M1 and M3.`
fn held(group: &Group, number: u32) -> String {
    let about = group.mailbox.held.iter().filter(|(_, held)| held.proposal == Some(number));
    let mails: Vec<String> = about.map(|(mail, _)| format!("M{mail}")).collect();
    if mails.is_empty() {
        return String::new();
    }
    format!(" Not counted are mails that wait for the secretary (mail?): {}.", join_and(&mails))
}

/// `3 support it, 1 abstains, nobody objects.`
fn tally(known: &ListProposal) -> String {
    let tally = known.tally();
    let count = |number: usize, one: &str, several: &str| match number {
        0 => format!("nobody {one}"),
        1 => format!("1 {one}"),
        number => format!("{number} {several}"),
    };
    let words = [
        count(tally.support, "supports it", "support it"),
        count(tally.neutral, "abstains", "abstain"),
        count(tally.against, "objects", "object"),
    ]
    .join(", ");
    let first = words.chars().next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", words.chars().skip(1).collect::<String>())
}

/// The answers with words or objections in full, those of people who are no members apart.
fn list_answers(text: &mut Text, known: &ListProposal) {
    let lines = |is_member: bool| -> Vec<Vec<Span>> {
        let those = known.answers.iter().filter(|answer| answer.is_member == is_member);
        those.map(|answer| vec![Span::Plain(said(answer))]).collect()
    };
    let (members, others) = (lines(true), lines(false));
    if !members.is_empty() {
        text.push(Block::List(members));
    }
    if !others.is_empty() {
        text.paragraph(["Not counted, from people who are not members:".into()]);
        text.push(Block::List(others));
    }
}

/// `Cy (Example Org) objects to LP1: row 4 is not settled`.
fn answered(number: u32, answer: &Answer) -> String {
    let what = match answer.stand {
        Stand::For | Stand::RatherFor => format!("supports LP{number}"),
        Stand::Well | Stand::Neutral => format!("abstains on LP{number}"),
        Stand::Unwell => format!("has a reservation on LP{number}"),
        Stand::Against => format!("objects to LP{number}"),
    };
    with_words(&answer.person, &what, answer.words.as_deref())
}

/// The same where it is clear what is answered.
fn said(answer: &Answer) -> String {
    let what = match answer.stand {
        Stand::For | Stand::RatherFor => "supports it",
        Stand::Well | Stand::Neutral => "abstains",
        Stand::Unwell => "has a reservation",
        Stand::Against => "objects",
    };
    with_words(&answer.person, what, answer.words.as_deref())
}

fn with_words(person: &Person, what: &str, words: Option<&str>) -> String {
    let words = words.map_or_else(String::new, |words| format!(": {}", one_line(words)));
    format!("{} {what}{words}", person.with_organization())
}
