//! Reading what people type, line by line.
//!
//! A line is a command only at its start, as a whole word, outside code blocks and quotes.
//! Everything else is prose and goes to the record as what it is.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::address::{after_bot, after_name, before_address, ends_with_address, without_greeting};
use super::head::{heads_after, heads_of, marked_head, speaks_of_mark};
use super::otherwise::{self, Meant};
use super::polite::{without_asking, without_please, without_thanks};
use super::table::{self, Row, Topic, Values, liaison, rows};
use super::{dress, label, near_phrase, near_record, pasted, short, spelling};
use crate::group::command::Command;
use crate::group::liaison::leading_liaisons;
use crate::group::proposal::closing;
use crate::group::register::leading_rows;
use crate::text::endings::Endings;
use crate::text::{clean, is_plain, trimmed};

pub use super::address::after_address;

/// Names by which the bot is addressed: `convenor, close the queue`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl Default for Names {
    fn default() -> Names {
        Names(["convenor", "zakim", "rrsagent"].map(str::to_owned).to_vec())
    }
}

/// One line of a message, or several lines of prose that belong together.
#[derive(Clone, Debug)]
pub struct Line {
    /// Index of its first line in the message, from 0.
    pub index: u32,
    pub read: Read,
}

impl Line {
    /// Adds a line to the record above it.
    fn add(&mut self, words: &str) {
        if let Read::Command { row, values, command } = &mut self.read {
            let Some((_, text)) = values.0.last_mut() else { return };
            // The choices of a poll may have commas in them.
            let (joint, words) = if row.name == "poll" {
                ("; ", dress::without_list_mark(words.trim()).unwrap_or(words))
            } else {
                (" ", words)
            };
            text.push_str(joint);
            text.push_str(words.trim().trim_start_matches("...").trim_start_matches(['…', '.']).trim());
            if let Ok(longer) = (row.build)(values) {
                *command = longer;
            }
        }
    }
}

/// What a line is.
#[derive(Clone, Debug)]
pub enum Read {
    Command {
        row: &'static Row,
        /// What was typed for the row's arguments.
        values: Values,
        command: Command,
    },
    Prose(String),
    /// It looks like a command and isn't one: what to tell its author.
    Hint(String),
    /// It looks like something for the bot and isn't understood, or may be prose: a hint, and the words.
    Aside {
        hint: String,
        words: String,
        why: Why,
    },
}

/// Why a line that is no command gets a hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is addressed to the bot: nobody else's words, so never a statement.
    ToTheBot,
    /// It is written like a record (`RESOLVED the table is adopted`), and a statement all the same.
    LikeARecord,
    /// The same where people also talk like that (`Agreed - let us go on`): a hint only for those who keep the record.
    PerhapsARecord,
    /// It may answer what is proposed (`object scope too wide`): a hint only while something is.
    PerhapsAnAnswer,
}

/// The limits of one message; longer texts need several.
pub const MESSAGE_CHARS: usize = 20_000;
pub const MESSAGE_LINES: usize = 200;

/// Words with which a command ends that begins with a name, or with anything where someone asks politely.
const ENDS: [&str; 16] = [
    "please",
    "pls",
    "last word",
    "hand",
    "hands",
    "hand up",
    "regrets",
    "apologies",
    "the floor",
    "objects",
    "object",
    "objection",
    "actions",
    "actions?",
    "break",
    "recess",
];
const LAST_LETTERS: Endings = Endings::of(&ENDS);

/// Whether a line is prose at first sight: plain letters, and a first word with which no command, no
/// address and no near miss begins. Where it says no, [`read`] knows.
pub fn is_plainly_prose(line: &str, names: &Names) -> bool {
    is_plainly_talk(line, names) && near_phrase::near(line).is_none() && near_phrase::going_on(line).is_none()
}

