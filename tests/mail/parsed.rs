//! Mails as two parsers that are not ours read them: Python's email package, which tells every
//! defect, and mail-parser. They must agree.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};
use serde::Deserialize;

/// A mail as a member of the list got it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Mail {
    defects: Vec<String>,
    pub from_name: String,
    pub from_address: String,
    /// Every header field, decoded, in order.
    headers: Vec<(String, String)>,
    pub content_type: String,
    pub charset: Option<String>,
    pub text: String,
    /// What is in it, but for what only holds others; the text comes first.
    pub parts: Vec<Part>,
    /// The bytes it came in.
    #[serde(skip)]
    pub raw: Vec<u8>,
}

/// A part of a mail.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Part {
    pub content_type: String,
    /// Parameter of the content type (RFC 6047, 2.4).
    pub method: Option<String>,
    pub disposition: Option<String>,
    /// Name of a file.
    pub name: Option<String>,
    pub content: String,
}

impl Mail {
    /// The one value of a header field.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(field, _)| field.eq_ignore_ascii_case(name));
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} is there twice: {:?}", self.headers);
        value
    }

    /// Names of the fields that only a list may make (RFC 2369).
    pub fn list_fields(&self) -> Vec<String> {
        let names = self.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
        names.filter(|name| name.starts_with("list-")).collect()
    }
}

/// Reads mails with both parsers and compares what they found.
pub fn by_both(raw: &[Vec<u8>]) -> anyhow::Result<Vec<Mail>> {
    let mut mails = by_python(raw)?;
    ensure!(mails.len() == raw.len(), "parse.py read {} of {} mails", mails.len(), raw.len());
    for (mail, raw) in mails.iter_mut().zip(raw) {
        mail.raw.clone_from(raw);
        mail.text = mail.text.replace("\r\n", "\n");
        // Line ends belong to the calendar file; those of a text are the mail's.
        for part in mail.parts.iter_mut().filter(|part| part.content_type == "text/plain") {
            part.content = part.content.replace("\r\n", "\n");
        }
        let shown = String::from_utf8_lossy(raw);
        assert_eq!(mail.defects, Vec::<String>::new(), "Python finds defects in\n{shown}");
        agrees(mail, raw).with_context(|| format!("the parsers read this differently:\n{shown}"))?;
    }
    Ok(mails)
}

fn by_python(raw: &[Vec<u8>]) -> anyhow::Result<Vec<Mail>> {
    let script: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "mail", "parse.py"].iter().collect();
    let mut python = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("starting python3")?;
    // A few mails fit into the pipe's other end: Python reads each before it prints.
    let mut input = python.stdin.take().context("python3 has no input")?;
    for mail in raw {
        writeln!(input, "{}", mail.len())?;
        input.write_all(mail)?;
    }
    drop(input);
    let output = python.wait_with_output()?;
    ensure!(output.status.success(), "parse.py failed");
    let lines = String::from_utf8(output.stdout)?;
    lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

fn agrees(mail: &Mail, raw: &[u8]) -> anyhow::Result<()> {
    let parsed = MessageParser::default().parse(raw).context("mail-parser reads nothing")?;
    let sender = parsed.from().and_then(|from| from.first()).context("mail-parser finds no sender")?;
    let ids = |header: &mail_parser::HeaderValue<'_>| {
        let ids = header.as_text_list().unwrap_or_default();
        (!ids.is_empty()).then(|| ids.iter().map(|id| format!("<{id}>")).collect::<Vec<_>>().join(" "))
    };
    let theirs = (
        parsed.subject().map(str::to_owned),
        parsed.message_id().map(|id| format!("<{id}>")),
        ids(parsed.in_reply_to()),
        ids(parsed.references()),
        (sender.name().unwrap_or_default().to_owned(), sender.address().unwrap_or_default().to_owned()),
        parsed.body_text(0).map(|text| text.replace("\r\n", "\n")),
        parts_of(&parsed),
    );
    let owned = |name: &str| mail.header(name).map(str::to_owned);
    let ours = (
        owned("Subject"),
        owned("Message-ID"),
        owned("In-Reply-To"),
        owned("References"),
        (mail.from_name.clone(), mail.from_address.clone()),
        Some(mail.text.clone()),
        mail.parts.clone(),
    );
    ensure!(ours == theirs, "Python: {ours:?}\nmail-parser: {theirs:?}");
    Ok(())
}

fn parts_of(message: &Message) -> Vec<Part> {
    let leaves = message.parts.iter().filter(|part| !matches!(part.body, PartType::Multipart(_)));
    let parts = leaves.map(|part| {
        let kind = part.content_type();
        let content_type = kind.map_or_else(
            || "text/plain".to_owned(),
            |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_ascii_lowercase(),
        );
        let content = String::from_utf8_lossy(part.contents()).into_owned();
        Part {
            method: kind.and_then(|kind| kind.attribute("method")).map(str::to_owned),
            disposition: part.content_disposition().map(|disposition| disposition.ctype().to_owned()),
            name: part.attachment_name().map(str::to_owned),
            content: if content_type == "text/plain" { content.replace("\r\n", "\n") } else { content },
            content_type,
        }
    });
    parts.collect()
}
