//! The speaking queue: what comes of each command.

use chrono::{DateTime, Utc};

use crate::group::command::{QueueCommand, Request};
use crate::group::event::{Event, HandKind};
use crate::group::listed::split_names;
use crate::group::meeting::Meeting;
use crate::group::person::{Person, Right, folded_name};
use crate::group::queue::Hand;
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group, LIMITS};

use super::owners::is_verb;

impl Group {
    pub(super) fn decide_queue(&self, request: &Request, by: &Person, command: &QueueCommand) -> Decided {
        match command {
            QueueCommand::RaiseHand { kind, words } => {
                self.refuse_late_reply(*kind, request.gathered.typed_at)?;
                self.raise_hand(request, by, *kind, words.as_deref())
            }
            QueueCommand::RaiseFor { names } => self.raise_for(request, by, names),
            QueueCommand::RaiseLater { note } => self.raise_later(request, by, note.as_deref()),
            QueueCommand::MoveLast => self.move_last(by),
            QueueCommand::MoveBehind { name } => self.move_behind(by, name),
            QueueCommand::ChangeHand { kind, words } => self.change_hand(by, *kind, words.as_deref()),
            QueueCommand::SetQueue { names } => self.set_queue(by, names.as_deref()),
            QueueCommand::LowerHand { name } => self.lower_hand(request, by, name.as_deref()),
            QueueCommand::CloseQueue => self.close_queue(),
            QueueCommand::ReopenQueue => self.reopen_queue(),
            QueueCommand::ShowQueue { .. } | QueueCommand::ReadQueue => Ok(Vec::new()),
        }
    }

    fn raise_hand(&self, request: &Request, by: &Person, kind: HandKind, words: Option<&str>) -> Decided {
        let words = words.unwrap_or_default();
        // Who keeps the record puts people on the queue whom nobody has seen: “q+ Zoe to ask about the cost”.
        if self.keeps_the_record(request, by)
            && let Some(name) = self.stranger_in(by, words)
        {
            let note = split_at_to(words).map(|(_, note)| note.to_owned());
            return self.raise(request, by, kind, vec![Person::named(name)], note);
        }
        let (people, note) = self.whose_hands(by, words)?;
        self.raise(request, by, kind, people, note)
    }

