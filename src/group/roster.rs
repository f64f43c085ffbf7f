//! People of a meeting: attendance, scribes, and finding someone by name.

use std::borrow::Cow;
use std::sync::Arc;

use super::charter::Member;
use super::listed::{Piece, is_crowd, is_remark, looks_like_a_name, may_be_listed, pieces, without_introduction};
use super::naming::{called_in_part, may_be_called, pick, several_called, without_titles};
use super::person::{AccountId, Person, Role, same_name};
use super::refusal::Refusal;
use super::titles::{names_a_role, names_an_organization, without_degrees, without_family};
use super::{Group, LIMITS};
use crate::time::without_accents;

/// The mark before a list of people who are there too: `Present (in person): Ana, Bo`.
pub const ADDED: &str = "+:";

/// How often someone has scribed, and in which meeting last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScribeTurns {
    pub meetings: u32,
    pub last: u32,
}

impl Group {
    /// The person of an account that is in the charter, has shown up in the meeting, or owns an action.
    pub(super) fn account_seen(&self, typed: &str) -> Option<Person> {
        let typed = bare_account(typed);
        let mentioned = self.around.mentioned.iter();
        let is_typed = |account: &AccountId| {
            account.0 == typed
                || account.id() == typed
                || account.id().trim_start_matches('@') == typed.trim_start_matches('@')
        };
        let people = self.latest_meeting().into_iter().flat_map(|meeting| meeting.people.values());
        let met = mentioned
            .chain(people.map(|person| &**person))
            .find(|person| person.account.as_ref().is_some_and(is_typed));
        let members = self.charter.members.iter().flat_map(|member| &member.accounts);
        let owners = self.actions.values().flat_map(|action| &action.accounts);
        let listed = members.chain(&self.charter.chairs).chain(&self.charter.secretaries).chain(owners);
        let listed = || listed.into_iter().find(|account| is_typed(account));
        met.cloned().or_else(|| listed().map(|account| self.person(account, account.id())))
    }

