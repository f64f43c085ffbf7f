//! The speaking queue and the floor.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::group::charter::Order;
use crate::group::event::{HandKey, HandKind};
use crate::group::naming::{may_be_called, pick, told_apart};
use crate::group::person::{Person, folded_name};
use crate::group::refusal::Refusal;
use crate::group::stopwatch::Stopwatch;

/// People who wait for the floor, in the order in which they will get it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    pub hands: Vec<Hand>,
    pub is_closed: bool,
}

/// A raised hand. A person has at most one of each kind, and one more that was raised for later.
#[derive(Clone, Debug, PartialEq)]
pub struct Hand {
    pub person: Person,
    pub kind: HandKind,
    /// What it is about, each note with the entry that brought it.
    pub notes: Vec<(u64, String)>,
    /// The entry that put it where it is.
    pub since: u64,
    /// Someone with the right put the queue in this order by hand: no rule moves it back.
    pub is_placed: bool,
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
    /// The chair has stopped the clock.
    pub is_paused: bool,
    /// When the speaker last wrote something, or a scribe wrote it down.
    pub last_said: Option<DateTime<Utc>>,
}

impl Queue {
    /// The names in order; a person with several hands is listed with their kinds.
    pub fn names(&self) -> Vec<String> {
        let mut hands: BTreeMap<Cow<'_, str>, usize> = BTreeMap::new();
        for hand in &self.hands {
            *hands.entry(hand.person.key()).or_default() += 1;
        }
        let name = |hand: &Hand| match hand.kind.word() {
            Some(word) if hands.get(&hand.person.key()).is_some_and(|count| *count > 1) => {
                format!("{} ({word})", hand.person.name)
            }
            Some(_) | None => hand.person.name.clone(),
        };
        self.hands.iter().map(name).collect()
    }

    /// Position of a person, from 0.
    pub fn position(&self, person: &Person) -> Option<usize> {
        self.hands.iter().position(|hand| hand.person.is(person))
    }

    /// The hand of a person of one kind, from 0.
    pub fn position_of(&self, person: &Person, kind: HandKind) -> Option<usize> {
        self.hands.iter().position(|hand| hand.kind == kind && hand.person.is(person))
    }

    /// The last hand of a person, from 0: one that was raised for later is there.
    pub fn last_position(&self, person: &Person) -> Option<usize> {
        self.hands.iter().rposition(|hand| hand.person.is(person))
    }

    /// A hand of each kind: a person who waits with a point and asks a question keeps the place of the point.
    pub(super) fn raise(&mut self, entry: u64, person: &Person, kind: HandKind, note: Option<&str>) {
        let note = note.map(|note| (entry, note.to_owned()));
        match self.position_of(person, kind) {
            Some(position) => self.hands[position].notes.extend(note),
            None => self.hands.push(Hand::raised(entry, person, kind, note)),
        }
    }

    /// Gives a hand the words that its message has now; none if they are empty.
    pub(super) fn reword(&mut self, entry: u64, text: &str) {
        let is_of = |hand: &&mut Hand| hand.since == entry || hand.notes.iter().any(|(from, _)| *from == entry);
        let Some(hand) = self.hands.iter_mut().find(is_of) else { return };
        match hand.notes.iter().position(|(from, _)| *from == entry) {
            Some(place) if text.is_empty() => drop(hand.notes.remove(place)),
            Some(place) => text.clone_into(&mut hand.notes[place].1),
            None if text.is_empty() => {}
            None => hand.notes.push((entry, text.to_owned())),
        }
    }

    /// A second hand, after all the others.
    pub(super) fn raise_later(&mut self, entry: u64, person: &Person, note: Option<&str>) {
        let note = note.map(|note| (entry, note.to_owned()));
        self.hands.push(Hand::raised(entry, person, HandKind::New, note));
    }

    /// Which hand `q- later` moves: the point of one's own, else what there is.
    pub(super) fn movable(&self, person: &Person) -> Option<usize> {
        self.position_of(person, HandKind::New).or_else(|| self.position(person))
    }

    pub(super) fn move_last(&mut self, entry: u64, person: &Person) {
        if let Some(position) = self.movable(person) {
            let hand = self.hands.remove(position);
            self.hands.push(Hand { kind: HandKind::New, since: entry, is_placed: false, ..hand });
        }
    }

    /// Which hand of a person can go back so far that another's is before it, and that other hand: the last ones of both.
    pub(super) fn movable_behind(&self, person: &Person, other: &Person) -> Option<(usize, usize)> {
        let target = self.last_position(other)?;
        let position = self.hands[..target].iter().rposition(|hand| hand.person.is(person))?;
        Some((position, target))
    }

    /// Moves a hand right behind another's, of whose kind it is then if that comes later.
    pub(super) fn move_behind(&mut self, person: &Person, other: &Person) {
        let Some((position, target)) = self.movable_behind(person, other) else { return };
        let before = self.hands[target].clone();
        let hand = self.hands.remove(position);
        let kind = hand.kind.max(before.kind);
        self.hands.insert(target, Hand { kind, since: before.since, is_placed: before.is_placed, ..hand });
    }

    /// The hand that a key means.
    pub(super) fn position_at(&self, person: &Person, key: HandKey) -> Option<usize> {
        self.hands.iter().position(|hand| hand.key() == key && hand.person.is(person))
    }

