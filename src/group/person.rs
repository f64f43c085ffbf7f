//! Who people are: accounts of platforms, names, organizations, roles.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// An account of a platform, with the platform's name in front: `matrix:@ana:example.org`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub String);

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AccountId {
    /// The account as its platform writes it: `@ana:example.org`.
    pub fn id(&self) -> &str {
        self.0.split_once(':').map_or(&self.0, |(_, id)| id)
    }

    /// What people read of it: `ana`.
    pub fn local_part(&self) -> &str {
        let id = self.id().trim_start_matches('@');
        id.split_once(':').map_or(id, |(local, _)| local)
    }
}

/// A person as the record knows them. Someone on the telephone has a name and no account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
}

impl Person {
    /// A person known by name alone.
    pub fn named(name: &str) -> Person {
        Person { account: None, name: name.to_owned(), organization: None }
    }

    /// Whether both are the same person: the same account, or the same name where one has none.
    pub fn is(&self, other: &Person) -> bool {
        self.has(other.account.as_ref(), &other.name)
    }

    /// The same of someone with this account, if any, and this name.
    pub fn has(&self, account: Option<&AccountId>, name: &str) -> bool {
        match (&self.account, account) {
            (Some(mine), Some(theirs)) => mine == theirs,
            (None, _) | (_, None) => same_name(&self.name, name),
        }
    }

    /// Whether it is what a deletion has left of someone's name. People who were forgotten have an account that tells
    /// them apart.
    pub fn is_deleted(&self) -> bool {
        self.account.is_none() && self.name == DELETED
    }

    /// What tells people apart in a map: the account, else the name.
    pub fn key(&self) -> Cow<'_, str> {
        self.account.as_ref().map_or_else(|| folded_name(&self.name), |account| Cow::Borrowed(account.0.as_str()))
    }

    /// `Ana (Example Corp)`, or the name alone.
    pub fn with_organization(&self) -> String {
        match &self.organization {
            Some(organization) => format!("{} ({organization})", self.name),
            None => self.name.clone(),
        }
    }
}

/// Names are compared as people write them in chat: case, spaces and underscores don't count,
/// nor does a leading `@`.
pub fn same_name(one: &str, other: &str) -> bool {
    may_be_same(one, other) && (one == other || words_of(one).eq(words_of(other)))
}

/// Most names differ in their first letter already.
fn may_be_same(one: &str, other: &str) -> bool {
    // Most begin with a letter besides.
    if let (Some(one @ b'0'..=b'z'), Some(other @ b'0'..=b'z')) = (one.as_bytes().first(), other.as_bytes().first())
        && one.is_ascii_alphanumeric()
        && other.is_ascii_alphanumeric()
    {
        return one.eq_ignore_ascii_case(other);
    }
    let first = |name: &str| {
        name.bytes()
            .find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'_' | b'@'))
            .map(|byte| byte.to_ascii_lowercase())
    };
    match (first(one), first(other)) {
        (Some(one), Some(other)) if one.is_ascii() && other.is_ascii() => one == other,
        _ => true,
    }
}

/// The letters of a name in which it is compared, a space between its words.
fn words_of(name: &str) -> impl Iterator<Item = char> {
    let words = name.trim().trim_start_matches('@').split(|c: char| c.is_whitespace() || c == '_');
    let words = words.filter(|word| !word.is_empty()).enumerate();
    words.flat_map(|(index, word)| {
        let space = (index > 0).then_some(' ');
        space.into_iter().chain(word.chars().flat_map(char::to_lowercase))
    })
}

/// The form of a name in which it is compared.
pub fn folded(name: &str) -> String {
    folded_name(name).into_owned()
}

/// The same, without a copy of a name that has this form already, as most nicks do.
pub fn folded_name(name: &str) -> Cow<'_, str> {
    // All but capitals, `@` and `_`.
    let is_folded = |byte: u8| matches!(byte, b'!'..=b'?' | b'['..=b'^' | b'`'..=b'~');
    if name.bytes().all(is_folded) {
        return Cow::Borrowed(name);
    }
    // And most given names.
    if name.bytes().all(|byte| byte.is_ascii_uppercase() || is_folded(byte)) {
        return Cow::Owned(name.to_ascii_lowercase());
    }
    Cow::Owned(words_of(name).collect())
}

/// What a person may do in a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Participant,
    Secretary,
    Chair,
}

/// Who may give a command: anyone in the room, chair or secretary, chair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    Anyone,
    Secretary,
    Chair,
}

impl Role {
    pub fn may(self, right: Right) -> bool {
        match right {
            Right::Anyone => true,
            Right::Secretary => matches!(self, Role::Secretary | Role::Chair),
            Right::Chair => self == Role::Chair,
        }
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Right::Anyone => "anyone",
            Right::Secretary => "chair or secretary",
            Right::Chair => "chair",
        })
    }
}

/// What the log has where a text was deleted.
pub const DELETED: &str = "[deleted]";
