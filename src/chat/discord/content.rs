//! From a message of the bot to the body of a request. Every body names whom it may ping: the one person that the
//! core means, or nobody (reference, “Allowed Mentions Object”).

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::PLATFORM;
use super::markdown;
use super::rest::File;
use super::surface::components;
use crate::chat::Outgoing;
use crate::chat::split::Measure;
use crate::group::person::AccountId;
use crate::text::{Block, Text, plain};
use crate::view::board::Board;
use crate::view::{Say, Weight};

/// Characters of a message's content (reference, “Create Message”).
const CONTENT: usize = 2_000;
/// A mention that the text does not have may come after it.
const MENTION: usize = 30;
/// What is shown as it is written, escapes and all, is never twice as long.
const SURE_BYTES: usize = 900;
/// Of more parts than these becomes a file.
pub(super) const PARTS: usize = 3;
/// Columns of a text in a file.
const COLUMNS: usize = 78;
/// No previews of addresses; shown to one person; without a sound (reference, “Message Flags”).
const NO_EMBEDS: u64 = 1 << 2;
pub(super) const EPHEMERAL: u64 = 1 << 6;
const SILENT: u64 = 1 << 12;

pub(super) const MEASURE: Measure =
    Measure { length: markdown::length, limit: CONTENT - MENTION, sure_bytes: SURE_BYTES };

/// A body with the file that belongs to it.
pub(super) struct Body {
    pub json: Value,
    pub file: Option<File>,
}

/// What a text becomes, and who is pinged by it.
pub(super) fn of_text(text: &Text, ping: Option<&AccountId>) -> Body {
    let user = ping.and_then(user_of);
    let account = ping.filter(|_| user.is_some()).map(|account| account.0.as_str());
    let shown = markdown::render(text, account);
    let (content, file) = if shown.encode_utf16().count() <= CONTENT {
        (shown, None)
    } else {
        (markdown::render(&in_short(text, "The whole text is in the file."), account), Some(whole(text)))
    };
    let users: Vec<String> = user.into_iter().map(|user| user.to_string()).collect();
    let json = json!({
        "content": content,
        "allowed_mentions": {"parse": [], "users": users, "replied_user": false},
        "flags": NO_EMBEDS,
    });
    Body { json: with_file(json, file.as_ref()), file }
}

/// A message for a channel. `nonce` makes the same message known for some minutes.
pub(super) fn of_message(message: &Outgoing, nonce: &str) -> Body {
    let mut body = of_text(&message.say.text, message.say.ping.as_ref());
    if message.say.weight == Weight::Quiet {
        body.json["flags"] = (NO_EMBEDS | SILENT).into();
    }
    body.json["nonce"] = nonce.into();
    body.json["enforce_nonce"] = true.into();
    let answered = message.reply_to.as_deref().and_then(place_of);
    if let Some((channel, answered)) = answered {
        body.json["message_reference"] =
            json!({"channel_id": channel.to_string(), "message_id": answered.to_string(), "fail_if_not_exists": false});
    }
    body
}

/// A message whose file the channel does not allow.
pub(super) fn without_file(message: &Outgoing, nonce: &str) -> Body {
    let text = in_short(
        &message.say.text,
        "The rest is too long for a message: allow the bot to attach files here, then ask again.",
    );
    of_message(&Outgoing { say: Say { text, ..message.say.clone() }, ..message.clone() }, nonce)
}

/// An answer that one person sees.
pub(super) fn of_answer(text: &Text) -> Body {
    let mut body = of_text(text, None);
    body.json["flags"] = (NO_EMBEDS | EPHEMERAL).into();
    body
}

/// The board makes no sound.
pub(super) fn of_board(board: &Board, nonce: &str) -> Value {
    let mut body = of_board_edit(board);
    body["flags"] = (NO_EMBEDS | SILENT).into();
    body["nonce"] = nonce.into();
    body["enforce_nonce"] = true.into();
    body
}

pub(super) fn of_board_edit(board: &Board) -> Value {
    let mut body = of_text(&shortened(&board.text), None).json;
    body["components"] = components(&board.buttons);
    body
}

/// A file with its words, for people who do not see it.
pub(super) fn with_file(mut body: Value, file: Option<&File>) -> Value {
    if let Some(file) = file {
        body["attachments"] = json!([{"id": 0, "filename": file.name}]);
    }
    body
}

