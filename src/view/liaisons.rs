//! What the room hears of liaison statements: changes, reminders, and answers to questions.

use chrono::{DateTime, Utc};

use super::Say;
use super::liaison::{day_words, is_open, paragraphs, standing, state_word, statement, statements, to_words};
use crate::group::Group;
use crate::group::command::{LiaisonCommand, LiaisonPart};
use crate::group::decision::Decision;
use crate::group::event::Kind;
use crate::group::liaison::{Liaison, LiaisonChange, Part, Purpose, State, Way, lacks_words};
use crate::text::{Block, Span, Text, join_and, one_line, shorten};

/// What the room hears of a change.
pub(super) fn to_event(group: &Group, number: u32, change: &LiaisonChange, at: DateTime<Utc>) -> Vec<Say> {
    let Some(liaison) = group.liaisons.get(&number) else { return Vec::new() };
    let next = next_words(group, number, liaison, at);
    let words = match change {
        LiaisonChange::Added { way: Way::In, title, reference, purpose: _, deadline, .. } => {
            let from = liaison.part(Part::From).map_or_else(String::new, |from| format!(" from {from}"));
            let reference = reference.as_deref().map_or_else(String::new, |reference| format!(" ({reference})"));
            let purpose = group.addressees_of(liaison).first().map_or("information", |one| one.purpose.word());
            let by = deadline.map_or_else(String::new, |day| format!(" by {}", day_words(day)));
            let reply = liaison.part(Part::ReplyTo).map_or_else(String::new, |reply| format!(", in reply to {reply}"));
            format!("Liaison statement L{number}{from}{reference}: {title}, for {purpose}{by}{reply}.{next}")
        }
        LiaisonChange::Added { way: Way::Out, title, .. } => {
            let reply = liaison.part(Part::ReplyTo).map_or_else(String::new, |reply| format!(", in reply to {reply}"));
            format!("Draft of liaison statement L{number}: {title}{reply}.{next}")
        }
        LiaisonChange::Addressed { to } => {
            let known = group.known_bodies();
            let strangers: Vec<String> =
                to.iter().filter(|one| !known.contains(&one.body)).map(|one| one.body.clone()).collect();
            let strangers = match strangers.as_slice() {
                [] => String::new(),
                [one] => format!(" {one} is not a body that the configuration names; it stands there as you typed it."),
                many => {
                    let many = join_and(many);
                    format!(" {many} are not bodies that the configuration names; they stand there as you typed them.")
                }
            };
            format!("L{number} goes {}.{strangers}{next}", to_words(to))
        }
        LiaisonChange::Deadline { day: Some(day) } => {
            format!("L{number} asks for an answer by {}.{next}", day_words(*day))
        }
        LiaisonChange::Deadline { day: None } => format!("L{number} has no deadline any more.{next}"),
        LiaisonChange::Worded { part: Part::Text, text } => {
            let count = text.split_whitespace().count();
            let words = if count == 1 { "1 word".to_owned() } else { format!("{count} words") };
            format!("L{number} has a text of {words}.{next}")
        }
        LiaisonChange::Worded { part, text } => {
            format!("L{number}, {}: {}.{next}", part.word(), shorten(text.trim_end_matches('.'), 300))
        }
        LiaisonChange::AgreedBy { decision } => format!("L{number} is agreed by {decision}.{next}"),
        LiaisonChange::HandedOver => format!("L{number} is handed over; I send nothing myself.{next}"),
        LiaisonChange::Numbered { reference } => format!("L{number} is {reference}."),
        LiaisonChange::Answered { by } => format!("L{number} is answered by {by}."),
        LiaisonChange::Closed { reason } => {
            format!("L{number} is closed{}.", reason.as_deref().map_or_else(String::new, crate::text::because))
        }
        LiaisonChange::Dropped { reason } => {
            format!("Liaison statement L{number} is dropped{}. Its number stays.", crate::text::because(reason))
        }
        LiaisonChange::Reopened => {
            let agreement = group.agreements(at).remove(&number);
            let state = state_word(group.liaison_state(number, agreement.as_ref()));
            format!("L{number} is taken up again: {state}.{next}")
        }
    };
    vec![Say::line(words)]
}