/// The same of a line in a log, in which nobody is told what a phrase may have been meant for: where it says no,
/// [`read_in_log`] knows.
pub fn is_plainly_talk(line: &str, names: &Names) -> bool {
    let word = first_letters(line);
    let after = line.as_bytes().get(word.len()).copied().unwrap_or(b' ');
    let is_word = !word.is_empty() && matches!(after, b' ' | b',' | b'.' | b';' | b':' | b'!' | b'?' | b'\'');
    // A scribe goes on with the speaker.
    let goes_on = line.starts_with("... ");
    let is_plain = (is_word || goes_on) && is_plain(line) && line.len() <= MESSAGE_CHARS;
    let is_address = || {
        let names_the_bot = |word: &str| !word.is_empty() && names.0.iter().any(|name| starts_with_word(name, word));
        names_the_bot(word) || without_greeting(line).is_some_and(|rest| names_the_bot(first_letters(rest)))
    };
    // “Ana has the last word, please!” begins with a name.
    let ends_like_one = || {
        let end = line.trim_end_matches(['.', '!', ' ']);
        // “Kim sends apologies, she is ill”.
        let mut commas = memchr::memchr_iter(b',', line.as_bytes());
        let said = commas.find(|comma| line.as_bytes().get(comma + 1) == Some(&b' ')).map(|comma| &line[..comma]);
        let ends_so = |said: &str| LAST_LETTERS.may_end(said) && ENDS.iter().any(|word| ends_with(said, word));
        ends_so(end) || said.is_some_and(ends_so)
    };
    // `presen't+` is nearly `present+`.
    let is_near_mark = || line[word.len()..].bytes().take_while(|byte| *byte != b' ').any(|byte| byte == b'+');
    let is_otherwise = || otherwise::meant(line).is_some();
    // “The meeting agreed: …” has its colon after some words.
    let has_label = || after == b':' || memchr::memchr(b':', &line.as_bytes()[..line.len().min(60)]).is_some();
    let says_so = || {
        let starts = ["It was ", "It is ", "It's ", "My proposal", "The chair ", "The Chair "];
        starts.iter().any(|start| line.starts_with(start)) || near_record::speaks_of_an_action(line)
    };
    let is_near_record = || (has_label() || says_so()) && near_record::hint(line).is_some();
    is_plain
        && !spelling::is_first_word(word)
        && closing(line).is_none()
        && !ends_with_address(line, names)
        && after_bot(line).is_none()
        && !is_near_record()
        && !is_otherwise()
        && !starts_with_word(word, "thank")
        && !is_address()
        && !ends_like_one()
        && !is_near_mark()
}

fn first_letters(line: &str) -> &str {
    &line[..line.bytes().take_while(u8::is_ascii_alphabetic).count()]
}

/// Reads a message. Nothing typed makes it panic; hostile characters are taken out first.
pub fn read(message: &str, names: &Names) -> Vec<Line> {
    read_for(message, names, Whom::Author)
}

/// Reads a line of a log, whose author is not there to be told what a phrase may have been meant for: `clsoe the queue`
/// is prose.
pub fn read_in_log(line: &str, names: &Names) -> Vec<Line> {
    read_for(line, names, Whom::Reader)
}

/// For whom a message is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whom {
    /// For the person who typed it, who can type something else.
    Author,
    /// For those who read a log.
    Reader,
}