    /// The whole queue in a given order; people who were on it keep their notes. Without kinds all hands are new points,
    /// as in entries of older versions.
    pub(super) fn set(&mut self, entry: u64, people: &[(Person, HandKind)]) {
        let mut before = std::mem::take(&mut self.hands);
        for (person, kind) in people {
            let of_kind = before.iter().position(|hand| hand.kind == *kind && hand.person.is(person));
            let known = of_kind.or_else(|| before.iter().position(|hand| hand.person.is(person)));
            let hand = known.map_or_else(|| Hand::raised(entry, person, *kind, None), |known| before.remove(known));
            self.hands.push(Hand { kind: *kind, since: entry, is_placed: true, ..hand });
        }
    }

    /// Puts the hands in order: by precedence of their kinds, then as the group's order has it, then as
    /// they came.
    pub(super) fn arrange(&mut self, ordering: &Ordering) {
        if self.hands.len() < 2 {
            return;
        }
        self.hands.sort_by_key(|hand| hand.since);
        let mut ahead = BTreeMap::new();
        let ranks: Vec<_> =
            self.hands.iter().map(|hand| (hand.precedence(), ordering.rank(hand, &mut ahead))).collect();
        // Most changes leave them in order.
        if ranks.is_sorted() {
            return;
        }
        let mut ranked: Vec<_> = ranks.into_iter().zip(std::mem::take(&mut self.hands)).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        self.hands = ranked.into_iter().map(|(_, hand)| hand).collect();
    }

    /// Finds someone by name, by an unambiguous beginning of it, or by the place on the queue, from 1.
    ///
    /// # Errors
    /// The name is that of several people, or the beginning fits several.
    pub fn find(&self, typed: &str) -> Result<Option<&Hand>, Refusal> {
        match pick(typed, self.hands.iter().map(|hand| (&hand.person, hand))) {
            Ok(None) => Ok(self.at_place(typed)),
            Err(Refusal::SameName { typed, .. }) => Err(self.same_name(typed)),
            found => found,
        }
    }

    /// `ack 2`, `q- #2`.
    fn at_place(&self, typed: &str) -> Option<&Hand> {
        let place: usize = typed.trim().trim_start_matches('#').parse().ok()?;
        self.hands.get(place.checked_sub(1)?)
    }

    /// Several people on the queue have the same name: what tells them apart is their place.
    fn same_name(&self, typed: String) -> Refusal {
        let is_called = |hand: &&Hand| may_be_called(&hand.person.name, &typed);
        let called: Vec<&Person> = self.hands.iter().filter(is_called).map(|hand| &hand.person).collect();
        let place = |person: &Person| self.position(person).map_or(0, |position| position + 1);
        let mut told: Vec<(usize, String)> = Vec::new();
        for (person, words) in called.iter().zip(told_apart(&called)) {
            if told.iter().all(|(known, _)| *known != place(person)) {
                told.push((place(person), words));
            }
        }
        let candidates: Vec<String> = told.iter().map(|(place, words)| format!("{place}. {words}")).collect();
        let places: Vec<String> = told.iter().map(|(place, _)| place.to_string()).collect();
        Refusal::SameNameOnQueue { typed, candidates: candidates.join(", "), places: places.join(" or ") }
    }
}

impl Hand {
    fn raised(entry: u64, person: &Person, kind: HandKind, note: Option<(u64, String)>) -> Hand {
        let notes = note.into_iter().collect();
        Hand { person: person.clone(), kind, notes, since: entry, is_placed: false }
    }

    pub fn key(&self) -> HandKey {
        HandKey { kind: self.kind, since: self.since }
    }

    /// The kind by which it is ordered: in an order that was set by hand no kind goes before another.
    fn precedence(&self) -> HandKind {
        if self.is_placed { HandKind::New } else { self.kind }
    }
}

/// What an order goes by.
pub(super) struct Ordering<'a> {
    pub order: Order,
    /// Who has had the floor on this item.
    pub spoken: &'a Spoken,
}

/// Who has had the floor since the item was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// By [`Person::key`].
    people: BTreeSet<String>,
    /// How often, by organization or, of people without one, by person.
    sides: BTreeMap<String, usize>,
}

impl Spoken {
    pub(super) fn has(&self, person: &Person) -> bool {
        self.people.contains(&*person.key())
    }

    pub(super) fn add(&mut self, person: &Person) {
        if !self.has(person) {
            self.people.insert(person.key().into_owned());
        }
        let side = side_of(person);
        match self.sides.get_mut(&*side) {
            Some(times) => *times += 1,
            None => {
                self.sides.insert(side.into_owned(), 1);
            }
        }
    }
}

/// The organization that someone speaks for, else the person.
pub(super) fn side_of(person: &Person) -> Cow<'_, str> {
    person.organization.as_deref().map_or_else(|| person.key(), folded_name)
}

impl Ordering<'_> {
    /// The lower goes first; `ahead` counts the hands of each kind and side that came before.
    fn rank<'h>(&self, hand: &'h Hand, ahead: &mut BTreeMap<(HandKind, Cow<'h, str>), usize>) -> usize {
        if hand.is_placed {
            return 0;
        }
        match self.order {
            Order::Fifo => 0,
            Order::NotYetSpokenFirst => usize::from(self.spoken.people.contains(&*hand.person.key())),
            Order::AlternateOrganizations => {
                let side = side_of(&hand.person);
                let spoken = self.spoken.sides.get(&*side).copied().unwrap_or_default();
                let before = ahead.entry((hand.precedence(), side)).or_default();
                *before += 1;
                spoken + *before - 1
            }
        }
    }
}
