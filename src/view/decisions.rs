//! Proposals, decisions, polls and questions in words.

use chrono::{DateTime, Utc};

use super::replies::{clock, clock_span};
use super::{Say, register};
use crate::group::Group;
use crate::group::command::{Command, DecisionRef, ProposalCommand, RecordCommand, Request};
use crate::group::decision::{Decision, Standing};
use crate::group::event::{DELETED, DecisionId, Entry, Event, Objected, Stand};
use crate::group::person::Role;
use crate::group::poll::{Count, Poll};
use crate::group::proposal::{Objection, Proposal, ProposalState, Stance, Tally, closing};
use crate::group::refusal::Refusal;
use crate::text::{Block, Span, Text, ended, join_and, one_line, shorten};
use crate::time::duration_words;

/// So many names are said; the rest is counted.
const NAMES: usize = 12;

pub(super) fn to_event(group: &Group, entry: &Entry) -> Vec<Say> {
    match &entry.event {
        Event::DecisionRecorded { number, .. } => recorded(group, *number, entry.at),
        Event::DecisionAmended { decision, reason, .. } => {
            let known = group.decisions.get(decision);
            known.map(|known| amended(group, known, reason.as_deref(), entry.at)).into_iter().collect()
        }
        Event::DecisionReopened { decision, reason } => {
            let Some(known) = group.decisions.get(decision) else { return Vec::new() };
            let reason = reason.as_deref().map_or_else(String::new, crate::text::because);
            vec![Say::line(format!(
                "Decision {decision} is open again{reason}. It says: {} To settle it: amend {decision} = TEXT",
                ended(known.text())
            ))]
        }
        Event::ProposalOpened { proposal, .. } => {
            proposal_of(group, *proposal).map(|open| proposed(group, open)).into_iter().collect()
        }
        Event::ProposalDue { proposal } => proposal_of(group, *proposal).map(due).into_iter().collect(),
        Event::ProposalDropped { proposal } => vec![Say::line(format!("P{proposal} is no longer proposed."))],
        // The board shows the state of the proposal; forty lines about it would hide what is said.
        Event::StandTaken { proposal, stand: Stand::Against, .. } => vec![Say::whisper(format!(
            "Noted: you are against P{proposal}. To put an objection on the record with its reason, type: object REASON"
        ))],
        Event::ObjectionRaised { to, is_reservation, .. } => {
            let word = if *is_reservation { "Reservation on" } else { "Objection to" };
            let late = too_late(group, *to, entry.at).unwrap_or_default();
            vec![Say::line(format!("{word} {to} on the record: {}{late}", last_objection(group, *to)))]
        }
        Event::ObjectionWithdrawn { to, person } => {
            let say = Say::line(format!("{} no longer objects to {to}.", person.name));
            let is_own = entry.by.as_ref().is_some_and(|by| by.is(person));
            vec![if is_own { say.receipt() } else { say }]
        }
        Event::PollOpened { poll, .. } => poll_of(group, *poll).map(opened).into_iter().collect(),
        Event::VoteCast { poll, choice, person } => {
            let Some(poll) = poll_of(group, *poll) else { return Vec::new() };
            if let Some(vote) = poll.votes.get(&*person.key()).filter(|_| poll.takes_several()) {
                // Several votes of one line are told once.
                if vote.entry != entry.seq {
                    return Vec::new();
                }
                return vec![
                    Say::whisper(format!("Your votes: {}. To start anew: vote abstain", vote.names(poll))).receipt(),
                ];
            }
            vec![Say::whisper(format!("Your vote: {}. The last one counts.", choice_name(poll, *choice))).receipt()]
        }
        Event::PollClosed { poll } => poll_of(group, *poll).map(|poll| Say::line(result(poll))).into_iter().collect(),
        Event::QuestionAsked { question, text } => {
            vec![Say::line(format!("Question {question}: {text} (To vote it up: question {question}++)"))]
        }
        Event::QuestionBacked { question, .. } | Event::BackingWithdrawn { question, .. } => {
            let backers = group.latest_meeting().and_then(|meeting| meeting.question(*question));
            let count = backers.map_or(0, |question| question.backers.len());
            let people = if count == 1 { "1 person wants".to_owned() } else { format!("{count} people want") };
            vec![Say::whisper(format!("Question {question}: {people} an answer.")).receipt()]
        }
        _ => Vec::new(),
    }
}

