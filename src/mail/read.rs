//! From the bytes of a mail to what a group can use of it: who wrote it, how far that is known, which mail it answers,
//! its own words.
//!
//! mail-parser reads the structure (RFC 5322, RFC 2045), charsets and encodings. What it does not do is here: paragraphs
//! that flow (RFC 3676), pages without their quotes, authors whom a list has hidden, and reports of delivery (RFC 3464).

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use mail_parser::{Address, HeaderName, HeaderValue, Message, MessageParser, MimeHeaders as _, PartType};
use sha2::{Digest as _, Sha256};

use super::page;
use crate::text::{clean, one_line};

/// A mail, as far as a group can use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// `mail:` and the Message-ID; the same id again is the same mail.
    pub id: String,
    /// The Message-ID without brackets, where the mail has a sound one.
    pub message_id: Option<String>,
    /// When our side received it.
    pub at: DateTime<Utc>,
    /// Who wrote it. `None`: nobody is named, or several people could be meant.
    pub author: Option<Author>,
    /// Whether a signature or policy of the author's own domain has passed on our server.
    pub is_signed: bool,
    /// Domains for which our server vouches. `None`: it says nothing of this mail.
    pub vouched: Option<Vec<String>>,
    /// The lists that say that it came through them: addresses, and ids (RFC 2919).
    pub lists: Vec<String>,
    /// To whom it was sent.
    pub recipients: Vec<String>,
    /// Message-IDs that it answers, the nearest first.
    pub answers: Vec<String>,
    pub subject: String,
    /// Its words, with what they quote.
    pub text: String,
    pub kind: Kind,
}

/// A person's address and the name in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// In lower case after the `@`.
    pub address: String,
    /// Empty where there is none.
    pub name: String,
}

/// What kind of mail it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Someone wrote it.
    Person,
    /// A mail came back (RFC 3464): its Message-ID, and why in the words of the server.
    Bounce { returned: String, reason: String },
    /// A program wrote it, such as a vacation responder or a list; with the Message-IDs that it quotes.
    Automatic { quoted: Vec<String> },
}

/// Bytes of words that are read; what comes after is not looked at.
const TEXT_BYTES: usize = 1 << 20;
/// Bytes of a mail that is read at all.
pub const MAIL_BYTES: u64 = 25 << 20;
const ID_BYTES: usize = 200;
/// Bytes of a program's mail in which Message-IDs are looked for.
const QUOTED_BYTES: usize = 64 << 10;
/// Message-IDs that are followed, and addresses of each field.
const MANY: usize = 50;

/// A parser for which one field is named reads no other as it would by itself, so all that matter are named.
static PARSER: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .with_mime_headers()
        .with_address_headers()
        .with_message_ids()
        .header_text(HeaderName::Subject)
        .header_address("X-Original-From")
        .default_header_raw()
});

/// Reads a mail. `authserv_id` names the server whose results are believed (RFC 8601). `None`: it has no head.
pub fn read(bytes: &[u8], at: DateTime<Utc>, authserv_id: Option<&str>) -> Option<Received> {
    let mail = PARSER.parse(bytes)?;
    if mail.headers().is_empty() {
        return None;
    }
    let message_id = mail.message_id().map(str::trim).filter(|id| is_sound(id)).map(str::to_owned);
    let id = message_id.as_ref().map_or_else(
        || {
            let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            format!("mail:sha256:{digest}")
        },
        |id| format!("mail:{id}"),
    );
    let vouched = authserv_id.and_then(|server| vouched(&mail, server));
    let lists = lists_of(&mail);
    // Of several authors nobody can tell which one wrote it.
    let from = all(mail.from());
    let from = from.first().filter(|first| from.iter().all(|other| other.address == first.address)).cloned();
    let is_hidden = from.as_ref().is_some_and(|from| is_of_list(&from.address, &lists));
    let author = if is_hidden { hidden_author(&mail, from.as_ref(), &lists) } else { from.clone() };
    let own_domain = author.as_ref().filter(|_| !is_hidden).map(|author| domain(&author.address).to_owned());
    let is_signed = own_domain
        .as_ref()
        .is_some_and(|own| vouched.iter().flatten().any(|(how, passed)| *how != How::Path && is_aligned(passed, own)));
    let kind = kind_of(&mail, from.as_ref(), bytes);
    Some(Received {
        id,
        at,
        author,
        is_signed,
        vouched: vouched.map(|all| all.into_iter().map(|(_, domain)| domain).collect()),
        lists,
        recipients: [mail.to(), mail.cc()].into_iter().flat_map(all).map(|one| one.address).collect(),
        answers: answers(&mail),
        subject: one_line(&clean(mail.subject().unwrap_or_default())),
        text: words_of(&mail),
        kind,
        message_id,
    })
}

