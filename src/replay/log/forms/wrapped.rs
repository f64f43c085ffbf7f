//! Logs inside something else: in Markdown, in mail, and the transcripts that Jitsi and Google Meet write as text.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::super::Log;
use super::cues::{Cue, turns};
use super::people::{bare_name, is_label, looks_like_name, may_be_name, named};
use super::stamps::{self, since_start};

/// A text that was inside another.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Inside {
    pub text: String,
    pub title: Option<String>,
    pub day: Option<NaiveDate>,
    pub told: Option<String>,
    /// What has to be said where the day is taken from here.
    pub day_told: Option<String>,
}

/// Whether nothing is around the log: a long text without fences that begins with lines of a log and nothing else.
fn is_plain_log(text: &str) -> bool {
    const ENOUGH: usize = 200;
    let has = |mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(ENOUGH);
    let is_long = lines.all(is_log_line) && text.lines().nth(ENOUGH).is_some();
    is_long && !has("```") && !has("~~~")
}

/// Whether a line begins as those of logs do: `<nick> `, with or without a time.
fn is_log_line(line: &str) -> bool {
    let nick = |rest: &str| {
        let inside = rest.trim_start().strip_prefix('<').and_then(|open| open.split_once('>'));
        inside.is_some_and(|(nick, rest)| {
            (1..=60).contains(&nick.len()) && !nick.contains('/') && (rest.is_empty() || rest.starts_with([' ', '\t']))
        })
    };
    nick(line) || super::super::written::begins_with_time(line)
}

/// A line of Markdown as it is shown, as far as its beginning goes.
fn shown(line: &str) -> Cow<'_, str> {
    let mut bare = line.trim();
    while let Some(rest) = ["> ", ">", "- ", "* ", "+ "].iter().find_map(|mark| bare.strip_prefix(mark)) {
        // `- RESOLVED` stays as it is; a log line in a list or a quotation does not.
        let inner = rest.trim_start();
        if !(is_log_line(inner) || inner.starts_with(['*', '`', '\\', '>', '_']) || bare.starts_with('>')) {
            break;
        }
        bare = inner;
    }
    let mut line = Cow::Borrowed(bare);
    if bare.contains('\\') {
        let mut plain = String::with_capacity(bare.len());
        let mut chars = bare.chars().peekable();
        while let Some(c) = chars.next() {
            if c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation) {
                plain.extend(chars.next());
            } else {
                plain.push(c);
            }
        }
        line = Cow::Owned(plain);
    }
    for mark in ["**", "__", "`", "*"] {
        if let Some((inside, rest)) = line.strip_prefix(mark).and_then(|open| open.split_once(mark)) {
            let is_mark = !inside.is_empty() && !inside.starts_with(' ');
            if is_mark {
                let rest = if stamps::is_stamp(inside) { bold_nick(rest) } else { Cow::Borrowed(rest) };
                line = Cow::Owned(format!("{inside}{rest}"));
                break;
            }
        }
    }
    line
}

/// ` **ana** words` after a time, as ` <ana> words`.
fn bold_nick(rest: &str) -> Cow<'_, str> {
    let inside = rest.trim_start().strip_prefix("**").and_then(|open| open.split_once("**"));
    match inside {
        Some((nick, words)) if may_be_name(nick.trim_end_matches(':')) => {
            let words = words.trim_start_matches(':').trim_start();
            Cow::Owned(format!(" <{}> {words}", nick.trim_end_matches(':')))
        }
        _ => Cow::Borrowed(rest),
    }
}

/// Whether a line has a name in bold in front of its words.
fn is_bold_name(line: &str) -> bool {
    let line = line.trim_start();
    let line = ["- ", "* ", "+ ", "> "].iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
    let inside = line.trim_start().strip_prefix("**").and_then(|open| open.split_once("**"));
    inside.is_some_and(|(inside, rest)| {
        let name = inside.trim_end_matches(':').trim_start_matches('\\');
        let is_led = inside.ends_with(':') || rest.starts_with(':') || name.starts_with('<');
        is_led && !name.is_empty() && !is_label(name)
    })
}

