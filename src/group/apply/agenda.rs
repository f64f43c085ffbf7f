//! How the agenda of the open meeting changes, or else the draft for the next one.

use chrono::{DateTime, Utc};

use super::Metadata;
use crate::group::Group;
use crate::group::agenda::{Agenda, Item, ItemState};
use crate::group::event::{DELETED, Stage};
use crate::group::person::Person;
use crate::group::queue::Spoken;
use crate::group::stopwatch::Stopwatch;

impl Group {
    pub(super) fn item_added(
        &mut self,
        metadata: Metadata<'_>,
        item: u32,
        title: &str,
        proposer: Option<&str>,
        is_presented: bool,
    ) {
        let Metadata { seq, by, .. } = metadata;
        let is_by_chair = !is_presented && by.is_some_and(|by| self.presides(by));
        let added = Item {
            number: item,
            title: title.to_owned(),
            proposer: proposer.map(str::to_owned),
            state: ItemState::Waiting,
            is_presented,
            is_by_chair,
            opened_at: None,
            opened_by: None,
            box_secs: None,
            clock: None,
            entry: seq,
        };
        self.agenda_mut().items.insert(item, added);
    }

    pub(super) fn item_renamed(&mut self, item: u32, title: &str) {
        // The message with the new title was deleted; the item keeps the title it had.
        if title == DELETED {
            return;
        }
        if let Some(item) = self.item_mut(item) {
            title.clone_into(&mut item.title);
        }
    }

    pub(super) fn item_dropped(&mut self, item: u32) {
        if let Some(item) = self.item_mut(item) {
            item.state = ItemState::Dropped;
        }
    }

    pub(super) fn agenda_ordered(&mut self, order: &[u32]) {
        order.clone_into(&mut self.agenda_mut().order);
    }

    pub(super) fn agenda_cleared(&mut self) {
        let agenda = self.agenda_mut();
        // As long as nothing was taken up nobody has used the numbers, and they start again.
        if agenda.items.values().all(|item| item.opened_at.is_none()) {
            agenda.items.clear();
            agenda.order.clear();
            return;
        }
        let waiting = agenda.items.values_mut().filter(|item| item.state == ItemState::Waiting);
        waiting.for_each(|item| item.state = ItemState::Dropped);
    }

    pub(super) fn item_taken_up(&mut self, at: DateTime<Utc>, by: Option<&Person>, item: u32) {
        self.agenda_mut().open(item, at, by);
        self.change_queue(|meeting| {
            meeting.end_turns(at);
            meeting.clear_organization_times();
            meeting.asked = None;
            meeting.queue.is_closed = false;
            meeting.spoken = Spoken::default();
        });
    }

    pub(super) fn item_closed(&mut self, at: DateTime<Utc>, item: u32) {
        self.end_turn_of(at, item);
        self.agenda_mut().close(item, ItemState::Closed, at);
    }

    pub(super) fn item_skipped(&mut self, at: DateTime<Utc>, item: u32) {
        self.end_turn_of(at, item);
        self.agenda_mut().close(item, ItemState::Skipped, at);
    }

    /// Who speaks on an item has finished when it is left.
    fn end_turn_of(&mut self, at: DateTime<Utc>, item: u32) {
        if let Some(meeting) = self.meeting.as_mut().filter(|meeting| meeting.agenda.open == Some(item)) {
            meeting.end_turns(at);
        }
    }

    pub(super) fn item_boxed(&mut self, at: DateTime<Utc>, item: u32, secs: u32) {
        if let Some(item) = self.item_mut(item) {
            item.box_secs = Some(secs);
            item.clock = (item.state == ItemState::Open).then(|| Stopwatch::started(at));
        }
    }

    pub(super) fn item_warned(&mut self, item: u32, stage: Stage) {
        if let Some(clock) = self.item_mut(item).and_then(|item| item.clock.as_mut()) {
            clock.warned = Some(stage);
        }
    }

    fn agenda_mut(&mut self) -> &mut Agenda {
        self.meeting.as_mut().map_or(&mut self.draft_agenda, |meeting| &mut meeting.agenda)
    }

    fn item_mut(&mut self, item: u32) -> Option<&mut Item> {
        self.agenda_mut().items.get_mut(&item)
    }
}