    /// Text in which accounts such as `@bo:example.org` are people's names, as the record shows them. One whose name others
    /// have too stays an account, and so do those after `chair+`, which asks for accounts.
    /// The bot is no person: `is_bot` knows its names.
    pub fn with_names<'a>(&self, text: &'a str, is_bot: impl Fn(&str) -> bool) -> Cow<'a, str> {
        if !text.contains('@') {
            return Cow::Borrowed(text);
        }
        let lines = text.split('\n').map(|line| {
            let wants_account = line.trim_start_matches(['!', '#', 'u', 'n']).starts_with("chair");
            if wants_account { line.to_owned() } else { self.line_with_names(line, &is_bot) }
        });
        Cow::Owned(lines.collect::<Vec<String>>().join("\n"))
    }

    /// People of whose name there are several, and whom a text means by their accounts.
    pub fn accounts_in(&self, text: &str) -> Vec<Person> {
        let is_break = |c: char| c.is_whitespace() || matches!(c, ',' | '(' | '[' | '<' | ';');
        let accounts = text.split(is_break).filter(|piece| piece.starts_with('@') && piece.contains(':'));
        let accounts = accounts.map(|piece| piece.trim_end_matches([':', '.', ',', '>', ')']));
        let people = accounts.take(LIMITS.choices).filter_map(|account| self.account_seen(account));
        people.filter(|person| self.is_shared_name(person)).collect()
    }

    fn line_with_names(&self, line: &str, is_bot: &impl Fn(&str) -> bool) -> String {
        let mut out = String::with_capacity(line.len());
        for piece in line.split_inclusive(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | '[' | '<')) {
            let is_part = |c: char| c.is_alphanumeric() || matches!(c, ':' | '.' | '-' | '_' | '=' | '/' | '+');
            let account =
                piece.strip_prefix('@').map(|rest| rest.split(|c: char| !is_part(c)).next().unwrap_or_default());
            let account = account.map(|account| account.trim_end_matches([':', '.']));
            match account.and_then(|account| account.split_once(':').map(|(local, _)| (account, local))) {
                Some((account, local)) if !local.is_empty() && !is_bot(local) => {
                    let known = self.account_seen(&format!("@{account}"));
                    // Who is mentioned is known by the name.
                    let is_meant = |person: &Person| self.around.mentioned.iter().any(|other| other.is(person));
                    let shared = known.as_ref().is_some_and(|person| self.is_shared_name(person) && !is_meant(person));
                    let name = known.map_or_else(|| local.to_owned(), |person| person.name);
                    out.push_str(if shared { &piece[..=account.len()] } else { &name });
                    out.push_str(&piece[1 + account.len()..]);
                }
                Some(_) | None => out.push_str(piece),
            }
        }
        out
    }

    fn is_shared_name(&self, person: &Person) -> bool {
        let people = self.latest_meeting().into_iter().flat_map(|meeting| meeting.called(&person.name));
        people.into_iter().any(|other| !other.is(person))
    }

    /// The role of an account: by the charter, or because it shares the chair of this meeting.
    pub fn role_of(&self, account: &AccountId) -> Role {
        let chairs = self.meeting.iter().flat_map(|meeting| &meeting.chairs);
        let shares = chairs.into_iter().any(|chair| chair.account.as_ref() == Some(account));
        if shares { Role::Chair } else { self.charter.role_of(account) }
    }

    /// Reads `Ana, Bo (Example Corp)`; nothing typed is the sender, and so is a remark alone. What can't be a name beside
    /// names is refused, as are people who are not named. For whom someone speaks, that person says, or the charter.
    fn people_of(&self, by: &Person, pieces: &[Piece]) -> Result<Vec<Person>, Refusal> {
        let mut people = Vec::new();
        for Piece { name, organization } in pieces {
            let name = without_degrees(name);
            self.refuse_same_name(by, name)?;
            let mut person = match name {
                "" | "me" | "Me" | "I" | "myself" => by.clone(),
                name => match self.find_listed(by, name) {
                    Some(person) => person,
                    None if is_crowd(name) || names_an_organization(name) => {
                        return Err(Refusal::NobodysName { typed: name.to_owned() });
                    }
                    None if is_remark(name) || names_a_role(name) => continue,
                    None if looks_like_a_name(name) => Person::named(name),
                    None if may_be_listed(name) && (organization.is_some() || pieces.len() > 1) => Person::named(name),
                    // “Present+ I had to move my train” is about its author.
                    None if pieces.len() == 1 => continue,
                    None => return Err(Refusal::NobodysName { typed: name.to_owned() }),
                },
            };
            let may_say = person.is(by) || person.account.is_none() || person.organization.is_none();
            if may_say && organization.is_some() {
                person.organization.clone_from(organization);
            }
            people.push(person);
        }
        Ok(if people.is_empty() { vec![by.clone()] } else { people })
    }

    /// Reads who sends regrets: the author, or `Mo`, `for Mo`, `Mo for today`.
    pub(super) fn read_absentees(&self, by: &Person, typed: &str) -> Result<Vec<Person>, Refusal> {
        if let Some(listed) = typed.strip_prefix(':') {
            return self.read_listed(by, listed);
        }
        let bare = ["for ", "from ", "on behalf of "].iter().find_map(|start| typed.strip_prefix(start));
        let named = bare.filter(|bare| {
            let first = bare.split(',').next().unwrap_or_default();
            bare.starts_with(char::is_uppercase) || self.find_known(first.trim()).is_some()
        });
        self.people_of(by, &self.pieces_of(named.unwrap_or(typed)))
    }

    /// A list of people, with what the group knows of names.
    pub(super) fn pieces_of(&self, typed: &str) -> Vec<Piece> {
        pieces(typed, &|name| self.find_known(without_degrees(name)).is_some())
    }

    /// Somebody known by a name of a list: “Bo Nyberg Jr.” is Bo Nyberg, where nobody else is.
    fn find_listed(&self, by: &Person, name: &str) -> Option<Person> {
        let without_family = || {
            let bare = without_family(name);
            if bare.len() < name.len() { self.find_exactly(by, bare) } else { None }
        };
        // “B. Nyberg” is Bo Nyberg, and so is “Bo Nyberg” of Bø Nyberg, where nobody else is.
        let in_part = || {
            let people = self.latest_meeting().into_iter().flat_map(|meeting| meeting.people.values());
            let people = people.map(|person| &**person).filter(|person| person.account.is_some());
            let bare = without_accents(name);
            let unaccented = people.clone().find(|person| same_name(&without_accents(&person.name), &bare));
            unaccented.or_else(|| called_in_part(name, people)).cloned()
        };
        self.find_exactly(by, name).or_else(without_family).or_else(in_part)
    }

    /// Reads who is present: `Ana (Example Corp), Bo`, `(Example Corp)`, `for Example Corp`, `I am Cy (Example Corp)`,
    /// `Ana Berg (Example Corp)` by ana. What may be the author's own name and organization is theirs.
    pub(super) fn read_presence(&self, by: &Person, typed: &str) -> Result<Vec<Person>, Refusal> {
        if let Some(listed) = typed.strip_prefix(':').or_else(|| typed.strip_prefix(ADDED)) {
            return self.read_listed(by, listed);
        }
        let introduced = without_introduction(typed.trim());
        let is_introduced = introduced.len() < typed.trim().len();
        let mut pieces = self.pieces_of(introduced);
        // “Eve - Delta, joining at 15:00” is Eve.
        if pieces.iter().any(|piece| !is_aside(piece)) {
            pieces.retain(|piece| !is_aside(piece));
        }
        let is_listed = self.meeting.as_ref().is_some_and(|meeting| meeting.present.iter().any(|there| there.is(by)));
        let Some((first, others)) = pieces.split_first() else { return Ok(vec![by.clone()]) };
        let Piece { name, organization: said } = first;
        let name = &without_degrees(name).to_owned();
        let is_unknown = self.find_known(name).is_none();
        // `present+ observer` says what somebody is, and `present+ Acme Inc.` is the organization of its author.
        if others.is_empty() && said.is_none() && is_unknown && names_an_organization(name) {
            return Ok(vec![Person { organization: Some(name.clone()), ..by.clone() }]);
        }
        if others.is_empty() && is_unknown && !name.is_empty() && names_a_role(name) {
            let organization = said.clone().or_else(|| by.organization.clone());
            return Ok(vec![Person { organization, ..by.clone() }]);
        }
        let shares_a_word = may_be_called_in_full(&by.name, name);
        let organization = match others {
            [] => said.as_deref(),
            // “Lucy Brown, Brown Consulting”: one person and where she is from.
            [other, roles @ ..]
                if said.is_none()
                    && shares_a_word
                    && other.organization.is_none()
                    && names_an_organization(&other.name)
                    && roles.iter().all(|role| names_a_role(&role.name)) =>
            {
                Some(other.name.as_str())
            }
            // “Lucy Brown, Acme”: whether that is a person cannot be told; the first is the author all the same.
            _ if said.is_none() && shares_a_word && is_unknown => {
                let mut people = self.people_of(by, others)?;
                people.retain(|person| !person.is(by));
                return Ok([vec![by.clone()], people].concat());
            }
            _ => return self.people_of(by, &pieces),
        };
        let is_own = is_unknown && !name.is_empty() && (shares_a_word || is_introduced);
        // Who is listed already may put a colleague of the same first name on the list, from elsewhere.
        let is_elsewhere = || {
            let differs = |own: &str| organization.is_some_and(|said| !same_name(said, own));
            by.organization.as_deref().is_some_and(differs)
        };
        if is_listed && (!is_own || is_elsewhere()) {
            return self.people_of(by, &pieces);
        }
        let organization = organization.map(str::to_owned);
        let myself = || Person { name: self.name_in_full(by, name), ..by.clone() };
        match organization {
            Some(organization) if is_own => Ok(vec![Person { organization: Some(organization), ..myself() }]),
            Some(organization) if same_name(name, &by.name) => {
                Ok(vec![Person { organization: Some(organization), ..by.clone() }])
            }
            None if is_own => Ok(vec![myself()]),
            organization => self.people_of(by, &[Piece { name: name.clone(), organization }]),
        }
    }

    /// The name that someone with a nickname gives, such as Ana Berg by ana; a member has the name in the configuration.
    fn name_in_full(&self, by: &Person, typed: &str) -> String {
        let is_member = by
            .account
            .as_ref()
            .is_some_and(|account| self.charter.members.iter().any(|member| member.accounts.contains(account)));
        let is_nickname = by.name.split_whitespace().count() == 1;
        let is_whole = typed.split_whitespace().count() > 1 && typed.chars().count() <= LIMITS.name_chars;
        let is_fuller = !is_member && is_nickname && is_whole && looks_like_a_name(typed);
        if is_fuller && may_be_called_in_full(&by.name, typed) { typed.to_owned() } else { by.name.clone() }
    }

    /// Reads the names of a list (`present: ana, bo`): in any letters, and what is nobody's name is told.
    pub(super) fn read_listed(&self, by: &Person, typed: &str) -> Result<Vec<Person>, Refusal> {
        let mut people = Vec::new();
        for Piece { name, organization } in self.pieces_of(typed) {
            let name = without_degrees(&name);
            self.refuse_same_name(by, name)?;
            let mut person = match self.find_listed(by, name) {
                Some(person) => person,
                None if may_be_listed(name) && !names_an_organization(name) && !names_a_role(name) => {
                    Person::named(name)
                }
                None => return Err(Refusal::NobodysName { typed: name.to_owned() }),
            };
            if organization.is_some() && (person.is(by) || person.account.is_none() || person.organization.is_none()) {
                person.organization = organization;
            }
            people.push(person);
        }
        if people.is_empty() { Ok(vec![by.clone()]) } else { Ok(people) }
    }

    /// Finds a person by the exact name, among the members and the people of the meeting.
    pub(super) fn find_known(&self, typed: &str) -> Option<Person> {
        self.known(typed).map(Arc::unwrap_or_clone)
    }

    /// The same, without a copy of someone who is in the meeting, as most are.
    pub(super) fn known(&self, typed: &str) -> Option<Arc<Person>> {
        if let Some(person) = self.mentioned_as(typed) {
            return Some(Arc::new(person.clone()));
        }
        // A member's name means the member, even if others use it.
        if let Some(member) = self.charter.member_named(typed) {
            return Some(self.member_as_known(member));
        }
        let met = self.latest_meeting().and_then(|meeting| meeting.called(typed).next());
        let other = || self.shown_as(typed).or_else(|| self.called_by_first_name(typed));
        let other = || other().or_else(|| self.shown_with_words(typed)).map(Arc::new);
        met.cloned().or_else(other)
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

    /// The one person whose first name this is, among the members and the people of the meeting; Inês is “Ines” where nobody
    /// is called so.
    fn called_by_first_name(&self, typed: &str) -> Option<Person> {
        let bare = without_accents(typed);
        let unaccented =
            |first: &str| !(first.is_ascii() && typed.is_ascii()) && same_name(&without_accents(first), &bare);
        self.whose_first_name(|first| same_name(first, typed)).or_else(|| self.whose_first_name(unaccented))
    }

    /// The one person of the meeting whose name, as a platform shows it now, has the words that were typed.
    fn shown_with_words(&self, typed: &str) -> Option<Person> {
        let people = self.latest_meeting().into_iter().flat_map(|meeting| meeting.people.values());
        let mut called = people.filter(|person| self.has_shown_words(person, typed));
        let first = called.next()?;
        called.all(|other| other.is(first)).then(|| (**first).clone())
    }

    fn whose_first_name(&self, is_meant: impl Fn(&str) -> bool) -> Option<Person> {
        let is_first = |person: &Person, is_break: fn(char) -> bool| {
            let mut words = person.name.trim().splitn(2, is_break);
            words.next().is_some_and(&is_meant) && words.next().is_some()
        };
        let people = self.latest_meeting().into_iter().flat_map(|meeting| meeting.people.values());
        let people = people.filter(|person| is_first(person, |c| c.is_whitespace() || c == '_'));
        let people = people.map(|person| (**person).clone());
        // A nick such as `nick_brown` is somebody's only when they are there.
        let members = self.charter.members.iter().map(Member::person);
        let members = members.filter(|person| is_first(person, char::is_whitespace));
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
        if let Some(person) = self.mentioned_as(typed) {
            return Some(person.clone());
        }
        if typed.eq_ignore_ascii_case("me") || same_name(typed, &by.name) {
            return Some(by.clone());
        }
        self.find_known(typed)
    }

    /// A name that several people in the meeting have means none of them; one's own and a member's are safe.
    pub(super) fn refuse_same_name(&self, by: &Person, typed: &str) -> Result<(), Refusal> {
        let is_mentioned = self.mentioned_as(typed).is_some();
        if is_mentioned || same_name(typed, &by.name) || self.charter.member_named(typed).is_some() {
            return Ok(());
        }
        let people = self.latest_meeting().into_iter().flat_map(|meeting| meeting.people.values());
        let called = people.filter(|person| may_be_called(&person.name, typed) || self.is_shown_as(person, typed));
        let called: Vec<&Person> = called.map(|person| &**person).collect();
        if called.iter().any(|person| !person.is(called[0])) { Err(several_called(typed, &called)) } else { Ok(()) }
    }

    /// Someone known, by an unambiguous beginning too; else a name nobody has heard yet, such as
    /// of someone on the telephone.
    pub(super) fn find_or_name(&self, by: &Person, typed: &str) -> Result<Person, Refusal> {
        if let Some(person) = self.find_present(by, typed)? {
            return Ok(person);
        }
        let typed = typed.trim().trim_start_matches('@');
        let is_name = looks_like_a_name(typed) && typed.chars().count() <= LIMITS.name_chars && !typed.ends_with('?');
        if is_name { Ok(Person::named(typed)) } else { Err(Refusal::UnknownPerson { typed: typed.to_owned() }) }
    }

    /// Someone the group or the meeting knows, by account, name, words of the name or its beginning.
    pub(super) fn find_present(&self, by: &Person, typed: &str) -> Result<Option<Person>, Refusal> {
        // An account has a mark of its own; a plain name is looked for among the names first.
        if let Some(person) = self.account_seen(typed).filter(|_| typed.contains([':', '<'])) {
            return Ok(Some(person));
        }
        let typed = without_titles(typed).trim_start_matches('@');
        self.refuse_same_name(by, typed)?;
        if let Some(person) = self.find_exactly(by, typed).or_else(|| self.account_seen(typed)) {
            return Ok(Some(person));
        }
        let people = self.meeting.iter().flat_map(|meeting| meeting.people.values());
        let members: Vec<Person> = self.charter.members.iter().map(|member| self.as_known(member.person())).collect();
        let people = people.map(|person| &**person).chain(&members);
        Ok(pick(typed, people.map(|person| (person, person)))?.cloned())
    }
}

