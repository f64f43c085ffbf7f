//! Commands made of words alone with one letter wrong: `clsoe the queue`, `strat meeting`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{in_other_words, otherwise, spelling};

/// What a short line is nearly. `None`: no command is one letter away, or the line is one.
pub fn near(line: &str) -> Option<&'static str> {
    if !(SHORTEST..=LONGEST).contains(&line.len()) {
        return None;
    }
    let typed = line.trim_end_matches(['.', '!', '?', ' ']);
    let may_be_near = |phrase: &&str| phrase.len().abs_diff(typed.len()) <= 1 && share_their_ends(phrase, typed);
    let near = PHRASES.of(place_of(typed)?).filter(may_be_near);
    near.filter(|phrase| strsim::damerau_levenshtein(phrase, &typed.to_lowercase()) == 1).min()
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
fn place_of(phrase: &str) -> Option<(u8, usize)> {
    let words = phrase.split(' ').filter(|word| !word.is_empty()).count();
    let first = phrase.bytes().next().filter(u8::is_ascii_alphabetic)?;
    (words > 1).then_some((first.to_ascii_lowercase(), words))
}

/// Phrases by where they are kept: all in one text, each with its beginning and end in it.
#[derive(Default)]
struct Phrases {
    text: String,
    places: HashMap<(u8, usize), Vec<(usize, usize)>>,
}

impl Phrases {
    fn of(&self, place: (u8, usize)) -> impl Iterator<Item = &str> {
        self.places.get(&place).into_iter().flatten().map(|(start, end)| &self.text[*start..*end])
    }
}

/// Every way to type a command that takes no values.
static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases::default();
    spelling::each_phrase(|phrase| {
        if let Some(place) = place_of(phrase).filter(|_| phrase.len() >= SHORTEST) {
            let start = phrases.text.len();
            phrases.text.push_str(phrase);
            phrases.places.entry(place).or_default().push((start, phrases.text.len()));
        }
    });
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