/// What to type next about a statement, after a space; nothing where nothing is.
fn next_words(group: &Group, number: u32, liaison: &Liaison, at: DateTime<Utc>) -> String {
    let agreement = group.agreements(at).remove(&number);
    let state = group.liaison_state(number, agreement.as_ref());
    match state {
        State::Draft | State::Changed | State::Agreed => {
            let lacks = group.lacks(liaison);
            match (lacks.first(), agreement) {
                (Some(first), _) => format!(" It has {}. Type: {}", lacks_words(&lacks), first.remedy(number)),
                (None, None) => format!(" It can be agreed with: AGREED: L{number}"),
                (None, Some(_)) if state == State::Changed => {
                    format!(" It has changed since it was agreed. To agree it as it is now: AGREED: L{number}")
                }
                (None, Some(_)) => format!(" When those who send it have it, type: L{number} handed over"),
            }
        }
        State::HandedOver => format!(" When its number is known, type: L{number} is NUMBER"),
        State::Received if is_open(group, liaison, State::Received) => {
            let reply = liaison.reference().map_or_else(|| format!("L{number}"), one_line);
            format!(" To draft an answer: liaison+ out \"TITLE\" in reply to {reply}")
        }
        State::Received | State::Numbered | State::Answered | State::Closed | State::Dropped => String::new(),
    }
}

/// What a decision does to statements, as sentences after it: ` L3 is agreed, provisional. …`
pub(super) fn agreed_by(group: &Group, decision: &Decision, at: DateTime<Utc>) -> Option<String> {
    let Some(named) = group.liaisons_named_by(decision) else { return agrees_nothing(group, decision) };
    let mut sentences = Vec::new();
    let mut agreed: Vec<(u32, &Liaison)> = Vec::new();
    for number in named.liaisons {
        match group.liaisons.get(&number).filter(|liaison| !liaison.is_withdrawn()) {
            None => sentences.push(format!("There is no liaison statement L{number}.")),
            Some(liaison) if liaison.way() == Way::In => {
                sentences.push(format!("L{number} came from another body, so there is nothing to agree."));
            }
            Some(liaison) if liaison.dropped().is_some() => sentences.push(format!("L{number} was dropped.")),
            Some(_) if !named.is_agreed => {
                sentences.push(format!("These words do not agree L{number}. To agree it: AGREED: L{number}"));
            }
            Some(liaison) => agreed.push((number, liaison)),
        }
    }
    let Some((first, _)) = agreed.first() else { return Some(sentences.join(" ")) };
    let numbers: Vec<String> = agreed.iter().map(|(number, _)| format!("L{number}")).collect();
    let are = if numbers.len() == 1 { "is" } else { "are" };
    sentences.push(format!("{} {are} agreed, {}.", join_and(&numbers), standing(group.standing(decision, at))));
    let lacking = agreed.iter().filter_map(|(number, liaison)| {
        let lacks = group.lacks(liaison);
        let remedy = lacks.first()?.remedy(*number);
        Some((*number, lacks_words(&lacks), remedy))
    });
    let lacking: Vec<(u32, String, String)> = lacking.collect();
    // What to type is last, and one thing.
    let next = match lacking.first() {
        Some((_, _, remedy)) => format!("Type: {remedy}"),
        None => format!("When those who send it have it, the secretary types: L{first} handed over"),
    };
    sentences.extend(
        lacking.iter().map(|(number, lacks, _)| format!("L{number} cannot be handed over yet: it has {lacks}.")),
    );
    sentences.push(next);
    Some(sentences.join(" "))
}

/// What to type where a decision names a statement in words that agree none.
fn agrees_nothing(group: &Group, decision: &Decision) -> Option<String> {
    if decision.kind != Kind::Agreed || !decision.is_kept() {
        return None;
    }
    let mut words = decision.text().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let number = words.find_map(|word| {
        let number = word.strip_prefix('L')?.parse::<u32>().ok()?;
        let liaison = group.liaisons.get(&number)?;
        let is_open = liaison.way() == Way::Out && !liaison.is_withdrawn() && !liaison.is_out();
        (is_open && liaison.dropped().is_none()).then_some(number)
    })?;
    Some(format!("These words agree no liaison statement. To agree it: L{number} agreed by {}", decision.id))
}

