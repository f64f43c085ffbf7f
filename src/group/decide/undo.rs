//! Taking back: the last thing that somebody did, whatever it was, or one thing that is named.

use crate::group::act::{Act, ActKind, Lowered, PutBack};
use crate::group::command::{DecisionRef, LastOf, Request, Undone};
use crate::group::event::{DecisionId, Event, HandKind};
use crate::group::meeting::Meeting;
use crate::group::person::{Person, Right};
use crate::group::proposal::Proposal;
use crate::group::record::{Body, Record};
use crate::group::refusal::Refusal;
use crate::group::{Decided, Group};

/// What is the newest of the things that somebody may take back.
enum Newest<'a> {
    Act(&'a Act),
    Record(&'a Meeting, &'a Record),
    /// An entry that changed what the group keeps beside its meetings.
    Change(u64),
}

impl Newest<'_> {
    fn entry(&self) -> u64 {
        match self {
            Newest::Act(act) => act.entry,
            Newest::Record(_, record) => record.entry,
            Newest::Change(entry) => *entry,
        }
    }
}

impl Group {
    /// Takes back the last thing that someone did; what is older than it stays.
    pub(super) fn undo(&self, request: &Request, by: &Person) -> Decided {
        let meeting = self.correctable(request);
        let record = meeting.as_ref().ok().and_then(|meeting| Some((*meeting, self.to_undo(request, by, meeting)?)));
        let own = self.acts.get(&*by.key());
        // Of a meeting that is over only what those who prepare the minutes did is taken back.
        let over = self.finished.as_ref().filter(|_| self.meeting.is_none() && meeting.is_err());
        let over = over.and_then(|over| over.last_entry).unwrap_or_default();
        let act = own.and_then(|own| own.acts.back()).filter(|act| act.entry > over).filter(|act| {
            // What one line recorded goes with what it did besides.
            !record.is_some_and(|(_, record)| act.is_of(record.source.as_deref()))
        });
        let change = self.last_change_by(by).filter(|_| self.meeting.is_none());
        let is_change =
            |act: &&Act| matches!(act.kind, ActKind::Row) && change.is_some_and(|change| change >= act.entry);
        let act = act.filter(|act| !is_change(act));
        let record = record.map(|(meeting, record)| Newest::Record(meeting, record));
        let all = [act.map(Newest::Act), record, change.map(Newest::Change)];
        let Some(newest) = all.into_iter().flatten().max_by_key(Newest::entry) else {
            return Err(meeting.err().unwrap_or(Refusal::NothingToUndo));
        };
        // What somebody did after a refusal is what they think of.
        let last_entry = newest.entry().max(own.map_or(0, |own| own.last_entry));
        if request.gathered.refused_at.is_some_and(|refused| refused >= last_entry) {
            return Err(Refusal::RefusedLast);
        }
        match newest {
            Newest::Act(act) => self.undo_act(request, by, act),
            Newest::Record(meeting, record) => {
                if self.meeting.is_none() {
                    self.refuse_when_sent(meeting.number, None)?;
                }
                Ok(vec![Event::Withdrawn { entry: record.entry }])
            }
            Newest::Change(entry) => Ok(vec![Event::Withdrawn { entry }]),
        }
    }

    fn undo_act(&self, request: &Request, by: &Person, act: &Act) -> Decided {
        let mut events = match &act.kind {
            ActKind::ItemAdded(item) => self.drop_item(*item)?,
            ActKind::ItemsTaken(items) => {
                let dropped: Result<Vec<Vec<Event>>, Refusal> =
                    items.iter().map(|item| self.drop_item(*item)).collect();
                dropped?.concat()
            }
            ActKind::ActionClosed(action) => self.reopen_action(request, by, *action)?,
            ActKind::PutBack(back) => {
                let over = self.finished.as_ref().filter(|_| self.meeting.is_none());
                if let Some(over) = over.filter(|_| back.events.iter().any(is_attendance)) {
                    self.refuse_when_sent(over.number, None)?;
                }
                self.put_back(by, back)
            }
            ActKind::Row => Vec::new(),
            ActKind::Approval(paper) => return self.withdraw_approval(*paper, by),
            ActKind::Other(remedy) => return Err(Refusal::UndoneOtherwise { remedy: remedy.to_string() }),
        };
        events.push(Event::Withdrawn { entry: act.entry });
        Ok(events)
    }

    /// What of an act has not been overtaken.
    fn put_back(&self, by: &Person, back: &PutBack) -> Vec<Event> {
        let hands = self.meeting.as_ref().map(|meeting| meeting.queue.hands.as_slice()).unwrap_or_default();
        let lowered = back.raised.iter().filter_map(|(person, kind)| {
            let own = hands.iter().filter(|hand| hand.person.is(person));
            let hand = own.clone().rfind(|hand| hand.kind == *kind)?;
            let key = (own.count() > 1).then(|| hand.key());
            Some(Event::HandLowered { person: person.clone(), hand: key })
        });
        let events = back.events.iter().filter(|event| self.would_change(by, event)).cloned();
        lowered.chain(events).chain(self.raised_again(&back.lowered)).collect()
    }

