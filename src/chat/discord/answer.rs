//! What the bot says: in channels, to one person, and in its own messages.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use super::content::{self, Body};
use super::event::{first_id_at, id, time_of};
use super::rest::{Ask, Failure, File};
use super::slashed::slashed;
use super::{Discord, channel_of, lock};
use crate::chat::dispatch::Dispatch;
use crate::chat::{Outgoing, Picture, RoomKey, SendError};
use crate::text::Text;
use crate::view::{Audience, unreachable};

/// What ids of interactions begin with, where others are ids of messages.
const INTERACTION: &str = "interaction ";
/// Notes of interactions whose answer may not be out.
const WAITING: &str = "discord interaction ";
/// The token of an interaction is good for 15 minutes (reference, “Interaction Callback”).
const TOKEN_MINUTES: i64 = 14;
/// Messages among which one that may be out is looked for: pages, and how many are on one (reference, “Get Channel
/// Messages”).
const PAGES: usize = 3;
const PAGE: u64 = 100;
/// What nobody asked for may have been sent by the run before, as long as this one is young.
const YOUNG_MINUTES: i64 = 5;
/// Error codes: the other does not take messages from the bot; the token has run out.
const NO_DIRECT: u64 = 50_007;
/// Keys that are remembered, and messages.
const DOUBTFUL: usize = 1_000;
const SENT: usize = 10_000;

/// Interactions that can still be answered, by the id of what they asked.
#[derive(Default)]
pub(super) struct Answers {
    open: Mutex<BTreeMap<String, Open>>,
}

#[derive(Clone, Debug)]
struct Open {
    token: String,
    /// A press on a button shows no “thinking …” that has to go.
    is_press: bool,
    /// What was answered, by the keys of the messages, with their ids. The outbox may not know yet that they are out.
    sent: BTreeMap<String, String>,
    /// “Thinking …” was taken away.
    is_settled: bool,
    since: DateTime<Utc>,
}

impl Open {
    fn is_answered(&self) -> bool {
        !self.sent.is_empty()
    }

    fn written(&self) -> String {
        let since = self.since.timestamp();
        json!({"token": self.token, "is_press": self.is_press, "since": since, "sent": self.sent}).to_string()
    }

    fn read(note: &str) -> Open {
        let note: Value = serde_json::from_str(note).unwrap_or_default();
        let sent = note["sent"].as_object().into_iter().flatten();
        Open {
            token: note["token"].as_str().unwrap_or_default().to_owned(),
            is_press: note["is_press"] == true,
            sent: sent.filter_map(|(key, id)| Some((key.clone(), id.as_str()?.to_owned()))).collect(),
            is_settled: false,
            since: note["since"].as_i64().and_then(|secs| DateTime::from_timestamp(secs, 0)).unwrap_or_default(),
        }
    }
}

/// The note about an interaction.
fn note_of(cause: &str) -> String {
    format!("{WAITING}{}", cause.trim_start_matches(INTERACTION))
}

/// Whether a message's id is the one of an interaction.
pub(super) fn is_interaction(cause: &str) -> bool {
    cause.starts_with(INTERACTION)
}

/// Under which id the bot takes an interaction.
pub(super) fn interaction_id(id: u64) -> String {
    format!("{INTERACTION}{id}")
}

impl Discord {
    /// Says something in the room, or in its thread.
    pub(super) async fn say(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let channel = channel_of(room)?;
        let thread = message.thread.as_deref().and_then(|thread| thread.parse().ok());
        match self.say_in(thread.unwrap_or(channel), message, key).await {
            // Where it may not speak in a thread, the room that the thread belongs to is the next best place.
            Err(SendError::Silenced { .. }) if thread.is_some_and(|thread| thread != channel) => {
                self.say_in(channel, &message.named(), key).await
            }
            sent => sent,
        }
    }

