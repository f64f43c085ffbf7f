//! Chats whose messages begin with a line that says who and when; the words stand behind it or on the lines below.
//!
//! Programs differ in how that line is written, and each way is told by its shape.

use super::super::written::is_of_nick;
use super::super::{Kind, Log};
use super::addressed;
use super::draft::Draft;
use super::people::{bare_name, looks_like_name, may_be_name, speaker};
use super::preamble;
use super::stamps::{is_stamp, since_start};

/// How the heads of messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `00:02:17 TAB Ana Lima: TAB text`: the chat of a recording of Zoom.
    Recorded,
    /// `14:00:00 From Ana Lima to Everyone : text`, or the text on the next lines: a saved chat of Zoom or Webex.
    FromTo,
    /// `[14:00] [Ana Lima : MODERATOR]: text`: `BigBlueButton`.
    Role,
    /// `(14:00:00) ana: text`: Pidgin.
    Round,
    /// `8.12.2026, 14:00 - Ana Lima: text`: Element and `WhatsApp`.
    Dashed,
    /// `[8.12.2026, 14:00] Ana Lima: text`: `WhatsApp` on an iPhone, Telegram, Teams.
    Square,
    /// `[8.12.2026 14:00] Ana Lima`, the text below: `DiscordChatExporter`, Teams.
    SquareAbove,
    /// `Ana Lima, [8.12.2026 14:00]`, `Ana Lima  2:00 PM`, `Ana Lima — Today at 14:00`; the text below.
    Behind,
    /// `Ana Lima` and `2:00 PM` on two lines, the text below: Slack, Google Meet.
    TwoLines,
}

impl Shape {
    pub const ALL: [Shape; 9] = [
        Shape::Recorded,
        Shape::FromTo,
        Shape::Role,
        Shape::Round,
        Shape::Dashed,
        Shape::Square,
        Shape::SquareAbove,
        Shape::Behind,
        Shape::TwoLines,
    ];

    /// Whether the words follow on the lines below.
    fn has_words_below(self) -> bool {
        matches!(self, Shape::SquareAbove | Shape::Behind | Shape::TwoLines)
    }
}

/// The first line of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head<'a> {
    pub stamp: &'a str,
    /// Nobody where the program itself says something.
    pub who: &'a str,
    pub words: &'a str,
    pub kind: Kind,
    pub is_private: bool,
}

impl<'a> Head<'a> {
    pub fn said(stamp: &'a str, who: &'a str, words: &'a str) -> Head<'a> {
        Head { stamp: stamp.trim(), who: bare_name(who), words: words.trim(), kind: Kind::Said, is_private: false }
    }

    fn notice(stamp: &'a str, words: &'a str) -> Head<'a> {
        Head { kind: Kind::Notice, ..Head::said(stamp, "", words) }
    }
}

/// Lines that are looked at to find the shape.
const LOOKED_AT: usize = 400;

/// The shape of a text, where it has one.
pub fn shape_of(text: &str) -> Option<Shape> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT).collect();
    if head_of_export(&lines) > 0 {
        return Some(Shape::SquareAbove);
    }
    // In a log of IRC a line of another shape is what somebody does.
    if lines.iter().filter(|line| is_of_nick(line)).count() * 2 > lines.len() {
        return None;
    }
    Shape::ALL.into_iter().find(|shape| fits(*shape, &lines))
}

/// How many lines `DiscordChatExporter` writes above the first message: between two lines of marks the guild, the channel, its
/// topic (of any number of lines), and what was asked for.
fn head_of_export(lines: &[&str]) -> usize {
    const LONGEST_HEAD: usize = 60;
    let is_mark = |line: &&str| line.starts_with("==========") && line.trim_end().bytes().all(|byte| byte == b'=');
    if !lines.first().is_some_and(is_mark) {
        return 0;
    }
    let Some(end) = lines.iter().skip(1).take(LONGEST_HEAD).position(is_mark) else { return 0 };
    let head = &lines[1..=end];
    let has = |label: &str| head.iter().any(|line| line.starts_with(label));
    if has("Guild: ") && has("Channel: ") { end + 2 } else { 0 }
}

