//! What is said when something has happened, after Zakim's sentences.

use chrono::{DateTime, Duration, TimeZone, Utc};

use super::{
    Say, answers, approvals, decisions, documents, floor, in_doubt, liaisons, list_proposals, mended, register,
    reports, schedule, taken_back,
};
use crate::group::Group;
use crate::group::agenda::{Item, ItemState};
use crate::group::charter::Discussion;
use crate::group::command::{
    ActionCommand, AgendaCommand, ChangeCommand, Command, FloorCommand, MeetingCommand, ProposalCommand, RecordCommand,
    Request,
};
use crate::group::considered::Considered;
use crate::group::event::{ActionOutcome, DELETED, Entry, Event, NoteKind, Stage, Timed};
use crate::group::paper::PaperId;
use crate::group::person::Person;
use crate::group::record::Body;
use crate::text::{Block, Span, Stamp, Text};
use crate::time::duration_words;

#[expect(clippy::too_many_lines, reason = "one arm an event, each with its words")]
pub(super) fn to_event(group: &Group, request: &Request, entry: &Entry) -> Vec<Say> {
    match &entry.event {
        Event::MeetingStarted { number, title } => vec![opening(group, *number, title.as_deref(), entry.at)],
        Event::MeetingEnded => vec![closing(group)],
        Event::RecessBegan { until } => {
            let mut line: Vec<Span> = vec!["The meeting is in recess".into()];
            line.extend(until.iter().flat_map(|until| [" until ".into(), later_span(group, *until, entry.at)]));
            line.push(". The queue is kept.".into());
            vec![Say::room(Text::line(line))]
        }
        // A meeting that is closed in a recess does not go on first.
        Event::RecessEnded if matches!(request.command, Command::Meeting(MeetingCommand::EndMeeting)) => Vec::new(),
        Event::RecessEnded => vec![Say::line("The meeting resumes.")],
        Event::MeetingReopened | Event::SpeakerCorrected { .. } | Event::RegretsWithdrawn { .. } => {
            mended::to_event(group, &entry.event)
        }
        Event::SecondSessionOpened => vec![Say::line(
            "The second session of this meeting begins. The agenda starts again; what the first session recorded is kept.",
        )],

        Event::HandRaised { person, hand, .. } => floor::hand_raised(group, request, person, *hand),
        Event::LaterHandRaised { .. } | Event::HandMovedLast { behind: None, .. } => floor::last_hand(group, request),
        Event::HandMovedLast { .. } => floor::own_hands(group, request),
        Event::HandChanged { .. } => floor::own_hands(group, request),
        Event::QueueSet { .. } if matches!(request.command, Command::Floor(FloorCommand::GiveLastWord { .. })) => {
            Vec::new()
        }
        Event::QueueSet { .. } => vec![Say::line(answers::queue_sentence(group))],
        // Whose name went with their line, nobody is told of.
        Event::HandLowered { person, .. } if person.name == DELETED => Vec::new(),
        Event::HandLowered { person, hand } => {
            let kind = hand.map(|hand| format!("One hand of {} ({}) is", person.name, hand.kind.name()));
            let subject = kind.unwrap_or_else(|| format!("{} is", person.name));
            let words = format!("{subject} off the speaker queue.");
            // People who are taken off by others have to see it, and a message that is gone has no answer.
            let is_deletion = matches!(request.command, Command::Change(ChangeCommand::Retract { .. }));
            vec![if is_own(request, person) && !is_deletion { Say::whisper(words).receipt() } else { Say::line(words) }]
        }
        Event::QueueClosed => {
            let last = answers::queue_sentence(group);
            vec![Say::line(format!("The speaker queue is closed. {last}."))]
        }
        Event::QueueReopened => vec![Say::line("The speaker queue is open.").receipt()],
        Event::FloorGiven { .. } if is_ruling(request) => Vec::new(),
        Event::FloorYielded { .. } if is_ruling(request) => floor::again(group),
        Event::FloorGiven { person, .. } => vec![floor::floor_given(group, request, person, entry.at)],
        Event::FloorPaused => vec![Say::line("The speaker's timer is paused.")],
        Event::FloorResumed => vec![Say::line("The speaker's timer is running again.")],
        Event::FloorYielded { person } => floor::floor_yielded(group, request, person),
        Event::SpeakingTimeSet { secs, whose } => {
            let each = match whose {
                Timed::Speaker => "Each speaker has",
                Timed::Organization => "On each agenda item each organization has",
            };
            vec![Say::line(format!("{each} {}. I warn at 80 % and at the end.", duration_words(i64::from(*secs))))]
        }
        Event::SpeakingTimeCleared { whose: Timed::Speaker } => vec![Say::line("Speakers are no longer timed.")],
        Event::SpeakingTimeCleared { whose: Timed::Organization } => {
            vec![Say::line("Organizations are no longer timed.")]
        }
        Event::SpeakerWarned { stage, whose } => floor::speaker_warned(group, *stage, *whose, entry.at),

        Event::ItemAdded { item, title, .. }
            if matches!(request.command, Command::Agenda(AgendaCommand::AddItem { .. })) =>
        {
            vec![Say::line(format!("agendum {item} added: {title}"))]
        }
        Event::ItemAdded { .. } => Vec::new(),
        Event::ItemRenamed { item, title, .. } => vec![Say::line(format!("agendum {item} is now: {title}")).receipt()],
        Event::ItemDropped { item } => {
            let title = group.agenda().items.get(item).map_or("", |item| item.title.as_str());
            vec![Say::line(format!("agendum {item}, {title}, dropped"))]
        }
        Event::AgendaOrdered { .. } | Event::AgendaCleared => vec![Say::room(answers::agenda(group))],
        Event::ItemTakenUp { item } => item_taken_up(group, *item),
        Event::ItemClosed { item } => item_closed(group, request, *item, ItemState::Closed),
        Event::ItemSkipped { item } => item_closed(group, request, *item, ItemState::Skipped),
        Event::SubtopicOpened { title } => vec![Say::line(format!("subtopic -- {title}"))],
        // Of an item that nobody has taken up the length is only planned.
        Event::ItemBoxed { .. } if matches!(request.command, Command::Agenda(AgendaCommand::AddItem { .. })) => {
            Vec::new()
        }
        Event::ItemBoxed { item, secs } => {
            vec![Say::line(format!(
                "agendum {item} has {}. I warn at 80 % and at the end.",
                duration_words(i64::from(*secs))
            ))]
        }
        Event::ItemWarned { item, stage } => vec![item_warned(group, *item, *stage, entry.at)],
        Event::Concluded { item, text } => vec![concluded(group, *item, text)],
        Event::DocumentConsidered { item, reference } => {
            let place = item.map_or_else(String::new, |item| format!(" under agendum {item}"));
            let document = Considered::of(reference);
            let from = document.source.map_or_else(String::new, |source| format!(" from {source}"));
            vec![Say::line(format!("Document {}{from} is listed{place}.", document.reference)).receipt()]
        }

        Event::ActionRecorded { action, text, .. } => {
            let how = group.actions.get(action).and_then(answers::how_to_complete);
            let how = how.map_or_else(String::new, |how| format!(". To add: {how}"));
            let recorded = Say::line(format!("Recorded action {}{how}", answers::action_line(group, *action)));
            let doubts = in_doubt::day_in_doubt(group, entry.at, *action, text);
            let owners = in_doubt::owner_in_doubt(group, request, *action);
            std::iter::once(recorded).chain(doubts).chain(owners).collect()
        }
        Event::ActionReworded { entry: line, action, text, .. } => {
            let by = corrector(group, request, *line).map_or_else(String::new, |by| format!("{by} "));
            let changed = Say::line(format!("{by}Now action {}", answers::action_line(group, *action)));
            let is_settled = matches!(request.command, Command::Action(ActionCommand::SetActionDue { .. }));
            let doubt = if is_settled { None } else { in_doubt::day_in_doubt(group, entry.at, *action, text) };
            let owners = in_doubt::owner_in_doubt(group, request, *action);
            std::iter::once(changed).chain(doubt).chain(owners).collect()
        }
        Event::ActionReopened { action } => {
            vec![Say::line(format!("Action {} is open again.", answers::action_line(group, *action)))]
        }
        Event::ActionClosed { action, outcome: ActionOutcome::Done } => {
            vec![Say::line(format!("Action A{action} is done.")).receipt()]
        }
        Event::ActionClosed { action, outcome: ActionOutcome::Dropped } => {
            vec![Say::line(format!("Action A{action} is dropped.")).receipt()]
        }
        Event::DecisionRecorded { .. }
        | Event::DecisionAmended { .. }
        | Event::DecisionReopened { .. }
        | Event::ProposalOpened { .. }
        | Event::ProposalDue { .. }
        | Event::ProposalDropped { .. }
        | Event::StandTaken { .. }
        | Event::StandWithdrawn { .. }
        | Event::VoteWithdrawn { .. }
        | Event::ObjectionRaised { .. }
        | Event::ObjectionWithdrawn { .. }
        | Event::PollOpened { .. }
        | Event::VoteCast { .. }
        | Event::PollClosed { .. }
        | Event::QuestionAsked { .. }
        | Event::BackingWithdrawn { .. }
        | Event::QuestionBacked { .. } => decisions::to_event(group, entry),
        Event::Inserted { speaker, words, .. } => {
            let words = crate::text::shorten(words, 200);
            let by = request.by.as_ref().filter(|by| !by.is(speaker));
            vec![Say::line(by.map_or_else(
                || format!("Inserted: {}: {words}", speaker.name),
                |by| format!("{} inserted what {} said: {words}", by.name, speaker.name),
            ))]
        }
        // A link that somebody posts is noted without a word.
        Event::Noted { .. } if matches!(request.command, Command::Record(RecordCommand::Say { .. })) => Vec::new(),
        // What everybody has to know.
        Event::Noted { text, .. }
            if matches!(request.command, Command::Proposal(ProposalCommand::ExtendWindow { .. })) =>
        {
            vec![decisions::more_time(group, text)]
        }
        Event::Noted { kind: NoteKind::Ruling, text } => vec![Say::line(format!("Recorded ruling: {text}")).receipt()],
        Event::Noted { kind, text } => vec![Say::whisper(format!("{}: {text}", kind.word())).receipt()],
        Event::Said { words, .. } => match decisions::objecting_to_nothing(group, request) {
            hints if hints.is_empty() => decisions::voting_by_word(group, request, words),
            hints => hints,
        },
        Event::Reworded { entry, text } => reworded(group, request, *entry, text),
        Event::Withdrawn { entry } => taken_back::withdrawn(group, request, *entry),
        Event::Redacted { entries } => taken_back::redacted(group, request, entries),
        Event::RecordSuspended => {
            vec![Say::line("Off the record: what is said is not kept. To go back on: on the record")]
        }
        Event::RecordResumed => vec![Say::line("On the record again.")],

        Event::PresenceDeclared { person } => {
            let doubt = in_doubt::not_you(group, request, person);
            let said = format!("Present{}: {}{doubt}", in_meeting(group), person.with_organization());
            vec![if doubt.is_empty() { Say::whisper(said).receipt() } else { Say::whisper(said) }]
        }
        Event::PresenceWithdrawn { person } => {
            let of = in_meeting(group);
            let words = format!("{} is no longer listed as present{of}.", person.name);
            vec![if is_own(request, person) { Say::whisper(words).receipt() } else { Say::line(words) }]
        }
        Event::RegretsDeclared { person, meeting } => {
            let of = meeting.map_or_else(String::new, |meeting| format!(" for meeting {meeting}"));
            vec![Say::whisper(format!("Regrets{of}: {}", person.with_organization())).receipt()]
        }
        Event::Arrived { person } => arrived(group, person),
        Event::ScribeNamed { person, .. } => {
            vec![Say::line(format!(
                "{} is scribe. Lines such as NAME: words are recorded as what NAME said.",
                person.name
            ))]
        }
        Event::ChairNamed { person } => {
            let account = person.account.as_ref().map_or("", |account| account.0.as_str());
            vec![Say::line(format!("{} ({account}) shares the chair of this meeting.", person.name))]
        }
        Event::ChairReleased { person } => {
            let is_chair = person.account.as_ref().is_some_and(|account| group.charter.chairs.contains(account));
            let still = if is_chair { " and stays a chair of the group" } else { "" };
            vec![Say::line(format!("{} no longer chairs this meeting{still}.", person.name))]
        }
        Event::ReminderSet { due, text, .. } => {
            let line = ["Reminder set for ".into(), later_span(group, *due, entry.at), format!(": {text}").into()];
            vec![Say::room(Text::line(line))]
        }
        Event::ReminderDue { .. } => {
            let reminder = group.reminded.as_ref().filter(|reminder| !reminder.text.is_empty());
            let words = reminder.map(|reminder| {
                if let Some(number) = reminder.action {
                    return mended::due_today(group, reminder.by.as_deref(), number);
                }
                let by = reminder.by.as_deref().map_or_else(String::new, |by| format!(" (from {by})"));
                format!("Reminder{by}: {}", reminder.text)
            });
            words.map(Say::line).into_iter().collect()
        }
        Event::PaperQueued { paper: PaperId::ListProposal(number), version, .. } => {
            list_proposals::queued(group, *number, *version)
        }
        Event::ListProposalChanged { proposal, change } => list_proposals::to_event(group, entry, *proposal, change),
        Event::ParentMeetingSet { .. }
        | Event::ParentMeetingCancelled { .. }
        | Event::ReportNeared { .. }
        | Event::MandateChanged { .. }
        | Event::TermsChanged { .. }
        | Event::MandateNeared { .. }
        | Event::ReportBegun { .. }
        | Event::ReportDelivered { .. }
        | Event::PaperShown { .. }
        | Event::PaperEdited { .. }
        | Event::PaperApproved { .. }
        | Event::PaperQueued { .. } => reports::to_event(group, entry),
        Event::DocumentChanged { document, change } => documents::to_event(group, *document, change),
        Event::RegisterChanged { row, change } => {
            let by = request.by.as_ref().map(|by| by.name.as_str());
            register::to_event(group, *row, change, by)
        }
        Event::LiaisonChanged { liaison: number, change } => liaisons::to_event(group, *number, change, entry.at),
        Event::LiaisonNeared { liaison: number, .. } => liaisons::neared(group, *number, entry.at),
        Event::QuietSet { is_quiet: true } => {
            vec![Say::line("Quiet mode: I carry out what you type without confirming it. To end it: !quiet off")]
        }
        Event::QuietSet { is_quiet: false } => vec![Say::line("Quiet mode is off.")],
        Event::ZoneChosen { .. } | Event::ZoneDeclined => vec![super::times::own_zone(group, request)],
        Event::PersonForgotten => {
            vec![Say::whisper(
                "You are forgotten: what you said is deleted from the log, and your name is removed from what you recorded. It stays where others wrote it.",
            )]
        }
        // Nobody has to be told that old words are gone on the day that was announced, nor that a message is there.
        Event::WordsExpired { .. } | Event::ProposalShown { .. } => Vec::new(),
        Event::ScribeReleased { person } => vec![Say::line(format!("{} is no longer scribe.", person.name))],

        Event::MeetingPlanned { .. }
        | Event::MeetingMoved { .. }
        | Event::MeetingCancelled { .. }
        | Event::JoinLinkSet { .. }
        | Event::NoticeShown { .. }
        | Event::NoticeQueued { .. }
        | Event::MeetingMovedByRules { .. }
        | Event::MeetingNeared { .. } => schedule::to_event(group, request, &entry.event),
        Event::MinutesShown { .. } | Event::MailHandedOver { .. } | Event::MailSeen { .. } => {
            answers::mail_news(group, &entry.event)
        }
        Event::MinutesEdited { meeting, change, .. } => mended::edited(request, *meeting, change),
        Event::RemarksTaken { meeting, entries } => vec![Say::whisper(match entries.len() {
            1 => format!("1 remark is in the minutes of meeting {meeting} now."),
            several => format!("{several} remarks are in the minutes of meeting {meeting} now."),
        })],
        Event::MinutesApproved { meeting, version, elsewhere } => {
            let told = approvals::told(group, entry, PaperId::Minutes(*meeting), elsewhere.as_ref());
            std::iter::once(approved(group, *meeting, *version)).chain(told).collect()
        }
        Event::MinutesBecameFinal { meeting } => vec![decisions::minutes_final(group, *meeting, entry.at)],
        Event::MinutesQueued { meeting, version, .. } => vec![
            Say::line(format!(
                "Minutes of meeting {meeting}, version {version}, are in the outbox for {}.",
                group.charter.list.as_deref().unwrap_or("the list")
            ))
            .receipt(),
        ],
        Event::MailRefused { .. } | Event::MailWithdrawn { .. } => answers::mail_news(group, &entry.event),
        Event::ByMail(event) => super::mail::to_event(group, request, event),
    }
}