    /// Hands are raised again where they were.
    fn raised_again(&self, lowered: &[Lowered]) -> Vec<Event> {
        let Some(queue) = self.meeting.as_ref().map(|meeting| &meeting.queue) else { return Vec::new() };
        let is_there = |person: &Person, kind: HandKind| {
            queue.hands.iter().any(|hand| hand.kind == kind && hand.person.is(person))
        };
        let mut order: Vec<(Person, HandKind)> =
            queue.hands.iter().map(|hand| (hand.person.clone(), hand.kind)).collect();
        let (mut events, mut has_moved) = (Vec::new(), false);
        for Lowered { person, kind, note, place } in lowered {
            if is_there(person, *kind) {
                continue;
            }
            has_moved |= *place < order.len();
            order.insert((*place).min(order.len()), (person.clone(), *kind));
            let (person, hand, note) = (person.clone(), *kind, note.clone());
            events.push(Event::HandRaised { person, hand, note });
        }
        if has_moved {
            let (people, hands) = order.into_iter().unzip();
            events.push(Event::QueueSet { people, hands });
        }
        events
    }

    /// Whether an event that puts something back still changes something.
    fn would_change(&self, by: &Person, event: &Event) -> bool {
        let meeting = self.latest_meeting();
        let open = self.meeting.as_ref();
        let among = |people: &[Person], person: &Person| people.iter().any(|known| known.is(person));
        let regrets = || match (open, meeting) {
            (Some(meeting), _) => meeting.regrets.as_slice(),
            (None, _) => self.draft_regrets.as_slice(),
        };
        match event {
            Event::PresenceDeclared { person } => meeting.is_some_and(|meeting| !meeting.present.contains(person)),
            Event::PresenceWithdrawn { person } => meeting.is_some_and(|meeting| among(&meeting.present, person)),
            Event::RegretsDeclared { person, meeting: None } => !among(regrets(), person),
            Event::RegretsWithdrawn { person } => among(regrets(), person),
            Event::StandTaken { proposal, .. } => {
                open.and_then(|meeting| meeting.proposal(*proposal)).is_some_and(Proposal::is_open)
            }
            Event::StandWithdrawn { proposal, person } => {
                let proposal = open.and_then(|meeting| meeting.proposal(*proposal));
                proposal.is_some_and(|proposal| proposal.is_open() && proposal.stands.contains_key(&*person.key()))
            }
            Event::VoteCast { poll, .. } | Event::VoteWithdrawn { poll, .. } => {
                open.and_then(|meeting| meeting.poll(*poll)).is_some_and(|poll| poll.is_open)
            }
            Event::FloorPaused => open.and_then(|meeting| meeting.floor.as_ref()).is_some_and(|floor| !floor.is_paused),
            Event::FloorResumed => open.and_then(|meeting| meeting.floor.as_ref()).is_some_and(|floor| floor.is_paused),
            Event::QueueClosed => open.is_some_and(|meeting| !meeting.queue.is_closed),
            Event::QueueReopened => open.is_some_and(|meeting| meeting.queue.is_closed),
            Event::ScribeNamed { person, .. } => open.is_some_and(|meeting| !meeting.is_scribe(person)),
            Event::ScribeReleased { person } => open.is_some_and(|meeting| meeting.is_scribe(person)),
            // Nobody gives up the chair of a meeting that they opened by taking back something else.
            Event::ChairReleased { person } => {
                !person.is(by) && open.is_some_and(|meeting| among(&meeting.chairs, person))
            }
            _ => true,
        }
    }

    /// The last change of the register, of the documents or of liaison statements that someone has made.
    fn last_change_by(&self, by: &Person) -> Option<u64> {
        let is_own = |person: &Option<Person>| person.as_ref().is_some_and(|person| person.is(by));
        let rows = self.register.values().flat_map(|row| &row.changes);
        let rows = rows.filter(|known| !known.is_withdrawn && is_own(&known.by)).map(|known| known.entry);
        let documents = self.library.values().flat_map(|document| &document.changes);
        let documents = documents.filter(|known| !known.is_withdrawn && is_own(&known.by)).map(|known| known.entry);
        let liaisons = self.liaisons.values().flat_map(|liaison| &liaison.changes);
        let liaisons = liaisons.filter(|known| !known.is_withdrawn && is_own(&known.by)).map(|known| known.entry);
        let terms = self.terms.standing().filter(|known| is_own(&known.by)).map(|known| known.entry);
        rows.chain(documents).chain(liaisons).chain(terms).max()
    }

