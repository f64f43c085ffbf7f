//! The sentences of answers to questions, and what the room hears of its mails.

use chrono::{DateTime, Utc};

use super::{Say, decisions, letter, schedule};
use crate::group::Group;
use crate::group::action::Action;
use crate::group::command::{AgendaCommand, Command, Request, Whose};
use crate::group::event::{DELETED, Entry, Event};
use crate::group::paper::{Delivery, PaperId};
use crate::group::person::{Person, Right};
use crate::text::{Block, Span, Text, shorten};
use crate::time::duration_words;

/// What is added once after all that happened.
pub(super) fn after(group: &Group, request: &Request, entries: &[Entry]) -> Vec<Say> {
    let took_up = entries.iter().any(|entry| matches!(entry.event, Event::ItemTakenUp { .. }));
    match request.command {
        Command::Agenda(AgendaCommand::NextItem | AgendaCommand::SkipItem { item: None }) if !took_up => {
            vec![Say::room(remaining(group))]
        }
        _ => Vec::new(),
    }
}

/// `I see Ana, Bo on the speaker queue`.
pub(super) fn queue_sentence(group: &Group) -> String {
    let names = group.meeting.as_ref().map(|meeting| meeting.queue.names()).unwrap_or_default();
    if names.is_empty() {
        return "I see no one on the speaker queue".to_owned();
    }
    format!("I see {} on the speaker queue", names.join(", "))
}

/// The list of speakers, as it is read before it is closed.
pub(super) fn speakers(group: &Group) -> String {
    let names = group.meeting.as_ref().map(|meeting| meeting.queue.names()).unwrap_or_default();
    let list = if names.is_empty() { "empty".to_owned() } else { names.join(", ") };
    format!("The list of speakers is: {list}. To be added, type q+ now. A chair closes it with: close the queue")
}

pub(super) const FORGETTING: &str = "This erases what you said in this group's meetings, your hands, votes and attendance, and removes your name from what you recorded. Decisions, actions, notes, open issues, questions and objections with their reasons stay, without your name; where others wrote your name, it stays too. Mail that went to a list cannot be recalled. If you mean it, type: forget me really";

pub(super) fn full_queue(group: &Group) -> Text {
    let hands = group.meeting.as_ref().map_or(&[] as &[_], |meeting| meeting.queue.hands.as_slice());
    let mut text = Text::plain(queue_sentence(group));
    let lines: Vec<(u32, Vec<Span>)> = (1..)
        .zip(hands)
        .map(|(position, hand)| {
            let kind = hand.kind.word().map_or_else(String::new, |word| format!(", {word}"));
            let notes: Vec<&str> = hand.notes.iter().map(|(_, note)| note.as_str()).collect();
            let notes = if notes.is_empty() { String::new() } else { format!(": {}", notes.join("; ")) };
            (position, vec![format!("{}{kind}{notes}", hand.person.with_organization()).into()])
        })
        .collect();
    if !lines.is_empty() {
        text.push(Block::Numbered(lines));
    }
    text
}

pub(super) fn agenda(group: &Group) -> Text {
    use crate::group::agenda::ItemState;
    let agenda = group.agenda();
    if agenda.in_order().next().is_none() {
        return Text::plain("I see nothing on the agenda. Add an item with: agenda+ TITLE");
    }
    let mut text = Text::plain("Agenda:");
    let lines = agenda.in_order().map(|item| {
        let from = item.proposer.as_deref().map_or_else(String::new, |proposer| format!(" [from {proposer}]"));
        let length = item.box_secs.map_or_else(String::new, |secs| format!(" [{}]", duration_words(i64::from(secs))));
        let state = match item.state {
            ItemState::Waiting => "",
            ItemState::Open => " -- open",
            ItemState::Closed => " -- closed",
            ItemState::Skipped => " -- skipped",
            ItemState::Unfinished => " -- unfinished",
            ItemState::Dropped => " -- dropped",
        };
        (item.number, vec![format!("{}{from}{length}{state}", item.title).into()])
    });
    text.push(Block::Numbered(lines.collect()));
    text
}

pub(super) const ALL_SUGGESTED: &str = "The agenda has all that the record suggests. To see it: agenda?";

