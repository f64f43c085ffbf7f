//! How the speaking queue and the floor change.

use chrono::{DateTime, Utc};

use crate::group::Group;
use crate::group::event::{DELETED, HandKind, Stage};
use crate::group::meeting::Meeting;
use crate::group::person::Person;
use crate::group::queue::{Floor, Ordering};
use crate::group::stopwatch::Stopwatch;

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

    pub(super) fn hand_lowered(&mut self, person: &Person) {
        self.change_queue(|meeting| meeting.queue.hands.retain(|hand| !hand.person.is(person)));
    }

    pub(super) fn hand_moved_last(&mut self, seq: u64, person: &Person) {
        self.change_queue(|meeting| meeting.queue.move_last(seq, person));
    }

    pub(super) fn queue_set(&mut self, seq: u64, people: &[Person]) {
        self.change_queue(|meeting| {
            let people: Vec<Person> = people.iter().filter(|person| !person.is_deleted()).cloned().collect();
            for person in &people {
                meeting.meet(person);
            }
            meeting.queue.set(seq, &people);
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
            self.floor_yielded();
            return;
        }
        self.change_queue(|meeting| {
            meeting.meet(person);
            meeting.spoken.add(person);
            let queue = &mut meeting.queue;
            let position = queue.position_of(person, hand).or_else(|| queue.position(person));
            let queued = position.map(|position| queue.hands.remove(position));
            meeting.floor = Some(Floor {
                person: person.clone(),
                kind: hand,
                notes: queued.map_or_else(Vec::new, |hand| hand.notes),
                since: at,
                given_by: by.cloned(),
                clock: Stopwatch::started(at),
                is_paused: false,
            });
        });
    }

    pub(super) fn floor_yielded(&mut self) {
        if let Some(meeting) = &mut self.meeting {
            meeting.floor = None;
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

    pub(super) fn speaking_time_set(&mut self, secs: u32) {
        let Some(meeting) = &mut self.meeting else { return };
        meeting.speaking_secs = Some(secs);
        if let Some(floor) = &mut meeting.floor {
            floor.clock.warned = None;
        }
    }

    pub(super) fn speaking_time_cleared(&mut self) {
        if let Some(meeting) = &mut self.meeting {
            meeting.speaking_secs = None;
        }
    }

    pub(super) fn speaker_warned(&mut self, stage: Stage) {
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