/// After the end, which meeting is meant.
pub(super) fn in_meeting(group: &Group) -> String {
    let ended = group.finished.as_ref().filter(|_| group.meeting.is_none());
    ended.map_or_else(String::new, |meeting| format!(" in meeting {}", meeting.number))
}

/// Whether a chair rules on a point of order, which ends it.
fn is_ruling(request: &Request) -> bool {
    matches!(request.command, Command::Record(RecordCommand::RecordNote { kind: NoteKind::Ruling, .. }))
}

/// Who has approved, and who still has to.
fn approved(group: &Group, meeting: u32, version: u32) -> Say {
    let state = group.minutes(meeting).cloned().unwrap_or_default();
    let names = approvals::approved_by(&state);
    let what = format!("Minutes of meeting {meeting}, version {version}");
    let by = crate::text::join_and(&names);
    Say::line(match group.approvals_missing(&state) {
        0 if group.charter.approvals == 1 => {
            format!("{what}, are approved. The secretary sends them with: !minutes send")
        }
        0 => format!("{what}, are approved by {by}. The secretary sends them with: !minutes send"),
        missing => format!("{what}, are approved by {by}; {}: !minutes approve", answers::approvals_needed(missing)),
    })
}

/// A person who opens a meeting this long before its time may not know of the plan.
const EARLY: Duration = Duration::minutes(30);