fn proposal_of(group: &Group, number: u32) -> Option<&Proposal> {
    group.latest_meeting().and_then(|meeting| meeting.proposal(number))
}

fn poll_of(group: &Group, number: u32) -> Option<&Poll> {
    group.latest_meeting().and_then(|meeting| meeting.poll(number))
}

fn recorded(group: &Group, number: u32, at: DateTime<Utc>) -> Vec<Say> {
    let meeting = group.latest_meeting().map_or(0, |meeting| meeting.number);
    let Some(decision) = group.decisions.get(&DecisionId { meeting, number }) else { return Vec::new() };
    let objections: Vec<String> = decision.standing_objections().map(objection).collect();
    let mut words = decision.text().to_owned();
    if !objections.is_empty() {
        words = format!("{} On the record: {}", ended(&words), objections.join("; "));
    }
    if let Some(follows) = follows_from(group, decision, at) {
        words = format!("{} {follows}", ended(&words));
    }
    let kind = decision.kind.word().to_lowercase();
    vec![Say::line(format!("Recorded decision {}, {kind}: {words}", decision.id))]
}

/// What a decision does to rows, liaison statements, the terms and mechanisms, as sentences after it.
fn follows_from(group: &Group, decision: &Decision, at: DateTime<Utc>) -> Option<String> {
    let follows = register::given_by(group, decision, at);
    let follows = follows.or_else(|| super::liaisons::agreed_by(group, decision, at));
    let follows = follows.or_else(|| super::terms::agreed_by(group, decision, at));
    follows.or_else(|| super::mechanisms::read_back(group, decision))
}

fn amended(group: &Group, decision: &Decision, reason: Option<&str>, at: DateTime<Utc>) -> Say {
    let reason = reason.map_or_else(String::new, crate::text::because);
    let wordings: Vec<&str> = decision.standing_wordings().map(|wording| wording.text.as_str()).collect();
    let now = match wordings.iter().rev().nth(1) {
        Some(before) => format!("{} It said: {before}", ended(decision.text())),
        None => decision.text().to_owned(),
    };
    let now = match follows_from(group, decision, at)
        .into_iter()
        .chain(register::released(group, decision))
        .collect::<Vec<_>>()
    {
        follows if follows.is_empty() => now,
        follows => format!("{} {}", ended(&now), follows.join(" ")),
    };
    Say::line(format!("Decision {} is amended{reason}: {now}", decision.id))
}

fn proposed(group: &Group, open: &Proposal) -> Say {
    let by = open.by.as_ref().map_or_else(String::new, |by| format!(" by {}", by.name));
    let window = duration_words(i64::from(group.charter.objection_secs));
    let mut text =
        Text::line([Span::Strong(format!("Proposed (P{}{by}):", open.number)), format!(" {}", open.text).into()]);
    let within = if group.charter.objection_secs == 0 { String::new() } else { format!(" within {window}") };
    text.paragraph([
        format!("To support it: +1; to oppose it: -1; to abstain: 0. To object{within}: object REASON").into()
    ]);
    Say { is_question: true, ..Say::room(text) }
}

fn due(open: &Proposal) -> Say {
    let objections: Vec<String> = open.standing_objections().map(objection).collect();
    let against = if objections.is_empty() {
        "No objections".to_owned()
    } else {
        format!("On the record: {}", objections.join("; "))
    };
    Say::line(format!(
        "The time for objections to P{} is over. {}. {} To settle it, a chair types: agree; or: NO AGREEMENT; or, with new words: PROPOSED: TEXT",
        open.number,
        stances(open),
        ended(&against)
    ))
}

