//! From what the gateway and the REST interface say to what happened. Pure, on JSON (reference, “Gateway Events”).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

/// Something that the bot cares for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Heard {
    /// A session has begun; what was said before it came by no event.
    Ready,
    /// A session goes on after a break; what was said meanwhile comes now.
    Resumed,
    /// A guild with its channels, as the bot sees them, and its roles.
    Guild {
        channels: Vec<Channel>,
        roles: Vec<Role>,
    },
    RoleMade(Role),
    Channel(Channel),
    /// A channel, or one's thread, is gone or can no longer be seen.
    ChannelGone(u64),
    GuildGone(u64),
    /// What is allowed in a guild has changed, for all or for one user.
    Rights {
        guild: u64,
        user: Option<u64>,
        role: Option<Role>,
    },
    Said(Message),
    /// The words may be missing: then they are as they were.
    Edited(Message),
    /// Who did it is not said.
    Deleted {
        channel: u64,
        messages: Vec<u64>,
    },
    Reacted(Reaction),
    Unreacted(Reaction),
    /// A moderator took reactions away: all, or those with one sign.
    Cleared {
        channel: u64,
        message: u64,
        sign: Option<String>,
    },
    /// Someone asked to speak on a stage, or took it back.
    Stage {
        guild: u64,
        channel: Option<u64>,
        user: u64,
        name: Option<String>,
        step: Step,
    },
    Interaction(Value),
}

/// What someone on a stage does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    AsksToSpeak,
    Listens,
    Speaks,
}

