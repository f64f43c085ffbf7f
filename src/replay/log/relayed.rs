//! Rooms that are bridged: one account says what others have said elsewhere, with their names before it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Kind, Line};

/// Words that names of such accounts have in them.
const SOUNDS: [&str; 10] =
    ["relay", "bridge", "bot", "matrix", "discord", "telegram", "slack", "matterbridge", "irc", "xmpp"];

/// Gives lines of relays to who said them.
pub fn unwrap(lines: &mut [Line<'_>]) {
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    // Few lines begin so.
    if !lines.iter().any(|line| line.words.starts_with(['<', '['])) {
        return;
    }
    let bridges = |nick: &str| {
        let nick = nick.to_ascii_lowercase();
        nick.contains("relay") || nick.contains("bridge")
    };
    for line in lines.iter().filter(|line| line.kind == Kind::Said) {
        let (wrapped, all) = counts.entry(&line.who).or_default();
        *wrapped += u32::from(inside(&line.words, line.words.starts_with('[') && bridges(&line.who)).is_some());
        *all += 1;
    }
    let sounds = |nick: &str| {
        let nick = nick.to_ascii_lowercase();
        SOUNDS.iter().any(|sound| nick.contains(sound))
    };
    // Somebody who quotes another now and then is no relay.
    let is_relay = |nick: &str, (wrapped, all): (u32, u32)| {
        wrapped > 0 && wrapped * 10 >= all * 7 && (wrapped > 2 || sounds(nick))
    };
    let relays: Vec<String> =
        counts.into_iter().filter(|(nick, count)| is_relay(nick, *count)).map(|(nick, _)| nick.to_owned()).collect();
    for line in lines.iter_mut().filter(|line| line.kind == Kind::Said) {
        if !relays.iter().any(|relay| *relay == *line.who) {
            continue;
        }
        if let Some((who, said)) = inside(&line.words, sounds(&line.who)) {
            let (who, said) = (who.to_owned(), said.to_owned());
            (line.who, line.words) = (Cow::Owned(who), Cow::Owned(said));
        } else if let Some((who, _)) = line.words.strip_prefix("* ").and_then(|done| done.split_once(' ')) {
            line.who = Cow::Owned(who.to_owned());
            line.words = Cow::Owned(line.words["* ".len()..].to_owned());
            line.kind = Kind::Emote;
        }
    }
}

/// `<bo> words`, `[discord] <bo> words`, and `[bo] words` of an account that sounds like a relay.
fn inside(words: &str, with_brackets: bool) -> Option<(&str, &str)> {
    let place = words.strip_prefix('[').and_then(|open| open.split_once("] ")).map(|(_, rest)| rest);
    let angled = place.filter(|rest| rest.starts_with('<')).unwrap_or(words).strip_prefix('<');
    let (who, said) = match angled {
        Some(inside) => inside.split_once("> ")?,
        None if with_brackets => words.strip_prefix('[')?.split_once("] ")?,
        None => return None,
    };
    let who = who.trim_start_matches(['@', '+']).trim();
    let is_name = !who.is_empty() && who.chars().count() <= 60 && !who.contains(['<', '>', '"', '=']);
    is_name.then_some((who, said.trim_start()))
}
