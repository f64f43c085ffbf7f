//! By what someone's words are known in a text of the bot's: by their beginning, of which as much is kept beside a record as tells
//! whether it may be there, so that the words themselves need not be read.

use super::person::DELETED;
use crate::text::folded_line;

/// The bot shortens what it quotes; so much of the beginning always remains.
const TELLING_CHARS: usize = 40;
/// Statements and notes with fewer characters are said by chance too.
const LEAST_CHARS: usize = 12;
/// So many bytes are looked at before anything else of someone's words is.
const BEGINNING: usize = 4;
/// No place in a text.
const NOWHERE: u32 = u32::MAX;

/// The beginning of someone's words, by which they are known. `None`: they are looked for nowhere.
pub(super) fn telling(words: &str) -> Option<&str> {
    // No word has more characters than bytes.
    let cut = if words.len() > TELLING_CHARS { words.char_indices().nth(TELLING_CHARS) } else { None };
    let telling = words[..cut.map_or(words.len(), |(end, _)| end)].trim_end();
    (!telling.is_empty() && telling != DELETED).then_some(telling)
}

/// Fibonacci hashing of the first bytes.
fn kind(window: &[u8]) -> u32 {
    window.iter().fold(0_u32, |all, byte| (all << 8) | u32::from(*byte)).wrapping_mul(0x9e37_79b9) >> 8
}

/// Tells words apart, eight bytes in each step.
fn hash(words: &[u8]) -> u64 {
    let (eights, rest) = words.as_chunks::<8>();
    let step = |hash: u64, part: u64| (hash.rotate_left(5) ^ part).wrapping_mul(0x517c_c1b7_2722_0a95);
    let hash = eights.iter().fold(0, |hash, part| step(hash, u64::from_le_bytes(*part)));
    step(hash, rest.iter().fold(0x80, |all, byte| (all << 8) | u64::from(*byte)))
}

/// What stands at the ends of someone's words: a text has them only where they are not inside a longer word.
#[derive(Clone, Copy, Debug)]
struct Ends {
    starts_in_word: bool,
    stops_in_word: bool,
    /// It is only the beginning of longer words.
    is_cut: bool,
}

impl Ends {
    fn of(words: &str) -> Ends {
        Ends {
            starts_in_word: words.chars().next().is_some_and(char::is_alphanumeric),
            stops_in_word: words.chars().next_back().is_some_and(char::is_alphanumeric),
            is_cut: words.len() >= TELLING_CHARS && words.chars().count() >= TELLING_CHARS,
        }
    }

    /// Whether words with these ends, which begin and end at these bytes of a text, are not inside a longer word there.
    fn are_whole(self, (place, end): (usize, usize), text: &str) -> bool {
        let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let (Some(before), Some(after)) = (text.get(..place), text.get(end..)) else { return false };
        let is_inside = (self.starts_in_word && is_part(before.chars().next_back()))
            || (self.stops_in_word && is_part(after.chars().next()));
        self.is_cut || !is_inside
    }
}

/// What of the words of a record is compared with a text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark {
    /// It has no words that would be looked for.
    Nothing,
    /// Its words have to be read.
    Unread,
    Known(Known),
}

/// The telling beginning of a record's words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub entry: u64,
    hash: u64,
    kind: u32,
    bytes: u8,
    ends: Ends,
}

impl Mark {
    /// The mark of a record with these words.
    pub fn of(entry: u64, words: Option<&str>) -> Mark {
        let Some(words) = words.filter(|words| words.len() >= LEAST_CHARS) else { return Mark::Nothing };
        let words = folded_line(words);
        let Some(telling) = telling(&words) else { return Mark::Nothing };
        let (Some(window), Ok(bytes)) = (telling.as_bytes().get(..BEGINNING), u8::try_from(telling.len())) else {
            return Mark::Unread;
        };
        Mark::Known(Known { entry, hash: hash(telling.as_bytes()), kind: kind(window), bytes, ends: Ends::of(telling) })
    }
}

/// A text in which words are looked for, with its places by what begins there.
pub(super) struct Sought<'a> {
    text: &'a str,
    /// The last place of each kind of beginning.
    last: Vec<u32>,
    /// The place before each one, where something of the same kind begins.
    earlier: Vec<u32>,
}

