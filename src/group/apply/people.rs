//! Attendance, scribes, chairs, and the zones in which people are shown times.

use chrono::{DateTime, Utc};

use crate::group::Group;
use crate::group::event::DELETED;
use crate::group::meeting::STAYED;
use crate::group::own_zone::OwnZone;
use crate::group::person::Person;

impl Group {
    /// Lists someone as present in the open meeting, or afterwards in the one that was held.
    pub(super) fn presence_declared(&mut self, at: DateTime<Utc>, person: &Person, by: Option<&Person>) {
        let Some(meeting) = self.latest_meeting_mut().filter(|_| person.name != DELETED) else { return };
        let known = person.account.as_ref().and_then(|account| meeting.people.get(&account.0)).cloned();
        meeting.meet(person);
        // Those who were only named so far are the same person under the name that they give now.
        if let Some(known) = known.filter(|known| known.name != person.name) {
            meeting.give_account(&known.name, person);
        }
        let is_new = person.account.is_none() && !meeting.present.iter().any(|present| present.is(person));
        if let Some(by) = by.filter(|_| is_new) {
            meeting.listed_by.insert(person.key().into_owned(), by.key().into_owned());
        }
        meeting.regrets.retain(|absent| !absent.is(person));
        meeting.left.retain(|(gone, _)| !gone.is(person));
        if meeting.ended_at.is_none() && !meeting.joined.iter().any(|(there, _)| there.is(person)) {
            meeting.joined.push((person.clone(), at));
        }
        match meeting.present.iter_mut().find(|present| present.is(person)) {
            Some(present) => present.clone_from(person),
            None => meeting.present.push(person.clone()),
        }
    }

    /// Takes someone off the list: of those who have been there for a while it is known when they left.
    pub(super) fn presence_withdrawn(&mut self, at: DateTime<Utc>, person: &Person) {
        let Some(meeting) = self.latest_meeting_mut() else { return };
        meeting.left.retain(|(gone, _)| !gone.is(person));
        let Some(place) = meeting.present.iter().position(|present| present.is(person)) else { return };
        let gone = meeting.present.remove(place);
        let joined = meeting.joined.iter().position(|(there, _)| there.is(person));
        let is_by_name = gone.account.is_none();
        let has_stayed = joined.is_some_and(|joined| at - meeting.joined[joined].1 >= STAYED);
        if meeting.ended_at.is_none() && has_stayed && !is_by_name {
            meeting.left.push((gone, at));
        } else if let Some(joined) = joined {
            meeting.joined.remove(joined);
        }
    }

    /// Takes someone off the list of those who miss the open meeting, or else the next one.
    pub(super) fn regrets_withdrawn(&mut self, person: &Person) {
        let regrets = match &mut self.meeting {
            Some(meeting) => &mut meeting.regrets,
            None => &mut self.draft_regrets,
        };
        regrets.retain(|absent| !absent.is(person));
    }

    /// Adds someone to those who miss a meeting: `of` that has ended, or else the open one, or else the next.
    pub(super) fn regrets_declared(&mut self, person: &Person, of: Option<u32>) {
        if person.name == DELETED {
            return;
        }
        let ended = self.finished.as_mut().filter(|meeting| Some(meeting.number) == of);
        if let Some(meeting) = self.meeting.as_mut().or(ended) {
            meeting.present.retain(|present| !present.is(person));
            meeting.left.retain(|(gone, _)| !gone.is(person));
            meeting.regrets.push(person.clone());
        } else {
            self.mailbox.expected.retain(|expected| !expected.is(person));
            self.draft_regrets.push(person.clone());
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
            let turns = self.scribed.entry(person.key().into_owned()).or_default();
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
            Some(zone) => drop(self.own_zones.insert(key.into_owned(), OwnZone::Chosen(zone))),
            None => drop(self.own_zones.remove(&*key)),
        }
    }

    pub(super) fn zone_declined(&mut self, by: Option<&Person>) {
        if let Some(by) = by {
            self.own_zones.insert(by.key().into_owned(), OwnZone::Declined);
        }
    }
}
