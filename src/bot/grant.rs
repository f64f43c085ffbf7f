//! Links that let people in: seats, boards, calendars. A link is 256 random bits, of which the store has only the hash,
//! except where the bot has to be able to tell a link again.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::group::person::AccountId;
use crate::store::{Store, StoreError};

/// The secret part of an address. Neither its Debug form nor anything else that could be logged shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// A new one, from the system's random numbers.
    ///
    /// # Errors
    /// The system has none.
    pub fn random() -> Result<Token, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Token(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// One that stands in an address, if it has the form of one.
    pub fn read(typed: &str) -> Option<Token> {
        let is_one = typed.len() == 43 && typed.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        is_one.then(|| Token(typed.to_owned()))
    }

    /// As it stands in an address.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the store knows it by.
    pub fn hash(&self) -> String {
        Sha256::digest(self.0.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What a link is good for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Grant {
    /// Good once, for a seat.
    Link(Holder),
    /// A person who is in.
    Seat(Holder),
    /// The board of a group, for everyone who has its address.
    Board { group: String },
    /// The meetings ahead, for calendars.
    Calendar { group: String },
    /// A board whose address was changed.
    Gone { group: String },
}

/// For whom a link or seat is, and how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub group: String,
    pub account: AccountId,
    pub name: String,
    /// What the person gave when taking a seat in a room of this machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The meeting that it was made for. `None`: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<u32>,
    /// Seconds since 1970. `None`: no limit, as in a room of this machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
}

/// What keys of grants begin with among the notes.
pub(super) const GRANT: &str = "web grant ";
/// The value of a grant that was spent or ended.
pub(super) const ENDED: &str = "";

/// The note of a grant: its key and value.
pub(super) fn note(token: &Token, grant: &Grant) -> (String, String) {
    // A model of strings and numbers always has a JSON form.
    (format!("{GRANT}{}", token.hash()), serde_json::to_string(grant).unwrap_or_default())
}

/// Notes that end everything that an account holds, for the commit that ends it.
pub(super) async fn ending(store: &Store, account: &AccountId) -> Result<Vec<(String, String)>, StoreError> {
    let notes = store.notes_from(GRANT).await?;
    let is_of = |value: &str| match serde_json::from_str(value) {
        Ok(Grant::Link(holder) | Grant::Seat(holder)) => holder.account == *account,
        Ok(Grant::Board { .. } | Grant::Calendar { .. } | Grant::Gone { .. }) | Err(_) => false,
    };
    let held = notes.into_iter().filter(|(_, value)| is_of(value));
    Ok(held.map(|(key, _)| (key, ENDED.to_owned())).collect())
}

/// How many links an account has not used that are good for longer than `since`, in seconds since 1970.
pub(super) async fn unused_links(store: &Store, account: &AccountId, since: i64) -> Result<usize, StoreError> {
    let notes = store.notes_from(GRANT).await?;
    let is_unused = |value: &str| match serde_json::from_str(value) {
        Ok(Grant::Link(holder)) => holder.account == *account && holder.until.is_some_and(|until| until > since),
        Ok(Grant::Seat(_) | Grant::Board { .. } | Grant::Calendar { .. } | Grant::Gone { .. }) | Err(_) => false,
    };
    Ok(notes.iter().filter(|(_, value)| is_unused(value)).count())
}

/// Links and seats in the store.
#[derive(Clone, Debug)]
pub struct Grants {
    store: Store,
}

impl Grants {
    pub fn new(store: Store) -> Grants {
        Grants { store }
    }

    /// What a link is good for at a moment, in seconds since 1970. `None`: for nothing.
    ///
    /// # Errors
    /// The store failed.
    pub async fn find(&self, token: &Token, now: i64) -> Result<Option<Grant>, StoreError> {
        let value = self.store.note(&format!("{GRANT}{}", token.hash())).await?;
        let grant = value.and_then(|value| serde_json::from_str(&value).ok());
        Ok(grant.filter(|grant| match grant {
            Grant::Link(holder) | Grant::Seat(holder) => holder.until.is_none_or(|until| until > now),
            Grant::Board { .. } | Grant::Calendar { .. } | Grant::Gone { .. } => true,
        }))
    }

    /// Throws away what is over: seats and links whose time has passed, and those that were ended.
    ///
    /// # Errors
    /// The store failed.
    pub async fn sweep(&self, now: i64) -> Result<(), StoreError> {
        for (key, value) in self.store.notes_from(GRANT).await? {
            let is_over = match serde_json::from_str(&value) {
                Ok(Grant::Link(holder) | Grant::Seat(holder)) => holder.until.is_some_and(|until| until <= now),
                Ok(Grant::Board { .. } | Grant::Calendar { .. } | Grant::Gone { .. }) => false,
                // A later version may know what it is.
                Err(_) => value == ENDED,
            };
            if is_over {
                self.store.remove_note(&key).await?;
            }
        }
        Ok(())
    }

    /// Ends all seats and unused links. Addresses of boards and calendars stay.
    ///
    /// # Errors
    /// The store failed.
    pub async fn end_seats(&self) -> Result<(), StoreError> {
        for (key, value) in self.store.notes_from(GRANT).await? {
            if matches!(serde_json::from_str(&value), Ok(Grant::Link(_) | Grant::Seat(_)) | Err(_)) {
                self.store.remove_note(&key).await?;
            }
        }
        Ok(())
    }

    /// Makes a new link.
    ///
    /// # Errors
    /// The store failed, or there are no random numbers.
    pub async fn give(&self, grant: &Grant) -> anyhow::Result<Token> {
        let token = Token::random()?;
        let (key, value) = note(&token, grant);
        self.store.set_note(&key, &value).await?;
        Ok(token)
    }

    /// Spends a link for a seat. `None`: it was spent already.
    ///
    /// # Errors
    /// The store failed, or there are no random numbers.
    pub async fn exchange(&self, link: &Token, seat: Holder) -> anyhow::Result<Option<Token>> {
        let token = Token::random()?;
        let (key, value) = note(&token, &Grant::Seat(seat));
        let is_first = self.store.exchange_note(&format!("{GRANT}{}", link.hash()), &key, &value).await?;
        Ok(is_first.then_some(token))
    }

    /// Ends a link or a seat.
    ///
    /// # Errors
    /// The store failed.
    pub async fn end(&self, token: &Token) -> Result<(), StoreError> {
        self.store.remove_note(&format!("{GRANT}{}", token.hash())).await
    }

    /// The address of a group's board or calendar, which is made when it is asked for first.
    ///
    /// # Errors
    /// The store failed, or there are no random numbers.
    pub async fn standing(&self, what: Standing, group: &str) -> anyhow::Result<Token> {
        let key = what.key(group);
        if let Some(known) = self.store.note(&key).await?.as_deref().and_then(Token::read) {
            return Ok(known);
        }
        self.renew(what, group).await
    }

    /// A new address in place of the old one, which is gone.
    ///
    /// # Errors
    /// The store failed, or there are no random numbers.
    pub async fn renew(&self, what: Standing, group: &str) -> anyhow::Result<Token> {
        let key = what.key(group);
        let before = self.store.note(&key).await?.as_deref().and_then(Token::read);
        let token = self.give(&what.grant(group)).await?;
        self.store.set_note(&key, token.expose()).await?;
        if let Some(before) = before {
            let (key, value) = note(&before, &Grant::Gone { group: group.to_owned() });
            self.store.set_note(&key, &value).await?;
        }
        Ok(token)
    }
}

/// Addresses that stay the same until someone asks for a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Board,
    Calendar,
}

impl Standing {
    fn key(self, group: &str) -> String {
        match self {
            Standing::Board => format!("web board {group}"),
            Standing::Calendar => format!("web calendar {group}"),
        }
    }

    fn grant(self, group: &str) -> Grant {
        let group = group.to_owned();
        match self {
            Standing::Board => Grant::Board { group },
            Standing::Calendar => Grant::Calendar { group },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_shows_itself_in_addresses_only() {
        let token = Token::random().expect("the system has random numbers");
        assert_eq!(Token::read(token.expose()), Some(token.clone()));
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert_ne!(token.hash(), Token::random().expect("it has more").hash());
        for odd in ["", "short", "../../etc/passwd", &"ä".repeat(43), &"a".repeat(44)] {
            assert_eq!(Token::read(odd), None, "{odd}");
        }
    }
}
