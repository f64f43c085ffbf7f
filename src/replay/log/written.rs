//! Logs that are written line by line. One reader serves all of them: what stands before the name is
//! a time of some form, and the style says how a name is marked.

use std::borrow::Cow;

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta};

use super::colours::without_colours;
use super::days::{Day, date};
use super::heads;
use super::stamp::{self, Stamp};
use super::{Kind, Line, Log, When};
use crate::replay::names::NOBODY;
use crate::text::{has_plain_lines, trimmed};

/// How a line marks the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `<nick> text`.
    Angled,
    /// `nick TAB text`.
    Tabbed,
    /// `time - NAME: text`, as Element exports text.
    Dashed,
    /// `NAME: text`.
    Named,
    /// Neither times nor names: all of it is one person's.
    Nameless,
}

/// Lines that are looked at to find the style.
const LOOKED_AT: usize = 200;

/// The style in which most of the first lines can be read.
pub fn looks_like(text: &str) -> Style {
    // What the server tells, and what people do, is written alike in logs of several styles.
    let is_said = |line: &&str| {
        let (_, rest) = stamp::off(line);
        let is_head = heads::opening(line).or_else(|| heads::opening(rest)).is_some();
        !is_head && starred(rest).is_none()
    };
    let first: Vec<&str> =
        text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT).filter(is_said).collect();
    let fitting = |style: Style| {
        first
            .iter()
            .filter(|line| {
                let line = without_colours(line);
                let (when, rest) = stamp::off(&line);
                let is_marked = style != Style::Tabbed || when.is_some();
                is_marked && name_and_words(rest, style).is_some_and(|(_, _, kind)| kind != Kind::Notice)
            })
            .count()
    };
    // In the order in which a mark is telling: an angled log may have colons in every line.
    let styles = [Style::Angled, Style::Tabbed, Style::Dashed, Style::Named];
    let all = first.len();
    if let Some(style) = styles.into_iter().find(|style| fitting(*style) * 3 > all) {
        return style;
    }
    // A log that somebody typed down has nothing but the lines themselves.
    if first.iter().any(|line| line.starts_with("#startmeeting")) {
        return Style::Nameless;
    }
    // Of several that fit alike the first is meant, and the last is what is found.
    styles.into_iter().rev().max_by_key(|style| fitting(*style)).unwrap_or(Style::Angled)
}

pub fn read(text: &str, style: Style) -> Log<'_> {
    let log = Log { lines: Vec::with_capacity(text.len() / 64), ..Log::default() };
    let mut reader = Reader { log, day: None, style, width: 0, is_after_blank: false };
    let has_colours = !has_plain_lines(text);
    let mut start = 0;
    for (number, end) in (1..).zip(memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()])) {
        let line = text[start..end].trim_end();
        start = end + 1;
        let line = if has_colours { without_colours(line) } else { Cow::Borrowed(line) };
        match line {
            Cow::Borrowed(line) => reader.take(number, line, Cow::Borrowed),
            Cow::Owned(line) => reader.take(number, line.trim_end(), |piece| Cow::Owned(piece.to_owned())),
        }
    }
    let mut log = reader.log;
    if let Some(order) = log.days.orders.settled() {
        log.settle_order(order);
    }
    log.date = log.date.or_else(|| log.first_day());
    log
}

/// Reads line after line.
struct Reader<'a> {
    log: Log<'a>,
    /// The day that the log has named last.
    day: Option<NaiveDate>,
    style: Style,
    /// How many bytes the last line had: a long one may go on in the next.
    width: usize,
    is_after_blank: bool,
}

/// Programs that wrap lines do so at such a width at the earliest.
const WRAPPED_FROM: usize = 60;