fn fits(shape: Shape, lines: &[&str]) -> bool {
    let is_indented = has_indented_stamp(lines);
    let is_head: Vec<bool> = (0..lines.len()).map(|at| head_at(shape, lines, at, is_indented).is_some()).collect();
    let heads = is_head.iter().filter(|is| **is).count();
    let Some(first) = is_head.iter().position(|is| *is) else { return false };
    if first > 8 || heads == 0 {
        return false;
    }
    // Nothing else looks like two of these, however long the words below them are.
    if shape == Shape::FromTo && heads > 1 && first <= 1 {
        return true;
    }
    if !shape.has_words_below() {
        return heads * 4 >= lines.len() - first || heads > 1 && first == 0 && heads * 12 >= lines.len();
    }
    // A head has words below it, but for the last one.
    let with_words = is_head.windows(2).filter(|two| two[0] && !two[1]).count();
    first <= 8 && with_words > 0 && with_words * 10 >= heads * 7 && heads * 20 >= lines.len() - first
}

/// The head that begins with this line; what belongs to it of the line above is `TwoLines`' affair.
fn head_at<'a>(shape: Shape, lines: &[&'a str], at: usize, is_indented: bool) -> Option<Head<'a>> {
    let line = lines[at].trim_end();
    match shape {
        Shape::Recorded => recorded(line),
        Shape::FromTo => addressed::head(line),
        Shape::Role => role(line),
        Shape::Round => round(line),
        Shape::Dashed => dashed(line),
        Shape::Square => square(line),
        Shape::SquareAbove => square_above(line),
        Shape::Behind => behind(line),
        Shape::TwoLines => {
            let below = lines.get(at + 1)?;
            let (stamp, who) = (stamp_alone(below), line.trim());
            let is_name = looks_like_name(who) && !is_stamp(who) && !line.starts_with([' ', '\t']);
            let is_apart =
                if is_indented { below.starts_with([' ', '\t']) } else { !who.starts_with(char::is_lowercase) };
            (is_stamp(stamp) && is_name && is_apart).then(|| Head::said(stamp, who, ""))
        }
    }
}

/// Slack indents the time below a name, and not the times of more messages of the same person.
fn has_indented_stamp(lines: &[&str]) -> bool {
    lines.iter().any(|line| line.starts_with([' ', '\t']) && is_stamp(stamp_alone(line)))
}

/// `2:00 PM`, and `[2:00 PM]`.
fn stamp_alone(line: &str) -> &str {
    let line = line.trim();
    line.strip_prefix('[').and_then(|open| open.strip_suffix(']')).unwrap_or(line)
}

fn recorded(line: &str) -> Option<Head<'_>> {
    // Some that people keep have a space behind the time.
    let (stamp, rest) = line.split_once(['\t', ' '])?;
    let is_tabbed = line.as_bytes().get(stamp.len()) == Some(&b'\t');
    // Whatever stands between the tabs is the name.
    let bounded = rest.split_once(":\t").filter(|(who, _)| may_stand_alone(who));
    let (who, words) = bounded
        .filter(|(who, _)| is_tabbed || may_be_name(who))
        .or_else(|| rest.strip_suffix(':').filter(|who| is_tabbed && may_be_name(who)).map(|who| (who, "")))?;
    (since_start(stamp).is_some() && !who.contains('\t')).then(|| Head::said(stamp, who, words))
}

/// No name that Zoom takes is longer.
fn may_stand_alone(who: &str) -> bool {
    !who.trim().is_empty() && who.chars().count() <= 80 && !who.contains("://")
}

fn role(line: &str) -> Option<Head<'_>> {
    let (stamp, rest) = line.strip_prefix('[')?.split_once("] ")?;
    let (who, words) = rest.strip_prefix('[')?.split_once("]:")?;
    let (who, role) = who.rsplit_once(" : ")?;
    let is_role = role.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    (is_stamp(stamp) && is_role).then(|| Head::said(stamp, who, words))
}