impl<'a> Sought<'a> {
    /// White space in the text is folded already.
    pub fn of(text: &'a str) -> Sought<'a> {
        // One of four beginnings at most is taken for one that is there, and then compared.
        let mut last = vec![NOWHERE; (text.len() * 4).next_power_of_two()];
        let mut earlier = Vec::with_capacity(text.len());
        let mask = last.len() - 1;
        for (place, window) in (0..NOWHERE).zip(text.as_bytes().windows(BEGINNING)) {
            earlier.push(std::mem::replace(&mut last[kind(window) as usize & mask], place));
        }
        Sought { text, last, earlier }
    }

    /// The places where something of a kind may begin, the last one first.
    fn places(&self, kind: u32) -> impl Iterator<Item = usize> {
        let place = |place: u32| (place != NOWHERE).then_some(place as usize);
        let last = place(self.last[kind as usize & (self.last.len() - 1)]);
        std::iter::successors(last, move |one| place(self.earlier[*one]))
    }

    /// Whether words may stand in the text. White space is folded in it, so that only what has none at its beginning can be told.
    pub fn may_have(&self, words: &str) -> bool {
        match words.as_bytes().get(..BEGINNING) {
            Some(window) if window.iter().all(u8::is_ascii_graphic) => self.places(kind(window)).next().is_some(),
            Some(_) | None => true,
        }
    }

    /// Whether words occur in the text, and not inside a longer word.
    pub fn has(&self, words: &str) -> bool {
        let is_whole = |place| Ends::of(words).are_whole((place, place + words.len()), self.text);
        match words.as_bytes().get(..BEGINNING) {
            Some(window) => self
                .places(kind(window))
                .any(|place| self.text.as_bytes()[place..].starts_with(words.as_bytes()) && is_whole(place)),
            None => self.text.match_indices(words).any(|(place, _)| is_whole(place)),
        }
    }

    /// The same of the words of a record that has been marked.
    pub fn has_marked(&self, known: &Known) -> bool {
        self.places(known.kind).any(|place| {
            let end = place + usize::from(known.bytes);
            let part = self.text.as_bytes().get(place..end);
            part.is_some_and(|part| hash(part) == known.hash) && known.ends.are_whole((place, end), self.text)
        })
    }

    /// Whether words that were said or noted may be there: most of them are longer than what the bot says.
    pub fn may_have_said(&self, words: &str) -> bool {
        words.len() >= LEAST_CHARS
            && (words.len() <= self.text.len() || words.chars().nth(TELLING_CHARS).is_some())
            && self.may_have(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_that_are_there_are_all_known_and_most_others_are_not() {
        let text = "Carla: row 4 of the comparison stays as it is; über die Übersicht wird später gesprochen.";
        let sought = Sought::of(text);
        for (at, _) in text.char_indices() {
            assert!(sought.may_have(&text[at..]), "{}", &text[at..]);
            let window = text.as_bytes().get(at..at + BEGINNING);
            assert!(
                window.is_none_or(|window| sought.places(kind(window)).any(|place| place == at)),
                "{}",
                &text[at..]
            );
        }
        assert!(Sought::of("").may_have("row"), "too short to be told");
        assert!(!Sought::of("").may_have("rows"));
        let others = (0..1_000).map(|number| format!("w{number:04} says"));
        assert!(others.filter(|words| sought.may_have(words)).count() < 250);
    }

    #[test]
    fn words_are_found_whole() {
        for (words, text, expected) in [
            ("row 4", "Bo, you wanted to ask about row 4", true),
            ("row 4", "row 45 is new", false),
            ("arrow", "row 4", false),
            ("[deleted]", "Note: [deleted]", true),
            ("über", "Note: über alles", true),
            ("ber", "Note: über alles", false),
            ("row four", "arrow four, row four", true),
            ("row four", "row fourteen of arrow four", false),
        ] {
            assert_eq!(Sought::of(text).has(words), expected, "{words} in {text}");
        }
    }

    #[test]
    fn marked_words_are_found_where_the_words_are() {
        let long = "row four of the comparison is about gateways and what they are called in Geneva";
        for (words, text, expected) in [
            ("row four is about gateways", "Note: row four is about gateways", true),
            ("row four is about gateways", "row four is about gateways2", false),
            ("row four  is\nabout gateways", "Note: row four is about gateways.", true),
            ("über die Übersicht", "Note: über die Übersicht", true),
            ("ber die Übersicht", "Note: über die Übersicht", false),
            (long, "Ana: row four of the comparison is about gateways…", true),
            (long, "Ana: row four of the comparison is about names", false),
            ("row four is about gateways", "row four", false),
        ] {
            let Mark::Known(known) = Mark::of(1, Some(words)) else { panic!("{words} is looked for") };
            assert_eq!(Sought::of(text).has_marked(&known), expected, "{words} in {text}");
            let folded = folded_line(words);
            assert_eq!(Sought::of(text).has(telling(&folded).expect("it has words")), expected, "{words} in {text}");
        }
        assert!(matches!(Mark::of(1, Some("so be it")), Mark::Nothing), "it is said by chance too");
        assert!(matches!(Mark::of(1, None), Mark::Nothing));
        assert!(matches!(Mark::of(1, Some("a            b")), Mark::Unread));
    }
}