impl<'a> Reader<'a> {
    /// Takes a line; `keep` makes what is kept of it.
    fn take<'l>(&mut self, number: u32, line: &'l str, keep: impl Fn(&'l str) -> Cow<'a, str>) {
        if line.is_empty() {
            self.is_after_blank = true;
            return;
        }
        let is_after_blank = std::mem::take(&mut self.is_after_blank);
        self.log.seen += 1;
        if let Some(words) = heads::opening(line) {
            return self.begin_day(stamp::first_day_in(words));
        }
        let (stamp, rest) = stamp::off(line);
        if rest.starts_with(['-', '=', '*', '—', '_', '~'])
            && let Some(day) =
                heads::opening(rest).map(stamp::first_day_in).or_else(|| heads::day_alone(rest).map(of_day))
        {
            return self.begin_day(day);
        }
        let when = stamp.map_or(When::Unknown, |stamp| self.when(stamp));
        if rest.starts_with("< ")
            && let Some([day, month, year]) = stamp.and_then(|stamp| stamp.numbers)
            && let Some(known) = date(year, month, day).filter(|_| of_bouncer(rest).is_some())
        {
            // bip has the day first.
            self.log.days.orders.see_ordered([day, month, year], known);
        }
        match name_and_words(rest, self.style) {
            Some((who, words, kind)) => {
                self.width = line.len();
                self.say(Line { number, when, who: keep(who), words: keep(words), kind });
            }
            None => match heads::day_alone(rest) {
                Some(day) => self.begin_day(of_day(day)),
                None if heads::is_mark(line) => {}
                None if stamp.is_none() && !is_after_blank && self.goes_on(line) => {
                    // Of lines that were wrapped only the last is short.
                    self.width = line.len();
                    self.append(rest, ' ');
                }
                // What follows a message without a time and a name of its own is more of it.
                None if stamp.is_none() && self.style != Style::Angled && !self.log.lines.is_empty() => {
                    self.log.doubtful += usize::from(is_after_blank);
                    self.append(rest, '\n');
                }
                None => self.log.cannot_read(number, line),
            },
        }
    }

    /// The lines that follow are of a day.
    fn begin_day(&mut self, stamp: Option<Stamp>) {
        let Some(stamp) = stamp else { return };
        self.log.begin_on(&stamp);
        if let Some(Day::Date(day)) = stamp.day {
            self.day = Some(day);
        }
    }

    /// Whether a line without a time and a name is the rest of the one before, which a program wrapped.
    fn goes_on(&self, line: &str) -> bool {
        // mIRC begins the rest with a space.
        let is_long = self.width >= WRAPPED_FROM || line.starts_with([' ', '\t']);
        self.style == Style::Angled
            && is_long
            && self.log.lines.last().is_some_and(|last| matches!(last.kind, Kind::Said | Kind::Emote))
    }

    fn append(&mut self, more: &str, between: char) {
        if let Some(last) = self.log.lines.last_mut() {
            let words = last.words.to_mut();
            words.push(between);
            words.push_str(more);
        }
    }

    fn say(&mut self, mut line: Line<'a>) {
        if line.kind == Kind::Said {
            if is_notice(&line.who, &line.words) {
                line.kind = Kind::Notice;
            } else if let Some(asked) = line.words.strip_prefix('\x01') {
                // A request between programs, which some bots write down as words.
                match asked.strip_prefix("ACTION ") {
                    Some(done) => {
                        let done = format!("{} {}", line.who, done.trim_end_matches('\x01'));
                        (line.words, line.kind) = (Cow::Owned(done), Kind::Emote);
                    }
                    None => line.kind = Kind::Notice,
                }
            }
        }
        // `ana!~ana@example.org waves` is said without the address.
        if line.kind == Kind::Emote
            && let Some(address) = line.words.strip_prefix(&*line.who).filter(|rest| rest.starts_with('!'))
        {
            let done = address.split_once(' ').map_or("", |(_, done)| done);
            line.words = Cow::Owned(format!("{} {done}", line.who));
        }
        match audience(&line.who) {
            Some((_, Audience::Operators)) => {
                self.log.aside(line.number, "was said to the operators alone and is left out");
                (line.who, line.words, line.kind) = (Cow::Borrowed(""), Cow::Borrowed(""), Kind::Notice);
            }
            Some((nick, Audience::Room)) => line.who = Cow::Owned(nick.to_owned()),
            None => {}
        }
        self.log.lines.push(line);
    }