fn read_for(message: &str, names: &Names, whom: Whom) -> Vec<Line> {
    let message = if is_plain(message) { Cow::Borrowed(trimmed(message)) } else { Cow::Owned(clean(message)) };
    // No message has more characters or lines than bytes.
    let has_more_chars = || message.len() > MESSAGE_CHARS && message.chars().nth(MESSAGE_CHARS).is_some();
    let has_more_lines = || message.len() > MESSAGE_LINES && message.lines().nth(MESSAGE_LINES).is_some();
    if has_more_chars() || has_more_lines() {
        let words = format!(
            "A message can have at most {MESSAGE_LINES} lines and {MESSAGE_CHARS} characters; nothing of this one was recorded. Send it as several messages."
        );
        return vec![Line { index: 0, read: Read::Hint(words) }];
    }
    let read_line = |line: &str| read_line(line, names, whom);
    let is_one = |line: &str| read_line(line.trim_start()).as_ref().is_some_and(is_command);
    let message = pasted::with_labels(&message, is_one).map_or(message, Cow::Owned);
    match pasted::read_agenda(&message) {
        Some(Ok(items)) => return items.into_iter().filter_map(added).collect(),
        Some(Err(line)) => {
            let line = crate::text::shorten(&line, 60);
            let hint = format!(
                "Nothing is added to the agenda: I can't read the line “{line}” as an item. Begin each item with its number, such as: 1. Opening"
            );
            let words: Vec<&str> = message.lines().map(str::trim_end).collect();
            let words = words.join("\n");
            return vec![Line { index: 0, read: Read::Aside { hint, words, why: Why::LikeARecord } }];
        }
        None => {}
    }
    // Most messages are one line, and a line is large.
    let mut lines: Vec<Line> = Vec::with_capacity(1);
    // What ends the pasted text in which the line stands.
    let mut closing: Option<&str> = None;
    // Whether the next line may belong to the record above it.
    let mut goes_on = false;
    let mut rest = (0..).zip(message.lines()).peekable();
    while let Some((index, line)) = rest.next() {
        let line = line.trim_end();
        if closing.is_none() && liaison::begins_text(line) {
            // The text of a liaison statement has paragraphs and lists; it ends where another command about one begins.
            let mut whole = line.to_owned();
            while let Some((_, below)) = rest.next_if(|(_, below)| !is_about_liaison(below)) {
                whole.push('\n');
                whole.push_str(below.trim_end());
            }
            goes_on = false;
            lines.extend(read_line(&whole).map(|read| Line { index, read }));
            continue;
        }
        let bare = line.trim();
        let is_code = closing.is_some();
        let is_fence = match closing {
            Some("]]") => bare == "]]",
            Some(_) => bare.starts_with("```"),
            None => bare.starts_with("```") || bare == "[[",
        };
        let read = if is_code || is_fence { Some(Read::Prose(line.to_owned())) } else { read_line(line.trim_start()) };
        let is_below = goes_on && !is_code && !is_fence;
        if is_fence {
            let is_whole = bare.get(3..).is_some_and(|rest| rest.contains("```"));
            closing = match (bare, closing) {
                ("[[", None) => Some("]]"),
                (_, None) if !is_whole => Some("```"),
                (_, None | Some(_)) => None,
            };
        }
        goes_on = match &read {
            Some(Read::Command { row, values, .. }) => row.takes_lines && !values.0.is_empty(),
            Some(Read::Prose(words)) => is_below && !near_record::names_a_speaker(words),
            Some(Read::Hint(_) | Read::Aside { .. }) | None => false,
        };
        match (read, lines.last_mut()) {
            (Some(Read::Prose(words)), Some(line)) if goes_on => line.add(&words),
            // What another person said is a statement of its own.
            (Some(Read::Prose(words)), Some(Line { read: Read::Prose(before), .. }))
                if !near_record::names_a_speaker(&words) =>
            {
                before.push('\n');
                before.push_str(&words);
            }
            (Some(read), _) => lines.push(Line { index, read }),
            (None, _) => {}
        }
    }
    lines
}

/// Whether a line is a command about a liaison statement.
fn is_about_liaison(line: &str) -> bool {
    let is_one = |read: Read| matches!(read, Read::Command { row, .. } if row.topic == Topic::Liaison);
    (leading_liaisons(line).is_some() || starts_with_word(line, "liaison")) && read_exact(line).is_some_and(is_one)
}

/// One line of a pasted agenda is an item like any other.
fn added(item: pasted::PastedItem) -> Option<Line> {
    let row = table::find("agenda add")?;
    let values = Values(vec![("title", item.title)]);
    let command = (row.build)(&values).ok()?;
    Some(Line { index: item.index, read: Read::Command { row, values, command } })
}

/// Reads one line; nothing for what is kept out of the record: blank lines, quotes, `[off] …`
/// and what people say they do (`/me waves`).
fn read_line(line: &str, names: &Names, whom: Whom) -> Option<Read> {
    if line.is_empty() || line.starts_with('>') || starts_with_word(line, "[off]") {
        return None;
    }
    let (is_emote, line) = match line.strip_prefix("/me ") {
        Some(done) => (true, done.trim_start()),
        None => (false, line),
    };
    let addressed = after_address(line, names);
    let read = if let Some(asked) = addressed {
        let bare = without_asking(asked);
        let marked = || read_command(&format!("!{asked}")).filter(|read| !misses(asked, read));
        read_dressed(asked).or_else(|| read_dressed(bare).filter(is_command)).or_else(marked)
    } else {
        let otherwise = || after_name(line, names).or_else(|| before_address(line, names)).or_else(|| after_bot(line));
        read_dressed(line).or_else(|| otherwise().map(without_asking).and_then(read_command).filter(is_command))
    };
    match (read, addressed) {
        (Some(read), _) => Some(read),
        (None, Some(asked)) if !is_emote => {
            let shown = crate::text::shorten(asked, 60);
            let hint = format!("I don't understand “{shown}”. Type !help to see what I do.");
            Some(Read::Aside { hint, words: line.to_owned(), why: Why::ToTheBot })
        }
        (None, _) if is_emote => None,
        (None, _) => Some(match (hint(line), near_record_of(line).or_else(|| near_words(line, whom))) {
            (Some(hint), _) => Read::Hint(hint),
            (None, Some((hint, why))) => Read::Aside { hint, words: line.to_owned(), why },
            (None, None) => Read::Prose(line.to_owned()),
        }),
    }
}

