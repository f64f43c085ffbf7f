//! What Slack, Telegram, Zulip, Mattermost and Jitsi export as JSON.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde::Deserialize;
use serde_json::Value;

use super::super::{Kind, Log, When};
use super::cues::{Cue, turns};
use super::draft::Draft;
use super::tree::Tree;
use super::{Form, people};

/// Bytes that are looked at to tell whose export it is.
const PROBED: usize = 16 * 1024;

/// Whose export a JSON text is, by names that only one of them has.
pub fn form_of(text: &str) -> Option<Form> {
    let mut end = text.len().min(PROBED);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    let has = |name: &str| head.contains(&format!("\"{name}\""));
    if has("zerver_message") || has("sender_full_name") {
        return Some(Form::Zulip);
    }
    if has("create_at") && (has("posts") || has("post") || has("version") || has("user_id"))
        || head.starts_with("{\"type\":\"version\"")
    {
        return Some(Form::Mattermost);
    }
    if (has("date_unixtime") || has("from_id") || has("text_entities")) && has("messages") {
        return Some(Form::Telegram);
    }
    if has("room_name") && has("events") && has("start_time") {
        return Some(Form::Jitsi);
    }
    (has("ts") && has("type") && !has("event_id") && !has("origin_server_ts")).then_some(Form::Slack)
}

fn broken(whose: &str) -> impl Fn(serde_json::Error) -> String + '_ {
    move |error| format!("the JSON is no export of {whose} that I can read: {error}")
}

/// Milliseconds since 1970.
fn at_millis(millis: i64) -> When {
    DateTime::from_timestamp_millis(millis).map_or(When::Unknown, When::instant)
}

fn at_seconds(seconds: i64) -> When {
    DateTime::from_timestamp(seconds, 0).map_or(When::Unknown, When::instant)
}

fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// A message of Slack, in the export of a workspace and in answers of its API.
#[derive(Deserialize)]
struct SlackMessage {
    #[serde(default)]
    subtype: Option<String>,
    #[serde(default)]
    user: Option<String>,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    text: String,
    ts: String,
    #[serde(default)]
    user_profile: Option<SlackProfile>,
    #[serde(default)]
    bot_id: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct SlackProfile {
    #[serde(default)]
    real_name: Option<String>,
    #[serde(default)]
    display_name: Option<String>,
}

impl SlackProfile {
    fn name(&self) -> Option<String> {
        [&self.display_name, &self.real_name].into_iter().flatten().find(|name| !name.is_empty()).cloned()
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum SlackPage {
    Messages(Vec<SlackMessage>),
    Answer { messages: Vec<SlackMessage> },
}

#[derive(Deserialize)]
struct SlackUser {
    id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    profile: SlackProfile,
}

/// Names by account, from the `users.json` of an export.
pub fn slack_users(text: &str) -> BTreeMap<String, String> {
    let users: Vec<SlackUser> = serde_json::from_str(text).unwrap_or_default();
    let name = |user: &SlackUser| user.profile.name().or_else(|| user.name.clone());
    users.iter().filter_map(|user| Some((user.id.clone(), name(user)?))).collect()
}

/// Reads the messages of a channel, from the files of its days.
pub fn slack(days: &[&str], mut users: BTreeMap<String, String>) -> Result<Log<'static>, String> {
    let mut messages: Vec<SlackMessage> = Vec::new();
    for day in days {
        let page: SlackPage = serde_json::from_str(day).map_err(broken("Slack"))?;
        let (SlackPage::Messages(more) | SlackPage::Answer { messages: more }) = page;
        messages.extend(more);
    }
    let seconds = |message: &SlackMessage| message.ts.split('.').next().and_then(|ts| ts.parse::<i64>().ok());
    messages.sort_by(|one, other| seconds(one).cmp(&seconds(other)).then_with(|| one.ts.cmp(&other.ts)));
    for message in &messages {
        if let (Some(user), Some(name)) = (&message.user, message.user_profile.as_ref().and_then(SlackProfile::name)) {
            users.insert(user.clone(), name);
        }
    }
    let mut draft = Draft::default();
    for (index, message) in messages.iter().enumerate() {
        let known = message.user.as_ref().map(|user| users.get(user).unwrap_or(user).clone());
        let who = known.or_else(|| message.username.clone()).unwrap_or_default();
        let kind = match message.subtype.as_deref() {
            _ if message.bot_id.is_some() && message.user.is_none() => Kind::Notice,
            None | Some("thread_broadcast" | "file_share") => Kind::Said,
            Some("me_message") => Kind::Emote,
            Some(_) => Kind::Notice,
        };
        let words = slack_words(&message.text, &users);
        let words = if kind == Kind::Emote { format!("{who} {words}") } else { words };
        draft.add(number(index), seconds(message).map_or(When::Unknown, at_seconds), &who, words, kind);
    }
    Ok(draft.finish())
}

/// `<@U1>`, `<#C1|room>`, `<https://example.org|words>` as people see them.
fn slack_words(text: &str, users: &BTreeMap<String, String>) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inside, after)) = rest
        .split_once('<')
        .and_then(|(before, open)| open.split_once('>').map(|(inside, after)| (before, inside, after)))
    {
        words.push_str(before);
        let (target, label) = inside.split_once('|').unwrap_or((inside, ""));
        match (target.strip_prefix('@'), target.strip_prefix(['#', '!'])) {
            (Some(user), _) => {
                words.push('@');
                words.push_str(users.get(user).map_or(if label.is_empty() { user } else { label }, String::as_str));
            }
            (None, Some(other)) => words.push_str(if label.is_empty() { other } else { label }),
            (None, None) => words.push_str(target),
        }
        rest = after;
    }
    words.push_str(rest);
    html_escape::decode_html_entities(&words).into_owned()
}