/// What the record suggests for the agenda, and how it is taken over.
pub(super) fn suggested(group: &Group, at: DateTime<Utc>) -> Text {
    let suggested = group.suggested(at);
    if suggested.is_empty() {
        return Text::plain(ALL_SUGGESTED);
    }
    let meeting = group.meeting.as_ref().map(|open| open.number).or(group.planned().map(|plan| plan.meeting));
    let of = meeting.map_or_else(|| "the next meeting".to_owned(), |meeting| format!("meeting {meeting}"));
    let mut text = Text::plain(format!("From the record, I suggest for the agenda of {of}:"));
    let lines = (1..).zip(suggested).map(|(number, one)| (number, vec![one.title.into()]));
    text.push(Block::Numbered(lines.collect()));
    text.paragraph(["Nothing of this is on the agenda. The secretary or a chair takes over some of it with: agenda take 1, 3. All of it: agenda take".into()]);
    text
}

/// `agendum 2 -- Overlap table -- is open`.
pub(super) fn open_item(group: &Group) -> String {
    let Some(meeting) = &group.meeting else { return "No meeting is open.".to_owned() };
    match meeting.agenda.open_item() {
        Some(item) => format!("agendum {} -- {} -- is open", item.number, item.title),
        None => "No agenda item is open.".to_owned(),
    }
}

/// `I see 4 items remaining on the agenda; the next one is` …
pub(super) fn remaining(group: &Group) -> Text {
    let waiting: Vec<_> = group.agenda().waiting().collect();
    let name = |item: &&crate::group::agenda::Item| {
        let from = item.proposer.as_deref().map_or_else(String::new, |proposer| format!(" [from {proposer}]"));
        format!("{}. {}{from}", item.number, item.title)
    };
    match waiting.as_slice() {
        [] => Text::plain("I see nothing remaining on the agenda"),
        [only] => Text::plain(format!("I see 1 item remaining on the agenda: {}", name(only))),
        [next, ..] => Text::plain(format!(
            "I see {} items remaining on the agenda; the next one is {}",
            waiting.len(),
            name(next)
        )),
    }
}

/// `A3: Ana to send the table (Ana), due 2026-12-01`.
pub(super) fn action_line(group: &Group, number: u32) -> String {
    group.actions.get(&number).map_or_else(|| format!("A{number}"), describe)
}

/// The same with a mark where its day has passed.
fn described_at(group: &Group, at: DateTime<Utc>, action: &Action) -> String {
    let today = at.with_timezone(&group.charter.zone).date_naive();
    let overdue = if action.due.is_some_and(|due| due < today) { " -- OVERDUE" } else { "" };
    format!("{}{overdue}", describe(action))
}

/// What adds the owner or the day that an action lacks. `None`: it has both.
pub(super) fn how_to_complete(action: &Action) -> Option<String> {
    let number = action.number;
    let owner = action.owners.is_empty().then(|| format!("action A{number} = NAME to {}", shorten(&action.text, 60)));
    let day = action.due.is_none().then(|| format!("action A{number} due Friday"));
    let ways: Vec<String> = owner.into_iter().chain(day).collect();
    (!ways.is_empty()).then(|| ways.join(", and "))
}

fn describe(action: &Action) -> String {
    let due = action.due.map_or_else(String::new, |due| format!(", due {} ({})", due, due.format("%A")));
    let lack = match (action.owners.is_empty(), action.due.is_none()) {
        (true, true) => " -- no owner, no date",
        (true, false) => " -- no owner",
        (false, true) => " -- no date",
        (false, false) => "",
    };
    format!("A{}: {}{due}{lack}", action.number, action.text)
}

pub(super) fn actions(group: &Group, whose: Whose, request: &Request) -> Text {
    let by = request.by.as_ref();
    let is_mine = |action: &&Action| whose == Whose::All || by.is_some_and(|by| group.owns(by, action));
    let open: Vec<Vec<Span>> = group
        .actions
        .values()
        .filter(|action| action.is_open())
        .filter(is_mine)
        .map(|action| vec![described_at(group, request.at, action).into()])
        .collect();
    if open.is_empty() {
        return Text::plain("I see no open actions");
    }
    let mut text = Text::plain("Open actions:");
    text.push(Block::List(open));
    text
}

