//! The speaking queue and the floor.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::event::{Event, HandKind};
use super::meeting::{Meeting, Stopwatch};
use super::person::{Person, Right, Role, folded, pick, same_name, told_apart};
use super::refusal::Refusal;
use super::{Decided, Group, LIMITS};
use crate::group::command::{FloorTo, Request};

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
    /// Somebody with the right put the queue in this order by hand: no rule moves it back.
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
}

/// How hands of one kind are ordered (never by what somebody is).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// First come, first served.
    #[default]
    Fifo,
    /// Whoever has not had the floor on this item goes before those who have.
    NotYetSpokenFirst,
    /// Organizations take turns: a second hand of one comes after the first hands of all the others.
    AlternateOrganizations,
}

impl Queue {
    /// The names in order; who waits with several hands is told apart by what they are.
    pub fn names(&self) -> Vec<String> {
        let mut hands: BTreeMap<String, usize> = BTreeMap::new();
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

    /// The last hand of a person, from 0: one that was raised for later stands there.
    pub fn last_position(&self, person: &Person) -> Option<usize> {
        self.hands.iter().rposition(|hand| hand.person.is(person))
    }

    /// A hand of each kind: whoever waits with a point and asks a question keeps the place of the point.
    pub(super) fn raise(&mut self, entry: u64, person: &Person, kind: HandKind, note: Option<&str>) {
        let note = note.map(|note| (entry, note.to_owned()));
        match self.position_of(person, kind) {
            Some(position) => self.hands[position].notes.extend(note),
            None => self.hands.push(Hand::raised(entry, person, kind, note)),
        }
    }

    /// A second hand, behind all the others.
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

    /// The whole queue as somebody orders it; whoever was on it keeps the notes.
    pub(super) fn set(&mut self, entry: u64, people: &[Person]) {
        let mut before = std::mem::take(&mut self.hands);
        for person in people {
            let known = before.iter().position(|hand| hand.person.is(person)).map(|position| before.remove(position));
            let hand = known.unwrap_or_else(|| Hand::raised(entry, person, HandKind::New, None));
            self.hands.push(Hand { kind: HandKind::New, since: entry, is_placed: true, ..hand });
        }
    }

    /// Puts the hands in order: by precedence of their kinds, then as the group's order has it, then as
    /// they came.
    pub(super) fn arrange(&mut self, ordering: &Ordering) {
        self.hands.sort_by_key(|hand| hand.since);
        let mut ahead = BTreeMap::new();
        let hands = std::mem::take(&mut self.hands).into_iter();
        let mut ranked: Vec<(usize, Hand)> = hands.map(|hand| (ordering.rank(&hand, &mut ahead), hand)).collect();
        ranked.sort_by_key(|(rank, hand)| (hand.kind, *rank));
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
        let is_called = |hand: &&Hand| same_name(&hand.person.name, &typed);
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
    pub(super) fn add(&mut self, person: &Person) {
        self.people.insert(person.key());
        *self.sides.entry(side_of(person)).or_default() += 1;
    }
}

/// The organization that somebody speaks for, else the person.
fn side_of(person: &Person) -> String {
    person.organization.as_deref().map_or_else(|| person.key(), folded)
}

impl Ordering<'_> {
    /// The lower goes first; `ahead` counts the hands of each kind and side that came before.
    fn rank(&self, hand: &Hand, ahead: &mut BTreeMap<(HandKind, String), usize>) -> usize {
        if hand.is_placed {
            return 0;
        }
        match self.order {
            Order::Fifo => 0,
            Order::NotYetSpokenFirst => usize::from(self.spoken.people.contains(&hand.person.key())),
            Order::AlternateOrganizations => {
                let side = side_of(&hand.person);
                let spoken = self.spoken.sides.get(&side).copied().unwrap_or_default();
                let before = ahead.entry((hand.kind, side)).or_default();
                *before += 1;
                spoken + *before - 1
            }
        }
    }
}

/// Seconds within which a second chair's bare `next` is taken for the same wish.
const SAME_WISH_SECS: i64 = 5;

impl Group {
    pub(super) fn raise_hand(&self, request: &Request, by: &Person, kind: HandKind, words: Option<&str>) -> Decided {
        let (people, note) = self.whose_hands(by, words.unwrap_or_default())?;
        self.raise(request, by, kind, people, note)
    }

