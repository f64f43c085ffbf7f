//! Addresses under which people find a message again.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986, clause 2.3: an id is one segment, whatever it contains.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address of a message, by the key of its room and its id on the platform; nothing where there is none, as in the
/// terminal. On Matrix: matrix.to URI (client-server API, appendix "matrix.to navigation"); on Discord the
/// id has the server and the channel in it.
pub fn permalink(room: &str, message: &str) -> Option<String> {
    let (platform, room) = room.split_once(':')?;
    match platform {
        "matrix" if message.starts_with('$') && room.starts_with('!') => {
            // Rooms since version 12 have no server in their id.
            let via = room.split_once(':').map(|(_, server)| format!("?via={}", segment(server)));
            Some(format!("https://matrix.to/#/{}/{}{}", segment(room), segment(message), via.unwrap_or_default()))
        }
        "discord" => {
            let is_number = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
            // A thread's channel is not the room's.
            let is_known = message.split('/').count() == 3 && message.split('/').all(is_number);
            is_known.then(|| format!("https://discord.com/channels/{message}"))
        }
        _ => None,
    }
}

fn segment(id: &str) -> String {
    utf8_percent_encode(id, SEGMENT).to_string()
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
