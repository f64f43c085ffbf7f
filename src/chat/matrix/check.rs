//! `convenor check` for Matrix: the device's folder, the account, and the rooms and people that the configuration names.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use matrix_sdk::reqwest::StatusCode;
use matrix_sdk::ruma::{RoomAliasId, RoomId, UserId};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::ExposeSecret as _;

use super::{Credentials, PLATFORM, credentials, errors, session};
use crate::chat::{Checked, RoomKey};
use crate::config::MatrixConfig;
use crate::disk;
use crate::group::person::AccountId;

/// Somebody who can ask.
struct Asker<'a> {
    homeserver: &'a str,
    token: Option<String>,
    /// The bot's account, with its server.
    who: String,
}

/// Asks the homeserver whether it is there, whether the kept session is still good, and about rooms and accounts.
///
/// # Errors
/// What is wrong before anything could be asked, and how to mend it.
pub fn check<'a>(
    config: &'a MatrixConfig,
    rooms: &'a [RoomKey],
    accounts: &'a [AccountId],
) -> BoxFuture<'a, Result<Checked, String>> {
    Box::pin(async move {
        let asker = asker(config).await?;
        let is_kept = session::is_kept(&config.store);
        let said = if is_kept { "answers, logged in as" } else { "answers and lets in" };
        let mut checked = Checked { fine: format!("{} {said} {}", config.homeserver, asker.who), ..Checked::default() };
        checked.wrong.extend(session::fault(&config.store));
        let key = &config.recovery_key_file;
        if let Some(fault) = key.parent().filter(|_| !key.exists()).and_then(disk::folder_fault) {
            checked
                .wrong
                .push(format!("the recovery key could not be kept: {fault}; correct [matrix] recovery_key_file"));
        }
        asker.check_rooms(rooms, &mut checked).await;
        let invite = config.invites_from.iter().map(|user| AccountId(format!("{PLATFORM}:{user}")));
        let accounts: BTreeSet<AccountId> = accounts.iter().cloned().chain(invite).collect();
        for account in &accounts {
            asker.check_account(account, &mut checked).await;
        }
        Ok(checked)
    })
}

async fn asker(config: &MatrixConfig) -> Result<Asker<'_>, String> {
    let advice = "start the homeserver, or correct [matrix] homeserver";
    let client = session::bare(&config.homeserver).await.map_err(|error| format!("{error:#}; {advice}"))?;
    client.server_versions().await.map_err(|error| {
        format!("{} does not answer: {}; {advice}", config.homeserver, errors::brief(&error.to_string()))
    })?;
    let homeserver = &config.homeserver;
    if session::is_kept(&config.store) {
        let no_longer = |error: anyhow::Error| {
            format!(
                "{error:#}; the kept session is no longer good: remove the folder {} and start again",
                config.store.display()
            )
        };
        let token = session::token_of_kept(&config.store).map_err(no_longer)?;
        let who = session::whoami(homeserver, &token).await.map_err(no_longer)?.user_id.to_string();
        return Ok(Asker { homeserver, token: Some(token), who });
    }
    match credentials(config)? {
        Credentials::Password(password) => {
            let who = session::try_password(config, &client, password.expose_secret())
                .await
                .map_err(|error| format!("{error:#}; correct [matrix] user, or the password"))?;
            Ok(Asker { homeserver, token: None, who })
        }
        Credentials::Token(token) => {
            let token = token.expose_secret().to_owned();
            let who = session::whoami(homeserver, &token)
                .await
                .map_err(|error| format!("{error:#}; put a good token in its place, or use password_file"))?
                .user_id
                .to_string();
            Ok(Asker { homeserver, token: Some(token), who })
        }
    }
}

