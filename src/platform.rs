//! Platforms that describe themselves: what each is called and how it writes accounts, rooms and messages.
//!
//! Whoever needs to know something of that kind asks this table. Nothing but the adapters in `chat`, their wiring in
//! `cli/run` and their sections of the configuration names a platform; a test reads the sources for it.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A platform on which groups meet.
#[derive(Debug)]
pub struct Platform {
    /// What the keys of its accounts and rooms begin with, and the name of its section in the configuration.
    pub name: &'static str,
    /// An account as a configuration names it.
    pub example_account: &'static str,
    /// A room as a configuration names it.
    pub example_room: &'static str,
    /// Whether text after the platform's name is an id of an account, a role or a room.
    pub is_id: fn(&str) -> bool,
    /// Whether an id is one of a room, as far as ids differ: on [`is_id`](Platform::is_id) alone.
    pub is_room: fn(&str) -> bool,
    /// The address of a message, by the id of its room and its own. `None`: there is none for such an id.
    pub permalink: fn(&str, &str) -> Option<String>,
    /// Whether people bring a group to a room by a command, so that a group without rooms is no mistake.
    pub rooms_by_command: bool,
    /// What the keys of its notes begin with that say how far it was read and what waits to be. A store that is restored goes
    /// on without them.
    pub places_read: &'static [&'static str],
    /// Whether it needs a section in the configuration before anything is heard there.
    pub has_section: bool,
}

/// All platforms, in the order in which they are listed to people.
pub const PLATFORMS: [Platform; 4] = [
    Platform {
        name: "matrix",
        example_account: "matrix:@chair:example.org",
        example_room: "matrix:#room:example.org",
        is_id: |id| id.starts_with('!') || (id.starts_with(['@', '#']) && id.contains(':')),
        is_room: |id| !id.starts_with('@'),
        permalink: matrix_permalink,
        rooms_by_command: true,
        places_read: &["matrix since", "matrix device", "matrix heard", "matrix locked ", "matrix awaited "],
        has_section: true,
    },
    Platform {
        name: "discord",
        example_account: "discord:123 (for everyone with a role, discord:role:456)",
        example_room: "discord:400",
        is_id: |id| is_snowflake(id.strip_prefix("role:").unwrap_or(id)),
        is_room: is_snowflake,
        permalink: discord_permalink,
        rooms_by_command: true,
        places_read: &["discord read ", "discord interaction "],
        has_section: true,
    },
    Platform {
        name: "web",
        example_account: "web:ana",
        example_room: "web:room",
        is_id: |id| !id.is_empty(),
        is_room: |id| !id.is_empty(),
        permalink: |_, _| None,
        rooms_by_command: false,
        places_read: &[],
        has_section: true,
    },
    Platform {
        name: "console",
        example_account: "console:ana",
        example_room: "console:room",
        is_id: |id| !id.is_empty(),
        is_room: |id| !id.is_empty(),
        permalink: |_, _| None,
        rooms_by_command: false,
        places_read: &[],
        has_section: false,
    },
];

/// The platform that a key begins with, and the rest of the key.
pub fn of_key(key: &str) -> Option<(&'static Platform, &str)> {
    let (name, id) = key.split_once(':')?;
    PLATFORMS.iter().find(|platform| platform.name == name).map(|platform| (platform, id))
}

/// The address of a message, by the key of its room and its id on the platform. `None`: there is none, as in the
/// terminal.
pub fn permalink(room: &str, message: &str) -> Option<String> {
    let (platform, room) = of_key(room)?;
    (platform.permalink)(room, message)
}

/// Refuses what is not the key of an account, a role or a room.
///
/// # Errors
/// A sentence with examples.
pub fn check_key(key: &str) -> Result<(), String> {
    let Some((platform, id)) = of_key(key) else {
        let forms: Vec<String> = PLATFORMS.iter().map(|platform| format!("{}:{key}", platform.name)).collect();
        return Err(format!("“{key}” does not begin with a platform; write it as {}", alternatives(&forms)));
    };
    if (platform.is_id)(id) {
        return Ok(());
    }
    let (account, room) = (platform.example_account, platform.example_room);
    Err(format!("“{key}” is not an id of its platform; write an account such as {account} or a room such as {room}"))
}

