//! What chat programs and meeting tools save and export, and notes that people type. docs/replay.md names the version of each
//! program whose form is read here.

mod addressed;
mod cues;
mod draft;
mod exports;
mod headed;
mod notes;
mod objects;
mod packed;
mod pages;
mod people;
mod stamps;
mod tables;
mod talk;
mod tree;
mod voices;
mod wrapped;

use headed::Shape;
use pages::Page;
use wrapped::Inside;

use super::days::Day;
use super::{Log, stamp};

pub use packed::{Part, read_packed};
pub use people::is_record;

/// Whose form a text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `Topic: …`, `Ana: …`, `RESOLVED: …`, without times.
    Notes,
    /// A chat that Zoom saved, in either form.
    Zoom,
    /// What is copied from Teams, and its transcripts.
    Teams,
    Webex,
    /// Google Meet's chats and transcripts.
    Meet,
    Jitsi,
    BigBlueButton,
    /// `WebVTT`, `SubRip` and their kind.
    Transcript,
    /// What is copied from Slack, and its exports.
    Slack,
    Zulip,
    Mattermost,
    Telegram,
    WhatsApp,
    Pidgin,
    /// A page with a chat in it.
    Page,
    /// Lines of columns, the first of which names them.
    Table,
    Markdown,
    Mail,
}

/// Whether the beginning of a text is that of a transcript, as far as it tells.
pub fn may_be_transcript(head: &str) -> bool {
    let head = head.trim_start_matches('\u{feff}');
    cues::is_transcript(head)
        || head.starts_with(wrapped::JIGASI)
        || talk::is_of_meet(head)
        || head.trim_start().starts_with('{') && exports::form_of(head) == Some(Form::Jitsi)
}

/// So deep one thing is looked for inside another: a log in a page in a mail.
const DEPTH: u8 = 3;

/// Reads a text in the form that it has.
///
/// Nothing where it has none of these.
///
/// # Errors
/// A sentence that says why nothing of it can be read.
pub fn read(text: &str, is_json: bool) -> Option<Result<Log<'static>, String>> {
    read_at(text, is_json, DEPTH)
}

fn read_at(text: &str, is_json: bool, depth: u8) -> Option<Result<Log<'static>, String>> {
    let depth = depth.checked_sub(1)?;
    let starts = text.trim_start();
    if is_json || starts.starts_with('{') {
        let Some(form) = exports::form_of(starts) else { return objects::read(text) };
        return match form {
            Form::Mattermost => Some(exports::mattermost(text)),
            _ if !is_json => None,
            form => Some(read_export(text, form)),
        };
    }
    if pages::is_page(text) {
        return Some(page(text, depth));
    }
    if cues::is_transcript(text) {
        return Some(Ok(cues::read(text)));
    }
    if text.starts_with(wrapped::JIGASI) {
        return Some(Ok(wrapped::jigasi(text)));
    }
    if wrapped::is_mail(text) {
        return Some(mail(text, depth));
    }
    if let Some(log) = talk::read(text) {
        return Some(Ok(log));
    }
    if tables::is_table(text) {
        return Some(tables::read(text));
    }
    if let Some(table) = wrapped::in_markdown_table(text) {
        return Some(tables::read(&table));
    }
    if let Some(shape) = headed::shape_of(text) {
        return Some(Ok(headed::read(text, shape)));
    }
    if let Some(inside) = wrapped::in_markdown(text) {
        return Some(take_out(&inside, depth));
    }
    notes::looks_like(text).then(|| Ok(notes::read(text)))
}

fn read_export(text: &str, form: Form) -> Result<Log<'static>, String> {
    match form {
        Form::Slack => exports::slack(&[text], std::collections::BTreeMap::new()),
        Form::Telegram => exports::telegram(text),
        Form::Zulip => exports::zulip(text),
        Form::Jitsi => exports::jitsi(text),
        _ => exports::mattermost(text),
    }
}

