//! Who is meant by a name among several people.

use crate::group::person::{Person, folded};
use crate::group::refusal::Refusal;

/// Picks by exact name, else by an unambiguous beginning.
///
/// # Errors
/// Several people have the name, or the beginning fits several.
pub(super) fn pick<'a, T>(typed: &str, people: impl Iterator<Item = (&'a Person, T)>) -> Result<Option<T>, Refusal> {
    let wanted = folded(typed);
    let mut called: Vec<(&Person, T)> = Vec::new();
    let mut beginnings: Vec<(&Person, T)> = Vec::new();
    for (person, value) in people {
        let name = folded(&person.name);
        if name == wanted {
            called.push((person, value));
        } else if !wanted.is_empty() && name.starts_with(&wanted) {
            beginnings.push((person, value));
        }
    }
    if called.iter().any(|(person, _)| !person.is(called[0].0)) {
        let people: Vec<&Person> = called.iter().map(|(person, _)| *person).collect();
        return Err(several_called(typed, &people));
    }
    if let Some((_, value)) = called.into_iter().next() {
        return Ok(Some(value));
    }
    if beginnings.iter().any(|(person, _)| !person.is(beginnings[0].0)) {
        let candidates: Vec<String> = beginnings.iter().map(|(person, _)| person.name.clone()).collect();
        return Err(Refusal::AmbiguousName { typed: typed.to_owned(), candidates: candidates.join(" or ") });
    }
    Ok(beginnings.into_iter().next().map(|(_, value)| value))
}

/// The refusal where several people have the name that was typed.
pub(super) fn several_called(typed: &str, people: &[&Person]) -> Refusal {
    Refusal::SameName { typed: typed.to_owned(), candidates: told_apart(people).join(" and ") }
}

/// How people of the same name are told apart: by their organizations, else by the local parts of their accounts, else by
/// the whole accounts.
pub(super) fn told_apart(people: &[&Person]) -> Vec<String> {
    let organization = |person: &Person| person.organization.clone();
    let local = |person: &Person| person.account.as_ref().map(|account| account.local_part().to_owned());
    let whole = |person: &Person| person.account.as_ref().map(|account| account.id().to_owned());
    let tells = |of: &dyn Fn(&Person) -> Option<String>| {
        people.iter().all(|one| people.iter().all(|other| one.is(other) || of(one) != of(other)))
    };
    let by: &dyn Fn(&Person) -> Option<String> = if tells(&organization) {
        &organization
    } else if tells(&local) {
        &local
    } else {
        &whole
    };
    let shown =
        |person: &&Person| by(person).map_or_else(|| person.name.clone(), |by| format!("{} ({by})", person.name));
    people.iter().map(shown).collect()
}