/// A role and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Role {
    pub id: u64,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Channel {
    pub id: u64,
    pub guild: Option<u64>,
    pub name: Option<String>,
    /// The channel that a thread belongs to.
    pub parent: Option<u64>,
    pub is_thread: bool,
    /// Nothing can be said in it but in its posts, which are threads.
    pub is_forum: bool,
    /// It has one person and the bot in it.
    pub is_direct: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub id: u64,
    pub channel: u64,
    pub guild: Option<u64>,
    pub author: Option<Author>,
    /// Whether people say such things: no joins, pins and the like.
    pub is_talk: bool,
    pub at: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
    pub text: Option<String>,
    /// Accounts in it.
    pub people: BTreeMap<u64, Author>,
    /// Signs under it.
    pub signs: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Author {
    pub id: u64,
    /// The name on the server, else the one of the account.
    pub name: String,
    /// The account's own name, which nobody else has.
    pub login: String,
    /// Whether `name` is the one on the server.
    pub is_server_name: bool,
    pub is_bot: bool,
    /// Roles on the server, where it says so.
    pub roles: Option<Vec<u64>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reaction {
    pub channel: u64,
    pub guild: Option<u64>,
    pub message: u64,
    pub user: u64,
    pub author: Option<Author>,
    pub sign: String,
}

/// Message types that hold what people say: a message, and a reply (reference, “Message Types”).
const TALK: [u64; 2] = [0, 19];
/// Threads of announcements, public and private ones (reference, “Channel Types”).
const THREADS: [u64; 3] = [10, 11, 12];
/// Channels of posts: forums, and those for media.
const FORUMS: [u64; 2] = [15, 16];
/// Direct messages of one person.
const DIRECT: [u64; 1] = [1];
/// The first second of Discord's ids, in milliseconds since 1970.
const EPOCH_MILLIS: u64 = 1_420_070_400_000;

/// Reads a dispatch; nothing for what the bot does not care for.
pub(super) fn read(event: &Value) -> Option<Heard> {
    let data = &event["d"];
    Some(match event["t"].as_str()? {
        "READY" => Heard::Ready,
        "RESUMED" => Heard::Resumed,
        "GUILD_CREATE" => Heard::Guild {
            channels: guild(data),
            roles: entries(&data["roles"]).into_iter().filter_map(role).collect(),
        },
        "GUILD_ROLE_CREATE" => Heard::RoleMade(role(&data["role"])?),
        "GUILD_DELETE" if data["unavailable"] != true => Heard::GuildGone(id(&data["id"])?),
        "GUILD_ROLE_UPDATE" | "GUILD_ROLE_DELETE" | "GUILD_MEMBER_UPDATE" => {
            // Serenity moves the guild's id into the role.
            let guild = id(&data["guild_id"]).or_else(|| id(&data["role"]["guild_id"]))?;
            Heard::Rights { guild, user: id(&data["user"]["id"]), role: role(&data["role"]) }
        }
        "CHANNEL_CREATE" | "CHANNEL_UPDATE" | "THREAD_CREATE" | "THREAD_UPDATE" => Heard::Channel(channel(data, None)?),
        "CHANNEL_DELETE" | "THREAD_DELETE" => Heard::ChannelGone(id(&data["id"])?),
        "MESSAGE_CREATE" => Heard::Said(message(data)?),
        "MESSAGE_UPDATE" => Heard::Edited(message(data)?),
        "MESSAGE_DELETE" => {
            let message = id(&data["id"]).or_else(|| id(&data["message_id"]))?;
            Heard::Deleted { channel: id(&data["channel_id"])?, messages: vec![message] }
        }
        "MESSAGE_DELETE_BULK" => Heard::Deleted {
            channel: id(&data["channel_id"])?,
            messages: data["ids"].as_array()?.iter().filter_map(id).collect(),
        },
        "MESSAGE_REACTION_ADD" => Heard::Reacted(reaction(data)?),
        "MESSAGE_REACTION_REMOVE" => Heard::Unreacted(reaction(data)?),
        "MESSAGE_REACTION_REMOVE_ALL" | "MESSAGE_REACTION_REMOVE_EMOJI" => Heard::Cleared {
            channel: id(&data["channel_id"])?,
            message: id(&data["message_id"])?,
            sign: data["emoji"]["name"].as_str().map(str::to_owned),
        },
        "VOICE_STATE_UPDATE" => Heard::Stage {
            guild: id(&data["guild_id"])?,
            channel: id(&data["channel_id"]),
            user: id(&data["user_id"])?,
            name: author(&data["member"]["user"], &data["member"]).map(|author| author.name),
            step: step(data),
        },
        "INTERACTION_CREATE" => Heard::Interaction(data.clone()),
        _ => return None,
    })
}

/// Listeners are suppressed; a person who may speak no longer asks (reference, “Voice State Object”).
fn step(data: &Value) -> Step {
    match (data["request_to_speak_timestamp"].is_string(), data["suppress"] == true) {
        (true, _) => Step::AsksToSpeak,
        (false, true) => Step::Listens,
        (false, false) => Step::Speaks,
    }
}

fn role(data: &Value) -> Option<Role> {
    Some(Role { id: id(&data["id"])?, name: data["name"].as_str()?.trim_start_matches('@').to_owned() })
}

fn guild(data: &Value) -> Vec<Channel> {
    let guild = id(&data["id"]);
    let lists = [&data["channels"], &data["threads"]];
    lists.into_iter().flat_map(entries).filter_map(|data| channel(data, guild)).collect()
}

/// A list, or a map by id.
fn entries(list: &Value) -> Vec<&Value> {
    match list {
        Value::Array(entries) => entries.iter().collect(),
        Value::Object(entries) => entries.values().collect(),
        _ => Vec::new(),
    }
}

/// A channel; in a guild's own list it does not say in which guild.
pub(super) fn channel(data: &Value, guild: Option<u64>) -> Option<Channel> {
    let is_one_of = |kinds: &[u64]| data["type"].as_u64().is_some_and(|kind| kinds.contains(&kind));
    let is_thread = is_one_of(&THREADS);
    Some(Channel {
        id: id(&data["id"])?,
        // Serenity writes 0 where there was nothing.
        guild: id(&data["guild_id"]).or(guild),
        name: data["name"].as_str().map(str::to_owned),
        parent: id(&data["parent_id"]).filter(|_| is_thread),
        is_thread,
        is_forum: is_one_of(&FORUMS),
        is_direct: is_one_of(&DIRECT),
    })
}

pub(super) fn message(data: &Value) -> Option<Message> {
    let message = id(&data["id"])?;
    let mut people: BTreeMap<u64, Author> = entries(&data["mentions"])
        .into_iter()
        .filter_map(|user| author(user, &user["member"]))
        .map(|user| (user.id, user))
        .collect();
    let author = author(&data["author"], &data["member"]);
    people.extend(author.iter().map(|author| (author.id, author.clone())));
    let is_webhook = id(&data["webhook_id"]).is_some();
    Some(Message {
        id: message,
        channel: id(&data["channel_id"])?,
        guild: id(&data["guild_id"]),
        author: author.map(|author| Author { is_bot: author.is_bot || is_webhook, ..author }),
        is_talk: data["type"].as_u64().is_none_or(|kind| TALK.contains(&kind)),
        at: time(&data["timestamp"]).unwrap_or_else(|| time_of(message)),
        edited_at: time(&data["edited_timestamp"]),
        text: data["content"].as_str().map(str::to_owned),
        people,
        signs: entries(&data["reactions"])
            .into_iter()
            .filter_map(|reaction| reaction["emoji"]["name"].as_str())
            .map(str::to_owned)
            .collect(),
    })
}

/// Someone, as a message or an interaction shows them.
pub(super) fn author(user: &Value, member: &Value) -> Option<Author> {
    let text = |value: &Value| value.as_str().filter(|name| !name.trim().is_empty()).map(str::to_owned);
    let nick = text(&member["nick"]);
    let shown = text(&user["global_name"]).or_else(|| text(&user["username"]));
    Some(Author {
        id: id(&user["id"])?,
        is_server_name: member.is_object(),
        name: nick.or(shown)?,
        login: text(&user["username"]).unwrap_or_default(),
        is_bot: user["bot"] == true || user["system"] == true,
        roles: member["roles"].as_array().map(|roles| roles.iter().filter_map(id).collect()),
    })
}

impl Author {
    /// Somebody of whom nothing but the account is known.
    pub fn unnamed(id: u64) -> Author {
        Author { id, name: id.to_string(), login: id.to_string(), is_server_name: false, is_bot: false, roles: None }
    }
}

fn reaction(data: &Value) -> Option<Reaction> {
    Some(Reaction {
        channel: id(&data["channel_id"])?,
        guild: id(&data["guild_id"]),
        message: id(&data["message_id"])?,
        user: id(&data["user_id"])?,
        author: author(&data["member"]["user"], &data["member"]),
        sign: data["emoji"]["name"].as_str()?.to_owned(),
    })
}

/// An id: a number of 64 bits, written as text.
pub(super) fn id(value: &Value) -> Option<u64> {
    value.as_str().and_then(|id| id.parse().ok()).or_else(|| value.as_u64()).filter(|id| *id > 0)
}

/// When the thing with this id was made (reference, “Snowflakes”).
pub(super) fn time_of(id: u64) -> DateTime<Utc> {
    let millis = i64::try_from((id >> 22) + EPOCH_MILLIS).unwrap_or(i64::MAX);
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// The lowest id of a moment.
pub(super) fn first_id_at(at: DateTime<Utc>) -> u64 {
    u64::try_from(at.timestamp_millis()).unwrap_or(0).saturating_sub(EPOCH_MILLIS) << 22
}

fn time(value: &Value) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(value.as_str()?).ok().map(|time| time.with_timezone(&Utc))
}

/// What roles and channels are called.
pub(super) trait Tokens {
    fn role(&self, id: u64) -> Option<String>;
    fn channel(&self, id: u64) -> Option<String>;
}

/// What someone wrote, as it would have been typed elsewhere: roles, channels, times and emoji as words (reference,
/// “Message Formatting”). People stay accounts, `<@8>`. A mention of the bot at the start of a line is its address,
/// `called`.
pub(super) fn words(text: &str, bot: u64, called: &str, tokens: &impl Tokens) -> String {
    let lines = text.split('\n').map(|line| {
        let own = [format!("<@{bot}>"), format!("<@!{bot}>")];
        let addressed = own.iter().find_map(|own| line.trim_start().strip_prefix(own.as_str()));
        let line = match addressed {
            Some(rest) => format!("{called}, {}", rest.trim_start_matches([' ', ',', ':'])),
            None => line.to_owned(),
        };
        in_words(&line, tokens)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The accounts that a text mentions.
pub(super) fn mentioned(text: &str) -> Vec<u64> {
    let ids = text.split("<@").skip(1).filter_map(|rest| rest.split_once('>'));
    ids.filter_map(|(id, _)| id.trim_start_matches('!').parse().ok()).collect()
}

/// `<@&9>` becomes `@editors`, `<#5>` becomes `#table`, `<t:1796742000:F>` its moment and `<:wave:7>` its `:wave:`;
/// everything else in brackets stays.
pub(super) fn in_words(line: &str, tokens: &impl Tokens) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find('<') {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let token = from.find('>').and_then(|end| Some((meant(&from[1..end], tokens)?, end)));
        if let Some((words, end)) = token {
            out.push_str(&words);
            rest = &from[end + 1..];
        } else {
            out.push('<');
            rest = &from[1..];
        }
    }
    out.push_str(rest);
    out
}

fn meant(token: &str, tokens: &impl Tokens) -> Option<String> {
    if let Some(role) = token.strip_prefix("@&") {
        let name = tokens.role(role.parse().ok()?);
        return Some(name.map_or_else(|| "@unknown-role".to_owned(), |name| format!("@{name}")));
    }
    if let Some(user) = token.strip_prefix('@').map(|id| id.trim_start_matches('!')) {
        return user.parse::<u64>().ok().map(|id| format!("<@{id}>"));
    }
    if let Some(channel) = token.strip_prefix('#') {
        let name = tokens.channel(channel.parse().ok()?);
        return Some(name.map_or_else(|| "#unknown".to_owned(), |name| format!("#{name}")));
    }
    if let Some(moment) = token.strip_prefix("t:") {
        let secs = moment.split(':').next()?.parse().ok()?;
        return Some(DateTime::from_timestamp(secs, 0)?.format("%Y-%m-%d %H:%M UTC").to_string());
    }
    if let Some(command) = token.strip_prefix('/') {
        let (name, id) = command.split_once(':')?;
        return id.parse::<u64>().ok().map(|_| format!("/{name}"));
    }
    let emoji = token.strip_prefix("a:").or_else(|| token.strip_prefix(':'))?;
    let (name, id) = emoji.split_once(':')?;
    id.parse::<u64>().ok().map(|_| format!(":{name}:"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_message_says_who_what_and_when() {
        let event = json!({"t": "MESSAGE_CREATE", "d": {
            "id": "175928847299117063", "channel_id": "5", "guild_id": "3", "type": 19, "content": "q+ <@8>",
            "author": {"id": "7", "username": "ana", "global_name": "Ana L."}, "member": {"nick": "Ana", "roles": ["9"]},
            "mentions": [{"id": "8", "username": "bo", "member": {"nick": "Bo"}}], "edited_timestamp": null,
        }});
        let Some(Heard::Said(said)) = read(&event) else { panic!("it is a message") };
        let author = said.author.expect("it has an author");
        assert_eq!((author.name.as_str(), author.roles, author.is_bot), ("Ana", Some(vec![9]), false));
        assert_eq!(said.at.to_rfc3339(), "2016-04-30T11:18:25.796+00:00", "the example of the reference");
        assert_eq!(said.people.get(&8).map(|person| person.name.as_str()), Some("Bo"));
        assert!(said.is_talk && said.edited_at.is_none());
    }

    #[test]
    fn joins_pins_bots_and_webhooks_are_no_talk_of_people() {
        let of = |more: Value| {
            let mut data = json!({"id": "9", "channel_id": "5", "author": {"id": "7", "username": "x"}});
            for (key, value) in more.as_object().expect("an object") {
                data[key] = value.clone();
            }
            let message = message(&data).expect("a message");
            message.is_talk && message.author.is_some_and(|author| !author.is_bot)
        };
        assert!(of(json!({"type": 0})));
        assert!(!of(json!({"type": 7})));
        assert!(!of(json!({"type": 0, "webhook_id": "4"})));
        assert!(!of(json!({"type": 0, "author": {"id": "7", "username": "x", "bot": true}})));
    }

    struct Server;

    impl Tokens for Server {
        fn role(&self, id: u64) -> Option<String> {
            (id == 9).then(|| "editors".to_owned())
        }

        fn channel(&self, id: u64) -> Option<String> {
            (id == 5).then(|| "table".to_owned())
        }
    }

    #[test]
    fn what_stands_in_brackets_becomes_words_and_people_stay_accounts() {
        for (typed, read) in [
            ("ack <@8>", "ack <@8>"),
            ("ack <@!8> and <@9>", "ack <@8> and <@9>"),
            ("<@1> chair+ <@!8>", "convenor, chair+ <@8>"),
            ("<@1> close the queue", "convenor, close the queue"),
            ("q+\n<@!1>: status", "q+\nconvenor, status"),
            ("<:wave:77> <a:dance:78> 1 < 2 > 0", ":wave: :dance: 1 < 2 > 0"),
            ("ACTION: <@&9> to report in <#5>", "ACTION: @editors to report in #table"),
            ("<@&7> <#7>", "@unknown-role #unknown"),
            ("by <t:1796742000:F>, at <t:1796742000>", "by 2026-12-08 15:00 UTC, at 2026-12-08 15:00 UTC"),
            ("</queue show:77> <id:home> <t:x> <@x> <#> <", "/queue show <id:home> <t:x> <@x> <#> <"),
        ] {
            assert_eq!(words(typed, 1, "convenor", &Server), read, "{typed:?}");
        }
    }

    #[test]
    fn deletions_name_one_or_many() {
        let one = json!({"t": "MESSAGE_DELETE", "d": {"id": "1", "channel_id": "5"}});
        assert_eq!(read(&one), Some(Heard::Deleted { channel: 5, messages: vec![1] }));
        let many = json!({"t": "MESSAGE_DELETE_BULK", "d": {"ids": ["1", "2"], "channel_id": "5"}});
        assert_eq!(read(&many), Some(Heard::Deleted { channel: 5, messages: vec![1, 2] }));
    }
}
