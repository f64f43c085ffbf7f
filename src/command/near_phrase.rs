//! Commands made of words alone with one letter wrong: `clsoe the queue`, `strat meeting`.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::spelling;

/// What a short line is nearly. `None`: no command is one letter away, or the line is one.
pub fn near(line: &str) -> Option<&'static str> {
    if !(SHORTEST..=LONGEST).contains(&line.len()) {
        return None;
    }
    let typed = line.trim_end_matches(['.', '!', '?', ' ']).to_lowercase();
    let of_length = PHRASES.get(&place_of(&typed)?)?;
    let is_near_in_length = |phrase: &&str| phrase.len().abs_diff(typed.len()) <= 1;
    let mut near = of_length.iter().copied().filter(is_near_in_length);
    near.find(|phrase| strsim::damerau_levenshtein(phrase, &typed) == 1)
}

/// Words by which chairs go on, and which everybody says: what they may be meant for.
pub fn going_on(line: &str) -> Option<String> {
    const WORDS: [&str; 6] = ["next", "next one", "next please", "next, please", "move on", "moving on"];
    let typed = line.trim_end_matches(['.', '!', ' ']);
    if WORDS.iter().any(|word| typed.eq_ignore_ascii_case(word)) {
        let words = "Nothing has changed. To give the floor to the first in the queue: next speaker. To take up the next item: next item";
        return Some(words.to_owned());
    }
    bare_item(typed).or_else(|| floor_of(typed))
}

/// `item 2`, `Agendum 3, please`: an item by its number alone.
fn bare_item(typed: &str) -> Option<String> {
    if typed.len() > 24 {
        return None;
    }
    let lower = typed.to_lowercase();
    let bare = ["please", "pls"].iter().find_map(|word| lower.strip_suffix(word)).unwrap_or(&lower);
    let bare = bare.trim_end_matches([',', ' ', '.']);
    let words = ["agenda item ", "item ", "agendum ", "now item ", "on to item ", "on item "];
    let number = words.iter().find_map(|word| bare.strip_prefix(word))?.trim_start_matches(['#', ' ']);
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| format!("Nothing has changed. To take it up: take up item {number}"))
}

/// `Bo has the floor`, `the floor is yours, Bo`, `Bo, you have the floor`.
fn floor_of(typed: &str) -> Option<String> {
    if typed.len() > 60 || !typed.contains("floor") {
        return None;
    }
    let ends = [
        " has the floor",
        ", you have the floor",
        ", the floor is yours",
        " you have the floor",
        " the floor is yours",
    ];
    let starts = ["the floor is yours, ", "The floor is yours, ", "you have the floor, ", "You have the floor, "];
    let before = ends.iter().find_map(|end| typed.strip_suffix(end));
    let name = before.or_else(|| starts.iter().find_map(|start| typed.strip_prefix(start)))?.trim();
    let is_name = (1..=3).contains(&name.split_whitespace().count())
        && name.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
        && !["Who", "Nobody", "He", "She", "They", "Everybody", "I", "It", "Now", "So", "Then"]
            .iter()
            .any(|word| name == *word);
    is_name.then(|| format!("The floor is given by a command. Type: ack {name}"))
}

/// Bytes of a line that is looked at: shorter words are too much like others, and longer ones are no such command.
const SHORTEST: usize = 8;
const LONGEST: usize = 40;

/// Where a phrase is kept: by its first letter and the number of its words, both of which a slip leaves as they are.
fn place_of(phrase: &str) -> Option<(char, usize)> {
    let words = phrase.split_whitespace().count();
    phrase.chars().next().filter(|_| words > 1).map(|first| (first, words))
}

/// Every way to type a command that takes no values.
static PHRASES: LazyLock<HashMap<(char, usize), Vec<&'static str>>> = LazyLock::new(|| {
    let mut phrases: HashMap<(char, usize), Vec<&'static str>> = HashMap::new();
    let all: BTreeSet<String> = spelling::phrases().collect();
    for phrase in all {
        if let Some(place) = place_of(&phrase).filter(|_| phrase.len() >= SHORTEST) {
            // Leaked once for the life of the program, as the spellings are.
            phrases.entry(place).or_default().push(Box::leak(phrase.into_boxed_str()));
        }
    }
    phrases
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_is_a_slip_and_two_are_other_words() {
        for (typed, expected) in [
            ("clsoe the queue", Some("close the queue")),
            ("Strat meeting!", Some("start meeting")),
            ("end meting", Some("end meeting")),
            ("close the quote", None),
            ("close the queue", None),
            ("next time", None),
            ("done it", None),
        ] {
            assert_eq!(near(typed), expected, "{typed:?}");
        }
    }
}
