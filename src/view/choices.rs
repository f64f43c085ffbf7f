//! What can be filled in for an argument of a command: people, items, actions, decisions, zones.

use std::collections::{BTreeMap, BTreeSet};

use crate::command::table::ArgumentKind;
use crate::group::Group;
use crate::group::event::DELETED;
use crate::group::person::{AccountId, Person, folded};
use crate::text::shorten;
use crate::time::{Named, Place, Zone, beginning_with, city, named};

/// Characters of a label that a list can show.
const LABEL_CHARS: usize = 100;

/// Labels with what is typed for them, the best first; those that fit what was typed so far.
pub fn choices(group: &Group, kind: ArgumentKind, typed: &str) -> Vec<(String, String)> {
    let (before, wanted) = match kind {
        // Behind a comma comes the next name.
        ArgumentKind::Names => typed.rsplit_once(',').map_or(("", typed), |(before, last)| (before, last)),
        _ => ("", typed),
    };
    let all = match kind {
        ArgumentKind::Words | ArgumentKind::Duration => Vec::new(),
        ArgumentKind::Name | ArgumentKind::Names => people(group),
        ArgumentKind::Account => accounts(group),
        ArgumentKind::Item => items(group),
        ArgumentKind::Action => actions(group),
        ArgumentKind::Decision => decisions(group),
        ArgumentKind::Zone => return zones(group, typed),
    };
    let fitting = all.into_iter().filter(|(label, value)| fits(label, wanted) || fits(value, wanted));
    let whole = fitting.map(|(label, value)| match before.trim() {
        "" => (label, value),
        before => (format!("{before}, {label}"), format!("{before}, {value}")),
    });
    whole.map(|(label, value)| (shorten(&label, LABEL_CHARS), value)).collect()
}

fn fits(label: &str, typed: &str) -> bool {
    let (label, typed) = (folded(label), folded(typed));
    label.starts_with(&typed) || label.contains(&format!(" {typed}"))
}

/// The people waiting for the floor, in order; then everyone else whom the meeting knows, then members. People of one name
/// are offered by their accounts.
fn people(group: &Group) -> Vec<(String, String)> {
    let meeting = group.meeting.as_ref();
    let queued = meeting.iter().flat_map(|meeting| (1..).zip(&meeting.queue.hands));
    let queued = queued.map(|(place, hand)| (hand.person.clone(), format!(" – {place} in the queue")));
    let seen = meeting
        .iter()
        .flat_map(|meeting| meeting.present.iter().chain(meeting.people.values().map(AsRef::as_ref)).cloned());
    let mut known = BTreeSet::new();
    let mut found: Vec<(Person, String)> = queued.chain(seen.map(|person| (person, String::new()))).collect();
    found.retain(|(person, _)| person.name != DELETED && known.insert(person.key().into_owned()));
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for (person, _) in &found {
        *named.entry(folded(&person.name)).or_default() += 1;
    }
    let offered = found.into_iter().map(|(person, place)| match &person.account {
        Some(account) if named.get(&folded(&person.name)).is_some_and(|count| *count > 1) => {
            (format!("{} ({}){place}", person.name, account.id()), account.0.clone())
        }
        Some(_) | None => (format!("{}{place}", person.with_organization()), person.name),
    });
    let members = group.charter.members.iter().map(|member| Person {
        account: None,
        name: member.name.clone(),
        organization: member.organization.clone(),
    });
    let absent = members.filter(|member| !named.contains_key(&folded(&member.name)));
    offered.chain(absent.map(|person| (person.with_organization(), person.name))).collect()
}

/// People who have an account, by that: others could have the same name.
fn accounts(group: &Group) -> Vec<(String, String)> {
    let seen = group.meeting.iter().flat_map(|meeting| meeting.people.values().map(|person| (**person).clone()));
    let members = group.charter.members.iter().flat_map(|member| {
        member.accounts.iter().map(|account| Person {
            account: Some(account.clone()),
            name: member.name.clone(),
            organization: member.organization.clone(),
        })
    });
    let mut known = BTreeSet::new();
    let people = members.chain(seen).filter(|person| person.name != DELETED);
    let found = people.filter_map(|person| Some((person.with_organization(), person.account?)));
    let found: Vec<(String, AccountId)> = found.filter(|(_, account)| known.insert(account.clone())).collect();
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for (label, _) in &found {
        *named.entry(folded(label)).or_default() += 1;
    }
    let label = |label: String, account: &AccountId| match named.get(&folded(&label)) {
        Some(count) if *count > 1 => format!("{label} ({})", account.id()),
        Some(_) | None => label,
    };
    found.into_iter().map(|(shown, account)| (label(shown, &account), account.0)).collect()
}

fn items(group: &Group) -> Vec<(String, String)> {
    let of = |(number, title): (u32, &str)| (format!("{number}. {title}"), number.to_string());
    group
        .agenda()
        .items
        .values()
        .filter(|item| item.title != DELETED)
        .map(|item| of((item.number, &item.title)))
        .collect()
}

fn actions(group: &Group) -> Vec<(String, String)> {
    let open = group.actions.values().filter(|action| action.is_open());
    open.map(|action| (format!("A{}: {}", action.number, action.text), format!("A{}", action.number))).collect()
}

/// The last ones first.
fn decisions(group: &Group) -> Vec<(String, String)> {
    let stand = group.decisions.values().rev().filter(|decision| !decision.is_withdrawn);
    stand.map(|decision| (format!("{}: {}", decision.id, decision.text()), decision.id.to_string())).collect()
}

/// The group's own zones first; a city that is not the name of a zone is found by its common name.
fn zones(group: &Group, typed: &str) -> Vec<(String, String)> {
    let own = [group.charter.zone].into_iter().chain(group.charter.zones.iter().copied());
    let all = Zone::names().filter(|name| name.contains('/') || *name == "UTC").filter_map(|name| name.parse().ok());
    let wanted = folded(typed);
    let is_meant = |zone: &Zone| folded(&city(*zone)).starts_with(&wanted) || folded(zone.name()).starts_with(&wanted);
    let called = match named(typed, group.last_at.unwrap_or_default()) {
        Named::Place(Place::Zone(zone)) | Named::Season { zone, .. } => vec![zone],
        Named::Several(zones) => zones.into_iter().map(|(_, zone)| zone).collect(),
        Named::Place(Place::Offset(_)) | Named::Unknown => Vec::new(),
    };
    let mut seen = BTreeSet::new();
    let towns = beginning_with(typed).map(|(_, zone)| zone).filter(|_| !wanted.is_empty());
    let all = own.filter(is_meant).chain(called).chain(all.filter(is_meant)).chain(towns);
    let found = all.filter(|zone| seen.insert(zone.name()));
    found.map(|zone| (format!("{} ({})", city(zone), zone.name()), zone.name().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::charter::Charter;

    fn zones_for(typed: &str) -> Vec<String> {
        let group = Group::new(Charter::open("room", "Room"));
        choices(&group, ArgumentKind::Zone, typed).into_iter().map(|(_, value)| value).collect()
    }

    #[test]
    fn a_zone_is_found_by_its_name_its_city_and_what_people_call_it() {
        for (typed, first) in [
            ("zuri", "Europe/Zurich"),
            ("Europe/Zu", "Europe/Zurich"),
            ("Bangalore", "Asia/Kolkata"),
            ("bangal", "Asia/Kolkata"),
            ("", "UTC"),
        ] {
            assert_eq!(zones_for(typed).first().map(String::as_str), Some(first), "{typed:?}");
        }
        assert_eq!(zones_for("Atlantis"), Vec::<String>::new());
    }
}