/// What is written like a record, also in emphasis or behind a list mark: `**AGREED** row 4 stays`.
fn near_record_of(line: &str) -> Option<(String, Why)> {
    near_record::hint(line).or_else(|| {
        let undressed = dress::undressed(line).filter(|undressed| !undressed.is_only_listed)?;
        near_record::hint(&undressed.words).filter(|(_, why)| *why == Why::LikeARecord)
    })
}

fn is_command(read: &Read) -> bool {
    matches!(read, Read::Command { .. })
}

/// Reads a command as it stands, else without emphasis and list marks. After a list mark only a word with its mark
/// counts: “- close the queue” may be a line of someone's list.
fn read_dressed(line: &str) -> Option<Read> {
    read_command(line).or_else(|| {
        let undressed = dress::undressed(line)?;
        // “- topic: that one again” may be a line of somebody's list.
        let is_label = || undressed.words.starts_with(char::is_uppercase);
        let is_marked = || {
            let head = marked_head(&undressed.words).map(|(head, _)| head);
            head.is_some_and(|head| spelling::is_head(&head) && (!head.ends_with(':') || is_label()))
        };
        // A list of rows of the register, or of liaison statements, is how people paste them: “- R12 SG17: X.1352”.
        let is_row = || leading_rows(&undressed.words).or_else(|| leading_liaisons(&undressed.words)).is_some();
        let counts = !undressed.is_only_listed || is_marked() || is_row();
        counts.then(|| read_command(&undressed.words)).flatten()
    })
}

