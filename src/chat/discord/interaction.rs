//! Slash commands, presses and forms: first a response within three seconds, then the work.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::answer::{FIRST_RESPONSE, interaction_id};
use super::content::EPHEMERAL;
use super::event::{author, channel, id, in_words, mentioned, message};
use super::rest::Ask;
use super::slashed::in_slashes;
use super::surface::{self, CHOICES, Meant, VALUE_CHARS};
use super::{Discord, channel_of, key_of, lock, role_account};
use crate::chat::{Asked, Choice, Incoming, News, Prompter, RoomKey, Sender, What};
use crate::group::person::AccountId;
use crate::group::seen::Seen;
use crate::text::shorten;

const NO_LONGER: &str = "This no longer works. Use me in a channel of a server; / shows what I do.";
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

/// A response that the person alone sees.
fn alone(words: &str) -> Value {
    let content = crate::text::markdown::escape(words);
    let data = json!({"content": content, "flags": EPHEMERAL, "allowed_mentions": {"parse": []}});
    json!({"type": MESSAGE, "data": data})
}

impl Taken {
    /// Whether it is about which group meets in the channel.
    pub fn is_setup(&self) -> bool {
        matches!(self.what, What::SetUp(_))
    }
}

impl Discord {
    /// Responds to an interaction. What asks for something of the group comes back, to be taken in its turn.
    pub(super) fn respond(self: &Arc<Self>, interaction: Value, prompter: &Arc<dyn Prompter>) -> Option<Taken> {
        let is_direct = interaction["guild_id"].is_null();
        match surface::read(&interaction) {
            // A meeting's buttons and a channel's group are of servers.
            Meant::SetUp(_) | Meant::PromptGroup { .. } | Meant::Form { .. } if is_direct => {
                self.say_alone(interaction, NO_LONGER);
                None
            }
            Meant::Ask { asked, is_press } => Some(self.taken(interaction, What::Asked(asked), is_press)),
            Meant::SetUp(asked) => Some(self.taken(interaction, What::SetUp(asked), false)),
            Meant::Form { form, row, seen } => {
                let (discord, prompter) = (self.clone(), prompter.clone());
                tokio::spawn(async move {
                    let form = discord.with_names_in_form(form, &interaction);
                    let response = match discord.refusal(&interaction, &prompter, row, seen).await {
                        Some(refusal) => alone(&in_slashes(&refusal)),
                        None => json!({"type": FORM, "data": form}),
                    };
                    discord.call_back(&interaction, response).await
                });
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
                self.say_alone(interaction, NO_LONGER);
                None
            }
        }
    }

    fn say_alone(self: &Arc<Self>, interaction: Value, words: &'static str) {
        let discord = self.clone();
        tokio::spawn(async move { discord.call_back(&interaction, alone(words)).await });
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

    /// Why the person would fill in a form for nothing.
    async fn refusal(
        &self,
        interaction: &Value,
        prompter: &Arc<dyn Prompter>,
        row: &str,
        seen: Option<Seen>,
    ) -> Option<String> {
        let person = author(&interaction["member"]["user"], &interaction["member"])?;
        let room = key_of(self.room_of(interaction)?);
        let held: BTreeSet<AccountId> = person.roles.iter().flatten().map(|role| role_account(*role)).collect();
        let sender = Sender { account: super::account_of(person.id), name: person.name };
        // The form has to be there within three seconds, whatever else goes on.
        let asked = prompter.refusal(&room, &sender, &held, row, seen);
        tokio::time::timeout(FIRST_RESPONSE / 2, asked).await.ok().flatten()
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

    /// A form with the words of a message in it: names in place of ids, which are put back when it is filled in.
    fn with_names_in_form(&self, mut form: Value, interaction: &Value) -> Value {
        let input = &mut form["components"][0]["components"][0];
        let Some(words) = input["value"].as_str().map(str::to_owned) else { return form };
        let guild = id(&interaction["guild_id"]).unwrap_or(0);
        let target = interaction["data"]["target_id"].as_str().unwrap_or_default();
        let told = &interaction["data"]["resolved"]["messages"][target];
        let people = message(told).map(|message| message.people).unwrap_or_default();
        let (shown, named) = {
            let places = self.places();
            let mut named: Vec<(String, u64)> = Vec::new();
            for user in mentioned(&words) {
                let name = places.names.called(guild, user);
                let name = name.or_else(|| people.get(&user).map(|person| person.name.clone()));
                named.extend(name.map(|name| (format!("@{name}"), user)));
            }
            let mut shown = in_words(&words, &*places);
            for (name, user) in &named {
                shown = shown.replace(&format!("<@{user}>"), name);
            }
            (shown, named)
        };
        input["value"] = shorten(&shown, VALUE_CHARS).into();
        if let Some(form) = form["custom_id"].as_str().filter(|_| !named.is_empty()) {
            lock(&self.forms).keep(form, named);
        }
        form
    }

    /// What was filled in, in words, with the people it mentions. What a button brings was put there by the bot.
    async fn filled_in(&self, mut asked: Asked, form: Option<&str>, guild: Option<u64>) -> (Asked, Vec<Sender>) {
        let named = form.map(|form| lock(&self.forms).named(form)).unwrap_or_default();
        for (_, value) in &mut asked.values {
            for (name, user) in &named {
                *value = value.replace(name, &format!("<@{user}>"));
            }
            *value = in_words(value, &*self.places());
        }
        let whole: String = asked.values.iter().map(|(_, value)| value.as_str()).collect();
        let mentions = self.mentions_in(&whole, &BTreeMap::new(), guild).await;
        (asked, mentions)
    }

    /// After a group has been brought to a channel or has left it: the bot listens there, or no longer.
    pub(super) async fn follow_setup(&self, room: &RoomKey, number: u64) -> anyhow::Result<Option<News>> {
        let (Some(prompter), Ok(channel)) = (self.prompter.get(), channel_of(room)) else { return Ok(None) };
        if prompter.listens(room) {
            return self.open_room(channel, number).await;
        }
        self.close_room(channel).await?;
        Ok(None)
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
        // In direct messages there is a user and no member (reference, “Interaction Object”).
        let person = author(&interaction["member"]["user"], &interaction["member"])
            .or_else(|| author(&interaction["user"], &Value::Null));
        let (Some(person), Some(room)) = (person, self.room_of(&interaction)) else { return Ok(None) };
        if guild.is_none() {
            self.places().direct.insert(room);
        }
        let here = id(&interaction["channel_id"]).unwrap_or(room);
        let is_press = interaction["type"] == 3;
        self.keep_interaction(number, token, is_press).await?;
        let mut news: Vec<News> = self.open_room(room, number).await?.into_iter().collect();
        news.extend(self.roles_of(&person));
        let (what, mentions) = match what {
            What::Asked(asked) if !is_press => {
                let form = interaction["data"]["custom_id"].as_str();
                let (asked, mentions) = self.filled_in(asked, form, guild).await;
                (What::Asked(asked), mentions)
            }
            other => (other, Vec::new()),
        };
        news.push(News::Message(
            Incoming::in_room(key_of(room), at, interaction_id(number), self.sender(&person, guild).await, what)
                .in_thread((here != room).then(|| here.to_string()))
                .mentioning(mentions),
        ));
        Ok(Some((key_of(room), number, news)))
    }
}
