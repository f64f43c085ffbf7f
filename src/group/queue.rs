//! The speaking queue and the floor.

use chrono::{DateTime, Utc};

use super::event::{Event, HandKind};
use super::meeting::{Meeting, Stopwatch};
use super::person::{Person, Right, Role};
use super::refusal::Refusal;
use super::{Decided, Group, LIMITS};
use crate::group::command::{FloorTo, Request};

/// People who wait for the floor, in the order in which they will get it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    pub hands: Vec<Hand>,
    pub is_closed: bool,
}

/// A raised hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Hand {
    pub person: Person,
    pub kind: HandKind,
    /// What it is about, each note with the entry that brought it.
    pub notes: Vec<(u64, String)>,
}

/// Who is speaking.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    pub person: Person,
    pub kind: HandKind,
    pub notes: Vec<(u64, String)>,
    pub since: DateTime<Utc>,
    pub given_by: Option<Person>,
    pub clock: Stopwatch,
}

impl Queue {
    pub fn names(&self) -> Vec<String> {
        self.hands.iter().map(|hand| hand.person.name.clone()).collect()
    }

    /// Position of a person, from 0.
    pub fn position(&self, person: &Person) -> Option<usize> {
        self.hands.iter().position(|hand| hand.person.is(person))
    }

    pub fn raise(&mut self, person: &Person, kind: HandKind, note: Option<(u64, String)>) {
        let mut hand = match self.position(person) {
            Some(position) if self.hands[position].kind <= kind => {
                self.hands[position].notes.extend(note);
                return;
            }
            Some(position) => self.hands.remove(position),
            None => Hand { person: person.clone(), kind, notes: Vec::new() },
        };
        hand.kind = kind;
        hand.notes.extend(note);
        let position = self.hands.iter().take_while(|other| other.kind <= kind).count();
        self.hands.insert(position, hand);
    }

    /// Finds someone by name or by an unambiguous beginning of it.
    ///
    /// # Errors
    /// The beginning fits several people.
    pub fn find(&self, typed: &str) -> Result<Option<&Hand>, Refusal> {
        pick(typed, self.hands.iter().map(|hand| (&hand.person, hand)))
    }
}

/// Picks by exact name, else by an unambiguous beginning.
pub(super) fn pick<'a, T>(typed: &str, people: impl Iterator<Item = (&'a Person, T)>) -> Result<Option<T>, Refusal> {
    let wanted = super::person::folded(typed);
    let mut beginnings = Vec::new();
    for (person, value) in people {
        let name = super::person::folded(&person.name);
        if name == wanted {
            return Ok(Some(value));
        }
        if name.starts_with(&wanted) {
            beginnings.push((person, value));
        }
    }
    if beginnings.len() > 1 {
        let candidates: Vec<String> = beginnings.iter().map(|(person, _)| person.name.clone()).collect();
        return Err(Refusal::AmbiguousName { typed: typed.to_owned(), candidates: candidates.join(" or ") });
    }
    Ok(beginnings.pop().map(|(_, value)| value))
}

/// Seconds within which a second chair's bare `next` is taken for the same wish.
const SAME_WISH_SECS: i64 = 5;

impl Group {
    pub(super) fn raise_hand(&self, by: &Person, kind: HandKind, words: Option<&str>) -> Decided {
        let meeting = self.running()?;
        if meeting.queue.is_closed && kind != HandKind::PointOfOrder {
            return Err(Refusal::QueueClosed);
        }
        let (people, note) = self.whose_hands(by, words.unwrap_or_default());
        // Off the record the hand counts and its words do not.
        let note = note.filter(|_| !meeting.is_off_record);
        if meeting.queue.hands.len() + people.len() > LIMITS.hands {
            return Err(Refusal::TooMany { what: "people on the speaker queue", limit: LIMITS.hands });
        }
        let is_news = |person: &Person| {
            note.is_some() || meeting.queue.hands.iter().all(|hand| !hand.person.is(person) || hand.kind > kind)
        };
        let raised = people.into_iter().filter(is_news);
        Ok(raised.map(|person| Event::HandRaised { person, hand: kind, note: note.clone() }).collect())
    }

