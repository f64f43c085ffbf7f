//! Slash commands, presses and forms: first a response within three seconds, then the work.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::answer::{FIRST_RESPONSE, interaction_id};
use super::content::EPHEMERAL;
use super::event::{Author, author, channel, id, mentioned, named};
use super::rest::Ask;
use super::surface::{self, CHOICES, Meant};
use super::{Discord, key_of};
use crate::chat::{Asked, Choice, Incoming, News, Prompter, RoomKey, What};
use crate::command::find;
use crate::command::table::ArgumentKind;

/// Kinds of first responses (reference, “Interaction Callback Type”).
const MESSAGE: u64 = 4;
const DEFERRED_MESSAGE: u64 = 5;
const DEFERRED_UPDATE: u64 = 6;
const CHOICES_FOUND: u64 = 8;
const FORM: u64 = 9;

/// A command that came by an interaction, and whether Discord has taken the first response.
pub(super) struct Taken {
    interaction: Value,
    /// When it came.
    at: DateTime<Utc>,
    what: What,
    responded: JoinHandle<bool>,
}

impl Discord {
    /// Responds to an interaction. What asks for something of the group comes back, to be taken in its turn.
    pub(super) fn respond(self: &Arc<Self>, interaction: Value, prompter: &Arc<dyn Prompter>) -> Option<Taken> {
        let meant = if interaction["guild_id"].is_null() { Meant::Nothing } else { surface::read(&interaction) };
        match meant {
            Meant::Ask { asked, is_press } => Some(self.taken(interaction, What::Asked(asked), is_press)),
            Meant::SetUp(asked) => Some(self.taken(interaction, What::SetUp(asked), false)),
            Meant::Form(form) => {
                self.respond_with(interaction, json!({"type": FORM, "data": form}));
                None
            }
            Meant::Prompt { kind, typed } => {
                let (discord, prompter) = (self.clone(), prompter.clone());
                tokio::spawn(async move {
                    let room = key_of(id(&interaction["channel_id"]).unwrap_or(0));
                    let room = discord.room_of(&interaction).map_or(room, key_of);
                    let found = prompter.choices(&room, kind, &typed, CHOICES).await;
                    discord.offer(&interaction, &found).await
                });
                None
            }
            Meant::PromptGroup { typed } => {
                let (discord, prompter) = (self.clone(), prompter.clone());
                tokio::spawn(async move {
                    let found = prompter.groups(&typed, CHOICES).await;
                    discord.offer(&interaction, &found).await
                });
                None
            }
            Meant::Nothing => {
                let words = "This no longer works. Use me in a channel of a server; / shows what I do.";
                let data = json!({"content": words, "flags": EPHEMERAL, "allowed_mentions": {"parse": []}});
                self.respond_with(interaction, json!({"type": MESSAGE, "data": data}));
                None
            }
        }
    }

    /// Defers what asks for something, and keeps it for its turn.
    fn taken(self: &Arc<Self>, interaction: Value, what: What, is_press: bool) -> Taken {
        let (discord, copy) = (self.clone(), interaction.clone());
        let responded = tokio::spawn(async move { discord.defer(&copy, is_press).await });
        Taken { interaction, at: self.clock.now(), what, responded }
    }

    async fn offer(&self, interaction: &Value, found: &[Choice]) -> bool {
        let response = json!({"type": CHOICES_FOUND, "data": {"choices": surface::choices(found)}});
        self.call_back(interaction, response).await
    }

    fn respond_with(self: &Arc<Self>, interaction: Value, response: Value) {
        let discord = self.clone();
        tokio::spawn(async move { discord.call_back(&interaction, response).await });
    }

    /// The response that leaves 15 minutes for the work; only the person sees it.
    async fn defer(&self, interaction: &Value, is_press: bool) -> bool {
        let response = if is_press {
            json!({"type": DEFERRED_UPDATE})
        } else {
            json!({"type": DEFERRED_MESSAGE, "data": {"flags": EPHEMERAL}})
        };
        self.call_back(interaction, response).await
    }

