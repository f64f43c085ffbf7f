//! The agenda: items, the one that is open, and what each came to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use regex::RegexBuilder;

use crate::text::shorten;

use super::command::{ItemChoice, Request, Wait};
use super::event::Event;
use super::meeting::Stopwatch;
use super::person::Person;
use super::refusal::Refusal;
use super::{Decided, Group, LIMITS};

/// The items of a meeting, or the draft for the next one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agenda {
    pub items: BTreeMap<u32, Item>,
    /// Numbers that come first, as a chair has ordered them.
    pub order: Vec<u32>,
    pub open: Option<u32>,
    pub last_closed: Option<u32>,
    /// When an item was opened or closed last.
    pub changed_at: Option<DateTime<Utc>>,
}

/// An agenda item.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub number: u32,
    pub title: String,
    /// Who proposed it, as typed or by name.
    pub proposer: Option<String>,
    pub state: ItemState,
    pub opened_at: Option<DateTime<Utc>>,
    pub opened_by: Option<Person>,
    pub box_secs: Option<u32>,
    pub clock: Option<Stopwatch>,
    /// Entry that added it.
    pub entry: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemState {
    Waiting,
    Open,
    Closed,
    Skipped,
    /// Open when the meeting ended, and it had come to nothing yet.
    Unfinished,
    Dropped,
}

/// Two chairs who leave an item within this time mean the same item.
const SAME_WISH: Duration = Duration::seconds(5);
/// An item opened less than this ago is not left by a second `next item`.
const JUST_OPENED: Duration = Duration::seconds(60);

impl Agenda {
    pub fn open_item(&self) -> Option<&Item> {
        self.items.get(&self.open?)
    }

    pub fn open_clock_mut(&mut self) -> Option<&mut Stopwatch> {
        self.items.get_mut(&self.open?)?.clock.as_mut()
    }

    /// Items that nobody has taken up yet, in order.
    pub fn waiting(&self) -> impl Iterator<Item = &Item> {
        self.in_order().filter(|item| item.state == ItemState::Waiting)
    }

    /// The items as they come up, without those that were dropped.
    pub fn in_order(&self) -> impl Iterator<Item = &Item> {
        let first = self.order.iter().filter_map(|number| self.items.get(number));
        let others = self.items.values().filter(|item| !self.order.contains(&item.number));
        first.chain(others).filter(|item| item.state != ItemState::Dropped)
    }

    /// An item that has not been dropped.
    pub fn item(&self, number: u32) -> Option<&Item> {
        self.items.get(&number).filter(|item| item.state != ItemState::Dropped)
    }

    pub fn next_number(&self) -> u32 {
        self.items.keys().last().map_or(1, |last| last + 1)
    }

    /// What stays for the next meeting: the items that nobody took up, that were skipped or that came
    /// to nothing, numbered from 1.
    pub fn carried_over(&self) -> Agenda {
        let is_left =
            |item: &&Item| matches!(item.state, ItemState::Waiting | ItemState::Skipped | ItemState::Unfinished);
        let left = self.in_order().filter(is_left).cloned();
        let items = (1..).zip(left).map(|(number, item)| (number, item.afresh(number)));
        Agenda { items: items.collect(), ..Agenda::default() }
    }

    /// Every item waits again; what it came to stays.
    pub(super) fn begin_again(&mut self, at: DateTime<Utc>) {
        if let Some(open) = self.open {
            self.close(open, ItemState::Waiting, at);
        }
        let held = |item: &&mut Item| item.state != ItemState::Dropped;
        self.items.values_mut().filter(held).for_each(|item| item.state = ItemState::Waiting);
        self.last_closed = None;
        self.changed_at = None;
    }

    /// Items of a first session that the second did not take up again: done where they came to something.
    pub(super) fn end_again(&mut self, outcomes: &BTreeSet<u32>) {
        let discussed = |item: &&mut Item| item.state == ItemState::Waiting && item.opened_at.is_some();
        for item in self.items.values_mut().filter(discussed) {
            let has_outcome = outcomes.contains(&item.number);
            item.state = if has_outcome { ItemState::Closed } else { ItemState::Unfinished };
        }
    }

    pub(super) fn open(&mut self, number: u32, at: DateTime<Utc>, by: Option<&Person>) {
        if let Some(item) = self.items.get_mut(&number) {
            item.state = ItemState::Open;
            item.opened_at = Some(at);
            item.opened_by = by.cloned();
            item.clock = Some(Stopwatch::started(at));
            self.open = Some(number);
            self.changed_at = Some(at);
        }
    }

