//! The servers that `tests/servers/up.sh` has started, and accounts on them.

use std::time::Duration;

use anyhow::{Context as _, bail};
use hmac::{Hmac, Mac as _};
use matrix_sdk::reqwest;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::settings::{unique, variable};

/// Every account's password.
pub const PASSWORD: &str = "pw";

/// A whole meeting takes eight seats for people; two cores do not carry many more clients.
const SEATS: u32 = 12;
static FREE_SEATS: Semaphore = Semaphore::const_new(SEATS as usize);

/// Takes seats for a test's clients and bot; they are free again when the permit is dropped.
/// First come first served, so nobody starves.
pub async fn seats(count: u32) -> anyhow::Result<SemaphorePermit<'static>> {
    Ok(FREE_SEATS.acquire_many(count.min(SEATS)).await?)
}

/// All seats: nobody else uses the homeserver while it is restarted or timed.
pub async fn all_seats() -> anyhow::Result<SemaphorePermit<'static>> {
    seats(SEATS).await
}

/// A homeserver.
#[derive(Clone, Debug)]
pub struct Homeserver {
    pub url: String,
    secret: String,
}

/// Somebody's account, with a session for plain requests.
#[derive(Clone, Debug)]
pub struct Account {
    pub user: String,
    pub id: String,
    pub token: String,
}

impl Homeserver {
    /// The one without rate limits.
    pub fn unlimited() -> anyhow::Result<Homeserver> {
        Ok(Homeserver { url: variable("SYNAPSE")?, secret: variable("SYNAPSE_SECRET")? })
    }

    /// The one that limits messages as Synapse does by default.
    pub fn limited() -> anyhow::Result<Homeserver> {
        Ok(Homeserver { url: variable("SYNAPSE_LIMITED")?, secret: variable("SYNAPSE_SECRET")? })
    }

    /// Makes an account whose name begins with `label`.
    pub async fn register(&self, label: &str, shown_name: &str) -> anyhow::Result<Account> {
        let user = unique(label);
        let path = "/_synapse/admin/v1/register";
        let nonce = self.ask("GET", path, None, None).await?["nonce"].as_str().context("a nonce")?.to_owned();
        let mut code = Hmac::<sha1::Sha1>::new_from_slice(self.secret.as_bytes())?;
        code.update(format!("{nonce}\0{user}\0{PASSWORD}\0notadmin").as_bytes());
        let code: String = code.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let request = json!({
            "nonce": nonce, "username": user, "password": PASSWORD, "admin": false, "mac": code, "displayname": shown_name,
        });
        let answer = self.ask("POST", path, None, Some(request)).await?;
        let text = |key: &str| answer[key].as_str().map(str::to_owned).with_context(|| format!("{key} of {answer}"));
        Ok(Account { user, id: text("user_id")?, token: text("access_token")? })
    }

    /// A plain request; anything but success is an error that shows the answer.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> anyhow::Result<Value> {
        let mut request = reqwest::Client::new()
            .request(method.parse()?, format!("{}{path}", self.url))
            .timeout(Duration::from_mins(1));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let answer = request.send().await.context("asking the homeserver")?;
        let (status, text) = (answer.status(), answer.text().await?);
        if !status.is_success() {
            bail!("{method} {path}: {status} {text}");
        }
        Ok(serde_json::from_str(&text)?)
    }

    /// Says something by a plain request, for people who need no client of their own.
    pub async fn say(&self, account: &Account, room: &str, body: &str) -> anyhow::Result<String> {
        let path = format!("/_matrix/client/v3/rooms/{}/send/m.room.message/{}", escaped(room), unique("txn"));
        let content = json!({"msgtype": "m.text", "body": body});
        let answer = self.ask("PUT", &path, Some(&account.token), Some(content)).await?;
        answer["event_id"].as_str().map(str::to_owned).context("an event id")
    }

    pub async fn join(&self, account: &Account, room: &str) -> anyhow::Result<()> {
        let path = format!("/_matrix/client/v3/rooms/{}/join", escaped(room));
        self.ask("POST", &path, Some(&account.token), Some(json!({}))).await.map(drop)
    }

    /// Somebody's membership, as a member of the room sees it.
    pub async fn membership(&self, by: &str, room: &str, user: &str) -> anyhow::Result<String> {
        let path = format!("/_matrix/client/v3/rooms/{}/state/m.room.member/{}", escaped(room), escaped(user));
        let answer = self.ask("GET", &path, Some(by), None).await?;
        answer["membership"].as_str().map(str::to_owned).context("a membership")
    }
}

/// An id as part of a path.
pub fn escaped(id: &str) -> String {
    id.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
