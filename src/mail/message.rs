//! From a letter to an RFC 5322 message, after the rules of lists: `Auto-Submitted`
//! (RFC 3834), no `List-*` fields (RFC 2369: only lists make them), own `From`, `Reply-To` the
//! list, one complete plain text part.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};

use crate::text::one_line;
use crate::view::letter::{Attachment, Content, Letter};

/// `Auto-Submitted: auto-generated`: vacation responders keep quiet.
#[derive(Clone, Copy, Debug)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<AutoSubmitted, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(AutoSubmitted::name(), "auto-generated".to_owned())
    }
}

/// `X-Ack: no`: Mailman's automatic response to posts keeps quiet.
#[derive(Clone, Copy, Debug)]
struct NoAck;

impl Header for NoAck {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Ack")
    }

    fn parse(_: &str) -> Result<NoAck, Box<dyn std::error::Error + Send + Sync>> {
        Ok(NoAck)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(NoAck::name(), "no".to_owned())
    }
}

/// Builds the message. `from` is the bot's own address; its domain makes the Message-IDs.
///
/// # Errors
/// An address of the letter is none.
pub fn build(letter: &Letter, from: &Mailbox) -> anyhow::Result<Message> {
    let name = format!("{} via Convenor", one_line(&letter.from_name));
    let id = |left: &str| format!("<{}@{}>", safe(left), from.email.domain());
    let mut builder = Message::builder()
        .from(Mailbox::new(Some(name), from.email.clone()))
        .to(letter.to.parse()?)
        .reply_to(letter.reply_to.parse()?)
        .subject(one_line(&letter.subject))
        .date(SystemTime::from(letter.at))
        .message_id(Some(id(&letter.message_id)))
        .header(AutoSubmitted)
        .header(NoAck);
    if let Some(last) = letter.references.last() {
        let all: Vec<String> = letter.references.iter().map(|left| id(left)).collect();
        builder = builder.in_reply_to(id(last)).references(all.join(" "));
    }
    let text = |body: Body| SinglePart::builder().header(ContentType::TEXT_PLAIN).body(body);
    if letter.attachments.is_empty() {
        return Ok(builder.singlepart(text(whole(&letter.body)))?);
    }
    // The line end that lettre puts after a part belongs to the boundary (RFC 2046, 5.1.1).
    let text = text(Body::new(letter.body.clone()));
    let mut parts = MultiPart::mixed().boundary(boundary(letter)).singlepart(text);
    for attachment in &letter.attachments {
        parts = parts.singlepart(attached(attachment)?);
    }
    Ok(builder.multipart(parts)?)
}

/// The same letter has the same boundary on every run; in base64, quoted-printable and our own plain lines no line
/// begins with it (RFC 2046, 5.1.1).
fn boundary(letter: &Letter) -> String {
    use sha2::{Digest as _, Sha256};
    let digest = Sha256::digest(format!("{}\n{}", letter.message_id, letter.body).as_bytes());
    let digits: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("=_{digits}")
}

fn attached(attachment: &Attachment) -> anyhow::Result<SinglePart> {
    let bytes = match &attachment.content {
        Content::Text(text) => text.clone().into_bytes(),
        Content::Base64(text) => BASE64.decode(text)?,
    };
    // Calendar files keep their own line ends, so they travel in base64 too.
    let body = Body::new_with_encoding(bytes, ContentTransferEncoding::Base64)
        .map_err(|_| anyhow::anyhow!("{} cannot be encoded", attachment.name))?;
    let kind = ContentType::parse(&attachment.kind)?;
    Ok(lettre::message::Attachment::new(attachment.name.clone()).body(body, kind))
}

/// The one body of a message: lettre ends it with a line end of its own. Base64 keeps the text's own inside.
fn whole(text: &str) -> Body {
    let whole = Body::new(text.to_owned());
    match whole.encoding() {
        ContentTransferEncoding::Base64 => whole,
        _ => Body::new(text.strip_suffix('\n').unwrap_or(text).to_owned()),
    }
}

/// The left part of a Message-ID as a dot-atom (RFC 5322, clause 3.2.3).
pub(super) fn safe(left: &str) -> String {
    left.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders as _};

    use super::*;

    fn letter(subject: &str, body: &str) -> Letter {
        Letter {
            message_id: "jcg.7.minutes.2".to_owned(),
            references: vec!["jcg.7.minutes.1".to_owned()],
            at: "2026-12-08T16:00:00Z".parse().expect("an instant"),
            to: "group@lists.example.org".to_owned(),
            reply_to: "group@lists.example.org".to_owned(),
            from_name: "Gruppe Ä, \"B\"\r\nBcc: x@example.org".to_owned(),
            subject: subject.to_owned(),
            body: body.to_owned(),
            attachments: Vec::new(),
        }
    }

    fn from() -> Mailbox {
        "bot@example.org".parse().expect("an address")
    }

    #[test]
    fn a_second_parser_reads_what_was_meant() {
        let body = "Léonie — Ελλάδα\nfrom the start\n.\nend\n";
        let bytes = build(&letter("Minutes — Zürich", body), &from()).expect("a message").formatted();
        let parsed = MessageParser::default().parse(&bytes).expect("a readable message");
        assert_eq!(parsed.subject(), Some("Minutes — Zürich"));
        assert_eq!(parsed.message_id(), Some("jcg.7.minutes.2@example.org"));
        assert_eq!(parsed.in_reply_to().as_text(), Some("jcg.7.minutes.1@example.org"));
        assert_eq!(parsed.body_text(0).map(|text| text.replace("\r\n", "\n")).as_deref(), Some(body));
        assert_eq!(parsed.content_type().map(mail_parser::ContentType::ctype), Some("text"));
        assert_eq!(parsed.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
        assert_eq!(parsed.header_raw("X-Ack").map(str::trim), Some("no"));
        assert!(parsed.headers_raw().all(|(name, _)| !name.to_ascii_lowercase().starts_with("list-")));
    }

    #[test]
    fn nothing_from_outside_becomes_a_header() {
        let bytes = build(&letter("Minutes\r\nBcc: evil@example.org\r\n\r\nbody", "x"), &from())
            .expect("a message")
            .formatted();
        let parsed = MessageParser::default().parse(&bytes).expect("a readable message");
        assert!(parsed.bcc().is_none());
        assert_eq!(parsed.subject(), Some("Minutes Bcc: evil@example.org body"));
    }
}