fn opening(group: &Group, number: u32, title: Option<&str>, at: DateTime<Utc>) -> Say {
    let title = title.map_or_else(String::new, |title| format!(": {title}"));
    let mut text = Text::plain(format!("Meeting {number} of {} is open{title}.", group.charter.name));
    if let Some(plan) = group.plans.get(&number).filter(|plan| plan.starts_at() - at > EARLY) {
        text.paragraph([format!("It was planned for {}.", plan.zone.tell(plan.starts_at())).into()]);
    }
    text.paragraph([recording_notice(group).into()]);
    for words in &group.charter.opening_words {
        text.paragraph([words.as_str().into()]);
    }
    text.paragraph([zones_sentence(group, at).into()]);
    text.append(answers::agenda(group));
    let before = number.checked_sub(1);
    if let Some((before, version)) = before.and_then(|before| Some((before, answers::sent_version(group, before)?))) {
        text.paragraph([
            format!("First comes the approval of the minutes of meeting {before} (version {version}).").into()
        ]);
    }
    text.append(answers::still_open(group, at));
    text.paragraph([
        "To be listed as present, type present+ (with your organization in parentheses). To speak, type q+. For more, type !help.".into(),
    ]);
    Say::room(text)
}

pub(super) fn recording_notice(group: &Group) -> String {
    let list = group.charter.list.as_deref().map_or_else(String::new, |list| format!(" and go to {list}"));
    let said = match group.charter.discussion {
        Discussion::Floor => "what is said with the floor",
        Discussion::Answers => "what is said here",
        Discussion::All => "everything that is said here",
    };
    // Who speaks and who waits is then seen by people whom nobody in the room sees.
    let board = if group.charter.has_board {
        " Everyone who has the link of the board sees the names of those who speak and wait, and what is proposed and decided."
    } else {
        ""
    };
    format!(
        "This meeting is recorded: {said}, decisions and actions make minutes that are drafted{list}. \
         A line that begins with [off] is not kept.{board}"
    )
}

