//! The people of a transcript as members of a server.

use std::collections::{BTreeMap, BTreeSet};

use convenor::cli::script::{account, place_of};
use convenor::group::charter::{Charter, Member};
use convenor::group::person::AccountId;
use serde_json::{Value, json};

use crate::conversation::Transcript;
use crate::standin::member_of;

/// The first of their ids.
const FIRST: u64 = 180_000_000_000_000_001;

/// Accounts in the console, with their ids on Discord.
pub struct People {
    ids: BTreeMap<AccountId, u64>,
    /// Names as they are shown.
    shown: BTreeMap<String, u64>,
    /// Ids of those who have said something so far. A mention is the account of anybody on the server; a name in the
    /// console means those who are there.
    heard: BTreeSet<u64>,
}

impl People {
    /// Everybody who says something in a transcript.
    pub fn of(transcript: &Transcript) -> People {
        let mut people = People { ids: BTreeMap::new(), shown: BTreeMap::new(), heard: BTreeSet::new() };
        let is_change = |input: &str| ["+ ", "x ", "* ", "~ "].iter().any(|mark| input.starts_with(mark));
        for line in transcript.lines.iter().filter(|line| !is_change(&line.input)) {
            if let Some((name, _)) = line.input.split_once(':') {
                let (name, _) = place_of(name);
                let id = people.id(&account(name));
                people.shown.insert(name.trim().to_owned(), id);
            }
        }
        people
    }

    fn id(&mut self, account: &AccountId) -> u64 {
        let next = FIRST + self.ids.len() as u64;
        *self.ids.entry(account.clone()).or_insert(next)
    }

    /// A charter with the same people by their accounts on Discord.
    pub fn on_discord(&mut self, charter: &Charter) -> Charter {
        let mut moved = |account: &AccountId| AccountId(format!("discord:{}", self.id(account)));
        let members = charter
            .members
            .iter()
            .map(|member| Member { accounts: member.accounts.iter().map(&mut moved).collect(), ..member.clone() });
        let members = members.collect();
        Charter {
            members,
            chairs: charter.chairs.iter().map(&mut moved).collect(),
            secretaries: charter.secretaries.iter().map(&mut moved).collect(),
            ..charter.clone()
        }
    }

    /// Accounts on Discord, with those in the console.
    pub fn names(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.ids.iter().map(|(account, id)| (format!("discord:{id}"), account.0.clone()))
    }

    /// Somebody with the name that the server shows.
    pub fn member(&mut self, name: &str) -> Value {
        let id = self.id(&account(name));
        self.heard.insert(id);
        member_of(&user(id, name), &[])
    }

    /// Everybody who says something, by id.
    pub fn members(&self) -> BTreeMap<String, Value> {
        self.shown.iter().map(|(name, id)| (id.to_string(), member_of(&user(*id, name), &[]))).collect()
    }

    /// A text whose words that are somebody's name are mentions, with those who are mentioned.
    pub fn with_mentions(&self, text: &str) -> (String, Value) {
        let mut mentioned: BTreeMap<u64, &str> = BTreeMap::new();
        let mut out = String::with_capacity(text.len());
        for word in text.split_inclusive([' ', '\n']) {
            let bare = word.trim_end_matches([' ', '\n', ',', ':', '.', '?', '!', '\'']);
            match self.shown.get_key_value(bare) {
                Some((name, id)) if self.heard.contains(id) && mentioned.get(id).is_none_or(|known| known == name) => {
                    mentioned.insert(*id, name);
                    out.extend([&format!("<@{id}>"), &word[bare.len()..]]);
                }
                Some(_) | None => out.push_str(word),
            }
        }
        let users = mentioned.into_iter().map(|(id, name)| user(id, name)).collect();
        (out, Value::Array(users))
    }
}

fn user(id: u64, name: &str) -> Value {
    json!({"id": id.to_string(), "username": format!("user{id}"), "global_name": name, "discriminator": "0",
           "avatar": null})
}