fn is_sound(id: &str) -> bool {
    !id.is_empty() && id.len() <= ID_BYTES && id.chars().all(|c| c.is_ascii_graphic())
}

fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// Addresses are the same in whatever case their domain is written (RFC 5321, clause 2.4).
fn folded(address: &str) -> String {
    match address.trim().rsplit_once('@') {
        Some((local, domain)) => format!("{local}@{}", domain.to_lowercase()),
        None => String::new(),
    }
}

fn all(field: Option<&Address<'_>>) -> Vec<Author> {
    let named = |one: &mail_parser::Addr<'_>| {
        let address = one.address().map(folded).filter(|address| !address.is_empty())?;
        let name = one_line(&clean(one.name().unwrap_or_default()));
        Some(Author { address, name: name.trim_matches(['"', '\'', ' ']).to_owned() })
    };
    field.into_iter().flat_map(|field| field.iter()).take(MANY).filter_map(named).collect()
}

/// `<mailto:jcg@lists.example.org>` of List-Post (RFC 2369) and `<jcg.lists.example.org>` of List-Id (RFC 2919).
fn lists_of(mail: &Message<'_>) -> Vec<String> {
    let bracketed = |name: &'static str| {
        let field = mail.header_raw(name).unwrap_or_default();
        let inside = field.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
        inside.map(|(inside, _)| inside.trim().to_lowercase())
    };
    let post = bracketed("List-Post").and_then(|post| post.strip_prefix("mailto:").map(str::to_owned));
    let post = post.map(|post| post.split('?').next().unwrap_or_default().to_owned());
    post.into_iter().chain(bracketed("List-Id")).filter(|list| !list.is_empty()).collect()
}

fn is_of_list(address: &str, lists: &[String]) -> bool {
    let lower = address.to_lowercase();
    lists.iter().any(|list| *list == lower || *list == lower.replace('@', "."))
}

/// The author of a mail in which a list has put its own address into From. A list keeps the author in another field, and
/// an author may have filled such a field in: only if all of them name one person, it is that person.
fn hidden_author(mail: &Message<'_>, from: Option<&Author>, lists: &[String]) -> Option<Author> {
    let shown = from.map(|from| without_via(&from.name)).unwrap_or_default();
    let original = match mail.header("X-Original-From") {
        Some(HeaderValue::Address(address)) => all(Some(address)),
        Some(_) | None => Vec::new(),
    };
    let replies = all(mail.reply_to()).into_iter();
    let copies = all(mail.cc()).into_iter().filter(|copy| !copy.name.is_empty() && copy.name == shown);
    let mut found: Vec<Author> = Vec::new();
    for one in original.into_iter().chain(replies).chain(copies).filter(|one| !is_of_list(&one.address, lists)) {
        match found.iter_mut().find(|known| known.address == one.address) {
            Some(known) if known.name.is_empty() => known.name = one.name,
            Some(_) => {}
            None => found.push(one),
        }
    }
    let [author] = found.as_mut_slice() else { return None };
    let name = if author.name.is_empty() { shown } else { author.name.clone() };
    Some(Author { address: author.address.clone(), name })
}

/// `Ana via Jcg`: the name before the list's, in whatever language the word between them is.
fn without_via(name: &str) -> String {
    let words: Vec<&str> = name.split(' ').collect();
    let via = words.iter().rposition(|word| matches!(word.to_lowercase().as_str(), "via" | "über" | "vía" | "por"));
    via.map_or_else(|| name.to_owned(), |via| words[..via].join(" ")).trim_matches(['"', '\'']).to_owned()
}

/// What a result is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// A signature, or the policy of the domain in From.
    Author,
    /// The way by which the mail came (RFC 7208).
    Path,
}

/// Domains for which our own server vouches: in its topmost results, and in those right below. Anything further down may
/// have been there when the mail came.
fn vouched(mail: &Message<'_>, server: &str) -> Option<Vec<(How, String)>> {
    let mut found: Option<Vec<(How, String)>> = None;
    for header in mail.headers() {
        let name = header.name();
        if name.eq_ignore_ascii_case("Authentication-Results") {
            let results = results_in(header.value().as_text().unwrap_or_default());
            let mut results = results.split(';');
            let id = results.next().and_then(|id| id.split_whitespace().next()).unwrap_or_default();
            if id.eq_ignore_ascii_case(server) {
                found.get_or_insert_with(Vec::new).extend(results.filter_map(passed));
            }
        } else if name.eq_ignore_ascii_case("Received") && found.is_some() {
            break;
        }
    }
    found
}