/// The actions of all meetings, or of those that are meant, with what became of each.
pub(super) fn actions_of(group: &Group, of: &crate::group::command::Span) -> Text {
    let held = |meeting: u32| {
        let sittings = group.held.iter().find(|held| held.meeting == meeting).and_then(|held| held.sittings.first());
        let open = group.meeting.as_ref().filter(|open| open.number == meeting).map(|open| open.started_at);
        let start = sittings.map(|sitting| sitting.start).or(open)?;
        Some(start.with_timezone(&group.charter.zone).date_naive())
    };
    let is_meant = |action: &&Action| {
        action.is_kept()
            && of.meeting.is_none_or(|meeting| action.meeting == meeting)
            && of.since.is_none_or(|since| held(action.meeting).is_some_and(|day| day >= since))
            && of
                .tag
                .as_ref()
                .is_none_or(|tag| action.text.contains(tag.as_str()) || group.is_owner_called(action, tag))
    };
    let lines = group.actions.values().filter(is_meant).map(|action| {
        let state = match action.outcome {
            None => "open",
            Some(crate::group::event::ActionOutcome::Done) => "done",
            Some(crate::group::event::ActionOutcome::Dropped) => "dropped",
        };
        vec![format!("{} [meeting {}, {state}]", describe(action), action.meeting).into()]
    });
    let lines: Vec<Vec<Span>> = lines.collect();
    let which = span_words(of);
    if lines.is_empty() {
        return Text::plain(format!("I see no actions{which}"));
    }
    let mut text = Text::plain(format!("Actions{which}:"));
    text.push(Block::List(lines));
    text
}

/// ` of all meetings`, ` for SG17, since 2026-09-01`.
pub(super) fn span_words(of: &crate::group::command::Span) -> String {
    let tag = of.tag.as_ref().map(|tag| format!("for {tag}"));
    let meeting = of.meeting.map(|meeting| format!("of meeting {meeting}"));
    let since = of.since.map(|since| format!("since {since}"));
    let words: Vec<String> = tag.into_iter().chain(meeting).chain(since).collect();
    if words.is_empty() { " of all meetings".to_owned() } else { format!(" {}", words.join(" ")) }
}

/// What earlier meetings left to do; nothing when nothing is open.
pub(super) fn still_open(group: &Group, at: DateTime<Utc>) -> Text {
    let open = group.actions.values().filter(|action| action.is_open());
    let lines: Vec<Vec<Span>> = open.map(|action| vec![described_at(group, at, action).into()]).collect();
    let mut text = Text::default();
    if !lines.is_empty() {
        text.paragraph(["Open actions:".into()]);
        text.push(Block::List(lines));
    }
    text
}

/// The version of a meeting's minutes that the list has.
pub(super) fn sent_version(group: &Group, meeting: u32) -> Option<u32> {
    let sent = group.minutes(meeting)?.sent.last()?;
    sent.is_standing().then_some(sent.version)
}

/// What opens a meeting before its first item: the minutes of the one before, and what it left to do.
pub(super) fn openings(group: &Group, meeting: u32) -> Vec<String> {
    let last = group.last_meeting.filter(|last| *last < meeting);
    let minutes = last.map(|last| {
        let version = sent_version(group, last).map_or_else(String::new, |version| format!(", version {version}"));
        format!("approval of the minutes of meeting {last}{version}")
    });
    let open = group.actions.values().filter(|action| action.is_open()).map(|action| format!("A{}", action.number));
    let open: Vec<String> = open.collect();
    let actions = (!open.is_empty()).then(|| format!("open actions: {}", open.join(", ")));
    minutes.into_iter().chain(actions).collect()
}

pub(super) fn presence(group: &Group) -> String {
    let list = |people: &[Person]| people.iter().map(Person::with_organization).collect::<Vec<_>>().join(", ");
    let Some(meeting) = &group.meeting else {
        let of = |label: &str, people: &[Person]| {
            if people.is_empty() { String::new() } else { format!(" {label}: {}.", list(people)) }
        };
        let expected = of("Expected at the next", &group.mailbox.expected);
        return format!("No meeting is open.{expected}{}", of("Regrets", &group.draft_regrets));
    };
    let present = if meeting.present.is_empty() { "nobody yet".to_owned() } else { list(&meeting.present) };
    let regrets =
        if meeting.regrets.is_empty() { String::new() } else { format!(". Regrets: {}", list(&meeting.regrets)) };
    format!("Present: {present}{regrets}")
}

