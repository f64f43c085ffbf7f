//! Requests to Discord, and what their answers say about when the next may come (reference, “Rate Limits”).

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::HeaderMap;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, Response, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use crate::chat::SendError;
use crate::chat::limited::Limited;
use crate::clock::Clock;

const DISCORD: &str = "https://discord.com";
/// After a fault the bot is to be back within half a minute: the request that hangs when it ends, and the longest
/// pause before the next one, take less.
const TIME_OUT: Duration = Duration::from_secs(15);
const CONNECT_TIME_OUT: Duration = Duration::from_secs(5);
/// What is waited for when Discord limits us without saying for how long.
const UNSAID: Duration = Duration::from_secs(5);
/// Routes whose limits are remembered.
const ROUTES: usize = 2_000;
/// Waits for a request that must be done before anything else goes on.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LAST_PAUSE: Duration = Duration::from_secs(5);

/// One request.
pub(super) struct Ask {
    method: Method,
    /// Below `/api/v10/`, without a slash before it.
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
    file: Option<File>,
    /// What an interaction's token says needs no other; its limits are its own.
    is_interaction: bool,
}

/// A file that goes with a message.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// Why a request brought nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    #[error("{reason}")]
    Later { after: Option<Duration>, reason: String },
    /// The token is no longer valid.
    #[error("Discord refuses the token")]
    Token,
    /// `code` is Discord's own (reference, “JSON Error Codes”), 0 where there is none.
    #[error("{reason} ({status}, code {code})")]
    Refused { status: u16, code: u64, reason: String },
}

impl From<Failure> for SendError {
    fn from(failure: Failure) -> SendError {
        match failure {
            Failure::Later { after, reason } => SendError::Retry { after, reason },
            Failure::Token => SendError::LoggedOut { reason: "Discord refuses the token".to_owned() },
            Failure::Refused { status: 413, .. } => SendError::TooLarge { reason: failure.to_string() },
            Failure::Refused { code: code @ (NO_ACCESS | NO_PERMISSION), .. } => {
                SendError::Silenced { reason: format!("{failure}{}", advice(code)) }
            }
            Failure::Refused { .. } => SendError::GiveUp { reason: failure.to_string() },
        }
    }
}

/// The channel can't be seen; something there is not allowed (reference, “JSON Error Codes”).
pub(super) const NO_ACCESS: u64 = 50_001;
pub(super) const NO_PERMISSION: u64 = 50_013;

/// How to grant what is missing; which it is, `check` finds out.
fn advice(code: u64) -> &'static str {
    match code {
        NO_ACCESS => ": allow the bot to view this channel (in its settings, Permissions)",
        NO_PERMISSION => ": the bot lacks a permission here; convenor check names it and the way to grant it",
        _ => "",
    }
}

impl Ask {
    pub fn new(method: Method, path: String) -> Ask {
        Ask { method, path, query: Vec::new(), body: None, file: None, is_interaction: false }
    }

    pub fn get(path: String) -> Ask {
        Ask::new(Method::GET, path)
    }

    pub fn post(path: String, body: Value) -> Ask {
        Ask { body: Some(body), ..Ask::new(Method::POST, path) }
    }

    pub fn patch(path: String, body: Value) -> Ask {
        Ask { body: Some(body), ..Ask::new(Method::PATCH, path) }
    }

    pub fn put(path: String, body: Value) -> Ask {
        Ask { body: Some(body), ..Ask::new(Method::PUT, path) }
    }

    pub fn query(mut self, key: &'static str, value: u64) -> Ask {
        self.query.push((key, value.to_string()));
        self
    }

    pub fn file(mut self, file: Option<File>) -> Ask {
        self.file = file;
        self
    }

    pub fn of_interaction(mut self) -> Ask {
        self.is_interaction = true;
        self
    }
}

/// The way to Discord.
pub(super) struct Rest {
    client: Client,
    token: SecretString,
    base: String,
    clock: Clock,
    limits: Mutex<Limits>,
    limited: Limited,
}

