//! The pattern language of the table's spellings.
//!
//! A spelling is words: `close the~ queue|q`. `a|b` is either, `~` marks a word that may be
//! missing, `{name}` takes words up to the next one of the pattern. The first word is the
//! *head*; a head may end in one of `+ - = ? :`, around which people put spaces as they like.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use super::table::{Row, Values, rows};

/// A compiled spelling, without its head.
struct Spelling {
    row: &'static Row,
    rest: Vec<Token>,
    words: usize,
}

#[derive(Clone, Copy)]
enum Token {
    Word {
        /// With `|` between them.
        alternatives: &'static str,
        is_optional: bool,
    },
    /// A mark that needs no space around it.
    Mark(char),
    Capture(&'static str),
}

static BY_HEAD: LazyLock<HashMap<&'static str, Head>> = LazyLock::new(by_head);

/// What begins with a word. It is compiled when it is asked for: a program that reads one log needs few.
#[derive(Default)]
struct Head {
    typed: Vec<Typed>,
    spellings: OnceLock<Vec<Spelling>>,
}

/// A spelling as the table has it.
struct Typed {
    row: &'static Row,
    /// The words after the head.
    rest: &'static str,
    /// The row's first argument may follow.
    takes_argument: bool,
}

impl Head {
    /// The most literal first.
    fn spellings(&self) -> &[Spelling] {
        self.spellings.get_or_init(|| {
            let mut spellings: Vec<Spelling> = self.typed.iter().flat_map(Typed::compiled).collect();
            spellings.sort_by_key(|spelling| (std::cmp::Reverse(spelling.words), spelling.rest.len()));
            spellings
        })
    }
}

impl Typed {
    fn compiled(&self) -> impl Iterator<Item = Spelling> {
        let tokens: Vec<Token> = self.rest.split(' ').filter(|word| !word.is_empty()).map(token).collect();
        let words = tokens.iter().filter(|token| !matches!(token, Token::Capture(_))).count();
        let argument = self.row.arguments.first().filter(|_| self.takes_argument);
        let with_argument = argument.map(|argument| {
            let rest = tokens.iter().copied().chain([Token::Capture(argument.name)]).collect();
            Spelling { row: self.row, rest, words }
        });
        with_argument.into_iter().chain([Spelling { row: self.row, rest: tokens, words }])
    }
}

/// Whether any spelling starts with this head (in lower case).
pub fn is_head(head: &str) -> bool {
    BY_HEAD.contains_key(head)
}

/// The first row that a head belongs to.
pub fn row_of(head: &str) -> Option<&'static Row> {
    BY_HEAD.get(head).and_then(|head| head.spellings().first()).map(|spelling| spelling.row)
}

/// Letters with which lines begin that a row reads as a whole.
const READ_WHOLE: [&str; 27] = [
    "s",
    "i",
    "r",
    "we",
    "agree",
    "agreed",
    "object",
    "vote",
    "question",
    "action",
    "correction",
    "objection",
    "formal",
    "fo",
    "reservation",
    "reserve",
    "support",
    "plus",
    "minus",
    "against",
    "disagree",
    "abstention",
    "abstain",
    "not",
    "let",
    "my",
    "voting",
];
/// The same where most lines that begin so are prose.
const READ_WHOLE_SELDOM: [&str; 2] = ["in", "no"];

/// First words of commands, by length and first letter so that most words need one look.
static FIRST_WORDS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let mut words: Vec<Vec<String>> = Vec::new();
    let of_heads = heads().map(|head| head.trim_start_matches(['!', '#']));
    let letters = of_heads.map(|head| head.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default());
    for word in
        letters.chain(READ_WHOLE).chain(READ_WHOLE_SELDOM).chain(["please", "pls"]).filter(|word| !word.is_empty())
    {
        let Some(place) = place_of(word) else { continue };
        if words.len() <= place {
            words.resize(place + 1, Vec::new());
        }
        if !words[place].iter().any(|known| known == word) {
            words[place].push(word.to_owned());
        }
    }
    words
});

/// The place of words of a length and a first letter.
fn place_of(word: &str) -> Option<usize> {
    let first = word.bytes().next().filter(u8::is_ascii_alphabetic)?.to_ascii_lowercase();
    Some(word.len() * 26 + usize::from(first - b'a'))
}

