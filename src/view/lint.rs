//! What to look at before a mail goes out: what lists hold mail for, and what is missing or should not be public.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::letter::Attachment;
use super::minutes::{Contribution, Minutes, TURN_CHARS};
use super::replies;
use crate::group::Group;
use crate::group::event::DELETED;
use crate::text::{Block, Text};

/// Something like a mail address (RFC 5322, clause 3.4.1, without what nobody writes).
static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+").ok());

/// What a list may hold the mail for, and what should not be in it.
pub(super) fn of_mail(group: &Group, subject: &str, body: &str, attached: &[Attachment]) -> Vec<String> {
    let mut problems = Vec::new();
    let size = mail_bytes(body, attached);
    if size > LIST_LIMIT_BYTES {
        let kilobytes = size / 1_000;
        problems.push(format!(
            "Many lists hold mail of more than 40 kB for a moderator; this one has about {kilobytes} kB."
        ));
    }
    let lines = [subject].into_iter().chain(body.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT_LINES));
    if let Some(line) = lines.into_iter().find(|line| looks_like_command(line)) {
        problems.push(format!("A list may take “{line}” for a command and hold the mail; give the group another name in the configuration."));
    }
    let own = [&group.charter.list, &group.charter.reply_to];
    // What the configuration says at every opening is meant to be public.
    let is_said = |address: &str| group.charter.opening_words.iter().any(|words| words.contains(address));
    let is_own = |address: &str| {
        is_said(address) || own.iter().any(|own| own.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(address)))
    };
    let addresses = ADDRESS.iter().flat_map(|pattern| pattern.find_iter(body)).map(|found| found.as_str());
    if let Some(address) = addresses.into_iter().find(|address| !is_own(address)) {
        problems.push(format!("The text has the address {address}, which archives make public."));
    }
    if body.contains(DELETED) {
        problems.push(format!("The text says {DELETED} where words were deleted."));
    }
    problems
}

/// What the meeting was asked for and has not said.
pub(super) fn of_meeting(group: &Group, meeting: u32) -> Vec<String> {
    let is_latest = group.finished.as_ref().is_some_and(|finished| finished.number == meeting);
    if is_latest { replies::missing(group) } else { Vec::new() }
}

/// What was said without the floor and is not in the minutes.
pub(super) fn of_remarks(minutes: &Minutes) -> Option<String> {
    const SHOW: &str = "To see them, and to take some in: !minutes remarks";
    match minutes.remarks.iter().filter(|remark| !remark.is_taken).count() {
        0 => None,
        1 => Some(format!("1 remark without the floor is not in the minutes. {SHOW}")),
        several => Some(format!("{several} remarks without the floor are not in the minutes. {SHOW}")),
    }
}

/// Turns that the minutes cut, by speaker.
pub(super) fn of_turns(minutes: &Minutes) -> Option<String> {
    let mut cut: BTreeMap<&str, usize> = BTreeMap::new();
    for contribution in minutes.sections.iter().flat_map(|section| &section.contributions) {
        match contribution {
            Contribution::Turn { speaker, words, .. } if words.chars().count() > TURN_CHARS => {
                *cut.entry(speaker).or_default() += 1;
            }
            Contribution::Turn { .. } | Contribution::Summary { .. } | Contribution::Subtopic { .. } => {}
        }
    }
    if cut.is_empty() {
        return None;
    }
    let turns = |(speaker, count): (&str, usize)| match count {
        1 => speaker.to_owned(),
        _ => format!("{speaker} ({count} times)"),
    };
    let speakers: Vec<String> = cut.into_iter().map(turns).collect();
    let speakers = speakers.join(", ");
    Some(format!(
        "What these speakers said in one go is cut to {TURN_CHARS} characters: {speakers}. To reword a line: !minutes lines, then !minutes edit."
    ))
}

/// The problems as the room reads them; nothing when there are none.
pub(super) fn told(problems: Vec<String>) -> Text {
    let mut text = Text::default();
    if !problems.is_empty() {
        text.paragraph(["Before it goes out, look at this:".into()]);
        text.push(Block::List(problems.into_iter().map(|problem| vec![problem.into()]).collect()));
    }
    text
}

/// Size of a whole mail on its way.
pub fn mail_bytes(body: &str, attached: &[Attachment]) -> usize {
    mailed_bytes(body) + attached.iter().map(Attachment::mailed_bytes).sum::<usize>()
}

/// Size of the message on its way: quoted-printable (RFC 2045, clause 6.7) writes three bytes for
/// whatever is not plain ASCII, and the head has its share.
fn mailed_bytes(body: &str) -> usize {
    const HEAD_BYTES: usize = 1_000;
    let is_plain = |byte: &u8| byte.is_ascii() && *byte != b'=';
    let plain = body.bytes().filter(is_plain).count();
    HEAD_BYTES + plain + 3 * (body.len() - plain)
}

/// What list managers obey when it is in the subject or the first lines (platforms' manuals:
/// Mailman, Majordomo).
fn looks_like_command(line: &str) -> bool {
    let lower = line.trim().to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    match words.as_slice() {
        [
            "help" | "info" | "who" | "subscribe" | "unsubscribe" | "remove" | "lists" | "options" | "join" | "leave"
            | "confirm",
            ..,
        ] => true,
        ["set", rest @ ..] => rest.len() == 3,
        _ => false,
    }
}

/// Mailman's default for the whole message.
pub const LIST_LIMIT_BYTES: usize = 40_000;
const LOOKED_AT_LINES: usize = 5;