/// `dkim=pass header.d=example.org`, `dmarc=pass header.from=example.org`, `spf=pass smtp.mailfrom=ana@example.org`.
fn passed(result: &str) -> Option<(How, String)> {
    let result = result.to_lowercase();
    let mut words = result.split_whitespace();
    let (how, keys) = match words.next()? {
        "dkim=pass" => (How::Author, ["header.d=", "header.i="]),
        "dmarc=pass" => (How::Author, ["header.from=", "header.from="]),
        "spf=pass" => (How::Path, ["smtp.mailfrom=", "smtp.mailfrom="]),
        _ => return None,
    };
    let named = keys.iter().find_map(|key| words.clone().find_map(|word| word.strip_prefix(key)))?;
    let named = named.rsplit('@').next()?.to_owned();
    Some((how, named)).filter(|(_, domain)| domain.contains('.'))
}

/// The field without comments, quotes and spaces around `=` (RFC 8601, clause 2.2). What stands in quotes is one value: a
/// sender chooses it, so nothing in it separates results or words.
fn results_in(field: &str) -> String {
    let mut out = String::with_capacity(field.len());
    let (mut depth, mut is_quoted) = (0_usize, false);
    let mut letters = field.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' if is_quoted || depth > 0 => {
                letters.next();
            }
            '"' if depth == 0 => is_quoted = !is_quoted,
            _ if is_quoted => out.push(if c == ';' || c == '=' || c.is_whitespace() { '_' } else { c }),
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '=' => {
                out.truncate(out.trim_end().len());
                out.push('=');
            }
            _ if c.is_whitespace() && out.ends_with('=') => {}
            _ => out.push(c),
        }
        // A comment separates words as a space does.
        if c == ')' && depth == 0 && !is_quoted && !out.ends_with('=') {
            out.push(' ');
        }
    }
    out
}

/// Whether a domain that has passed may speak for another: the same, or one above or below it (RFC 7489, clause 3.1).
pub fn is_aligned(passed: &str, own: &str) -> bool {
    let is_below = |one: &str, other: &str| one.strip_suffix(other).is_some_and(|rest| rest.ends_with('.'));
    passed == own || is_below(passed, own) || is_below(own, passed)
}

/// In-Reply-To, then References from the last to the first (RFC 5322, clause 3.6.4).
fn answers(mail: &Message<'_>) -> Vec<String> {
    let ids = |value: &HeaderValue<'_>| -> Vec<String> {
        match value {
            HeaderValue::Text(id) => vec![id.trim().to_owned()],
            HeaderValue::TextList(ids) => ids.iter().map(|id| id.trim().to_owned()).collect(),
            _ => Vec::new(),
        }
    };
    let references = ids(mail.references()).into_iter().rev();
    ids(mail.in_reply_to()).into_iter().chain(references).filter(|id| is_sound(id)).take(MANY).collect()
}

fn kind_of(mail: &Message<'_>, from: Option<&Author>, bytes: &[u8]) -> Kind {
    let root = mail.content_type();
    let is_report = root.is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("multipart")
            && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"))
    });
    if let Some(bounce) = Some(mail).filter(|_| is_report).and_then(|mail| bounce_of(mail, bytes)) {
        return bounce;
    }
    let field = |name: &'static str| mail.header_raw(name).map(|value| value.trim().to_lowercase());
    // RFC 3834, clause 5: whatever it says but “no”.
    let is_submitted = field("Auto-Submitted").is_some_and(|value| {
        value.split(|c: char| c == ';' || c.is_whitespace()).next().is_none_or(|word| word != "no")
    });
    let has_no_return = field("Return-Path").is_some_and(|path| path == "<>");
    let answers_itself = ["X-Autoreply", "X-Autorespond", "X-Autoresponse"].iter().any(|name| field(name).is_some())
        || field("Precedence").is_some_and(|value| value == "auto_reply");
    let local = from.map(|from| from.address.split('@').next().unwrap_or_default().to_lowercase()).unwrap_or_default();
    let is_role = local == "mailer-daemon"
        || ["owner", "bounces", "request", "confirm", "bounce"].iter().any(|role| {
            let is_of = |local: &str| local.strip_suffix(role).is_some_and(|rest| rest.ends_with(['-', '+']));
            is_of(&local) || local.split_once('+').is_some_and(|(list, _)| is_of(list))
        });
    if is_report || is_submitted || has_no_return || answers_itself || is_role {
        Kind::Automatic { quoted: quoted_ids(mail, bytes) }
    } else {
        Kind::Person
    }
}