fn round(line: &str) -> Option<Head<'_>> {
    let (stamp, rest) = line.strip_prefix('(')?.split_once(')')?;
    if !is_stamp(stamp) {
        return None;
    }
    let rest = rest.trim_start();
    if let Some(done) = rest.strip_prefix("***") {
        let who = done.split(' ').next().unwrap_or_default();
        return Some(Head { kind: Kind::Emote, ..Head::said(stamp, who, done) });
    }
    // `*ana* text` is whispered, and `ana <AUTO-REPLY>: text` is a machine's.
    if let Some((who, words)) = rest.strip_prefix('*').and_then(|open| open.split_once("* ")) {
        return Some(Head { is_private: true, ..Head::said(stamp, who, words) });
    }
    // `The topic for #room is: Rows` is nobody's.
    Some(match speaker(rest).filter(|(who, _)| !who.contains('#')) {
        Some((who, words)) => Head::said(stamp, who, words),
        None => Head::notice(stamp, rest),
    })
}

fn dashed(line: &str) -> Option<Head<'_>> {
    let line = line.trim_start_matches(['\u{200e}', '\u{200f}']);
    let (stamp, rest) = line
        .match_indices(" - ")
        .take(3)
        .map(|(at, _)| (&line[..at], &line[at + 3..]))
        .find(|(stamp, _)| is_stamp(stamp))?;
    if let Some(done) = rest.strip_prefix("* ") {
        let who = done.split(' ').next().unwrap_or_default();
        return Some(Head { kind: Kind::Emote, ..Head::said(stamp, who, done) });
    }
    Some(match speaker(rest) {
        Some((_, "Message deleted" | "This message was deleted" | "You deleted this message")) => {
            Head::notice(stamp, rest)
        }
        Some((who, words)) => Head::said(stamp, who, without_quoted(words)),
        None => Head::notice(stamp, rest),
    })
}

/// `<@bo:example.org "is row 4 joint?"> it is`: what is said after the quoted words.
fn without_quoted(words: &str) -> &str {
    let quoted = words.strip_prefix("<@").and_then(|quoted| quoted.split_once("\"> "));
    quoted.map_or(words, |(_, said)| said)
}

fn square(line: &str) -> Option<Head<'_>> {
    let line = line.trim_start_matches(['\u{200e}', '\u{200f}']);
    let (stamp, rest) = line.strip_prefix('[')?.split_once(']')?;
    // Without a day it may be the log of any program, which is read elsewhere.
    let is_dated = stamp.len() > 11 || stamp.contains(',');
    let is_compact = rest.starts_with(|c: char| c.is_alphanumeric());
    if !is_stamp(stamp) || !(is_dated || is_compact) {
        return None;
    }
    let (who, words) = speaker(rest.trim_start())?;
    if who.starts_with(['*', '-', '=', '→', '←']) {
        return None;
    }
    // What WhatsApp itself tells of somebody begins with a mark that nobody types: joining, a picture that is left out.
    let head = Head::said(stamp, who, words.trim_start_matches('\u{200e}'));
    Some(if words.starts_with('\u{200e}') { Head { kind: Kind::Notice, ..head } } else { head })
}

fn square_above(line: &str) -> Option<Head<'_>> {
    let (stamp, rest) = line.strip_prefix('[')?.split_once("] ")?;
    let who = rest.trim().trim_end_matches("(pinned)").trim_end();
    let is_head = is_stamp(stamp) && may_be_name(who) && !who.starts_with(['*', '-', '=', '→', '←']);
    is_head.then(|| Head::said(stamp, without_tag(who), ""))
}

/// `ana#1234`, as Discord's names once were.
fn without_tag(name: &str) -> &str {
    match name.rsplit_once('#') {
        Some((name, tag)) if tag.len() == 4 && tag.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => name,
    }
}