    /// The name with which words after `q+` begin, of someone whom nobody here has: `Zoe to ask about the cost`.
    pub fn stranger_in<'w>(&self, by: &Person, words: &'w str) -> Option<&'w str> {
        named_stranger(words).filter(|name| matches!(self.find_present(by, name), Ok(None)))
    }

    /// A reply that was typed before the open item was opened, or before the last one was closed, was
    /// meant for something that is over.
    fn refuse_late_reply(&self, kind: HandKind, typed_at: Option<DateTime<Utc>>) -> Result<(), Refusal> {
        let (Some(typed_at), HandKind::Reply) = (typed_at, kind) else { return Ok(()) };
        let Some(agenda) = self.meeting.as_ref().map(|meeting| &meeting.agenda) else { return Ok(()) };
        match (agenda.last_closed, agenda.changed_at) {
            (Some(item), Some(changed)) if typed_at < changed => Err(Refusal::ReplyTooLate { item }),
            _ => Ok(()),
        }
    }

    /// `sees Ana's hand`: the words are names, known or not.
    fn raise_for(&self, request: &Request, by: &Person, names: &str) -> Decided {
        let people = split_names(names)
            .into_iter()
            .map(|name| self.find_or_name(by, name))
            .collect::<Result<Vec<Person>, Refusal>>()?;
        self.raise(request, by, HandKind::New, people, None)
    }

    /// Reads what comes after `q+`: names that are known, or a note of the sender's own.
    fn whose_hands(&self, by: &Person, words: &str) -> Result<(Vec<Person>, Option<String>), Refusal> {
        let words = words.trim_start_matches([':', ',', '-']).trim();
        // “q+ :)” and “q+?” have no note.
        if !words.contains(char::is_alphanumeric) {
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
        let names = split_names(head);
        let people: Option<Vec<Person>> = names.iter().map(|name| self.find_exactly(by, name)).collect();
        let people = people.filter(|people| !people.is_empty());
        let Some(people) = people else { return Ok((vec![by.clone()], Some(words.to_owned()))) };
        names.iter().try_for_each(|name| self.refuse_same_name(by, name))?;
        Ok((people, note.map(str::to_owned)))
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
        let is_for_others = people.iter().any(|person| !person.is(by));
        if meeting.queue.is_closed && kind != HandKind::PointOfOrder && (is_for_others || !self.may_chair(request, by))
        {
            return Err(Refusal::QueueClosed);
        }
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

    /// The message that raised a hand was edited: the hand is about what it says now.
    pub(super) fn reword_hand(&self, by: &Person, entry: u64, words: Option<&str>) -> Decided {
        let hands = self.meeting.iter().flat_map(|meeting| &meeting.queue.hands);
        let is_of = |hand: &&Hand| hand.since == entry || hand.notes.iter().any(|(from, _)| *from == entry);
        let Some(hand) = hands.into_iter().find(is_of) else { return Ok(Vec::new()) };
        let (people, note) = self.whose_hands(by, words.unwrap_or_default())?;
        if !people.iter().any(|person| person.is(&hand.person)) {
            return Err(Refusal::EditChangesKind { what: "a raised hand".to_owned() });
        }
        let now = note.unwrap_or_default();
        let before = hand.notes.iter().find(|(from, _)| *from == entry).map_or("", |(_, note)| note.as_str());
        Ok(if before == now { Vec::new() } else { vec![Event::Reworded { entry, text: now }] })
    }

    /// Whether a chair is asking, also in a group where everyone has a chair's rights.
    fn may_chair(&self, request: &Request, by: &Person) -> bool {
        request.role.may(Right::Chair) && self.presides(by)
    }

    fn raise_later(&self, request: &Request, by: &Person, note: Option<&str>) -> Decided {
        let meeting = self.running()?;
        if meeting.queue.is_closed && !self.may_chair(request, by) {
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

    fn move_last(&self, by: &Person) -> Decided {
        let queue = &self.running()?.queue;
        match queue.movable(by) {
            None => Err(Refusal::YouAreNotQueued),
            Some(position) if position + 1 == queue.hands.len() => Ok(Vec::new()),
            Some(_) => Ok(vec![Event::HandMovedLast { person: by.clone(), behind: None }]),
        }
    }

    /// Lets one particular person go before; nobody gets ahead by it.
    fn move_behind(&self, by: &Person, name: &str) -> Decided {
        let queue = &self.running()?.queue;
        let other = self.on_queue(queue, name)?.ok_or_else(|| Refusal::NotQueued { name: name.to_owned() })?;
        if queue.position(by).is_none() {
            return Err(Refusal::YouAreNotQueued);
        }
        let is_possible = !other.person.is(by) && queue.movable_behind(by, &other.person).is_some();
        let moved = Event::HandMovedLast { person: by.clone(), behind: Some(other.person.clone()) };
        Ok(if is_possible { vec![moved] } else { Vec::new() })
    }

    /// Other words or another kind for one's own hand: the one of that kind where there is one and only the words change,
    /// else the one that was raised last.
    fn change_hand(&self, by: &Person, kind: Option<HandKind>, words: Option<&str>) -> Decided {
        let meeting = self.running()?;
        let own = || meeting.queue.hands.iter().filter(|hand| hand.person.is(by));
        let of_kind = own().find(|hand| words.is_some() && Some(hand.kind) == kind);
        let last = own().max_by_key(|hand| hand.since);
        let hand = of_kind.or(last).ok_or(Refusal::YouAreNotQueued)?;
        let new = kind.unwrap_or(hand.kind);
        // Off the record the hand counts and its words do not.
        let note = noted(words).filter(|_| !meeting.is_off_record);
        let is_known = |note: &String| matches!(hand.notes.as_slice(), [(_, known)] if known == note);
        if new == hand.kind && note.as_ref().is_none_or(is_known) {
            return Ok(Vec::new());
        }
        Ok(vec![Event::HandChanged { person: by.clone(), hand: hand.key(), kind: new, note }])
    }

    fn set_queue(&self, by: &Person, names: Option<&str>) -> Decided {
        let queue = &self.running()?.queue;
        let mut hands: Vec<(Person, HandKind)> = Vec::new();
        for name in names.map_or_else(Vec::new, split_names) {
            let (name, kind) = with_kind(name);
            let person = match self.on_queue(queue, name)? {
                Some(hand) => hand.person.clone(),
                None => self.find_or_name(by, name)?,
            };
            let times = hands.iter().filter(|(other, _)| other.is(&person)).count();
            // A person who is named again is meant with the next hand, if there is one.
            let own = queue.hands.iter().filter(|hand| hand.person.is(&person)).nth(times).map(|hand| hand.kind);
            let kind = kind.or(own).or((times == 0).then_some(HandKind::New));
            hands.extend(kind.map(|kind| (person, kind)));
        }
        if hands.len() > LIMITS.hands {
            return Err(Refusal::TooMany { what: "people on the speaker queue", limit: LIMITS.hands });
        }
        let is_same = hands.len() == queue.hands.len()
            && hands
                .iter()
                .zip(&queue.hands)
                .all(|((person, kind), hand)| hand.person.is(person) && hand.kind == *kind);
        let (people, hands) = hands.into_iter().unzip();
        Ok(if is_same { Vec::new() } else { vec![Event::QueueSet { people, hands }] })
    }

    fn lower_hand(&self, request: &Request, by: &Person, name: Option<&str>) -> Decided {
        let meeting = self.running()?;
        let Some(name) = name.filter(|name| !name.eq_ignore_ascii_case("me")) else {
            return match meeting.queue.position(by) {
                Some(_) => Ok(vec![Event::HandLowered { person: by.clone(), hand: None }]),
                None => Err(Refusal::YouAreNotQueued),
            };
        };
        if let Some(hand) = Group::one_of_several(meeting, by, name) {
            if !hand.person.is(by) && !request.role.may(Right::Secretary) {
                return Err(Refusal::not_yours(Right::Secretary));
            }
            return Ok(vec![Event::HandLowered { person: hand.person.clone(), hand: Some(hand.key()) }]);
        }
        let mut lowered: Vec<&Person> = Vec::new();
        // “Smith, John” may be the name of one.
        let whole = self.on_queue(&meeting.queue, name)?;
        let names = if whole.is_some() { vec![name] } else { split_names(name) };
        for name in names {
            let hand = self.on_queue(&meeting.queue, name)?;
            let hand = hand.ok_or_else(|| Refusal::NotQueued { name: name.to_owned() })?;
            if !hand.person.is(by) && !request.role.may(Right::Secretary) {
                return Err(Refusal::not_yours(Right::Secretary));
            }
            if !lowered.iter().any(|person| person.is(&hand.person)) {
                lowered.push(&hand.person);
            }
        }
        Ok(lowered.into_iter().map(|person| Event::HandLowered { person: person.clone(), hand: None }).collect())
    }

    /// `q- reply`, `q- 2` and `q- Bo (reply)`: one hand of a person who has several.
    fn one_of_several<'a>(meeting: &'a Meeting, by: &Person, typed: &str) -> Option<&'a Hand> {
        let queue = &meeting.queue;
        let has_several = |person: &Person| queue.hands.iter().filter(|hand| hand.person.is(person)).count() > 1;
        let own_kind = HandKind::named(typed).filter(|_| !meeting.people.contains_key(&*folded_name(typed)));
        let (person, kind) = match own_kind {
            Some(kind) => (by.clone(), kind),
            None => match with_kind(typed) {
                (name, Some(kind)) => (queue.find(name).ok().flatten()?.person.clone(), kind),
                (name, None) => {
                    let place: usize = name.trim_start_matches('#').parse().ok()?;
                    return queue.hands.get(place.checked_sub(1)?).filter(|hand| has_several(&hand.person));
                }
            },
        };
        // Of two new points the later one is the one that can be spared.
        let mut own = queue.hands.iter().filter(|hand| hand.kind == kind && hand.person.is(&person));
        own.next_back().filter(|_| has_several(&person))
    }

    fn close_queue(&self) -> Decided {
        let is_closed = self.running()?.queue.is_closed;
        if is_closed { Err(Refusal::QueueClosedAlready) } else { Ok(vec![Event::QueueClosed]) }
    }

    fn reopen_queue(&self) -> Decided {
        let is_closed = self.running()?.queue.is_closed;
        if is_closed { Ok(vec![Event::QueueReopened]) } else { Err(Refusal::QueueOpenAlready) }
    }
}

/// Splits `Ana to ask about B` and `to ask about B` before the word `to`, which stays with the note.
fn split_at_to(words: &str) -> Option<(&str, &str)> {
    let bytes = words.as_bytes();
    if bytes.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(b"to ")) {
        return Some(("", words));
    }
    let at = bytes.windows(4).position(|part| part.eq_ignore_ascii_case(b" to "))?;
    Some((&words[..at], words[at..].trim_start()))
}

