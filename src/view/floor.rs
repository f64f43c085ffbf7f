//! What is said of hands and turns: places on the queue, who has the floor, and how much time is left.

use chrono::{DateTime, Utc};

use super::replies::is_own;
use super::{Say, Weight, answers, person_span};
use crate::group::Group;
use crate::group::command::{Command, FloorCommand, QueueCommand, Request};
use crate::group::event::{HandKind, Stage, Timed};
use crate::group::person::Person;
use crate::group::turns::told_as;
use crate::text::{Block, Text};
use crate::time::duration_words;

pub(super) fn hand_raised(group: &Group, request: &Request, person: &Person, hand: HandKind) -> Vec<Say> {
    let Some(meeting) = &group.meeting else { return Vec::new() };
    let Some(position) = meeting.queue.position_of(person, hand) else { return Vec::new() };
    let place = ordinal(position + 1);
    let what = hand.word().map_or_else(String::new, |word| format!(" ({word})"));
    let words = match &request.command {
        Command::Queue(QueueCommand::RaiseHand { words: Some(words), .. }) => words.as_str(),
        _ => "",
    };
    let stranger = group.stranger_in(person, words);
    vec![if is_own(request, person) {
        let said = format!("{}, you are {place} on the speaker queue{what}.", person.name);
        match stranger {
            Some(name) => Say::whisper(format!("{said} If {name} wants to speak, type: sees {name}'s hand")),
            None => Say::whisper(said).receipt(),
        }
    } else {
        Say::line(format!("{} is {place} on the speaker queue{what}.", person.name))
    }]
}

/// The place of a person who has moved to the end of the queue.
pub(super) fn last_hand(group: &Group, request: &Request) -> Vec<Say> {
    let (Some(meeting), Some(by)) = (&group.meeting, &request.by) else { return Vec::new() };
    let Some(position) = meeting.queue.last_position(by) else { return Vec::new() };
    let is_last = position + 1 == meeting.queue.hands.len();
    let place = format!("{}{}", ordinal(position + 1), if is_last { ", the last" } else { "" });
    vec![Say::whisper(format!("{}, you are {place} on the speaker queue.", by.name)).receipt()]
}

/// Where a person's hands are after one of them has changed or moved.
pub(super) fn own_hands(group: &Group, request: &Request) -> Vec<Say> {
    let (Some(meeting), Some(by)) = (&group.meeting, &request.by) else { return Vec::new() };
    let hands = (1..).zip(&meeting.queue.hands).filter(|(_, hand)| hand.person.is(by));
    let places: Vec<String> = hands
        .map(|(place, hand): (usize, _)| {
            let notes: Vec<&str> = hand.notes.iter().map(|(_, note)| note.as_str()).collect();
            let notes = if notes.is_empty() { String::new() } else { format!(": {}", notes.join(", ")) };
            format!("{} ({}{notes})", ordinal(place), hand.kind.name())
        })
        .collect();
    vec![Say::whisper(format!("{}, you are {} on the speaker queue.", by.name, crate::text::join_and(&places)))]
}