/// The log in a text of Markdown; nothing where it has no marks, or is no log without them.
pub fn in_markdown(text: &str) -> Option<Inside> {
    if is_plain_log(text) {
        return None;
    }
    let lines: Vec<&str> = text.lines().collect();
    let mut inside = Inside { text: String::with_capacity(text.len()), ..Inside::default() };
    let is_front = lines.first().is_some_and(|first| first.trim_end() == "---");
    let front = if is_front {
        lines.iter().skip(1).position(|line| line.trim_end() == "---").map_or(0, |at| at + 2)
    } else {
        0
    };
    let mut has_fence = false;
    let mut fenced: Vec<bool> = Vec::with_capacity(lines.len());
    let mut in_fence = false;
    for line in &lines {
        let is_mark = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        has_fence |= is_mark;
        in_fence ^= is_mark;
        fenced.push(in_fence && !is_mark);
    }
    let body = || lines.iter().zip(&fenced).skip(front).filter(|(line, _)| !line.trim().is_empty());
    let all = body().count();
    let plain = body().filter(|(line, _)| is_log_line(line)).count();
    let hidden =
        body().filter(|(line, _)| !is_log_line(line) && (is_bold_name(line) || is_log_line(&shown(line)))).count();
    let in_fences = body().filter(|(line, fenced)| **fenced && is_log_line(line)).count();
    // What is a log as it stands needs nothing; front matter alone is a reason, and so is a fence around a log.
    // A piece of a program or a page in a fence is no log, whatever single line of it looks so.
    let of_fences = body().filter(|(_, fenced)| **fenced).count();
    let is_fenced_log = has_fence && in_fences > 0 && in_fences * 2 >= plain && in_fences * 2 > of_fences;
    let is_marked = hidden > 0 && hidden * 3 >= all;
    if !(is_fenced_log || is_marked || front > 0 && plain * 3 >= all) {
        return None;
    }
    for (at, line) in lines.iter().enumerate() {
        if at < front {
            if let Some((label, words)) = named(line) {
                let words = words.trim_matches(['"', '\'']);
                match label.to_lowercase().as_str() {
                    "title" if !words.is_empty() => inside.title = Some(words.to_owned()),
                    "date" => inside.day = stamps::day_alone(words).or_else(|| stamps::day_within(words)),
                    _ => {}
                }
            }
        } else if is_fenced_log {
            inside.day = inside.day.or_else(|| line.starts_with('#').then(|| stamps::day_within(line)).flatten());
            if fenced[at] {
                inside.text.push_str(line);
            }
        } else {
            inside.text.push_str(&shown(line));
        }
        inside.text.push('\n');
    }
    let read = inside.text.lines().filter(|line| is_log_line(line) || named(line).is_some()).count();
    let of = lines.iter().filter(|line| !line.trim().is_empty()).count();
    inside.told = Some(format!("the log is in Markdown; {read} of {of} lines are taken for it"));
    Some(inside)
}

/// The rows of a table of Markdown as lines of CSV, where it is most of the text.
pub fn in_markdown_table(text: &str) -> Option<String> {
    // Three rows have six of them.
    memchr::memchr_iter(b'|', text.as_bytes()).nth(5)?;
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_row = |line: &&str| line.len() > 2 && line.starts_with('|') && line.ends_with('|');
    let rows = lines().filter(is_row).count();
    if rows < 3 || rows * 2 < lines().count() {
        return None;
    }
    let mut table = String::with_capacity(text.len());
    for row in lines().filter(is_row).filter(|row| row.contains(|c: char| !matches!(c, '|' | '-' | ':' | ' '))) {
        let cells = row[1..row.len() - 1].split('|').map(|cell| format!("\"{}\"", cell.trim().replace('"', "\"\"")));
        table.push_str(&cells.collect::<Vec<_>>().join(","));
        table.push('\n');
    }
    super::tables::is_table(&table).then_some(table)
}

/// Whether a text begins with the header of a mail.
pub fn is_mail(text: &str) -> bool {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    let is_field = |line: &str| {
        line.split_once(':').is_some_and(|(name, _)| {
            // `14:00` is a time.
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
    };
    // A mailbox has such a line before each header.
    let is_mailbox = first.starts_with("From ");
    if !is_field(first) && !is_mailbox {
        return false;
    }
    let header = || text.lines().take(100).take_while(|line| !line.trim().is_empty());
    let has =
        |name: &str| header().any(|line| line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
    let is_sure = ["message-id:", "received:", "return-path:", "mime-version:", "delivered-to:"].into_iter().any(has);
    let from = header()
        .any(|line| line.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("from:")) && line.contains('@'));
    is_sure || from && (has("subject:") || has("date:")) && (has("to:") || is_mailbox)
}

/// The words of a mail, and of the texts that are attached to it, longest first.
pub fn in_mail(text: &str) -> Vec<Inside> {
    // A mailbox has a line of its own before the header.
    let text = if text.starts_with("From ") { text.split_once('\n').map_or(text, |(_, rest)| rest) } else { text };
    let Some(mail) = mail_parser::MessageParser::default().parse(text.as_bytes()) else { return Vec::new() };
    let sent = mail
        .date()
        .and_then(|date| NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day)));
    let title = mail.subject().map(str::to_owned);
    let attached = mail.attachments().filter_map(|part| part.text_contents());
    let texts = mail.body_text(0).map(Cow::into_owned).into_iter().chain(attached.map(str::to_owned));
    let told =
        sent.map(|day| format!("the log names no day; {day}, the day of the mail, is taken; name the day with --date"));
    let inside = |text: String| Inside {
        text: unquoted(&text),
        title: title.clone(),
        day: sent,
        told: None,
        day_told: told.clone(),
    };
    let mut texts: Vec<Inside> = texts.filter(|text| !text.trim().is_empty()).map(inside).collect();
    texts.sort_by_key(|inside| std::cmp::Reverse(inside.text.len()));
    texts
}