fn behind(line: &str) -> Option<Head<'_>> {
    let line = line.trim();
    let line = line.strip_suffix("]:").map_or(line, |_| &line[..line.len() - 1]);
    // `Ana Lima, [8.12.2026 14:00]`, `Ana Lima  [2:00 PM]`
    if let Some((who, stamp)) = line.strip_suffix(']').and_then(|open| open.rsplit_once('[')) {
        let (who, is_bounded) = who.trim_end().strip_suffix(',').map_or((who, false), |who| (who, true));
        // Whatever stands before the comma is the name.
        let is_name = may_be_name(who) || is_bounded && may_stand_alone(who);
        return (is_stamp(stamp) && is_name).then(|| Head::said(stamp, who.trim_end(), ""));
    }
    // `Ana Lima — Today at 2:00 PM`
    for mark in [" — ", "\t", "   ", "  "] {
        if let Some((who, stamp)) = line.split_once(mark) {
            let (stamp, who) = (without_relative_day(stamp.trim()), without_status(who));
            if is_stamp(stamp) && may_be_name(who) && !super::people::is_label(who) {
                return Some(Head::said(stamp, who.trim(), ""));
            }
        }
    }
    // `Ana Lima 2:00 PM`: where one space is all, the name has to look like one.
    let (at, _) = line.match_indices(' ').find(|(at, _)| {
        let rest = &line[at + 1..];
        rest.starts_with(|c: char| c.is_ascii_digit()) && is_stamp(rest)
    })?;
    let who = &line[..at];
    let is_capital = who.split_whitespace().all(|word| !word.starts_with(char::is_lowercase));
    let has_half = line.ends_with(['M', 'm']);
    (looks_like_name(who) && (is_capital || has_half)).then(|| Head::said(&line[at + 1..], who, ""))
}

/// `Ana Lima:house_with_garden:`: Slack's emoji beside a name.
fn without_status(who: &str) -> &str {
    let status = who.trim_end().strip_suffix(':').and_then(|open| open.rsplit_once(':'));
    match status {
        Some((who, emoji)) if !emoji.is_empty() && !emoji.contains(' ') => who,
        _ => who,
    }
}

/// `Today at 2:00 PM`, `Yesterday at 14:00`: the day is that of the copy, which nobody knows.
fn without_relative_day(stamp: &str) -> &str {
    ["Today at ", "Yesterday at ", "Today, ", "Yesterday, ", "today at ", "yesterday at "]
        .iter()
        .find_map(|start| stamp.strip_prefix(start))
        .unwrap_or(stamp)
}

/// Reads a text of that shape.
pub fn read(text: &str, shape: Shape) -> Log<'static> {
    let lines: Vec<&str> = text.lines().collect();
    let is_indented = shape == Shape::TwoLines && has_indented_stamp(&lines);
    let mut draft = Draft::default();
    // Words below a head that is left out are left out too.
    let mut is_left_out = true;
    let mut is_section = false;
    let above = head_of_export(&lines);
    for line in &lines[..above] {
        if let Some(channel) = line.strip_prefix("Channel: ") {
            draft.log.room = Some(channel.rsplit(" / ").next().unwrap_or(channel).to_owned());
        }
    }
    let mut at = above;
    while at < lines.len() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let line = lines[at].trim_end();
        if let Some(head) = head_at(shape, &lines, at, is_indented) {
            at += if shape == Shape::TwoLines { 2 } else { 1 };
            is_section = false;
            is_left_out = head.is_private;
            if head.is_private {
                draft.leave_out();
            } else {
                draft.stamped(number, head.stamp, head.who, head.words, head.kind);
            }
            continue;
        }
        at += 1;
        if draft.log.lines.is_empty() && is_left_out {
            preamble(line, number, &mut draft.log);
            continue;
        }
        // A later message of the same person: Slack writes its time alone.
        if shape == Shape::TwoLines && is_stamp(stamp_alone(line)) {
            if let Some(who) = draft.log.lines.last().map(|line| line.who.to_string()) {
                draft.stamped(number, stamp_alone(line), &who, "", Kind::Said);
            }
            continue;
        }
        if shape == Shape::TwoLines && is_of_slack(line, lines.get(at - 2).copied().unwrap_or_default()) {
            continue;
        }
        is_section |= is_section_mark(line) && shape == Shape::SquareAbove;
        if !is_left_out && !is_section && !line.trim().is_empty() {
            draft.more(line.trim_start_matches(['\t', '\u{200e}']));
        }
    }
    let mut log = draft.finish();
    if above > 0 && log.lines.is_empty() {
        log.told.push("the export holds no messages with words".to_owned());
    }
    name_emotes(&mut log);
    match shape {
        Shape::FromTo | Shape::Recorded => log.lines.iter_mut().for_each(tidy_reply),
        Shape::Dashed | Shape::Square => log.lines.iter_mut().for_each(tidy_edit),
        _ => {}
    }
    log.lines.retain(|line| !line.words.is_empty() || line.kind != Kind::Said);
    log
}

