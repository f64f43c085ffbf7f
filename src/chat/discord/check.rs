//! `convenor check` for Discord: token, application, intents, and the permissions in each room.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use serde_json::Value;

use super::event::{self, id};
use super::permissions::{invitation, missing};
use super::rest::{Ask, Failure, Rest};
use super::token;
use crate::chat::{Checked, RoomKey};
use crate::clock::Clock;
use crate::config::DiscordConfig;
use crate::group::person::AccountId;

/// Whether the switch for message content is on, for verified bots and for the others (reference, “Application
/// Flags”).
const MESSAGE_CONTENT: u64 = (1 << 18) | (1 << 19);

/// “Unknown User” (reference, “JSON Error Codes”).
const UNKNOWN_USER: u64 = 10_013;
/// “Unknown Member”.
const UNKNOWN_MEMBER: u64 = 10_007;

/// Asks Discord about everything that the configuration needs of it.
///
/// # Errors
/// What is wrong before anything could be asked, and how to fix it.
pub fn check<'a>(
    config: &'a DiscordConfig,
    rooms: &'a [RoomKey],
    accounts: &'a [AccountId],
) -> BoxFuture<'a, Result<Checked, String>> {
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
        // Roles of the servers that could be seen. `None`: of none.
        let mut roles: Option<BTreeSet<u64>> = None;
        let mut guilds: BTreeSet<u64> = BTreeSet::new();
        for room in rooms.iter().filter(|room| room.platform() == super::PLATFORM) {
            match check_room(&rest, user, number, room).await {
                Ok((guild, of_server, problem)) => {
                    guilds.insert(guild);
                    roles.get_or_insert_default().extend(of_server);
                    wrong.extend(problem);
                }
                Err(problem) => wrong.push(problem),
            }
        }
        let mut odd = Vec::new();
        for account in accounts {
            match check_account(&rest, account, roles.as_ref()).await {
                Ok(()) => odd.extend(absent(&rest, account, &guilds).await),
                Err(problem) => wrong.push(problem),
            }
        }
        let fine = format!(
            "Discord answers, the bot is {name}, application {number}; it is invited at {}",
            invitation(number)
        );
        Ok(Checked { fine, odd, wrong })
    })
}

/// Whether an account or a role that the configuration names exists. Only a clear no counts.
async fn check_account(rest: &Rest, account: &AccountId, roles: Option<&BTreeSet<u64>>) -> Result<(), String> {
    let Some(id) = account.0.strip_prefix(super::PLATFORM).and_then(|rest| rest.strip_prefix(':')) else {
        return Ok(());
    };
    let advice =
        "copy the id again (User Settings, Advanced, Developer Mode), and correct chairs, secretaries or members";
    if let Some(role) = id.strip_prefix("role:") {
        let is_there = roles.is_none_or(|roles| role.parse().is_ok_and(|role| roles.contains(&role)));
        if is_there {
            return Ok(());
        }
        return Err(match ask(rest, &format!("users/{role}")).await {
            Ok(_) => format!("{role} is a person and not a role: write discord:{role}"),
            Err(_) => format!("the servers of the rooms have no role {role}; {advice}"),
        });
    }
    match ask(rest, &format!("users/{id}")).await {
        Err(Failure::Refused { status: 404, code: UNKNOWN_USER, .. }) => {
            let is_role = roles.is_some_and(|roles| id.parse().is_ok_and(|id| roles.contains(&id)));
            Err(if is_role {
                format!("{id} is a role and not a person: write discord:role:{id}")
            } else {
                format!("Discord has no account {id}; {advice}")
            })
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// What to say of a person who is on no server of the rooms. Only a clear no counts.
async fn absent(rest: &Rest, account: &AccountId, guilds: &BTreeSet<u64>) -> Option<String> {
    let user = super::content::user_of(account)?;
    for guild in guilds {
        match ask(rest, &format!("guilds/{guild}/members/{user}")).await {
            Err(Failure::Refused { status: 404, code: UNKNOWN_MEMBER, .. }) => {}
            Ok(_) | Err(_) => return None,
        }
    }
    let is_asked = !guilds.is_empty();
    is_asked.then(|| {
        format!("{account} is on no server of the rooms, and can do nothing there: invite that person, or correct chairs, secretaries or members")
    })
}

/// Ids of the roles that a server has.
fn roles_of(guild: &Value) -> BTreeSet<u64> {
    guild["roles"].as_array().into_iter().flatten().filter_map(|role| id(&role["id"])).collect()
}

/// A room's server with its roles, and what the bot may not do there.
async fn check_room(
    rest: &Rest,
    user: u64,
    application: u64,
    room: &RoomKey,
) -> Result<(u64, BTreeSet<u64>, Option<String>), String> {
    let link = invitation(application);
    let unseen =
        |_| format!("{room} cannot be seen: invite the bot at {link}, allow it to view the channel, or correct the id");
    let channel = match ask(rest, &format!("channels/{}", room.id())).await {
        Ok(channel) => channel,
        Err(_) if ask(rest, &format!("guilds/{}", room.id())).await.is_ok() => {
            return Err(format!("{room} is a server and not a channel: copy the id of the channel in it"));
        }
        Err(failure) => return Err(unseen(failure)),
    };
    let Some(guild) = id(&channel["guild_id"]) else {
        return Err(format!("{room} is not a channel of a server; name one of a server"));
    };
    let told = event::channel(&channel, Some(guild));
    if told.as_ref().is_some_and(|told| told.is_forum) {
        return Err(format!(
            "{room} is a forum, where messages can be written only in posts: name a post by its id, or type /convenor setup in it"
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
        return Ok((guild, roles_of(&guild_data), None));
    }
    let name = channel["name"].as_str().map_or_else(|| room.to_string(), |name| format!("#{name} ({room})"));
    let problem = format!(
        "in {name} the bot lacks {}: in the channel's settings, Permissions, allow them for the bot's role, or invite it again at {link}",
        lacking.join(", ")
    );
    Ok((guild, roles_of(&guild_data), Some(problem)))
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