/// What is quoted as a whole without its marks; the signature goes.
fn unquoted(text: &str) -> String {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let is_quoted = lines().filter(|line| line.starts_with('>')).count() * 2 > lines().count();
    let mut plain = String::with_capacity(text.len());
    for line in text.lines().take_while(|line| line.trim_end() != "--") {
        let bare = line.trim_start_matches('>');
        plain.push_str(if is_quoted && bare.len() < line.len() {
            bare.strip_prefix(' ').unwrap_or(bare)
        } else {
            line
        });
        plain.push('\n');
    }
    plain
}

/// The beginning of what Jigasi, Jitsi's transcriber, writes.
pub const JIGASI: &str = "Transcript of conference held at ";

/// `<2:00:10 PM> Ana: words`, wrapped at 80 characters.
pub fn jigasi(text: &str) -> Log<'static> {
    let mut log = Log { is_transcript: true, ..Log::default() };
    let mut cues: Vec<Cue> = Vec::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix(JIGASI) {
            let (day, room) = rest.split_once(" in room ").unwrap_or((rest, ""));
            log.date = stamps::day_alone(day).or_else(|| stamps::day_within(day));
            log.room = (!room.is_empty()).then(|| room.split('@').next().unwrap_or_default().to_owned());
        } else if let Some((stamp, rest)) =
            line.strip_prefix('<').and_then(|open| open.split_once("> ")).filter(|(stamp, _)| stamps::is_stamp(stamp))
        {
            if let Some((who, words)) = named(rest) {
                cues.push(Cue { from: seconds_of_day(stamp), who: bare_name(who).to_owned(), words: words.to_owned() });
            }
        } else if let Some(last) = cues.last_mut().filter(|_| line.starts_with(' ') && !line.trim().is_empty()) {
            last.words.push(' ');
            last.words.push_str(line.trim());
        }
    }
    log.lines = turns(cues);
    log
}

fn seconds_of_day(stamp: &str) -> u64 {
    use chrono::Timelike as _;
    match stamps::when(stamp) {
        super::super::When::Clock(time) => u64::from(time.num_seconds_from_midnight()),
        super::super::When::Local(at) => u64::from(at.time().num_seconds_from_midnight()),
        _ => 0,
    }
}

/// The transcript that Teams writes as a Word document: `Ana Lima   0:03`, and the words below.
pub fn of_teams(text: &str) -> Option<Log<'static>> {
    let mut log = Log { is_transcript: true, ..Log::default() };
    let mut cues: Vec<Cue> = Vec::new();
    let mut is_titled = false;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let head = line.rsplit_once([' ', '\t', '\u{a0}']).and_then(|(who, time)| {
            let from = since_start(time.trim())?;
            looks_like_name(who.trim()).then(|| (who.trim().to_owned(), from))
        });
        if let Some((who, from)) = head {
            cues.push(Cue { from, who, words: String::new() });
        } else if let Some(last) = cues.last_mut() {
            if !line.ends_with(" stopped transcription") {
                if !last.words.is_empty() {
                    last.words.push(' ');
                }
                last.words.push_str(line);
            }
        } else if !line.ends_with(" started transcription") {
            log.date = log.date.or_else(|| stamps::day_alone(line)).or_else(|| stamps::day_within(line));
            if !is_titled {
                is_titled = true;
                let title = line.split("-20").next().unwrap_or(line);
                log.room = Some(title.trim_end_matches("Meeting Transcript").trim_end().to_owned());
            }
        }
    }
    cues.retain(|cue| !cue.words.is_empty());
    log.lines = turns(cues);
    (!log.lines.is_empty()).then_some(log)
}