fn zones_sentence(group: &Group, at: DateTime<Utc>) -> String {
    let mut zones = group.charter.zones.clone();
    if zones.is_empty() && group.charter.zone != crate::time::Zone::UTC {
        zones.push(group.charter.zone);
    }
    zones.sort_by_key(|zone| zone.from_utc_datetime(&at.naive_utc()).naive_local());
    let here = |zone: &crate::time::Zone| {
        let local = at.with_timezone(zone);
        let days = super::times::day_mark((local.date_naive() - at.date_naive()).num_days());
        format!("{}{days} {}", local.format("%H:%M"), zone.name())
    };
    let list: Vec<String> = zones.iter().map(here).collect();
    let others = if list.is_empty() { String::new() } else { format!(": {}", list.join(", ")) };
    format!("It is {} UTC{others}.", at.format("%Y-%m-%d %H:%M"))
}

/// A moment in the group's zone and in UTC.
pub(super) fn clock(group: &Group, at: DateTime<Utc>) -> String {
    let (zone, utc) = (group.charter.zone, group.charter.zone.utc_beside(at));
    if zone == crate::time::Zone::UTC {
        return utc;
    }
    format!("{} {zone} ({utc})", at.with_timezone(&zone).format("%H:%M"))
}

/// A moment to come, for every reader's own clock too: with its day, unless that is today.
fn later_span(group: &Group, at: DateTime<Utc>, now: DateTime<Utc>) -> Span {
    let day = |at: DateTime<Utc>| at.with_timezone(&group.charter.zone).date_naive();
    if day(at) == day(now) {
        return clock_span(group, at);
    }
    Span::time(at, Stamp::Day, group.charter.zone.tell(at))
}