/// Whether some command begins with a word (of ASCII letters, in any case).
pub fn is_first_word(word: &str) -> bool {
    let known = place_of(word).and_then(|place| FIRST_WORDS.get(place));
    known.is_some_and(|known| known.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// All heads, for “did you mean”.
pub fn heads() -> impl Iterator<Item = &'static str> {
    BY_HEAD.keys().copied()
}

/// Gives every way to type a command that has neither values nor marks, some more than once: `close the~ queue|q` is four.
pub fn each_phrase(mut give: impl FnMut(&str)) {
    let mut phrase = String::new();
    for (head, known) in BY_HEAD.iter().filter(|(head, _)| is_word(head) && !head.ends_with('-')) {
        for spelling in known.spellings() {
            phrase.clear();
            phrase.push_str(head);
            each_end(&spelling.rest, &mut phrase, &mut give);
        }
    }
}

fn is_word(word: &str) -> bool {
    word.starts_with(char::is_alphabetic) && !word.contains(['+', '=', '?', ':', '#'])
}

/// Gives a phrase with each of its ends.
fn each_end(tokens: &[Token], phrase: &mut String, give: &mut impl FnMut(&str)) {
    let Some((first, others)) = tokens.split_first() else { return give(phrase) };
    let Token::Word { alternatives, is_optional } = first else { return };
    if *is_optional {
        each_end(others, phrase, give);
    }
    let begun = phrase.len();
    for word in alternatives.split('|').filter(|word| is_word(word)) {
        phrase.push(' ');
        phrase.push_str(word);
        each_end(others, phrase, give);
        phrase.truncate(begun);
    }
}

/// The rows whose spelling fits, the most literal first, with the values taken.
pub fn matches(head: &str, rest: &str) -> impl Iterator<Item = (&'static Row, Values)> {
    BY_HEAD.get(head).into_iter().flat_map(Head::spellings).filter_map(move |spelling| {
        let mut values = Values::default();
        fits(&spelling.rest, rest.trim(), &mut values).then_some((spelling.row, values))
    })
}

/// So many heads there are about, for which room is made at once.
const HEADS: usize = 1_024;

fn by_head() -> HashMap<&'static str, Head> {
    let mut by_head: HashMap<&'static str, Head> = HashMap::with_capacity(HEADS);
    for row in rows().iter().copied() {
        for spelling in row.spellings.iter().copied().chain([canonical(row)]) {
            let (head, rest) = spelling.split_once(' ').unwrap_or((spelling, ""));
            let takes_argument = spelling.starts_with('!');
            for alternative in head.split('|') {
                by_head.entry(alternative).or_default().typed.push(Typed { row, rest, takes_argument });
            }
        }
    }
    by_head
}

/// `!name` and, where the row takes values, `!name VALUE` for the first of them.
fn canonical(row: &'static Row) -> &'static str {
    // Leaked once for the life of the program: the table is static and this runs once.
    Box::leak(format!("!{}", row.name).into_boxed_str())
}

fn token(word: &'static str) -> Token {
    if let Some(name) = word.strip_prefix('{').and_then(|open| open.strip_suffix('}')) {
        return Token::Capture(name);
    }
    if let ":" | "=" | "?" = word {
        return Token::Mark(word.chars().next().unwrap_or(':'));
    }
    let is_optional = word.ends_with('~');
    Token::Word { alternatives: word.trim_end_matches('~'), is_optional }
}

fn fits(tokens: &[Token], rest: &str, values: &mut Values) -> bool {
    let Some((first, others)) = tokens.split_first() else { return rest.is_empty() };
    match first {
        Token::Word { alternatives, is_optional } => {
            let mark = if let Some(Token::Mark(mark)) = others.first() { Some(*mark) } else { None };
            let end = rest.find(|c: char| c.is_whitespace() || Some(c) == mark).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let is_word = !word.is_empty() && alternatives.split('|').any(|known| is_same_word(known, word));
            (is_word && fits(others, after.trim_start(), values)) || (*is_optional && fits(others, rest, values))
        }
        Token::Mark(mark) => rest.strip_prefix(*mark).is_some_and(|after| fits(others, after.trim_start(), values)),
        Token::Capture(name) if others.is_empty() => {
            let taken = !rest.is_empty();
            if taken {
                values.0.push((name, rest.to_owned()));
            }
            taken
        }
        Token::Capture(name) => breaks(rest, others).any(|at| {
            let mark = values.0.len();
            let taken = rest[..at].trim();
            if taken.is_empty() {
                return false;
            }
            values.0.push((name, taken.to_owned()));
            let is_fit = fits(others, rest[at..].trim_start(), values);
            if !is_fit {
                values.0.truncate(mark);
            }
            is_fit
        }),
    }
}

/// Where a capture may end: before a space, or before the mark that follows it.
fn breaks<'a>(rest: &'a str, others: &'a [Token]) -> impl Iterator<Item = usize> + 'a {
    let mark = if let Some(Token::Mark(mark)) = others.first() { Some(*mark) } else { None };
    rest.char_indices().filter(move |(_, c)| c.is_whitespace() || Some(*c) == mark).map(|(at, _)| at)
}

fn is_same_word(known: &str, typed: &str) -> bool {
    typed.eq_ignore_ascii_case(known)
        || typed.trim_end_matches(['.', '!', ',', '?', '。', '！', '，', '？']).eq_ignore_ascii_case(known)
}