    /// Sends a first response. Whether Discord took it: if not, Discord informs the person, who asks again.
    async fn call_back(&self, interaction: &Value, response: Value) -> bool {
        let (Some(id), Some(token)) = (id(&interaction["id"]), interaction["token"].as_str()) else { return false };
        let ask = Ask::post(format!("interactions/{id}/{token}/callback"), response).of_interaction();
        match tokio::time::timeout(FIRST_RESPONSE, self.rest.ask(ask)).await {
            Ok(Ok(_)) => true,
            Ok(Err(error)) => {
                tracing::warn!(%error, "an interaction was not answered in time");
                false
            }
            Err(_) => {
                tracing::warn!("an interaction was not answered in time");
                false
            }
        }
    }

    /// The room an interaction came from: its channel, or the channel of its thread. A post of a forum is a room by itself: in
    /// the forum nothing can be said.
    fn room_of(&self, interaction: &Value) -> Option<u64> {
        let here = id(&interaction["channel_id"])?;
        let told = channel(&interaction["channel"], id(&interaction["guild_id"]));
        let mut places = self.places();
        if let Some(told) = told.filter(|told| told.id == here) {
            places.learn(told);
        }
        let parent = places.known(here).and_then(|channel| channel.parent);
        let parent = parent.filter(|parent| !places.known(*parent).is_some_and(|channel| channel.is_forum));
        Some(places.spot(here).map_or_else(|| parent.unwrap_or(here), |spot| spot.room))
    }

    /// What was filled in, with names in place of the people it mentions, but where an account is meant.
    async fn with_names(&self, mut asked: Asked, guild: Option<u64>) -> Asked {
        let arguments = find(&asked.row).map_or(&[][..], |row| row.arguments);
        let is_account = |name: &str| arguments.iter().any(|one| one.name == name && one.kind == ArgumentKind::Account);
        for (_, value) in asked.values.iter_mut().filter(|(name, _)| !is_account(name)) {
            let mut names = BTreeMap::new();
            for user in mentioned(value) {
                let name = user.to_string();
                let somebody =
                    Author { id: user, name: name.clone(), is_server_name: false, is_bot: false, roles: None };
                let called = self.sender(&somebody, guild).await.name;
                names.extend(Some(called).filter(|called| *called != name).map(|called| (user, called)));
            }
            *value = named(value, &names);
        }
        asked
    }

    /// What a command that was responded to brings; nothing if Discord did not take the response.
    pub(super) async fn news_of_interaction(&self, came: Taken) -> anyhow::Result<Option<(RoomKey, u64, Vec<News>)>> {
        let Taken { interaction, at, what, responded } = came;
        let (Some(number), Some(token)) = (id(&interaction["id"]), interaction["token"].as_str()) else {
            return Ok(None);
        };
        if !responded.await.unwrap_or(false) {
            return Ok(None);
        }
        let guild = id(&interaction["guild_id"]);
        let person = author(&interaction["member"]["user"], &interaction["member"]);
        let (Some(person), Some(room)) = (person, self.room_of(&interaction)) else { return Ok(None) };
        let here = id(&interaction["channel_id"]).unwrap_or(room);
        let is_press = interaction["type"] == 3;
        self.keep_interaction(number, token, is_press).await?;
        let mut news: Vec<News> = self.open_room(room, number).await?.into_iter().collect();
        news.extend(self.roles_of(&person));
        let what = match what {
            What::Asked(asked) => What::Asked(self.with_names(asked, guild).await),
            other => other,
        };
        news.push(News::Message(
            Incoming::in_room(key_of(room), at, interaction_id(number), self.sender(&person, guild).await, what)
                .in_thread((here != room).then(|| here.to_string())),
        ));
        Ok(Some((key_of(room), number, news)))
    }
}