#[derive(Deserialize)]
struct TelegramChat {
    #[serde(default)]
    name: Option<String>,
    messages: Vec<TelegramMessage>,
}

#[derive(Deserialize)]
struct TelegramMessage {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    date_unixtime: Option<String>,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    actor: Option<String>,
    #[serde(default)]
    text: Value,
}

#[derive(Deserialize)]
struct TelegramAll {
    chats: TelegramList,
}

#[derive(Deserialize)]
struct TelegramList {
    list: Vec<TelegramChat>,
}

pub fn telegram(text: &str) -> Result<Log<'static>, String> {
    let chat = match serde_json::from_str::<TelegramChat>(text) {
        Ok(chat) => chat,
        Err(error) => {
            let all: TelegramAll = serde_json::from_str(text).map_err(|_| broken("Telegram")(error))?;
            let mut chats = all.chats.list;
            if chats.len() != 1 {
                return Err(format!("the export holds {} chats; export the one that is meant by itself", chats.len()));
            }
            chats.remove(0)
        }
    };
    let mut draft = Draft::default();
    draft.log.room = chat.name;
    for (index, message) in chat.messages.into_iter().enumerate() {
        let kind = if message.kind == "message" { Kind::Said } else { Kind::Notice };
        let who = message.from.or(message.actor).unwrap_or_default();
        let words = match &message.text {
            Value::String(words) => words.clone(),
            Value::Array(pieces) => {
                pieces.iter().filter_map(|piece| piece.as_str().or_else(|| piece["text"].as_str())).collect()
            }
            _ => String::new(),
        };
        match message.date_unixtime.and_then(|seconds| seconds.parse().ok()) {
            Some(seconds) => draft.add(number(index), at_seconds(seconds), &who, words, kind),
            None => draft.stamped(number(index), message.date, &who, words, kind),
        }
    }
    Ok(draft.finish())
}

#[derive(Deserialize)]
struct ZulipPage {
    #[serde(alias = "zerver_message")]
    messages: Vec<ZulipMessage>,
}

#[derive(Deserialize)]
struct ZulipMessage {
    #[serde(default)]
    sender_full_name: Option<String>,
    #[serde(default)]
    sender: Option<Value>,
    #[serde(default)]
    content: String,
    #[serde(alias = "date_sent")]
    timestamp: f64,
    #[serde(rename = "type", default)]
    kind: Value,
    #[serde(default)]
    display_recipient: Value,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ZulipForm {
    Page(ZulipPage),
    Messages(Vec<ZulipMessage>),
}

/// Answers of Zulip's `GET /messages` and the message files of its exports.
pub fn zulip(text: &str) -> Result<Log<'static>, String> {
    let form: ZulipForm = serde_json::from_str(text).map_err(broken("Zulip"))?;
    let (ZulipForm::Page(ZulipPage { messages }) | ZulipForm::Messages(messages)) = form;
    let mut draft = Draft::default();
    for (index, message) in messages.into_iter().enumerate() {
        if message.kind == "private" {
            draft.leave_out();
            continue;
        }
        if draft.log.room.is_none() {
            draft.log.room = message.display_recipient.as_str().map(str::to_owned);
        }
        let who = message
            .sender_full_name
            .or_else(|| message.sender.map(|sender| format!("user {sender}")))
            .unwrap_or_default();
        let is_html = message.content.starts_with('<') && message.content.ends_with('>');
        let words = if is_html { Tree::of_html(&message.content).text() } else { message.content };
        let (kind, words) = match words.strip_prefix("/me ") {
            Some(done) => (Kind::Emote, format!("{who} {done}")),
            None => (Kind::Said, words),
        };
        #[expect(clippy::cast_possible_truncation, reason = "seconds of this age have no more digits than that")]
        let seconds = message.timestamp as i64;
        draft.add(number(index), at_seconds(seconds), &who, words, kind);
    }
    Ok(draft.finish())
}