/// Who waves in `* Bo Nyberg waves` is one of those who speak, where one of them is called so.
fn name_emotes(log: &mut Log<'_>) {
    let names: std::collections::BTreeSet<String> =
        log.lines.iter().filter(|line| line.kind == Kind::Said).map(|line| line.who.to_string()).collect();
    for line in log.lines.iter_mut().filter(|line| line.kind == Kind::Emote) {
        let is_start =
            |name: &&String| line.words.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with(' '));
        if let Some(name) = names.iter().filter(is_start).max_by_key(|name| name.len()) {
            let done = line.words[name.len()..].trim_start().to_owned();
            line.who = name.clone().into();
            // One word says who, as where nicks have no spaces.
            line.words = format!("{} {done}", name.replace(' ', "_")).into();
        }
    }
}

/// What Slack shows below a message: reactions with their number, and how many answers there are.
fn is_of_slack(line: &str, above: &str) -> bool {
    let is_emoji = |line: &str| {
        let inside = line.trim().strip_prefix(':').and_then(|open| open.strip_suffix(':'));
        inside.is_some_and(|name| !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == ':'))
    };
    let count = |line: &str| line.bytes().take_while(u8::is_ascii_digit).count();
    let digits = count(line);
    let answers = digits > 0 && matches!(line[digits..].trim(), "reply" | "replies");
    is_emoji(line)
        || digits > 0 && digits == line.len() && is_emoji(above)
        || answers
        || line.starts_with("Last reply ")
        || line == "View thread"
}

/// What `DiscordChatExporter` writes below the words of a message, and below the last one.
fn is_section_mark(line: &str) -> bool {
    matches!(line, "{Attachments}" | "{Embed}" | "{Stickers}" | "{Reactions}") || line.starts_with("=====")
}

/// `WhatsApp` says behind the words that they were changed.
fn tidy_edit(line: &mut super::super::Line<'_>) {
    const EDITED: [&str; 2] = ["<This message was edited>", "<Diese Nachricht wurde bearbeitet.>"];
    if let Some(words) = EDITED.iter().find_map(|mark| line.words.strip_suffix(mark)) {
        line.words = words.trim_end_matches([' ', '\u{200e}']).to_owned().into();
    }
    // `<Media omitted>`, in any language, stands where a picture was.
    let is_picture = |inside: &str| inside.contains(' ') && inside.chars().all(|c| c.is_alphabetic() || c == ' ');
    if line.words.strip_prefix('<').and_then(|open| open.strip_suffix('>')).is_some_and(is_picture) {
        line.words = "".into();
    }
}

/// Zoom says in words that somebody replied or reacted.
fn tidy_reply(line: &mut super::super::Line<'_>) {
    let words = &*line.words;
    // `Reacted to "row 4 is..." with 👍`; some versions leave the marks of quotation out, or put them around the emoji.
    let is_mark = |tail: &str| tail.chars().count() <= 12 && !tail.contains(|c: char| c.is_ascii_alphanumeric());
    let is_reaction = words.starts_with("Reacted to \"")
        || words.starts_with("Reacted to ") && words.rsplit_once(" with ").is_some_and(|(_, tail)| is_mark(tail))
        || words.starts_with("Removed a ") && words.contains(" reaction from ");
    let said = if is_reaction {
        ""
    } else if words.starts_with("Replying to \"") {
        words.split_once('\n').map_or("", |(_, said)| said.trim_start())
    } else {
        return;
    };
    line.words = said.to_owned().into();
}
