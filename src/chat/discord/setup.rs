//! `/convenor`: which group meets in a channel, decided there. Pure.

use serde_json::{Value, json};

use super::permissions::bits;
use super::surface::Meant;
use crate::chat::{SetUp, SetUpWish};

/// The only slash command that is not a row of the table: it is about the channel, not about a meeting.
pub(super) const COMMAND: &str = "convenor";
const SETUP: &str = "setup";
/// How people give it.
pub(super) const TYPED: &str = "/convenor setup";
const LEAVE: &str = "leave";
const GROUP: &str = "group";
/// People with one of these decide about a server, its owner above all (reference, “Permissions”): Administrator,
/// Manage Server.
const MANAGES: u64 = (1 << 3) | (1 << 5);

pub(super) fn command() -> Value {
    json!({
        "name": COMMAND, "type": 1, "contexts": [0], "description": "Which group meets in this channel",
        "options": [
            {"name": SETUP, "type": 1, "description": "Chooses the group that meets in this channel, or shows it.", "options": [{
                "name": GROUP, "type": 3, "required": false, "autocomplete": true,
                "description": "Name of the group; without it, the present one is shown.",
            }]},
            {"name": LEAVE, "type": 1, "description": "Ends the meetings of the group in this channel.", "options": []},
        ],
    })
}

pub(super) fn read(interaction: &Value) -> Option<Meant> {
    let inner = interaction["data"]["options"].get(0)?;
    let group = inner["options"].get(0).and_then(|option| option["value"].as_str()).unwrap_or_default();
    if interaction["type"] == 4 {
        return Some(Meant::PromptGroup { typed: group.to_owned() });
    }
    let wish = match inner["name"].as_str()? {
        SETUP if group.trim().is_empty() => SetUpWish::Show,
        SETUP => SetUpWish::Bind { group: group.to_owned() },
        LEAVE => SetUpWish::Release,
        _ => return None,
    };
    // What the person may do in the channel, overwrites and ownership included (reference, “Interaction Object”).
    let manages = bits(&interaction["member"]["permissions"]) & MANAGES != 0;
    Some(Meant::SetUp(SetUp { wish, manages, command: TYPED.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_manages_the_server_is_told_by_discord() {
        let of = |permissions: u64, inner: Value| {
            let read = read(&json!({
                "type": 2, "member": {"permissions": permissions.to_string()},
                "data": {"name": COMMAND, "options": [inner]},
            }));
            let Some(Meant::SetUp(asked)) = read else { panic!("it is about the channel") };
            (asked.manages, asked.wish)
        };
        let setup = |options: Value| json!({"name": "setup", "type": 1, "options": options});
        let named = setup(json!([{"name": "group", "type": 3, "value": "Example Group"}]));
        assert_eq!(of(1 << 5, named.clone()), (true, SetUpWish::Bind { group: "Example Group".to_owned() }));
        assert_eq!(of(1 << 3, setup(json!([]))), (true, SetUpWish::Show));
        assert_eq!(of(1 << 11, json!({"name": "leave", "type": 1})), (false, SetUpWish::Release));
        assert!(of(u64::MAX, named).0);
    }
}
