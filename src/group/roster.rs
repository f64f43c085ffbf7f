//! People of a meeting: attendance, scribes, and finding someone by name.

use std::sync::Arc;

use super::charter::Member;
use super::command::Request;
use super::event::Event;
use super::person::{AccountId, Person, Right, Role, pick, same_name, several_called};
use super::refusal::Refusal;
use super::{Decided, Group, LIMITS};

/// How often somebody has scribed, and in which meeting last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScribeTurns {
    pub meetings: u32,
    pub last: u32,
}

impl Group {
    pub(super) fn declare_presence(&self, by: &Person, names: Option<&str>) -> Decided {
        let meeting = self.running()?;
        let people = self.read_people(by, names.unwrap_or_default())?;
        if meeting.present.len() + people.len() > LIMITS.people {
            return Err(Refusal::TooMany { what: "people present", limit: LIMITS.people });
        }
        let is_news = |person: &Person| !meeting.present.iter().any(|present| present == person);
        Ok(people.into_iter().filter(is_news).map(|person| Event::PresenceDeclared { person }).collect())
    }

    pub(super) fn withdraw_presence(&self, request: &Request, by: &Person, name: Option<&str>) -> Decided {
        let present = &self.running()?.present;
        let listed = match name.filter(|name| looks_like_a_name(name)) {
            Some(name) => {
                let own = present.iter().find(|person| person.is(by) && same_name(&person.name, name));
                let listed = match own {
                    Some(own) => Some(own),
                    None => pick_exactly(name, present)?,
                };
                Some(listed.ok_or_else(|| Refusal::NotPresent { name: name.to_owned() })?)
            }
            None => present.iter().find(|person| person.is(by)),
        };
        if listed.is_some_and(|person| !person.is(by)) {
            self.refuse_for_others(request, by, "present-")?;
        }
        Ok(listed.map(|person| Event::PresenceWithdrawn { person: person.clone() }).into_iter().collect())
    }

    /// Regrets are mostly sent before the meeting; they wait for it.
    pub(super) fn declare_regrets(&self, request: &Request, by: &Person, names: Option<&str>) -> Decided {
        let regrets = self.meeting.as_ref().map_or(&self.draft_regrets, |meeting| &meeting.regrets);
        let people = self.read_people(by, names.unwrap_or_default())?;
        if people.iter().any(|person| !person.is(by)) {
            self.refuse_for_others(request, by, "regrets+")?;
        }
        if regrets.len() + people.len() > LIMITS.people {
            return Err(Refusal::TooMany { what: "people with regrets", limit: LIMITS.people });
        }
        let is_news = |person: &Person| !regrets.iter().any(|absent| absent.is(person));
        Ok(people.into_iter().filter(is_news).map(|person| Event::RegretsDeclared { person }).collect())
    }

    /// Who is on the list of participants for somebody else is a matter of those who keep the record.
    fn refuse_for_others(&self, request: &Request, by: &Person, own: &'static str) -> Result<(), Refusal> {
        let is_scribe = self.meeting.as_ref().is_some_and(|meeting| meeting.is_scribe(by));
        let may = is_scribe || request.role.may(Right::Secretary);
        if may { Ok(()) } else { Err(Refusal::ForOthers { own }) }
    }

    pub(super) fn add_scribe(&self, request: &Request, by: &Person, name: Option<&str>) -> Decided {
        let meeting = self.running()?;
        let person = match name {
            Some(name) => self.find_or_name(by, name)?,
            None => by.clone(),
        };
        let is_appointed = request.role.may(Right::Secretary);
        let is_known = meeting.is_scribe(&person) && (meeting.is_appointed(&person) || !is_appointed);
        Ok(if is_known { Vec::new() } else { vec![Event::ScribeNamed { person, is_appointed }] })
    }

    pub(super) fn remove_scribe(&self, by: &Person, name: Option<&str>) -> Decided {
        let scribes = &self.running()?.scribes;
        let person = match name {
            Some(name) => {
                let by_account =
                    self.account_seen(name).filter(|person| scribes.iter().any(|scribe| scribe.is(person)));
                pick(name, scribes.iter().map(|scribe| (scribe, scribe.clone())))?.or(by_account)
            }
            None => scribes.iter().find(|scribe| scribe.is(by)).cloned(),
        };
        person.map(|person| vec![Event::ScribeReleased { person }]).ok_or(Refusal::NotScribe)
    }