    /// A reply that was typed before the open item was opened, or before the last one was closed, was
    /// meant for something that is over.
    pub(super) fn refuse_late_reply(&self, kind: HandKind, typed_at: Option<DateTime<Utc>>) -> Result<(), Refusal> {
        let (Some(typed_at), HandKind::Reply) = (typed_at, kind) else { return Ok(()) };
        let Some(agenda) = self.meeting.as_ref().map(|meeting| &meeting.agenda) else { return Ok(()) };
        match (agenda.last_closed, agenda.changed_at) {
            (Some(item), Some(changed)) if typed_at < changed => Err(Refusal::ReplyTooLate { item }),
            _ => Ok(()),
        }
    }

    /// `sees Ana's hand`: the words are names, known or not.
    pub(super) fn raise_for(&self, request: &Request, by: &Person, names: &str) -> Decided {
        let names = names.replace(" and ", ",");
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        let people = names.map(|name| self.find_or_name(by, name)).collect::<Result<Vec<Person>, Refusal>>()?;
        self.raise(request, by, HandKind::New, people, None)
    }

    fn raise(
        &self,
        request: &Request,
        by: &Person,
        kind: HandKind,
        people: Vec<Person>,
        note: Option<String>,
    ) -> Decided {
        let meeting = self.running()?;
        if meeting.queue.is_closed && kind != HandKind::PointOfOrder {
            return Err(Refusal::QueueClosed);
        }
        let is_for_others = people.iter().any(|person| !person.is(by));
        if is_for_others && !self.charter.hands_for_others && !request.role.may(Right::Secretary) {
            return Err(Refusal::not_yours(Right::Secretary));
        }
        // Off the record the hand counts and its words do not.
        let note = note.filter(|_| !meeting.is_off_record);
        if meeting.queue.hands.len() + people.len() > LIMITS.hands {
            return Err(Refusal::TooMany { what: "people on the speaker queue", limit: LIMITS.hands });
        }
        let is_new_to =
            |hand: &Hand| note.as_ref().is_some_and(|note| hand.notes.iter().all(|(_, known)| known != note));
        let is_news = |person: &Person| {
            let waiting = meeting.queue.position_of(person, kind).map(|position| &meeting.queue.hands[position]);
            waiting.is_none_or(is_new_to)
        };
        let raised = people.into_iter().filter(is_news);
        Ok(raised.map(|person| Event::HandRaised { person, hand: kind, note: note.clone() }).collect())
    }

    /// Reads what stands behind `q+`: names that are known, or a note of the sender's own.
    fn whose_hands(&self, by: &Person, words: &str) -> Result<(Vec<Person>, Option<String>), Refusal> {
        let words = words.trim_start_matches([':', ',', '-']).trim();
        if words.is_empty() {
            return Ok((vec![by.clone()], None));
        }
        let (head, note) = match split_at_to(words) {
            Some((head, note)) => (head, Some(note)),
            None => (words, None),
        };
        let head = head.trim_end_matches(|c: char| c.is_whitespace() || c == ',');
        if head.is_empty() || head.eq_ignore_ascii_case("also") || head.eq_ignore_ascii_case("me") {
            return Ok((vec![by.clone()], note.map(str::to_owned)));
        }
        let people: Option<Vec<Person>> = head.split(',').map(|name| self.find_exactly(by, name)).collect();
        let Some(people) = people else { return Ok((vec![by.clone()], Some(words.to_owned()))) };
        head.split(',').try_for_each(|name| self.refuse_same_name(by, name.trim()))?;
        Ok((people, note.map(str::to_owned)))
    }

    pub(super) fn raise_later(&self, by: &Person, note: Option<&str>) -> Decided {
        let meeting = self.running()?;
        if meeting.queue.is_closed {
            return Err(Refusal::QueueClosed);
        }
        if meeting.queue.hands.len() >= LIMITS.hands {
            return Err(Refusal::TooMany { what: "people on the speaker queue", limit: LIMITS.hands });
        }
        let is_point = |hand: &&Hand| hand.kind == HandKind::New && hand.person.is(by);
        if meeting.queue.hands.iter().filter(is_point).count() > 1 {
            return Err(Refusal::TwoHandsAlready);
        }
        let note = note.filter(|_| !meeting.is_off_record).map(str::to_owned);
        Ok(vec![Event::LaterHandRaised { person: by.clone(), note }])
    }

    pub(super) fn move_last(&self, by: &Person) -> Decided {
        let queue = &self.running()?.queue;
        match queue.movable(by) {
            None => Err(Refusal::YouAreNotQueued),
            Some(position) if position + 1 == queue.hands.len() => Ok(Vec::new()),
            Some(_) => Ok(vec![Event::HandMovedLast { person: by.clone() }]),
        }
    }