/// `Zoe to ask about it`, `Zoe Hart to ask`: the words before “to”, where they may be someone's name.
fn named_stranger(words: &str) -> Option<&str> {
    let words = words.trim_start_matches([':', ',', '-']).trim();
    let (head, _) = split_at_to(words)?;
    let name = head.trim();
    let first = name.split_whitespace().next()?;
    let is_name = name.split_whitespace().count() <= 3
        && name.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
        && !name.contains([',', ':', '.', '?', '!'])
        && !is_verb(first)
        && !WISHES.iter().any(|wish| first.eq_ignore_ascii_case(wish));
    is_name.then_some(name)
}

/// Words with which people begin what they want to say, before “to”.
const WISHES: [&str; 38] = [
    "about",
    "also",
    "answer",
    "answering",
    "back",
    "comment",
    "due",
    "going",
    "happy",
    "hope",
    "hoping",
    "i",
    "i'd",
    "i'm",
    "just",
    "like",
    "link",
    "me",
    "need",
    "next",
    "objection",
    "only",
    "point",
    "question",
    "ready",
    "reaction",
    "reference",
    "related",
    "replying",
    "response",
    "returning",
    "time",
    "trying",
    "want",
    "wanted",
    "wants",
    "wish",
    "would",
];

/// `Bo (reply)`: a name as the queue shows it, with the kind of the hand.
fn with_kind(typed: &str) -> (&str, Option<HandKind>) {
    let inside = typed.strip_suffix(')').and_then(|open| open.rsplit_once('('));
    let read = inside.and_then(|(name, kind)| Some((name.trim(), HandKind::named(kind)?)));
    read.map_or((typed, None), |(name, kind)| (name, Some(kind)))
}

fn noted(words: Option<&str>) -> Option<String> {
    words.map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned)
}
