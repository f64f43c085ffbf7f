//! `[[group.member]]`, and keys of accounts and rooms.

use serde::Deserialize;

use super::Problem;
use super::words::{name, name_if_any};
use crate::group::charter::Member;
use crate::group::person::AccountId;

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
    keys.iter().map(|key| check_key(key).map(|()| AccountId(key.clone()))).collect()
}

pub(super) fn check_key(key: &str) -> Result<(), String> {
    let (platform, id) = key.split_once(':').unwrap_or(("", key));
    let has_form = match platform {
        "matrix" => id.starts_with(['@', '#', '!']) && (id.starts_with('!') || id.contains(':')),
        "discord" => super::discord::is_snowflake(id.strip_prefix("role:").unwrap_or(id)),
        "console" => !id.is_empty(),
        _ => {
            return Err(format!(
                "“{key}” does not begin with a platform; write it as matrix:{key}, discord:{key} or console:{key}"
            ));
        }
    };
    if has_form {
        return Ok(());
    }
    Err(format!(
        "“{key}” is not an id of its platform; write it such as matrix:@chair:example.org, matrix:#room:example.org or discord:123"
    ))
}
