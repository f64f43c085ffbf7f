//! What is pressed or typed on a seat, on its way to the bot. The same press again, by a reload or a double click, is the
//! same event.

use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Form, RequestExt as _};
use sha2::{Digest as _, Sha256};

use super::Web;
use super::seat::{Seat, lost_with};
use super::templates::told;
use crate::chat::{Asked, Incoming, What};
use crate::group::seen::{Seen, SeenItem};

/// A form as it was sent: names and values.
type Sent = Vec<(String, String)>;

/// What the page itself can do beside the rows of the command table.
const SAY: &str = ":say";
const UNSAY: &str = ":unsay";
/// Names that are not arguments of a row.
const OWN: [&str; 4] = ["press", "once", "seen", "about"];

/// `POST /seat/do`
pub(super) async fn press(State(web): State<Web>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let is_script = wants_json(&parts.headers);
    let seat = Seat::from_request_parts(&mut parts, &web).await;
    let form: Result<Form<Sent>, FormRejection> = Request::from_parts(parts, body).extract().await;
    let Ok(Form(form)) = form else {
        let words = "What was sent is too long, or it does not come from a page of this meeting.";
        return answer(is_script, StatusCode::PAYLOAD_TOO_LARGE, words, "");
    };
    let typed = typed(&form);
    let seat = match seat {
        Ok(seat) => seat,
        Err(refused) if refused.status() == StatusCode::UNAUTHORIZED => return lost_with(&typed),
        Err(refused) => return refused,
    };
    let hash = seat.token.hash();
    if !web.inner.throttles.may_press(&hash, web.now_secs()) {
        let words =
            "That was more than 10 presses in 10 seconds. Nothing of this one was done: wait a moment, then try again.";
        return answer(is_script, StatusCode::TOO_MANY_REQUESTS, words, &typed);
    }
    match web.done(&seat, &hash, form).await {
        Ok(Done::Taken) if is_script => StatusCode::NO_CONTENT.into_response(),
        Ok(Done::Taken) => Redirect::to("./").into_response(),
        Ok(Done::Stale(words)) => answer(is_script, StatusCode::CONFLICT, &words, &typed),
        Ok(Done::Unknown) => {
            answer(is_script, StatusCode::BAD_REQUEST, "This form is not one of this meeting. Reload the page.", &typed)
        }
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "a press could not be recorded");
            let words =
                "This could not be recorded, because the store does not answer. Try again: it is then done once.";
            answer(is_script, StatusCode::SERVICE_UNAVAILABLE, words, &typed)
        }
    }
}

/// What became of a press that came in time.
enum Done {
    Taken,
    /// What the button was about is no longer so.
    Stale(String),
    Unknown,
}

fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|value| value.starts_with("application/json"))
}

fn answer(is_script: bool, status: StatusCode, words: &str, typed: &str) -> Response {
    if is_script {
        return (status, axum::response::Html(words.to_owned())).into_response();
    }
    told(status, words, Some(typed).filter(|typed| !typed.is_empty()), Some("./"))
}

/// The words among what was sent, which nobody may lose.
fn typed(sent: &Sent) -> String {
    let words = sent.iter().filter(|(name, _)| !OWN.contains(&name.as_str()));
    words.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join("\n")
}

fn value<'a>(sent: &'a Sent, name: &str) -> Option<&'a str> {
    sent.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

impl Web {
    async fn done(&self, seat: &Seat, hash: &str, form: Sent) -> anyhow::Result<Done> {
        let (Some(row), Some(once)) = (value(&form, "press"), value(&form, "once").filter(|once| !once.is_empty()))
        else {
            return Ok(Done::Unknown);
        };
        let id = press_id(hash, once, &form);
        let what = match row {
            SAY => What::Said { text: value(&form, "text").unwrap_or_default().replace("\r\n", "\n") },
            UNSAY => What::Deleted { message: value(&form, "message").unwrap_or_default().to_owned() },
            row => {
                if crate::command::find(row).is_none() {
                    return Ok(Done::Unknown);
                }
                let values = form.iter().filter(|(name, _)| !OWN.contains(&name.as_str())).cloned().collect();
                let seen = seen_by(&form);
                // The group is asked again when the press is taken; here, so that the words that were typed come back.
                if let Some(seen) = seen {
                    let still = self.bot().with_group(&seat.holder.group, |group| group.still_as(seen)).await?;
                    if let (Err(refusal), false) = (still, self.bot().store().is_seen(&id).await?) {
                        return Ok(Done::Stale(refusal.to_string()));
                    }
                }
                What::Asked(Asked { row: row.to_owned(), values, seen, about: None })
            }
        };
        let at = self.bot().clock().now();
        let incoming = Incoming::in_room(seat.room.clone(), at, id.clone(), seat.sender.clone(), what);
        self.attend(&seat.holder.group).await;
        self.hub().note_press(hash, &id);
        match &incoming.what {
            // People in the room see what is typed there, whether or not it is recorded.
            What::Said { text } if !text.trim().is_empty() => self.hub().say(&seat.room, &id, &seat.sender, text),
            What::Deleted { message } if message.starts_with(&press_prefix(hash)) => {
                self.hub().unsay(&seat.room, message);
            }
            What::Deleted { .. } => return Ok(Done::Unknown),
            _ => {}
        }
        let received = self.bot().receive(&incoming).await;
        if received.is_err() {
            self.hub().unsay(&seat.room, &id);
        }
        received.map(|()| Done::Taken)
    }
}