    async fn say_in(&self, channel: u64, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let (nonce, cause) = (content::nonce(key), message.cause.as_deref());
        let message = &*self.worded_message(message);
        let body = content::of_message(message, &nonce);
        let has_file = body.file.is_some();
        match self.post_once(channel, body, key, cause).await {
            // It may be the file alone that is not allowed.
            Err(SendError::Silenced { .. }) if has_file => {
                self.post_once(channel, content::without_file(message, &nonce), key, cause).await
            }
            sent => sent,
        }
    }

    /// Answers one person: where only they see it, if it came by an interaction; else as a reply.
    pub(super) async fn answer(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let cause = message.cause.as_deref().unwrap_or_default();
        if is_interaction(cause) {
            match self.answer_interaction(cause, &message.say.text, key).await {
                Ok(Some(sent)) => return Ok(sent),
                // The token has run out. What was for one person alone stays so.
                Ok(None) | Err(Failure::Refused { .. }) => return self.answer_directly(room, message, key).await,
                Err(later) => return Err(later.into()),
            }
        }
        match message.say.to {
            Audience::AskerOnly | Audience::Officers => self.answer_directly(room, message, key).await,
            Audience::Asker | Audience::Room => {
                let is_reply = message.reply_to.as_deref().and_then(content::place_of).is_some();
                let message = if is_reply { message.clone() } else { message.named() };
                self.say(room, &message, key).await
            }
        }
    }

    /// Where the bot may not speak in the channel, the person who asked sees alone, once, that it was done.
    pub(super) async fn tell_asker(&self, message: &Outgoing) {
        let Some(cause) = message.cause.as_deref().filter(|cause| is_interaction(cause)) else { return };
        let is_told = lock(&self.answers.open).get(cause).is_none_or(Open::is_answered);
        if is_told {
            return;
        }
        let mut text = message.say.text.clone();
        text.paragraph(["This is recorded, but I may not speak in this channel: nobody else sees it yet.".into()]);
        if let Err(error) = self.answer_interaction(cause, &text, "").await {
            tracing::debug!(%error, "the person who asked could not be told");
        }
    }

    /// Puts a hand under the board, so that people need not look for it, and pins it; both where the bot may.
    pub(super) async fn adorn(&self, board: &str) {
        let Some((channel, message)) = content::place_of(board) else { return };
        let hand = percent_encoding::utf8_percent_encode("✋", percent_encoding::NON_ALPHANUMERIC);
        for path in [
            format!("channels/{channel}/messages/{message}/reactions/{hand}/@me"),
            format!("channels/{channel}/messages/pins/{message}"),
        ] {
            if let Err(error) = self.rest.ask(Ask::new(Method::PUT, path)).await {
                tracing::debug!(%error, "the board gets no hand or no pin");
            }
        }
    }

    /// Puts a sign on a message. Where the bot may not, receipts are words from now on.
    pub(super) async fn react(&self, message: &str, sign: &str) -> Result<(), SendError> {
        let gone = || SendError::GiveUp { reason: "an unknown message".to_owned() };
        let (channel, message) = content::place_of(message).ok_or_else(gone)?;
        let escaped = percent_encoding::utf8_percent_encode(sign, percent_encoding::NON_ALPHANUMERIC);
        let path = format!("channels/{channel}/messages/{message}/reactions/{escaped}/@me");
        match self.rest.ask(Ask::new(Method::PUT, path)).await.map_err(SendError::from) {
            Ok(_) => Ok(()),
            Err(SendError::Silenced { reason }) => {
                if self.may_react.swap(false, Ordering::Relaxed) {
                    tracing::info!(%reason, "the bot may not add reactions here; confirmations are lines");
                }
                Err(SendError::Silenced { reason })
            }
            Err(other) => Err(other),
        }
    }