    /// The last record that someone may take back.
    fn to_undo<'a>(&self, request: &Request, by: &Person, meeting: &'a Meeting) -> Option<&'a Record> {
        self.undoable(request, by, meeting).next()
    }

    /// The records that someone may take back, the last first.
    fn undoable<'a>(
        &self,
        request: &Request,
        by: &Person,
        meeting: &'a Meeting,
    ) -> impl Iterator<Item = &'a Record> + use<'a, '_> {
        // What was decided in a meeting that is over is amended or opened again, in the open.
        let is_over = self.meeting.is_none();
        let any = request.role.may(Right::Secretary);
        let by = by.clone();
        let records = meeting.formal.iter().rev().filter_map(|entry| meeting.records.get(*entry));
        records.filter(move |record| {
            let may_go = match record.body {
                Body::Decision { .. } => !is_over && self.text_of(record).is_some(),
                Body::Amendment { .. } => !is_over,
                _ => self.text_of(record).is_some(),
            };
            let is_own = || record.by.as_ref().is_some_and(|author| author.is(&by));
            record.is_kept() && may_go && (any || is_own())
        })
    }

    /// `undo A7`, `undo the last decision`.
    pub(super) fn undo_named(&self, request: &Request, by: &Person, what: Undone) -> Decided {
        let meeting = self.correctable(request)?;
        let is_over = self.meeting.is_none();
        if let Some(refusal) = self.taken_back_otherwise(meeting, what) {
            return Err(refusal);
        }
        let is_meant = |record: &&Record| match (&record.body, what) {
            (Body::Action { action }, Undone::Action(number)) => *action == number,
            (Body::Decision { decision }, Undone::Decision(which)) => *decision == meant(meeting, which),
            (Body::Proposal { proposal }, Undone::Proposal(number)) => *proposal == number,
            (body, Undone::Last(kind)) => is_of(body, kind),
            (_, Undone::Action(_) | Undone::Decision(_) | Undone::Proposal(_)) => false,
        };
        let record = self.undoable(request, by, meeting).find(is_meant).ok_or(match what {
            Undone::Action(action) => Refusal::NotYourAction { action },
            Undone::Proposal(proposal) => Refusal::NotYourProposal { proposal },
            Undone::Decision(_) | Undone::Last(_) => Refusal::NothingToUndo,
        })?;
        if is_over {
            self.refuse_when_sent(meeting.number, None)?;
        }
        Ok(vec![Event::Withdrawn { entry: record.entry }])
    }

    /// Why what is named cannot be taken back here.
    fn taken_back_otherwise(&self, meeting: &Meeting, what: Undone) -> Option<Refusal> {
        let has = |is_meant: &dyn Fn(&Body) -> bool| {
            meeting.records.values().any(|record| record.is_kept() && is_meant(&record.body))
        };
        match what {
            Undone::Action(number) => match self.actions.get(&number).filter(|action| action.is_kept()) {
                None => Some(Refusal::NoSuchAction { action: number }),
                Some(_) if has(&|body| matches!(body, Body::Action { action } if *action == number)) => None,
                Some(_) => Some(Refusal::UndoneOtherwise { remedy: format!("drop action A{number}") }),
            },
            Undone::Decision(which) => {
                let id = meant(meeting, which);
                match self.decisions.get(&id).filter(|decision| decision.is_kept()) {
                    None => Some(Refusal::NoSuchDecision { decision: id }),
                    Some(_) if id.meeting == meeting.number && self.meeting.is_some() => None,
                    Some(_) => Some(Refusal::UndoneOtherwise { remedy: format!("reopen {id} because REASON") }),
                }
            }
            Undone::Proposal(number) => match meeting.proposal(number) {
                None => Some(Refusal::NoSuchProposal { proposal: number }),
                Some(proposal) if !proposal.is_open() => Some(Refusal::ProposalOver { proposal: number }),
                Some(_) => None,
            },
            Undone::Last(_) => None,
        }
    }
}

/// The decision that a number means: of this meeting, where none is named.
fn meant(meeting: &Meeting, which: DecisionRef) -> DecisionId {
    DecisionId { meeting: which.meeting.unwrap_or(meeting.number), number: which.number }
}

/// Whether an event changes who was at a meeting.
fn is_attendance(event: &Event) -> bool {
    matches!(
        event,
        Event::PresenceDeclared { .. }
            | Event::PresenceWithdrawn { .. }
            | Event::RegretsDeclared { meeting: Some(_), .. }
    )
}

fn is_of(body: &Body, kind: LastOf) -> bool {
    match kind {
        LastOf::Action => matches!(body, Body::Action { .. }),
        LastOf::Decision => matches!(body, Body::Decision { .. }),
        LastOf::Proposal => matches!(body, Body::Proposal { .. }),
        LastOf::Poll => matches!(body, Body::Poll { .. }),
        LastOf::Note => matches!(body, Body::Note { .. }),
        LastOf::Question => matches!(body, Body::Question { .. }),
        LastOf::Conclusion => matches!(body, Body::Conclusion { .. }),
        LastOf::Document => matches!(body, Body::Document { .. }),
    }
}