/// The same, for every reader's own clock too.
pub(super) fn clock_span(group: &Group, at: DateTime<Utc>) -> Span {
    Span::time(at, Stamp::Clock, clock(group, at))
}

/// What is missing is said while the people are still there.
fn closing(group: &Group) -> Say {
    let Some(meeting) = &group.finished else { return Say::line("The meeting is closed.") };
    let mut text = Text::plain(format!("Meeting {} is closed.", meeting.number));
    let present: Vec<String> = meeting.attended().map(|person| person.name.clone()).collect();
    if !present.is_empty() {
        text.paragraph([format!("The attendees have been {}.", present.join(", ")).into()]);
    }
    let missing = missing(group);
    if !missing.is_empty() {
        text.paragraph(["Still missing:".into()]);
        text.push(Block::List(missing.into_iter().map(|line| vec![line.into()]).collect()));
    }
    text.paragraph(["The minutes are drafted. The secretary shows them with: !minutes".into()]);
    Say::room(text)
}

/// What the last meeting was asked for and has not said: outcomes, owners, dates.
pub(super) fn missing(group: &Group) -> Vec<String> {
    let Some(meeting) = &group.finished else { return Vec::new() };
    let mut missing = decisions::undecided(group);
    let is_over = |item: &&Item| matches!(item.state, ItemState::Closed | ItemState::Unfinished);
    let outcomes = meeting.items_with_outcome();
    for item in meeting.agenda.in_order().filter(is_over) {
        if item.opened_at.is_some() && !outcomes.contains(&item.number) {
            let number = item.number;
            let so = if item.state == ItemState::Unfinished { " and moves to the next agenda" } else { "" };
            missing.push(format!(
                "agendum {number} ({}) has no outcome{so}; type conclusion for item {number}: TEXT",
                item.title
            ));
        }
    }
    for action in group.actions.values().filter(|action| action.is_open() && action.meeting == meeting.number) {
        let lack = match (action.owners.is_empty(), action.due.is_none()) {
            (true, true) => "no owner and no date",
            (true, false) => "no owner",
            (false, true) => "no date",
            (false, false) => continue,
        };
        let how = answers::how_to_complete(action).unwrap_or_default();
        missing.push(format!("action A{} has {lack}; type {how}", action.number));
    }
    missing
}