/// Item, speaker, queue and what was decided so far.
pub(super) fn catch_up(group: &Group) -> Text {
    let Some(meeting) = &group.meeting else { return Text::plain("No meeting is open.") };
    let item = meeting.agenda.open_item().map_or_else(
        || "no agenda item is open".to_owned(),
        |item| format!("agendum {} ({}) is open", item.number, item.title),
    );
    let floor =
        meeting.floor.as_ref().map_or_else(String::new, |floor| format!(", {} has the floor", floor.person.name));
    let mut text = Text::plain(format!("Meeting {}: {item}{floor}. {}.", meeting.number, queue_sentence(group)));
    for (label, words) in decisions::pending(group) {
        text.paragraph([format!("{label}: {words}").into()]);
    }
    let decided = group.decisions.values().filter(|decision| decision.id.meeting == meeting.number);
    let decided = decided.filter(|decision| decision.is_kept() && decision.text() != DELETED);
    let decisions: Vec<Vec<Span>> = decided
        .map(|decision| {
            let kind = decision.kind.word().to_lowercase();
            vec![format!("{}, {kind}: {}", decision.id, decision.text()).into()]
        })
        .collect();
    if !decisions.is_empty() {
        text.paragraph(["Decided so far:".into()]);
        text.push(Block::List(decisions));
    }
    text
}

const OLD_ZONE_DATA: &str = "The zone data is more than nine months old, so times of future meetings may be wrong. Ask the operator to install a newer Convenor.";

pub(super) fn status(group: &Group, request: &Request) -> Text {
    let version = env!("CARGO_PKG_VERSION");
    let meeting = match (&group.meeting, group.last_meeting) {
        (Some(meeting), _) => {
            format!("meeting {} is open since {} UTC", meeting.number, meeting.started_at.format("%Y-%m-%d %H:%M"))
        }
        (None, Some(last)) => format!("the last meeting was number {last}"),
        (None, None) => "no meeting has been held".to_owned(),
    };
    let mut lines: Vec<Vec<Span>> = vec![
        vec![format!("Convenor {version}, zone data {}", crate::time::data_version()).into()],
        vec![format!("Group {}: {meeting}", group.charter.name).into()],
    ];
    lines.extend(schedule::status(group).map(|line| vec![line.into()]));
    lines.extend(minutes_status(group).map(|line| vec![line.into()]));
    lines.extend(super::liaisons::status(group, request.at).map(|line| vec![line.into()]));
    lines.extend(super::mandate::words(group).map(|line| vec![line.into()]));
    if group.open_terms().is_some() {
        lines.extend(super::terms::status(group, request.at).into_iter().map(|line| vec![line.into()]));
    }
    if let Some((ahead, last)) = group.ahead_of(request.at).zip(group.last_at) {
        let last = last.format("%Y-%m-%d %H:%M");
        let ahead = duration_words(ahead.num_seconds());
        lines.push(vec![format!("The last entry of my log is from {last} UTC, {ahead} ahead of my clock: ask the operator to check the date of the machine").into()]);
    }
    if request.role.may(Right::Secretary) && crate::time::release::is_old(request.at) {
        lines.push(vec![OLD_ZONE_DATA.into()]);
    }
    let mut text = Text::default();
    text.push(Block::List(lines));
    text
}