/// Refuses what is not the key of a room.
///
/// # Errors
/// A sentence that says what to write.
pub fn check_room(key: &str) -> Result<(), String> {
    check_key(key)?;
    match of_key(key) {
        Some((platform, id)) if !(platform.is_room)(id) => {
            Err(format!("“{key}” is not a room; name a room by its own id, such as {}", platform.example_room))
        }
        _ => Ok(()),
    }
}

/// `a, b or c`
fn alternatives(forms: &[String]) -> String {
    let mut all = String::new();
    for (index, form) in forms.iter().enumerate() {
        let before = if index == 0 {
            ""
        } else if index + 1 == forms.len() {
            " or "
        } else {
            ", "
        };
        // Writing into a String cannot fail.
        let _ = write!(all, "{before}{form}");
    }
    all
}

/// Everything but the unreserved characters of RFC 3986, clause 2.3: an id is one segment, whatever it contains.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn segment(id: &str) -> String {
    utf8_percent_encode(id, SEGMENT).to_string()
}

/// A `matrix.to` URI (client-server API, appendix "matrix.to navigation").
fn matrix_permalink(room: &str, message: &str) -> Option<String> {
    if !message.starts_with('$') || !room.starts_with('!') {
        return None;
    }
    // Rooms since version 12 have no server in their id.
    let via = room.split_once(':').map(|(_, server)| format!("?via={}", segment(server)));
    Some(format!("https://matrix.to/#/{}/{}{}", segment(room), segment(message), via.unwrap_or_default()))
}

/// The id of a message has the server and the channel in it: a thread's channel is not the room's.
fn discord_permalink(_room: &str, message: &str) -> Option<String> {
    let is_number = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    let is_known = message.split('/').count() == 3 && message.split('/').all(is_number);
    is_known.then(|| format!("https://discord.com/channels/{message}"))
}

/// Discord's ids are numbers of 64 bits (reference, snowflakes), and never 0.
fn is_snowflake(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_digit()) && id.parse::<u64>().is_ok_and(|id| id > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_found_by_its_room_and_id() {
        for (room, message, expected) in [
            (
                "matrix:!abc:example.org",
                "$Ev_1-x",
                Some("https://matrix.to/#/%21abc%3Aexample.org/%24Ev_1-x?via=example.org"),
            ),
            ("matrix:!v12room", "$e", Some("https://matrix.to/#/%21v12room/%24e")),
            (
                "matrix:!a:b.example:8448",
                "$old:b.example",
                Some("https://matrix.to/#/%21a%3Ab.example%3A8448/%24old%3Ab.example?via=b.example%3A8448"),
            ),
            ("discord:400", "500/400/123", Some("https://discord.com/channels/500/400/123")),
            ("discord:400", "400/123", None),
            ("discord:400", "12/../3", None),
            ("discord:400", "interaction 123", None),
            ("matrix:!abc:example.org", "reaction of somebody", None),
            ("console:1", "console:1:19", None),
        ] {
            assert_eq!(permalink(room, message).as_deref(), expected, "{room} {message}");
        }
    }

    #[test]
    fn whatever_an_id_contains_stays_inside_its_segment() {
        let hostile = "!a/../\"><script>?x=1&y#z %00 \u{202e}é\n:evil\"example";
        let address = permalink(&format!("matrix:{hostile}"), "$<b>/?#\"'`)\\ ]").expect("it has the form of ids");
        let rest = address.strip_prefix("https://matrix.to/#/").expect("the address begins as all do");
        assert!(rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%/?=".contains(&byte)), "{address}");
        assert_eq!((rest.matches('/').count(), rest.matches('?').count()), (1, 1), "{address}");
        assert!(url::Url::parse(&address).is_ok(), "{address}");
    }
}
