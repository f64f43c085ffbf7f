//! Transcripts that are kept as text or Markdown: each speaker stands beside the time since the beginning, or the times stand
//! alone between lines of `Ana: words`. Google Meet, Otter, Rev, Descript and what people make of captions look so.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::Log;
use super::super::written::is_of_nick;
use super::cues::{Cue, turns};
use super::people::{bare_name, is_label, looks_like_name, may_be_name, named};
use super::stamps::{self, since_start};

/// Lines that are looked at to tell such a transcript.
const LOOKED_AT: usize = 400;

/// What a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start<'l> {
    /// `[24:08] Ana Lima: words`, `Ana Lima (24:08): words`, `Ana Lima  24:08`.
    Turn { who: &'l str, at: u64, words: &'l str, is_before: bool },
    /// `00:05:00`.
    Time(u64),
}

/// A line without what Markdown puts around its parts: heading, list, emphasis, escapes and anchors.
fn plain(line: &str) -> Cow<'_, str> {
    let bare = line.trim();
    let depth = bare.bytes().take_while(|byte| *byte == b'#').count();
    let bare = if (1..=6).contains(&depth) { bare[depth..].trim() } else { bare };
    let bare = bare.strip_prefix("- ").or_else(|| bare.strip_prefix("> ")).unwrap_or(bare);
    // A whole line in emphasis.
    let whole = ["*", "_"].iter().find_map(|mark| bare.strip_prefix(mark)?.strip_suffix(mark));
    let bare = whole.filter(|inside| !inside.starts_with(['*', '_'])).unwrap_or(bare);
    let bare = bare.strip_suffix('}').and_then(|open| open.rsplit_once(" {#")).map_or(bare, |(bare, _)| bare);
    if !bare.contains(['*', '\\', '_']) {
        return Cow::Borrowed(bare);
    }
    // Emphasis around a name or a time; what is inside the words stays.
    let head = bare.find(": ").or_else(|| bare.find(":** ")).map_or(bare.len(), |at| (at + 4).min(bare.len()));
    let head = bare.floor_char_boundary(head);
    let mut whole = String::with_capacity(bare.len());
    whole.push_str(&bare[..head].replace("**", "").replace("__", ""));
    let mut chars = bare[head..].chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation) {
            whole.extend(chars.next());
        } else {
            whole.push(c);
        }
    }
    Cow::Owned(whole.replace("\\-", "-").trim().trim_matches('_').to_owned())
}

fn start(line: &str) -> Option<Start<'_>> {
    let line = line.trim();
    if !line.contains(':') {
        return None;
    }
    let inside = line.strip_prefix(['[', '(']).and_then(|open| open.strip_suffix([']', ')'])).unwrap_or(line);
    if let Some(at) = since_start(inside) {
        return Some(Start::Time(at));
    }
    // A time in brackets or not, and who speaks.
    let before = match line.strip_prefix(['[', '(']) {
        Some(open) => open.split_once([']', ')']),
        None => line.split_once([' ', '\t']),
    };
    if let Some((stamp, rest)) = before
        && let Some(at) = since_start(stamp)
    {
        let rest = rest.trim_start().trim_start_matches(['-', '–', '—']).trim_start();
        let (who, words) = named(rest)?;
        return Some(Start::Turn { who, at, words, is_before: true });
    }
    // `Ana Lima: [24:08] words`.
    if let Some((who, rest)) = named(line)
        && let Some((stamp, words)) = rest.strip_prefix(['[', '(']).and_then(|open| open.split_once([']', ')']))
        && let Some(at) = since_start(stamp)
    {
        return Some(Start::Turn { who, at, words: words.trim(), is_before: false });
    }
    // Who speaks, a time in brackets or not, and a colon or nothing.
    let (who, at, words) = if let Some(close) = line.find([']', ')']) {
        let open = line[..close].rfind(['[', '('])?;
        let at = since_start(&line[open + 1..close])?;
        let rest = &line[close + 1..];
        let words = rest.strip_prefix(':').or_else(|| rest.is_empty().then_some(rest))?;
        (&line[..open], at, words)
    } else {
        let (who, stamp) = line.rsplit_once([' ', '\t', '\u{a0}', '|'])?;
        (who, since_start(stamp)?, "")
    };
    let who = who.trim_end_matches([' ', '\t', '\u{a0}', '|', ',', '-', '–', '—', ':']).trim();
    let is_name = may_be_name(who) && (looks_like_name(who) || !words.is_empty() && !is_label(who));
    is_name.then_some(Start::Turn { who, at, words: words.trim(), is_before: false })
}