#[derive(Deserialize)]
struct MattermostLine {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    post: Option<MattermostPost>,
}

#[derive(Deserialize)]
struct MattermostPost {
    #[serde(default)]
    channel: Option<String>,
    #[serde(alias = "user_id", default)]
    user: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    create_at: i64,
    #[serde(default)]
    delete_at: i64,
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    replies: Vec<MattermostPost>,
}

#[derive(Deserialize)]
struct MattermostPosts {
    posts: BTreeMap<String, MattermostPost>,
}

/// Lines of Mattermost's bulk export, and answers of its API.
pub fn mattermost(text: &str) -> Result<Log<'static>, String> {
    let mut draft = Draft::default();
    let mut posts: Vec<MattermostPost> = Vec::new();
    if let Ok(answer) = serde_json::from_str::<MattermostPosts>(text) {
        posts.extend(answer.posts.into_values());
    } else {
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let line: MattermostLine = serde_json::from_str(line).map_err(broken("Mattermost"))?;
            if line.kind == "direct_post" {
                draft.leave_out();
            }
            posts.extend(line.post.filter(|_| line.kind == "post"));
        }
    }
    let channels: std::collections::BTreeSet<String> = posts.iter().filter_map(|post| post.channel.clone()).collect();
    if channels.len() > 1 {
        let names: Vec<String> = channels.into_iter().take(10).collect();
        return Err(format!("the export holds several channels ({}); export the one that is meant", names.join(", ")));
    }
    draft.log.room = channels.into_iter().next();
    let replies: Vec<MattermostPost> = posts.iter_mut().flat_map(|post| std::mem::take(&mut post.replies)).collect();
    posts.extend(replies);
    posts.sort_by_key(|post| post.create_at);
    for (index, post) in posts.iter().filter(|post| post.delete_at == 0).enumerate() {
        let kind = if post.kind.starts_with("system_") { Kind::Notice } else { Kind::Said };
        let (kind, words) = match post.message.strip_prefix("/me ").filter(|_| kind == Kind::Said) {
            Some(done) => (Kind::Emote, format!("{} {done}", post.user)),
            None if post.kind == "me" => (Kind::Emote, format!("{} {}", post.user, post.message.trim_matches('*'))),
            None => (kind, post.message.clone()),
        };
        draft.add(number(index), at_millis(post.create_at), &post.user, words, kind);
    }
    Ok(draft.finish())
}

/// What Jitsi's transcriber (Jigasi) keeps as JSON.
pub fn jitsi(text: &str) -> Result<Log<'static>, String> {
    let value: Value = serde_json::from_str(text).map_err(broken("Jitsi"))?;
    // Where the transcript began is an instant in words, and events have milliseconds.
    let seconds_of = |value: &Value| {
        let instant = value.as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok()).map(|at| at.timestamp());
        instant.or_else(|| value.as_i64().map(|millis| millis / 1000))
    };
    let start = seconds_of(&value["start_time"]);
    let mut cues = Vec::new();
    for event in value["events"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|event| event["event"] == "SPEECH" && event["is_interim"] != true)
    {
        let who = event["participant"]["name"].as_str().unwrap_or_default();
        let words = event["transcript"].as_array().and_then(|all| all.first()).and_then(|best| best["text"].as_str());
        let from = seconds_of(&event["timestamp"]).zip(start).map_or(0, |(at, start)| at - start);
        let Some(words) = words.filter(|words| !words.trim().is_empty()) else { continue };
        cues.push(Cue {
            from: u64::try_from(from).unwrap_or_default(),
            who: people::bare_name(who).to_owned(),
            words: words.trim().to_owned(),
        });
    }
    let began = start.and_then(|start| DateTime::from_timestamp(start, 0));
    let mut log = Log { is_transcript: true, lines: turns(cues), ..Log::default() };
    log.room = value["room_name"].as_str().map(str::to_owned);
    if let Some(began) = began {
        log.begin_at(began);
    }
    Ok(log)
}