/// `Support 2: Ana, Bo; abstain 0; against 1: Cy (Example Corp)`, as the room reads it.
fn stances(proposal: &Proposal) -> String {
    stances_of(proposal, NAMES)
}

/// The same with everybody's name, as it stands in minutes.
pub(super) fn all_stances(proposal: &Proposal) -> String {
    stances_of(proposal, usize::MAX)
}

fn stances_of(proposal: &Proposal, limit: usize) -> String {
    let Tally { support, neutral, against } = proposal.tally();
    let named = |wanted: &[Stand]| {
        let mut of: Vec<&Stance> = proposal.stands.values().filter(|stance| wanted.contains(&stance.stand)).collect();
        // In the order in which they said so, whatever accounts they have.
        of.sort_by_key(|stance| stance.entry);
        let name = |stance: &&&Stance| {
            let words = stance.words.as_deref().map(one_line).filter(|words| !words.is_empty());
            let words = words.map_or_else(String::new, |words| format!(" (“{words}”)"));
            format!("{}{words}", stance.person.with_organization())
        };
        // Who answers under a condition is named in any case.
        let (bare, worded): (Vec<&Stance>, Vec<&Stance>) = of.iter().partition(|stance| stance.words.is_none());
        let of: Vec<&Stance> = worded.into_iter().chain(bare).collect();
        let most = limit.max(of.iter().filter(|stance| stance.words.is_some()).count());
        let names: Vec<String> = of.iter().take(most).map(|stance| name(&stance)).collect();
        let more = of.len().saturating_sub(most);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        if names.is_empty() { String::new() } else { format!(": {}{more}", names.join(", ")) }
    };
    format!(
        "Support {support}{}; abstain {neutral}{}; against {against}{}",
        named(&[Stand::For, Stand::RatherFor]),
        named(&[Stand::Well, Stand::Neutral, Stand::Unwell]),
        named(&[Stand::Against])
    )
}

/// `objection by Cy (Example Corp): row 4 is not settled`.
pub(in crate::view) fn objection(objection: &Objection) -> String {
    let reason = objection.reason.as_deref().map_or_else(String::new, |reason| format!(": {reason}"));
    let entered = objection.entered_by.as_ref().map_or_else(String::new, |by| format!(" (entered by {})", by.name));
    format!("{} by {}{entered}{reason}", objection.word(), objection.person.with_organization())
}

/// What is said to an objection that comes when the decision is final already.
fn too_late(group: &Group, to: Objected, at: DateTime<Utc>) -> Option<String> {
    let Objected::Decision(id) = to else { return None };
    let Standing::Final(since) = group.standing(group.decisions.get(&id)?, at) else { return None };
    let day = since.with_timezone(&group.charter.zone).date_naive();
    Some(format!(". {id} has been final since {day} and stays so until a chair types: reopen {id} because REASON"))
}

fn last_objection(group: &Group, to: Objected) -> String {
    let objections = match to {
        Objected::Proposal(number) => proposal_of(group, number).map(|proposal| &proposal.objections),
        Objected::Decision(id) => group.decisions.get(&id).map(|decision| &decision.objections),
    };
    let last = objections.and_then(|objections| objections.last());
    last.map_or_else(String::new, |last| {
        let reason = last.reason.as_deref().map_or_else(String::new, |reason| format!(": {reason}"));
        let entered = last.entered_by.as_ref().map_or_else(String::new, |by| format!(" (entered by {})", by.name));
        format!("{}{entered}{reason}", last.person.with_organization())
    })
}