    /// Picks fairly: whoever has scribed the fewest meetings, then the longest ago, then who came first.
    /// Chairs have enough to do, unless nobody else is there.
    pub(super) fn pick_scribe(&self, request: &Request, except: Option<&str>) -> Decided {
        let meeting = self.running()?;
        let excluded: Vec<String> = except.map(|names| names.replace(" and ", ",")).into_iter().collect();
        let excluded: Vec<&str> = excluded.iter().flat_map(|names| names.split([',', ';'])).map(str::trim).collect();
        let is_excluded = |person: &Person| {
            let first_name = person.name.split_whitespace().next().unwrap_or_default();
            excluded.iter().any(|name| same_name(name, &person.name) || same_name(name, first_name))
        };
        let is_chair = |person: &Person| {
            let by_charter = person.account.as_ref().is_some_and(|account| self.charter.chairs.contains(account));
            by_charter || meeting.chairs.iter().any(|chair| chair.is(person))
        };
        let is_scribe = |person: &Person| meeting.is_scribe(person);
        let is_absent = |person: &Person| meeting.regrets.iter().any(|absent| absent.is(person));
        let others = meeting.people.values().map(|person| &**person);
        let others = others.filter(|person| !meeting.present.iter().any(|there| there.is(person)));
        let there = meeting.present.iter().chain(others.filter(|person| person.account.is_some()));
        let could: Vec<&Person> =
            there.filter(|person| !is_excluded(person) && !is_scribe(person) && !is_absent(person)).collect();
        let turns = |person: &&Person| self.scribed.get(&person.key()).copied().unwrap_or_default();
        let picked = could.iter().copied().filter(|person| !is_chair(person)).min_by_key(turns);
        let picked = picked.or_else(|| could.iter().copied().min_by_key(turns)).ok_or(Refusal::NobodyToScribe)?;
        let declined = meeting.scribes.iter().filter(|scribe| is_excluded(scribe));
        let released = declined.map(|person| Event::ScribeReleased { person: person.clone() });
        let is_appointed = request.role.may(Right::Secretary);
        Ok(released.chain([Event::ScribeNamed { person: picked.clone(), is_appointed }]).collect())
    }

    /// Shares the chair for this meeting, by account: names can be taken by anybody.
    pub(super) fn add_chair(&self, who: &str) -> Decided {
        let meeting = self.running()?;
        let person = self.account_named(who).ok_or_else(|| no_account(who))?;
        let is_news = !meeting.chairs.iter().any(|chair| chair.is(&person));
        Ok(if is_news { vec![Event::ChairNamed { person }] } else { Vec::new() })
    }

    pub(super) fn remove_chair(&self, by: &Person, who: Option<&str>) -> Decided {
        let meeting = self.running()?;
        let person = match who.filter(|who| !who.eq_ignore_ascii_case("me")) {
            None => by.clone(),
            Some(who) => {
                let listed = pick_exactly(who, &meeting.chairs)?.cloned();
                listed.or_else(|| self.account_named(who)).ok_or_else(|| no_account(who))?
            }
        };
        if !meeting.chairs.iter().any(|chair| chair.is(&person)) {
            return Err(Refusal::NotChairing { name: person.name });
        }
        Ok(vec![Event::ChairReleased { person }])
    }

    /// Someone by account as the platform writes it, or a member by name. Only an account that the group has seen
    /// counts: a typed one may exist on no platform, or on another than the one it was typed on.
    fn account_named(&self, typed: &str) -> Option<Person> {
        let member = || self.charter.member_named(bare_account(typed)).map(Member::person);
        self.account_seen(typed).or_else(|| member().filter(|person| person.account.is_some()))
    }

    /// The person of an account that is in the charter, has shown up in the meeting, or owns an action.
    pub(super) fn account_seen(&self, typed: &str) -> Option<Person> {
        let typed = bare_account(typed);
        let is_typed = |account: &AccountId| {
            account.0 == typed
                || account.id() == typed
                || account.id().trim_start_matches('@') == typed.trim_start_matches('@')
        };
        let people = self.latest_meeting().into_iter().flat_map(|meeting| meeting.people.values());
        let met = people.map(|person| &**person).find(|person| person.account.as_ref().is_some_and(is_typed));
        let members = self.charter.members.iter().flat_map(|member| &member.accounts);
        let owners = self.actions.values().flat_map(|action| &action.accounts);
        let listed = members.chain(&self.charter.chairs).chain(&self.charter.secretaries).chain(owners);
        let listed = || listed.into_iter().find(|account| is_typed(account));
        met.cloned().or_else(|| listed().map(|account| self.person(account, account.id())))
    }

    /// The role of an account: by the charter, or because it shares the chair of this meeting.
    pub fn role_of(&self, account: &AccountId) -> Role {
        let chairs = self.meeting.iter().flat_map(|meeting| &meeting.chairs);
        let shares = chairs.into_iter().any(|chair| chair.account.as_ref() == Some(account));
        if shares { Role::Chair } else { self.charter.role_of(account) }
    }