/// Reads such a transcript; nothing where the text is none.
pub fn read(text: &str) -> Option<Log<'static>> {
    if is_of_meet(text) {
        return Some(with_times_alone(text));
    }
    let first = text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT);
    let (mut times, mut before, mut nicks, mut all) = (Vec::new(), 0, 0, 0);
    for line in first {
        all += 1;
        nicks += usize::from(is_of_nick(line));
        // What a program keeps as a log says so soon.
        if all == 20 && (nicks > 10 || times.is_empty()) {
            return None;
        }
        if let Some(Start::Turn { at, is_before, .. }) = start(&plain(line)) {
            times.push(at);
            before += usize::from(is_before);
        }
    }
    let is_before = before * 2 > times.len();
    let in_order = times.windows(2).filter(|two| two[0] <= two[1]).count() + 1;
    let are_heads = times.len() > 1 && times.len() * 12 >= all && in_order * 10 >= times.len() * 9;
    (nicks * 4 < all && are_heads && is_count(text, &times, is_before)).then(|| with_turns(text, is_before))
}

/// So soon a transcript begins, in seconds: what begins later may be times of the day.
const BEGINS_BY: u64 = 180;

/// So many lines are looked through for a time that no clock shows.
const MOST_LOOKED_AT: usize = 20_000;

/// Whether times count from a beginning. Behind a name they do where the first is soon; before it, where one is no time of
/// the day, such as `[24:08]`, or names are in bold, as no program keeps chats.
fn is_count(text: &str, times: &[u64], is_before: bool) -> bool {
    let beyond = |at: &u64| *at >= 24 * 60 && *at < 60 * 60;
    let begins = times.first().is_some_and(|first| *first < BEGINS_BY);
    if !is_before {
        return begins;
    }
    let has_two = |line: &str| {
        let line = plain(line);
        let stamp = line.trim_start_matches(['[', '(']).split([']', ')', ' ', '\t']).next().unwrap_or_default();
        stamp.matches(':').count() == 1 && since_start(stamp).is_some_and(|at| beyond(&at))
    };
    let in_bold = || text.lines().filter(|line| line.contains("**")).take(times.len()).count() * 2 > times.len();
    begins && (in_bold() || text.lines().take(MOST_LOOKED_AT).any(has_two))
}

/// Lines that such programs write and nobody says.
fn is_told(line: &str) -> bool {
    [" started transcription", " stopped transcription"].iter().any(|end| line.ends_with(end))
        || [
            "Transcription ended after",
            "Meeting ended after",
            "This editable transcript was computer generated",
            "Transcribed by https://otter.ai",
            "<!--",
        ]
        .iter()
        .any(|start| line.starts_with(start))
}

fn with_turns(text: &str, is_before: bool) -> Log<'static> {
    let mut log = Log { is_transcript: true, ..Log::default() };
    let mut cues: Vec<Cue> = Vec::new();
    for line in text.lines() {
        let line = plain(line);
        if line.is_empty() || is_told(&line) {
            continue;
        }
        match start(&line) {
            Some(Start::Turn { who, at, words, is_before: this }) if this == is_before => {
                cues.push(Cue { from: at, who: bare_name(who).to_owned(), words: words.to_owned() });
            }
            _ => match cues.last_mut() {
                Some(last) => add_line(last, &line),
                None => head(&mut log, &line),
            },
        }
    }
    cues.retain(|cue| !cue.words.is_empty());
    log.lines = turns(cues);
    log
}

/// Words go on; what records something has a turn of its own.
fn add_line(cue: &mut Cue, line: &str) {
    if !cue.words.is_empty() {
        cue.words.push(' ');
    }
    cue.words.push_str(line);
}