/// What may be a Message-ID below the head: servers that return a mail without a report quote its head, and a report may be
/// cut.
fn quoted_ids(mail: &Message<'_>, bytes: &[u8]) -> Vec<String> {
    let body = bytes.get(mail.root_part().offset_body as usize..).unwrap_or_default();
    let body = String::from_utf8_lossy(&body[..body.len().min(QUOTED_BYTES)]);
    let inside = |piece: &str| piece.split_once('>').map(|(id, _)| id.to_owned());
    let ids = body.split('<').skip(1).filter_map(inside).filter(|id| is_sound(id) && id.contains('@'));
    ids.take(MANY).collect()
}

/// A report that a mail was not delivered, with the Message-ID of that mail.
fn bounce_of(mail: &Message<'_>, bytes: &[u8]) -> Option<Kind> {
    let mut reason: Option<String> = None;
    let mut returned: Option<String> = None;
    for part in mail.parts.iter().skip(1).take(MANY) {
        let body = || {
            let end = (part.offset_end as usize).min(bytes.len());
            String::from_utf8_lossy(bytes.get((part.offset_body as usize).min(end)..end).unwrap_or_default())
        };
        if part.is_content_type("message", "delivery-status")
            || part.is_content_type("message", "global-delivery-status")
        {
            reason = reason.or(failure(&body()));
        }
        match &part.body {
            PartType::Message(original) => returned = returned.or_else(|| original.message_id().map(str::to_owned)),
            _ if part.is_content_type("text", "rfc822-headers") => {
                let fields = unfolded(&body());
                let id = fields.iter().find(|(name, _)| name == "message-id").map(|(_, id)| id.clone());
                returned = returned.or(id.map(|id| id.trim_matches(['<', '>', ' ']).to_owned()));
            }
            _ => {}
        }
    }
    let (returned, reason) = (returned.filter(|id| is_sound(id))?, reason?);
    Some(Kind::Bounce { returned, reason: one_line(&clean(&reason)) })
}

/// Why a mail did not reach somebody: the server's words about the first recipient for whom it failed. The fields of each
/// recipient are a paragraph (RFC 3464, clause 2.1).
fn failure(report: &str) -> Option<String> {
    let lines: Vec<&str> = report.lines().map(str::trim_end).collect();
    lines.split(|line| line.is_empty()).find_map(|recipient| {
        let fields = unfolded(&recipient.join("\n"));
        let of = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
        of("action").filter(|action| action.eq_ignore_ascii_case("failed"))?;
        let told = of("diagnostic-code")
            .map(|code| code.split_once(';').map_or(code.clone(), |(_, words)| words.trim().to_owned()));
        Some(told.or_else(|| of("status")).unwrap_or_else(|| "not delivered".to_owned()))
    })
}

/// Fields of a head, names in lower case.
fn unfolded(text: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines().take(500) {
        match line.split_once(':') {
            _ if line.starts_with([' ', '\t']) => {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
            Some((name, value)) => fields.push((name.trim().to_lowercase(), value.trim().to_owned())),
            None => {}
        }
    }
    fields
}

/// The words of a mail: its first part of text, or its page without what the page quotes.
fn words_of(mail: &Message<'_>) -> String {
    let Some(part) = mail.text_bodies().next() else { return String::new() };
    let text = match &part.body {
        PartType::Text(text) => {
            let attribute = |name: &str| {
                let kind = part.content_type()?;
                kind.attribute(name).map(str::to_lowercase)
            };
            if attribute("format").as_deref() == Some("flowed") {
                flowed(bounded(text), attribute("delsp").as_deref() == Some("yes"))
            } else {
                bounded(text).to_owned()
            }
        }
        PartType::Html(html) => page::words(bounded(html)),
        _ => String::new(),
    };
    clean(&text)
}

fn bounded(text: &str) -> &str {
    let mut end = text.len().min(TEXT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Joins lines that flow (RFC 3676): one that ends in a space goes on in the next of the same depth of quoting.
fn flowed(text: &str, deletes_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.len() - line.trim_start_matches('>').len();
        let words = &line[depth..];
        let words = words.strip_prefix(' ').unwrap_or(words);
        let is_signature = words == "-- ";
        let goes_on = words.ends_with(' ') && !is_signature;
        let joins = open == Some(depth) && !is_signature;
        if !joins {
            if !out.is_empty() {
                out.push('\n');
            }
            out.extend(std::iter::repeat_n('>', depth));
            if depth > 0 {
                out.push(' ');
            }
        }
        out.push_str(if goes_on && deletes_space { words.strip_suffix(' ').unwrap_or(words) } else { words });
        open = goes_on.then_some(depth);
    }
    out
}

#[cfg(test)]
mod tests;