/// Whether a name can be that of someone who is shown as `shown`: they have a word in common, as Inês Duarte and ines, or
/// the nickname is made of it, as jreed and jack.reed of Jack Reed.
fn may_be_called_in_full(shown: &str, name: &str) -> bool {
    let (shown, name) = (without_accents(shown), without_accents(name));
    let words: Vec<&str> = name.split_whitespace().collect();
    let shares = |own: &str| words.contains(&own);
    if shown.split([' ', '_', '.']).any(shares) {
        return true;
    }
    let [first, .., last] = words.as_slice() else { return false };
    let initial = |word: &str| word.chars().next().map(String::from).unwrap_or_default();
    [format!("{first}{last}"), format!("{}{last}", initial(first)), format!("{first}{}", initial(last))]
        .contains(&shown)
}

/// Whether a piece of a list only says how somebody takes part.
fn is_aside(piece: &Piece) -> bool {
    piece.organization.is_none() && is_remark(&piece.name)
}

/// The one of a list who has a name; several who have it are not told apart by it.
pub(super) fn pick_exactly<'a>(name: &str, people: &'a [Person]) -> Result<Option<&'a Person>, Refusal> {
    let called: Vec<&Person> = people.iter().filter(|person| same_name(&person.name, name)).collect();
    if called.iter().any(|person| !person.is(called[0])) {
        return Err(several_called(name, &called));
    }
    Ok(called.first().copied())
}

/// `@ana:example.org` of `<@ana:example.org>.`, and what Discord writes in a mention.
pub(super) fn bare_account(typed: &str) -> &str {
    typed.trim().trim_start_matches("<@").trim_end_matches('>').trim_end_matches(['.', ','])
}

/// The refusal where no account is known for what was typed.
pub(super) fn no_account(typed: &str) -> Refusal {
    let bare = bare_account(typed);
    let is_account = typed.trim().starts_with("<@") || (bare.starts_with('@') && bare.contains(':'));
    let typed = typed.trim().to_owned();
    if is_account { Refusal::UnseenAccount { typed } } else { Refusal::UnknownAccount { typed } }
}