    /// The moment of a line, as far as the log has told it by then.
    fn when(&mut self, stamp: Stamp) -> When {
        if let Some(secs) = stamp.epoch {
            self.log.has_no_renames = true;
            return DateTime::from_timestamp(secs, 0).map_or(When::Unknown, When::instant);
        }
        let Some(time) = stamp.time else { return When::Unknown };
        let day = match stamp.day {
            Some(Day::Date(day)) => {
                if let Some(numbers) = stamp.numbers {
                    self.log.days.orders.see_ordered(numbers, day);
                }
                Some(day)
            }
            Some(Day::OfYear { month, day }) => {
                let Some(near) = self.day else { return self.log.undated(Day::OfYear { month, day }, time) };
                let nearest = nearest(near, month, day);
                self.day = nearest.or(self.day);
                nearest
            }
            Some(Day::Numbers(numbers)) => {
                self.log.days.orders.see(numbers, stamp.is_american);
                return self.log.undated(Day::Numbers(numbers), time);
            }
            None => self.day,
        };
        match (day, stamp.offset) {
            (Some(day), Some(offset)) => {
                When::instant(day.and_time(time).and_utc() - TimeDelta::minutes(i64::from(offset)))
            }
            (Some(day), None) => When::Local(day.and_time(time)),
            (None, offset) => {
                self.log.clock_offset = self.log.clock_offset.or(offset);
                When::Clock(time)
            }
        }
    }
}

fn of_day(day: Day) -> Option<Stamp> {
    Some(Stamp { day: Some(day), ..Stamp::default() })
}

/// The day of a month and day that is nearest to another.
pub(super) fn nearest(near: NaiveDate, month: u8, day: u8) -> Option<NaiveDate> {
    let years =
        (near.year() - 4..=near.year() + 4).filter_map(|year| NaiveDate::from_ymd_opt(year, month.into(), day.into()));
    years.min_by_key(|day| (*day - near).num_days().abs())
}

/// Whether a line has a `<nick>` after its time, as lines of IRC do.
pub(super) fn is_of_nick(line: &str) -> bool {
    // The mark stands after a time, and no time is longer.
    let head = &line.as_bytes()[..line.len().min(FURTHEST_NICK)];
    memchr::memchr(b'<', head).is_some() && {
        let rest = stamp::off(line).1;
        rest.starts_with('<') && angled(rest).is_some()
    }
}

/// Bytes in which the time before a nick ends.
const FURTHEST_NICK: usize = 64;

/// Whether a line begins with a time, in brackets or without.
pub(super) fn begins_with_time(line: &str) -> bool {
    stamp::off(line).0.is_some()
}

/// Takes the name off a line without its time.
fn name_and_words(rest: &str, style: Style) -> Option<(&str, &str, Kind)> {
    match style {
        Style::Angled => angled(rest).or_else(|| of_bouncer(rest)).or_else(|| dotted(rest)).or_else(|| starred(rest)),
        Style::Tabbed => {
            let (who, words) = rest.split_once('\t')?;
            match who.trim() {
                "-->" | "<--" | "--" | "=!=" | "" => Some(("", words, Kind::Notice)),
                "*" | "…" | "•" => words.split_once(' ').map(|(who, _)| (who, words, Kind::Emote)),
                // People choose other marks for what the server says; no nick is made of them.
                who if !who.contains(|c: char| c.is_alphanumeric() || "_[]{}^|`\\".contains(c)) => {
                    Some(("", words, Kind::Notice))
                }
                who => Some((bare(who), words.trim_start(), Kind::Said)),
            }
        }
        Style::Dashed => {
            let rest = rest.strip_prefix("- ").or_else(|| rest.split_once(" - ").map(|(_, rest)| rest)).unwrap_or(rest);
            // `The topic for #jcg is: Rows` is nobody's.
            if heads::server(rest).is_some() {
                return Some(("", rest, Kind::Notice));
            }
            match named(rest) {
                Some((who, "Message deleted", _)) => Some((who, "", Kind::Notice)),
                // A reply begins with the words that it answers.
                Some((who, words, kind)) => Some((who, without_quoted(words), kind)),
                None => starred(rest),
            }
        }
        Style::Nameless => Some((NOBODY, rest, Kind::Said)),
        // What is recorded after a time is nobody's words.
        Style::Named if super::is_record(rest) => Some(("", rest, Kind::Said)),
        // `The topic for #jcg is: Rows` is nobody's.
        Style::Named => barred(rest)
            .or_else(|| starred(rest).filter(|_| !is_bulleted(rest)))
            .or_else(|| named(rest))
            .or_else(|| angled(rest)),
    }
}