fn opened(poll: &Poll) -> Say {
    let mut text =
        Text::line([Span::Strong("Straw poll, not a decision:".to_owned()), format!(" {}", poll.question).into()]);
    let choices = (1..).zip(&poll.choices).map(|(number, choice)| (number, vec![choice.clone().into()]));
    text.push(Block::Numbered(choices.collect()));
    let how = if poll.takes_several() {
        "Type vote and your choices or their numbers, with commas, or vote abstain."
    } else {
        "Type vote and your choice or its number, or vote abstain."
    };
    text.paragraph([how.into()]);
    Say { is_question: true, ..Say::room(text) }
}

fn choice_name(poll: &Poll, choice: Option<u32>) -> &str {
    let name = choice.and_then(|choice| poll.choices.get(usize::try_from(choice).ok()?));
    name.map_or("abstain", String::as_str)
}

/// `Straw poll, not a decision. Which option? A: 2 people (1 organization); B: nobody; abstain: 1 person`.
pub(super) fn result(poll: &Poll) -> String {
    let counts: Vec<String> = poll.counts().iter().map(counted).collect();
    format!("Straw poll, not a decision. {} {}", poll.question, counts.join("; "))
}

/// `The time for objections to P1 was extended by 5 min. It ends at 14:10 UTC.`
pub(super) fn more_time(group: &Group, text: &str) -> Say {
    let until = group.meeting.as_ref().and_then(|meeting| meeting.open_proposal()).map(|open| open.until);
    let mut line: Vec<Span> = vec![text.into()];
    line.extend(until.into_iter().flat_map(|until| [" It ends at ".into(), clock_span(group, until), ".".into()]));
    Say::room(Text::line(line))
}

/// The open poll without what people have chosen so far, or the result of the last one.
pub(super) fn last_poll(group: &Group) -> Vec<Say> {
    let polls = group.latest_meeting().map(|meeting| meeting.polls.as_slice()).unwrap_or_default();
    let is_kept = |poll: &&Poll| poll.question != DELETED;
    let open = polls.iter().rev().filter(is_kept).find(|poll| poll.is_open);
    match (open, polls.iter().rfind(is_kept)) {
        (Some(poll), _) => {
            let voted = match poll.votes.len() {
                0 => "Nobody has voted yet".to_owned(),
                1 => "1 person has voted".to_owned(),
                many => format!("{many} people have voted"),
            };
            vec![Say::line(format!(
                "The straw poll is open: {} {voted}. The result is shown when a chair types: close the poll",
                poll.question
            ))]
        }
        (None, Some(poll)) => vec![Say::line(result(poll))],
        (None, None) => vec![Say::whisper(Refusal::NoPoll.to_string())],
    }
}

fn counted(count: &Count) -> String {
    let organizations = match count.organizations {
        0 => String::new(),
        1 => " (1 organization)".to_owned(),
        many => format!(" ({many} organizations)"),
    };
    match count.people {
        0 => format!("{}: nobody", count.choice),
        1 => format!("{}: 1 person{organizations}", count.choice),
        many => format!("{}: {many} people{organizations}", count.choice),
    }
}

pub(super) fn questions(group: &Group) -> Text {
    let asked = group.latest_meeting().map(|meeting| meeting.questions.as_slice()).unwrap_or_default();
    let mut questions: Vec<_> =
        asked.iter().filter(|question| !question.is_withdrawn && question.text != DELETED).collect();
    if questions.is_empty() {
        return Text::plain("I see no questions. Ask one with: question+ TEXT");
    }
    questions.sort_by_key(|question| (std::cmp::Reverse(question.backers.len()), question.number));
    let mut text = Text::plain("Questions:");
    let lines = questions.into_iter().map(|question| {
        vec![format!("{}. {} ({} want an answer)", question.number, question.text, question.backers.len()).into()]
    });
    text.push(Block::List(lines.collect()));
    text
}

/// The words of a decision as papers show them, with whom it is for in brackets: `a common text is prepared (for SG17 and
/// SG20)`.
pub(super) fn worded(group: &Group, decision: &Decision) -> String {
    let text = one_line(decision.text());
    match group.addressees_apart(&text) {
        (words, tags) if !tags.is_empty() => format!("{words} (for {})", join_and(&tags)),
        _ => text,
    }
}