impl Rest {
    /// `api_url` is another server in place of Discord.
    pub fn new(token: SecretString, api_url: Option<&str>, clock: Clock) -> anyhow::Result<Rest> {
        let client = Client::builder()
            .user_agent(concat!("DiscordBot (https://example.org/convenor, ", env!("CARGO_PKG_VERSION"), ")"))
            .timeout(TIME_OUT)
            .connect_timeout(CONNECT_TIME_OUT)
            .build()
            .context("setting up requests to Discord")?;
        let base = api_url.unwrap_or(DISCORD).trim_end_matches('/').to_owned();
        Ok(Rest { client, token, base, clock, limits: Mutex::new(Limits::default()), limited: Limited::default() })
    }

    pub fn token(&self) -> &SecretString {
        &self.token
    }

    /// Asks once, unless it is known that it is too early.
    pub async fn ask(&self, ask: Ask) -> Result<Value, Failure> {
        let route = route(&ask.method, &ask.path);
        let early = self.limits(|limits| limits.rest(&route, ask.is_interaction, self.clock.now()));
        if let Some(after) = early {
            return Err(Failure::Later {
                after: Some(after),
                reason: "Discord limits the rate of requests".to_owned(),
            });
        }
        let url = format!("{}/api/v10/{}", self.base, ask.path);
        let mut request = self.client.request(ask.method, url).query(&ask.query);
        if !ask.is_interaction {
            request = request.header("Authorization", format!("Bot {}", self.token.expose_secret()));
        }
        request = match (ask.body, ask.file) {
            (Some(body), None) => request.header("Content-Type", "application/json").body(body.to_string()),
            (body, Some(file)) => request.multipart(form(&body.unwrap_or_default(), file)?),
            (None, None) => request,
        };
        let answer = request.send().await.map_err(|error| unanswered(&error))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = read(answer).await?;
        let after = self.limits(|limits| limits.learn(&route, status, &headers, &body, self.clock.now()));
        if let Some(after) = after
            && self.limited.begins(self.clock.now(), after)
        {
            tracing::warn!(pause_secs = after.as_secs_f64(), "Discord limits requests; they wait and are tried again");
        }
        judge(status, body, after, ask.is_interaction)
    }

    /// Asks until there is an answer, or a refusal.
    pub async fn ask_patiently(&self, ask: impl Fn() -> Ask) -> Result<Value, Failure> {
        let mut pause = FIRST_PAUSE;
        let mut is_told = false;
        loop {
            match self.ask(ask()).await {
                Err(Failure::Later { after, reason }) => {
                    // A limit is logged where it is read.
                    if after.is_none() && !std::mem::replace(&mut is_told, true) {
                        tracing::warn!(%reason, "Discord does not answer; trying again until it does");
                    }
                    tokio::time::sleep(after.unwrap_or(pause)).await;
                    pause = (pause * 2).min(LAST_PAUSE);
                }
                other => return other,
            }
        }
    }

