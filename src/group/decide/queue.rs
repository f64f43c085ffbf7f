//! The speaking queue: what comes of each command.

use chrono::{DateTime, Utc};

use crate::group::command::{QueueCommand, Request};
use crate::group::event::{Event, HandKind};
use crate::group::person::{Person, Right};
use crate::group::queue::Hand;
use crate::group::refusal::Refusal;
use crate::group::roster::split_names;
use crate::group::{Decided, Group, LIMITS};

impl Group {
    pub(super) fn decide_queue(&self, request: &Request, by: &Person, command: &QueueCommand) -> Decided {
        match command {
            QueueCommand::RaiseHand { kind, words } => {
                self.refuse_late_reply(*kind, request.gathered.typed_at)?;
                self.raise_hand(request, by, *kind, words.as_deref())
            }
            QueueCommand::RaiseFor { names } => self.raise_for(request, by, names),
            QueueCommand::RaiseLater { note } => self.raise_later(by, note.as_deref()),
            QueueCommand::MoveLast => self.move_last(by),
            QueueCommand::SetQueue { names } => self.set_queue(by, names.as_deref()),
            QueueCommand::LowerHand { name } => self.lower_hand(request, by, name.as_deref()),
            QueueCommand::CloseQueue => self.close_queue(),
            QueueCommand::ReopenQueue => self.reopen_queue(),
            QueueCommand::ShowQueue { .. } | QueueCommand::ReadQueue => Ok(Vec::new()),
        }
    }

    fn raise_hand(&self, request: &Request, by: &Person, kind: HandKind, words: Option<&str>) -> Decided {
        let (people, note) = self.whose_hands(by, words.unwrap_or_default())?;
        self.raise(request, by, kind, people, note)
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
        let names = names.replace(" and ", ",");
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        let people = names.map(|name| self.find_or_name(by, name)).collect::<Result<Vec<Person>, Refusal>>()?;
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
        let people: Option<Vec<Person>> = head.split(',').map(|name| self.find_exactly(by, name)).collect();
        let Some(people) = people else { return Ok((vec![by.clone()], Some(words.to_owned()))) };
        head.split(',').try_for_each(|name| self.refuse_same_name(by, name.trim()))?;
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

    fn raise_later(&self, by: &Person, note: Option<&str>) -> Decided {
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

    fn move_last(&self, by: &Person) -> Decided {
        let queue = &self.running()?.queue;
        match queue.movable(by) {
            None => Err(Refusal::YouAreNotQueued),
            Some(position) if position + 1 == queue.hands.len() => Ok(Vec::new()),
            Some(_) => Ok(vec![Event::HandMovedLast { person: by.clone() }]),
        }
    }

    fn set_queue(&self, by: &Person, names: Option<&str>) -> Decided {
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

    fn lower_hand(&self, request: &Request, by: &Person, name: Option<&str>) -> Decided {
        let meeting = self.running()?;
        let Some(name) = name.filter(|name| !name.eq_ignore_ascii_case("me")) else {
            return match meeting.queue.position(by) {
                Some(_) => Ok(vec![Event::HandLowered { person: by.clone() }]),
                None => Err(Refusal::YouAreNotQueued),
            };
        };
        let mut lowered: Vec<&Person> = Vec::new();
        // “Smith, John” may be the name of one.
        let whole = meeting.queue.find(name)?;
        let names = if whole.is_some() { vec![name] } else { split_names(name) };
        for name in names {
            let hand = meeting.queue.find(name)?.ok_or_else(|| Refusal::NotQueued { name: name.to_owned() })?;
            if !hand.person.is(by) && !request.role.may(Right::Secretary) {
                return Err(Refusal::not_yours(Right::Secretary));
            }
            if !lowered.iter().any(|person| person.is(&hand.person)) {
                lowered.push(&hand.person);
            }
        }
        Ok(lowered.into_iter().map(|person| Event::HandLowered { person: person.clone() }).collect())
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
    let lower = words.to_ascii_lowercase();
    if lower.starts_with("to ") {
        return Some(("", words));
    }
    lower.find(" to ").map(|at| (&words[..at], words[at..].trim_start()))
}