/// The decisions of all meetings, or of those that are meant.
pub(super) fn listed(group: &Group, of: &crate::group::command::Span, at: DateTime<Utc>) -> Say {
    let day = |decision: &Decision| {
        let recorded = decision.wordings.first().map(|wording| wording.at)?;
        Some(recorded.with_timezone(&group.charter.zone).date_naive())
    };
    let is_meant = |decision: &&Decision| {
        let is_for = |tag: &String| decision.tags.iter().any(|known| known.eq_ignore_ascii_case(tag));
        decision.is_kept()
            && of.tag.as_ref().is_none_or(is_for)
            && of.meeting.is_none_or(|meeting| decision.id.meeting == meeting)
            && of.since.is_none_or(|since| day(decision).is_some_and(|day| day >= since))
    };
    let lines = group.decisions.values().filter(is_meant).map(|decision| {
        let day = day(decision).map_or_else(String::new, |day| format!(" ({day})"));
        vec![format!("{}{day}", line(group, decision, at)).into()]
    });
    let is_of_all = of.tag.is_none() && of.meeting.is_none();
    let on_list = super::list_proposals::among_decisions(group, of.since).into_iter().filter(|_| is_of_all);
    let lines: Vec<Vec<Span>> = lines.chain(on_list.map(|line| vec![line.into()])).collect();
    let which = super::answers::span_words(of);
    if lines.is_empty() {
        return Say::whisper(format!("I see no decisions{which}"));
    }
    let mut text = Text::plain(format!("Decisions{which}:"));
    text.push(Block::List(lines));
    Say::room(text)
}

/// The decisions of the last meeting, or one with its history.
pub(super) fn shown(group: &Group, which: Option<DecisionRef>, at: DateTime<Utc>) -> Text {
    if let Some(decision) = which.and_then(|which| group.find_decision(which).ok()) {
        return history(group, decision, at);
    }
    let Some(meeting) = group.last_meeting else { return Text::plain("I see no decisions") };
    let of_meeting = group.decisions.values().filter(|decision| decision.id.meeting == meeting && decision.is_kept());
    let lines: Vec<Vec<Span>> = of_meeting.map(|decision| vec![line(group, decision, at).into()]).collect();
    if lines.is_empty() {
        return Text::plain(format!("I see no decisions of meeting {meeting}"));
    }
    let mut text = Text::plain(format!("Decisions of meeting {meeting}:"));
    text.push(Block::List(lines));
    text
}

fn line(group: &Group, decision: &Decision, at: DateTime<Utc>) -> String {
    let kind = decision.kind.word().to_lowercase();
    format!("{}, {kind}, {}: {}", decision.id, standing(group, decision, at), decision.text())
}

/// The time for corrections is over: what holds now for good, and what does not.
pub(super) fn minutes_final(group: &Group, meeting: u32, at: DateTime<Utc>) -> Say {
    let of_meeting = group.decisions.values().filter(|decision| decision.id.meeting == meeting && decision.is_kept());
    let (settled, open): (Vec<&Decision>, Vec<&Decision>) =
        of_meeting.partition(|decision| matches!(group.standing(decision, at), Standing::Final(_)));
    let names = |of: &[&Decision]| join_and(&of.iter().map(|decision| decision.id.to_string()).collect::<Vec<_>>());
    let with = if settled.is_empty() { String::new() } else { format!(", and with them {}", names(&settled)) };
    let but = if open.is_empty() { String::new() } else { format!(" Not final: {}.", names(&open)) };
    Say::line(format!("The minutes of meeting {meeting} are final{with}.{but}"))
}

