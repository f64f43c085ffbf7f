//! Who is meant by a name among several people.

use crate::group::person::{Person, folded, same_name};
use crate::group::refusal::Refusal;
use crate::time::without_accents;

/// Picks by exact name, else by whole words of it, else by its beginning, else by beginnings of its words: “Berg” and
/// “Dr. Bo” are Bo Berg, where nobody else is.
///
/// # Errors
/// Several people have the name, or what was typed fits several.
pub(super) fn pick<'a, T>(typed: &str, people: impl Iterator<Item = (&'a Person, T)>) -> Result<Option<T>, Refusal> {
    let Some((name, organization)) = name_and_organization(typed) else { return pick_by_name(typed, people) };
    let (of, others): (Vec<_>, Vec<_>) = people.partition(|(person, _)| is_from(person, organization));
    let found = pick_by_name(name, of.into_iter());
    // `Ana (ana77)` is how a platform tells people of one name apart.
    if matches!(found, Ok(None)) { pick_by_name(typed, others.into_iter()) } else { found }
}

/// `Smith (Acme)`, `Smith from Acme`, `Smith of Acme`: a name with what tells people of it apart.
fn name_and_organization(typed: &str) -> Option<(&str, &str)> {
    let typed = typed.trim().trim_end_matches(['.', '!', ',']);
    let bracketed = typed.strip_suffix([')', ']']).and_then(|open| open.rsplit_once(['(', '[']));
    let said = || [" from ", " of ", " at "].iter().find_map(|word| typed.split_once(word));
    let (name, organization) = bracketed.or_else(said)?;
    let (name, organization) = (name.trim(), organization.trim());
    (!name.is_empty() && !organization.is_empty()).then_some((name, organization))
}

/// Whether somebody speaks for an organization, by its whole name or the words it begins with.
fn is_from(person: &Person, organization: &str) -> bool {
    let (own, typed) = (person.organization.as_deref().map(folded), folded(organization));
    own.is_some_and(|own| {
        own == typed || own.strip_prefix(typed.as_str()).is_some_and(|rest| rest.starts_with([' ', ',']))
    })
}

/// The one person whom a name with an organization or an initial means: `Smith (Acme)`, `A. Smith`.
pub(super) fn called_in_part<'a>(typed: &str, people: impl Iterator<Item = &'a Person>) -> Option<&'a Person> {
    if let Some((name, organization)) = name_and_organization(typed) {
        let wanted = folded(without_titles(name));
        return only_one(
            people.filter(|person| is_from(person, organization) && has_words(&folded(&person.name), &wanted)),
        );
    }
    let wanted = folded(typed);
    let wanted: Vec<&str> = words_of(&wanted).collect();
    let is_initial = |word: &str| word.chars().count() == 1;
    if wanted.len() < 2 || !wanted.iter().any(|word| is_initial(word)) || wanted.iter().all(|word| is_initial(word)) {
        return None;
    }
    only_one(people.filter(|person| {
        let name = folded(&person.name);
        let has = |wanted: &&str| {
            words_of(&name).any(|word| word == *wanted || (is_initial(wanted) && word.starts_with(*wanted)))
        };
        words_of(&name).count() >= wanted.len() && wanted.iter().all(has)
    }))
}

fn pick_by_name<'a, T>(typed: &str, people: impl Iterator<Item = (&'a Person, T)>) -> Result<Option<T>, Refusal> {
    let typed = without_titles(typed);
    let wanted = folded(typed);
    let wanted_words: Vec<&str> = words_of(&wanted).collect();
    let bare = if is_bare(&wanted) { wanted.clone() } else { without_accents(&wanted) };
    let bare_words: Vec<&str> = words_of(&bare).collect();
    let mut best: Vec<(Fit, &Person, T)> = Vec::new();
    for (person, value) in people {
        let name = folded(&person.name);
        // “Zoltan” is Zoltán where nobody is called Zoltan.
        let spelled_out = || {
            may_be_spelled_out(&wanted, &name) && {
                let wanted = spelled_out(&wanted);
                let words: Vec<&str> = words_of(&wanted).collect();
                fit(&wanted, &words, &spelled_out(&name)).is_some()
            }
        };
        let is_near = || {
            let is_other = !(is_bare(&wanted) && is_bare(&name));
            is_other && (fit(&bare, &bare_words, &without_accents(&name)).is_some() || spelled_out())
        };
        let unaccented = || is_near().then_some(Fit::Unaccented);
        let Some(fit) = fit(&wanted, &wanted_words, &name).or_else(unaccented) else { continue };
        match best.first().map(|(known, ..)| *known) {
            Some(known) if known < fit => {}
            Some(known) if known == fit => best.push((fit, person, value)),
            Some(_) | None => best = vec![(fit, person, value)],
        }
    }
    let is_one = best.iter().all(|(_, person, _)| person.is(best[0].1));
    match best.first() {
        Some((Fit::Exact, ..)) if !is_one => {
            let people: Vec<&Person> = best.iter().map(|(_, person, _)| *person).collect();
            Err(several_called(typed, &people))
        }
        Some(_) if !is_one => {
            let mut candidates: Vec<String> = best.iter().map(|(_, person, _)| person.name.clone()).collect();
            candidates.dedup();
            Err(Refusal::AmbiguousName { typed: typed.to_owned(), candidates: candidates.join(" or ") })
        }
        Some(_) | None => Ok(best.into_iter().next().map(|(_, _, value)| value)),
    }
}