/// Reads a text in a form that is named.
///
/// # Errors
/// A sentence that says why nothing of it can be read.
pub fn read_as(text: &str, form: Form, is_json: bool) -> Result<Log<'static>, String> {
    let shapes: &[Shape] = match form {
        Form::Notes => return Ok(notes::read(text)),
        Form::Transcript if !cues::is_transcript(text) => return Ok(talk::read(text).unwrap_or_default()),
        Form::Transcript => return Ok(cues::read(text)),
        Form::Page => return page(text, DEPTH),
        Form::Table => return tables::read(text),
        Form::Mail => return mail(text, DEPTH),
        Form::Markdown => {
            let inside = wrapped::in_markdown(text).ok_or("no log was found in the Markdown")?;
            return take_out(&inside, DEPTH);
        }
        Form::Slack | Form::Telegram | Form::Zulip | Form::Jitsi | Form::Mattermost if is_json => {
            return read_export(text, form);
        }
        Form::Jitsi => return Ok(wrapped::jigasi(text)),
        Form::Meet if talk::is_of_meet(text) => return Ok(talk::read(text).unwrap_or_default()),
        Form::Zoom => &[Shape::Recorded, Shape::FromTo],
        Form::Webex => &[Shape::FromTo, Shape::Behind],
        Form::BigBlueButton => &[Shape::Role],
        Form::WhatsApp => &[Shape::Dashed, Shape::Square],
        Form::Pidgin => &[Shape::Round],
        Form::Telegram => &[Shape::Behind, Shape::Square, Shape::SquareAbove],
        Form::Teams | Form::Slack | Form::Zulip | Form::Mattermost | Form::Meet => {
            &[Shape::Square, Shape::SquareAbove, Shape::Behind, Shape::TwoLines]
        }
    };
    let found = headed::shape_of(text).filter(|shape| shapes.contains(shape)).or(shapes.first().copied());
    match found {
        Some(shape) => match headed::read(text, shape) {
            log if log.lines.is_empty() => read(text, is_json).unwrap_or(Ok(log)),
            log => Ok(log),
        },
        None => Ok(Log::default()),
    }
}

fn page(text: &str, depth: u8) -> Result<Log<'static>, String> {
    let (text, day) = match pages::read(text) {
        Page::Chat(log) => return Ok(*log),
        Page::Text(text, day) => (text, day),
    };
    let inside = Inside { text, day, ..Inside::default() };
    take_out(&inside, depth).map_err(|_| {
        "this is a web page, and no chat was found in it; take the log that it was made from, for example …-irc.txt"
            .to_owned()
    })
}

fn mail(text: &str, depth: u8) -> Result<Log<'static>, String> {
    let found = wrapped::in_mail(text);
    let logs = found.iter().filter_map(|inside| take_out(inside, depth).ok());
    logs.max_by_key(|log| log.lines.len()).ok_or_else(|| "no log was found in the mail".to_owned())
}

/// Reads what was inside something else.
fn take_out(inside: &Inside, depth: u8) -> Result<Log<'static>, String> {
    let read = read_at(&inside.text, false, depth);
    let as_log = || Ok(super::written::read(&inside.text, super::written::looks_like(&inside.text)).into_owned());
    let mut log = read.unwrap_or_else(as_log)?;
    if log.lines.iter().all(|line| line.kind == super::Kind::Notice) {
        return Err("there is no log in it".to_owned());
    }
    log.told.extend(inside.told.clone());
    if log.date.is_none() && inside.day.is_some() {
        log.date = inside.day;
        log.told.extend(inside.day_told.clone());
    }
    if log.room.is_none() {
        log.room.clone_from(&inside.title);
    }
    Ok(log)
}

/// Reads a line before the first message, in which programs say what the log is of.
fn preamble(line: &str, number: u32, log: &mut Log<'_>) {
    let line = line.trim();
    if line.is_empty() || line.starts_with("====") || line.starts_with("Guild: ") || line.starts_with("Topic: ") {
        return;
    }
    if let Some(channel) = line.strip_prefix("Channel: ") {
        log.room = Some(channel.rsplit(" / ").next().unwrap_or(channel).to_owned());
        return;
    }
    let day = stamps::day_within(line);
    log.date = log.date.or(day);
    if day.is_some() || line.starts_with("system: ") {
        return;
    }
    match stamp::first_day_in(line).filter(|stamp| matches!(stamp.day, Some(Day::Numbers(_)))) {
        Some(stamp) => log.begin_on(&stamp),
        None => log.cannot_read(number, line),
    }
}