    pub(super) fn set_queue(&self, by: &Person, names: Option<&str>) -> Decided {
        let queue = &self.running()?.queue;
        let mut people: Vec<Person> = Vec::new();
        for name in names.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let person = match queue.find(name)? {
                Some(hand) => hand.person.clone(),
                None => self.find_or_name(by, name)?,
            };
            if !people.iter().any(|other| other.is(&person)) {
                people.push(person);
            }
        }
        if people.len() > LIMITS.hands {
            return Err(Refusal::TooMany { what: "people on the speaker queue", limit: LIMITS.hands });
        }
        let is_same = people.len() == queue.hands.len()
            && people.iter().zip(&queue.hands).all(|(person, hand)| hand.person.is(person));
        Ok(if is_same { Vec::new() } else { vec![Event::QueueSet { people }] })
    }

    /// Floor to one, the rest of the queue goes, and it is closed.
    pub(super) fn give_last_word(&self, by: &Person, name: &str) -> Decided {
        let queue = &self.running()?.queue;
        let (person, hand) = self.called_up(by, name)?;
        let given = Event::FloorGiven { person: person.clone(), hand };
        let is_alone = queue.hands.iter().all(|hand| hand.person.is(&person));
        let cleared = (!is_alone).then(|| Event::QueueSet { people: Vec::new() });
        let closed = (!queue.is_closed).then_some(Event::QueueClosed);
        Ok([Some(given), cleared, closed].into_iter().flatten().collect())
    }

    pub(super) fn give_reply(&self, by: &Person, name: &str) -> Decided {
        self.running()?;
        let (person, _) = self.called_up(by, name)?;
        Ok(vec![Event::FloorGiven { person, hand: HandKind::RightOfReply }])
    }

    /// Someone on the queue, or anyone else, with the kind of hand.
    fn called_up(&self, by: &Person, typed: &str) -> Result<(Person, HandKind), Refusal> {
        if typed.eq_ignore_ascii_case("me") {
            let queue = &self.running()?.queue;
            let hand = queue.position(by).map_or(HandKind::New, |position| queue.hands[position].kind);
            return Ok((by.clone(), hand));
        }
        Ok(match self.running()?.queue.find(typed)? {
            Some(hand) => (hand.person.clone(), hand.kind),
            None => (self.find_or_name(by, typed)?, HandKind::New),
        })
    }

    pub(super) fn pause_floor(&self) -> Decided {
        let floor = self.running()?.floor.as_ref().ok_or(Refusal::NobodySpeaks)?;
        if floor.is_paused { Err(Refusal::PausedAlready) } else { Ok(vec![Event::FloorPaused]) }
    }

    /// `resume` ends a pause of the speaker's clock, or a recess.
    pub(super) fn resume_floor(&self) -> Decided {
        let meeting = self.meeting.as_ref().ok_or(Refusal::NoMeeting)?;
        if meeting.recess.is_some() {
            return self.resume();
        }
        let is_paused = meeting.floor.as_ref().is_some_and(|floor| floor.is_paused);
        if is_paused { Ok(vec![Event::FloorResumed]) } else { Err(Refusal::NothingPaused) }
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
            FloorTo::Myself => self.called_up(by, "me")?,
            FloorTo::Name(typed) => self.called_up(by, typed)?,
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

/// `next` from a button or a form names the speaker that it showed: a press that comes late gives the floor to nobody
/// else.
fn refuse_stale(meeting: &Meeting, first: &Hand, expecting: Option<&str>) -> Result<(), Refusal> {
    match expecting {
        Some(expected) if !same_name(expected, &first.person.name) => {
            debug_assert!(!meeting.queue.hands.is_empty());
            Err(Refusal::QueueMovedOn { now: first.person.name.clone() })
        }
        Some(_) | None => Ok(()),
    }
}

/// A typed `next` carries nothing; two chairs who type it in the same moment mean one speaker.
fn refuse_double(meeting: &Meeting, request: &Request, by: &Person, first: &Hand, knows: bool) -> Result<(), Refusal> {
    // A name tells two people apart, not two hands of one.
    let is_unclear = |floor: &&Floor| !knows || floor.person.is(&first.person);
    let Some(floor) = meeting.floor.as_ref().filter(is_unclear) else { return Ok(()) };
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