pub(in crate::view) fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (1, 11) | (2, 12) | (3, 13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// The only line that pings: the person who gets the floor must see it.
pub(super) fn floor_given(group: &Group, request: &Request, person: &Person, at: DateTime<Utc>) -> Say {
    let floor = group.meeting.as_ref().and_then(|meeting| meeting.floor.as_ref());
    let notes = floor.map_or(&[] as &[(u64, String)], |floor| floor.notes.as_slice());
    let words = if matches!(request.command, Command::Floor(FloorCommand::GiveLastWord { .. })) {
        ", you have the last word".to_owned()
    } else if notes.is_empty() {
        ", you have the floor".to_owned()
    } else {
        let wishes: Vec<String> = notes.iter().map(|(_, note)| wish(note)).collect();
        format!(", you wanted {}", wishes.join(" and "))
    };
    // Whoever was named with the item begins.
    let open = group.meeting.as_ref().and_then(|meeting| meeting.agenda.open_item());
    let opened = open.filter(|_| matches!(request.command, Command::Agenda(_)));
    let words = opened.map_or(words.clone(), |item| format!("{words} for agendum {}", item.number));
    let kind = floor.and_then(|floor| floor.kind.word()).map_or_else(String::new, |word| format!(" ({word})"));
    let left = organization_left(group, person, at).map_or_else(String::new, |left| format!(". {left}"));
    grant(person, format!("{words}{kind}{left}"))
}

/// What is left of the time of the speaker's organization, where it is limited.
fn organization_left(group: &Group, person: &Person, at: DateTime<Utc>) -> Option<String> {
    let meeting = group.meeting.as_ref()?;
    let secs = meeting.organization_times.secs?;
    let left = i64::from(secs) - meeting.organization_used(person, at).num_seconds();
    Some(time_left(&told_as(person), left))
}

/// The floor goes back to a person who was interrupted.
pub(super) fn again(group: &Group) -> Vec<Say> {
    let back = group.meeting.as_ref().and_then(|meeting| meeting.floor.as_ref());
    back.map(|floor| grant(&floor.person, ", you have the floor again".to_owned())).into_iter().collect()
}

/// Somebody has finished; a person who was interrupted goes on.
pub(super) fn floor_yielded(group: &Group, request: &Request, person: &Person) -> Vec<Say> {
    let next = group.meeting.as_ref().and_then(|meeting| meeting.floor.as_ref());
    let Some(floor) = next.filter(|floor| !floor.person.is(person)) else {
        // Who says it is heard in the room, and the board has the queue.
        let say = Say::line(format!("{} has finished. {}.", person.name, answers::queue_sentence(group)));
        return vec![if is_own(request, person) { say.receipt() } else { say }];
    };
    // In one message: who gets the floor would be told first, and then why.
    let mut say = grant(&floor.person, ", you have the floor again".to_owned());
    let back = [
        format!("{} has finished. ", person.name).into(),
        person_span(&floor.person),
        ", you have the floor again".into(),
    ];
    say.text = Text::line(back);
    vec![say]
}

fn grant(person: &Person, words: String) -> Say {
    let text = Text::line([person_span(person), words.into()]);
    Say { weight: Weight::Grant, ping: person.account.clone(), ..Say::room(text) }
}

/// What people begin a note with that is a verb already, and words after which “speak about” would be one too many.
const VERBS: [&str; 10] = ["ask", "speak", "say", "add", "answer", "reply", "comment", "present", "support", "object"];
const PREPOSITIONS: [&str; 9] = ["for", "against", "with", "in", "as", "because", "after", "concerning", "regarding"];

/// Whether words go on after “you wanted to”.
pub fn begins_a_wish(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or_default().to_lowercase();
    VERBS.contains(&first.as_str())
}

/// A note as a wish: `to ask` stays, other words become `to speak about …`.
fn wish(note: &str) -> String {
    let mut note = note.trim_start_matches([':', ',', '-', ' ']);
    // “q+ to to ask” is a slip.
    while let Some(rest) = note.get(..6).filter(|head| head.eq_ignore_ascii_case("to to ")).map(|_| &note[3..]) {
        note = rest;
    }
    let first = note.split(' ').next().unwrap_or_default().to_lowercase();
    if first == "to" && note.len() > 3 {
        format!("to {}", note[3..].trim_start())
    } else if VERBS.contains(&first.as_str()) {
        format!("to {note}")
    } else if PREPOSITIONS.contains(&first.as_str()) {
        format!("to speak {note}")
    } else {
        // Zakim finds a verb for some of them.
        let verbs = [("on ", "comment on "), ("re: ", "discuss "), ("re ", "discuss "), ("about ", "speak about: ")];
        let worded = verbs.iter().find_map(|(start, verb)| {
            let head = note.get(..start.len()).filter(|head| head.eq_ignore_ascii_case(start))?;
            Some(format!("to {verb}{}", note[head.len()..].trim_start_matches([':', ' '])))
        });
        worded.unwrap_or_else(|| format!("to speak about: {note}"))
    }
}

pub(super) fn speaker_warned(group: &Group, stage: Stage, whose: Timed, at: DateTime<Utc>) -> Vec<Say> {
    let Some(meeting) = &group.meeting else { return Vec::new() };
    if whose == Timed::Organization {
        let (Some(floor), Some(secs)) = (&meeting.floor, meeting.organization_times.secs) else { return Vec::new() };
        let name = told_as(&floor.person);
        let left = i64::from(secs) - meeting.organization_used(&floor.person, at).num_seconds();
        let speaker = &floor.person.name;
        return vec![Say::line(match stage {
            Stage::NearEnd => format!("{speaker}: {}", time_left(&name, left)),
            Stage::Over => {
                let time = duration_words(i64::from(secs));
                format!("{speaker}, the time of {name} ({time}) is over; please conclude")
            }
        })];
    }
    let (Some(floor), Some(secs)) = (&meeting.floor, meeting.speaking_secs) else { return Vec::new() };
    let words = match stage {
        Stage::NearEnd => {
            let left = i64::from(secs) - floor.clock.elapsed(at).num_seconds();
            format!("{}, {} left", floor.person.name, duration_words(left))
        }
        Stage::Over => {
            format!("{}, your time of {} is over; please conclude", floor.person.name, duration_words(i64::from(secs)))
        }
    };
    vec![Say::line(words)]
}

/// `Example Corp has 4 min left`.
fn time_left(name: &str, left_secs: i64) -> String {
    if left_secs > 0 {
        format!("{name} has {} left", duration_words(left_secs))
    } else {
        format!("{name} has no time left")
    }
}

/// What is left of the times that are limited: of the speaker's turn, and of each organization on the open item.
pub(super) fn times_left(group: &Group, at: DateTime<Utc>) -> Text {
    let Some(meeting) = &group.meeting else { return Text::plain("No meeting is open.") };
    let turn = meeting.floor.as_ref().zip(meeting.speaking_secs).map(|(floor, secs)| {
        let left = i64::from(secs) - floor.clock.elapsed(at).num_seconds();
        format!("{} for this turn.", time_left(&floor.person.name, left))
    });
    let Some(secs) = meeting.organization_times.secs else {
        let time = duration_words(i64::from(meeting.speaking_secs.unwrap_or_default()));
        return Text::plain(turn.unwrap_or_else(|| format!("Nobody has the floor. Each speaker has {time}.")));
    };
    let mut text = turn.map_or_else(Text::default, Text::plain);
    let each = duration_words(i64::from(secs));
    let used = meeting.organizations_used(at);
    if used.is_empty() {
        text.paragraph([format!("Nobody has spoken on this item. Each organization has {each}.").into()]);
        return text;
    }
    text.paragraph([format!("Each organization has {each} on this item:").into()]);
    let left = used.iter().map(|(name, used)| vec![time_left(name, i64::from(secs) - used.num_seconds()).into()]);
    text.push(Block::List(left.collect()));
    text
}