pub(super) fn starts_with_word(line: &str, word: &str) -> bool {
    line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

pub(super) fn ends_with(line: &str, end: &str) -> bool {
    let is_last = |byte: &u8| line.as_bytes().last().is_some_and(|last| last.eq_ignore_ascii_case(byte));
    // Most lines differ in their last letter already.
    if !end.as_bytes().last().is_some_and(is_last) {
        return false;
    }
    let start = line.len().checked_sub(end.len());
    start.and_then(|start| line.get(start..)).is_some_and(|last| last.eq_ignore_ascii_case(end))
}

/// Whether what was asked is no value of the command with that name: “start the queue” names no meeting.
fn misses(asked: &str, read: &Read) -> bool {
    let begins = ["the ", "a ", "an ", "this ", "that ", "my ", "our "];
    let Read::Command { row, values, .. } = read else { return false };
    let rest = asked.split_once(' ').map_or("", |(_, rest)| rest);
    row.name == "start" && !values.0.is_empty() && begins.iter().any(|start| starts_with_word(rest, start))
}

/// Reads a command, with or without `please` around it.
fn read_command(line: &str) -> Option<Read> {
    // “q+ is how you raise your hand”.
    let marked = marked_head(line);
    if marked.as_ref().is_some_and(|(head, rest)| head.ends_with(['+', '-']) && speaks_of_mark(rest)) {
        return None;
    }
    // In a command made of words politeness is not part of it; after `q+` it may be someone's words.
    let is_tagged = line.starts_with('#');
    if let Some(read) = short::action(line).and_then(|long| read_exact(&long)).filter(is_command) {
        return Some(read);
    }
    if let Some(Meant::Command(meant)) = otherwise::meant(line) {
        return read_exact(meant);
    }
    if let Some(read) = label::plain(line).and_then(|plain| read_exact(&plain)).filter(is_command) {
        return Some(read);
    }
    if let Some(read) = without_thanks(line).and_then(read_exact).filter(runs_the_meeting) {
        return Some(read);
    }
    // `q? please` asks; what follows `q+` may be somebody's words.
    let has_words = marked.as_ref().is_some_and(|(head, _)| !head.ends_with('?'));
    let polite = without_please(line).filter(|_| !has_words && !is_tagged);
    let read = polite.and_then(read_exact).or_else(|| read_with(line, heads_after(line, marked)))?;
    Some(asked_only(line, &read).unwrap_or(read))
}

/// `close the meeting?` asks the people in the room. `None`: the line does not ask, or asks the bot.
fn asked_only(line: &str, read: &Read) -> Option<Read> {
    let Read::Command { row, values, .. } = read else { return None };
    let bare = line.trim_end().strip_suffix(['?', '？'])?.trim_end();
    let asks_the_bot = row.spellings.iter().any(|spelling| spelling.ends_with('?')) || bare.starts_with(['!', '#']);
    let is_asked = ["what", "who", "how", "which", "when", "where", "show", "list", "is", "are"];
    let first = bare.split([' ', '\'', '’']).next().unwrap_or_default();
    let is_question = is_asked.iter().any(|word| first.eq_ignore_ascii_case(word));
    if !values.0.is_empty() || asks_the_bot || is_question || bare.is_empty() || !bare.contains(char::is_alphabetic) {
        return None;
    }
    let hint = format!("That is a question, so nothing is done. To do it: {bare}");
    Some(Read::Aside { hint, words: line.to_owned(), why: Why::PerhapsARecord })
}

/// Whether a command is one of the chair's, about the meeting or the item.
fn runs_the_meeting(read: &Read) -> bool {
    matches!(read, Read::Command { row, .. } if matches!(row.topic, Topic::Meeting | Topic::Agenda))
}

fn read_exact(line: &str) -> Option<Read> {
    read_with(line, heads_of(line))
}

/// Reads a line of which the possible heads are known.
fn read_with<'a>(line: &'a str, heads: impl Iterator<Item = (String, &'a str)>) -> Option<Read> {
    for (head, rest) in heads {
        for (row, values) in spelling::matches(&head, rest) {
            match (row.build)(&values) {
                Ok(command) => return Some(Read::Command { row, values, command }),
                Err(misread) => match misread.hint() {
                    Some(hint) => return Some(Read::Hint(about_what_was_named(&hint, line))),
                    // `!item time soon` is not prose, nor an item called “time soon”.
                    None => {
                        if let Some(bare) = line.strip_prefix('!') {
                            return Some(read_whole(bare).unwrap_or_else(|| usage(row)));
                        }
                    }
                },
            }
        }
    }
    read_whole(line).or_else(|| read_otherwise_marked(line))
}

/// What to type, with the liaison statement or the row that the line names in place of the one in the example.
fn about_what_was_named(hint: &str, line: &str) -> String {
    let is_number = |word: &str, letter: char| {
        let number = word.strip_prefix([letter, letter.to_ascii_lowercase()]);
        number.is_some_and(|rest| !rest.is_empty() && rest.len() < 4 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let named = |letter: char| {
        let mut words = line.split(|c: char| !c.is_alphanumeric());
        words.find(|word| is_number(word, letter)).map(str::to_uppercase)
    };
    let hint = named('L').map_or_else(|| hint.to_owned(), |number| hint.replace("L3", &number));
    named('R').map_or_else(|| hint.clone(), |number| hint.replace("R12", &number))
}

/// What a row reads that takes a line as a whole.
fn read_whole(line: &str) -> Option<Read> {
    static READERS: LazyLock<Vec<&'static Row>> =
        LazyLock::new(|| rows().iter().copied().filter(|row| row.reader.is_some()).collect());
    READERS.iter().copied().find_map(|row| {
        let values = row.reader?(line)?;
        match (row.build)(&values) {
            Ok(command) => Some(Read::Command { row, values, command }),
            Err(misread) => misread.hint().map(|hint| Read::Hint(about_what_was_named(&hint, line))),
        }
    })
}

/// `!q+`, `!ack` and `!startmeeting` are `q+`, `ack` and `#startmeeting`: people mark every command alike.
fn read_otherwise_marked(line: &str) -> Option<Read> {
    // maubot's meeting bot takes `^info` as MeetBot takes `#info`.
    if let Some(tagged) = line.strip_prefix('^').filter(|tagged| tagged.starts_with(|c: char| c.is_ascii_lowercase())) {
        return read_exact(&format!("#{tagged}")).filter(is_command);
    }
    let bare = line.strip_prefix('!').filter(|bare| bare.starts_with(char::is_alphabetic))?;
    let read = read_exact(bare).or_else(|| read_exact(&format!("#{bare}")));
    read.or_else(|| {
        let word = bare.split(char::is_whitespace).next().unwrap_or_default().to_lowercase();
        spelling::row_of(&word).filter(|row| row.name.starts_with(&word)).map(usage)
    })
}

/// What to type instead of a line that begins like a command and goes on otherwise.
fn usage(row: &Row) -> Read {
    Read::Hint(format!("Use: {}", row.examples.first().copied().unwrap_or_default()))
}

/// A hint for `clsoe the queue`; people may as well mean what they type.
fn near_words(line: &str, whom: Whom) -> Option<(String, Why)> {
    if whom == Whom::Reader {
        return None;
    }
    if let Some(hint) = near_phrase::going_on(line) {
        return Some((hint, Why::PerhapsARecord));
    }
    let meant = near_phrase::near(without_please(line).unwrap_or(line))?;
    Some((format!("“{}” is not a command. Did you mean {meant}?", crate::text::shorten(line, 60)), Why::LikeARecord))
}

/// A hint for a line that was meant as a command: an unknown `!word`, a `#word` or `word+` that
/// is nearly one.
fn hint(line: &str) -> Option<String> {
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let word = word.trim_end_matches(':').to_lowercase();
    let marks_command =
        word.starts_with('!') && word.len() > 2 && word[1..].chars().all(|c| c.is_alphabetic() || c == '-');
    let marks_tag = word.starts_with('#') && word.len() > 3 && word[1..].chars().all(char::is_alphabetic);
    let marks_plus = word.ends_with('+') && word.len() > 4 && rest.len() < 40;
    let marks_minus = word.ends_with('-') && word.len() > 5 && rest.len() < 40 && !rest.starts_with('-');
    let is_marked = marks_plus || marks_minus;
    if is_marked && speaks_of_mark(rest) {
        return None;
    }
    if !(marks_command || marks_tag || is_marked) {
        return None;
    }
    if let Some(row) = spelling::row_of(&word).filter(|_| !is_marked) {
        let example = row.examples.iter().find(|example| example.starts_with(&word)).or(row.examples.first());
        return example.map(|example| format!("Use: {example}"));
    }
    // `#done` is `done`: MeetBot's mark before a command that has none.
    let bare = format!("{} {rest}", word.trim_start_matches(['#', '!']));
    if marks_tag && read_exact(bare.trim()).as_ref().is_some_and(is_command) {
        return Some(format!("I don't know {word}. Did you mean {}?", crate::text::shorten(bare.trim(), 80)));
    }
    let is_whole = |head: &str| read_exact(&format!("{head} {}", rest.trim())).as_ref().is_some_and(is_command);
    let near = spelling::heads()
        .filter(|head| head.chars().next() == word.chars().next() || marks_plus)
        .filter(|head| head.ends_with('+') == marks_plus && head.ends_with('-') == marks_minus)
        .map(|head| (strsim::damerau_levenshtein(head, &word), head))
        .filter(|(distance, _)| *distance > 0 && *distance <= 2)
        .min_by_key(|(distance, head)| (*distance, !is_whole(head), *head));
    match near {
        Some((_, head)) => Some(format!("I don't know {word}. Did you mean {}?", as_typed(head, rest))),
        None if marks_command => Some(format!("I don't know {word}. Type !help to see what I do.")),
        None => None,
    }
}

/// A head with the words that followed the misspelt one, if that is a command, else with those of an example.
fn as_typed(head: &str, rest: &str) -> String {
    let typed = format!("{head} {}", rest.trim()).trim_end().to_owned();
    if read_exact(&typed).as_ref().is_some_and(is_command) {
        return crate::text::shorten(&typed, 80);
    }
    let examples = spelling::row_of(head).map_or(&[][..], |row| row.examples);
    let example = examples.iter().find(|example| example.starts_with(head)).or(examples.first());
    example.map_or(typed, |example| (*example).to_owned())
}

#[cfg(test)]
mod tests;