    /// Whoever is forgotten leaves the queue and the floor first.
    pub(super) fn forget(&self, by: &Person) -> Vec<Event> {
        let meeting = self.meeting.as_ref();
        let is_queued = meeting.is_some_and(|meeting| meeting.queue.position(by).is_some());
        let has_floor = meeting.and_then(|meeting| meeting.floor.as_ref()).is_some_and(|floor| floor.person.is(by));
        let lowered = is_queued.then(|| Event::HandLowered { person: by.clone() });
        let yielded = has_floor.then(|| Event::FloorYielded { person: by.clone() });
        lowered.into_iter().chain(yielded).chain([Event::PersonForgotten]).collect()
    }

    pub(super) fn arrive(&self, by: &Person) -> Decided {
        let Some(meeting) = &self.meeting else { return Ok(Vec::new()) };
        let is_news = meeting.seen(by).is_none();
        Ok(if is_news { vec![Event::Arrived { person: by.clone() }] } else { Vec::new() })
    }

    /// Reads `Ana, Bo (Example Corp)`; nothing typed is the sender. A piece that can't be a name is a
    /// remark and counts for nobody. For whom somebody speaks, that person says, or the charter.
    fn read_people(&self, by: &Person, typed: &str) -> Result<Vec<Person>, Refusal> {
        let mut people = Vec::new();
        for piece in split_names(typed) {
            let (name, organization) = split_organization(piece);
            self.refuse_same_name(by, name)?;
            let mut person = match name {
                "" | "me" | "Me" => by.clone(),
                name => match self.find_exactly(by, name) {
                    Some(person) => person,
                    None if looks_like_a_name(name) => Person::named(name),
                    None => continue,
                },
            };
            let may_say = person.is(by) || person.account.is_none() || person.organization.is_none();
            if may_say && organization.is_some() {
                person.organization = organization.map(str::to_owned);
            }
            people.push(person);
        }
        Ok(if people.is_empty() { vec![by.clone()] } else { people })
    }

    /// Finds a person by the exact name, among the members and the people of the meeting.
    pub(super) fn find_known(&self, typed: &str) -> Option<Person> {
        self.known(typed).map(Arc::unwrap_or_clone)
    }

    /// The same, without a copy of somebody who is in the meeting, as most are.
    pub(super) fn known(&self, typed: &str) -> Option<Arc<Person>> {
        // A member's name means the member, whoever else shows it.
        if let Some(member) = self.charter.member_named(typed) {
            return Some(self.member_as_known(member));
        }
        let met = self.latest_meeting().and_then(|meeting| meeting.called(typed).next());
        met.cloned().or_else(|| self.called_by_first_name(typed).map(Arc::new))
    }

    /// A member as the group and the meeting know them.
    fn member_as_known(&self, member: &Member) -> Arc<Person> {
        let account = member.accounts.first();
        let is_so = |seen: &&Arc<Person>| {
            let has_organization = seen.organization.is_some() || member.organization.is_none();
            seen.name == member.name && seen.account.as_ref() == account && has_organization
        };
        let seen = self.latest_meeting().and_then(|meeting| meeting.seen_as(account, &member.name)).filter(is_so);
        seen.map_or_else(|| Arc::new(self.as_known(member.person())), Arc::clone)
    }

    /// The one person whose first name this is, among the members and the people of the meeting.
    fn called_by_first_name(&self, typed: &str) -> Option<Person> {
        let is_first = |person: &Person| {
            let mut words = person.name.trim().splitn(2, |c: char| c.is_whitespace() || c == '_');
            words.next().is_some_and(|first| same_name(first, typed)) && words.next().is_some()
        };
        let people = self.latest_meeting().into_iter().flat_map(|meeting| meeting.people.values());
        let people = people.filter(|person| is_first(person)).map(|person| (**person).clone());
        let members = self.charter.members.iter().map(Member::person).filter(is_first);
        let mut found: Vec<Person> = Vec::new();
        for person in members.chain(people) {
            if !found.iter().any(|known| known.is(&person)) {
                found.push(person);
            }
        }
        found.pop().filter(|_| found.is_empty()).map(|only| self.as_known(only))
    }

    /// Whether an owner's name means this person: nobody else whom the group knows by it.
    pub fn is_called(&self, person: &Person, name: &str) -> bool {
        self.find_known(name).map_or_else(|| same_name(name, &person.name), |known| known.is(person))
    }

