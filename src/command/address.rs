//! Who is addressed in a line: the bot by its names, or another bot.

use super::grammar::{Names, ends_with, starts_with_word};

/// What follows `convenor,`, `convenor:`, `@convenor` or `@convenor:example.org`.
///
/// A greeting may stand before it: `hey convenor, q?`.
pub fn after_address<'a>(line: &'a str, names: &Names) -> Option<&'a str> {
    let line = without_greeting(line).unwrap_or(line);
    let (is_at, bare) = line.strip_prefix('@').map_or((false, line), |bare| (true, bare));
    names.0.iter().find_map(|name| {
        let rest = starts_with_word(bare, name).then(|| &bare[name.len()..])?;
        let after = after_server(rest).filter(|_| is_at);
        let after = after.or_else(|| rest.strip_prefix([',', ':', '，', '：']));
        let after = after.or_else(|| rest.strip_prefix(' ').filter(|_| is_at))?;
        Some(after.trim()).filter(|asked| !asked.is_empty())
    })
}

/// What stands before `, convenor` at the end of a line: `q?, convenor`.
pub(super) fn before_address<'a>(line: &'a str, names: &Names) -> Option<&'a str> {
    let bare = line.trim_end_matches(['.', '!', '?', ' ']);
    names.0.iter().find_map(|name| {
        let at = bare.len().checked_sub(name.len())?;
        let is_named = bare.get(at..).is_some_and(|last| last.eq_ignore_ascii_case(name));
        let before = is_named.then(|| bare[..at].trim_end_matches('@').trim_end())?;
        let asked = before.strip_suffix([',', '，']).map(str::trim_end).filter(|asked| !asked.is_empty())?;
        Some(asked)
    })
}

pub(super) fn ends_with_address(line: &str, names: &Names) -> bool {
    memchr::memchr(b',', line.as_bytes()).is_some() && before_address(line, names).is_some()
}

/// What follows the name of another bot, where it is a command: `meetbot: #topic Keys`, `trackbot, close action 12`.
pub(super) fn after_bot(line: &str) -> Option<&str> {
    let at = memchr::memchr2(b':', b',', line.as_bytes())?;
    let (name, asked) = (&line[..at], &line[at + 1..]);
    let is_bot = name.len() > 3 && ends_with(name, "bot") && name.chars().all(char::is_alphanumeric);
    let asked = asked.trim();
    (is_bot && !asked.is_empty()).then_some(asked)
}

/// What people say before the name of whom they address.
const GREETINGS: [&str; 7] = ["hey", "hi", "hello", "ok", "okay", "dear", "thanks"];

pub(super) fn without_greeting(line: &str) -> Option<&str> {
    let at = memchr::memchr(b' ', line.as_bytes())?;
    let word = line[..at].trim_end_matches([',', '!']);
    let is_one = |greeting: &str| greeting.len() == word.len() && word.eq_ignore_ascii_case(greeting);
    GREETINGS.iter().any(|greeting| is_one(greeting)).then(|| line[at + 1..].trim_start())
}

/// What follows `:example.org` of an account, with or without a colon or comma of its own.
fn after_server(rest: &str) -> Option<&str> {
    let server = rest.strip_prefix(':').filter(|server| !server.starts_with(char::is_whitespace))?;
    let (_, after) = server.split_once(char::is_whitespace)?;
    Some(after)
}

/// What follows the bot's bare name: `convenor q?`. People talk about it too, so it has to be a command.
pub(super) fn after_name<'a>(line: &'a str, names: &Names) -> Option<&'a str> {
    let line = without_greeting(line).unwrap_or(line);
    names.0.iter().find_map(|name| {
        let rest = starts_with_word(line, name).then(|| &line[name.len()..])?;
        Some(rest.strip_prefix(' ')?.trim()).filter(|asked| !asked.is_empty())
    })
}