/// `provisional until 2026-12-22`.
fn standing(group: &Group, decision: &Decision, at: DateTime<Utc>) -> String {
    let day = |at: DateTime<Utc>| at.with_timezone(&group.charter.zone).format("%Y-%m-%d");
    match group.standing(decision, at) {
        Standing::Provisional => {
            format!("provisional until {} days after the minutes go to the list", group.charter.confirm_days)
        }
        Standing::ProvisionalUntil(until) => format!("provisional until {}", day(until)),
        Standing::Final(since) => format!("final since {}", day(since)),
        Standing::Objected => "not final, because it has been objected to".to_owned(),
        Standing::Reopened => "open again".to_owned(),
    }
}

fn history(group: &Group, decision: &Decision, at: DateTime<Utc>) -> Text {
    let mut text = Text::plain(line(group, decision, at));
    let mut lines: Vec<Vec<Span>> = Vec::new();
    if !decision.tags.is_empty() {
        lines.push(vec![format!("for {}", decision.tags.join(", ")).into()]);
    }
    let day = |at: DateTime<Utc>| at.with_timezone(&group.charter.zone).date_naive();
    let moment = |at: DateTime<Utc>| format!("{} {}", day(at), clock(group, at));
    for (index, wording) in decision.standing_wordings().enumerate() {
        let what = if index == 0 { "recorded" } else { "amended" };
        let reason = wording.reason.as_deref().map_or_else(String::new, crate::text::because);
        lines.push(vec![format!("{what} {}{reason}: {}", moment(wording.at), shorten(&wording.text, 300)).into()]);
    }
    for reopening in decision.standing_reopenings() {
        let reason = reopening.reason.as_deref().map_or_else(String::new, crate::text::because);
        lines.push(vec![format!("opened again {}{reason}", moment(reopening.at)).into()]);
    }
    lines.extend(decision.standing_objections().map(|against| vec![objection(against).into()]));
    text.push(Block::List(lines));
    text
}

/// The open proposal and poll, for the board and for people who catch up.
pub(super) fn pending(group: &Group) -> Vec<(String, String)> {
    let Some(meeting) = &group.meeting else { return Vec::new() };
    let proposal = meeting.open_proposal().map(|open| {
        let Tally { support, neutral, against } = open.tally();
        let objections = open.standing_objections().count();
        let tally = format!("support {support}, abstain {neutral}, against {against}, objections {objections}");
        (format!("Proposal P{}", open.number), format!("{} ({tally})", shorten(&open.text, 300)))
    });
    let poll = meeting.open_poll().map(|poll| {
        let votes = poll.votes.len();
        ("Straw poll".to_owned(), format!("{} ({votes} voted; not a decision)", shorten(&poll.question, 300)))
    });
    proposal.into_iter().chain(poll).collect()
}

/// The objections that these entries had raised, as people call them.
pub(super) fn behind(group: &Group, entries: &[u64]) -> Vec<String> {
    let proposals = group.latest_meeting().map_or(&[] as &[Proposal], |meeting| meeting.proposals.as_slice());
    let proposed = proposals.iter().map(|proposal| (Objected::Proposal(proposal.number), &proposal.objections));
    let decided = group.decisions.values().map(|decision| (Objected::Decision(decision.id), &decision.objections));
    let all = proposed.chain(decided).flat_map(|(to, all)| all.iter().map(move |one| (to, one)));
    let raised = all.filter(|(_, one)| entries.contains(&one.entry));
    raised.map(|(to, one)| format!("the {} to {to} by {}", one.word(), one.person.name)).collect()
}

/// The proposals and polls of deleted messages that nobody settled.
pub(super) fn asked_behind(group: &Group, entries: &[u64]) -> Vec<String> {
    let Some(meeting) = group.latest_meeting() else { return Vec::new() };
    let is_gone =
        |proposal: &&Proposal| entries.contains(&proposal.entry) && matches!(proposal.state, ProposalState::Dropped);
    let proposals = meeting.proposals.iter().filter(is_gone).map(|proposal| format!("P{}", proposal.number));
    let polls = meeting.polls.iter().filter(|poll| entries.contains(&poll.entry)).map(|_| "the straw poll".to_owned());
    proposals.chain(polls).collect()
}

