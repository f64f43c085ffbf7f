//! Rooms as people outside of them find them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::group::charter::MeetingPlace;

/// Everything but the unreserved characters of RFC 3986, clause 2.3.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The room behind a key such as `matrix:#iotsec:example.org`. On Matrix it has an address (client-server API, appendix
/// "matrix.to navigation"); a channel of Discord has one only for members of its server. None for the terminal.
pub(super) fn meeting_place(key: &str) -> Option<MeetingPlace> {
    let (platform, id) = key.split_once(':')?;
    match platform {
        "matrix" => {
            let server = id.split_once(':').map(|(_, server)| server);
            // An alias names its server; the id of a room is found through one.
            let via = server.filter(|_| id.starts_with('!')).map(|server| format!("?via={}", segment(server)));
            let link = format!("https://matrix.to/#/{}{}", segment(id), via.unwrap_or_default());
            Some(MeetingPlace { name: format!("{id} on Matrix"), link: Some(link) })
        }
        "discord" => Some(MeetingPlace { name: format!("channel {id} on Discord"), link: None }),
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
    fn rooms_have_names_and_addresses() {
        for (key, expected) in [
            (
                "matrix:#iotsec:example.org",
                Some(("#iotsec:example.org on Matrix", Some("https://matrix.to/#/%23iotsec%3Aexample.org"))),
            ),
            (
                "matrix:!abc:example.org",
                Some(("!abc:example.org on Matrix", Some("https://matrix.to/#/%21abc%3Aexample.org?via=example.org"))),
            ),
            ("discord:400", Some(("channel 400 on Discord", None))),
            ("console:hall", None),
        ] {
            let place = meeting_place(key);
            let place = place.as_ref().map(|place| (place.name.as_str(), place.link.as_deref()));
            assert_eq!(place, expected, "{key}");
        }
    }
}
