//! What the bot may do in a channel, and what it needs (reference, “Permissions”). Pure.

use serde_json::Value;

use super::event::id;

const ADMINISTRATOR: u64 = 1 << 3;

/// What the bot needs in a room, by the names of Discord's own pages.
const NEEDED: [(u64, &str); 5] = [
    (1 << 10, "View Channel"),
    (1 << 11, "Send Messages"),
    (1 << 38, "Send Messages in Threads"),
    (1 << 15, "Attach Files"),
    (1 << 16, "Read Message History"),
];

/// What makes a room quieter: without Add Reactions, what one word asks for is confirmed by a line; without Pin Messages the
/// board is not pinned.
const WANTED: [u64; 2] = [1 << 6, 1 << 51];

/// The number of all that is needed or wanted, as an invitation names it.
pub(super) fn number() -> u64 {
    NEEDED.iter().map(|(bit, _)| bit).chain(&WANTED).sum()
}

/// The address at which a server's owner lets the bot in.
pub(super) fn invitation(application: u64) -> String {
    format!(
        "https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={}",
        number()
    )
}

/// What of it the bot lacks. `guild` has its roles, `member` is the bot's own there, `channel` its overwrites.
pub(super) fn missing(guild: &Value, member: &Value, channel: &Value) -> Vec<&'static str> {
    let has = granted(guild, member, channel);
    NEEDED.iter().filter(|(bit, _)| has & bit == 0).map(|(_, name)| *name).collect()
}

fn granted(guild: &Value, member: &Value, channel: &Value) -> u64 {
    let everyone = id(&guild["id"]).unwrap_or(0);
    let user = id(&member["user"]["id"]).unwrap_or(0);
    let held: Vec<u64> = list(&member["roles"]).filter_map(id).chain([everyone]).collect();
    if id(&guild["owner_id"]) == Some(user) {
        return u64::MAX;
    }
    let of_roles = list(&guild["roles"]).filter(|role| id(&role["id"]).is_some_and(|role| held.contains(&role)));
    let mut has = of_roles.map(|role| bits(&role["permissions"])).fold(0, |all, bits| all | bits);
    if has & ADMINISTRATOR != 0 {
        return u64::MAX;
    }
    // First everyone's, then those of all roles together, then the member's own.
    let overwrites = |wanted: &dyn Fn(u64) -> bool| {
        let meant = list(&channel["permission_overwrites"]).filter(|entry| id(&entry["id"]).is_some_and(wanted));
        meant.fold((0, 0), |(allow, deny), entry| (allow | bits(&entry["allow"]), deny | bits(&entry["deny"])))
    };
    let is_role = |id: u64| id != everyone && held.contains(&id);
    for (allow, deny) in [overwrites(&|id| id == everyone), overwrites(&is_role), overwrites(&|id| id == user)] {
        has = (has & !deny) | allow;
    }
    // People who do not see a channel can do nothing there.
    if has & NEEDED[0].0 == 0 { 0 } else { has }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub(super) fn bits(value: &Value) -> u64 {
    value.as_str().and_then(|bits| bits.parse().ok()).or_else(|| value.as_u64()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_number_is_the_one_of_the_documentation() {
        assert_eq!(number(), 2_252_074_691_693_632);
        let page = include_str!("../../../docs/discord.md");
        assert!(page.contains(&format!("permissions={}", number())), "docs/discord.md names the number");
    }

    #[test]
    fn what_is_missing_is_named_by_role_and_overwrite() {
        let guild = |everyone: u64, bots: u64| {
            json!({"id": "3", "owner_id": "9", "roles": [
                {"id": "3", "permissions": everyone.to_string()}, {"id": "4", "permissions": bots.to_string()}]})
        };
        let member = json!({"user": {"id": "7"}, "roles": ["4"]});
        let overwrite = |id: &str, allow: u64, deny: u64| json!({"permission_overwrites": [{"id": id, "allow": allow.to_string(), "deny": deny.to_string()}]});
        let open = json!({});
        let (view, send) = (1 << 10, 1 << 11);
        assert_eq!(missing(&guild(number(), 0), &member, &open), Vec::<&str>::new());
        assert_eq!(missing(&guild(0, ADMINISTRATOR), &member, &open), Vec::<&str>::new());
        assert_eq!(missing(&guild(number(), 0), &member, &overwrite("3", 0, send)), ["Send Messages"]);
        assert_eq!(missing(&guild(number() & !send, 0), &member, &overwrite("4", send, 0)), Vec::<&str>::new());
        assert_eq!(missing(&guild(number(), 0), &member, &overwrite("7", 0, view)).len(), NEEDED.len());
        assert_eq!(missing(&guild(0, number() & !(1 << 15)), &member, &open), ["Attach Files"]);
    }
}
