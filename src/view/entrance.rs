//! Links to the pages, in words.

use chrono::{DateTime, Utc};

use super::Say;
use super::letter::Letter;
use crate::group::Group;
use crate::group::command::Entrance;
use crate::text::{Span, Text, plain};

/// Columns of a mail's text (RFC 3676, clause 4.2).
const COLUMNS: usize = 72;

/// The answer to a request for a link.
pub(super) fn answer(entrance: &Entrance) -> Say {
    match entrance {
        Entrance::NoPages => Say::whisper(
            "This bot serves no pages. The operator can switch them on with [web] in the configuration (docs/web.md).",
        ),
        Entrance::NoBoard => {
            Say::whisper("The board is switched off in the configuration. To take part in a browser, type !web")
        }
        Entrance::Link { address } => {
            let mut text = Text::line(["Here you take part in a browser: ".into(), Span::link(address, address)]);
            text.paragraph(["The link is for you alone and good once, until this meeting and its minutes are done, at most 7 days. A person who opens it acts in your name. To end your seats: !web off".into()]);
            Say::alone(text)
        }
        Entrance::Board { address } => {
            Say::room(Text::line(["The board, for everyone who has this link: ".into(), Span::link(address, address)]))
        }
        Entrance::Ended { seats: 0, name: None } => Say::whisper("You have no seats in browsers. To get one: !web"),
        Entrance::Ended { seats: 0, name: Some(name) } => Say::whisper(format!("{name} has no seats in browsers.")),
        Entrance::Ended { name: None, .. } => {
            Say::whisper("Your seats in browsers and your unused links were ended. To get a new one: !web")
        }
        Entrance::Ended { name: Some(name), .. } => Say::whisper(format!(
            "The seats and unused links of {name} were ended. To send a new link: !web invite {name}"
        )),
        Entrance::TooMany { name: None } => Say::whisper(
            "You have asked for so many links in the last hour that you get no more: use the last one, or ask again in an hour.",
        ),
        Entrance::TooMany { name: Some(name) } => Say::whisper(format!(
            "{name} was sent so many links in the last hour that no more are sent: the last one still works."
        )),
        Entrance::Mailed { name } => Say::whisper(format!(
            "A link is on its way to {name} by mail. It is good once, for {name} alone. To end it: !web off {name}"
        )),
        Entrance::NoAddress { name } => Say::whisper(format!(
            "{name} has no mail address of their own in the configuration, so no link can be sent. The operator adds it to the accounts of the member, such as \"mail:ana@example.org\"."
        )),
    }
}

/// The mail with a member's link.
pub fn letter(group: &Group, to: &str, name: &str, by: Option<&str>, address: &str, at: DateTime<Utc>) -> Letter {
    let charter = &group.charter;
    let mut text = Text::plain(format!("{name},"));
    let by = by.map_or_else(String::new, |by| format!("{by} invites you: "));
    text.paragraph([format!(
        "{by}with the link below you take part in the meetings of {} in a browser. You can raise your hand, answer to proposals, vote, and speak when you have the floor.",
        charter.name
    )
    .into()]);
    text.paragraph([address.into()]);
    text.paragraph(["The link is for you alone and good once, until the meeting and its minutes are done, at most 7 days. A person who opens it acts in your name: do not pass it on.".into()]);
    Letter {
        message_id: format!("{}.seat.{}", charter.id, at.timestamp_micros()),
        references: Vec::new(),
        at,
        to: to.to_owned(),
        reply_to: charter.reply_to.clone().or_else(|| charter.list.clone()).unwrap_or_else(|| to.to_owned()),
        from_name: charter.name.clone(),
        subject: format!("Your link to the meetings of {}", charter.name),
        body: plain::render(&text, Some(COLUMNS)) + "\n",
        attachments: Vec::new(),
    }
}
