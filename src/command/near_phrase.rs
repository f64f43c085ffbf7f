//! Commands made of words alone with one letter wrong: `clsoe the queue`, `strat meeting`.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::{in_other_words, otherwise, spelling};

/// What a short line is nearly. `None`: no command is one letter away, or the line is one.
pub fn near(line: &str) -> Option<&'static str> {
    if !(SHORTEST..=LONGEST).contains(&line.len()) {
        return None;
    }
    let typed = line.trim_end_matches(['.', '!', '?', ' ']);
    let of_length = PHRASES.get(&place_of(typed)?)?;
    let may_be_near = |phrase: &&str| phrase.len().abs_diff(typed.len()) <= 1 && share_their_ends(phrase, typed);
    let mut near = of_length.iter().copied().filter(may_be_near);
    near.find(|phrase| strsim::damerau_levenshtein(phrase, &typed.to_lowercase()) == 1)
}

/// Whether all but a letter or two is the same at the beginnings and the ends together, as it is where one letter is wrong.
fn share_their_ends(one: &str, other: &str) -> bool {
    let is_same = |(one, other): &(u8, u8)| one.eq_ignore_ascii_case(other);
    let same = one.bytes().zip(other.bytes()).take_while(is_same).count()
        + one.bytes().rev().zip(other.bytes().rev()).take_while(is_same).count();
    // Letters that changed places are two; letters outside ASCII have several bytes.
    same + 2 >= one.len().min(other.len()) || !other.is_ascii()
}

/// Words by which chairs go on, and which everybody says: what they may be meant for.
pub fn going_on(line: &str) -> Option<String> {
    const WORDS: [&str; 6] = ["next", "next one", "next please", "next, please", "move on", "moving on"];
    let typed = line.trim_end_matches(['.', '!', ' ']);
    if WORDS.iter().any(|word| typed.eq_ignore_ascii_case(word)) {
        let words = "Nothing has changed. To give the floor to the first in the queue: next speaker. To take up the next item: next item";
        return Some(words.to_owned());
    }
    otherwise::hint(line).or_else(|| in_other_words::hint(typed))
}

/// Bytes of a line that is looked at: shorter words are too much like others, and longer ones are no such command.
const SHORTEST: usize = 8;
const LONGEST: usize = 40;

/// Where a phrase is kept: by its first letter and the number of its words, both of which a slip leaves as they are.
fn place_of(phrase: &str) -> Option<(char, usize)> {
    let words = phrase.split(' ').filter(|word| !word.is_empty()).count();
    phrase.chars().next().filter(|_| words > 1).map(|first| (first.to_ascii_lowercase(), words))
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