pub(super) fn is_own(request: &Request, person: &Person) -> bool {
    request.by.as_ref().is_some_and(|by| by.is(person))
}

fn item_warned(group: &Group, number: u32, stage: Stage, at: DateTime<Utc>) -> Say {
    let item = group.agenda().items.get(&number);
    let secs = item.and_then(|item| item.box_secs).map_or(0, i64::from);
    Say::line(match stage {
        Stage::NearEnd => {
            let used = item.and_then(|item| item.clock.as_ref()).map_or(0, |clock| clock.elapsed(at).num_seconds());
            format!("agendum {number}: {} left", duration_words(secs - used))
        }
        Stage::Over => format!("agendum {number}: its time of {} is over", duration_words(secs)),
    })
}

fn item_taken_up(group: &Group, number: u32) -> Vec<Say> {
    let Some(item) = group.agenda().items.get(&number) else { return Vec::new() };
    let from = item.proposer.as_deref().map_or_else(String::new, |proposer| format!(" [from {proposer}]"));
    vec![Say::line(format!("agendum {number} -- {} -- taken up{from}", item.title))]
}

fn item_closed(group: &Group, request: &Request, number: u32, state: ItemState) -> Vec<Say> {
    // At the end of the meeting one message says all that is missing.
    if matches!(request.command, Command::Meeting(MeetingCommand::EndMeeting)) {
        return Vec::new();
    }
    let Some(meeting) = &group.meeting else { return Vec::new() };
    let Some(item) = meeting.agenda.items.get(&number) else { return Vec::new() };
    let how = if state == ItemState::Skipped { "skipped" } else { "closed" };
    let mut text = Text::plain(format!("agendum {number}, {}, {how}", item.title));
    if state == ItemState::Closed && item.opened_at.is_some() && !meeting.has_outcome(number) {
        text.paragraph([format!("What was the outcome? Type conclusion for item {number}: TEXT").into()]);
    }
    let is_last_word = matches!(request.command, Command::Agenda(AgendaCommand::CloseItem { .. }));
    if is_last_word {
        text.append(answers::remaining(group));
    }
    vec![Say::room(text)]
}

