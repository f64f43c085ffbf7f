//! What people, roles and channels are called, as far as Discord has told.

use std::collections::{BTreeMap, BTreeSet};

use super::event::{Author, Message, Tokens, author, mentioned};
use super::rest::Ask;
use super::{Discord, account_of};
use crate::chat::Sender;
use crate::group::person::folded;

/// Names that are remembered.
const NAMES: usize = 10_000;
/// People of one message whose names are asked for.
const MENTIONED: usize = 25;

/// Names of people on servers, and of roles.
#[derive(Default)]
pub(super) struct NamesKnown {
    people: BTreeMap<(u64, u64), Known>,
    /// Who has a name on a server, in the order in which the bot saw them with it.
    holders: BTreeMap<(u64, String), Vec<u64>>,
    pub roles: BTreeMap<u64, String>,
}

struct Known {
    name: String,
    login: String,
}

impl NamesKnown {
    fn keep(&mut self, guild: u64, person: &Author) {
        let is_so = self.people.get(&(guild, person.id)).is_some_and(|known| known.name == person.name);
        if is_so {
            return;
        }
        if self.people.len() >= NAMES {
            self.people.clear();
            self.holders.clear();
        }
        let known = Known { name: person.name.clone(), login: person.login.clone() };
        if let Some(before) = self.people.insert((guild, person.id), known)
            && let Some(holders) = self.holders.get_mut(&(guild, folded(&before.name)))
        {
            holders.retain(|holder| *holder != person.id);
        }
        let holders = self.holders.entry((guild, folded(&person.name))).or_default();
        if !holders.contains(&person.id) {
            holders.push(person.id);
        }
    }

    /// What a person is called: where somebody else had the name first, with the login, so that nobody is taken for another.
    pub(super) fn called(&self, guild: u64, user: u64) -> Option<String> {
        let known = self.people.get(&(guild, user))?;
        let holders = self.holders.get(&(guild, folded(&known.name)));
        let is_first = holders.and_then(|holders| holders.first()).is_none_or(|first| *first == user);
        Some(if is_first { known.name.clone() } else { format!("{} ({})", known.name, known.login) })
    }
}

impl Discord {
    /// A person as the room knows them: by the name on the server.
    pub(super) async fn sender(&self, person: &Author, guild: Option<u64>) -> Sender {
        let account = account_of(person.id);
        let Some(guild) = guild else { return Sender { account, name: person.name.clone() } };
        if person.is_server_name {
            self.places().names.keep(guild, person);
        }
        let called = self.places().names.called(guild, person.id);
        let name = match called {
            Some(name) => name,
            None => self.ask_name(guild, person).await,
        };
        Sender { account, name }
    }

    async fn ask_name(&self, guild: u64, known: &Author) -> String {
        let data = match self.rest.ask(Ask::get(format!("guilds/{guild}/members/{}", known.id))).await {
            Ok(data) => data,
            Err(error) => {
                tracing::debug!(%error, "a name on the server is not known");
                return known.name.clone();
            }
        };
        let Some(member) = author(&data["user"], &data) else { return known.name.clone() };
        let mut places = self.places();
        places.names.keep(guild, &member);
        places.names.called(guild, member.id).unwrap_or(member.name)
    }

    /// The people whom a text mentions, as the room knows them; those whom Discord does not know are left out.
    pub(super) async fn mentions_in(
        &self,
        text: &str,
        known: &BTreeMap<u64, Author>,
        guild: Option<u64>,
    ) -> Vec<Sender> {
        let users: BTreeSet<u64> = mentioned(text).into_iter().filter(|user| !self.is_me(*user)).collect();
        let mut people = Vec::new();
        for user in users.into_iter().take(MENTIONED) {
            let number = user.to_string();
            let person = known.get(&user).cloned().unwrap_or_else(|| Author::unnamed(user));
            let person = self.sender(&person, guild).await;
            people.extend(Some(person).filter(|person| person.name != number));
        }
        people
    }

    /// What a message says, in words. Without the right to read messages it says nothing.
    pub(super) fn words_of(&self, message: &Message) -> Option<String> {
        let text = message.text.as_deref().filter(|text| !text.is_empty())?;
        let bot = self.me.get().map_or(0, |me| me.user);
        Some(super::event::words(text, bot, &self.called, &*self.places()))
    }
}

impl Tokens for super::places::Places {
    fn role(&self, id: u64) -> Option<String> {
        self.names.roles.get(&id).cloned()
    }

    fn channel(&self, id: u64) -> Option<String> {
        self.known(id).and_then(|channel| channel.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_people_of_one_name_are_shown_apart() {
        let person = |id, name: &str, login: &str| Author {
            name: name.to_owned(),
            login: login.to_owned(),
            is_server_name: true,
            ..Author::unnamed(id)
        };
        let mut names = NamesKnown::default();
        names.keep(1, &person(7, "Amina", "amina2"));
        names.keep(1, &person(8, "Ben", "ben77"));
        names.keep(1, &person(8, "amina", "ben77"));
        names.keep(2, &person(8, "Amina", "ben77"));
        assert_eq!(names.called(1, 7).as_deref(), Some("Amina"));
        assert_eq!(names.called(1, 8).as_deref(), Some("amina (ben77)"));
        assert_eq!(names.called(2, 8).as_deref(), Some("Amina"), "another server, where nobody else is called so");
        names.keep(1, &person(7, "Amina K.", "amina2"));
        assert_eq!(names.called(1, 8).as_deref(), Some("amina"));
        assert_eq!(names.called(1, 9), None);
    }
}