/// `ana | text` and `ana │ text`, as windows of `WeeChat` are copied and some themes of irssi have it. What people do has a star
/// there, and what the server says an arrow or a word in marks of quotation.
fn barred(rest: &str) -> Option<(&str, &str, Kind)> {
    let (who, words) = rest.split_once(['|', '│']).filter(|(_, words)| words.starts_with(' '))?;
    let (who, words) = (bare(bare(who.trim())), words.trim_start());
    match who {
        "*" => return words.split_once(' ').map(|(who, _)| (bare(who), words, Kind::Emote)),
        "-->" | "<--" | "--" | "=!=" | "-!-" => return Some(("", words, Kind::Notice)),
        _ if who.starts_with('«') && who.ends_with('»') => return Some(("", words, Kind::Notice)),
        _ => {}
    }
    let is_nick = !who.is_empty() && who.len() <= 40 && !who.contains([' ', ':', '/', '(', '"']);
    is_nick.then_some((who, words, Kind::Said))
}

/// `< ana!~ana@example.org: text`, `> ana: text` and `< * ana!~ana@example.org waves`, as bip keeps what others and its owner say.
fn of_bouncer(rest: &str) -> Option<(&str, &str, Kind)> {
    let line = rest.strip_prefix("< ").or_else(|| rest.strip_prefix("> "))?;
    if let Some(done) = line.strip_prefix("* ") {
        return done.split_once(' ').map(|(who, _)| (bare(without_address(who)), done, Kind::Emote));
    }
    let (who, words) = line.split_once(": ")?;
    let is_nick = !who.is_empty() && !who.contains([' ', '<']);
    (is_nick && (rest.starts_with('>') || who.contains('!'))).then(|| (bare(without_address(who)), words, Kind::Said))
}

/// `ana!~ana@example.org` without the address, which bouncers keep with a nick.
fn without_address(who: &str) -> &str {
    match who.split_once('!') {
        Some((nick, address)) if !nick.is_empty() && address.contains('@') => nick,
        _ => who,
    }
}

/// A nick with more bytes than that has something else in it.
const LONGEST_NICK: usize = 24;

/// `<nick> text`, `<@nick> text`, `<nick>TAB text`, and Markdown's `**\<nick>** text`.
fn angled(rest: &str) -> Option<(&str, &str, Kind)> {
    let inside = match rest.strip_prefix('<') {
        Some(inside) => inside,
        None => rest.trim_start_matches(['*', '_', '`']).trim_start_matches('\\').strip_prefix('<')?,
    };
    let first = memchr::memchr(b'>', inside.as_bytes())?;
    let end = match inside.as_bytes().get(first + 1) {
        Some(b' ' | b'\t' | b'*' | b'_' | b'`') => first,
        // A nick may have a mark like that in it.
        Some(_) => inside
            .find("> ")
            .or_else(|| inside.find(">\t"))
            .or_else(|| inside.ends_with('>').then(|| inside.len() - 1))?,
        None => first,
    };
    let who = bare(&inside[..end]);
    let who = if memchr::memchr(b'!', who.as_bytes()).is_some() { without_address(who) } else { who };
    // `< ana!~ana@example.org: text` is another form, and `<->` no nick.
    if who == "-" || who.len() > LONGEST_NICK && who.contains(": ") {
        return None;
    }
    let words = &inside[end + 1..];
    let words = if rest.starts_with('<') { words } else { words.trim_start_matches(['*', '_', '`']) };
    (!who.is_empty()).then_some((who, words.trim_start_matches([' ', '\t']), Kind::Said))
}