/// A person who objects when nothing is proposed may mean the last decision; the words are kept as words.
pub(super) fn objecting_to_nothing(group: &Group, request: &Request) -> Vec<Say> {
    // “So agreed.” by a chair, where nothing is proposed.
    if let Command::Proposal(ProposalCommand::Agree { typed }) = &request.command
        && request.role == Role::Chair
        && closing(typed).is_some()
    {
        let open = group.latest_meeting().and_then(|meeting| meeting.open_proposal());
        return vec![Say::whisper(open.map_or_else(
            || "Nothing is proposed, so nothing is recorded. To record a decision: AGREED: TEXT".to_owned(),
            |open| format!("P{} is still open: {} To agree it: agree", open.number, ended(&open.text)),
        ))];
    }
    // “Not agreed.” by a chair, of nothing that was put to the meeting last.
    if matches!(request.command, Command::Proposal(ProposalCommand::Reject { .. })) && request.role == Role::Chair {
        let open = group.latest_meeting().and_then(|meeting| meeting.open_proposal());
        return vec![Say::whisper(open.map_or_else(
            || {
                "Nothing is proposed, so nothing is recorded. To record that there was none: NO AGREEMENT: TEXT"
                    .to_owned()
            },
            |open| format!("P{} is still open: {} To settle it so: no agreement", open.number, ended(&open.text)),
        ))];
    }
    let Command::Proposal(ProposalCommand::Object { typed, .. }) = &request.command else { return Vec::new() };
    let lower = typed.to_lowercase();
    let is_of_a_person = lower.starts_with("i ") || lower.starts_with("we ");
    let rest = lower.trim_start_matches(|c: char| c.is_alphabetic());
    // “Object storage is in scope” is about something else.
    let is_meant =
        is_of_a_person || rest.trim_matches(['.', '!', ' ']).is_empty() || rest.trim_start().starts_with([':', ',']);
    let last = group.meeting.as_ref().and_then(|meeting| {
        let is_of_it = |decision: &&Decision| decision.id.meeting == meeting.number && decision.is_kept();
        group.decisions.values().rfind(is_of_it)
    });
    match last {
        Some(last) if is_meant => {
            vec![Say::whisper(format!(
                "Nothing is proposed now. To object to decision {0}: object to {0} REASON",
                last.id
            ))]
        }
        None if is_meant && group.meeting.is_some() => {
            vec![Say::whisper(
                "Nothing is proposed or decided yet, so there is nothing to object to. To speak, type: q+",
            )]
        }
        Some(_) | None => Vec::new(),
    }
}

/// What is said to a person whose whole line is a choice of the open poll, as an answer to something else can be too.
pub(super) fn voting_by_word(group: &Group, request: &Request, words: &str) -> Vec<Say> {
    let poll = group.meeting.as_ref().and_then(|meeting| meeting.open_poll());
    let is_said = matches!(request.command, Command::Record(RecordCommand::Say { .. }));
    let Some(poll) = poll.filter(|_| is_said && !words.contains('\n')) else { return Vec::new() };
    let typed = words.trim().trim_end_matches(['.', '!']).to_lowercase();
    let named = (1..)
        .zip(&poll.choices)
        .find(|(number, choice): &(usize, &String)| choice.to_lowercase() == typed || number.to_string() == typed);
    let hint =
        |(_, choice): (usize, &String)| Say::whisper(format!("To vote for it, type: vote {}", shorten(choice, 80)));
    named.map(hint).into_iter().collect()
}

/// What is left to say at the end of a meeting.
pub(super) fn undecided(group: &Group) -> Vec<String> {
    let open = group.finished.as_ref().and_then(|meeting| meeting.open_proposal());
    let words = |open: &Proposal| format!("P{} is not decided: {}", open.number, shorten(&open.text, 120));
    open.map(words).into_iter().collect()
}