    fn limits<T>(&self, of: impl FnOnce(&mut Limits) -> T) -> T {
        of(&mut self.limits.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn form(body: &Value, file: File) -> Result<Form, Failure> {
    let part = Part::bytes(file.bytes).file_name(file.name).mime_str(file.media_type);
    let part = part.map_err(|error| Failure::Refused { status: 0, code: 0, reason: brief(&error.to_string()) })?;
    Ok(Form::new().text("payload_json", body.to_string()).part("files[0]", part))
}

async fn read(answer: Response) -> Result<Value, Failure> {
    let bytes = answer.bytes().await.map_err(|error| unanswered(&error))?;
    // An empty answer, or one of a proxy in between that is no JSON.
    Ok(serde_json::from_slice(&bytes).unwrap_or_default())
}

fn judge(status: StatusCode, body: Value, after: Option<Duration>, is_interaction: bool) -> Result<Value, Failure> {
    if status.is_success() {
        return Ok(body);
    }
    let code = body["code"].as_u64().unwrap_or(0);
    let reason = brief(body["message"].as_str().unwrap_or_else(|| status.canonical_reason().unwrap_or("no reason")));
    match status.as_u16() {
        401 if !is_interaction => Err(Failure::Token),
        429 => Err(Failure::Later {
            after: Some(after.unwrap_or(UNSAID)),
            reason: "Discord limits the rate of requests".to_owned(),
        }),
        408 | 500.. => Err(Failure::Later { after: None, reason }),
        status => Err(Failure::Refused { status, code, reason }),
    }
}

/// Network errors carry whole addresses, which may hold tokens; a log needs only the kind.
fn unanswered(error: &reqwest::Error) -> Failure {
    let reason = if error.is_timeout() {
        "no answer in time".to_owned()
    } else if error.is_connect() {
        "no connection".to_owned()
    } else {
        brief(&error.to_string())
    };
    Failure::Later { after: None, reason }
}

fn brief(words: &str) -> String {
    let cut = words.split(" for url (").next().unwrap_or_default();
    crate::text::shorten(&crate::text::one_line(cut), 200)
}

/// What answers have said about limits.
#[derive(Default)]
struct Limits {
    /// The bucket that a route shares with others, with what it is counted for.
    buckets: BTreeMap<String, String>,
    /// Until when a bucket, or a route without one, is empty.
    until: BTreeMap<String, DateTime<Utc>>,
    global_until: Option<DateTime<Utc>>,
}

impl Limits {
    /// How long a request has to wait.
    fn rest(&self, route: &str, is_interaction: bool, at: DateTime<Utc>) -> Option<Duration> {
        let bucket = self.buckets.get(route).map_or(route, String::as_str);
        // Answers to interactions are not bound to the bot's global limit.
        let global = self.global_until.filter(|_| !is_interaction);
        let until = [self.until.get(bucket).copied(), global].into_iter().flatten().max()?;
        (until - at).to_std().ok().filter(|rest| !rest.is_zero())
    }

    /// Takes note of an answer; how long a refused request has to wait, where that is said.
    fn learn(
        &mut self,
        route: &str,
        status: StatusCode,
        headers: &HeaderMap,
        body: &Value,
        at: DateTime<Utc>,
    ) -> Option<Duration> {
        if self.buckets.len() + self.until.len() >= ROUTES {
            self.buckets.clear();
            self.until.retain(|_, until| *until > at);
        }
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let secs = |name: &str| text(name).and_then(|value| value.parse::<f64>().ok()).and_then(duration);
        if let Some(bucket) = text("x-ratelimit-bucket") {
            self.buckets.insert(route.to_owned(), format!("{bucket} {}", major(route)));
        }
        let bucket = self.buckets.get(route).cloned().unwrap_or_else(|| route.to_owned());
        let until = |after: Duration| at + TimeDelta::from_std(after).unwrap_or(TimeDelta::MAX);
        if status == StatusCode::TOO_MANY_REQUESTS {
            let after =
                secs("retry-after").or_else(|| body["retry_after"].as_f64().and_then(duration)).unwrap_or(UNSAID);
            let is_global = text("x-ratelimit-global").is_some() || body["global"] == true;
            if is_global {
                self.global_until = Some(until(after));
            } else {
                self.until.insert(bucket, until(after));
            }
            return Some(after);
        }
        if let (Some("0"), Some(after)) = (text("x-ratelimit-remaining"), secs("x-ratelimit-reset-after")) {
            self.until.insert(bucket, until(after));
        }
        None
    }
}

fn duration(secs: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(secs).ok()
}

/// A request without the ids that have no limits of their own: `POST channels/5/messages`. Channels, guilds and
/// webhooks do (reference, “top-level resources”).
fn route(method: &Method, path: &str) -> String {
    let segments: Vec<&str> = path.split('/').collect();
    let mut kept = Vec::with_capacity(segments.len());
    for (index, segment) in segments.iter().enumerate() {
        let is_major = index == 1 && matches!(segments[0], "channels" | "guilds" | "webhooks" | "interactions");
        let is_token = index == 2 && matches!(segments[0], "webhooks" | "interactions");
        let is_id = segment.bytes().all(|byte| byte.is_ascii_digit());
        let is_emoji = index > 0 && segments[index - 1] == "reactions";
        kept.push(if (is_id || is_emoji) && !is_major && !is_token { "-" } else { *segment });
    }
    format!("{method} {}", kept.join("/"))
}

/// What a bucket is counted for: `channels/5`, `webhooks/5/token`.
fn major(route: &str) -> String {
    let path = route.split_once(' ').map_or(route, |(_, path)| path);
    let count = if path.starts_with("webhooks/") || path.starts_with("interactions/") { 3 } else { 2 };
    path.split('/').take(count).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::milliseconds(millis)
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value"))).collect()
    }

    #[test]
    fn a_route_keeps_what_has_limits_of_its_own() {
        for (path, expected) in [
            ("channels/5/messages/6", "GET channels/5/messages/-"),
            ("channels/5/messages/6/reactions/%E2%9C%8B", "GET channels/5/messages/-/reactions/-"),
            ("webhooks/1/tok/messages/@original", "GET webhooks/1/tok/messages/@original"),
            ("users/7", "GET users/-"),
        ] {
            assert_eq!(route(&Method::GET, path), expected);
        }
    }

    #[test]
    fn what_is_not_allowed_or_too_large_is_not_given_up() {
        let refused = |status, code| SendError::from(Failure::Refused { status, code, reason: "no".to_owned() });
        assert!(matches!(refused(403, 50_001), SendError::Silenced { .. }));
        assert!(matches!(refused(403, 50_013), SendError::Silenced { .. }));
        assert!(matches!(refused(413, 40_005), SendError::TooLarge { .. }));
        assert!(matches!(refused(403, 50_007), SendError::GiveUp { .. }));
        assert!(matches!(refused(400, 50_035), SendError::GiveUp { .. }));
    }

    #[test]
    fn an_empty_bucket_is_left_alone_until_it_is_full_again() {
        let mut limits = Limits::default();
        let (post, patch) = ("POST channels/5/messages", "PATCH channels/5/messages/-");
        let said = [("x-ratelimit-bucket", "abc"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset-after", "1.5")];
        for route in [post, patch, "POST channels/6/messages"] {
            let fine = [("x-ratelimit-bucket", "abc"), ("x-ratelimit-remaining", "1")];
            limits.learn(route, StatusCode::OK, &headers(&fine), &json!({}), at(0));
        }
        limits.learn(post, StatusCode::OK, &headers(&said), &json!({}), at(0));
        assert_eq!(limits.rest(post, false, at(500)), Some(Duration::from_secs(1)));
        assert_eq!(limits.rest(patch, false, at(500)), Some(Duration::from_secs(1)), "the same bucket");
        assert_eq!(limits.rest("POST channels/6/messages", false, at(500)), None, "another channel");
        assert_eq!(limits.rest(post, false, at(1500)), None);
    }

    #[test]
    fn a_refusal_says_how_long_and_for_whom() {
        let mut limits = Limits::default();
        let (post, other) = ("POST channels/5/messages", "GET users/-");
        let after =
            limits.learn(post, StatusCode::TOO_MANY_REQUESTS, &headers(&[("retry-after", "2")]), &json!({}), at(0));
        assert_eq!(after, Some(Duration::from_secs(2)));
        // However long it is, Discord is not asked before.
        let day = headers(&[("retry-after", "86400")]);
        let after = Limits::default().learn(post, StatusCode::TOO_MANY_REQUESTS, &day, &json!({}), at(0));
        assert_eq!(after, Some(Duration::from_hours(24)));
        assert_eq!(limits.rest(other, false, at(0)), None);
        let global = json!({"global": true, "retry_after": 0.5});
        limits.learn(post, StatusCode::TOO_MANY_REQUESTS, &HeaderMap::new(), &global, at(0));
        assert_eq!(limits.rest(other, false, at(0)), Some(Duration::from_millis(500)));
        assert_eq!(limits.rest(other, true, at(0)), None, "answers to interactions go on");
    }
}
