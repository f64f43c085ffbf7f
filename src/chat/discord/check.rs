//! `convenor check` for Discord: token, application, intents, and the permissions in each room.

use futures_util::future::BoxFuture;
use serde_json::Value;

use super::event::{self, id};
use super::permissions::{invitation, missing};
use super::rest::{Ask, Failure, Rest};
use super::token;
use crate::chat::RoomKey;
use crate::clock::Clock;
use crate::config::DiscordConfig;

/// Whether the switch for message content is on, for verified bots and for the others (reference, “Application
/// Flags”).
const MESSAGE_CONTENT: u64 = (1 << 18) | (1 << 19);

/// Asks Discord about everything that the configuration needs of it.
///
/// # Errors
/// What is wrong and how to mend it; several things are several sentences.
pub fn check<'a>(config: &'a DiscordConfig, rooms: &'a [RoomKey]) -> BoxFuture<'a, Result<String, String>> {
    Box::pin(async move {
        let token = token(config)?;
        let rest = Rest::new(token, config.api_url.as_deref(), Clock::Machine).map_err(|error| format!("{error:#}"))?;
        let bot = get(&rest, "users/@me").await?;
        let application = get(&rest, "oauth2/applications/@me").await?;
        let number = id(&application["id"]).unwrap_or(0);
        let name = bot["username"].as_str().unwrap_or("the bot");
        let mut wrong: Vec<String> = Vec::new();
        let can_read = application["flags"].as_u64().unwrap_or(0) & MESSAGE_CONTENT != 0;
        if config.message_content && !can_read {
            wrong.push(format!(
                "typed commands cannot be read: switch on “Message Content Intent” at https://discord.com/developers/applications/{number}/bot, or write message_content = false"
            ));
        }
        let user = id(&bot["id"]).unwrap_or(0);
        for room in rooms.iter().filter(|room| room.platform() == super::PLATFORM) {
            wrong.extend(check_room(&rest, user, number, room).await.err());
        }
        if wrong.is_empty() {
            Ok(format!(
                "Discord answers, the bot is {name}, application {number}; it is let in at {}",
                invitation(number)
            ))
        } else {
            Err(wrong.join("; "))
        }
    })
}

async fn check_room(rest: &Rest, user: u64, application: u64, room: &RoomKey) -> Result<(), String> {
    let link = invitation(application);
    let unseen =
        |_| format!("{room} cannot be seen: let the bot in at {link}, allow it to view the channel, or correct the id");
    let channel = ask(rest, &format!("channels/{}", room.id())).await.map_err(unseen)?;
    let Some(guild) = id(&channel["guild_id"]) else {
        return Err(format!("{room} is no channel of a server; name one of a server"));
    };
    let told = event::channel(&channel, Some(guild));
    if told.as_ref().is_some_and(|told| told.is_forum) {
        return Err(format!(
            "{room} is a forum, where nothing can be said but in its posts: name a post by its id, or type /convenor setup in it"
        ));
    }
    let guild_data = ask(rest, &format!("guilds/{guild}")).await.map_err(unseen)?;
    let member = ask(rest, &format!("guilds/{guild}/members/{user}")).await.map_err(unseen)?;
    // A thread has the permissions of its channel.
    let channel = match told.and_then(|told| told.parent) {
        Some(parent) => ask(rest, &format!("channels/{parent}")).await.map_err(unseen)?,
        None => channel,
    };
    let lacking = missing(&guild_data, &member, &channel);
    if lacking.is_empty() {
        return Ok(());
    }
    let name = channel["name"].as_str().map_or_else(|| room.to_string(), |name| format!("#{name} ({room})"));
    Err(format!(
        "in {name} the bot lacks {}: in the channel's settings, Permissions, allow the bot's role these, or let it in anew at {link}",
        lacking.join(", ")
    ))
}

async fn get(rest: &Rest, path: &str) -> Result<Value, String> {
    ask(rest, path).await.map_err(|failure| match failure {
        Failure::Token => "Discord refuses the token: make a new one in the developer portal, Bot, Reset Token, and put it into token_file or CONVENOR_DISCORD_TOKEN".to_owned(),
        other => format!("Discord does not answer: {other}; try again, or correct [discord] api_url"),
    })
}

async fn ask(rest: &Rest, path: &str) -> Result<Value, Failure> {
    rest.ask(Ask::get(path.to_owned())).await
}