    /// Reads what stands behind `q+`: names that are known, or a note of the sender's own.
    fn whose_hands(&self, by: &Person, words: &str) -> (Vec<Person>, Option<String>) {
        let words = words.trim_start_matches([':', ',', '-']).trim();
        if words.is_empty() {
            return (vec![by.clone()], None);
        }
        let (head, note) = match split_at_to(words) {
            Some((head, note)) => (head, Some(note)),
            None => (words, None),
        };
        let head = head.trim_end_matches(|c: char| c.is_whitespace() || c == ',');
        if head.is_empty() || head.eq_ignore_ascii_case("also") || head.eq_ignore_ascii_case("me") {
            return (vec![by.clone()], note.map(str::to_owned));
        }
        let people: Option<Vec<Person>> = head.split(',').map(|name| self.find_exactly(by, name)).collect();
        match people {
            Some(people) => (people, note.map(str::to_owned)),
            None => (vec![by.clone()], Some(words.to_owned())),
        }
    }

    pub(super) fn lower_hand(&self, request: &Request, by: &Person, name: Option<&str>) -> Decided {
        let meeting = self.running()?;
        let Some(name) = name.filter(|name| !name.eq_ignore_ascii_case("me")) else {
            return match meeting.queue.position(by) {
                Some(_) => Ok(vec![Event::HandLowered { person: by.clone() }]),
                None => Err(Refusal::YouAreNotQueued),
            };
        };
        let hand = meeting.queue.find(name)?.ok_or_else(|| Refusal::NotQueued { name: name.to_owned() })?;
        if !hand.person.is(by) && !request.role.may(Right::Secretary) {
            return Err(Refusal::not_yours(Right::Secretary));
        }
        Ok(vec![Event::HandLowered { person: hand.person.clone() }])
    }

    pub(super) fn give_floor(&self, request: &Request, by: &Person, to: &FloorTo) -> Decided {
        let meeting = self.running()?;
        let (person, hand) = match to {
            FloorTo::Next { expecting } => {
                let Some(first) = meeting.queue.hands.first() else { return Ok(Vec::new()) };
                refuse_stale(meeting, first, expecting.as_deref())?;
                refuse_double(meeting, request, by, first, expecting.is_some())?;
                (first.person.clone(), first.kind)
            }
            FloorTo::Myself => (by.clone(), HandKind::New),
            FloorTo::Name(typed) => match meeting.queue.find(typed)? {
                Some(hand) => (hand.person.clone(), hand.kind),
                None => (self.find_or_name(by, typed)?, HandKind::New),
            },
        };
        Ok(vec![Event::FloorGiven { person, hand }])
    }

    pub(super) fn yield_floor(&self, request: &Request, by: &Person) -> Decided {
        let floor = self.running()?.floor.as_ref().ok_or(Refusal::NotYourFloor)?;
        if !floor.person.is(by) && request.role != Role::Chair {
            return Err(Refusal::NotYourFloor);
        }
        Ok(vec![Event::FloorYielded { person: floor.person.clone() }])
    }

    pub(super) fn close_queue(&self) -> Decided {
        let is_closed = self.running()?.queue.is_closed;
        if is_closed { Err(Refusal::QueueClosedAlready) } else { Ok(vec![Event::QueueClosed]) }
    }

    pub(super) fn reopen_queue(&self) -> Decided {
        let is_closed = self.running()?.queue.is_closed;
        if is_closed { Ok(vec![Event::QueueReopened]) } else { Err(Refusal::QueueOpenAlready) }
    }
}

/// What is advanced carries what it saw (product.md M7).
fn refuse_stale(meeting: &Meeting, first: &Hand, expecting: Option<&str>) -> Result<(), Refusal> {
    match expecting {
        Some(expected) if !super::person::same_name(expected, &first.person.name) => {
            debug_assert!(!meeting.queue.hands.is_empty());
            Err(Refusal::QueueMovedOn { now: first.person.name.clone() })
        }
        Some(_) | None => Ok(()),
    }
}

/// A typed `next` carries nothing; two chairs who type it in the same moment mean one speaker.
fn refuse_double(meeting: &Meeting, request: &Request, by: &Person, first: &Hand, knows: bool) -> Result<(), Refusal> {
    let Some(floor) = meeting.floor.as_ref().filter(|_| !knows) else { return Ok(()) };
    let secs = (request.at - floor.since).num_seconds();
    let by_another = floor.given_by.as_ref().is_some_and(|chair| !chair.is(by));
    if by_another && secs < SAME_WISH_SECS {
        let next = first.person.name.clone();
        return Err(Refusal::FloorJustGiven { name: floor.person.name.clone(), secs, next });
    }
    Ok(())
}

/// Splits `Ana to ask about B` and `to ask about B` before the word `to`, which stays with the note.
fn split_at_to(words: &str) -> Option<(&str, &str)> {
    let lower = words.to_ascii_lowercase();
    if lower.starts_with("to ") {
        return Some(("", words));
    }
    lower.find(" to ").map(|at| (&words[..at], words[at..].trim_start()))
}