/// What the room hears when a deadline comes nearer.
pub(super) fn neared(group: &Group, number: u32, at: DateTime<Utc>) -> Vec<Say> {
    let Some(liaison) = group.liaisons.get(&number) else { return Vec::new() };
    let Some((deadline, _)) = liaison.deadline() else { return Vec::new() };
    let left = (deadline - at.with_timezone(&group.charter.zone).date_naive()).num_days();
    let when = match left {
        0 => "today".to_owned(),
        1 => format!("tomorrow, {deadline}"),
        days if days > 0 => format!("in {days} days, by {deadline}"),
        -1 => format!("since yesterday, {deadline}"),
        days => format!("since {deadline}, for {} days", -days),
    };
    let is = if left < 0 { "has been due" } else { "is due" };
    let title = shorten(&one_line(liaison.title()), 120);
    let words = match liaison.way() {
        Way::In => {
            let from = liaison.part(Part::From).map_or_else(String::new, |from| format!(" from {from}"));
            let reference = liaison.reference().map_or_else(String::new, |typed| format!(" ({typed})"));
            let reply = liaison.reference().map_or_else(|| format!("L{number}"), one_line);
            format!(
                "The answer to liaison statement L{number}{from}{reference}, {title}, {is} {when}. To draft it: liaison+ out \"TITLE\" in reply to {reply}"
            )
        }
        Way::Out => {
            let asked: Vec<String> = liaison
                .addressees()
                .iter()
                .filter(|one| one.purpose != Purpose::Information)
                .map(|one| one.body.clone())
                .collect();
            let from = if asked.is_empty() { String::new() } else { format!(" from {}", join_and(&asked)) };
            let next = if liaison.is_out() {
                format!("When it is there, type: L{number} answered by NUMBER")
            } else {
                format!("It has not been handed over yet. To see it: L{number}?")
            };
            format!("The answer{from} to our liaison statement L{number}, {title}, {is} {when}. {next}")
        }
    };
    vec![Say::line(words)]
}

/// The incoming statements that should have been answered by now, for `!status`.
pub(super) fn status(group: &Group, at: DateTime<Utc>) -> Option<String> {
    let today = at.with_timezone(&group.charter.zone).date_naive();
    let answers = group.answers();
    let is_late = |(number, liaison): &(u32, &Liaison)| {
        liaison.way() == Way::In
            && liaison.awaits_answer(answers.contains_key(number))
            && liaison.deadline().is_some_and(|(deadline, _)| deadline < today)
    };
    let late = group.all_liaisons().filter(is_late).map(|(number, liaison)| {
        let reference = liaison.reference().map_or_else(String::new, |typed| format!(", {}", one_line(typed)));
        let deadline = liaison.deadline().map_or_else(String::new, |(deadline, _)| format!(", due by {deadline}"));
        format!("L{number}{reference}{deadline}")
    });
    let late: Vec<String> = late.collect();
    (!late.is_empty())
        .then(|| format!("Liaison statements without an answer: {}. To see them: liaisons due", late.join("; ")))
}

/// What an entry has changed, as people call it.
pub(super) fn named(group: &Group, entry: u64) -> Option<String> {
    let (number, known) = group.liaison_entry(entry)?;
    Some(match &known.change {
        LiaisonChange::Added { .. } => format!("liaison statement L{number}"),
        LiaisonChange::Worded { part, .. } => format!("the {} of L{number}", part.word()),
        LiaisonChange::Addressed { .. } => format!("to whom L{number} goes"),
        LiaisonChange::Deadline { .. } => format!("the deadline of L{number}"),
        LiaisonChange::AgreedBy { .. } => format!("the agreement of L{number}"),
        LiaisonChange::HandedOver => format!("that L{number} is handed over"),
        LiaisonChange::Numbered { .. } => format!("the number of L{number}"),
        LiaisonChange::Answered { .. } => format!("the answer to L{number}"),
        LiaisonChange::Closed { .. } | LiaisonChange::Dropped { .. } | LiaisonChange::Reopened => {
            format!("the change of L{number}")
        }
    })
}