/// `* nick waves`; `-!- nick has joined` and `*** nick has joined` are the server's.
fn starred(rest: &str) -> Option<(&str, &str, Kind)> {
    let done = ["-*- ", "— "].iter().find_map(|mark| rest.strip_prefix(mark)).or_else(|| heads::done(rest));
    if let Some(done) = done {
        let (who, _) = done.split_once(' ')?;
        return Some((bare(who), done, Kind::Emote));
    }
    if let Some(words) = heads::server(rest) {
        return Some(("", words.trim_start(), Kind::Notice));
    }
    let done = rest.strip_prefix("* ").or_else(|| rest.strip_prefix("*\t"))?.trim_start();
    let (who, act) = done.split_once(' ')?;
    let is_about_server = heads::is_about_server(who, act);
    Some((bare(who), done, if is_about_server { Kind::Notice } else { Kind::Emote }))
}

/// `• ana: waves`, as Textual writes what somebody does.
fn dotted(rest: &str) -> Option<(&str, &str, Kind)> {
    let done = rest.strip_prefix("• ")?;
    let (who, _) = done.split_once(": ").filter(|(who, _)| !who.contains(' '))?;
    (!super::is_record(done)).then_some((bare(who), done, Kind::Emote))
}

/// `* Ana: hello` in a list is said by Ana.
fn is_bulleted(rest: &str) -> bool {
    rest.starts_with("* ") && named(&rest["* ".len()..]).is_some()
}

/// `<@bo:example.org "is row 4 joint?"> it is`: what is said after the quoted words.
fn without_quoted(words: &str) -> &str {
    let quoted = words.strip_prefix("<@").and_then(|quoted| quoted.split_once("\"> "));
    quoted.map_or(words, |(_, said)| said)
}

/// `NAME: text`, where a name has at most five words and 60 characters.
fn named(rest: &str) -> Option<(&str, &str, Kind)> {
    if let Some(found) = barred(rest) {
        return Some(found);
    }
    let (who, words) = rest
        .split_once(": ")
        .or_else(|| rest.split_once(":** "))
        .or_else(|| rest.strip_suffix(':').map(|who| (who, "")))?;
    // `**Ana Lima**: hello`.
    let who = without_clock(who.trim().trim_matches(['*', '_']).trim().trim_start_matches("| "));
    let is_name = !who.is_empty()
        && who.chars().count() <= 60
        && who.split_whitespace().count() <= 5
        && !who.contains(['<', '>', '/', '?', '!', ',', '"', ';', '{', '}', '='])
        // `def main():` is a line of a program.
        && !who.ends_with("()");
    is_name.then_some((who, words.trim_start(), Kind::Said))
}

/// `ana (14:00)` without the time, which some put behind a name.
fn without_clock(who: &str) -> &str {
    let inside = who.strip_suffix(')').and_then(|open| open.rsplit_once(" ("));
    let is_clock = |words: &str| words.contains(':') && words.bytes().all(|b| b.is_ascii_digit() || b == b':');
    inside.filter(|(_, words)| is_clock(words)).map_or(who, |(name, _)| name)
}

/// A nick without its rank in the channel: `@` operator, `+` voice, `%` and `~` others.
fn bare(nick: &str) -> &str {
    trimmed(nick).trim_start_matches(['@', '+', '%', '~', '&'])
}

/// To whom a line went that irssi has in another window than the room's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Audience {
    Room,
    /// `@#room`: its operators, or those with a voice.
    Operators,
}

/// `bo:@#room`, `bo:#room`: who said it, and to whom.
fn audience(nick: &str) -> Option<(&str, Audience)> {
    // Few nicks have one.
    nick.bytes().position(|byte| byte == b':')?;
    let (nick, room) = nick.rsplit_once(':')?;
    let channel = room.trim_start_matches(['@', '+', '%', '~']);
    if nick.is_empty() || !channel.starts_with(['#', '&']) {
        return None;
    }
    Some((nick, if channel.len() < room.len() { Audience::Operators } else { Audience::Room }))
}

/// `RRSAgent` writes joining and leaving as if it was said.
fn is_notice(who: &str, words: &str) -> bool {
    let after = words.strip_prefix(who).and_then(|rest| rest.strip_prefix(" has "));
    after.is_some_and(|after| {
        ["joined #", "left #", "changed the topic to", "joined &"].iter().any(|start| after.starts_with(start))
    })
}