/// What ids of a seat's presses begin with.
fn press_prefix(seat: &str) -> String {
    format!("{}:{}:", super::PLATFORM, &seat[..16])
}

/// The id of a press: its page, and what was sent, so that other words from the same page are another press.
fn press_id(seat: &str, once: &str, form: &Sent) -> String {
    let mut digest = Sha256::new();
    digest.update(once);
    for (name, value) in form.iter().filter(|(name, _)| name != "seen") {
        digest.update([0]);
        digest.update(name);
        digest.update([1]);
        digest.update(value);
    }
    format!("{}{}", press_prefix(seat), hex(&digest.finalize()[..12]))
}

/// A short name for something that is the same every time.
pub(super) fn short_hash(words: &str) -> String {
    hex(&Sha256::digest(words)[..6])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `7:*`, `7:-`, `7:3`: the meeting and the item that a button saw.
fn read_seen(typed: &str) -> Option<Seen> {
    let (meeting, item) = typed.split_once(':')?;
    let item = match item {
        "*" => SeenItem::Any,
        "-" => SeenItem::None,
        number => SeenItem::Open(number.parse().ok()?),
    };
    Some(Seen { meeting: meeting.parse().ok()?, item })
}

/// What a button saw, and the proposal (`P2`) or poll (`poll 1`) that it is about.
fn seen_by(form: &Sent) -> Option<Seen> {
    let seen = value(form, "seen").and_then(read_seen)?;
    let about = value(form, "about").and_then(|about| {
        let of = |start: &str| about.strip_prefix(start)?.parse().ok();
        of("P").map(SeenItem::Proposal).or_else(|| of("poll ").map(SeenItem::Poll))
    });
    Some(about.map_or(seen, |item| Seen { item, ..seen }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn no_value_of_a_command_is_called_as_a_field_of_every_form() {
        for row in crate::command::rows() {
            for argument in row.arguments {
                assert!(!OWN.contains(&argument.name), "!{} takes {}", row.name, argument.name);
            }
        }
    }

    #[test]
    fn a_press_is_the_same_by_its_page_and_its_words() {
        let seat = "0123456789abcdef0123456789abcdef";
        let first = press_id(seat, "o1", &sent(&[("press", "raise"), ("once", "o1")]));
        assert!(first.starts_with("web:0123456789abcdef:"), "{first}");
        assert_eq!(first, press_id(seat, "o1", &sent(&[("press", "raise"), ("once", "o1"), ("seen", "7:*")])));
        for other in [
            press_id(seat, "o2", &sent(&[("press", "raise"), ("once", "o1")])),
            press_id(seat, "o1", &sent(&[("press", "lower"), ("once", "o1")])),
            press_id(seat, "o1", &sent(&[("press", "raise"), ("once", "o1"), ("words", "b")])),
            press_id("fedcba9876543210", "o1", &sent(&[("press", "raise"), ("once", "o1")])),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn what_a_button_saw_is_read() {
        assert_eq!(read_seen("7:*"), Some(Seen { meeting: 7, item: SeenItem::Any }));
        assert_eq!(read_seen("7:-"), Some(Seen { meeting: 7, item: SeenItem::None }));
        assert_eq!(read_seen("7:3"), Some(Seen { meeting: 7, item: SeenItem::Open(3) }));
        for odd in ["", "7", "x:*", "7:x", "99999999999:*"] {
            assert_eq!(read_seen(odd), None, "{odd}");
        }
    }

    #[test]
    fn nothing_typed_is_forgotten() {
        assert_eq!(typed(&sent(&[("press", ":say"), ("once", "x"), ("text", "long words")])), "long words");
    }
}