/// After the end the next agenda has numbers of its own, so the title says which item it is.
fn concluded(group: &Group, number: u32, text: &str) -> Say {
    let ended = group.finished.as_ref().filter(|_| group.meeting.is_none());
    let title = ended.and_then(|meeting| meeting.agenda.item(number).map(|item| (meeting.number, &item.title)));
    let of = title.map_or_else(String::new, |(meeting, title)| format!(" of meeting {meeting} ({title})"));
    let say = Say::line(format!("Conclusion of agendum {number}{of}: {text}"));
    // During the meeting it says what was typed a line above.
    if ended.is_none() { say.receipt() } else { say }
}

fn reworded(group: &Group, request: &Request, entry: u64, text: &str) -> Vec<Say> {
    if let Some((row, known)) = group.row_entry(entry) {
        return register::to_event(group, row, &known.change, None);
    }
    if let Some((place, _)) = group.document_entry(entry) {
        return documents::reworded(group, place);
    }
    if let Some((number, known)) = group.liaison_entry(entry) {
        return liaisons::to_event(group, number, &known.change, request.at);
    }
    let record = group.latest_meeting().and_then(|meeting| meeting.records.get(entry));
    let what = record.map_or("what your hand is about", |record| record.body.called());
    match (&request.command, record.map(|record| &record.body)) {
        // Everyone sees an edited message in the room; only what counts is said again.
        (Command::Change(ChangeCommand::Reword { .. }), Some(Body::Said { .. } | Body::Note { .. }) | None) => {
            Vec::new()
        }
        (Command::Record(RecordCommand::Substitute { .. }), body) => {
            let what = match body {
                Some(Body::Decision { decision }) => format!("decision {decision}"),
                _ => what.to_owned(),
            };
            let by = corrector(group, request, entry);
            // The line that corrects one's own words shows the old ones and the new ones.
            vec![by.map_or_else(
                || Say::line(format!("Corrected {what}.")).receipt(),
                |by| Say::line(format!("{by} It now says: {}", crate::text::shorten(text, 200))),
            )]
        }
        (_, Some(Body::Decision { decision })) => {
            vec![Say::line(format!("Corrected decision {decision}: {}", crate::text::shorten(text, 200)))]
        }
        _ => vec![Say::line(format!("Corrected {what}: {}", crate::text::shorten(text, 200)))],
    }
}

/// `Cy corrected a statement of Ana: “do not” → “fully”.` `None`: they are the person's own words.
fn corrector(group: &Group, request: &Request, entry: u64) -> Option<String> {
    let Command::Record(RecordCommand::Substitute { old, new, .. }) = &request.command else { return None };
    let record = group.latest_meeting().and_then(|meeting| meeting.records.get(entry))?;
    let (by, author) = (request.by.as_ref()?, record.author()?);
    let shown = |words: &str| {
        if words.is_empty() { "nothing".to_owned() } else { format!("“{}”", crate::text::shorten(words, 80)) }
    };
    let what = record.body.called();
    let words = || format!("{} corrected {what} of {}: {} → {}.", by.name, author.name, shown(old), shown(new));
    (!author.is(by)).then(words)
}

fn arrived(group: &Group, person: &Person) -> Vec<Say> {
    let mut text = Text::line([format!("Welcome, {}. ", person.name).into(), recording_notice(group).into()]);
    text.append(answers::catch_up(group));
    vec![Say::asker(text)]
}