    pub(super) fn close(&mut self, number: u32, state: ItemState, at: DateTime<Utc>) {
        if let Some(item) = self.items.get_mut(&number) {
            item.state = state;
            if let Some(clock) = &mut item.clock {
                clock.stop(at);
            }
        }
        if self.open == Some(number) {
            self.open = None;
        }
        self.last_closed = Some(number);
        self.changed_at = Some(at);
    }
}

impl Item {
    /// The item for another meeting: nothing has happened to it yet.
    fn afresh(self, number: u32) -> Item {
        let waiting = ItemState::Waiting;
        Item { number, state: waiting, opened_at: None, opened_by: None, box_secs: None, clock: None, ..self }
    }
}

impl Group {
    /// The agenda of the meeting, or the draft for the next one.
    pub fn agenda(&self) -> &Agenda {
        self.meeting.as_ref().map_or(&self.draft_agenda, |meeting| &meeting.agenda)
    }

    pub(super) fn add_item(&self, by: &Person, title: &str, proposer: Option<&str>, secs: Option<u32>) -> Decided {
        let agenda = self.agenda();
        self.refuse_off_record()?;
        if agenda.items.len() >= LIMITS.items {
            return Err(Refusal::TooMany { what: "agenda items", limit: LIMITS.items });
        }
        let proposer = Some(proposer.map_or_else(|| by.name.clone(), str::to_owned));
        let item = agenda.next_number();
        let boxed = secs.map(|secs| Event::ItemBoxed { item, secs });
        Ok([Event::ItemAdded { item, title: title.to_owned(), proposer }].into_iter().chain(boxed).collect())
    }

    pub(super) fn rename_item(&self, item: u32, title: &str) -> Decided {
        self.refuse_off_record()?;
        let known = self.agenda().item(item).ok_or(Refusal::NoSuchItem { item })?;
        let renamed = Event::ItemRenamed { entry: known.entry, item, title: title.to_owned() };
        Ok(if known.title == title { Vec::new() } else { vec![renamed] })
    }

    /// What has been discussed stays in the minutes.
    pub(super) fn drop_item(&self, item: u32) -> Decided {
        let known = self.agenda().item(item).ok_or(Refusal::NoSuchItem { item })?;
        if known.opened_at.is_some() {
            return Err(Refusal::ItemDiscussed { item });
        }
        Ok(vec![Event::ItemDropped { item }])
    }

    pub(super) fn order_agenda(&self, order: &[u32]) -> Decided {
        let agenda = self.agenda();
        let mut first: Vec<u32> = Vec::new();
        for item in order {
            agenda.item(*item).ok_or(Refusal::NoSuchItem { item: *item })?;
            if !first.contains(item) {
                first.push(*item);
            }
        }
        let others = agenda.in_order().map(|item| item.number).filter(|number| !first.contains(number));
        let order: Vec<u32> = first.iter().copied().chain(others).collect();
        let is_same = agenda.in_order().map(|item| item.number).eq(order.iter().copied());
        Ok(if is_same { Vec::new() } else { vec![Event::AgendaOrdered { order }] })
    }

    pub(super) fn clear_agenda(&self) -> Decided {
        let has_waiting = self.agenda().waiting().next().is_some();
        if has_waiting { Ok(vec![Event::AgendaCleared]) } else { Err(Refusal::AgendaExhausted) }
    }

    pub(super) fn reopen_item(&self, number: u32) -> Decided {
        let agenda = &self.running()?.agenda;
        let item = agenda.item(number).ok_or(Refusal::NoSuchItem { item: number })?;
        match item.state {
            ItemState::Open => Err(Refusal::ItemOpenAlready { item: number }),
            ItemState::Waiting => Err(Refusal::ItemNotClosed { item: number }),
            ItemState::Closed | ItemState::Skipped | ItemState::Unfinished | ItemState::Dropped => {
                let mut events = self.leave(agenda.open, false)?;
                events.push(Event::ItemTakenUp { item: number });
                Ok(events)
            }
        }
    }

