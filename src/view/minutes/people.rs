//! Who was at a meeting, in which role, and from when to when.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Party;
use crate::group::Group;
use crate::group::charter::Policy;
use crate::group::event::Manner;
use crate::group::meeting::Meeting;
use crate::group::person::Person;
use crate::group::record::{Body, Record};

/// Attendance and what people said later decide on the organization; the charter on the side.
pub(super) fn party(group: &Group, meeting: &Meeting, person: &Person) -> Party {
    Party {
        name: name_of(meeting, person).to_owned(),
        organization: organization_of(meeting, person),
        side: group.charter.side_of(person).map(str::to_owned),
        from: None,
        until: None,
    }
}

/// Someone who was present, with when they came late or left.
pub(super) fn attending(meeting: &Meeting, party: Party, person: &Person) -> Party {
    let left = meeting.left.iter().find(|(gone, _)| gone.is(person)).map(|(_, at)| *at);
    Party { from: meeting.came_late(person), until: left, ..party }
}

/// Who chaired: those who share the chair of this meeting, and chairs of the group who took part.
pub(super) fn chairs<'a>(group: &Group, meeting: &'a Meeting) -> Vec<&'a Person> {
    let mut chairs: Vec<&Person> = meeting.all_chairs.iter().collect();
    if group.charter.policy == Policy::Strict {
        let is_chair =
            |person: &&Person| person.account.as_ref().is_some_and(|account| group.charter.chairs.contains(account));
        let there = meeting.attended().chain(meeting.records.values().filter_map(|record| record.by.as_deref()));
        for chair in there.filter(is_chair) {
            if !chairs.iter().any(|known| known.is(chair)) {
                chairs.push(chair);
            }
        }
    }
    chairs
}

/// Who spoke on the record without being listed as present, in the order of their first words.
pub(super) fn also_spoke<'a>(meeting: &Meeting, kept: &[&'a Record]) -> Vec<&'a Person> {
    let mut people: Vec<&Person> = Vec::new();
    let mut looked_at: BTreeSet<*const Person> = BTreeSet::new();
    for record in kept {
        let (Body::Said { speaker, .. } | Body::PointOfOrder { speaker, .. }) = &record.body else { continue };
        // What a scribe writes down is not said by the scribe.
        if matches!(record.body, Body::Said { manner: Manner::Summary, .. }) {
            continue;
        }
        // Records share their people, so each is looked at once.
        if !looked_at.insert(Arc::as_ptr(speaker)) {
            continue;
        }
        let is_known = speaker.is_deleted() || meeting.attended().any(|there| there.is(speaker));
        if !is_known && !people.iter().any(|known| known.is(speaker)) {
            people.push(speaker);
        }
    }
    people
}

/// The name in which a person stands in the minutes: the one that they gave last, also for what they said before.
pub(super) fn name_of<'a>(meeting: &'a Meeting, person: &'a Person) -> &'a str {
    let seen = person.account.as_ref().and_then(|account| meeting.people.get(&account.0));
    seen.map_or(&*person.name, |seen| &*seen.name)
}

/// Everybody who was present, in the order in which they came.
pub(super) fn in_order_of_arrival(meeting: &Meeting) -> Vec<&Person> {
    let mut attended: Vec<&Person> = meeting.attended().collect();
    let place = |person: &&Person| meeting.joined.iter().position(|(there, _)| there.is(person));
    attended.sort_by_cached_key(|person| place(person).unwrap_or(usize::MAX));
    attended
}

pub(super) fn organization_of(meeting: &Meeting, person: &Person) -> Option<String> {
    let declared = meeting.present.iter().find(|present| present.is(person));
    let declared = declared.and_then(|present| present.organization.as_ref());
    let seen = || meeting.seen(person).and_then(|seen| seen.organization.as_ref());
    declared.or_else(seen).or(person.organization.as_ref()).cloned()
}