    async fn answer_interaction(&self, cause: &str, text: &Text, key: &str) -> Result<Option<String>, Failure> {
        let now = self.clock.now();
        let open = lock(&self.answers.open).get(cause).cloned();
        let Some(open) = open.filter(|open| now - open.since < TimeDelta::minutes(TOKEN_MINUTES)) else {
            return Ok(None);
        };
        // It was out before the last run noted that it was.
        if let Some(sent) = open.sent.get(key) {
            return Ok(Some(sent.clone()));
        }
        let Some(me) = self.me.get() else { return Ok(None) };
        let address = format!("webhooks/{}/{}", me.application, open.token);
        // Whoever gave a slash command or pressed a button goes on like that.
        let Body { json, file } = content::of_answer(&slashed(text));
        let ask = if open.is_press || open.is_answered() || open.is_settled {
            Ask::post(address, json)
        } else {
            Ask::patch(format!("{address}/messages/@original"), json)
        };
        let sent = self.rest.ask(ask.file(file).of_interaction()).await?;
        let sent = self.message_id(id(&sent["channel_id"]).unwrap_or(0), id(&sent["id"]).unwrap_or(0));
        let open = lock(&self.answers.open).get_mut(cause).map(|open| {
            open.sent.insert(key.to_owned(), sent.clone());
            open.clone()
        });
        if let Some(open) = open
            && let Err(error) = self.store.set_note(&note_of(cause), &open.written()).await
        {
            tracing::warn!(%error, "that an interaction was answered could not be noted");
        }
        Ok(Some(sent))
    }

    /// A direct message; where none can be sent, the room learns that there is an answer, and nothing else.
    async fn answer_directly(&self, room: &RoomKey, message: &Outgoing, key: &str) -> Result<String, SendError> {
        let nobody = || SendError::GiveUp { reason: "an answer for one person has nobody to go to".to_owned() };
        let asker = message.asker.as_ref().ok_or_else(nobody)?;
        let user = content::user_of(&asker.account).ok_or_else(nobody)?;
        let bare = Outgoing { reply_to: None, thread: None, ..message.clone() };
        let body = content::of_message(&self.worded_message(&bare), &content::nonce(key));
        let sent = match self
            .rest
            .ask(Ask::post("users/@me/channels".into(), json!({"recipient_id": user.to_string()})))
            .await
        {
            Ok(channel) => match id(&channel["id"]) {
                Some(channel) => self.post_once(channel, body, key, message.cause.as_deref()).await,
                None => Err(nobody()),
            },
            Err(failure) => Err(failure.into()),
        };
        match sent {
            // A late receipt or refusal is nobody else's business.
            Err(SendError::GiveUp { reason } | SendError::Silenced { reason }) if message.say.to == Audience::Asker => {
                Err(SendError::GiveUp { reason })
            }
            Err(SendError::GiveUp { reason } | SendError::Silenced { reason }) => {
                tracing::warn!(%room, %reason, code = NO_DIRECT, "a direct message could not be sent");
                let instead = Outgoing { say: unreachable(&asker.name), ..message.clone() };
                self.say(room, &instead, key).await
            }
            other => other,
        }
    }

    /// Posts a message, unless it is out already.
    pub(super) async fn post_once(
        &self,
        channel: u64,
        body: Body,
        key: &str,
        cause: Option<&str>,
    ) -> Result<String, SendError> {
        if self.may_be_out(key, cause)
            && let Some(found) = self.find_sent(channel, &body.json, key, cause).await?
        {
            lock(&self.doubtful).remove(key);
            self.keep_sent(found, key);
            return Ok(self.message_id(channel, found));
        }
        let sent = self.rest.ask(Ask::post(format!("channels/{channel}/messages"), body.json).file(body.file)).await;
        match &sent {
            // No answer: it may have arrived. A reported limit is a certain no.
            Err(Failure::Later { after: None, .. }) => {
                let mut doubtful = lock(&self.doubtful);
                if doubtful.len() >= DOUBTFUL {
                    doubtful.clear();
                }
                doubtful.insert(key.to_owned());
            }
            _ => {
                lock(&self.doubtful).remove(key);
            }
        }
        let message = id(&sent?["id"]);
        let strange = || SendError::Retry { after: None, reason: "an answer without an id".to_owned() };
        let message = message.ok_or_else(strange)?;
        self.keep_sent(message, key);
        Ok(self.message_id(channel, message))
    }

