//! What a deleted line had given besides its own words: names that nobody else wrote, and the organization and the whole
//! name that someone had from it on.

use super::event::{DELETED, Entry, Event};
use super::nature::Names;
use super::person::Person;

/// What goes with deleted entries, in the whole log.
#[derive(Debug, Default)]
pub struct Given {
    /// People whom nobody but the deleted entries has named.
    people: Vec<Person>,
    /// What organizations people had from it on, the last one first.
    organizations: Vec<Organization>,
    /// What people with an account were called from it on, the last one first.
    names: Vec<WholeName>,
}

/// The name that someone with an account gave.
#[derive(Debug)]
struct WholeName {
    from: u64,
    person: Person,
    given: String,
    before: String,
    /// Whether the person has given it again since.
    is_said_again: bool,
}

/// For whom someone spoke from an entry on.
#[derive(Debug)]
struct Organization {
    from: u64,
    person: Person,
    given: String,
    before: Option<String>,
    /// Whether the person has said it again since.
    is_said_again: bool,
}

impl Given {
    /// What these entries, which are about to be deleted, have given.
    pub fn of(deleted: &[Entry]) -> Given {
        let mut given = Given::default();
        for entry in deleted {
            let by = entry.by.as_ref();
            for person in entry.event.people().into_iter().filter(|person| person.name != DELETED) {
                let is_own = by.is_some_and(|by| by.is(&person));
                let names = entry.event.nature().names;
                let is_chair = names == Names::Chair;
                if !is_own && (person.account.is_none() || is_chair) {
                    given.people.push(person.clone());
                }
                if let Some(by) = by.filter(|by| is_own && names == Names::Attendance && by.name != person.name) {
                    let (from, before, given_name) = (entry.seq, by.name.clone(), person.name.clone());
                    let (person, is_said_again) = (person.clone(), false);
                    given.names.push(WholeName { from, person, given: given_name, before, is_said_again });
                }
                let before = by.filter(|_| is_own).and_then(|by| by.organization.clone());
                let said = person.organization.clone().filter(|_| names == Names::Attendance);
                if let Some(organization) = said.filter(|said| before.as_ref() != Some(said)) {
                    let from = entry.seq;
                    given.organizations.push(Organization {
                        from,
                        person,
                        given: organization,
                        before,
                        is_said_again: false,
                    });
                }
            }
        }
        given.organizations.sort_by_key(|organization| std::cmp::Reverse(organization.from));
        given.names.sort_by_key(|name| std::cmp::Reverse(name.from));
        given
    }

    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.organizations.is_empty() && self.names.is_empty()
    }

    /// Takes note of an entry that stays: people who are named in it by another line stay too. Who has the floor or waits
    /// for it may follow from the deleted line, so that proves nothing.
    pub fn keep_those_of(&mut self, entry: &Entry) {
        let is_typed = entry.event.nature().names.are_typed();
        let named = if is_typed && !self.people.is_empty() { entry.event.people() } else { Vec::new() };
        self.people.retain(|person| !named.iter().chain(&entry.by).any(|named| named.is(person)));
    }

    /// An entry of the log without what was given. Entries come in their order.
    pub fn taken_out(&mut self, entry: Entry) -> Entry {
        let Entry { seq, mut by, mut event, at, source } = entry;
        for organization in &mut self.organizations {
            organization.look_at(seq, by.as_ref(), &event);
            let people = event.people_mut().into_iter().chain(by.as_mut());
            people.for_each(|person| organization.take_from(person, seq));
        }
        for name in &mut self.names {
            name.look_at(seq, by.as_ref(), &event);
            let people = event.people_mut().into_iter().chain(by.as_mut());
            people.for_each(|person| name.take_from(person, seq));
        }
        for named in event.people_mut() {
            if self.people.iter().any(|person| person.account == named.account && person.is(named)) {
                *named = Person::named(DELETED);
            }
        }
        Entry { seq, at, by, source, event }
    }
}

impl Organization {
    fn look_at(&mut self, seq: u64, by: Option<&Person>, event: &Event) {
        if seq <= self.from || event.nature().names != Names::Attendance {
            return;
        }
        for person in event.people() {
            let is_news = by.is_some_and(|by| by.is(&person) && by.organization.as_ref() != Some(&self.given));
            let is_it = person.is(&self.person) && person.organization.as_ref() == Some(&self.given);
            self.is_said_again |= is_news && is_it;
        }
    }

    fn take_from(&self, person: &mut Person, seq: u64) {
        let is_later = seq >= self.from && !self.is_said_again;
        if is_later && person.is(&self.person) && person.organization.as_ref() == Some(&self.given) {
            person.organization.clone_from(&self.before);
        }
    }
}

impl WholeName {
    fn look_at(&mut self, seq: u64, by: Option<&Person>, event: &Event) {
        if seq <= self.from || event.nature().names != Names::Attendance {
            return;
        }
        // Who goes by the name already has not given it again by being listed under it.
        let is_news = by.is_some_and(|by| by.is(&self.person) && by.name != self.given);
        let is_it = |person: &Person| person.is(&self.person) && person.name == self.given;
        self.is_said_again |= is_news && event.people().iter().any(is_it);
    }

    fn take_from(&self, person: &mut Person, seq: u64) {
        let is_later = seq >= self.from && !self.is_said_again;
        if is_later && person.is(&self.person) && person.name == self.given {
            person.name.clone_from(&self.before);
        }
    }
}
