//! Attendance, scribes, chairs, and the zones in which people are shown times.

use crate::group::Group;
use crate::group::event::DELETED;
use crate::group::own_zone::OwnZone;
use crate::group::person::Person;

impl Group {
    pub(super) fn presence_declared(&mut self, person: &Person) {
        let Some(meeting) = self.meeting.as_mut().filter(|_| person.name != DELETED) else { return };
        meeting.meet(person);
        meeting.regrets.retain(|absent| !absent.is(person));
        match meeting.present.iter_mut().find(|present| present.is(person)) {
            Some(present) => present.clone_from(person),
            None => meeting.present.push(person.clone()),
        }
    }

    pub(super) fn presence_withdrawn(&mut self, person: &Person) {
        if let Some(meeting) = &mut self.meeting {
            meeting.present.retain(|present| !present.is(person));
        }
    }

    /// Adds someone to those who miss the open meeting, or else the next one.
    pub(super) fn regrets_withdrawn(&mut self, person: &Person) {
        let regrets = match &mut self.meeting {
            Some(meeting) => &mut meeting.regrets,
            None => &mut self.draft_regrets,
        };
        regrets.retain(|absent| !absent.is(person));
    }

    pub(super) fn regrets_declared(&mut self, person: &Person) {
        if person.name == DELETED {
            return;
        }
        match &mut self.meeting {
            Some(meeting) => {
                meeting.present.retain(|present| !present.is(person));
                meeting.regrets.push(person.clone());
            }
            None => self.draft_regrets.push(person.clone()),
        }
    }

    pub(super) fn arrived(&mut self, person: &Person) {
        if let Some(meeting) = &mut self.meeting {
            meeting.meet(person);
        }
    }

    pub(super) fn scribe_named(&mut self, person: &Person, is_appointed: bool) {
        let Some(meeting) = self.meeting.as_mut().filter(|_| person.name != DELETED) else { return };
        meeting.meet(person);
        if is_appointed {
            meeting.appointed_scribes.push(person.clone());
        }
        meeting.scribes.retain(|scribe| !scribe.is(person));
        meeting.scribes.push(person.clone());
        if !meeting.all_scribes.iter().any(|scribe| scribe.is(person)) {
            meeting.all_scribes.push(person.clone());
            let turns = self.scribed.entry(person.key()).or_default();
            turns.meetings += 1;
            turns.last = meeting.number;
        }
    }

    pub(super) fn scribe_released(&mut self, person: &Person) {
        let Some(meeting) = &mut self.meeting else { return };
        meeting.scribes.retain(|scribe| !scribe.is(person));
        meeting.appointed_scribes.retain(|scribe| !scribe.is(person));
    }

    pub(super) fn chair_named(&mut self, person: &Person) {
        let Some(meeting) = self.meeting.as_mut().filter(|_| person.name != DELETED) else { return };
        meeting.meet(person);
        meeting.chairs.push(person.clone());
        if !meeting.all_chairs.iter().any(|chair| chair.is(person)) {
            meeting.all_chairs.push(person.clone());
        }
    }

    pub(super) fn chair_released(&mut self, person: &Person) {
        if let Some(meeting) = &mut self.meeting {
            meeting.chairs.retain(|chair| !chair.is(person));
        }
    }

    /// Forgets the chosen zone if `zone` is `None` or no longer known.
    pub(super) fn zone_chosen(&mut self, by: Option<&Person>, zone: Option<&str>) {
        let Some(key) = by.map(Person::key) else { return };
        match zone.and_then(|zone| zone.parse().ok()) {
            Some(zone) => drop(self.own_zones.insert(key, OwnZone::Chosen(zone))),
            None => drop(self.own_zones.remove(&key)),
        }
    }

    pub(super) fn zone_declined(&mut self, by: Option<&Person>) {
        if let Some(by) = by {
            self.own_zones.insert(by.key(), OwnZone::Declined);
        }
    }
}