    pub(super) fn take_up(&self, which: &ItemChoice) -> Decided {
        let agenda = &self.running()?.agenda;
        let item = self.choose(which)?;
        match item.state {
            ItemState::Open => Err(Refusal::ItemOpenAlready { item: item.number }),
            ItemState::Closed => Err(Refusal::ItemClosedAlready { item: item.number }),
            ItemState::Waiting | ItemState::Skipped | ItemState::Unfinished | ItemState::Dropped => {
                let mut events = self.leave(agenda.open, false)?;
                events.push(Event::ItemTakenUp { item: item.number });
                Ok(events)
            }
        }
    }

    pub(super) fn next_item(&self, request: &Request) -> Decided {
        let agenda = &self.running()?.agenda;
        if let Some(open) = agenda.open_item() {
            let is_fresh = |opened| (Duration::zero()..JUST_OPENED).contains(&(request.at - opened));
            if open.opened_at.is_some_and(is_fresh) {
                return Err(Refusal::ItemJustOpened { item: open.number });
            }
        }
        let mut events = self.leave(agenda.open, false)?;
        match agenda.waiting().next() {
            Some(next) => events.push(Event::ItemTakenUp { item: next.number }),
            None if events.is_empty() => return Err(Refusal::AgendaExhausted),
            None => {}
        }
        Ok(events)
    }

    /// A topic is an item that is opened as it is named; one that waits under that title is taken up.
    pub(super) fn open_topic(&self, title: &str) -> Decided {
        let agenda = &self.recording()?.agenda;
        if let Some(open) = agenda.open_item().filter(|item| super::person::same_name(&item.title, title)) {
            return Err(Refusal::ItemOpenAlready { item: open.number });
        }
        let waiting =
            agenda.waiting().find(|item| super::person::same_name(&item.title, title)).map(|item| item.number);
        let mut events: Vec<Event> = agenda.open.map(|item| Event::ItemClosed { item }).into_iter().collect();
        let item = waiting.unwrap_or_else(|| agenda.next_number());
        if waiting.is_none() {
            events.push(Event::ItemAdded { item, title: title.to_owned(), proposer: None });
        }
        events.push(Event::ItemTakenUp { item });
        Ok(events)
    }

    pub(super) fn close_item(&self, request: &Request, by: &Person, item: Option<u32>, despite_queue: bool) -> Decided {
        let agenda = &self.running()?.agenda;
        let number = item.or(agenda.open).ok_or(Refusal::NoOpenItem)?;
        let item = agenda.item(number).ok_or(Refusal::NoSuchItem { item: number })?;
        match item.state {
            ItemState::Open => {
                refuse_double(item, request, by)?;
                self.leave(Some(number), despite_queue)
            }
            ItemState::Waiting => Ok(vec![Event::ItemClosed { item: number }]),
            ItemState::Closed | ItemState::Skipped | ItemState::Unfinished | ItemState::Dropped => {
                Err(Refusal::ItemClosedAlready { item: number })
            }
        }
    }

    pub(super) fn skip_item(&self, request: &Request, by: &Person) -> Decided {
        let agenda = &self.running()?.agenda;
        let item = agenda.open_item().ok_or(Refusal::NoOpenItem)?;
        refuse_double(item, request, by)?;
        let open = item.number;
        let mut events = vec![Event::ItemSkipped { item: open }];
        events.extend(agenda.waiting().next().map(|next| Event::ItemTakenUp { item: next.number }));
        Ok(events)
    }

    pub(super) fn box_item(&self, at: DateTime<Utc>, wait: &Wait) -> Decided {
        let item = self.running()?.agenda.open.ok_or(Refusal::NoOpenItem)?;
        let secs = u32::try_from((self.end_of(at, wait)? - at).num_seconds()).unwrap_or(u32::MAX);
        Ok(vec![Event::ItemBoxed { item, secs }])
    }

    pub(super) fn conclude(&self, item: Option<u32>, text: &str) -> Decided {
        self.refuse_off_record()?;
        let meeting = self.meeting.as_ref().or(self.finished.as_ref()).ok_or(Refusal::NoMeeting)?;
        let agenda = &meeting.agenda;
        let item = item.or(agenda.open).or(agenda.last_closed).ok_or(Refusal::NoOpenItem)?;
        if agenda.item(item).is_none() {
            return Err(Refusal::NoSuchItem { item });
        }
        Ok(vec![Event::Concluded { item, text: text.to_owned() }])
    }

