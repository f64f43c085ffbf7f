//! The agenda: items, the one that is open, and what each came to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::group::Group;
use crate::group::person::Person;
use crate::group::stopwatch::Stopwatch;

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
    /// No item up to this number waits: what is looked for among thousands stands after it.
    settled: u32,
    /// Something was said or recorded since the open item was opened.
    pub is_heard: bool,
}

/// An agenda item.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub number: u32,
    pub title: String,
    /// Who proposed it, as typed or by name.
    pub proposer: Option<String>,
    pub state: ItemState,
    /// The proposer was named with it, and gets the floor when it opens.
    pub is_presented: bool,
    /// The proposer is only the chair who wrote the agenda: in documents that says nothing.
    pub is_by_chair: bool,
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

impl Agenda {
    pub fn open_item(&self) -> Option<&Item> {
        self.items.get(&self.open?)
    }

    pub fn open_clock_mut(&mut self) -> Option<&mut Stopwatch> {
        self.items.get_mut(&self.open?)?.clock.as_mut()
    }

    /// Items that nobody has taken up yet, in order.
    pub fn waiting(&self) -> impl Iterator<Item = &Item> {
        self.in_order_after(self.settled).filter(|item| item.state == ItemState::Waiting)
    }

    /// The items as they come up, without those that were dropped.
    pub fn in_order(&self) -> impl Iterator<Item = &Item> {
        self.in_order_after(0)
    }

    /// The same, of those in numerical order only what stands after a number.
    fn in_order_after(&self, number: u32) -> impl Iterator<Item = &Item> {
        let first = self.order.iter().filter_map(|number| self.items.get(number));
        let after = self.items.range(number.saturating_add(1)..).map(|(_, item)| item);
        let others = after.filter(|item| !self.order.contains(&item.number));
        first.chain(others).filter(|item| item.state != ItemState::Dropped)
    }

    /// Counts on after the state of an item has changed.
    fn settle(&mut self, number: u32) {
        let waits = |item: &Item| item.state == ItemState::Waiting;
        if self.items.get(&number).is_some_and(waits) {
            self.settled = self.settled.min(number.saturating_sub(1));
        }
        while self.items.get(&self.settled.saturating_add(1)).is_some_and(|item| !waits(item)) {
            self.settled += 1;
        }
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

    /// The item that was left unfinished at the end is open again.
    pub(super) fn resume(&mut self, at: DateTime<Utc>) {
        let left = self.last_closed.and_then(|number| self.items.get_mut(&number));
        let Some(item) = left.filter(|item| item.state == ItemState::Unfinished) else { return };
        item.state = ItemState::Open;
        if let Some(clock) = &mut item.clock {
            clock.go_on(at);
        }
        self.open = Some(item.number);
    }

    /// Adds the items of another agenda, numbered on.
    pub(super) fn append(&mut self, other: &Agenda) {
        let others: Vec<Item> = other.in_order().cloned().collect();
        for item in others {
            let number = self.next_number();
            self.items.insert(number, Item { number, ..item });
        }
    }

    /// The agenda without the items that some entries added.
    pub(super) fn without(mut self, entries: &[u64]) -> Agenda {
        self.items.retain(|_, item| !entries.contains(&item.entry));
        self
    }

    /// Every item waits again; what it came to stays.
    pub(super) fn begin_again(&mut self, at: DateTime<Utc>) {
        if let Some(open) = self.open {
            self.close(open, ItemState::Waiting, at);
        }
        let held = |item: &&mut Item| item.state != ItemState::Dropped;
        self.items.values_mut().filter(held).for_each(|item| item.state = ItemState::Waiting);
        self.settled = 0;
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
            self.is_heard = false;
            self.changed_at = Some(at);
            self.settle(number);
        }
    }

    /// Something was said or recorded under the open item.
    pub fn heard(&mut self) {
        self.is_heard = true;
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
        self.settle(number);
    }
}

impl Item {
    /// The person who proposed it, as documents name one.
    pub fn named_proposer(&self) -> Option<&str> {
        self.proposer.as_deref().filter(|_| !self.is_by_chair)
    }

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
}