/// At most 25 characters, the same for the same key.
pub(super) fn nonce(key: &str) -> String {
    Sha256::digest(key.as_bytes()).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// The user behind an account.
pub(super) fn user_of(account: &AccountId) -> Option<u64> {
    account.0.strip_prefix(PLATFORM)?.strip_prefix(':')?.parse().ok()
}

/// The channel and the message in `3/5/77` or `5/77`, also in the id of an edit of it or a sign under it.
pub(super) fn place_of(message: &str) -> Option<(u64, u64)> {
    message.split(' ').find_map(|word| {
        let (place, message) = word.rsplit_once('/')?;
        let channel = place.rsplit_once('/').map_or(place, |(_, channel)| channel);
        Some((channel.parse().ok()?, message.parse().ok()?))
    })
}

/// What is around the long block, and what has become of the rest.
fn in_short(text: &Text, rest: &str) -> Text {
    let is_short = |block: &&Block| !matches!(block, Block::Verbatim(_)) && markdown::length(block) <= CONTENT / 4;
    let mut kept = Text { blocks: Vec::new() };
    let mut left = CONTENT - MENTION - rest.len() - 20;
    for block in text.blocks.iter().filter(is_short) {
        let size = markdown::length(block) + 1;
        if size > left {
            break;
        }
        left -= size;
        kept.push(block.clone());
    }
    kept.paragraph([rest.into()]);
    kept
}

fn whole(text: &Text) -> File {
    let mut words = plain::render(text, Some(COLUMNS));
    words.push('\n');
    File { name: "convenor.txt".to_owned(), media_type: "text/plain; charset=utf-8", bytes: words.into_bytes() }
}

/// A board is one message: what is too long for it can be asked for.
fn shortened(text: &Text) -> Text {
    if markdown::render(text, None).encode_utf16().count() <= CONTENT {
        return text.clone();
    }
    let mut parts = crate::chat::split::split_by(text, Measure { limit: CONTENT - 100, ..MEASURE });
    let mut first = if parts.is_empty() { Text::default() } else { parts.remove(0) };
    first.paragraph(["For more: /queue show or /agenda show".into()]);
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn outgoing(say: Say) -> Outgoing {
        Outgoing { reply_to: Some("5/77".to_owned()), ..Outgoing::unasked(say) }
    }

    #[test]
    fn one_person_is_pinged_or_nobody() {
        let text = Text::line([
            Span::Person { account: Some("discord:7".to_owned()), name: "Ana".to_owned() },
            ", you have the floor @everyone".into(),
        ]);
        let silent = of_message(&outgoing(Say::room(text.clone())), "n").json;
        assert_eq!(silent["allowed_mentions"], json!({"parse": [], "users": [], "replied_user": false}));
        let ping = Say { ping: Some(AccountId("discord:7".to_owned())), ..Say::room(text.clone()) };
        let body = of_message(&outgoing(ping), "n").json;
        assert_eq!(body["allowed_mentions"]["users"], json!(["7"]));
        assert!(body["content"].as_str().is_some_and(|content| content.starts_with("<@7>, you")));
        assert_eq!(body["message_reference"]["message_id"], "77");
        let elsewhere = Say { ping: Some(AccountId("matrix:@a:b".to_owned())), ..Say::room(text) };
        assert_eq!(of_message(&outgoing(elsewhere), "n").json["allowed_mentions"]["users"], json!([]));
    }

    #[test]
    fn what_was_said_in_another_room_makes_no_sound_and_is_no_formatting() {
        let quiet = Say { weight: Weight::Quiet, ..Say::room(Text::plain("<Bo> **Row 4** @everyone")) };
        let body = of_message(&outgoing(quiet), "n").json;
        assert_eq!(body["flags"], NO_EMBEDS | SILENT);
        assert_eq!(body["content"], "\\<Bo\\> \\*\\*Row 4\\*\\* \\@everyone");
        assert_eq!(body["allowed_mentions"], json!({"parse": [], "users": [], "replied_user": false}));
    }

    #[test]
    fn a_long_text_is_a_file_and_says_so() {
        let mut text = Text::plain("Minutes of meeting 7");
        text.push(Block::Verbatim("a line\n".repeat(900)));
        text.paragraph(["Next: !minutes approve".into()]);
        let body = of_text(&text, None);
        let content = body.json["content"].as_str().expect("there is content").to_owned();
        assert_eq!(
            content,
            "Minutes of meeting 7\nNext: \\!minutes approve\nThe whole text is in the file.".replace("\\!", "!")
        );
        let file = body.file.expect("there is a file");
        assert_eq!(String::from_utf8_lossy(&file.bytes).matches("a line").count(), 900);
        assert_eq!(body.json["attachments"][0]["filename"], "convenor.txt");
    }

    #[test]
    fn parts_fit_however_they_are_escaped() {
        for words in ["*_~|`>#@".repeat(900), "語".repeat(3_000), "🙋 q+ ".repeat(800)] {
            for part in crate::chat::split::split_by(&Text::plain(words.clone()), MEASURE) {
                let length = markdown::render(&part, Some("discord:123456789012345678")).encode_utf16().count();
                assert!(length <= CONTENT, "{length}");
            }
        }
    }

    #[test]
    fn a_nonce_is_short_and_tells_keys_apart() {
        assert!(nonce("group.1.0").len() <= 25);
        assert_ne!(nonce("group.1.0"), nonce("group.1.1"));
    }
}