/// How far the latest minutes are, and what comes next.
fn minutes_status(group: &Group) -> Option<String> {
    let finished = group.finished.as_ref().map(|meeting| meeting.number);
    let number = finished.max(group.all_minutes().next_back().map(|(meeting, _)| meeting))?;
    let state = group.minutes(number).cloned().unwrap_or_default();
    let Some(shown) = state.shown.as_ref().map(|version| version.number) else {
        return Some(format!("Minutes of meeting {number}: draft; the secretary shows it with: !minutes"));
    };
    let word = match state.sent.last() {
        _ if state.final_since.is_some() => "final".to_owned(),
        Some(sent) if sent.version == shown => match &sent.state {
            Delivery::Queued => "in the outbox".to_owned(),
            Delivery::HandedOver => "handed to the mail server".to_owned(),
            Delivery::Seen => "seen in the archive".to_owned(),
            Delivery::Withdrawn => "withdrawn, because words in them were deleted".to_owned(),
            Delivery::Refused { reason } => {
                format!("refused by the mail server: {reason}. Fix the cause, then type: !minutes send")
            }
        },
        _ if group.are_approved(&state) => "approved".to_owned(),
        _ if state.standing_approvals().next().is_some() => {
            let names = super::approvals::approved_by(&state);
            let missing = group.approvals_missing(&state);
            format!("in review, approved by {}; {}", crate::text::join_and(&names), approvals_needed(missing))
        }
        _ => "in review".to_owned(),
    };
    Some(format!("Minutes of meeting {number}, version {shown}: {word}"))
}

/// `1 more approval is needed`.
pub(super) fn approvals_needed(missing: usize) -> String {
    match missing {
        1 => "1 more approval is needed".to_owned(),
        many => format!("{many} more approvals are needed"),
    }
}

/// What shows a mail again, by its Message-ID.
fn again(group: &Group, message_id: &str) -> String {
    match group.paper_of_mail(message_id) {
        Some((PaperId::Notice(_), _)) => "!announce".to_owned(),
        Some((PaperId::Report(number), _)) => format!("!report {}", super::reports::body_of(group, number)),
        Some((PaperId::ListProposal(number), _)) => format!("!propose confirm LP{number}"),
        Some((PaperId::Minutes(_), _)) | None => "!minutes".to_owned(),
    }
}

/// What sends a mail again.
fn resend(group: &Group, message_id: &str) -> String {
    match group.paper_of_mail(message_id) {
        Some((PaperId::Notice(_), _)) => "!announce".to_owned(),
        Some((PaperId::Report(number), _)) => format!("!report send {}", super::reports::body_of(group, number)),
        Some((PaperId::ListProposal(number), _)) => format!("!propose confirm LP{number}"),
        Some((PaperId::Minutes(_), _)) | None => "!minutes send".to_owned(),
    }
}

/// What the post office has to tell.
pub(super) fn mail_news(group: &Group, event: &Event) -> Vec<Say> {
    let list = group.charter.list.as_deref().unwrap_or("the list");
    match event {
        Event::MailHandedOver { message_id } => {
            let words = letter::called(group, message_id);
            vec![Say::line(format!("{words}: handed to the mail server for {list}."))]
        }
        Event::MailSeen { message_id } => {
            let words = letter::called(group, message_id);
            let links = group.charter.permalinks.as_ref();
            let link = links.map_or_else(String::new, |links| format!(": {}", links.of_ours(message_id)));
            vec![Say::line(format!(
                "{words}: seen in the archive of {list}{}",
                if link.is_empty() { "." } else { &link }
            ))]
        }
        Event::MailWithdrawn { message_id } => {
            let words = letter::called(group, message_id);
            vec![Say::line(format!(
                "{words}: withdrawn before it was sent, because words in it were deleted. Show it again with: {}",
                again(group, message_id)
            ))]
        }
        Event::MailRefused { message_id, reason } => {
            let words = letter::called(group, message_id);
            let secretary = group
                .charter
                .members
                .iter()
                .find(|member| member.accounts.iter().any(|account| group.charter.secretaries.contains(account)));
            let account = secretary
                .and_then(|member| {
                    member.accounts.iter().find(|account| group.charter.secretaries.contains(*account)).cloned()
                })
                .or_else(|| group.charter.secretaries.iter().next().cloned());
            let mut spans: Vec<Span> = Vec::new();
            if let Some(account) = &account {
                let name = secretary.map_or_else(|| account.0.clone(), |member| member.name.clone());
                spans.extend([Span::Person { account: Some(account.0.clone()), name }, ": ".into()]);
            }
            spans.push(
                format!(
                    "{words}: refused by the mail server and not sent: {reason}. Fix the cause, then type: {}",
                    resend(group, message_id)
                )
                .into(),
            );
            vec![Say { ping: account, ..Say::room(Text::line(spans)) }]
        }
        _ => Vec::new(),
    }
}