    fn keep_sent(&self, message: u64, key: &str) {
        let mut sent = lock(&self.sent);
        sent.insert(message, key.to_owned());
        if sent.len() > SENT {
            sent.pop_first();
        }
    }

    /// A nonce is known for minutes only, so what may be older is looked for first.
    fn may_be_out(&self, key: &str, cause: Option<&str>) -> bool {
        let (young, opened_at) = (TimeDelta::minutes(YOUNG_MINUTES), *lock(&self.opened_at));
        lock(&self.doubtful).contains(key)
            || match cause.and_then(asked_at) {
                Some(asked_at) => asked_at < opened_at,
                None => self.clock.now() - opened_at < young,
            }
    }

    /// One of the bot's own messages that says the same and answers the same, since it was asked for.
    async fn find_sent(
        &self,
        channel: u64,
        body: &Value,
        key: &str,
        cause: Option<&str>,
    ) -> Result<Option<u64>, SendError> {
        let me = self.me()?.user;
        let since = cause.and_then(asked_at).unwrap_or_else(|| *lock(&self.opened_at) - TimeDelta::hours(1));
        let answered = &body["message_reference"]["message_id"];
        let is_another = |message: u64| lock(&self.sent).get(&message).is_some_and(|other| other != key);
        let is_same = |message: &Value| {
            id(&message["author"]["id"]) == Some(me)
                && message["content"].as_str().map(str::trim) == body["content"].as_str().map(str::trim)
                && (answered.is_null() || message["message_reference"]["message_id"] == *answered)
        };
        let mut after = first_id_at(since).saturating_sub(1);
        for _ in 0..PAGES {
            let ask = Ask::get(format!("channels/{channel}/messages")).query("after", after).query("limit", PAGE);
            let page = match self.rest.ask(ask).await {
                Ok(page) => page,
                // Without the permission to read what was, the nonce has to do.
                Err(Failure::Refused { .. }) => return Ok(None),
                Err(later) => return Err(later.into()),
            };
            let page: BTreeMap<u64, &Value> = page
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|message| Some((id(&message["id"])?, message)))
                .collect();
            let found = page.iter().find(|(id, message)| is_same(message) && !is_another(**id));
            if let Some((found, _)) = found {
                return Ok(Some(*found));
            }
            let Some((last, _)) = page.last_key_value().filter(|_| page.len() as u64 >= PAGE) else { break };
            after = *last;
        }
        Ok(None)
    }

    /// Changes a message of the bot's own.
    pub(super) async fn change(&self, message: &str, body: Value) -> Result<(), SendError> {
        let gone = || SendError::GiveUp { reason: "an unknown message".to_owned() };
        let (channel, message) = content::place_of(message).ok_or_else(gone)?;
        self.rest.ask(Ask::patch(format!("channels/{channel}/messages/{message}"), body)).await?;
        Ok(())
    }

    /// Deletes a message of the bot's own; one that is gone already is fine.
    pub(super) async fn take_back(&self, message: &str) -> Result<(), SendError> {
        const UNKNOWN_MESSAGE: u64 = 10_008;
        let gone = || SendError::GiveUp { reason: "an unknown message".to_owned() };
        let (channel, message) = content::place_of(message).ok_or_else(gone)?;
        match self.rest.ask(Ask::new(Method::DELETE, format!("channels/{channel}/messages/{message}"))).await {
            Ok(_) | Err(Failure::Refused { code: UNKNOWN_MESSAGE, .. }) => Ok(()),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Adds a picture to its message; a second time it takes the place of the first.
    pub(super) async fn add_picture(&self, picture: &Picture) -> Result<(), SendError> {
        let gone = || SendError::GiveUp { reason: "an unknown message".to_owned() };
        let (channel, message) = content::place_of(&picture.message).ok_or_else(gone)?;
        let file = File { name: picture.name.clone(), media_type: picture.media_type, bytes: picture.bytes.clone() };
        let words = crate::text::shorten(&picture.words, 1_000);
        let body = json!({
            "attachments": [{"id": 0, "filename": file.name, "description": words}],
            "allowed_mentions": {"parse": []},
        });
        let ask = Ask::patch(format!("channels/{channel}/messages/{message}"), body);
        self.rest.ask(ask.file(Some(file))).await?;
        Ok(())
    }

    /// Remembers how an interaction is answered, also after a restart.
    pub(super) async fn keep_interaction(&self, id: u64, token: &str, is_press: bool) -> anyhow::Result<()> {
        let (since, sent) = (self.clock.now(), BTreeMap::new());
        let open = Open { token: token.to_owned(), is_press, sent, is_settled: false, since };
        self.store.set_note(&format!("{WAITING}{id}"), &open.written()).await?;
        lock(&self.answers.open).insert(interaction_id(id), open);
        self.drop_old_interactions().await
    }

    /// Reads which interactions of the last run can still be answered.
    pub(super) async fn read_interactions(&self) -> anyhow::Result<Vec<u64>> {
        let mut waiting = Vec::new();
        for (key, note) in self.store.notes_from(WAITING).await? {
            let Some(id) = key.trim_start_matches(WAITING).parse::<u64>().ok() else { continue };
            lock(&self.answers.open).insert(interaction_id(id), Open::read(&note));
            waiting.push(id);
        }
        self.drop_old_interactions().await?;
        Ok(waiting)
    }

    async fn drop_old_interactions(&self) -> anyhow::Result<()> {
        let limit = self.clock.now() - TimeDelta::minutes(TOKEN_MINUTES);
        let old: Vec<String> = {
            let mut open = lock(&self.answers.open);
            let old = open.iter().filter(|(_, open)| open.since < limit).map(|(cause, _)| cause.clone()).collect();
            open.retain(|_, open| open.since >= limit);
            old
        };
        for cause in old {
            self.store.remove_note(&note_of(&cause)).await?;
        }
        Ok(())
    }

    /// After a restart nothing is left to be done for it.
    async fn forget_interaction(&self, cause: &str) {
        if let Err(error) = self.store.remove_note(&note_of(cause)).await {
            tracing::warn!(%error, "the note of an answered interaction could not be deleted");
        }
    }

    /// Takes “thinking …” away where there is no answer because the room was informed.
    pub(super) async fn settle_interaction(&self, room: &RoomKey, interaction: u64) -> anyhow::Result<()> {
        let cause = interaction_id(interaction);
        let now = self.clock.now().timestamp_micros();
        let waiting = self.store.pending(&room.0, now, 200).await?;
        let is_for_them = |body: &str| {
            let is_for_them =
                |message: &Outgoing| message.cause.as_deref() == Some(&cause) && message.say.to != Audience::Room;
            Dispatch::read(body).is_ok_and(|dispatch| dispatch.message().is_some_and(is_for_them))
        };
        if waiting.iter().any(|post| is_for_them(&post.body)) {
            return Ok(());
        }
        // Asked after the outbox: an answer that has left it is noted here.
        let open = lock(&self.answers.open).get(&cause).cloned();
        self.forget_interaction(&cause).await;
        let (Some(open), Some(me)) = (open.filter(|open| !open.is_answered() && !open.is_press), self.me.get()) else {
            return Ok(());
        };
        if let Some(open) = lock(&self.answers.open).get_mut(&cause) {
            open.is_settled = true;
        }
        let address = format!("webhooks/{}/{}/messages/@original", me.application, open.token);
        if let Err(error) = self.rest.ask(Ask::new(Method::DELETE, address).of_interaction()).await {
            tracing::debug!(%error, "“thinking …” stays");
        }
        Ok(())
    }
}

/// When something was asked, from the id of the message or interaction.
fn asked_at(cause: &str) -> Option<DateTime<Utc>> {
    let number = cause.strip_prefix(INTERACTION).and_then(|id| id.parse().ok());
    number.or_else(|| content::place_of(cause).map(|(_, message)| message)).map(time_of)
}

/// How long a first response may take (reference, “Receiving and Responding”).
pub(super) const FIRST_RESPONSE: Duration = Duration::from_secs(3);