    pub(super) fn consider(&self, reference: &str, item: Option<u32>) -> Decided {
        if self.meeting.is_none() && self.planned().is_some() {
            if let Some(number) = item.filter(|number| self.draft_agenda.item(*number).is_none()) {
                return Err(Refusal::NoSuchItem { item: number });
            }
            if self.draft_documents.len() >= LIMITS.items {
                return Err(Refusal::TooMany { what: "documents", limit: LIMITS.items });
            }
            return Ok(vec![Event::DocumentConsidered { item, reference: reference.to_owned() }]);
        }
        let meeting = self.recording()?;
        if let Some(number) = item.filter(|number| meeting.agenda.item(*number).is_none()) {
            return Err(Refusal::NoSuchItem { item: number });
        }
        let item = item.or(meeting.agenda.open);
        Ok(vec![Event::DocumentConsidered { item, reference: reference.to_owned() }])
    }

    /// Closing what is open; with people waiting it has to be meant.
    fn leave(&self, open: Option<u32>, despite_queue: bool) -> Decided {
        let queue = &self.running()?.queue;
        match open {
            Some(_) if !despite_queue && !queue.hands.is_empty() => {
                Err(Refusal::QueueRemains { names: queue.names().join(", ") })
            }
            Some(item) => Ok(vec![Event::ItemClosed { item }]),
            None => Ok(Vec::new()),
        }
    }

    fn choose(&self, which: &ItemChoice) -> Result<&Item, Refusal> {
        let agenda = self.agenda();
        match which {
            ItemChoice::Number(item) => agenda.item(*item).ok_or(Refusal::NoSuchItem { item: *item }),
            ItemChoice::Matching(typed) => {
                let exact = agenda.in_order().find(|item| super::person::same_name(&item.title, typed));
                if let Some(item) = exact {
                    return Ok(item);
                }
                let found =
                    matching(typed, agenda.in_order().filter(|item| item.state != ItemState::Closed).collect())?;
                match found.as_slice() {
                    [] => Err(Refusal::NoMatchingItem { typed: typed.clone() }),
                    [one] => Ok(one),
                    several => {
                        let name = |item: &&Item| format!("{}. {}", item.number, shorten(&item.title, NAMED_CHARS));
                        let mut candidates: Vec<String> = several.iter().take(NAMED).map(name).collect();
                        if several.len() > NAMED {
                            candidates.push(format!("{} more", several.len() - NAMED));
                        }
                        Err(Refusal::SeveralItems { typed: typed.clone(), candidates: candidates.join(" and ") })
                    }
                }
            }
        }
    }
}

/// Items that are named where several match, and characters of their titles.
const NAMED: usize = 10;
const NAMED_CHARS: usize = 80;

/// The items whose titles hold words or match a regular expression.
fn matching<'a>(typed: &str, items: Vec<&'a Item>) -> Result<Vec<&'a Item>, Refusal> {
    if typed.chars().count() > LIMITS.pattern_chars {
        return Err(Refusal::PatternTooLong { limit: LIMITS.pattern_chars });
    }
    let is_plain = regex::escape(typed) == typed;
    if is_plain {
        let words = typed.to_lowercase();
        return Ok(items.into_iter().filter(|item| item.title.to_lowercase().contains(&words)).collect());
    }
    let unclear = || Refusal::BadPattern { typed: typed.to_owned() };
    let titles: usize = items.iter().map(|item| item.title.len()).sum();
    let bytes = LIMITS.pattern_bytes.min(LIMITS.pattern_work / titles.max(1));
    if typed.matches(['[', '\\']).count() > LIMITS.pattern_classes {
        return Err(unclear());
    }
    let mut builder = RegexBuilder::new(typed);
    builder.case_insensitive(true).size_limit(bytes).dfa_size_limit(bytes);
    let pattern = builder.build().map_err(|_| unclear())?;
    Ok(items.into_iter().filter(|item| pattern.is_match(&item.title)).collect())
}

/// What another chair has opened this moment is not what was meant.
fn refuse_double(item: &Item, request: &Request, by: &Person) -> Result<(), Refusal> {
    let is_fresh = item.opened_at.is_some_and(|opened| request.at - opened < SAME_WISH);
    match &item.opened_by {
        Some(chair) if is_fresh && !chair.is(by) => {
            Err(Refusal::ItemJustOpenedBy { item: item.number, name: chair.name.clone() })
        }
        Some(_) | None => Ok(()),
    }
}