impl Asker<'_> {
    async fn ask(&self, path: &str) -> anyhow::Result<(StatusCode, serde_json::Value)> {
        session::ask(self.homeserver, path, self.token.as_deref()).await
    }

    async fn check_rooms(&self, rooms: &[RoomKey], checked: &mut Checked) {
        let joined = self.joined().await;
        for room in rooms.iter().filter(|room| room.platform() == PLATFORM) {
            let id = if room.id().starts_with('#') {
                match self.meant_by(room).await {
                    Ok(id) => id,
                    Err(problem) => {
                        problem.put(checked);
                        continue;
                    }
                }
            } else if RoomId::parse(room.id()).is_ok() {
                room.id().to_owned()
            } else {
                checked.wrong.push(format!(
                    "“{room}” is no room of Matrix; write it such as matrix:#room:example.org or matrix:!id:example.org"
                ));
                continue;
            };
            if joined.as_ref().is_some_and(|joined| !joined.contains(&id)) {
                checked.odd.push(format!("the bot is not in {room} yet; start it, and invite {} there", self.who));
            }
        }
    }

    /// The rooms that the bot is in. `None`: it is not logged in yet, or was not told.
    async fn joined(&self) -> Option<BTreeSet<String>> {
        self.token.as_ref()?;
        let (status, body) = self.ask("joined_rooms").await.ok()?;
        let rooms = body["joined_rooms"].as_array().filter(|_| status.is_success())?;
        Some(rooms.iter().filter_map(|room| room.as_str().map(str::to_owned)).collect())
    }

    /// The id of the room that an alias means.
    async fn meant_by(&self, room: &RoomKey) -> Result<String, Problem> {
        let alias = <&RoomAliasId>::try_from(room.id()).map_err(|_| {
            Problem::Wrong(format!("“{room}” is no room of Matrix; write it such as matrix:#room:example.org"))
        })?;
        match self.ask(&format!("directory/room/{}", segment(alias.as_str()))).await {
            Ok((status, body)) if status.is_success() => body["room_id"]
                .as_str()
                .map(str::to_owned)
                .ok_or_else(|| Problem::Odd(format!("the homeserver did not say which room {room} is"))),
            Ok((StatusCode::NOT_FOUND, body)) if body["errcode"] == "M_NOT_FOUND" => Err(Problem::Wrong(format!(
                "there is no room {room}; make it with this address, or correct rooms of its [[group]]"
            ))),
            Ok((status, _)) => Err(Problem::Odd(format!("which room {room} is could not be asked ({status})"))),
            Err(error) => Err(Problem::Odd(format!("which room {room} is could not be asked ({error:#})"))),
        }
    }

    /// Looks for a profile. Servers may keep theirs to themselves, so only a clear no counts.
    async fn check_account(&self, account: &AccountId, checked: &mut Checked) {
        let Some(user) = account.0.strip_prefix(PLATFORM).and_then(|rest| rest.strip_prefix(':')) else { return };
        let advice = "correct chairs, secretaries, members or invites_from";
        let Ok(parsed) = <&UserId>::try_from(user) else {
            checked.wrong.push(format!("“{user}” is no Matrix user; write it such as @chair:example.org; {advice}"));
            return;
        };
        let Ok((status, body)) = self.ask(&format!("profile/{}", segment(user))).await else { return };
        // For an account that there is not Synapse says M_UNKNOWN. Where nothing answers at the path it is M_UNRECOGNIZED, or the page
        // of a proxy.
        let is_clear = matches!(body["errcode"].as_str(), Some("M_NOT_FOUND" | "M_UNKNOWN"));
        if status != StatusCode::NOT_FOUND || !is_clear {
            return;
        }
        let said = format!("there is no account {user}; {advice}");
        let is_here = self.who.split_once(':').is_some_and(|(_, server)| server == parsed.server_name().as_str());
        // Another server may only not be reachable.
        if is_here { checked.wrong.push(said) } else { checked.odd.push(said) }
    }
}

/// What was found about a room.
enum Problem {
    Wrong(String),
    Odd(String),
}

impl Problem {
    fn put(self, checked: &mut Checked) {
        match self {
            Problem::Wrong(words) => checked.wrong.push(words),
            Problem::Odd(words) => checked.odd.push(words),
        }
    }
}

fn segment(words: &str) -> String {
    utf8_percent_encode(words, NON_ALPHANUMERIC).to_string()
}
