//! `!convenor setup`: which group meets in a room, typed in the room itself. Pure.
//!
//! It is no row of the table, because it is about the room and not about a meeting; a platform with slash commands has its
//! own form of it.

use super::SetUpWish;
use crate::command::grammar::{Names, after_address};

/// How people type it, where typed lines are all there is.
pub const TYPED: &str = "!convenor setup";
const SETUP: [&str; 3] = ["setup", "set up", "set-up"];
const LEAVE: [&str; 3] = ["leave", "go away", "go"];

/// What a typed message asks about the room's group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedSetUp {
    pub wish: SetUpWish,
    /// Whether nothing else would be written like this. “Convenor setup was easy” is talk about the bot: without a mark it
    /// counts only where a group has that name.
    pub is_sure: bool,
}

/// Reads a message of one line, such as `!convenor setup Example Group`, `convenor: setup` or `!leave`.
pub fn typed(message: &str, names: &Names) -> Option<TypedSetUp> {
    let line = message.trim();
    if line.contains('\n') {
        return None;
    }
    let (is_sure, words) = match line.strip_prefix(['!', '/']) {
        Some(marked) => (true, after_own_name(marked.trim_start(), names).unwrap_or(marked)),
        None => match after_address(line, names) {
            Some(asked) => (true, asked.strip_prefix('!').unwrap_or(asked)),
            None => (false, after_own_name(line, names)?),
        },
    };
    let words = words.trim();
    if let Some(rest) = LEAVE.iter().find_map(|word| after_word(words, word)) {
        return rest.is_empty().then_some(TypedSetUp { wish: SetUpWish::Release, is_sure });
    }
    let rest = SETUP.iter().find_map(|word| after_word(words, word))?;
    let group = without_label(rest);
    let wish = if group.is_empty() { SetUpWish::Show } else { SetUpWish::Bind { group: group.to_owned() } };
    Some(TypedSetUp { wish, is_sure })
}

/// What follows the bot's name, with a colon or comma or without.
fn after_own_name<'a>(line: &'a str, names: &Names) -> Option<&'a str> {
    let rest = names.0.iter().map(String::as_str).chain(["convenor"]).find_map(|name| after_word(line, name))?;
    Some(rest.trim_start_matches([',', ':', ' ']))
}

/// What follows a word, in capitals or not.
fn after_word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let start = line.get(..word.len())?;
    let rest = &line[word.len()..];
    let is_whole = rest.chars().next().is_none_or(|next| next.is_whitespace() || matches!(next, ':' | ',' | '.' | '!'));
    (start.eq_ignore_ascii_case(word) && is_whole).then(|| rest.trim_matches(|c: char| c.is_whitespace() || c == '.'))
}

/// `group: "Example Group"` is `Example Group`.
fn without_label(rest: &str) -> &str {
    let rest = rest.trim_start_matches([':', ',']).trim_start();
    let labelled = after_word(rest, "group").filter(|_| rest[5..].starts_with(':'));
    let name = labelled.map_or(rest, |name| name.trim_start_matches(':'));
    name.trim().trim_matches(['"', '“', '”', '\'', '<', '>']).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_type_it_in_several_ways() {
        let names = Names(vec!["convenor".to_owned(), "zakim".to_owned()]);
        let bind = |group: &str| Some((SetUpWish::Bind { group: group.to_owned() }, true));
        for (line, expected) in [
            ("!convenor setup Example Group", bind("Example Group")),
            ("!Convenor Setup example group", bind("example group")),
            ("/convenor setup group: Example Group", bind("Example Group")),
            ("/convenor setup group:Example Group", bind("Example Group")),
            ("!convenor setup \"Example Group\"", bind("Example Group")),
            ("!convenor set up Example Group", bind("Example Group")),
            ("!setup Example Group", bind("Example Group")),
            ("!zakim, setup Example Group", bind("Example Group")),
            ("convenor, setup Example Group", bind("Example Group")),
            ("@convenor:example.org: setup Example Group", bind("Example Group")),
            ("@convenor:example.org !setup Example Group", bind("Example Group")),
            ("!convenor setup Group of Editors", bind("Group of Editors")),
            ("  !convenor setup  ", Some((SetUpWish::Show, true))),
            ("!setup", Some((SetUpWish::Show, true))),
            ("!convenor leave", Some((SetUpWish::Release, true))),
            ("!leave.", Some((SetUpWish::Release, true))),
            ("convenor: leave", Some((SetUpWish::Release, true))),
            ("convenor leave", Some((SetUpWish::Release, false))),
            ("convenor setup", Some((SetUpWish::Show, false))),
            ("convenor setup was easy", Some((SetUpWish::Bind { group: "was easy".to_owned() }, false))),
            ("!convenor", None),
            ("!leave it to me", None),
            ("convenor leaves at five", None),
            ("setup Example Group", None),
            ("!setups", None),
            ("!help setup", None),
            ("!convenor setup A\nand more", None),
            ("", None),
            ("!", None),
            ("!ſetup A", None),
        ] {
            let read = typed(line, &names).map(|typed| (typed.wish, typed.is_sure));
            assert_eq!(read, expected, "{line:?}");
        }
    }
}
