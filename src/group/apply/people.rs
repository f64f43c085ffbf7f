//! Attendance, scribes, chairs, and the life of minutes.

use crate::group::Group;
use crate::group::event::{DELETED, Entry, Event};
use crate::group::minutes::{Delivery, Sent, Version};
use crate::group::own_zone::OwnZone;
use crate::group::person::Person;
use crate::group::revision::LineEdit;

impl Group {
    pub(super) fn apply_people(&mut self, entry: &Entry) {
        let event = &entry.event;
        let Some(meeting) = &mut self.meeting else {
            if let Event::RegretsDeclared { person } = event {
                self.draft_regrets.push(person.clone());
                self.draft_regrets.retain(|absent| absent.name != DELETED);
            }
            return;
        };
        match event {
            Event::PresenceDeclared { person }
            | Event::RegretsDeclared { person }
            | Event::ScribeNamed { person, .. }
            | Event::ChairNamed { person }
                if person.name == DELETED => {}
            Event::PresenceDeclared { person } => {
                meeting.meet(person);
                meeting.regrets.retain(|absent| !absent.is(person));
                match meeting.present.iter_mut().find(|present| present.is(person)) {
                    Some(present) => present.clone_from(person),
                    None => meeting.present.push(person.clone()),
                }
            }
            Event::PresenceWithdrawn { person } => meeting.present.retain(|present| !present.is(person)),
            Event::RegretsDeclared { person } => {
                meeting.present.retain(|present| !present.is(person));
                meeting.regrets.push(person.clone());
            }
            Event::Arrived { person } => drop(meeting.meet(person)),
            Event::ScribeNamed { person, is_appointed } => {
                meeting.meet(person);
                if *is_appointed {
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
            Event::ChairNamed { person } => {
                meeting.meet(person);
                meeting.chairs.push(person.clone());
                if !meeting.all_chairs.iter().any(|chair| chair.is(person)) {
                    meeting.all_chairs.push(person.clone());
                }
            }
            Event::ChairReleased { person } => meeting.chairs.retain(|chair| !chair.is(person)),
            Event::ScribeReleased { person } => {
                meeting.scribes.retain(|scribe| !scribe.is(person));
                meeting.appointed_scribes.retain(|scribe| !scribe.is(person));
            }
            _ => {}
        }
    }

    pub(super) fn apply_own_zone(&mut self, entry: &Entry) {
        let Some(key) = entry.by.as_ref().map(Person::key) else { return };
        let own = match &entry.event {
            Event::ZoneDeclined => Some(OwnZone::Declined),
            Event::ZoneChosen { zone } => zone.as_deref().and_then(|zone| zone.parse().ok()).map(OwnZone::Chosen),
            _ => return,
        };
        match own {
            Some(own) => drop(self.own_zones.insert(key, own)),
            None => drop(self.own_zones.remove(&key)),
        }
    }

    pub(super) fn apply_minutes(&mut self, entry: &Entry) {
        match &entry.event {
            Event::MinutesShown { meeting, version, digest } => {
                let state = self.minutes.entry(*meeting).or_default();
                state.approvals.clear();
                state.shown = Some(Version { number: *version, digest: digest.clone() });
            }
            Event::MinutesApproved { meeting, version } => {
                let state = self.minutes.entry(*meeting).or_default();
                let is_shown = state.shown.as_ref().is_some_and(|shown| shown.number == *version);
                state.approvals.extend(entry.by.clone().filter(|_| is_shown));
            }
            Event::MinutesEdited { meeting, line, change } => {
                let edit =
                    LineEdit { entry: entry.seq, by: entry.by.clone(), line: line.clone(), change: change.clone() };
                self.minutes.entry(*meeting).or_default().edit(edit);
            }
            Event::MinutesBecameFinal { meeting } => {
                self.minutes.entry(*meeting).or_default().final_since = Some(entry.at);
            }
            Event::MinutesQueued { meeting, version, message_id } => {
                let sent = Sent {
                    version: *version,
                    message_id: message_id.clone(),
                    state: Delivery::Queued,
                    handed_over_at: None,
                };
                self.minutes.entry(*meeting).or_default().sent.push(sent);
            }
            Event::MailHandedOver { message_id } => {
                self.set_delivery(message_id, &Delivery::Queued, &Delivery::HandedOver);
                let all = self.minutes.values_mut().flat_map(|minutes| &mut minutes.sent);
                all.filter(|sent| sent.message_id == *message_id).for_each(|sent| sent.handed_over_at = Some(entry.at));
            }
            Event::MailWithdrawn { message_id } => {
                self.set_delivery(message_id, &Delivery::Queued, &Delivery::Withdrawn);
            }
            Event::MailSeen { message_id } => {
                self.set_delivery(message_id, &Delivery::HandedOver, &Delivery::Seen);
            }
            Event::MailRefused { message_id, reason } => {
                self.set_delivery(message_id, &Delivery::Queued, &Delivery::Refused { reason: reason.clone() });
            }
            _ => {}
        }
    }

    fn set_delivery(&mut self, message_id: &str, before: &Delivery, state: &Delivery) {
        let minutes = self.minutes.values_mut().flat_map(|minutes| &mut minutes.sent);
        let minutes = minutes.map(|sent| (&sent.message_id, &mut sent.state));
        let notices = self.plans.values_mut().flat_map(|plan| &mut plan.notices);
        let all = minutes.chain(notices.map(|notice| (&notice.message_id, &mut notice.state)));
        for (_, found) in all.filter(|(id, found)| *id == message_id && **found == *before) {
            *found = state.clone();
        }
    }
}
