//! How the speaking queue and the floor change.

use chrono::{DateTime, Utc};

use crate::group::Group;
use crate::group::event::{DELETED, HandKey, HandKind, Stage, Timed};
use crate::group::meeting::Meeting;
use crate::group::person::Person;
use crate::group::queue::{Floor, Ordering};

impl Group {
    pub(super) fn hand_raised(&mut self, seq: u64, person: &Person, hand: HandKind, note: Option<&str>) {
        // A deleted line raised the hand, for someone whom no other line names.
        if person.is_deleted() {
            return;
        }
        self.change_queue(|meeting| {
            meeting.meet(person);
            meeting.queue.raise(seq, person, hand, note.filter(|note| *note != DELETED));
        });
    }

    pub(super) fn later_hand_raised(&mut self, seq: u64, person: &Person, note: Option<&str>) {
        if person.is_deleted() {
            return;
        }
        self.change_queue(|meeting| {
            meeting.meet(person);
            meeting.queue.raise_later(seq, person, note.filter(|note| *note != DELETED));
        });
    }

    pub(super) fn hand_lowered(&mut self, person: &Person, one: Option<HandKey>) {
        let is_meant = |key: HandKey| one.is_none_or(|one| one == key);
        self.change_queue(|meeting| {
            meeting.queue.hands.retain(|hand| !(hand.person.is(person) && is_meant(hand.key())));
        });
    }

    pub(super) fn hand_moved_last(&mut self, seq: u64, person: &Person, behind: Option<&Person>) {
        self.change_queue(|meeting| match behind {
            Some(other) => meeting.queue.move_behind(person, other),
            None => meeting.queue.move_last(seq, person),
        });
    }

    pub(super) fn hand_changed(&mut self, seq: u64, person: &Person, key: HandKey, kind: HandKind, note: Option<&str>) {
        self.change_queue(|meeting| {
            let queue = &mut meeting.queue;
            let Some(position) = queue.position_at(person, key) else { return };
            let hand = &mut queue.hands[position];
            hand.kind = kind;
            if let Some(note) = note {
                hand.notes = if note == DELETED { Vec::new() } else { vec![(seq, note.to_owned())] };
            }
        });
    }

    pub(super) fn queue_set(&mut self, seq: u64, people: &[Person], hands: &[HandKind]) {
        self.change_queue(|meeting| {
            let kinds = hands.iter().copied().chain(std::iter::repeat(HandKind::New));
            let hands = people.iter().zip(kinds).filter(|(person, _)| !person.is_deleted());
            let hands: Vec<(Person, HandKind)> = hands.map(|(person, kind)| (person.clone(), kind)).collect();
            for (person, _) in &hands {
                meeting.meet(person);
            }
            meeting.queue.set(seq, &hands);
        });
    }

    pub(super) fn queue_closed(&mut self) {
        if let Some(meeting) = &mut self.meeting {
            meeting.queue.is_closed = true;
        }
    }

    pub(super) fn queue_reopened(&mut self) {
        if let Some(meeting) = &mut self.meeting {
            meeting.queue.is_closed = false;
        }
    }

    pub(super) fn floor_given(&mut self, at: DateTime<Utc>, by: Option<&Person>, person: &Person, hand: HandKind) {
        // A deleted line had named the person who got the floor, so nobody has it.
        if person.is_deleted() {
            self.end_turns(at);
            return;
        }
        self.change_queue(|meeting| {
            meeting.meet(person);
            meeting.spoken.add(person);
            let queue = &mut meeting.queue;
            let position = queue.position_of(person, hand).or_else(|| queue.position(person));
            let queued = position.map(|position| queue.hands.remove(position));
            let notes = queued.map_or_else(Vec::new, |hand| hand.notes);
            let turn = Floor { notes, given_by: by.cloned(), ..Floor::begun(at, person, hand) };
            meeting.begin_turn(at, turn);
        });
    }

    pub(super) fn floor_yielded(&mut self, at: DateTime<Utc>, person: &Person) {
        if let Some(meeting) = &mut self.meeting {
            meeting.yield_turn(at, person);
        }
    }

    /// What a chair records ends the turn of whoever is speaking.
    pub(super) fn end_turns(&mut self, at: DateTime<Utc>) {
        if let Some(meeting) = &mut self.meeting {
            meeting.end_turns(at);
        }
    }

    pub(super) fn floor_paused(&mut self, at: DateTime<Utc>) {
        if let Some(floor) = self.floor_mut() {
            floor.is_paused = true;
            floor.clock.stop(at);
        }
    }

    pub(super) fn floor_resumed(&mut self, at: DateTime<Utc>) {
        if let Some(floor) = self.floor_mut() {
            floor.is_paused = false;
            floor.clock.go_on(at);
        }
    }

    pub(super) fn speaking_time_set(&mut self, secs: u32, whose: Timed) {
        let Some(meeting) = &mut self.meeting else { return };
        if whose == Timed::Organization {
            meeting.organization_times.secs = Some(secs);
            return;
        }
        meeting.speaking_secs = Some(secs);
        if let Some(floor) = &mut meeting.floor {
            floor.clock.warned = None;
        }
    }

    pub(super) fn speaking_time_cleared(&mut self, whose: Timed) {
        let Some(meeting) = &mut self.meeting else { return };
        match whose {
            Timed::Speaker => meeting.speaking_secs = None,
            Timed::Organization => meeting.organization_times.secs = None,
        }
    }

    pub(super) fn speaker_warned(&mut self, stage: Stage, whose: Timed) {
        if whose == Timed::Organization {
            if let Some(meeting) = &mut self.meeting {
                meeting.organization_warned(stage);
            }
            return;
        }
        if let Some(floor) = self.floor_mut() {
            floor.clock.warned = Some(stage);
        }
    }

    /// Makes a change on which the order of the queue depends, then puts the raised hands in order again.
    pub(super) fn change_queue(&mut self, change: impl FnOnce(&mut Meeting)) {
        let Some(meeting) = &mut self.meeting else { return };
        change(meeting);
        meeting.queue.arrange(&Ordering { order: self.charter.order, spoken: &meeting.spoken });
    }

    fn floor_mut(&mut self) -> Option<&mut Floor> {
        self.meeting.as_mut()?.floor.as_mut()
    }
}