/// A line above the first speaker: the day, or what was met for.
fn head(log: &mut Log<'_>, line: &str) {
    log.date = log.date.or_else(|| stamps::day_alone(line)).or_else(|| stamps::day_within(line));
    let is_title = line.chars().count() <= 120 && line.starts_with(|c: char| c.is_alphanumeric());
    if log.room.is_none() && is_title && stamps::day_alone(line).is_none() {
        log.room = Some(title_of(line)).filter(|title| !title.is_empty());
    }
}

/// Whether a text is the transcript that Google Meet puts beside a recording: its head or its foot says so.
pub fn is_of_meet(text: &str) -> bool {
    const FOOT: usize = 2_000;
    let lines = || text.lines().map(plain).filter(|line| !line.is_empty()).take(40);
    let is = |wanted: &str| lines().any(|line| line == wanted);
    let foot = &text[text.floor_char_boundary(text.len().saturating_sub(FOOT))..];
    let said = "This editable transcript was computer generated";
    foot.contains(said)
        || foot.contains("Transcription ended after ")
        || lines().any(|line| line.starts_with(said))
        || is("Transcript") && (is("Attendees") || is("Invited"))
}

/// A title with the day, `Attendees` with names, and then times alone and `Ana: words`; notes may stand above.
fn with_times_alone(text: &str) -> Log<'static> {
    let mut log = Log { is_transcript: true, ..Log::default() };
    let lines: Vec<Cow<'_, str>> = text.lines().map(plain).filter(|line| !line.is_empty()).collect();
    // The last heading that calls it so; nothing where the whole text is one.
    let is_heading = |line: &str| line.trim_start_matches(|c: char| !c.is_alphanumeric()).ends_with("Transcript");
    let begins = lines.iter().rposition(|line| is_heading(line) && line.chars().count() < 200).unwrap_or(0);
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for (who, _) in lines[begins..].iter().filter_map(|line| named(line)) {
        *counts.entry(who).or_default() += 1;
    }
    let (mut people, mut is_list) = (Vec::new(), false);
    for line in &lines[..=begins.min(lines.len().saturating_sub(1))] {
        log.date = log.date.or_else(|| stamps::day_within(line));
        if is_heading(line) && line.len() > "📖 Transcript".len() || log.room.is_none() && !is_list {
            let title = title_of(line);
            let is_own = !title.is_empty() && stamps::day_alone(&title).is_none() && title != "📝 Notes";
            log.room = is_own.then_some(title).or(log.room);
        }
    }
    let mut cues: Vec<Cue> = Vec::new();
    let mut from = 0;
    for line in &lines[begins..] {
        if matches!(&**line, "Attendees" | "Invited") {
            is_list = true;
        } else if is_told(line) {
            is_list = false;
        } else if let Some(Start::Time(at)) = start(line) {
            (from, is_list) = (at, false);
        } else if let Some((who, words)) = named(line).filter(|(who, _)| {
            people.iter().any(|name| name == who)
                || looks_like_name(who)
                || counts.get(who).is_some_and(|count| *count > 1)
        }) {
            is_list = false;
            cues.push(Cue { from, who: bare_name(who).to_owned(), words: words.to_owned() });
        } else if is_list {
            people.extend(line.split(',').map(|name| name.trim().to_owned()));
        } else if let Some(last) = cues.last_mut() {
            add_line(last, line);
        } else {
            log.date = log.date.or_else(|| stamps::day_within(line));
        }
    }
    if begins > 8 {
        log.told.push(format!("{begins} lines above the transcript are not part of it and are left out"));
    }
    cues.retain(|cue| !cue.words.is_empty());
    log.lines = turns(cues);
    log
}

/// `IoT sync - 2026/12/08 14:00 GMT - Transcript`, `IoT sync (2026-12-08 …) - Transcript`: what was met for.
fn title_of(line: &str) -> String {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let line = line.trim_end_matches("Transcript").trim_end();
    let line = line.strip_suffix("Meeting").map_or(line, str::trim_end).trim_end_matches(['-', '–']).trim_end();
    let cut = [" (2", " - 2", " – 2", "-20"].iter().filter_map(|mark| line.find(mark)).min().unwrap_or(line.len());
    line[..cut].trim().to_owned()
}
