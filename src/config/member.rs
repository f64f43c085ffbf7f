//! `[[group.member]]`, and keys of accounts and rooms.

use serde::Deserialize;

use super::Problem;
use super::words::{name, name_if_any};
use crate::group::charter::Member;
use crate::group::mail::MAIL_ACCOUNT;
use crate::group::person::AccountId;
use crate::platform::check_key;

/// Someone the bot knows by account.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberConfig {
    pub name: String,
    pub organization: Option<String>,
    pub side: Option<String>,
    #[serde(default)]
    pub accounts: Vec<String>,
}

impl MemberConfig {
    pub(super) fn member(&self) -> Result<Member, Problem> {
        Ok(Member {
            name: name("member.name", &self.name)?,
            organization: name_if_any("member.organization", self.organization.as_ref())?,
            side: name_if_any("member.side", self.side.as_ref())?,
            accounts: accounts(&self.accounts).map_err(|problem| ("member.accounts", problem))?,
        })
    }
}

pub(super) fn accounts(keys: &[String]) -> Result<Vec<AccountId>, String> {
    keys.iter().map(|key| account(key)).collect()
}

/// A key of an account. The domain of a mail address is the same in whatever case (RFC 5321, clause 2.4).
fn account(key: &str) -> Result<AccountId, String> {
    let Some(address) = key.strip_prefix(MAIL_ACCOUNT) else {
        return check_key(key).map(|()| AccountId(key.to_owned()));
    };
    let (local, domain) = address.rsplit_once('@').unwrap_or_default();
    if address.parse::<lettre::Address>().is_err() {
        return Err(format!("“{address}” is not a mail address; write one such as {MAIL_ACCOUNT}ana@example.org"));
    }
    Ok(AccountId(format!("{MAIL_ACCOUNT}{local}@{}", domain.to_lowercase())))
}