    pub(super) fn find_exactly(&self, by: &Person, typed: &str) -> Option<Person> {
        let typed = typed.trim();
        if typed.eq_ignore_ascii_case("me") || same_name(typed, &by.name) {
            return Some(by.clone());
        }
        self.find_known(typed)
    }

    /// A name that several people in the meeting have means none of them; one's own and a member's are safe.
    pub(super) fn refuse_same_name(&self, by: &Person, typed: &str) -> Result<(), Refusal> {
        if same_name(typed, &by.name) || self.charter.member_named(typed).is_some() {
            return Ok(());
        }
        let called = self.latest_meeting().into_iter().flat_map(|meeting| meeting.called(typed));
        let called: Vec<&Person> = called.map(|person| &**person).collect();
        if called.iter().any(|person| !person.is(called[0])) { Err(several_called(typed, &called)) } else { Ok(()) }
    }

    /// Someone known, by an unambiguous beginning too; else a name nobody has heard yet, such as
    /// of somebody on the telephone.
    pub(super) fn find_or_name(&self, by: &Person, typed: &str) -> Result<Person, Refusal> {
        // An account has a mark of its own; a plain name is looked for among the names first.
        if let Some(person) = self.account_seen(typed).filter(|_| typed.contains([':', '<'])) {
            return Ok(person);
        }
        let typed = typed.trim().trim_start_matches('@');
        self.refuse_same_name(by, typed)?;
        if let Some(person) = self.find_exactly(by, typed).or_else(|| self.account_seen(typed)) {
            return Ok(person);
        }
        let people = self.meeting.iter().flat_map(|meeting| meeting.people.values());
        if let Some(person) = pick(typed, people.map(|person| (&**person, person)))? {
            return Ok((**person).clone());
        }
        let is_name = looks_like_a_name(typed) && typed.chars().count() <= LIMITS.name_chars && !typed.ends_with('?');
        if is_name { Ok(Person::named(typed)) } else { Err(Refusal::UnknownPerson { typed: typed.to_owned() }) }
    }
}

/// The one of a list who has a name; several who have it are not told apart by it.
fn pick_exactly<'a>(name: &str, people: &'a [Person]) -> Result<Option<&'a Person>, Refusal> {
    let called: Vec<&Person> = people.iter().filter(|person| same_name(&person.name, name)).collect();
    if called.iter().any(|person| !person.is(called[0])) {
        return Err(several_called(name, &called));
    }
    Ok(called.first().copied())
}

/// `@ana:example.org` of `<@ana:example.org>.`, and what Discord writes in a mention.
fn bare_account(typed: &str) -> &str {
    typed.trim().trim_start_matches("<@").trim_end_matches('>').trim_end_matches(['.', ','])
}

/// The refusal where no account is known for what was typed.
fn no_account(typed: &str) -> Refusal {
    let bare = bare_account(typed);
    let is_account = typed.trim().starts_with("<@") || (bare.starts_with('@') && bare.contains(':'));
    let typed = typed.trim().to_owned();
    if is_account { Refusal::UnseenAccount { typed } } else { Refusal::UnknownAccount { typed } }
}

/// Whether words can be somebody's name: one word of any form, or up to four that all begin with
/// a capital (but for particles such as “van”). Punctuation and numbers alone are nobody's name.
pub(super) fn looks_like_a_name(words: &str) -> bool {
    const PARTICLES: [&str; 12] = ["al", "bin", "da", "de", "del", "der", "di", "el", "la", "le", "van", "von"];
    let is_name_word = |word: &str| word.chars().next().is_some_and(|c| !c.is_lowercase()) || PARTICLES.contains(&word);
    let has_letters = words.contains(char::is_alphabetic);
    let words: Vec<&str> = words.split_whitespace().collect();
    match words.as_slice() {
        _ if !has_letters => false,
        [] => false,
        [word] => word.chars().count() <= LIMITS.name_chars,
        several => several.len() <= 4 && several.iter().all(|word| is_name_word(word)),
    }
}

/// Splits at commas that are not inside parentheses.
fn split_names(typed: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let is_break = |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';')
    };
    // “Ana and Bo” are two; an organization may have an “and” in its name.
    let pair = |piece| match str::split_once(piece, " and ") {
        Some((one, other)) if !piece.contains('(') => vec![one, other],
        Some(_) | None => vec![piece],
    };
    typed.split(is_break).flat_map(pair).map(str::trim).filter(|piece| !piece.is_empty()).collect()
}

fn split_organization(piece: &str) -> (&str, Option<&str>) {
    match piece.strip_suffix(')').and_then(|open| open.split_once('(')) {
        Some((name, organization)) if !organization.trim().is_empty() => (name.trim(), Some(organization.trim())),
        Some(_) | None => (piece, None),
    }
}