/// The answer to a question, or to a command that changed nothing.
pub(super) fn answer(group: &Group, command: &LiaisonCommand, at: DateTime<Utc>) -> Vec<Say> {
    match command {
        LiaisonCommand::Show { which } => {
            group.liaison_named(which).and_then(|number| shown(group, number, at)).into_iter().collect()
        }
        LiaisonCommand::List { part } => vec![listed(group, part, at)],
        LiaisonCommand::AddIncoming(_)
        | LiaisonCommand::AddOutgoing { .. }
        | LiaisonCommand::Address { .. }
        | LiaisonCommand::SetDeadline { .. }
        | LiaisonCommand::Word { .. }
        | LiaisonCommand::AgreeBy { .. }
        | LiaisonCommand::HandOver { .. }
        | LiaisonCommand::Number { .. }
        | LiaisonCommand::Answer { .. }
        | LiaisonCommand::Close { .. }
        | LiaisonCommand::Drop { .. }
        | LiaisonCommand::Reopen { .. } => {
            vec![Say::whisper("Nothing changed: the liaison statement is already like that.")]
        }
    }
}

fn listed(group: &Group, part: &LiaisonPart, at: DateTime<Utc>) -> Say {
    let all = statements(group, part, at);
    let which = match part {
        LiaisonPart::All => String::new(),
        LiaisonPart::In => " that came in".to_owned(),
        LiaisonPart::Out => " of the group".to_owned(),
        LiaisonPart::Open => " that are open".to_owned(),
        LiaisonPart::Due => " that wait for an answer".to_owned(),
        LiaisonPart::Dropped => " that were dropped".to_owned(),
        LiaisonPart::Body(body) => format!(" from or to {}", shorten(&group.body_named(body), 60)),
    };
    if all.is_empty() {
        let how = if group.liaisons.is_empty() { ". To draft one: liaison+ out \"TITLE\"" } else { "" };
        return Say::whisper(format!("I see no liaison statements{which}{how}"));
    }
    let mut text = Text::plain(format!("Liaison statements{which}:"));
    text.push(Block::List(all.iter().map(|one| vec![Span::Plain(one.line())]).collect()));
    Say::room(text)
}

/// A statement as it is, with what it lacks.
fn shown(group: &Group, number: u32, at: DateTime<Utc>) -> Option<Say> {
    let liaison = group.liaisons.get(&number)?;
    let statement = statement(group, number, at)?;
    let mut text = Text::plain(statement.line());
    let field = |label: &str, value: Option<String>| {
        value.filter(|value| !value.is_empty()).map(|value| (label.to_owned(), vec![Span::Plain(value)]))
    };
    let fields: Vec<(String, Vec<Span>)> = [
        field("From", statement.from.clone()),
        field("For action to", statement.bodies(Purpose::Action)),
        field("For comment to", statement.bodies(Purpose::Comment)),
        field("For information to", statement.bodies(Purpose::Information)),
        field("In reply to", statement.reply_to.clone()),
        field("Prepared at", statement.prepared.clone()),
        field("Questions", statement.questions.clone()),
        field("Answer by", statement.deadline.map(day_words)),
        field("Contact", Some(statement.contacts.join("; "))),
        field("Keywords", statement.keywords.clone()),
        field("Abstract", statement.summary.clone()),
        field("Agenda item", statement.item.clone()),
    ]
    .into_iter()
    .flatten()
    .collect();
    text.push(Block::Fields(fields));
    for paragraph in paragraphs(statement.text.as_deref().unwrap_or_default()) {
        text.push(paragraph);
    }
    let next = next_words(group, number, liaison, at);
    if !next.is_empty() {
        text.paragraph([next.trim_start().to_owned().into()]);
    }
    Some(Say::room(text))
}
