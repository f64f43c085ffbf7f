//! Who is mentioned in a message: clients write a name, a link or both, and mean an account.
//!
//! Element Web shows a name in `body` and the account in the link of `formatted_body` (client-server API, user mentions);
//! Element X writes `[@bo:example.org](https://matrix.to/#/@bo:example.org)` into `body`, other clients
//! `[Bo](<https://matrix.to/…>)`. All of them become `@bo:example.org`, as people type it.

use html5gum::{Token, Tokenizer};
use matrix_sdk::ruma::matrix_uri::MatrixId;
use matrix_sdk::ruma::{MatrixToUri, MatrixUri};

/// A body in which those who are mentioned are named by account.
pub(super) fn with_accounts(body: &str, formatted: Option<&str>) -> String {
    let body = without_links(body);
    match formatted {
        Some(formatted) => with_anchors(&body, formatted),
        None => body,
    }
}

/// `[Bo](https://matrix.to/#/@bo:example.org)` as `@bo:example.org`.
fn without_links(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(middle) = rest.find("](") {
        let (before, after) = (&rest[..middle], &rest[middle + 2..]);
        let end = after.bytes().take(LONGEST_ADDRESS).position(|byte| byte == b')');
        let linked = before.rfind('[').zip(end).and_then(|(open, end)| {
            let user = user_of(after[..end].trim_start_matches('<').trim_end_matches('>'))?;
            Some((open, end, user))
        });
        if let Some((open, end, user)) = linked {
            out.push_str(&before[..open]);
            out.push_str(&user);
            rest = &after[end + 1..];
        } else {
            out.push_str(&rest[..middle + 2]);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// The names of the links in `formatted_body`, in their order, by account. A name at the beginning of a line with a colon
/// after it addresses somebody and stays a name: the bot is addressed like that.
fn with_anchors(body: &str, formatted: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    for (user, label) in anchors(formatted) {
        let Some(at) = rest.find(label.as_str()).filter(|_| !label.is_empty()) else { continue };
        let (before, after) = (&rest[..at], &rest[at + label.len()..]);
        let is_at_start = (out.is_empty() && before.is_empty()) || before.ends_with('\n');
        let is_address = is_at_start && after.trim_start().starts_with([':', ',', '：', '，']);
        out.push_str(before);
        out.push_str(if is_address { &label } else { &user });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Accounts with the words that are their links, as a client shows them.
fn anchors(formatted: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut user: Option<String> = None;
    let mut label = String::new();
    for Ok(token) in Tokenizer::new(formatted) {
        match token {
            Token::StartTag(tag) if *tag.name == *b"a" => {
                let href = tag.attributes.get(b"href".as_slice());
                user = href.and_then(|address| user_of(&String::from_utf8_lossy(address)));
                label.clear();
            }
            Token::String(words) => label.push_str(&String::from_utf8_lossy(&words)),
            Token::EndTag(tag) if *tag.name == *b"a" => {
                found.extend(user.take().map(|user| (user, std::mem::take(&mut label))));
            }
            Token::StartTag(_) | Token::EndTag(_) | Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if found.len() == MOST_MENTIONED {
            break;
        }
    }
    found
}

/// Bytes of the address behind a name: a user has 255 at most (Matrix, appendix “User identifiers”), some of them escaped.
const LONGEST_ADDRESS: usize = 1_000;

/// So many people are mentioned in one message at most.
pub(super) const MOST_MENTIONED: usize = 50;

/// The account of `https://matrix.to/#/@bo:example.org` and of `matrix:u/bo:example.org`.
fn user_of(address: &str) -> Option<String> {
    let linked = MatrixToUri::parse(address).map(|link| link.id().clone());
    match linked.or_else(|_| MatrixUri::parse(address).map(|link| link.id().clone())) {
        Ok(MatrixId::User(user)) => Some(user.to_string()),
        Ok(_) | Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_mentioned_is_named_by_account() {
        let link = r#"<a href="https://matrix.to/#/@bo:example.org">Bo Berg</a>"#;
        for (body, formatted, expected) in [
            ("ack Bo Berg", Some(format!("ack {link}")), "ack @bo:example.org"),
            ("ack [@bo:example.org](https://matrix.to/#/@bo:example.org)", None, "ack @bo:example.org"),
            ("ack [Bo](<https://matrix.to/#/%40bo%3Aexample.org>), please", None, "ack @bo:example.org, please"),
            ("ack [Bo](matrix:u/bo:example.org)", None, "ack @bo:example.org"),
            ("ack @bo:example.org", None, "ack @bo:example.org"),
            ("Bo Berg: row 4 is ours", Some(format!("{link}: row 4 is ours")), "Bo Berg: row 4 is ours"),
            (
                "ask Bo Berg or Cy & Co",
                Some(format!("ask {link} or <a href='https://matrix.to/#/@cy:x'>Cy &amp; Co</a>")),
                "ask @bo:example.org or @cy:x",
            ),
            ("see [the table](https://example.org/t)", None, "see [the table](https://example.org/t)"),
            ("a](b and [c", None, "a](b and [c"),
            ("see the room", Some(r#"see <a href="https://matrix.to/#/!r:x">the room</a>"#.to_owned()), "see the room"),
        ] {
            assert_eq!(with_accounts(body, formatted.as_deref()), expected, "{body:?}");
        }
    }
}