/// The one person whose name has all the words that were typed, with or without its accents; several are nobody.
pub(super) fn called_by_words<'a>(typed: &str, people: impl Iterator<Item = &'a Person>) -> Option<&'a Person> {
    let people: Vec<&Person> = people.collect();
    let wanted = folded(without_titles(typed));
    let as_typed = only_one(people.iter().copied().filter(|person| has_words(&folded(&person.name), &wanted)));
    as_typed.or_else(|| {
        let accented = people.into_iter().filter(|person| may_be_spelled_out(&person.name, typed));
        let (bare, long) = (without_accents(&wanted), spelled_out(&wanted));
        only_one(accented.filter(|person| {
            let name = folded(&person.name);
            has_words(&without_accents(&name), &bare) || has_words(&spelled_out(&name), &long)
        }))
    })
}

/// Those whose names have all the words that were typed, where they are several.
pub(super) fn several_with_words<'a>(typed: &str, people: impl Iterator<Item = &'a Person>) -> Vec<&'a Person> {
    let wanted = folded(without_titles(typed));
    let mut found: Vec<&Person> = Vec::new();
    for person in people.filter(|person| has_words(&folded(&person.name), &wanted)) {
        if !found.iter().any(|known| known.is(person)) {
            found.push(person);
        }
    }
    if found.len() > 1 { found } else { Vec::new() }
}

/// Whether a name has neither accents nor marks that could be left out.
fn is_bare(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ')
}

/// Only letters with marks are written in two ways.
fn may_be_spelled_out(one: &str, other: &str) -> bool {
    !(one.is_ascii() && other.is_ascii())
}

/// A folded name as people write it who lack its letters: Müller as Mueller, Åse as Aase, Sørensen as Soerensen.
fn spelled_out(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    for c in name.chars() {
        match c {
            'ä' | 'æ' => out.push_str("ae"),
            'ö' | 'ø' | 'œ' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'å' => out.push_str("aa"),
            'ß' => out.push_str("ss"),
            'þ' => out.push_str("th"),
            'ð' | 'đ' => out.push('d'),
            'ł' => out.push('l'),
            other => out.push(other),
        }
    }
    without_accents(&out)
}

fn only_one<'a>(mut called: impl Iterator<Item = &'a Person>) -> Option<&'a Person> {
    let first = called.next()?;
    called.all(|other| other.is(first)).then_some(first)
}

/// Whether a folded name has all the words that were typed. One word is a first name or a family name; in the middle of a
/// longer name it is nobody's.
pub(super) fn has_words(name: &str, wanted: &str) -> bool {
    let words: Vec<&str> = words_of(wanted).collect();
    let known: Vec<&str> = words_of(without_titles(name)).collect();
    let is_name =
        words.len() > 1 || words.first().is_some_and(|word| known.first() == Some(word) || known.last() == Some(word));
    is_name && fit(wanted, &words, name).is_some_and(|fit| fit <= Fit::Words)
}

/// How well a name fits what was typed, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Exact,
    Words,
    Beginning,
    BeginningsOfWords,
    Unaccented,
}

fn fit(wanted: &str, wanted_words: &[&str], name: &str) -> Option<Fit> {
    let has =
        |fits: fn(&str, &str) -> bool| wanted_words.iter().all(|wanted| words_of(name).any(|word| fits(word, wanted)));
    if wanted_words.is_empty() {
        return None;
    }
    match () {
        () if name == wanted => Some(Fit::Exact),
        () if may_be_called(name, wanted) => Some(Fit::Exact),
        () if has(|word, wanted| word == wanted) => Some(Fit::Words),
        () if name.starts_with(wanted) => Some(Fit::Beginning),
        () if has(|word, wanted| word.starts_with(wanted)) => Some(Fit::BeginningsOfWords),
        () => None,
    }
}

/// The words of a name: `Berg, Cy` and `berg_cy` have two.
fn words_of(name: &str) -> impl Iterator<Item = &str> {
    let is_break =
        |c: char| c.is_whitespace() || matches!(c, ',' | '_' | '.' | '(' | ')' | '"' | '/' | '|' | '[' | ']');
    name.split(is_break).filter(|word| !word.is_empty())
}

/// A name without what is before it (“Dr.”, “Ms”) and the marks after it.
pub(super) fn without_titles(typed: &str) -> &str {
    const TITLES: [&str; 12] = ["dr", "prof", "mr", "mrs", "ms", "mx", "sir", "madam", "herr", "frau", "m", "mme"];
    let mut name = typed.trim().trim_end_matches([':', ',', ';', '!', '.', '?']).trim_end();
    while let Some((first, rest)) = name.split_once(char::is_whitespace) {
        let is_title = TITLES.iter().any(|title| first.trim_end_matches('.').eq_ignore_ascii_case(title));
        if !is_title {
            break;
        }
        name = rest.trim_start();
    }
    name
}

/// Whether a person may be meant by a name: it is theirs, or theirs without what tells people of one name apart, as in
/// `Ana (ana77)`.
pub(super) fn may_be_called(name: &str, typed: &str) -> bool {
    let bare = name.strip_suffix(')').and_then(|open| open.rsplit_once(" (")).map(|(bare, _)| bare);
    same_name(name, typed) || bare.is_some_and(|bare| same_name(bare, typed))
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
    let name = |person: &Person| Some(folded(&person.name));
    let tells = |of: &dyn Fn(&Person) -> Option<String>| {
        people.iter().all(|one| people.iter().all(|other| one.is(other) || of(one) != of(other)))
    };
    if tells(&name) {
        return people.iter().map(|person| person.name.clone()).collect();
    }
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
